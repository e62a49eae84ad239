package io.github.kubemaintenance.model;

import java.time.Instant;

/**
 * What the kubelet last said of one container.
 *
 * @param name the container's name
 * @param ready whether it is ready (for an init container: whether it ended well, or runs as a started sidecar)
 * @param restartCount how often it was started again
 * @param state what it does
 * @param other what else the kubelet wrote, for example {@code image} and {@code lastState}
 */
public record ContainerStatus(String name, boolean ready, int restartCount, State state, Document other) {

    /** What a container does. */
    public sealed interface State {}

    /**
     * It has not started, or waits before its next start.
     *
     * @param reason for example {@code PodInitializing} or {@code CrashLoopBackOff}
     * @param message more, may be empty
     */
    public record Waiting(String reason, String message) implements State {}

    /**
     * It runs.
     *
     * @param startedAt since when; {@link Instant#EPOCH} if unknown
     */
    public record Running(Instant startedAt) implements State {}

    /**
     * It ended.
     *
     * @param exitCode 0 for success
     * @param reason for example {@code Completed} or {@code Error}
     * @param other what else the kubelet wrote
     */
    public record Terminated(int exitCode, String reason, Document other) implements State {}

    /**
     * Reads a status.
     *
     * @param document one item of {@code containerStatuses} or {@code initContainerStatuses}
     * @return the status
     */
    public static ContainerStatus of(Document document) {
        return new ContainerStatus(
                document.text("name").orElse(""),
                document.flag("ready").orElse(false),
                document.number("restartCount").orElse(0L).intValue(),
                state(document.at("state")),
                document.without("name")
                        .without("ready")
                        .without("restartCount")
                        .without("state"));
    }

    private static State state(Document state) {
        if (state.has("running")) {
            return new Running(Times.read(state, "running", "startedAt").orElse(Instant.EPOCH));
        } else if (state.has("terminated")) {
            Document ended = state.at("terminated");
            return new Terminated(
                    ended.number("exitCode").orElse(0L).intValue(),
                    ended.text("reason").orElse(""),
                    ended.without("exitCode").without("reason"));
        }
        return new Waiting(
                state.text("waiting", "reason").orElse(""),
                state.text("waiting", "message").orElse(""));
    }

    /**
     * Writes the status.
     *
     * @return one item of {@code containerStatuses} or {@code initContainerStatuses}
     */
    public Document toDocument() {
        Document document = Document.of("name", name).with(written(state), "state");
        document = document.withAll(other);
        return document.with(ready, "ready").with(restartCount, "restartCount");
    }

    private static Document written(State state) {
        if (state instanceof Running running) {
            Document since = running.startedAt().equals(Instant.EPOCH)
                    ? Document.empty()
                    : Document.of("startedAt", Times.text(running.startedAt()));
            return Document.of("running", since);
        } else if (state instanceof Terminated ended) {
            Document document =
                    Document.of("terminated", ended.other()).with(ended.exitCode(), "terminated", "exitCode");
            return ended.reason().isEmpty() ? document : document.with(ended.reason(), "terminated", "reason");
        }
        Waiting waiting = (Waiting) state;
        Document document = waiting.reason().isEmpty()
                ? Document.empty()
                : Document.empty().with(waiting.reason(), "waiting", "reason");
        return waiting.message().isEmpty() ? document : document.with(waiting.message(), "waiting", "message");
    }
}
