package io.github.kubemaintenance.upgrade;

/**
 * A command of a step.
 *
 * @param where who carries it out
 * @param target the node of {@link Where#NODE}, else empty
 * @param text the command line
 */
public record StepCommand(Where where, String target, String text) {
    /** Who carries a command out. */
    public enum Where {
        /** root on a node. */
        NODE,
        /** Whoever has access to the API server: a workstation, or the library itself. */
        ADMIN,
        /** Whoever has access to the provider. */
        PROVIDER
    }

    /**
     * Makes a command for root on a node.
     *
     * @param node name of the node
     * @param text the command line
     * @return the command
     */
    public static StepCommand onNode(String node, String text) {
        return new StepCommand(Where.NODE, node, text);
    }

    /**
     * Makes a command for somebody with access to the API server.
     *
     * @param text the command line
     * @return the command
     */
    public static StepCommand admin(String text) {
        return new StepCommand(Where.ADMIN, "", text);
    }

    /**
     * Makes a command for somebody with access to the provider.
     *
     * @param text the command line
     * @return the command
     */
    public static StepCommand provider(String text) {
        return new StepCommand(Where.PROVIDER, "", text);
    }

    /** Returns where it runs, and the command line. */
    @Override
    public String toString() {
        return (where == Where.NODE ? target : where.name().toLowerCase(java.util.Locale.ROOT)) + "$ " + text;
    }
}
