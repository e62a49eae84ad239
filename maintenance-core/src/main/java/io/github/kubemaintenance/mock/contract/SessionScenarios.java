package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Sessions. */
final class SessionScenarios {
    private SessionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("every request has exactly one answer", SessionScenarios::answers),
                Scenario.of("a request that was stopped has none", SessionScenarios::stopped),
                Scenario.of("a wait without news ends as Idle, not too early", SessionScenarios::idle),
                Scenario.of("a wait ends as Idle to the instant", SessionScenarios::exact, Need.VIRTUAL_TIME),
                Scenario.of("a wake ends a wait, once", SessionScenarios::wake),
                Scenario.of(
                        "an observation is a snapshot, then changes", SessionScenarios::observe, Need.NO_CONTROLLERS),
                Scenario.of("a stopped observation is silent", SessionScenarios::stopObserving, Need.NO_CONTROLLERS),
                Scenario.of("an action's value is its answer", SessionScenarios::action),
                Scenario.of("what an action throws is its answer", SessionScenarios::failedAction),
                Scenario.of("an interrupt ends a wait", SessionScenarios::interrupt),
                Scenario.of("closing twice is closing once", SessionScenarios::close));
    }

    private static Call<?> anything(Setup setup) {
        return new Call.Get<>(Kind.NODES, "", setup.node());
    }

    private static void answers(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Set<Long> open = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                unless(open.add(client.session().submit(anything(setup))), "every ticket is another");
            }
            while (!open.isEmpty()) {
                Signal.Answer answer = client.await(Signal.Answer.class, any -> true, "an answer");
                unless(open.remove(answer.ticket()), "ticket " + answer.ticket() + " is answered once");
            }
            unless(client.session().next(Duration.ofMillis(200)) instanceof Signal.Idle, "nothing else comes");
        }
    }

    private static void stopped(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            long ticket = client.session().submit(anything(setup));
            client.session().stop(ticket);
            client.session().stop(ticket);
            unless(
                    client.session().next(Duration.ofMillis(500)) instanceof Signal.Idle,
                    "nothing comes for a request that was stopped");
        }
    }

    private static void idle(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Instant before = client.session().now();
            same(new Signal.Idle(), client.session().next(Duration.ofMillis(300)), "the signal");
            Duration waited = Duration.between(before, client.session().now());
            unless(waited.compareTo(Duration.ofMillis(300)) >= 0, "it was waited for 300 ms, and not " + waited);
            same(new Signal.Idle(), client.session().next(Duration.ZERO), "the signal of no wait");
        }
    }

    private static void exact(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Instant before = client.session().now();
            same(new Signal.Idle(), client.session().next(Duration.ofHours(3)), "the signal");
            same(before.plus(Duration.ofHours(3)), client.session().now(), "the time");
        }
    }

    private static void wake(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            client.session().wake();
            client.session().wake();
            same(new Signal.Woken(), client.session().next(setup.patience()), "the signal");
            same(new Signal.Idle(), client.session().next(Duration.ofMillis(200)), "the signal after it");
        }
    }

    private static void observe(Setup setup) throws InterruptedException {
        setup.put(Things.pod(setup, "a", "x", true));
        try (Client client = new Client(setup)) {
            long ticket = client.session().observe(Kind.PODS, Query.inNamespace(setup.namespace()));
            Signal.Snapshot first = client.await(Signal.Snapshot.class, each -> each.ticket() == ticket, "a snapshot");
            same(List.of("a"), first.items().stream().map(KubeObject::name).toList(), "the snapshot");
            setup.put(Things.pod(setup, "b", "x", true));
            Signal.Change added = client.await(
                    Signal.Change.class, each -> each.object().name().equals("b"), "the news of b");
            same(ChangeType.ADDED, added.type(), "how b changed");
            setup.patch(Kind.PODS, setup.namespace(), "a", Document.empty().with("y", "metadata", "labels", "app"));
            Signal.Change changed = client.await(
                    Signal.Change.class,
                    each -> each.object().metadata().labels().containsValue("y"),
                    "the news of a's label");
            same(ChangeType.MODIFIED, changed.type(), "how a changed");
            setup.remove(Kind.PODS, setup.namespace(), "a");
            client.await(
                    Signal.Change.class,
                    each -> each.type() == ChangeType.DELETED
                            && each.object().name().equals("a"),
                    "the news that a is gone");
        }
    }

    private static void stopObserving(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            long ticket = client.session().observe(Kind.PODS, Query.inNamespace(setup.namespace()));
            client.await(Signal.Snapshot.class, any -> true, "a snapshot");
            client.session().stop(ticket);
            setup.put(Things.pod(setup, "a", "x", true));
            same(new Signal.Idle(), client.session().next(Duration.ofMillis(500)), "the signal");
        }
    }

    private static void action(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Thread loop = Thread.currentThread();
            long ticket = client.session().fork(() -> Thread.currentThread() != loop);
            Signal.Answer answer =
                    client.await(Signal.Answer.class, each -> each.ticket() == ticket, "the action's answer");
            same(new Result.Ok<>(true), answer.result(), "whether the action ran off the loop");
        }
    }

    private static void failedAction(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            long ticket = client.session().fork(() -> {
                throw new IOException("no route to host");
            });
            Signal.Answer answer =
                    client.await(Signal.Answer.class, each -> each.ticket() == ticket, "the action's answer");
            unless(
                    answer.result() instanceof Result.Failed<?> failed && failed.error() instanceof IOException,
                    "the answer is what was thrown, and not " + answer.result());
        }
    }

    private static void interrupt(Setup setup) {
        try (Client client = new Client(setup)) {
            Thread.currentThread().interrupt();
            try {
                Signal signal = client.session().next(setup.patience());
                throw new ContractViolation("an interrupt has to end the wait, but " + signal + " came");
            } catch (InterruptedException e) {
                unless(!Thread.currentThread().isInterrupted(), "the flag is cleared where the exception is thrown");
            }
        }
    }

    private static void close(Setup setup) throws InterruptedException {
        ClusterSession session = setup.backend().open();
        session.observe(Kind.NODES, Query.all());
        session.submit(anything(setup));
        session.close();
        session.close();
        session.wake();
        try (Client other = new Client(setup)) {
            unless(
                    other.get(Kind.NODES, "", setup.node()).isPresent(),
                    "another session is not concerned by one that was closed");
        }
    }
}
