package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.KubernetesValue;
import io.github.kubemaintenance.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at snapshot and cluster and says what would be done, or why it is refused. */
final class ControlPlanePlanner {
    private static final String KUBE_SYSTEM = "/registry/namespaces/kube-system";

    private final EtcdBackend backend;
    private final Path snapshot;
    private final List<ControlPlaneMember> members;
    private final String token;
    private final OptionalLong discard;
    private final List<Reason> refusals = new ArrayList<>();
    private final List<Reason> findings = new ArrayList<>();

    ControlPlanePlanner(
            EtcdBackend backend, Path snapshot, List<ControlPlaneMember> members, String token, OptionalLong discard) {
        this.backend = backend;
        this.snapshot = snapshot;
        this.members = members;
        this.token = token;
        this.discard = discard;
    }

    ControlPlanePlan plan() {
        SnapshotVerification verified = SnapshotFile.at(snapshot).verify();
        if (!verified.isSound() || verified.info().isEmpty()) {
            refusals.add(new Reason("DAMAGED_SNAPSHOT", snapshot + " is damaged: " + verified.errors()));
        } else {
            judge(verified.info().get());
            verified.findings()
                    .forEach(each -> findings.add(new Reason(each.code().name(), each.toString())));
        }
        findings.add(new Reason(
                "ALSO_SAVE",
                "an etcd snapshot does not hold /etc/kubernetes/pki, the service-account keys and the"
                        + " EncryptionConfiguration: they must be those of the snapshot's time"));
        if (members.stream().anyMatch(member -> member.host() instanceof LocalHost)) {
            NeededFiles.changedSince(snapshot).forEach(text -> findings.add(new Reason("CHANGED_FILE", text)));
        }
        findings.add(new Reason(
                "RESTART_KUBELETS",
                "afterwards restart the kubelet on every node, and what caches: the network plugin, operators"));
        return new ControlPlanePlan(
                "Restore " + snapshot + " on "
                        + members.stream().map(each -> each.host().name()).collect(Collectors.joining(", ")),
                steps(),
                refusals,
                findings);
    }

    private void judge(SnapshotInfo info) {
        EtcdHealthReport health = new HealthCheck(backend).run();
        if (health.hasQuorum()) {
            long live = health.leader()
                    .flatMap(MemberHealth::status)
                    .map(EtcdStatus::revision)
                    .orElse(0L);
            if (discard.isEmpty() || discard.getAsLong() != info.revision()) {
                refusals.add(new Reason(
                        "LIVE_QUORUM",
                        "the cluster works, and is at revision " + live + " where the snapshot is at " + info.revision()
                                + ": what was written since would be lost. To accept that: discardWritesAfter("
                                + info.revision() + ")"));
            }
            compareClusters();
        } else {
            findings.add(new Reason(
                    "CLUSTER_NOT_COMPARED",
                    "the cluster has no quorum, so it can't be asked whether the snapshot is its own"));
        }
    }

    private void compareClusters() {
        Optional<String> own = SnapshotFile.at(snapshot)
                .keys()
                .get(KUBE_SYSTEM)
                .map(StoredKey::value)
                .map(ControlPlanePlanner::uid);
        try {
            Optional<String> live = backend.get(KUBE_SYSTEM).map(ControlPlanePlanner::uid);
            if (own.isPresent() && live.isPresent() && !own.equals(live)) {
                refusals.add(new Reason(
                        "WRONG_CLUSTER",
                        snapshot + " is of another cluster: its kube-system has the uid " + own.get()
                                + ", the live one " + live.get()));
            } else if (own.isEmpty() || live.isEmpty()) {
                findings.add(new Reason(
                        "CLUSTER_NOT_COMPARED", "there is no namespace kube-system to compare the clusters by"));
            }
        } catch (EtcdException e) {
            findings.add(new Reason("CLUSTER_NOT_COMPARED", "the live cluster can't be read: " + e.getMessage()));
        }
    }

    private static String uid(byte[] value) {
        return KubernetesValue.of(value, 0, value.length).uid();
    }

    private List<ControlPlanePlan.Step> steps() {
        List<ControlPlanePlan.Step> steps = new ArrayList<>();
        steps.add(new ControlPlanePlan.Step(
                "Verify the snapshot and restore it on trial",
                "",
                List.of("etcdutl snapshot status " + snapshot + " -w table")));
        for (ControlPlanePart part : ControlPlaneRun.BEFORE) {
            steps.add(new ControlPlanePlan.Step(
                    "Stop every " + part.process() + " and wait until none runs",
                    "start them again",
                    each(member -> member.host().command(part, true))));
        }
        steps.add(new ControlPlanePlan.Step(
                "Stop every etcd and wait until none runs",
                "start etcd, then the API servers",
                each(member -> member.host().command(ControlPlanePart.ETCD, true))));
        String cluster = ControlPlaneRun.cluster(members);
        steps.add(new ControlPlanePlan.Step(
                "Restore each member's data beside the old",
                "delete what was made",
                each(member -> "etcdutl snapshot restore " + snapshot + " --name " + member.name() + " --data-dir "
                        + member.made() + " --initial-cluster " + cluster + " --initial-cluster-token " + token
                        + " --initial-advertise-peer-urls " + member.peerUrls() + " --bump-revision "
                        + ControlPlaneRun.BUMP + " --mark-compacted")));
        steps.add(new ControlPlanePlan.Step(
                "Swap the folders, with the owner and mode of the old one",
                "rename them back",
                each(member -> "mkdir -p " + member.oldFolder() + " && mv " + member.member() + " "
                        + member.old() + " && mv " + member.made() + "/member " + member.member()
                        + " && chown -R --reference=" + member.dataDir() + " " + member.member())));
        steps.add(new ControlPlanePlan.Step(
                "Start every etcd, wait until all are healthy, and check a write",
                "stop etcd, rename the folders back, start etcd, then the API servers",
                each(member -> member.host().command(ControlPlanePart.ETCD, false))));
        for (ControlPlanePart part : ControlPlaneRun.AFTER) {
            steps.add(new ControlPlanePlan.Step("Start every " + part.process(), "", each(member -> member.host()
                    .command(part, false))));
        }
        steps.add(new ControlPlanePlan.Step(
                "Wait until every kube-apiserver is ready", "", List.of("kubectl get --raw '/readyz?verbose'")));
        return steps;
    }

    private List<String> each(Function<ControlPlaneMember, String> command) {
        return members.stream()
                .map(member -> "# " + member.host().name() + "\n" + command.apply(member))
                .toList();
    }
}
