package io.github.kubemaintenance.etcd;

/**
 * How many values the API server has encrypted with one key of its EncryptionConfiguration. Only who has that key can
 * read them, or use them after a restore.
 *
 * @param provider for example {@code aescbc}, {@code secretbox} or {@code kms}
 * @param version of the provider's format, for example {@code v1}
 * @param key the key's or the KMS plugin's name in the configuration
 * @param values how many keys have a value encrypted so
 */
public record EncryptionUse(String provider, String version, String key, long values) {
    /** Returns provider, key and count. */
    @Override
    public String toString() {
        return values + " values encrypted by " + provider + " " + version + " with the key '" + key + "'";
    }
}
