package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import io.github.kubemaintenance.model.internal.Nullable;
import io.github.kubemaintenance.model.internal.PodSpecCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a pod asks for, as far as maintenance needs it; the node it is bound to is not part of it ({@link
 * Pod#nodeName()}), so that all pods of one template share one spec. A spec that was read keeps the whole tree it was
 * read from. Immutable.
 */
public final class PodSpec {
    private static final PodSpec EMPTY = builder().build();
    private final List<Container> containers;
    private final List<Container> initContainers;
    private final List<Volume> volumes;
    private final List<Toleration> tolerations;
    private final Map<String, String> nodeSelector;
    private final List<NodeSelectorTerm> nodeAffinity;
    private final List<PodAffinityTerm> podAffinity;
    private final List<PodAffinityTerm> podAntiAffinity;
    private final List<TopologySpread> topologySpread;
    private final Map<String, Quantity> overhead;
    private final int priority;
    private final String priorityClassName;
    private final Duration terminationGracePeriod;
    private final RestartPolicy restartPolicy;
    private final boolean hostNetwork;
    private final List<String> schedulingGates;
    private final @Nullable Document source;

    private PodSpec(Builder builder) {
        this.containers = List.copyOf(builder.containers);
        this.initContainers = List.copyOf(builder.initContainers);
        this.volumes = List.copyOf(builder.volumes);
        this.tolerations = List.copyOf(builder.tolerations);
        this.nodeSelector = ordered(builder.nodeSelector);
        this.nodeAffinity = List.copyOf(builder.nodeAffinity);
        this.podAffinity = List.copyOf(builder.podAffinity);
        this.podAntiAffinity = List.copyOf(builder.podAntiAffinity);
        this.topologySpread = List.copyOf(builder.topologySpread);
        this.overhead = ordered(builder.overhead);
        this.priority = builder.priority;
        this.priorityClassName = builder.priorityClassName;
        this.terminationGracePeriod = builder.terminationGracePeriod;
        this.restartPolicy = builder.restartPolicy;
        this.hostNetwork = builder.hostNetwork;
        this.schedulingGates = List.copyOf(builder.schedulingGates);
        this.source = builder.source;
    }

    /**
     * Returns the spec of a pod that asks for nothing.
     *
     * @return all defaults, no container
     */
    public static PodSpec empty() {
        return EMPTY;
    }

    /**
     * Starts a spec.
     *
     * @return a builder with all defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a spec.
     *
     * @param document a pod's {@code spec}
     * @return the spec, which keeps the document but for {@code nodeName}
     */
    public static PodSpec of(Document document) {
        return PodSpecCodec.read(document);
    }

    /**
     * Writes the spec: the tree it was read from, or what was built.
     *
     * @return a pod's {@code spec} without {@code nodeName}
     */
    public Document toDocument() {
        return source != null ? source : PodSpecCodec.write(this);
    }

    /**
     * Starts a spec from this one. The tree it was read from is not kept, only what is modelled.
     *
     * @return a builder with the values of this spec
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.containers = containers;
        builder.initContainers = initContainers;
        builder.volumes = volumes;
        builder.tolerations = tolerations;
        builder.nodeSelector = nodeSelector;
        builder.nodeAffinity = nodeAffinity;
        builder.podAffinity = podAffinity;
        builder.podAntiAffinity = podAntiAffinity;
        builder.topologySpread = topologySpread;
        builder.overhead = overhead;
        builder.priority = priority;
        builder.priorityClassName = priorityClassName;
        builder.terminationGracePeriod = terminationGracePeriod;
        builder.restartPolicy = restartPolicy;
        builder.hostNetwork = hostNetwork;
        builder.schedulingGates = schedulingGates;
        return builder;
    }

    /** {@return the containers} */
    public List<Container> containers() {
        return containers;
    }

    /** {@return the init containers in their order, native sidecars among them} */
    public List<Container> initContainers() {
        return initContainers;
    }

    /** {@return the volumes} */
    public List<Volume> volumes() {
        return volumes;
    }

    /** {@return the tolerations} */
    public List<Toleration> tolerations() {
        return tolerations;
    }

    /** {@return labels that the node must have} */
    public Map<String, String> nodeSelector() {
        return nodeSelector;
    }

    /** {@return required node affinity: one of these terms must match; empty for none} */
    public List<NodeSelectorTerm> nodeAffinity() {
        return nodeAffinity;
    }

    /** {@return required pod affinity: every term must hold} */
    public List<PodAffinityTerm> podAffinity() {
        return podAffinity;
    }

    /** {@return required pod anti-affinity: no term may match} */
    public List<PodAffinityTerm> podAntiAffinity() {
        return podAntiAffinity;
    }

    /** {@return topology spread constraints} */
    public List<TopologySpread> topologySpread() {
        return topologySpread;
    }

    /** {@return what the runtime class adds to the requests} */
    public Map<String, Quantity> overhead() {
        return overhead;
    }

    /** {@return the priority, 0 by default} */
    public int priority() {
        return priority;
    }

    /** {@return the priority class, empty for none} */
    public String priorityClassName() {
        return priorityClassName;
    }

    /** {@return how long the pod may take to stop, 30 s by default} */
    public Duration terminationGracePeriod() {
        return terminationGracePeriod;
    }

    /** {@return what happens when a container ends, Always by default} */
    public RestartPolicy restartPolicy() {
        return restartPolicy;
    }

    /** {@return whether it uses the node's network} */
    public boolean hostNetwork() {
        return hostNetwork;
    }

    /** {@return names of gates that keep it from being scheduled} */
    public List<String> schedulingGates() {
        return schedulingGates;
    }

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Frozen.copyOf(map);
    }

    /** Two specs are equal when they are written equally. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof PodSpec spec && toDocument().equals(spec.toDocument()));
    }

    @Override
    public int hashCode() {
        return Objects.hash(containers, priority, terminationGracePeriod);
    }

    @Override
    public String toString() {
        return toDocument().toString();
    }

    /** Collects a spec. Not thread-safe. */
    public static final class Builder {
        private List<Container> containers = List.of();
        private List<Container> initContainers = List.of();
        private List<Volume> volumes = List.of();
        private List<Toleration> tolerations = List.of();
        private Map<String, String> nodeSelector = Map.of();
        private List<NodeSelectorTerm> nodeAffinity = List.of();
        private List<PodAffinityTerm> podAffinity = List.of();
        private List<PodAffinityTerm> podAntiAffinity = List.of();
        private List<TopologySpread> topologySpread = List.of();
        private Map<String, Quantity> overhead = Map.of();
        private int priority = 0;
        private String priorityClassName = "";
        private Duration terminationGracePeriod = Duration.ofSeconds(30);
        private RestartPolicy restartPolicy = RestartPolicy.ALWAYS;
        private boolean hostNetwork = false;
        private List<String> schedulingGates = List.of();
        private @Nullable Document source;

        private Builder() {}

        /**
         * Sets the containers.
         *
         * @param value the value
         * @return this
         */
        public Builder containers(List<Container> value) {
            this.containers = value;
            return this;
        }

        /**
         * Sets the init containers in their order, native sidecars among them.
         *
         * @param value the value
         * @return this
         */
        public Builder initContainers(List<Container> value) {
            this.initContainers = value;
            return this;
        }

        /**
         * Sets the volumes.
         *
         * @param value the value
         * @return this
         */
        public Builder volumes(List<Volume> value) {
            this.volumes = value;
            return this;
        }

        /**
         * Sets the tolerations.
         *
         * @param value the value
         * @return this
         */
        public Builder tolerations(List<Toleration> value) {
            this.tolerations = value;
            return this;
        }

        /**
         * Sets labels that the node must have.
         *
         * @param value the value
         * @return this
         */
        public Builder nodeSelector(Map<String, String> value) {
            this.nodeSelector = value;
            return this;
        }

        /**
         * Sets required node affinity: one of these terms must match; empty for none.
         *
         * @param value the value
         * @return this
         */
        public Builder nodeAffinity(List<NodeSelectorTerm> value) {
            this.nodeAffinity = value;
            return this;
        }

        /**
         * Sets required pod affinity: every term must hold.
         *
         * @param value the value
         * @return this
         */
        public Builder podAffinity(List<PodAffinityTerm> value) {
            this.podAffinity = value;
            return this;
        }

        /**
         * Sets required pod anti-affinity: no term may match.
         *
         * @param value the value
         * @return this
         */
        public Builder podAntiAffinity(List<PodAffinityTerm> value) {
            this.podAntiAffinity = value;
            return this;
        }

        /**
         * Sets topology spread constraints.
         *
         * @param value the value
         * @return this
         */
        public Builder topologySpread(List<TopologySpread> value) {
            this.topologySpread = value;
            return this;
        }

        /**
         * Sets what the runtime class adds to the requests.
         *
         * @param value the value
         * @return this
         */
        public Builder overhead(Map<String, Quantity> value) {
            this.overhead = value;
            return this;
        }

        /**
         * Sets the priority, 0 by default.
         *
         * @param value the value
         * @return this
         */
        public Builder priority(int value) {
            this.priority = value;
            return this;
        }

        /**
         * Sets the priority class, empty for none.
         *
         * @param value the value
         * @return this
         */
        public Builder priorityClassName(String value) {
            this.priorityClassName = value;
            return this;
        }

        /**
         * Sets how long the pod may take to stop, 30 s by default.
         *
         * @param value the value
         * @return this
         */
        public Builder terminationGracePeriod(Duration value) {
            this.terminationGracePeriod = value;
            return this;
        }

        /**
         * Sets what happens when a container ends, Always by default.
         *
         * @param value the value
         * @return this
         */
        public Builder restartPolicy(RestartPolicy value) {
            this.restartPolicy = value;
            return this;
        }

        /**
         * Sets whether it uses the node's network.
         *
         * @param value the value
         * @return this
         */
        public Builder hostNetwork(boolean value) {
            this.hostNetwork = value;
            return this;
        }

        /**
         * Sets names of gates that keep it from being scheduled.
         *
         * @param value the value
         * @return this
         */
        public Builder schedulingGates(List<String> value) {
            this.schedulingGates = value;
            return this;
        }

        /**
         * Keeps the tree that the values were read from; it is what {@link PodSpec#toDocument()} returns.
         *
         * @param document a pod's {@code spec} without {@code nodeName}
         * @return this
         */
        public Builder source(Document document) {
            this.source = document;
            return this;
        }

        /**
         * Makes the spec.
         *
         * @return the spec
         */
        public PodSpec build() {
            return new PodSpec(this);
        }
    }
}
