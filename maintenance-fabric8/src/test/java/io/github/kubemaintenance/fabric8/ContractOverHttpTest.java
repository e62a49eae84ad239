package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/** The backend keeps the contract over HTTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ContractOverHttpTest {
    private static final Set<Need> OFFERED = EnumSet.complementOf(EnumSet.of(Need.VIRTUAL_TIME));

    private static List<Scenario> fitting() {
        return Contract.scenarios().stream()
                .filter(scenario -> OFFERED.containsAll(scenario.needs()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioPasses() {
        return fitting().stream()
                .map(scenario -> dynamicTest(scenario.name(), () -> {
                    try (Setup setup = new HttpSetup(scenario)) {
                        scenario.run(setup);
                    }
                }));
    }

    @Test
    void onlyWhatNeedsVirtualTimeIsLeftOut() {
        assertTrue(
                Contract.scenarios().stream()
                        .filter(scenario -> !fitting().contains(scenario))
                        .allMatch(scenario -> scenario.needs().contains(Need.VIRTUAL_TIME)),
                "everything else has to be run");
    }

    private static final class HttpSetup implements Setup {
        private final MockCluster mock;
        private final boolean controllers;
        private final MockApiServer server;
        private final KubernetesClient client;

        HttpSetup(Scenario scenario) {
            controllers = !scenario.needs().contains(Need.NO_CONTROLLERS);
            MockClusterBuilder builder = MockCluster.builder().node("worker-1").node("worker-2");
            mock = (controllers ? builder : builder.withoutControllers()).build();
            mock.apply(Document.of("apiVersion", "v1").with("Namespace", "kind").with(namespace(), "metadata", "name"));
            server = MockApiServer.builder(mock).speed(controllers ? 20 : 1).start();
            client = server.client();
        }

        @Override
        public ClusterBackend backend() {
            return Fabric8Cluster.of(client);
        }

        @Override
        public ClusterApi api() {
            return new Fabric8Api(client, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER);
        }

        @Override
        public Set<Need> offers() {
            Set<Need> offers = EnumSet.of(Need.API, Need.COMPACTION, Need.DOCUMENTS);
            offers.addAll(controllers ? Set.of(Need.CONTROLLERS, Need.KUBELET) : Set.of(Need.NO_CONTROLLERS));
            return offers;
        }

        @Override
        public String namespace() {
            return "contract";
        }

        @Override
        public String node() {
            return "worker-1";
        }

        @Override
        public void put(Document object) {
            mock.apply(object);
        }

        @Override
        public void patch(Kind<?> kind, String namespace, String name, Document patch) {
            mock.patch(kind, full(namespace, name), patch);
        }

        @Override
        public void remove(Kind<?> kind, String namespace, String name) {
            mock.remove(kind, full(namespace, name));
        }

        @Override
        public void terminateNamespace() {
            mock.delete(Kind.NAMESPACES, namespace());
        }

        @Override
        public void compact() {
            mock.compact();
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(60);
        }

        @Override
        public void close() {
            client.close();
            server.close();
        }

        private static String full(String namespace, String name) {
            return namespace.isEmpty() ? name : namespace + "/" + name;
        }
    }
}
