package io.github.kubemaintenance.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A listener that makes of a run, or of the events of a rehearsal, one HTML page that needs nothing else: when each node
 * was worked on, which pod was blocked by what, and where the time went. Keeps the events in memory until asked. Thread-safe.
 *
 * <pre>{@code
 * Timeline timeline = Timeline.of("Kernel update");
 * request.onEvent(timeline).run(cluster);
 * timeline.writeTo(Path.of("kernel-update.html"));
 * }</pre>
 */
public final class Timeline implements Consumer<MaintenanceEvent> {
    private final String title;
    private final List<MaintenanceEvent> events = new ArrayList<>();

    private Timeline(String title) {
        this.title = Objects.requireNonNull(title, "title");
    }

    /**
     * Begins an empty timeline.
     *
     * @param title heading of the page
     * @return a listener for {@code onEvent}
     */
    public static Timeline of(String title) {
        return new Timeline(title);
    }

    @Override
    public synchronized void accept(MaintenanceEvent event) {
        events.add(Objects.requireNonNull(event, "event"));
    }

    /**
     * Returns the page. What is under way lasts until the last event.
     *
     * @return a whole HTML document, the same for the same events
     */
    public synchronized String html() {
        Story story = new Story();
        events.forEach(story::take);
        return TimelinePage.of(title, story, events);
    }

    /**
     * Writes the page, in place of a file that may be there: it is written beside it first, so that there is never half a
     * page.
     *
     * @param file where to; its directory must be there
     * @throws IOException if it can't be written; what was there before is left
     */
    public void writeTo(Path file) throws IOException {
        Path whole = file.toAbsolutePath();
        Path part = whole.resolveSibling("." + whole.getFileName() + ".part");
        try {
            Files.writeString(part, html(), StandardCharsets.UTF_8);
            Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Returns the title and how many events there are. */
    @Override
    public synchronized String toString() {
        return "Timeline \"" + title + "\" of " + events.size() + " events";
    }
}
