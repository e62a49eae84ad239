package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.mock.MockApiServer;
import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.MockSetup;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
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
        public ClusterApi api() {
            return new Fabric8Api(client, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER);
        }

        @Override
        public Set<Need> offers() {
            Set<Need> offers = EnumSet.copyOf(super.offers());
            offers.remove(Need.VIRTUAL_TIME);
            return offers;
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
    }
}
