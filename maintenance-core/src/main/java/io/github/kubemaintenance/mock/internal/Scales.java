package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.BudgetArithmetic.Scale;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.Locale;
import java.util.Optional;

/** How many pods a pod's controller wants, as the disruption controller finds it out. */
final class Scales {
    private Scales() {}

    static Scale of(World world, Pod pod) {
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isEmpty()) {
            return new Scale.Unmanaged();
        }
        OwnerReference owner = controller.get();
        Optional<WorkloadKind> kind = WorkloadKind.find(owner.apiVersion(), owner.kind());
        if (kind.isPresent() && !kind.get().isScalable()) {
            return noScale(owner);
        }
        Optional<Workload> found = find(world, pod.namespace(), owner);
        if (found.isEmpty()) {
            return kind.isPresent() ? missing(pod) : noScale(owner);
        }
        Workload workload = found.get();
        Optional<OwnerReference> above = workload.metadata().controller();
        if (workload.kind() == WorkloadKind.REPLICA_SET && above.isPresent()) {
            return find(world, pod.namespace(), above.get())
                    .<Scale>map(deployment -> new Scale.Replicas(deployment.uid(), deployment.replicas()))
                    .orElseGet(() -> missing(pod));
        }
        return new Scale.Replicas(workload.uid(), workload.replicas());
    }

    /** Finds the workload that a reference means. */
    static Optional<Workload> find(World world, String namespace, OwnerReference owner) {
        return kind(owner)
                .flatMap(kind -> world.find(kind, namespace, owner.name()))
                .filter(found -> found.uid().equals(owner.uid()));
    }

    private static Optional<Kind<Workload>> kind(OwnerReference owner) {
        return WorkloadKind.find(owner.apiVersion(), owner.kind()).map(Scales::kind);
    }

    static Kind<Workload> kind(WorkloadKind kind) {
        return switch (kind) {
            case DEPLOYMENT -> Kind.DEPLOYMENTS;
            case REPLICA_SET -> Kind.REPLICA_SETS;
            case STATEFUL_SET -> Kind.STATEFUL_SETS;
            case DAEMON_SET -> Kind.DAEMON_SETS;
            case JOB -> Kind.JOBS;
            case REPLICATION_CONTROLLER -> Kind.REPLICATION_CONTROLLERS;
        };
    }

    private static Scale missing(Pod pod) {
        return new Scale.Uncountable("found no controllers for pod \"" + pod.name() + "\"");
    }

    private static Scale noScale(OwnerReference owner) {
        int slash = owner.apiVersion().indexOf('/');
        String group = slash < 0 ? "" : "." + owner.apiVersion().substring(0, slash);
        return new Scale.Uncountable(
                owner.kind().toLowerCase(Locale.ROOT) + "s" + group + " does not implement the scale subresource");
    }
}
