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
        Document[] before = {object};
        leaves(patch.asMap(), new ArrayList<>(), path -> {
            if (!path.get(path.size() - 1).equals("resourceVersion")) {
                before[0] = before[0].without(path.toArray(String[]::new));
            }
        });
        return before[0];
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
