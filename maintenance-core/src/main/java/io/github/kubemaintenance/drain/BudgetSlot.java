package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One budget as it was last seen, and what we did under it since: one eviction in flight, and those accepted that its
 * status doesn't show yet.
 */
final class BudgetSlot {
    /** How long a budget that should be open has to be silent before one pod is sent to ask. */
    static final Duration SILENCE = Duration.ofSeconds(30);

    private static final long NEVER = -1;

    private PodDisruptionBudget budget;
    private Instant quietSince;
    /** Counts what was seen of the budget. */
    private long changes;
    /** Counts everything that can open or close it. */
    private long version;
    /** The change at which the server refused although we thought it open: only a newer one opens it again. */
    private long refusedAt = NEVER;
    /** The change at which the request in flight was sent. */
    private long sentAt = NEVER;

    private boolean spendsOne;
    private Instant notBefore = Instant.MIN;

    @Nullable
    private PodRef inFlight;

    /** Pods by name that have taken a disruption which the status that we know doesn't show. */
    private final Map<String, PodRef> unseen = new LinkedHashMap<>();

    BudgetSlot(PodDisruptionBudget budget, Instant now) {
        this.budget = budget;
        this.quietSince = now;
    }

    PodDisruptionBudget budget() {
        return budget;
    }

    /** {@return a number that is another one whenever the budget was seen anew} */
    long changes() {
        return changes;
    }

    /** {@return a number that is another one whenever anything has happened to the budget, here or there} */
    long version() {
        return version;
    }

    /** The budget was seen anew. */
    void seen(PodDisruptionBudget now, Instant at, boolean relisted) {
        budget = now;
        quietSince = at;
        changes++;
        version++;
        if (relisted) {
            // What happened in between is in it, or so long ago that guessing is no worse than waiting.
            unseen.clear();
        }
        now.status().disruptedPods().keySet().forEach(name -> {
            unseen.remove(name);
            if (inFlight != null && inFlight.name().equals(name)) {
                spendsOne = false;
            }
        });
    }

    /** A pod is gone: its disruption was written long before that. */
    void gone(PodRef pod) {
        if (unseen.remove(pod.name()) != null) {
            version++;
        }
    }

    boolean isBusy() {
        return inFlight != null;
    }

    Instant notBefore() {
        return notBefore;
    }

    /** Returns how many evictions the budget accepts, as far as is known, from the point of view of a pod. */
    int allowance(PodRef forPod) {
        int others = unseen.size() - (forPod.equals(unseen.get(forPod.name())) ? 1 : 0);
        return budget.status().disruptionsAllowed() - others;
    }

    /** Tells whether the server has refused the very state that we know. */
    boolean isRefused() {
        return refusedAt == changes;
    }

    /** Tells whether the numbers say that it should be open, whatever we reckoned. */
    boolean shouldBeOpen() {
        PodDisruptionBudget.Status status = budget.status();
        return status.disruptionsAllowed() > 0
                || (status.expectedPods() > 0
                        && status.currentHealthy() > status.desiredHealthy()
                        && status.disruptedPods().isEmpty());
    }

    /** When a budget that should be open has been silent for long enough. */
    Instant probeAt() {
        return quietSince.plus(SILENCE);
    }

    /** Tells whether nothing was seen and nothing tried for a while. */
    boolean isQuiet(Instant now) {
        return inFlight == null && unseen.isEmpty() && !now.isBefore(probeAt());
    }

    void sent(PodRef pod, boolean spends, Instant now) {
        version++;
        inFlight = pod;
        spendsOne = spends;
        sentAt = changes;
        quietSince = now;
    }

    /** The request was accepted. */
    void accepted(PodRef pod) {
        if (pod.equals(inFlight)) {
            if (spendsOne) {
                unseen.put(pod.name(), pod);
            }
            inFlight = null;
            version++;
        }
    }

    /** The answer to the request was lost: it may have taken a disruption. */
    void lost(PodRef pod) {
        accepted(pod);
    }

    /** The server said no. */
    void refused(PodRef pod, Instant until) {
        if (pod.equals(inFlight)) {
            inFlight = null;
            version++;
            unseen.remove(pod.name());
            refusedAt = sentAt;
            notBefore = until;
        }
    }

    /** The request ended in a way that has nothing to do with the budget, or wasn't sent. */
    void freed(PodRef pod) {
        if (pod.equals(inFlight)) {
            inFlight = null;
            version++;
        }
    }
}
