package io.github.kubemaintenance.backup;

/** What a restore does with an object that is there already and is not as in the backup. */
public enum ConflictPolicy {
    /** Leaves it as it is, and says so. The default. */
    SKIP,
    /** Updates it by server-side apply without force: fields that others own stay theirs, and the object is a CONFLICT. */
    UPDATE,
    /** Updates it by server-side apply and takes the fields from whoever owns them. */
    UPDATE_TAKING_FIELDS,
    /** Refuses the whole restore, before anything is written. */
    FAIL
}
