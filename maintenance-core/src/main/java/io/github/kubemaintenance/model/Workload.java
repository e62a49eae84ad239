package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import java.util.Map;
import java.util.Optional;

/**
 * Something that makes pods: a Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or ReplicationController.
 *
 * @param kind which of them
 * @param metadata metadata
 * @param replicas how many pods it wants: {@code replicas}, a Job's {@code parallelism}; 0 for a DaemonSet
 * @param selector which pods are its own
 * @param templateLabels labels of its pods
 * @param templateAnnotations annotations of its pods
 * @param template spec of its pods
 * @param otherSpec what else is in its spec, for example {@code strategy} and {@code completions}
 * @param status its status
 */
public record Workload(
        WorkloadKind kind,
        ObjectMeta metadata,
        int replicas,
        Optional<LabelSelector> selector,
        Map<String, String> templateLabels,
        Map<String, String> templateAnnotations,
        PodSpec template,
        Document otherSpec,
        Document status)
        implements KubeObject {

    public Workload {
        templateLabels = Frozen.copyOf(templateLabels);
        templateAnnotations = Frozen.copyOf(templateAnnotations);
    }

    /**
     * Reads a workload.
     *
     * @param document the whole object
     * @return the workload
     * @throws IllegalArgumentException for any other kind
     */
    public static Workload of(Document document) {
        WorkloadKind kind = WorkloadKind.find(document.apiVersion(), document.kind())
                .orElseThrow(() ->
                        new IllegalArgumentException("no workload: " + document.apiVersion() + " " + document.kind()));
        return of(kind, document);
    }

    /**
     * Reads a workload whose kind is known, for example an item of a list that doesn't repeat it.
     *
     * @param kind which kind
     * @param document the whole object
     * @return the workload
     */
    public static Workload of(WorkloadKind kind, Document document) {
        Document spec = document.at("spec");
        Optional<LabelSelector> selector = selector(kind, spec);
        long replicas = kind == WorkloadKind.DAEMON_SET
                ? 0
                : spec.number(replicasField(kind)).orElse(1L);
        return new Workload(
                kind,
                ObjectMeta.of(document.at("metadata")),
                (int) replicas,
                selector,
                spec.textMap("template", "metadata", "labels"),
                spec.textMap("template", "metadata", "annotations"),
                PodSpec.of(spec.at("template", "spec")),
                otherSpec(kind, spec, selector),
                document.at("status"));
    }

    private static Document otherSpec(WorkloadKind kind, Document spec, Optional<LabelSelector> selector) {
        Document other = spec.without(replicasField(kind)).without("selector").without("template");
        Document template = spec.at("template").without("spec");
        template = template.without("metadata", "labels").without("metadata", "annotations");
        if (!template.at("metadata").isEmpty() || template.asMap().size() > 1) {
            other = other.with(template, "template");
        }
        return kind == WorkloadKind.REPLICATION_CONTROLLER ? other : Kept.addSelector(other, spec, selector);
    }

    private static String replicasField(WorkloadKind kind) {
        return kind == WorkloadKind.JOB ? "parallelism" : "replicas";
    }

    private static Optional<LabelSelector> selector(WorkloadKind kind, Document spec) {
        if (kind == WorkloadKind.REPLICATION_CONTROLLER) {
            return Optional.of(LabelSelector.of(spec.textMap("selector")));
        }
        return spec.value("selector").isPresent()
                ? Optional.of(LabelSelector.of(spec.at("selector")))
                : Optional.empty();
    }

    @Override
    public Document toDocument() {
        Document spec = otherSpec;
        if (kind != WorkloadKind.DAEMON_SET) {
            spec = spec.with(replicas, replicasField(kind));
        }
        if (kind != WorkloadKind.REPLICATION_CONTROLLER) {
            spec = Kept.selector(spec, selector);
        } else if (selector.isPresent()) {
            spec = spec.with(selector.get().toDocument().at("matchLabels"), "selector");
        }
        spec = spec.with(templateLabels, "template", "metadata", "labels");
        if (!templateAnnotations.isEmpty()) {
            spec = spec.with(templateAnnotations, "template", "metadata", "annotations");
        }
        return Document.of("apiVersion", kind.apiVersion())
                .with(kind.kind(), "kind")
                .with(metadata.toDocument(), "metadata")
                .with(spec.with(template.toDocument(), "template", "spec"), "spec")
                .with(status, "status");
    }

    /**
     * Returns a copy with other metadata.
     *
     * @param other metadata
     * @return the copy
     */
    public Workload with(ObjectMeta other) {
        return new Workload(
                kind, other, replicas, selector, templateLabels, templateAnnotations, template, otherSpec, status);
    }

    /**
     * Returns a copy with another number of replicas.
     *
     * @param number how many pods it wants
     * @return the copy
     */
    public Workload withReplicas(int number) {
        return new Workload(
                kind, metadata, number, selector, templateLabels, templateAnnotations, template, otherSpec, status);
    }

    /**
     * Returns a copy with another status.
     *
     * @param other status
     * @return the copy
     */
    public Workload withStatus(Document other) {
        return new Workload(
                kind, metadata, replicas, selector, templateLabels, templateAnnotations, template, otherSpec, other);
    }

    /**
     * Returns the reference that its own pods (or ReplicaSets) carry.
     *
     * @return a controller reference
     */
    public OwnerReference asController() {
        return OwnerReference.controller(kind.apiVersion(), kind.kind(), name(), uid());
    }

    /** Returns {@code Kind namespace/name}. */
    @Override
    public String toString() {
        return kind.kind() + " " + namespace() + "/" + name();
    }
}
