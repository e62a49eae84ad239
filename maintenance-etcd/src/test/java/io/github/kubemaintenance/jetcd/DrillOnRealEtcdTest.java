package io.github.kubemaintenance.jetcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.DrillReport;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.etcd.RestoreDrill;
import io.github.kubemaintenance.etcd.SnapshotSave;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rehearsal starts a real server on what was restored. Skipped where there is none. */
@Timeout(600)
class DrillOnRealEtcdTest {
    @TempDir
    Path folder;

    private Path snapshot() {
        MockEtcd etcd = MockEtcd.builder().build();
        for (int i = 0; i < 100; i++) {
            etcd.put("k" + i % 30, "v" + i);
        }
        Path file = folder.resolve("snapshot.db");
        SnapshotSave.of(etcd, file).run();
        return file;
    }

    @Test
    void a_server_takes_a_write_on_what_was_restored() throws IOException {
        Path program = EtcdPrograms.find("3.5", "etcd").resolve("etcd");
        Path file = snapshot();
        DrillReport report = EtcdSnapshots.restoreDrill(file)
                .in(folder)
                .startedBy(EtcdBinary.at(program))
                .run();
        assertTrue(report.started());
        assertTrue(report.toString().contains("took a write at revision 1000000"), report::toString);
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(file), left.toList());
        }
    }

    @Test
    void a_program_that_does_not_run_is_told() {
        RestoreDrill drill = RestoreDrill.of(snapshot()).startedBy(EtcdBinary.at(folder.resolve("no-etcd")));
        MaintenanceException e = assertThrows(MaintenanceException.class, drill::run);
        assertTrue(e.getMessage().contains("no-etcd"), e.getMessage());
    }
}
