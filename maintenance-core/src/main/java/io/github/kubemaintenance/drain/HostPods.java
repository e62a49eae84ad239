package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;

/**
 * The pods by which this library itself acts on a node. A drain leaves them alone: what they do is what the node is
 * drained for, and whoever made them removes them when it is done.
 */
public final class HostPods {
    /**
     * The label of such a pod, with any value. Whoever puts it on another pod keeps that pod from this library's drains,
     * though not from {@code kubectl drain}.
     */
    public static final String LABEL = "kubemaintenance.github.io/host-pod";

    private HostPods() {}

    /** Tells whether a pod is one of them. */
    static boolean include(Pod pod) {
        return pod.metadata().labels().containsKey(LABEL);
    }
}
