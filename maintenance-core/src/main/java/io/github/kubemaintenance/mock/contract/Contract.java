package io.github.kubemaintenance.mock.contract;

import java.util.List;
import java.util.stream.Stream;

/** Everything that a backend has to do. */
public final class Contract {
    private Contract() {}

    /**
     * Returns the scenarios.
     *
     * @return all of them, in a fixed order
     */
    public static List<Scenario> scenarios() {
        return Stream.of(
                        ListScenarios.all(),
                        WatchScenarios.all(),
                        EvictionScenarios.all(),
                        WriteScenarios.all(),
                        DocumentScenarios.all(),
                        SessionScenarios.all(),
                        ControllerScenarios.all())
                .flatMap(List::stream)
                .toList();
    }
}
