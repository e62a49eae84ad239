package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;

/**
 * A restore was refused or failed. Whatever the reason, nothing is under the names that were asked for and no server
 * could start on half of it; what was made on the way is deleted, or deleted by the next run where the process was
 * killed.
 */
public final class SnapshotRestoreException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /** Why. New ones come with new versions: switch with a default branch. */
    public enum Code {
        /** The engine that was asked for can't do all that was asked for. */
        NOT_WITH_THIS_ENGINE,
        /** The member to restore is not in the initial cluster. */
        MEMBER_NOT_IN_CLUSTER,
        /** The member's advertised peer URLs differ from those in the initial cluster. */
        PEER_URLS_DIFFER,
        /** Two members have the same peer URL, or the same id. */
        DUPLICATE_PEER_URL,
        /** Only one of {@code bumpRevision} and {@code markCompacted} was given. */
        BUMP_WITHOUT_COMPACTION,
        /** The bumped revision would be above the highest number that etcd can count. */
        BUMP_TOO_LARGE,
        /** The data directory holds something. */
        DATA_DIR_NOT_EMPTY,
        /** The log's own directory exists. */
        WAL_DIR_EXISTS,
        /** Another restore into the same place is running. */
        BUSY,
        /** The snapshot is damaged, or lacks its hash. */
        SNAPSHOT_UNUSABLE,
        /** The snapshot comes from a later etcd than the one that it is restored for. */
        NEWER_THAN_TARGET,
        /** There is too little space. */
        NO_SPACE,
        /** The thread was interrupted. */
        CANCELLED,
        /** Something could not be read, written or renamed. */
        IO,
        /** What was written turned out wrong when it was read again. */
        SELF_CHECK_FAILED
    }

    private final Code code;

    SnapshotRestoreException(Code code, String message) {
        super(message + " (" + code + ")");
        this.code = code;
    }

    SnapshotRestoreException(Code code, String message, Throwable cause) {
        super(message + " (" + code + ")", cause);
        this.code = code;
    }

    /**
     * Returns why, for programs.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }
}
