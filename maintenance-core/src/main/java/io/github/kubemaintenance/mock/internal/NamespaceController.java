package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Empties a namespace that is being deleted: pods with their grace, everything else at once; then it goes itself. */
final class NamespaceController implements Controller {
    private static final String NAME = "namespace";
    private static final List<String> PROTECTED = List.of("kubernetes.io/pvc-protection");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.kind().equals(Kind.NAMESPACES)) {
            if (change.type() != ChangeType.DELETED
                    && change.object().metadata().isTerminating()) {
                look(world, change.object().name());
            }
        } else if (change.kind().isNamespaced()
                && change.type() == ChangeType.DELETED
                && Namespaces.isTerminating(world, change.object().namespace())) {
            look(world, change.object().namespace());
        }
    }

    private static void look(World world, String namespace) {
        world.at(world.now(), Task.ofNode(NAME, namespace, ""));
    }

    @Override
    public void due(World world, Task task) {
        Optional<KubeDocument> found = world.find(Kind.NAMESPACES, "", task.name())
                .filter(each -> each.metadata().isTerminating());
        if (found.isEmpty()) {
            return;
        }
        KubeDocument namespace = found.get();
        if (!namespace.document().text("status", "phase").orElse("").equals("Terminating")) {
            world.update(
                    Kind.NAMESPACES,
                    new KubeDocument(
                            namespace.metadata(), namespace.document().with("Terminating", "status", "phase")));
        }
        boolean empty = true;
        for (Kind<?> kind : new ArrayList<>(world.kinds())) {
            if (kind.isNamespaced()) {
                empty &= clear(world, kind, task.name());
            }
        }
        if (empty) {
            world.find(Kind.NAMESPACES, "", task.name())
                    .filter(each -> each.metadata().finalizers().isEmpty())
                    .ifPresent(each -> world.remove(Kind.NAMESPACES, each));
        }
    }

    /** Deletes what is left of a kind; tells whether nothing is left. */
    private static <T extends KubeObject> boolean clear(World world, Kind<T> kind, String namespace) {
        for (T each : List.copyOf(world.in(kind, namespace))) {
            if (each instanceof Pod pod) {
                if (!pod.isTerminating()) {
                    PodWrites.delete(world, pod, Optional.empty());
                }
            } else if (each instanceof KubeDocument claim
                    && kind.equals(Kind.VOLUME_CLAIMS)
                    && claim.metadata().finalizers().equals(PROTECTED)
                    && world.in(Kind.PODS, namespace).isEmpty()) {
                world.remove(Kind.VOLUME_CLAIMS, claim); // no pod uses it any more
            } else {
                Deletions.delete(world, kind, each);
            }
        }
        return world.in(kind, namespace).isEmpty();
    }
}
