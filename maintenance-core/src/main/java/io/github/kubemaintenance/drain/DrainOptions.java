package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.LabelSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything that a drain can be asked, as a value: what plans, journals and tests compare. It names no node and no
 * listener.
 *
 * @param ignoreDaemonSets whether DaemonSet pods are left where they are instead of refusing the drain
 * @param deleteEmptyDirData whether pods with emptyDir volumes may go, whose data is lost
 * @param force whether pods without a controller may go, which nothing brings back
 * @param gracePeriod grace period instead of each pod's own, in whole seconds, at least 1 unless {@code
 *     killImmediately}; empty for each pod's own
 * @param killImmediately whether a grace period of zero is meant
 * @param timeout how long the whole drain may take; empty for ever
 * @param podSelector only pods with these labels
 * @param disableEviction whether pods are deleted past their budgets instead of evicted
 * @param skipWaitForDelete a pod whose deletion was due longer ago than this is left alone and not waited for; empty
 *     to wait for every pod
 * @param pageSize most pods on a page of a list, 0 for all
 * @param dryRun whether anything is changed
 * @param proceedDespiteBlockers whether to begin although a pod is blocked for ever
 * @param keepTrying whether to go on when only pods are left that are blocked for ever
 * @param restoreOnFailure whether a drain that doesn't complete gives the node back its earlier schedulability
 * @param shortenGrace whether pods that are terminating already get the request's shorter grace period
 * @param awaitReplacements how long to wait, after the node is empty, until the evicted pods' owners have their
 *     replicas Ready again; empty not to wait
 * @param maxInFlight most requests in flight at once
 * @param order in which groups pods go
 * @param deletePastBudgetsAfter after how long everything that is left is deleted, past budgets and groups; empty for never
 */
public record DrainOptions(
        boolean ignoreDaemonSets,
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
        int maxInFlight,
        DrainOrder order,
        Optional<Duration> deletePastBudgetsAfter) {
    /**
     * Returns the defaults, which are the safe way.
     *
     * @return the options of a request to which nothing was added
     */
    public static DrainOptions defaults() {
        return new DrainOptions(
                false,
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
                32,
                DrainOrder.none(),
                Optional.empty());
    }

    /** Returns every option's value as text by its name, in order: to be compared and printed one by one. */
    Map<String, String> words() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ignoreDaemonSets", String.valueOf(ignoreDaemonSets));
        all.put("deleteEmptyDirData", String.valueOf(deleteEmptyDirData));
        all.put("force", String.valueOf(force));
        all.put("gracePeriod", text(gracePeriod));
        all.put("killImmediately", String.valueOf(killImmediately));
        all.put("timeout", text(timeout));
        all.put("podSelector", podSelector.equals(LabelSelector.everything()) ? "none" : podSelector.toString());
        all.put("disableEviction", String.valueOf(disableEviction));
        all.put("skipWaitForDelete", text(skipWaitForDelete));
        all.put("pageSize", String.valueOf(pageSize));
        all.put("dryRun", String.valueOf(dryRun));
        all.put("proceedDespiteBlockers", String.valueOf(proceedDespiteBlockers));
        all.put("keepTrying", String.valueOf(keepTrying));
        all.put("restoreOnFailure", String.valueOf(restoreOnFailure));
        all.put("shortenGrace", String.valueOf(shortenGrace));
        all.put("awaitReplacements", text(awaitReplacements));
        all.put("maxInFlight", String.valueOf(maxInFlight));
        all.put("order", order.toString());
        all.put("deletePastBudgetsAfter", text(deletePastBudgetsAfter));
        return all;
    }

    private static String text(Optional<Duration> value) {
        return value.map(Duration::toString).orElse("none");
    }

    /** Returns what is not a default, for example {@code force, gracePeriod=PT5S}; {@code defaults} for none. */
    @Override
    public String toString() {
        Map<String, String> usual = defaults().words();
        List<String> said = new ArrayList<>();
        words().forEach((name, value) -> {
            if (!value.equals(usual.get(name))) {
                said.add(value.equals("true") ? name : name + "=" + value);
            }
        });
        return said.isEmpty() ? "defaults" : String.join(", ", said);
    }

    DrainOptions withIgnoreDaemonSets(boolean value) {
        return with(draft -> draft.ignoreDaemonSets = value);
    }

    DrainOptions withDeleteEmptyDirData(boolean value) {
        return with(draft -> draft.deleteEmptyDirData = value);
    }

    DrainOptions withForce(boolean value) {
        return with(draft -> draft.force = value);
    }

    DrainOptions withGracePeriod(Optional<Duration> value) {
        return with(draft -> draft.gracePeriod = value);
    }

    DrainOptions withKillImmediately(boolean value) {
        return with(draft -> draft.killImmediately = value);
    }

    DrainOptions withTimeout(Optional<Duration> value) {
        return with(draft -> draft.timeout = value);
    }

    DrainOptions withPodSelector(LabelSelector value) {
        return with(draft -> draft.podSelector = value);
    }

    DrainOptions withDisableEviction(boolean value) {
        return with(draft -> draft.disableEviction = value);
    }

    DrainOptions withSkipWaitForDelete(Optional<Duration> value) {
        return with(draft -> draft.skipWaitForDelete = value);
    }

    DrainOptions withPageSize(int value) {
        return with(draft -> draft.pageSize = value);
    }

    DrainOptions withDryRun(DryRun value) {
        return with(draft -> draft.dryRun = value);
    }

    DrainOptions withProceedDespiteBlockers(boolean value) {
        return with(draft -> draft.proceedDespiteBlockers = value);
    }

    DrainOptions withKeepTrying(boolean value) {
        return with(draft -> draft.keepTrying = value);
    }

    DrainOptions withRestoreOnFailure(boolean value) {
        return with(draft -> draft.restoreOnFailure = value);
    }

    DrainOptions withShortenGrace(boolean value) {
        return with(draft -> draft.shortenGrace = value);
    }

    DrainOptions withAwaitReplacements(Optional<Duration> value) {
        return with(draft -> draft.awaitReplacements = value);
    }

    DrainOptions withMaxInFlight(int value) {
        return with(draft -> draft.maxInFlight = value);
    }

    DrainOptions withOrder(DrainOrder value) {
        return with(draft -> draft.order = value);
    }

    DrainOptions withDeletePastBudgetsAfter(Optional<Duration> value) {
        return with(draft -> draft.deletePastBudgetsAfter = value);
    }

    private DrainOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The same fields, to be changed one at a time. */
    private static final class Draft {
        private boolean ignoreDaemonSets;
        private boolean deleteEmptyDirData;
        private boolean force;
        private Optional<Duration> gracePeriod;
        private boolean killImmediately;
        private Optional<Duration> timeout;
        private LabelSelector podSelector;
        private boolean disableEviction;
        private Optional<Duration> skipWaitForDelete;
        private int pageSize;
        private DryRun dryRun;
        private boolean proceedDespiteBlockers;
        private boolean keepTrying;
        private boolean restoreOnFailure;
        private boolean shortenGrace;
        private Optional<Duration> awaitReplacements;
        private int maxInFlight;
        private DrainOrder order;
        private Optional<Duration> deletePastBudgetsAfter;

        Draft(DrainOptions from) {
            ignoreDaemonSets = from.ignoreDaemonSets;
            deleteEmptyDirData = from.deleteEmptyDirData;
            force = from.force;
            gracePeriod = from.gracePeriod;
            killImmediately = from.killImmediately;
            timeout = from.timeout;
            podSelector = from.podSelector;
            disableEviction = from.disableEviction;
            skipWaitForDelete = from.skipWaitForDelete;
            pageSize = from.pageSize;
            dryRun = from.dryRun;
            proceedDespiteBlockers = from.proceedDespiteBlockers;
            keepTrying = from.keepTrying;
            restoreOnFailure = from.restoreOnFailure;
            shortenGrace = from.shortenGrace;
            awaitReplacements = from.awaitReplacements;
            maxInFlight = from.maxInFlight;
            order = from.order;
            deletePastBudgetsAfter = from.deletePastBudgetsAfter;
        }

        DrainOptions options() {
            return new DrainOptions(
                    ignoreDaemonSets,
                    deleteEmptyDirData,
                    force,
                    gracePeriod,
                    killImmediately,
                    timeout,
                    podSelector,
                    disableEviction,
                    skipWaitForDelete,
                    pageSize,
                    dryRun,
                    proceedDespiteBlockers,
                    keepTrying,
                    restoreOnFailure,
                    shortenGrace,
                    awaitReplacements,
                    maxInFlight,
                    order,
                    deletePastBudgetsAfter);
        }
    }
}
