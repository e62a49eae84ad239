package io.github.kubemaintenance.mock.contract;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import java.util.EnumSet;
import java.util.Set;

/**
 * A scenario's setup on a {@link MockCluster} of two nodes, with or without controllers, as the scenario needs it. As it is
 * it holds the simulator against the contract; a subclass that gives another {@link #backend()} and {@link #api()} on the
 * same cluster, over HTTP for example, holds that one against it. Confined to one thread.
 */
public class MockSetup implements Setup {
    private static final String NAMESPACE = "contract";

    private final MockCluster mock;
    private final boolean controllers;

    /**
     * Makes the cluster, and the namespace.
     *
     * @param scenario for this scenario
     */
    public MockSetup(Scenario scenario) {
        controllers = !scenario.needs().contains(Need.NO_CONTROLLERS);
        MockClusterBuilder builder = MockCluster.builder().node("worker-1").node("worker-2");
        mock = (controllers ? builder : builder.withoutControllers()).build();
        mock.apply(Document.of("apiVersion", "v1").with("Namespace", "kind").with(NAMESPACE, "metadata", "name"));
    }

    /** {@return the cluster} */
    public final MockCluster mock() {
        return mock;
    }

    /** {@return whether controllers and kubelets run in it} */
    public final boolean hasControllers() {
        return controllers;
    }

    @Override
    public ClusterBackend backend() {
        return mock;
    }

    @Override
    public ClusterApi api() {
        return mock.api();
    }

    @Override
    public Set<Need> offers() {
        Set<Need> offers = EnumSet.of(Need.API, Need.COMPACTION, Need.DOCUMENTS, Need.VIRTUAL_TIME);
        offers.addAll(controllers ? Set.of(Need.CONTROLLERS, Need.KUBELET) : Set.of(Need.NO_CONTROLLERS));
        return offers;
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public String node() {
        return "worker-1";
    }

    @Override
    public void put(Document object) {
        mock.apply(object);
    }

    @Override
    public void patch(Kind<?> kind, String namespace, String name, Document patch) {
        mock.patch(kind, full(namespace, name), patch);
    }

    @Override
    public void remove(Kind<?> kind, String namespace, String name) {
        mock.remove(kind, full(namespace, name));
    }

    @Override
    public void terminateNamespace() {
        mock.delete(Kind.NAMESPACES, NAMESPACE);
    }

    @Override
    public void compact() {
        mock.compact();
    }

    private static String full(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
