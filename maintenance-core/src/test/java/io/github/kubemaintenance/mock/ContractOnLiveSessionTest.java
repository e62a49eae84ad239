package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.MockSetup;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.Document;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The live session, which every real backend stands on, keeps the contract too: on real threads, over the simulator's API. */
@Timeout(120)
class ContractOnLiveSessionTest {
    @TestFactory
    Stream<DynamicTest> everyScenarioButThoseOfVirtualTimePasses() {
        return Contract.scenarios().stream()
                .filter(scenario -> !scenario.needs().contains(Need.VIRTUAL_TIME)
                        && !scenario.needs().contains(Need.DOCUMENTS)) // the API under this session is the plain one
                .map(scenario -> dynamicTest(scenario.name(), () -> run(scenario)));
    }

    private static void run(Scenario scenario) throws Exception {
        MockSetup simulated = new MockSetup(scenario);
        try (LiveMock live = new LiveMock(simulated.mock());
                Setup setup = new LiveSetup(simulated, live)) {
            assertTrue(scenario.fits(setup), () -> "offered is " + setup.offers());
            scenario.run(setup);
            assertEquals(0, live.openWatches(), "watches left open");
            assertTrue(live.endsCleanly(), "a thread is left");
        }
    }

    private record LiveSetup(MockSetup simulated, LiveMock live) implements Setup {
        @Override
        public ClusterBackend backend() {
            return live.backend();
        }

        @Override
        public ClusterApi api() {
            return live.api();
        }

        @Override
        public Set<Need> offers() {
            Set<Need> offers = EnumSet.copyOf(simulated.offers());
            offers.remove(Need.VIRTUAL_TIME);
            offers.remove(Need.DOCUMENTS);
            return offers;
        }

        @Override
        public String namespace() {
            return simulated.namespace();
        }

        @Override
        public String node() {
            return simulated.node();
        }

        @Override
        public void put(Document object) {
            simulated.put(object);
        }

        @Override
        public void patch(Kind<?> kind, String namespace, String name, Document patch) {
            simulated.patch(kind, namespace, name, patch);
        }

        @Override
        public void remove(Kind<?> kind, String namespace, String name) {
            simulated.remove(kind, namespace, name);
        }

        @Override
        public void terminateNamespace() {
            simulated.terminateNamespace();
        }

        @Override
        public void compact() {
            simulated.compact();
        }
    }
}
