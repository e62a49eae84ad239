package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.ArrayList;
import java.util.List;

/** The steps of one pass over kubeadm workers, batch by batch. */
final class KubeadmWorkers {
    private final Route route;
    private final Stage.Workers stage;
    private final KubeadmCommands commands;
    private final KubernetesVersion version;

    KubeadmWorkers(Route route, Stage.Workers stage, PackageFamily packages) {
        this.route = route;
        this.stage = stage;
        this.version = stage.version();
        this.commands = new KubeadmCommands(packages, version);
    }

    List<UpgradeStep> steps() {
        List<UpgradeStep> steps = new ArrayList<>();
        int next = 0;
        int wave = 0;
        WorkerStrategy strategy = route.strategy();
        int total = stage.nodes().size();
        if (strategy.way() == WorkerStrategy.Way.NEW_POOL) {
            steps.add(add(total, 1));
        }
        for (int size : strategy.batches(total)) {
            wave++;
            List<String> batch = stage.nodes().subList(next, next + size);
            boolean surge = strategy.way() == WorkerStrategy.Way.NEW_NODES_FIRST;
            boolean mixed = strategy.way() == WorkerStrategy.Way.MIXED && strategy.surgeOf(total) > 0;
            if (surge || mixed) {
                steps.add(add(Math.min(size, strategy.surgeOf(total)), wave));
            }
            for (String node : batch) {
                boolean replaced = surge || mixed || strategy.way() == WorkerStrategy.Way.NEW_POOL;
                steps.add((replaced ? retire(node) : NodeInPlace.step(route, version, node, commands, false))
                        .inWave(wave));
            }
            next += size;
        }
        return steps;
    }

    private UpgradeStep add(int count, int wave) {
        return UpgradeStep.of(
                        Steps.label(version) + "/new-nodes/" + wave,
                        StepKind.NODES_ADD,
                        version,
                        "Let " + count + " new node(s) of " + commands.exact() + " join")
                .inWave(wave)
                .requiring(List.of(Steps.apiReady()))
                .doing(List.of(
                        StepCommand.admin("kubeadm token create --print-join-command"),
                        StepCommand.provider("make " + count + " machine(s) with kubeadm, kubelet and kubectl "
                                + commands.exact() + " and join them")))
                .verifying(List.of(Steps.manual(count + " new node(s) are Ready with kubelet " + commands.exact()
                        + ", and their kubelets' clusterDNS is the cluster's")))
                .returningBy("Delete the new nodes; the old ones are untouched.")
                .taking(route.timings().provision().plus(route.timings().ready()));
    }

    private UpgradeStep retire(String node) {
        return UpgradeStep.of(
                        Steps.label(version) + "/retire/" + node,
                        StepKind.NODE_RETIRE,
                        version,
                        "Drain and delete the node " + node + ", whose place a new one has taken")
                .moving(List.of(node))
                .changing(List.of(Steps.kubeletTo(node, version)))
                .requiring(List.of(Steps.apiReady(), Steps.drainPossible(node)))
                .doing(List.of(
                        StepCommand.admin(commands.drain(node)),
                        StepCommand.admin("kubectl delete node " + node),
                        StepCommand.provider("delete the machine of " + node)))
                .verifying(List.of(Steps.manual("the pods of " + node + " are Ready elsewhere")))
                .returningBy("Until it is deleted: kubectl uncordon " + node + ".")
                .taking(route.timings()
                        .drain()
                        .plus(route.timings().delete())
                        .plus(route.timings().validate()));
    }
}
