package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import io.github.kubemaintenance.model.TopologySpread;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a pod can be on a node, asked as kube-scheduler's default filters do and in their order: gates, node name,
 * cordon, taints, node affinity, host ports, room, volumes, topology spread, affinity. Made once for a pod, asked for each
 * node; it knows other pods as they were when it was made. Preferences, preemption, {@code nodeTaintsPolicy} and {@code
 * matchLabelKeys} of a spread, dynamic resources and limits of volumes are not modelled.
 */
public final class PodPlacement {
    /** The filters, in the scheduler's order. */
    private enum Filter {
        GATES,
        NODE_NAME,
        CORDON,
        TAINTS,
        NODE_AFFINITY,
        PORTS,
        ROOM,
        VOLUMES,
        SPREAD,
        AFFINITY
    }

    private static final List<Filter> FILTERS = List.of(Filter.values());
    private static final Minor NAMES_NO_TAINT = Minor.of(34);
    private static final Taint CORDON = Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE);
    private static final Refusal GATED = Refusal.of(
            new Reason("SCHEDULING_GATED", "Scheduling is blocked due to non-empty scheduling gates"), false);
    private static final Refusal OTHER_NODE =
            Refusal.of(new Reason("NODE_NAME", "node(s) didn't match the requested node name"), false);
    private static final Refusal UNSCHEDULABLE =
            Refusal.of(new Reason("NODE_UNSCHEDULABLE", "node(s) were unschedulable"), false);
    private static final Refusal NOT_SELECTED =
            Refusal.of(new Reason("NODE_AFFINITY", "node(s) didn't match Pod's node affinity/selector"), false);
    private static final Refusal NO_PORTS =
            Refusal.of(new Reason("HOST_PORT", "node(s) didn't have free ports for the requested pod ports"), true);
    private static final Refusal VOLUME_ELSEWHERE =
            Refusal.of(new Reason("VOLUME_NODE_AFFINITY", "node(s) had volume node affinity conflict"), false);

    private final Pod pod;
    private final PodRequests requests;
    private final List<List<NodeSelectorTerm>> volumes;
    private final TopologyRules rules;
    private final boolean namesTaint;

    /**
     * Why a node is no place for a pod.
     *
     * @param reasons codes, and texts in the scheduler's words; several where several resources are missing
     * @param mayHelp whether the absence of other pods could help
     */
    public record Refusal(List<Reason> reasons, boolean mayHelp) {
        public Refusal {
            reasons = List.copyOf(reasons);
        }

        private static Refusal of(Reason reason, boolean mayHelp) {
            return new Refusal(List.of(reason), mayHelp);
        }
    }

    /**
     * Prepares to ask for one pod.
     *
     * @param pod the pod; one that is bound fits its own node only, so ask for {@code pod.boundTo("")} to move it
     * @param requests what it takes
     * @param placed which pods are where; the pod itself counts if it is among them
     * @param volumes for each volume that is bound to some nodes, the terms of its node affinity, one of which must match
     * @param server the server's version, for its texts
     */
    public PodPlacement(
            Pod pod, PodRequests requests, Placed placed, List<List<NodeSelectorTerm>> volumes, Minor server) {
        this.pod = pod;
        this.requests = requests;
        this.volumes = List.copyOf(volumes);
        this.rules = TopologyRules.of(placed, pod);
        this.namesTaint = server.compareTo(NAMES_NO_TAINT) < 0;
    }

    /**
     * Tells whether a pod has rules that look at other pods, so that a change on one node can help on another.
     *
     * @param pod the pod
     * @return true for affinity, anti-affinity and a topology spread that filters
     */
    public static boolean looksAtOthers(Pod pod) {
        return !pod.spec().podAffinity().isEmpty()
                || !pod.spec().podAntiAffinity().isEmpty()
                || pod.spec().topologySpread().stream().anyMatch(TopologySpread::doNotSchedule);
    }

    /**
     * Tells whether a pod's node selector and required node affinity name a node.
     *
     * @param pod the pod
     * @param node the node
     * @return true if the pod asks for nothing else
     */
    public static boolean selects(Pod pod, Node node) {
        Map<String, String> labels = node.metadata().labels();
        for (Map.Entry<String, String> each : pod.spec().nodeSelector().entrySet()) {
            if (!each.getValue().equals(labels.get(each.getKey()))) {
                return false;
            }
        }
        return pod.spec().nodeAffinity().isEmpty() || matches(pod.spec().nodeAffinity(), node);
    }

    /**
     * Finds the first taint that keeps a pod from being scheduled to a node.
     *
     * @param pod the pod
     * @param node the node
     * @return a taint NoSchedule or NoExecute that it doesn't tolerate
     */
    public static Optional<Taint> untolerated(Pod pod, Node node) {
        for (Taint taint : node.taints()) {
            if (taint.effect() != TaintEffect.PREFER_NO_SCHEDULE && !tolerates(pod, taint)) {
                return Optional.of(taint);
            }
        }
        return Optional.empty();
    }

    private static boolean tolerates(Pod pod, Taint taint) {
        for (Toleration each : pod.spec().tolerations()) {
            if (each.tolerates(taint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<NodeSelectorTerm> terms, Node node) {
        return terms.stream()
                .anyMatch(term -> term.matches(node.name(), node.metadata().labels()));
    }

    /**
     * Asks for a node as the scheduler does: the first filter that refuses answers.
     *
     * @param room the node and what is left of it
     * @return why the pod can't be there; empty if it can
     */
    public Optional<Refusal> against(NodeRoom room) {
        for (Filter filter : FILTERS) {
            Refusal refusal = ask(filter, room);
            if (refusal != null) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }

    /**
     * Asks every filter, for a person who wants to know all that stands in the way.
     *
     * @param room the node and what is left of it
     * @return all reasons in the order of the filters; empty if the pod can be there
     */
    public List<Reason> everythingAgainst(NodeRoom room) {
        List<Reason> all = new ArrayList<>();
        for (Filter filter : FILTERS) {
            Refusal refusal = ask(filter, room);
            if (refusal != null) {
                all.addAll(refusal.reasons());
            }
        }
        return List.copyOf(all);
    }

    private @Nullable Refusal ask(Filter filter, NodeRoom room) {
        Node node = room.node();
        return switch (filter) {
            case GATES -> pod.spec().schedulingGates().isEmpty() ? null : GATED;
            case NODE_NAME -> pod.nodeName().isEmpty() || pod.nodeName().equals(node.name()) ? null : OTHER_NODE;
            case CORDON -> node.unschedulable() && !tolerates(pod, CORDON) ? UNSCHEDULABLE : null;
            case TAINTS -> untolerated(pod, node).map(this::tainted).orElse(null);
            case NODE_AFFINITY -> selects(pod, node) ? null : NOT_SELECTED;
            case PORTS -> room.hasPorts(requests) ? null : NO_PORTS;
            case ROOM -> missing(room);
            case VOLUMES -> reaches(node) ? null : VOLUME_ELSEWHERE;
            case SPREAD -> refusal(rules.spread(node));
            case AFFINITY -> refusal(rules.affinity(node));
        };
    }

    private boolean reaches(Node node) {
        for (List<NodeSelectorTerm> terms : volumes) {
            if (!matches(terms, node)) {
                return false;
            }
        }
        return true;
    }

    private Refusal tainted(Taint taint) {
        String text = namesTaint
                ? "node(s) had untolerated taint {" + taint.key() + ": " + taint.value() + "}"
                : "node(s) had untolerated taint(s)";
        return Refusal.of(new Reason("UNTOLERATED_TAINT", text), false);
    }

    private @Nullable Refusal missing(NodeRoom room) {
        List<Reason> missing = room.missing(requests);
        return missing.isEmpty() ? null : new Refusal(missing, true);
    }

    private static @Nullable Refusal refusal(@Nullable Reason reason) {
        return reason == null
                ? null
                : Refusal.of(reason, !reason.equals(TopologyRules.NO_LABEL) && !reason.equals(TopologyRules.AFFINITY));
    }
}
