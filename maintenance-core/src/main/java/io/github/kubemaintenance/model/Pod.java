package io.github.kubemaintenance.model;

import java.util.Map;
import java.util.Optional;

/**
 * A pod.
 *
 * @param metadata metadata
 * @param spec what it asks for
 * @param nodeName the node it is bound to, empty text if none
 * @param status what is known of its state
 */
public record Pod(ObjectMeta metadata, PodSpec spec, String nodeName, PodStatus status) implements KubeObject {
    /** Annotation of a static pod's image in the API; any value counts. */
    public static final String MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

    /**
     * Reads a pod.
     *
     * @param document the whole object
     * @return the pod
     */
    public static Pod of(Document document) {
        return new Pod(
                ObjectMeta.of(document.at("metadata")),
                PodSpec.of(document.at("spec")),
                document.text("spec", "nodeName").orElse(""),
                PodStatus.of(document.at("status")));
    }

    @Override
    public Document toDocument() {
        Document written = spec.toDocument();
        return Document.of(Map.of())
                .with("v1", "apiVersion")
                .with("Pod", "kind")
                .with(metadata.toDocument(), "metadata")
                .with(nodeName.isEmpty() ? written : written.with(nodeName, "nodeName"), "spec")
                .with(status.toDocument(), "status");
    }

    /**
     * Returns the reference of this pod and no other.
     *
     * @return namespace, name, uid
     */
    public PodRef ref() {
        return new PodRef(namespace(), name(), uid());
    }

    /**
     * Returns the owner that manages the pod.
     *
     * @return the owner reference with {@code controller: true}
     */
    public Optional<OwnerReference> controller() {
        return metadata.controller();
    }

    /**
     * Tells whether the pod has ended.
     *
     * @return true for Succeeded and Failed
     */
    public boolean isFinished() {
        return status.phase() == PodPhase.SUCCEEDED || status.phase() == PodPhase.FAILED;
    }

    /**
     * Tells whether deletion was asked for.
     *
     * @return true if there is a deletionTimestamp
     */
    public boolean isTerminating() {
        return metadata.isTerminating();
    }

    /**
     * Tells whether the pod is Ready.
     *
     * @return true if its condition Ready is True
     */
    public boolean isReady() {
        return status.isReady();
    }

    /**
     * Tells whether the pod is the API's image of a static pod.
     *
     * @return true if it has the annotation {@value #MIRROR_ANNOTATION}
     */
    public boolean isMirror() {
        return metadata.annotations().containsKey(MIRROR_ANNOTATION);
    }

    /**
     * Returns a copy with other metadata.
     *
     * @param other metadata
     * @return the copy
     */
    public Pod with(ObjectMeta other) {
        return new Pod(other, spec, nodeName, status);
    }

    /**
     * Returns a copy with another status.
     *
     * @param other status
     * @return the copy
     */
    public Pod with(PodStatus other) {
        return new Pod(metadata, spec, nodeName, other);
    }

    /**
     * Returns a copy bound to a node.
     *
     * @param node name of the node
     * @return the copy
     */
    public Pod boundTo(String node) {
        return new Pod(metadata, spec, node, status);
    }

    /** Returns {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace() + "/" + name();
    }
}
