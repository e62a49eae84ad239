package io.github.kubemaintenance.model;

/** Where a pod is in its life. */
public enum PodPhase {
    /** Accepted, not every container has started. */
    PENDING("Pending"),
    /** Bound, and a container runs or restarts. */
    RUNNING("Running"),
    /** Every container ended well and none will restart. */
    SUCCEEDED("Succeeded"),
    /** Every container ended and one of them badly. */
    FAILED("Failed"),
    /** The node could not be asked. */
    UNKNOWN("Unknown");

    private final String text;

    PodPhase(String text) {
        this.text = text;
    }

    /**
     * Returns Kubernetes' own spelling.
     *
     * @return for example {@code Running}
     */
    public String text() {
        return text;
    }

    /**
     * Reads Kubernetes' own spelling.
     *
     * @param text for example {@code Running}
     * @return the phase; {@link #UNKNOWN} for any other text, {@link #PENDING} for an empty one (not yet set)
     */
    public static PodPhase parse(String text) {
        for (PodPhase phase : values()) {
            if (phase.text.equals(text)) {
                return phase;
            }
        }
        return text.isEmpty() ? PENDING : UNKNOWN;
    }
}
