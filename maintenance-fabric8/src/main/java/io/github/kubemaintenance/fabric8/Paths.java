package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.DocumentWrite;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** Paths of the API. */
final class Paths {
    private Paths() {}

    static String collection(Kind<?> kind, String namespace) {
        String root = kind.group().isEmpty() ? "/api/" + kind.version() : "/apis/" + kind.apiVersion();
        return root + (namespace.isEmpty() ? "" : "/namespaces/" + encoded(namespace)) + "/" + kind.plural();
    }

    static String object(Kind<?> kind, String namespace, String name) {
        return collection(kind, namespace) + "/" + encoded(name);
    }

    static String list(Kind<?> kind, Query query, PageRequest page) {
        StringBuilder path = new StringBuilder(selected(kind, query));
        if (page.limit() > 0) {
            add(path, "limit", Integer.toString(page.limit()));
        }
        if (!page.continueToken().isEmpty()) {
            add(path, "continue", page.continueToken());
        }
        return path.toString();
    }

    static String watch(Kind<?> kind, Query query, String afterVersion) {
        StringBuilder path = new StringBuilder(selected(kind, query));
        add(path, "watch", "1");
        add(path, "allowWatchBookmarks", "true");
        add(path, "resourceVersion", afterVersion);
        return path.toString();
    }

    private static String selected(Kind<?> kind, Query query) {
        StringBuilder path =
                new StringBuilder(collection(kind, query.namespace().orElse("")));
        if (!query.labels().requirements().isEmpty()) {
            add(path, "labelSelector", query.labels().toString());
        }
        if (!query.fields().isEmpty()) {
            add(
                    path,
                    "fieldSelector",
                    query.fields().entrySet().stream()
                            .map(field -> field.getKey() + "=" + field.getValue())
                            .collect(Collectors.joining(",")));
        }
        return path.toString();
    }

    private static void add(StringBuilder path, String key, String value) {
        path.append(path.indexOf("?") < 0 ? '?' : '&').append(key).append('=').append(encoded(value));
    }

    static String dryRun(String path, boolean dryRun) {
        return dryRun ? path + "?dryRun=All" : path;
    }

    static String written(String path, DocumentWrite write) {
        StringBuilder whole = new StringBuilder(path);
        add(whole, "fieldManager", write.fieldManager());
        if (write.force()) {
            add(whole, "force", "true");
        }
        if (write.dryRun()) {
            add(whole, "dryRun", "All");
        }
        return whole.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
