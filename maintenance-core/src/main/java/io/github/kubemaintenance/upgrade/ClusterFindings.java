package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.List;

/** Everything that findings say of a cluster's objects. Pure. */
final class ClusterFindings {
    private ClusterFindings() {}

    static List<UpgradeFinding> of(UpgradeFacts facts, Route route, Platform platform) {
        List<UpgradeFinding> findings = new ArrayList<>();
        facts.unread()
                .forEach((what, why) -> findings.add(UpgradeFinding.of(
                        Severity.UNKNOWN,
                        FindingCode.UNREADABLE,
                        what,
                        "What depends on " + what + " isn't known: " + why + ".")));
        if (platform.isInPlace()) {
            findings.addAll(KarpenterFindings.of(facts, route));
        } else {
            addLostState(findings, facts);
        }
        return findings;
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
