package clickstream.settings;

import clickstream.event.Causes;
import clickstream.event.FailureAnalysis;
import clickstream.event.FailureAnalysis.Kind;
import clickstream.event.PrintableText;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindException;
import org.springframework.boot.context.properties.bind.BindException;

/** What it means that Spring Boot could not read or bind a setting, be it one of this program or of its own. */
public final class SettingsFailures {

    private SettingsFailures() {}

    /** Which setting has which value and should have which; empty where the failure is another one. */
    public static Optional<FailureAnalysis> analysis(Throwable failure) {
        return Causes.of(failure)
                .filter(cause -> cause instanceof ConfigurationPropertiesBindException
                        || cause instanceof BindException
                        || cause instanceof ConfigDataException)
                .findFirst()
                .map(wrong -> new FailureAnalysis(description(wrong), "", Kind.SETTING));
    }

    private static String description(Throwable failure) {
        return Causes.of(failure, BindException.class)
                .flatMap(wrong -> Stream.ofNullable(wrong.getProperty())
                        .map(property -> "%s must be of type %s, but is %s"
                                .formatted(
                                        wrong.getName(),
                                        wrong.getTarget().getType().toClass().getSimpleName(),
                                        property.getValue())))
                .findFirst()
                .map(PrintableText::firstLine)
                .orElseGet(() -> innermost(failure));
    }

    /** What the setting's own class has to say about the value. */
    private static String innermost(Throwable wrong) {
        Throwable cause = Causes.of(wrong).reduce(wrong, (_, in) -> in);
        return PrintableText.firstLine(String.valueOf(cause.getMessage()));
    }
}
