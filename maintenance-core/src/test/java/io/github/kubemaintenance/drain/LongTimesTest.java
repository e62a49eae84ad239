package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "For ever" is a duration that callers write and servers send: no arithmetic may break on it. */
class LongTimesTest {
    private static final List<Duration> LONG = List.of(
            ChronoUnit.FOREVER.getDuration(),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.between(Instant.EPOCH, Instant.MAX));

    private static Scene scene() {
        return new Scene(Scene.nodes()
                .deployment("shop/web", d -> d.replicas(4).readyAfter(Duration.ofSeconds(8)))
                .budget("shop/web", b -> b.maxUnavailable(1)));
    }

    @Test
    void aTimeoutForEverIsNone() {
        for (Duration time : LONG) {
            assertEnded(Outcome.COMPLETED, scene().drain(Scene.request().timeout(time)));
        }
    }

    @Test
    void replacementsAreAwaitedForEver() {
        for (Duration time : LONG) {
            DrainReport report = scene().drain(Scene.request().awaitReplacements(time));
            assertEnded(Outcome.COMPLETED, report);
            assertTrue(report.replacements().get(0).recovered(), report::toString);
        }
    }

    @Test
    void deletionsThatAreDueMayBeOverdueForEver() {
        for (Duration time : LONG) {
            assertEnded(Outcome.COMPLETED, scene().drain(Scene.request().skipWaitForDeleteTimeout(time)));
        }
    }

    @Test
    void aServerThatAsksToWaitForEver_isObeyedUntilTheTimeout() {
        for (Duration time : LONG) {
            Scene scene = scene().fault(Fault.throttled(time));
            DrainReport report = scene.drain(Scene.request().timeout(Duration.ofMinutes(1)));
            assertEnded(Outcome.TIMED_OUT, report);
            assertEquals(Duration.ofMinutes(1), report.duration());
            assertEquals(1, scene.evictions().size());
        }
    }

    @Test
    void aGracePeriodLongerThanServersCount_isRefusedAtTheCall() {
        for (Duration time : LONG) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class, () -> Scene.request().gracePeriod(time));
            assertTrue(String.valueOf(refused.getMessage()).contains("gracePeriod"), refused::getMessage);
        }
        Duration century = Duration.ofDays(36_525);
        MockCluster mock = scene().mock;
        assertEnded(Outcome.COMPLETED, Scene.request().gracePeriod(century).run(mock));
    }

    @Test
    void theShortestTimes_areTimesToo() {
        Duration shortest = Duration.ofNanos(1);
        assertEnded(Outcome.TIMED_OUT, scene().drain(Scene.request().timeout(shortest)));
        DrainReport report = scene().drain(Scene.request().awaitReplacements(shortest));
        assertEnded(Outcome.TIMED_OUT, report);
        assertEquals(List.of(), report.remaining());
    }
}
