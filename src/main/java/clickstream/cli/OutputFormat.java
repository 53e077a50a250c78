package clickstream.cli;

/** How a summary is printed; the names are what is typed. */
enum OutputFormat {
    text,
    json
}
