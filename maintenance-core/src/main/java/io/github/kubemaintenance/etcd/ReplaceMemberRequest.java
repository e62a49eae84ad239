package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Replaces a member whose machine or data is lost: removes it, adds a new one as a learner, lets the caller start it,
 * waits until it is in step with the leader and gives it its vote. Refused where the members that are left have no
 * quorum; if it leads, the lead is handed over first. Run again after a crash it goes on where it was: a member with the
 * new peer URLs is not added twice. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class ReplaceMemberRequest {
    private static final Duration ROUND = Duration.ofSeconds(2);

    private final MaintenanceOptions options;
    private final String old;
    private final String name;
    private final List<String> peerUrls;
    private final Optional<MemberStart> start;

    private ReplaceMemberRequest(
            MaintenanceOptions options, String old, String name, List<String> peerUrls, Optional<MemberStart> start) {
        this.options = options;
        this.old = old;
        this.name = name;
        this.peerUrls = peerUrls;
        this.start = start;
    }

    static ReplaceMemberRequest of(EtcdBackend backend, String old) {
        return new ReplaceMemberRequest(
                MaintenanceOptions.of(backend).patient(Duration.ofMinutes(10)),
                Objects.requireNonNull(old, "old"),
                "",
                List.of(),
                Optional.empty());
    }

    /**
     * Says who comes instead.
     *
     * @param newName the name that it will be started with; may be the old one's
     * @param urls its peer URLs, separated by commas
     * @return a changed copy
     * @throws IllegalArgumentException for malformed URLs
     */
    public ReplaceMemberRequest with(String newName, String urls) {
        return new ReplaceMemberRequest(
                options, old, Objects.requireNonNull(newName, "newName"), List.copyOf(PeerUrls.list(urls)), start);
    }

    /**
     * Says how the new member is started.
     *
     * @param action does it
     * @return a changed copy
     */
    public ReplaceMemberRequest startedBy(MemberStart action) {
        return new ReplaceMemberRequest(
                options, old, name, peerUrls, Optional.of(Objects.requireNonNull(action, "action")));
    }

    /**
     * Says how long the new member may take to catch up. Default: 10 minutes.
     *
     * @param time above zero
     * @return a changed copy
     */
    public ReplaceMemberRequest patience(Duration time) {
        return new ReplaceMemberRequest(options.patient(time), old, name, peerUrls, start);
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public ReplaceMemberRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new ReplaceMemberRequest(options.listening(listener), old, name, peerUrls, start);
    }

    /**
     * Replaces it, on the caller's thread.
     *
     * @return what was done
     * @throws EtcdMaintenanceException if it was refused or did not complete
     * @throws IllegalStateException without {@link #with} and {@link #startedBy}
     */
    public EtcdMaintenanceReport run() {
        return run(new AtomicBoolean()).orThrow();
    }

    /**
     * Replaces it in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     * @throws IllegalStateException without {@link #with} and {@link #startedBy}
     */
    public EtcdMaintenanceOperation start() {
        action();
        return EtcdMaintenanceOperation.start(options.backend(), this::run, "replace member " + old);
    }

    private MemberStart action() {
        if (name.isEmpty() || start.isEmpty()) {
            throw new IllegalStateException(
                    "say with(name, peerUrls) who comes instead and startedBy(..) how it starts");
        }
        return start.get();
    }

    private EtcdMaintenanceReport run(AtomicBoolean cancelled) {
        MemberStart action = action();
        return MaintenanceRun.run("replace member " + old, options, cancelled, run -> replace(run, action));
    }

    private void replace(MaintenanceRun run, MemberStart action) throws InterruptedException {
        EtcdHealthReport health = run.health();
        Optional<MemberHealth> added = added(health);
        Optional<MemberHealth> gone = health.find(old)
                .filter(member -> added.isEmpty()
                        || added.get().member().id() != member.member().id());
        if (added.isEmpty() && gone.isEmpty()) {
            throw MaintenanceRun.refused("UNKNOWN_MEMBER", "no member is '" + old + "'. " + health);
        }
        if (gone.isPresent()) {
            remove(run, health, gone.get());
        }
        EtcdMember member = added.isPresent() ? added.get().member() : add(run);
        if (member.name().isEmpty()) {
            start(run, action, member);
        }
        if (member.learner()) {
            promote(run, member);
        }
        run.awaitHealthyIfReachable(member.idText());
    }

    private boolean isNew(MemberHealth member) {
        return List.copyOf(PeerUrls.list(String.join(",", member.member().peerUrls())))
                .equals(peerUrls);
    }

    private Optional<MemberHealth> added(EtcdHealthReport health) {
        // Where the successor has the lost member's name and URLs, it is known by being well, or having no vote yet.
        return health.members().stream()
                .filter(member -> isNew(member)
                        && (member.member().learner()
                                || member.isHealthy()
                                || !member.member().name().equals(old)))
                .findFirst();
    }

    private void remove(MaintenanceRun run, EtcdHealthReport health, MemberHealth gone) throws InterruptedException {
        int voters = health.voters() - (gone.member().learner() ? 0 : 1);
        int healthy = health.healthyVoters() - (!gone.member().learner() && gone.isHealthy() ? 1 : 0);
        if (voters < 1 || healthy < voters / 2 + 1) {
            throw MaintenanceRun.refused(
                    "QUORUM",
                    "without " + gone.name() + " only " + healthy + " of " + voters
                            + " members are healthy: the cluster would stop, and adding a member would be refused. "
                            + (voters < 1 ? "Restore it from a snapshot. " : "Mend the others first. ") + health);
        }
        if (gone.isLeader()) {
            MemberHealth next = health.members().stream()
                    .filter(each -> each.isHealthy() && !each.member().learner() && !each.isLeader())
                    .findFirst()
                    .orElseThrow();
            MoveLeaderRequest.move(run, next.name());
        }
        run.change(
                gone.name(),
                "removing it",
                () -> run.backend().operations().remove(gone.member().id()),
                () -> "removed");
    }

    private EtcdMember add(MaintenanceRun run) {
        List<EtcdMember> added = new ArrayList<>();
        run.change(
                name,
                "adding it as a learner at " + String.join(",", peerUrls),
                () -> added.add(run.backend().operations().addLearner(peerUrls)),
                () -> "added as a learner, id " + added.get(0).idText());
        return added.get(0);
    }

    private void start(MaintenanceRun run, MemberStart action, EtcdMember member) {
        String initial = run.backend().members().stream()
                .flatMap(each -> each.peerUrls().stream()
                        .map(url -> (each.id() == member.id() ? name : each.name()) + "=" + url))
                .collect(Collectors.joining(","));
        run.stopIfCancelled();
        run.tell(EtcdEvent.Step.CHANGING, name, "starting it with --initial-cluster " + initial);
        try {
            action.start(member, initial);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceRun.Ended(Outcome.CANCELLED, "INTERRUPTED", "interrupted while " + name + " starts");
        } catch (Exception e) {
            System.getLogger(ReplaceMemberRequest.class.getName())
                    .log(System.Logger.Level.WARNING, "the start of " + name + " failed", e);
            throw new MaintenanceRun.Ended(
                    Outcome.FAILED,
                    "START_FAILED",
                    name + " could not be started: " + e + ". It is in the cluster as a learner without a vote;"
                            + " run this again when it can be started");
        }
    }

    private void promote(MaintenanceRun run, EtcdMember member) throws InterruptedException {
        Instant end = run.backend().now().plus(options.patience());
        run.tell(EtcdEvent.Step.WAITING, name, "waiting until it is in step with the leader");
        while (true) {
            try {
                run.change(
                        name,
                        "giving it its vote",
                        () -> run.backend().operations().promote(member.id()),
                        () -> "votes");
                return;
            } catch (EtcdException e) {
                if (!String.valueOf(e.getMessage()).contains("in sync with leader")) {
                    throw e;
                } else if (!run.backend().now().isBefore(end)) {
                    throw new MaintenanceRun.Ended(
                            Outcome.TIMED_OUT,
                            "NOT_IN_STEP",
                            name + " is not in step with the leader after "
                                    + options.patience().toSeconds() + " s: is it running? " + e.getMessage());
                }
            }
            run.pause(ROUND);
        }
    }
}
