package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.internal.Later;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The nodes that a roll adds. Each bears an annotation of the roll as soon as it is Ready: a run that goes on after a
 * crash finds them by it.
 */
final class RollSurge {
    /** On a node that was added for the time of a roll. */
    static final String EXTRA = "kubemaintenance.github.io/added-by-roll";

    private final Loop loop;
    private final Optional<NodeProvider> provider;
    private final Duration limit;
    private final NodeBoard board;
    private final Runnable moved;
    private final Consumer<Reason> failed;
    private final Set<String> awaited = new LinkedHashSet<>();
    private final Set<String> ready = new LinkedHashSet<>();
    private String annotation = EXTRA;
    private String roll = "";
    private int ordered;
    private int ordering;
    private int removed;

    RollSurge(
            Loop loop,
            Optional<NodeProvider> provider,
            Duration limit,
            NodeBoard board,
            Runnable moved,
            Consumer<Reason> failed) {
        this.loop = loop;
        this.provider = provider;
        this.limit = limit;
        this.board = board;
        this.moved = moved;
        this.failed = failed;
    }

    /** Says what nodes that are added bear, and finds those of a run before. */
    void begin(String key, String name) {
        annotation = key;
        roll = name;
        for (Node node : board.all()) {
            if (name.equals(node.metadata().annotations().get(EXTRA)) && key.equals(EXTRA)) {
                ready.add(node.name());
                ordered++;
            }
        }
    }

    /** How many nodes there are more than in the beginning; negative if more were removed than added. */
    int extra() {
        return ready.size() - removed;
    }

    Optional<NodeProvider> provider() {
        return provider;
    }

    int ordered() {
        return ordered;
    }

    /** Tells whether nodes are on their way. */
    boolean isWaiting() {
        return ordering > 0 || !awaited.isEmpty();
    }

    /** The nodes that were added and are there. */
    List<String> ready() {
        return new ArrayList<>(ready);
    }

    void removed() {
        removed++;
    }

    /** Orders nodes in the group of a node. */
    void order(Node like, int count) {
        String group = provider.flatMap(each -> each.groupOf(like)).orElse("");
        ordered += count;
        ordering++;
        loop.fork(() -> provider.orElseThrow().add(group, count), result -> {
            ordering--;
            if (result instanceof Result.Ok<List<String>> ok) {
                awaited.addAll(ok.value());
                loop.at(Later.after(loop.now(), limit), () -> late(ok.value()));
                look();
            } else {
                failed.accept(new Reason(
                        CycleCode.SURGE,
                        "nodes could not be added to group " + group + ": "
                                + ((Result.Failed<List<String>>) result).error()));
            }
            moved.run();
        });
    }

    private void late(List<String> names) {
        List<String> missing = names.stream().filter(awaited::contains).toList();
        if (!missing.isEmpty()) {
            awaited.removeAll(missing);
            failed.accept(new Reason(
                    CycleCode.SURGE,
                    "new nodes were not there and Ready after " + Spans.text(limit) + ": "
                            + String.join(", ", missing)));
        }
    }

    /** The board has changed. */
    void look() {
        for (String name : new ArrayList<>(awaited)) {
            Optional<Node> node = board.find(name).filter(Node::isReady);
            if (node.isPresent()) {
                awaited.remove(name);
                ready.add(name);
                NodeChange.begin(loop, node.get(), this::annotated, end -> moved.run());
            }
        }
    }

    private NodeChange.Decision annotated(Node node) {
        return roll.equals(node.metadata().annotations().get(annotation))
                ? new NodeChange.Done()
                : new NodeChange.Write(new Patch<>(
                        Kind.NODES,
                        "",
                        node.name(),
                        Patch.Type.STRATEGIC_MERGE,
                        Document.empty().with(roll, "metadata", "annotations", annotation),
                        false));
    }
}
