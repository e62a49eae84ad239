package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node.
 *
 * @param metadata metadata
 * @param unschedulable whether it is cordoned
 * @param taints taints
 * @param capacity what it has
 * @param allocatable what pods may take of it
 * @param conditions conditions
 * @param otherSpec what else is in its spec, for example {@code providerID}
 * @param otherStatus what else is in its status, for example {@code nodeInfo}
 */
public record Node(
        ObjectMeta metadata,
        boolean unschedulable,
        List<Taint> taints,
        Map<String, Quantity> capacity,
        Map<String, Quantity> allocatable,
        List<Condition> conditions,
        Document otherSpec,
        Document otherStatus)
        implements KubeObject {
    /** Label of the zone. */
    public static final String ZONE = "topology.kubernetes.io/zone";
    /** Label of the host name. */
    public static final String HOSTNAME = "kubernetes.io/hostname";

    public Node {
        taints = List.copyOf(taints);
        capacity = Frozen.copyOf(capacity);
        allocatable = Frozen.copyOf(allocatable);
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads a node.
     *
     * @param document the whole object
     * @return the node
     */
    public static Node of(Document document) {
        Document status = document.at("status");
        Map<String, Quantity> capacity = Container.quantities(status.at("capacity"));
        Map<String, Quantity> allocatable = Container.quantities(status.at("allocatable"));
        Document other = status.without("capacity").without("allocatable").without("conditions");
        other = Kept.addQuantities(other, status, "capacity", capacity);
        other = Kept.addQuantities(other, status, "allocatable", allocatable);
        return new Node(
                ObjectMeta.of(document.at("metadata")),
                document.flag("spec", "unschedulable").orElse(false),
                document.documents("spec", "taints").stream().map(Taint::of).toList(),
                capacity,
                allocatable,
                status.documents("conditions").stream().map(Condition::of).toList(),
                document.at("spec").without("unschedulable").without("taints"),
                other);
    }

    @Override
    public Document toDocument() {
        Document spec = otherSpec;
        if (unschedulable) {
            spec = spec.with(true, "unschedulable");
        }
        if (!taints.isEmpty()) {
            spec = spec.with(taints.stream().map(Taint::toDocument).toList(), "taints");
        }
        Document status = Document.of(Map.of());
        status = Kept.quantities(status, otherStatus, "capacity", capacity);
        status = Kept.quantities(status, otherStatus, "allocatable", allocatable);
        status = conditions.isEmpty()
                ? status
                : status.with(conditions.stream().map(Condition::toDocument).toList(), "conditions");
        status = status.withAll(otherStatus.without("capacity").without("allocatable"));
        return Document.of("apiVersion", "v1")
                .with("Node", "kind")
                .with(metadata.toDocument(), "metadata")
                .with(spec, "spec")
                .with(status, "status");
    }

    /**
     * Tells whether the node is Ready.
     *
     * @return true if its condition Ready is True
     */
    public boolean isReady() {
        return condition("Ready").map(Condition::isTrue).orElse(false);
    }

    /**
     * Finds a condition.
     *
     * @param type for example {@code Ready} or {@code MemoryPressure}
     * @return empty if there is none
     */
    public Optional<Condition> condition(String type) {
        return Condition.find(conditions, type);
    }

    /**
     * Returns the zone.
     *
     * @return value of the label {@value #ZONE}, empty text if there is none
     */
    public String zone() {
        return metadata.labels().getOrDefault(ZONE, "");
    }

    /**
     * Returns the kubelet's version as it says it.
     *
     * @return for example {@code v1.31.9-eks-5d4a308}, empty if unknown
     */
    public String kubeletVersion() {
        return otherStatus.text("nodeInfo", "kubeletVersion").orElse("");
    }

    /**
     * Returns the id of the boot, which changes with every restart of the machine.
     *
     * @return empty if unknown
     */
    public String bootId() {
        return otherStatus.text("nodeInfo", "bootID").orElse("");
    }

    /**
     * Returns a copy with other metadata.
     *
     * @param other metadata
     * @return the copy
     */
    public Node with(ObjectMeta other) {
        return new Node(other, unschedulable, taints, capacity, allocatable, conditions, otherSpec, otherStatus);
    }

    /**
     * Returns a copy that is cordoned or not; taints are left to the controller.
     *
     * @param cordoned whether it is unschedulable
     * @return the copy
     */
    public Node withUnschedulable(boolean cordoned) {
        return new Node(metadata, cordoned, taints, capacity, allocatable, conditions, otherSpec, otherStatus);
    }

    /**
     * Returns a copy with other taints.
     *
     * @param all all taints
     * @return the copy
     */
    public Node withTaints(List<Taint> all) {
        return new Node(metadata, unschedulable, all, capacity, allocatable, conditions, otherSpec, otherStatus);
    }

    /**
     * Returns a copy with other conditions.
     *
     * @param all all conditions
     * @return the copy
     */
    public Node withConditions(List<Condition> all) {
        return new Node(metadata, unschedulable, taints, capacity, allocatable, all, otherSpec, otherStatus);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name();
    }
}
