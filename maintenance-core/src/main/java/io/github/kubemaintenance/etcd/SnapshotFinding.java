package io.github.kubemaintenance.etcd;

import java.util.Objects;

/**
 * One thing that is wrong with a snapshot, or that a restore from it would carry over. New codes come with new
 * versions: switch over them with a default branch.
 *
 * @param code what it is, for programs
 * @param text a sentence for people that says where it is and, if something can be done, what
 */
public record SnapshotFinding(Code code, String text) {
    /** How much a finding weighs. */
    public enum Severity {
        /** The file must not be restored: what it holds is not what the server sent. */
        ERROR,
        /** It can be restored; read this first. */
        WARNING,
        /** Good to know. */
        NOTE
    }

    /** What a finding is about. */
    public enum Code {
        /** The file can't be opened or read. */
        UNREADABLE(Severity.ERROR),
        /** The file is too short to be a database. */
        TOO_SMALL(Severity.ERROR),
        /** The file is something else: text, an archive, another database. */
        NOT_BBOLT(Severity.ERROR),
        /** The database was written by a big-endian machine. */
        UNSUPPORTED_ENDIAN(Severity.ERROR),
        /** The database has a format version that is not known here. */
        UNSUPPORTED_VERSION(Severity.ERROR),
        /** Neither of the two meta pages can be used. */
        META_INVALID(Severity.ERROR),
        /** One of the two meta pages is broken; the other one was used. */
        META_FALLBACK(Severity.WARNING),
        /** There is no trailing SHA-256: a copied database, or a snapshot that lost it. Flipped bits can't be seen. */
        NO_TRAILER(Severity.WARNING),
        /** The trailing SHA-256 is not that of the data. */
        SHA_MISMATCH(Severity.ERROR),
        /** The file ends before its data does. */
        LENGTH_MISMATCH(Severity.ERROR),
        /** There are bytes behind the end of the data that don't belong there. */
        TRAILING_GARBAGE(Severity.ERROR),
        /** A page of the tree is none: wrong id, flags or counts. */
        BAD_PAGE(Severity.ERROR),
        /** Something in a page points out of the page or out of the file. */
        OUT_OF_BOUNDS(Severity.ERROR),
        /** A page is used twice, or the tree has a cycle. */
        MULTI_REFERENCE(Severity.ERROR),
        /** Keys are not in order within a page or against the page above. */
        KEY_ORDER(Severity.ERROR),
        /** A page is so large that this Java heap can't hold it. */
        PAGE_TOO_LARGE(Severity.ERROR),
        /** The root of the tree holds what etcd never puts there. */
        BAD_BUCKET(Severity.ERROR),
        /** A bucket without which etcd doesn't start is missing. */
        MISSING_BUCKET(Severity.ERROR),
        /** A key in the bucket {@code key} is no revision, or revisions are not rising. */
        BAD_REVISION_KEY(Severity.ERROR),
        /** A record, or a value that etcd keeps for itself, can't be decoded. */
        BAD_RECORD(Severity.ERROR),
        /** A record contradicts its own key or another record. */
        KV_INCONSISTENT(Severity.ERROR),
        /** There are more findings of that kind than are listed. */
        MORE(Severity.ERROR),
        /** An alarm was raised when the snapshot was taken; a restore keeps it. */
        ALARM_RAISED(Severity.WARNING),
        /** Authentication is on; a restore keeps users and passwords. */
        AUTH_ENABLED(Severity.WARNING),
        /** A member is stored that is not part of the cluster any more. */
        ZOMBIE_MEMBER(Severity.WARNING),
        /** A downgrade of the cluster was under way. */
        DOWNGRADE_ACTIVE(Severity.WARNING),
        /** Values are encrypted by the API server: they need its key to be read or used. */
        ENCRYPTED_VALUES(Severity.WARNING),
        /** A compaction was scheduled and not finished; the server finishes it when it starts. */
        UNFINISHED_COMPACTION(Severity.NOTE),
        /** There are leases; their time starts again at a restore and then deletes their keys. */
        LEASES(Severity.NOTE),
        /** The cluster had learners; a restore makes every member a voter. */
        LEARNERS(Severity.NOTE);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }

        /**
         * Returns how much findings of this code weigh.
         *
         * @return the severity
         */
        public Severity severity() {
            return severity;
        }
    }

    /** Checks that both parts are there. */
    public SnapshotFinding {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }

    /**
     * Returns how much this weighs.
     *
     * @return the severity of its code
     */
    public Severity severity() {
        return code.severity();
    }

    /** Returns severity, code and text on one line. */
    @Override
    public String toString() {
        return severity() + " " + code + ": " + text;
    }
}
