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

    private static final String MATCH = "resourceVersionMatch";
    private static final String NOT_OLDER = "NotOlderThan";
    private static final String EXACT = "Exact";

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

    /** Checks the parameters of a list or a watch (apimachinery's {@code internalversion/validation/validation.go}). */
    static void checkList(RestRequest request) {
        Invalid invalid = Invalid.of("ListOptions.meta.k8s.io", "");
        String match = request.query().getOrDefault("resourceVersionMatch", "");
        boolean initial = request.query().containsKey("sendInitialEvents");
        boolean watch = request.isWatch();
        List<String> matches = watch ? List.of(NOT_OLDER) : List.of(EXACT, NOT_OLDER, "");
        if (watch && initial && !match.equals(NOT_OLDER)) {
            invalid.forbidden(MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (!match.isEmpty()) {
            String version = request.query().getOrDefault("resourceVersion", "");
            if (watch && !initial) {
                invalid.forbidden(
                        MATCH, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            } else if (!watch && version.isEmpty()) {
                invalid.forbidden(MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided");
            }
            boolean goesOn = !request.query().getOrDefault("continue", "").isEmpty();
            String whileGoingOn = "resourceVersionMatch is forbidden when continue is provided";
            if (goesOn && !watch) {
                invalid.forbidden(MATCH, whileGoingOn);
            }
            if (!matches.contains(match)) {
                invalid.unsupported(MATCH, GoText.quoted(match), matches);
            }
            if (goesOn && watch) {
                invalid.forbidden(MATCH, whileGoingOn);
            }
            if (!watch && match.equals(EXACT) && version.equals("0")) {
                invalid.forbidden(MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
            }
        }
        if (!watch && initial) {
            invalid.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
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
