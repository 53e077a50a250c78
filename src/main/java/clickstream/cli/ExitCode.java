package clickstream.cli;

/** What a command tells its caller; documented in jobs/README.md. */
final class ExitCode {

    static final int DONE = 0;
    /** Something failed, or an hour is incomplete: the next run goes on. */
    static final int FAILED = 1;
    /** Wrong usage, or a setting that is missing or wrong. */
    static final int USAGE = 2;

    private ExitCode() {}
}
