package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that is killed before or after any of its writes, and run again. */
class KilledRestoreTest {
    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Document definition = Samples.definition("example.com", "Till", "tills", "Namespaced");

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @BeforeEach
    void save() {
        Document owner = Document.of("apiVersion", "example.com/v1")
                .with("Till", "kind")
                .with("front", "name")
                .with("uid-of-another-cluster", "uid");
        MockCluster origin = Samples.shop()
                .objects(List.of(
                        Samples.map("shop", "owned", "1").with(List.of(owner), "metadata", "ownerReferences"),
                        Samples.map("shop", "owned-too", "1").with(List.of(owner), "metadata", "ownerReferences")))
                .build();
        SaveRequest.of(origin, folder.resolve("b"))
                .secrets(SecretHandling.keptReadable())
                .run();
    }

    /** With the definition: to wait for that costs real time on a live session. */
    private MockCluster target() {
        return MockCluster.builder()
                .nodes("worker-", 2, node -> {})
                .objects(List.of(definition))
                .build();
    }

    /** Ends everything at a write; that one is carried out or not. */
    private static final class Deadly extends ForwardingDocuments {
        private final int at;
        private final boolean carriedOut;
        int writes;

        Deadly(MockCluster cluster, int at, boolean carriedOut) {
            super(cluster);
            this.at = at;
            this.carriedOut = carriedOut;
        }

        @Override
        public synchronized DocumentOutcome write(DocumentWrite write) {
            if (++writes < at) {
                return super.write(write);
            } else if (writes == at && carriedOut) {
                super.write(write);
            }
            throw new IllegalStateException("killed");
        }
    }

    private static Map<String, Document> state(MockCluster cluster) {
        Documents api = (Documents) cluster.api();
        Map<String, Document> state = new TreeMap<>();
        for (ApiResource each : api.discover().onceEach()) {
            String resource = each.kind().resource();
            if (each.offers("list", "create") && LeftOut.kind(resource).isEmpty()) {
                for (Document object : api.documents(each.kind(), Query.all(), PageRequest.first(0))
                        .items()) {
                    if (LeftOut.object(resource, object, false).isEmpty()) {
                        state.put(
                                resource + " " + object.namespace() + "/" + object.name(),
                                Cleaning.clean(resource, object, false));
                    }
                }
            }
        }
        return state;
    }

    @Test
    void runAgainItGoesOnWhereItWas() {
        MockCluster whole = target();
        Deadly never = new Deadly(whole, Integer.MAX_VALUE, true);
        RestoreRequest.of(never.live(threads), folder.resolve("b")).parallel(1).run();
        Map<String, Document> expected = state(whole);
        assertTrue(expected.get("configmaps shop/owned").toString().contains(Cleaning.OWNERS), expected::toString);
        assertTrue(never.writes > 12, () -> never.writes + " writes");
        for (int at = 1; at <= never.writes; at++) {
            for (boolean carriedOut : new boolean[] {false, true}) {
                MockCluster cluster = target();
                Deadly deadly = new Deadly(cluster, at, carriedOut);
                RestoreException killed = assertThrows(
                        RestoreException.class, () -> RestoreRequest.of(deadly.live(threads), folder.resolve("b"))
                                .parallel(1)
                                .run());
                assertEquals(Outcome.FAILED, killed.report().outcome());
                RestoreReport again =
                        RestoreRequest.of(cluster, folder.resolve("b")).run();
                String when = "killed " + (carriedOut ? "after" : "before") + " write " + at + ": " + again;
                assertEquals(expected, state(cluster), when);
                assertEquals(List.of(), again.notes(), when);
            }
        }
    }
}
