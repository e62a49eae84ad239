package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Which backups fit a cluster, and why. A hint from what the API shows: whether somebody has a way to an etcd that runs
 * elsewhere can't be seen there.
 *
 * @param way what to do
 * @param reasons why, for people
 */
public record BackupAdvice(Way way, List<Reason> reasons) {
    /** The ways. */
    public enum Way {
        /** A snapshot of etcd for disasters, and resource backups for single objects: etcd runs in this cluster. */
        BOTH,
        /** Resource backups: etcd is not reachable, as with managed control planes. */
        RESOURCES,
        /** It can't be told where etcd is: resource backups, and a snapshot if you have a way to etcd. */
        RESOURCES_AND_LOOK_FOR_ETCD
    }

    public BackupAdvice {
        reasons = List.copyOf(reasons);
    }

    /**
     * Looks at a cluster: two lists of one page.
     *
     * @param backend the cluster
     * @return the advice
     * @throws MaintenanceException if the thread is interrupted
     */
    public static BackupAdvice of(ClusterBackend backend) {
        try (ClusterSession session = backend.open()) {
            Loop loop = new Loop(session, 2);
            List<Result<Page<Pod>>> pods = new ArrayList<>();
            List<Result<Page<Node>>> nodes = new ArrayList<>();
            loop.submit(
                    new Call.ListPage<>(Kind.PODS, Query.inNamespace("kube-system"), PageRequest.first(500)),
                    pods::add);
            loop.submit(new Call.ListPage<>(Kind.NODES, Query.all(), PageRequest.first(500)), nodes::add);
            loop.run(() -> !pods.isEmpty() && !nodes.isEmpty());
            return judge(pods.get(0), nodes.get(0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while looking for etcd; nothing was changed", e);
        }
    }

    private static BackupAdvice judge(Result<Page<Pod>> pods, Result<Page<Node>> nodes) {
        List<Reason> reasons = new ArrayList<>();
        if (!(pods instanceof Result.Ok<Page<Pod>> seen)) {
            reasons.add(new Reason(
                    "PODS_UNKNOWN",
                    "the Pods of kube-system can't be read ("
                            + ((Result.Failed<Page<Pod>>) pods).error().getMessage()
                            + "), so that it isn't known whether etcd runs there"));
            return new BackupAdvice(Way.RESOURCES_AND_LOOK_FOR_ETCD, reasons);
        }
        long members = seen.value().items().stream()
                .filter(pod -> "etcd".equals(pod.metadata().labels().get("component")))
                .count();
        if (members > 0) {
            reasons.add(new Reason(
                    "ETCD_MEMBERS",
                    members
                            + " etcd Pods run in kube-system: a snapshot brings the whole cluster back, with uids, tokens"
                            + " and everything that no backup of objects has"));
            reasons.add(new Reason(
                    "SINGLE_OBJECTS",
                    "a resource backup brings single objects back, into this cluster or another, and fits Git"));
            return new BackupAdvice(Way.BOTH, reasons);
        }
        boolean controlPlane = nodes instanceof Result.Ok<Page<Node>> all
                && all.value().items().stream()
                        .anyMatch(node -> node.metadata().labels().containsKey("node-role.kubernetes.io/control-plane")
                                || node.metadata().labels().containsKey("node-role.kubernetes.io/master")
                                || node.metadata().labels().containsKey("node-role.kubernetes.io/etcd"));
        if (controlPlane) {
            reasons.add(new Reason(
                    "ETCD_ELSEWHERE",
                    "control-plane nodes are here but no etcd Pods: etcd runs as a service on hosts or inside the server"
                            + " (k3s, rke2); take snapshots with its own means or where its endpoints are reached"));
            return new BackupAdvice(Way.RESOURCES_AND_LOOK_FOR_ETCD, reasons);
        }
        reasons.add(new Reason(
                "MANAGED",
                "no control-plane node and no etcd Pod is here: somebody else runs the control plane and its etcd, and a"
                        + " resource backup is what is left to you"));
        return new BackupAdvice(Way.RESOURCES, reasons);
    }

    /** Returns one sentence, then the reasons. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                switch (way) {
                    case BOTH -> "Take snapshots of etcd and resource backups.";
                    case RESOURCES -> "Take resource backups.";
                    case RESOURCES_AND_LOOK_FOR_ETCD ->
                        "Take resource backups, and snapshots of etcd if you have a way to it.";
                });
        reasons.forEach(each -> text.append("\n  ").append(each.text()));
        return text.toString();
    }
}
