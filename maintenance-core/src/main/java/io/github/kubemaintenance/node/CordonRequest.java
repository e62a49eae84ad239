package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.internal.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A request to cordon a node (no new pods) or to uncordon it, as {@code kubectl cordon} and {@code kubectl uncordon} do.
 * Immutable. A node that is already as asked gets no request but the read. Like kubectl's, the patch carries no guard, so
 * it can't conflict; uncordoning also takes away the mark that a drain with {@code restoreOnFailure()} has left.
 */
public final class CordonRequest {
    private final String node;
    private final boolean cordon;
    private final boolean dryRun;
    private final List<Consumer<? super MaintenanceEvent>> listeners;

    private CordonRequest(
            String node, boolean cordon, boolean dryRun, List<Consumer<? super MaintenanceEvent>> listeners) {
        this.node = node;
        this.cordon = cordon;
        this.dryRun = dryRun;
        this.listeners = listeners;
    }

    /**
     * Asks to cordon a node.
     *
     * @param node its name
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CordonRequest cordon(String node) {
        return new CordonRequest(NodeName.checked(node), true, false, List.of());
    }

    /**
     * Asks to uncordon a node.
     *
     * @param node its name
     * @return the request
     * @throws IllegalArgumentException for a text that can't be a node's name
     */
    public static CordonRequest uncordon(String node) {
        return new CordonRequest(NodeName.checked(node), false, false, List.of());
    }

    /** {@return name of the node} */
    public String node() {
        return node;
    }

    /** {@return true to cordon, false to uncordon} */
    public boolean isCordon() {
        return cordon;
    }

    /**
     * Lets the server check the change without making it.
     *
     * @return the request
     */
    public CordonRequest dryRun() {
        return new CordonRequest(node, cordon, true, listeners);
    }

    /**
     * Adds a listener, called on the caller's thread; what it throws is logged once to {@code System.Logger} and changes
     * nothing.
     *
     * @param listener gets the event
     * @return the request
     */
    public CordonRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> longer = new ArrayList<>(listeners);
        longer.add(Objects.requireNonNull(listener, "listener"));
        return new CordonRequest(node, cordon, dryRun, List.copyOf(longer));
    }

    /**
     * Carries the request out on this thread.
     *
     * @param backend the cluster
     * @return the report of a completed request
     * @throws CordonFailedException if the node could not be read or changed, or the thread was interrupted, whose flag is
     *     restored; it carries the report
     */
    public CordonReport run(ClusterBackend backend) {
        return CordonRunner.run(this, Objects.requireNonNull(backend, "backend"))
                .orThrow();
    }

    boolean isDryRun() {
        return dryRun;
    }

    List<Consumer<? super MaintenanceEvent>> listeners() {
        return listeners;
    }

    /** Returns what is asked, for example {@code cordon worker-1}. */
    @Override
    public String toString() {
        return (cordon ? "cordon " : "uncordon ") + node;
    }
}
