package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pod takes of its node, in whole numbers as the scheduler counts: the greater of what its containers and native
 * sidecars take together and what any init container takes beside the sidecars started before it, and the overhead
 * (sidecars since Kubernetes 1.28). That it is one pod is not among the resources. Resources at the level of the pod
 * ({@code spec.resources}) are not modelled.
 *
 * @param milliCpu CPU in thousandths of a core, rounded up
 * @param memory bytes
 * @param others any other resource in its own units, in the order of their first mention
 * @param ports ports of the node
 */
public record PodRequests(long milliCpu, long memory, Map<String, Long> others, List<Container.HostPort> ports) {
    static final String CPU = "cpu";
    static final String MEMORY = "memory";

    public PodRequests {
        others = others.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(others));
        ports = List.copyOf(ports);
    }

    /**
     * Counts what a pod takes. Worth remembering: pods of one workload share their spec.
     *
     * @param spec what the pod asks for
     * @return what it takes
     */
    public static PodRequests of(PodSpec spec) {
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
        return new PodRequests(
                total.getOrDefault(CPU, Quantity.ZERO).milliValue(),
                total.getOrDefault(MEMORY, Quantity.ZERO).value(),
                others,
                ports);
    }

    private static void add(Map<String, Quantity> sum, Map<String, Quantity> more) {
        more.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::plus));
    }
}
