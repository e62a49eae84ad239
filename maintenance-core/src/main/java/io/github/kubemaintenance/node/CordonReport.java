package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.List;
import java.util.Optional;

/** What cordoning or uncordoning a node came to. Immutable. */
public final class CordonReport {
    private final CordonRequest request;
    private final Outcome outcome;
    private final boolean changed;
    private final Optional<Node> after;
    private final List<Reason> reasons;

    @Nullable
    private final MaintenanceException cause;

    private CordonReport(
            CordonRequest request,
            Outcome outcome,
            boolean changed,
            Optional<Node> after,
            List<Reason> reasons,
            @Nullable MaintenanceException cause) {
        this.request = request;
        this.outcome = outcome;
        this.changed = changed;
        this.after = after;
        this.reasons = reasons;
        this.cause = cause;
    }

    static CordonReport done(CordonRequest request, Node after, boolean changed) {
        return new CordonReport(request, Outcome.COMPLETED, changed, Optional.of(after), List.of(), null);
    }

    static CordonReport ended(
            CordonRequest request,
            Outcome outcome,
            Optional<Node> asRead,
            Reason reason,
            @Nullable MaintenanceException cause) {
        return new CordonReport(request, outcome, false, asRead, List.of(reason), cause);
    }

    /** {@return name of the node} */
    public String node() {
        return request.node();
    }

    /** {@return COMPLETED, FAILED, or CANCELLED on an interrupt} */
    public Outcome outcome() {
        return outcome;
    }

    /** {@return false where the node was already as asked, and nothing was sent} */
    public boolean changed() {
        return changed;
    }

    /** {@return the node as it was last seen: after the change, or as read where nothing was changed} */
    public Optional<Node> after() {
        return after;
    }

    /** {@return why it did not complete; empty if it did} */
    public List<Reason> reasons() {
        return reasons;
    }

    /**
     * Returns this report if the request was carried out.
     *
     * @return this report
     * @throws CordonFailedException if not
     */
    public CordonReport orThrow() {
        if (outcome == Outcome.COMPLETED) {
            return this;
        }
        throw new CordonFailedException(this, cause);
    }

    /** Returns one line, as kubectl prints it: {@code node/worker-1 cordoned}, {@code node/worker-1 already cordoned}. */
    @Override
    public String toString() {
        if (outcome != Outcome.COMPLETED) {
            return request + ": " + reasons.get(0).text();
        }
        return "node/" + node() + (changed ? " " : " already ") + (request.isCordon() ? "cordoned" : "uncordoned")
                + (request.isDryRun() ? " (dry run)" : "");
    }
}
