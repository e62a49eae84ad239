package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * A process that is killed at its n-th request, before or after that was carried out: nothing is sent from then on, and
 * whoever waits gets an error instead.
 */
final class DyingBackend implements ClusterBackend {
    private final ClusterBackend real;
    private final int diesAt;
    private final boolean after;
    private int requests;

    DyingBackend(ClusterBackend real, int diesAt, boolean after) {
        this.real = real;
        this.diesAt = diesAt;
        this.after = after;
    }

    /** How many requests, and watches, were made. */
    int requests() {
        return requests;
    }

    @Override
    public Executor executor() {
        return real.executor();
    }

    @Override
    public boolean has(Class<? extends ClusterApi> capability) {
        return real.has(capability);
    }

    @Override
    public ClusterSession open() {
        return new Dying(real.open());
    }

    private final class Dying implements ClusterSession {
        private final ClusterSession session;
        private long last = -1;
        private boolean dead;

        Dying(ClusterSession session) {
            this.session = session;
        }

        private RuntimeException killed() {
            return new IllegalStateException("killed");
        }

        private boolean mayGo() {
            requests++;
            if (requests == diesAt && !after) {
                dead = true;
            }
            return !dead;
        }

        @Override
        public Instant now() {
            return session.now();
        }

        @Override
        public <A> long submit(Call<A> call) {
            if (!mayGo()) {
                return -7;
            }
            long ticket = session.submit(call);
            last = requests == diesAt ? ticket : last;
            return ticket;
        }

        @Override
        public <T extends KubeObject> long observe(Kind<T> kind, Query query) {
            return mayGo() ? session.observe(kind, query) : -7;
        }

        @Override
        public long fork(Callable<?> task) {
            return dead ? -7 : session.fork(task);
        }

        @Override
        public void stop(long ticket) {
            session.stop(ticket);
        }

        @Override
        public Signal next(Duration maxWait) throws InterruptedException {
            if (dead) {
                throw killed();
            }
            Signal signal = session.next(maxWait);
            if (signal instanceof Signal.Answer answer && answer.ticket() == last) {
                dead = true; // carried out; nobody hears of it any more
                throw killed();
            }
            return signal;
        }

        @Override
        public void wake() {
            session.wake();
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
