package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.LeaseOutcome;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.mock.internal.ApiServer.Preconditions;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.util.Optional;

/** Where requests of clients come in: their fate, the server's answer in the SPI's types, and the record. */
final class Front {
    /**
     * An answer.
     *
     * @param result what the client gets
     * @param takes how much longer than usual it takes
     */
    record Answered<A>(Result<A> result, Duration takes) {}

    private final Kernel kernel;

    Front(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Carries a request out at this instant. */
    <A> Answered<A> perform(Call<A> call, String actor, ClusterApi api) {
        RequestLine line = RequestLine.of(call);
        Faults.Fate fate = kernel.faults().decide(line, kernel.now());
        Answered<A> done =
                fate.arrives() ? carryOut(call, line, api) : failed(call, line, Statuses.of(0, "", "", "", ""));
        Optional<ApiStatus> instead = fate.instead(line);
        if (instead.isPresent()) {
            done = failed(call, line, instead.get());
        }
        record(line, actor, done.result(), instead);
        return new Answered<>(done.result(), done.takes().plus(fate.later()));
    }

    private void record(RequestLine line, String actor, Result<?> result, Optional<ApiStatus> instead) {
        if (result instanceof Result.Failed<?> failed && failed.error() instanceof ApiException error) {
            kernel.record(line, actor, error.failure().code(), error.failure().message());
        } else if (result instanceof Result.Ok<?> ok) {
            kernel.record(
                    line, actor, instead.map(ApiStatus::code).orElseGet(() -> code(ok.value())), text(ok.value()));
        } else {
            kernel.record(line, actor, 0, String.valueOf(((Result.Failed<?>) result).error()));
        }
    }

    private static String text(Object value) {
        if (value instanceof EvictionOutcome outcome) {
            return outcome.kind() + (outcome.message().isEmpty() ? "" : " " + outcome.message());
        } else if (value instanceof DeleteOutcome outcome) {
            return outcome.kind().name();
        } else if (value instanceof PatchOutcome<?> outcome) {
            return outcome instanceof PatchOutcome.Failed<?> failed
                    ? "FAILED " + failed.failure().message()
                    : outcome.kind().name();
        }
        if (value instanceof DocumentOutcome outcome) {
            return outcome.kind()
                    + outcome.failure().map(why -> " " + why.message()).orElse("");
        }
        return value instanceof LeaseOutcome outcome ? outcome.kind().name() : "OK";
    }

    private static int code(Object value) {
        if (value instanceof EvictionOutcome outcome) {
            return code(outcome);
        } else if (value instanceof DeleteOutcome outcome) {
            return outcome instanceof DeleteOutcome.Failed failed
                    ? failed.failure().code()
                    : switch (outcome.kind()) {
                        case GONE -> 404;
                        case REPLACED -> 409;
                        default -> 200;
                    };
        }
        if (value instanceof LeaseOutcome outcome) {
            return outcome.kind() == LeaseOutcome.Kind.CONFLICT ? 409 : 200;
        }
        if (value instanceof DocumentOutcome outcome) {
            return outcome.failure().map(ApiFailure::code).orElse(200);
        }
        return value instanceof PatchOutcome.Failed<?> failed ? failed.failure().code() : 200;
    }

    private static int code(EvictionOutcome outcome) {
        if (outcome instanceof EvictionOutcome.Other other) {
            return other.code();
        }
        return switch (outcome.kind()) {
            case ACCEPTED -> 201;
            case BLOCKED, THROTTLED -> 429;
            case GONE -> 404;
            case REPLACED -> 409;
            case FORBIDDEN, NAMESPACE_TERMINATING -> 403;
            case TWO_BUDGETS -> 500;
            case UNAVAILABLE, OTHER -> 503;
        };
    }

    @SuppressWarnings("unchecked") // an outcome is the answer of its own call
    private static <A> Answered<A> failed(Call<A> call, RequestLine line, ApiStatus status) {
        Object outcome;
        if (call instanceof Call.Evict) {
            outcome = status.toEvictionOutcome();
        } else if (call instanceof Call.Delete) {
            outcome = status.toDeleteOutcome(line.text());
        } else if (call instanceof Call.Change<?>) {
            outcome = new PatchOutcome.Failed<>(status.toFailure(line.text()));
        } else {
            return new Answered<>(new Result.Failed<>(new ApiException(status.toFailure(line.text()))), Duration.ZERO);
        }
        return new Answered<>((Result<A>) new Result.Ok<>(outcome), Duration.ZERO);
    }

    private <A> Answered<A> carryOut(Call<A> call, RequestLine line, ClusterApi api) {
        Kind<?> kind = line.kind();
        try {
            if (kind != null && kernel.server().isMissing(kind)) {
                return new Answered<>(new Result.Failed<>(new ApiException(Kernel.unknown(kind, line))), Duration.ZERO);
            } else if (call instanceof Call.Evict evict) {
                return evict(call, line, evict.eviction());
            }
            return new Answered<>(new Result.Ok<>(answer(call, api)), Duration.ZERO);
        } catch (StatusException refusal) {
            return failed(call, line, refusal.status());
        } catch (ApiException e) {
            return new Answered<>(new Result.Failed<>(e), Duration.ZERO);
        }
    }

    @SuppressWarnings("unchecked") // an answer is that of its own call
    private <A> A answer(Call<A> call, ClusterApi api) {
        if (call instanceof Call.ListPage<?> list) {
            return (A) list(list);
        } else if (call instanceof Call.Get<?> get) {
            return (A) kernel.server().get(get.kind(), get.namespace(), get.name());
        } else if (call instanceof Call.Delete delete) {
            return (A) delete(delete.deletion());
        } else if (call instanceof Call.Change<?> change) {
            return (A) patch(change.patch());
        }
        return call.on(api);
    }

    private <T extends KubeObject> Page<T> list(Call.ListPage<T> call) {
        Listing<T> page = kernel.server()
                .list(
                        call.kind(),
                        call.query(),
                        call.page().limit(),
                        call.page().continueToken());
        return new Page<>(page.items(), page.continueToken(), Long.toString(page.revision()));
    }

    private DeleteOutcome delete(Deletion deletion) {
        kernel.server()
                .delete(
                        Kinds.kept(deletion.kind()),
                        deletion.namespace(),
                        deletion.name(),
                        new Preconditions(deletion.uid(), ""),
                        deletion.gracePeriod(),
                        deletion.dryRun());
        return new DeleteOutcome.Accepted();
    }

    private <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        return new PatchOutcome.Patched<>(kernel.server()
                .patch(
                        patch.kind(),
                        patch.namespace(),
                        patch.name(),
                        ApiServer.Part.OBJECT,
                        patch.type(),
                        patch.body(),
                        patch.dryRun()));
    }

    private <A> Answered<A> evict(Call<A> call, RequestLine line, Eviction eviction) {
        try {
            new Policies(kernel.store()).check(eviction);
        } catch (StatusException denied) {
            return new Answered<>(failed(call, line, denied.status()).result(), Duration.ZERO);
        }
        Evictor.Answer answer = kernel.server()
                .evict(new Evictor.Request(
                        eviction.pod().namespace(),
                        eviction.pod().name(),
                        new Preconditions(eviction.pod().uid(), ""),
                        eviction.gracePeriod(),
                        eviction.dryRun()));
        ApiStatus status = answer.refusal().map(StatusException::status).orElseGet(() -> Statuses.created());
        return new Answered<>(failed(call, line, status).result(), answer.takes());
    }
}
