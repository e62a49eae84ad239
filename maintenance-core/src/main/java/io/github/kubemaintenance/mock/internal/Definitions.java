package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Custom resources: a new definition is Established, and its kinds are served, a little after it was created. */
final class Definitions implements Controller {
    static final Kind<KubeDocument> KIND =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private static final String NAME = "definitions";
    private static final Duration TAKES = Duration.ofSeconds(1);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void changed(World world, Change<?> change) {
        if (change.kind().equals(KIND)
                && change.type() != ChangeType.DELETED
                && isInstalling(change.object().toDocument())) {
            world.in(TAKES, Task.ofNode(NAME, change.object().name(), ""));
        }
    }

    @Override
    public void due(World world, Task task) {
        world.find(KIND, "", task.name())
                .filter(found -> isInstalling(found.document()))
                .ifPresent(found -> world.update(
                        KIND, new KubeDocument(found.metadata(), established(found.document(), world.now()))));
    }

    /** A definition as the server keeps it when it is new: what isn't said of its names follows from its kind. */
    static Document installing(Document definition) {
        Document spec = definition.at("spec");
        String kind = spec.text("names", "kind").orElse("");
        Document whole = definition;
        if (!spec.has("names", "singular")) {
            whole = whole.with(kind.toLowerCase(Locale.ROOT), "spec", "names", "singular");
        }
        if (!spec.has("names", "listKind")) {
            whole = whole.with(kind + "List", "spec", "names", "listKind");
        }
        if (!spec.has("conversion")) {
            whole = whole.with("None", "spec", "conversion", "strategy");
        }
        List<String> stored = spec.documents("versions").stream()
                .filter(version -> version.flag("storage").orElse(false))
                .map(version -> version.text("name").orElse(""))
                .toList();
        return whole.withNull("status", "conditions")
                .with("", "status", "acceptedNames", "plural")
                .with("", "status", "acceptedNames", "kind")
                .with(stored, "status", "storedVersions");
    }

    /** Whether it isn't Established yet; one of which nothing is said is. */
    static boolean isInstalling(Document definition) {
        List<Document> conditions = definition.documents("status", "conditions");
        boolean isNew = conditions.isEmpty() && definition.has("status", "acceptedNames");
        return isNew
                || conditions.stream()
                        .anyMatch(condition -> condition.text("type").orElse("").equals("Established")
                                && condition.text("status").orElse("").equals("False"));
    }

    private static Document established(Document definition, Instant now) {
        return definition
                .with(
                        List.of(
                                condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
                                condition(
                                        "Established",
                                        "InitialNamesAccepted",
                                        "the initial names have been accepted",
                                        now)),
                        "status",
                        "conditions")
                .with(definition.at("spec", "names"), "status", "acceptedNames");
    }

    private static Document condition(String type, String reason, String message, Instant now) {
        return Document.of("type", type)
                .with("True", "status")
                .with(now.truncatedTo(ChronoUnit.SECONDS).toString(), "lastTransitionTime")
                .with(reason, "reason")
                .with(message, "message");
    }
}
