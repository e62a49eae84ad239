package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Capacity;
import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * All that a forecast is made of, as a value.
 *
 * @param at the moment of the outage: when this was read
 * @param node the node
 * @param nodes all nodes
 * @param pods all pods
 * @param controlPlane what is known of kube-controller-manager
 * @param claims claims and volumes
 * @param jobs the Jobs that own pods of the node
 * @param services all Services
 * @param slices all EndpointSlices
 */
record OutageFacts(
        Instant at,
        Node node,
        List<Node> nodes,
        List<Pod> pods,
        ControlPlane controlPlane,
        Claims claims,
        Reading<Workload> jobs,
        Reading<KubeDocument> services,
        Reading<KubeDocument> slices) {
    OutageFacts {
        nodes = List.copyOf(nodes);
        pods = pods.stream().sorted(Comparator.comparing(Pod::ref)).toList();
    }

    /** Pods of the node, ordered by namespace and name. */
    List<Pod> here() {
        return pods.stream().filter(pod -> pod.nodeName().equals(node.name())).toList();
    }

    /** The other nodes. */
    List<Node> others() {
        return nodes.stream().filter(each -> !each.name().equals(node.name())).toList();
    }

    Capacity capacity() {
        Minor version = controlPlane.version().minor();
        return Capacity.of(nodes, pods, claims, version);
    }
}
