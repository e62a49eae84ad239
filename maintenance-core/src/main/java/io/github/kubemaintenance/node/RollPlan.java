package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.List;

/** What a roll would do, and what it would cost, as a rehearsal has shown. Immutable; prints well. */
public final class RollPlan {
    private final RollRequest request;
    private final List<RollBatch> batches;
    private final RollReport rehearsed;

    RollPlan(RollRequest request, List<RollBatch> batches, RollReport rehearsed) {
        this.request = request;
        this.batches = List.copyOf(batches);
        this.rehearsed = rehearsed;
    }

    /** {@return the nodes in the order in which they come; each batch is what may be in work at once} */
    public List<List<String>> batches() {
        return batches.stream().map(RollBatch::nodes).toList();
    }

    /** {@return for each batch whether its pods find other nodes, as the cluster is before the roll} */
    public List<RollBatch> capacity() {
        return batches;
    }

    /** {@return how long it would take} */
    public Duration duration() {
        return rehearsed.duration();
    }

    /** {@return how many pods would be evicted, those that move twice counted twice} */
    public int evictions() {
        return rehearsed.nodes().stream()
                .mapToInt(each -> each.evicted().size())
                .sum();
    }

    /** {@return the least that pods could run on meanwhile} */
    public RollCapacity lowestCapacity() {
        return rehearsed.lowestCapacity();
    }

    /** {@return workloads that would have no Ready pod for a time, for example {@code Deployment shop/web}} */
    public List<String> wentDown() {
        return rehearsed.wentDown();
    }

    /** {@return whether it would be refused: nothing is selected, say} */
    public boolean isRefused() {
        return rehearsed.outcome() == Outcome.REFUSED;
    }

    /** {@return whether it would be carried through} */
    public boolean isCompleted() {
        return rehearsed.outcome() == Outcome.COMPLETED;
    }

    /** {@return why it would not be carried through; empty if it would} */
    public List<Reason> reasons() {
        return rehearsed.reasons();
    }

    /** {@return the report of the rehearsal} */
    public RollReport rehearsed() {
        return rehearsed;
    }

    /** Returns the batches, then what it would cost. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(request.toString());
        int count = batches.stream().mapToInt(each -> each.nodes().size()).sum();
        text.append(": ")
                .append(count)
                .append(" nodes in ")
                .append(batches.size())
                .append(" batches\n");
        int number = 0;
        for (RollBatch batch : batches) {
            text.append(String.format("  %3d  %s%n", ++number, batch));
        }
        text.append("  takes about ")
                .append(Spans.text(duration()))
                .append(", moves ")
                .append(evictions())
                .append(" pods");
        text.append(", with at least ").append(lowestCapacity()).append('\n');
        wentDown()
                .forEach(each ->
                        text.append("  no Ready pod for a time: ").append(each).append('\n'));
        if (!isCompleted()) {
            text.append("  but in the rehearsal it ended ")
                    .append(rehearsed.outcome())
                    .append('\n');
            reasons()
                    .forEach(each ->
                            text.append("    because ").append(each.text()).append('\n'));
            rehearsed.failed().forEach(each -> text.append(each.toString().indent(4)));
        }
        return text.toString();
    }
}
