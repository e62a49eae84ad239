package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each example on "the cluster of your kubeconfig": a shop behind the mock API server, at two hundred times the speed. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SAME_THREAD)
class LiveExamplesTest {
    /** Where fabric8 looks for a kubeconfig before anything else. */
    private static final String KUBECONFIG = "kubeconfig";

    private static final Duration AWAY = Duration.ofSeconds(70);

    @TempDir
    Path folder;

    private final MockCluster shop = ShopCluster.create();
    private MockApiServer server;

    @BeforeEach
    void serve() {
        server = MockApiServer.builder(shop).speed(200).start();
        System.setProperty(
                KUBECONFIG, server.kubeconfig(folder.resolve("kubeconfig")).toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(KUBECONFIG);
        server.close();
    }

    private record Ran(int code, String out) {
        void ended(int expected, String... parts) {
            assertEquals(expected, code, out);
            for (String part : parts) {
                assertTrue(out.contains(part), () -> "expected \"" + part + "\" in\n" + out);
            }
        }
    }

    private static Ran run(BiFunction<String[], PrintStream, Integer> example, String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = example.apply(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private long writes() {
        return shop.requests().stream()
                .filter(each -> !each.verb().matches("get|list|watch"))
                .count();
    }

    private static Ran drain(String... args) {
        return run((given, out) -> DrainNode.run(given, Terminal.NONE, out), args);
    }

    @Test
    void a_node_is_only_planned_then_rehearsed_then_drained() {
        String[] flags = {
            "--live", "--node=worker-2", "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--plain"
        };
        drain(flags).ended(0, "shop/queue-0", "add --yes");
        drain(with(flags, "--rehearse")).ended(0, "shop/queue-0");
        assertEquals(0, writes());

        drain(with(flags, "--yes")).ended(0, "completed after", "tools/debug-shell  gone");
        assertTrue(shop.node("worker-2").unschedulable());
    }

    private static String[] with(String[] flags, String another) {
        String[] all = java.util.Arrays.copyOf(flags, flags.length + 1);
        all[flags.length] = another;
        return all;
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is touch")
    void a_node_is_rebooted_by_a_command() throws Exception {
        Path asked = Files.createDirectory(folder.resolve("reboots"));
        String[] flags = {
            "--cluster",
            "--nodes",
            "kubernetes.io/hostname=worker-2",
            "--command",
            "touch " + asked + "/{}",
            "--settle",
            "0s"
        };
        run(RollingReboot::run, flags).ended(0, "1 nodes in 1 batches", "add --yes");
        assertEquals(0, writes());

        ExecutorService machines = Executors.newSingleThreadExecutor();
        try {
            Future<?> rebooted = machines.submit(() -> reboot(asked.resolve("worker-2")));
            Ran ran = run(RollingReboot::run, with(flags, "--yes"));
            ran.ended(0, "back and Ready", "COMPLETED");
            rebooted.get();
        } finally {
            machines.shutdownNow();
        }
        assertFalse(shop.node("worker-2").unschedulable());
    }

    private Void reboot(Path asked) throws InterruptedException {
        while (!Files.exists(asked)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        shop.reboot(asked.getFileName().toString(), AWAY);
        return null;
    }

    @Test
    void an_outage_is_foretold_and_nodes_are_checked_with_reads_alone() {
        run(OutageForecast::run, "--cluster", "--node", "worker-2").ended(0, "shop/queue-0");
        run(OutageForecast::run, "--cluster", "--node", "worker-2", "--let-it-happen")
                .ended(2, "only on a simulated");
        run(OutageForecast::run, "--cluster", "--node", "nosuch").ended(4, "nosuch");
        run(CheckNodes::run, "--cluster", "--kubelets").ended(0);
        assertEquals(0, writes());
    }

    @Test
    void an_upgrade_is_planned_with_reads_alone() {
        Ran ran = run(PlanUpgrade::run, "--live", "1.35", "--platform", "kubeadm");
        assertTrue(ran.code() <= 1 && ran.out().contains("worker-4"), ran::out);
        assertEquals(0, writes());
    }

    @Test
    void a_backup_is_saved_compared_and_restored() {
        String backup = folder.resolve("backup").toString();
        run(BackupResources::run, backup, "--cluster", "--yaml", "--secrets", "leave-out")
                .ended(0, "Backup of");
        run(WhatIsNotInGit::run, backup, "--cluster").ended(0);
        assertEquals(0, writes());

        String[] flags = {backup, "--cluster", "--namespace", "shop", "--map", "shop=shop-2"};
        run(RestoreResources::run, flags).ended(0, "shop-2");
        assertEquals(0, writes());
        run(RestoreResources::run, with(flags, "--yes")).ended(0, "COMPLETED");
        assertFalse(shop.pods("shop-2").isEmpty());
    }

    @Test
    void a_server_that_is_not_there_is_said_to_be_away() {
        server.close();
        for (Ran ran : new Ran[] {
            drain("--live", "--node=worker-2"),
            run(OutageForecast::run, "--cluster", "--node", "worker-2"),
            run(CheckNodes::run, "--cluster"),
            run(PlanUpgrade::run, "--live", "1.35"),
        }) {
            ran.ended(4, "Can't go on");
        }
    }
}
