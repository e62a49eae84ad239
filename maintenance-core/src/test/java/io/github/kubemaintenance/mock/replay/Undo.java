package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Takes back what a write did to an object that was read only afterwards. */
final class Undo {
    private Undo() {}

    /** As it was before its deletion was asked for. */
    static Document deletion(Document object) {
        if (!object.has("metadata", "deletionTimestamp")) {
            return object;
        }
        Document before =
                object.without("metadata", "deletionTimestamp").without("metadata", "deletionGracePeriodSeconds");
        if (object.number("metadata", "generation").isPresent()) {
            before = before.with(object.number("metadata", "generation").get() - 1, "metadata", "generation");
        }
        List<Document> conditions = object.documents("status", "conditions").stream()
                .filter(condition -> !condition.text("type").orElse("").equals("DisruptionTarget"))
                .toList();
        return conditions.isEmpty() ? before : before.with(conditions, "status", "conditions");
    }

    /** As it was before a merge patch: what the patch sets was not there, a scalar true was absent. */
    static Document patch(Document object, Document patch) {
        if (patch.has("operations")) {
            return operations(object, patch.documents("operations"));
        }
        Document[] before = {object};
        leaves(patch.asMap(), new ArrayList<>(), path -> {
            if (!path.get(path.size() - 1).equals("resourceVersion")) {
                before[0] = before[0].without(path.toArray(String[]::new));
            }
        });
        return aged(object, before[0]);
    }

    /** A change of what is wanted has counted the generation up. */
    private static Document aged(Document after, Document before) {
        long generation = after.number("metadata", "generation").orElse(0L);
        return generation > 1 && !after.at("spec").equals(before.at("spec"))
                ? before.with(generation - 1, "metadata", "generation")
                : before;
    }

    /** As it was before a JSON patch: what was added was not there, what was replaced was something else. */
    private static Document operations(Document object, List<Document> operations) {
        Document before = object;
        for (Document operation : operations) {
            String[] path = operation.text("path").orElse("/").substring(1).split("/", -1);
            for (int i = 0; i < path.length; i++) {
                path[i] = path[i].replace("~1", "/").replace("~0", "~");
            }
            switch (operation.text("op").orElse("")) {
                case "add" -> before = before.without(path);
                case "remove" -> before = before.has(path) ? before : before.with("unseen", path);
                case "replace" -> {
                    Object value = operation.value("value").orElse("");
                    Object other = value instanceof Boolean flag
                            ? (Object) !flag
                            : value instanceof Number number ? (Object) (number.longValue() + 1) : "unseen";
                    before = before.with(other, path);
                }
                default -> {
                    // changes nothing
                }
            }
        }
        return aged(object, before);
    }

    private static void leaves(Map<?, ?> map, List<String> path, java.util.function.Consumer<List<String>> leaf) {
        map.forEach((key, value) -> {
            List<String> below = new ArrayList<>(path);
            below.addAll(Arrays.asList((String) key));
            if (value instanceof Map<?, ?> child) {
                leaves(child, below, leaf);
            } else if (value != null) {
                leaf.accept(below);
            }
        });
    }
}
