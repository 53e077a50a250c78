package clickstream.bench;

import clickstream.bench.MeasuredProcess.Measurement;
import clickstream.event.Hour;
import clickstream.testing.TestingDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An S3 server with one hour, in a process of its own, and what is run against it. */
final class Rig implements AutoCloseable {

    static final Hour HOUR = Hour.parse("2026-11-20T13");
    static final Hour EMPTY_HOUR = Hour.parse("2026-11-20T14");

    /** Requests at once of the limits: what the loader begins with. */
    static final int IN_FLIGHT = 64;

    private static final int ENOUGH_TO_WARM = 20_000;

    private final Servers servers;
    private final String etl;
    private final int events;
    private final S3Process s3;

    private Rig(Servers servers, String etl, int events, S3Process s3) {
        this.servers = servers;
        this.etl = etl;
        this.events = events;
        this.s3 = s3;
    }

    /**
     * Starts the server, and lets its code be compiled before anything is measured.
     *
     * @param etl the launcher of the loader
     * @param objects that hold the events: as many as events, or fewer, gzip files of many lines
     */
    static Rig start(Servers servers, String etl, int events, int objects, Duration latency)
            throws IOException, InterruptedException {
        Rig rig = new Rig(
                servers, etl, events, S3Process.start(HOUR, events, objects, 1, latency, servers.certificates()));
        rig.bare(Integer.toString(IN_FLIGHT), Integer.toString(ENOUGH_TO_WARM));
        return rig;
    }

    /** An empty database, migrated, as every load but the first one finds it. */
    TestingDatabase database() {
        return servers.postgres().migratedDatabase();
    }

    S3Process s3() {
        return s3;
    }

    /** Loads the hour into a database of its own, and looks whether it is all there. */
    Measurement load(String... javaOptions) throws IOException, InterruptedException {
        try (TestingDatabase database = database()) {
            return load(database, HOUR, javaOptions);
        }
    }

    Measurement load(TestingDatabase database, Hour hour, String... javaOptions)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        environment.put("ETL_JAVA_OPTS", String.join(" ", javaOptions));
        Measurement loaded = new MeasuredProcess(environment).run(List.of(etl, "load", "--hour", hour.toString()));
        if (hour.equals(HOUR)) {
            LoadedRows.check(database, HOUR, events);
        }
        return loaded;
    }

    /** Loads what is loaded already. */
    Measurement reload(TestingDatabase database) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(s3.environment());
        environment.putAll(database.environment());
        Measurement loaded =
                new MeasuredProcess(environment).run(List.of(etl, "load", "--hour", HOUR.toString(), "--reload"));
        LoadedRows.check(database, HOUR, events);
        return loaded;
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
        command.addAll(List.of(BareS3.class.getName(), s3.bucket(), HOUR.prefix()));
        command.addAll(List.of(arguments));
        return new MeasuredProcess(s3.environment()).run(command);
    }

    @Override
    public void close() {
        s3.close();
    }
}
