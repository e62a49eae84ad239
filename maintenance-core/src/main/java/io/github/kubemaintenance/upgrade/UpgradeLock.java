package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One runner at a time: a Lease in kube-system, renewed before every step. */
final class UpgradeLock {
    private static final String NAME = "kube-maintenance-upgrade";
    private static final Duration HELD = Duration.ofHours(1);

    private final ClusterBackend backend;
    private final String holder;
    private Instant heldAt = Instant.MIN;

    UpgradeLock(ClusterBackend backend, String holder) {
        this.backend = backend;
        this.holder = holder;
    }

    /** Takes or renews it; returns why it can't be had. Without Leases there is no lock. */
    Optional<String> hold() throws InterruptedException {
        if (!backend.has(Leases.class)) {
            return Optional.empty();
        }
        try (ClusterSession session = backend.open()) {
            Loop loop = new Loop(session, 1);
            Optional<Lease> found = ask(
                            loop,
                            new Call.Use<>(
                                    Leases.class, "get leases " + NAME, false, api -> api.lease(Survey.SYSTEM, NAME)))
                    .orThrow();
            boolean others = found.isPresent()
                    && found.get().isHeldAt(loop.now())
                    && !found.get().holder().equals(holder);
            if (others) {
                return Optional.of("lease " + Survey.SYSTEM + "/" + NAME + " is held by "
                        + found.get().holder());
            }
            Lease mine = found.orElseGet(() -> Lease.of(Survey.SYSTEM, NAME)).takenBy(holder, loop.now(), HELD);
            boolean there = found.isPresent();
            LeaseOutcome outcome = ask(
                            loop,
                            new Call.Use<Leases, LeaseOutcome>(
                                    Leases.class,
                                    (there ? "update" : "create") + " leases " + NAME,
                                    true,
                                    api -> there ? api.update(mine) : api.create(mine)))
                    .orThrow();
            heldAt = outcome instanceof LeaseOutcome.Written ? loop.now() : heldAt;
            return outcome instanceof LeaseOutcome.Written
                    ? Optional.empty()
                    : Optional.of("lease " + Survey.SYSTEM + "/" + NAME + " can't be taken: " + outcome);
        }
    }

    /** Renews it between steps; a server that is away then is no loss as long as two thirds of the time aren't over. */
    Optional<String> renew() throws InterruptedException {
        try {
            return hold();
        } catch (ApiException e) {
            Instant now;
            try (ClusterSession session = backend.open()) {
                now = session.now();
            }
            return now.isBefore(heldAt.plus(HELD.multipliedBy(2).dividedBy(3)))
                    ? Optional.empty()
                    : Optional.of("lease " + Survey.SYSTEM + "/" + NAME + " could not be renewed: " + e.getMessage());
        }
    }

    /** Gives it back; what can't be given back ends by itself. */
    void release() throws InterruptedException {
        if (!backend.has(Leases.class)) {
            return;
        }
        try (ClusterSession session = backend.open()) {
            Loop loop = new Loop(session, 1);
            Result<Optional<Lease>> found = ask(
                    loop,
                    new Call.Use<>(Leases.class, "get leases " + NAME, false, api -> api.lease(Survey.SYSTEM, NAME)));
            if (found instanceof Result.Ok<Optional<Lease>> ok
                    && ok.value().isPresent()
                    && ok.value().get().holder().equals(holder)) {
                Lease free = ok.value().get().released();
                ask(
                        loop,
                        new Call.Use<Leases, LeaseOutcome>(
                                Leases.class, "update leases " + NAME, true, api -> api.update(free)));
            }
        }
    }

    private static <A> Result<A> ask(Loop loop, Call<A> call) throws InterruptedException {
        List<Result<A>> answer = new ArrayList<>();
        loop.submit(call, answer::add);
        loop.run(() -> !answer.isEmpty());
        return answer.get(0);
    }
}
