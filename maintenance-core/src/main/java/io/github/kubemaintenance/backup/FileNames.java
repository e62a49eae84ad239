package io.github.kubemaintenance.backup;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * File names that every file system takes and tells apart, Windows and macOS included: small letters, digits, dot, dash,
 * underscore; anything else as % and two hex digits. A restore never reads names: objects say themselves who they are.
 */
final class FileNames {
    private static final int LONGEST = 180;
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");

    private FileNames() {}

    /** One part of a path. */
    static String safe(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.') {
                safe.append(c);
            } else {
                safe.append(encoded(c));
            }
        }
        String stem = safe.indexOf(".") < 0 ? safe.toString() : safe.substring(0, safe.indexOf("."));
        boolean device = DEVICES.contains(stem) || stem.matches("(com|lpt)[0-9]");
        if (device || safe.isEmpty() || safe.charAt(0) == '.') {
            char first = safe.isEmpty() ? ' ' : safe.charAt(0);
            safe.replace(0, Math.min(1, safe.length()), encoded(first));
        }
        int last = safe.length() - 1;
        if (safe.charAt(last) == '.') {
            safe.replace(last, last + 1, encoded('.'));
        }
        return safe.length() <= LONGEST ? safe.toString() : safe.substring(0, LONGEST) + "~" + sum(name);
    }

    private static String encoded(char c) {
        return String.format(Locale.ROOT, "%%%02x", (int) c);
    }

    private static String sum(String name) {
        return Sha256.of(name.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** Checksums of small things. */
    static final class Sha256 {
        private Sha256() {}

        static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        static String of(byte[] bytes) {
            return text(digest().digest(bytes));
        }

        static String text(byte[] digest) {
            return HexFormat.of().formatHex(digest);
        }
    }
}
