package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Interceptor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A backend over an API of the outside world. Immutable; every session has its own queue. */
public final class LiveBackend implements ClusterBackend {
    private final ClusterApi api;
    private final Executor executor;
    private final List<Interceptor> around;
    private final Time time;

    /** Makes a backend; the first interceptor is outermost. */
    public LiveBackend(ClusterApi api, Executor executor, List<Interceptor> around) {
        this(api, executor, around, Time.REAL);
    }

    LiveBackend(ClusterApi api, Executor executor, List<Interceptor> around, Time time) {
        this.api = api;
        this.executor = executor;
        this.around = List.copyOf(around);
        this.time = time;
    }

    @Override
    public ClusterSession open() {
        return new LiveSession(this, time, false);
    }

    @Override
    public ClusterSession openForReading() {
        return new LiveSession(this, time, true);
    }

    @Override
    public Executor executor() {
        return executor;
    }

    @Override
    public boolean has(Class<? extends ClusterApi> capability) {
        return capability.isInstance(api);
    }

    /** The interceptors, the first outermost. */
    List<Interceptor> around() {
        return around;
    }

    /** Carries a request out, through all interceptors, on the calling thread. */
    <A> A carryOut(Call<A> call) {
        A answer = carryOut(call, 0);
        if (answer == null) {
            throw new ApiException(new ApiFailure(
                    ApiFailure.Kind.OTHER,
                    call.describe(),
                    0,
                    "",
                    "the backend returned null, which no method of ClusterApi may",
                    Optional.empty()));
        }
        return answer;
    }

    private <A> A carryOut(Call<A> call, int layer) {
        if (layer == around.size()) {
            return call.on(api);
        }
        return around.get(layer).around(call, new Interceptor.Next() {
            @Override
            public <B> B proceed(Call<B> inner) {
                return carryOut(inner, layer + 1);
            }
        });
    }
}
