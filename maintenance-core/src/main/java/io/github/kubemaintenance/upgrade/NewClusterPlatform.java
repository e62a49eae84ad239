package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A new cluster beside the old one, on EKS or anywhere: made at the target straight away, filled, tried out; then traffic
 * moves in stages, judged at each, with the old cluster as the way back. Skew doesn't bind two clusters; what manifests
 * use must be served by both.
 */
public final class NewClusterPlatform implements Platform {
    private final List<Integer> weights;
    private final Duration soak;

    private NewClusterPlatform(List<Integer> weights, Duration soak) {
        this.weights = List.copyOf(weights);
        this.soak = soak;
    }

    static NewClusterPlatform byDefault() {
        return new NewClusterPlatform(List.of(10, 50, 100), Duration.ofMinutes(30));
    }

    /**
     * Says in which stages traffic moves.
     *
     * @param percent the new cluster's part at each stage: rising, the last one 100
     * @return a copy
     * @throws IllegalArgumentException for anything else
     */
    public NewClusterPlatform stages(int... percent) {
        List<Integer> all = new ArrayList<>();
        int last = 0;
        for (int each : percent) {
            if (each <= last || each > 100) {
                throw new IllegalArgumentException(
                        "stages rise from more than 0 to 100, not " + each + " after " + last);
            }
            all.add(each);
            last = each;
        }
        if (last != 100) {
            throw new IllegalArgumentException("the last stage is 100 per cent, not " + last);
        }
        return new NewClusterPlatform(all, soak);
    }

    /**
     * Says how long health is watched at each stage; 30 minutes by default.
     *
     * @param time more than zero
     * @return a copy
     * @throws IllegalArgumentException for zero and less
     */
    public NewClusterPlatform soak(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("health is watched for more than no time, not " + time);
        }
        return new NewClusterPlatform(weights, time);
    }

    /** {@return the new cluster's part of the traffic at each stage, in per cent} */
    public List<Integer> weights() {
        return weights;
    }

    @Override
    public String name() {
        return "new-cluster";
    }

    @Override
    public boolean isInPlace() {
        return false;
    }

    @Override
    public boolean isByMinor() {
        return true;
    }

    @Override
    public List<UpgradeStep> steps(Route route) {
        if (route.hops().isEmpty()) {
            return List.of();
        }
        List<UpgradeStep> steps = new ArrayList<>();
        KubernetesVersion to = route.to();
        steps.add(step(to, "create", StepKind.CLUSTER_CREATE, "Make a new cluster of " + to)
                .doing(List.of(StepCommand.provider("make a cluster of " + to + " with as many nodes as the old one")))
                .verifying(List.of(Steps.manual("the new cluster's nodes are Ready, and their clusterDNS is its own")))
                .returningBy("Delete the new cluster; the old one was not touched.")
                .taking(route.timings().provision().plus(route.timings().controlPlane())));
        steps.add(step(
                        to,
                        "deploy",
                        StepKind.CLUSTER_DEPLOY,
                        "Deploy add-ons, definitions, secrets and workloads into it")
                .requiring(List.of(Steps.noRemovedApi(to)))
                .doing(List.of(
                        StepCommand.admin(
                                "apply the definitions and add-ons, then the manifests, from where they are kept"),
                        StepCommand.admin("compare what runs in both clusters")))
                .verifying(List.of(Steps.manual("every workload of the old cluster is Ready in the new one")))
                .returningBy("Delete the new cluster; the old one was not touched.")
                .taking(route.timings().upgrade()));
        steps.add(step(to, "state", StepKind.STATE_MOVE, "Move state: volumes, databases, queues")
                .doing(List.of(StepCommand.admin(
                        "copy or replicate each volume and database; say where writes go from now on")))
                .verifying(List.of(
                        Steps.manual("the new cluster's copies are up to date, and one side only is written to")))
                .returningBy(
                        "Writes that went to the new side only are lost on the way back, unless they are replicated back.")
                .taking(route.timings().upgrade()));
        steps.add(step(to, "smoke-test", StepKind.SMOKE_TEST, "Try the new cluster out without users")
                .verifying(
                        List.of(StepCheck.of(Gate.HEALTH_JUDGED, "0", "the new cluster answers as the old one does")))
                .returningBy("Delete the new cluster; no user has seen it.")
                .taking(route.timings().validate()));
        int before = 0;
        for (int weight : weights) {
            steps.add(shift(route, weight, before));
            before = weight;
        }
        steps.add(step(
                        to,
                        "delete-old",
                        StepKind.CLUSTER_DELETE,
                        "Delete the old cluster, when nobody wants it back any more")
                .moving(route.inventory().nodes().stream()
                        .map(ClusterNode::name)
                        .toList())
                .requiring(List.of(
                        StepCheck.of(Gate.BACKUP_VERIFIED, "", "the old cluster's state is saved and verified"),
                        Steps.manual("the old cluster has had no traffic for as long as a way back is wanted")))
                .doing(List.of(StepCommand.provider("delete the old cluster")))
                .returningBy("None: until here the way back was to move the traffic.")
                .taking(route.timings().delete()));
        return List.copyOf(steps);
    }

    private UpgradeStep shift(Route route, int weight, int before) {
        return step(
                        route.to(),
                        "traffic-" + weight,
                        StepKind.TRAFFIC_SHIFT,
                        "Send " + weight + "% of the traffic to it")
                .doing(List.of(StepCommand.provider("set the weights to new " + weight + ", old " + (100 - weight)
                        + " (DNS, load balancer or proxy)")))
                .verifying(List.of(StepCheck.of(
                        Gate.HEALTH_JUDGED,
                        Integer.toString(weight),
                        "for " + soak.toMinutes()
                                + " minutes errors, latency and saturation are no worse than the old cluster's")))
                .returningBy(
                        "Set the weights back to new " + before + ", old " + (100 - before)
                                + "; DNS answers live on in caches for their TTL.",
                        "What was written to the new cluster's own volumes and databases meanwhile is lost for the old one.")
                .taking(soak);
    }

    private static UpgradeStep step(KubernetesVersion to, String name, StepKind kind, String title) {
        return UpgradeStep.of(Steps.label(to) + "/" + name, kind, to, title);
    }
}
