package io.github.kubemaintenance;

import io.github.kubemaintenance.upgrade.UpgradePlan;
import io.github.kubemaintenance.upgrade.UpgradeRequest;

/**
 * The front door to upgrades: how a cluster gets from one version of Kubernetes to another, step by step, and what speaks
 * against it.
 */
public final class UpgradePlanner {
    private UpgradePlanner() {}

    /**
     * Plans on versions alone, for kubeadm, with the defaults. Pure; no cluster is read.
     *
     * @param from for example {@code 1.10}
     * @param to for example {@code 1.13}
     * @return the plan; blocked, with findings, where no way leads there
     * @throws IllegalArgumentException for a text that is no version
     */
    public static UpgradePlan plan(String from, String to) {
        return from(from).to(to).plan();
    }

    /**
     * Says where to begin.
     *
     * @param version for example {@code v1.29.4} or {@code 1.29}
     * @return what takes the target
     * @throws IllegalArgumentException for a text that is no version
     */
    public static UpgradeRequest.From from(String version) {
        return UpgradeRequest.from(version);
    }

    /**
     * Says where to go from whatever a cluster has.
     *
     * @param target for example {@code 1.31.2}, or {@code 1.31} for its newest known patch release
     * @return the request
     * @throws IllegalArgumentException for a text that is no version
     */
    public static UpgradeRequest to(String target) {
        return UpgradeRequest.to(target);
    }
}
