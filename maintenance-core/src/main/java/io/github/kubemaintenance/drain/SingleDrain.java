package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.SessionScope;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The drain of one node with a session of its own, on the caller's thread or in the background. */
final class SingleDrain {
    private final DrainOperation operation;
    private final Loop loop;
    private final BudgetWatch budgets;
    private final DrainRunner runner;
    private boolean cancelTold;

    private SingleDrain(DrainRequest request, DrainOperation operation, ClusterSession session) {
        this.operation = operation;
        this.loop = new Loop(session, request.options().maxInFlight());
        this.budgets = new BudgetWatch(loop);
        this.runner = new DrainRunner(
                request,
                loop,
                budgets,
                new NarrowSource(loop),
                Optional.empty(),
                each -> operation.isAt(each.progress()));
    }

    static DrainOperation start(DrainRequest request, ClusterBackend backend) {
        DrainOperation operation = new DrainOperation();
        try {
            backend.executor().execute(() -> {
                try {
                    operation.ended(run(request, backend, operation));
                } catch (Throwable e) { // the completion always comes; the thread's owner hears of an Error too
                    operation.ended(notCarriedOn(request, "it broke off in the middle: " + e, e));
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            operation.ended(notCarriedOn(request, "the backend's executor did not take it: " + e, e));
        }
        return operation;
    }

    /** Runs a drain to its end on this thread; the report says how it ended, whatever happens. */
    static DrainReport run(DrainRequest request, ClusterBackend backend, DrainOperation operation) {
        try (SessionScope scope = SessionScope.open(backend)) {
            return new SingleDrain(request, operation, scope.session()).run();
        } catch (RuntimeException e) {
            return notCarriedOn(request, "the drain could not be carried on: " + e, e);
        }
    }

    private static DrainReport notCarriedOn(DrainRequest request, String why, Throwable e) {
        ReportDraft draft = new ReportDraft(request.node(), request.options().dryRun(), Instant.EPOCH);
        draft.outcome = Outcome.FAILED;
        draft.reasons = List.of(new Reason("ERROR", why));
        draft.cause = e;
        return new DrainReport(draft);
    }

    private DrainReport run() {
        operation.wakes(loop::wake);
        runner.begin();
        loop.runToEnd(this::isEnded, () -> runner.cancel("the thread was interrupted"), runner::abandon);
        operation.wakes(() -> {});
        DrainReport report = runner.report();
        return report.with(report.requests() + budgets.requests());
    }

    private boolean isEnded() {
        if (operation.isCancelled() && !cancelTold && !runner.isEnded()) {
            cancelTold = true;
            runner.cancel("it was cancelled");
        }
        return runner.isEnded();
    }
}
