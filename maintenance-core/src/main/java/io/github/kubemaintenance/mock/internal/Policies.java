package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ValidatingAdmissionPolicies (stable since 1.30) with their bindings: which requests they deny, and with what. Without
 * a policy in the cluster, nothing is looked at.
 */
final class Policies {
    static final Kind<KubeDocument> POLICIES = Kind.document(
            "admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false);
    static final Kind<KubeDocument> BINDINGS = Kind.document(
            "admissionregistration.k8s.io",
            "v1",
            "validatingadmissionpolicybindings",
            "ValidatingAdmissionPolicyBinding",
            false);

    /**
     * A write that may be denied.
     *
     * @param operation CREATE, UPDATE or DELETE
     * @param object what is written; the Eviction of an eviction; empty for a deletion
     * @param old what was there before, empty for nothing
     */
    record Admitted(
            String operation,
            Kind<?> kind,
            String subresource,
            String namespace,
            String name,
            Document object,
            Document old,
            String user,
            List<String> groups) {
        String resource() {
            return kind.plural() + (subresource.isEmpty() ? "" : "/" + subresource);
        }
    }

    /** What a validation says against a request. */
    private record Denial(String text, String reason) {}

    private final World world;

    Policies(World world) {
        this.world = world;
    }

    /** Refuses an eviction that a policy denies. */
    void check(Eviction eviction) {
        if (world.all(POLICIES).isEmpty()) {
            return;
        }
        String namespace = eviction.pod().namespace();
        String name = eviction.pod().name();
        Document body = Document.of("apiVersion", "policy/v1")
                .with("Eviction", "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace");
        check(new Admitted(
                "CREATE", Kind.PODS, "eviction", namespace, name, body, Document.empty(), "maintenance", List.of()));
    }

    /** Refuses what a policy denies. */
    void check(Admitted admitted) {
        List<Denial> denials = new ArrayList<>();
        for (KubeDocument policy : world.all(POLICIES)) {
            if (isMeant(policy.document().at("spec", "matchConstraints"), admitted)) {
                for (KubeDocument binding : world.all(BINDINGS)) {
                    denials.addAll(denials(policy, binding, admitted));
                }
            }
        }
        if (!denials.isEmpty()) {
            throw new StatusException(status(admitted, denials));
        }
    }

    private List<Denial> denials(KubeDocument policy, KubeDocument binding, Admitted admitted) {
        Document spec = binding.document().at("spec");
        boolean applies = spec.text("policyName").orElse("").equals(policy.name())
                && spec.texts("validationActions").contains("Deny")
                && (!spec.has("matchResources") || isMeant(spec.at("matchResources"), admitted));
        if (!applies) {
            return List.of();
        }
        Cel.Names names = new Variables(admitted, policy.document().documents("spec", "variables"));
        List<Denial> denials = new ArrayList<>();
        boolean ignores =
                policy.document().text("spec", "failurePolicy").orElse("").equals("Ignore");
        String start = "ValidatingAdmissionPolicy '" + policy.name() + "' with binding '" + binding.name()
                + "' denied request: ";
        for (Document condition : policy.document().documents("spec", "matchConditions")) {
            try {
                if (!Boolean.TRUE.equals(
                        Cel.evaluate(condition.text("expression").orElse("true"), names))) {
                    return List.of();
                }
            } catch (Cel.Failure failure) {
                return ignores ? List.of() : List.of(new Denial(start + failure.why(), "Invalid"));
            }
        }
        for (Document validation : policy.document().documents("spec", "validations")) {
            String expression = validation.text("expression").orElse("true");
            String reason = validation.text("reason").orElse("Invalid");
            try {
                if (!Boolean.TRUE.equals(Cel.evaluate(expression, names))) {
                    denials.add(new Denial(start + message(validation, expression, names), reason));
                }
            } catch (Cel.Failure failure) {
                if (!ignores) {
                    denials.add(new Denial(
                            start + "expression '" + expression + "' resulted in error: " + failure.why(), "Invalid"));
                }
            }
        }
        return denials;
    }

    private static String message(Document validation, String expression, Cel.Names names) {
        Optional<String> computed = validation.text("messageExpression");
        if (computed.isPresent()) {
            try {
                @Nullable Object text = Cel.evaluate(computed.get(), names);
                if (text instanceof String message && !message.isBlank()) {
                    return message.strip();
                }
            } catch (Cel.Failure ignored) {
                // As the server does: the fixed message stands in for one that can't be computed.
                return fixed(validation, expression);
            }
        }
        return fixed(validation, expression);
    }

    private static String fixed(Document validation, String expression) {
        return validation
                .text("message")
                .filter(text -> !text.isBlank())
                .map(String::strip)
                .orElse("failed expression: " + expression.strip());
    }

    private static ApiStatus status(Admitted admitted, List<Denial> denials) {
        Denial first = denials.get(0);
        // A deletion of many is asked for without a name, and told so.
        String name = admitted.name().isEmpty() ? "Unknown" : admitted.name();
        int code =
                switch (first.reason()) {
                    case "Unauthorized" -> 401;
                    case "Forbidden" -> 403;
                    case "RequestEntityTooLarge" -> 413;
                    default -> 422;
                };
        return new ApiStatus(
                code,
                first.reason(),
                admitted.kind().resource() + " \"" + name + "\" is forbidden: " + first.text(),
                admitted.kind().plural(),
                name,
                denials.stream()
                        .map(each -> new ApiStatus.Cause("", each.text(), ""))
                        .toList(),
                Optional.empty());
    }

    private boolean isMeant(Document match, Admitted admitted) {
        List<Document> rules = match.documents("resourceRules");
        boolean named = rules.isEmpty() || rules.stream().anyMatch(rule -> isMeantByRule(rule, admitted));
        boolean excluded =
                match.documents("excludeResourceRules").stream().anyMatch(rule -> isMeantByRule(rule, admitted));
        return named
                && !excluded
                && selects(match, "objectSelector", admitted.object().isEmpty() ? admitted.old() : admitted.object())
                && (admitted.namespace().isEmpty()
                        || selects(
                                match,
                                "namespaceSelector",
                                world.find(Kind.NAMESPACES, "", admitted.namespace())
                                        .map(KubeDocument::toDocument)
                                        .orElse(Document.empty())));
    }

    private static boolean selects(Document match, String field, Document object) {
        return match.at(field).isEmpty()
                || LabelSelector.of(match.at(field)).matches(object.textMap("metadata", "labels"));
    }

    private static boolean isMeantByRule(Document rule, Admitted admitted) {
        return has(rule.texts("apiGroups"), admitted.kind().group())
                && has(rule.texts("apiVersions"), admitted.kind().version())
                && has(rule.texts("operations"), admitted.operation())
                && rule.texts("resources").stream().anyMatch(each -> isResource(each, admitted))
                && (rule.texts("resourceNames").isEmpty()
                        || rule.texts("resourceNames").contains(admitted.name()));
    }

    private static boolean has(List<String> values, String value) {
        return values.contains("*") || values.contains(value);
    }

    private static boolean isResource(String pattern, Admitted admitted) {
        int slash = pattern.indexOf('/');
        String resource = slash < 0 ? pattern : pattern.substring(0, slash);
        String part = slash < 0 ? "" : pattern.substring(slash + 1);
        return (resource.equals("*") || resource.equals(admitted.kind().plural()))
                && (part.equals("*") || part.equals(admitted.subresource()));
    }

    /** What an expression may name: the object and the old one, the request, and the policy's own variables. */
    private static final class Variables implements Cel.Names {
        private final Map<String, Object> known = new LinkedHashMap<>();

        Variables(Admitted admitted, List<Document> variables) {
            Document request = Document.of("operation", admitted.operation())
                    .with(admitted.name(), "name")
                    .with(admitted.namespace(), "namespace")
                    .with(admitted.subresource(), "subResource")
                    .with(admitted.kind().group(), "resource", "group")
                    .with(admitted.kind().version(), "resource", "version")
                    .with(admitted.kind().plural(), "resource", "resource")
                    .with(admitted.user(), "userInfo", "username")
                    .with(admitted.groups(), "userInfo", "groups");
            known.put("request", request);
            Map<String, Object> values = new LinkedHashMap<>();
            known.put("variables", values);
            known.put("object", admitted.object());
            known.put("oldObject", admitted.old());
            for (Document variable : variables) {
                @Nullable
                Object value = Cel.evaluate(variable.text("expression").orElse("null"), this);
                if (value != null) {
                    values.put(variable.text("name").orElse(""), value);
                }
            }
        }

        @Override
        public @Nullable Object find(String name) {
            @Nullable Object value = known.get(name);
            if (value == null) {
                throw new Cel.Failure("undeclared reference to '" + name + "' (in container '')");
            }
            return value instanceof Document document && document.isEmpty() ? null : value;
        }
    }
}
