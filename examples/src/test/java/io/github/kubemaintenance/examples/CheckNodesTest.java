package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckNodesTest {
    private static final String DUMPS = "../maintenance-core/src/test/resources/dumps/";

    private record Ran(int code, String out) {}

    private static Ran run(String... args) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = CheckNodes.run(args, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ran(code, bytes.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "));
    }

    private static void assertContains(String out, String... parts) {
        for (String part : parts) {
            assertTrue(out.contains(part), () -> "expected \"" + part + "\" in\n" + out);
        }
    }

    @Test
    void the_shop_s_mistake_is_found_before_and_after() {
        Ran ran = run();
        assertEquals(1, ran.code(), ran::out);
        assertContains(
                ran.out(),
                "EC2NodeClass default [CLUSTER_DNS_WRONG] spec.kubelet.clusterDNS is [172.20.0.10]",
                "node worker-4 [CLUSTER_DNS_WRONG]",
                "Set spec.kubelet.clusterDNS to [10.0.0.10]");
    }

    @Test
    void the_eks_dump_has_the_karpenter_trap() {
        Ran before = run("--dump", DUMPS + "eks-1.31-mixed.json.gz");
        assertEquals(1, before.code(), before::out);
        assertContains(before.out(), "EC2NodeClass default [CLUSTER_DNS_WRONG]");
        Ran after = run(
                "--dump",
                DUMPS + "eks-1.31-mixed.json.gz",
                "--configz",
                DUMPS + "eks-1.31-mixed.configz.json",
                "--labels=karpenter.sh/nodepool=default");
        assertContains(after.out(), "3 nodes checked", "node karpenter-1 [CLUSTER_DNS_WRONG]");
    }

    @Test
    void the_kubelet_config_map_is_read_as_yaml() {
        Ran ran = run("--dump", DUMPS + "kubeadm-1.30-ha.json.gz", "--nodes", "worker-1,worker-2");
        assertEquals(0, ran.code(), ran::out);
        assertFalse(ran.out().contains("YAML"), ran::out);
    }

    @Test
    void help_is_help() {
        assertContains(run("--help").out(), "Checks nodes and what nodes to come are made of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--oops", "--nodes=No!", "--labels===", "--configz=x", "--dump"})
    void what_makes_no_sense_is_said(String arg) {
        Ran ran = run(arg);
        assertEquals(2, ran.code(), ran::out);
        assertContains(ran.out(), "That doesn't work: ");
    }

    @Test
    void what_cant_be_read_is_said() {
        assertEquals(4, run("--dump", "no-such-file.json").code());
        assertEquals(
                4,
                run("--dump", DUMPS + "eks-1.31-mixed.json.gz", "--configz", "no-such-file")
                        .code());
        assertEquals(4, run("--nodes", "nobody").code());
    }
}
