package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.drain.internal.CordonMark;
import io.github.kubemaintenance.event.NodeEvent;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Instant;
import java.util.Optional;

/**
 * Cordons the node, gives it back, and knows what it is like. A node that was cordoned before gets no request. Our cordon
 * is kubectl's patch; with {@code restoreOnFailure()} it is guarded by the node's resourceVersion and leaves a mark.
 *
 * <p>A patch whose answer is lost, or that met a change, is not taken for done: the node is read, and what it says counts
 * (only a plain patch is simply sent again, since twice is once). A server that is away is waited for.
 */
final class NodeKeeper {
    private enum Step {
        IDLE,
        PATCHING,
        READING,
        PAUSED
    }

    private final Desk desk;
    private final String mark;
    private final boolean takenByOthers;
    private Node node;
    private NodeCordon cordon;
    private boolean uncertain;
    private Instant lookNotBefore = Instant.MIN;
    private int lookFailures;
    private Step step = Step.IDLE;
    private boolean wanted;
    private boolean undoing;
    private boolean watching;
    private boolean lookOnceMore;
    private boolean replaced;
    private boolean uncordonedByOthers;
    private int failures;
    private Instant retryAt = Instant.MIN;

    @Nullable
    private ApiFailure failure;

    /** Keeps a node; {@code takenByOthers} where whoever asked for the drain cordons it, and gives it back. */
    NodeKeeper(Desk desk, Node node, boolean takenByOthers) {
        this.desk = desk;
        this.takenByOthers = takenByOthers;
        this.node = node;
        this.cordon = node.unschedulable() ? NodeCordon.BEFORE : NodeCordon.SCHEDULABLE;
        this.mark = CordonMark.text(desk.now().toString(), node, "drain");
    }

    /** {@return the node as it was last seen} */
    Node node() {
        return node;
    }

    NodeCordon cordon() {
        return (isPatching() || uncertain) && !isDryRun() ? NodeCordon.UNKNOWN : cordon;
    }

    boolean isPatching() {
        return step == Step.PATCHING;
    }

    /** Tells whether there is something to give back: our cordon, or one that may be ours and bears our mark then. */
    boolean mayBeCordonedByUs() {
        return cordon == NodeCordon.BY_US || (uncertain && isMarked() && !isDryRun());
    }

    /** Tells whether there is another node under the name. */
    boolean isReplaced() {
        return replaced;
    }

    /** Tells whether somebody else lets the node take pods again. */
    boolean isUncordonedByOthers() {
        return uncordonedByOthers;
    }

    /** Tells whether what was asked for is done or has failed. */
    boolean isSettled() {
        return !wanted;
    }

    /** Returns why what was asked for has failed. */
    Optional<String> failure() {
        return Optional.ofNullable(failure).map(ApiFailure::text);
    }

    /** Cordons it. */
    void take() {
        begin(false);
    }

    private void begin(boolean undo) {
        undoing = undo;
        wanted = true;
        failure = null;
        failures = 0;
        if (!undo && takenByOthers) {
            step = Step.PATCHING;
            desk.wants(new DrainCommand.TakeNode(node));
        } else if (!undo && node.unschedulable()) {
            settled(NodeCordon.BEFORE);
            desk.tell(NodeEvent.Step.ALREADY_CORDONED, "already cordoned");
        } else if (undo && uncertain) {
            read();
        } else {
            patch();
        }
    }

    /** Gives the node back, if it is still as we left it. */
    void giveBack() {
        begin(true);
    }

    private boolean isDryRun() {
        return desk.options.dryRun() == DryRun.SERVER;
    }

    private boolean isMarked() {
        return desk.options.restoreOnFailure() && !takenByOthers;
    }

    /** Whoever asked for the drain has cordoned the node, or could not: it is not ours to give back. */
    void taken(Result<Node> result) {
        step = Step.IDLE;
        if (result instanceof Result.Ok<Node> ok) {
            node = ok.value();
            settled(NodeCordon.BEFORE);
        } else {
            failed(failure(((Result.Failed<Node>) result).error(), "cordon node " + desk.node));
        }
    }

    private void patch() {
        step = Step.PATCHING;
        Patch<Node> patch;
        if (undoing) {
            patch = isMarked() ? CordonMark.uncordonGuarded(node) : Patch.cordon(node.name(), false);
        } else {
            patch = isMarked() ? CordonMark.cordon(node, mark) : CordonMark.cordon(node);
        }
        desk.wants(new DrainCommand.PatchNode(patch.withDryRun(isDryRun())));
    }

    void patched(Result<PatchOutcome<Node>> result) {
        step = Step.IDLE;
        if (result instanceof Result.Ok<PatchOutcome<Node>> ok) {
            if (ok.value() instanceof PatchOutcome.Patched<Node> patched) {
                patched(patched.object());
            } else {
                failed(((PatchOutcome.Failed<Node>) ok.value()).failure());
            }
        } else {
            failed(failure(((Result.Failed<PatchOutcome<Node>>) result).error(), "patch nodes " + desk.node));
        }
    }

    private void patched(Node now) {
        if (!now.uid().equals(node.uid()) && !undoing) {
            replaced = true;
        }
        node = now;
        if (undoing) {
            settled(NodeCordon.SCHEDULABLE);
            desk.tell(NodeEvent.Step.UNCORDONED, "uncordoned again");
        } else {
            settled(isDryRun() ? NodeCordon.SCHEDULABLE : NodeCordon.BY_US);
            desk.tell(NodeEvent.Step.CORDONED, isDryRun() ? "would be cordoned (dry run)" : "cordoned");
        }
    }

    private void settled(NodeCordon now) {
        cordon = now;
        wanted = false;
        uncertain = false;
    }

    private void failed(ApiFailure why) {
        if (takenByOthers) {
            failure = why; // who took it has tried what can be tried
            wanted = false;
            return;
        }
        uncertain |= why.kind() == ApiFailure.Kind.UNAVAILABLE;
        if (why.isTransient() || why.kind() == ApiFailure.Kind.CONFLICT) {
            failures++;
            step = Step.PAUSED;
            retryAt = why.kind() == ApiFailure.Kind.CONFLICT
                    ? desk.now()
                    : desk.in(Patience.backOff(failures, why.retryAfter()));
            return;
        }
        if (why.kind() == ApiFailure.Kind.NOT_FOUND) {
            cordon = NodeCordon.NODE_GONE;
        }
        failure = why;
        wanted = false;
    }

    /** Goes on after a pause. */
    void advance() {
        if (step == Step.PAUSED) {
            if (desk.now().isBefore(retryAt)) {
                desk.lookAgain(retryAt);
            } else if (isMarked()) {
                read();
            } else {
                patch();
            }
        }
        if (!wanted && lookOnceMore && step == Step.IDLE) {
            if (desk.now().isBefore(lookNotBefore)) {
                desk.lookAgain(lookNotBefore);
                return;
            }
            lookOnceMore = false;
            watching = true;
            read();
        }
    }

    private void read() {
        step = Step.READING;
        desk.wants(new DrainCommand.ReadNode());
    }

    /** Asks what the node is like now. Answered once it was read after this call. */
    void look() {
        lookOnceMore = true;
    }

    /** Tells whether a look that was asked for is not answered yet. */
    boolean isLooking() {
        return lookOnceMore || watching;
    }

    void read(Result<Optional<Node>> result) {
        step = Step.IDLE;
        if (result instanceof Result.Failed<Optional<Node>> failed) {
            ApiFailure why = failure(failed.error(), "get nodes " + desk.node);
            if (watching && why.isTransient()) {
                lookOnceMore = true;
                lookNotBefore = desk.in(Patience.backOff(++lookFailures, why.retryAfter()));
            } else if (!watching && wanted) {
                failed(why);
            }
            watching = false;
            return;
        }
        Optional<Node> found = ((Result.Ok<Optional<Node>>) result).value();
        if (watching) {
            watching = false;
            looked(found);
        } else if (found.isEmpty()) {
            failed(new ApiFailure(
                    ApiFailure.Kind.NOT_FOUND,
                    "get nodes " + desk.node,
                    404,
                    "NotFound",
                    "the node is gone",
                    Optional.empty()));
        } else {
            decideAnew(found.get());
        }
    }

    /** A patch was lost or met a change; this is how the node is. */
    private void decideAnew(Node now) {
        if (!now.uid().equals(node.uid())) {
            replaced = true;
            wanted = false;
            return;
        }
        node = now;
        boolean ours = CordonMark.isOn(now, mark);
        if (undoing) {
            if (now.unschedulable() && ours) {
                patch();
            } else {
                settled(now.unschedulable() ? NodeCordon.BEFORE : NodeCordon.SCHEDULABLE);
                if (now.unschedulable()) {
                    desk.note(ReasonCode.NOT_RESTORED, "others have cordoned the node meanwhile; it is left as it is");
                }
            }
        } else if (now.unschedulable()) {
            settled(ours ? NodeCordon.BY_US : NodeCordon.BEFORE);
            desk.tell(
                    ours ? NodeEvent.Step.CORDONED : NodeEvent.Step.ALREADY_CORDONED,
                    ours ? "cordoned" : "cordoned by others meanwhile");
        } else {
            patch();
        }
    }

    private void looked(Optional<Node> found) {
        if (found.isEmpty()) {
            if (cordon != NodeCordon.NODE_GONE) {
                desk.note(ReasonCode.NODE_GONE, "node " + desk.node + " was deleted meanwhile");
            }
            cordon = NodeCordon.NODE_GONE;
        } else if (!found.get().uid().equals(node.uid())) {
            replaced = true;
        } else {
            node = found.get();
            uncordonedByOthers &= !node.unschedulable();
            if (!node.unschedulable() && cordon != NodeCordon.SCHEDULABLE) {
                cordon = NodeCordon.SCHEDULABLE;
                uncordonedByOthers = true;
                String text = "others have uncordoned the node meanwhile";
                desk.note(ReasonCode.UNCORDONED, text);
                desk.tell(NodeEvent.Step.UNCORDONED, text);
            }
        }
    }

    private static ApiFailure failure(Throwable error, String request) {
        return error instanceof ApiException known
                ? known.failure()
                : new ApiFailure(ApiFailure.Kind.OTHER, request, 0, "", error.toString(), Optional.empty());
    }
}
