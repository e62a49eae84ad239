package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads etcd's pods for {@link QuorumRule}: one consistent list; a server that is away is asked five times. */
final class QuorumReader {
    private static final int TRIES = 5;
    private static final Query MEMBERS =
            Query.inNamespace("kube-system").withLabels(LabelSelector.of(Map.of("component", "etcd")));

    private final Loop loop;
    private final String node;
    private final Consumer<Optional<Reason>> then;

    private QuorumReader(Loop loop, String node, Consumer<Optional<Reason>> then) {
        this.loop = loop;
        this.node = node;
        this.then = then;
    }

    /** Finds out why a node must not go down; {@code then} gets nothing where it may. */
    static void read(Loop loop, String node, Consumer<Optional<Reason>> then) {
        new QuorumReader(loop, node, then).read(1);
    }

    private void read(int attempt) {
        loop.submit(new Call.ListPage<>(Kind.PODS, MEMBERS, PageRequest.first(0)), result -> {
            if (result instanceof Result.Ok<Page<Pod>> ok) {
                then.accept(QuorumRule.against(node, ok.value().items()));
                return;
            }
            Throwable error = ((Result.Failed<Page<Pod>>) result).error();
            if (error instanceof ApiException api && api.failure().isTransient() && attempt < TRIES) {
                loop.at(
                        loop.now()
                                .plus(NodeChange.backOff(attempt, api.failure().retryAfter())),
                        () -> read(attempt + 1));
            } else {
                then.accept(Optional.of(QuorumRule.unknown(node, "etcd's pods can't be read: " + error.getMessage())));
            }
        });
    }
}
