package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import java.util.List;

/**
 * The tolerations that the DaemonSet controller gives its pods, which is why a DaemonSet's pod stays on a cordoned, not
 * ready or unreachable node, and comes back at once when it is evicted. Pure.
 */
public final class DaemonTolerations {
    private static final String PREFIX = "node.kubernetes.io/";
    private static final List<Toleration> ALWAYS = List.of(
            Toleration.exists(Taint.NOT_READY, TaintEffect.NO_EXECUTE),
            Toleration.exists(Taint.UNREACHABLE, TaintEffect.NO_EXECUTE),
            Toleration.exists(PREFIX + "disk-pressure", TaintEffect.NO_SCHEDULE),
            Toleration.exists(PREFIX + "memory-pressure", TaintEffect.NO_SCHEDULE),
            Toleration.exists(PREFIX + "pid-pressure", TaintEffect.NO_SCHEDULE),
            Toleration.exists(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE));
    private static final Toleration NETWORK =
            Toleration.exists(PREFIX + "network-unavailable", TaintEffect.NO_SCHEDULE);

    private DaemonTolerations() {}

    /**
     * Returns the tolerations that are added to a DaemonSet's template.
     *
     * @param hostNetwork whether its pods use the node's network; they tolerate its absence too
     * @return in the order in which the controller adds them
     */
    public static List<Toleration> added(boolean hostNetwork) {
        return hostNetwork
                ? java.util.stream.Stream.concat(ALWAYS.stream(), java.util.stream.Stream.of(NETWORK))
                        .toList()
                : ALWAYS;
    }
}
