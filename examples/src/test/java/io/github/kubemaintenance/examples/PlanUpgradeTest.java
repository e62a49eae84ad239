package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlanUpgradeTest {
    private static final String DUMPS = "../maintenance-core/src/test/resources/dumps/";

    private record Ran(int code, String out) {
        void has(String... parts) {
            for (String part : parts) {
                assertTrue(out.contains(part), () -> "expected \"" + part + "\" in\n" + out);
            }
        }
    }

    private static Ran run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = PlanUpgrade.run(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void main_plans_on_versions_alone() {
        PlanUpgrade.main(new String[] {"1.25", "1.27", "--platform", "eks"});
    }

    @Test
    void the_owners_first_story() {
        Ran ran = run();
        assertEquals(0, ran.code(), ran::out);
        ran.has("by 1.11.10, 1.12.10, 1.13.12", "1.12/node/worker-1", "PACKAGES_GONE");
    }

    @Test
    void a_runbook_a_flowchart_and_json() {
        run("1.30", "1.31", "--markdown").has("# Upgrade from 1.30 to 1.31.14", "kubeadm upgrade apply -y v1.31.14");
        run("1.30", "1.31", "--mermaid").has("flowchart TD");
        run("1.30", "1.31", "--json", "--seldom").has("\"kind\": \"UpgradePlan\"");
    }

    @Test
    void a_dump_of_kubeadm_is_blocked_by_what_blocks_until_it_is_acknowledged() {
        Ran ran = run("--dump", DUMPS + "kubeadm-1.30-ha.json.gz", "1.33");
        assertEquals(1, ran.code(), ran::out);
        ran.has(
                "1.31/node/old-1",
                "BUDGET_NEVER:budget billing/pinned",
                "REMOVED_API:policy/v1beta1 PodDisruptionBudget",
                "Helm release shop/sh.helm.release.v1.legacy-app.v3");
        assertTrue(!ran.out().contains("legacy-app.v2"), "a superseded revision is history");

        Ran acknowledged = run(
                "--dump",
                DUMPS + "kubeadm-1.30-ha.json.gz",
                "1.33",
                "--acknowledge",
                "BUDGET_NEVER",
                "--acknowledge",
                "BARE_POD");
        assertEquals(0, acknowledged.code(), acknowledged::out);
    }

    @Test
    void a_dump_of_eks_shows_every_kind_of_node_and_karpenters_trap() {
        Ran ran = run("--dump", DUMPS + "eks-1.31-mixed.json.gz", "1.33", "--at-once", "2");
        assertEquals(1, ran.code(), ran::out);
        ran.has(
                "1.32/managed-group/blue",
                "1.32/self-managed-group/legacy",
                "1.32/karpenter-pool/default",
                "1.32/fargate",
                "KARPENTER_CLUSTER_DNS:EC2NodeClass default");
    }

    @Test
    void what_makes_no_sense_is_said() {
        assertEquals(2, run("1.30").code());
        assertEquals(2, run("1.30", "1.31", "--what", "x").code());
        assertEquals(2, run("1.30", "--platform").code());
        assertEquals(2, run("1.3x", "1.31").code());
        assertEquals(4, run("--dump", "no-such-file", "1.31").code());
        run("--help").has("PlanUpgrade FROM TO");
    }
}
