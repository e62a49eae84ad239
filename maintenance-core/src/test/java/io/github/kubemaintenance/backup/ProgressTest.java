package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see while a backup or a restore goes on. */
class ProgressTest {
    @TempDir
    Path folder;

    private final MockCluster cluster = Samples.shop().build();
    private final List<BackupEvent> heard = new ArrayList<>();

    private String line(String subject) {
        return heard.stream()
                .filter(each -> each.subject().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(subject + " of " + heard))
                .toString();
    }

    @Test
    void aSaveTellsOfEveryKindHowMuchWasSavedAndLeftOut() {
        cluster.inject(Fault.forbidden("list", "services"));
        BackupReport report = SaveRequest.of(cluster, folder.resolve("b"))
                .onEvent(event -> heard.add((BackupEvent) event))
                .run();
        String start = cluster.now().toString().substring(0, 10);
        assertTrue(line("configmaps").startsWith(start), line("configmaps"));
        assertTrue(line("configmaps").endsWith(" configmaps: 1 saved, 1 left out"), line("configmaps"));
        assertTrue(line("replicasets.apps").endsWith(": 0 saved, 1 left out"), line("replicasets.apps"));
        assertTrue(line("services").contains(": may not be listed: "), line("services"));
        assertEquals(report.kinds().size(), heard.size(), "once each");
        long before = 0;
        for (BackupEvent each : heard) {
            assertTrue(each.done() >= before, heard::toString);
            before = each.done();
        }
        assertEquals(report.objects(), before);
    }

    @Test
    void aRestoreTellsOfEveryWaveHowFarItIs() {
        SaveRequest.of(cluster, folder.resolve("b")).run();
        RestoreReport report = RestoreRequest.of(
                        MockCluster.builder().node("worker-1").build(), folder.resolve("b"))
                .onEvent(event -> heard.add((BackupEvent) event))
                .run();
        int all = report.objects().size();
        assertEquals("custom resource definitions", heard.get(0).subject());
        assertTrue(heard.get(0).toString().endsWith(": 1 of " + all + " objects done"), heard::toString);
        assertTrue(line("workloads").contains(" of " + all + " objects done"), line("workloads"));
        assertTrue(
                heard.get(heard.size() - 1).text().startsWith(all + " of " + all + " objects done"), heard::toString);
    }
}
