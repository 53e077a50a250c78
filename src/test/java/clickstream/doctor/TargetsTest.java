package clickstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clickstream.audit.Audit;
import clickstream.audit.HourAudit;
import clickstream.database.Migrations;
import clickstream.event.ExplainedException;
import clickstream.event.Hour;
import clickstream.job.DryRun;
import clickstream.job.HourOutcome;
import clickstream.job.HourResult;
import clickstream.job.TestingEtl;
import clickstream.load.EventColumn;
import clickstream.load.LoadNeeds;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import clickstream.testing.TestingS3;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables as others have made them: what the doctor says of each, what a load does with it, and what the advice does to its rows. */
class TargetsTest {

    private static final Hour HOUR = Hour.parse("2026-11-20T13");

    /** An action that is a statement stands behind all else. */
    private static final Pattern STATEMENT = Pattern.compile("(ALTER TABLE|CREATE|DROP|GRANT) .*");

    private static TestingS3 s3;
    private static TestingDatabase database;
    private static TestingEtl etl;

    @BeforeAll
    static void start() throws InterruptedException {
        s3 = TestingS3.shared();
        s3.deleteAll();
        for (int number = 1; number <= 3; number++) {
            s3.put(HOUR.prefix() + "event-" + number, """
                    {"eventId":"8000000%1$d-0000-4000-8000-000000000000","eventName":"click","userId":"7","userLoginState":"guest",
                     "clientId":"c-%1$d","sessionId":"s","isFirstVisit":true,"_ingest":{"receivedAt":"2026-11-20T13:05:00.12345%1$dZ"},
                     "product":{"id":"p","name":"Áo","category":"k","brand":"b","price":199000,"discountPrice":190000,"urlPath":"/p"}}
                    """.formatted(number).getBytes(StandardCharsets.UTF_8));
        }
        database = TestingPostgres.shared().migratedDatabase();
        database.haveForeignServer();
        etl = TestingEtl.start(s3.environment(), database);
        etl.load(HOUR);
        database.execute("CREATE SCHEMA kept; CREATE TABLE kept.loaded AS TABLE public.clickstream_events");
    }

    @AfterAll
    static void stop() {
        etl.close();
        database.close();
    }

    /** The table as it was before its first row; the ledger has the hour as loaded. */
    @BeforeEach
    void empty() throws IOException {
        database.execute("""
                DROP SCHEMA public CASCADE;
                CREATE SCHEMA public;
                """ + Files.readString(Path.of("db/migration/V1__clickstream_events.sql")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                ALTER TABLE clickstream_events
                    ADD COLUMN note text,
                    ADD COLUMN loaded_at timestamptz NOT NULL DEFAULT now(),
                    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY,
                    ADD COLUMN name_length int GENERATED ALWAYS AS (length(event_name)) STORED,
                    ADD COLUMN row uuid UNIQUE DEFAULT gen_random_uuid(),
                    ALTER COLUMN client_id TYPE varchar
                """, """
                CREATE UNIQUE INDEX ON clickstream_events (event_timestamp, event_id);
                CREATE INDEX ON clickstream_events (context_product_url_path);
                CREATE INDEX ON clickstream_events (lower(event_name));
                CREATE VIEW clicks AS SELECT * FROM clickstream_events;
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER note AFTER INSERT ON clickstream_events FOR EACH ROW EXECUTE FUNCTION note()
                """, """
                ALTER TABLE clickstream_events
                    DROP CONSTRAINT clickstream_events_pkey, ADD COLUMN number bigserial PRIMARY KEY;
                CREATE UNIQUE INDEX ON clickstream_events (event_id)
                """, "ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY", """
                ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY;
                ALTER TABLE clickstream_events FORCE ROW LEVEL SECURITY;
                CREATE POLICY everybody ON clickstream_events USING (true) WITH CHECK (event_name <> 'x')
                """, """
                CREATE TABLE parted (LIKE clickstream_events INCLUDING DEFAULTS, PRIMARY KEY (event_id)) PARTITION BY HASH (event_id);
                CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
                DROP TABLE clickstream_events;
                ALTER TABLE parted RENAME TO clickstream_events
                """})
    void whatTheDoctorCallsOkLoads(String made) throws Exception {
        database.execute("SET search_path = public; " + made);

        assertThat(faults()).isEmpty();
        try (DryRun dryRun = etl.bean(DryRun.Starter.class).begin(true)) {
            assertThat(dryRun.run(HOUR).counts().events().inserted()).isEqualTo(3);
        }
        HourResult loaded = etl.load(HOUR, true);
        assertThat(loaded.outcome()).as(loaded.failure()).isEqualTo(HourOutcome.COMPLETE);
        assertThat(loaded.counts().events().inserted()).isEqualTo(3);
        assertThat(etl.load(HOUR, true).counts().events().duplicate()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE clickstream_events DROP CONSTRAINT clickstream_events_pkey | there is no unique index on event_id alone",
                "ALTER TABLE clickstream_events DROP CONSTRAINT clickstream_events_pkey, ADD PRIMARY KEY (event_id, event_timestamp) | there is no unique index on event_id alone",
                "ALTER TABLE clickstream_events DROP CONSTRAINT clickstream_events_pkey, ADD PRIMARY KEY (event_id) DEFERRABLE | there is no unique index on event_id alone",
                "CREATE TABLE t (LIKE clickstream_events, PRIMARY KEY (event_id, event_timestamp)) PARTITION BY RANGE (event_timestamp); CREATE TABLE t_0 PARTITION OF t DEFAULT; DROP TABLE clickstream_events; ALTER TABLE t RENAME TO clickstream_events | a table partitioned by anything else cannot have one",
                "ALTER TABLE clickstream_events ALTER COLUMN event_name TYPE varchar(5) | event_name is character varying(5)",
                "ALTER TABLE clickstream_events ALTER COLUMN event_timestamp TYPE timestamptz(0) | event_timestamp is timestamp(0) with time zone",
                "ALTER TABLE clickstream_events ALTER COLUMN event_id TYPE text | event_id is text",
                "ALTER TABLE clickstream_events ALTER COLUMN context_product_price TYPE numeric | context_product_price is numeric",
                "ALTER TABLE clickstream_events ADD COLUMN tenant text NOT NULL | tenant must not be null",
                "ALTER TABLE clickstream_events ALTER COLUMN session_id SET NOT NULL | session_id must not be null",
                "ALTER TABLE clickstream_events DROP COLUMN client_id | client_id is missing",
                "ALTER TABLE clickstream_events DROP COLUMN client_id, ADD COLUMN client_id text GENERATED ALWAYS AS (user_id) STORED | client_id is generated",
                "ALTER TABLE clickstream_events ADD CONSTRAINT short CHECK (length(event_name) < 99) | short may refuse events",
                "ALTER TABLE clickstream_events ADD CONSTRAINT once UNIQUE (client_id) | once may refuse events",
                "ALTER TABLE clickstream_events ADD CONSTRAINT apart EXCLUDE (client_id WITH =) | apart may refuse events",
                "CREATE UNIQUE INDEX \"once more\" ON clickstream_events (client_id) | once more\" may refuse events",
                "CREATE TABLE brand (name text PRIMARY KEY); ALTER TABLE clickstream_events ADD CONSTRAINT known FOREIGN KEY (context_product_brand) REFERENCES brand DEFERRABLE INITIALLY DEFERRED | known may refuse events",
                "CREATE RULE elsewhere AS ON INSERT TO clickstream_events DO INSTEAD NOTHING | rule elsewhere changes what an INSERT does",
                "CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER harm BEFORE INSERT ON clickstream_events FOR EACH ROW EXECUTE FUNCTION harm() | trigger harm may change, leave out or refuse events",
                "CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'; CREATE CONSTRAINT TRIGGER harm AFTER INSERT ON clickstream_events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION harm() | trigger harm may change, leave out or refuse events",
                "CREATE TABLE november () INHERITS (clickstream_events) | its unique index does not see the rows of tables that inherit from it (november)",
                "ALTER TABLE clickstream_events SET UNLOGGED | it is unlogged",
                "ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY; ALTER TABLE clickstream_events FORCE ROW LEVEL SECURITY | row-level security lets etl not insert and see every row",
                "ALTER TABLE clickstream_events ENABLE ROW LEVEL SECURITY; ALTER TABLE clickstream_events FORCE ROW LEVEL SECURITY; CREATE POLICY few ON clickstream_events USING (event_name = 'x') WITH CHECK (true) | row-level security lets etl not insert and see every row",
                "ALTER TABLE clickstream_events RENAME TO base; CREATE VIEW clickstream_events AS SELECT * FROM base | it is a view",
                "ALTER TABLE clickstream_events RENAME TO base; CREATE MATERIALIZED VIEW clickstream_events AS SELECT * FROM base | it is a materialized view",
                "ALTER TABLE clickstream_events RENAME TO base; CREATE FOREIGN TABLE clickstream_events (event_id uuid) SERVER elsewhere | it is a foreign table",
            })
    void whatTheDoctorCallsWrongIsRefusedBeforeTheFirstRow(String made, String said) {
        database.execute("SET search_path = public; " + made);

        assertThat(faults()).singleElement().asString().contains(said);
        List<ThrowingCallable> commands =
                List.of(() -> etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class)), () -> etl.run(HOUR));
        assertThat(commands)
                .allSatisfy(command -> assertThatThrownBy(command)
                        .isInstanceOf(ExplainedException.class)
                        .hasMessageStartingWith("public.clickstream_events cannot be loaded into; ")
                        .hasMessageContaining(said));
    }

    @Test
    void theDoctorALoadAndADryRunSayTheSame() {
        database.execute("ALTER TABLE clickstream_events DROP CONSTRAINT clickstream_events_pkey, DROP COLUMN user_id");
        String said = String.join("; ", faults());
        List<String> wrong = new ArrayList<>();
        etl.bean(Doctor.class).run(check -> {
            if (!check.right()) {
                wrong.add(check.text());
            }
        });

        assertThat(wrong).containsExactly("table: public.clickstream_events; " + said);
        assertThatThrownBy(() -> etl.bean(LoadNeeds.class).migrate(etl.bean(Migrations.class)))
                .hasMessage("public.clickstream_events cannot be loaded into; " + said);
        assertThatThrownBy(() -> etl.run(HOUR)).hasMessage("public.clickstream_events cannot be loaded into; " + said);
    }

    /** Somebody runs what the doctor prints, where it is another time than in UTC, and the rows stay what they are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER COLUMN event_timestamp TYPE timestamp USING event_timestamp AT TIME ZONE 'UTC'",
                "ALTER COLUMN event_timestamp TYPE timestamp USING event_timestamp AT TIME ZONE 'UTC', ALTER COLUMN event_timestamp SET DEFAULT now()",
                "ALTER COLUMN event_timestamp TYPE timestamptz(6)",
                "DROP CONSTRAINT clickstream_events_pkey, ALTER COLUMN event_id TYPE text, ADD PRIMARY KEY (event_id)",
                "ALTER COLUMN event_id TYPE varchar(36), ALTER COLUMN event_id SET DEFAULT gen_random_uuid()::text",
                "ALTER COLUMN client_id TYPE varchar(10), ALTER COLUMN session_id TYPE char(1), ALTER COLUMN user_id TYPE int USING user_id::int",
                "ALTER COLUMN context_product_price TYPE integer, ALTER COLUMN context_product_discount_price TYPE numeric(20, 2)",
                "ALTER COLUMN context_product_price TYPE text, ALTER COLUMN context_product_discount_price TYPE double precision",
                "ALTER COLUMN is_first_visit TYPE int USING is_first_visit::int",
                "ALTER COLUMN is_first_visit TYPE text",
                "DROP COLUMN identity_source, ADD COLUMN identity_source text GENERATED ALWAYS AS (NULL) STORED",
                "DROP COLUMN identity_source",
                "ALTER COLUMN user_id SET NOT NULL, ADD COLUMN \"Tenant\" text NOT NULL DEFAULT 'x'; ALTER TABLE clickstream_events ALTER COLUMN \"Tenant\" DROP DEFAULT",
                "DROP CONSTRAINT clickstream_events_pkey",
                "ADD CONSTRAINT \"Short\" CHECK (length(event_name) < 99), ADD UNIQUE (client_id)",
                "ENABLE RULE elsewhere",
                "ENABLE TRIGGER harm",
                "SET UNLOGGED",
                "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
            })
    void whatTheDoctorPrintsCanBeRunAsItStandsAndChangesNoRow(String change) throws Exception {
        putRows();
        List<String> before = rows();
        if (change.endsWith("elsewhere")) {
            database.execute("CREATE RULE elsewhere AS ON INSERT TO clickstream_events DO INSTEAD NOTHING");
        } else if (change.endsWith("harm")) {
            database.execute("""
                    CREATE FUNCTION harm() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                    CREATE TRIGGER harm BEFORE INSERT ON clickstream_events FOR EACH ROW EXECUTE FUNCTION harm()
                    """);
        }
        database.execute("ALTER TABLE clickstream_events " + change);
        List<String> faults = faults();
        assertThat(faults).isNotEmpty();

        for (String fault : faults) {
            Matcher statement = STATEMENT.matcher(fault);
            assertThat(statement.find()).as(fault).isTrue();
            inKolkata(statement.group());
        }

        assertThat(faults()).isEmpty();
        assertThat(rows()).isEqualTo(before);
        List<HourAudit> audits = new ArrayList<>();
        etl.bean(Audit.class).audit(List.of(HOUR), true, audits::add);
        assertThat(audits.getFirst().gaps()).isEmpty();
    }

    /** Rather than to lose something, a statement fails. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER COLUMN context_product_price TYPE numeric | context_product_price = 19.99",
                "ALTER COLUMN context_product_price TYPE double precision | context_product_price = 19.5",
                "ALTER COLUMN context_product_price TYPE text | context_product_price = '1e3'",
                "ALTER COLUMN event_id TYPE text | event_id = '1733500000000-1a2b3c4d'",
                "ALTER COLUMN is_first_visit TYPE int USING is_first_visit::int | is_first_visit = 2"
            })
    void whatTheDoctorPrintsFailsWhereARowWouldChange(String change, String value) throws Exception {
        putRows();
        database.execute("ALTER TABLE clickstream_events %s".formatted(change));
        database.execute("UPDATE clickstream_events SET %s WHERE client_id = 'c-1'".formatted(value));
        List<String> before = rows();
        Matcher statement = STATEMENT.matcher(faults().getFirst());
        assertThat(statement.find()).isTrue();

        assertThatThrownBy(() -> inKolkata(statement.group())).isInstanceOf(SQLException.class);
        assertThat(rows()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VIEW clickstream_events AS SELECT now() AS event_timestamp | a view",
                "FOREIGN TABLE clickstream_events (event_timestamp timestamptz) SERVER elsewhere | a foreign table",
            })
    void whatIsInPlaceOfTheTableIsNamedBeforeTheMigrationThatMeetsIt(String relation, String kind) {
        try (TestingDatabase other = TestingPostgres.shared().database()) {
            other.haveForeignServer();
            other.execute("CREATE " + relation);
            LoadNeeds needs = new LoadNeeds(new JdbcTemplate(other.dataSource()));

            assertThatThrownBy(() -> needs.migrate(new Migrations(other.dataSource())))
                    .isInstanceOf(ExplainedException.class)
                    .hasMessage(
                            "public.clickstream_events cannot be loaded into; it is %s: give it another name, so that the next load makes the table",
                            kind);
        }
    }

    /** Of tables by time there can be no unique index on the id, but there can be one beside the target. */
    @Test
    void aCopyThatIsPartitionedByTimeIsFilledAsTheManualSays() throws Exception {
        String manual = Files.readString(Path.of("docs/operations.md"));
        Matcher statements = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL)
                .matcher(manual.substring(manual.indexOf("## Taking over a table")));
        assertThat(statements.find()).isTrue();
        database.execute(statements.group(1));

        assertThat(faults()).isEmpty();
        assertThat(etl.load(HOUR, true).counts().events().inserted()).isEqualTo(3);
        assertThat(etl.load(HOUR, true).counts().events().duplicate()).isEqualTo(3);

        assertThat(lines("SELECT * FROM public.clickstream_events_by_day"))
                .hasSize(3)
                .isEqualTo(lines("SELECT * FROM public.clickstream_events"));
    }

    private static void inKolkata(String statement) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement session = connection.createStatement()) {
            session.execute("SET timezone = 'Asia/Kolkata'");
            session.execute(statement);
        }
    }

    private static List<String> faults() {
        return etl.bean(LoadNeeds.class).faults().table();
    }

    /** Those that the hour's load has put there. */
    private static void putRows() {
        database.execute("INSERT INTO public.clickstream_events SELECT * FROM kept.loaded");
    }

    private static List<String> rows() {
        return lines("SELECT %s FROM public.clickstream_events"
                .formatted(EventColumn.ALL.stream()
                        .map(column -> switch (column) {
                            case EVENT_TIMESTAMP -> "extract(epoch FROM event_timestamp) AS event_timestamp";
                            case CONTEXT_PRODUCT_PRICE, CONTEXT_PRODUCT_DISCOUNT_PRICE ->
                                "trim_scale(%1$s::text::numeric) AS %1$s".formatted(column.sqlName());
                            case IS_FIRST_VISIT ->
                                "CASE WHEN is_first_visit::text IN ('t', 'true', '1') THEN 'true' ELSE is_first_visit::text END AS is_first_visit";
                            default -> column.sqlName();
                        })
                        .reduce("%s, %s"::formatted)
                        .orElseThrow()));
    }

    private static List<String> lines(String query) {
        return JdbcClient.create(database.dataSource())
                .sql("SELECT r::text FROM (%s) r ORDER BY 1".formatted(query))
                .query(String.class)
                .list();
    }
}
