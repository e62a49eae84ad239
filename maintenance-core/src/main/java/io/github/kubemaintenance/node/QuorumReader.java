package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.EtcdHealthReport;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out for one cycle whether its node may go down: from etcd itself with {@link EtcdRule} where the caller has given
 * it, else from etcd's pods with {@link QuorumRule}, in one consistent list. A server that is away is asked five times.
 */
final class QuorumReader {
    /** How long etcd may take to say how it is; it is not asked more often than that either. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration BETWEEN = Duration.ofSeconds(5);
    private static final int TRIES = 5;
    private static final Query MEMBERS =
            Query.inNamespace("kube-system").withLabels(LabelSelector.of(Map.of("component", "etcd")));

    private final Loop loop;
    private final Optional<EtcdBackend> etcd;
    private boolean asking;
    private boolean well;
    private Optional<String> missing = Optional.of("etcd was not asked yet how its member is");

    QuorumReader(Loop loop, Optional<EtcdBackend> etcd) {
        this.loop = loop;
        this.etcd = etcd;
    }

    /** Finds out why a node must not go down; {@code then} gets nothing where it may. */
    void ask(Node node, Consumer<Optional<Reason>> then) {
        if (etcd.isEmpty()) {
            read(node.name(), then, 1);
            return;
        }
        check(
                health -> then.accept(EtcdRule.against(node, health)),
                why -> then.accept(Optional.of(QuorumRule.unknown(node.name(), why))));
    }

    /**
     * Returns what etcd's member on a node that is back lacks yet; empty if it is well, or etcd can't be asked.
     *
     * @param moved hears when that may have changed
     */
    Optional<String> missing(Node node, Runnable moved) {
        if (etcd.isEmpty() || well) {
            return Optional.empty();
        }
        if (!asking) {
            asking = true;
            check(health -> judged(EtcdRule.missing(node, health), moved), why -> judged(Optional.of(why), moved));
        }
        return missing;
    }

    private void judged(Optional<String> what, Runnable moved) {
        missing = what;
        well = what.isEmpty();
        if (well) {
            moved.run();
            return;
        }
        loop.at(loop.now().plus(BETWEEN), () -> {
            asking = false;
            moved.run();
        });
    }

    private void check(Consumer<EtcdHealthReport> then, Consumer<String> unknown) {
        EtcdHealth health = EtcdHealth.of(etcd.orElseThrow());
        boolean[] over = new boolean[1];
        long[] timer = {-1};
        long ticket = loop.fork(health::check, result -> {
            if (over[0]) {
                return;
            }
            over[0] = true;
            loop.cancel(timer[0]);
            if (result instanceof Result.Ok<EtcdHealthReport> ok) {
                then.accept(ok.value());
            } else {
                unknown.accept("etcd can't be asked how it is: "
                        + ((Result.Failed<EtcdHealthReport>) result).error().getMessage());
            }
        });
        timer[0] = loop.at(loop.now().plus(PATIENCE), () -> {
            if (!over[0]) {
                over[0] = true;
                loop.stop(ticket);
                unknown.accept("etcd has not said within " + Spans.text(PATIENCE) + " how it is");
            }
        });
    }

    private void read(String node, Consumer<Optional<Reason>> then, int attempt) {
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
                        () -> read(node, then, attempt + 1));
            } else {
                then.accept(Optional.of(QuorumRule.unknown(node, "etcd's pods can't be read: " + error.getMessage())));
            }
        });
    }
}
