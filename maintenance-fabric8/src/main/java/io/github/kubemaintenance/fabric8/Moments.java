package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.model.Document;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When something last happened in a cluster, by what its objects say. */
final class Moments {
    /** Fields that say when something happened. Others may name the future: expiry dates, deadlines, users' own data. */
    private static final Set<String> PAST = Set.of(
            "creationTimestamp",
            "time", // of managedFields
            "startTime",
            "startedAt",
            "finishedAt",
            "completionTime",
            "lastTransitionTime",
            "lastHeartbeatTime",
            "lastProbeTime",
            "lastUpdateTime",
            "lastScheduleTime",
            "lastSuccessfulTime",
            "lastScaleTime",
            "renewTime",
            "acquireTime");

    private static final Set<String> USERS_OWN =
            Set.of("annotations", "labels", "data", "binaryData", "stringData", "spec");

    private Moments() {}

    /** Returns the newest moment that any object names as past. */
    static Optional<Instant> newest(Iterable<Document> objects) {
        Optional<Instant> newest = Optional.empty();
        for (Document each : objects) {
            newest = later(newest, newest(each));
        }
        return newest;
    }

    private static Optional<Instant> newest(Document object) {
        Optional<Instant> newest = deletion(object);
        newest = later(newest, within(object.at("metadata").asMap()));
        newest = later(newest, within(object.at("status").asMap()));
        return object.kind().equals("Lease")
                ? later(newest, within(object.at("spec").asMap()))
                : newest;
    }

    /** The time of a deletion is when it is due; it was asked for a grace period earlier. */
    private static Optional<Instant> deletion(Document object) {
        long grace = object.number("metadata", "deletionGracePeriodSeconds").orElse(0L);
        return object.text("metadata", "deletionTimestamp")
                .flatMap(Moments::parse)
                .map(due -> due.minus(Duration.ofSeconds(grace)));
    }

    private static Optional<Instant> within(Object value) {
        Optional<Instant> newest = Optional.empty();
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (each.getValue() instanceof String text) {
                    newest = PAST.contains(each.getKey()) ? later(newest, parse(text)) : newest;
                } else if (!USERS_OWN.contains(each.getKey()) && !each.getKey().equals("fieldsV1")) {
                    newest = later(newest, within(each.getValue()));
                }
            }
        } else if (value instanceof List<?> list) {
            for (Object each : list) {
                newest = later(newest, within(each));
            }
        }
        return newest;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isAfter(one.get())) ? other : one;
    }

    private static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
