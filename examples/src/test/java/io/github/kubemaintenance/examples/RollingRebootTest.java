package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RollingRebootTest {
    private static final String DUMP = "../maintenance-core/src/test/resources/dumps/kubeadm-1.30-ha.json.gz";

    private record Ran(int code, String out) {}

    private static Ran run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = RollingReboot.run(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static void assertContains(Ran ran, String... parts) {
        for (String part : parts) {
            assertTrue(ran.out().contains(part), () -> "expected \"" + part + "\" in\n" + ran.out());
        }
    }

    @Test
    void the_shop_s_workers_are_rebooted_one_by_one() {
        Ran ran = run();
        assertEquals(0, ran.code(), ran::out);
        assertContains(
                ran,
                "6 nodes in 6 batches",
                "no Ready pod for a time: Deployment shop/mail",
                "the action begins",
                "back and Ready",
                "1 canaries are well",
                "COMPLETED");
    }

    @Test
    void a_plan_changes_nothing_and_a_selection_without_nodes_is_refused() {
        Ran plan = run("--plan", "--max-unavailable", "50%", "--canary", "0");
        assertEquals(0, plan.code(), plan::out);
        assertContains(plan, "6 nodes in 2 batches");
        assertEquals(1, run("--nodes", "pool=none").code());
    }

    @Test
    void nonsense_is_said_to_be_nonsense() {
        assertEquals(2, run("--cluster").code());
        assertEquals(2, run("--max-unavailable", "many").code());
        assertEquals(2, run("--what").code());
    }

    @Test
    void a_dump_can_be_planned() {
        Ran ran = run("--dump", DUMP, "--plan");
        assertContains(ran, "made of", "batches", "takes about");
    }
}
