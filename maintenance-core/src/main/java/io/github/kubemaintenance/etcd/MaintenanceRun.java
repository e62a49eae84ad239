package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run of some maintenance: what was done, who is told, how it ends. Used by one thread. */
final class MaintenanceRun {
    /** What a kind of maintenance does. */
    @FunctionalInterface
    interface Work {
        void run(MaintenanceRun run) throws InterruptedException;
    }

    /** Ends a run. */
    static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Outcome outcome;
        private final transient Reason reason;

        Ended(Outcome outcome, String code, String text) {
            super(text, null, false, false);
            this.outcome = outcome;
            this.reason = new Reason(code, text);
        }
    }

    private static final Duration ROUND = Duration.ofSeconds(1);

    private final MaintenanceOptions options;
    private final AtomicBoolean cancelled;
    private final List<String> done = new ArrayList<>();
    private final Set<Consumer<?>> broken = new HashSet<>();

    private MaintenanceRun(MaintenanceOptions options, AtomicBoolean cancelled) {
        this.options = options;
        this.cancelled = cancelled;
    }

    static EtcdMaintenanceReport run(String request, MaintenanceOptions options, AtomicBoolean cancelled, Work work) {
        MaintenanceRun run = new MaintenanceRun(options, cancelled);
        Instant started = run.backend().now();
        Outcome outcome = Outcome.COMPLETED;
        Optional<Reason> reason = Optional.empty();
        try {
            work.run(run);
        } catch (Ended e) {
            outcome = e.outcome == Outcome.REFUSED && !run.done.isEmpty() ? Outcome.FAILED : e.outcome;
            reason = Optional.of(e.reason);
        } catch (EtcdException e) {
            outcome = Outcome.FAILED;
            reason = Optional.of(new Reason(e.kind().name(), String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome = Outcome.CANCELLED;
            reason = Optional.of(new Reason("INTERRUPTED", "the thread was interrupted"));
        }
        return new EtcdMaintenanceReport(
                request,
                outcome,
                run.done,
                reason,
                Duration.between(started, run.backend().now()));
    }

    EtcdBackend backend() {
        return options.backend();
    }

    EtcdHealthReport health() {
        return new HealthCheck(backend()).run();
    }

    static Ended refused(String code, String text) {
        return new Ended(Outcome.REFUSED, code, text);
    }

    void tell(EtcdEvent.Step step, String member, String text) {
        EtcdEvent event = new EtcdEvent(backend().now(), step, member, text);
        for (Consumer<? super MaintenanceEvent> listener : options.listeners()) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                if (broken.add(listener)) {
                    System.getLogger(MaintenanceRun.class.getName())
                            .log(System.Logger.Level.WARNING, "a listener failed at " + event, e);
                }
            }
        }
    }

    /** Makes one change, unless it was cancelled before. */
    void change(String member, String doing, Runnable request, Supplier<String> did) {
        stopIfCancelled();
        tell(EtcdEvent.Step.CHANGING, member, doing);
        request.run();
        String text = did.get();
        note(member, text);
    }

    /** Tells of something that was done. */
    void note(String member, String text) {
        done.add((member.isEmpty() ? "" : member + ": ") + text);
        tell(EtcdEvent.Step.CHANGED, member, text);
    }

    void stopIfCancelled() {
        if (cancelled.get()) {
            throw new Ended(Outcome.CANCELLED, "CANCELLED", "cancelled by the caller");
        }
    }

    /** Waits on the backend's time. */
    void pause(Duration time) throws InterruptedException {
        Instant end = backend().now().plus(time);
        for (Instant now = backend().now(); now.isBefore(end); now = backend().now()) {
            stopIfCancelled();
            Duration left = Duration.between(now, end);
            backend().pause(left.compareTo(ROUND) < 0 ? left : ROUND);
        }
    }

    /** Waits until a member is healthy again. */
    EtcdHealthReport awaitHealthy(String name) throws InterruptedException {
        Instant end = backend().now().plus(options.patience());
        EtcdHealthReport health = health();
        boolean told = false;
        while (health.find(name).filter(MemberHealth::isHealthy).isEmpty()) {
            String problem = health.find(name).map(MemberHealth::problem).orElse("it is not listed");
            if (!backend().now().isBefore(end)) {
                throw new Ended(
                        Outcome.FAILED,
                        "UNHEALTHY",
                        name + " is not healthy " + options.patience().toSeconds() + " s afterwards: " + problem
                                + ". The other members were left alone");
            } else if (!told) {
                told = true;
                tell(EtcdEvent.Step.WAITING, name, "waiting until it is healthy: " + problem);
            }
            pause(ROUND);
            health = health();
        }
        return health;
    }

    /** Waits for a member that is at one of the backend's endpoints; another one can't be asked. */
    void awaitHealthyIfReachable(String name) throws InterruptedException {
        if (health().find(name).filter(member -> !member.endpoint().isEmpty()).isPresent()) {
            awaitHealthy(name);
        }
    }

    /** Refuses to take a member away for a moment where the cluster then has no quorum. */
    void guardQuorum(EtcdHealthReport health, MemberHealth member, String why) {
        if (!health.canLose(member.name()) && !options.acceptQuorumLoss()) {
            throw refused(
                    "QUORUM",
                    "while " + why + " " + member.name() + " doesn't answer, and then "
                            + (health.healthyVoters()
                                    - (member.isHealthy() && !member.member().learner() ? 1 : 0))
                            + " healthy members are left where " + (health.voters() / 2 + 1)
                            + " are needed: the cluster would stop. Mend the others first, or acceptQuorumLoss(). "
                            + health);
        }
    }
}
