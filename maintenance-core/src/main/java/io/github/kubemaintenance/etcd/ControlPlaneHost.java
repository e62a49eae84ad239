package io.github.kubemaintenance.etcd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A machine of a control plane, and what a restore does on it. {@link LocalHost} is this machine; how others are reached
 * (SSH, an agent, a privileged pod) is the caller's to implement. Each method is called again after a crash: what is done
 * already is no error.
 */
public interface ControlPlaneHost {
    /** Whether a started process does its work. */
    enum Readiness {
        /** It says so. */
        READY,
        /** Not yet, or not any more. */
        NOT_READY,
        /** It can't be asked, or there is none on this machine. */
        UNKNOWN
    }

    /** Asks whether an API server is ready. maintenance-etcd has one that asks {@code /readyz}. */
    @FunctionalInterface
    interface ReadinessCheck {
        /**
         * Asks once.
         *
         * @return what it said
         * @throws IOException if it answers in a way that waiting won't change
         */
        Readiness ask() throws IOException;
    }

    /**
     * Returns the machine's name, for people.
     *
     * @return for example its host name
     */
    String name();

    /**
     * Tells whether a process runs.
     *
     * @param part which
     * @return false also where this machine has no such part
     * @throws IOException if that can't be found out
     */
    boolean isRunning(ControlPlanePart part) throws IOException;

    /**
     * Lets a process end and not be started again; doesn't wait. A static pod's manifest is moved out of the folder.
     *
     * @param part which; nothing is done where this machine has no such part
     * @throws IOException if it can't
     */
    void stop(ControlPlanePart part) throws IOException;

    /**
     * Takes {@link #stop} back; doesn't wait. A static pod's manifest is moved back.
     *
     * @param part which; nothing is done where this machine has no such part
     * @throws IOException if it can't
     */
    void start(ControlPlanePart part) throws IOException;

    /**
     * Asks a started process whether it is ready, such as an API server by {@code /readyz} (since Kubernetes 1.16);
     * doesn't wait. A restore of the control plane waits until none says that it isn't.
     *
     * @param part which
     * @return UNKNOWN where nothing else is implemented
     * @throws IOException if it answers in a way that waiting won't change, such as a wrong certificate
     */
    default Readiness readiness(ControlPlanePart part) throws IOException {
        return Readiness.UNKNOWN;
    }

    /**
     * Reads whose data a member's folder there holds: {@link MemberIdentity#of} on that machine. A restore compares it with
     * the snapshot, which is the only guard against the wrong snapshot where no cluster answers.
     *
     * @param dataDir absolute
     * @return what was found; empty where nothing else is implemented
     * @throws IOException if the machine can't be asked
     */
    default Optional<MemberIdentity> identity(Path dataDir) throws IOException {
        return Optional.empty();
    }

    /**
     * Tells whether a file or folder exists there.
     *
     * @param path absolute
     * @return true if it does
     * @throws IOException if that can't be found out
     */
    boolean exists(Path path) throws IOException;

    /**
     * Renames within a file system, in one step; the folder above is made if it is missing.
     *
     * @param from absolute, exists
     * @param to absolute, doesn't exist
     * @throws IOException if it can't; nothing has changed then
     */
    void move(Path from, Path to) throws IOException;

    /**
     * Deletes a folder with everything in it.
     *
     * @param path absolute; absent is fine
     * @throws IOException if it can't
     */
    void delete(Path path) throws IOException;

    /**
     * Restores a member's data there, owned by whoever runs etcd.
     *
     * @param restore what is to be made; its snapshot is a file of the caller's machine
     * @return what was made
     * @throws IOException if it could not be made; an implementation may also throw {@link SnapshotRestoreException}
     */
    RestoreReport restore(SnapshotRestore restore) throws IOException;

    /**
     * Returns how a person does it there.
     *
     * @param part which
     * @param stop to stop it, or to start it
     * @return a command of a shell
     */
    String command(ControlPlanePart part, boolean stop);
}
