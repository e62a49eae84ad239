package io.github.kubemaintenance.node;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as texts. Nothing is looked up. */
final class Addresses {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern FOUR = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private Addresses() {}

    private static Optional<byte[]> bytes(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress()); // a literal: no name is resolved
        } catch (UnknownHostException e) {
            return Optional.empty(); // colons and digits that are no address
        }
    }

    static boolean isAddress(String text) {
        return bytes(text).isPresent();
    }

    static boolean same(String one, String other) {
        Optional<byte[]> first = bytes(one);
        Optional<byte[]> second = bytes(other);
        return first.isPresent() && second.isPresent() && Arrays.equals(first.get(), second.get());
    }

    /** 169.254.0.0/16 and fe80::/10. */
    static boolean isLinkLocal(String text) {
        return bytes(text)
                .map(each -> each.length == 4
                        ? (each[0] & 0xff) == 169 && (each[1] & 0xff) == 254
                        : (each[0] & 0xff) == 0xfe && (each[1] & 0xc0) == 0x80)
                .orElse(false);
    }
}
