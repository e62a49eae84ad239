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
import java.util.Map;
import java.util.TreeMap;

/** Waits, watching, until definitions are Established: before that the server doesn't know their kinds. */
final class DefinitionWait implements Observer<KubeDocument> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Kind<KubeDocument> KIND =
            Kind.document("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false);

    private final TreeMap<String, String> waiting = new TreeMap<>();
    private boolean over;
    private String lost = "";

    DefinitionWait(List<String> names) {
        names.forEach(each -> waiting.put(each, ""));
    }

    /** Returns the definitions that are still not Established, each with a sentence for people. */
    Map<String, String> await(Loop loop, Halt halt) throws InterruptedException {
        if (waiting.isEmpty()) {
            return Map.of();
        }
        long ticket = loop.observe(KIND, Query.all(), this);
        long timer = loop.at(loop.now().plus(LONGEST), () -> over = true);
        try {
            halt.run(loop, () -> over || waiting.isEmpty());
        } finally {
            loop.stop(ticket);
            loop.cancel(timer);
        }
        return unestablished();
    }

    Map<String, String> unestablished() {
        Map<String, String> sentences = new TreeMap<>();
        waiting.forEach((name, why) -> sentences.put(
                name,
                "the definition " + name + " was not Established within "
                        + LONGEST.toSeconds() + " s" + why + (lost.isEmpty() ? "" : " (" + lost + ")")
                        + "; restore again when it is"));
        return sentences;
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
        String why = "";
        for (Document each : definition.documents("status", "conditions")) {
            String type = each.text("type").orElse("");
            boolean isTrue = each.text("status").orElse("").equals("True");
            if (type.equals("Established") && isTrue) {
                waiting.remove(definition.name());
            } else if (type.equals("NamesAccepted") && !isTrue) {
                why = " (its names are not accepted: " + each.text("message").orElse("no message") + ")";
            }
        }
        waiting.replace(definition.name(), why);
    }
}
