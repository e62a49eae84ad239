package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Interceptor;
import java.util.List;
import java.util.concurrent.Executor;

/** A backend over an API of the outside world. */
public final class LiveBackend implements ClusterBackend {
    private final ClusterApi api;
    private final Executor executor;
    private final List<Interceptor> around;

    /** Makes a backend; the first interceptor is outermost. */
    public LiveBackend(ClusterApi api, Executor executor, List<Interceptor> around) {
        this.api = api;
        this.executor = executor;
        this.around = List.copyOf(around);
    }

    @Override
    public ClusterSession open() {
        throw new UnsupportedOperationException("not built yet: " + around);
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public boolean has(Class<? extends ClusterApi> capability) {
        return capability.isInstance(api);
    }
}
