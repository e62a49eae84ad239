package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Saves a snapshot of a running cluster into a file, as {@code etcdctl snapshot save} does, and verifies it before it
 * gets its name: the SHA-256 that the server sends is compared, the database is read once from the disk, the file and
 * its folder are forced to the disk. Until then it is {@code NAME.part}, mode 0600; a later save replaces what a killed
 * one has left.
 *
 * <p>By default it is read from a learner or follower that has applied all of its log, else from the leader; an existing
 * file is not touched; 60 seconds without any data end it. Works without quorum. Immutable: each method returns a
 * changed copy. Thread-safe.
 *
 * <p>Listeners are called on the thread that saves, in order; what they throw is logged once and changes nothing.
 */
public final class SnapshotSave {
    private final SaveOptions options;

    private SnapshotSave(SaveOptions options) {
        this.options = options;
    }

    /**
     * Starts a request; nothing is sent or written yet.
     *
     * @param backend the cluster
     * @param target the file
     * @return a request with the defaults
     */
    public static SnapshotSave of(EtcdBackend backend, Path target) {
        return new SnapshotSave(new SaveOptions(
                FetchOptions.of(backend), Objects.requireNonNull(target, "target"), false, false, List.of()));
    }

    private SnapshotSave fetching(FetchOptions other) {
        return new SnapshotSave(options.fetching(other));
    }

    /**
     * Replaces an existing file, in one step and only by a verified snapshot.
     *
     * @return a changed copy
     */
    public SnapshotSave overwrite() {
        return new SnapshotSave(options.overwriting());
    }

    /**
     * Saves from this member and no other.
     *
     * @param member its name, its id in hex, or one of the backend's endpoints
     * @return a changed copy
     */
    public SnapshotSave member(String member) {
        Objects.requireNonNull(member, "member");
        return fetching(options.fetch().from(member));
    }

    /**
     * Saves even from a member that has raised a CORRUPT alarm: its data may differ from the other members'.
     *
     * @return a changed copy
     */
    public SnapshotSave acceptCorruptMember() {
        return fetching(options.fetch().acceptingCorrupt());
    }

    /**
     * Says how long to wait for the next data. Default: 60 seconds.
     *
     * @param timeout above zero
     * @return a changed copy
     */
    public SnapshotSave idleTimeout(Duration timeout) {
        return fetching(options.fetch().idle(timeout));
    }

    /**
     * Writes {@code NAME.json} beside the file: from where, when, revision, hashes, versions.
     *
     * @return a changed copy
     */
    public SnapshotSave sidecar() {
        return new SnapshotSave(options.recording(options.recorded()));
    }

    /**
     * Writes into the {@link #sidecar} also the SHA-256 of files that a restore needs and that etcd doesn't hold: a
     * folder stands for all files in it. Their content is written nowhere. A restore of the control plane on the same
     * machine compares them. What can't be read is told as a warning and noted there.
     *
     * @param files for example {@code /etc/kubernetes/pki}, and those of {@link EtcdSettingsReader#apiServerFiles}
     * @return a changed copy
     */
    public SnapshotSave recording(Collection<Path> files) {
        List<Path> more = new ArrayList<>(options.recorded());
        files.forEach(file -> more.add(file.toAbsolutePath().normalize()));
        return new SnapshotSave(options.recording(more));
    }

    /**
     * Adds a listener.
     *
     * @param listener gets {@link SnapshotEvent}s
     * @return a changed copy
     */
    public SnapshotSave onEvent(Consumer<? super MaintenanceEvent> listener) {
        return fetching(options.fetch().listening(listener));
    }

    /**
     * Saves, on the caller's thread. An interrupt cancels it; the flag is set again.
     *
     * @return what was saved
     * @throws SnapshotSaveException if it was not; nothing new is under the target's name
     */
    public SnapshotInfo run() {
        return new SaveRun(options, new SaveCancel()).run();
    }

    /**
     * Saves in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     */
    public SnapshotSaveOperation start() {
        return SnapshotSaveOperation.start(options);
    }
}
