package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Manifests that were read, each with where it is from, and what could not be read.
 *
 * @param found each object
 * @param problems what could not be read, one sentence each
 */
record Manifests(List<Found> found, List<String> problems) {
    /** An object and where it is from. */
    record Found(String where, Document object) {}

    Manifests {
        found = List.copyOf(found);
        problems = List.copyOf(problems);
    }

    static Manifests none() {
        return new Manifests(List.of(), List.of());
    }

    /** Reads the objects of a text that may hold several, one after the other, and lists of them. */
    static Manifests parse(String where, String text, DocumentFormat format) {
        List<Found> found = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String part : text.split("(?m)^---.*$", -1)) {
            boolean empty =
                    part.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
            if (empty) {
                continue;
            }
            try {
                Document object = format.read(part);
                if (object.kind().endsWith("List") && object.has("items")) {
                    object.documents("items").forEach(item -> found.add(new Found(where, item)));
                } else {
                    found.add(new Found(where, object));
                }
            } catch (DocumentFormatException e) {
                problems.add(where + ": " + e.getMessage());
            }
        }
        return new Manifests(found, problems);
    }

    Manifests plus(Manifests other) {
        List<Found> all = new ArrayList<>(found);
        all.addAll(other.found);
        List<String> more = new ArrayList<>(problems);
        more.addAll(other.problems);
        return new Manifests(all, more);
    }
}
