package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Capacity;
import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.catalog.Releases;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Judges for each batch of a roll, on the copy of a cluster before anything is changed there, whether its pods fit elsewhere. */
final class BatchCapacity {
    private BatchCapacity() {}

    static List<RollBatch> of(MockCluster copy, List<List<String>> batches, LabelSelector drained) {
        List<Pod> pods = copy.list(Kind.PODS);
        Map<String, List<PodRef>> moving = new TreeMap<>();
        for (Pod pod : pods) {
            if (Capacity.isMadeAnew(pod) && drained.matches(pod.metadata().labels())) {
                moving.computeIfAbsent(pod.nodeName(), none -> new ArrayList<>())
                        .add(pod.ref());
            }
        }
        Capacity capacity = Capacity.of(
                copy.list(Kind.NODES),
                pods,
                Claims.of(copy.list(Kind.VOLUME_CLAIMS), copy.list(Kind.VOLUMES)),
                Releases.newest());
        List<RollBatch> judged = new ArrayList<>();
        for (List<String> batch : batches) {
            List<PodRef> leaving = new ArrayList<>();
            batch.forEach(node -> leaving.addAll(moving.getOrDefault(node, List.of())));
            judged.add(new RollBatch(batch, capacity.fits(leaving, new HashSet<>(batch))));
        }
        return judged;
    }
}
