package io.github.kubemaintenance.upgrade;

import java.util.List;

/**
 * Something that the caller's hands have to do.
 *
 * @param unit names it: the same for the same part of the same step of every run, so that one that runs already can be
 *     found and waited for instead of being started twice
 * @param step the step that it belongs to
 * @param where who carries it out
 * @param target the node of {@link StepCommand.Where#NODE}, else empty
 * @param commands command lines, one after the other; the first that fails ends the task
 */
public record HostTask(String unit, UpgradeStep step, StepCommand.Where where, String target, List<String> commands) {
    public HostTask {
        commands = List.copyOf(commands);
    }

    /** Returns unit and place. */
    @Override
    public String toString() {
        return unit + (target.isEmpty() ? "" : " on " + target);
    }
}
