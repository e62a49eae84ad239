package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.TaintEviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Taint eviction: deletes the pods of a node that don't tolerate its NoExecute taints, at once or when the time that
 * they tolerate them is over. Budgets have no say.
 */
final class TaintManager implements Controller {
    private static final String NAME = "taint-eviction";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.type() == ChangeType.DELETED) {
            return;
        }
        if (change.object() instanceof Node node) {
            boolean same = change.before().orElse(null) instanceof Node before
                    && noExecute(before).equals(noExecute(node));
            if (!same && !(change.type() == ChangeType.ADDED && noExecute(node).isEmpty())) {
                world.at(world.now(), Task.ofNode(NAME, node.name(), ""));
            }
        } else if (change.object() instanceof Pod pod && !pod.nodeName().isEmpty() && !pod.isTerminating()) {
            boolean known = change.before().orElse(null) instanceof Pod before
                    && before.nodeName().equals(pod.nodeName())
                    && before.spec().tolerations().equals(pod.spec().tolerations());
            if (!known
                    && world.find(Kind.NODES, "", pod.nodeName())
                            .filter(node -> !noExecute(node).isEmpty())
                            .isPresent()) {
                look(world, pod, world.now());
            }
        }
    }

    private static void look(World world, Pod pod, Instant when) {
        world.at(when, Task.of(NAME, pod, pod.uid()));
    }

    private static List<Taint> noExecute(Node node) {
        return node.taints().stream()
                .filter(each -> each.effect() == TaintEffect.NO_EXECUTE)
                .toList();
    }

    @Override
    public void due(World world, Task task) {
        if (task.isOfNode()) {
            world.find(Kind.NODES, "", task.name()).ifPresent(node -> stamp(world, node));
            for (Pod pod : world.podsOn(task.name())) {
                consider(world, pod);
            }
        } else {
            world.find(Kind.PODS, task.namespace(), task.name())
                    .filter(pod -> pod.uid().equals(task.detail()))
                    .ifPresent(pod -> consider(world, pod));
        }
    }

    /** Dates the taints that somebody added without a time: it has to be known when a toleration ends. */
    private static void stamp(World world, Node node) {
        List<Taint> all = new ArrayList<>();
        for (Taint each : node.taints()) {
            boolean undated =
                    each.effect() == TaintEffect.NO_EXECUTE && each.timeAdded().isEmpty();
            all.add(undated ? new Taint(each.key(), each.value(), each.effect(), Optional.of(world.now())) : each);
        }
        world.update(Kind.NODES, node.withTaints(all));
    }

    private static void consider(World world, Pod pod) {
        world.cancel(Task.of(NAME, pod, pod.uid()));
        Optional<Instant> when = world.find(Kind.NODES, "", pod.nodeName())
                .filter(node -> !pod.isTerminating())
                .flatMap(node -> TaintEviction.at(pod, node.taints(), world.now()));
        if (when.isPresent() && when.get().isAfter(world.now())) {
            look(world, pod, when.get());
        } else if (when.isPresent()) {
            Pod marked = PodWrites.markDisrupted(
                    world, pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint");
            PodWrites.delete(world, marked, Optional.empty());
        }
    }
}
