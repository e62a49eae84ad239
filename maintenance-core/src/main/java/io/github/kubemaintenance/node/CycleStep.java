package io.github.kubemaintenance.node;

/** Where a node stands when a cycle has ended, in the order of its steps. More may come. */
public enum CycleStep {
    /** Nothing was changed, or what was changed is undone. */
    UNTOUCHED("nothing was changed", "run the cycle again when the reason is gone"),
    /** It is cordoned and marked; its pods are not, or not all, gone. */
    CORDONED("cordoned, not drained", "run the cycle again, which goes on with the drain, or uncordon the node"),
    /** It is drained; the action has not begun. */
    DRAINED("drained, before the action", "run the cycle again, which goes on with the action, or uncordon the node"),
    /** The action has begun; whether it has done its work is not known. */
    ACTING(
            "in the action",
            "look at the node; run the cycle again, which runs the action again unless the node has been restarted since"),
    /** The action has returned; the node is not back. */
    ACTED("after the action, not back", "look at the node; run the cycle again, which waits for it anew"),
    /** The node is back; it is still cordoned. */
    RETURNED("back, not yet uncordoned", "look at the node; run the cycle again, or uncordon the node"),
    /** It is done: the node is as schedulable as before. */
    DONE("done", "");

    private final String text;
    private final String next;

    CycleStep(String text, String next) {
        this.text = text;
        this.next = next;
    }

    /** {@return a phrase for people} */
    public String text() {
        return text;
    }

    /** {@return what a person can do now; empty where nothing is left to do} */
    public String whatNow() {
        return next;
    }
}
