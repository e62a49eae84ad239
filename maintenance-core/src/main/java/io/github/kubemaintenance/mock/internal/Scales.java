package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.BudgetArithmetic.Scale;
import io.github.kubemaintenance.catalog.ControllerScales;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.util.Optional;

/** How many pods a pod's controller wants, as the disruption controller finds it out. */
final class Scales {
    private Scales() {}

    static Scale of(World world, Pod pod) {
        return new ControllerScales((kind, namespace, name) -> world.find(kind(kind), namespace, name)).apply(pod);
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
}
