package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at snapshot and cluster and says what would be done, or why it is refused. */
final class ControlPlanePlanner {
    private final EtcdBackend backend;
    private final Path snapshot;
    private final List<ControlPlaneMember> members;
    private final String token;
    private final OptionalLong discard;
    private final boolean anotherCluster;
    private final List<Reason> refusals = new ArrayList<>();
    private final List<Reason> findings = new ArrayList<>();

    ControlPlanePlanner(
            EtcdBackend backend,
            Path snapshot,
            List<ControlPlaneMember> members,
            String token,
            OptionalLong discard,
            boolean anotherCluster) {
        this.backend = backend;
        this.snapshot = snapshot;
        this.members = members;
        this.token = token;
        this.discard = discard;
        this.anotherCluster = anotherCluster;
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
        readiness();
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
        others(info);
        ClusterGuard guard = new ClusterGuard(snapshot, info);
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
            ClusterGuard.Verdict verdict = guard.live(backend);
            judge(verdict.kind() == ClusterGuard.Kind.UNKNOWN ? stored(guard, verdict.text()) : List.of(verdict));
            folders(health);
        } else {
            judge(stored(guard, "the cluster has no quorum, so it can't be asked whether the snapshot is its own"));
        }
    }

    /** A member that is left out keeps its old data and, once it is started, talks of another cluster. */
    private void others(SnapshotInfo info) {
        List<String> named = members.stream().map(ControlPlaneMember::name).toList();
        List<String> left = info.members().stream()
                .map(EtcdMember::name)
                .filter(name -> !name.isEmpty() && !named.contains(name))
                .toList();
        if (!left.isEmpty()) {
            findings.add(new Reason(
                    "MEMBERS_LEFT_OUT",
                    "the snapshot's cluster had also " + left + ": the restored one begins with " + named
                            + " alone. Stop the others too; they join anew with empty data, or name them as well"));
        }
    }

    private List<ClusterGuard.Verdict> stored(ClusterGuard guard, String why) {
        List<ClusterGuard.Verdict> verdicts = new ArrayList<>(guard.stored(members));
        verdicts.add(0, new ClusterGuard.Verdict(ClusterGuard.Kind.UNKNOWN, why));
        return verdicts;
    }

    private void judge(List<ClusterGuard.Verdict> verdicts) {
        Optional<String> other = verdicts.stream()
                .filter(each -> each.kind() == ClusterGuard.Kind.OTHER)
                .map(ClusterGuard.Verdict::text)
                .findFirst();
        if (other.isPresent()) {
            (anotherCluster ? findings : refusals).add(ControlPlaneRun.wrongCluster(other.get()));
        } else if (verdicts.stream().noneMatch(each -> each.kind() == ClusterGuard.Kind.SAME)) {
            findings.add(new Reason(
                    "CLUSTER_NOT_COMPARED",
                    "nothing shows that the snapshot is of this cluster: "
                            + verdicts.stream().map(ClusterGuard.Verdict::text).collect(Collectors.joining("; "))));
        }
    }

    /** A folder of another cluster than the one that answers is not where its member keeps its data. */
    private void folders(EtcdHealthReport health) {
        Optional<String> live = health.leader()
                .flatMap(MemberHealth::status)
                .map(EtcdStatus::clusterId)
                .map(Long::toHexString);
        for (ControlPlaneMember member : members) {
            try {
                Optional<String> found =
                        member.host().identity(member.dataDir()).flatMap(MemberIdentity::clusterId);
                if (live.isPresent() && found.isPresent() && !live.equals(found)) {
                    findings.add(new Reason(
                            "DATA_OF_ANOTHER_CLUSTER",
                            member.dataDir() + " on " + member.host().name() + " is of the cluster " + found.get()
                                    + ", and the one that answers is " + live.get()
                                    + ": is it the folder that its etcd is started with?"));
                }
            } catch (IOException | MaintenanceException e) {
                findings.add(new Reason("HOST_NOT_READ", member.host().name() + ": " + e.getMessage()));
            }
        }
    }

    /** An API server that can't be asked by the certificates given would only be noticed when all is done. */
    private void readiness() {
        for (ControlPlaneMember member : members) {
            try {
                member.host().readiness(ControlPlanePart.API_SERVER);
            } catch (IOException | MaintenanceException e) {
                findings.add(new Reason(
                        "READINESS_UNKNOWN",
                        "whether the kube-apiserver on " + member.host().name()
                                + " is ready can't be asked, so the restore would end FAILED after its work: "
                                + e.getMessage()));
            }
        }
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
