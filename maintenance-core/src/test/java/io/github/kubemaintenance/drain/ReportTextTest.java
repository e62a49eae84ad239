package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read when a drain didn't complete. */
class ReportTextTest {
    private static DrainReport stuck() {
        Scene scene = new Scene(Scene.nodes()
                .deployment("shop/web", d -> d.replicas(8).readyAfter(Duration.ofMinutes(30)))
                .budget("shop/web", b -> b.maxUnavailable(1))
                .deployment("bank/api", d -> d.replicas(6).readyAfter(Duration.ofMinutes(30)))
                .budget("bank/api", b -> b.maxUnavailable(1)));
        DrainReport report = scene.drain(Scene.request().timeout(Duration.ofMinutes(1)));
        assertEnded(Outcome.TIMED_OUT, report);
        return report;
    }

    @Test
    void O04_whatIsLeftIsGroupedByItsReasonSortedAndStable() {
        DrainReport report = stuck();
        List<String> lines = report.toString()
                .lines()
                .filter(line -> line.startsWith("  remaining: "))
                .toList();
        assertEquals(2, lines.size(), report::toString);
        assertTrue(lines.get(0).startsWith("  remaining: bank/api-")
                && lines.get(0).contains("budget bank/api"));
        assertTrue(lines.get(1).startsWith("  remaining: shop/web-")
                && lines.get(1).contains("budget shop/web"));
        assertEquals(report.toString(), stuck().toString());
    }

    @Test
    void W05_theMessageOfATimeoutNamesEveryPodHoweverMany() {
        DrainReport report = stuck();
        assertTrue(report.remaining().size() > 4, report::toString);
        String message = String.valueOf(
                assertThrows(DrainTimeoutException.class, report::orThrow).getMessage());
        report.remaining()
                .forEach(each -> assertTrue(message.contains(each.pod().name()), message));
        assertEquals(message.indexOf("budget shop/web"), message.lastIndexOf("budget shop/web"), message);
    }
}
