package io.github.kubemaintenance.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The caller's hands: runs commands on a node, calls a provider, or does what else the library can't do through the API
 * server. Called off the run's own thread, one task at a time, and interrupted when the task takes too long.
 *
 * <p>A task may be handed over a second time after a crash of the caller: an implementation that can should attach to the
 * {@linkplain HostTask#unit() unit} that runs already. What kubeadm's commands do twice they do as well as once.
 */
@FunctionalInterface
public interface HostExecutor {
    /**
     * Carries a task out and returns when it has succeeded.
     *
     * @param task what to do
     * @throws HostUnknownException where it may have been carried out or not; the step fails with {@link
     *     RunCode#HOST_UNKNOWN}
     * @throws Exception where it failed; the step fails with its text
     */
    void run(HostTask task) throws Exception;

    /**
     * Told when a task's success is in the run's journal, so that it will not be handed over again: what was kept to
     * attach to may go. Where this fails the run tells it and goes on. By default nothing is done.
     *
     * @param task a task that {@link #run} has carried out; it may be forgotten already
     * @throws Exception where something was left behind
     */
    default void forget(HostTask task) throws Exception {}

    /**
     * Returns an executor that only prints what is to be done and takes it for done. With it the library does its own part
     * (drains, waits and checks), and a person the rest.
     *
     * @param out where to
     * @return the executor; it throws {@link UncheckedIOException} where writing fails
     */
    static HostExecutor printing(Appendable out) {
        return task -> {
            try {
                for (String command : task.commands()) {
                    out.append(task.target().isEmpty() ? task.where().toString() : task.target())
                            .append("$ ")
                            .append(command)
                            .append(System.lineSeparator());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the commands of " + task + " could not be written", e);
            }
        };
    }
}
