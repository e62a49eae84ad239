package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What was done to an etcd cluster, and how it ended. Immutable. */
public final class EtcdMaintenanceReport {
    private final String request;
    private final Outcome outcome;
    private final List<String> done;
    private final Optional<Reason> reason;
    private final Duration duration;

    EtcdMaintenanceReport(
            String request, Outcome outcome, List<String> done, Optional<Reason> reason, Duration duration) {
        this.request = request;
        this.outcome = outcome;
        this.done = List.copyOf(done);
        this.reason = reason;
        this.duration = duration;
    }

    /**
     * Returns how it ended.
     *
     * @return REFUSED means that nothing was changed
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Returns what was changed, in order.
     *
     * @return a sentence each
     */
    public List<String> done() {
        return done;
    }

    /**
     * Returns why it did not complete.
     *
     * @return empty for COMPLETED; its code is for programs: QUORUM, UNHEALTHY, UNKNOWN_MEMBER, HASHES_DIFFER, ...
     */
    public Optional<Reason> reason() {
        return reason;
    }

    /**
     * Returns how long it took.
     *
     * @return on the backend's time
     */
    public Duration duration() {
        return duration;
    }

    /**
     * Returns this report if it completed.
     *
     * @return this
     * @throws EtcdMaintenanceException with this report, otherwise
     */
    public EtcdMaintenanceReport orThrow() {
        if (outcome != Outcome.COMPLETED) {
            throw new EtcdMaintenanceException(this);
        }
        return this;
    }

    /** Returns outcome and reason, then what was done, one a line. */
    @Override
    public String toString() {
        return request + ": " + outcome + reason.map(why -> ": " + why.text()).orElse("")
                + done.stream().map(each -> "\n  " + each).collect(Collectors.joining());
    }
}
