package io.github.kubemaintenance.cluster.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** An API whose answers are laid out beforehand, and which remembers what it was asked. */
final class ScriptedApi implements ClusterApi {
    final Deque<Function<PageRequest, Page<?>>> lists = new ArrayDeque<>();
    final Deque<Supplier<Watch>> watches = new ArrayDeque<>();
    final List<String> asked = new ArrayList<>();
    final List<WatchSink<KubeObject>> sinks = new ArrayList<>();
    int closedWatches;
    Supplier<EvictionOutcome> evictions = EvictionOutcome.Accepted::new;

    static ApiFailure failure(ApiFailure.Kind kind) {
        return failure(kind, Optional.empty());
    }

    static ApiFailure failure(ApiFailure.Kind kind, Optional<Duration> retryAfter) {
        return new ApiFailure(kind, "some request", 0, "", "scripted", retryAfter);
    }

    ScriptedApi listing(String version, KubeObject... items) {
        lists.add(request -> new Page<>(List.of(items), "", version));
        return this;
    }

    ScriptedApi failing(ApiFailure.Kind kind) {
        return failing(failure(kind));
    }

    ScriptedApi failing(ApiFailure failure) {
        lists.add(request -> {
            throw new ApiException(failure);
        });
        return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends KubeObject> Page<T> list(Kind<T> kind, Query query, PageRequest page) {
        asked.add("list " + kind + " " + page.limit() + " " + page.continueToken());
        return (Page<T>) lists.remove().apply(page);
    }

    @Override
    public <T extends KubeObject> Optional<T> get(Kind<T> kind, String namespace, String name) {
        asked.add("get " + name);
        return Optional.empty();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends KubeObject> Watch watch(Kind<T> kind, Query query, String afterVersion, WatchSink<T> sink) {
        asked.add("watch " + kind + " after " + afterVersion);
        sinks.add((WatchSink<KubeObject>) sink);
        return watches.isEmpty() ? () -> closedWatches++ : watches.remove().get();
    }

    @Override
    public EvictionOutcome evict(Eviction eviction) {
        asked.add("evict " + eviction.pod());
        return evictions.get();
    }

    @Override
    public DeleteOutcome delete(Deletion deletion) {
        asked.add("delete " + deletion.name());
        return new DeleteOutcome.Accepted();
    }

    @Override
    public <T extends KubeObject> PatchOutcome<T> patch(Patch<T> patch) {
        asked.add("patch " + patch.name());
        throw new IllegalStateException("a backend with a bug");
    }
}
