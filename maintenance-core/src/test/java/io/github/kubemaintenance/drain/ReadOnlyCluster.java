package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.ClusterApi;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.ClusterSession;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.cluster.Signal;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** Objects that can be listed and got, page by page, with a log of the requests and failures to order. No write, no watch. */
final class ReadOnlyCluster implements ClusterBackend {
    private final Map<Kind<?>, List<KubeObject>> objects = new LinkedHashMap<>();
    private final Map<String, ArrayDeque<ApiFailure.Kind>> failures = new LinkedHashMap<>();
    private final List<String> log = new ArrayList<>();
    private int openSessions;

    static ReadOnlyCluster of(Dump dump) {
        ReadOnlyCluster cluster = new ReadOnlyCluster();
        for (Kind<?> kind : List.of(
                Kind.NODES,
                Kind.PODS,
                Kind.BUDGETS,
                Kind.AUTOSCALERS,
                Kind.DAEMON_SETS,
                Kind.REPLICA_SETS,
                Kind.STATEFUL_SETS)) {
            dump.all(kind).forEach(each -> cluster.add(kind, each));
        }
        return cluster;
    }

    ReadOnlyCluster add(Kind<?> kind, KubeObject object) {
        objects.computeIfAbsent(kind, key -> new ArrayList<>()).add(object);
        return this;
    }

    /** Makes the next request whose log line begins so fail. */
    ReadOnlyCluster failing(String request, ApiFailure.Kind kind) {
        failures.computeIfAbsent(request, key -> new ArrayDeque<>()).add(kind);
        return this;
    }

    List<String> log() {
        return log;
    }

    int openSessions() {
        return openSessions;
    }

    private <A> Result<A> answer(Call<A> call) {
        String line = call.describe();
        if (call instanceof Call.ListPage<?> list) {
            line = line + " " + list.query()
                    + (list.page().continueToken().isEmpty()
                            ? ""
                            : " from " + list.page().continueToken());
        }
        line = line.strip();
        log.add(line);
        for (Map.Entry<String, ArrayDeque<ApiFailure.Kind>> each : failures.entrySet()) {
            if (line.startsWith(each.getKey()) && !each.getValue().isEmpty()) {
                ApiFailure.Kind kind = each.getValue().remove();
                return new Result.Failed<>(new ApiException(new ApiFailure(
                        kind,
                        line,
                        kind == ApiFailure.Kind.FORBIDDEN ? 403 : 410,
                        kind.name(),
                        "ordered",
                        Optional.empty())));
            }
        }
        return new Result.Ok<>(answered(call));
    }

    @SuppressWarnings("unchecked") // the call says what it asks for
    private <A> A answered(Call<A> call) {
        if (call instanceof Call.ListPage<?> list) {
            return (A) page(list.kind(), list.query(), list.page());
        } else if (call instanceof Call.Get<?> get) {
            return (A) objects.getOrDefault(get.kind(), List.of()).stream()
                    .filter(each -> each.namespace().equals(get.namespace())
                            && each.name().equals(get.name()))
                    .findFirst();
        }
        throw new AssertionError("a plan only reads: " + call.describe());
    }

    private Page<KubeObject> page(Kind<?> kind, Query query, PageRequest request) {
        List<KubeObject> all = objects.getOrDefault(kind, List.of()).stream()
                .filter(query::matches)
                .toList();
        int from = request.continueToken().isEmpty() ? 0 : Integer.parseInt(request.continueToken());
        int to = request.limit() == 0 ? all.size() : Math.min(all.size(), from + request.limit());
        return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : "", "100");
    }

    @Override
    public Executor executor() {
        throw new AssertionError("a plan needs no thread");
    }

    @Override
    public boolean has(Class<? extends ClusterApi> capability) {
        return false;
    }

    @Override
    public ClusterSession open() {
        openSessions++;
        return new Session();
    }

    private final class Session implements ClusterSession {
        private final ArrayDeque<Signal> signals = new ArrayDeque<>();
        private long tickets;

        @Override
        public Instant now() {
            return Dump.NOW;
        }

        @Override
        public <A> long submit(Call<A> call) {
            signals.add(new Signal.Answer(++tickets, answer(call)));
            return tickets;
        }

        @Override
        public <T extends KubeObject> long observe(Kind<T> kind, Query query) {
            throw new AssertionError("a plan doesn't watch");
        }

        @Override
        public long fork(Callable<?> task) {
            throw new AssertionError("a plan runs no action");
        }

        @Override
        public void stop(long ticket) {}

        @Override
        public Signal next(Duration maxWait) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (signals.isEmpty()) {
                throw new AssertionError("it waits for nothing: " + log);
            }
            return signals.remove();
        }

        @Override
        public void wake() {}

        @Override
        public void close() {
            openSessions--;
        }
    }
}
