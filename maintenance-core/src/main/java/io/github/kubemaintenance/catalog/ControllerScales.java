package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.catalog.BudgetArithmetic.Scale;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds how many pods a pod's controller wants, as the disruption controller does: a Deployment by way of its
 * ReplicaSet, a ReplicaSet, StatefulSet or ReplicationController, or any other kind that has a scale subresource. Pure,
 * as far as the caller's look-ups are.
 */
public final class ControllerScales implements Function<Pod, Scale> {
    /** Finds workloads by name. */
    @FunctionalInterface
    public interface Workloads {
        /**
         * Finds a workload.
         *
         * @param kind its kind
         * @param namespace its namespace
         * @param name its name
         * @return empty if there is none
         */
        Optional<Workload> find(WorkloadKind kind, String namespace, String name);
    }

    /** Asks kinds that are not built in. */
    @FunctionalInterface
    public interface CustomScales {
        /**
         * Asks the scale subresource of a custom controller.
         *
         * @param controller the controller
         * @param namespace its namespace
         * @return how many replicas its spec wants; empty if it is missing or its kind has no scale subresource
         */
        Optional<Integer> replicas(OwnerReference controller, String namespace);
    }

    private final Workloads workloads;
    private final CustomScales customs;

    /**
     * Looks built-in workloads up; every other kind counts as one without a scale subresource.
     *
     * @param workloads finds workloads
     */
    public ControllerScales(Workloads workloads) {
        this(workloads, (controller, namespace) -> Optional.empty());
    }

    /**
     * Looks built-in workloads up, and asks for others.
     *
     * @param workloads finds workloads
     * @param customs asks every other kind
     */
    public ControllerScales(Workloads workloads, CustomScales customs) {
        this.workloads = workloads;
        this.customs = customs;
    }

    @Override
    public Scale apply(Pod pod) {
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isEmpty()) {
            return new Scale.Unmanaged();
        }
        OwnerReference owner = controller.get();
        Optional<WorkloadKind> kind = WorkloadKind.find(owner.apiVersion(), owner.kind());
        if (kind.isEmpty()) {
            return customs.replicas(owner, pod.namespace())
                    .<Scale>map(replicas -> new Scale.Replicas(owner.uid(), replicas))
                    .orElseGet(() -> without(owner, plural(owner.kind())));
        } else if (!kind.get().isScalable()) {
            return without(owner, plural(owner.kind()));
        }
        return find(kind.get(), pod.namespace(), owner)
                .<Scale>map(found -> new Scale.Replicas(found.uid(), found.replicas()))
                .orElseGet(() -> new Scale.Uncountable("found no controllers for pod \"" + pod.name() + "\""));
    }

    /** A ReplicaSet that a Deployment controls is counted as that Deployment, or as itself where that is missing. */
    private Optional<Workload> find(WorkloadKind kind, String namespace, OwnerReference owner) {
        Optional<Workload> found = workloads.find(kind, namespace, owner.name()).filter(each -> each.uid()
                .equals(owner.uid()));
        Optional<OwnerReference> above = kind == WorkloadKind.REPLICA_SET
                ? found.flatMap(each -> each.metadata().controller())
                        .filter(each -> each.kind().equals(WorkloadKind.DEPLOYMENT.kind()))
                : Optional.empty();
        return above.flatMap(each -> find(WorkloadKind.DEPLOYMENT, namespace, each))
                .or(() -> found);
    }

    private static Scale without(OwnerReference owner, String plural) {
        int slash = owner.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : "." + owner.apiVersion().substring(0, slash);
        return new Scale.Uncountable(plural + group + " does not implement the scale subresource");
    }

    /** As the API's own guess of a resource from a kind. */
    private static String plural(String kind) {
        String singular = kind.toLowerCase(java.util.Locale.ROOT);
        if (singular.endsWith("s")) {
            return singular + "es";
        }
        return singular.endsWith("y") ? singular.substring(0, singular.length() - 1) + "ies" : singular + "s";
    }
}
