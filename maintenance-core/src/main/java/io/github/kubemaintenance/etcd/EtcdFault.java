package io.github.kubemaintenance.etcd;

/**
 * What goes wrong with a member of a {@link MockEtcd}. Byte counts are of the stream of a snapshot. New faults come with
 * new versions.
 *
 * @param kind what
 * @param at after how many bytes; 0 where that has no meaning
 */
public record EtcdFault(Kind kind, long at) {
    /** The faults. */
    public enum Kind {
        /** No connection. */
        UNREACHABLE,
        /** Its status is refused, as on the patch levels where only root may ask. */
        STATUS_DENIED,
        /** A snapshot is refused: no user with the role root. */
        SNAPSHOT_DENIED,
        /** The server dies in the middle. */
        DIES,
        /** The server says nothing more. */
        STALLS,
        /** The server ends the stream in order, but too early. */
        ENDS,
        /** The server's file can't be read further: messages without data for ever. */
        EMPTY_MESSAGES,
        /** The server counts what remains wrongly from there on. */
        MISCOUNTS,
        /** The hash at the end is not that of the data. */
        WRONG_HASH,
        /** A byte of the server's own database is damaged; the hash fits it. */
        DAMAGED_DATABASE,
        /** A CORRUPT alarm is raised. */
        CORRUPT_ALARM,
        /** Its keys hash to something else than the others'. */
        DIVERGED,
        /** It doesn't come back from being defragmented. */
        SICK_AFTER_DEFRAGMENT
    }

    /** No connection to it. */
    public static EtcdFault unreachable() {
        return new EtcdFault(Kind.UNREACHABLE, 0);
    }

    /** Its status is refused. */
    public static EtcdFault statusDenied() {
        return new EtcdFault(Kind.STATUS_DENIED, 0);
    }

    /** A snapshot of it is refused. */
    public static EtcdFault snapshotDenied() {
        return new EtcdFault(Kind.SNAPSHOT_DENIED, 0);
    }

    /**
     * It dies in the middle of a snapshot.
     *
     * @param bytes after so many
     * @return the fault
     */
    public static EtcdFault diesAfter(long bytes) {
        return new EtcdFault(Kind.DIES, bytes);
    }

    /**
     * It says nothing more in the middle of a snapshot.
     *
     * @param bytes after so many
     * @return the fault
     */
    public static EtcdFault stallsAfter(long bytes) {
        return new EtcdFault(Kind.STALLS, bytes);
    }

    /**
     * It ends a snapshot too early, and in order.
     *
     * @param bytes after so many
     * @return the fault
     */
    public static EtcdFault endsAfter(long bytes) {
        return new EtcdFault(Kind.ENDS, bytes);
    }

    /**
     * It sends messages without data for ever.
     *
     * @param bytes after so many
     * @return the fault
     */
    public static EtcdFault emptyMessagesAfter(long bytes) {
        return new EtcdFault(Kind.EMPTY_MESSAGES, bytes);
    }

    /**
     * It counts what remains wrongly.
     *
     * @param bytes after so many
     * @return the fault
     */
    public static EtcdFault miscountsAfter(long bytes) {
        return new EtcdFault(Kind.MISCOUNTS, bytes);
    }

    /** It sends a wrong hash. */
    public static EtcdFault wrongHash() {
        return new EtcdFault(Kind.WRONG_HASH, 0);
    }

    /**
     * A byte of its database is damaged.
     *
     * @param offset which byte
     * @return the fault
     */
    public static EtcdFault damagedDatabase(long offset) {
        return new EtcdFault(Kind.DAMAGED_DATABASE, offset);
    }

    /** It has raised a CORRUPT alarm. */
    public static EtcdFault corruptAlarm() {
        return new EtcdFault(Kind.CORRUPT_ALARM, 0);
    }

    /** Its keys are not those of the others. */
    public static EtcdFault diverged() {
        return new EtcdFault(Kind.DIVERGED, 0);
    }

    /** It doesn't come back from being defragmented. */
    public static EtcdFault sickAfterDefragment() {
        return new EtcdFault(Kind.SICK_AFTER_DEFRAGMENT, 0);
    }
}
