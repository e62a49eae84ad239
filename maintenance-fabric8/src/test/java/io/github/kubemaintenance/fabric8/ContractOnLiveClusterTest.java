package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.slf4j.helpers.NOPLogger;

/**
 * The contract, and a drain, on a whole cluster: the throw-away one that MAINTENANCE_TEST_KUBECONFIG names. Its
 * controllers and kubelets run; pods of {@code registry.k8s.io/pause} are started there.
 */
@EnabledIfEnvironmentVariable(named = "MAINTENANCE_TEST_KUBECONFIG", matches = ".+")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContractOnLiveClusterTest {
    private static final String USER = "kube-maintenance-contract";
    private static final AtomicInteger AS_ADMIN = new AtomicInteger();
    private static final AtomicInteger BOUND = new AtomicInteger();
    private static KubernetesClient admin;
    private static KubernetesClient bound;
    private static String node;

    @BeforeAll
    @SuppressWarnings("NullAway") // set, or the class is not run
    static void connect() throws InterruptedException {
        Config config = Config.fromKubeconfig(
                Path.of(System.getenv("MAINTENANCE_TEST_KUBECONFIG")).toFile());
        admin = new KubernetesClientBuilder().withConfig(config).build();
        bound = new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(config).withImpersonateUsername(USER).build())
                .build();
        RealServers.grant(admin, USER, bound);
        node = new Fabric8Api(admin, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER)
                .list(Kind.NODES, Query.all(), PageRequest.first(500)).items().stream()
                        .filter(each -> each.isReady()
                                && !each.unschedulable()
                                && each.taints().isEmpty())
                        .sorted(Comparator.comparing(ContractOnLiveClusterTest::isControlPlane))
                        .map(Node::name)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("the cluster has no node that takes pods"));
    }

    /** What runs there may be what the tests need; such a node is the last choice. */
    private static boolean isControlPlane(Node node) {
        return node.metadata().labels().containsKey("node-role.kubernetes.io/control-plane");
    }

    @TestFactory
    Stream<DynamicTest> asAdministrator() {
        return RealServers.asAdministrator(admin, node, true, AS_ADMIN);
    }

    @TestFactory
    Stream<DynamicTest> boundToThePrintedRoles() {
        return RealServers.bound(admin, bound, node, true, BOUND);
    }

    @Test
    void aNodeIsDrainedWithThePrintedRolesAndTakenBack() {
        DrainReport report = NodeMaintenance.drain(node)
                .ignoreDaemonSets()
                .deleteEmptyDirData()
                .force()
                .proceedDespiteBlockers()
                .timeout(Duration.ofMinutes(5))
                .start(Fabric8Cluster.of(bound))
                .completion()
                .toCompletableFuture()
                .join();
        NodeMaintenance.uncordon(node).run(Fabric8Cluster.of(bound));

        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
    }

    @AfterAll
    static void disconnect() {
        try {
            assertTrue(
                    AS_ADMIN.get() > 10 && BOUND.get() > 5,
                    "MAINTENANCE_TEST_KUBECONFIG is set, but nothing was run on its cluster");
        } finally {
            RealServers.revoke(admin);
            bound.close();
            admin.close();
        }
    }
}
