package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.MaintenanceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Restores the etcd of a whole control plane from one snapshot, on one machine or several: the snapshot is verified and
 * restored on trial; every API server is stopped, and only when none runs any more every etcd; each member's data is
 * restored beside the old and checked; the folders {@code member} are swapped by renames; etcd is started everywhere, and
 * only when it took a write the API servers are. Where a step fails, those before are taken back, and what ran before runs
 * again on its old data. The old data stays in {@code DATA-DIR/.kube-maintenance} afterwards.
 *
 * <p>Refused while the cluster has quorum and newer writes than the snapshot, unless {@link #discardWritesAfter} says so,
 * and if the snapshot is of another cluster, unless {@link #acceptAnotherCluster} says so: by the uid of the namespace
 * kube-system in the cluster that answers, or else in the data that the machines hold, or by the ids of cluster and
 * members. If this process is killed, run it again: a swap that was begun is taken back first. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class ControlPlaneRestore {
    private final MaintenanceOptions options;
    private final Path snapshot;
    private final List<ControlPlaneMember> members;
    private final Optional<String> token;
    private final OptionalLong discard;
    private final boolean anotherCluster;
    private final Runnable trial;

    private ControlPlaneRestore(
            MaintenanceOptions options,
            Path snapshot,
            List<ControlPlaneMember> members,
            Optional<String> token,
            OptionalLong discard,
            boolean anotherCluster,
            Runnable trial) {
        this.options = options;
        this.snapshot = snapshot;
        this.members = List.copyOf(members);
        this.token = token;
        this.discard = discard;
        this.anotherCluster = anotherCluster;
        this.trial = trial;
    }

    /**
     * Begins; nothing is read or touched yet.
     *
     * @param etcd the members' client endpoints: asked before and after, it may be down now
     * @param snapshot the file
     * @return a request without members
     */
    public static ControlPlaneRestore of(EtcdBackend etcd, Path snapshot) {
        return new ControlPlaneRestore(
                MaintenanceOptions.of(etcd),
                Objects.requireNonNull(snapshot, "snapshot"),
                List.of(),
                Optional.empty(),
                OptionalLong.empty(),
                false,
                () -> RestoreDrill.of(snapshot).run());
    }

    /**
     * Adds a member; all that the restored cluster will have must be named.
     *
     * @param member the member and its machine
     * @return a changed copy
     */
    public ControlPlaneRestore member(ControlPlaneMember member) {
        List<ControlPlaneMember> more = new ArrayList<>(members);
        more.add(Objects.requireNonNull(member, "member"));
        return new ControlPlaneRestore(options, snapshot, more, token, discard, anotherCluster, trial);
    }

    /**
     * Gives the restored cluster its token. Default: one made of the time, so that no old member can join it.
     *
     * @param text the token
     * @return a changed copy
     */
    public ControlPlaneRestore token(String text) {
        return new ControlPlaneRestore(options, snapshot, members, Optional.of(text), discard, anotherCluster, trial);
    }

    /**
     * Accepts that everything written since is lost although the cluster works.
     *
     * @param revision the snapshot's, to show that it was looked at
     * @return a changed copy
     */
    public ControlPlaneRestore discardWritesAfter(long revision) {
        return new ControlPlaneRestore(
                options, snapshot, members, token, OptionalLong.of(revision), anotherCluster, trial);
    }

    /**
     * Accepts that the snapshot is of another cluster than the one that it replaces, or that it looks like that: the data
     * of the old one, which is kept aside, is then all that is left of it.
     *
     * @return a changed copy
     */
    public ControlPlaneRestore acceptAnotherCluster() {
        return new ControlPlaneRestore(options, snapshot, members, token, discard, true, trial);
    }

    /**
     * Says how long processes may take to end, and etcd to work. Default: 2 minutes each.
     *
     * @param time above zero
     * @return a changed copy
     */
    public ControlPlaneRestore patience(Duration time) {
        return new ControlPlaneRestore(options.patient(time), snapshot, members, token, discard, anotherCluster, trial);
    }

    /** Does something else than the restore on trial. */
    ControlPlaneRestore tryingWith(Runnable other) {
        return new ControlPlaneRestore(options, snapshot, members, token, discard, anotherCluster, other);
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public ControlPlaneRestore onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new ControlPlaneRestore(
                options.listening(listener), snapshot, members, token, discard, anotherCluster, trial);
    }

    /**
     * Plans: only reads, the snapshot and the cluster if it answers.
     *
     * @return the plan, which prints as a runbook too
     * @throws IllegalStateException without a member
     */
    public ControlPlanePlan plan() {
        return new ControlPlanePlanner(options.backend(), snapshot, members(), tokenText(), discard, anotherCluster)
                .plan();
    }

    /**
     * Compares the snapshot with the cluster as it is now, from a snapshot that is saved for that.
     *
     * @param live where that one is saved; it is also the way back, so keep it
     * @return what the restore will do to what runs
     * @throws SnapshotSaveException if the cluster can't be saved
     * @throws MaintenanceException if one of the files can't be read
     */
    public RestoreConsequences consequences(Path live) {
        SnapshotSave.of(options.backend(), live).run();
        return RestoreConsequences.between(SnapshotFile.at(snapshot), SnapshotFile.at(live));
    }

    private List<ControlPlaneMember> members() {
        if (members.isEmpty()) {
            throw new IllegalStateException("name the members with member(..)");
        }
        return members;
    }

    private String tokenText() {
        return token.orElseGet(() -> "restored-" + options.backend().now().getEpochSecond());
    }

    /**
     * Restores, on the caller's thread. An interrupt takes back what was done; the flag is set again.
     *
     * @return what was done
     * @throws EtcdMaintenanceException if it was refused or failed; the report says whether all was taken back
     */
    public EtcdMaintenanceReport run() {
        return run(new AtomicBoolean()).orThrow();
    }

    /**
     * Restores in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     */
    public EtcdMaintenanceOperation start() {
        members();
        return EtcdMaintenanceOperation.start(options.backend(), this::run, "restore the control plane");
    }

    private EtcdMaintenanceReport run(AtomicBoolean cancelled) {
        ControlPlanePlan plan = plan();
        return MaintenanceRun.run("restore the control plane", options, cancelled, run -> {
            if (plan.isRefused()) {
                throw MaintenanceRun.refused(
                        plan.refusals().get(0).code(), plan.refusals().get(0).text());
            }
            new ControlPlaneRun(run, options.patience(), snapshot, members, tokenText(), anotherCluster, trial)
                    .carryOut();
        });
    }
}
