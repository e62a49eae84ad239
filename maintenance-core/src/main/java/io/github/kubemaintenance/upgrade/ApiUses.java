package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.RemovedApi;
import io.github.kubemaintenance.catalog.RemovedApis;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Collects who uses which version of an API that is gone or deprecated, by all channels. */
final class ApiUses {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final Pattern METRIC =
            Pattern.compile("(?m)^apiserver_requested_deprecated_apis\\{([^}]*)}\\s+([0-9.e+]+)\\s*$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    /**
     * Who uses a version: who writes it, or would (managed fields, Helm releases, manifests); annotations that name it
     * although newer writers don't; what an API server has been asked for.
     */
    static final class Use {
        final Set<String> writers = new TreeSet<>();
        final Set<String> stale = new TreeSet<>();
        final Set<String> requests = new TreeSet<>();
    }

    private final Map<String, RemovedApi> apis = new TreeMap<>();
    private final Map<String, Use> uses = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Map<String, Use> uses() {
        return uses;
    }

    RemovedApi api(String key) {
        return java.util.Objects.requireNonNull(apis.get(key), key);
    }

    List<String> problems() {
        return problems;
    }

    private void note(String apiVersion, String kind, Function<Use, Set<String>> channel, String where) {
        RemovedApis.find(apiVersion, kind).ifPresent(api -> {
            String key = api.apiVersion() + " " + api.kind();
            apis.put(key, api);
            channel.apply(uses.computeIfAbsent(key, none -> new Use())).add(where);
        });
    }

    void add(Manifests manifests) {
        manifests
                .found()
                .forEach(each -> note(
                        each.object().apiVersion(),
                        each.object().kind(),
                        use -> use.writers,
                        each.where() + ": " + each.object().kind() + " " + name(each.object())));
        problems.addAll(manifests.problems());
    }

    /** A live object's own apiVersion says nothing, the server converts; its writers' versions do. */
    void addLive(Document object) {
        String what = object.kind() + " " + name(object);
        TreeSet<String> written = new TreeSet<>();
        for (Document entry : object.documents("metadata", "managedFields")) {
            written.add(entry.apiVersion());
            note(
                    entry.apiVersion(),
                    object.kind(),
                    use -> use.writers,
                    what + ": written by " + entry.text("manager").orElse("?") + " at "
                            + entry.text("time").orElse("?"));
        }
        String applied = object.textMap("metadata", "annotations").getOrDefault(LAST_APPLIED, "");
        if (!applied.isEmpty()) {
            addApplied(applied, what, written);
        }
    }

    private void addApplied(String applied, String what, Set<String> written) {
        try {
            Document last = DocumentFormat.json().read(applied);
            boolean stale = !written.isEmpty() && !written.contains(last.apiVersion());
            note(
                    last.apiVersion(),
                    last.kind(),
                    use -> stale ? use.stale : use.writers,
                    what + ": its last-applied-configuration");
        } catch (DocumentFormatException e) {
            problems.add(what + ": its last-applied-configuration: " + e.getMessage());
        }
    }

    /** The metric names resources, the catalogue kinds: they are matched by the kind's plural. */
    void addMetrics(String text) {
        Matcher lines = METRIC.matcher(text);
        while (lines.find()) {
            if (Double.parseDouble(lines.group(2)) == 0) {
                continue;
            }
            Map<String, String> labels = new TreeMap<>();
            Matcher each = LABEL.matcher(lines.group(1));
            while (each.find()) {
                labels.put(each.group(1), each.group(2));
            }
            String group = labels.getOrDefault("group", "");
            String version = labels.getOrDefault("version", "");
            String resource = labels.getOrDefault("resource", "");
            RemovedApis.all().stream()
                    .filter(api -> api.group().equals(group)
                            && api.version().equals(version)
                            && isPlural(resource, api.kind()))
                    .forEach(api -> note(
                            api.apiVersion(),
                            api.kind(),
                            use -> use.requests,
                            "an API server was asked for " + resource + " of " + api.apiVersion()
                                    + " since it started"));
        }
    }

    private static boolean isPlural(String resource, String kind) {
        String singular = kind.toLowerCase(java.util.Locale.ROOT);
        return resource.equals(singular)
                || resource.equals(singular + "s")
                || resource.equals(singular + "es")
                || (singular.endsWith("y") && resource.equals(singular.substring(0, singular.length() - 1) + "ies"));
    }

    private static String name(Document object) {
        return object.namespace().isEmpty() ? object.name() : object.namespace() + "/" + object.name();
    }
}
