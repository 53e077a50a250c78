package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.event.Hour;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the loader, and the bare SDK, against an S3 server of a process of its own. */
final class Rig {

    static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** Requests at once: the loader's default, and given to its limits. */
    static final int IN_FLIGHT = 64;

    private final String etl;
    private final S3Process s3;

    /**
     * A rig.
     *
     * @param etl the launcher of the loader
     */
    Rig(String etl, S3Process s3) {
        this.etl = etl;
        this.s3 = s3;
    }

    /** Loads the hour into {@code database}. */
    Measurement load(TestingDatabase database, Hour hour, String javaOptions) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("ETL_JAVA_OPTS", javaOptions);
        return new MeasuredProcess(environment).run(List.of(etl, "load", "--hour", hour.toString()));
    }

    /** Lists with the bare SDK; nothing more. */
    Measurement bareList() throws IOException, InterruptedException {
        return bare("0");
    }

    /** Lists and gets with the bare SDK. */
    Measurement bareGets(int inFlight) throws IOException, InterruptedException {
        return bare(Integer.toString(inFlight));
    }

    /** Gets the first objects with the bare SDK, one after the other. */
    Measurement oneAtATime(int objects) throws IOException, InterruptedException {
        return bare("1", Integer.toString(objects));
    }

    private Measurement bare(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Java.command());
        command.addAll(
                List.of(BareS3.class.getName(), s3.environment().getOrDefault("BENCH_BUCKET", ""), HOUR.prefix()));
        command.addAll(List.of(arguments));
        return new MeasuredProcess(s3.environment()).run(command);
    }
}
