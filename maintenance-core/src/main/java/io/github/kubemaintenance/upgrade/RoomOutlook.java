package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.Capacity;
import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what leaves a batch of workers fits on the nodes that are left, batch by batch, as the cluster is now. Pure.
 * Where machines are added first there is room by construction.
 */
final class RoomOutlook {
    private static final String UNREAD = "volumes are not read for a plan of an upgrade";

    private final UpgradeFacts facts;
    private final Route route;

    private RoomOutlook(UpgradeFacts facts, Route route) {
        this.facts = facts;
        this.route = route;
    }

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route) {
        boolean rolling = route.strategy().way() == WorkerStrategy.Way.ROLLING;
        boolean alone = route.inventory().nodes().size() < 2; // then a finding says that everything stops
        return rolling && !alone && facts.objects().containsKey(Kind.PODS.resource())
                ? new RoomOutlook(facts, route).findings()
                : List.of();
    }

    private List<UpgradeFinding> findings() {
        List<Pod> pods = facts.all(Kind.PODS);
        Capacity capacity = Capacity.of(
                facts.nodes(), pods, Claims.unknown(UNREAD), route.from().minor());
        Set<Set<String>> judged = new HashSet<>();
        List<String> evidence = new ArrayList<>();
        int batches = 0;
        for (Stage stage : route.stages()) {
            if (!(stage instanceof Stage.Workers pass)) {
                continue;
            }
            int next = 0;
            for (int size : route.strategy().batches(pass.nodes().size())) {
                List<String> batch = pass.nodes().subList(next, next + size);
                next += size;
                if (judged.add(Set.copyOf(batch))) {
                    Optional<String> crowded = crowded(capacity, pods, batch);
                    crowded.ifPresent(evidence::add);
                    batches += crowded.isPresent() ? 1 : 0;
                }
            }
        }
        return batches == 0
                ? List.of()
                : List.of(UpgradeFinding.of(
                                Severity.WARNING,
                                FindingCode.NO_CAPACITY,
                                "",
                                "With workers " + route.strategy() + ", pods of " + batches + " of " + judged.size()
                                        + " batches find no room on the nodes that are left, and wait for their own to"
                                        + " come back.")
                        .withEvidence(ApiFindings.shortened(evidence))
                        .withRemedy("Move fewer at a time, or add machines first (newNodesFirst)."));
    }

    private static Optional<String> crowded(Capacity capacity, List<Pod> pods, List<String> batch) {
        Set<String> closed = Set.copyOf(batch);
        List<PodRef> leaving = pods.stream()
                .filter(pod -> closed.contains(pod.nodeName()) && Capacity.isMadeAnew(pod))
                .map(Pod::ref)
                .toList();
        Map<PodRef, Fit> fits = capacity.fits(leaving, closed);
        List<Map.Entry<PodRef, Fit>> without = fits.entrySet().stream()
                .filter(each -> each.getValue().kind() == Fit.Kind.DOES_NOT_FIT)
                .toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", batch) + ": " + without.size() + " of " + leaving.size()
                        + " pods, for example " + without.get(0).getKey() + ": "
                        + without.get(0).getValue().reasons().get(0).text());
    }
}
