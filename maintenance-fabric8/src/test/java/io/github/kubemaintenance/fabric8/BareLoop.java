package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.helpers.NOPLogger;

/**
 * The least that empties a node: cordon, list, watch, and evictions on 16 connections, one at a time under a budget and only
 * while it is seen to be open. No plan, no errors, no cancel. What drains are measured against.
 */
final class BareLoop {
    private final Fabric8Api api;
    private final String namespace;
    private final String node;
    private final boolean budget;
    private final AtomicInteger requests = new AtomicInteger();
    private final Deque<PodRef> waiting = new ArrayDeque<>();
    private final Set<String> there = new HashSet<>();
    private int inFlight;
    private int allowed;

    BareLoop(KubernetesClient client, String namespace, String node, boolean budget) {
        this.api = new Fabric8Api(client, Duration.ofSeconds(30), NOPLogger.NOP_LOGGER);
        this.namespace = namespace;
        this.node = node;
        this.budget = budget;
    }

    int requests() {
        return requests.get();
    }

    void run() throws InterruptedException {
        ExecutorService connections = Executors.newFixedThreadPool(16);
        requests.addAndGet(
                4 + (budget ? 2 : 0)); // cordon, list, watch, the look at evictions; list and watch of budgets
        api.patch(Patch.cordon(node, true));
        Page<Pod> pods = api.list(Kind.PODS, Query.onNode(node), PageRequest.first(0));
        for (Pod pod : pods.items()) {
            waiting.add(pod.ref());
            there.add(pod.uid());
        }
        Watch seen = api.watch(Kind.PODS, Query.onNode(node), pods.resourceVersion(), new Sink<>(this::pod));
        Watch budgets = () -> {};
        if (budget) {
            Page<PodDisruptionBudget> list = api.list(Kind.BUDGETS, Query.inNamespace(namespace), PageRequest.first(0));
            list.items().forEach(this::open);
            budgets = api.watch(
                    Kind.BUDGETS,
                    Query.inNamespace(namespace),
                    list.resourceVersion(),
                    new Sink<>((type, each) -> open(each)));
        }
        synchronized (this) {
            while (!there.isEmpty()) {
                while (!waiting.isEmpty() && (budget ? inFlight == 0 && allowed > 0 : inFlight < 16)) {
                    PodRef next = waiting.remove();
                    inFlight++;
                    allowed--;
                    connections.execute(() -> evict(next));
                }
                wait(1000);
            }
        }
        seen.close();
        budgets.close();
        connections.shutdown();
    }

    private void evict(PodRef pod) {
        requests.incrementAndGet();
        EvictionOutcome outcome = api.evict(Eviction.of(pod));
        synchronized (this) {
            inFlight--;
            if (outcome.kind() == EvictionOutcome.Kind.BLOCKED) {
                waiting.add(pod);
            }
            notifyAll();
        }
    }

    private synchronized void pod(WatchSink.ChangeType type, Pod pod) {
        if (type == WatchSink.ChangeType.DELETED) {
            there.remove(pod.uid());
            notifyAll();
        }
    }

    private synchronized void open(PodDisruptionBudget seen) {
        allowed = seen.status().disruptionsAllowed() - inFlight;
        notifyAll();
    }

    /** Hands changes on. */
    private record Sink<T extends KubeObject>(java.util.function.BiConsumer<WatchSink.ChangeType, T> then)
            implements WatchSink<T> {
        @Override
        public void changed(ChangeType type, T object) {
            then.accept(type, object);
        }

        @Override
        public void bookmark(String resourceVersion) {}

        @Override
        public void lost(ApiFailure why) {
            throw new IllegalStateException(why.text());
        }
    }
}
