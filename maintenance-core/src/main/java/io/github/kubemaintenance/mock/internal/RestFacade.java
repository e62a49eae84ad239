package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.Fault;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestStream;
import io.github.kubemaintenance.mock.RestWatch;
import io.github.kubemaintenance.model.Document;
import java.util.Optional;

/** Where requests of HTTP come in: their right, their fate, the server's answer, and the record. */
public final class RestFacade {
    private static final String NOT_FOUND = "404 page not found\n";

    private final Engine engine;
    private final Kernel kernel;
    private final AccessRules access;
    private final AccessReviews reviews;
    private final RestDiscovery discovery;
    private final RestResources resources;
    private final RestWatches watches;
    private final Deprecations deprecations = new Deprecations();

    /** Serves a world. */
    public RestFacade(Engine engine) {
        this.engine = engine;
        this.kernel = engine.kernel();
        this.access = new AccessRules(kernel.store());
        this.reviews = new AccessReviews(access);
        this.discovery = new RestDiscovery(kernel.store());
        this.resources = new RestResources(kernel.server(), kernel.store());
        this.watches = new RestWatches(kernel);
    }

    /** A request and what it is for. */
    record Asked(RestRequest request, RestCaller caller, Optional<RestPath> path, Optional<Kind<?>> kind) {
        RequestLine line() {
            if (path.isEmpty() || kind.isEmpty()) {
                String verb = RestFacade.verb(request, "-");
                return new RequestLine(verb, null, "", "", "", false, verb + " " + request.path());
            }
            String verb = RestFacade.verb(request, path.get().name());
            return new RequestLine(
                    verb,
                    kind.get(),
                    path.get().subresource(),
                    path.get().namespace(),
                    path.get().name(),
                    RestResources.isDryRun(request)
                            || request.body()
                                    .at("deleteOptions")
                                    .texts("dryRun")
                                    .contains("All"),
                    verb + " " + kind.get().resource());
        }
    }

    /** A body, or why it can't be read, which is said when its time has come. */
    private record Read(RestBodies bodies, Optional<StatusException> malformed) {}

    private Read read(RestRequest request, Optional<String> text) {
        if (text.isEmpty()) {
            return new Read(RestBodies.of(request), Optional.empty());
        }
        Optional<RestPath> path = RestPath.of(request.path());
        if (text.get().isEmpty()
                && path.filter(each -> RestResources.CONNECTIONS.contains(each.subresource()))
                        .isPresent()) {
            return new Read(RestBodies.of(request), Optional.empty());
        }
        String word = path.filter(each -> each.subresource().equals("eviction")).isPresent()
                ? "Eviction"
                : path.flatMap(each -> ApiResources.find(kernel.store(), each))
                        .<String>map(Kind::kind)
                        .orElse("");
        try {
            return new Read(RestBodies.read(request, text.get(), word), Optional.empty());
        } catch (StatusException malformed) {
            return new Read(RestBodies.of(request), Optional.of(malformed));
        }
    }

    private static String verb(RestRequest request, String name) {
        return switch (request.method()) {
            case "GET" -> !name.isEmpty() ? "get" : request.isWatch() ? "watch" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> name.isEmpty() ? "deletecollection" : "delete";
            default -> request.method().toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** Answers a request. */
    public RestReply handle(RestRequest request, RestCaller caller) {
        return handle(request, caller, Optional.empty());
    }

    /** Answers a request whose body is still text, if there is a text. */
    public RestReply handle(RestRequest request, RestCaller caller, Optional<String> text) {
        return engine.outside(() -> {
            Read read = read(request, text);
            Asked asked = asked(read.bodies().request(), caller);
            RequestLine line = asked.line();
            Faults.Fate fate = kernel.faults().decide(line, kernel.now());
            RestReply reply = fated(fate, line, asked, read);
            kernel.record(line, caller.user(), reply.status(), said(asked, reply));
            return reply.later(kernel.latency().plus(fate.later()));
        });
    }

    /** What comes back of a request: its answer, or what a fault puts in its place. */
    private RestReply fated(Faults.Fate fate, RequestLine line, Asked asked, Read read) {
        Optional<Fault> trouble = fate.fault().filter(Troubles::isOne);
        if (trouble.isPresent()) {
            boolean known = asked.kind().filter(Kinds::isBuiltIn).isPresent()
                    || (asked.kind().isEmpty() && answer(asked, read).status() != 404);
            return Troubles.answer(trouble.get(), asked.request(), known).orElseGet(() -> answer(asked, read));
        }
        RestReply reply = fate.arrives() ? answer(asked, read) : RestReply.none();
        return fate.instead(line).map(RestFacade::inPlace).orElse(reply);
    }

    /** Opens a watch; its first events come before this returns. */
    public RestWatch watch(RestRequest request, RestCaller caller, RestStream stream) {
        return engine.outside(() -> {
            Asked asked = asked(request, caller);
            RequestLine line = asked.line();
            Faults.Fate fate = kernel.faults().decide(line, kernel.now());
            Optional<ApiStatus> instead = fate.instead(line);
            RestWatch watch;
            if (instead.isPresent() && instead.get().code() != 410) {
                watch = RestWatches.refused(inPlace(instead.get()));
            } else {
                watch = opened(asked, stream, instead);
            }
            RestReply reply = watch.reply().later(kernel.latency().plus(fate.later()));
            kernel.record(line, caller.user(), reply.status(), said(asked, reply));
            return new RestWatch(reply, watch.closing());
        });
    }

    private RestWatch opened(Asked asked, RestStream stream, Optional<ApiStatus> expired) {
        if (asked.path().isEmpty() || asked.kind().isEmpty()) {
            return RestWatches.refused(answer(asked, new Read(RestBodies.of(asked.request()), Optional.empty())));
        }
        try {
            authenticate(asked);
            check(asked);
            return watches.open(asked.kind().get(), asked.path().get(), asked.request(), stream, expired);
        } catch (StatusException refusal) {
            return RestWatches.refused(refused(asked, refusal));
        }
    }

    private Asked asked(RestRequest request, RestCaller caller) {
        Optional<RestPath> path = RestPath.of(request.path());
        Optional<Kind<?>> kind = path.flatMap(each -> ApiResources.find(kernel.store(), each));
        return new Asked(
                request, caller, path, kind.filter(each -> !kernel.server().isMissing(each)));
    }

    private RestReply answer(Asked asked, Read read) {
        RestReply reply = answered(asked, read);
        Optional<String> warning = read.bodies().warning();
        return warning.isEmpty() ? reply : reply.with("Warning", warning.get());
    }

    private RestReply answered(Asked asked, Read read) {
        try {
            authenticate(asked);
            if (asked.kind().isEmpty()) {
                return elsewhere(asked);
            }
            if (AccessReviews.answers(asked.kind().get())) {
                return reviews.answer(asked.kind().get(), asked.request(), asked.caller());
            }
            check(asked);
            if (read.malformed().isPresent()) {
                throw read.malformed().get();
            }
            deprecations
                    .used(
                            asked.kind().get(),
                            asked.path().orElseThrow(),
                            kernel.store().version())
                    .ifPresent(read.bodies()::warn);
            return resources.serve(
                    asked.kind().get(),
                    asked.path().orElseThrow(),
                    read.bodies().by(asked.caller()).in(kernel.store()),
                    manager(asked));
        } catch (StatusException refusal) {
            return refused(asked, refusal);
        }
    }

    /** Who owns the fields that a write sets: as it says, or by the first word of what the client says of itself. */
    private static String manager(Asked asked) {
        String named = asked.request().query().getOrDefault("fieldManager", "");
        String agent = asked.caller().agent().replaceFirst("[/ ].*", "");
        return !named.isEmpty() ? named : agent.isEmpty() ? "unknown" : agent;
    }

    private RestReply elsewhere(Asked asked) {
        if (asked.request().method().equals("GET") && asked.request().path().equals("/metrics")) {
            return deprecations.metrics();
        }
        Optional<RestReply> ofItself =
                asked.request().method().equals("GET") ? discovery.answer(asked.request()) : Optional.empty();
        if (ofItself.isPresent()) {
            return ofItself.get();
        }
        String group = asked.request().path().startsWith("/apis/")
                ? asked.request().path().split("/", -1)[2]
                : asked.request().path().startsWith("/api/v1") ? "" : "none";
        boolean known = ApiResources.of(kernel.store()).stream()
                .anyMatch(each -> each.group().equals(group));
        return known
                ? refused(asked, new StatusException(RestResources.noSuchResource()))
                : RestReply.text(404, NOT_FOUND, Optional.empty());
    }

    private static void authenticate(Asked asked) {
        if (!asked.caller().isAuthenticated()) {
            throw new StatusException(Statuses.of(401, "Unauthorized", "Unauthorized", "", ""));
        }
    }

    private void check(Asked asked) {
        RequestLine line = asked.line();
        Kind<?> kind = asked.kind().orElseThrow();
        String resource = line.resource();
        if (!access.allow(
                asked.caller(),
                new AccessRules.Access(line.verb(), kind.group(), resource, line.namespace(), line.name()))) {
            throw new StatusException(Statuses.forbidden(
                    asked.caller().user(), line.verb(), kind, line.subresource(), line.namespace(), line.name()));
        }
    }

    private static RestReply refused(Asked asked, StatusException refusal) {
        RestReply reply = RestReply.of(refusal.status());
        Document body = reply.body();
        String group = asked.kind().map(Kind::group).orElse("");
        String word = body.text("details", "kind").orElse("");
        if (word.endsWith("Options")) {
            group = "meta.k8s.io";
        }
        if (!group.isEmpty() && (word.endsWith("Options") || ofTheKind(asked, word))) {
            Document details = body.at("details");
            Document named = details.has("name")
                    ? Document.of("name", details.text("name").orElse(""))
                    : Document.empty();
            body = body.with(named.with(group, "group").withAll(details), "details");
        }
        boolean never = reply.status() == 406
                || refusal.status().equals(RestResources.noSuchResource())
                || refusal.status().equals(JsonPatch.refusal());
        if (never && !body.has("details")) {
            body = body.with(Document.empty(), "details"); // as of requests that never came to a resource
        }
        if (!refusal.continueToken().isEmpty()) {
            body = body.with(refusal.continueToken(), "metadata", "continue");
        }
        return new RestReply(reply.status(), reply.headers(), body, "", reply.takes());
    }

    private static boolean ofTheKind(Asked asked, String word) {
        return asked.kind()
                .filter(kind -> kind.plural().equals(word) || kind.kind().equals(word))
                .isPresent();
    }

    /** What a fault puts in the answer's place: flow control speaks text, everything else a Status. */
    private static RestReply inPlace(ApiStatus status) {
        if (status.code() == 0) {
            return RestReply.none();
        }
        return status.code() == 429
                        && status.reason().isEmpty()
                        && status.causes().isEmpty()
                ? RestReply.text(429, status.message() + "\n", status.retryAfter())
                : status.message().equals("apiserver is shutting down") ? withoutDetails(status) : RestReply.of(status);
    }

    /** The filter of the last moments says when to come back only in the header. */
    private static RestReply withoutDetails(ApiStatus status) {
        RestReply reply = RestReply.of(status);
        return new RestReply(reply.status(), reply.headers(), reply.body().without("details"), "", reply.takes());
    }

    private static String said(Asked asked, RestReply reply) {
        String message = reply.status() == 0
                ? "no answer"
                : reply.status() >= 400
                        ? reply.body().text("message").orElse(reply.text().strip())
                        : "OK";
        boolean eviction = asked.path().isPresent()
                && asked.path().get().subresource().equals("eviction")
                && reply.body().kind().equals("Status");
        return eviction
                ? ApiStatus.of(reply.body()).toEvictionOutcome().kind() + (message.equals("OK") ? "" : " " + message)
                : message;
    }
}
