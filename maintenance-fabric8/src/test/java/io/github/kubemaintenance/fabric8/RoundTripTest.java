package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.MockCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.helpers.NOPLogger;

/** A namespace is saved, deleted and restored: on the simulator, and over HTTP. On a real server: see {@link RealPlace}. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RoundTripTest {
    @TempDir
    Path folder;

    private final MockCluster cluster =
            MockCluster.builder().nodes("worker-", 2, node -> {}).build();

    /** A simulated cluster, by itself or behind its server. */
    private final class Simulated implements RoundTrip.Place {
        private final ClusterBackend backend;
        private final Documents api;

        Simulated(ClusterBackend backend, Documents api) {
            this.backend = backend;
            this.api = api;
        }

        @Override
        public ClusterBackend backend() {
            return backend;
        }

        @Override
        public Documents api() {
            return api;
        }

        @Override
        public void deleteNamespace(String name) {
            cluster.delete(Kind.NAMESPACES, name);
            settle();
        }

        @Override
        public void settle() {
            cluster.advance(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b.tar.gz"})
    void on_the_simulator(String target) throws Exception {
        new RoundTrip(new Simulated(cluster, (Documents) cluster.api()), "shop", folder).run(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b.tar.gz"})
    void over_http(String target) throws Exception {
        try (MockApiServer server = MockApiServer.builder(cluster).speed(50).start();
                KubernetesClient client = server.client()) {
            Documents api = new Fabric8Api(client, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER);
            new RoundTrip(new Simulated(Fabric8Cluster.of(client), api), "shop", folder).run(target);
        }
    }
}
