package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.Fault.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that are set, and which of them hits the next request. */
final class Faults {
    private static final class Active {
        final Fault fault;
        final Instant since;
        long seen;

        Active(Fault fault, Instant since) {
            this.fault = fault;
            this.since = since;
        }

        boolean strikes(RequestLine line, Instant now) {
            Duration age = Duration.between(since, now);
            boolean inTime = age.compareTo(fault.from()) >= 0
                    && (fault.until().isEmpty() || age.compareTo(fault.until().get()) < 0);
            if (!inTime
                    || !Troubles.concerns(fault, line)
                    || !fault.isMeantFor(line.verb(), line.resource(), line.fullResource(), line.object())) {
                return false;
            }
            seen++;
            return seen > fault.skipped() && seen - fault.skipped() <= fault.times();
        }
    }

    /** What becomes of a request. */
    record Fate(Optional<Fault> fault, Duration later) {
        /** Whether it gets to the server. */
        boolean arrives() {
            return fault.isEmpty() || fault.get().effect() == Effect.ANSWER_LOST;
        }

        /** What the client gets instead of the answer. */
        Optional<ApiStatus> instead(RequestLine line) {
            return fault.map(Fault::status)
                    .map(status -> status.code() == 403 && status.message().isEmpty() ? line.forbidden() : status);
        }
    }

    private final List<Active> all = new ArrayList<>();

    void add(Fault fault, Instant now) {
        all.add(new Active(fault, now));
    }

    /** Decides on a request; every fault that is meant for it counts it. */
    Fate decide(RequestLine line, Instant now) {
        Optional<Fault> first = Optional.empty();
        Duration later = Duration.ZERO;
        for (Active each : all) {
            boolean strikes = !isOfOpenWatches(each.fault) && each.strikes(line, now);
            if (strikes && each.fault.effect() == Effect.DELAYED) {
                later = later.plus(each.fault.duration());
            } else if (strikes && first.isEmpty()) {
                first = Optional.of(each.fault);
            }
        }
        return new Fate(first, later);
    }

    private static boolean isOfOpenWatches(Fault fault) {
        return fault.effect() == Effect.WATCH_DROPPED || fault.effect() == Effect.WATCH_SILENT;
    }
}
