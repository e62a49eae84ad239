package io.github.kubemaintenance.upgrade;

import java.time.Duration;
import java.util.List;

/**
 * Knows how a kind of cluster is moved: turns a route into steps. Implementations are immutable and pure: the same route
 * gives the same steps. Whatever they write, every state between two changes is held against the version skew policy.
 */
public interface Platform {
    /** kubeadm with the packages of Debian and Ubuntu. */
    Platform KUBEADM = kubeadm(PackageFamily.DEBIAN);

    /** A provider that moves its control plane when asked and replaces the nodes of its groups. */
    Platform MANAGED = managed();

    /** Amazon EKS, the same cluster moved in place. */
    Platform EKS = eks();

    /**
     * kubeadm with packages of a family.
     *
     * @param packages how nodes get packages
     * @return the platform
     */
    static Platform kubeadm(PackageFamily packages) {
        return new KubeadmPlatform(packages);
    }

    /** {@return a provider that moves its control plane when asked and replaces the nodes of its groups} */
    static Platform managed() {
        return new ManagedPlatform();
    }

    /** {@return Amazon EKS, the same cluster moved in place} */
    static Platform eks() {
        return new EksPlatform();
    }

    /**
     * Amazon EKS, one minor back, which it allows for seven days after an upgrade in place (since 2026); never for a
     * cluster that was made at its version.
     *
     * @param sinceUpgrade how long ago the cluster was upgraded in place
     * @return the platform
     */
    static Platform eksRollback(Duration sinceUpgrade) {
        return new EksRollbackPlatform(sinceUpgrade);
    }

    /** {@return a new cluster beside the old one, and traffic that moves in stages of 10, 50 and 100 per cent} */
    static NewClusterPlatform newCluster() {
        return NewClusterPlatform.byDefault();
    }

    /** {@return a short name, for example {@code kubeadm}} */
    String name();

    /**
     * Tells whether the cluster stays the same one, so that its API servers must pass every minor.
     *
     * @return false for a new cluster beside the old one; true by default
     */
    default boolean isInPlace() {
        return true;
    }

    /**
     * Tells whether a provider runs the control plane and chooses its patch releases, so that hops are minors.
     *
     * @return false by default
     */
    default boolean isByMinor() {
        return false;
    }

    /**
     * Tells whether it leads one minor back instead of forward.
     *
     * @return false by default
     */
    default boolean goesBack() {
        return false;
    }

    /**
     * Writes the steps.
     *
     * @param route the way
     * @return the steps in order, with ids that are unique in the plan
     */
    List<UpgradeStep> steps(Route route);

    /**
     * Says what is particular to the platform.
     *
     * @param route the way
     * @return findings, none by default
     */
    default List<UpgradeFinding> findings(Route route) {
        return List.of();
    }
}
