package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads what a plan is made of, through a {@link Loop}: confined to its thread, waits for nothing itself, writes nothing,
 * repeats no read that failed (but a list whose continue token has expired, which begins anew).
 *
 * <pre>
 *   GET node                      none: the drain can't be planned
 *   LIST pods of the node         in pages of one revision
 *   GET DaemonSet, each once      only those that pods of the node name
 *   LIST budgets, once            in one namespace if the pods to be evicted are in one, else in all; none if no pod needs it
 *   at most three more            see {@link Needs}; what fails is a finding
 * </pre>
 *
 * <p><b>Requests.</b> With N pods evicted and D DaemonSets a whole drain has N + D + 12: reading takes D + 3 and at most
 * {@value #EXTRA} more, evictions N. That leaves six to whoever runs it: the cordon, list and watch of pods, list and
 * watch of budgets, and the final consistent list.
 */
final class FactsReader {
    /** Most reads that only improve a plan. */
    static final int EXTRA = 3;

    private static final int RESTARTS = 3;
    private static final int MOST_PODS = 500;
    private static final int MOST_NODES = 100;

    private final Loop loop;
    private final String nodeName;
    private final DrainPlanner planner;
    private final Runnable counted;
    private final Consumer<Result<DrainFacts>> then;
    private int restarts;
    private int extra;
    private boolean finished;

    private FactsReader(
            Loop loop, String nodeName, DrainPlanner planner, Runnable counted, Consumer<Result<DrainFacts>> then) {
        this.loop = loop;
        this.nodeName = nodeName;
        this.planner = planner;
        this.counted = counted;
        this.then = then;
    }

    /**
     * Starts to read.
     *
     * @param loop the loop, which the caller runs
     * @param node name of the node
     * @param planner what the facts are for: its options and rules say what has to be read
     * @param counted is called for every request
     * @param then gets the facts, or a {@link MaintenanceException} that says what could not be read; called once
     */
    static void read(
            Loop loop, String node, DrainPlanner planner, Runnable counted, Consumer<Result<DrainFacts>> then) {
        new FactsReader(loop, node, planner, counted, then).readNode();
    }

    /**
     * Reads and plans, and waits for it.
     *
     * @throws MaintenanceException where what a drain needs can't be read, and on an interrupt, whose flag is restored
     */
    static DrainPlan plan(ClusterBackend backend, String node, DrainPlanner planner) {
        List<Result<DrainFacts>> read = new ArrayList<>();
        try (ClusterSession session = backend.openForReading()) {
            Loop loop = new Loop(session, planner.options().maxInFlight());
            read(loop, node, planner, () -> {}, read::add);
            loop.run(() -> !read.isEmpty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MaintenanceException("interrupted while planning the drain of node " + node, e);
        }
        return planner.plan(read.get(0).orThrow());
    }

    private void readNode() {
        ask(new Call.Get<>(Kind.NODES, "", nodeName), found -> {
            if (found.isPresent()) {
                DrainFacts empty = DrainFacts.of(loop.now(), found.get(), List.of(), Map.of());
                readPods(empty, PageRequest.first(planner.options().pageSize()), new ArrayList<>());
            } else {
                throw new MaintenanceException("node \"" + nodeName
                        + "\" not found: the cluster has no node of that name, so there is nothing to drain");
            }
        });
    }

    private void readPods(DrainFacts facts, PageRequest request, List<Pod> before) {
        Query query = Query.onNode(nodeName).withLabels(planner.options().podSelector());
        submit(
                new Call.ListPage<>(Kind.PODS, query, request),
                result -> guarded(() -> {
                    if (isExpired(result) && !request.continueToken().isEmpty() && restarts < RESTARTS) {
                        restarts++;
                        readPods(facts, PageRequest.first(request.limit()), new ArrayList<>());
                        return;
                    }
                    Page<Pod> page = orFail(result);
                    before.addAll(page.items());
                    if (page.hasNext()) {
                        readPods(facts, request.after(page), before);
                    } else {
                        readDaemonSets(DrainFacts.of(loop.now(), facts.node(), before, Map.of()));
                    }
                }));
    }

    private void readDaemonSets(DrainFacts facts) {
        Set<DaemonSetFact.Name> names = new LinkedHashSet<>();
        facts.pods().forEach(pod -> planner.rules().lookup(pod, facts.at()).ifPresent(names::add));
        Map<DaemonSetFact.Name, DaemonSetFact> found = new LinkedHashMap<>();
        if (names.isEmpty()) {
            readBudgets(facts);
        }
        for (DaemonSetFact.Name name : names) {
            submit(
                    new Call.Get<>(Kind.DAEMON_SETS, name.namespace(), name.name()),
                    result -> guarded(() -> {
                        found.put(name, daemonSet(result));
                        if (found.size() == names.size()) {
                            readBudgets(DrainFacts.of(facts.at(), facts.node(), facts.pods(), found));
                        }
                    }));
        }
    }

    /** Makes of the answer to a GET what {@link PodRules} goes by. */
    static DaemonSetFact daemonSet(Result<Optional<Workload>> result) {
        if (result instanceof Result.Ok<Optional<Workload>> ok) {
            return ok.value().isPresent() ? new DaemonSetFact.Exists() : new DaemonSetFact.Gone();
        }
        return new DaemonSetFact.Unreadable(why(result));
    }

    private void readBudgets(DrainFacts facts) {
        List<String> namespaces = planner.judged(facts).stream()
                .filter(Judged::asksBudgets)
                .map(each -> each.pod().namespace())
                .distinct()
                .toList();
        if (namespaces.isEmpty()) {
            readMore(facts.withBudgets(new Fact.Read<>(Budgets.none())));
            return;
        }
        Query query = namespaces.size() == 1 ? Query.inNamespace(namespaces.get(0)) : Query.all();
        // Budgets are few and small; pages would cost a request each.
        submit(
                new Call.ListPage<>(Kind.BUDGETS, query, PageRequest.first(0)),
                result -> guarded(() -> readMore(facts.withBudgets(budgets(result, facts.pods())))));
    }

    private void readMore(DrainFacts facts) {
        Optional<Needs.Need> need = extra < EXTRA ? new Needs(planner, facts).next() : Optional.empty();
        extra++;
        if (need.isEmpty()) {
            finish(new Result.Ok<>(facts));
        } else if (need.get() instanceof Needs.Need.Autoscalers autoscalers) {
            submit(
                    new Call.ListPage<>(Kind.AUTOSCALERS, autoscalers.query(), PageRequest.first(0)),
                    result -> guarded(() -> readMore(facts.withAutoscalers(items(result)))));
        } else if (need.get() instanceof Needs.Need.Guarded guarded) {
            submit(
                    new Call.ListPage<>(Kind.PODS, guarded.query(), PageRequest.first(MOST_PODS)),
                    result -> guarded(() -> readMore(facts.withGuarded(guarded.namespace(), items(result)))));
        } else if (need.get() instanceof Needs.Need.Owner owner) {
            submit(
                    new Call.Get<>(owner.kind(), owner.namespace(), owner.name()),
                    result -> guarded(() -> readMore(facts.withOwner(owner.key(), found(result)))));
        } else {
            submit(
                    new Call.ListPage<>(Kind.NODES, Query.all(), PageRequest.first(MOST_NODES)),
                    result -> guarded(() -> readMore(facts.withNodes(
                            result instanceof Result.Ok<Page<Node>> ok
                                    ? new Fact.Read<>(new Places.Nodes(
                                            ok.value().items(), !ok.value().hasNext()))
                                    : new Fact.Unreadable<>(why(result))))));
        }
    }

    private static <T extends KubeObject> Fact<List<T>> items(Result<Page<T>> result) {
        return result instanceof Result.Ok<Page<T>> ok
                ? new Fact.Read<>(ok.value().items())
                : new Fact.Unreadable<>(why(result));
    }

    private static Fact<Budgets> budgets(Result<Page<PodDisruptionBudget>> result, List<Pod> pods) {
        return result instanceof Result.Ok<Page<PodDisruptionBudget>> ok
                ? new Fact.Read<>(Budgets.guardingAny(pods, ok.value().items()))
                : new Fact.Unreadable<>(why(result));
    }

    private static Fact<Workload> found(Result<Optional<Workload>> result) {
        if (result instanceof Result.Ok<Optional<Workload>> ok) {
            return ok.value().isPresent() ? new Fact.Read<>(ok.value().get()) : new Fact.Unreadable<>("it is gone");
        }
        return new Fact.Unreadable<>(why(result));
    }

    private static String why(Result<?> result) {
        Throwable error = ((Result.Failed<?>) result).error();
        return error instanceof ApiException api ? api.failure().text() : error.toString();
    }

    private static boolean isExpired(Result<?> result) {
        return result instanceof Result.Failed<?> failed
                && failed.error() instanceof ApiException api
                && api.failure().kind() == ApiFailure.Kind.EXPIRED;
    }

    private <A> void submit(Call<A> call, Consumer<Result<A>> answer) {
        counted.run();
        loop.submit(call, answer);
    }

    private <A> void ask(Call<A> call, Consumer<A> go) {
        submit(call, result -> guarded(() -> go.accept(orFail(result))));
    }

    /** Returns the answer or throws what tells a person why the drain can't be planned. */
    private <A> A orFail(Result<A> result) {
        if (result instanceof Result.Ok<A> ok) {
            return ok.value();
        }
        Throwable error = ((Result.Failed<A>) result).error();
        String hint = error instanceof ApiException api
                        && (api.failure().kind() == ApiFailure.Kind.FORBIDDEN
                                || api.failure().kind() == ApiFailure.Kind.UNAUTHORIZED)
                ? "; a drain needs to get and patch nodes, list and watch pods, create pods/eviction and get daemonsets"
                : "";
        throw new MaintenanceException(
                "the drain of node " + nodeName + " can't be planned: " + why(result) + hint, error);
    }

    /** What a filter of the request or we ourselves throw must reach the caller, not end the loop. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (finished) {
                throw e; // it is the caller's own
            }
            finish(new Result.Failed<>(e));
        }
    }

    private void finish(Result<DrainFacts> result) {
        finished = true;
        then.accept(result);
    }
}
