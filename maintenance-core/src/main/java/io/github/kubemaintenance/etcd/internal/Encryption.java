package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.EncryptionUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recognises values that a kube-apiserver encrypted: {@code k8s:enc:PROVIDER:VERSION:KEY:...}. Gives each kind a small
 * number, 1 being "not encrypted".
 */
final class Encryption {
    static final int PLAIN = 1;
    private static final byte[] PREFIX = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 512;
    private static final int MOST = 250;

    private final List<byte[]> prefixes = new ArrayList<>();
    private final long[] counts = new long[MOST + 3];

    /** Returns the number of the kind of a value. */
    int kind(byte[] array, int at, int length) {
        if (length < PREFIX.length || !Arrays.equals(array, at, at + PREFIX.length, PREFIX, 0, PREFIX.length)) {
            return PLAIN;
        }
        int end = at + PREFIX.length;
        int limit = at + Math.min(length, LONGEST);
        for (int colons = 0; colons < 3; end++) {
            if (end == limit) {
                return PLAIN;
            }
            colons += array[end] == ':' ? 1 : 0;
        }
        for (int i = 0; i < prefixes.size(); i++) {
            byte[] known = prefixes.get(i);
            if (Arrays.equals(array, at, end, known, 0, known.length)) {
                return PLAIN + 1 + i;
            }
        }
        if (prefixes.size() < MOST) {
            prefixes.add(Arrays.copyOfRange(array, at, end));
        }
        return PLAIN + prefixes.size();
    }

    /** Counts one more of a kind, and one less of another; 0 is none. */
    void count(int more, int less) {
        counts[more]++;
        counts[less]--;
    }

    List<EncryptionUse> uses() {
        List<EncryptionUse> uses = new ArrayList<>();
        for (int i = 0; i < prefixes.size(); i++) {
            if (counts[PLAIN + 1 + i] > 0) {
                String[] parts = new String(prefixes.get(i), StandardCharsets.UTF_8).split(":", -1);
                uses.add(new EncryptionUse(
                        parts.length > 2 ? parts[2] : "",
                        parts.length > 3 ? parts[3] : "",
                        parts.length > 4 ? parts[4] : "",
                        counts[PLAIN + 1 + i]));
            }
        }
        return uses;
    }
}
