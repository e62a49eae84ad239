package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.mock.replay.Recording.Exchange;
import io.github.kubemaintenance.mock.replay.Recording.Line;
import io.github.kubemaintenance.mock.replay.Recording.Stream;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * States of the cluster that may have been there before a recording.
 *
 * <p>What was read is taken as it was read, what a recorded write did to it before taken back. What was never read but
 * must have been there (the pod that an eviction names, the pods that a budget counts) is made up in several ways, the
 * plainest first; a recording is reproduced if under one of them every answer is as recorded.
 */
record Backdrop(String assumption, List<Document> objects, List<Document> late) {

    static List<Backdrop> candidates(Recording recording) {
        Map<String, Document> seen = new LinkedHashMap<>();
        Set<String> touched = new LinkedHashSet<>();
        Set<String> created = new LinkedHashSet<>();
        Set<String> namespaces = new LinkedHashSet<>();
        Map<String, String> unseenPods = new LinkedHashMap<>();
        Set<String> nodes = new LinkedHashSet<>();
        Map<String, Document> hidden = new LinkedHashMap<>();
        for (Exchange exchange : recording.exchanges()) {
            exchange.path().ifPresent(path -> {
                if (!path.namespace().isEmpty() && exchange.status() != 404) {
                    namespaces.add(path.namespace());
                }
                observe(exchange, path, seen, touched, created, hidden);
                if (path.resource().equals("nodes") && !path.name().isEmpty() && exchange.status() != 404) {
                    nodes.add(path.name());
                }
                boolean names = path.subresource().equals("eviction")
                        || exchange.request().method().equals("DELETE");
                if (names && path.resource().equals("pods") && !path.name().isEmpty() && exchange.status() != 404) {
                    unseenPods.put(key(path), path.name());
                }
            });
        }
        for (Exchange exchange : recording.exchanges()) { // what rows show, only where nothing shows more
            exchange.path().filter(path -> Rows.isTable(exchange.body())).ifPresent(path -> rows(
                            exchange, path, exchange.body())
                    .forEach(object -> seen.putIfAbsent(key(path, object), object)));
        }
        unseenPods.keySet().removeAll(seen.keySet());
        List<Document> others = new ArrayList<>(Customs.of(recording));
        others.addAll(MadeUp.named(recording, seen.keySet(), created));
        hidden.forEach((list, lastPage) -> MadeUp.rest(list.substring(list.indexOf(' ') + 1), lastPage)
                .forEach(each -> seen.put("pods " + each.namespace() + "/" + each.name(), each)));
        return Assumption.all(unseenPods.size(), budgets(seen).size()).stream()
                .map(assumption -> {
                    List<Document> madeUp = MadeUp.pods(assumption, seen, unseenPods);
                    List<Document> now = assumption.late() ? List.of() : madeUp;
                    List<Document> objects = objects(seen, created, namespaces, nodes, now, madeUp);
                    objects.addAll(others);
                    objects.addAll(MadeUp.owners(objects));
                    objects.replaceAll(object -> doomed(object, recording, seen.keySet()));
                    return new Backdrop(assumption.toString(), objects, assumption.late() ? madeUp : List.of());
                })
                .toList();
    }

    private static void observe(
            Exchange exchange,
            RestPath path,
            Map<String, Document> seen,
            Set<String> touched,
            Set<String> created,
            Map<String, Document> hidden) {
        Document body = exchange.body();
        String method = exchange.request().method();
        boolean ok = exchange.isOk() && !body.kind().equals("Status");
        if (exchange.stream().isPresent()) {
            watched(exchange, path, exchange.stream().get(), seen, touched, created);
        } else if (ok && Rows.isTable(body)) {
            for (Document object : rows(exchange, path, body)) {
                String key = key(path, object);
                if (Rows.areWhole(body) && !touched.contains(key)) {
                    seen.putIfAbsent(key, object);
                }
            }
        } else if (ok && path.name().isEmpty() && method.equals("GET") && !exchange.leftOut()) {
            String kind = body.kind().replaceFirst("List$", "");
            hidden.put(path.resource() + " " + path.namespace(), body);
            for (Document item : body.documents("items")) {
                String key = key(path, item);
                if (path.resource().equals("pods") && !item.has("spec")) {
                    Document named = MadeUp.named(path.namespace(), item.name());
                    boolean whole = item.has("metadata", "uid");
                    seen.putIfAbsent(
                            key(path) + item.name(), whole ? named.with(item.at("metadata"), "metadata") : named);
                } else if (!item.name().isEmpty() && !touched.contains(key)) {
                    boolean partial = kind.equals("PartialObjectMetadata");
                    seen.putIfAbsent(
                            key,
                            item.with(partial ? path.apiVersion() : body.apiVersion(), "apiVersion")
                                    .with(partial ? kind(path) : kind, "kind"));
                }
            }
        } else if (ok && path.name().isEmpty() && method.equals("DELETE")) {
            for (Document item : body.documents("items")) {
                if (!touched.contains(key(path, item))) {
                    seen.putIfAbsent(
                            key(path, item),
                            Undo.deletion(item)
                                    .with(path.apiVersion(), "apiVersion")
                                    .with(body.kind().replaceFirst("List$", ""), "kind"));
                }
            }
        } else if (ok && method.equals("POST") && path.subresource().isEmpty()) {
            created.add(path.resource() + " " + path.namespace() + "/" + body.name());
            seen.putIfAbsent(path.resource() + " " + path.namespace() + "/" + body.name(), body);
        } else if (ok && method.equals("PATCH") && exchange.status() == 201) {
            created.add(key(path)); // by server-side apply
        } else if (ok && isWhole(path, body) && !exchange.leftOut()) {
            Document before =
                    method.equals("PATCH") ? Undo.patch(body, exchange.request().body()) : body;
            seen.putIfAbsent(key(path), touched.contains(key(path)) ? Undo.deletion(before) : before);
        }
        if (!method.equals("GET")) {
            touched.add(key(path));
        }
    }

    private static boolean isWhole(RestPath path, Document body) {
        return !path.name().isEmpty()
                && body.name().equals(path.name())
                && !body.kind().equals("Scale");
    }

    private static String kind(RestPath path) {
        return Served.resource(path).flatMap(each -> each.text("kind")).orElse("Unseen");
    }

    static List<Document> rows(Exchange exchange, RestPath path, Document table) {
        return Rows.objects(table, path.resource(), path.apiVersion(), kind(path), path.namespace());
    }

    /** What a watch told of: what was there at its start, and what must have been for something to happen to it. */
    private static void watched(
            Exchange exchange,
            RestPath path,
            Stream stream,
            Map<String, Document> seen,
            Set<String> touched,
            Set<String> created) {
        for (Line line : Watching.present(exchange, stream)) {
            for (Document object : shown(exchange, path, line)) {
                if (!touched.contains(key(path, object))) {
                    seen.putIfAbsent(key(path, object), object);
                }
            }
        }
        Set<String> told = new LinkedHashSet<>();
        for (Line line : Watching.changes(exchange, stream)) {
            for (Document object : shown(exchange, path, line)) {
                String key = key(path, object);
                if (told.add(key) && !seen.containsKey(key) && !created.contains(key)) {
                    if (line.type().equals("ADDED")) {
                        created.add(key);
                        seen.put(key, object);
                    } else {
                        Document before = Undo.deletion(object);
                        seen.put(
                                key,
                                before.equals(object) && line.type().equals("MODIFIED")
                                        ? object.with("something else", "metadata", "annotations", "unseen")
                                        : before);
                    }
                }
            }
        }
        touched.addAll(told);
    }

    /** The objects of an event; of a Table, its rows. */
    static List<Document> shown(Exchange exchange, RestPath path, Line line) {
        return Rows.isTable(line.object()) ? rows(exchange, path, line.object()) : List.of(line.object());
    }

    private static String key(RestPath path, Document object) {
        return path.resource() + " " + object.namespace() + "/" + object.name();
    }

    /** A namespace that was never read but is said to be going. */
    private static Document doomed(Document object, Recording recording, Set<String> seen) {
        String said = "namespace " + object.name() + " is being terminated";
        boolean going = object.kind().equals("Namespace")
                && !seen.contains("namespaces /" + object.name())
                && recording.exchanges().stream()
                        .anyMatch(exchange -> exchange.body().toString().contains(said));
        return going
                ? object.with("2026-11-22T11:00:00Z", "metadata", "deletionTimestamp")
                        .with("Terminating", "status", "phase")
                : object;
    }

    private static String key(RestPath path) {
        return path.resource() + " " + path.namespace() + "/" + path.name();
    }

    private static List<Document> budgets(Map<String, Document> seen) {
        List<Document> found = new ArrayList<>();
        seen.forEach((key, object) -> {
            if (key.startsWith("poddisruptionbudgets ")) {
                found.add(object);
            }
        });
        return found;
    }

    private static List<Document> objects(
            Map<String, Document> seen,
            Set<String> created,
            Set<String> namespaces,
            Set<String> unseenNodes,
            List<Document> pods,
            List<Document> allPods) {
        List<Document> objects = new ArrayList<>();
        for (String namespace : namespaces) {
            if (!seen.containsKey("namespaces /" + namespace)) {
                objects.add(MadeUp.namespace(namespace));
            }
        }
        seen.forEach((key, object) -> {
            if (!created.contains(key)) {
                objects.add(object);
            }
        });
        Set<String> nodes = new LinkedHashSet<>(unseenNodes);
        objects.forEach(object -> object.text("spec", "nodeName").ifPresent(nodes::add));
        allPods.forEach(object -> object.text("spec", "nodeName").ifPresent(nodes::add));
        objects.addAll(pods);
        for (String node : nodes) {
            if (!seen.containsKey("nodes /" + node)) {
                objects.add(MadeUp.node(node));
            }
        }
        return objects;
    }
}
