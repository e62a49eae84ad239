package io.github.kubemaintenance.drain.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Call;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads all pages of a list, of one revision; begins anew (three times) where the continue token has expired. */
public final class AllPages<T extends KubeObject> {
    private static final int SIZE = 500;
    private static final int RESTARTS = 3;

    private final Loop loop;
    private final Kind<T> kind;
    private final Query query;
    private final Consumer<Result<List<T>>> then;
    private final List<T> items = new ArrayList<>();
    private int restarts;

    private AllPages(Loop loop, Kind<T> kind, Query query, Consumer<Result<List<T>>> then) {
        this.loop = loop;
        this.kind = kind;
        this.query = query;
        this.then = then;
    }

    /** Reads; {@code then} is called once. */
    public static <T extends KubeObject> void read(
            Loop loop, Kind<T> kind, Query query, Consumer<Result<List<T>>> then) {
        new AllPages<>(loop, kind, query, then).page(PageRequest.first(SIZE));
    }

    private void page(PageRequest request) {
        loop.submit(new Call.ListPage<>(kind, query, request), result -> {
            if (result instanceof Result.Ok<Page<T>> ok) {
                items.addAll(ok.value().items());
                if (ok.value().hasNext()) {
                    page(request.after(ok.value()));
                } else {
                    then.accept(new Result.Ok<>(List.copyOf(items)));
                }
                return;
            }
            Throwable error = ((Result.Failed<Page<T>>) result).error();
            boolean expired = error instanceof ApiException api && api.failure().kind() == ApiFailure.Kind.EXPIRED;
            if (expired && !request.continueToken().isEmpty() && restarts < RESTARTS) {
                restarts++;
                items.clear();
                page(PageRequest.first(SIZE));
            } else {
                then.accept(new Result.Failed<>(error));
            }
        });
    }

    /** What was asked and what was answered, for people. */
    public static String why(Throwable error) {
        return error instanceof ApiException api ? api.failure().text() : error.toString();
    }
}
