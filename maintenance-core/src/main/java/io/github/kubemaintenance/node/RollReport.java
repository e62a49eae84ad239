package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a roll did with each node, how it ended, and why. Immutable; {@code toString} is for people. */
public final class RollReport {
    /** What is in it, as it comes together. */
    static final class Draft {
        String roll = "";
        Outcome outcome = Outcome.FAILED;
        List<CycleReport> nodes = List.of();
        List<String> before = List.of();
        List<String> left = List.of();
        List<Reason> reasons = List.of();
        List<Reason> notes = new ArrayList<>();
        RollCapacity lowest = new RollCapacity(0, 0, 100);
        List<String> wentDown = List.of();
        Instant startedAt = Instant.EPOCH;
        Instant endedAt = Instant.EPOCH;

        @Nullable
        Throwable cause;
    }

    private final Draft facts;

    RollReport(Draft draft) {
        this.facts = draft;
    }

    /** {@return the roll's name, which nodes that are done bear in an annotation} */
    public String roll() {
        return facts.roll;
    }

    /** {@return how it ended; REFUSED only if no node was touched} */
    public Outcome outcome() {
        return facts.outcome;
    }

    /** {@return the nodes that were begun, in the order of the selection, each with its own report} */
    public List<CycleReport> nodes() {
        return List.copyOf(facts.nodes);
    }

    /** {@return the nodes that are done, in the order of the selection} */
    public List<String> done() {
        return facts.nodes.stream()
                .filter(each -> each.outcome() == Outcome.COMPLETED)
                .map(CycleReport::node)
                .toList();
    }

    /** {@return the nodes that failed, in the order of the selection} */
    public List<CycleReport> failed() {
        return facts.nodes.stream()
                .filter(each -> each.outcome() != Outcome.COMPLETED)
                .toList();
    }

    /** {@return the nodes that an earlier run of the same roll had done} */
    public List<String> doneBefore() {
        return List.copyOf(facts.before);
    }

    /** {@return the nodes that were not begun} */
    public List<String> notBegun() {
        return List.copyOf(facts.left);
    }

    /** {@return why it did not complete; empty if it did} */
    public List<Reason> reasons() {
        return List.copyOf(facts.reasons);
    }

    /** {@return what else a person should know} */
    public List<Reason> notes() {
        return List.copyOf(facts.notes);
    }

    /** {@return the least that pods could run on meanwhile} */
    public RollCapacity lowestCapacity() {
        return facts.lowest;
    }

    /** {@return workloads that had Ready pods and for a time had none, for example {@code Deployment shop/web}} */
    public List<String> wentDown() {
        return List.copyOf(facts.wentDown);
    }

    /** {@return when it began, on the backend's time} */
    public Instant startedAt() {
        return facts.startedAt;
    }

    /** {@return how long it took, on the backend's time} */
    public Duration duration() {
        return Duration.between(facts.startedAt, facts.endedAt);
    }

    /**
     * Returns this report if the roll completed.
     *
     * @return this report
     * @throws RollException if not; it carries this report
     */
    public RollReport orThrow() {
        if (outcome() == Outcome.COMPLETED) {
            return this;
        }
        throw new RollException(this, facts.cause);
    }

    /** Returns a summary, then every node that is not done, why, and what to do. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("roll " + facts.roll + ": " + outcome() + " after "
                + Spans.text(duration()) + ", " + done().size() + " nodes done");
        if (!facts.before.isEmpty()) {
            text.append(", ").append(facts.before.size()).append(" were done before");
        }
        if (!facts.left.isEmpty()) {
            text.append(", ").append(facts.left.size()).append(" not begun");
        }
        text.append("; at least ").append(lowestCapacity());
        reasons().forEach(each -> text.append("\n  because ").append(each.text()));
        wentDown().forEach(each -> text.append("\n  had no Ready pod for a time: ")
                .append(each));
        failed().forEach(each ->
                text.append("\n").append(each.toString().indent(2).stripTrailing()));
        notes().forEach(each -> text.append("\n  note: ").append(each.text()));
        return text.toString();
    }
}
