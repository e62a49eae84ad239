package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.event.RollEvent;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The work of a roll: begins cycles as {@link RollPicker} lets it, hears of their ends, and stops beginning more when
 * something goes wrong. Whatever happens, it looks at everything anew.
 */
final class RollWork {
    /** So long nothing moves while several drains wait, before one of them is put back. */
    static final Duration STUCK = Duration.ofMinutes(2);

    private static final int MOST_PUT_BACK = 3;

    private final RollOptions options;
    private final Work work;
    private final Ground ground;
    private final Loop loop;
    private final NodeBoard board;
    private final PodBoard pods;
    private final RollSurge surge;
    private final RollPicker picker;
    private final List<Node> selection;
    private final List<String> toCome;
    private final RollReport.Draft draft;
    private final Optional<RollLease> lease;
    private final BiConsumer<Outcome, List<Reason>> then;
    private final int canaries;
    private final Map<String, NodeCycle> inWork = new LinkedHashMap<>();
    private final Map<String, CycleReport> ended = new TreeMap<>();
    private final Set<String> done = new HashSet<>();
    private final Map<String, Integer> putBack = new HashMap<>();
    private final Set<String> aside = new HashSet<>();
    private final List<Reason> stopping = new ArrayList<>();
    private Optional<Outcome> how = Optional.empty();
    private Instant pauseUntil = Instant.MIN;
    private Instant movedAt;
    private int failures;
    private boolean begun;
    private boolean over;
    private boolean scheduled;
    private boolean checking;
    private boolean removing;
    private boolean canaryTold;
    private boolean stuckTimer;

    RollWork(
            RollRequest request,
            Ground ground,
            NodeBoard board,
            List<Node> selection,
            List<String> toCome,
            RollReport.Draft draft,
            Optional<RollLease> lease,
            BiConsumer<Outcome, List<Reason>> then) {
        this.options = request.options();
        Work each = request.work().withDrainLimit(RollOptions.DRAIN).withDone(Map.of(Roll.DONE, draft.roll));
        this.work = options.replacing() ? each.replacing(request.provider().orElseThrow()::remove) : each;
        this.ground = ground;
        this.loop = ground.loop();
        this.board = board;
        this.selection = selection;
        this.toCome = new ArrayList<>(toCome);
        this.draft = draft;
        this.lease = lease;
        this.then = then;
        this.picker = new RollPicker(options, selection);
        this.canaries = Math.max(0, options.canary() - draft.before.size());
        this.pods = new PodBoard(loop::now, this::podPending, this::podsUnseen);
        this.surge = new RollSurge(
                loop, request.provider(), options.cycle().returnTimeout(), board, this::later, why -> stop(why));
        this.movedAt = loop.now();
    }

    RollOperation.Progress progress() {
        return new RollOperation.Progress(done.size(), List.copyOf(inWork.keySet()), toCome.size());
    }

    void report(RollReport.Draft into) {
        List<CycleReport> all = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (Node node : selection) {
            CycleReport one = ended.get(node.name());
            if (one != null) {
                all.add(one);
            } else if (toCome.contains(node.name())) {
                left.add(node.name());
            }
        }
        into.nodes = all;
        into.left = left;
        into.wentDown = pods.wentDown();
    }

    void begin() {
        if (over) {
            return;
        }
        begun = true;
        ground.drains().watchPods(pods);
        if (options.unbudgeted() == UnbudgetedPods.ONE_AT_A_TIME) {
            ground.drains().pace();
        }
        surge.begin(options.replacing() ? Roll.DONE : RollSurge.EXTRA, draft.roll);
        int wanted = Math.min(options.maxSurge().roundedUpOf(selection.size()), toCome.size());
        if (wanted > surge.ordered() && how.isEmpty()) {
            tell(RollEvent.Kind.SURGE, "", "adding " + (wanted - surge.ordered()) + " nodes first");
            surge.order(selection.get(0), wanted - surge.ordered());
        }
        advance();
    }

    /** All nodes were seen anew. */
    void allSeen() {
        List.copyOf(inWork.keySet()).forEach(this::feed);
        surge.look();
        List.copyOf(done).forEach(this::watchDone);
        later();
    }

    /** A node has changed, or is gone. */
    void seen(String name) {
        feed(name);
        surge.look();
        if (done.contains(name)) {
            watchDone(name);
        }
        later();
    }

    private void feed(String name) {
        NodeCycle cycle = inWork.get(name);
        if (cycle != null) {
            cycle.nodeSeen(board.find(name));
        }
    }

    private void watchDone(String name) {
        board.find(name)
                .filter(node -> !node.isReady())
                .ifPresent(node -> stop(new Reason(
                        CycleCode.DONE_NODE_NOT_READY,
                        "node " + name + ", which was done, is not Ready any more; no further node is begun")));
    }

    /** Pods move, so nothing is stuck. */
    void heard(PodEvent event) {
        switch (event.kind()) {
            case EVICTED, DELETED, GONE, REPLACED -> movedAt = event.at();
            default -> {}
        }
    }

    /** Ends everything that is in work, where it is. */
    void cancel(Outcome outcome, Reason why, boolean lost) {
        if (over) {
            return;
        }
        how = how.or(() -> Optional.of(outcome));
        stop(why);
        for (NodeCycle cycle : List.copyOf(inWork.values())) {
            if (lost) {
                cycle.forsake(why);
            } else {
                cycle.cancel(outcome, why.text());
            }
        }
        if (!begun) {
            over = true;
            then.accept(how.orElse(outcome), List.copyOf(stopping));
        }
        later();
    }

    private void stop(Reason why) {
        if (stopping.stream().noneMatch(each -> each.code().equals(why.code()))) {
            stopping.add(why);
            tell(RollEvent.Kind.STOPPING, "", why.text());
            later();
        }
    }

    private void podsUnseen(ApiFailure why) {
        draft.notes.add(new Reason(
                CycleCode.PODS_UNSEEN,
                "the pods of the cluster can't be watched: " + why.text()
                        + "; whether new ones stay Pending is UNKNOWN(pods), which workloads had no Ready pod too, and pods"
                        + " without a budget are not waited for one by one"));
        tell(RollEvent.Kind.NOTE, "", draft.notes.get(draft.notes.size() - 1).text());
    }

    private void podPending() {
        pods.longestPending()
                .ifPresent(each -> loop.at(each.getValue().plus(options.pendingLimit()), this::lookAtPending));
    }

    private void lookAtPending() {
        Optional<Map.Entry<PodRef, Instant>> longest = pods.longestPending();
        if (longest.isEmpty() || over) {
            return;
        }
        Instant due = longest.get().getValue().plus(options.pendingLimit());
        if (loop.now().isBefore(due)) {
            loop.at(due, this::lookAtPending);
        } else {
            stop(new Reason(
                    CycleCode.PODS_PENDING,
                    "pod " + longest.get().getKey() + " has been unschedulable for "
                            + Spans.text(options.pendingLimit()) + "; no further node is begun"));
        }
    }

    private void later() {
        if (!scheduled && begun && !over) {
            scheduled = true;
            loop.at(loop.now(), () -> {
                scheduled = false;
                advance();
            });
        }
    }

    private void advance() {
        if (over || (checking && stopping.isEmpty())) {
            return;
        } else if (!stopping.isEmpty() || (toCome.isEmpty() && !surge.isWaiting())) {
            if (inWork.isEmpty()) {
                finish();
            }
            return;
        }
        List<String> next = next();
        if (!next.isEmpty() && lease.isPresent()) {
            checking = true;
            lease.get().check(() -> {
                checking = false;
                next().forEach(this::begin);
                later();
            });
        } else if (!next.isEmpty()) {
            next.forEach(this::begin);
        } else if (inWork.isEmpty() && !surge.isWaiting() && !loop.now().isBefore(pauseUntil) && aside.isEmpty()) {
            stop(new Reason(CycleCode.NO_ROOM, "no node may begin, since too many are unavailable: " + unavailable()));
        } else if (inWork.isEmpty() && !aside.isEmpty()) {
            aside.clear();
            later();
        }
    }

    private String unavailable() {
        return String.join(
                ", ",
                selection.stream()
                        .flatMap(node -> board.find(node.name()).stream())
                        .filter(RollPicker::isUnavailable)
                        .map(node -> node.name() + (node.isReady() ? " (cordoned)" : " (not Ready)"))
                        .toList());
    }

    private List<String> next() {
        if (over || !stopping.isEmpty() || loop.now().isBefore(pauseUntil)) {
            return List.of();
        }
        boolean canary = done.size() < canaries;
        if (!canary && canaries > 0 && !canaryTold) {
            canaryTold = true;
            tell(RollEvent.Kind.CANARY_PASSED, "", canaries + " canaries are well, the rest follows");
        }
        Map<String, Node> now = new HashMap<>();
        for (Node node : selection) {
            board.find(node.name()).ifPresent(found -> now.put(found.name(), found));
        }
        toCome.removeIf(name -> !now.containsKey(name) && gone(name));
        List<String> may = toCome.stream()
                .filter(name -> !aside.contains(name)
                        && board.find(name).filter(this::isOthers).isEmpty())
                .toList();
        return picker.pick(now, may, inWork.keySet(), surge.extra(), canary ? 1 : Integer.MAX_VALUE);
    }

    private boolean gone(String name) {
        draft.notes.add(new Reason(CycleCode.NODE_GONE, "node " + name + " was deleted before its turn came"));
        return true;
    }

    /** Marked by a roll that has another lock, and so may be alive. */
    private boolean isOthers(Node node) {
        String own = ground.run().substring(0, ground.run().indexOf('/') + 1);
        return NodeMark.on(node)
                .map(mark -> mark.run().contains("/") && !mark.run().startsWith(own))
                .orElse(false);
    }

    private void begin(String name) {
        toCome.remove(name);
        Work its = removing ? work.replacing(surgeProvider()) : work;
        NodeCycle cycle = new NodeCycle(ground, its, name, this::cycleEnded);
        inWork.put(name, cycle);
        tell(RollEvent.Kind.NODE_BEGUN, name, "its turn (" + toCome.size() + " to come)");
        cycle.nodeSeen(board.find(name));
        if (inWork.size() > 1) {
            movedAt = loop.now();
            watchForStuck();
        }
    }

    private NodeAction surgeProvider() {
        return node -> surge.provider().orElseThrow().remove(node);
    }

    private void cycleEnded(CycleReport report) {
        String name = report.node();
        inWork.remove(name);
        movedAt = loop.now();
        boolean back = report.reasons().stream().anyMatch(each -> each.code().equals(CycleCode.PUT_BACK));
        if (back && report.step() == CycleStep.UNTOUCHED && how.isEmpty()) {
            toCome.add(name);
            aside.add(name);
            later();
            return;
        }
        pauseUntil = loop.now().plus(options.pause());
        loop.at(pauseUntil, this::later);
        if (!removing) {
            ended.put(name, report);
        }
        if (report.outcome() == Outcome.COMPLETED) {
            aside.clear();
            completed(name);
        } else if (report.step() == CycleStep.UNTOUCHED
                && report.reasons().stream().anyMatch(each -> each.code().equals(CycleCode.NODE_GONE))) {
            ended.remove(name);
            gone(name);
        } else {
            failed(report);
        }
        tell(
                RollEvent.Kind.NODE_ENDED,
                name,
                (report.outcome() == Outcome.COMPLETED
                                ? "done"
                                : report.outcome() + ", " + report.step().text()) + " (" + inWork.size() + " in work, "
                        + toCome.size() + " to come)");
        later();
    }

    private void completed(String name) {
        if (removing) {
            return;
        }
        done.add(name);
        if (options.replacing()) {
            done.remove(name); // it is not there any more
            surge.removed();
            if (surge.ordered() < selection.size()) {
                surge.order(selection.get(0), 1);
            }
        }
    }

    private void failed(CycleReport report) {
        failures++;
        if (how.isPresent()) {
            return;
        } else if (done.size() < canaries) {
            stop(new Reason(CycleCode.CANARY, "canary " + report.node() + " failed: " + why(report)));
        } else if (failures >= options.stopAfter()) {
            stop(new Reason(
                    CycleCode.FAILURES,
                    (failures == 1 ? "node " + report.node() + " failed: " : failures + " nodes failed, the last: ")
                            + why(report)));
        }
    }

    private static String why(CycleReport report) {
        return report.reasons().isEmpty() ? "" : report.reasons().get(0).text();
    }

    private void watchForStuck() {
        if (!stuckTimer) {
            stuckTimer = true;
            Instant due = movedAt.plus(STUCK);
            loop.at(due.isAfter(loop.now()) ? due : loop.now().plus(STUCK), () -> {
                stuckTimer = false;
                lookForStuck();
            });
        }
    }

    /** Drains that wait for each other's pods never end; the youngest gives way. */
    private void lookForStuck() {
        if (over || inWork.size() < 2) {
            return;
        }
        boolean stuck = !loop.now().isBefore(movedAt.plus(STUCK))
                && inWork.values().stream().allMatch(cycle -> cycle.stage() == CycleBase.Stage.DRAINING);
        if (stuck) {
            NodeCycle youngest = new ArrayList<>(inWork.values()).get(inWork.size() - 1);
            if (putBack.merge(youngest.name(), 1, Integer::sum) <= MOST_PUT_BACK) {
                youngest.putBack(new Reason(
                        CycleCode.PUT_BACK,
                        "nothing has moved for " + Spans.text(STUCK) + " while the drains of "
                                + String.join(", ", inWork.keySet())
                                + " wait, perhaps for each other; this one is put back until another has ended"));
            }
        }
        movedAt = stuck ? loop.now() : movedAt;
        watchForStuck();
    }

    private void finish() {
        boolean well = stopping.isEmpty() && failures == 0 && toCome.isEmpty();
        boolean alive = how.isEmpty();
        if (!removing && alive && !options.replacing() && !surge.ready().isEmpty()) {
            removing = true;
            tell(RollEvent.Kind.SURGE, "", "removing the " + surge.ready().size() + " nodes that were added");
            surge.ready().forEach(name -> {
                if (board.find(name).isPresent()) {
                    begin(name);
                }
            });
            if (!inWork.isEmpty()) {
                return;
            }
        }
        over = true;
        if (!well && stopping.isEmpty()) {
            stopping.add(new Reason(CycleCode.FAILURES, failures + " nodes failed"));
        }
        then.accept(well ? Outcome.COMPLETED : how.orElse(Outcome.FAILED), List.copyOf(stopping));
    }

    private void tell(RollEvent.Kind kind, String node, String text) {
        ground.tell().accept(new RollEvent(loop.now(), node, kind, text));
    }
}
