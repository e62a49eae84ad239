package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdSettingsException.Code;
import io.github.kubemaintenance.model.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The three forms of etcd's options: flags, variables, and the configuration file. Known by the names of the flags. */
final class EtcdOptions {
    static final List<String> PATHS = List.of("data-dir", "wal-dir", "trusted-ca-file", "cert-file", "key-file");
    private static final String SWITCH = "client-cert-auth";
    private static final List<String> OTHERS = List.of(
            "name",
            "initial-advertise-peer-urls",
            "initial-cluster",
            "listen-client-urls",
            "advertise-client-urls",
            "config-file");

    private EtcdOptions() {}

    /** Reads flags as Go does: one dash or two, the value behind = or as the next word; the last one counts. */
    static Map<String, String> ofFlags(Path source, List<String> words) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-")) {
                continue; // the value of a flag that is of no interest
            }
            String flag = word.substring(word.startsWith("--") ? 2 : 1);
            int at = flag.indexOf('=');
            String name = at < 0 ? flag : flag.substring(0, at);
            if (name.equals(SWITCH)) {
                options.put(name, at < 0 ? "true" : flag.substring(at + 1));
            } else if (PATHS.contains(name) || OTHERS.contains(name)) {
                if (at < 0 && i + 1 == words.size()) {
                    throw new EtcdSettingsException(Code.MALFORMED, source + ": " + word + " has no value");
                }
                options.put(name, at < 0 ? words.get(++i) : flag.substring(at + 1));
            }
        }
        return options;
    }

    static Map<String, String> ofEnvironment(Map<String, String> environment) {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> names = new ArrayList<>(PATHS);
        names.addAll(OTHERS);
        names.add(SWITCH);
        for (String name : names) {
            String value =
                    environment.get("ETCD_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (value != null) {
                options.put(name, value);
            }
        }
        return options;
    }

    static Map<String, String> ofConfiguration(Document document) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String name : List.of(
                "name",
                "data-dir",
                "wal-dir",
                "initial-advertise-peer-urls",
                "initial-cluster",
                "listen-client-urls",
                "advertise-client-urls")) {
            document.value(name).ifPresent(value -> options.put(name, String.valueOf(value)));
        }
        for (String name : List.of("trusted-ca-file", "cert-file", "key-file", SWITCH)) {
            document.value("client-transport-security", name)
                    .ifPresent(value -> options.put(name, String.valueOf(value)));
        }
        return options;
    }

    /** Returns the absolute paths among an API server's flags whose names say that they are files. */
    static List<Path> files(List<String> words) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int at = words.get(i).indexOf('=');
            String name = at < 0 ? words.get(i) : words.get(i).substring(0, at);
            String value = at >= 0 ? words.get(i).substring(at + 1) : i + 1 < words.size() ? words.get(i + 1) : "";
            if (name.matches("--?[a-z0-9-]+(file|config|certificate|-key)") && value.startsWith("/")) {
                files.add(Path.of(value));
            }
        }
        return files;
    }
}
