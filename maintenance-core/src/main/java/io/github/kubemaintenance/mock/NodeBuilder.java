package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.ObjectMeta;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.internal.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Describes a node of a simulated cluster: by default Ready, 4 cores, 16 GiB, 110 pods. Malformed values are refused
 * here. Not thread-safe.
 */
public final class NodeBuilder {
    private final String name;
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, Quantity> capacity = new LinkedHashMap<>();
    private final List<Taint> taints = new ArrayList<>();
    private String version;
    private boolean unschedulable;

    NodeBuilder(String name, String version) {
        this.name = name;
        this.version = version;
        labels.put(Node.HOSTNAME, name);
        labels.put("kubernetes.io/os", "linux");
        capacity.put("cpu", Quantity.of(4));
        capacity.put("memory", Quantity.parse("16Gi"));
        capacity.put("pods", Quantity.of(110));
    }

    /**
     * Sets the cores.
     *
     * @param quantity for example {@code 4} or {@code 3920m}
     * @return this
     */
    public NodeBuilder cpu(String quantity) {
        return capacity("cpu", quantity);
    }

    /**
     * Sets the memory.
     *
     * @param quantity for example {@code 16Gi}
     * @return this
     */
    public NodeBuilder memory(String quantity) {
        return capacity("memory", quantity);
    }

    /**
     * Sets how many pods it takes.
     *
     * @param count at least 1
     * @return this
     */
    public NodeBuilder pods(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a node takes at least one pod, not " + count);
        }
        return capacity("pods", Integer.toString(count));
    }

    /**
     * Sets the capacity of any resource; all of it is allocatable.
     *
     * @param resource for example {@code nvidia.com/gpu}
     * @param quantity how much
     * @return this
     */
    public NodeBuilder capacity(String resource, String quantity) {
        Quantity amount = Quantity.parse(Objects.requireNonNull(quantity, "capacity"));
        if (amount.compareTo(Quantity.of(0)) < 0) {
            throw new IllegalArgumentException("the capacity of a node is not negative: " + resource + " " + quantity);
        }
        capacity.put(Objects.requireNonNull(resource, "resource"), amount);
        return this;
    }

    /**
     * Sets the zone.
     *
     * @param zone value of the label {@value Node#ZONE}
     * @return this
     */
    public NodeBuilder zone(String zone) {
        return label(Node.ZONE, zone);
    }

    /**
     * Adds a label.
     *
     * @param key its key
     * @param value its value
     * @return this
     */
    public NodeBuilder label(String key, String value) {
        if (!Labels.isKey(Objects.requireNonNull(key, "key of a label"))
                || !Labels.isValue(Objects.requireNonNull(value, "value of a label"))) {
            throw new IllegalArgumentException("not a label: '" + key + "' with the value '" + value + "'");
        }
        labels.put(key, value);
        return this;
    }

    /**
     * Adds a taint.
     *
     * @param key its key
     * @param effect {@code NoSchedule}, {@code PreferNoSchedule} or {@code NoExecute}
     * @return this
     */
    public NodeBuilder taint(String key, String effect) {
        if (!Labels.isKey(Objects.requireNonNull(key, "key of a taint"))) {
            throw new IllegalArgumentException("not the key of a taint: '" + key + "'");
        }
        taints.add(Taint.of(key, TaintEffect.parse(Objects.requireNonNull(effect, "effect of a taint"))));
        return this;
    }

    /** {@return this, cordoned} */
    public NodeBuilder unschedulable() {
        unschedulable = true;
        return this;
    }

    /**
     * Makes it a control-plane node: with the role's label and taint.
     *
     * @return this
     */
    public NodeBuilder controlPlane() {
        return label("node-role.kubernetes.io/control-plane", "")
                .taint("node-role.kubernetes.io/control-plane", "NoSchedule");
    }

    /**
     * Sets the kubelet's version; the cluster's by default.
     *
     * @param text as the kubelet says it, for example {@code v1.30.4}
     * @return this
     */
    public NodeBuilder kubelet(String text) {
        version = Objects.requireNonNull(text, "version of a kubelet");
        return this;
    }

    Node build(Instant since, int number) {
        List<Taint> all = new ArrayList<>(taints);
        if (unschedulable) {
            all.add(Taint.of(Taint.UNSCHEDULABLE, TaintEffect.NO_SCHEDULE));
        }
        Document status = Document.of("nodeInfo", Document.of("kubeletVersion", version))
                .with("boot-" + name + "-1", "nodeInfo", "bootID")
                .with(
                        List.of(
                                Document.of("type", "InternalIP")
                                        .with("10.10." + number / 250 + "." + (number % 250 + 1), "address"),
                                Document.of("type", "Hostname").with(name, "address")),
                        "addresses");
        return new Node(
                ObjectMeta.of("", name).withLabels(labels),
                unschedulable,
                all,
                capacity,
                capacity,
                List.of(
                        Condition.of("MemoryPressure", "False", "KubeletHasSufficientMemory", since),
                        Condition.of("DiskPressure", "False", "KubeletHasNoDiskPressure", since),
                        Condition.of("PIDPressure", "False", "KubeletHasSufficientPID", since),
                        Condition.of("Ready", "True", "KubeletReady", since)),
                Document.empty(),
                status);
    }
}
