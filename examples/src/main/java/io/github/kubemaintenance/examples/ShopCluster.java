package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.mock.MockCluster;
import java.time.Duration;
import java.time.Instant;

/** A small shop as one meets it: some of it well kept, some of it not. */
final class ShopCluster {
    /** The node that is taken out of service. */
    static final String NODE = "worker-2";

    private ShopCluster() {}

    static MockCluster create() {
        return MockCluster.builder()
                .seed(2026)
                .start(Instant.parse("2026-11-24T09:00:00Z"))
                .node("control-1", n -> n.controlPlane().zone("a"))
                .node("worker-1", n -> n.cpu("4").memory("16Gi").zone("a").label("disk", "fast"))
                .node("worker-2", n -> n.cpu("4").memory("16Gi").zone("b").label("pool", "batch"))
                .node("worker-3", n -> n.cpu("4").memory("16Gi").zone("a").label("disk", "fast"))
                .node("worker-4", n -> n.cpu("4")
                        .memory("16Gi")
                        .zone("b")
                        .label("disk", "fast")
                        .label("pool", "batch"))

                // What every node needs.
                .staticPod("kube-system/kube-apiserver", p -> p.node("control-1"))
                .staticPod("kube-system/etcd", p -> p.node("control-1"))
                .daemonSet("kube-system/kube-proxy", d -> d.cpu("100m").toleratesEverything())
                .daemonSet("logs/agent", d -> d.cpu("100m").toleratesEverything())

                // The shop window: at least seven of eight have to be there, and each takes a while to warm up.
                .deployment("shop/web", d -> d.replicas(8)
                        .cpu("300m")
                        .startsIn(Duration.ofSeconds(3))
                        .readyAfter(Duration.ofSeconds(9))
                        .stopsIn(Duration.ofSeconds(5)))
                .budget("shop/web", b -> b.minAvailable(7))

                // One message queue, and orders that start only when it answers.
                .statefulSet("shop/queue", s -> s.cpu("250m")
                        .nodeSelector("pool", "batch")
                        .claim("log")
                        .startsIn(Duration.ofSeconds(6))
                        .readyAfter(Duration.ofSeconds(12))
                        .stopsIn(Duration.ofSeconds(8)))
                .deployment("shop/orders", d -> d.replicas(4)
                        .cpu("250m")
                        .initContainer(
                                "wait-for-queue", i -> i.until("shop/queue").takes(Duration.ofSeconds(2)))
                        .initContainer("migrate", i -> i.takes(Duration.ofSeconds(6)))
                        .readyAfter(Duration.ofSeconds(4))
                        .stopsIn(Duration.ofSeconds(3)))
                .budget("shop/orders", b -> b.minAvailable("50%"))

                // A database of three: its volumes stay in their zones, and it takes its time to stop cleanly.
                .statefulSet("shop/db", s -> s.replicas(3)
                        .cpu("500m")
                        .nodeSelector("disk", "fast")
                        .claim("data")
                        .antiAffinity("kubernetes.io/hostname")
                        .startsIn(Duration.ofSeconds(4))
                        .readyAfter(Duration.ofSeconds(15))
                        .gracePeriod(Duration.ofSeconds(60))
                        .stopsIn(Duration.ofSeconds(20)))
                .budget("shop/db", b -> b.maxUnavailable(1))

                // A cache on the node's own disk, and nobody has thought of a budget for it.
                .deployment(
                        "shop/cache",
                        d -> d.replicas(4).cpu("250m").emptyDir("warm").readyAfter(Duration.ofSeconds(2)))

                // It never listens when it is asked to stop.
                .deployment("media/thumbnails", d -> d.replicas(3)
                        .cpu("250m")
                        .nodeSelector("pool", "batch")
                        .ignoresTermination())

                // Somebody has left this behind; nothing brings it back.
                .pod("tools/debug-shell", p -> p.node(NODE).stopsIn(Duration.ofSeconds(2)))
                .build();
    }
}
