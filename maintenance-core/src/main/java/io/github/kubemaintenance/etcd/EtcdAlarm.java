package io.github.kubemaintenance.etcd;

/**
 * An alarm of an etcd cluster.
 *
 * @param memberId which member it is of, unsigned; 0 if it names none, as that of a corruption whose side is not known
 * @param type which alarm
 */
public record EtcdAlarm(long memberId, Type type) {
    /** The alarms that etcd knows. */
    public enum Type {
        /** The space quota was exceeded: writes are refused until the alarm is disarmed. */
        NOSPACE,
        /** A member's data differs from the others'. */
        CORRUPT,
        /** An alarm of a later etcd. */
        OTHER
    }

    /** Returns the alarm and the member's id. */
    @Override
    public String toString() {
        return type + (memberId == 0 ? " of no member named" : " of member " + Long.toHexString(memberId));
    }
}
