package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.internal.Nullable;
import java.time.temporal.ChronoUnit;

/** Events as objects, for the few that tell what nothing else tells. One for each pod and reason. */
final class Events {
    static final Kind<KubeDocument> KIND = Kind.document("", "v1", "events", "Event", true);

    private Events() {}

    static void record(World world, @Nullable Pod about, String reason, String message) {
        if (about == null) {
            return;
        }
        String name = about.name() + "." + reason.toLowerCase(java.util.Locale.ROOT);
        if (world.find(KIND, about.namespace(), name).isPresent()) {
            return;
        }
        String now = world.now().truncatedTo(ChronoUnit.SECONDS).toString();
        world.create(
                KIND,
                KubeDocument.of(Document.of("apiVersion", "v1")
                        .with("Event", "kind")
                        .with(about.namespace(), "metadata", "namespace")
                        .with(name, "metadata", "name")
                        .with("v1", "involvedObject", "apiVersion")
                        .with("Pod", "involvedObject", "kind")
                        .with(about.namespace(), "involvedObject", "namespace")
                        .with(about.name(), "involvedObject", "name")
                        .with(about.uid(), "involvedObject", "uid")
                        .with(reason, "reason")
                        .with(message, "message")
                        .with("Warning", "type")
                        .with(now, "firstTimestamp")
                        .with(now, "lastTimestamp")
                        .with(1, "count")));
    }
}
