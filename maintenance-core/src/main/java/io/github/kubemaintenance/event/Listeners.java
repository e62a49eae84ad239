package io.github.kubemaintenance.event;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Ready listeners for {@code onEvent}. An operation calls them on its own thread, in order, and whatever they throw
 * changes nothing in it.
 */
public final class Listeners {
    private Listeners() {}

    /**
     * Writes each event as a line of text.
     *
     * @param out where to; {@code System.out} or a writer, which is not closed
     * @return the listener; it throws {@link UncheckedIOException} where writing fails
     */
    public static Consumer<MaintenanceEvent> text(Appendable out) {
        Objects.requireNonNull(out, "out");
        return event -> {
            try {
                out.append(event.toString()).append(System.lineSeparator());
            } catch (IOException e) {
                throw new UncheckedIOException("an event could not be written: " + event, e);
            }
        };
    }

    /**
     * Logs each event: what holds an operation up, and what fails, as WARNING, everything else as INFO.
     *
     * @param logger where to
     * @return the listener
     */
    public static Consumer<MaintenanceEvent> logger(Logger logger) {
        Objects.requireNonNull(logger, "logger");
        return event -> logger.log(levelOf(event), event::toString);
    }

    /**
     * Shows progress on a terminal: one line a node with a bar of its pods, drawn anew with each event by ANSI sequences
     * (cursor up, clear). For a log, {@link #text} is better.
     *
     * @param out the terminal, for example {@code System.out}
     * @param columns its width, at least 40; longer lines are cut
     * @return the listener, for one operation; it throws {@link UncheckedIOException} where writing fails
     * @throws IllegalArgumentException for a narrower one
     */
    public static Consumer<MaintenanceEvent> progress(Appendable out, int columns) {
        return new Progress(Objects.requireNonNull(out, "out"), columns);
    }

    private static Level levelOf(MaintenanceEvent event) {
        if (event instanceof PodEvent pod) {
            return switch (pod.kind()) {
                case BLOCKED, STUCK, FAILED, REPLACEMENT_STUCK -> Level.WARNING;
                default -> Level.INFO;
            };
        } else if (event instanceof NodeEvent node) {
            return switch (node.step()) {
                case REFUSED, ENDED -> Level.WARNING;
                default -> Level.INFO;
            };
        } else if (event instanceof ServerEvent server) {
            return server.kind() == ServerEvent.Kind.BACK ? Level.INFO : Level.WARNING;
        }
        return Level.INFO;
    }
}
