package io.github.kubemaintenance.model.internal;

import java.util.regex.Pattern;

/** The syntax of names, label keys and label values, as apimachinery's validation has it. */
public final class Labels {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private Labels() {}

    /** Tells whether a text is a key of a label: an optional DNS prefix, a slash and a name. */
    public static boolean isKey(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? NAME.matcher(text).matches()
                : isSubdomain(text.substring(0, slash))
                        && NAME.matcher(text.substring(slash + 1)).matches();
    }

    /** Tells whether a text is a value of a label. */
    public static boolean isValue(String text) {
        return text.isEmpty() || NAME.matcher(text).matches();
    }

    /** Tells whether a text is a DNS subdomain (RFC 1123), the name of most objects. */
    public static boolean isSubdomain(String text) {
        return text.length() <= 253 && SUBDOMAIN.matcher(text).matches();
    }
}
