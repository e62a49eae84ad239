package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.catalog.Capacity;
import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.drain.internal.AllPages;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Adds to a plan whether the pods that go find other nodes. Reads all nodes and pods, and claims and volumes where one of
 * those pods has some; a plan without such pods costs nothing.
 */
final class CapacityReader {
    private static final int IN_FLIGHT = 4;
    /** Only words differ between versions. */
    private static final Minor WORDS = Minor.of(34);

    private final DrainPlan plan;
    private final Loop loop;
    private int open;
    private String unread = "";
    private List<Node> nodes = List.of();
    private List<Pod> pods = List.of();
    private List<KubeDocument> claims = List.of();
    private List<KubeDocument> volumes = List.of();

    private CapacityReader(DrainPlan plan, Loop loop) {
        this.plan = plan;
        this.loop = loop;
    }

    /**
     * Reads and judges.
     *
     * @throws MaintenanceException on an interrupt, whose flag is restored
     */
    static DrainPlan judge(DrainPlan plan, ClusterBackend backend) {
        List<PodRef> moving = plan.pods().stream()
                .filter(each -> (each.action() == PodAction.EVICT || each.action() == PodAction.DELETE)
                        && each.has(ReasonCode.MANAGED)
                        && !each.has(ReasonCode.FINISHED)
                        && !each.has(ReasonCode.ALREADY_TERMINATING))
                .map(PlannedPod::pod)
                .toList();
        if (moving.isEmpty()) {
            return plan;
        }
        try (ClusterSession session = backend.open()) {
            return plan.withCapacity(new CapacityReader(plan, new Loop(session, IN_FLIGHT)).judge(moving));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException(
                    "interrupted while planning the drain of node "
                            + plan.node().name(),
                    e);
        }
    }

    private Map<PodRef, Fit> judge(List<PodRef> moving) throws InterruptedException {
        read(Kind.NODES, items -> nodes = items);
        read(Kind.PODS, items -> pods = items);
        loop.run(() -> open == 0);
        if (!unread.isEmpty()) {
            Map<PodRef, Fit> all = new LinkedHashMap<>();
            moving.forEach(pod -> all.put(pod, Fit.unknown(ReasonCode.UNKNOWN, unread)));
            return all;
        }
        Set<PodRef> concerned = new HashSet<>(moving);
        if (pods.stream().anyMatch(pod -> Claims.has(pod) && concerned.contains(pod.ref()))) {
            read(Kind.VOLUME_CLAIMS, items -> claims = items);
            read(Kind.VOLUMES, items -> volumes = items);
            loop.run(() -> open == 0);
        }
        Claims known = unread.isEmpty() ? Claims.of(claims, volumes) : Claims.unknown(unread);
        return Capacity.of(nodes, pods, known, WORDS)
                .fits(moving, Set.of(plan.node().name()));
    }

    private <T extends KubeObject> void read(Kind<T> kind, Consumer<List<T>> then) {
        open++;
        AllPages.read(loop, kind, Query.all(), result -> {
            open--;
            if (result instanceof Result.Ok<List<T>> ok) {
                then.accept(ok.value());
            } else {
                unread = AllPages.why(((Result.Failed<List<T>>) result).error());
            }
        });
    }
}
