package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.DrainPlan;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.List;

/** What a cycle would do, and what it would cost, as a plan of its drain and a rehearsal have shown. Immutable; prints well. */
public final class CyclePlan {
    private final DrainPlan drain;
    private final CycleReport rehearsed;

    CyclePlan(DrainPlan drain, CycleReport rehearsed) {
        this.drain = drain;
        this.rehearsed = rehearsed;
    }

    /** {@return what the drain does with each pod, and whether the pods find other nodes} */
    public DrainPlan drain() {
        return drain;
    }

    /** {@return the report of the rehearsal} */
    public CycleReport rehearsed() {
        return rehearsed;
    }

    /** {@return how long it would take, until it ended} */
    public Duration duration() {
        return rehearsed.duration();
    }

    /** {@return whether nothing would be touched} */
    public boolean isRefused() {
        return drain.isRefused() || rehearsed.outcome() == Outcome.REFUSED;
    }

    /** {@return whether it would be carried through} */
    public boolean isCompleted() {
        return rehearsed.outcome() == Outcome.COMPLETED;
    }

    /** {@return why it would not be carried through; empty if it would} */
    public List<Reason> reasons() {
        return rehearsed.reasons();
    }

    /** Returns the plan of the drain, then the rehearsal. */
    @Override
    public String toString() {
        return drain + "\nrehearsed: " + rehearsed;
    }
}
