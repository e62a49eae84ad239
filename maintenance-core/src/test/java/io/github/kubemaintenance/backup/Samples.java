package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Objects and clusters of the backup's tests. */
final class Samples {
    private Samples() {}

    static Document object(String apiVersion, String kind, String namespace, String name) {
        Document object =
                Document.of("apiVersion", apiVersion).with(kind, "kind").with(name, "metadata", "name");
        return namespace.isEmpty() ? object : object.with(namespace, "metadata", "namespace");
    }

    static Document map(String namespace, String name, String value) {
        return object("v1", "ConfigMap", namespace, name).with(value, "data", "key");
    }

    static Document secret(String namespace, String name) {
        return object("v1", "Secret", namespace, name).with("Opaque", "type").with("aHVzaA==", "data", "password");
    }

    static Document definition(String group, String kind, String plural, String scope) {
        return object("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", plural + "." + group)
                .with(group, "spec", "group")
                .with(scope, "spec", "scope")
                .with(kind, "spec", "names", "kind")
                .with(plural, "spec", "names", "plural")
                .with(
                        List.of(Document.of("name", "v1").with(true, "served").with(true, "storage")),
                        "spec",
                        "versions");
    }

    /** A shop with something of everything: workloads, settings, a custom resource, a claim, roles. */
    static MockClusterBuilder shop() {
        List<Document> objects = new ArrayList<>();
        objects.add(object("v1", "Namespace", "", "kube-system").with("cluster-1", "metadata", "uid"));
        objects.add(definition("example.com", "Till", "tills", "Namespaced"));
        objects.add(object("example.com/v1", "Till", "shop", "front").with(3, "spec", "drawers"));
        objects.add(map("shop", "settings", "1"));
        objects.add(map("shop", "kube-root-ca.crt", "cert"));
        objects.add(secret("shop", "database"));
        objects.add(object("v1", "Service", "shop", "web")
                .with("10.0.0.7", "spec", "clusterIP")
                .with(List.of("10.0.0.7"), "spec", "clusterIPs")
                .with(List.of(Document.of("port", 80).with(30080, "nodePort")), "spec", "ports"));
        objects.add(object("v1", "ServiceAccount", "shop", "web"));
        objects.add(object("v1", "PersistentVolumeClaim", "shop", "data")
                .with("pv-1", "spec", "volumeName")
                .with("Bound", "status", "phase"));
        objects.add(object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "shop:Reader")
                .with(List.of(Document.of("verbs", List.of("get"))), "rules"));
        objects.add(object("rbac.authorization.k8s.io/v1", "ClusterRole", "", "shop:reader")
                .with(List.of(Document.of("verbs", List.of("list"))), "rules"));
        return MockCluster.builder()
                .nodes("worker-", 2, node -> {})
                .deployment("shop/web", workload -> workload.replicas(2))
                .budget("shop/web", budget -> budget.minAvailable(1))
                .objects(objects);
    }

    /** Every file of a folder by its path in it. */
    static Map<String, String> files(Path folder) {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(each).toString().replace('\\', '/'), Files.readString(each));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        for (int i = 0; i < flipped.length; i++) {
            flipped[i] = (byte) (flipped[i] ^ 0x5a);
        }
        return flipped;
    }

    static Document read(Path folder, String file) {
        return DocumentFormat.json().read(files(folder).get(file));
    }

    static void writeObject(Path folder, String file, Document object) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
