package io.github.kubemaintenance.upgrade;

import java.time.Duration;

/**
 * How long the parts of an upgrade take, for estimates. Nobody knows them better than who has measured them once.
 *
 * @param backup saving and verifying a state
 * @param controlPlane one control-plane node's {@code kubeadm upgrade}, or a provider's whole control plane
 * @param drain moving the pods of a node away
 * @param upgrade packages and kubelet of a node
 * @param ready until a node is Ready again
 * @param validate looking at a node before the next
 * @param provision a new machine until it joins
 * @param delete deleting a machine
 */
public record Timings(
        Duration backup,
        Duration controlPlane,
        Duration drain,
        Duration upgrade,
        Duration ready,
        Duration validate,
        Duration provision,
        Duration delete) {
    /**
     * Returns what small clusters take.
     *
     * @return backup 1, control plane 5, drain 2, upgrade 3, ready 1, validate 1, provision 3, delete 1 minute(s)
     */
    public static Timings defaults() {
        return new Timings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(3),
                Duration.ofMinutes(1));
    }

    /** {@return upgrade, ready and validate} */
    Duration onNode() {
        return upgrade.plus(ready).plus(validate);
    }
}
