package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Leases;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.SessionScope;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a roll on a session of its own. */
final class RollRunner {
    private final RollOperation operation;
    private final Loop loop;
    private final Roll roll;
    private final Optional<NodeEventWriter> written;
    private boolean cancelTold;

    private RollRunner(RollRequest request, RollOperation operation, ClusterSession session) {
        this.operation = operation;
        this.loop = new Loop(session, request.work().options().drain().maxInFlight());
        Dispatch dispatch = new Dispatch(request.listeners());
        this.written = request.work().options().nodeEvents()
                ? Optional.of(new NodeEventWriter(loop, dispatch::tell))
                : Optional.empty();
        Consumer<MaintenanceEvent> tell = written.isPresent() ? written.get() : dispatch::tell;
        this.roll = new Roll(request, loop, tell);
    }

    static RollOperation start(RollRequest request, ClusterBackend backend) {
        RollOperation operation = new RollOperation();
        try {
            backend.executor().execute(() -> {
                try {
                    operation.ended(run(request, backend, operation));
                } catch (Throwable e) { // the completion always comes; the thread's owner hears of an Error too
                    operation.ended(
                            notBegun(Outcome.FAILED, CycleCode.ERROR, "the roll broke off in the middle: " + e));
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            operation.ended(notBegun(Outcome.FAILED, CycleCode.ERROR, "the roll could not be carried on: " + e));
        }
        return operation;
    }

    static RollReport run(RollRequest request, ClusterBackend backend, RollOperation operation) {
        if (request.options().lock().isPresent() && !backend.has(Leases.class)) {
            return notBegun(
                    Outcome.REFUSED,
                    CycleCode.LOCKED,
                    "this backend has no Leases, so that nothing keeps two runners apart; say withoutLock() if you do");
        }
        try (SessionScope scope = SessionScope.open(backend)) {
            return new RollRunner(request.on(backend), operation, scope.session()).run();
        } catch (RuntimeException e) {
            return notBegun(Outcome.FAILED, CycleCode.ERROR, "the roll could not be carried on: " + e);
        }
    }

    private static RollReport notBegun(Outcome outcome, String code, String text) {
        RollReport.Draft draft = new RollReport.Draft();
        draft.outcome = outcome;
        draft.reasons = List.of(new Reason(code, text));
        return new RollReport(draft);
    }

    private RollReport run() {
        operation.wakes(loop::wake);
        roll.begin();
        loop.runToEnd(this::isEnded, () -> roll.cancel(Outcome.CANCELLED, "the thread was interrupted"), roll::abandon);
        operation.wakes(() -> {});
        return roll.report();
    }

    private boolean isEnded() {
        if (operation.isCancelled() && !cancelTold && !roll.isEnded()) {
            cancelTold = true;
            roll.cancel(Outcome.CANCELLED, "it was cancelled");
        }
        operation.isAt(roll.progress());
        return roll.isEnded() && written.filter(NodeEventWriter::isBusy).isEmpty();
    }
}
