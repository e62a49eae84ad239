package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Refuses options of a request that the server refuses, with 422 in its words. */
final class RestOptions {
    private static final String ALL = "All";
    private static final List<String> VALIDATIONS = List.of("", "Ignore", "Strict", "Warn");
    private static final List<String> PROPAGATIONS = List.of("Foreground", "Background", "Orphan", "nil");

    private RestOptions() {}

    /** Checks the parameters of a create, a replacement or a patch. */
    static void checkWrite(RestRequest request, boolean apply) {
        String word =
                switch (request.method()) {
                    case "POST" -> "CreateOptions";
                    case "PUT" -> "UpdateOptions";
                    default -> "PatchOptions";
                };
        Invalid invalid = Invalid.of(word + ".meta.k8s.io", "");
        if (request.method().equals("PATCH")) {
            String manager = request.query().getOrDefault("fieldManager", "");
            if (apply && manager.isEmpty()) {
                invalid.required("fieldManager", "is required for apply patch");
            } else if (!apply && request.query().containsKey("force")) {
                invalid.forbidden("force", "may not be specified for non-apply patch");
            }
        }
        String manager = request.query().getOrDefault("fieldManager", "");
        if (manager.length() > 128) {
            invalid.add("FieldValueTooLong", "fieldManager", "Too long: may not be more than 128 bytes");
        }
        dryRun(
                invalid,
                request.query().containsKey("dryRun") ? List.of(request.query().get("dryRun")) : List.of());
        String validation = request.query().getOrDefault("fieldValidation", "");
        if (!VALIDATIONS.contains(validation)) {
            invalid.unsupported("fieldValidation", GoText.quoted(validation), VALIDATIONS);
        }
        invalid.check();
    }

    /** Checks the options of a deletion or an eviction, in its body or its parameters. */
    static void checkDeletion(RestRequest request, Document options) {
        Invalid invalid = Invalid.of("DeleteOptions.meta.k8s.io", "");
        boolean inBody = !options.isEmpty();
        String propagation = inBody
                ? options.text("propagationPolicy").orElse("")
                : request.query().getOrDefault("propagationPolicy", "");
        boolean orphan = options.has("orphanDependents") || request.query().containsKey("orphanDependents");
        if (orphan && !propagation.isEmpty()) {
            invalid.invalid(
                    "propagationPolicy",
                    GoText.quoted(propagation),
                    "orphanDependents and deletionPropagation cannot be both set");
        }
        if (!propagation.isEmpty() && !PROPAGATIONS.contains(propagation)) {
            invalid.unsupported("propagationPolicy", GoText.quoted(propagation), PROPAGATIONS);
        }
        List<String> dryRun = new ArrayList<>(options.texts("dryRun"));
        if (dryRun.isEmpty() && request.query().containsKey("dryRun")) {
            dryRun.add(request.query().get("dryRun"));
        }
        dryRun(invalid, dryRun);
        invalid.check();
    }

    private static void dryRun(Invalid invalid, List<String> values) {
        if (!Set.of(ALL)
                .containsAll(values.stream().filter(each -> !each.isEmpty()).toList())) {
            invalid.unsupported("dryRun", GoText.json(values), List.of(ALL));
        }
    }
}
