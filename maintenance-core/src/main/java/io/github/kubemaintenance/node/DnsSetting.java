package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.KubeDocument;
import java.util.List;
import java.util.Optional;

/**
 * What nodes to come are given for {@code clusterDNS}. Pure.
 *
 * @param about the object that says it, for example {@code EC2NodeClass default}
 * @param field the field
 * @param addresses what it says; empty where it isn't set
 * @param guessed whether nodes guess it where it isn't set
 * @param unreadable why it can't be told, if so
 */
record DnsSetting(String about, String field, List<String> addresses, boolean guessed, Optional<String> unreadable) {
    private static final String OLD_SETTINGS = "compatibility.karpenter.sh/v1beta1-kubelet-conversion";

    static List<DnsSetting> of(KubeDocument source, Optional<DocumentFormat> yaml) {
        Document document = source.document();
        return switch (document.kind()) {
            case "EC2NodeClass" ->
                document.apiVersion().endsWith("/v1")
                        ? List.of(read(source, true, "spec", "kubelet", "clusterDNS"))
                        : List.of();
            case "NodePool" -> ofPool(source);
            case "Provisioner" -> List.of(read(source, true, "spec", "kubeletConfiguration", "clusterDNS"));
            case "ConfigMap" -> List.of(ofConfigMap(source, yaml));
            default -> List.of();
        };
    }

    private static DnsSetting read(KubeDocument source, boolean guessed, String... path) {
        return new DnsSetting(
                source.document().kind() + " " + source.name(),
                String.join(".", path),
                source.document().texts(path),
                guessed,
                Optional.empty());
    }

    /** In v1beta1 the pool has the setting itself; in v1 only an annotation remembers what it had. */
    private static List<DnsSetting> ofPool(KubeDocument pool) {
        if (!pool.document().apiVersion().endsWith("/v1")) {
            return List.of(read(pool, true, "spec", "template", "spec", "kubelet", "clusterDNS"));
        }
        String remembered = pool.metadata().annotations().get(OLD_SETTINGS);
        if (remembered == null || remembered.isBlank()) {
            return List.of();
        }
        String about = "NodePool " + pool.name();
        String field = "clusterDNS in the annotation " + OLD_SETTINGS;
        try {
            List<String> addresses = DocumentFormat.json().read(remembered).texts("clusterDNS");
            return List.of(new DnsSetting(about, field, addresses, false, Optional.empty()));
        } catch (DocumentFormatException e) {
            return List.of(new DnsSetting(
                    about, field, List.of(), false, Optional.of(field + " is not readable: " + e.getMessage())));
        }
    }

    private static DnsSetting ofConfigMap(KubeDocument map, Optional<DocumentFormat> yaml) {
        String about = "ConfigMap kube-system/" + map.name();
        String field = "clusterDNS in data.kubelet";
        String text = map.document().text("data", "kubelet").orElse("");
        boolean isJson = text.stripLeading().startsWith("{");
        if (!isJson && yaml.isEmpty()) {
            return new DnsSetting(
                    about,
                    field,
                    List.of(),
                    false,
                    Optional.of(
                            "data.kubelet is YAML, and the request was given nothing that reads it: yaml(format)."));
        }
        try {
            DocumentFormat format = isJson ? DocumentFormat.json() : yaml.orElseThrow();
            return new DnsSetting(about, field, format.read(text).texts("clusterDNS"), false, Optional.empty());
        } catch (DocumentFormatException e) {
            return new DnsSetting(
                    about, field, List.of(), false, Optional.of("data.kubelet is not readable: " + e.getMessage()));
        }
    }
}
