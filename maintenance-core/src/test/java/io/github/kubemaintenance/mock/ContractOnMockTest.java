package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kubemaintenance.mock.contract.Contract;
import io.github.kubemaintenance.mock.contract.MockSetup;
import io.github.kubemaintenance.mock.contract.Setup;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** The simulator keeps the contract that every backend has to keep. */
@Timeout(60)
class ContractOnMockTest {
    @TestFactory
    Stream<DynamicTest> everyScenarioPasses() {
        return Contract.scenarios().stream()
                .map(scenario -> dynamicTest(scenario.name(), () -> {
                    try (Setup setup = new MockSetup(scenario)) {
                        assertTrue(scenario.fits(setup), () -> "the mock offers " + setup.offers());
                        scenario.run(setup);
                    }
                }));
    }

    @Test
    void namesTellScenariosApart() {
        Set<String> names = new HashSet<>();
        Contract.scenarios().forEach(scenario -> assertTrue(names.add(scenario.name()), scenario::name));
        assertEquals(Contract.scenarios().size(), names.size());
    }
}
