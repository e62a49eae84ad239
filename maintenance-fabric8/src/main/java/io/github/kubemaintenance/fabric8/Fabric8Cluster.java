package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real cluster, reached through the caller's fabric8 client.
 *
 * <p>The client stays the caller's: it is neither closed nor configured here, and its authentication, proxies, TLS and
 * interceptors apply. Each request is sent exactly once: the client's own repetition of requests is off for those sent
 * from here. Thread-safe.
 */
public final class Fabric8Cluster {
    private Fabric8Cluster() {}

    /**
     * Makes a backend with all defaults.
     *
     * @param client the caller's client, to be kept open as long as the backend is used
     * @return the backend
     */
    public static ClusterBackend of(KubernetesClient client) {
        return builder(client).build();
    }

    /**
     * Starts a backend.
     *
     * @param client the caller's client, to be kept open as long as the backend is used
     * @return a builder with all defaults
     */
    public static Builder builder(KubernetesClient client) {
        return new Builder(client);
    }

    /** Collects how a cluster is to be talked to. Not thread-safe. */
    public static final class Builder {
        private final KubernetesClient client;
        private final List<Interceptor> around = new ArrayList<>();
        private Optional<Executor> executor = Optional.empty();
        private Duration requestTimeout = Duration.ofSeconds(30);

        private Builder(KubernetesClient client) {
            this.client = Objects.requireNonNull(client, "client");
        }

        /**
         * Sets what carries out requests, actions and background operations. It is not shut down here, and it must not
         * bound its threads below what is in flight. By default daemon threads are made as needed and end after 10 s
         * without work.
         *
         * @param value the executor
         * @return this
         */
        public Builder executor(Executor value) {
            this.executor = Optional.of(value);
            return this;
        }

        /**
         * Sets how long an answer may take; 30 s by default. An eviction may always take 40 s, for a server settles
         * conflicts between evictions under one budget by itself.
         *
         * @param value at least one second
         * @return this
         */
        public Builder requestTimeout(Duration value) {
            if (value.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException("requestTimeout is at least one second, not " + value);
            }
            this.requestTimeout = value;
            return this;
        }

        /**
         * Lets a rate limiter say when each request may go. No thread waits for it.
         *
         * @param limiter the caller's limiter
         * @return this
         */
        public Builder rateLimiter(RateLimiter limiter) {
            around.add(Guards.limited(limiter));
            return this;
        }

        /**
         * Lets a circuit breaker answer instead of a server that doesn't. It counts transport errors and 5xx only.
         *
         * @param breaker the caller's breaker
         * @return this
         */
        public Builder circuitBreaker(CircuitBreaker breaker) {
            around.add(Guards.broken(breaker));
            return this;
        }

        /**
         * Adds an interceptor around every request, inside those added before.
         *
         * @param interceptor the caller's interceptor
         * @return this
         */
        public Builder interceptor(Interceptor interceptor) {
            around.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /**
         * Makes the backend.
         *
         * @return the backend
         */
        public ClusterBackend build() {
            return ClusterBackend.live(
                    new Fabric8Api(client, requestTimeout),
                    executor.orElseGet(Builder::threadsOnDemand),
                    around.toArray(Interceptor[]::new));
        }

        private static Executor threadsOnDemand() {
            AtomicInteger number = new AtomicInteger();
            return new ThreadPoolExecutor(
                    0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                        Thread thread = new Thread(work, "kube-maintenance-" + number.incrementAndGet());
                        thread.setDaemon(true);
                        return thread;
                    });
        }
    }
}
