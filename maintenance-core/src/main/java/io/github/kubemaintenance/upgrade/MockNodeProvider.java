package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Node;

/** Machines of a simulated cluster: new ones are like the first worker, and Ready at once. Not thread-safe. */
public final class MockNodeProvider implements NodeProvider {
    private final MockCluster cluster;
    private int made;

    /**
     * Provides for a cluster.
     *
     * @param cluster the cluster
     */
    public MockNodeProvider(MockCluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public void add(int count, KubernetesVersion version) {
        Node like = cluster.list(Kind.NODES).stream()
                .filter(node -> !NodeClassifier.isControlPlane(node))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < count; i++) {
            made++;
            String name = "new-" + made;
            Document node = like.toDocument()
                    .without("metadata", "uid")
                    .without("metadata", "resourceVersion")
                    .without("spec", "unschedulable")
                    .without("spec", "taints")
                    .with(name, "metadata", "name")
                    .with(name, "metadata", "labels", Node.HOSTNAME)
                    .with("v" + Versions.exact(version), "status", "nodeInfo", "kubeletVersion");
            cluster.apply(node);
        }
    }

    @Override
    public void delete(String node) {
        cluster.delete(Kind.NODES, node);
    }
}
