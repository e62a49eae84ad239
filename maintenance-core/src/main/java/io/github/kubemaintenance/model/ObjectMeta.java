package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object's metadata. Maps keep their order and are unmodifiable.
 *
 * @param namespace empty for objects that have none
 * @param name the name
 * @param uid identity over all time; empty for an object that no server has seen
 * @param resourceVersion the version of this state, opaque; empty if unknown
 * @param generation number of the spec's change
 * @param creationTimestamp when it was created; {@link Instant#EPOCH} if unknown
 * @param deletionTimestamp when deletion is due (the grace period included), for an object that is being deleted
 * @param deletionGracePeriod the grace period of that deletion
 * @param labels labels
 * @param annotations annotations
 * @param ownerReferences owners
 * @param finalizers what holds the object after its deletion was asked for
 * @param other what else the server wrote, for example {@code managedFields} and {@code generateName}
 */
public record ObjectMeta(
        String namespace,
        String name,
        String uid,
        String resourceVersion,
        long generation,
        Instant creationTimestamp,
        Optional<Instant> deletionTimestamp,
        Optional<Duration> deletionGracePeriod,
        Map<String, String> labels,
        Map<String, String> annotations,
        List<OwnerReference> ownerReferences,
        List<String> finalizers,
        Document other) {

    private static final String[] MODELLED = {
        "namespace",
        "name",
        "uid",
        "resourceVersion",
        "generation",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "labels",
        "annotations",
        "ownerReferences",
        "finalizers"
    };

    /**
     * Starts the metadata of an object that no server has seen.
     *
     * @param namespace empty for none
     * @param name the name
     * @return metadata with everything else empty
     */
    public static ObjectMeta of(String namespace, String name) {
        return new ObjectMeta(
                namespace,
                name,
                "",
                "",
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Document.empty());
    }

    /**
     * Reads metadata.
     *
     * @param document the object's {@code metadata}
     * @return metadata
     */
    public static ObjectMeta of(Document document) {
        Document other = document;
        for (String key : MODELLED) {
            other = other.without(key);
        }
        List<OwnerReference> owners = document.documents("ownerReferences").stream()
                .map(OwnerReference::of)
                .toList();
        other = Kept.addOwners(Kept.addNull(other, document, "creationTimestamp"), document, owners);
        return new ObjectMeta(
                document.text("namespace").orElse(""),
                document.text("name").orElse(""),
                document.text("uid").orElse(""),
                document.text("resourceVersion").orElse(""),
                document.number("generation").orElse(0L),
                Times.read(document, "creationTimestamp").orElse(Instant.EPOCH),
                Times.read(document, "deletionTimestamp"),
                document.number("deletionGracePeriodSeconds").map(Duration::ofSeconds),
                document.textMap("labels"),
                document.textMap("annotations"),
                owners,
                List.copyOf(document.texts("finalizers")),
                other);
    }

    /**
     * Writes the metadata, leaving out what is empty.
     *
     * @return the object's {@code metadata}
     */
    public Document toDocument() {
        Map<String, Object> tree = new LinkedHashMap<>();
        put(tree, "name", name);
        other.text("generateName").ifPresent(prefix -> tree.put("generateName", prefix));
        put(tree, "namespace", namespace);
        put(tree, "uid", uid);
        put(tree, "resourceVersion", resourceVersion);
        if (generation != 0) {
            tree.put("generation", generation);
        }
        if (!creationTimestamp.equals(Instant.EPOCH)) {
            tree.put("creationTimestamp", Times.text(creationTimestamp));
        }
        deletionTimestamp.ifPresent(at -> tree.put("deletionTimestamp", Times.text(at)));
        deletionGracePeriod.ifPresent(grace -> tree.put("deletionGracePeriodSeconds", grace.toSeconds()));
        if (!labels.isEmpty()) {
            tree.put("labels", labels);
        }
        if (!annotations.isEmpty()) {
            tree.put("annotations", annotations);
        }
        if (!ownerReferences.isEmpty()) {
            tree.put("ownerReferences", Kept.owners(other, ownerReferences));
        }
        if (!finalizers.isEmpty()) {
            tree.put("finalizers", finalizers);
        }
        other.asMap().forEach((key, value) -> {
            if (!key.equals("ownerReferences") && !tree.containsKey(key)) {
                tree.put(key, value);
            }
        });
        return Document.of(tree);
    }

    private static void put(Map<String, Object> tree, String key, String value) {
        if (!value.isEmpty()) {
            tree.put(key, value);
        }
    }

    /**
     * Returns the owner that manages the object.
     *
     * @return the reference with {@code controller: true}, empty if there is none
     */
    public Optional<OwnerReference> controller() {
        for (OwnerReference owner : ownerReferences) {
            if (owner.controller()) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    /**
     * Tells whether deletion was asked for.
     *
     * @return true if there is a deletionTimestamp
     */
    public boolean isTerminating() {
        return deletionTimestamp.isPresent();
    }

    /**
     * Returns a copy with another identity and version.
     *
     * @param newUid uid
     * @param newVersion resourceVersion
     * @param newGeneration generation
     * @param created creationTimestamp
     * @return the copy
     */
    public ObjectMeta created(String newUid, String newVersion, long newGeneration, Instant created) {
        return new ObjectMeta(
                namespace,
                name,
                newUid,
                newVersion,
                newGeneration,
                created,
                deletionTimestamp,
                deletionGracePeriod,
                labels,
                annotations,
                ownerReferences,
                finalizers,
                other);
    }

    /**
     * Returns a copy of another version.
     *
     * @param version resourceVersion
     * @return the copy
     */
    public ObjectMeta withResourceVersion(String version) {
        return copy(version, generation, deletionTimestamp, deletionGracePeriod, labels, annotations);
    }

    /**
     * Returns a copy of another generation.
     *
     * @param number generation
     * @return the copy
     */
    public ObjectMeta withGeneration(long number) {
        return copy(resourceVersion, number, deletionTimestamp, deletionGracePeriod, labels, annotations);
    }

    /**
     * Returns a copy whose deletion is due.
     *
     * @param due deletionTimestamp
     * @param grace grace period
     * @return the copy
     */
    public ObjectMeta deleted(Instant due, Duration grace) {
        return copy(resourceVersion, generation, Optional.of(due), Optional.of(grace), labels, annotations);
    }

    /**
     * Returns a copy with other labels.
     *
     * @param all all labels
     * @return the copy
     */
    public ObjectMeta withLabels(Map<String, String> all) {
        return copy(resourceVersion, generation, deletionTimestamp, deletionGracePeriod, ordered(all), annotations);
    }

    /**
     * Returns a copy with other annotations.
     *
     * @param all all annotations
     * @return the copy
     */
    public ObjectMeta withAnnotations(Map<String, String> all) {
        return copy(resourceVersion, generation, deletionTimestamp, deletionGracePeriod, labels, ordered(all));
    }

    /**
     * Returns a copy with other owners.
     *
     * @param owners all owners
     * @return the copy
     */
    public ObjectMeta withOwnerReferences(List<OwnerReference> owners) {
        return new ObjectMeta(
                namespace,
                name,
                uid,
                resourceVersion,
                generation,
                creationTimestamp,
                deletionTimestamp,
                deletionGracePeriod,
                labels,
                annotations,
                List.copyOf(owners),
                finalizers,
                other);
    }

    /**
     * Returns a copy with other finalizers.
     *
     * @param all all finalizers
     * @return the copy
     */
    public ObjectMeta withFinalizers(List<String> all) {
        return new ObjectMeta(
                namespace,
                name,
                uid,
                resourceVersion,
                generation,
                creationTimestamp,
                deletionTimestamp,
                deletionGracePeriod,
                labels,
                annotations,
                ownerReferences,
                List.copyOf(all),
                other);
    }

    private ObjectMeta copy(
            String version,
            long number,
            Optional<Instant> due,
            Optional<Duration> grace,
            Map<String, String> newLabels,
            Map<String, String> newAnnotations) {
        return new ObjectMeta(
                namespace,
                name,
                uid,
                version,
                number,
                creationTimestamp,
                due,
                grace,
                newLabels,
                newAnnotations,
                ownerReferences,
                finalizers,
                other);
    }

    private static Map<String, String> ordered(Map<String, String> map) {
        return Frozen.copyOf(map);
    }
}
