package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects the objects of a dump, each checked as far as a cluster made of them relies on it. */
final class DumpItems {
    /** Every kind that the library reads as more than a tree, or asks for by itself. */
    static final List<Kind<?>> KNOWN = List.of(
            Kind.NODES,
            Kind.PODS,
            Kind.BUDGETS,
            Kind.DEPLOYMENTS,
            Kind.REPLICA_SETS,
            Kind.STATEFUL_SETS,
            Kind.DAEMON_SETS,
            Kind.JOBS,
            Kind.REPLICATION_CONTROLLERS,
            Kind.NAMESPACES,
            Kind.AUTOSCALERS,
            Kind.VOLUMES,
            Kind.VOLUME_CLAIMS,
            Kind.VOLUME_ATTACHMENTS);

    private final Path path;
    private final List<Document> objects = new ArrayList<>();
    private final Set<Kind<?>> seen = new LinkedHashSet<>();
    private final Map<Name, String> places = new HashMap<>();

    private record Name(String group, String kind, String namespace, String name) {}

    DumpItems(Path path) {
        this.path = path;
    }

    List<Document> objects() {
        return objects;
    }

    /** Returns the known kinds of which there is an object or a list of their own, be it empty. */
    Set<Kind<?>> seen() {
        return seen;
    }

    /**
     * Adds an object, or the items of a list.
     *
     * @param tree as fabric8 read it; emptied on the way, so that a big list is not held twice
     * @param place where it stands in the file
     */
    void add(Map<?, ?> tree, String place) {
        String kind = text(tree, "kind");
        if (kind.equals("Status")) {
            throw fail(
                    place,
                    "the API server answered with an error (Status): " + text(tree, "message")
                            + "; save the dump again as someone who may read the cluster");
        } else if (kind.equals("Table")) {
            throw fail(
                    place,
                    "this is a Table, the form in which the API server answers for people's eyes; " + Texts.Hint.GET);
        } else if (kind.isEmpty() && !tree.containsKey("items")) {
            throw fail(place, "this object has no kind, so it is not from an API server; " + Texts.Hint.GET);
        } else if (kind.endsWith("List") || kind.isEmpty()) {
            addItems(tree, kind, place);
        } else {
            addObject(document(tree, place), place);
        }
    }

    private void addItems(Map<?, ?> list, String listKind, String place) {
        String kind = listKind.equals("List") || listKind.isEmpty() ? "" : listKind.substring(0, listKind.length() - 4);
        String apiVersion = kind.isEmpty() ? "" : text(list, "apiVersion");
        known(apiVersion, kind);
        Object found = list.get("items");
        if (found != null && !(found instanceof List<?>)) {
            throw fail(place, "the items of this " + listKind + " are no list");
        }
        @SuppressWarnings("unchecked") // fabric8's own, made for us
        List<Object> items = found == null ? new ArrayList<>() : (List<Object>) found;
        for (int i = 0; i < items.size(); i++) {
            String here = place + ", item " + (i + 1);
            if (!(items.set(i, null) instanceof Map<?, ?> item)) {
                throw fail(here, "expected an object, found something else");
            }
            Document document = document(item, here);
            if (document.kind().isEmpty() && !kind.isEmpty()) {
                document = typed(document, apiVersion, kind);
            }
            addObject(document, here);
        }
    }

    /** The items of a typed list carry neither apiVersion nor kind; kubectl and fabric8 write them first. */
    private static Document typed(Document item, String apiVersion, String kind) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("apiVersion", apiVersion);
        tree.put("kind", kind);
        tree.putAll(item.without("apiVersion").without("kind").asMap());
        return Document.of(tree);
    }

    private void addObject(Document object, String place) {
        for (String key : List.of("apiVersion", "kind")) {
            if (object.text(key).orElse("").isEmpty()) {
                throw fail(place, "an object" + named(object) + " without " + key + "; " + Texts.Hint.GET);
            }
        }
        String what = object.kind() + named(object);
        if (object.name().isEmpty()) {
            throw fail(
                    place,
                    "a " + what + " without metadata.name: it is a manifest that no API server has seen;"
                            + " give it a name, or " + Texts.Hint.GET);
        }
        String group = object.apiVersion().contains("/") ? object.apiVersion().replaceAll("/.*", "") : "";
        String before = places.putIfAbsent(new Name(group, object.kind(), object.namespace(), object.name()), place);
        if (before != null) {
            throw fail(
                    place,
                    "the " + what + " is there twice, first at " + before
                            + "; two dumps in one file don't make one cluster, and a kind must be asked for once");
        }
        known(object.apiVersion(), object.kind()).ifPresent(kind -> check(kind, object, what, place));
        objects.add(object);
    }

    private void check(Kind<?> kind, Document object, String what, String place) {
        if (kind.isNamespaced() && object.namespace().isEmpty()) {
            throw fail(place, "the " + what + " has no metadata.namespace, and its kind lives in namespaces");
        }
        try {
            kind.read(object);
        } catch (RuntimeException e) {
            throw new ClusterDumpException(
                    path, place + ": the " + what + " can't be read: " + e.getMessage() + "; save the dump again", e);
        }
    }

    private Optional<Kind<?>> known(String apiVersion, String name) {
        for (Kind<?> kind : KNOWN) {
            if (kind.kind().equals(name) && kind.apiVersion().equals(apiVersion)) {
                seen.add(kind);
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    private Document document(Map<?, ?> tree, String place) {
        try {
            return YamlFormat.document(tree);
        } catch (IllegalArgumentException e) {
            throw new ClusterDumpException(
                    path, place + ": it holds what no API object can hold: " + e.getMessage(), e);
        }
    }

    private static String named(Document object) {
        String name = object.namespace().isEmpty() ? object.name() : object.namespace() + "/" + object.name();
        return name.isEmpty() ? "" : " " + name;
    }

    private static String text(Map<?, ?> tree, String key) {
        return tree.get(key) instanceof String text ? text : "";
    }

    private ClusterDumpException fail(String place, String what) {
        return new ClusterDumpException(path, place + ": " + what);
    }

    /** Returns what was collected, from now on unmodifiable. */
    List<Document> finish() {
        return Collections.unmodifiableList(objects);
    }
}
