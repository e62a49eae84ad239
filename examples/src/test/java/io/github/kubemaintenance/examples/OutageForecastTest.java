package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageForecastTest {
    private static final String DUMP = "../maintenance-core/src/test/resources/dumps/kubeadm-1.30-ha.json.gz";

    private record Ran(int code, String out) {}

    private static Ran run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = OutageForecast.run(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void assertContains(String out, String... parts) {
        for (String part : parts) {
            assertTrue(out.contains(part), () -> "expected \"" + part + "\" in\n" + out);
        }
    }

    @Test
    void main_foretells_on_the_shop() {
        OutageForecast.main(new String[0]);
    }

    @Test
    void the_shop_learns_what_an_outage_costs() {
        Ran ran = run();
        assertEquals(0, ran.code(), ran::out);
        assertContains(
                ran.out(),
                "If node worker-2 dies now, 2026-11-24T09:00:00Z, Kubernetes 1.34:",
                "40s to 50s",
                "5m40s to 5m50s",
                "tools/debug-shell: it has no controller, so nothing makes it again",
                "shop/queue: every endpoint is here");
        assertEquals(ran.out(), run().out(), "the same cluster has the same forecast");
    }

    @Test
    void what_was_foretold_happens_on_the_simulator() {
        Ran ran = run("--let-it-happen");
        assertEquals(0, ran.code(), ran::out);
        assertContains(ran.out(), "It happens:", "tools/debug-shell evicted: LOST", "shop/queue-0 evicted: STUCK");
    }

    @Test
    void a_node_that_returns_in_time_loses_nothing() {
        Ran ran = run("--returns-after", "2m", "--let-it-happen");
        assertContains(ran.out(), "and is back after 2m", "never  shop/queue-0: STAYS", "the node is back");
    }

    @Test
    void a_dump_will_do() {
        Ran ran = run("--dump", DUMP, "--node=lost-1");
        assertEquals(0, ran.code(), ran::out);
        assertContains(ran.out(), "Node lost-1 is silent already.");
    }

    @Test
    void help_is_help() {
        assertEquals(OutageForecast.USAGE, run("--help").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--oops", "--node", "--returns-after=soon", "--node=No!", "--dump=x --cluster"})
    void what_makes_no_sense_is_said(String args) {
        Ran ran = run(args.split(" "));
        assertEquals(2, ran.code(), ran::out);
        assertContains(ran.out(), "That doesn't work: ");
    }

    @Test
    void what_cant_be_read_is_said() {
        assertEquals(4, run("--dump", "no-such-file.json", "--node", "a").code());
        assertEquals(4, run("--node", "nobody").code());
    }
}
