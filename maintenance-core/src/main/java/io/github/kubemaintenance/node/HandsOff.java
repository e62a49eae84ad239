package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Node;

/** What tells others to leave a node alone that stands empty for a while. Each is set only where it isn't set already. */
enum HandsOff {
    /** cluster-autoscaler doesn't remove the node for being empty. */
    AUTOSCALER("autoscaler", false, "cluster-autoscaler.kubernetes.io/scale-down-disabled"),
    /** Karpenter doesn't disrupt it. */
    KARPENTER("karpenter", false, "karpenter.sh/do-not-disrupt"),
    /** The cloud's controller takes it out of load balancers. */
    BALANCERS("balancers", true, "node.kubernetes.io/exclude-from-external-load-balancers");

    private final String word;
    private final boolean label;
    private final String key;

    HandsOff(String word, boolean label, String key) {
        this.word = word;
        this.label = label;
        this.key = key;
    }

    /** {@return the word for it in a mark} */
    String word() {
        return word;
    }

    /** {@return labels or annotations} */
    String field() {
        return label ? "labels" : "annotations";
    }

    /** {@return its key} */
    String key() {
        return key;
    }

    boolean isOn(Node node) {
        return (label ? node.metadata().labels() : node.metadata().annotations()).containsKey(key);
    }
}
