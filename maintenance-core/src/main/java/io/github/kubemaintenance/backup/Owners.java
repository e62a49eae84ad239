package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Owners by name, made references again with the uids that they have in this cluster. */
final class Owners {
    private final Map<String, String> uids = new HashMap<>();

    /** Learns the uid of an object that is there now. */
    void learn(Document object) {
        object.text("metadata", "uid")
                .ifPresent(uid ->
                        uids.put(key(object.apiVersion(), object.kind(), object.namespace(), object.name()), uid));
    }

    private static String key(String apiVersion, String kind, String namespace, String name) {
        return ApiGroups.of(apiVersion) + "/" + kind + "/" + namespace + "/" + name;
    }

    /** The owners that an object of a backup names; empty if it names none. */
    static List<Document> of(Document wanted) {
        Optional<String> text = wanted.text("metadata", "annotations", Cleaning.OWNERS);
        try {
            return text.map(each -> DocumentFormat.json().read(each).documents("owners"))
                    .orElse(List.of());
        } catch (DocumentFormatException e) {
            return List.of(); // somebody edited it away
        }
    }

    /** The object as it is sent first, without owners. */
    static Document without(Document wanted) {
        Document plain = wanted.without("metadata", "annotations", Cleaning.OWNERS);
        return plain.has("metadata", "annotations")
                        && plain.at("metadata", "annotations").isEmpty()
                ? plain.without("metadata", "annotations")
                : plain;
    }

    /** References to those owners whose uid is known; owners are in the object's namespace or in none. */
    List<Document> references(Document wanted, List<String> unknown) {
        List<Document> references = new ArrayList<>();
        for (Document owner : of(wanted)) {
            String name = owner.text("name").orElse("");
            String uid = uids.get(key(owner.apiVersion(), owner.kind(), wanted.namespace(), name));
            uid = uid == null ? uids.get(key(owner.apiVersion(), owner.kind(), "", name)) : uid;
            if (uid == null) {
                unknown.add(owner.kind() + " " + name);
            } else {
                references.add(owner.with(uid, "uid"));
            }
        }
        return references;
    }
}
