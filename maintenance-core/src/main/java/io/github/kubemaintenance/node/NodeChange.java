package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One guarded change of a node, carried through: whatever goes wrong on the way, it is decided anew of how the node is
 * then. A write whose answer was lost is so found to be done or not, and a server that is away is waited for.
 */
final class NodeChange {
    /** What is to be done with a node as it is. */
    sealed interface Decision {}

    /** It is as wanted. */
    record Done() implements Decision {}

    /** Write this, which is guarded by the node's version. */
    record Write(Patch<Node> patch) implements Decision {}

    /** It must not be done. */
    record Refuse(Reason why) implements Decision {}

    /** What became of it. */
    sealed interface End {}

    /** The node is as wanted. */
    record Changed(Node node) implements End {}

    /** It is not, and why. */
    record NotChanged(Reason why) implements End {}

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Loop loop;
    private final String name;
    private final Function<Node, Decision> decide;
    private final Consumer<End> then;
    private int failures;
    private boolean over;

    private NodeChange(Loop loop, String name, Function<Node, Decision> decide, Consumer<End> then) {
        this.loop = loop;
        this.name = name;
        this.decide = decide;
        this.then = then;
    }

    /** Begins; {@code then} is called once on the loop's thread, never before this returns. */
    static NodeChange begin(Loop loop, Node seen, Function<Node, Decision> decide, Consumer<End> then) {
        NodeChange change = new NodeChange(loop, seen.name(), decide, then);
        change.decide(seen, true);
        return change;
    }

    /** Nobody wants to hear of it any more; what was sent may be carried out. */
    void forget() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** How long to wait before something is tried again that has failed a number of times. */
    static Duration backOff(int failures, Optional<Duration> retryAfter) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 5));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        Duration asked = retryAfter.orElse(Duration.ZERO);
        return asked.compareTo(wait) > 0 ? asked : wait;
    }

    private void decide(Node seen, boolean deferred) {
        Decision decision = decide.apply(seen);
        if (decision instanceof Write write) {
            loop.submit(new Call.Change<>(write.patch()), this::patched);
            return;
        }
        End end = decision instanceof Refuse refuse ? new NotChanged(refuse.why()) : new Changed(seen);
        if (deferred) {
            loop.at(loop.now(), () -> end(end));
        } else {
            end(end);
        }
    }

    private void end(End end) {
        if (!over) {
            over = true;
            then.accept(end);
        }
    }

    private void patched(Result<PatchOutcome<Node>> result) {
        if (over) {
            return;
        }
        if (result instanceof Result.Ok<PatchOutcome<Node>> ok) {
            if (ok.value() instanceof PatchOutcome.Patched<Node> patched) {
                end(new Changed(patched.object()));
            } else {
                failed(((PatchOutcome.Failed<Node>) ok.value()).failure());
            }
        } else {
            failed(failure(((Result.Failed<PatchOutcome<Node>>) result).error(), "patch nodes " + name));
        }
    }

    private void failed(ApiFailure why) {
        if (why.kind() == ApiFailure.Kind.CONFLICT) {
            read();
        } else if (why.isTransient()) {
            failures++;
            loop.at(Later.after(loop.now(), backOff(failures, why.retryAfter())), this::read);
        } else if (why.kind() == ApiFailure.Kind.NOT_FOUND) {
            gone();
        } else {
            end(new NotChanged(new Reason(CycleCode.NOT_WRITTEN, why.text())));
        }
    }

    private void gone() {
        end(new NotChanged(new Reason(CycleCode.NODE_GONE, "node " + name + " is gone")));
    }

    private void read() {
        if (!over) {
            loop.submit(new Call.Get<>(Kind.NODES, "", name), this::readAgain);
        }
    }

    private void readAgain(Result<Optional<Node>> result) {
        if (over) {
            return;
        }
        if (result instanceof Result.Ok<Optional<Node>> ok) {
            if (ok.value().isEmpty()) {
                gone();
            } else {
                decide(ok.value().get(), false);
            }
        } else {
            failed(failure(((Result.Failed<Optional<Node>>) result).error(), "get nodes " + name));
        }
    }

    private static ApiFailure failure(Throwable error, String request) {
        return error instanceof ApiException known
                ? known.failure()
                : new ApiFailure(ApiFailure.Kind.OTHER, request, 0, "", error.toString(), Optional.empty());
    }
}
