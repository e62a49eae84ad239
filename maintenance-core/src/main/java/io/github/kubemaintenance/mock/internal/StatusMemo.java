package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Remembers the last answer of a pure function of a pod's spec, status and behaviour at an instant. The pods of a workload
 * that start together are asked about one after the other, and share one status so.
 *
 * @param <A> type of the answer
 */
final class StatusMemo<A> {
    private @Nullable PodSpec spec;
    private @Nullable PodStatus status;
    private @Nullable Object behaviour;
    private @Nullable Instant now;
    private @Nullable A answer;

    @SuppressWarnings("ReferenceEquality") // only the very same objects are known, at no cost, to give the same
    A get(PodSpec ofSpec, PodStatus ofStatus, Object ofBehaviour, Instant atTime, Supplier<A> function) {
        A known = answer;
        if (known == null || spec != ofSpec || status != ofStatus || behaviour != ofBehaviour || !atTime.equals(now)) {
            known = function.get();
            spec = ofSpec;
            status = ofStatus;
            behaviour = ofBehaviour;
            now = atTime;
            answer = known;
        }
        return known;
    }
}
