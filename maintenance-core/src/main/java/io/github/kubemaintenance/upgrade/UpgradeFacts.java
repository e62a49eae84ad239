package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Node;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was read of a cluster for a plan, each kind once.
 *
 * @param at when, on the backend's time
 * @param server version of the API server that answered; empty if it could not be asked
 * @param nodes all nodes
 * @param objects by resource ({@code pods}, {@code daemonsets.apps}) what could be read, typed
 * @param documents by resource whole objects of the kinds that findings look into, as the server shows them
 * @param unread by resource why it could not be read; what isn't in any of the three wasn't asked for
 */
record UpgradeFacts(
        Instant at,
        Optional<KubernetesVersion> server,
        List<Node> nodes,
        Map<String, List<? extends KubeObject>> objects,
        Map<String, List<Document>> documents,
        Map<String, String> unread) {
    UpgradeFacts {
        nodes = List.copyOf(nodes);
        objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
        documents = Collections.unmodifiableMap(new LinkedHashMap<>(documents));
        unread = Collections.unmodifiableMap(new LinkedHashMap<>(unread));
    }

    /** Returns the objects of a kind; none if it could not be read. */
    @SuppressWarnings("unchecked") // the reader put them there by this kind
    <T extends KubeObject> List<T> all(Kind<T> kind) {
        return (List<T>) objects.getOrDefault(kind.resource(), List.of());
    }

    /** Returns the whole objects of a resource; none if it could not be read or isn't served. */
    List<Document> documents(String resource) {
        return documents.getOrDefault(resource, List.of());
    }
}
