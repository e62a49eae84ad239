package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.MaintenanceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a snapshot is of the cluster that it is to replace: by what is known of both, the surest first. */
final class ClusterGuard {
    /** What came out. */
    enum Kind {
        SAME,
        OTHER,
        UNKNOWN
    }

    /**
     * What came out, and by what.
     *
     * @param kind of a result
     * @param text for people
     */
    record Verdict(Kind kind, String text) {}

    private final Path snapshot;
    private final Optional<String> uid;
    private final Optional<String> clusterId;
    private final List<String> memberIds;

    ClusterGuard(Path snapshot, SnapshotInfo info) {
        this.snapshot = snapshot;
        this.uid = MemberIdentity.uidIn(SnapshotFile.at(snapshot));
        this.clusterId = recordedCluster(snapshot);
        this.memberIds = info.members().stream()
                .map(member -> Long.toHexString(member.id()))
                .toList();
    }

    /** The sidecar is a help; that it can't be read is told where its hashes are compared. */
    private static Optional<String> recordedCluster(Path snapshot) {
        Path sidecar = NeededFiles.sidecar(snapshot);
        if (!Files.isRegularFile(sidecar)) {
            return Optional.empty();
        }
        try {
            Document json = DocumentFormat.json().read(Files.readString(sidecar, StandardCharsets.UTF_8));
            return json.text("clusterId").filter(text -> !text.isEmpty());
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Compares with a cluster that answers. */
    Verdict live(EtcdBackend backend) {
        try {
            Optional<String> live = backend.get(MemberIdentity.KUBE_SYSTEM).flatMap(MemberIdentity::uid);
            if (uid.isPresent() && live.isPresent()) {
                return byUid("the live one's", live.get());
            }
            return new Verdict(Kind.UNKNOWN, "there is no namespace kube-system to compare the clusters by");
        } catch (EtcdException e) {
            return new Verdict(Kind.UNKNOWN, "the live cluster can't be read: " + e.getMessage());
        }
    }

    private Verdict byUid(String whose, String found) {
        String own = uid.orElse("");
        return own.equals(found)
                ? new Verdict(Kind.SAME, "its kube-system has the uid " + own + ", as " + whose)
                : new Verdict(
                        Kind.OTHER,
                        snapshot + " is of another cluster: its kube-system has the uid " + own + ", " + whose + " "
                                + found);
    }

    /** Compares with the data that every machine holds: where a swap was begun, with that which was moved aside. */
    List<Verdict> stored(List<ControlPlaneMember> members) {
        List<Verdict> verdicts = new ArrayList<>();
        for (ControlPlaneMember member : members) {
            String host = member.host().name();
            try {
                Optional<MemberIdentity> aside = member.host().identity(member.oldFolder());
                Optional<MemberIdentity> found =
                        aside.filter(each -> !each.isEmpty()).isPresent()
                                ? aside
                                : member.host().identity(member.dataDir());
                verdicts.add(found.map(each -> stored(host, member.dataDir(), each))
                        .orElseGet(() -> new Verdict(Kind.UNKNOWN, host + " can't say whose data it holds")));
            } catch (IOException | MaintenanceException e) {
                verdicts.add(new Verdict(Kind.UNKNOWN, host + " can't say whose data it holds: " + e.getMessage()));
            }
        }
        return verdicts;
    }

    private Verdict stored(String host, Path dataDir, MemberIdentity found) {
        String where = dataDir + " on " + host;
        if (found.isEmpty()) {
            return new Verdict(Kind.UNKNOWN, where + " holds no data to compare with");
        }
        if (uid.isPresent() && found.kubeSystemUid().isPresent()) {
            return byUid("that in " + where, found.kubeSystemUid().get());
        }
        if (clusterId.isPresent() && found.clusterId().isPresent()) {
            return clusterId.equals(found.clusterId())
                    ? new Verdict(Kind.SAME, "its sidecar names the cluster " + clusterId.get() + ", as " + where)
                    : new Verdict(
                            Kind.OTHER,
                            snapshot + " is of the cluster " + clusterId.get() + " by its sidecar, and " + where
                                    + " of the cluster " + found.clusterId().get()
                                    + ": another one, or restored since the snapshot");
        }
        if (found.memberId().filter(memberIds::contains).isPresent()) {
            return new Verdict(
                    Kind.SAME, "it lists the member " + found.memberId().get() + " of " + where);
        }
        return new Verdict(
                Kind.UNKNOWN,
                where + " is of the member " + found.memberId().orElse("(unknown)") + " of the cluster "
                        + found.clusterId().orElse("(unknown)") + ", which the snapshot doesn't know"
                        + (found.problems().isEmpty() ? "" : "; " + String.join("; ", found.problems())));
    }
}
