package io.github.kubemaintenance.model;

/**
 * A volume of a pod, as far as maintenance needs it.
 *
 * @param name its name in the pod
 * @param type the field that names its source, for example {@code emptyDir} or {@code persistentVolumeClaim}
 * @param claimName the claim of a {@code persistentVolumeClaim} volume, else empty
 */
public record Volume(String name, String type, String claimName) {
    /** The type of a volume that dies with the pod on its node. */
    public static final String EMPTY_DIR = "emptyDir";
    /** The type of a volume that is a claim. */
    public static final String CLAIM = "persistentVolumeClaim";
    /** The type of a volume whose claim is made for the pod and named {@code POD-VOLUME}. */
    public static final String EPHEMERAL = "ephemeral";

    /**
     * Reads a volume.
     *
     * @param document one item of {@code spec.volumes}
     * @return the volume
     */
    public static Volume of(Document document) {
        String type = document.asMap().keySet().stream()
                .filter(key -> !key.equals("name"))
                .findFirst()
                .orElse("");
        return new Volume(
                document.text("name").orElse(""),
                type,
                document.text(CLAIM, "claimName").orElse(""));
    }

    /**
     * Writes the volume.
     *
     * @return one item of {@code spec.volumes}
     */
    public Document toDocument() {
        Document source = claimName.isEmpty() ? Document.empty() : Document.of("claimName", claimName);
        return type.isEmpty()
                ? Document.of("name", name)
                : Document.of("name", name).with(source, type);
    }
}
