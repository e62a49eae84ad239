package io.github.kubemaintenance.model;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Lease of {@code coordination.k8s.io/v1}: who does something at present, and until when that may be believed. What was
 * read and is not modelled is written again.
 *
 * @param document the whole object
 */
public record Lease(Document document) {
    /** MicroTime has exactly six digits after the point; the API server refuses any other. */
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /**
     * Makes a lease that nobody holds.
     *
     * @param namespace its namespace
     * @param name its name
     * @return the lease
     */
    public static Lease of(String namespace, String name) {
        return new Lease(Document.of("apiVersion", "coordination.k8s.io/v1")
                .with("Lease", "kind")
                .with(name, "metadata", "name")
                .with(namespace, "metadata", "namespace"));
    }

    /** {@return its namespace} */
    public String namespace() {
        return document.namespace();
    }

    /** {@return its name} */
    public String name() {
        return document.name();
    }

    /** {@return its resourceVersion; empty for one that was not read from a server} */
    public String resourceVersion() {
        return document.text("metadata", "resourceVersion").orElse("");
    }

    /** {@return who holds it; empty for nobody} */
    public String holder() {
        return document.text("spec", "holderIdentity").orElse("");
    }

    /** {@return how long after its renewal others may take it; zero where none is said} */
    public Duration duration() {
        return Duration.ofSeconds(
                document.number("spec", "leaseDurationSeconds").orElse(0L));
    }

    /** {@return when it was renewed last, by the holder's clock} */
    public Optional<Instant> renewTime() {
        return Times.read(document, "spec", "renewTime");
    }

    /** {@return when its holder got it, by the holder's clock} */
    public Optional<Instant> acquireTime() {
        return Times.read(document, "spec", "acquireTime");
    }

    /** {@return how often it has changed hands} */
    public long transitions() {
        return document.number("spec", "leaseTransitions").orElse(0L);
    }

    /** {@return its annotations} */
    public Map<String, String> annotations() {
        return document.textMap("metadata", "annotations");
    }

    /**
     * Tells whether its holder may still be at work.
     *
     * @param now the time, by a clock that is about right
     * @return false where nobody holds it, or it was not renewed for its duration
     */
    public boolean isHeldAt(Instant now) {
        return !holder().isEmpty()
                && renewTime().map(at -> now.isBefore(at.plus(duration()))).orElse(false);
    }

    /**
     * Returns the lease as somebody takes it over.
     *
     * @param who the holder
     * @param now when
     * @param time how long others have to leave it alone after each renewal, in whole seconds
     * @return a lease that has changed hands, unless it was his already
     */
    public Lease takenBy(String who, Instant now, Duration time) {
        long changes = transitions() + (acquireTime().isEmpty() || holder().equals(who) ? 0 : 1);
        return new Lease(document.with(who, "spec", "holderIdentity")
                .with(time.toSeconds(), "spec", "leaseDurationSeconds")
                .with(MICRO.format(now), "spec", "acquireTime")
                .with(MICRO.format(now), "spec", "renewTime")
                .with(changes, "spec", "leaseTransitions"));
    }

    /**
     * Returns the lease as its holder renews it.
     *
     * @param now when
     * @return the same with another renewal
     */
    public Lease renewed(Instant now) {
        return new Lease(document.with(MICRO.format(now), "spec", "renewTime"));
    }

    /**
     * Returns the lease as its holder gives it back.
     *
     * @return a lease that nobody holds
     */
    public Lease released() {
        return new Lease(document.with("", "spec", "holderIdentity").with(1, "spec", "leaseDurationSeconds"));
    }

    /**
     * Returns the lease with an annotation.
     *
     * @param key its key
     * @param value its value
     * @return the copy
     */
    public Lease withAnnotation(String key, String value) {
        return new Lease(document.with(value, "metadata", "annotations", key));
    }
}
