package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Version;
import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.RecordedRequest;
import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.MockSetup;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Everything that the backend does works with this client and its transport: the whole contract, and drains. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClientTest {
    private static final Set<Need> OFFERED = EnumSet.complementOf(EnumSet.of(Need.VIRTUAL_TIME, Need.API));

    private static MockClusterBuilder shop() {
        return MockCluster.builder()
                .start(Instant.now())
                .nodes("worker-", 3, node -> node.cpu("64").memory("256Gi").pods(250))
                .deployment("shop/web", d -> d.replicas(30).readyAfter(Duration.ofMillis(300)))
                .budget("shop/web", b -> b.maxUnavailable(3))
                .daemonSet("kube-system/proxy", d -> {});
    }

    private static DrainReport drain(KubernetesClient client) {
        return NodeMaintenance.drain("worker-1")
                .ignoreDaemonSets()
                .timeout(Duration.ofMinutes(2))
                .start(Fabric8Cluster.of(client))
                .completion()
                .toCompletableFuture()
                .join();
    }

    private static List<RecordedRequest> evictions(MockCluster mock) {
        return mock.requests().stream()
                .filter(each -> each.resource().equals("pods/eviction"))
                .toList();
    }

    @Test
    void this_is_the_client_that_is_meant() {
        try (MockApiServer server =
                        MockApiServer.builder(MockCluster.builder().build()).start();
                KubernetesClient client = server.client()) {
            assertEquals(System.getProperty("client.version"), Version.clientVersion());
            String transport = client.getHttpClient().getClass().getName();
            assertTrue(transport.startsWith(System.getProperty("client.transport")), transport);
        }
    }

    @Test
    void a_drain_under_a_budget() {
        MockCluster mock = shop().build();
        int pods = mock.podsOn("worker-1").size() - 1;
        try (MockApiServer server = MockApiServer.builder(mock).speed(20).start();
                KubernetesClient client = server.client()) {
            DrainReport report = drain(client);
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
            assertEquals(pods, report.evicted().size(), report::toString);
        }
        assertEquals(pods, evictions(mock).size(), "each eviction is one POST");
    }

    @Test
    void an_eviction_that_the_server_cannot_answer_is_one_post_at_a_time() {
        MockCluster mock = shop().fault(
                        Fault.error(503, "", "starting").on("create", "pods/eviction").times(2))
                .build();
        int pods = mock.podsOn("worker-1").size() - 1;
        try (MockApiServer server = MockApiServer.builder(mock).speed(20).start();
                KubernetesClient client = server.client()) {
            assertEquals(Outcome.COMPLETED, drain(client).outcome());
        }
        assertEquals(pods + 2, evictions(mock).size(), "the client repeats nothing by itself");
    }

    @Test
    void watches_that_are_dropped() {
        MockCluster mock = shop().fault(Fault.droppedWatch().at(Duration.ofSeconds(2)))
                .build();
        try (MockApiServer server = MockApiServer.builder(mock).speed(20).start();
                KubernetesClient client = server.client()) {
            assertEquals(Outcome.COMPLETED, drain(client).outcome());
        }
    }

    @Test
    void a_server_that_is_not_there_and_a_client_that_was_closed() {
        MockCluster mock = shop().build();
        MockApiServer server = MockApiServer.builder(mock).start();
        try (KubernetesClient client = server.client()) {
            ClusterBackend backend = Fabric8Cluster.of(client);
            server.close();
            MaintenanceException away = assertThrows(
                    MaintenanceException.class,
                    () -> NodeMaintenance.drain("worker-1").plan(backend));
            assertTrue(away.getMessage().contains("no answer"), away::getMessage);
            client.close();
            MaintenanceException closed = assertThrows(
                    MaintenanceException.class,
                    () -> NodeMaintenance.drain("worker-1").plan(backend));
            assertTrue(closed.getMessage().contains("client was closed"), closed::getMessage);
        }
    }

    @Test
    void yaml_is_read_by_the_clients_own_parser() {
        assertEquals(Optional.of("b"), YamlFormat.readAll("kind: A\na: b\n").get(0).text("a"));
    }

    @TestFactory
    Stream<DynamicTest> the_contract() {
        return Contract.scenarios().stream()
                .filter(scenario -> OFFERED.containsAll(scenario.needs()))
                .map(scenario -> dynamicTest(scenario.name(), () -> {
                    try (Setup setup = new HttpSetup(scenario)) {
                        scenario.run(setup);
                    }
                }));
    }

    private static final class HttpSetup extends MockSetup {
        private final MockApiServer server;
        private final KubernetesClient client;

        HttpSetup(Scenario scenario) {
            super(scenario);
            server = MockApiServer.builder(mock())
                    .speed(hasControllers() ? 20 : 1)
                    .start();
            client = server.client();
        }

        @Override
        public ClusterBackend backend() {
            return Fabric8Cluster.of(client);
        }

        @Override
        public Set<Need> offers() {
            return OFFERED;
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }
    }
}
