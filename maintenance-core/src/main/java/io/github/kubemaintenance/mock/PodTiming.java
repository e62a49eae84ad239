package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.mock.internal.PodBehaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Describes how simulated pods start, work and stop. By default they run as soon as they are bound, are Ready at once,
 * work for ever and stop at once when they are deleted. Malformed values, and times of more than 1000 years, are refused
 * here. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class PodTiming<B extends PodTiming<B>> {
    /** Longer than anything that is simulated, short enough to be added to any time of a cluster. */
    private static final Duration LONGEST = Duration.ofDays(365_250);

    private Duration startsIn = Duration.ZERO;
    private Optional<Duration> readyAfter = Optional.of(Duration.ZERO);
    private Optional<Duration> stopsIn = Optional.of(Duration.ZERO);
    private Optional<Duration> runsFor = Optional.empty();
    private boolean succeeds = true;
    private Duration gracePeriod = Duration.ofSeconds(30);
    final List<InitContainer> initContainers = new ArrayList<>();

    PodTiming() {}

    abstract B self();

    static Duration notNegative(String what, Duration time) {
        if (Objects.requireNonNull(time, what).isNegative()) {
            throw new IllegalArgumentException(what + " is not negative: " + time);
        } else if (time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " is at most 1000 years: " + time);
        }
        return time;
    }

    /**
     * Sets how long a pod takes from being bound (or from the end of its init containers) to its containers running.
     *
     * @param time not negative
     * @return this
     */
    public B startsIn(Duration time) {
        startsIn = notNegative("the time to start", time);
        return self();
    }

    /**
     * Sets how long a pod takes from running to Ready.
     *
     * @param time not negative
     * @return this
     */
    public B readyAfter(Duration time) {
        readyAfter = Optional.of(notNegative("the time to get ready", time));
        return self();
    }

    /**
     * Lets pods run and never get Ready.
     *
     * @return this
     */
    public B neverReady() {
        readyAfter = Optional.empty();
        return self();
    }

    /**
     * Sets how long a pod takes to stop when it is deleted; it is killed at the end of its grace period.
     *
     * @param time not negative
     * @return this
     */
    public B stopsIn(Duration time) {
        stopsIn = Optional.of(notNegative("the time to stop", time));
        return self();
    }

    /**
     * Lets pods not hear that they shall stop: each takes its whole grace period.
     *
     * @return this
     */
    public B ignoresTermination() {
        stopsIn = Optional.empty();
        return self();
    }

    /**
     * Sets the grace period, {@code terminationGracePeriodSeconds}; 30 s by default.
     *
     * @param time whole seconds, not negative
     * @return this
     */
    public B gracePeriod(Duration time) {
        if (!time.equals(Duration.ofSeconds(time.toSeconds()))) {
            throw new IllegalArgumentException("a pod's grace period is whole seconds: " + time);
        }
        gracePeriod = notNegative("a grace period", time);
        return self();
    }

    /**
     * Lets a pod's containers end by themselves, well.
     *
     * @param time how long they run
     * @return this
     */
    public B runsFor(Duration time) {
        runsFor = Optional.of(notNegative("the time to run", time));
        succeeds = true;
        return self();
    }

    /**
     * Lets a pod's containers fail: under restartPolicy Always that is a crash loop.
     *
     * @param time how long they run until they fail
     * @return this
     */
    public B failsAfter(Duration time) {
        runsFor(time);
        succeeds = false;
        return self();
    }

    Duration gracePeriod() {
        return gracePeriod;
    }

    boolean endsByItself() {
        return runsFor.isPresent();
    }

    PodBehaviour behaviour() {
        return new PodBehaviour(
                startsIn,
                readyAfter,
                stopsIn,
                runsFor,
                succeeds,
                initContainers.stream().map(InitContainer::behaviour).toList());
    }
}
