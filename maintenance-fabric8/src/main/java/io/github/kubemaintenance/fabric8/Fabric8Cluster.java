package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Interceptor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
        private final List<Consumer<? super ClientEvent>> listeners = new ArrayList<>();
        private Optional<Executor> executor = Optional.empty();
        private Duration requestTimeout = Duration.ofSeconds(30);
        private RateLimiter limiter = Guards.limiter();
        private CircuitBreaker breaker = Guards.breaker();
        private Retry retry = Guards.retry();
        private Logger log = LoggerFactory.getLogger(Fabric8Cluster.class);

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
            this.executor = Optional.of(Objects.requireNonNull(value, "executor"));
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
         * Sets the rate limiter that says when each request may go. No thread waits for it, the operation's own time
         * does. By default 500 requests a second, which only stops what runs wild.
         *
         * @param value the caller's limiter
         * @return this
         */
        public Builder rateLimiter(RateLimiter value) {
            this.limiter = Objects.requireNonNull(value, "limiter");
            return this;
        }

        /**
         * Sets the circuit breaker that answers instead of a server that doesn't. It is told of connections that fail
         * and of 5xx, never of 4xx or 429. An open circuit is to an operation what a server is that is away: it pauses,
         * and asks again. By default it opens when 60 % of the last 20 requests had no answer (of 10 at least), for 5 s
         * at a time.
         *
         * @param value the caller's breaker
         * @return this
         */
        public Builder circuitBreaker(CircuitBreaker value) {
            this.breaker = Objects.requireNonNull(value, "breaker");
            return this;
        }

        /**
         * Sets what has reads for a plan or a copy sent again when they had no answer or a 5xx, never on a 4xx or 429. A
         * write is never sent again here, and nothing of an operation that runs: that tries again by itself, with a uid.
         * By default 4 times in all, after 0.5 s, 1 s and 2 s.
         *
         * @param value the caller's retry
         * @return this
         */
        public Builder retry(Retry value) {
            this.retry = Objects.requireNonNull(value, "retry");
            return this;
        }

        /**
         * Adds a listener to what the limiter, the breaker and the retry decide. It is called on whichever thread that
         * happens on, must be quick, and what it throws is logged and changes nothing. All of it is logged to SLF4J, too.
         *
         * @param listener the listener
         * @return this
         */
        public Builder onEvent(Consumer<? super ClientEvent> listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Adds an interceptor around every request that is really sent (inside limiter and breaker), inside those added
         * before.
         *
         * @param interceptor the caller's interceptor
         * @return this
         */
        public Builder interceptor(Interceptor interceptor) {
            around.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** Sets where to log; for tests. */
        Builder logger(Logger value) {
            this.log = value;
            return this;
        }

        /**
         * Makes the backend. Nothing is sent yet.
         *
         * @return the backend
         */
        public ClusterBackend build() {
            Logged logged = new Logged(log);
            List<Consumer<? super ClientEvent>> heard = List.copyOf(listeners);
            Consumer<ClientEvent> events = event -> {
                logged.event(event);
                heard.forEach(each -> tell(each, event));
            };
            List<Interceptor> all = new ArrayList<>(List.of(
                    logged, new Paced(limiter, events), new Repeated(retry, events), new Broken(breaker, events)));
            all.addAll(around);
            return ClusterBackend.live(
                    new Fabric8Api(client, requestTimeout, log),
                    executor.orElseGet(Builder::threadsOnDemand),
                    all.toArray(Interceptor[]::new));
        }

        private void tell(Consumer<? super ClientEvent> listener, ClientEvent event) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                log.error("a listener has failed at: {}", event, e);
            }
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
