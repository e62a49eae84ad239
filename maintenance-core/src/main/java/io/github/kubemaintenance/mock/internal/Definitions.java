package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.WatchSink.ChangeType;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.time.Duration;
import java.util.List;

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
                        KIND,
                        new KubeDocument(
                                found.metadata(), withStatus(found.document(), "True", "InitialNamesAccepted"))));
    }

    /** A definition as the server keeps it when it is new. */
    static Document installing(Document definition) {
        return withStatus(definition, "False", "Installing");
    }

    /** Whether it isn't Established yet; one of which nothing is said is. */
    static boolean isInstalling(Document definition) {
        return definition.documents("status", "conditions").stream()
                .anyMatch(condition -> condition.text("type").orElse("").equals("Established")
                        && condition.text("status").orElse("").equals("False"));
    }

    private static Document withStatus(Document definition, String established, String reason) {
        Document names =
                Document.of("type", "NamesAccepted").with("True", "status").with("NoConflicts", "reason");
        Document condition =
                Document.of("type", "Established").with(established, "status").with(reason, "reason");
        return definition.with(List.of(names, condition), "status", "conditions");
    }
}
