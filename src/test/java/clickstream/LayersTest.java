package clickstream;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.context.annotation.Configuration;

/** The arrows of the architecture and a few habits, as they are in the class files of the main code. */
class LayersTest {

    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("clickstream");

    /** A package that is new in the listing needs a line here: what it uses of the others, no more and no less. */
    @ParameterizedTest
    @CsvSource({
        "event, event",
        "s3,    event s3",
        "list,  event s3 list",
        "fetch, event s3 fetch",
        "parse, event parse",
        "map,   event map",
        "credentials, event credentials",
        "database, event credentials database",
        "load,  event database load",
        "settings, event s3 credentials database settings",
        "watch, event watch",
        "job,   event s3 list fetch parse map database load settings watch job",
        "audit, event list database load settings job audit",
        "rejects, event database load watch job rejects",
        "doctor, event s3 database load settings job doctor",
        "report, event database settings rejects report", // shows rejects too
        "app,   event s3 list database load settings watch job audit rejects doctor report app",
        "ingest, event s3 credentials ingest", // its fronts are packages below it
        "cli,   event database load settings watch job audit rejects doctor report app cli",
    })
    void aPackageUsesTheseOthersAndNoMore(String name, String allowed) {
        classes()
                .that()
                .resideInAPackage("clickstream.%s..".formatted(name))
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackages("clickstream..").or(resideInAnyPackage(packages(allowed))))
                .check(MAIN);
        assertThat(namesUsedBy(name)
                        .filter(used -> used.startsWith("clickstream."))
                        .map(used -> used.replaceAll("clickstream\\.([a-z0-9]+)\\..*", "$1")))
                .as("what %s is allowed and does not use", name)
                .contains(names(allowed));
    }

    @Test
    void thereIsNoPackageWithoutSuchARule() {
        assertThat(mainPackages().map(JavaPackage::getName))
                .containsExactlyInAnyOrder(
                        packagesExactly(
                                "event s3 list fetch parse map credentials database load settings watch job audit rejects doctor report app cli ingest ingest.events ingest.tokens ingest.uploads ingest.server ingest.lambda"));
    }

    /** The fronts use what is there, and nothing there uses them. */
    @ParameterizedTest
    @CsvSource({"tokens, tokens", "events, events tokens", "uploads, uploads"})
    void withinTheIngestAPackageUsesTheseOthersAndNoMore(String name, String allowed) {
        classes()
                .that()
                .resideInAPackage("clickstream.ingest.%s..".formatted(name))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages("clickstream.ingest..")
                        .or(resideInAnyPackage(Stream.of(names(allowed))
                                .map("clickstream.ingest.%s.."::formatted)
                                .toArray(String[]::new))))
                .check(MAIN);
    }

    @Test
    void theVocabularyNeedsNothingButTheJdk() {
        classes()
                .that()
                .resideInAPackage("clickstream.event..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("clickstream.event..", "java..", "org.jspecify..")
                .check(MAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.batch..,     job",
        "tools.jackson..,                 parse credentials ingest",
        "software.amazon.awssdk..,        s3 list fetch doctor credentials",
        "java.sql..,                      database load audit rejects doctor report",
        "org.postgresql..,                database load",
        "org.flywaydb..,                  database",
        "org.springframework.dao..,       database load",
        "com.samskivert.mustache..,       report",
        "io.micrometer..,                 watch",
        "ch.qos.logback..,                watch ingest",
        "co.elastic..,                    watch ingest",
        "picocli..,                       cli",
        "org.eclipse.jetty..,             ingest.server",
        "com.amazonaws..,                 ingest.lambda",
        "com.nimbusds..,                  ingest.tokens",
    })
    void aLibraryIsKnownToThoseWhoseWorkItIs(String library, String users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(users))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(MAIN);
        for (String user : names(users)) {
            assertThat(namesUsedBy(user))
                    .as("what %s uses of %s", user, library)
                    .anyMatch(used -> used.startsWith(library.replace("..", ".")));
        }
    }

    @Test
    void aDataSourceIsPassedAroundUnopened() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("database load audit rejects report doctor"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("javax.sql..").and(not(belongToAnyOf(DataSource.class))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(DataSource.class))))
                .check(MAIN);
    }

    /** Classes of {@code job} and {@code cli} get what speaks SQL handed in; the configurations put it together. */
    @Test
    void databaseClientsAreWiredByConfigurationsOnly() {
        noClasses()
                .that(resideOutsideOfPackages(packages("database load audit rejects report doctor"))
                        .and(not(annotatedWith(Configuration.class))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework.jdbc..", "com.zaxxer..")
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(mainPackages())
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as(each.getName())
                        .isTrue());
    }

    /** Whoever changes a public type has to look for its users in all packages: another one needs a user in another package. */
    @Test
    void fewTypesArePublic() {
        assertThat(MAIN.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(each -> !each.getPackageName().startsWith("clickstream.ingest"))
                        .map(JavaClass::getName))
                .hasSizeBetween(50, 105);
    }

    /** A folder that can be taken in at a glance, and classes that fit on a few screens. */
    @Test
    void packagesAndClassesAreSmall() throws IOException {
        Map<Path, Long> files = new TreeMap<>();
        Map<Path, Integer> lines = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                files.merge(source.getParent(), 1L, Long::sum);
                lines.put(source, Files.readAllLines(source).size());
            }
        }
        assertThat(files)
                .hasSizeGreaterThan(20)
                .allSatisfy((folder, count) ->
                        assertThat(count).as(folder.toString()).isLessThanOrEqualTo(45));
        assertThat(lines)
                .hasSizeGreaterThan(300)
                .allSatisfy((source, count) ->
                        assertThat(count).as(source.toString()).isLessThanOrEqualTo(250));
    }

    @Test
    void nobodyWritesToTheStandardStreams() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
    }

    /** What is step-scoped is subclassed by Spring. */
    @Test
    void classesAreFinalUnlessStepScoped() {
        Set<JavaClass> stepScoped = MAIN.stream()
                .flatMap(each -> each.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(StepScope.class))
                .map(method -> method.getRawReturnType())
                .collect(Collectors.toSet());
        assertThat(stepScoped).isNotEmpty();
        assertThat(MAIN.stream()
                        .filter(each -> !each.isInterface() && !each.isEnum() && !each.isAnonymousClass())
                        .filter(each -> each.getEnclosingClass()
                                .filter(JavaClass::isEnum)
                                .isEmpty())
                        .filter(each -> !each.getSimpleName().equals("package-info"))
                        .filter(each -> !each.isAnnotatedWith(Configuration.class))
                        .filter(each -> !each.getModifiers().contains(JavaModifier.FINAL)))
                .containsExactlyInAnyOrderElementsOf(stepScoped);
    }

    /** Full names of the classes that a package and those below it use. */
    private static Stream<String> namesUsedBy(String name) {
        return MAIN.stream()
                .filter(each -> (each.getPackageName() + ".").startsWith("clickstream.%s.".formatted(name)))
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getFullName());
    }

    private static Stream<JavaPackage> mainPackages() {
        return MAIN.stream().map(JavaClass::getPackage).distinct();
    }

    private static String[] packages(String names) {
        return Stream.of(names(names)).map("clickstream.%s.."::formatted).toArray(String[]::new);
    }

    private static String[] packagesExactly(String names) {
        return Stream.of(names(names)).map("clickstream."::concat).toArray(String[]::new);
    }

    private static String[] names(String spaced) {
        return spaced.split(" ", -1);
    }
}
