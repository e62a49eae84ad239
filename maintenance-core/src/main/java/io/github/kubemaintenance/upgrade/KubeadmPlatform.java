package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.upgrade.StepCheck.Gate;
import java.util.ArrayList;
import java.util.List;

/**
 * kubeadm, by its own documentation: a backup; {@code apply} on the first control-plane node, {@code node} on the others;
 * the add-ons; the kubelets of the control-plane nodes, only when every API server has moved (a kubelet may reach any of
 * them); then workers.
 */
final class KubeadmPlatform implements Platform {
    /** Until then kubeadm moved kube-proxy and CoreDNS with the first control-plane node (kubernetes/kubeadm#2346). */
    private static final Minor ADD_ONS_LAST_SINCE = Minor.of(28);

    private final PackageFamily packages;

    KubeadmPlatform(PackageFamily packages) {
        this.packages = packages;
    }

    @Override
    public String name() {
        return packages == PackageFamily.DEBIAN
                ? "kubeadm"
                : "kubeadm-" + (packages == PackageFamily.RPM ? "rpm" : "dnf5");
    }

    @Override
    public List<UpgradeStep> steps(Route route) {
        List<UpgradeStep> steps = new ArrayList<>();
        for (Stage stage : route.stages()) {
            if (stage instanceof Stage.ControlPlane plane) {
                addControlPlane(steps, route, plane);
            } else if (stage instanceof Stage.Workers workers) {
                steps.addAll(new KubeadmWorkers(route, workers, packages).steps());
            }
        }
        if (!steps.isEmpty()) {
            steps.add(Steps.verifyAll(route));
        }
        return List.copyOf(steps);
    }

    private void addControlPlane(List<UpgradeStep> steps, Route route, Stage.ControlPlane stage) {
        KubernetesVersion version = stage.version();
        KubeadmCommands commands = new KubeadmCommands(packages, version);
        boolean begun =
                stage.members().size() < route.inventory().controlPlane().size();
        if (!stage.members().isEmpty()) {
            steps.add(backup(route, stage));
        }
        for (int i = 0; i < stage.members().size(); i++) {
            String member = stage.members().get(i);
            steps.add(controlPlane(route, version, member, commands, i == 0 && !begun));
        }
        if (!stage.members().isEmpty()) {
            steps.add(addOns(route, version));
        }
        for (String node : stage.nodes()) {
            steps.add(NodeInPlace.step(route, version, node, commands, true));
        }
    }

    private static UpgradeStep backup(Route route, Stage.ControlPlane stage) {
        String label = Steps.label(stage.version());
        String node = stage.members().get(0);
        String file = "/var/lib/etcd/before-" + label + ".db";
        List<StepCommand> commands = new ArrayList<>();
        if (route.inventory().etcdExternal()) {
            commands.add(StepCommand.admin("etcdctl snapshot save before-" + label + ".db"));
        } else {
            commands.add(StepCommand.admin("kubectl -n kube-system exec etcd-" + node
                    + " -- etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt"
                    + " --cert=/etc/kubernetes/pki/etcd/server.crt --key=/etc/kubernetes/pki/etcd/server.key snapshot"
                    + " save " + file));
            commands.add(StepCommand.admin("scp root@" + node + ":" + file + " ."));
        }
        return UpgradeStep.of(
                        label + "/backup",
                        StepKind.BACKUP,
                        stage.version(),
                        "Save and verify etcd's state before " + label)
                .requiring(List.of(Steps.apiReady(), etcdHealthy()))
                .doing(commands)
                .verifying(List.of(StepCheck.of(
                        Gate.BACKUP_VERIFIED,
                        "",
                        "the snapshot is whole, is off the node, and so is /etc/kubernetes of a control-plane node",
                        "etcdutl snapshot status before-" + label + ".db")))
                .returningBy("Nothing was changed.")
                .taking(route.timings().backup());
    }

    private static StepCheck etcdHealthy() {
        return StepCheck.of(
                Gate.ETCD_HEALTHY,
                "",
                "every etcd member is healthy and of one version, and a majority is left without one of them",
                "etcdctl endpoint status --cluster -w table");
    }

    private static UpgradeStep controlPlane(
            Route route, KubernetesVersion version, String member, KubeadmCommands commands, boolean first) {
        String label = Steps.label(version);
        List<StepCommand> all = new ArrayList<>();
        commands.repository().forEach(each -> all.add(StepCommand.onNode(member, each)));
        commands.install("kubeadm").forEach(each -> all.add(StepCommand.onNode(member, each)));
        if (first) {
            commands.apply().forEach(each -> all.add(StepCommand.onNode(member, each)));
        } else {
            all.add(StepCommand.onNode(member, commands.nextControlPlane()));
        }
        List<StepCheck> before = new ArrayList<>(List.of(Steps.apiReady(), Steps.controlPlaneReady(), etcdHealthy()));
        if (first) {
            before.add(StepCheck.of(Gate.BACKUP_VERIFIED, "", "the snapshot of this hop is saved and verified"));
            if (version.minor().compareTo(route.from().minor()) > 0) {
                before.add(Steps.noRemovedApi(version));
            }
            before.add(
                    Steps.manual("the release notes of " + label + " and " + commands.documentation() + " are read"));
        }
        return UpgradeStep.of(
                        label + "/control-plane/" + member,
                        first ? StepKind.CONTROL_PLANE_FIRST : StepKind.CONTROL_PLANE_NEXT,
                        version,
                        "Move the control plane of " + member + " to " + commands.exact())
                .changing(Steps.controlPlaneTo(member, version))
                .requiring(before)
                .doing(all)
                .verifying(List.of(Steps.apiReady(), Steps.apiServer(member, version), etcdHealthy()))
                .returningBy(
                        "If kubeadm fails it puts the former static pods back by itself; run it again, it goes on where it"
                                + " was.",
                        "Once it is through there is no downgrade: put back the manifests from"
                                + " /etc/kubernetes/tmp/kubeadm-backup-manifests-* and restore etcd's snapshot of this hop"
                                + " on all members; what workloads wrote to the API since is lost.")
                .taking(route.timings().controlPlane());
    }

    private static UpgradeStep addOns(Route route, KubernetesVersion version) {
        String label = Steps.label(version);
        return UpgradeStep.of(
                        label + "/add-ons",
                        StepKind.ADD_ONS,
                        version,
                        "Look after kube-proxy, CoreDNS, network and storage plugins")
                .changing(Steps.proxiesTo(route.inventory(), version))
                .doing(List.of(
                        StepCommand.admin("kubectl -n kube-system rollout status daemonset/kube-proxy"),
                        StepCommand.admin("kubectl -n kube-system rollout status deployment/coredns")))
                .verifying(List.of(
                        Steps.addOnsReady(),
                        Steps.manual("the network and storage plugins' own documentation supports " + label
                                + "; move them where it says so")))
                .returningBy(
                        "kubeadm moved kube-proxy and CoreDNS with the last control-plane node; kubectl rollout undo"
                                + " returns each.")
                .taking(route.timings().validate());
    }

    @Override
    public List<UpgradeFinding> findings(Route route) {
        List<UpgradeFinding> findings = new ArrayList<>();
        for (Stage stage : route.stages()) {
            KubeadmCommands commands = new KubeadmCommands(packages, stage.version());
            Minor minor = stage.version().minor();
            if (commands.isLegacy()) {
                findings.add(UpgradeFinding.of(
                                Severity.WARNING,
                                FindingCode.PACKAGES_GONE,
                                minor.toString(),
                                "No package source has " + minor + " any more: pkgs.k8s.io begins with "
                                        + KubeadmCommands.REPOSITORIES_SINCE
                                        + ", and the repositories of before are gone.")
                        .withRemedy("Provide the packages from a mirror of your own, or move to a new cluster."));
            }
            if (stage instanceof Stage.ControlPlane plane
                    && plane.members().size() > 1
                    && minor.compareTo(ADD_ONS_LAST_SINCE) < 0) {
                findings.add(UpgradeFinding.of(
                        Severity.INFO,
                        FindingCode.PROXY_EARLY,
                        minor.toString(),
                        "kubeadm before " + ADD_ONS_LAST_SINCE + " moves kube-proxy and CoreDNS with the first"
                                + " control-plane node, so for a while kube-proxy " + minor
                                + " may talk to an older API server."));
            }
        }
        return findings;
    }
}
