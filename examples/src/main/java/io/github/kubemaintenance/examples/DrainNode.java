package io.github.kubemaintenance.examples;

/** Drains a node. */
public final class DrainNode {
    private DrainNode() {}

    /**
     * Runs the example.
     *
     * @param args what to drain
     */
    public static void main(String[] args) {
        System.out.println("Nothing to drain yet: " + String.join(" ", args));
    }
}
