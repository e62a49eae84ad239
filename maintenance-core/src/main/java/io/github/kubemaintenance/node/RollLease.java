package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Lease;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The lock of a roll: a Lease that is renewed every 20 s and is good for 60 s. Fenced: when 40 s have passed without a
 * renewal nothing may be written until it is renewed again, and whoever finds it in other hands writes nothing any more.
 */
final class RollLease {
    static final Duration TIME = Duration.ofMinutes(1);
    private static final Duration RENEW = TIME.dividedBy(3);
    private static final Duration GOOD_FOR = TIME.multipliedBy(2).dividedBy(3);
    private static final int TRIES = 6;

    private final Loop loop;
    private final String namespace;
    private final String name;
    private final String holder;
    private final Consumer<Reason> lost;
    private Instant renewed = Instant.MIN;
    private boolean over;
    private boolean renewing;

    @Nullable
    private Lease lease;

    RollLease(Loop loop, String namespace, String name, String holder, Consumer<Reason> lost) {
        this.loop = loop;
        this.namespace = namespace;
        this.name = name;
        this.holder = holder;
        this.lost = lost;
    }

    /** Tells whether anything may be written now. */
    boolean mayWrite() {
        return !over && loop.now().isBefore(renewed.equals(Instant.MIN) ? Instant.MIN : renewed.plus(GOOD_FOR));
    }

    /** Tells whether a request is one of this class' own. */
    static boolean isOurs(Call<?> call) {
        return call instanceof Call.Use<?, ?> use && use.capability() == Leases.class;
    }

    /**
     * Takes it.
     *
     * @param annotate what is written along
     * @param then gets the lease as it was before (empty if there was none), or why it can't be had
     */
    void acquire(UnaryOperator<Lease> annotate, Consumer<Optional<Lease>> then, Consumer<Reason> refused) {
        acquire(annotate, then, refused, 1, null);
    }

    private void acquire(
            UnaryOperator<Lease> annotate,
            Consumer<Optional<Lease>> then,
            Consumer<Reason> refused,
            int attempt,
            @Nullable Lease firstSeen) {
        read(found -> {
            if (found instanceof Result.Failed<Optional<Lease>> failed) {
                again(failed.error(), attempt, refused, () -> acquire(annotate, then, refused, attempt + 1, firstSeen));
                return;
            }
            Optional<Lease> seen = ((Result.Ok<Optional<Lease>>) found).value();
            if (seen.isPresent() && seen.get().holder().equals(holder)) {
                // our own write, whose answer was lost
                have(seen.get(), loop.now());
                then.accept(Optional.ofNullable(firstSeen));
                return;
            } else if (seen.isPresent() && seen.get().isHeldAt(loop.now())) {
                refused.accept(held(seen.get()));
                return;
            }
            Instant sent = loop.now();
            Lease wanted = annotate.apply(
                    seen.orElseGet(() -> Lease.of(namespace, name)).takenBy(holder, sent, TIME));
            write(seen.isEmpty(), wanted, outcome -> {
                if (outcome instanceof LeaseOutcome.Written written) {
                    have(written.lease(), sent);
                    then.accept(seen);
                } else {
                    Lease before = firstSeen != null ? firstSeen : seen.orElse(null);
                    ApiFailure why = outcome instanceof LeaseOutcome.Conflict conflict
                            ? conflict.failure()
                            : ((LeaseOutcome.Failed) outcome).failure();
                    again(
                            new ApiException(why),
                            attempt,
                            refused,
                            () -> acquire(annotate, then, refused, attempt + 1, before));
                }
            });
        });
    }

    private Reason held(Lease seen) {
        return new Reason(
                CycleCode.LOCKED,
                "another runner (" + seen.holder() + ") holds the lease " + namespace + "/" + name + " since "
                        + seen.acquireTime().map(Instant::toString).orElse("?") + ", renewed at "
                        + seen.renewTime().map(Instant::toString).orElse("?") + " for "
                        + Spans.text(seen.duration())
                        + "; wait for its end, or roll another pool with another lock(...)");
    }

    private void again(Throwable error, int attempt, Consumer<Reason> refused, Runnable next) {
        boolean conflict = error instanceof ApiException api && api.failure().kind() == ApiFailure.Kind.CONFLICT;
        boolean passing = error instanceof ApiException api && api.failure().isTransient();
        if ((conflict || passing) && attempt < TRIES) {
            loop.at(loop.now().plus(conflict ? Duration.ZERO : NodeChange.backOff(attempt, Optional.empty())), next);
        } else {
            refused.accept(new Reason(
                    CycleCode.LOCKED,
                    "the lease " + namespace + "/" + name + " can't be had: " + error.getMessage()
                            + "; a roll needs to get, create and update leases, or say withoutLock()"));
        }
    }

    private void have(Lease now, Instant sent) {
        lease = now;
        renewed = sent;
        if (!renewing) {
            renewing = true;
            loop.at(sent.plus(RENEW), this::renew);
        }
    }

    private void renew() {
        if (over || lease == null) {
            return;
        }
        Instant sent = loop.now();
        write(false, lease.renewed(sent), outcome -> {
            if (over) {
                return;
            } else if (outcome instanceof LeaseOutcome.Written written) {
                renewing = false;
                have(written.lease(), sent);
            } else {
                check(this::renew);
            }
        });
    }

    /** Reads whether it is still ours, as often as it takes; {@code then} only if it is. */
    void check(Runnable then) {
        check(then, 1);
    }

    private void check(Runnable then, int attempt) {
        read(found -> {
            if (over) {
                return;
            } else if (found instanceof Result.Failed<Optional<Lease>>) {
                loop.at(loop.now().plus(NodeChange.backOff(Math.min(attempt, 3), Optional.empty())), () -> {
                    if (!over) {
                        check(then, attempt + 1);
                    }
                });
                return;
            }
            Optional<Lease> seen = ((Result.Ok<Optional<Lease>>) found).value();
            if (seen.isPresent() && seen.get().holder().equals(holder)) {
                lease = seen.get();
                then.run();
            } else {
                over = true;
                lost.accept(new Reason(
                        CycleCode.TAKEN_OVER,
                        "the lease " + namespace + "/" + name + " was lost to "
                                + seen.map(each -> each.holder().isEmpty() ? "nobody" : each.holder())
                                        .orElse("nobody, it was deleted")
                                + "; this runner writes nothing more"));
            }
        });
    }

    /** Gives it back; tries a few times, since else it expires by itself. */
    void release(UnaryOperator<Lease> annotate, Runnable then) {
        if (over || lease == null) {
            then.run();
            return;
        }
        over = true;
        release(annotate, then, 1);
    }

    private void release(UnaryOperator<Lease> annotate, Runnable then, int attempt) {
        read(found -> {
            Optional<Lease> seen = found instanceof Result.Ok<Optional<Lease>> ok ? ok.value() : Optional.empty();
            if (found instanceof Result.Ok<Optional<Lease>>
                    && seen.filter(each -> each.holder().equals(holder)).isEmpty()) {
                then.run(); // it is not ours any more, or our write has arrived
            } else if (seen.isEmpty() && attempt < TRIES) {
                loop.at(
                        loop.now().plus(NodeChange.backOff(attempt, Optional.empty())),
                        () -> release(annotate, then, attempt + 1));
            } else if (seen.isEmpty()) {
                then.run();
            } else {
                write(false, annotate.apply(seen.get()).released(), outcome -> {
                    if (outcome instanceof LeaseOutcome.Written || attempt >= TRIES) {
                        then.run();
                    } else {
                        release(annotate, then, attempt + 1);
                    }
                });
            }
        });
    }

    private void read(Consumer<Result<Optional<Lease>>> then) {
        loop.submit(
                new Call.Use<Leases, Optional<Lease>>(
                        Leases.class, "get leases " + namespace + "/" + name, false, api -> api.lease(namespace, name)),
                then);
    }

    private void write(boolean create, Lease wanted, Consumer<LeaseOutcome> then) {
        Function<Leases, LeaseOutcome> how = create ? api -> api.create(wanted) : api -> api.update(wanted);
        String what = (create ? "create" : "update") + " leases " + namespace + "/" + name;
        loop.submit(new Call.Use<Leases, LeaseOutcome>(Leases.class, what, true, how), result -> {
            if (result instanceof Result.Ok<LeaseOutcome> ok) {
                then.accept(ok.value());
                return;
            }
            Throwable error = ((Result.Failed<LeaseOutcome>) result).error();
            then.accept(LeaseOutcome.of(
                    error instanceof ApiException api
                            ? api.failure()
                            : new ApiFailure(ApiFailure.Kind.OTHER, what, 0, "", error.toString(), Optional.empty())));
        });
    }
}
