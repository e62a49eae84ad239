package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.SessionScope;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.drain.SharedDrains;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.internal.Dispatch;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the cycle of one node on a session of its own. */
final class CycleRunner implements Observer<Node> {
    private final CycleOperation operation;
    private final Loop loop;
    private final NodeCycle cycle;
    private final Optional<NodeEventWriter> written;
    private boolean cancelTold;

    private CycleRunner(CycleRequest request, Work work, CycleOperation operation, ClusterSession session) {
        this.operation = operation;
        this.loop = new Loop(session, request.options().drain().maxInFlight());
        Dispatch dispatch = new Dispatch(request.listeners());
        this.written = request.options().nodeEvents()
                ? Optional.of(new NodeEventWriter(loop, dispatch::tell))
                : Optional.empty();
        Consumer<MaintenanceEvent> tell = written.isPresent() ? written.get() : dispatch::tell;
        Ground ground = new Ground(loop, new SharedDrains(loop, false), Ground.newRun(loop), tell);
        this.cycle = new NodeCycle(ground, work, request.node(), report -> {});
    }

    static CycleOperation start(CycleRequest request, ClusterBackend backend) {
        CycleOperation operation = new CycleOperation();
        try {
            backend.executor().execute(() -> {
                try {
                    operation.ended(run(request, backend, operation));
                } catch (Throwable e) { // the completion always comes; the thread's owner hears of an Error too
                    operation.ended(notBegun(request, new MaintenanceException("it broke off in the middle: " + e, e)));
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            operation.ended(notBegun(request, e));
        }
        return operation;
    }

    static CycleReport run(CycleRequest request, ClusterBackend backend, CycleOperation operation) {
        try (SessionScope scope = SessionScope.open(backend)) {
            return new CycleRunner(request, request.work().on(backend), operation, scope.session()).run(request.node());
        } catch (RuntimeException e) {
            return notBegun(request, e);
        }
    }

    private static CycleReport notBegun(CycleRequest request, RuntimeException e) {
        CycleDraft draft = new CycleDraft(request.node(), Instant.EPOCH);
        draft.cause = e;
        return draft.report(
                Outcome.FAILED,
                List.of(new Reason(CycleCode.ERROR, "the cycle could not be carried on: " + e)),
                Optional.empty(),
                Instant.EPOCH);
    }

    private CycleReport run(String node) {
        operation.wakes(loop::wake);
        loop.observe(Kind.NODES, Query.named(node), this);
        loop.runToEnd(
                this::isEnded, () -> cycle.cancel(Outcome.CANCELLED, "the thread was interrupted"), cycle::abandon);
        operation.wakes(() -> {});
        return cycle.report();
    }

    private boolean isEnded() {
        if (operation.isCancelled() && !cancelTold && !cycle.isEnded()) {
            cancelTold = true;
            cycle.cancel(Outcome.CANCELLED, "it was cancelled");
        }
        operation.isAt(cycle.step());
        return cycle.isEnded() && written.filter(NodeEventWriter::isBusy).isEmpty();
    }

    @Override
    public void snapshot(List<Node> items) {
        cycle.nodeSeen(items.stream().findFirst());
    }

    @Override
    public void changed(ChangeType type, Node object) {
        cycle.nodeSeen(type == ChangeType.DELETED ? Optional.empty() : Optional.of(object));
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        if (ended) {
            cycle.nodeUnreadable(why);
        }
    }
}
