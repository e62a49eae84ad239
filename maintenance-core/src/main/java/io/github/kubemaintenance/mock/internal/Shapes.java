package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;

/** What has to be done to an object whatever its type is. */
final class Shapes {
    private Shapes() {}

    /** A copy with other metadata; nothing else of it is touched, so that what pods share stays shared. */
    static <T extends KubeObject> T with(Kind<T> kind, T object, ObjectMeta metadata) {
        KubeObject copy;
        if (object instanceof Pod pod) {
            copy = pod.with(metadata);
        } else if (object instanceof Node node) {
            copy = node.with(metadata);
        } else if (object instanceof PodDisruptionBudget budget) {
            copy = budget.with(metadata);
        } else if (object instanceof Workload workload) {
            copy = workload.with(metadata);
        } else if (object instanceof KubeDocument document) {
            copy = new KubeDocument(metadata, document.document().with(metadata.toDocument(), "metadata"));
        } else {
            throw new IllegalArgumentException("no type of the simulator: " + object.getClass());
        }
        return kind.type().cast(copy);
    }

    /** Whether objects of the kind count the changes of their spec. */
    static boolean countsGenerations(Kind<?> kind) {
        return kind.type() == Pod.class
                || kind.type() == PodDisruptionBudget.class
                || kind.type() == Workload.class
                || isDefined(kind);
    }

    /** A custom resource or the definition of one. */
    private static boolean isDefined(Kind<?> kind) {
        return kind.type() == KubeDocument.class && (kind.equals(Definitions.KIND) || !Kinds.isBuiltIn(kind));
    }

    /** Whether what a person asks for has changed, as opposed to what controllers tell. */
    static boolean specDiffers(KubeObject before, KubeObject after) {
        if (before instanceof Pod old && after instanceof Pod pod) {
            return !old.spec().equals(pod.spec());
        } else if (before instanceof PodDisruptionBudget old && after instanceof PodDisruptionBudget budget) {
            return !old.with(budget.metadata()).with(budget.status()).equals(budget);
        } else if (before instanceof Workload old && after instanceof Workload workload) {
            return !old.with(workload.metadata()).withStatus(workload.status()).equals(workload);
        } else if (before instanceof KubeDocument old && after instanceof KubeDocument document) {
            return !old.document()
                    .without("metadata")
                    .without("status")
                    .equals(document.document().without("metadata").without("status"));
        }
        return false;
    }
}
