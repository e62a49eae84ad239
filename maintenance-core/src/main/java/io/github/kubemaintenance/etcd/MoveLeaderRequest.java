package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Hands the lead over to a healthy voting member that is up to date, for example before the leader's machine is taken
 * out. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class MoveLeaderRequest {
    private final MaintenanceOptions options;
    private final String target;

    private MoveLeaderRequest(MaintenanceOptions options, String target) {
        this.options = options;
        this.target = target;
    }

    static MoveLeaderRequest of(EtcdBackend backend, String target) {
        return new MoveLeaderRequest(MaintenanceOptions.of(backend), Objects.requireNonNull(target, "target"));
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public MoveLeaderRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new MoveLeaderRequest(options.listening(listener), target);
    }

    /**
     * Hands over, on the caller's thread, and waits until the member says that it leads.
     *
     * @return what was done; nothing where it leads already
     * @throws EtcdMaintenanceException if it was refused or did not complete
     */
    public EtcdMaintenanceReport run() {
        return MaintenanceRun.run("move leader to " + target, options, new AtomicBoolean(), run -> move(run, target))
                .orThrow();
    }

    static void move(MaintenanceRun run, String target) throws InterruptedException {
        EtcdHealthReport health = run.health();
        MemberHealth next = health.find(target)
                .orElseThrow(
                        () -> MaintenanceRun.refused("UNKNOWN_MEMBER", "no member is '" + target + "'. " + health));
        MemberHealth leader =
                health.leader().orElseThrow(() -> MaintenanceRun.refused("NO_LEADER", "nobody leads. " + health));
        if (next.isLeader()) {
            return;
        } else if (next.member().learner() || !next.isHealthy()) {
            throw MaintenanceRun.refused(
                    "UNHEALTHY",
                    next.name() + " can't lead: " + (next.member().learner() ? "it is a learner" : next.problem()));
        }
        run.change(
                leader.name(),
                "handing the lead over to " + next.name(),
                () -> run.backend()
                        .operations()
                        .moveLeader(leader.endpoint(), next.member().id()),
                () -> "handed the lead over to " + next.name());
        for (int i = 0;
                i < 30
                        && run.health()
                                .find(target)
                                .filter(MemberHealth::isLeader)
                                .isEmpty();
                i++) {
            run.pause(Duration.ofSeconds(1));
        }
        if (run.health().find(target).filter(MemberHealth::isLeader).isEmpty()) {
            throw new MaintenanceRun.Ended(
                    Outcome.FAILED, "NO_LEADER", next.name() + " doesn't lead half a minute later. " + run.health());
        }
    }
}
