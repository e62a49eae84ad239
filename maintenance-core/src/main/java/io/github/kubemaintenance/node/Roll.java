package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.drain.SharedDrains;
import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.event.RollEvent;
import io.github.kubemaintenance.model.Lease;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A roll from the lock to its release; the work on nodes is {@link RollWork}'s.
 *
 * <pre>
 *   LOCKING --> LOOKING --> TAINTING --> WORKING --> CLEANING --> UNLOCKING --> ENDED
 *    Lease       nodes       nodes to     RollWork    taints off    Lease
 *                selected    come
 * </pre>
 */
final class Roll implements Observer<Node> {
    /** On a node that is done: the roll's name. */
    static final String DONE = "kubemaintenance.github.io/rolled-by";

    private static final String ROLL = "kubemaintenance.github.io/roll";
    private static final String OF = "kubemaintenance.github.io/roll-of";
    private static final String STATE = "kubemaintenance.github.io/roll-state";
    private static final Duration CLEANING = Duration.ofSeconds(10);

    private final RollRequest request;
    private final RollOptions options;
    private final Loop loop;
    private final String run;
    private final Consumer<MaintenanceEvent> listeners;
    private final Optional<RollLease> lease;
    private final NodeBoard board = new NodeBoard();
    private final RollReport.Draft draft = new RollReport.Draft();
    private List<Node> selection = List.of();
    private boolean looking = true;
    private boolean resumed;
    private boolean lost;
    private boolean ending;
    private int pending;
    private Optional<RollReport> report = Optional.empty();

    @Nullable
    private RollWork work;

    Roll(RollRequest request, Loop loop, Consumer<MaintenanceEvent> listeners) {
        this.request = request;
        this.options = request.options();
        this.loop = loop;
        this.listeners = listeners;
        this.run = options.lock().orElse("unlocked") + "/" + Ground.newRun(loop);
        this.lease = options.lock().map(name -> new RollLease(loop, options.lockNamespace(), name, run, this::lost));
        draft.startedAt = loop.now();
        draft.roll = options.name().isEmpty() ? loop.now().toString().replace(':', '.') : options.name();
        lease.ifPresent(lock -> loop.guard(call -> !call.isWrite() || RollLease.isOurs(call) || lock.mayWrite()));
    }

    boolean isEnded() {
        return report.isPresent();
    }

    RollReport report() {
        return report.orElseThrow(() -> new IllegalStateException("the roll has not ended"));
    }

    RollOperation.Progress progress() {
        return work == null ? new RollOperation.Progress(0, List.of(), 0) : work.progress();
    }

    void begin() {
        options.timeout()
                .ifPresent(limit -> loop.at(
                        Later.after(loop.now(), limit),
                        () -> cancel(Outcome.TIMED_OUT, "the time for all of it (" + limit + ") is over")));
        if (lease.isPresent()) {
            lease.get().acquire(this::begun, before -> observe(), why -> end(Outcome.REFUSED, List.of(why)));
        } else {
            observe();
        }
    }

    /** What is written on the lease: the roll's name, which an unfinished one over the same selection has given. */
    private Lease begun(Lease seen) {
        Map<String, String> before = seen.annotations();
        boolean same = request.nodes().toString().equals(before.get(OF)) && "running".equals(before.get(STATE));
        if (same && options.name().isEmpty() && !options.afresh() && before.containsKey(ROLL)) {
            draft.roll = before.get(ROLL);
            resumed = true;
        }
        return seen.withAnnotation(ROLL, draft.roll)
                .withAnnotation(OF, request.nodes().toString())
                .withAnnotation(STATE, "running");
    }

    private void observe() {
        if (!ending) {
            loop.observe(Kind.NODES, Query.all(), this);
        }
    }

    void cancel(Outcome how, String why) {
        Reason reason = new Reason(how == Outcome.TIMED_OUT ? CycleCode.TIMEOUT : CycleCode.CANCELLED, why);
        if (work != null) {
            work.cancel(how, reason, false);
        } else {
            unlock(how, List.of(reason));
        }
    }

    private void lost(Reason why) {
        lost = true;
        tell(RollEvent.Kind.STOPPING, why.text());
        if (work != null) {
            work.cancel(Outcome.FAILED, why, true);
        } else {
            end(Outcome.FAILED, List.of(why));
        }
    }

    /** The session has failed: at least there is a report. */
    void abandon(RuntimeException e) {
        draft.cause = e;
        if (!isEnded()) {
            end(Outcome.FAILED, List.of(new Reason(CycleCode.ERROR, "the roll could not go on: " + e)));
        }
    }

    @Override
    public void snapshot(List<Node> items) {
        board.set(items);
        if (looking) {
            looking = false;
            select();
        } else if (work != null) {
            work.allSeen();
        }
    }

    @Override
    public void changed(ChangeType type, Node node) {
        if (type == ChangeType.DELETED) {
            board.remove(node.name());
        } else {
            board.put(node);
        }
        if (work != null) {
            work.seen(node.name());
        }
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        if (ended) {
            cancel(Outcome.FAILED, "nodes can't be watched: " + why.text() + "; a roll needs to list and watch nodes");
        }
    }

    private void select() {
        if (ending) {
            return;
        }
        List<String> missing = request.nodes().missing(board.all());
        try {
            selection = request.nodes().of(board.all(), request.provider());
        } catch (MaintenanceException e) {
            refuse(String.valueOf(e.getMessage()));
            return;
        }
        if (!missing.isEmpty()) {
            refuse("the cluster has no node of the name " + String.join(", ", missing));
            return;
        } else if (selection.isEmpty()) {
            refuse("the selection (" + request.nodes() + ") matches no node");
            return;
        } else if (needsProvider()
                && request.provider()
                        .flatMap(each -> each.groupOf(selection.get(0)))
                        .isEmpty()) {
            refuse("the provider knows no group of node " + selection.get(0).name()
                    + ", so it can't add nodes like it");
            return;
        } else if (options.unavailableOf(selection.size()) == 0
                && options.maxSurge().roundedUpOf(selection.size()) == 0) {
            refuse("with maxUnavailable 0 and no surge no node could ever begin");
            return;
        }
        List<String> before = new ArrayList<>();
        List<String> toCome = new ArrayList<>();
        for (Node node : RollOrder.of(selection, request.nodes().areNamed())) {
            boolean done = draft.roll.equals(node.metadata().annotations().get(DONE))
                    && NodeMark.on(node).isEmpty();
            (done ? before : toCome).add(node.name());
        }
        draft.before = before;
        if (resumed) {
            String text =
                    "an earlier run of roll " + draft.roll + " is gone on with; " + before.size() + " nodes were done";
            draft.notes.add(new Reason(CycleCode.RESUMED, text));
            tell(RollEvent.Kind.RESUMED, text);
        }
        tell(RollEvent.Kind.BEGUN, toCome.size() + " nodes to do");
        Ground ground = new Ground(loop, new SharedDrains(loop, true), run, this::heard);
        work = new RollWork(request, ground, board, selection, toCome, draft, lease, this::clean);
        taint(toCome);
    }

    private boolean needsProvider() {
        return options.replacing() || options.maxSurge().amount() > 0;
    }

    private void refuse(String why) {
        unlock(Outcome.REFUSED, List.of(new Reason(CycleCode.NOTHING_SELECTED, why)));
    }

    private void heard(MaintenanceEvent event) {
        if (work != null && event instanceof PodEvent pod) {
            work.heard(pod);
        }
        listeners.accept(event);
    }

    private void taint(List<String> toCome) {
        if (options.softTaints() && toCome.size() > 1) {
            for (String name : toCome) {
                Node node = board.find(name).orElseThrow();
                pending++;
                NodeChange.begin(
                        loop,
                        node,
                        seen -> SoftTaint.isOn(seen) || !seen.uid().equals(node.uid())
                                ? new NodeChange.Done()
                                : new NodeChange.Write(SoftTaint.add(seen)),
                        this::tainted);
            }
        }
        if (pending == 0) {
            begunWork();
        }
    }

    private void tainted(NodeChange.End end) {
        if (end instanceof NodeChange.NotChanged not
                && draft.notes.stream().noneMatch(each -> each.code().equals(CycleCode.NOT_WRITTEN))) {
            draft.notes.add(new Reason(
                    CycleCode.NOT_WRITTEN,
                    "nodes to come could not all be made less attractive, so pods may move twice: "
                            + not.why().text()));
        }
        if (--pending == 0) {
            begunWork();
        }
    }

    private void begunWork() {
        if (work != null) {
            work.begin();
        }
    }

    /** The work has ended, in whatever way. */
    private void clean(Outcome how, List<Reason> why) {
        List<Node> tainted = selection.stream()
                .flatMap(node -> board.find(node.name()).stream())
                .filter(SoftTaint::isOn)
                .toList();
        if (lost || tainted.isEmpty()) {
            unlock(how, why);
            return;
        }
        boolean[] over = new boolean[1];
        int[] left = {tainted.size()};
        Runnable next = () -> {
            if (!over[0]) {
                over[0] = true;
                unlock(how, why);
            }
        };
        for (Node node : tainted) {
            NodeChange.begin(
                    loop,
                    node,
                    seen -> SoftTaint.isOn(seen) ? new NodeChange.Write(SoftTaint.remove(seen)) : new NodeChange.Done(),
                    end -> {
                        if (--left[0] == 0) {
                            next.run();
                        }
                    });
        }
        if (how != Outcome.COMPLETED) {
            loop.at(loop.now().plus(CLEANING), next);
        }
    }

    private void unlock(Outcome how, List<Reason> why) {
        if (ending) {
            return;
        }
        ending = true;
        if (lost || lease.isEmpty()) {
            end(how, why);
            return;
        }
        boolean[] over = new boolean[1];
        Runnable next = () -> {
            if (!over[0]) {
                over[0] = true;
                end(how, why);
            }
        };
        lease.get()
                .release(
                        seen -> how == Outcome.COMPLETED || how == Outcome.REFUSED
                                ? seen.withAnnotation(STATE, how == Outcome.COMPLETED || !resumed ? "done" : "running")
                                : seen,
                        next);
        Instant latest = loop.now().plus(CLEANING);
        loop.at(latest, next);
    }

    private void end(Outcome how, List<Reason> why) {
        if (isEnded()) {
            return;
        }
        ending = true;
        draft.outcome = how;
        draft.reasons = why;
        draft.endedAt = loop.now();
        draft.lowest = board.capacity();
        if (work != null) {
            work.report(draft);
        } else {
            draft.left = selection.stream().map(Node::name).toList();
        }
        tell(RollEvent.Kind.ENDED, how + (why.isEmpty() ? "" : ": " + why.get(0).text()));
        report = Optional.of(new RollReport(draft));
    }

    private void tell(RollEvent.Kind kind, String text) {
        listeners.accept(new RollEvent(loop.now(), "", kind, text));
    }
}
