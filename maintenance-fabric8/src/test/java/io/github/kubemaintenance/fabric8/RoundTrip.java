package io.github.kubemaintenance.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.ResourceBackups;
import io.github.kubemaintenance.backup.BackupReport;
import io.github.kubemaintenance.backup.RestoreReport;
import io.github.kubemaintenance.backup.RestoreRequest;
import io.github.kubemaintenance.backup.RestoredObject.Result;
import io.github.kubemaintenance.backup.SecretHandling;
import io.github.kubemaintenance.cluster.ApiResource;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.DocumentOutcome;
import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Save, delete the namespace, restore: every object is equal but for what a server sets. The same on a simulated cluster,
 * over HTTP, and on a real API server.
 */
final class RoundTrip {
    /** Where it takes place. */
    interface Place {
        ClusterBackend backend();

        Documents api();

        /** Deletes a namespace with all that is in it; returns when it is gone. */
        void deleteNamespace(String name) throws Exception;

        /** Lets what controllers do after writes come to its end. */
        void settle() throws Exception;
    }

    private static final Kind<?> DEFINITIONS =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private final Place place;
    private final String namespace;
    private final Path folder;

    RoundTrip(Place place, String namespace, Path folder) {
        this.place = place;
        this.namespace = namespace;
        this.folder = folder;
    }

    /** To a folder or an archive, by the name. */
    void run(String target) throws Exception {
        seed();
        place.settle();
        Map<String, Document> before = state();
        assertTrue(before.size() >= 17, () -> before.keySet().toString());
        BackupReport saved = ResourceBackups.of(place.backend())
                .saveTo(folder.resolve(target))
                .namespaces(namespace)
                .secrets(SecretHandling.keptReadable())
                .pageSize(3)
                .run();
        assertFalse(saved.isPartial(), saved::toString);

        place.deleteNamespace(namespace);
        assertEquals(Map.of(), state(), "the namespace is gone");

        RestoreRequest restore = ResourceBackups.of(place.backend()).restoreFrom(folder.resolve(target));
        RestoreReport report = restore.run();
        assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
        place.settle();
        Map<String, Document> after = state();
        assertEquals(before.keySet(), after.keySet(), report::toString);
        before.forEach((name, object) ->
                assertEquals(object.toString(), after.get(name).toString(), name));

        RestoreReport again = restore.run();
        assertEquals(List.of(), again.objects(Result.CREATED), "a second run changes nothing");
        assertEquals(List.of(), again.objects(Result.UPDATED), "a second run changes nothing");
        assertEquals(List.of(), again.objects(Result.SKIPPED), "all is there as in the backup");
    }

    private Document object(String apiVersion, String kind, String name) {
        return Document.of("apiVersion", apiVersion)
                .with(kind, "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace")
                .with("round-trip", "metadata", "labels", "example.com/test");
    }

    private static Document template(Document workload) {
        return workload.with("web", "spec", "selector", "matchLabels", "app")
                .with("web", "spec", "template", "metadata", "labels", "app")
                .with(
                        List.of(Document.of("name", "c").with("example.com/c:1", "image")),
                        "spec",
                        "template",
                        "spec",
                        "containers");
    }

    private void seed() {
        Document definition = Document.of("apiVersion", "apiextensions.k8s.io/v1")
                .with("CustomResourceDefinition", "kind")
                .with("tills.example.com", "metadata", "name")
                .with("example.com", "spec", "group")
                .with("Namespaced", "spec", "scope")
                .with("Till", "spec", "names", "kind")
                .with("tills", "spec", "names", "plural")
                .with(
                        List.of(Document.of("name", "v1")
                                .with(true, "served")
                                .with(true, "storage")
                                .with("object", "schema", "openAPIV3Schema", "type")
                                .with(true, "schema", "openAPIV3Schema", "x-kubernetes-preserve-unknown-fields")),
                        "spec",
                        "versions");
        if (place.api().document(DEFINITIONS, "", "tills.example.com").isEmpty()) {
            create(DEFINITIONS, definition);
        }
        create(
                Kind.NAMESPACES,
                Document.of("apiVersion", "v1")
                        .with("Namespace", "kind")
                        .with(namespace, "metadata", "name")
                        .with("gold", "metadata", "labels", "tier")
                        .with("kept", "metadata", "annotations", "example.com/note"));
        Document owner = create(object("v1", "ConfigMap", "settings")
                .with("1", "data", "key")
                .with("yes: no\n- \"é€\"\n\t1\n", "data", "text")
                .with("AAEC/w==", "binaryData", "bytes"));
        create(object("v1", "ConfigMap", "a.b-derived")
                .with(
                        List.of(Document.of("apiVersion", "v1")
                                .with("ConfigMap", "kind")
                                .with("settings", "name")
                                .with(owner.text("metadata", "uid").orElseThrow(), "uid")),
                        "metadata",
                        "ownerReferences"));
        create(object("v1", "Secret", "database")
                .with("Opaque", "type")
                .with("aHVzaA==", "data", "password")
                .with(true, "immutable"));
        create(object("v1", "ServiceAccount", "web").with(false, "automountServiceAccountToken"));
        create(object("v1", "Service", "web")
                .with("web", "spec", "selector", "app")
                .with(
                        List.of(Document.of("port", 80).with("TCP", "protocol").with("http", "targetPort")),
                        "spec",
                        "ports"));
        create(object("v1", "Service", "headless")
                .with("None", "spec", "clusterIP")
                .with(List.of(Document.of("port", 80).with("TCP", "protocol")), "spec", "ports"));
        create(object("v1", "PersistentVolumeClaim", "data")
                .with(List.of("ReadWriteOnce"), "spec", "accessModes")
                .with("1Gi", "spec", "resources", "requests", "storage"));
        create(object("rbac.authorization.k8s.io/v1", "Role", "system:Reader")
                .with(
                        List.of(Document.of("apiGroups", List.of(""))
                                .with(List.of("pods"), "resources")
                                .with(List.of("get"), "verbs")),
                        "rules"));
        create(object("rbac.authorization.k8s.io/v1", "RoleBinding", "system:Reader")
                .with("rbac.authorization.k8s.io", "roleRef", "apiGroup")
                .with("Role", "roleRef", "kind")
                .with("system:Reader", "roleRef", "name")
                .with(
                        List.of(Document.of("kind", "ServiceAccount")
                                .with("web", "name")
                                .with(namespace, "namespace")),
                        "subjects"));
        create(template(object("apps/v1", "Deployment", "web").with(0, "spec", "replicas")));
        create(template(object("apps/v1", "StatefulSet", "db")
                .with(0, "spec", "replicas")
                .with("headless", "spec", "serviceName")));
        create(object("policy/v1", "PodDisruptionBudget", "web")
                .with("50%", "spec", "minAvailable")
                .with("web", "spec", "selector", "matchLabels", "app"));
        create(object("networking.k8s.io/v1", "NetworkPolicy", "deny")
                .with(Document.empty(), "spec", "podSelector")
                .with(List.of("Ingress"), "spec", "policyTypes"));
        create(object("networking.k8s.io/v1", "Ingress", "web")
                .with("web", "spec", "defaultBackend", "service", "name")
                .with(80, "spec", "defaultBackend", "service", "port", "number"));
        create(object("v1", "LimitRange", "limits")
                .with(
                        List.of(Document.of("type", "Container").with("64Mi", "defaultRequest", "memory")),
                        "spec",
                        "limits"));
        create(object("example.com/v1", "Till", "front")
                .with(3, "spec", "drawers")
                .with(List.of(Document.of("deep", true).with(1.5, "number")), "spec", "list"));
        create(object("v1", "ResourceQuota", "quota").with("100", "spec", "hard", "count/jobs.batch"));
    }

    private Document create(Document object) {
        ApiResource found = resources().stream()
                .filter(each -> each.kind().apiVersion().equals(object.apiVersion())
                        && each.kind().kind().equals(object.kind()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(object.kind() + " is not served"));
        return create(found.kind(), object);
    }

    private Document create(Kind<?> kind, Document object) {
        DocumentOutcome outcome = place.api().write(DocumentWrite.create(kind, object));
        if (outcome instanceof DocumentOutcome.Written written) {
            return written.object();
        }
        throw new AssertionError("not created: " + outcome);
    }

    /** A new definition's kind is served a moment later. */
    private List<ApiResource> resources() {
        for (int attempt = 0; attempt < 400; attempt++) {
            List<ApiResource> all = place.api().discover().resources();
            if (all.stream().anyMatch(each -> each.kind().resource().equals("tills.example.com"))) {
                return all;
            }
            try {
                place.settle();
                Thread.sleep(50);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("the kind Till is not served after 20 s");
    }

    /** All objects of the namespace and itself, by kind and name, without what servers and controllers write. */
    private Map<String, Document> state() {
        Map<String, Document> state = new TreeMap<>();
        for (ApiResource each : place.api().discover().onceEach()) {
            boolean wanted = each.offers("list", "create")
                    && each.kind().isNamespaced()
                    && !each.kind().plural().equals("events")
                    && !each.kind().plural().equals("endpoints")
                    && !each.kind().plural().equals("endpointslices")
                    && !each.kind().plural().equals("controllerrevisions")
                    && !each.kind().plural().equals("leases");
            if (wanted) {
                for (Document object : place.api()
                        .documents(each.kind(), Query.inNamespace(namespace), PageRequest.first(0))
                        .items()) {
                    boolean made = object.name().equals("kube-root-ca.crt")
                            || (each.kind().plural().equals("serviceaccounts")
                                    && object.name().equals("default"))
                            || object.documents("metadata", "ownerReferences").stream()
                                    .anyMatch(owner -> owner.flag("controller").orElse(false));
                    if (!made) {
                        state.put(each.kind().resource() + " " + object.name(), plain(object));
                    }
                }
            }
        }
        place.api()
                .document(Kind.NAMESPACES, "", namespace)
                .ifPresent(found -> state.put("namespaces " + namespace, plain(found)));
        return state;
    }

    /** Our own list of what a server sets, not the one that is tested. */
    private static Document plain(Document object) {
        Document plain = object.without("status");
        for (String each : List.of(
                "uid",
                "resourceVersion",
                "generation",
                "creationTimestamp",
                "managedFields",
                "selfLink",
                "finalizers")) {
            plain = plain.without("metadata", each);
        }
        plain = plain.without("metadata", "annotations", "deployment.kubernetes.io/revision");
        List<Document> owners = new ArrayList<>();
        plain.documents("metadata", "ownerReferences").forEach(each -> owners.add(each.without("uid")));
        plain = owners.isEmpty() ? plain : plain.with(owners, "metadata", "ownerReferences");
        if (object.kind().equals("Service")
                && !object.text("spec", "clusterIP").orElse("").equals("None")) {
            plain = plain.without("spec", "clusterIP").without("spec", "clusterIPs");
        }
        if (object.kind().equals("Namespace")) {
            plain = plain.without("spec");
        }
        return Document.of(sorted(plain.asMap()));
    }

    private static Map<String, Object> sorted(Map<String, Object> tree) {
        Map<String, Object> sorted = new LinkedHashMap<>();
        new TreeMap<>(tree).forEach((key, value) -> sorted.put(key, sortedValue(value)));
        return sorted;
    }

    @SuppressWarnings("unchecked") // the keys of documents are text
    private static Object sortedValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return sorted((Map<String, Object>) map);
        }
        return value instanceof List<?> list
                ? list.stream().map(RoundTrip::sortedValue).toList()
                : value;
    }
}
