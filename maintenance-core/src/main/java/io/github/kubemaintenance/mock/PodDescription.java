package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.PodAffinityTerm;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.RestartPolicy;
import io.github.kubemaintenance.model.TaintEffect;
import io.github.kubemaintenance.model.Toleration;
import io.github.kubemaintenance.model.TopologySpread;
import io.github.kubemaintenance.model.Volume;
import io.github.kubemaintenance.model.internal.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes what simulated pods ask for. By default a pod has one container that asks for nothing, and the label {@code
 * app} with the name. Malformed values are refused here. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class PodDescription<B extends PodDescription<B>> extends PodTiming<B> {
    final String namespace;
    final String name;
    final Map<String, String> labels = new LinkedHashMap<>();
    final Map<String, String> annotations = new LinkedHashMap<>();
    final List<String> claims = new ArrayList<>();
    private final Map<String, Quantity> requests = new LinkedHashMap<>();
    private final Map<String, Quantity> overhead = new LinkedHashMap<>();
    private final List<Container.HostPort> ports = new ArrayList<>();
    private final List<Volume> volumes = new ArrayList<>();
    private final List<Toleration> tolerations = new ArrayList<>();
    private final Map<String, String> nodeSelector = new LinkedHashMap<>();
    private final List<PodAffinityTerm> affinity = new ArrayList<>();
    private final List<PodAffinityTerm> antiAffinity = new ArrayList<>();
    private final List<Map.Entry<String, Integer>> spreads = new ArrayList<>();
    private final List<String> gates = new ArrayList<>();
    private RestartPolicy restartPolicy = RestartPolicy.ALWAYS;
    private String image;
    private int priority;
    private boolean hostNetwork;

    PodDescription(String what, String fullName) {
        Names.namespaced(what, fullName);
        this.namespace = Names.namespace(fullName);
        this.name = Names.name(fullName);
        this.image = "example/" + name + ":1";
        labels.put("app", name);
    }

    /**
     * Asks for CPU.
     *
     * @param quantity for example {@code 100m}
     * @return this
     */
    public B cpu(String quantity) {
        return request("cpu", quantity);
    }

    /**
     * Asks for memory.
     *
     * @param quantity for example {@code 64Mi}
     * @return this
     */
    public B memory(String quantity) {
        return request("memory", quantity);
    }

    /**
     * Asks for any resource.
     *
     * @param resource for example {@code nvidia.com/gpu}
     * @param quantity how much
     * @return this
     */
    public B request(String resource, String quantity) {
        requests.put(resource, Quantity.parse(quantity));
        return self();
    }

    /**
     * Adds the overhead of a runtime class.
     *
     * @param resource for example {@code memory}
     * @param quantity how much
     * @return this
     */
    public B overhead(String resource, String quantity) {
        overhead.put(resource, Quantity.parse(quantity));
        return self();
    }

    /**
     * Sets the container's image.
     *
     * @param reference for example {@code nginx:1.27}
     * @return this
     */
    public B image(String reference) {
        image = reference;
        return self();
    }

    /**
     * Adds a label to the pods.
     *
     * @param key its key
     * @param value its value
     * @return this
     */
    public B label(String key, String value) {
        if (!Labels.isKey(key) || !Labels.isValue(value)) {
            throw new IllegalArgumentException("not a label: '" + key + "' with the value '" + value + "'");
        }
        labels.put(key, value);
        return self();
    }

    /**
     * Adds labels to the pods.
     *
     * @param all keys and values
     * @return this
     */
    public B labels(Map<String, String> all) {
        all.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> label(each.getKey(), each.getValue()));
        return self();
    }

    /**
     * Adds an annotation to the pods.
     *
     * @param key its key
     * @param value its value
     * @return this
     */
    public B annotation(String key, String value) {
        annotations.put(key, value);
        return self();
    }

    /**
     * Adds a volume that dies with the pod.
     *
     * @param volume its name
     * @return this
     */
    public B emptyDir(String volume) {
        return volume(volume, Volume.EMPTY_DIR, "");
    }

    /**
     * Adds a volume that is a claim; the claim is made, and gets its volume in the zone of the first node that a pod with
     * it is on. In a StatefulSet each pod has its own.
     *
     * @param claim name of the volume and of the claim
     * @return this
     */
    public B claim(String claim) {
        claims.add(Names.plain("claim", claim));
        return self();
    }

    /**
     * Adds a volume of any other type.
     *
     * @param volume its name
     * @param type the field that names its source, for example {@code hostPath} or {@code configMap}
     * @return this
     */
    public B volume(String volume, String type) {
        return volume(volume, type, "");
    }

    private B volume(String volume, String type, String claim) {
        volumes.add(new Volume(Names.plain("volume", volume), type, claim));
        return self();
    }

    /**
     * Takes a TCP port of the node.
     *
     * @param port from 1 to 65535
     * @return this
     */
    public B hostPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        ports.add(new Container.HostPort("TCP", "0.0.0.0", port));
        return self();
    }

    /**
     * Uses the node's network.
     *
     * @return this
     */
    public B hostNetwork() {
        hostNetwork = true;
        return self();
    }

    /**
     * Sets the priority; 0 by default.
     *
     * @param value any number
     * @return this
     */
    public B priority(int value) {
        priority = value;
        return self();
    }

    /**
     * Runs only on nodes with a label.
     *
     * @param key key of the label
     * @param value its value
     * @return this
     */
    public B nodeSelector(String key, String value) {
        nodeSelector.put(key, value);
        return self();
    }

    /**
     * Keeps pods of this description apart.
     *
     * @param topologyKey label of nodes, for example {@code kubernetes.io/hostname}; also {@code node} and {@code zone}
     * @return this
     */
    public B antiAffinity(String topologyKey) {
        antiAffinity.add(new PodAffinityTerm(Optional.of(own()), List.of(), false, key(topologyKey)));
        return self();
    }

    /**
     * Runs only where other pods of the namespace run.
     *
     * @param selector which pods, for example {@code app=cache}
     * @param topologyKey as in {@link #antiAffinity}
     * @return this
     */
    public B affinity(String selector, String topologyKey) {
        affinity.add(
                new PodAffinityTerm(Optional.of(LabelSelector.parse(selector)), List.of(), false, key(topologyKey)));
        return self();
    }

    /**
     * Spreads the pods evenly, {@code DoNotSchedule}.
     *
     * @param topologyKey as in {@link #antiAffinity}
     * @param maxSkew by how much domains may differ, at least 1
     * @return this
     */
    public B spread(String topologyKey, int maxSkew) {
        if (maxSkew < 1) {
            throw new IllegalArgumentException("maxSkew is at least 1: " + maxSkew);
        }
        spreads.add(Map.entry(key(topologyKey), maxSkew));
        return self();
    }

    private static String key(String topologyKey) {
        return switch (topologyKey) {
            case "zone" -> Node.ZONE;
            case "node", "hostname" -> Node.HOSTNAME;
            default -> topologyKey;
        };
    }

    /**
     * Tolerates a taint with any value, for ever.
     *
     * @param key key of the taint
     * @param effect {@code NoSchedule}, {@code PreferNoSchedule} or {@code NoExecute}
     * @return this
     */
    public B toleration(String key, String effect) {
        tolerations.add(Toleration.exists(key, TaintEffect.parse(effect)));
        return self();
    }

    /**
     * Tolerates a NoExecute taint for some time.
     *
     * @param key key of the taint
     * @param time how long
     * @return this
     */
    public B toleration(String key, Duration time) {
        tolerations.add(new Toleration(key, true, "", Optional.of(TaintEffect.NO_EXECUTE), Optional.of(time)));
        return self();
    }

    /**
     * Tolerates every taint.
     *
     * @return this
     */
    public B toleratesEverything() {
        tolerations.add(Toleration.everything());
        return self();
    }

    /**
     * Adds a gate that keeps the pods from being scheduled.
     *
     * @param gate its name
     * @return this
     */
    public B schedulingGate(String gate) {
        gates.add(gate);
        return self();
    }

    /**
     * Sets what happens when a container ends.
     *
     * @param policy {@code Always} (the default but for Jobs), {@code OnFailure} or {@code Never}
     * @return this
     */
    public B restartPolicy(String policy) {
        restartPolicy = RestartPolicy.parse(policy);
        if (!restartPolicy.text().equals(policy)) {
            throw new IllegalArgumentException("not a restartPolicy: '" + policy + "'");
        }
        return self();
    }

    /**
     * Adds an init container; they run in the order in which they are added.
     *
     * @param container its name
     * @param describe what it is like
     * @return this
     */
    public B initContainer(String container, Consumer<InitContainer> describe) {
        InitContainer init = new InitContainer(container, false);
        describe.accept(init);
        initContainers.add(init);
        return self();
    }

    /**
     * Adds a native sidecar: an init container that starts and stays.
     *
     * @param container its name
     * @return this
     */
    public B sidecar(String container) {
        initContainers.add(new InitContainer(container, true));
        return self();
    }

    /** The labels by which workloads and budgets select these pods. */
    LabelSelector own() {
        return LabelSelector.of("app", labels.getOrDefault("app", name));
    }

    RestartPolicy restartPolicy() {
        return restartPolicy;
    }

    PodSpec spec(boolean withClaims) {
        List<Volume> all = new ArrayList<>(volumes);
        if (withClaims) {
            claims.forEach(claim -> all.add(new Volume(claim, Volume.CLAIM, claim)));
        }
        return PodSpec.builder()
                .containers(List.of(new Container(name.replace('.', '-'), image, requests, ports, false)))
                .initContainers(
                        initContainers.stream().map(InitContainer::container).toList())
                .volumes(all)
                .tolerations(tolerations)
                .nodeSelector(nodeSelector)
                .podAffinity(affinity)
                .podAntiAffinity(antiAffinity)
                .topologySpread(spreads.stream()
                        .map(each -> new TopologySpread(
                                each.getValue(), each.getKey(), true, Optional.of(own()), Optional.empty()))
                        .toList())
                .overhead(overhead)
                .priority(priority)
                .terminationGracePeriod(gracePeriod())
                .restartPolicy(restartPolicy)
                .hostNetwork(hostNetwork)
                .schedulingGates(gates)
                .build();
    }
}
