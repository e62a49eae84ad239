package io.github.kubemaintenance.model;

/** What the kubelet does when a container of a pod ends. */
public enum RestartPolicy {
    /** Starts it again. */
    ALWAYS("Always"),
    /** Starts it again after a failure. */
    ON_FAILURE("OnFailure"),
    /** Leaves it. */
    NEVER("Never");

    private final String text;

    RestartPolicy(String text) {
        this.text = text;
    }

    /**
     * Returns Kubernetes' own spelling.
     *
     * @return for example {@code OnFailure}
     */
    public String text() {
        return text;
    }

    /**
     * Reads Kubernetes' own spelling.
     *
     * @param text for example {@code OnFailure}
     * @return the policy; {@link #ALWAYS} (the API's default) for any other text
     */
    public static RestartPolicy parse(String text) {
        for (RestartPolicy policy : values()) {
            if (policy.text.equals(text)) {
                return policy;
            }
        }
        return ALWAYS;
    }
}
