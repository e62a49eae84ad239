package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.KubeObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of one object or of many, at one instant. */
final class RestReads {
    private final ApiServer server;
    private final Store world;
    private final NodeBeats beats;

    RestReads(ApiServer server, Store world) {
        this.server = server;
        this.world = world;
        this.beats = new NodeBeats(world);
    }

    private <T extends KubeObject> T existing(Kind<T> kind, RestPath path) {
        return server.get(kind, path.namespace(), path.name())
                .orElseThrow(() -> new StatusException(Statuses.notFound(kind, path.name())));
    }

    /** An object with what kubelets have written of late. */
    <T extends KubeObject> T shown(Kind<T> kind, T object) {
        return beats.shown(kind, object);
    }

    <T extends KubeObject> RestReply get(Kind<T> kind, RestPath path, RestRequest request) {
        RestForm form = RestForm.of(request);
        long asked = RestQuery.revision(kind, request);
        if (asked > world.revision()) {
            throw new StatusException(tooLarge(asked, world.revision()));
        }
        T found = beats.concern(kind, path.namespace())
                ? beats.lease(path.name()).map(kind.type()::cast).orElseGet(() -> existing(kind, path))
                : beats.shown(kind, existing(kind, path));
        return RestReply.of(200, form.one(kind, found, request, world));
    }

    <T extends KubeObject> RestReply list(Kind<T> kind, RestPath path, RestRequest request) {
        RestForm form = RestForm.of(request);
        RestOptions.checkList(request);
        long asked = RestQuery.revision(kind, request);
        boolean goesOn = !request.query().getOrDefault("continue", "").isEmpty();
        if (goesOn && asked > 0) {
            throw new StatusException(
                    Statuses.badRequest("specifying resource version is not allowed when using continue"));
        }
        boolean exact = "Exact".equals(request.query().get("resourceVersionMatch"));
        if (exact && asked < world.history().oldest(kind)) {
            throw new StatusException(
                    Statuses.of(410, "Expired", "The resourceVersion for the provided list is too old.", "", ""));
        }
        if (asked > world.revision()) {
            throw new StatusException(tooLarge(asked, world.revision()));
        }
        RestQuery query = RestQuery.of(kind, path, request);
        // What can't be told by an index is picked from the whole: a server may answer more than the limit.
        boolean leases = beats.concern(kind, path.namespace());
        int limit = query.isSimple() && !leases ? RestQuery.number(request, "limit") : 0;
        Listing<T> page =
                server.list(kind, query.query(), limit, request.query().getOrDefault("continue", ""));
        List<T> found = leases
                ? beats.among(kind, page.items()).stream()
                        .filter(query.query()::matches)
                        .toList()
                : page.items();
        List<T> items = found.stream()
                .filter(each -> query.isSimple() || query.matches(each))
                .map(each -> beats.shown(kind, each))
                .toList();
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (!kind.plural().equals("componentstatuses")) { // these are of no store
            metadata.put("resourceVersion", Long.toString(page.revision()));
        }
        if (!page.continueToken().isEmpty()) {
            metadata.put("continue", page.continueToken());
            page.remaining().ifPresent(count -> metadata.put("remainingItemCount", count));
        }
        return RestReply.of(200, form.list(kind, items, metadata, request, world));
    }

    private static ApiStatus tooLarge(long asked, long current) {
        return new ApiStatus(
                504,
                "Timeout",
                "Timeout: Too large resource version: " + asked + ", current: " + current,
                "",
                "",
                List.of(new ApiStatus.Cause("ResourceVersionTooLarge", "Too large resource version", "")),
                Optional.of(Duration.ofSeconds(1)));
    }
}
