package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** One restore of a control plane: the steps with their barriers, and the way back. */
final class ControlPlaneRun {
    static final long BUMP = 1_000_000_000L;
    static final List<ControlPlanePart> BEFORE =
            List.of(ControlPlanePart.API_SERVER, ControlPlanePart.CONTROLLER_MANAGER, ControlPlanePart.SCHEDULER);
    static final List<ControlPlanePart> AFTER = BEFORE;
    private static final String PROBE = "kube-maintenance/probe";
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** What is done on a machine. */
    @FunctionalInterface
    private interface OnHost {
        void run(ControlPlaneMember member) throws IOException;
    }

    /** Something to be taken back. */
    private record Undo(String text, ControlPlaneMember member, OnHost how) {}

    private final MaintenanceRun run;
    private final Duration patience;
    private final Path snapshot;
    private final List<ControlPlaneMember> members;
    private final String token;
    private final boolean anotherCluster;
    private final Runnable trial;
    private String clusterId = "";
    private final Deque<Undo> undos = new ArrayDeque<>();

    ControlPlaneRun(
            MaintenanceRun run,
            Duration patience,
            Path snapshot,
            List<ControlPlaneMember> members,
            String token,
            boolean anotherCluster,
            Runnable trial) {
        this.run = run;
        this.patience = patience;
        this.snapshot = snapshot;
        this.members = members;
        this.token = token;
        this.anotherCluster = anotherCluster;
        this.trial = trial;
    }

    static String cluster(List<ControlPlaneMember> members) {
        return members.stream()
                .flatMap(member -> PeerUrls.list(member.peerUrls()).stream().map(url -> member.name() + "=" + url))
                .collect(Collectors.joining(","));
    }

    void carryOut() throws InterruptedException {
        trial.run();
        run.tell(EtcdEvent.Step.PLANNED, "", "the snapshot is sound and was restored on trial");
        boolean done = false;
        try {
            for (ControlPlanePart part : BEFORE) {
                stopAll(part);
            }
            stopAll(ControlPlanePart.ETCD);
            guardCluster();
            each("takes back a swap that was begun", this::recover, "took back a swap that was begun", null);
            each(
                    "restores",
                    member -> clusterId = member.host().restore(restore(member)).clusterId(),
                    "restored its data beside the old",
                    member -> member.host().delete(member.made()));
            each("swaps its data", this::swap, "swapped its data", this::recover);
            each(
                    "starts etcd",
                    member -> member.host().start(ControlPlanePart.ETCD),
                    "started etcd",
                    member -> stopAndAwait(member, ControlPlanePart.ETCD));
            check();
            done = true;
        } finally {
            if (!done) {
                takeBack();
            }
        }
        undos.clear(); // the restored cluster took a write: there is no way back any more that loses nothing
        keepOld();
        startAll();
        awaitApiServers();
    }

    static Reason wrongCluster(String text) {
        return new Reason("WRONG_CLUSTER", text + ". If it is meant all the same: acceptAnotherCluster()");
    }

    /** Nothing writes any more: what could not be compared while etcd ran can be now. */
    private void guardCluster() {
        if (anotherCluster) {
            return;
        }
        ClusterGuard guard =
                new ClusterGuard(snapshot, SnapshotFile.at(snapshot).info());
        for (ClusterGuard.Verdict each : guard.stored(members)) {
            if (each.kind() == ClusterGuard.Kind.OTHER) {
                Reason why = wrongCluster(each.text());
                throw new MaintenanceRun.Ended(Outcome.FAILED, why.code(), why.text());
            }
        }
    }

    /** Everything has been started by now, so that an end of patience leaves nothing undone. */
    private void awaitApiServers() throws InterruptedException {
        Instant end = run.backend().now().plus(patience);
        for (ControlPlaneMember member : members) {
            ControlPlaneHost.Readiness found = readiness(member);
            while (found == ControlPlaneHost.Readiness.NOT_READY) {
                if (!run.backend().now().isBefore(end)) {
                    throw new MaintenanceRun.Ended(
                            Outcome.FAILED,
                            "NOT_READY",
                            "etcd is restored and takes writes, but the kube-apiserver on "
                                    + member.host().name() + " is not ready after " + patience.toSeconds()
                                    + " s: see its log, and kubectl get --raw '/readyz?verbose'");
                }
                run.pause(ROUND);
                found = readiness(member);
            }
            run.note(
                    member.host().name(),
                    found == ControlPlaneHost.Readiness.READY
                            ? "its kube-apiserver is ready"
                            : "whether its kube-apiserver is ready is not known");
        }
    }

    private static ControlPlaneHost.Readiness readiness(ControlPlaneMember member) {
        ControlPlaneHost.Readiness[] found = {ControlPlaneHost.Readiness.UNKNOWN};
        on(
                member,
                "is asked whether its kube-apiserver is ready",
                each -> found[0] = each.host().readiness(ControlPlanePart.API_SERVER));
        return found[0];
    }

    /** Nothing hangs on it, so a failure is told and no more. */
    private void keepOld() {
        for (ControlPlaneMember member : members) {
            String host = member.host().name();
            try {
                String name = "kept-" + run.backend().now().getEpochSecond();
                Path kept = member.work().resolve(name);
                for (int i = 2; member.host().exists(kept); i++) {
                    kept = member.work().resolve(name + "-" + i);
                }
                member.host().move(member.oldFolder(), kept);
                member.host().delete(member.made());
                run.note(host, "the old data is kept in " + kept);
            } catch (IOException | MaintenanceException e) {
                run.note(host, "the old data stays in " + member.old() + ", move it elsewhere: " + e.getMessage());
            }
        }
    }

    /** One machine that fails keeps no other from serving again. */
    private void startAll() {
        List<String> failed = new ArrayList<>();
        for (ControlPlanePart part : AFTER) {
            for (ControlPlaneMember member : members) {
                try {
                    member.host().start(part);
                    run.note(member.host().name(), "started " + part.process());
                } catch (IOException | MaintenanceException e) {
                    failed.add(part.process() + " on " + member.host().name() + ": " + e.getMessage());
                }
            }
        }
        if (!failed.isEmpty()) {
            throw new MaintenanceRun.Ended(
                    Outcome.FAILED,
                    "NOT_STARTED",
                    "etcd is restored and takes writes, but these could not be started: " + failed);
        }
    }

    private SnapshotRestore restore(ControlPlaneMember member) {
        return SnapshotRestore.of(snapshot)
                .name(member.name())
                .dataDir(member.made())
                .initialCluster(cluster(members))
                .initialClusterToken(token)
                .initialAdvertisePeerUrls(member.peerUrls())
                .bumpRevision(BUMP)
                .markCompacted()
                .clearAlarms();
    }

    /** Does something on every machine. What is to be taken back is noted before, for it may fail half way. */
    private void each(String doing, OnHost how, String did, @Nullable OnHost undo) {
        for (ControlPlaneMember member : members) {
            if (undo != null) {
                undos.push(new Undo(did, member, undo));
            }
            run.change(member.host().name(), doing, () -> on(member, doing, how), () -> did);
        }
    }

    private static void on(ControlPlaneMember member, String doing, OnHost how) {
        try {
            how.run(member);
        } catch (IOException | MaintenanceException e) {
            throw new MaintenanceRun.Ended(
                    Outcome.FAILED, "HOST_FAILED", member.host().name() + " " + doing + ": " + e.getMessage());
        }
    }

    private void stopAll(ControlPlanePart part) throws InterruptedException {
        each(
                "stops " + part.process(),
                member -> member.host().stop(part),
                "stopped " + part.process(),
                member -> member.host().start(part));
        Instant end = run.backend().now().plus(patience);
        for (ControlPlaneMember member : members) {
            while (isRunning(member, part)) {
                if (!run.backend().now().isBefore(end)) {
                    throw new MaintenanceRun.Ended(
                            Outcome.FAILED,
                            "STILL_RUNNING",
                            part.process() + " still runs on " + member.host().name() + " after " + patience.toSeconds()
                                    + " s; nothing was restored");
                }
                run.pause(ROUND);
            }
        }
    }

    private static boolean isRunning(ControlPlaneMember member, ControlPlanePart part) {
        boolean[] found = {false};
        on(
                member,
                "is asked for " + part.process(),
                each -> found[0] = each.host().isRunning(part));
        return found[0];
    }

    private void stopAndAwait(ControlPlaneMember member, ControlPlanePart part) throws IOException {
        member.host().stop(part);
        Instant end = run.backend().now().plus(patience);
        while (member.host().isRunning(part)) {
            if (!run.backend().now().isBefore(end)) {
                throw new IOException(part.process() + " still runs after " + patience.toSeconds() + " s");
            }
            try {
                run.backend().pause(ROUND);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while " + part.process() + " ends", e);
            }
        }
    }

    private void swap(ControlPlaneMember member) throws IOException {
        if (member.host().exists(member.member())) {
            member.host().move(member.member(), member.old());
        }
        member.host().move(member.made().resolve("member"), member.member());
    }

    /** Puts the old data back where a swap was begun; nothing where none was. */
    private void recover(ControlPlaneMember member) throws IOException {
        ControlPlaneHost host = member.host();
        if (host.exists(member.old())) {
            if (host.exists(member.member())) {
                host.delete(member.work().resolve("discarded"));
                host.move(member.member(), member.work().resolve("discarded").resolve("member"));
            }
            host.move(member.old(), member.member());
            host.delete(member.work().resolve("discarded"));
        }
        host.delete(member.made());
    }

    private void check() throws InterruptedException {
        Instant end = run.backend().now().plus(patience);
        run.tell(EtcdEvent.Step.WAITING, "", "waiting until every member is healthy");
        EtcdHealthReport health = run.health();
        while (!health.hasQuorum() || health.healthyVoters() < members.size()) {
            if (!run.backend().now().isBefore(end)) {
                throw new MaintenanceRun.Ended(
                        Outcome.FAILED,
                        "UNHEALTHY",
                        "the restored cluster is not healthy after " + patience.toSeconds() + " s: " + health);
            }
            run.pause(ROUND);
            health = run.health();
        }
        for (MemberHealth member : health.members()) {
            String served = member.status()
                    .map(status -> Long.toHexString(status.clusterId()))
                    .orElse(clusterId);
            if (!served.equals(clusterId)) {
                throw new MaintenanceRun.Ended(
                        Outcome.FAILED,
                        "NOT_THE_RESTORED",
                        member.name() + " serves the cluster " + served + ", and " + clusterId
                                + " was restored: it is started with another data directory than the one named");
            }
        }
        run.change(
                "",
                "writing a key to check that writes are kept",
                () -> {
                    EtcdOperations operations = run.backend().operations();
                    operations.put(PROBE, new byte[] {1});
                    if (run.backend().get(PROBE).isEmpty()) {
                        throw new MaintenanceRun.Ended(
                                Outcome.FAILED, "WRITE_LOST", "the restored cluster took a write and doesn't have it");
                    }
                    operations.delete(PROBE);
                },
                () -> "etcd took a write");
    }

    /** Takes back what was done, the last first, as far as it goes: what can't be is told, the rest is tried. */
    private void takeBack() {
        boolean interrupted = Thread.interrupted();
        try {
            while (!undos.isEmpty()) {
                Undo undo = undos.pop();
                String host = undo.member.host().name();
                try {
                    undo.how.run(undo.member);
                    run.note(host, "took back: " + undo.text);
                } catch (IOException | MaintenanceException e) {
                    run.note(host, "COULD NOT take back: " + undo.text + ": " + e.getMessage());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
