package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Taint;
import java.time.Duration;
import java.time.Instant;

/**
 * Pod garbage collection, in passes 20 s apart: force-deletes the pods of a node that is gone (40 s after), and the
 * terminating pods of a node that isn't Ready and is tainted out-of-service.
 */
final class PodGarbage implements Controller {
    private static final String NAME = "pod-gc";
    private static final Duration PASS = Duration.ofSeconds(20);
    private static final Duration QUARANTINE = Duration.ofSeconds(40);
    private static final String GONE = "gone";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Node node) {
            if (change.type() == ChangeType.DELETED) {
                world.in(QUARANTINE, Task.ofNode(NAME, node.name(), GONE));
            } else if (isOutOfService(node)) {
                world.at(nextPass(world.now()), Task.ofNode(NAME, node.name(), ""));
            }
        } else if (change.object() instanceof Pod pod && !pod.nodeName().isEmpty()) {
            if (change.type() == ChangeType.ADDED
                    && world.find(Kind.NODES, "", pod.nodeName()).isEmpty()) {
                world.in(QUARANTINE, Task.ofNode(NAME, pod.nodeName(), GONE));
            } else if (pod.isTerminating()
                    && change.type() != ChangeType.DELETED
                    && world.find(Kind.NODES, "", pod.nodeName())
                            .filter(PodGarbage::isOutOfService)
                            .isPresent()) {
                world.at(nextPass(world.now()), Task.ofNode(NAME, pod.nodeName(), ""));
            }
        }
    }

    private static Instant nextPass(Instant now) {
        long into = Math.floorMod(now.toEpochMilli(), PASS.toMillis());
        return into == 0 ? now : now.plusMillis(PASS.toMillis() - into);
    }

    private static boolean isOutOfService(Node node) {
        return !node.isReady()
                && node.taints().stream().anyMatch(each -> each.key().equals(Taint.OUT_OF_SERVICE));
    }

    @Override
    public void due(World world, Task task) {
        var node = world.find(Kind.NODES, "", task.name());
        boolean gone = node.isEmpty();
        if (gone || isOutOfService(node.get())) {
            for (Pod pod : world.podsOn(task.name())) {
                if (gone || pod.isTerminating()) {
                    collect(world, pod, gone);
                }
            }
        }
    }

    private static void collect(World world, Pod pod, boolean gone) {
        Pod last = pod;
        if (gone && !pod.isTerminating()) {
            last = PodWrites.markDisrupted(world, pod, "DeletionByPodGC", "PodGC: node no longer exists");
        }
        if (!last.isFinished()) {
            last = world.update(Kind.PODS, last.with(last.status().withPhase(PodPhase.FAILED)));
        }
        PodWrites.force(world, last);
    }
}
