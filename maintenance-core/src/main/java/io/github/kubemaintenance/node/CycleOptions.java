package io.github.kubemaintenance.node;

import io.github.kubemaintenance.drain.DrainOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that a cycle can be asked, as a value: what plans and tests compare. It names no node, no action and no
 * listener.
 *
 * @param drain how the node is drained
 * @param handsOff whether autoscalers and load balancers are told to leave the node alone
 * @param settle how long after that the action begins at the earliest, so that load balancers have followed
 * @param acceptQuorumLoss whether a control-plane node may go down although etcd may lose its quorum
 * @param actionTimeout how long the action, and each check, may take
 * @param awaitReboot whether the node counts as back only with another boot id
 * @param returnTimeout how long the node may be away after the action
 * @param timeout how long all of it may take; empty for ever
 * @param nodeEvents whether a Kubernetes Event is written on the node at each step
 */
public record CycleOptions(
        DrainOptions drain,
        boolean handsOff,
        Duration settle,
        boolean acceptQuorumLoss,
        Duration actionTimeout,
        boolean awaitReboot,
        Duration returnTimeout,
        Optional<Duration> timeout,
        boolean nodeEvents) {
    /** How long replacements of what was evicted are waited for, where the drain doesn't say. */
    static final Duration REPLACEMENTS = Duration.ofMinutes(10);

    static CycleOptions defaults() {
        return new CycleOptions(
                DrainOptions.defaults(),
                true,
                Duration.ofSeconds(30),
                false,
                Duration.ofMinutes(10),
                true,
                Duration.ofMinutes(15),
                Optional.empty(),
                false);
    }

    CycleOptions withDrain(DrainOptions value) {
        return new CycleOptions(
                value,
                handsOff,
                settle,
                acceptQuorumLoss,
                actionTimeout,
                awaitReboot,
                returnTimeout,
                timeout,
                nodeEvents);
    }

    CycleOptions leavingAlone() {
        return new CycleOptions(
                drain,
                false,
                Duration.ZERO,
                acceptQuorumLoss,
                actionTimeout,
                awaitReboot,
                returnTimeout,
                timeout,
                nodeEvents);
    }

    CycleOptions withSettle(Duration value) {
        return new CycleOptions(
                drain,
                handsOff,
                value,
                acceptQuorumLoss,
                actionTimeout,
                awaitReboot,
                returnTimeout,
                timeout,
                nodeEvents);
    }

    CycleOptions acceptingQuorumLoss() {
        return new CycleOptions(
                drain, handsOff, settle, true, actionTimeout, awaitReboot, returnTimeout, timeout, nodeEvents);
    }

    CycleOptions withActionTimeout(Duration value) {
        return new CycleOptions(
                drain, handsOff, settle, acceptQuorumLoss, value, awaitReboot, returnTimeout, timeout, nodeEvents);
    }

    CycleOptions withoutReboot() {
        return new CycleOptions(
                drain, handsOff, settle, acceptQuorumLoss, actionTimeout, false, returnTimeout, timeout, nodeEvents);
    }

    CycleOptions withReturnTimeout(Duration value) {
        return new CycleOptions(
                drain, handsOff, settle, acceptQuorumLoss, actionTimeout, awaitReboot, value, timeout, nodeEvents);
    }

    CycleOptions withTimeout(Duration value) {
        return new CycleOptions(
                drain,
                handsOff,
                settle,
                acceptQuorumLoss,
                actionTimeout,
                awaitReboot,
                returnTimeout,
                Optional.of(value),
                nodeEvents);
    }

    CycleOptions withNodeEvents(boolean value) {
        return new CycleOptions(
                drain, handsOff, settle, acceptQuorumLoss, actionTimeout, awaitReboot, returnTimeout, timeout, value);
    }
}
