package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Server-side apply with its field managers, kept in {@code metadata.managedFields} as the server keeps them. A list is
 * owned as a whole: fields within its items are not told apart.
 */
final class FieldManagers {
    private static final String BEFORE_FIRST = "before-first-apply";
    private static final List<String> SERVERS = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "managedFields",
            "selfLink");

    private FieldManagers() {}

    /** What becomes of an object by an apply; refuses with 409 where others own a field that would change. */
    static Document apply(Kind<?> kind, Document live, Document config, String manager, boolean force, String now) {
        Document wanted = owned(config);
        List<Document> entries = entries(live, config, now);
        List<Document> others =
                entries.stream().filter(each -> !isApply(each, manager)).toList();
        List<ApiStatus.Cause> conflicts = new ArrayList<>();
        List<List<String>> taken = new ArrayList<>();
        collect(wanted.asMap(), live.asMap(), new ArrayList<>(), others, conflicts, taken);
        if (!conflicts.isEmpty() && !force) {
            throw new StatusException(new ApiStatus(
                    409,
                    "Conflict",
                    "Apply failed with " + conflicts.size() + " conflict" + (conflicts.size() == 1 ? "" : "s") + ": "
                            + String.join(
                                    "; ",
                                    conflicts.stream()
                                            .map(each -> each.message() + ": " + each.field())
                                            .toList()),
                    "",
                    "",
                    conflicts,
                    Optional.empty()));
        }
        Document merged =
                MergePatch.apply(Kinds.isBuiltIn(kind) ? Patch.Type.STRATEGIC_MERGE : Patch.Type.MERGE, live, wanted);
        Optional<Document> mine =
                entries.stream().filter(each -> isApply(each, manager)).findFirst();
        if (mine.isPresent()) {
            merged = withoutGivenUp(merged, mine.get().at("fieldsV1"), fields(wanted.asMap()), others);
        }
        List<Document> next = new ArrayList<>();
        for (Document each : others) {
            Document left = without(each.at("fieldsV1"), taken);
            if (!left.isEmpty()) {
                next.add(each.with(left, "fieldsV1"));
            }
        }
        next.add(entry(manager, "Apply", config.apiVersion(), wanted, now));
        return merged.with(next, "metadata", "managedFields");
    }

    /** The object of a manager who creates it. */
    static Document created(Document object, String manager, String operation, String now) {
        return object.with(
                List.of(entry(manager, operation, object.apiVersion(), owned(object), now)),
                "metadata",
                "managedFields");
    }

    /** What an update by somebody else does: what he changes becomes his. */
    static Document updated(Document before, Document after, String manager, String now) {
        List<Document> entries = before.documents("metadata", "managedFields");
        Map<String, Object> changed =
                changed(owned(before).asMap(), owned(after).asMap());
        if (entries.isEmpty() || changed.isEmpty()) {
            return after;
        }
        List<List<String>> taken = new ArrayList<>();
        paths(changed, new ArrayList<>(), taken);
        List<Document> next = new ArrayList<>();
        entries.forEach(each -> next.add(each.with(without(each.at("fieldsV1"), taken), "fieldsV1")));
        next.add(entry(manager, "Update", after.apiVersion(), Document.of(changed), now));
        return after.with(next, "metadata", "managedFields");
    }

    private static Map<String, Object> changed(Map<?, ?> before, Map<?, ?> after) {
        Map<String, Object> changed = new LinkedHashMap<>();
        after.forEach((key, value) -> {
            Object old = before.get(key);
            if (value instanceof Map<?, ?> next && old instanceof Map<?, ?> last) {
                Map<String, Object> below = changed(last, next);
                if (!below.isEmpty()) {
                    changed.put((String) key, below);
                }
            } else if (!Objects.equals(value, old)) {
                changed.put((String) key, value);
            }
        });
        return changed;
    }

    private static Document owned(Document object) {
        Document owned = object.without("status");
        for (String each : SERVERS) {
            owned = owned.without("metadata", each);
        }
        owned = owned.without("apiVersion").without("kind");
        return owned.at("metadata").isEmpty() ? owned.without("metadata") : owned;
    }

    private static List<Document> entries(Document live, Document config, String now) {
        List<Document> entries = live.documents("metadata", "managedFields");
        return entries.isEmpty()
                ? List.of(entry(BEFORE_FIRST, "Update", config.apiVersion(), owned(live), now))
                : entries;
    }

    private static Document entry(String manager, String operation, String version, Document owned, String now) {
        return Document.of("manager", manager)
                .with(operation, "operation")
                .with(version, "apiVersion")
                .with(now, "time")
                .with("FieldsV1", "fieldsType")
                .with(fields(owned.asMap()), "fieldsV1");
    }

    private static boolean isApply(Document entry, String manager) {
        return entry.text("manager").orElse("").equals(manager)
                && entry.text("operation").orElse("").equals("Apply");
    }

    private static Document fields(Map<?, ?> tree) {
        Map<String, Object> fields = new LinkedHashMap<>();
        tree.forEach((key, value) -> fields.put(
                "f:" + key, value instanceof Map<?, ?> map ? fields(map).asMap() : Map.of()));
        return Document.of(fields);
    }

    private static void paths(Map<?, ?> tree, List<String> path, List<List<String>> into) {
        tree.forEach((key, value) -> {
            List<String> here = below(path, key);
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                paths(map, here, into);
            } else {
                into.add(here);
            }
        });
    }

    private static List<String> below(List<String> path, Object key) {
        List<String> here = new ArrayList<>(path);
        here.add((String) key);
        return here;
    }

    /** Finds the fields that would change and whose they are. */
    /** A manager as the server names it in a conflict: of one who updated also how and when. */
    private static String named(Document entry) {
        String name = "\"" + entry.text("manager").orElse("") + "\"";
        return entry.text("operation").orElse("").equals("Update")
                ? name + " using " + entry.text("apiVersion").orElse("")
                        + entry.text("time").map(time -> " at " + time).orElse("")
                : name;
    }

    private static void collect(
            Map<?, ?> wanted,
            Map<?, ?> live,
            List<String> path,
            List<Document> others,
            List<ApiStatus.Cause> conflicts,
            List<List<String>> taken) {
        wanted.forEach((key, value) -> {
            List<String> here = below(path, key);
            Object now = live.get(key);
            if (value instanceof Map<?, ?> map && now instanceof Map<?, ?> below) {
                collect(map, below, here, others, conflicts, taken);
            } else if (now != null && !now.equals(value)) {
                for (Document each : others) {
                    if (owns(each.at("fieldsV1"), here)) {
                        conflicts.add(new ApiStatus.Cause(
                                "FieldManagerConflict", "conflict with " + named(each), "." + String.join(".", here)));
                        taken.add(here);
                    }
                }
            }
        });
    }

    private static boolean owns(Document fields, List<String> path) {
        Map<?, ?> here = fields.asMap();
        for (String each : path) {
            if (!(here.get("f:" + each) instanceof Map<?, ?> next)) {
                return false;
            }
            here = next;
        }
        return true;
    }

    private static Document without(Document fields, List<List<String>> paths) {
        Document rest = fields;
        for (List<String> path : paths) {
            String[] owned = path.stream().map(each -> "f:" + each).toArray(String[]::new);
            rest = rest.without(owned);
            for (int parent = owned.length - 1; parent > 0; parent--) {
                String[] above = Arrays.copyOf(owned, parent);
                rest = rest.at(above).isEmpty() ? rest.without(above) : rest;
            }
        }
        return rest;
    }

    /** Takes away what this manager owned alone and says no more. */
    private static Document withoutGivenUp(Document merged, Document had, Document has, List<Document> others) {
        List<List<String>> before = new ArrayList<>();
        paths(had.asMap(), new ArrayList<>(), before);
        Document rest = merged;
        for (List<String> each : before) {
            List<String> path = each.stream().map(key -> key.substring(2)).toList();
            boolean gone = !has.has(each.toArray(String[]::new))
                    && others.stream().noneMatch(other -> owns(other.at("fieldsV1"), path));
            rest = gone ? rest.without(path.toArray(String[]::new)) : rest;
        }
        return rest;
    }
}
