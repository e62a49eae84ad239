package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Quantity;
import java.util.List;
import java.util.Map;

/** Which fields of a spec must stay as they are, and what the server says if they don't. Pure. */
final class Immutables {
    private static final String IMMUTABLE = "field is immutable";
    private static final List<String> OF_STATEFUL_SETS = List.of(
            "replicas",
            "ordinals",
            "template",
            "updateStrategy",
            "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy",
            "minReadySeconds");

    private Immutables() {}

    /** Adds what is wrong with a change of an object. */
    static void check(Kind<?> kind, KubeObject before, KubeObject after, Invalid invalid) {
        switch (kind.resource()) {
            case "deployments.apps", "replicasets.apps", "daemonsets.apps" -> selector(before, after, invalid);
            case "statefulsets.apps" -> statefulSet(spec(before), spec(after), invalid);
            case "jobs.batch" -> job(spec(before), spec(after), invalid);
            case "persistentvolumeclaims" -> claim(before.toDocument(), spec(before), spec(after), invalid);
            case "services" -> service(spec(before), spec(after), invalid);
            case "nodes" -> node(spec(before), spec(after), invalid);
            case "configmaps", "secrets" -> marked(kind, before.toDocument(), after.toDocument(), invalid);
            case "rolebindings.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io" ->
                binding(before.toDocument(), after.toDocument(), invalid);
            default -> {
                // nothing of the spec is held fast
            }
        }
    }

    /** What is marked as immutable, and the type of a Secret (kubernetes/pkg/apis/core/validation/validation.go). */
    private static void marked(Kind<?> kind, Document before, Document after, Invalid invalid) {
        String type = after.text("type").orElse("");
        if (kind.resource().equals("secrets")
                && !type.equals(before.text("type").orElse(""))) {
            invalid.invalid("type", GoText.quoted(type), IMMUTABLE);
        }
        if (!before.flag("immutable").orElse(false)) {
            return;
        }
        String why = "field is immutable when `immutable` is set";
        if (!after.flag("immutable").orElse(false)) {
            invalid.forbidden("immutable", why);
        }
        for (String field : List.of("data", "binaryData")) {
            if (!before.at(field).equals(after.at(field))) {
                invalid.forbidden(field, why);
            }
        }
    }

    /** The role of a binding (kubernetes/pkg/apis/rbac/validation/validation.go). */
    private static void binding(Document before, Document after, Invalid invalid) {
        Document role = after.at("roleRef");
        if (!role.equals(before.at("roleRef"))) {
            Document shown = Document.of("APIGroup", role.text("apiGroup").orElse(""))
                    .with(role.kind(), "Kind")
                    .with(role.text("name").orElse(""), "Name");
            invalid.invalid("roleRef", GoText.json(shown), "cannot change roleRef");
        }
    }

    private static Document spec(KubeObject object) {
        return object.toDocument().at("spec");
    }

    private static void selector(KubeObject before, KubeObject after, Invalid invalid) {
        Document selector = spec(after).at("selector");
        if (!LabelSelector.of(selector).equals(LabelSelector.of(spec(before).at("selector")))) {
            invalid.invalid("spec.selector", GoText.json(selector), IMMUTABLE);
        }
    }

    private static void statefulSet(Document before, Document after, Invalid invalid) {
        Document old = before;
        Document next = after;
        for (String free : OF_STATEFUL_SETS) {
            old = old.without(free);
            next = next.without(free);
        }
        if (!old.equals(next)) {
            invalid.forbidden(
                    "spec",
                    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                            + " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and"
                            + " 'minReadySeconds' are forbidden");
        }
    }

    private static void job(Document before, Document after, Invalid invalid) {
        Document selector = after.at("selector");
        if (!selector.equals(before.at("selector"))) {
            Map<String, String> labels = after.textMap("template", "metadata", "labels");
            boolean manual = after.flag("manualSelector").orElse(false);
            if (!manual) {
                invalid.invalid("spec.selector", GoText.json(selector), "`selector` not auto-generated");
            }
            if (!LabelSelector.of(selector).matches(labels)) {
                // Two of the server's checks look at this.
                for (int i = 0; i < (manual ? 1 : 2); i++) {
                    invalid.invalid(
                            "spec.template.metadata.labels",
                            GoText.json(labels),
                            "`selector` does not match template `labels`");
                }
            }
            invalid.invalid("spec.selector", GoText.json(selector), IMMUTABLE);
        }
        if (!after.at("template", "spec").equals(before.at("template", "spec"))
                && !before.flag("suspend").orElse(false)) {
            invalid.invalid("spec.template", template(after.at("template")), IMMUTABLE);
        }
    }

    private static String template(Document template) {
        StringBuilder out = new StringBuilder("{");
        for (String field : List.of("labels", "annotations")) {
            if (template.has("metadata", field)) {
                out.append(GoText.quoted(field)).append(':');
                out.append(GoText.json(template.at("metadata", field))).append(',');
            }
        }
        out.append("\"Spec\":");
        for (String line : GoDump.podSpec(template.at("spec"))) {
            out.append(line.strip().replaceFirst("\": ", "\":"));
        }
        return out.append('}').toString();
    }

    private static void claim(Document object, Document before, Document after, Invalid invalid) {
        Document old = before;
        Document next = after;
        if (!before.has("volumeName") && after.has("volumeName")) {
            old = old.with(after.text("volumeName").orElse(""), "volumeName");
        }
        if (!before.has("storageClassName")) {
            next = next.without("storageClassName");
        }
        String[] storage = {"resources", "requests", "storage"};
        boolean bound = object.text("status", "phase").orElse("").equals("Bound");
        String size = before.text(storage).orElse("");
        if (bound && after.has(storage)) {
            next = next.with(size, storage);
        }
        if (!old.equals(next)) {
            invalid.forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims\n"
                            + LineDiff.of(GoDump.claimSpec(old), GoDump.claimSpec(next)));
        } else if (bound
                && !size.isEmpty()
                && Quantity.parse(after.text(storage).orElse(size)).compareTo(Quantity.parse(size)) < 0) {
            invalid.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity");
        }
    }

    private static void service(Document before, Document after, Invalid invalid) {
        String old = before.text("clusterIP").orElse("");
        String next = after.text("clusterIP").orElse("");
        if (!old.isEmpty()
                && !next.equals(old)
                && !after.text("type").orElse("").equals("ExternalName")) {
            invalid.invalid("spec.clusterIPs[0]", GoText.json(List.of(next)), "may not change once set");
        }
    }

    private static void node(Document before, Document after, Invalid invalid) {
        String old = before.text("providerID").orElse("");
        if (!old.isEmpty() && !after.text("providerID").orElse("").equals(old)) {
            invalid.forbidden("spec.providerID", "node updates may not change providerID except from \"\" to valid");
        }
        if (before.has("podCIDR") && !after.text("podCIDR").equals(before.text("podCIDR"))) {
            invalid.forbidden("spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        }
    }
}
