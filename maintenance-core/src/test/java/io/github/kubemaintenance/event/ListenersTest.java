package io.github.kubemaintenance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:07Z");
    private static final NodeEvent CORDONED = new NodeEvent(AT, "worker-1", NodeEvent.Step.CORDONED, "cordoned");
    private static final PodEvent BLOCKED = new PodEvent(
            AT,
            "worker-1",
            new PodRef("shop", "web-1", "uid"),
            PodEvent.Kind.BLOCKED,
            new Reason("BUDGET_CLOSED", "budget web allows no disruption"));

    @Test
    void eachEventIsALineOfText() {
        StringBuilder out = new StringBuilder();

        Listeners.text(out).accept(CORDONED);
        Listeners.text(out).accept(BLOCKED);

        assertEquals(
                List.of(
                        "2026-01-01T00:00:07Z worker-1: cordoned",
                        "2026-01-01T00:00:07Z worker-1: pod shop/web-1 blocked: budget web allows no disruption"),
                out.toString().lines().toList());
    }

    @Test
    void whatCannotBeWrittenIsNotSwallowed() {
        Appendable broken = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw new IOException("disk full");
            }
        };

        assertThrows(UncheckedIOException.class, () -> Listeners.text(broken).accept(CORDONED));
    }

    @Test
    void whatHoldsUpOrFailsIsLoggedAsAWarning() {
        List<Level> levels = new ArrayList<>();
        Listeners.logger(recording(levels)).accept(CORDONED);
        Listeners.logger(recording(levels)).accept(BLOCKED);
        Listeners.logger(recording(levels))
                .accept(new ServerEvent(AT, "", ServerEvent.Kind.AWAY, "connection refused"));
        Listeners.logger(recording(levels)).accept(new ServerEvent(AT, "", ServerEvent.Kind.BACK, "answers again"));

        assertEquals(List.of(Level.INFO, Level.WARNING, Level.WARNING, Level.INFO), levels);
    }

    private static System.Logger recording(List<Level> levels) {
        return new System.Logger() {
            @Override
            public String getName() {
                return "test";
            }

            @Override
            public boolean isLoggable(Level level) {
                return true;
            }

            @Override
            public void log(Level level, Supplier<String> message) {
                levels.add(level);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
                levels.add(level);
            }

            @Override
            public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
                levels.add(level);
            }
        };
    }
}
