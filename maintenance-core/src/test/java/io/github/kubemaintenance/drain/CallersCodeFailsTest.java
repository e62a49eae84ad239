package io.github.kubemaintenance.drain;

import static io.github.kubemaintenance.drain.Scene.assertEnded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.event.PodEvent;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.Outcome;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners, filters, executors and backends of the caller that misbehave. */
class CallersCodeFailsTest {
    /** What can come out of a listener; the IOException as lambdas of Kotlin or Scala throw it. */
    private static final List<Supplier<Throwable>> THROWN = List.of(
            IllegalStateException::new,
            AssertionError::new,
            NoClassDefFoundError::new,
            StackOverflowError::new,
            () -> new IOException("disk full"));

    @SuppressWarnings("unchecked") // that is how a checked exception gets past the compiler
    private static <T extends Throwable> void sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static void raise(Throwable thrown) {
        CallersCodeFailsTest.<RuntimeException>sneaky(thrown);
    }

    private static Scene scene() {
        return new Scene(Scene.ownedPods(Scene.nodes(), 3));
    }

    /** A backend with another executor, or another way to open. */
    private static class Odd implements ClusterBackend {
        private final MockCluster mock;
        private final Executor executor;

        Odd(MockCluster mock, Executor executor) {
            this.mock = mock;
            this.executor = executor;
        }

        @Override
        public ClusterSession open() {
            return mock.open();
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public boolean has(Class<? extends ClusterApi> capability) {
            return mock.has(capability);
        }
    }

    private static DrainReport ended(DrainOperation operation) {
        return operation.completion().toCompletableFuture().join();
    }

    @Test
    void whateverAListenerThrows_theDrainGoesOnAndTheOthersHearEverything() {
        for (Supplier<Throwable> thrown : THROWN) {
            Scene scene = scene();
            DrainReport report = scene.drain(Scene.request().onEvent(event -> raise(thrown.get())));
            assertEnded(Outcome.COMPLETED, report);
            assertEquals(3, scene.pods(PodEvent.Kind.GONE).size());
        }
    }

    @Test
    void anInterruptThatAListenerThrows_isAnInterrupt() {
        Scene scene = scene();
        DrainReport report = scene.drain(Scene.request().onEvent(event -> {
            if (event instanceof PodEvent) {
                raise(new InterruptedException());
            }
        }));
        assertTrue(Thread.interrupted(), "the flag is restored");
        assertEnded(Outcome.CANCELLED, report);
    }

    @Test
    void whateverAFilterThrows_theDrainFailsNamesThePodAndWritesNothing() {
        for (Supplier<Throwable> thrown : THROWN.subList(0, 4)) {
            Scene scene = scene();
            DrainReport report = scene.drain(Scene.request().filter(pod -> {
                raise(thrown.get());
                throw new IllegalStateException();
            }));
            assertEnded(Outcome.FAILED, report);
            assertTrue(report.reasons().get(0).text().contains("filter of the request failed on pod shop/p-0"));
            assertEquals(List.of(), scene.writes());
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what it is about
    void aFilterThatReturnsNull_isToldWhatToReturn() {
        MaintenanceException thrown = assertThrows(
                MaintenanceException.class,
                () -> Scene.request().filter(pod -> null).plan(scene().mock));
        assertTrue(String.valueOf(thrown.getMessage()).contains("Optional.empty()"), thrown::getMessage);
    }

    @Test
    void anErrorInTheMiddle_completesTheOperationAllTheSame() {
        Scene scene = scene();
        DrainRequest request = Scene.request().filter(pod -> {
            throw new InternalError("the machine is broken");
        });
        Odd backend = new Odd(scene.mock, task -> assertThrows(InternalError.class, task::run));
        DrainReport report = ended(request.start(backend));
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.reasons().get(0).text().contains("the machine is broken"), report::toString);
    }

    @Test
    void anExecutorThatTakesNothing_isAFailedOperation() {
        Scene scene = scene();
        RejectedExecutionException full = new RejectedExecutionException("the pool is shut down");
        DrainReport report = ended(Scene.request().start(new Odd(scene.mock, task -> {
            throw full;
        })));
        assertEnded(Outcome.FAILED, report);
        assertTrue(report.reasons().get(0).text().contains("executor"), report::toString);
        assertEquals(NodeCordon.UNTOUCHED, report.cordon());
        assertSame(
                full, assertThrows(DrainFailedException.class, report::orThrow).getCause());
        assertEquals(List.of(), scene.mock.requests());
    }

    @Test
    void anExecutorThatRunsTheTaskAtOnce_isOne() {
        assertEnded(Outcome.COMPLETED, ended(Scene.request().start(new Odd(scene().mock, Runnable::run))));
    }

    @Test
    void aBackendThatDoesNotOpen_isAFailedDrain() {
        Odd closed = new Odd(scene().mock, Runnable::run) {
            @Override
            public ClusterSession open() {
                throw new IllegalStateException("the client is closed");
            }
        };
        DrainFailedException thrown =
                assertThrows(DrainFailedException.class, () -> Scene.request().run(closed));
        assertTrue(String.valueOf(thrown.getMessage()).contains("the client is closed"), thrown::getMessage);
    }

    /** A ClusterApi that returns null from one of its methods. */
    private static ClusterApi nullFrom(String method, MockCluster mock) {
        return (ClusterApi) Proxy.newProxyInstance(
                ClusterApi.class.getClassLoader(),
                new Class<?>[] {ClusterApi.class},
                (proxy, called, arguments) ->
                        called.getName().equals(method) ? null : called.invoke(mock.api(), arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "list", "evict", "patch"})
    @Timeout(60)
    void aBackendThatReturnsNull_isNamedAsTheCulprit(String method) throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Scene scene = scene();
            DrainReport report = SingleDrain.run(
                    Scene.request().timeout(Duration.ofSeconds(5)),
                    ClusterBackend.live(nullFrom(method, scene.mock), threads),
                    new DrainOperation());
            assertTrue(report.outcome() != Outcome.COMPLETED, report::toString);
            assertTrue(report.toString().contains("the backend returned null"), report::toString);
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS), "a thread is left");
        }
    }

    @Test
    void anInterruptedRehearsal_isNoForecast() {
        Scene scene = scene();
        Thread.currentThread().interrupt();
        MaintenanceException thrown =
                assertThrows(MaintenanceException.class, () -> Scene.request().rehearse(scene.mock));
        assertTrue(Thread.interrupted(), "the flag is restored");
        assertTrue(String.valueOf(thrown.getMessage()).contains("interrupted"), thrown::getMessage);
        assertFalse(scene.mock.node("worker-1").unschedulable());
    }

    @Test
    void oneRequestOnManyThreads_keepsThemApart() {
        DrainRequest request = Scene.request().timeout(Duration.ofMinutes(5));
        Scene scene = scene();
        List<DrainOperation> operations =
                List.of(request.start(scene.mock), request.start(scene.mock), request.start(scene.mock));
        operations.forEach(each -> assertEnded(Outcome.COMPLETED, scene.mock.await(each.completion())));
        assertEquals(List.of(), scene.mock.podsOn("worker-1"));
    }
}
