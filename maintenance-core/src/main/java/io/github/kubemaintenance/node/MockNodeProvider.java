package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A provider of nodes in a {@link MockCluster}: its groups are the values of a label, a new node is like the first of its
 * group and joins after a while. Thread-safe.
 */
public final class MockNodeProvider implements NodeProvider {
    private final MockCluster mock;
    private final Function<Node, Optional<String>> groups;
    private final Duration joinsAfter;
    private int made;
    private int failures;

    private MockNodeProvider(MockCluster mock, Function<Node, Optional<String>> groups, Duration joinsAfter) {
        this.mock = mock;
        this.groups = groups;
        this.joinsAfter = joinsAfter;
    }

    /**
     * Makes a provider.
     *
     * @param mock the cluster
     * @param label the label whose values are the groups
     * @param joinsAfter how long after it was ordered a node is there
     * @return the provider
     */
    public static MockNodeProvider of(MockCluster mock, String label, Duration joinsAfter) {
        return by(mock, node -> Optional.ofNullable(node.metadata().labels().get(label)), joinsAfter);
    }

    static MockNodeProvider by(MockCluster mock, Function<Node, Optional<String>> groups, Duration joinsAfter) {
        return new MockNodeProvider(mock, groups, joinsAfter);
    }

    /**
     * Lets the next orders fail, as a provider does that has none left.
     *
     * @param times how many of them
     * @return this
     */
    public synchronized MockNodeProvider failing(int times) {
        failures = times;
        return this;
    }

    @Override
    public Optional<String> groupOf(Node node) {
        return groups.apply(node);
    }

    @Override
    public List<String> add(String group, int count) {
        Node like = mock.list(Kind.NODES).stream()
                .filter(node -> groupOf(node).equals(Optional.of(group)))
                .findFirst()
                .orElseThrow(() -> new MaintenanceException("there is no group " + group));
        List<String> names = names(group, count);
        mock.advance(joinsAfter);
        names.forEach(name -> mock.apply(made(like, name)));
        return names;
    }

    private synchronized List<String> names(String group, int count) {
        if (failures > 0) {
            failures--;
            throw new MaintenanceException("group " + group + " has no capacity left");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(group + "-new-" + ++made);
        }
        return names;
    }

    private static Document made(Node like, String name) {
        Document whole = like.toDocument();
        Document node = Document.of("apiVersion", "v1")
                .with("Node", "kind")
                .with(name, "metadata", "name")
                .with(whole.at("metadata", "labels"), "metadata", "labels")
                .with(name, "metadata", "labels", Node.HOSTNAME)
                .with(whole.at("status"), "status")
                .with("boot-" + name + "-1", "status", "nodeInfo", "bootID");
        return node;
    }

    @Override
    public void remove(Node node) {
        if (mock.find(Kind.NODES, node.name()).isPresent()) {
            mock.delete(Kind.NODES, node.name());
        }
    }
}
