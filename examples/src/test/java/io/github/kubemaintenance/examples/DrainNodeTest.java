package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DrainNodeTest {
    private static final String DUMP = "../maintenance-core/src/test/resources/dumps/kubeadm-1.30-ha.json.gz";

    private record Ran(int code, String out) {}

    private static Ran run(String... args) {
        return run(Terminal.NONE, args);
    }

    private static Ran run(Terminal terminal, String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = DrainNode.run(args, terminal, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void assertContains(String out, String... parts) {
        for (String part : parts) {
            assertTrue(out.contains(part), () -> "expected \"" + part + "\" in\n" + out);
        }
    }

    @Test
    void main_drains_the_shop() {
        DrainNode.main(new String[] {"--plain"});
    }

    @Test
    void the_shop_s_node_is_drained_with_plan_progress_and_report() {
        Ran ran = run();
        assertEquals(0, ran.code(), ran::out);
        assertContains(
                ran.out(),
                "Nothing real is touched",
                "Drain of node worker-2, planned at",
                "Can begin: 9 pods, 7 EVICT, 2 SKIP.",
                "  00:00  cordoned",
                "waits: budget shop/web",
                "not yet replaced: Init:0/2 wait-for-queue",
                "drained",
                "7 evicted");
        assertFalse(ran.out().contains("\u001b"), "no colours and no moving picture in a file");
        assertEquals(ran.out(), run().out(), "the same cluster has the same history");
    }

    @Test
    void on_a_terminal_it_is_a_moving_picture_that_ends_with_everything_gone() {
        Ran ran = run(new Terminal(true, true, 100, 40), "--speed=max");
        assertEquals(0, ran.code(), ran::out);
        assertContains(ran.out(), "\u001b[?25l", "\u001b[?25h", "━━━━", "7 of 7 gone", "2 stay: 2 DaemonSet");
    }

    @Test
    void the_flags_are_kubectl_s() {
        Ran refused = run("--force");
        assertEquals(1, refused.code(), refused::out);
        assertContains(refused.out(), "REFUSED", "ignoreDaemonSets()", "Refused. Nothing was changed.");

        Ran selected = run("--pod-selector=app=web", "--ignore-daemonsets", "--plan");
        assertEquals(0, selected.code(), selected::out);
        assertContains(selected.out(), "2 EVICT.");

        Ran late =
                run("--timeout=4s", "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--grace-period", "30");
        assertEquals(3, late.code(), late::out);
        assertContains(late.out(), "timed out", "remaining: media/thumbnails-");
    }

    @Test
    void a_rehearsal_changes_nothing_and_forecasts() {
        Ran ran = run("--rehearse");
        assertEquals(0, ran.code(), ran::out);
        assertContains(ran.out(), "forecast for node worker-2: would complete in");
    }

    @Test
    void a_dump_is_drained_as_kubectl_would() {
        Ran plan = run("--dump", DUMP, "--node", "worker-1");
        assertEquals(1, plan.code(), plan::out);
        assertContains(plan.out(), "A simulated cluster made of " + DUMP + ": 10 nodes, 90 pods", "REFUSED");

        Ran drained = run(
                "--dump",
                DUMP,
                "--node",
                "worker-1",
                "--ignore-daemonsets",
                "--delete-emptydir-data",
                "--force",
                "--timeout",
                "10m");
        assertContains(drained.out(), "drain of node worker-1: completed", "5 evicted");
        assertEquals(0, drained.code(), drained::out);
    }

    @ParameterizedTest
    @CsvSource({
        "--nod x, 2, there is no option --nod",
        "--node, 2, --node wants a value",
        "--timeout soon, 2, --timeout wants a time",
        "--speed -1, 2, --speed wants a number",
        "--force=maybe, 2, --force is true or false",
        "--pod-selector a==b==c, 2, That doesn't work",
        "--dump x --live --node y, 2, two clusters",
        "--dump x, 2, which node?",
        "--node Worker_2, 2, That doesn't work",
        "--dump no-such-file --node y, 4, there is no such file",
        "--node worker-9, 4, not found",
    })
    void what_makes_no_sense_is_said_in_a_sentence(String args, int code, String part) {
        Ran ran = run(args.split(" "));
        assertEquals(code, ran.code(), ran::out);
        assertContains(ran.out(), part);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--help --dump x"})
    void help_names_every_option_and_exit_code(String args) {
        Ran ran = run(args.split(" "));
        assertEquals(0, ran.code());
        assertContains(ran.out(), "--dump FILE", "--ignore-daemonsets", "--speed X", "Ends with 0");
        assertTrue(ran.out().lines().allMatch(line -> line.length() <= 120), ran::out);
    }

    @Test
    void rbac_prints_roles_that_kubectl_takes() {
        Ran ran = run("--rbac");
        assertEquals(0, ran.code());
        java.util.List<io.github.kubemaintenance.model.Document> roles =
                io.github.kubemaintenance.fabric8.YamlFormat.readAll(ran.out());
        assertEquals(2, roles.size(), ran::out);
        assertEquals(
                io.github.kubemaintenance.cluster.AccessRights.drain()
                        .only(io.github.kubemaintenance.cluster.AccessRight.Need.REQUIRED)
                        .toClusterRole("kube-maintenance-drain"),
                roles.get(0));
        assertContains(ran.out(), "#   list, watch poddisruptionbudgets.policy: name the budget that blocks");
    }
}
