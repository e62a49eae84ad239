package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.mock.internal.PodBehaviour;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Quantity;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Describes an init container of simulated pods: by default it takes no time and succeeds. Init containers run one
 * after the other, each again with back-off (10 s, doubling up to 5 min) until it succeeds. Not thread-safe.
 */
public final class InitContainer {
    private final String name;
    private final boolean sidecar;
    private final Map<String, Quantity> requests = new LinkedHashMap<>();
    private Duration takes = Duration.ZERO;
    private int failures;
    private Optional<String> until = Optional.empty();

    InitContainer(String name, boolean sidecar) {
        this.name = Names.plain("container", name);
        this.sidecar = sidecar;
    }

    /**
     * Sets how long an attempt takes.
     *
     * @param time not negative
     * @return this
     */
    public InitContainer takes(Duration time) {
        takes = PodTiming.notNegative("the time of an init container", time);
        return this;
    }

    /**
     * Sets how many attempts fail before one succeeds.
     *
     * @param attempts not negative
     * @return this
     */
    public InitContainer fails(int attempts) {
        if (attempts < 0) {
            throw new IllegalArgumentException("a number of attempts is not negative: " + attempts);
        }
        failures = attempts;
        return this;
    }

    /**
     * Lets every attempt fail.
     *
     * @return this
     */
    public InitContainer failsAlways() {
        failures = Integer.MAX_VALUE;
        return this;
    }

    /**
     * Lets attempts fail until something else is up.
     *
     * @param service {@code namespace/name} of a Service with a ready pod behind it, or, where there is no such Service,
     *     of a workload or pod
     * @return this
     */
    public InitContainer until(String service) {
        until = Optional.of(Names.namespaced("what an init container waits for", service));
        return this;
    }

    /**
     * Asks for CPU.
     *
     * @param quantity for example {@code 100m}
     * @return this
     */
    public InitContainer cpu(String quantity) {
        requests.put("cpu", Quantity.parse(quantity));
        return this;
    }

    /**
     * Asks for memory.
     *
     * @param quantity for example {@code 64Mi}
     * @return this
     */
    public InitContainer memory(String quantity) {
        requests.put("memory", Quantity.parse(quantity));
        return this;
    }

    PodBehaviour.Init behaviour() {
        return new PodBehaviour.Init(name, takes, failures, until);
    }

    Container container() {
        return new Container(name, "example/" + name + ":1", requests, java.util.List.of(), sidecar);
    }
}
