package io.github.kubemaintenance.backup;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What becomes of Secrets in a backup. Without a choice they are left out, and the report says so. Immutable.
 */
public final class SecretHandling {
    /** The ways. */
    public enum Way {
        /** Nobody chose: left out, and said. */
        NOT_CHOSEN,
        /** Left out by choice. */
        LEFT_OUT,
        /** In the backup as they are: base64 is no protection. */
        KEPT_READABLE,
        /** In the backup, each encrypted by the caller's function. */
        ENCRYPTED
    }

    static final SecretHandling NOT_CHOSEN = new SecretHandling(Way.NOT_CHOSEN, Optional.empty());

    private final Way way;
    private final Optional<UnaryOperator<byte[]>> encryption;

    private SecretHandling(Way way, Optional<UnaryOperator<byte[]>> encryption) {
        this.way = way;
        this.encryption = encryption;
    }

    /** {@return Secrets are not in the backup} */
    public static SecretHandling leftOut() {
        return new SecretHandling(Way.LEFT_OUT, Optional.empty());
    }

    /** {@return Secrets are in the backup, readable for whoever reads the files} */
    public static SecretHandling keptReadable() {
        return new SecretHandling(Way.KEPT_READABLE, Optional.empty());
    }

    /**
     * Puts Secrets into the backup encrypted.
     *
     * @param function makes ciphertext of the bytes of one object; called on the thread of the save. What it throws ends
     *     the save
     * @return the choice
     */
    public static SecretHandling encryptedBy(UnaryOperator<byte[]> function) {
        return new SecretHandling(Way.ENCRYPTED, Optional.of(Objects.requireNonNull(function, "function")));
    }

    /** {@return which way was chosen} */
    public Way way() {
        return way;
    }

    Optional<UnaryOperator<byte[]>> encryption() {
        return encryption;
    }

    boolean isInBackup() {
        return way == Way.KEPT_READABLE || way == Way.ENCRYPTED;
    }

    @Override
    public String toString() {
        return way.name();
    }
}
