package io.github.kubemaintenance.etcd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Peer URLs as etcd takes them ({@code client/pkg/types/urls.go}): http or https with host and port and nothing else,
 * or unix sockets. Compared as text, in the order of text.
 */
final class PeerUrls {
    private static final Pattern HTTP =
            Pattern.compile("(?i)(https?)://(\\[[0-9a-fA-F:.%]+]|[^\\[\\]:/?#@\\s]+):(\\d{1,5})");
    private static final Pattern UNIX = Pattern.compile("(?i)(unixs?)://(\\S+)");

    private PeerUrls() {}

    /** Reads a list with commas. */
    static SortedSet<String> list(String text) {
        SortedSet<String> urls = new TreeSet<>();
        for (String url : text.split(",", -1)) {
            if (!urls.add(one(url))) {
                throw new IllegalArgumentException("the peer URL '" + url.strip() + "' is named twice");
            }
        }
        return urls;
    }

    /** Reads {@code name=url,name=url}; a member with several URLs is named several times. */
    static Map<String, SortedSet<String>> cluster(String text) {
        Map<String, SortedSet<String>> members = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int at = part.indexOf('=');
            if (at <= 0 || at == part.length() - 1) {
                throw new IllegalArgumentException("the initial cluster is a list like m1=http://10.0.0.1:2380,m2="
                        + "http://10.0.0.2:2380, but a part of it is '" + part + "'");
            }
            String name = part.substring(0, at).strip();
            members.computeIfAbsent(name, key -> new TreeSet<>()).add(one(part.substring(at + 1)));
        }
        return members;
    }

    private static String one(String text) {
        String url = text.strip();
        Matcher http = HTTP.matcher(url);
        if (http.matches()) {
            if (Integer.parseInt(http.group(3)) > 65535) {
                throw new IllegalArgumentException("the port of the peer URL '" + url + "' is above 65535");
            }
            return http.group(1).toLowerCase(Locale.ROOT) + url.substring(http.end(1));
        }
        Matcher unix = UNIX.matcher(url);
        if (unix.matches()) {
            return unix.group(1).toLowerCase(Locale.ROOT) + url.substring(unix.end(1));
        }
        throw new IllegalArgumentException("'" + url + "' is no peer URL: " + why(url));
    }

    private static String why(String url) {
        if (!url.matches("(?i)(https?|unixs?)://.*")) {
            return "its scheme must be http, https, unix or unixs";
        }
        String rest = url.substring(url.indexOf("://") + 3);
        return rest.contains("/") ? "it must not have a path, not even a / at its end" : "it needs host and port";
    }

    /** Returns a URL that two members have, if there is one. */
    static List<String> shared(Map<String, SortedSet<String>> members) {
        List<String> all = new ArrayList<>();
        members.values().forEach(all::addAll);
        return all.stream()
                .filter(url -> all.indexOf(url) != all.lastIndexOf(url))
                .distinct()
                .toList();
    }
}
