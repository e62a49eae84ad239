package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
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
import java.util.Optional;

/** The simulated cluster's API, called directly: answers at the present instant. Thread-safe. */
final class MockApi implements ClusterApi {
    private static final String ACTOR = "api";

    private final Kernel kernel;
    private final Front front;

    MockApi(Kernel kernel, Front front) {
        this.kernel = kernel;
        this.front = front;
    }

    private <A> A ask(Call<A> call) {
        return kernel.turns()
                .outside(() -> front.perform(call, ACTOR, this).result().orThrow());
    }

    @Override
    public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
        return ask(new Call.ListPage<>(kind, query, page));
    }

    @Override
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        return ask(new Call.Get<>(kind, namespace, name));
    }

    @Override
    public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
        return kernel.turns().outside(() -> kernel.watch(kind, query, afterVersion, sink, ACTOR));
    }

    @Override
    public EvictionOutcome evict(Eviction eviction) {
        return ask(new Call.Evict(eviction));
    }

    @Override
    public DeleteOutcome delete(Deletion deletion) {
        return ask(new Call.Delete(deletion));
    }

    @Override
    public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        return ask(new Call.Change<>(patch));
    }
}
