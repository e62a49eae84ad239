package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps of one pass over EKS nodes: each node in exactly one of them. */
final class EksNodes {
    /** By who provides the nodes, then by group. */
    private record Group(NodeProvision provision, String name) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            return Comparator.comparing(Group::provision)
                    .thenComparing(Group::name)
                    .compare(this, other);
        }
    }

    private final Route route;
    private final Stage.Workers stage;
    private final KubernetesVersion version;
    private final String label;

    EksNodes(Route route, Stage.Workers stage) {
        this.route = route;
        this.stage = stage;
        this.version = stage.version();
        this.label = Steps.label(version);
    }

    List<UpgradeStep> steps() {
        Map<Group, List<ClusterNode>> groups = new TreeMap<>();
        for (String name : stage.nodes()) {
            route.inventory().node(name).ifPresent(node -> groups.computeIfAbsent(
                            new Group(node.provision(), node.group()), key -> new ArrayList<>())
                    .add(node));
        }
        List<UpgradeStep> steps = new ArrayList<>();
        int wave = 0;
        for (Map.Entry<Group, List<ClusterNode>> each : groups.entrySet()) {
            wave++;
            steps.add(step(each.getKey(), each.getValue()).inWave(wave));
        }
        return steps;
    }

    private UpgradeStep step(Group group, List<ClusterNode> nodes) {
        List<String> names = nodes.stream().map(ClusterNode::name).toList();
        UpgradeStep step =
                switch (group.provision()) {
                    case MANAGED_GROUP -> managed(group.name());
                    case SELF_MANAGED_GROUP, IN_PLACE -> selfManaged(group.name(), names);
                    case KARPENTER -> karpenter(group.name(), names);
                    case FARGATE -> fargate(names);
                    case AUTO_MODE -> automatic();
                    case VIRTUAL, UNKNOWN -> throw new IllegalStateException("not movable: " + names);
                };
        List<StepCheck> before = new ArrayList<>(step.before());
        names.forEach(name -> before.add(Steps.drainPossible(name)));
        List<StepCheck> after = new ArrayList<>(step.after());
        after.add(StepCheck.of(
                Gate.KUBELET_VERSION,
                "",
                "every node of this step is Ready with a kubelet of " + version
                        + ", or is gone and replaced by one that is",
                "kubectl get nodes"));
        return step.moving(names)
                .changing(names.stream()
                        .map(name -> Steps.kubeletTo(name, version))
                        .toList())
                .requiring(before)
                .verifying(after)
                .taking(route.strategy().duration(names.size(), route.timings()));
    }

    private UpgradeStep managed(String group) {
        String settings = route.strategy().way() == WorkerStrategy.Way.ROLLING
                ? "maxUnavailable" + (route.strategy().unavailable().isPercent() ? "Percentage=" : "=")
                        + route.strategy().unavailable().amount()
                : "maxUnavailable=1";
        return UpgradeStep.of(
                        label + "/managed-group/" + group,
                        StepKind.NODE_GROUP,
                        version,
                        "Let EKS replace the nodes of the managed group " + group + " by nodes of " + version)
                .doing(List.of(
                        StepCommand.provider("aws eks update-nodegroup-config --cluster-name CLUSTER --nodegroup-name "
                                + group + " --update-config " + settings),
                        StepCommand.provider("aws eks update-nodegroup-version --cluster-name CLUSTER --nodegroup-name "
                                + group + " --kubernetes-version " + version),
                        StepCommand.provider(
                                "aws eks wait nodegroup-active --cluster-name CLUSTER --nodegroup-name " + group)))
                .returningBy(
                        "EKS puts the group back by itself if the update fails, for example with PodEvictionFailure"
                                + " after 15 minutes of a closed budget; a finished one goes back by a launch template of the former"
                                + " image.");
    }

    private UpgradeStep selfManaged(String group, List<String> names) {
        String what = group.isEmpty() ? "self-managed nodes" : group;
        List<StepCommand> commands = new ArrayList<>();
        commands.add(StepCommand.provider("aws ssm get-parameter --name /aws/service/eks/optimized-ami/" + version
                + "/amazon-linux-2023/x86_64/standard/recommended/image_id --query Parameter.Value --output text"));
        commands.add(
                StepCommand.provider(
                        "aws ec2 create-launch-template-version ...   # the group's template with that image; then set it on the group"));
        for (String name : names) {
            commands.add(StepCommand.admin("kubectl drain " + name + " --ignore-daemonsets --delete-emptydir-data"));
            commands.add(StepCommand.provider("aws autoscaling terminate-instance-in-auto-scaling-group"
                    + " --no-should-decrement-desired-capacity --instance-id $(kubectl get node " + name
                    + " -o jsonpath='{.spec.providerID}' | sed 's#.*/##')"));
        }
        return UpgradeStep.of(
                        label + "/self-managed-group/" + (group.isEmpty() ? "nodes" : group),
                        StepKind.SELF_MANAGED_GROUP,
                        version,
                        "Replace the machines of " + what + ", " + route.strategy())
                .requiring(List.of(Steps.manual("cluster-autoscaler is paused")))
                .doing(commands)
                .returningBy(
                        "Set the former launch template version on the group; machines that are gone come back by it.");
    }

    private UpgradeStep karpenter(String pool, List<String> names) {
        List<StepCommand> commands = new ArrayList<>();
        commands.add(StepCommand.admin("kubectl get ec2nodeclass -o jsonpath='{range .items[*]}{.metadata.name}"
                + " {.spec.amiSelectorTerms}{\"\\n\"}{end}'   # an alias drifts by itself; an id, name or tag has to be"
                + " changed"));
        commands.add(
                StepCommand.admin(
                        "kubectl get nodeclaims -l karpenter.sh/nodepool=" + pool
                                + " -o custom-columns=NAME:.metadata.name,NODE:.status.nodeName,DRIFTED:.status.conditions[?(@.type==\"Drifted\")].status"));
        names.forEach(
                name -> commands.add(StepCommand.admin("kubectl wait node/" + name + " --for=delete --timeout=30m")));
        return UpgradeStep.of(
                        label + "/karpenter-pool/" + pool,
                        StepKind.KARPENTER_DRIFT,
                        version,
                        "Wait until Karpenter has replaced the drifted nodes of pool " + pool)
                .requiring(List.of(
                        Steps.manual("the node class' clusterDNS is the cluster's DNS Service, or isn't set"),
                        Steps.manual(
                                "the pool's disruption budgets let nodes go; drift begins as soon as the control plane"
                                        + " has moved")))
                .doing(commands)
                .returningBy("Pin the node class to the former image: Karpenter drifts back.");
    }

    private UpgradeStep fargate(List<String> names) {
        List<StepCommand> commands = new ArrayList<>();
        for (String name : names) {
            commands.add(StepCommand.admin("kubectl get pods -A --field-selector spec.nodeName=" + name));
        }
        commands.add(
                StepCommand.admin(
                        "kubectl -n NAMESPACE rollout restart deployment/NAME   # each owner of these pods; the new pods get new nodes"));
        return UpgradeStep.of(
                        label + "/fargate",
                        StepKind.SERVERLESS_PODS,
                        version,
                        "Make the pods on Fargate anew, so that their nodes are of " + version)
                .doing(commands)
                .returningBy(
                        "There is none: Fargate nodes are always of the control plane's minor when they are made.");
    }

    private UpgradeStep automatic() {
        return UpgradeStep.of(
                        label + "/auto-mode",
                        StepKind.NODES_AUTOMATIC,
                        version,
                        "Wait until EKS Auto Mode has replaced its nodes")
                .doing(List.of(StepCommand.admin("kubectl get nodes -l eks.amazonaws.com/compute-type=auto -w")))
                .returningBy("There is none while Auto Mode runs the nodes.");
    }
}
