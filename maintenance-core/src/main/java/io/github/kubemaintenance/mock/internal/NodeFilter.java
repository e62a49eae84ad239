package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a pod can be on a node, asked in the scheduler's own order: cordon, taints, node affinity, host ports, room,
 * volumes, topology spread, affinity.
 */
final class NodeFilter {
    private static final Minor NAMES_NO_TAINT = Minor.of(34);

    private final Pod pod;
    private final Requests requests;
    private final Domains domains;
    private final VolumePlaces volumes;
    private final boolean namesTaint;

    /**
     * Why not, in the scheduler's words.
     *
     * @param reasons one or, where several resources are missing, more
     * @param mayHelp whether the absence of other pods could help
     */
    record Refusal(List<String> reasons, boolean mayHelp) {
        static Refusal of(String reason, boolean mayHelp) {
            return new Refusal(List.of(reason), mayHelp);
        }
    }

    NodeFilter(World world, Rooms rooms, Pod pod) {
        this.pod = pod;
        this.requests = rooms.requests(pod.spec());
        this.domains = new Domains(world, rooms, pod);
        this.volumes = VolumePlaces.of(world, pod);
        this.namesTaint = world.version().compareTo(NAMES_NO_TAINT) < 0;
    }

    /** Why the pod can't be on any node at all, if so. */
    Optional<String> hopeless() {
        return volumes.missing();
    }

    Requests requests() {
        return requests;
    }

    /** Whether the pod's node selector and required node affinity name a node. */
    static boolean selects(Pod pod, Node node) {
        Map<String, String> labels = node.metadata().labels();
        for (Map.Entry<String, String> each : pod.spec().nodeSelector().entrySet()) {
            if (!each.getValue().equals(labels.get(each.getKey()))) {
                return false;
            }
        }
        return pod.spec().nodeAffinity().isEmpty()
                || pod.spec().nodeAffinity().stream().anyMatch(each -> each.matches(node.name(), labels));
    }

    /** The first taint that keeps the pod away. */
    private static Optional<Taint> untolerated(Pod pod, Node node) {
        for (Taint taint : node.taints()) {
            if (taint.effect() != TaintEffect.PREFER_NO_SCHEDULE
                    && pod.spec().tolerations().stream().noneMatch(each -> each.tolerates(taint))) {
                return Optional.of(taint);
            }
        }
        return Optional.empty();
    }

    /** Why the pod can't be on a node; empty if it can. */
    Optional<Refusal> against(Room room) {
        Node node = room.node();
        if (node.unschedulable()) {
            Taint cordon = Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE);
            if (pod.spec().tolerations().stream().noneMatch(each -> each.tolerates(cordon))) {
                return Optional.of(Refusal.of("node(s) were unschedulable", false));
            }
        }
        Optional<Taint> taint = untolerated(pod, node);
        if (taint.isPresent()) {
            return Optional.of(Refusal.of(text(taint.get()), false));
        } else if (!selects(pod, node)) {
            return Optional.of(Refusal.of("node(s) didn't match Pod's node affinity/selector", false));
        } else if (!room.hasPorts(requests)) {
            return Optional.of(Refusal.of("node(s) didn't have free ports for the requested pod ports", true));
        }
        List<String> missing = room.missing(requests);
        if (!missing.isEmpty()) {
            return Optional.of(new Refusal(missing, true));
        } else if (!volumes.allow(node)) {
            return Optional.of(Refusal.of("node(s) had volume node affinity conflict", false));
        }
        return domains.against(node)
                .map(why -> Refusal.of(why, !why.equals(Domains.NO_LABEL) && !why.equals(Domains.AFFINITY)));
    }

    private String text(Taint taint) {
        return namesTaint
                ? "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}"
                : "node(s) had untolerated taint(s)";
    }
}
