package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.time.Duration;
import java.util.List;

/**
 * One step of a plan.
 *
 * @param id names it in journals and reports; the same for the same step of every plan, for example {@code
 *     1.31/node/worker-1}
 * @param kind what it does
 * @param version where it leads to
 * @param title what it does, for people
 * @param wave steps of one hop with the same wave, other than 0, may be done together
 * @param nodes the nodes whose kubelets it moves or replaces, by name
 * @param changes which parts get which version, in this order
 * @param before what must hold before
 * @param commands what is done, in this order
 * @param after what must hold after
 * @param wayBack how to return, one sentence each
 * @param estimate how long it takes, as far as the request's timings say
 */
public record UpgradeStep(
        String id,
        StepKind kind,
        KubernetesVersion version,
        String title,
        int wave,
        List<String> nodes,
        List<VersionChange> changes,
        List<StepCheck> before,
        List<StepCommand> commands,
        List<StepCheck> after,
        List<String> wayBack,
        Duration estimate) {
    public UpgradeStep {
        nodes = List.copyOf(nodes);
        changes = List.copyOf(changes);
        before = List.copyOf(before);
        commands = List.copyOf(commands);
        after = List.copyOf(after);
        wayBack = List.copyOf(wayBack);
    }

    /**
     * Starts a step that does nothing yet.
     *
     * @param id names it
     * @param kind what it does
     * @param version where it leads to
     * @param title what it does, for people
     * @return the step
     */
    public static UpgradeStep of(String id, StepKind kind, KubernetesVersion version, String title) {
        return new UpgradeStep(
                id,
                kind,
                version,
                title,
                0,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Duration.ZERO);
    }

    /**
     * Returns a copy that belongs to a wave.
     *
     * @param number from 1 on
     * @return the copy
     */
    public UpgradeStep inWave(int number) {
        return new UpgradeStep(
                id, kind, version, title, number, nodes, changes, before, commands, after, wayBack, estimate);
    }

    /**
     * Returns a copy that moves nodes.
     *
     * @param names names of the nodes
     * @return the copy
     */
    public UpgradeStep moving(List<String> names) {
        return new UpgradeStep(
                id, kind, version, title, wave, names, changes, before, commands, after, wayBack, estimate);
    }

    /**
     * Returns a copy that changes versions.
     *
     * @param all which parts get which version, in order
     * @return the copy
     */
    public UpgradeStep changing(List<VersionChange> all) {
        return new UpgradeStep(id, kind, version, title, wave, nodes, all, before, commands, after, wayBack, estimate);
    }

    /**
     * Returns a copy with preconditions.
     *
     * @param checks what must hold before
     * @return the copy
     */
    public UpgradeStep requiring(List<StepCheck> checks) {
        return new UpgradeStep(
                id, kind, version, title, wave, nodes, changes, checks, commands, after, wayBack, estimate);
    }

    /**
     * Returns a copy with commands.
     *
     * @param all what is done, in order
     * @return the copy
     */
    public UpgradeStep doing(List<StepCommand> all) {
        return new UpgradeStep(id, kind, version, title, wave, nodes, changes, before, all, after, wayBack, estimate);
    }

    /**
     * Returns a copy with a verification.
     *
     * @param checks what must hold after
     * @return the copy
     */
    public UpgradeStep verifying(List<StepCheck> checks) {
        return new UpgradeStep(
                id, kind, version, title, wave, nodes, changes, before, commands, checks, wayBack, estimate);
    }

    /**
     * Returns a copy with a way back.
     *
     * @param sentences how to return
     * @return the copy
     */
    public UpgradeStep returningBy(String... sentences) {
        return new UpgradeStep(
                id, kind, version, title, wave, nodes, changes, before, commands, after, List.of(sentences), estimate);
    }

    /**
     * Returns a copy with an estimate.
     *
     * @param duration how long it takes
     * @return the copy
     */
    public UpgradeStep taking(Duration duration) {
        return new UpgradeStep(
                id, kind, version, title, wave, nodes, changes, before, commands, after, wayBack, duration);
    }

    /** Returns id and title. */
    @Override
    public String toString() {
        return id + ": " + title;
    }
}
