package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was read for checks. Immutable. What could not be read is empty here and named by {@link #unread}. */
public final class NodeCheckFacts {
    private final List<Node> selected;
    private final List<Node> nodes;
    private final Optional<KubernetesVersion> server;
    private final List<KubeDocument> services;
    private final List<Workload> daemonSets;
    private final List<KubeDocument> nodeSources;
    private final Map<String, Document> kubelets;
    private final Map<String, String> unread;
    private final Optional<DocumentFormat> yaml;

    NodeCheckFacts(
            List<Node> selected,
            List<Node> nodes,
            Optional<KubernetesVersion> server,
            List<KubeDocument> services,
            List<Workload> daemonSets,
            List<KubeDocument> nodeSources,
            Map<String, Document> kubelets,
            Map<String, String> unread,
            Optional<DocumentFormat> yaml) {
        this.selected = List.copyOf(selected);
        this.nodes = List.copyOf(nodes);
        this.server = server;
        this.services = List.copyOf(services);
        this.daemonSets = List.copyOf(daemonSets);
        this.nodeSources = List.copyOf(nodeSources);
        this.kubelets = Map.copyOf(kubelets);
        this.unread = Map.copyOf(unread);
        this.yaml = yaml;
    }

    /** {@return the nodes under check} */
    public List<Node> selected() {
        return selected;
    }

    /** {@return all nodes of the cluster} */
    public List<Node> nodes() {
        return nodes;
    }

    /** {@return version of the API server, where it can be asked} */
    public Optional<KubernetesVersion> server() {
        return server;
    }

    /** {@return Services of kube-system} */
    public List<KubeDocument> services() {
        return services;
    }

    /** {@return DaemonSets of kube-system} */
    public List<Workload> daemonSets() {
        return daemonSets;
    }

    /** {@return what nodes to come are made of: EC2NodeClass, NodePool, Provisioner, and ConfigMaps with a KubeletConfiguration} */
    public List<KubeDocument> nodeSources() {
        return nodeSources;
    }

    /**
     * Returns what a kubelet runs with.
     *
     * @param node name of a node under check
     * @return its KubeletConfiguration; empty where it was not asked for or could not be read
     */
    public Optional<Document> kubelet(String node) {
        return Optional.ofNullable(kubelets.get(node));
    }

    /**
     * Tells why something could not be read.
     *
     * @param what a resource, for example {@code services}, or {@code node NAME} for its kubelet
     * @return what was asked and what was answered; empty if it was read, or not asked for
     */
    public Optional<String> unread(String what) {
        return Optional.ofNullable(unread.get(what));
    }

    /** {@return what reads YAML, where the caller gave something} */
    public Optional<DocumentFormat> yaml() {
        return yaml;
    }
}
