package io.github.kubemaintenance.mock.contract;

import static io.github.kubemaintenance.mock.contract.ContractViolation.same;
import static io.github.kubemaintenance.mock.contract.ContractViolation.unless;

import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Evicting: each of the answers, and what is left behind. */
final class EvictionScenarios {
    private EvictionScenarios() {}

    static List<Scenario> all() {
        return List.of(
                of("an eviction without a budget is ACCEPTED and the pod terminates", EvictionScenarios::free),
                of("an eviction under an open budget takes one disruption from it", EvictionScenarios::open),
                of("an eviction under a closed budget is BLOCKED and names it", EvictionScenarios::closed),
                of("a budget that nobody has observed BLOCKS and asks for ten seconds", EvictionScenarios::unseen),
                of("an unready pod may go under a healthy budget and costs nothing", EvictionScenarios::unreadyHealthy),
                of("an unready pod is BLOCKED under an unhealthy budget", EvictionScenarios::unreadyUnhealthy),
                of("an unready pod may go under AlwaysAllow", EvictionScenarios::alwaysAllow),
                of("a pod that is Pending or finished needs no budget", EvictionScenarios::pendingOrFinished),
                of("a pod that is terminating can be evicted again and hurried", EvictionScenarios::terminating),
                of("two budgets are TWO_BUDGETS", EvictionScenarios::twoBudgets),
                of("a pod that isn't there is GONE", EvictionScenarios::gone),
                of("a pod of another uid is REPLACED and stays", EvictionScenarios::replaced),
                of("an eviction's dry run leaves no trace", EvictionScenarios::dryRun),
                of("an eviction without grace removes the pod at once", EvictionScenarios::graceZero),
                of("a namespace that is being deleted is NAMESPACE_TERMINATING", EvictionScenarios::namespace));
    }

    private static Scenario of(String name, Scenario.Script script) {
        return Scenario.of(name, script, Need.NO_CONTROLLERS);
    }

    private static Pod put(Setup setup, Client client, Document pod) throws InterruptedException {
        setup.put(pod);
        return client.pod(pod.name());
    }

    private static void free(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(pod).kind(), "the outcome");
            Pod after = client.pod("a");
            unless(after.isTerminating(), "the pod is terminating");
            same(Optional.of(Duration.ofSeconds(30)), after.metadata().deletionGracePeriod(), "its grace period");
            same(
                    Optional.of("EvictionByEvictionAPI"),
                    after.status().condition("DisruptionTarget").map(Condition::reason),
                    "the reason of its condition DisruptionTarget");
        }
    }

    private static void open(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 1, 2, 1));
        try (Client client = new Client(setup)) {
            Pod first = put(setup, client, Things.pod(setup, "a", "x", true));
            Pod second = put(setup, client, Things.pod(setup, "b", "x", true));
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(first).kind(), "the first outcome");
            PodDisruptionBudget budget = client.budget("guard");
            same(0, budget.status().disruptionsAllowed(), "the disruptions left");
            same(
                    List.of("a"),
                    List.copyOf(budget.status().disruptedPods().keySet()),
                    "the pods that the budget knows to be going");
            same(EvictionOutcome.Kind.BLOCKED, client.evict(second).kind(), "the second outcome");
        }
    }

    private static void closed(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 0, 2, 2));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            EvictionOutcome outcome = client.evict(pod);
            if (!(outcome instanceof EvictionOutcome.Blocked blocked)) {
                throw new ContractViolation("the outcome has to be Blocked, but is " + outcome);
            }
            same(Optional.of("guard"), blocked.budget(), "the budget's name");
            same(Optional.empty(), blocked.retryAfter(), "how long to wait, which nobody knows");
            unless(blocked.message().contains("guard"), "the message is the one that names the budget");
            same(pod, client.pod("a"), "the pod");
        }
    }

    private static void unseen(Setup setup) throws InterruptedException {
        setup.put(Things.unseenBudget(setup, "guard", "x", 1));
        try (Client client = new Client(setup)) {
            EvictionOutcome outcome = client.evict(put(setup, client, Things.pod(setup, "a", "x", true)));
            if (!(outcome instanceof EvictionOutcome.Blocked blocked)) {
                throw new ContractViolation("the outcome has to be Blocked, but is " + outcome);
            }
            same(Optional.of(Duration.ofSeconds(10)), blocked.retryAfter(), "how long to wait");
        }
    }

    private static void unreadyHealthy(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 0, 2, 2));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "sick", "x", false));
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(pod).kind(), "the outcome");
            same(0, client.budget("guard").status().disruptedPods().size(), "the disruptions taken");
        }
    }

    private static void unreadyUnhealthy(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 0, 1, 2));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "sick", "x", false));
            same(EvictionOutcome.Kind.BLOCKED, client.evict(pod).kind(), "the outcome");
        }
    }

    private static void alwaysAllow(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 0, 1, 2)
                .with(PodDisruptionBudget.ALWAYS_ALLOW, "spec", "unhealthyPodEvictionPolicy"));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "sick", "x", false));
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(pod).kind(), "the outcome");
        }
    }

    private static void pendingOrFinished(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 0, 2, 2));
        try (Client client = new Client(setup)) {
            Pod pending = put(setup, client, Things.pending(setup, "waiting", "x"));
            Pod finished =
                    put(setup, client, Things.pod(setup, "done", "x", false).with("Succeeded", "status", "phase"));
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(pending).kind(), "the outcome of the pending pod");
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(finished).kind(), "the outcome of the finished pod");
            same(
                    Optional.empty(),
                    client.get(Kind.PODS, setup.namespace(), "waiting"),
                    "what is left of a pod that had no node");
        }
    }

    private static void terminating(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 1, 2, 1));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            client.evict(pod);
            Instant due = client.pod("a").metadata().deletionTimestamp().orElseThrow();
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(pod).kind(), "the second outcome");
            same(Optional.of(due), client.pod("a").metadata().deletionTimestamp(), "when the deletion is due");
            client.evict(new Eviction(pod.ref(), Optional.of(Duration.ofSeconds(5)), false));
            Instant sooner = client.pod("a").metadata().deletionTimestamp().orElseThrow();
            unless(sooner.isBefore(due), "a shorter grace period hurries the deletion");
        }
    }

    private static void twoBudgets(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 1, 2, 1));
        setup.put(Things.budget(setup, "guard-too", "x", 1, 2, 1));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            same(EvictionOutcome.Kind.TWO_BUDGETS, client.evict(pod).kind(), "the outcome");
        }
    }

    private static void gone(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            PodRef nobody = new PodRef(setup.namespace(), "nosuch", "8f3c6a0e-0000-4000-8000-000000000000");
            same(EvictionOutcome.Kind.GONE, client.evict(Eviction.of(nobody)).kind(), "the outcome");
        }
    }

    private static void replaced(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            PodRef former = new PodRef(setup.namespace(), "a", "8f3c6a0e-0000-4000-8000-000000000000");
            same(
                    EvictionOutcome.Kind.REPLACED,
                    client.evict(Eviction.of(former)).kind(),
                    "the outcome");
            unless(!client.pod("a").isTerminating(), "the pod that is there now, " + pod.uid() + ", stays");
        }
    }

    private static void dryRun(Setup setup) throws InterruptedException {
        setup.put(Things.budget(setup, "guard", "x", 1, 2, 1));
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            Eviction dry = new Eviction(pod.ref(), Optional.empty(), true);
            same(EvictionOutcome.Kind.ACCEPTED, client.evict(dry).kind(), "the outcome");
            same(pod.toDocument(), client.pod("a").toDocument(), "the pod");
            same(1, client.budget("guard").status().disruptionsAllowed(), "the disruptions left");
        }
    }

    private static void graceZero(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Pod pod = put(setup, client, Things.pod(setup, "a", "x", true));
            client.evict(new Eviction(pod.ref(), Optional.of(Duration.ZERO), false));
            same(Optional.empty(), client.get(Kind.PODS, setup.namespace(), "a"), "what is left of the pod");
        }
    }

    private static void namespace(Setup setup) throws InterruptedException {
        try (Client client = new Client(setup)) {
            Pod pod = put(
                    setup,
                    client,
                    Things.pod(setup, "a", "x", true).with(List.of("example.com/hold"), "metadata", "finalizers"));
            setup.terminateNamespace();
            same(EvictionOutcome.Kind.NAMESPACE_TERMINATING, client.evict(pod).kind(), "the outcome");
            setup.patch(Kind.PODS, setup.namespace(), "a", Document.empty().withNull("metadata", "finalizers"));
        }
    }
}
