package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl takes the server for a real one. */
class KubectlTest {
    @TempDir
    static Path folder;

    private final MockCluster cluster = MockCluster.builder()
            .seed(7)
            .nodes("worker-", 3, node -> node.cpu("4").memory("16Gi"))
            .deployment("shop/web", d -> d.replicas(4).readyAfter(Duration.ofSeconds(2)))
            .daemonSet("kube-system/agent", d -> {})
            .budget("shop/web", b -> b.maxUnavailable(1))
            .build();
    private MockApiServer server;
    private Kubectl kubectl;

    @BeforeEach
    void start() {
        server = MockApiServer.builder(cluster).speed(20).start();
        kubectl = new Kubectl(server, folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void getNodesShowsTheTableOfTheServer() throws Exception {
        cluster.patch(
                Kind.NODES,
                "worker-2",
                io.github.kubemaintenance.model.Document.empty().with(true, "spec", "unschedulable"));

        String out = kubectl.run("get", "nodes").ok().out();

        assertTrue(out.startsWith("NAME"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("worker-1 +Ready +<none> +\\S+ +.*")), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("worker-2 +Ready,SchedulingDisabled .*")), out);
    }

    @Test
    void cordonDrainAndUncordonChangeTheCluster() throws Exception {
        assertEquals(
                "node/worker-1 cordoned\n",
                kubectl.run("cordon", "worker-1").ok().out());
        assertTrue(cluster.node("worker-1").unschedulable());

        Kubectl.Result drain = kubectl.run(
                        "drain", "worker-1", "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s")
                .ok();

        assertTrue(drain.out().contains("node/worker-1 drained"), drain::toString);
        assertEquals(
                "[kube-system]",
                cluster.podsOn("worker-1").stream()
                        .map(pod -> pod.namespace())
                        .toList()
                        .toString());
        assertEquals(
                "node/worker-1 uncordoned\n",
                kubectl.run("uncordon", "worker-1").ok().out());
        assertFalse(cluster.node("worker-1").unschedulable());
    }
}
