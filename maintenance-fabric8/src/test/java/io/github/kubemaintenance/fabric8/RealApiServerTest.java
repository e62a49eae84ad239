package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What starts real servers starts, awaits and ends programs that are started in the same way; real etcd where there is one. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are shell scripts")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealApiServerTest {
    @TempDir
    Path assets;

    /** Puts both programs there. */
    static Path assets(Path folder) throws IOException {
        String binaries = System.getenv().getOrDefault("ETCD_BINARIES", "/nowhere");
        Path etcd = Path.of(binaries, "3.5", "usr", "bin", "etcd");
        boolean real = Files.isExecutable(etcd);
        script(folder.resolve("etcd"), real ? "exec '" + etcd + "' \"$@\"" : "exec sleep 3600");
        script(
                folder.resolve("kube-apiserver"),
                "exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -Detcd.real=" + real + " -cp '"
                        + System.getProperty("java.class.path") + "' " + FakeKubeApiserver.class.getName()
                        + " \"$@\"");
        return folder;
    }

    private static void script(Path file, String line) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + line + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    private static List<ProcessHandle> children() {
        try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
            return all.toList();
        }
    }

    @Test
    void both_are_started_awaited_used_and_ended() throws Exception {
        List<ProcessHandle> before = children();
        try (RealApiServer server = RealApiServer.start(assets(assets));
                KubernetesClient admin = server.client("admin");
                KubernetesClient drainer = server.client("drainer")) {
            assertEquals(before.size() + 2, children().size());
            RealSetup.makeNode(admin, "worker-1");
            RealServers.grant(admin, "drainer", drainer);
            assertEquals(
                    Outcome.COMPLETED,
                    NodeMaintenance.drain("worker-1")
                            .timeout(Duration.ofMinutes(1))
                            .run(Fabric8Cluster.of(drainer))
                            .outcome());
            assertTrue(new Fabric8Api(admin, Duration.ofSeconds(30), org.slf4j.helpers.NOPLogger.NOP_LOGGER)
                    .list(Kind.NODES, Query.named("worker-1"), PageRequest.first(1))
                    .items()
                    .get(0)
                    .unschedulable());
            RealServers.revoke(admin);
        }
        assertEquals(before.size(), children().size(), "no process is left");
    }

    @Test
    void a_server_that_ends_says_why() throws IOException {
        assets(assets);
        script(assets.resolve("kube-apiserver"), "echo 'Error: unknown flag: --advertise-address'; exit 1");
        List<ProcessHandle> before = children();
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> RealApiServer.start(assets));
        assertTrue(thrown.getMessage().contains("unknown flag: --advertise-address"), thrown::getMessage);
        assertEquals(before.size(), children().size(), "etcd isn't left");
    }

    @Test
    void a_folder_without_the_programs_is_named() {
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> RealApiServer.start(assets));
        assertFalse(thrown.getMessage().isEmpty());
        assertTrue(thrown.getMessage().contains(assets.toString()), thrown::getMessage);
    }
}
