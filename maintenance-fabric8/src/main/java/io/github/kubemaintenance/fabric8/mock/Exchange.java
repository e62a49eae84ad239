package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.RestServer;
import io.github.kubemaintenance.mock.RestWatch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request: reads it, has it answered off the connection's thread, and writes the answer when its time has come. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(MockApiServer.class);

    private final Vertx vertx;
    private final RestServer server;
    private final Clock clock;
    private final Users users;
    private final HttpServerRequest request;

    Exchange(Vertx vertx, RestServer server, Clock clock, Users users, HttpServerRequest request) {
        this.vertx = vertx;
        this.server = server;
        this.clock = clock;
        this.users = users;
        this.request = request;
    }

    void run() {
        request.exceptionHandler(Exchange::cutOff);
        request.response().exceptionHandler(Exchange::cutOff);
        boolean upgrades = header("Upgrade").toLowerCase(Locale.ROOT).equals("websocket");
        Optional<RestCaller> known = users.of(header("Authorization"), header("User-Agent"));
        Optional<RestCaller> caller = known.flatMap(each ->
                Users.acting(each, header("Impersonate-User"), request.headers().getAll("Impersonate-Group")));
        if (known.isEmpty()) {
            write(RestReply.of(
                    new ApiStatus(401, "Unauthorized", "Unauthorized", "", "", List.of(), Optional.empty())));
        } else if (caller.isEmpty()) {
            String whom = header("Impersonate-User");
            write(RestReply.of(new ApiStatus(
                    403,
                    "Forbidden",
                    "users \"" + whom + "\" is forbidden: User \"" + known.get().user()
                            + "\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope",
                    "users",
                    whom,
                    List.of(),
                    Optional.empty())));
        } else if (upgrades) {
            request.pause();
            watch(rest(Document.empty()), caller.get(), true);
        } else {
            request.body().onSuccess(body -> answer(body, caller.get())).onFailure(error -> request.connection()
                    .close());
        }
    }

    /** A client has cut its connection, which clients may. */
    static void cutOff(Throwable error) {
        LOG.debug("a client's connection is gone: {}", error.toString());
    }

    private String header(String name) {
        String value = request.headers().get(name);
        return value == null ? "" : value;
    }

    private RestRequest rest(Document body) {
        return RestRequest.of(request.method().name(), request.uri(), header("Content-Type"), header("Accept"), body);
    }

    private void answer(Buffer bytes, RestCaller caller) {
        Optional<Document> typed = header("Content-Type").contains("protobuf") && bytes.length() > 0
                ? Protobuf.read(bytes.getBytes())
                : Optional.empty();
        if (typed.isPresent()) {
            RestRequest asked = RestRequest.of(
                    request.method().name(), request.uri(), "application/json", header("Accept"), typed.get());
            answer(asked, typed.get().toString(), caller);
            return;
        }
        String text = bytes.toString();
        Document body;
        try {
            body = isYaml() && !text.isBlank() ? new YamlFormat().read(text) : Document.empty();
        } catch (DocumentFormatException e) {
            write(RestReply.of(new ApiStatus(
                    400,
                    "BadRequest",
                    "the object provided is unrecognized: couldn't get version/kind; json parse error: "
                            + e.getMessage(),
                    "",
                    "",
                    List.of(),
                    Optional.empty())));
            return;
        }
        answer(rest(body), text, caller);
    }

    private void answer(RestRequest asked, String text, RestCaller caller) {
        if (asked.isWatch()) {
            watch(asked, caller, false);
            return;
        }
        vertx.executeBlocking(
                        () -> {
                            clock.catchUp();
                            return server.handle(asked, caller, text);
                        },
                        false)
                .onSuccess(this::writeInTime)
                .onFailure(this::failed);
    }

    private boolean isYaml() {
        return header("Content-Type").contains("yaml");
    }

    private void watch(RestRequest asked, RestCaller caller, boolean webSocket) {
        EventStream stream = new EventStream(vertx.getOrCreateContext());
        vertx.executeBlocking(
                        () -> {
                            clock.catchUp();
                            return asked.isWatch()
                                    ? server.watch(asked, caller, stream)
                                    : new RestWatch(server.handle(asked, caller), () -> {});
                        },
                        false)
                .onSuccess(watch -> {
                    if (!watch.isOpen() || !asked.isWatch()) {
                        writeInTime(watch.reply());
                    } else if (webSocket) {
                        later(watch.reply().takes(), () -> overWebSocket(watch, stream));
                    } else {
                        later(watch.reply().takes(), () -> overChunks(watch, stream));
                    }
                })
                .onFailure(this::failed);
    }

    private void overChunks(RestWatch watch, EventStream stream) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            watch.close();
            return;
        }
        response.closeHandler(any -> leave(watch, stream));
        head(watch.reply()).setChunked(true);
        // The head goes out at once: a client waits for it, however long no event comes.
        response.write("");
        stream.start(new EventStream.Wire() {
            @Override
            public Future<Void> send(String text) {
                return response.write(text);
            }

            @Override
            public void end(boolean clean) {
                if (clean) {
                    response.end();
                } else {
                    request.connection().close();
                }
            }
        });
    }

    private void overWebSocket(RestWatch watch, EventStream stream) {
        if (request.response().closed()) {
            watch.close();
            return;
        }
        request.toWebSocket().onFailure(error -> watch.close()).onSuccess(socket -> {
            socket.exceptionHandler(Exchange::cutOff);
            socket.closeHandler(any -> leave(watch, stream));
            stream.start(wire(socket));
        });
    }

    private static EventStream.Wire wire(ServerWebSocket socket) {
        return new EventStream.Wire() {
            @Override
            public Future<Void> send(String text) {
                return socket.writeTextMessage(text);
            }

            @Override
            public void end(boolean clean) {
                if (clean) {
                    socket.close((short) 1000);
                } else {
                    socket.close((short) 1011);
                }
            }
        };
    }

    private static void leave(RestWatch watch, EventStream stream) {
        stream.gone();
        watch.close();
    }

    private void later(Duration takes, Runnable work) {
        if (takes.isZero()) {
            work.run();
        } else {
            vertx.setTimer(clock.millis(takes), any -> work.run());
        }
    }

    private void writeInTime(RestReply reply) {
        later(reply.takes(), () -> write(reply));
    }

    private void write(RestReply reply) {
        if (reply.status() == 0) {
            request.connection().close();
        } else if (!request.response().closed()) {
            head(reply).end(reply.content());
        }
    }

    private HttpServerResponse head(RestReply reply) {
        HttpServerResponse response = request.response();
        response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType());
        for (Map.Entry<String, String> header : reply.headers().entrySet()) {
            response.putHeader(header.getKey(), header.getValue());
        }
        return response;
    }

    /** The simulation itself has failed: what a crashed handler of the real server answers. */
    private void failed(Throwable error) {
        write(RestReply.of(new ApiStatus(
                500,
                "InternalError",
                "the simulated cluster has failed: " + error,
                "",
                "",
                List.of(),
                Optional.empty())));
    }
}
