package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.KubernetesVersion.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What {@code kubeadm upgrade} itself will say before it begins, so that nobody hears it first on the node. Mirrors the
 * policy of kubeadm 1.34 to 1.36. It is looser than the version skew policy in one place: it knows no exception for
 * kubelets before 1.25. Pure.
 */
public final class KubeadmPolicy {
    private static final int KUBELETS_APART = 3;

    /**
     * What kubeadm says.
     *
     * @param mandatory what no flag passes over
     * @param skippable what {@code --force} passes over
     */
    public record Verdict(List<String> mandatory, List<String> skippable) {
        public Verdict {
            mandatory = List.copyOf(mandatory);
            skippable = List.copyOf(skippable);
        }
    }

    private final KubernetesVersion cluster;
    private final KubernetesVersion target;
    private final KubernetesVersion kubeadm;
    private final List<String> mandatory = new ArrayList<>();
    private final List<String> skippable = new ArrayList<>();

    private KubeadmPolicy(KubernetesVersion cluster, KubernetesVersion target, KubernetesVersion kubeadm) {
        this.cluster = cluster;
        this.target = target;
        this.kubeadm = kubeadm;
    }

    /**
     * Foretells it.
     *
     * @param cluster the cluster's version
     * @param target the version to reach
     * @param kubeadm the installed kubeadm's version
     * @param kubelets the kubelets' versions
     * @param allowReleaseCandidates {@code --allow-release-candidate-upgrades}
     * @param allowExperimental {@code --allow-experimental-upgrades}
     * @return what it says
     */
    public static Verdict check(
            KubernetesVersion cluster,
            KubernetesVersion target,
            KubernetesVersion kubeadm,
            Collection<KubernetesVersion> kubelets,
            boolean allowReleaseCandidates,
            boolean allowExperimental) {
        KubeadmPolicy policy = new KubeadmPolicy(cluster, target, kubeadm);
        policy.minors();
        policy.kubeadmItself();
        policy.kubelets(kubelets);
        policy.stage(allowReleaseCandidates, allowExperimental);
        return new Verdict(policy.mandatory, policy.skippable);
    }

    private int apart(KubernetesVersion from, KubernetesVersion to) {
        return to.minor().minor() - from.minor().minor();
    }

    private void byStage(String text) {
        (target.isRelease() ? mandatory : skippable).add(text);
    }

    private void minors() {
        if (apart(cluster, target) > 1) {
            byStage("from " + cluster + " to " + target + " is more than one minor");
        } else if (apart(target, cluster) > 1) {
            byStage("from " + cluster + " back to " + target + " is more than one minor");
        } else if (apart(target, kubeadm) > 1) {
            mandatory.add("kubeadm " + kubeadm + " deploys nothing older than "
                    + kubeadm.minor().plus(-1));
        }
    }

    private void kubeadmItself() {
        int newer = apart(target, kubeadm);
        if (newer < 0) {
            byStage("kubeadm " + kubeadm + " is older than " + target + ": upgrade kubeadm first");
        } else if (newer > 0) {
            skippable.add("kubeadm " + kubeadm + " only upgrades to its own minor, not to " + target);
        } else if (Versions.isBelow(kubeadm, target)) {
            skippable.add(
                    "kubeadm " + kubeadm + " is an older patch release than " + target + ": upgrade kubeadm first");
        }
    }

    private void kubelets(Collection<KubernetesVersion> kubelets) {
        List<KubernetesVersion> old = kubelets.stream()
                .filter(each -> apart(each, target) > KUBELETS_APART)
                .distinct()
                .sorted()
                .toList();
        if (!old.isEmpty()) {
            skippable.add("kubelets of " + old + " are too old for " + target);
        }
    }

    private void stage(boolean candidates, boolean experimental) {
        boolean allowed = target.isRelease() || experimental || (target.stage() == Stage.RC && candidates);
        if (!allowed) {
            skippable.add(target + " is a pre-release");
        }
    }
}
