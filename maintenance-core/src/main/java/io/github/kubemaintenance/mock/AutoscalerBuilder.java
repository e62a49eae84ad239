package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.internal.World;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Workload;

/**
 * Describes a horizontal autoscaler of a simulated cluster, of the workload of its name. It is an object to be read;
 * nothing is scaled. Not thread-safe.
 */
public final class AutoscalerBuilder {
    private final String namespace;
    private final String name;
    private int min = 1;
    private int max = 1;

    AutoscalerBuilder(String fullName) {
        Names.namespaced("an autoscaler", fullName);
        this.namespace = Names.namespace(fullName);
        this.name = Names.name(fullName);
    }

    /**
     * Sets the least number of replicas; 1 by default.
     *
     * @param replicas not negative
     * @return this
     */
    public AutoscalerBuilder min(int replicas) {
        min = atLeast(0, replicas);
        max = Math.max(min, max);
        return this;
    }

    /**
     * Sets the greatest number of replicas.
     *
     * @param replicas at least 1
     * @return this
     */
    public AutoscalerBuilder max(int replicas) {
        max = atLeast(1, replicas);
        min = Math.min(min, max);
        return this;
    }

    private static int atLeast(int least, int replicas) {
        if (replicas < least) {
            throw new IllegalArgumentException("an autoscaler's replicas are at least " + least + ": " + replicas);
        }
        return replicas;
    }

    void create(World world) {
        String apiVersion = "apps/v1";
        String target = "Deployment";
        for (Kind<Workload> kind : Kind.workloads()) {
            if (world.find(kind, namespace, name).isPresent()) {
                apiVersion = kind.apiVersion();
                target = kind.kind();
            }
        }
        world.create(
                Kind.AUTOSCALERS,
                KubeDocument.of(Document.of("apiVersion", Kind.AUTOSCALERS.apiVersion())
                        .with(Kind.AUTOSCALERS.kind(), "kind")
                        .with(namespace, "metadata", "namespace")
                        .with(name, "metadata", "name")
                        .with(apiVersion, "spec", "scaleTargetRef", "apiVersion")
                        .with(target, "spec", "scaleTargetRef", "kind")
                        .with(name, "spec", "scaleTargetRef", "name")
                        .with((long) min, "spec", "minReplicas")
                        .with((long) max, "spec", "maxReplicas")));
    }
}
