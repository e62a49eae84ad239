package io.github.kubemaintenance.mock.contract;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/** Asks one thing after the other through a session. */
final class Client implements AutoCloseable {
    private final Setup setup;
    private final ClusterSession session;
    /** What came while an answer was awaited, in order: a fast cluster has done everything before it answers. */
    private final Deque<Signal> before = new ArrayDeque<>();

    Client(Setup setup) {
        this.setup = setup;
        this.session = setup.backend().open();
    }

    ClusterSession session() {
        return session;
    }

    <A> A ask(Call<A> call) throws InterruptedException {
        return result(call).orThrow();
    }

    <A> Result<A> result(Call<A> call) throws InterruptedException {
        long ticket = session.submit(call);
        Instant end = session.now().plus(setup.patience());
        Signal signal = next(end, "the answer to " + call.describe());
        while (!(signal instanceof Signal.Answer given && given.ticket() == ticket)) {
            before.add(signal);
            signal = next(end, "the answer to " + call.describe());
        }
        Signal.Answer answer = (Signal.Answer) signal;
        @SuppressWarnings("unchecked") // the ticket is of this call
        Result<A> typed = (Result<A>) answer.result();
        return typed;
    }

    /** The next signal that fits; others are passed over. */
    <S extends Signal> S await(Class<S> type, Predicate<S> which, String what) throws InterruptedException {
        Instant end = session.now().plus(setup.patience());
        while (true) {
            Signal signal = before.isEmpty() ? next(end, what) : before.remove();
            if (type.isInstance(signal) && which.test(type.cast(signal))) {
                return type.cast(signal);
            }
        }
    }

    private Signal next(Instant end, String what) throws InterruptedException {
        if (!session.now().isBefore(end)) {
            throw new ContractViolation(what + " has to come, and didn't within " + setup.patience());
        }
        return session.next(Duration.between(session.now(), end));
    }

    <T extends KubeObject> Page<T> page(Kind<T> kind, Query query, PageRequest page) throws InterruptedException {
        return ask(new Call.ListPage<>(kind, query, page));
    }

    <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) throws InterruptedException {
        return ask(new Call.Get<>(kind, namespace, name));
    }

    Pod pod(String name) throws InterruptedException {
        return get(Kind.PODS, setup.namespace(), name)
                .orElseThrow(() -> new ContractViolation("pod " + name + " has to be there"));
    }

    PodDisruptionBudget budget(String name) throws InterruptedException {
        return get(Kind.BUDGETS, setup.namespace(), name)
                .orElseThrow(() -> new ContractViolation("budget " + name + " has to be there"));
    }

    EvictionOutcome evict(Pod pod) throws InterruptedException {
        return evict(Eviction.of(pod.ref()));
    }

    EvictionOutcome evict(Eviction eviction) throws InterruptedException {
        return ask(new Call.Evict(eviction));
    }

    DeleteOutcome delete(Deletion deletion) throws InterruptedException {
        return ask(new Call.Delete(deletion));
    }

    <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) throws InterruptedException {
        return ask(new Call.Change<>(patch));
    }

    @Override
    public void close() {
        session.close();
    }
}
