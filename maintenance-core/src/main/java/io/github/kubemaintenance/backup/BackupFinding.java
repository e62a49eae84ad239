package io.github.kubemaintenance.backup;

/**
 * Something that a person should know of a backup.
 *
 * @param code what it is
 * @param subject what it is about: a resource, a group version, or empty
 * @param text for people: what is so and what to do
 */
public record BackupFinding(Code code, String subject, String text) {
    /** What a finding can be. More may come: switch with a default branch. */
    public enum Code {
        /** A kind could not be read for lack of rights; the backup is partial. */
        FORBIDDEN(true),
        /** A group's own server doesn't answer; the backup is partial. */
        GROUP_UNREADABLE(true),
        /** A kind could not be read otherwise; the backup is partial. */
        KIND_UNREADABLE(true),
        /** The server says the kind isn't there (any more), though discovery named it; the backup is partial. */
        KIND_GONE(true),
        /** Nobody chose what becomes of Secrets: they are not in the backup. */
        SECRETS_NOT_CHOSEN(false),
        /** Claims are in the backup, what is on their volumes is not. */
        VOLUME_DATA(false),
        /** A list had to be begun again, because its token was too old. */
        LIST_RESTARTED(false),
        /** The cluster's identity is unknown: the namespace kube-system could not be read. */
        IDENTITY_UNKNOWN(false),
        /** A kind was asked for by a name that names none here; the backup is partial. */
        UNKNOWN_RESOURCE(true),
        /** A namespace was asked for that isn't there; the backup is partial. */
        NO_NAMESPACE(true),
        /** Something that a newer version of this library found. */
        OTHER(false);

        private final boolean partial;

        Code(boolean partial) {
            this.partial = partial;
        }

        /** {@return whether something that was asked for is missing} */
        public boolean isPartial() {
            return partial;
        }
    }

    @Override
    public String toString() {
        return code + (subject.isEmpty() ? "" : " " + subject) + ": " + text;
    }
}
