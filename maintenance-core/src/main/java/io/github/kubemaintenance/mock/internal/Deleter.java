package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.DeletionRule;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import java.time.Duration;
import java.util.Optional;

/** What a deletion does to the store. */
final class Deleter {
    private Deleter() {}

    /** Deletes a pod by {@link DeletionRule}; returns it as it is then, or as it last was. */
    static Pod deletePod(Store store, Pod pod, Optional<Duration> grace, boolean dryRun) {
        DeletionRule.Deleted deleted = DeletionRule.delete(pod, grace, store.now());
        Pod after = pod.with(deleted.metadata());
        if (dryRun) {
            return after;
        } else if (deleted.gone()) {
            // A watch sees the end of its grace before it sees it go.
            Pod last = store.update(Kind.PODS, after);
            store.remove(Kind.PODS, last);
            return last;
        }
        return store.update(Kind.PODS, after);
    }

    /** Deletes any other object: what has finalizers, and a namespace, only when these are gone. */
    static <T extends KubeObject> T delete(Store store, Kind<T> kind, T object) {
        ObjectMeta metadata = object.metadata();
        boolean namespace = kind.equals(Kind.NAMESPACES);
        if (metadata.finalizers().isEmpty() && !namespace) {
            store.remove(kind, object);
            return object;
        } else if (metadata.isTerminating()) {
            return object;
        }
        T due = Shapes.with(
                kind,
                object,
                namespace ? deletedNamespace(metadata, store) : metadata.deleted(store.now(), Duration.ZERO));
        if (namespace && due instanceof KubeDocument document) {
            Document terminating = document.document().with("Terminating", "status", "phase");
            due = kind.type().cast(new KubeDocument(document.metadata(), terminating));
        }
        return store.update(kind, due);
    }

    /** A namespace has no grace period in its metadata. */
    private static ObjectMeta deletedNamespace(ObjectMeta metadata, Store store) {
        return new ObjectMeta(
                metadata.namespace(),
                metadata.name(),
                metadata.uid(),
                metadata.resourceVersion(),
                metadata.generation(),
                metadata.creationTimestamp(),
                Optional.of(store.now()),
                Optional.empty(),
                metadata.labels(),
                metadata.annotations(),
                metadata.ownerReferences(),
                metadata.finalizers(),
                metadata.other());
    }

    /** Whether a write takes the last finalizer from an object that only these still held. */
    static boolean isReleased(KubeObject before, KubeObject after) {
        ObjectMeta metadata = before.metadata();
        return metadata.isTerminating()
                && !metadata.finalizers().isEmpty()
                && after.metadata().finalizers().isEmpty()
                && metadata.deletionGracePeriod().orElse(Duration.ZERO).isZero();
    }
}
