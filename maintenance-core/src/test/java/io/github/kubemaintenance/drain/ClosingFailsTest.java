package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.backup.SaveRequest;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.model.Outcome;
import io.github.kubemaintenance.node.CordonRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend whose sessions can't be closed, as a client that somebody has closed meanwhile. */
class ClosingFailsTest {
    private final Scene scene = new Scene(Scene.ownedPods(Scene.nodes(), 3));
    private int closed;

    private ClusterBackend backend() {
        return proxy(
                ClusterBackend.class,
                scene.mock,
                "open",
                session -> proxy(ClusterSession.class, (ClusterSession) session, "close", nothing -> {
                    closed++;
                    throw new IllegalStateException("the client is closed");
                }));
    }

    private interface After {
        Object then(Object result);
    }

    private static <T> T proxy(Class<T> type, T real, String method, After after) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, args) -> {
            Object result;
            try {
                result = called.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            return called.getName().equals(method) ? after.then(result) : result;
        }));
    }

    @Test
    void what_was_drained_is_reported_although_the_session_does_not_close() {
        DrainReport report = Scene.request().run(backend());

        assertEquals(Outcome.COMPLETED, report.outcome());
        assertEquals(3, report.evicted().size());
        assertTrue(report.requests() > 3, report::toString);
        assertEquals(1, closed);
    }

    @Test
    void so_is_what_was_cordoned() {
        assertEquals(
                Outcome.COMPLETED,
                CordonRequest.cordon("worker-1").run(backend()).outcome());
        assertTrue(scene.mock.node("worker-1").unschedulable());
        assertEquals(1, closed);
    }

    @Test
    void so_is_what_was_saved(@TempDir Path folder) {
        Path backup = folder.resolve("backup");

        assertEquals(Outcome.COMPLETED, SaveRequest.of(backend(), backup).run().outcome());
        assertTrue(Files.exists(backup.resolve("manifest.json")));
        assertEquals(1, closed);
    }
}
