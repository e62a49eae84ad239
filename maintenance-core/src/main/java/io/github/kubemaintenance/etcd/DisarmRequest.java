package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Mends what raised an alarm and disarms it. NOSPACE: compacts (as {@link CompactionRequest}, so it waits for five minutes
 * unless a mark is given), defragments every member (as {@link DefragmentRequest}), and disarms only then, since etcd
 * would raise it at the next write. CORRUPT: disarms only when every member hashes its keys to the same; where they
 * differ, the alarm is right, and the member that differs is to be replaced. Immutable: each method returns a changed
 * copy. Thread-safe.
 */
public final class DisarmRequest {
    private final MaintenanceOptions options;
    private final Optional<RevisionMark> mark;
    private final boolean acceptCorruption;

    private DisarmRequest(MaintenanceOptions options, Optional<RevisionMark> mark, boolean acceptCorruption) {
        this.options = options;
        this.mark = mark;
        this.acceptCorruption = acceptCorruption;
    }

    static DisarmRequest of(EtcdBackend backend) {
        return new DisarmRequest(MaintenanceOptions.of(backend), Optional.empty(), false);
    }

    /**
     * Compacts up to a revision that was marked before, so that less is waited for.
     *
     * @param earlier from {@link EtcdHealth#mark()}
     * @return a changed copy
     */
    public DisarmRequest compactUpTo(RevisionMark earlier) {
        return new DisarmRequest(options, Optional.of(Objects.requireNonNull(earlier, "earlier")), acceptCorruption);
    }

    /**
     * Disarms CORRUPT although members differ or can't be compared: clients then read one thing here and another there.
     *
     * @return a changed copy
     */
    public DisarmRequest acceptCorruption() {
        return new DisarmRequest(options, mark, true);
    }

    /**
     * Defragments even where the cluster has no quorum meanwhile.
     *
     * @return a changed copy
     */
    public DisarmRequest acceptQuorumLoss() {
        return new DisarmRequest(options.acceptingQuorumLoss(), mark, acceptCorruption);
    }

    /**
     * Says how long to wait for a member to be healthy after it was defragmented. Default: 2 minutes.
     *
     * @param time above zero
     * @return a changed copy
     */
    public DisarmRequest patience(Duration time) {
        return new DisarmRequest(options.patient(time), mark, acceptCorruption);
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public DisarmRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new DisarmRequest(options.listening(listener), mark, acceptCorruption);
    }

    /**
     * Mends and disarms, on the caller's thread.
     *
     * @return what was done; nothing where no alarm is raised
     * @throws EtcdMaintenanceException if it was refused or did not complete
     */
    public EtcdMaintenanceReport run() {
        return run(new AtomicBoolean()).orThrow();
    }

    /**
     * Mends and disarms in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     */
    public EtcdMaintenanceOperation start() {
        return EtcdMaintenanceOperation.start(options.backend(), this::run, "disarm");
    }

    private EtcdMaintenanceReport run(AtomicBoolean cancelled) {
        return MaintenanceRun.run("disarm", options, cancelled, this::disarm);
    }

    private void disarm(MaintenanceRun run) throws InterruptedException {
        List<EtcdAlarm> alarms = run.backend().alarms();
        for (EtcdAlarm alarm : alarms) {
            if (alarm.type() == EtcdAlarm.Type.OTHER) {
                throw MaintenanceRun.refused("UNKNOWN_ALARM", alarm + " is of a kind that is not known here");
            }
        }
        if (has(alarms, EtcdAlarm.Type.CORRUPT)) {
            compareMembers(run);
        }
        if (has(alarms, EtcdAlarm.Type.NOSPACE)) {
            makeRoom(run);
        }
        for (EtcdAlarm alarm : alarms) {
            run.change(
                    "",
                    "disarming " + alarm,
                    () -> run.backend().operations().disarm(alarm),
                    () -> "disarmed " + alarm);
        }
    }

    private static boolean has(List<EtcdAlarm> alarms, EtcdAlarm.Type type) {
        return alarms.stream().anyMatch(alarm -> alarm.type() == type);
    }

    private void makeRoom(MaintenanceRun run) throws InterruptedException {
        CompactionRequest compaction = CompactionRequest.of(run.backend());
        DefragmentRequest defragmenting = DefragmentRequest.of(run.backend());
        // What would be refused later is refused before anything is compacted.
        EtcdHealthReport health = run.health();
        health.members().forEach(member -> run.guardQuorum(health, member, "it is defragmented,"));
        (mark.isPresent() ? compaction.upTo(mark.get()) : compaction).compact(run);
        defragmenting.defragment(run);
    }

    private void compareMembers(MaintenanceRun run) {
        EtcdHealthReport health = run.health();
        List<String> unknown = new ArrayList<>();
        TreeMap<String, EtcdHash> hashes = new TreeMap<>();
        long revision = health.members().stream()
                .flatMap(member -> member.status().stream())
                .mapToLong(EtcdStatus::revision)
                .min()
                .orElse(0);
        for (MemberHealth member : health.members()) {
            if (member.status().isEmpty() || member.member().learner()) {
                unknown.add(member.name() + ": " + (member.member().learner() ? "a learner" : member.problem()));
            } else {
                hashes.put(member.name(), run.backend().hashKv(member.endpoint(), revision));
            }
        }
        EtcdHash first =
                hashes.isEmpty() ? new EtcdHash(0, 0, 0) : hashes.firstEntry().getValue();
        boolean same = unknown.isEmpty() && hashes.values().stream().allMatch(first::sameAs);
        String text = "hashes of the keys at revision " + revision + ": " + hashes
                + (unknown.isEmpty() ? "" : ", not known: " + unknown);
        if (!same && !acceptCorruption) {
            throw MaintenanceRun.refused(
                    "HASHES_DIFFER",
                    "the alarm CORRUPT is not disarmed, since it is not shown that all members hold the same: " + text
                            + ". Replace the member that differs, or acceptCorruption()");
        }
        run.tell(same ? EtcdEvent.Step.PLANNED : EtcdEvent.Step.WARNING, "", text);
    }
}
