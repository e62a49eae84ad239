package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.MaintenanceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A machine that is restarted in a simulated cluster. */
class RebootTest {
    private final MockCluster mock = MockCluster.builder()
            .seed(3)
            .node("worker-1")
            .daemonSet("kube-system/proxy", d -> d.readyAfter(Duration.ofSeconds(4)))
            .build();

    private boolean podsAreReady() {
        return mock.podsOn("worker-1").stream().allMatch(pod -> pod.isReady());
    }

    @Test
    void a_short_reboot_is_not_noticed_but_for_the_boot_id_and_the_containers() {
        String before = mock.node("worker-1").bootId();
        mock.reboot("worker-1", Duration.ofSeconds(20));
        mock.advance(Duration.ofSeconds(19));
        assertEquals(before, mock.node("worker-1").bootId());
        assertTrue(mock.node("worker-1").isReady());

        mock.advance(Duration.ofSeconds(1));
        assertNotEquals(before, mock.node("worker-1").bootId());
        assertFalse(podsAreReady());

        mock.advance(Duration.ofSeconds(4));
        assertTrue(podsAreReady());
        assertEquals(
                1,
                mock.podsOn("worker-1")
                        .get(0)
                        .status()
                        .containerStatuses()
                        .get(0)
                        .restartCount());
    }

    @Test
    void a_long_reboot_makes_the_node_NotReady_until_it_is_back() {
        mock.reboot("worker-1", Duration.ofMinutes(2));
        mock.advance(Duration.ofSeconds(70));
        assertFalse(mock.node("worker-1").isReady());
        mock.advance(Duration.ofSeconds(55));
        assertTrue(mock.node("worker-1").isReady());
        assertTrue(podsAreReady());
    }

    @Test
    void a_copy_taken_meanwhile_comes_back_too() {
        mock.reboot("worker-1", Duration.ofSeconds(30));
        mock.advance(Duration.ofSeconds(10));
        MockCluster copy = mock.copy();
        copy.advance(Duration.ofSeconds(20));
        assertNotEquals(mock.node("worker-1").bootId(), copy.node("worker-1").bootId());
    }

    @Test
    void nonsense_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> mock.reboot("worker-1", Duration.ofSeconds(-1)));
        assertThrows(MaintenanceException.class, () -> mock.reboot("worker-9", Duration.ofSeconds(1)));
    }
}
