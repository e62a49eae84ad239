package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.catalog.PodPlacement;
import io.github.kubemaintenance.catalog.PodRequests;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodStatus;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The scheduler: binds pods to nodes, the most important and then the oldest first, says why one can't be bound, and
 * tries again when something changed that could help. Never preempts. Of a large cluster it looks at the first hundred
 * nodes that fit, from a start that depends on the pod.
 */
final class Scheduler implements Controller {
    private static final String NAME = "scheduler";
    private static final String GATED = "SchedulingGated";
    private static final String UNSCHEDULABLE = "Unschedulable";
    private static final int ENOUGH = 100;

    /** From so many new pods on, a look at a few nodes for each is enough to fill a cluster evenly. */
    private static final int CROWD = 1000;

    private static final int ENOUGH_IN_A_CROWD = 8;

    /** New pods wait to be bound. */
    private static final Task QUEUE = new Task(NAME, "", "", "new");

    /** Something changed that could help any pod. */
    private static final Task RETRY = new Task(NAME, "", "", "retry");

    private static final Comparator<Pod> IMPORTANT_FIRST =
            Comparator.comparing((Pod pod) -> pod.spec().priority()).reversed();

    private final StatusMemo<PodStatus> bindings = new StatusMemo<>();
    private final Settling settling = new Settling();
    private @Nullable Rooms rooms;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Controller forCopy() {
        return new Scheduler();
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (rooms != null) {
            rooms.follow(world, change);
        }
        if (change.object() instanceof Pod pod) {
            Pod before = change.before().orElse(null) instanceof Pod known ? known : null;
            if (pod.nodeName().isEmpty()) {
                boolean isNew = before == null || !before.spec().equals(pod.spec());
                if (isNew && change.type() != ChangeType.DELETED) {
                    world.at(world.now(), QUEUE);
                }
            } else if (world.hasUnbound()) {
                boolean left = Rooms.counts(before) && (change.type() == ChangeType.DELETED || pod.isFinished());
                boolean came = before != null && before.nodeName().isEmpty();
                if (left) {
                    world.at(world.now(), Task.ofNode(NAME, pod.nodeName(), ""));
                } else if (came && rooms != null && rooms.awaitsCompany()) {
                    world.at(world.now(), RETRY);
                }
            }
        } else if (change.object() instanceof Node node && world.hasUnbound()) {
            if (change.type() != ChangeType.DELETED && mayHelp(change, node)) {
                world.at(world.now(), Task.ofNode(NAME, node.name(), ""));
            }
        } else if (change.kind().equals(Kind.VOLUME_CLAIMS) && world.hasUnbound()) {
            world.at(world.now(), RETRY);
        }
    }

    private static boolean mayHelp(Change<?> change, Node node) {
        return !(change.before().orElse(null) instanceof Node before)
                || (before.unschedulable() && !node.unschedulable())
                || !node.taints().containsAll(before.taints())
                || !before.metadata().labels().equals(node.metadata().labels())
                || !before.allocatable().equals(node.allocatable());
    }

    @Override
    public void due(World world, Task task) {
        Rooms known = rooms;
        if (known == null) {
            known = new Rooms(world);
            rooms = known;
        }
        boolean onlyNew = task.equals(QUEUE);
        @Nullable NodeRoom only = onlyNew || task.equals(RETRY) ? null : known.of(task.name());
        if (only == null && !onlyNew && !task.equals(RETRY)) {
            return; // the node is gone
        }
        List<Pod> waiting = new ArrayList<>();
        for (Pod pod : world.unbound()) {
            if (!pod.isTerminating() && !pod.isFinished() && isNew(pod) == onlyNew) {
                waiting.add(pod);
            }
        }
        waiting.sort(IMPORTANT_FIRST); // stable: the oldest of one priority comes first
        int enough = waiting.size() < CROWD ? ENOUGH : ENOUGH_IN_A_CROWD;
        for (Pod pod : waiting) {
            attempt(world, known, pod, only, enough);
        }
    }

    private static boolean isNew(Pod pod) {
        Optional<Condition> scheduled = pod.status().condition(PodStatuses.SCHEDULED);
        return scheduled.isEmpty()
                || (scheduled.get().reason().equals(GATED)
                        && pod.spec().schedulingGates().isEmpty());
    }

    private void attempt(World world, Rooms rooms, Pod pod, @Nullable NodeRoom only, int enough) {
        if (!pod.spec().schedulingGates().isEmpty()) {
            refuse(world, pod, GATED, "Scheduling is blocked due to non-empty scheduling gates");
            return;
        }
        VolumePlaces volumes = VolumePlaces.of(world, pod);
        if (volumes.missing().isPresent()) {
            String why = "0/" + rooms.all().size() + " nodes are available: "
                    + volumes.missing().get() + ". preemption: 0/" + rooms.all().size()
                    + " nodes are available: " + rooms.all().size()
                    + " Preemption is not helpful for scheduling.";
            refuse(world, pod, UNSCHEDULABLE, why);
            return;
        }
        PodRequests requests = rooms.requests(pod.spec());
        PodPlacement filter =
                new PodPlacement(pod, requests, new PlacedPods(world, rooms), volumes.terms(), world.version());
        List<NodeRoom> candidates = candidates(rooms, pod, only);
        List<NodeRoom> fitting = new ArrayList<>();
        int start = candidates.size() > enough ? Math.floorMod(pod.uid().hashCode(), candidates.size()) : 0;
        for (int i = 0; i < candidates.size() && fitting.size() < enough; i++) {
            NodeRoom room = candidates.get((start + i) % candidates.size());
            if (filter.against(room).isEmpty()) {
                fitting.add(room);
            }
        }
        if (!fitting.isEmpty()) {
            Node node = NodeChoice.best(rooms, pod, requests, fitting).node();
            VolumePlaces.bind(world, pod, node);
            Pod bound = pod.boundTo(node.name()).with(bound(pod, world.now()));
            world.update(Kind.PODS, settling.of(world, bound).map(bound::with).orElse(bound));
        } else if (candidates.size() != 1 || only == null) {
            refuse(world, pod, UNSCHEDULABLE, why(rooms, filter));
        }
    }

    private PodStatus bound(Pod pod, Instant now) {
        return bindings.get(
                pod.spec(),
                pod.status(),
                "",
                now,
                () -> PodStatuses.set(pod.status(), PodStatuses.SCHEDULED, true, "", "", now));
    }

    /** The nodes to look at: the one that a DaemonSet's pod is for, the one that changed, or all. */
    private static List<NodeRoom> candidates(Rooms rooms, Pod pod, @Nullable NodeRoom only) {
        Optional<String> target = DaemonPods.target(pod);
        if (target.isPresent()) {
            NodeRoom room = rooms.of(target.get());
            return room == null ? List.of() : List.of(room);
        }
        return only == null || PodPlacement.looksAtOthers(pod) ? rooms.all() : List.of(only);
    }

    private static void refuse(World world, Pod pod, String reason, String message) {
        Instant now = world.now();
        PodStatus status = PodStatuses.set(pod.status(), PodStatuses.SCHEDULED, false, reason, message, now);
        if (!status.equals(pod.status())) {
            world.update(Kind.PODS, pod.with(status));
        }
    }

    /** Says why no node fits, as the scheduler does: each reason with the number of nodes. */
    private static String why(Rooms rooms, PodPlacement filter) {
        Map<String, Integer> reasons = new TreeMap<>();
        int hopeless = 0;
        for (NodeRoom room : rooms.all()) {
            PodPlacement.Refusal refusal = filter.against(room).orElseThrow();
            refusal.reasons().forEach(each -> reasons.merge(each.text(), 1, Integer::sum));
            hopeless += refusal.mayHelp() ? 0 : 1;
        }
        int all = rooms.all().size();
        if (all == 0) {
            return "no nodes available to schedule pods";
        }
        List<String> counted = new ArrayList<>();
        reasons.forEach((reason, count) -> counted.add(count + " " + reason));
        counted.sort(Comparator.naturalOrder());
        List<String> victims = new ArrayList<>();
        if (all > hopeless) {
            victims.add((all - hopeless) + " No preemption victims found for incoming pod");
        }
        if (hopeless > 0) {
            victims.add(hopeless + " Preemption is not helpful for scheduling");
        }
        victims.sort(Comparator.naturalOrder());
        return "0/" + all + " nodes are available: " + String.join(", ", counted) + ". preemption: 0/" + all
                + " nodes are available: " + String.join(", ", victims) + ".";
    }
}
