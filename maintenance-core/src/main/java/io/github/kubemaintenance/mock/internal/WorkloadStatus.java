package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Workload;

/** Writes a workload's status where it changed. */
final class WorkloadStatus {
    private WorkloadStatus() {}

    /** Sets a number; Kubernetes leaves a zero out, but for {@code replicas}. */
    static Document count(Document status, String key, int number) {
        return number == 0 && !key.equals("replicas") ? status.without(key) : status.with((long) number, key);
    }

    static void write(World world, Kind<Workload> kind, Workload workload, Document counted) {
        Document status = workload.metadata().generation() == 0
                ? counted
                : counted.with(workload.metadata().generation(), "observedGeneration");
        if (!status.equals(workload.status())) {
            world.update(kind, workload.withStatus(status));
        }
    }
}
