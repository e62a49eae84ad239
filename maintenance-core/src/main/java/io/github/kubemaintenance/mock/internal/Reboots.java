package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.ContainerStatus;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodStatus;
import java.time.Duration;
import java.time.Instant;

/**
 * Machines that are restarted: the kubelet is dead for a while, then the node has another boot id and every container
 * that ran there starts again.
 */
final class Reboots implements Controller {
    private static final String NAME = "reboots";
    private static final String BACK = "back";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {}

    /** A machine goes down now and is up again after a while. */
    static void begin(World world, String node, Duration away) {
        if (world.behaviourOf(node).isAlive()) {
            world.behave(node, world.behaviourOf(node).died(world.now()));
        }
        Task back = Task.ofNode(NAME, node, BACK);
        world.cancel(back);
        world.in(away, back);
    }

    @Override
    public void due(World world, Task task) {
        Instant now = world.now();
        for (Pod pod : world.podsOn(task.name())) {
            if (!pod.isFinished()) {
                world.update(Kind.PODS, pod.with(startedAgain(pod.status(), now)));
            }
        }
        world.find(Kind.NODES, "", task.name()).ifPresent(node -> world.update(Kind.NODES, booted(node, now)));
        world.behave(task.name(), world.behaviourOf(task.name()).revived());
    }

    private static Node booted(Node node, Instant now) {
        return Node.of(node.toDocument()
                .with("boot-" + node.name() + "-" + now.toEpochMilli(), "status", "nodeInfo", "bootID"));
    }

    private static PodStatus startedAgain(PodStatus status, Instant now) {
        PodStatus after = PodStatuses.containers(
                status,
                status.initContainerStatuses(),
                status.containerStatuses().stream()
                        .map(each -> each.state() instanceof ContainerStatus.Running
                                ? PodStatuses.running(each, false, true, now)
                                : each)
                        .toList());
        if (after.condition(PodStatuses.READY).isEmpty()) {
            return after;
        }
        after = PodStatuses.set(after, PodStatuses.READY, false, "ContainersNotReady", "", now);
        return PodStatuses.set(after, PodStatuses.CONTAINERS_READY, false, "ContainersNotReady", "", now);
    }
}
