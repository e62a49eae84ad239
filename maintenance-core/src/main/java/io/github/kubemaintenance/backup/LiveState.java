package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Loop;
import io.github.kubemaintenance.cluster.Page;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.cluster.Result;
import io.github.kubemaintenance.model.Document;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Lists all objects of a query, page by page; a list that has become too old is read again from its first page. */
final class LiveState {
    private static final int PAGE = 500;

    private final Loop loop;
    private final Kind<?> kind;
    private final Query query;
    private final Consumer<Document> each;
    private final Consumer<Optional<ApiFailure>> done;
    private final Patience patience = new Patience();
    private int restarts;

    private LiveState(
            Loop loop, Kind<?> kind, Query query, Consumer<Document> each, Consumer<Optional<ApiFailure>> done) {
        this.loop = loop;
        this.kind = kind;
        this.query = query;
        this.each = each;
        this.done = done;
    }

    /**
     * Begins to read.
     *
     * @param each gets every object, some of them twice where the list was read again
     * @param done gets why the kind may not be read, or nothing when all are read; other failures are thrown
     */
    static void read(
            Loop loop, Kind<?> kind, Query query, Consumer<Document> each, Consumer<Optional<ApiFailure>> done) {
        new LiveState(loop, kind, query, each, done).page(PageRequest.first(PAGE));
    }

    private void page(PageRequest page) {
        loop.submit(Documents.listing(kind, query, page), result -> answered(page, result));
    }

    private void answered(PageRequest page, Result<Page<Document>> result) {
        Optional<ApiFailure> failure = Patience.failure(result);
        if (failure.isEmpty()) {
            patience.answered();
            Page<Document> items = result.orThrow();
            items.items().forEach(each);
            if (items.hasNext()) {
                page(page.after(items));
            } else {
                done.accept(Optional.empty());
            }
            return;
        }
        Optional<Duration> again = patience.again(failure.get());
        ApiFailure.Kind why = failure.get().kind();
        if (again.isPresent()) {
            loop.at(loop.now().plus(again.get()), () -> page(page));
        } else if (why == ApiFailure.Kind.EXPIRED && ++restarts < 3) {
            page(PageRequest.first(PAGE));
        } else if (why == ApiFailure.Kind.FORBIDDEN || why == ApiFailure.Kind.UNAUTHORIZED) {
            done.accept(failure);
        } else {
            throw new ApiException(failure.get());
        }
    }
}
