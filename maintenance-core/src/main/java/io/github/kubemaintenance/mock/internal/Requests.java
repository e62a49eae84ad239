package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pod takes of its node, in whole numbers: the greater of what its containers take together and what any init
 * container takes, native sidecars beside each, and the overhead. CPU is in thousandths.
 *
 * @param cpu thousandths of a core
 * @param memory bytes
 * @param others any other resource
 * @param ports ports of the node
 */
record Requests(long cpu, long memory, Map<String, Long> others, List<Container.HostPort> ports) {
    static final String CPU = "cpu";
    static final String MEMORY = "memory";

    static Requests of(PodSpec spec) {
        Map<String, Quantity> total = new LinkedHashMap<>();
        Map<String, Quantity> sidecars = new LinkedHashMap<>();
        Map<String, Quantity> start = new LinkedHashMap<>();
        List<Container.HostPort> ports = new ArrayList<>();
        for (Container init : spec.initContainers()) {
            Map<String, Quantity> here = new LinkedHashMap<>(sidecars);
            add(here, init.requests());
            here.forEach((resource, amount) -> start.merge(resource, amount, Quantity::max));
            if (init.restartAlways()) {
                add(sidecars, init.requests());
                ports.addAll(init.hostPorts());
            }
        }
        add(total, sidecars);
        for (Container container : spec.containers()) {
            add(total, container.requests());
            ports.addAll(container.hostPorts());
        }
        start.forEach((resource, amount) -> total.merge(resource, amount, Quantity::max));
        add(total, spec.overhead());
        Map<String, Long> others = new LinkedHashMap<>();
        total.forEach((resource, amount) -> {
            if (!resource.equals(CPU) && !resource.equals(MEMORY)) {
                others.put(resource, amount.value());
            }
        });
        return new Requests(
                total.getOrDefault(CPU, Quantity.ZERO).milliValue(),
                total.getOrDefault(MEMORY, Quantity.ZERO).value(),
                others.isEmpty() ? Map.of() : others,
                List.copyOf(ports));
    }

    private static void add(Map<String, Quantity> sum, Map<String, Quantity> more) {
        more.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::plus));
    }
}
