package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Carries out on a loop what a {@link DrainMachine} wants, and tells it what comes back. Decides nothing. */
final class DrainRunner implements BudgetWatch.Reader {
    private static final long NONE = -1;
    private static final int RESTARTS = 3;

    private final DrainRequest request;
    private final Loop loop;
    private final BudgetWatch budgets;
    private final OwnerSource owners;
    private final Dispatch listeners;
    private final Optional<NodeTaker> taker;
    private final Consumer<DrainRunner> then;
    private final DrainMachine machine;
    private final Deque<DrainSignal> heard = new ArrayDeque<>();
    private final Map<PodRef, Loop.Submission> submissions = new LinkedHashMap<>();
    private long podsWatch = NONE;
    private int requests;
    private long timer = NONE;
    private Instant timerAt = Instant.MAX;
    private boolean hearing;
    private boolean over;
    private Optional<String> lastEvent = Optional.empty();

    @Nullable
    private ReplacementWatch replacements;

    /**
     * Makes a runner.
     *
     * @param taker cordons the node; empty for the drain's own cordon
     * @param then hears of every step, and last of the end
     */
    DrainRunner(
            DrainRequest request,
            Loop loop,
            BudgetWatch budgets,
            OwnerSource owners,
            Optional<NodeTaker> taker,
            Consumer<DrainRunner> then) {
        this.request = request;
        this.loop = loop;
        this.budgets = budgets;
        this.owners = owners;
        this.taker = taker;
        this.then = then;
        this.listeners = new Dispatch(request.listeners());
        this.machine = new DrainMachine(
                request.node(), request.planner(), request.expected(), budgets.book(), taker.isPresent(), loop.now());
    }

    void begin() {
        budgets.add(this);
        carryOut(machine.start());
        setTimer();
    }

    boolean isEnded() {
        return machine.isEnded();
    }

    /** {@return the report of a drain that has ended} */
    DrainReport report() {
        return machine.report().with(requests);
    }

    DrainProgress progress() {
        return machine.progress(lastEvent);
    }

    void cancel(String why) {
        hear(new DrainSignal.Cancelled(why));
    }

    /** The session under it has failed. */
    void abandon(RuntimeException e) {
        machine.abandon(e, loop.now());
    }

    /** Tells the machine, and carries out what it wants, one signal after the other. */
    @Override
    public void hear(DrainSignal signal) {
        heard.add(signal);
        if (hearing) {
            return;
        }
        hearing = true;
        try {
            while (!heard.isEmpty()) {
                carryOut(machine.on(heard.remove(), loop.now()));
            }
        } finally {
            hearing = false;
        }
        setTimer();
        if (machine.isEnded() && !over) {
            over = true;
            close();
        }
        then.accept(this);
    }

    @Override
    public void moved(String namespace) {
        if (machine.waitsIn(namespace)) {
            hear(new DrainSignal.BudgetsMoved());
        }
    }

    /** Leaves nothing behind on a loop that goes on. */
    private void close() {
        budgets.remove(this);
        loop.stop(podsWatch);
        budgets.book().pace().ifPresent(pace -> submissions.keySet().forEach(pace::answered));
        if (replacements != null) {
            replacements.stop();
        }
    }

    private void setTimer() {
        Instant at = machine.isEnded() ? Instant.MAX : machine.lookAgain();
        if (!at.equals(timerAt)) {
            loop.cancel(timer);
            timerAt = at;
            timer = at.equals(Instant.MAX)
                    ? -1
                    : loop.at(at, () -> {
                        timerAt = Instant.MAX;
                        hear(new DrainSignal.Time());
                    });
        }
    }

    private void carryOut(List<DrainCommand> commands) {
        Set<String> namespaces = new LinkedHashSet<>();
        for (DrainCommand command : commands) {
            if (command instanceof DrainCommand.WatchBudgets wanted) {
                namespaces.add(wanted.namespace());
            } else {
                carryOut(command);
            }
        }
        budgets.cover(namespaces);
    }

    private void carryOut(DrainCommand command) {
        if (command instanceof DrainCommand.Tell tell) {
            lastEvent = Optional.of(tell.event().toString());
            listeners.tell(tell.event());
        } else if (command instanceof DrainCommand.Evict evict) {
            PodRef pod = evict.eviction().pod();
            submit(pod, new Call.Evict(evict.eviction()), result -> new DrainSignal.EvictionAnswered(pod, result));
        } else if (command instanceof DrainCommand.Delete delete) {
            PodRef pod = new PodRef(
                    delete.deletion().namespace(),
                    delete.deletion().name(),
                    delete.deletion().uid());
            submit(pod, new Call.Delete(delete.deletion()), result -> new DrainSignal.DeletionAnswered(pod, result));
        } else if (command instanceof DrainCommand.TakeNode take) {
            taker.orElseThrow().take(take.node(), result -> hear(new DrainSignal.Taken(result)));
        } else if (command instanceof DrainCommand.PatchNode patch) {
            submit(new Call.Change<>(patch.patch()), result -> hear(new DrainSignal.Patched(result)));
        } else if (command instanceof DrainCommand.ReadNode) {
            submit(new Call.Get<>(Kind.NODES, "", request.node()), result -> hear(new DrainSignal.NodeRead(result)));
        } else if (command instanceof DrainCommand.LookUp lookUp) {
            submit(
                    new Call.Get<>(
                            Kind.DAEMON_SETS,
                            lookUp.name().namespace(),
                            lookUp.name().name()),
                    result -> hear(new DrainSignal.LookedUp(lookUp.name(), FactsReader.daemonSet(result))));
        } else if (command instanceof DrainCommand.ReadPods) {
            list(PageRequest.first(request.options().pageSize()), new ArrayList<>(), 0);
        } else if (command instanceof DrainCommand.WatchPods) {
            requests += 2;
            podsWatch = loop.observe(Kind.PODS, podQuery(), new PodObserver());
        } else if (command instanceof DrainCommand.WatchReplacements wanted) {
            replacements = new ReplacementWatch(owners, this::hear);
            replacements.begin(wanted.went());
        } else if (command instanceof DrainCommand.Withdraw) {
            List<PodRef> back = new ArrayList<>();
            submissions.forEach((pod, submission) -> {
                if (submission.withdraw()) {
                    requests--;
                    back.add(pod);
                }
            });
            heard.add(new DrainSignal.Withdrawn(back));
        } else {
            FactsReader.read(
                    loop,
                    request.node(),
                    request.planner(),
                    () -> requests++,
                    facts -> hear(new DrainSignal.Planned(facts)));
        }
    }

    private <A> void submit(PodRef pod, Call<A> call, Function<Result<A>, DrainSignal> signal) {
        requests++;
        submissions.put(pod, loop.submit(call, result -> {
            submissions.remove(pod);
            hear(signal.apply(result));
            budgets.freed(this, pod.namespace());
        }));
    }

    private <A> void submit(Call<A> call, Consumer<Result<A>> answer) {
        requests++;
        loop.submit(call, answer);
    }

    private Query podQuery() {
        return Query.onNode(request.node()).withLabels(request.options().podSelector());
    }

    private void list(PageRequest page, List<Pod> before, int restarts) {
        submit(new Call.ListPage<>(Kind.PODS, podQuery(), page), result -> {
            if (result instanceof Result.Ok<Page<Pod>> ok) {
                before.addAll(ok.value().items());
                if (ok.value().hasNext()) {
                    list(page.after(ok.value()), before, restarts);
                } else {
                    hear(new DrainSignal.PodsRead(new Result.Ok<>(before)));
                }
                return;
            }
            Throwable error = ((Result.Failed<Page<Pod>>) result).error();
            boolean expired = error instanceof ApiException api && api.failure().kind() == ApiFailure.Kind.EXPIRED;
            if (expired && restarts < RESTARTS) {
                list(PageRequest.first(page.limit()), new ArrayList<>(), restarts + 1);
            } else {
                hear(new DrainSignal.PodsRead(new Result.Failed<>(error)));
            }
        });
    }

    private final class PodObserver implements Observer<Pod> {
        @Override
        public void snapshot(List<Pod> items) {
            hear(new DrainSignal.PodsSeen(items));
        }

        @Override
        public void changed(ChangeType type, Pod object) {
            hear(new DrainSignal.PodChanged(type, object));
        }

        @Override
        public void lost(ApiFailure why, boolean ended) {
            hear(new DrainSignal.PodsLost(why, ended));
        }
    }
}
