package io.github.kubemaintenance.drain;

/** Whether a node is cordoned when an operation has ended, as far as the operation knows. More may come. */
public enum NodeCordon {
    /** It takes pods: it was never cordoned here, or our cordon was undone, or somebody else undid it. */
    SCHEDULABLE("the node takes pods"),
    /** It is cordoned, by this operation. */
    BY_US("the node is cordoned by this drain; uncordon it when it may take pods again"),
    /** It was cordoned before. */
    BEFORE("the node is cordoned as it was before"),
    /** A request to change it was sent and its answer didn't come. */
    UNKNOWN("whether the node is cordoned is not known"),
    /** The drain ended before it knew the node; it has changed nothing there. */
    UNTOUCHED("the node is as it was, nothing was changed"),
    /** The node is gone. */
    NODE_GONE("the node is gone");

    private final String text;

    NodeCordon(String text) {
        this.text = text;
    }

    /** {@return a phrase for people} */
    public String text() {
        return text;
    }
}
