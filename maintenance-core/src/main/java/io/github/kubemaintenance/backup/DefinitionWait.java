package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

/** Waits, watching, until definitions are Established: before that the server doesn't know their kinds. */
final class DefinitionWait implements Observer<KubeDocument> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Kind<KubeDocument> KIND =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private final TreeSet<String> waiting;
    private boolean over;
    private String lost = "";

    DefinitionWait(List<String> names) {
        this.waiting = new TreeSet<>(names);
    }

    /** Returns what a person should know: the definitions that are still not Established. */
    List<String> await(Loop loop, Halt halt) throws InterruptedException {
        if (waiting.isEmpty()) {
            return List.of();
        }
        long ticket = loop.observe(KIND, Query.all(), this);
        long timer = loop.at(loop.now().plus(LONGEST), () -> over = true);
        try {
            halt.run(loop, () -> over || waiting.isEmpty());
        } finally {
            loop.stop(ticket);
            loop.cancel(timer);
        }
        return waiting.stream()
                .map(each -> "the definition " + each + " was not Established within " + LONGEST.toSeconds() + " s"
                        + (lost.isEmpty() ? "" : " (" + lost + ")") + "; restore again when it is")
                .toList();
    }

    @Override
    public void snapshot(List<KubeDocument> items) {
        items.forEach(each -> look(each.document()));
    }

    @Override
    public void changed(WatchSink.ChangeType type, KubeDocument object) {
        look(object.document());
    }

    @Override
    public void lost(ApiFailure why, boolean ended) {
        lost = why.text();
        over |= ended;
    }

    private void look(Document definition) {
        boolean established = definition.documents("status", "conditions").stream()
                .anyMatch(each -> each.text("type").orElse("").equals("Established")
                        && each.text("status").orElse("").equals("True"));
        if (established) {
            waiting.remove(definition.name());
        }
    }
}
