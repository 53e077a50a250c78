package clickstream.load;

import static clickstream.load.TestingRows.HOUR;
import static clickstream.load.TestingRows.event;
import static clickstream.load.TestingRows.object;
import static clickstream.load.TestingRows.reject;
import static clickstream.load.TestingTarget.add;
import static org.assertj.core.api.Assertions.assertThat;

import clickstream.event.LoadCounts;
import clickstream.event.NameRange;
import clickstream.testing.TestingContents;
import clickstream.testing.TestingDatabase;
import clickstream.testing.TestingPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DryRunStoreTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itsCountsAreThoseOfTheLoadThatFollowsAndItWritesNothing(long seed) {
        try (TestingTarget target = new TestingTarget()) {
            target.load(randomObjects(new Random(seed + 100), "earlier"));
            List<Consumer<Chunk>> chunks = new ArrayList<>();
            for (int chunk = 0; chunk < 4; chunk++) {
                long ofChunk = 10 * seed + chunk;
                String name = "chunk-" + chunk;
                chunks.add(filled -> randomObjects(new Random(ofChunk), name).accept(filled));
            }
            String before = target.contents();

            LoadCounts dryRun = LoadCounts.NONE;
            try (DryRunStore store = DryRunStore.begin(target.dataSource())) {
                for (Consumer<Chunk> filling : chunks) {
                    Chunk chunk = store.chunk();
                    filling.accept(chunk);
                    dryRun = dryRun.plus(chunk.write());
                }
            }
            assertThat(target.contents()).isEqualTo(before);

            LoadCounts loaded = LoadCounts.NONE;
            for (Consumer<Chunk> filling : chunks) {
                loaded = loaded.plus(target.load(2, filling));
            }
            assertThat(dryRun).isEqualTo(loaded);
            assertThat(loaded.events().balance()).isTrue();
            assertThat(loaded.events().duplicate()).isPositive();
            assertThat(loaded.events().conflicting()).isPositive();
        }
    }

    @Test
    void aDatabaseThatWasNeverMigratedStaysEmpty() {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            String before = TestingContents.of(database.dataSource());
            try (DryRunStore store = DryRunStore.begin(database.dataSource())) {
                assertThat(store.finishedObjects(HOUR, NameRange.ALL)).isExhausted();
                Chunk chunk = store.chunk();
                add(chunk, object("a"), event(1), event(2), event(1));
                assertThat(chunk.write().events().inserted()).isEqualTo(2);
                Chunk next = store.chunk();
                add(next, object("b"), event(2));
                assertThat(next.write().events().duplicate()).isOne();
            }
            assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
        }
    }

    @Test
    void theRowsOfThePredecessorCount() {
        try (TestingDatabase database = TestingPostgres.shared().database()) {
            database.execute("""
                    CREATE TABLE public.clickstream_events (
                        event_id uuid PRIMARY KEY, event_timestamp timestamptz NOT NULL, event_name text NOT NULL,
                        user_id text, user_login_state text, identity_source text, client_id text, session_id text,
                        is_first_visit boolean, context_product_id text, context_product_name text,
                        context_product_category text, context_product_brand text, context_product_price bigint,
                        context_product_discount_price bigint, context_product_url_path text);
                    INSERT INTO public.clickstream_events VALUES ('%s', now(), 'of the predecessor')
                    """.formatted(TestingRows.id(1)));
            String before = TestingContents.of(database.dataSource());
            try (DryRunStore store = DryRunStore.begin(database.dataSource())) {
                Chunk chunk = store.chunk();
                add(chunk, object("a"), event(1), event(2));
                assertThat(chunk.write().events().conflicting()).isOne();
            }
            assertThat(TestingContents.of(database.dataSource())).isEqualTo(before);
        }
    }

    /** Few ids and few names, so that they meet within an object, within a chunk, across chunks, and what was there. */
    private static Consumer<Chunk> randomObjects(Random random, String prefix) {
        return chunk -> {
            for (int object = 0; object < 30; object++) {
                chunk.begin(object("%s-%02d".formatted(prefix, object)));
                int values = object == 7 ? 2_500 : random.nextInt(6);
                for (int index = 0; index < values; index++) {
                    if (random.nextInt(10) == 0) {
                        chunk.reject(reject(index, "x"));
                    } else {
                        chunk.event(event(random.nextInt(1_500), "name-" + random.nextInt(2)), index);
                    }
                }
                chunk.end();
            }
        };
    }
}
