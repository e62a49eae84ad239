package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.TaintEffect;
import java.util.List;

/** The PreferNoSchedule taint of nodes that a roll will come to, so that what is evicted before goes elsewhere. */
final class SoftTaint {
    static final String KEY = "kubemaintenance.github.io/roll-pending";

    private SoftTaint() {}

    static boolean isOn(Node node) {
        return node.taints().stream().anyMatch(each -> each.key().equals(KEY));
    }

    static Patch<Node> add(Node node) {
        return patch(node, Document.of("key", KEY).with(TaintEffect.PREFER_NO_SCHEDULE.text(), "effect"));
    }

    static Patch<Node> remove(Node node) {
        return patch(node, removal());
    }

    /** The item of a strategic merge patch that removes it: taints are merged by key. */
    static Document removal() {
        return Document.of("$patch", "delete").with(KEY, "key");
    }

    private static Patch<Node> patch(Node node, Document taint) {
        Document body = Document.empty()
                .with(node.metadata().resourceVersion(), "metadata", "resourceVersion")
                .with(List.of(taint), "spec", "taints");
        return new Patch<>(Kind.NODES, "", node.name(), Patch.Type.STRATEGIC_MERGE, body, false);
    }
}
