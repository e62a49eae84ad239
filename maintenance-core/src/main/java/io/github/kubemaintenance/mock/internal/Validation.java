package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the server refuses in an object that is written: its metadata (apimachinery's
 * {@code pkg/api/validation/objectmeta.go}), and of the kinds that maintenance writes what matters most: budgets, leases,
 * pods and events ({@code pkg/apis/...//validation} of Kubernetes). Other values are taken as they are.
 */
final class Validation {
    private static final String NOT_NEGATIVE = "must be greater than or equal to 0";

    private Validation() {}

    /** Checks an object that is created; it has its name. */
    static void created(Kind<?> kind, Document object) {
        Invalid invalid = Invalid.of(kind, object.name());
        name(kind, object, invalid);
        metadata(object, invalid);
        spec(kind, object, invalid);
        invalid.check();
    }

    /** Checks an object that is changed. */
    static void changed(Kind<?> kind, Document before, Document after) {
        Invalid invalid = Invalid.of(kind, after.name());
        if (!before.at("metadata").equals(after.at("metadata"))) {
            metadata(after, invalid);
        }
        if (!before.at("spec").equals(after.at("spec")) && !kind.resource().equals("pods")) {
            spec(kind, after, invalid);
        }
        invalid.check();
    }

    private static void name(Kind<?> kind, Document object, Invalid invalid) {
        String name = object.name();
        if (name.isEmpty()) {
            invalid.required("metadata.name", "name or generateName is required");
        } else {
            Syntax.name(kind, name).forEach(why -> invalid.invalid("metadata.name", GoText.quoted(name), why));
        }
    }

    private static void metadata(Document object, Invalid invalid) {
        Document metadata = object.at("metadata");
        new TreeMap<>(metadata.textMap("labels")).forEach((key, value) -> {
            Syntax.qualifiedName(key).forEach(why -> invalid.invalid("metadata.labels", GoText.quoted(key), why));
            Syntax.labelValue(value).forEach(why -> invalid.invalid("metadata.labels", GoText.quoted(value), why));
        });
        for (String key : new TreeMap<>(metadata.textMap("annotations")).keySet()) {
            Syntax.qualifiedName(key.toLowerCase(java.util.Locale.ROOT))
                    .forEach(why -> invalid.invalid("metadata.annotations", GoText.quoted(key), why));
        }
        owners(metadata.documents("ownerReferences"), invalid);
        for (String finalizer : metadata.texts("finalizers")) {
            Syntax.qualifiedName(finalizer)
                    .forEach(why -> invalid.invalid("metadata.finalizers", GoText.quoted(finalizer), why));
        }
    }

    private static void owners(List<Document> owners, Invalid invalid) {
        String controller = "";
        for (int i = 0; i < owners.size(); i++) {
            Document owner = owners.get(i);
            String path = "metadata.ownerReferences[" + i + "].";
            String version = owner.text("apiVersion").orElse("");
            if (version.substring(version.indexOf('/') + 1).isEmpty()) {
                invalid.invalid(path + "apiVersion", GoText.quoted(version), "version must not be empty");
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (owner.text(field).orElse("").isEmpty()) {
                    invalid.invalid(path + field, "\"\"", "must not be empty");
                }
            }
            if (owner.flag("controller").orElse(false)) {
                String name = owner.kind() + "/" + owner.text("name").orElse("");
                if (!controller.isEmpty()) {
                    invalid.invalid(
                            "metadata.ownerReferences",
                            GoText.json(owners),
                            "Only one reference can have Controller set to true. Found \"true\" in references for "
                                    + controller + " and " + name);
                }
                controller = controller.isEmpty() ? name : controller;
            }
        }
    }

    private static void spec(Kind<?> kind, Document object, Invalid invalid) {
        switch (kind.resource()) {
            case "poddisruptionbudgets.policy" -> budget(object.at("spec"), invalid);
            case "leases.coordination.k8s.io" -> lease(object.at("spec"), invalid);
            case "pods" -> pod(object.at("spec"), invalid);
            case "events" -> event(object, invalid);
            default -> {
                // taken as it is
            }
        }
    }

    private static void budget(Document spec, Invalid invalid) {
        if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
            // Shown as the server's own type, which has other names than the API.
            Document shown = Document.empty();
            shown = shown.with(spec.value("minAvailable").orElseThrow(), "MinAvailable");
            shown = spec.has("selector") ? shown.with(spec.at("selector"), "Selector") : shown.withNull("Selector");
            shown = shown.with(spec.value("maxUnavailable").orElseThrow(), "MaxUnavailable");
            shown = spec.has("unhealthyPodEvictionPolicy")
                    ? shown.with(spec.text("unhealthyPodEvictionPolicy").orElse(""), "UnhealthyPodEvictionPolicy")
                    : shown.withNull("UnhealthyPodEvictionPolicy");
            invalid.invalid("spec", shown.toString(), "minAvailable and maxUnavailable cannot be both set");
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            Object value = spec.value(field).orElse(0L);
            String path = "spec." + field;
            if (value instanceof String text) {
                Syntax.percent(text).forEach(why -> invalid.invalid(path, GoText.quoted(text), why));
                if (text.matches("\\d{1,9}%") && Long.parseLong(text.substring(0, text.length() - 1)) > 100) {
                    invalid.invalid(path, GoText.quoted(text), "must not be greater than 100%");
                }
            } else {
                notNegative(spec, field, invalid);
            }
        }
        String policy = spec.text("unhealthyPodEvictionPolicy").orElse("IfHealthyBudget");
        List<String> policies = List.of("AlwaysAllow", "IfHealthyBudget");
        if (!policies.contains(policy)) {
            invalid.unsupported("spec.unhealthyPodEvictionPolicy", GoText.quoted(policy), policies);
        }
    }

    private static void notNegative(Document spec, String field, Invalid invalid) {
        spec.number(field)
                .filter(value -> value < 0)
                .ifPresent(value -> invalid.invalid("spec." + field, value.toString(), NOT_NEGATIVE));
    }

    private static void lease(Document spec, Invalid invalid) {
        spec.number("leaseDurationSeconds")
                .filter(value -> value <= 0)
                .ifPresent(value ->
                        invalid.invalid("spec.leaseDurationSeconds", value.toString(), "must be greater than 0"));
        notNegative(spec, "leaseTransitions", invalid);
        if (!spec.text("preferredHolder").orElse("").isEmpty()
                && spec.text("strategy").orElse("").isEmpty()) {
            invalid.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined");
        }
    }

    private static void pod(Document spec, Invalid invalid) {
        List<Document> containers = spec.documents("containers");
        if (containers.isEmpty()) {
            invalid.required("spec.containers", "");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < containers.size(); i++) {
            String path = "spec.containers[" + i + "].";
            String name = containers.get(i).text("name").orElse("");
            if (name.isEmpty()) {
                invalid.required(path + "name", "");
            } else {
                Syntax.dnsLabel(name).forEach(why -> invalid.invalid(path + "name", GoText.quoted(name), why));
            }
            if (!name.isEmpty() && !names.add(name)) {
                invalid.duplicate(path + "name", GoText.quoted(name));
            }
        }
        List<String> policies = List.of("Always", "Never", "OnFailure");
        String policy = spec.text("restartPolicy").orElse("Always");
        if (!policies.contains(policy)) {
            invalid.unsupported("spec.restartPolicy", GoText.quoted(policy), policies);
        }
    }

    private static void event(Document event, Invalid invalid) {
        String about = event.text("involvedObject", "namespace").orElse("");
        String namespace = event.namespace();
        boolean old = event.text("eventTime").isEmpty();
        boolean fits = about.isEmpty()
                ? namespace.equals("default") || (!old && namespace.equals("kube-system"))
                : !old || about.equals(namespace);
        if (!fits) {
            invalid.invalid("involvedObject.namespace", GoText.quoted(about), "does not match event.namespace");
        }
        if (!old) {
            String controller = event.text("reportingComponent").orElse("");
            if (controller.isEmpty()) {
                invalid.required("reportingController", "");
            }
            Syntax.qualifiedName(controller)
                    .forEach(why -> invalid.invalid("reportingController", GoText.quoted(controller), why));
            for (String field : List.of("reportingInstance", "action", "reason")) {
                String value = event.text(field).orElse("");
                if (value.isEmpty()) {
                    invalid.required(field, "");
                } else if (value.length() > 128) {
                    invalid.invalid(field, "\"\"", "can have at most 128 characters");
                }
            }
            if (event.text("message").orElse("").length() > 1024) {
                invalid.invalid("message", "\"\"", "can have at most 1024 characters");
            }
        }
    }
}
