package io.github.kubemaintenance.etcd;

/** What the SHA-256 behind a snapshot's data says. */
public enum Integrity {
    /** It is that of the data: the file is what the server sent. */
    VERIFIED,
    /** There is none (a copied database): structure can be checked, flipped bits can't. */
    NO_TRAILER,
    /** It is not that of the data: the file is damaged. */
    MISMATCH
}
