package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saves and restores in the background, cancelled, interrupted, and bound to a plan. */
class CancelTest {
    private static final Kind<KubeDocument> MAPS = Kind.document("", "v1", "configmaps", "ConfigMap", true);

    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();
    private final MockCluster empty = MockCluster.builder().node("worker-1").build();

    private static <R> R end(BackupOperation<R> operation) throws Exception {
        return operation.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private Path saved() {
        Path target = folder.resolve("backup");
        SaveRequest.of(cluster, target).secrets(SecretHandling.keptReadable()).run();
        return target;
    }

    @Test
    void aSaveInTheBackgroundEndsWithItsReport() throws Exception {
        BackupReport report =
                end(SaveRequest.of(cluster, folder.resolve("b.tar.gz")).start());
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        assertTrue(Files.exists(report.target()));
        BackupReport refused =
                end(SaveRequest.of(cluster, folder.resolve("b.tar.gz")).start());
        assertEquals(Outcome.REFUSED, refused.outcome(), "the stage completes normally all the same");
    }

    @Test
    void aCancelledSaveLeavesNothingAndSaysHowFarItWas() throws Exception {
        for (String name : List.of("b", "b.tar.gz")) {
            CompletableFuture<BackupOperation<BackupReport>> self = new CompletableFuture<>();
            BackupOperation<BackupReport> operation = SaveRequest.of(cluster, folder.resolve(name))
                    .parallel(1)
                    .onEvent(event -> self.join().cancel())
                    .start();
            self.complete(operation);
            BackupReport report = end(operation);
            assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
            assertTrue(report.reasons().get(0).text().contains("it was cancelled after"), report::toString);
            assertTrue(report.reasons().get(0).text().contains("of 1 kinds"), report::toString);
            assertEquals(List.of(), left());
        }
    }

    private static final class Interrupting implements BackupWriter.Disk {
        private final int at;
        int writes;

        Interrupting(int at) {
            this.at = at;
        }

        private void count() {
            if (++writes == at) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void write(Path file, byte[] bytes) throws IOException {
            count();
            PrivateFiles.write(file, bytes);
        }

        @Override
        public void append(Path file, byte[] bytes) throws IOException {
            count();
            PrivateFiles.append(file, bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b.tar.gz"})
    void anInterruptedSaveLeavesNothingWhereverTheInterruptMeetsIt(String name) throws Exception {
        for (int at = 1; ; at++) {
            int when = at;
            Interrupting disk = new Interrupting(at);
            try {
                SaveRequest.of(cluster, folder.resolve(name)).onDisk(disk).run();
                assertTrue(disk.writes < when, () -> "it was interrupted at write " + when + " and went on");
                assertTrue(disk.writes > 10, () -> disk.writes + " writes");
                break;
            } catch (BackupException e) {
                assertTrue(Thread.interrupted(), "the flag is set again");
                assertEquals(Outcome.CANCELLED, e.report().outcome(), e::getMessage);
            }
            assertEquals(List.of(), left(), () -> "at " + when);
        }
    }

    @Test
    void aCancelledSaveKeepsTheBackupThatWasThere() throws Exception {
        Path target = saved();
        var before = Samples.files(target);
        CompletableFuture<BackupOperation<BackupReport>> self = new CompletableFuture<>();
        BackupOperation<BackupReport> operation = SaveRequest.of(cluster, target)
                .overwrite()
                .onEvent(event -> self.join().cancel())
                .start();
        self.complete(operation);
        assertEquals(Outcome.CANCELLED, end(operation).outcome());
        assertEquals(before, Samples.files(target));
    }

    @Test
    void aCancelledRestoreSaysWhatWasWrittenAndGoesOnWhenRunAgain() throws Exception {
        Path backup = saved();
        CompletableFuture<BackupOperation<RestoreReport>> self = new CompletableFuture<>();
        BackupOperation<RestoreReport> operation = RestoreRequest.of(empty, backup)
                .onEvent(event -> {
                    if (((BackupEvent) event).subject().equals("namespaces")) {
                        self.join().cancel();
                    }
                })
                .start();
        self.complete(operation);
        RestoreReport report = end(operation);
        assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
        assertTrue(
                report.objects(Result.CREATED).stream()
                        .anyMatch(each -> each.kind().equals("Namespace")),
                report::toString);
        assertFalse(report.objects(Result.NOT_DONE).isEmpty());
        for (RestoredObject each : report.objects(Result.CREATED)) {
            assertFalse(each.kind().equals("ConfigMap"), report::toString);
        }
        RestoreReport again = RestoreRequest.of(empty, backup).run();
        assertTrue(empty.find(MAPS, "shop/settings").isPresent(), again::toString);
    }

    @Test
    void aRestoreCancelledBetweenItsWritesKnowsOfEachWhetherItIsThere() throws Exception {
        for (int i = 0; i < 30; i++) {
            cluster.apply(Samples.map("shop", "m" + i, "1"));
        }
        Path backup = saved();
        CompletableFuture<BackupOperation<RestoreReport>> self = new CompletableFuture<>();
        int[] writes = new int[1];
        ForwardingDocuments api = new ForwardingDocuments(empty) {
            @Override
            public io.github.kubemaintenance.cluster.DocumentOutcome write(
                    io.github.kubemaintenance.cluster.DocumentWrite write) {
                if (write.kind().equals(MAPS) && ++writes[0] == 7) {
                    self.join().cancel();
                }
                return super.write(write);
            }
        };
        var threads = java.util.concurrent.Executors.newCachedThreadPool();
        try {
            BackupOperation<RestoreReport> operation = RestoreRequest.of(api.live(threads), backup)
                    .resources("configmaps")
                    .parallel(1)
                    .start();
            self.complete(operation);
            RestoreReport report = end(operation);
            assertEquals(Outcome.CANCELLED, report.outcome(), report::toString);
            for (RestoredObject each : report.objects()) {
                if (each.kind().equals("ConfigMap")) {
                    assertEquals(
                            empty.find(MAPS, "shop/" + each.name()).isPresent(),
                            each.result() == Result.CREATED,
                            each::toString);
                }
            }
            assertEquals(
                    7,
                    report.objects(Result.CREATED).stream()
                            .filter(each -> each.kind().equals("ConfigMap"))
                            .count());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anInterruptedRestoreIsCancelledAndTheFlagIsSetAgain() {
        Path backup = saved();
        RestoreException ended = assertThrows(RestoreException.class, () -> RestoreRequest.of(empty, backup)
                .onEvent(event -> Thread.currentThread().interrupt())
                .run());
        assertTrue(Thread.interrupted());
        assertEquals(Outcome.CANCELLED, ended.report().outcome());
        assertFalse(ended.report().objects(Result.CREATED).isEmpty());
        assertEquals(Outcome.COMPLETED, RestoreRequest.of(empty, backup).run().outcome());
    }

    @Test
    void aRestoreThatExpectsAPlanRefusesWhereTheClusterHasChanged() {
        RestoreRequest request = RestoreRequest.of(empty, saved());
        RestorePlan plan = request.plan();
        assertEquals(List.of(), request.plan().changesSince(plan));
        empty.apply(Samples.map("shop", "settings", "theirs"));
        empty.clearRequests();
        RestoreException refused = assertThrows(
                RestoreException.class, () -> request.expecting(plan).run());
        assertEquals(Outcome.REFUSED, refused.report().outcome());
        assertEquals("CHANGED", refused.report().reasons().get(0).code());
        assertTrue(refused.getMessage().contains("ConfigMap shop/settings"), refused::getMessage);
        assertFalse(empty.requests().stream().anyMatch(each -> each.isWrite()));
        assertEquals(Outcome.COMPLETED, request.expecting(request.plan()).run().outcome());
    }

    @Test
    void aFunctionThatFailsToEncryptOrDecryptIsNamedWithItsSecret() throws IOException {
        BackupException save = assertThrows(BackupException.class, () -> SaveRequest.of(cluster, folder.resolve("x"))
                .secrets(SecretHandling.encryptedBy(bytes -> {
                    throw new IllegalStateException("the key store is locked");
                }))
                .run());
        assertTrue(save.getMessage().contains("shop/database"), save::getMessage);
        assertTrue(save.getMessage().contains("the key store is locked"), save::getMessage);
        assertEquals(List.of(), left());
        SaveRequest.of(cluster, folder.resolve("x"))
                .secrets(SecretHandling.encryptedBy(Samples::flipped))
                .run();
        RestoreException restore =
                assertThrows(RestoreException.class, () -> RestoreRequest.of(empty, folder.resolve("x"))
                        .decryptSecrets(bytes -> {
                            throw new IllegalStateException("wrong key");
                        })
                        .run());
        assertEquals(Outcome.REFUSED, restore.report().outcome());
        assertTrue(restore.getMessage().contains("database.json.enc"), restore::getMessage);
    }
}
