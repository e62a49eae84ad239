package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Removes revisions that are older than five minutes, or than longer if asked. Never younger ones: watchers and paged
 * lists still need those, and Kubernetes' API servers compact at that age too. etcd doesn't know when a revision was
 * made; so a mark from before is given, or one is set and waited for. Immutable: each method returns a changed copy.
 * Thread-safe.
 */
public final class CompactionRequest {
    private static final Duration LEAST = Duration.ofMinutes(5);

    private final MaintenanceOptions options;
    private final Optional<RevisionMark> mark;
    private final Duration keep;

    private CompactionRequest(MaintenanceOptions options, Optional<RevisionMark> mark, Duration keep) {
        this.options = options;
        this.mark = mark;
        this.keep = keep;
    }

    static CompactionRequest of(EtcdBackend backend) {
        return new CompactionRequest(MaintenanceOptions.of(backend), Optional.empty(), LEAST);
    }

    static RevisionMark mark(EtcdBackend backend) {
        EtcdException last = new EtcdException(EtcdException.Kind.UNREACHABLE, "there is no endpoint");
        for (String endpoint : backend.endpoints()) {
            try {
                return new RevisionMark(backend.status(endpoint).revision(), backend.now());
            } catch (EtcdException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * Compacts up to a revision that was marked before, with {@link EtcdHealth#mark()}; if the mark is too young it is
     * waited for.
     *
     * @param earlier the mark
     * @return a changed copy
     */
    public CompactionRequest upTo(RevisionMark earlier) {
        return new CompactionRequest(options, Optional.of(Objects.requireNonNull(earlier, "earlier")), keep);
    }

    /**
     * Keeps revisions for longer than five minutes.
     *
     * @param time at least five minutes
     * @return a changed copy
     */
    public CompactionRequest keep(Duration time) {
        if (time.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(
                    "revisions are kept for at least five minutes, for watchers that reconnect: not for " + time);
        }
        return new CompactionRequest(options, mark, time);
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public CompactionRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new CompactionRequest(options.listening(listener), mark, keep);
    }

    /**
     * Compacts, on the caller's thread: without a mark it first waits for five minutes. An interrupt ends the waiting;
     * the flag is set again.
     *
     * @return what was done; nothing where something had been compacted further already
     * @throws EtcdMaintenanceException if it did not complete
     */
    public EtcdMaintenanceReport run() {
        return run(new AtomicBoolean()).orThrow();
    }

    /**
     * Compacts in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     */
    public EtcdMaintenanceOperation start() {
        return EtcdMaintenanceOperation.start(options.backend(), this::run, "compact");
    }

    private EtcdMaintenanceReport run(AtomicBoolean cancelled) {
        return MaintenanceRun.run("compact", options, cancelled, this::compact);
    }

    void compact(MaintenanceRun run) throws InterruptedException {
        RevisionMark target = mark.orElseGet(() -> mark(run.backend()));
        Instant due = target.at().plus(keep);
        Duration left = Duration.between(run.backend().now(), due);
        if (!left.isNegative() && !left.isZero()) {
            run.tell(
                    EtcdEvent.Step.WAITING,
                    "",
                    "waiting for " + left.toSeconds() + " s, until revision " + target.revision() + " is "
                            + keep.toMinutes() + " minutes old");
            run.pause(left);
        }
        try {
            run.change(
                    "",
                    "compacting up to revision " + target.revision(),
                    () -> run.backend().operations().compact(target.revision()),
                    () -> "compacted up to revision " + target.revision());
        } catch (EtcdException e) {
            if (!String.valueOf(e.getMessage()).contains("has been compacted")) {
                throw e;
            }
            run.tell(
                    EtcdEvent.Step.WARNING,
                    "",
                    "nothing to do: somebody has compacted up to revision " + target.revision() + " or further");
        }
    }
}
