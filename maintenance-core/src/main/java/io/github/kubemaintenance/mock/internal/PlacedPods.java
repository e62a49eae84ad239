package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.catalog.NodeRoom;
import io.github.kubemaintenance.catalog.Placed;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Which pods are where, from the scheduler's own books. */
record PlacedPods(World world, Rooms rooms) implements Placed {
    @Override
    public Iterable<Node> nodes() {
        return () -> {
            Iterator<NodeRoom> all = rooms.all().iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Node next() {
                    return all.next().node();
                }
            };
        };
    }

    @Override
    public Optional<Node> node(String name) {
        return Optional.ofNullable(rooms.of(name)).map(NodeRoom::node);
    }

    @Override
    public Collection<Pod> matching(String namespace, LabelSelector selector) {
        List<Pod> found = rooms.byLabel().matching(namespace, selector);
        found.removeIf(pod -> !Rooms.counts(pod));
        return found;
    }

    @Override
    public Collection<Pod> repelling(Pod pod) {
        return rooms.repelling(pod);
    }

    @Override
    public Collection<String> namespaces() {
        return world.all(Kind.NAMESPACES).stream().map(each -> each.name()).toList();
    }
}
