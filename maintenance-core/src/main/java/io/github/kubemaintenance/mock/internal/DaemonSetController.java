package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DaemonSets: a pod on each node that they select and whose taints they tolerate, cordoned ones too. A pod that was
 * evicted is made again as soon as the old object is gone.
 */
final class DaemonSetController implements Controller {
    private static final String NAME = "daemonset";
    private static final String STATUS = "status";
    /** Followed by the name of a node. */
    private static final String ON = "node/";

    private final SpecMemo specs = new SpecMemo(template -> Admission.admitted(DaemonPods.tolerant(template)));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Workload set) {
            if (set.kind() == WorkloadKind.DAEMON_SET && change.type() != ChangeType.DELETED) {
                look(world, set, change.type() == ChangeType.ADDED ? "" : STATUS);
            }
        } else if (change.object() instanceof Pod pod) {
            Owners.of(pod, WorkloadKind.DAEMON_SET).ifPresent(owner -> follow(world, change, pod, owner));
        } else if (change.object() instanceof Node node && matters(change, node)) {
            for (Workload set : world.all(Kind.DAEMON_SETS)) {
                if (isTreatedOtherwise(change, set, node)) {
                    look(world, set, ON + node.name());
                }
            }
        }
    }

    private static void follow(World world, Change<?> change, Pod pod, OwnerReference owner) {
        String node = nodeOf(pod);
        boolean ended = pod.isFinished() && !pod.isTerminating();
        if (!node.isEmpty() && (change.type() == ChangeType.DELETED || ended)) {
            world.at(world.now(), new Task(NAME, pod.namespace(), owner.name(), ON + node));
        }
        boolean counts = !(change.before().orElse(null) instanceof Pod before)
                || before.isReady() != pod.isReady()
                || !before.nodeName().equals(pod.nodeName());
        if (counts || change.type() != ChangeType.MODIFIED) {
            world.at(world.now(), new Task(NAME, pod.namespace(), owner.name(), STATUS));
        }
    }

    private static boolean matters(Change<?> change, Node node) {
        return change.type() != ChangeType.MODIFIED
                || !(change.before().orElse(null) instanceof Node before)
                || !before.taints().equals(node.taints())
                || !before.metadata().labels().equals(node.metadata().labels());
    }

    /** Whether a changed node may get or lose its pod: a cordon, which these pods tolerate, changes nothing for them. */
    private static boolean isTreatedOtherwise(Change<?> change, Workload set, Node node) {
        return change.type() != ChangeType.MODIFIED
                || !(change.before().orElse(null) instanceof Node before)
                || DaemonPods.selects(set, before) != DaemonPods.selects(set, node)
                || DaemonPods.tolerates(set, before, TaintEffect.NO_EXECUTE)
                        != DaemonPods.tolerates(set, node, TaintEffect.NO_EXECUTE)
                || DaemonPods.tolerates(set, before, TaintEffect.NO_SCHEDULE)
                        != DaemonPods.tolerates(set, node, TaintEffect.NO_SCHEDULE);
    }

    private static void look(World world, Workload set, String detail) {
        world.at(world.now(), Task.of(NAME, set, detail));
    }

    private static String nodeOf(Pod pod) {
        return pod.nodeName().isEmpty() ? DaemonPods.target(pod).orElse("") : pod.nodeName();
    }

    @Override
    public void due(World world, Task task) {
        Optional<Workload> found = world.find(Kind.DAEMON_SETS, task.namespace(), task.name())
                .filter(set -> !set.metadata().isTerminating());
        if (found.isEmpty()) {
            return;
        }
        Workload set = found.get();
        if (task.detail().equals(STATUS)) {
            status(world, set);
        } else if (task.detail().isEmpty()) {
            Map<String, List<Pod>> here = new HashMap<>();
            for (Pod pod : world.podsOf(set.uid())) {
                here.computeIfAbsent(nodeOf(pod), any -> new ArrayList<>()).add(pod);
            }
            for (Node node : world.all(Kind.NODES)) {
                sync(world, set, node, here.getOrDefault(node.name(), List.of()));
            }
            look(world, set, STATUS);
        } else {
            world.find(Kind.NODES, "", task.detail().substring(ON.length()))
                    .ifPresent(node -> sync(world, set, node, podsFor(world, set, node.name())));
            look(world, set, STATUS);
        }
    }

    private void sync(World world, Workload set, Node node, List<Pod> here) {
        boolean selected = DaemonPods.selects(set, node);
        boolean stays = selected && DaemonPods.tolerates(set, node, TaintEffect.NO_EXECUTE);
        boolean comes = stays && DaemonPods.tolerates(set, node, TaintEffect.NO_SCHEDULE);
        boolean first = true;
        for (Pod pod : here) {
            if (!pod.isTerminating()) {
                if (!stays || pod.isFinished() || !first) {
                    PodWrites.delete(world, pod, Optional.empty());
                } else {
                    first = false;
                }
            }
        }
        if (comes && here.isEmpty() && !Namespaces.isTerminating(world, set.namespace())) {
            String name = PodFactory.freeName(world, set.namespace(), set.name() + "-");
            world.create(Kind.PODS, pod(set, name, node.name()));
        }
    }

    /** The pod for one node. */
    Pod pod(Workload set, String name, String node) {
        return PodFactory.of(
                set,
                name,
                PodFactory.Common.of(set),
                set.templateLabels(),
                DaemonPods.forNode(specs.of(set.template()), node));
    }

    private static List<Pod> podsFor(World world, Workload set, String node) {
        List<Pod> found = new ArrayList<>();
        for (Pod pod : world.podsOn(node)) {
            if (isOf(pod, set)) {
                found.add(pod);
            }
        }
        for (Pod pod : world.unbound()) {
            if (isOf(pod, set) && nodeOf(pod).equals(node)) {
                found.add(pod);
            }
        }
        return found;
    }

    private static boolean isOf(Pod pod, Workload set) {
        return pod.controller().filter(owner -> owner.uid().equals(set.uid())).isPresent();
    }

    private static void status(World world, Workload set) {
        int desired = 0;
        for (Node node : world.all(Kind.NODES)) {
            desired += DaemonPods.selects(set, node)
                            && DaemonPods.tolerates(set, node, TaintEffect.NO_EXECUTE, TaintEffect.NO_SCHEDULE)
                    ? 1
                    : 0;
        }
        int current = 0;
        int ready = 0;
        for (Pod pod : world.podsOf(set.uid())) {
            current += pod.isTerminating() || pod.status().phase() == PodPhase.FAILED ? 0 : 1;
            ready += pod.isReady() && !pod.isTerminating() ? 1 : 0;
        }
        int scheduled = Math.min(current, desired);
        Document status = set.status()
                .with((long) scheduled, "currentNumberScheduled")
                .with((long) Math.max(0, current - desired), "numberMisscheduled")
                .with((long) desired, "desiredNumberScheduled")
                .with((long) ready, "numberReady");
        status = WorkloadStatus.count(status, "updatedNumberScheduled", scheduled);
        status = WorkloadStatus.count(status, "numberAvailable", Math.min(ready, desired));
        status = WorkloadStatus.count(status, "numberUnavailable", Math.max(0, desired - ready));
        WorkloadStatus.write(world, Kind.DAEMON_SETS, set, status);
    }
}
