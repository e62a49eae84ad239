package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A provider that moves its control plane when asked, and replaces the nodes of its groups. */
final class ManagedPlatform implements Platform {
    @Override
    public String name() {
        return "managed";
    }

    @Override
    public boolean isByMinor() {
        return true;
    }

    @Override
    public List<UpgradeStep> steps(Route route) {
        List<UpgradeStep> steps = new ArrayList<>();
        for (Stage stage : route.stages()) {
            if (stage instanceof Stage.ControlPlane plane && !plane.members().isEmpty()) {
                steps.add(controlPlane(route, plane.version()));
                steps.add(addOns(route, plane.version()));
            } else if (stage instanceof Stage.Workers workers) {
                addGroups(steps, route, workers);
            }
        }
        if (!steps.isEmpty()) {
            steps.add(Steps.verifyAll(route));
        }
        return List.copyOf(steps);
    }

    private static UpgradeStep controlPlane(Route route, KubernetesVersion version) {
        String member = route.inventory().controlPlane().get(0).name();
        return UpgradeStep.of(
                        Steps.label(version) + "/control-plane",
                        StepKind.CONTROL_PLANE_MANAGED,
                        version,
                        "Let the provider move the control plane to " + version)
                .changing(Steps.controlPlaneTo(member, version))
                .requiring(List.of(Steps.apiReady(), Steps.noRemovedApi(version)))
                .doing(List.of(StepCommand.provider("move the control plane to " + version)))
                .verifying(List.of(Steps.apiReady(), Steps.apiServer(member, version)))
                .returningBy("Few providers go back to an older minor; what is lost otherwise is only in a backup.")
                .taking(route.timings().controlPlane());
    }

    private static UpgradeStep addOns(Route route, KubernetesVersion version) {
        return UpgradeStep.of(
                        Steps.label(version) + "/add-ons",
                        StepKind.ADD_ONS,
                        version,
                        "Move kube-proxy, CoreDNS, network and storage plugins to what fits " + version)
                .changing(Steps.proxiesTo(route.inventory(), version))
                .doing(List.of(StepCommand.provider("move the add-ons to what fits " + version)))
                .verifying(List.of(Steps.addOnsReady()))
                .returningBy("Move each add-on back to its former version.")
                .taking(route.timings().validate());
    }

    private static void addGroups(List<UpgradeStep> steps, Route route, Stage.Workers stage) {
        Map<String, List<String>> groups = new TreeMap<>();
        for (String name : stage.nodes()) {
            String group = route.inventory().node(name).map(ClusterNode::group).orElse("");
            groups.computeIfAbsent(group.isEmpty() ? "nodes" : group, key -> new ArrayList<>())
                    .add(name);
        }
        int wave = 0;
        for (Map.Entry<String, List<String>> group : groups.entrySet()) {
            wave++;
            List<String> nodes = group.getValue();
            steps.add(UpgradeStep.of(
                            Steps.label(stage.version()) + "/group/" + group.getKey(),
                            StepKind.NODE_GROUP,
                            stage.version(),
                            "Let the provider replace the nodes of group " + group.getKey() + " by nodes of "
                                    + stage.version())
                    .inWave(wave)
                    .moving(nodes)
                    .changing(nodes.stream()
                            .map(node -> Steps.kubeletTo(node, stage.version()))
                            .toList())
                    .requiring(nodes.stream().map(Steps::drainPossible).toList())
                    .doing(List.of(StepCommand.provider(
                            "move the group " + group.getKey() + " to " + stage.version() + ", " + route.strategy())))
                    .verifying(List.of(Steps.manual(
                            "every node of " + group.getKey() + " is Ready with a kubelet of " + stage.version())))
                    .returningBy(
                            "Stop the roll: old nodes that are left go on working, as far as the version skew policy"
                                    + " lets them.")
                    .taking(route.strategy().duration(nodes.size(), route.timings())));
        }
    }
}
