package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;

/** Two watches for each owner: the least that is sent over the wire where one node is drained. */
record NarrowSource(Loop loop) implements OwnerSource {
    @Override
    public long workload(Kind<Workload> kind, String namespace, String name, Observer<Workload> observer) {
        return loop.observe(kind, Query.inNamespace(namespace).withField("metadata.name", name), observer);
    }

    @Override
    public long pods(String namespace, LabelSelector selector, String ownerUid, Observer<Pod> observer) {
        return loop.observe(Kind.PODS, Query.inNamespace(namespace).withLabels(selector), observer);
    }

    @Override
    public void stop(long ticket) {
        loop.stop(ticket);
    }
}
