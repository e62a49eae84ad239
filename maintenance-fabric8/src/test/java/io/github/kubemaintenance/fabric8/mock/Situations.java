package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.fabric8.ClusterDump;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The situations in which kubectl and this library are compared. */
final class Situations {
    private static final Path DUMPS = Path.of("../maintenance-core/src/test/resources/dumps");
    private static final int SEEDS = 20;
    private static final String DAEMONS = "--ignore-daemonsets";
    private static final String LOCAL = "--delete-emptydir-data";
    private static final String FORCE = "--force";

    private final List<Situation> all = new ArrayList<>();

    static List<Situation> all() {
        Situations made = new Situations();
        made.shop();
        made.pods();
        made.waiting();
        made.dryRuns();
        made.cordons();
        made.dumps();
        for (long seed = 1; seed <= SEEDS; seed++) {
            made.all.add(RandomSituation.of(seed));
        }
        return made.all;
    }

    private void drain(String name, MockClusterBuilder cluster, String... flags) {
        drain(name, cluster.build(), flags);
    }

    private void drain(String name, MockCluster cluster, String... flags) {
        all.add(Situation.drain(name, cluster, "worker-1", flags));
    }

    private static MockClusterBuilder three() {
        return MockCluster.builder().seed(7).nodes("worker-", 3, node -> node.cpu("4")
                .memory("16Gi"));
    }

    private static MockClusterBuilder readme() {
        return three().deployment("shop/web", web -> web.replicas(3).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", budget -> budget.minAvailable(2));
    }

    private void shop() {
        drain("the README's shop", readme());
        drain("an empty node", three());
        all.add(Situation.drain("no such node", three().build(), "worker-9"));
        drain(
                "two of a budget on the node",
                MockCluster.builder()
                        .seed(7)
                        .node("worker-1")
                        .deployment("shop/web", web -> web.replicas(2))
                        .budget("shop/web", budget -> budget.maxUnavailable(1))
                        .node("worker-2"));
        drain(
                "a budget that never opens",
                three().deployment("shop/web", web -> web.replicas(3))
                        .deployment("shop/free", web -> web.replicas(3))
                        .budget("shop/web", budget -> budget.maxUnavailable(0)),
                Situation.TIMEOUT);
        drain(
                "a budget that never opens, passed",
                three().deployment("shop/web", web -> web.replicas(3))
                        .budget("shop/web", budget -> budget.maxUnavailable(0)),
                "--disable-eviction");
        drain(
                "two budgets on a pod",
                three().deployment("shop/web", web -> web.replicas(3))
                        .deployment("shop/free", web -> web.replicas(3))
                        .budget("shop/web", budget -> budget.minAvailable(1))
                        .budget("shop/all", budget -> budget.minAvailable(1).selector("app=web")));
        MockCluster several = readme().daemonSet("kube-system/agent", d -> {}).build();
        all.add(new Situation("two nodes", several, "drain", List.of("worker-1", "worker-2"), List.of(DAEMONS)));
    }

    private void pods() {
        MockCluster mixed = three().deployment(
                        "shop/web", web -> web.replicas(3).emptyDir("cache"))
                .deployment("shop/plain", web -> web.replicas(3))
                .daemonSet("kube-system/agent", d -> d.emptyDir("run"))
                .staticPod("kube-system/manager", p -> p.node("worker-1"))
                .pod("shop/bare", p -> p.node("worker-1").label("app", "bare"))
                .pod("shop/done", p -> p.node("worker-1").emptyDir("out").succeeded())
                .pod("shop/broken", p -> p.node("worker-1").failed())
                .pod("shop/custom", p -> p.node("worker-1").ownedBy("example.com/v1", "Thing", "it"))
                .build();
        drain("mixed", mixed.copy());
        drain("mixed", mixed.copy(), DAEMONS);
        drain("mixed", mixed.copy(), DAEMONS, LOCAL);
        drain("mixed", mixed.copy(), DAEMONS, FORCE);
        drain("mixed", mixed.copy(), FORCE, LOCAL);
        drain("mixed", mixed.copy(), DAEMONS, LOCAL, FORCE);
        drain("mixed", mixed.copy(), DAEMONS, LOCAL, FORCE, "--disable-eviction", "--chunk-size=2");
        drain("mixed", mixed.copy(), DAEMONS, LOCAL, FORCE, "--grace-period=0");
        drain("mixed", mixed.copy(), "--pod-selector=app=plain");
        drain("mixed", mixed.copy(), "--pod-selector=app in (bare,plain)");
        drain("mixed", mixed.copy(), "--pod-selector=app=nothing");
        MockClusterBuilder orphan =
                three().pod("kube-system/left", p -> p.node("worker-1").ownedBy("apps/v1", "DaemonSet", "went"));
        drain("its DaemonSet is gone", orphan.build(), DAEMONS);
        drain("its DaemonSet is gone", orphan.build(), DAEMONS, FORCE);
        drain(
                "a finished pod of a Job, a pending pod, one that is not Ready",
                three().job("batch/once", j -> j.runsFor(Duration.ZERO).emptyDir("out"))
                        .deployment("shop/late", d -> d.replicas(3).startsIn(Duration.ofDays(9)))
                        .deployment("shop/sick", d -> d.replicas(3).neverReady())
                        .budget("shop/late", b -> b.maxUnavailable(0))
                        .budget("shop/sick", b -> b.maxUnavailable(0).alwaysAllow()));
        drain(
                "StatefulSets",
                three().statefulSet("db/ordered", s -> s.replicas(4).readyAfter(Duration.ofSeconds(3)))
                        .statefulSet("db/parallel", s -> s.replicas(4).parallel())
                        .budget("db/ordered", b -> b.maxUnavailable(1)));
    }

    private void waiting() {
        MockClusterBuilder held = three().deployment("shop/web", web -> web.replicas(3))
                .pod("shop/held", p -> p.node("worker-1").finalizer("example.com/hold"));
        drain("a finalizer", held.build(), FORCE, Situation.TIMEOUT);
        drain("a finalizer", held.build(), FORCE, Situation.TIMEOUT, "--grace-period=0");
        drain("a finalizer", held.build(), FORCE, Situation.TIMEOUT, "--disable-eviction");
        drain("a finalizer", terminating(held.build(), "shop/held"), FORCE, "--skip-wait-for-delete-timeout=5");
        MockClusterBuilder future = three().start(Instant.parse("2126-01-01T00:00:00Z"))
                .pod("shop/held", p -> p.node("worker-1").finalizer("example.com/hold"));
        drain(
                "a finalizer, due far ahead",
                terminating(future.build(), "shop/held"),
                FORCE,
                "--skip-wait-for-delete-timeout=5",
                Situation.TIMEOUT);
        MockClusterBuilder slow = three().pod("shop/slow", p -> p.node("worker-1")
                .ownedBy("example.com/v1", "Thing", "it")
                .gracePeriod(Duration.ofDays(300)) // more than can pass meanwhile
                .ignoresTermination());
        drain("terminating already", terminating(slow.build(), "shop/slow"), Situation.TIMEOUT);
        drain("terminating already, shorter", terminating(slow.build(), "shop/slow"), "--grace-period=20");
        drain("a long grace period, shorter", slow.build(), "--grace-period=20");
        drain("a long grace period, longer", slow.build(), "--grace-period=34560000", Situation.TIMEOUT);
        MockCluster dead = three().deployment("shop/web", web -> web.replicas(3))
                .kubeletDead("worker-1")
                .build();
        drain("a dead kubelet", dead.copy(), Situation.TIMEOUT);
        drain("a dead kubelet", dead.copy(), "--grace-period=0");
    }

    private static MockCluster terminating(MockCluster cluster, String pod) {
        cluster.delete(Kind.PODS, pod);
        return cluster;
    }

    private void dryRuns() {
        for (String mode : List.of("--dry-run=server", "--dry-run=client")) {
            drain("dry", readme(), mode);
            drain("dry, refused", readme().pod("shop/bare", p -> p.node("worker-1")), mode);
            drain("dry, forced", readme().pod("shop/bare", p -> p.node("worker-1")), mode, FORCE);
        }
    }

    private void cordons() {
        MockCluster cluster = readme().node("off", n -> n.unschedulable()).build();
        for (String verb : List.of("cordon", "uncordon")) {
            for (String node : List.of("worker-1", "off")) {
                all.add(new Situation("alone", cluster.copy(), verb, List.of(node), List.of()));
            }
            all.add(new Situation("two", cluster.copy(), verb, List.of("worker-1", "off"), List.of()));
            all.add(new Situation("dry", cluster.copy(), verb, List.of("off"), List.of("--dry-run=server")));
            all.add(new Situation("dry", cluster.copy(), verb, List.of("worker-1"), List.of("--dry-run=server")));
        }
        all.add(Situation.drain("cordoned before", cluster.copy(), "off"));
    }

    private void dumps() {
        MockCluster kubeadm = ClusterDump.load(DUMPS.resolve("kubeadm-1.30-ha.json.gz"));
        MockCluster eks = ClusterDump.load(DUMPS.resolve("eks-1.31-mixed.json.gz"));
        kubeadm.advance(Duration.ofHours(1)); // nothing goes on by itself
        eks.advance(Duration.ofHours(1));
        String overdue = "--skip-wait-for-delete-timeout=60";
        for (String node : List.of("cp-1", "lost-1", "old-1", "worker-3", "worker-5")) {
            all.add(Situation.drain("kubeadm", kubeadm.copy(), node, DAEMONS));
            all.add(Situation.drain(
                    "kubeadm",
                    kubeadm.copy(),
                    node,
                    DAEMONS,
                    LOCAL,
                    FORCE,
                    "--disable-eviction",
                    overdue,
                    Situation.TIMEOUT));
        }
        for (String node : List.of("asg-2", "fargate-1", "karpenter-3", "mng-2")) {
            all.add(Situation.drain("eks", eks.copy(), node, DAEMONS, LOCAL, Situation.TIMEOUT));
            all.add(Situation.drain(
                    "eks", eks.copy(), node, DAEMONS, LOCAL, FORCE, "--disable-eviction", overdue, Situation.TIMEOUT));
        }
    }
}
