package io.github.kubemaintenance.model.internal;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.NodeSelectorTerm;
import io.github.kubemaintenance.model.PodAffinityTerm;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.RestartPolicy;
import io.github.kubemaintenance.model.Toleration;
import io.github.kubemaintenance.model.TopologySpread;
import io.github.kubemaintenance.model.Volume;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Between a pod's {@code spec} and {@link PodSpec}. */
public final class PodSpecCodec {
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

    private PodSpecCodec() {}

    /** Reads; the document is kept but for nodeName. */
    public static PodSpec read(Document spec) {
        return PodSpec.builder()
                .containers(each(spec, Container::of, "containers"))
                .initContainers(each(spec, Container::of, "initContainers"))
                .volumes(each(spec, Volume::of, "volumes"))
                .tolerations(each(spec, Toleration::of, "tolerations"))
                .nodeSelector(spec.textMap("nodeSelector"))
                .nodeAffinity(
                        each(spec.at("affinity", "nodeAffinity", REQUIRED), NodeSelectorTerm::of, "nodeSelectorTerms"))
                .podAffinity(each(spec.at("affinity", "podAffinity"), PodAffinityTerm::of, REQUIRED))
                .podAntiAffinity(each(spec.at("affinity", "podAntiAffinity"), PodAffinityTerm::of, REQUIRED))
                .topologySpread(each(spec, TopologySpread::of, "topologySpreadConstraints"))
                .overhead(quantities(spec.at("overhead")))
                .priority(spec.number("priority").orElse(0L).intValue())
                .priorityClassName(spec.text("priorityClassName").orElse(""))
                .terminationGracePeriod(Duration.ofSeconds(
                        spec.number("terminationGracePeriodSeconds").orElse(30L)))
                .restartPolicy(RestartPolicy.parse(spec.text("restartPolicy").orElse("")))
                .hostNetwork(spec.flag("hostNetwork").orElse(false))
                .schedulingGates(spec.documents("schedulingGates").stream()
                        .map(gate -> gate.text("name").orElse(""))
                        .toList())
                .source(spec.without("nodeName"))
                .build();
    }

    /** Writes what is modelled; empty parts are left out. */
    public static Document write(PodSpec spec) {
        Document out = Document.empty();
        if (!spec.initContainers().isEmpty()) {
            out = out.with(documents(spec.initContainers(), Container::toDocument), "initContainers");
        }
        out = out.with(documents(spec.containers(), Container::toDocument), "containers");
        if (!spec.volumes().isEmpty()) {
            out = out.with(documents(spec.volumes(), Volume::toDocument), "volumes");
        }
        out = out.with(spec.restartPolicy().text(), "restartPolicy")
                .with(spec.terminationGracePeriod().toSeconds(), "terminationGracePeriodSeconds");
        if (!spec.nodeSelector().isEmpty()) {
            out = out.with(spec.nodeSelector(), "nodeSelector");
        }
        out = affinity(spec, out);
        if (!spec.topologySpread().isEmpty()) {
            out = out.with(documents(spec.topologySpread(), TopologySpread::toDocument), "topologySpreadConstraints");
        }
        if (!spec.tolerations().isEmpty()) {
            out = out.with(documents(spec.tolerations(), Toleration::toDocument), "tolerations");
        }
        if (!spec.priorityClassName().isEmpty()) {
            out = out.with(spec.priorityClassName(), "priorityClassName");
        }
        out = out.with(spec.priority(), "priority");
        if (!spec.overhead().isEmpty()) {
            Map<String, String> overhead = new LinkedHashMap<>();
            spec.overhead().forEach((key, value) -> overhead.put(key, value.toString()));
            out = out.with(overhead, "overhead");
        }
        if (spec.hostNetwork()) {
            out = out.with(true, "hostNetwork");
        }
        return spec.schedulingGates().isEmpty()
                ? out
                : out.with(documents(spec.schedulingGates(), gate -> Document.of("name", gate)), "schedulingGates");
    }

    private static Document affinity(PodSpec spec, Document out) {
        if (!spec.nodeAffinity().isEmpty()) {
            out = out.with(
                    documents(spec.nodeAffinity(), NodeSelectorTerm::toDocument),
                    "affinity",
                    "nodeAffinity",
                    REQUIRED,
                    "nodeSelectorTerms");
        }
        if (!spec.podAffinity().isEmpty()) {
            out = out.with(
                    documents(spec.podAffinity(), PodAffinityTerm::toDocument), "affinity", "podAffinity", REQUIRED);
        }
        return spec.podAntiAffinity().isEmpty()
                ? out
                : out.with(
                        documents(spec.podAntiAffinity(), PodAffinityTerm::toDocument),
                        "affinity",
                        "podAntiAffinity",
                        REQUIRED);
    }

    private static <T> List<T> each(Document document, Function<Document, T> read, String key) {
        return document.documents(key).stream().map(read).toList();
    }

    private static <T> List<Document> documents(List<T> values, Function<T, Document> write) {
        return values.stream().map(write).toList();
    }

    private static Map<String, Quantity> quantities(Document document) {
        Map<String, Quantity> found = new LinkedHashMap<>();
        document.asMap().forEach((key, value) -> Quantity.tryParse(String.valueOf(value))
                .ifPresent(quantity -> found.put(key, quantity)));
        return found;
    }
}
