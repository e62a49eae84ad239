package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.DeleteOutcome;
import io.github.kubemaintenance.cluster.Deletion;
import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.cluster.PatchOutcome;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Watch;
import io.github.kubemaintenance.cluster.WatchSink;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A simulated cluster behind the live session: real threads, a real clock, and beside it somebody who lets the cluster's
 * own time run a few hundred times as fast. Counts what is open.
 */
public final class LiveMock implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(250);

    private final MockCluster mock;
    private final CountingApi api;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final ExecutorService executor;
    private final Thread time;
    private final CountDownLatch stop = new CountDownLatch(1);

    public LiveMock(MockCluster mock) {
        this.mock = mock;
        this.api = new CountingApi(mock.api());
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "live-mock");
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        });
        this.time = new Thread(this::runTime, "live-mock-time");
        time.setDaemon(true);
        time.start();
    }

    private void runTime() {
        try {
            while (!stop.await(1, TimeUnit.MILLISECONDS)) {
                mock.advance(STEP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public ClusterApi api() {
        return api;
    }

    public ClusterBackend backend() {
        return ClusterBackend.live(api, executor);
    }

    /** Watches that are open now. */
    public int openWatches() {
        return api.open.get();
    }

    /** Ends everything, and tells whether the executor's threads have all ended, which they do when nothing runs on them. */
    public boolean endsCleanly() throws InterruptedException {
        executor.shutdown();
        boolean ended = executor.awaitTermination(20, TimeUnit.SECONDS);
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        return ended && threads.stream().noneMatch(Thread::isAlive);
    }

    @Override
    public void close() {
        stop.countDown();
        executor.shutdownNow();
    }

    private static final class CountingApi implements ClusterApi {
        private final ClusterApi api;
        private final AtomicInteger open = new AtomicInteger();

        CountingApi(ClusterApi api) {
            this.api = api;
        }

        @Override
        public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
            return api.list(kind, query, page);
        }

        @Override
        public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
            return api.get(kind, namespace, name);
        }

        @Override
        public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
            Watch watch = api.watch(kind, query, afterVersion, sink);
            open.incrementAndGet();
            AtomicBoolean closed = new AtomicBoolean();
            return () -> {
                if (closed.compareAndSet(false, true)) {
                    open.decrementAndGet();
                }
                watch.close();
            };
        }

        @Override
        public EvictionOutcome evict(Eviction eviction) {
            return api.evict(eviction);
        }

        @Override
        public DeleteOutcome delete(Deletion deletion) {
            return api.delete(deletion);
        }

        @Override
        public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
            return api.patch(patch);
        }
    }
}
