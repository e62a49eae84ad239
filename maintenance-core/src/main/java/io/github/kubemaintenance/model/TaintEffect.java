package io.github.kubemaintenance.model;

/** What a taint does to pods that don't tolerate it. */
public enum TaintEffect {
    /** New pods are not scheduled there. */
    NO_SCHEDULE("NoSchedule"),
    /** The scheduler avoids the node. */
    PREFER_NO_SCHEDULE("PreferNoSchedule"),
    /** New pods are not scheduled there and running ones are evicted. */
    NO_EXECUTE("NoExecute");

    private final String text;

    TaintEffect(String text) {
        this.text = text;
    }

    /**
     * Returns Kubernetes' own spelling.
     *
     * @return for example {@code NoSchedule}
     */
    public String text() {
        return text;
    }

    /**
     * Reads Kubernetes' own spelling.
     *
     * @param text for example {@code NoSchedule}
     * @return the effect
     * @throws IllegalArgumentException for any other text
     */
    public static TaintEffect parse(String text) {
        for (TaintEffect effect : values()) {
            if (effect.text.equals(text)) {
                return effect;
            }
        }
        throw new IllegalArgumentException(
                "not an effect of a taint: '" + text + "' (NoSchedule, PreferNoSchedule or NoExecute)");
    }
}
