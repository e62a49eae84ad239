package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What living kubelets write again and again: their leases and the heartbeats in their nodes' conditions. Nothing of it
 * is stored, and no watch tells of it: who asks is answered what would have been written by now.
 */
final class NodeBeats {
    private static final String NAMESPACE = "kube-node-lease";
    /** How often a kubelet posts a status in which nothing has changed. */
    private static final Duration REPORT = Duration.ofMinutes(5);

    private static final Duration LEASE = Duration.ofSeconds(40);
    private static final String HEARTBEAT = "lastHeartbeatTime";
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Store store;

    NodeBeats(Store store) {
        this.store = store;
    }

    /** A node with its heartbeats; anything else as it is. */
    <T extends KubeObject> T shown(Kind<T> kind, T object) {
        if (!(object instanceof Node node) || !haveKubelets()) {
            return object;
        }
        Instant last = lastBefore(node, REPORT);
        List<Condition> conditions = new ArrayList<>();
        for (Condition each : node.conditions()) {
            conditions.add(NodeLifecycle.OF_KUBELET.contains(each.type()) ? beaten(each, last) : each);
        }
        return kind.type().cast(node.withConditions(conditions));
    }

    private static Condition beaten(Condition condition, Instant last) {
        Instant changed = condition.lastTransitionTime().orElse(last);
        // What isn't known was found out by the controller, after the last word of the kubelet.
        boolean known = !condition.status().equals("Unknown");
        Instant beat = known && changed.isAfter(last) ? changed : last;
        return new Condition(
                condition.type(),
                condition.status(),
                condition.reason(),
                condition.message(),
                condition.lastTransitionTime(),
                condition.other().with(beat.truncatedTo(ChronoUnit.SECONDS).toString(), HEARTBEAT));
    }

    private boolean haveKubelets() {
        return store.runs(NodeLifecycle.NAME);
    }

    private Instant lastBefore(Node node, Duration interval) {
        Instant alive = store.behaviourOf(node.name()).deadSince().orElse(store.now());
        long offset = Math.floorMod(node.name().hashCode(), (int) interval.toMillis());
        long late = Math.floorMod(alive.toEpochMilli() - offset, interval.toMillis());
        Instant last = alive.minusMillis(late);
        Instant created = node.metadata().creationTimestamp();
        return last.isBefore(created) ? created : last;
    }

    /** Whether leases may be asked for that nobody has stored. */
    boolean concern(Kind<?> kind, String namespace) {
        return kind.equals(Kind.LEASES) && (namespace.isEmpty() || namespace.equals(NAMESPACE)) && haveKubelets();
    }

    /** The lease of a node. */
    Optional<KubeDocument> lease(String node) {
        return store.find(Kind.NODES, "", node).map(this::lease);
    }

    /** All leases of nodes, and the others that are stored, in order. */
    <T extends KubeObject> List<T> among(Kind<T> kind, List<T> stored) {
        List<T> all = new ArrayList<>();
        for (T each : stored) {
            boolean ofNode = each.namespace().equals(NAMESPACE)
                    && store.find(Kind.NODES, "", each.name()).isPresent();
            if (!ofNode) {
                all.add(each);
            }
        }
        store.all(Kind.NODES).forEach(node -> all.add(kind.type().cast(lease(node))));
        all.sort(Comparator.<T, String>comparing(KubeObject::namespace).thenComparing(KubeObject::name));
        return all;
    }

    private KubeDocument lease(Node node) {
        Document stored = store.find(Kind.LEASES, NAMESPACE, node.name())
                .map(KubeDocument::document)
                .orElseGet(() -> fresh(node));
        Instant renewed = NodeLifecycle.lastRenewal(
                node.name(), store.behaviourOf(node.name()).deadSince().orElse(store.now()));
        Instant created = node.metadata().creationTimestamp();
        return KubeDocument.of(
                stored.with(MICRO.format(renewed.isBefore(created) ? created : renewed), "spec", "renewTime"));
    }

    private Document fresh(Node node) {
        Document owner = Document.of("apiVersion", "v1")
                .with("Node", "kind")
                .with(node.name(), "name")
                .with(node.uid(), "uid");
        Instant created = node.metadata().creationTimestamp();
        return Document.of("kind", "Lease")
                .with("coordination.k8s.io/v1", "apiVersion")
                .with(
                        Document.of("name", node.name())
                                .with(NAMESPACE, "namespace")
                                .with("lease-" + node.uid(), "uid")
                                .with(Long.toString(store.revision()), "resourceVersion")
                                .with(created.truncatedTo(ChronoUnit.SECONDS).toString(), "creationTimestamp")
                                .with(List.of(owner), "ownerReferences"),
                        "metadata")
                .with(
                        Document.of("holderIdentity", node.name()).with(LEASE.toSeconds(), "leaseDurationSeconds"),
                        "spec");
    }
}
