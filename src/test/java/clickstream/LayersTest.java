package clickstream;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.job.EtlConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Set;
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

    /** A package that is new in the listing needs a line here: what it may use of the others. */
    @ParameterizedTest
    @CsvSource({
        "event, event",
        "list,  event list",
        "fetch, event list fetch", // reads from the bucket that was listed, and skips what the listing's names say
        "parse, event parse",
        "map,   event map",
        "credentials, credentials",
        "load,  event credentials load",
        "report, event load report", // shows what load reads
        "job,   event list fetch parse map credentials load job",
        "cli,   event list fetch parse map load report job cli",
    })
    void aPackageUsesOnlyTheOnesBeforeIt(String name, String allowed) {
        classes()
                .that()
                .resideInAPackage("clickstream.%s..".formatted(name))
                .should()
                .onlyDependOnClassesThat(
                        resideOutsideOfPackages("clickstream..").or(resideInAnyPackage(packages(allowed))))
                .check(MAIN);
    }

    @Test
    void thereIsNoPackageWithoutSuchARule() {
        assertThat(mainPackages().map(JavaPackage::getName))
                .containsExactlyInAnyOrder(
                        packagesExactly("event list fetch parse map credentials load report job cli"));
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
        "tools.jackson..,                 parse credentials",
        "com.fasterxml.jackson..,         parse",
        "org.apache.commons.compress..,   parse",
        "software.amazon.awssdk..,        list fetch credentials",
        "java.sql..,                      load",
        "org.postgresql..,                load",
        "org.flywaydb..,                  load",
        "org.springframework.dao..,       load",
        "com.samskivert.mustache..,       report",
        "picocli..,                       cli",
    })
    void aLibraryIsKnownToThoseWhoseWorkItIs(String library, String users) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(users))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(MAIN);
    }

    @Test
    void aDataSourceIsPassedAroundUnopened() {
        noClasses()
                .that()
                .resideOutsideOfPackage("clickstream.load..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("javax.sql..").and(not(belongToAnyOf(DataSource.class))))
                .orShould()
                .callMethodWhere(target(owner(assignableTo(DataSource.class))))
                .check(MAIN);
    }

    /** Other classes of {@code job} and {@code cli} get what speaks SQL from {@code load}; here it is put together. */
    @Test
    void databaseClientsAreWiredInOnePlace() {
        noClasses()
                .that(resideOutsideOfPackages("clickstream.load..").and(not(belongToAnyOf(EtlConfiguration.class))))
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

    private static Stream<JavaPackage> mainPackages() {
        return MAIN.stream().map(JavaClass::getPackage).distinct();
    }

    private static String[] packages(String names) {
        return Stream.of(names.split(" ")).map("clickstream.%s.."::formatted).toArray(String[]::new);
    }

    private static String[] packagesExactly(String names) {
        return Stream.of(names.split(" ")).map("clickstream."::concat).toArray(String[]::new);
    }
}
