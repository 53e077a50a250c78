package clickstream.settings;

import clickstream.database.TargetDatabase;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where events come from and where they go: the environment variables of the function that this job replaces, unchanged, and a few more.
 *
 * @param bucket name of the raw bucket
 * @param endpoint of a store of one's own; null for S3 itself
 */
public record SourceAndTarget(String bucket, @Nullable URI endpoint, TargetDatabase target) {

    /**
     * Reads the variables.
     *
     * @throws IllegalArgumentException naming every variable that is missing or wrong, in one line
     */
    public static SourceAndTarget of(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        SourceAndTarget settings =
                new SourceAndTarget(variables.bucket("RAW_BUCKET_NAME"), variables.endpoint(), target(variables));
        variables.check();
        return settings;
    }

    /**
     * Reads those of the database only.
     *
     * @throws IllegalArgumentException naming every variable that is missing or wrong, in one line
     */
    public static TargetDatabase target(Map<String, String> environment) {
        Variables variables = new Variables(environment);
        TargetDatabase target = target(variables);
        variables.check();
        return target;
    }

    private static TargetDatabase target(Variables variables) {
        String host = variables.required("DW_PG_HOST");
        int port = variables.port("DW_PG_PORT");
        String database = variables.optional("DW_PG_DATABASE", "clickstream_dw");
        boolean verifyServer = variables.yesOrNo("DW_PG_SSL");
        return new TargetDatabase(
                host, port, database, LoginVariables.read(variables, host, port, verifyServer), verifyServer);
    }
}
