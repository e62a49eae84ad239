package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import java.util.Optional;

/** Garbage collection in the background: what a deleted workload owned goes too. */
final class OwnerGarbage implements Controller {
    private static final String NAME = "garbage";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.object() instanceof Workload workload && change.type() == ChangeType.DELETED) {
            world.at(world.now(), Task.of(NAME, workload, workload.uid()));
        }
    }

    @Override
    public void due(World world, Task task) {
        String owner = task.detail();
        for (Pod pod : world.podsOf(owner)) {
            if (!pod.isTerminating()) {
                PodWrites.delete(world, pod, Optional.empty());
            }
        }
        for (Workload each : world.replicaSetsOf(owner)) {
            Deletions.delete(world, Kind.REPLICA_SETS, each);
        }
    }
}
