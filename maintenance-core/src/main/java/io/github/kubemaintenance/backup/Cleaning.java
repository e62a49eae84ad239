package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes of an object as a server shows it one that can be created again, there or elsewhere: {@link ServerSetFields},
 * and what can't be said as a path.
 */
final class Cleaning {
    /** Owners by kind and name, for a uid means nothing in another cluster; a restore makes references of it again. */
    static final String OWNERS = "kube-maintenance.io/owners";

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

    private Cleaning() {}

    static Document clean(String resource, Document object, boolean keepAddresses) {
        Document clean = ServerSetFields.strip(resource, object, keepAddresses ? Set.of("address") : Set.of());
        if (!keepAddresses && resource.equals("services")) {
            clean = service(object, clean);
        } else if (resource.equals("pods")) {
            clean = pod(clean);
        } else if (resource.equals("jobs.batch")
                && !object.flag("spec", "manualSelector").orElse(false)) {
            clean = clean.without("spec", "selector");
        }
        List<Document> owners = owners(object);
        if (!owners.isEmpty()) {
            String text = DocumentFormat.json().write(Document.of("owners", owners));
            clean = clean.with(text, "metadata", "annotations", OWNERS);
        }
        return ordered(clean);
    }

    /** A Service whose addresses the cluster chooses; one without any stays without. */
    static Document withoutAddresses(String resource, Document object) {
        if (!resource.equals("services")) {
            return object;
        }
        Document free = ServerSetFields.strip(resource, object, Set.of("always", "status"));
        return object.text("spec", "clusterIP").orElse("").equals("None")
                ? free.with("None", "spec", "clusterIP")
                : free;
    }

    /** What was chosen by a person stays: a headless service, and node ports that were applied. */
    private static Document service(Document object, Document clean) {
        Document kept = clean;
        if (object.text("spec", "clusterIP").orElse("").equals("None")) {
            kept = kept.with("None", "spec", "clusterIP");
        }
        List<Document> applied = lastApplied(object).documents("spec", "ports");
        if (applied.stream().noneMatch(port -> port.has("nodePort"))) {
            return kept;
        }
        List<Document> ports = new ArrayList<>();
        for (Document port : object.documents("spec", "ports")) {
            boolean chosen = applied.stream()
                    .anyMatch(each ->
                            each.has("nodePort") && each.value("nodePort").equals(port.value("nodePort")));
            ports.add(chosen ? port : port.without("nodePort"));
        }
        return kept.with(ports, "spec", "ports");
    }

    private static Document lastApplied(Document object) {
        try {
            return object.text("metadata", "annotations", LAST_APPLIED)
                    .map(DocumentFormat.json()::read)
                    .orElse(Document.empty());
        } catch (DocumentFormatException e) {
            return Document.empty(); // somebody wrote an annotation by hand; it chooses nothing
        }
    }

    /** The token's volume is put in by admission for the service account, each time under another name. */
    private static Document pod(Document pod) {
        List<Document> volumes = pod.documents("spec", "volumes").stream()
                .filter(volume -> !isToken(pod, volume.text("name").orElse("")))
                .toList();
        Document rest = pod.has("spec", "volumes") ? pod.with(volumes, "spec", "volumes") : pod;
        for (String list : List.of("containers", "initContainers")) {
            if (rest.has("spec", list)) {
                rest = rest.with(
                        rest.documents("spec", list).stream()
                                .map(Cleaning::withoutToken)
                                .toList(),
                        "spec",
                        list);
            }
        }
        return volumes.isEmpty() ? rest.without("spec", "volumes") : rest;
    }

    /** Under a name of the server's own, or (until 1.21) a Secret that nothing but the token's place mounts. */
    private static boolean isToken(Document pod, String volume) {
        List<String> places = new ArrayList<>();
        for (String list : List.of("containers", "initContainers")) {
            for (Document container : pod.documents("spec", list)) {
                for (Document mount : container.documents("volumeMounts")) {
                    if (mount.text("name").orElse("").equals(volume)) {
                        places.add(mount.text("mountPath").orElse(""));
                    }
                }
            }
        }
        return volume.startsWith("kube-api-access-")
                || (!places.isEmpty() && places.stream().allMatch(TOKEN_MOUNT::equals));
    }

    private static Document withoutToken(Document container) {
        List<Document> mounts = container.documents("volumeMounts").stream()
                .filter(mount -> !mount.text("mountPath").orElse("").equals(TOKEN_MOUNT))
                .toList();
        if (!container.has("volumeMounts")) {
            return container;
        }
        return mounts.isEmpty() ? container.without("volumeMounts") : container.with(mounts, "volumeMounts");
    }

    private static List<Document> owners(Document object) {
        return object.documents("metadata", "ownerReferences").stream()
                .map(each -> each.without("uid"))
                .toList();
    }

    /** apiVersion, kind and metadata first, as people write it; the rest in the order it came. */
    private static Document ordered(Document object) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (String key : List.of("apiVersion", "kind", "metadata")) {
            object.value(key).ifPresent(value -> tree.put(key, value));
        }
        object.asMap().forEach(tree::putIfAbsent);
        return Document.of(tree);
    }
}
