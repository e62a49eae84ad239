package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Waits for gates to open by watching the nodes and the pods of kube-system. An API server that is away is waited for:
 * what was seen before counts for nothing until there is a new snapshot.
 */
final class GateWatch {
    private final ClusterBackend backend;
    private final BooleanSupplier stopped;

    /** One kind as it is seen. */
    private static final class Sight<T extends KubeObject> implements Observer<T> {
        private final Map<String, T> known = new TreeMap<>();
        private boolean fresh;
        private String trouble = "it was not read yet";
        private boolean ended;

        @Override
        public void snapshot(List<T> items) {
            known.clear();
            items.forEach(each -> known.put(each.uid() + each.name(), each));
            fresh = true;
        }

        @Override
        public void changed(WatchSink.ChangeType type, T object) {
            if (type == WatchSink.ChangeType.DELETED) {
                known.remove(object.uid() + object.name());
            } else {
                known.put(object.uid() + object.name(), object);
            }
        }

        @Override
        public void lost(ApiFailure why, boolean forGood) {
            fresh = false;
            ended = forGood;
            trouble = why.text();
        }

        Collection<T> all() {
            return known.values();
        }
    }

    /**
     * How a wait ended.
     *
     * @param seen what was seen last; null if nothing could be seen
     * @param closed what keeps gates closed; empty if all are open
     */
    record Result(@Nullable Seen seen, List<String> closed) {}

    GateWatch(ClusterBackend backend, BooleanSupplier stopped) {
        this.backend = backend;
        this.stopped = stopped;
    }

    /** Waits until all gates are open, the time is over, or the run is stopped. */
    Result await(GateRules rules, List<StepCheck> checks, Duration limit) throws InterruptedException {
        try (ClusterSession session = backend.open()) {
            Loop loop = new Loop(session, 2);
            Sight<Node> nodes = new Sight<>();
            Sight<Pod> pods = new Sight<>();
            loop.observe(Kind.NODES, Query.all(), nodes);
            loop.observe(Kind.PODS, Query.inNamespace(Survey.SYSTEM), pods);
            boolean[] over = new boolean[1];
            loop.at(loop.now().plus(limit), () -> over[0] = true);
            loop.run(() -> over[0]
                    || stopped.getAsBoolean()
                    || nodes.ended
                    || pods.ended
                    || (nodes.fresh
                            && pods.fresh
                            && closed(rules, checks, nodes, pods).isEmpty()));
            if (nodes.fresh && pods.fresh) {
                return new Result(Seen.of(nodes.all(), pods.all()), closed(rules, checks, nodes, pods));
            }
            return new Result(
                    null, List.of("the API servers don't answer: " + (nodes.fresh ? pods.trouble : nodes.trouble)));
        }
    }

    private static List<String> closed(GateRules rules, List<StepCheck> checks, Sight<Node> nodes, Sight<Pod> pods) {
        Seen seen = Seen.of(nodes.all(), pods.all());
        List<String> closed = new ArrayList<>();
        checks.forEach(check -> rules.closed(check, seen).ifPresent(closed::add));
        return closed;
    }
}
