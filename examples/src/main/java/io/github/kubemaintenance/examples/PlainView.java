package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.event.MaintenanceEvent;
import io.github.kubemaintenance.event.PodEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One line an event: for files, pipes and those who like it quiet. */
final class PlainView implements View {
    private final PrintStream out;
    private final Pace pace;
    private final Instant begin;
    private Instant last;

    PlainView(PrintStream out, Pace pace, Instant begin) {
        this.out = out;
        this.pace = pace;
        this.begin = begin;
        this.last = begin;
    }

    @Override
    public void accept(MaintenanceEvent event) {
        pace.pass(last, event.at(), frame -> {});
        last = event.at();
        line(event).ifPresent(text -> out.println("  " + Times.clock(Duration.between(begin, last)) + "  " + text));
    }

    private static Optional<String> line(MaintenanceEvent event) {
        if (!(event instanceof PodEvent pod)) {
            return Optional.of(event.text());
        }
        String text = pod.reason().text();
        Optional<String> says =
                switch (pod.kind()) {
                    case STARTED -> Optional.empty(); // the server's answer follows
                    case SKIPPED -> Optional.of("stays: " + text);
                    case BLOCKED -> Optional.of("waits: " + text);
                    case EVICTED -> Optional.of("evicted, now stopping");
                    case DELETED -> Optional.of("deleted, now stopping");
                    case WAITING -> Optional.of("is stopping already: " + text);
                    case STUCK -> Optional.of("does not go: " + text);
                    case GONE -> Optional.of("gone");
                    case REPLACED -> Optional.of("replaced: " + text);
                    case REPLACEMENT_STUCK -> Optional.of("not yet replaced: " + text);
                    case FAILED -> Optional.of("FAILED: " + text);
                };
        return says.map(each -> pod.pod() + "  " + each);
    }

    @Override
    public void close() {
        out.println();
    }
}
