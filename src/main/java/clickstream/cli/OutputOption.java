package clickstream.cli;

import picocli.CommandLine.Option;

/** {@code --output}. */
final class OutputOption {

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (default: ${DEFAULT-VALUE})")
    private OutputFormat format = OutputFormat.text;

    OutputFormat format() {
        return format;
    }
}
