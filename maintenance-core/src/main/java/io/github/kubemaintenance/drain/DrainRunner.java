package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
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
import java.util.function.Function;

/** Carries out on a loop what a {@link DrainMachine} wants, and tells it what comes back. Decides nothing. */
final class DrainRunner {
    private static final int RESTARTS = 3;

    private final DrainRequest request;
    private final DrainOperation operation;
    private final Loop loop;
    private final BudgetWatch budgets;
    private final Dispatch listeners;
    private final DrainMachine machine;
    private final Deque<DrainSignal> heard = new ArrayDeque<>();
    private final Map<PodRef, Loop.Submission> submissions = new LinkedHashMap<>();
    private int watches;
    private long timer = -1;
    private Instant timerAt = Instant.MAX;
    private boolean hearing;
    private boolean cancelTold;
    private Optional<String> lastEvent = Optional.empty();

    private DrainRunner(DrainRequest request, DrainOperation operation, Loop loop) {
        this.request = request;
        this.operation = operation;
        this.loop = loop;
        this.listeners = new Dispatch(request.listeners());
        this.budgets = new BudgetWatch(loop, this::hear);
        this.machine =
                new DrainMachine(request.node(), request.planner(), request.expected(), budgets.book(), loop.now());
    }

    static DrainOperation start(DrainRequest request, ClusterBackend backend) {
        DrainOperation operation = new DrainOperation();
        try {
            backend.executor().execute(() -> operation.ended(run(request, backend, operation)));
        } catch (RuntimeException e) {
            operation.ended(notBegun(request, e));
        }
        return operation;
    }

    /** Runs a drain to its end on this thread; the report says how it ended, whatever happens. */
    static DrainReport run(DrainRequest request, ClusterBackend backend, DrainOperation operation) {
        try (ClusterSession session = backend.open()) {
            DrainRunner runner = new DrainRunner(
                    request, operation, new Loop(session, request.options().maxInFlight()));
            return runner.run();
        } catch (RuntimeException e) {
            return notBegun(request, e);
        }
    }

    private static DrainReport notBegun(DrainRequest request, RuntimeException e) {
        ReportDraft draft = new ReportDraft(request.node(), request.options().dryRun(), Instant.EPOCH);
        draft.outcome = Outcome.FAILED;
        draft.reasons = List.of(new Reason("ERROR", "the drain could not be carried on: " + e));
        draft.cause = e;
        return new DrainReport(draft);
    }

    private DrainReport run() {
        operation.wakes(loop::wake);
        boolean interrupted = false;
        carryOut(machine.start());
        setTimer();
        while (true) {
            try {
                loop.run(this::isEnded);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                hear(new DrainSignal.Cancelled("the thread was interrupted"));
            } catch (RuntimeException e) {
                machine.abandon(e, loop.now());
                break;
            }
        }
        operation.wakes(() -> {});
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return machine.report().with(loop.sent() + watches + budgets.requests());
    }

    private boolean isEnded() {
        if (operation.isCancelled() && !cancelTold && !machine.isEnded()) {
            cancelTold = true;
            hear(new DrainSignal.Cancelled("it was cancelled"));
        }
        return machine.isEnded();
    }

    /** Tells the machine, and carries out what it wants, one signal after the other. */
    private void hear(DrainSignal signal) {
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
        operation.isAt(machine.progress(lastEvent));
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
        } else if (command instanceof DrainCommand.PatchNode patch) {
            loop.submit(new Call.Change<>(patch.patch()), result -> hear(new DrainSignal.Patched(result)));
        } else if (command instanceof DrainCommand.ReadNode) {
            loop.submit(
                    new Call.Get<>(Kind.NODES, "", request.node()), result -> hear(new DrainSignal.NodeRead(result)));
        } else if (command instanceof DrainCommand.LookUp lookUp) {
            loop.submit(
                    new Call.Get<>(
                            Kind.DAEMON_SETS,
                            lookUp.name().namespace(),
                            lookUp.name().name()),
                    result -> hear(new DrainSignal.LookedUp(lookUp.name(), FactsReader.daemonSet(result))));
        } else if (command instanceof DrainCommand.ReadPods) {
            list(PageRequest.first(request.options().pageSize()), new ArrayList<>(), 0);
        } else if (command instanceof DrainCommand.WatchPods) {
            watches += 2;
            loop.observe(Kind.PODS, podQuery(), new PodObserver());
        } else if (command instanceof DrainCommand.WatchReplacements replacements) {
            new ReplacementWatch(loop, this::hear).begin(replacements.went());
        } else if (command instanceof DrainCommand.Withdraw) {
            List<PodRef> back = new ArrayList<>();
            submissions.forEach((pod, submission) -> {
                if (submission.withdraw()) {
                    back.add(pod);
                }
            });
            heard.add(new DrainSignal.Withdrawn(back));
        } else {
            FactsReader.read(loop, request.node(), request.planner(), facts -> hear(new DrainSignal.Planned(facts)));
        }
    }

    private <A> void submit(PodRef pod, Call<A> call, Function<Result<A>, DrainSignal> signal) {
        submissions.put(pod, loop.submit(call, result -> {
            submissions.remove(pod);
            hear(signal.apply(result));
        }));
    }

    private Query podQuery() {
        return Query.onNode(request.node()).withLabels(request.options().podSelector());
    }

    private void list(PageRequest page, List<Pod> before, int restarts) {
        loop.submit(new Call.ListPage<>(Kind.PODS, podQuery(), page), result -> {
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
