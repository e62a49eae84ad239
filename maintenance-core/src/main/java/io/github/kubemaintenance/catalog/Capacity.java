package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether pods that have to leave find other nodes. They are placed one after the other, by priority, each on the emptiest
 * node that {@link PodPlacement} lets it be on, and take room from those that come after, as with kube-scheduler; so a
 * verdict is about all of them together. Preemption, preferences and pods that wait for a node already are left out.
 * Pure: what is asked changes nothing here.
 */
public final class Capacity {
    /** Code of the reason that says that an autoscaler may add a node. */
    public static final String AUTOSCALER = "AUTOSCALER_MAY_HELP";
    /** Code of the reason that says that the pod would fit were it not for others that leave with it. */
    public static final String TOGETHER = "NOT_ALL_TOGETHER";

    private static final int MOST_NAMES = 3;

    private final List<Node> nodes;
    private final List<Pod> pods;
    private final Claims claims;
    private final Minor server;
    private final IdentityHashMap<PodSpec, PodRequests> requests = new IdentityHashMap<>();

    private Capacity(List<Node> nodes, List<Pod> pods, Claims claims, Minor server) {
        this.nodes = nodes;
        this.pods = pods;
        this.claims = claims;
        this.server = server;
    }

    /**
     * Tells whether a pod looks for another node when its own is emptied: it goes, and its owner makes one like it for
     * any node.
     *
     * @param pod the pod
     * @return false for pods that are not bound yet, mirror pods, pods of DaemonSets or of nobody, and those that are
     *     finished or going already
     */
    public static boolean isMadeAnew(Pod pod) {
        return !pod.nodeName().isEmpty()
                && !pod.isMirror()
                && !pod.isFinished()
                && !pod.isTerminating()
                && pod.controller()
                        .filter(owner -> !owner.kind().equals("DaemonSet"))
                        .isPresent();
    }

    /**
     * Looks at a cluster as it was read.
     *
     * @param nodes all nodes
     * @param pods all pods of the cluster; finished ones are passed over
     * @param claims what is known of volumes
     * @param server the server's version, for texts
     * @return the capacity; confined to one thread
     */
    public static Capacity of(Collection<Node> nodes, Collection<Pod> pods, Claims claims, Minor server) {
        return new Capacity(List.copyOf(nodes), List.copyOf(pods), claims, server);
    }

    /**
     * Judges pods that leave, together.
     *
     * @param leaving the pods, by their references among those that were read; others are not judged
     * @param closed names of the nodes that take no pods: the one that is drained, or all that are still to be
     * @return for each of them a verdict, in the order of {@code leaving}
     */
    public Map<PodRef, Fit> fits(Collection<PodRef> leaving, Set<String> closed) {
        return judge(leaving, closed, List.of());
    }

    /**
     * Judges the replacements of pods that stay where they are as terminating, because their kubelet is dead: they still
     * keep away what their anti-affinity keeps away.
     *
     * @param replaced the pods
     * @param closed names of the nodes that take no pods
     * @return for each of them a verdict about its replacement, in the order of {@code replaced}
     */
    public Map<PodRef, Fit> fitsBeside(Collection<PodRef> replaced, Set<String> closed) {
        Set<PodRef> going = new HashSet<>(replaced);
        return judge(
                replaced,
                closed,
                pods.stream()
                        .filter(pod -> going.contains(pod.ref()))
                        .map(pod -> pod.with(pod.metadata().deleted(Instant.EPOCH, Duration.ZERO)))
                        .toList());
    }

    private Map<PodRef, Fit> judge(Collection<PodRef> leaving, Set<String> closed, List<Pod> lingering) {
        Set<PodRef> going = new HashSet<>(leaving);
        Set<String> uids = new HashSet<>();
        going.forEach(pod -> uids.add(pod.uid()));
        List<Pod> staying = new ArrayList<>(lingering);
        List<Pod> moving = new ArrayList<>();
        for (Pod pod : pods) {
            (uids.contains(pod.uid()) && going.contains(pod.ref()) ? moving : staying).add(pod);
        }
        moving.sort(Comparator.comparingInt((Pod pod) -> -pod.spec().priority()).thenComparing(Pod::ref));
        Map<PodRef, Fit> judged = new HashMap<>();
        Course course = new Course(staying, closed);
        moving.forEach(pod -> judged.put(pod.ref(), course.place(pod.boundTo(""))));
        Map<PodRef, Fit> ordered = new LinkedHashMap<>();
        leaving.forEach(ref -> Optional.ofNullable(judged.get(ref)).ifPresent(fit -> ordered.put(ref, fit)));
        return ordered;
    }

    private PodRequests requests(Pod pod) {
        return requests.computeIfAbsent(pod.spec(), PodRequests::of);
    }

    /** One placing of pods after the other. */
    private final class Course {
        private final Map<String, NodeRoom> rooms = new LinkedHashMap<>();
        private final Set<String> closed;
        private final List<Pod> placed;
        private final boolean anyRepels;
        /** The nodes without their pods, for pods to which other pods don't matter. */
        private final Placed nobody;

        private boolean crowded;

        Course(List<Pod> staying, Set<String> closed) {
            this.closed = closed;
            this.placed = new ArrayList<>(staying);
            this.nobody = Placed.of(nodes, List.of());
            nodes.forEach(node -> rooms.put(node.name(), new NodeRoom(node)));
            for (Pod pod : staying) {
                NodeRoom room = rooms.get(pod.nodeName());
                if (room != null && !pod.isFinished()) {
                    room.add(requests(pod));
                }
            }
            anyRepels =
                    pods.stream().anyMatch(pod -> !pod.spec().podAntiAffinity().isEmpty());
        }

        Fit place(Pod pod) {
            Claims.Places places = claims.places(pod);
            boolean looks = anyRepels || PodPlacement.looksAtOthers(pod);
            PodPlacement placement = new PodPlacement(
                    pod, requests(pod), looks ? Placed.of(nodes, placed) : nobody, places.terms(), server);
            NodeRoom best = null;
            Map<Reason, List<String>> against = new LinkedHashMap<>();
            boolean wouldFitAlone = false;
            for (NodeRoom room : rooms.values()) {
                if (closed.contains(room.node().name())) {
                    continue;
                }
                Optional<PodPlacement.Refusal> refusal = placement.against(room);
                if (refusal.isEmpty()) {
                    int fullness = room.fullness(requests(pod));
                    best = best == null || fullness < best.fullness(requests(pod)) ? room : best;
                } else {
                    wouldFitAlone |= crowded && refusal.get().mayHelp();
                    refusal.get().reasons().forEach(reason -> against.computeIfAbsent(reason, none -> new ArrayList<>())
                            .add(room.node().name()));
                }
            }
            if (best == null) {
                return doesNotFit(against, wouldFitAlone);
            }
            best.add(requests(pod));
            placed.add(pod.boundTo(best.node().name()));
            crowded = true;
            Optional<Reason> unknown = places.unknown()
                    .map(text -> new Reason("VOLUME_UNKNOWN", text))
                    .or(() -> Unmodelled.in(pod));
            return unknown.isPresent()
                    ? new Fit(Fit.Kind.UNKNOWN, "", List.of(unknown.get()))
                    : new Fit(Fit.Kind.FITS, best.node().name(), List.of());
        }

        private Fit doesNotFit(Map<Reason, List<String>> against, boolean wouldFitAlone) {
            List<Reason> reasons = new ArrayList<>();
            if (against.isEmpty()) {
                reasons.add(new Reason("NO_OTHER_NODE", "there is no other node"));
            }
            against.forEach((reason, names) -> reasons.add(new Reason(
                    reason.code(), reason.text() + (names.size() == 1 ? " (" : " (on each of ") + list(names) + ")")));
            if (wouldFitAlone) {
                reasons.add(new Reason(TOGETHER, "pods that leave with it have taken room that counts here"));
            }
            Autoscalers.seen(nodes, pods)
                    .ifPresent(name -> reasons.add(
                            new Reason(AUTOSCALER, name + " runs in this cluster and may add a node for it")));
            return new Fit(Fit.Kind.DOES_NOT_FIT, "", reasons);
        }
    }

    private static String list(List<String> names) {
        String first = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return names.size() <= MOST_NAMES ? first : first + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
