package io.github.kubemaintenance.etcd.internal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes as people may see them. */
final class Text {
    private static final int LONGEST = 200;

    private Text() {}

    /** Returns printable ASCII as it is and anything else as hex, long values cut. */
    static String of(byte[] bytes) {
        boolean plain = true;
        for (byte b : bytes) {
            plain &= b >= ' ' && b < 0x7F;
        }
        String text = plain
                ? new String(bytes, StandardCharsets.US_ASCII)
                : "0x" + HexFormat.of().formatHex(bytes);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** Returns a member's or cluster's id as etcd writes it in its database: hex without leading zeros. */
    static String id(long id) {
        return Long.toHexString(id);
    }
}
