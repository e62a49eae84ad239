package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void a_given_speed_divides_and_max_does_not_wait() {
        assertEquals(Duration.ofSeconds(3), new Pace(Optional.of(20.0), true).shown(Duration.ofMinutes(1)));
        assertEquals(Duration.ZERO, new Pace(Optional.of(Double.POSITIVE_INFINITY), true).shown(Duration.ofHours(9)));
    }

    @Test
    void a_chosen_speed_is_never_boring_and_shows_longer_as_longer() {
        Pace pace = new Pace(Optional.empty(), true);
        Duration second = pace.shown(Duration.ofSeconds(1));
        Duration minute = pace.shown(Duration.ofMinutes(1));
        assertTrue(second.compareTo(minute) < 0, second + " " + minute);
        assertEquals(Duration.ofSeconds(2), pace.shown(Duration.ofDays(1)));
    }

    @Test
    void into_a_file_nothing_waits() {
        assertEquals(Duration.ZERO, Pace.none().shown(Duration.ofHours(1)));
    }
}
