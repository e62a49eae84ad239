package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.contract.Need;
import io.github.kubemaintenance.mock.contract.Scenario;
import io.github.kubemaintenance.mock.contract.Setup;
import io.github.kubemaintenance.model.Document;
import java.util.EnumSet;
import java.util.Set;

/** A cluster with or without controllers, as the scenario needs it. */
class MockSetup implements Setup {
    final MockCluster mock;
    private final boolean controllers;

    MockSetup(Scenario scenario) {
        controllers = !scenario.needs().contains(Need.NO_CONTROLLERS);
        MockClusterBuilder builder = MockCluster.builder().node("worker-1").node("worker-2");
        mock = (controllers ? builder : builder.withoutControllers()).build();
        mock.apply(Document.of("apiVersion", "v1").with("Namespace", "kind").with(namespace(), "metadata", "name"));
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
        return "contract";
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
        mock.delete(Kind.NAMESPACES, namespace());
    }

    @Override
    public void compact() {
        mock.compact();
    }

    private static String full(String namespace, String name) {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
