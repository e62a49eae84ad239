package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that findings say of a cluster's objects. Pure. */
final class ClusterFindings {
    private static final Duration RECENT = Duration.ofDays(1);

    private ClusterFindings() {}

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route, Platform platform, UpgradeOptions options) {
        List<UpgradeFinding> findings = new ArrayList<>();
        facts.unread()
                .forEach((what, why) -> findings.add(UpgradeFinding.of(
                        Severity.UNKNOWN,
                        FindingCode.UNREADABLE,
                        what,
                        "What depends on " + what + " isn't known: " + why + ".")));
        if (!route.hops().isEmpty()) {
            addBackup(findings, facts, options.told());
        }
        findings.addAll(AddOnFindings.of(facts, route, platform, options.told()));
        if (platform.isInPlace()) {
            findings.addAll(KarpenterFindings.of(facts, route));
        } else {
            addLostState(findings, facts);
        }
        return findings;
    }

    private static void addBackup(List<UpgradeFinding> findings, UpgradeFacts facts, Told told) {
        Optional<Instant> newest = told.verifiedBackup();
        boolean recent = newest.isPresent() && newest.get().plus(RECENT).isAfter(facts.at());
        if (!recent) {
            findings.add(UpgradeFinding.of(
                            Severity.WARNING,
                            FindingCode.BACKUP_MISSING,
                            "",
                            newest.isPresent()
                                    ? "The newest verified backup is of " + newest.get() + ", more than a day ago."
                                    : "No verified backup of the cluster's state is known.")
                    .withRemedy(
                            "Save one and verify it (EtcdSnapshots, or ResourceBackups where etcd can't be reached), and"
                                    + " say verifiedBackup(...)."));
        }
    }

    private static void addLostState(List<UpgradeFinding> findings, UpgradeFacts facts) {
        for (Workload set : facts.all(Kind.STATEFUL_SETS)) {
            findings.add(lost(set.toString()));
        }
        for (KubeDocument claim : facts.all(Kind.VOLUME_CLAIMS)) {
            findings.add(lost("PersistentVolumeClaim " + claim.namespace() + "/" + claim.name()));
        }
    }

    private static UpgradeFinding lost(String subject) {
        return UpgradeFinding.of(
                        Severity.WARNING,
                        FindingCode.STATE_LOST_ON_WAY_BACK,
                        subject,
                        subject + " keeps state: what the new cluster writes is lost when traffic goes back.")
                .withRemedy("Replicate it both ways, keep it outside of both clusters, or shift reads only first.");
    }
}
