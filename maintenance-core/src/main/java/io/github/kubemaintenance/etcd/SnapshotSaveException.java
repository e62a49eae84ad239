package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.MaintenanceException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A snapshot was not saved. Nothing incomplete or unverified is ever under the name that was asked for; what was there
 * before is untouched. The message says what was tried, what the server said and what is on the disk.
 */
public final class SnapshotSaveException extends MaintenanceException {
    private static final long serialVersionUID = 1L;

    /** Why. New ones come with new versions: switch with a default branch. */
    public enum Code {
        /** The target exists, and overwriting was not asked for. */
        TARGET_EXISTS,
        /** Another save to the same target is running. */
        BUSY,
        /** No member, or more than one, has the name or endpoint asked for. */
        UNKNOWN_MEMBER,
        /** No endpoint answers well enough to save from. */
        NO_MEMBER,
        /** The member has raised a CORRUPT alarm. */
        CORRUPT_MEMBER,
        /** There is too little space. */
        NO_SPACE,
        /** The server could not be reached or went away in the middle. */
        UNAVAILABLE,
        /** The server refused: authentication, rights, certificates. */
        DENIED,
        /** Nothing has come for the idle timeout, or the server sends without getting anywhere. */
        STALLED,
        /** What came contradicts what was announced. */
        PROTOCOL,
        /** The stream ended before its data, or before its hash. */
        INCOMPLETE,
        /** The SHA-256 that the server sent is not that of the data that arrived. */
        CHECKSUM_MISMATCH,
        /** What arrived as it was sent is damaged in itself: the member's own database is. */
        DAMAGED,
        /** The caller has cancelled it, or its thread was interrupted. */
        CANCELLED,
        /** The file could not be written, forced to the disk or renamed. */
        IO
    }

    private final Code code;
    private final transient Optional<Path> leftBehind;

    SnapshotSaveException(Code code, String message) {
        super(message + " (" + code + ")");
        this.code = code;
        this.leftBehind = Optional.empty();
    }

    SnapshotSaveException(Code code, String message, Throwable cause) {
        super(message + " (" + code + ")", cause);
        this.code = code;
        this.leftBehind = Optional.empty();
    }

    private SnapshotSaveException(SnapshotSaveException other, Path leftBehind) {
        super(other.getMessage() + "; " + leftBehind + " could not be deleted and is no snapshot", other);
        this.code = other.code;
        this.leftBehind = Optional.of(leftBehind);
    }

    /** Returns the same with what could not be deleted. */
    SnapshotSaveException leaving(Path path) {
        return new SnapshotSaveException(this, path);
    }

    /**
     * Returns why, for programs.
     *
     * @return the code
     */
    public Code code() {
        return code;
    }

    /**
     * Returns the incomplete file that could not be deleted.
     *
     * @return usually empty
     */
    public Optional<Path> leftBehind() {
        return leftBehind;
    }
}
