package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.mock.PodDescription;
import io.github.kubemaintenance.mock.WorkloadBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A cluster and flags by a seed. Every fourth holds what never goes, and has a timeout; since kubectl asks a closed budget
 * again only after 5 s, every other budget is wide open there.
 *
 * <p>Whatever the seed, nothing goes on by itself in the cluster: time runs 200 times as fast as the machine's, so that
 * it would depend on the machine how far it has come when the drain begins. What terminates before that takes therefore
 * longer than any test; which is so only where a timeout or a grace period ends the drain.
 */
final class RandomSituation {
    private static final Duration ENDLESS = Duration.ofDays(300);

    private final Random random;
    private final boolean stuck;
    private final List<String> flags;
    private final boolean lingers;
    private final MockClusterBuilder builder = MockCluster.builder();
    private final int nodes;

    private RandomSituation(long seed) {
        this.random = new Random(seed);
        this.stuck = seed % 4 == 3;
        this.nodes = 3 + random.nextInt(3);
        this.flags = flags();
        this.lingers = in(60) && flags.stream().anyMatch(flag -> flag.matches("--(timeout|grace-period)=.*"));
        builder.seed(seed).nodes("node-", nodes, node -> node.cpu("64").memory("256Gi"));
    }

    static Situation of(long seed) {
        RandomSituation made = new RandomSituation(seed);
        MockCluster cluster = made.cluster();
        return Situation.drain("seed " + seed, cluster, "node-1", made.flags.toArray(String[]::new));
    }

    private boolean in(int percent) {
        return random.nextInt(100) < percent;
    }

    private String anyNode() {
        return "node-" + (1 + random.nextInt(nodes));
    }

    private MockCluster cluster() {
        List<String> kinds = List.of("deployment", "deployment", "statefulSet", "replicaSet", "controller", "job");
        int workloads = 2 + random.nextInt(3);
        for (int i = 0; i < workloads; i++) {
            workload(kinds.get(random.nextInt(kinds.size())), (in(50) ? "shop/" : "bank/") + "app-" + i);
        }
        for (int i = 0; i < 2; i++) {
            if (in(60)) {
                builder.daemonSet("kube-system/agent-" + i, this::storage);
            }
        }
        if (in(60)) {
            builder.staticPod("kube-system/manager", p -> p.node("node-1"));
        }
        for (int i = 0; i < 3; i++) {
            if (in(40)) {
                bare("tools/bare-" + i);
            }
        }
        if (in(20)) {
            builder.pod("kube-system/lost", p -> p.node("node-1").ownedBy("apps/v1", "DaemonSet", "went"));
        }
        if (stuck) {
            builder.pod("tools/held", p -> p.node("node-1")
                    .ownedBy("example.com/v1", "Thing", "holder")
                    .finalizer("example.com/hold"));
        }
        MockCluster cluster = builder.build();
        cluster.podsOn("node-1").stream()
                .filter(pod -> pod.spec().terminationGracePeriod().equals(ENDLESS) && in(40))
                .forEach(pod -> cluster.delete(Kind.PODS, pod.namespace() + "/" + pod.name()));
        cluster.advance(Duration.ofHours(1)); // what replaces them is there
        return cluster;
    }

    private void storage(PodDescription<?> pod) {
        if (in(30)) {
            pod.emptyDir("scratch");
        }
        pod.label("tier", in(50) ? "front" : "back");
        pod.stopsIn(Duration.ofSeconds(random.nextInt(20)));
        if (lingers && in(40)) {
            pod.gracePeriod(ENDLESS).ignoresTermination();
        }
    }

    private void workload(String kind, String name) {
        int replicas = 1 + random.nextInt(5);
        boolean unready = in(10) && !kind.equals("statefulSet");
        switch (kind) {
            case "deployment" -> builder.deployment(name, w -> describe(w.replicas(replicas), unready));
            case "replicaSet" -> builder.replicaSet(name, w -> describe(w.replicas(replicas), unready));
            case "controller" -> builder.replicationController(name, w -> describe(w.replicas(replicas), unready));
            case "statefulSet" -> builder.statefulSet(name, w -> describe(w.replicas(replicas), false));
            default -> builder.job(name, w -> describe(w.completions(replicas).parallelism(replicas), unready));
        }
        boolean never = stuck && in(30);
        if (never) {
            builder.budget(name, b -> b.minAvailable("100%"));
        } else if (unready) {
            builder.budget(name, b -> b.minAvailable(1).alwaysAllow());
        } else if (stuck || kind.equals("job")) {
            // A Job has no scale, so that only a number of pods is understood.
            builder.budget(name, b -> b.minAvailable(0));
        } else if (in(70)) {
            builder.budget(name, b -> {
                if (in(50)) {
                    b.maxUnavailable(1 + random.nextInt(2));
                } else {
                    b.minAvailable(random.nextInt(replicas));
                }
            });
        }
    }

    private void describe(WorkloadBuilder workload, boolean unready) {
        storage(workload);
        if (unready) {
            workload.neverReady();
        } else {
            workload.readyAfter(Duration.ofSeconds(random.nextInt(10)));
        }
    }

    private void bare(String name) {
        builder.pod(name, p -> {
            storage(p);
            p.node(in(60) ? "node-1" : anyNode());
            if (in(20)) {
                p.succeeded();
            } else if (in(20)) {
                p.failed();
            } else if (in(30)) {
                p.ownedBy("example.com/v1", "Thing", "owner");
            }
        });
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>();
        add(flags, 85, "--ignore-daemonsets");
        add(flags, 70, "--force");
        add(flags, 80, "--delete-emptydir-data");
        add(flags, 20, "--disable-eviction");
        add(flags, 20, "--pod-selector=tier=front");
        if (in(30)) {
            flags.add("--grace-period=" + List.of("0", "1", "7", "60").get(random.nextInt(4)));
        }
        add(flags, 20, "--chunk-size=3");
        if (stuck) {
            flags.add(Situation.TIMEOUT);
        }
        return flags;
    }

    private void add(List<String> flags, int percent, String flag) {
        if (in(percent)) {
            flags.add(flag);
        }
    }
}
