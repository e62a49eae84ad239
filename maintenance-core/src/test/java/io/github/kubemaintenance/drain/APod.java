package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A pod for tests, written as Kubernetes writes it: running and Ready on worker-1, without an owner, unless told otherwise. */
final class APod {
    private Document document;
    private final List<Map<String, Object>> owners = new ArrayList<>();
    private final List<Map<String, Object>> volumes = new ArrayList<>();
    private final List<Map<String, Object>> tolerations = new ArrayList<>();
    private final Map<String, Object> labels = new LinkedHashMap<>();

    private APod(String namespace, String name) {
        document = Document.of("apiVersion", "v1")
                .with("Pod", "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace")
                .with("uid-" + name, "metadata", "uid")
                .with("worker-1", "spec", "nodeName")
                .with("Running", "status", "phase")
                .with(ready("True"), "status", "conditions");
    }

    /** Starts with {@code namespace/name}. */
    static APod named(String namespaceAndName) {
        int slash = namespaceAndName.indexOf('/');
        return new APod(namespaceAndName.substring(0, slash), namespaceAndName.substring(slash + 1));
    }

    private static List<Map<String, Object>> ready(String status) {
        return List.of(Map.of("type", "Ready", "status", status));
    }

    APod controlledBy(String apiVersion, String kind, String name) {
        return ownedBy(apiVersion, kind, name, true);
    }

    APod ownedBy(String apiVersion, String kind, String name, boolean controller) {
        Map<String, Object> owner = new LinkedHashMap<>();
        owner.put("apiVersion", apiVersion);
        owner.put("kind", kind);
        owner.put("name", name);
        owner.put("uid", "uid-" + name);
        if (controller) {
            owner.put("controller", true);
        }
        owners.add(owner);
        return this;
    }

    APod ofReplicaSet(String name) {
        return controlledBy("apps/v1", "ReplicaSet", name);
    }

    APod volume(String name, String type) {
        volumes.add(Map.of("name", name, type, Map.of()));
        return this;
    }

    APod tolerating(String key) {
        tolerations.add(Map.of("key", key, "operator", "Exists"));
        return this;
    }

    APod label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    APod phase(String phase) {
        document = document.with(phase, "status", "phase");
        return phase.equals("Running") ? this : unready();
    }

    APod unready() {
        document = document.with(ready("False"), "status", "conditions");
        return this;
    }

    APod on(String node) {
        document = document.with(node, "spec", "nodeName");
        return this;
    }

    APod deletionDue(Instant due) {
        document = document.with(due.toString(), "metadata", "deletionTimestamp");
        return this;
    }

    APod finalizer(String name) {
        document = document.with(List.of(name), "metadata", "finalizers");
        return this;
    }

    APod with(Object value, String... path) {
        document = document.with(value, path);
        return this;
    }

    Pod build() {
        Document built = document;
        if (!owners.isEmpty()) {
            built = built.with(owners, "metadata", "ownerReferences");
        }
        if (!volumes.isEmpty()) {
            built = built.with(volumes, "spec", "volumes");
        }
        if (!tolerations.isEmpty()) {
            built = built.with(tolerations, "spec", "tolerations");
        }
        if (!labels.isEmpty()) {
            built = built.with(labels, "metadata", "labels");
        }
        return Pod.of(built);
    }
}
