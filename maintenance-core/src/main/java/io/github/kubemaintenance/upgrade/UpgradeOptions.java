package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Everything that a request for a plan asks, as a value.
 *
 * @param from the version to come from; empty to take the cluster's
 * @param to the version to reach
 * @param platform how the cluster is moved; empty to tell it from the cluster
 * @param strategy how many workers move at a time
 * @param pace when workers follow the control plane
 * @param timings how long the parts take
 * @param controlPlaneNodes how many to assume where no cluster is read; 0 for a provider's control plane
 * @param workerNodes how many to assume where no cluster is read
 * @param via the hops to pass; empty for every minor
 * @param allowReleaseCandidates whether the target may be a release candidate
 * @param allowPreReleases whether the target may be an alpha, beta or release candidate
 * @param acknowledged codes or ids of the blockers that somebody has acknowledged
 * @param told what the caller knows and the cluster doesn't tell
 * @param day the day to judge lifecycles on; empty for the cluster's, or the catalogue's where no cluster is read
 * @param rehearse whether passes over workers are rehearsed where a cluster is read
 */
public record UpgradeOptions(
        Optional<KubernetesVersion> from,
        KubernetesVersion to,
        Optional<Platform> platform,
        WorkerStrategy strategy,
        WorkerPace pace,
        Timings timings,
        int controlPlaneNodes,
        int workerNodes,
        List<KubernetesVersion> via,
        boolean allowReleaseCandidates,
        boolean allowPreReleases,
        List<String> acknowledged,
        Told told,
        Optional<LocalDate> day,
        boolean rehearse) {
    public UpgradeOptions {
        via = List.copyOf(via);
        acknowledged = List.copyOf(acknowledged);
    }

    static UpgradeOptions of(Optional<KubernetesVersion> from, KubernetesVersion to) {
        return new UpgradeOptions(
                from,
                to,
                Optional.empty(),
                WorkerStrategy.oneByOne(),
                WorkerPace.EACH_MINOR,
                Timings.defaults(),
                2,
                1,
                List.of(),
                false,
                false,
                List.of(),
                Told.nothing(),
                Optional.empty(),
                false);
    }

    /** The options, to change some of them. */
    static final class Draft {
        Optional<KubernetesVersion> from;
        KubernetesVersion to;
        Optional<Platform> platform;
        WorkerStrategy strategy;
        WorkerPace pace;
        Timings timings;
        int controlPlaneNodes;
        int workerNodes;
        List<KubernetesVersion> via;
        boolean allowReleaseCandidates;
        boolean allowPreReleases;
        List<String> acknowledged;
        Told told;
        Optional<LocalDate> day;
        boolean rehearse;

        Draft(UpgradeOptions asked) {
            from = asked.from;
            to = asked.to;
            platform = asked.platform;
            strategy = asked.strategy;
            pace = asked.pace;
            timings = asked.timings;
            controlPlaneNodes = asked.controlPlaneNodes;
            workerNodes = asked.workerNodes;
            via = asked.via;
            allowReleaseCandidates = asked.allowReleaseCandidates;
            allowPreReleases = asked.allowPreReleases;
            acknowledged = asked.acknowledged;
            told = asked.told;
            day = asked.day;
            rehearse = asked.rehearse;
        }

        UpgradeOptions options() {
            return new UpgradeOptions(
                    from,
                    to,
                    platform,
                    strategy,
                    pace,
                    timings,
                    controlPlaneNodes,
                    workerNodes,
                    via,
                    allowReleaseCandidates,
                    allowPreReleases,
                    acknowledged,
                    told,
                    day,
                    rehearse);
        }
    }
}
