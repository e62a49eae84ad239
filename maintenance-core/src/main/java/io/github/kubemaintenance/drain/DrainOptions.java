package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.LabelSelector;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything that a drain can be asked, as a value: what plans, journals and tests compare. It names no node and no
 * listener.
 *
 * @param ignoreDaemonSets whether DaemonSet pods are left where they are instead of refusing the drain
 * @param deleteEmptyDirData whether pods with emptyDir volumes may go, whose data is lost
 * @param force whether pods without a controller may go, which nothing brings back
 * @param gracePeriod grace period instead of each pod's own, in whole seconds, at least 1 unless {@code killImmediately}; empty for each pod's own
 * @param killImmediately whether a grace period of zero is meant
 * @param timeout how long the whole drain may take; empty for ever
 * @param podSelector only pods with these labels
 * @param disableEviction whether pods are deleted past their budgets instead of evicted
 * @param skipWaitForDelete a pod whose deletion was due longer ago than this is not waited for; empty to wait for every pod
 * @param pageSize most pods on a page of a list, 0 for all
 * @param dryRun whether anything is changed
 * @param proceedDespiteBlockers whether to begin although a pod is blocked for ever
 * @param keepTrying whether to go on when only pods are left that are blocked for ever
 * @param restoreOnFailure whether a drain that doesn't complete gives the node back its earlier schedulability
 * @param shortenGrace whether pods that are terminating already get the request's shorter grace period
 * @param awaitReplacements how long to wait, after the node is empty, until the evicted pods' owners have their replicas Ready again; empty not to wait
 * @param maxInFlight most requests in flight at once
 */
public record DrainOptions(boolean ignoreDaemonSets,
        boolean deleteEmptyDirData,
        boolean force,
        Optional<Duration> gracePeriod,
        boolean killImmediately,
        Optional<Duration> timeout,
        LabelSelector podSelector,
        boolean disableEviction,
        Optional<Duration> skipWaitForDelete,
        int pageSize,
        DryRun dryRun,
        boolean proceedDespiteBlockers,
        boolean keepTrying,
        boolean restoreOnFailure,
        boolean shortenGrace,
        Optional<Duration> awaitReplacements,
        int maxInFlight) {
    /**
     * Returns the defaults, which are the safe way.
     *
     * @return the options of a request to which nothing was added
     */
    public static DrainOptions defaults() {
        return new DrainOptions(false,
                false,
                false,
                Optional.empty(),
                false,
                Optional.empty(),
                LabelSelector.everything(),
                false,
                Optional.empty(),
                500,
                DryRun.NONE,
                false,
                false,
                false,
                false,
                Optional.empty(),
                32);
    }

    DrainOptions withIgnoreDaemonSets(boolean value) {
        return new DrainOptions(value, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withDeleteEmptyDirData(boolean value) {
        return new DrainOptions(ignoreDaemonSets, value, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withForce(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, value, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withGracePeriod(Optional<Duration> value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, value, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withKillImmediately(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, value, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withTimeout(Optional<Duration> value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, value, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withPodSelector(LabelSelector value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, value, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withDisableEviction(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, value, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withSkipWaitForDelete(Optional<Duration> value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, value, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withPageSize(int value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, value, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withDryRun(DryRun value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, value, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withProceedDespiteBlockers(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, value, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withKeepTrying(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, value, restoreOnFailure, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withRestoreOnFailure(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, value, shortenGrace, awaitReplacements, maxInFlight);
    }

    DrainOptions withShortenGrace(boolean value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, value, awaitReplacements, maxInFlight);
    }

    DrainOptions withAwaitReplacements(Optional<Duration> value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, value, maxInFlight);
    }

    DrainOptions withMaxInFlight(int value) {
        return new DrainOptions(ignoreDaemonSets, deleteEmptyDirData, force, gracePeriod, killImmediately, timeout, podSelector, disableEviction, skipWaitForDelete, pageSize, dryRun, proceedDespiteBlockers, keepTrying, restoreOnFailure, shortenGrace, awaitReplacements, value);
    }
}
