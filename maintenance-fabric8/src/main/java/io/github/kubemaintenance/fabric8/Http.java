package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.github.kubemaintenance.cluster.ApiStatus;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends one request exactly once over the caller's own client: its transport, its authentication, its interceptors.
 * The client's hidden repetition (up to ten on 429, 5xx and lost connections) is off in a derived client, so that the
 * caller's is left as it is. Thread-safe.
 */
final class Http {
    private static final String JSON = "application/json";

    private final String base;
    private final HttpClient whole;
    private final HttpClient http;
    private final Duration timeout;

    Http(KubernetesClient client, Duration timeout) {
        String url = client.getMasterUrl().toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.timeout = timeout;
        RequestConfig once = new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0)
                .build();
        this.whole = client.getHttpClient();
        this.http = whole.newBuilder().tag(once).build();
    }

    /** An answer, or a status with code 0 where none came. */
    record Reply(int status, Document body, ApiStatus problem) {
        boolean isOk() {
            return status >= 200 && status < 300;
        }
    }

    /** Tells whether the caller has closed his client, and ours with it. */
    boolean isClosed() {
        return whole.isClosed();
    }

    Reply get(String path) {
        return get(path, JSON);
    }

    Reply get(String path, String accept) {
        return exchange("GET", path, JSON, accept, Optional.empty(), timeout);
    }

    Reply send(String method, String path, String contentType, Document body, Duration limit) {
        return exchange(
                method, path, contentType, JSON, Optional.of(body), limit.compareTo(timeout) > 0 ? limit : timeout);
    }

    private Reply exchange(
            String method, String path, String contentType, String accept, Optional<Document> body, Duration limit) {
        HttpRequest.Builder request = http.newHttpRequestBuilder()
                .uri(base + path)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .header("Accept", accept);
        body.ifPresent(document -> request.method(method, contentType, document.toString()));
        CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
        try {
            answer = http.sendAsync(request.build(), String.class);
            HttpResponse<String> response = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return reply(
                    response.code(),
                    retryAfter(response),
                    Optional.ofNullable(response.body()).orElse(""));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return none("interrupted while waiting for the answer");
        } catch (ExecutionException e) {
            return none(e.getCause() == null ? e : e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            answer.cancel(true);
            return none("no answer within " + limit.toMillis() + " ms");
        } catch (RuntimeException e) {
            return thrown(e);
        }
    }

    /**
     * Opens a stream of lines.
     *
     * @return what was opened; its reply is not ok where the server refused
     */
    Opened stream(String path, LineSink lines) {
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(base + path)
                .timeout(0, TimeUnit.MILLISECONDS)
                .forStreaming()
                .header("Accept", JSON)
                .build();
        CompletableFuture<HttpResponse<AsyncBody>> answer = new CompletableFuture<>();
        try {
            answer = http.consumeBytes(request, (buffers, body) -> {
                buffers.forEach(lines::bytes);
                body.consume();
            });
            HttpResponse<AsyncBody> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            AsyncBody body = response.body();
            CompletableFuture<Void> unused =
                    body.done().whenComplete((nothing, error) -> lines.ended(Optional.ofNullable(error)));
            body.consume();
            if (HttpResponse.isSuccessful(response.code())) {
                return new Opened(new Reply(response.code(), Document.empty(), ok(response.code())), body);
            }
            body.done().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Opened(reply(response.code(), retryAfter(response), lines.everything()), body);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Opened(none("interrupted while opening the watch"), NOTHING);
        } catch (ExecutionException e) {
            return new Opened(none(e.getCause() == null ? e : e.getCause()), NOTHING);
        } catch (java.util.concurrent.TimeoutException e) {
            answer.cancel(true);
            return new Opened(none("no answer within " + timeout.toMillis() + " ms"), NOTHING);
        } catch (RuntimeException e) {
            return new Opened(thrown(e), NOTHING);
        }
    }

    /** What a stream is read by; called by one thread at a time. */
    interface LineSink {
        void bytes(ByteBuffer buffer);

        void ended(Optional<Throwable> error);

        /** All that came, for an answer that is no stream. */
        String everything();
    }

    record Opened(Reply reply, AsyncBody body) {}

    private static final AsyncBody NOTHING = new AsyncBody() {
        @Override
        public void consume() {}

        @Override
        public CompletableFuture<Void> done() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void cancel() {}
    };

    private static ApiStatus ok(int code) {
        return ApiStatus.plain(code, "", Optional.empty());
    }

    private static Reply none(String why) {
        return new Reply(0, Document.empty(), ApiStatus.plain(0, why, Optional.empty()));
    }

    /** No answer, and why: one that may come later, or one that can't before somebody does something. */
    private Reply none(Throwable error) {
        if (whole.isClosed()) {
            return never(
                    ApiStatus.CLOSED,
                    "the Kubernetes client was closed; keep it open until everything that uses it has ended");
        }
        return Trust.problem(error)
                .map(problem -> never(ApiStatus.UNTRUSTED, problem))
                .orElseGet(() -> none(Causes.text(error)));
    }

    /** A closed transport throws; whatever else does is a mistake and no answer. */
    private Reply thrown(RuntimeException error) {
        if (!whole.isClosed()) {
            throw error;
        }
        return none(error);
    }

    private static Reply never(String reason, String message) {
        return new Reply(0, Document.empty(), new ApiStatus(0, reason, message, "", "", List.of(), Optional.empty()));
    }

    private static Reply reply(int code, Optional<Duration> retryAfter, String text) {
        Document body;
        try {
            body = DocumentFormat.json().read(text);
        } catch (DocumentFormatException notJson) {
            return code >= 200 && code < 300
                    ? none("the answer " + code + " is no JSON object: " + notJson.getMessage())
                    : new Reply(code, Document.empty(), ApiStatus.plain(code, shortened(text), retryAfter));
        }
        ApiStatus status = body.kind().equals("Status") ? ApiStatus.of(body).orRetryAfter(retryAfter) : ok(code);
        return new Reply(code, body, status.code() == 0 ? withCode(status, code) : status);
    }

    private static ApiStatus withCode(ApiStatus status, int code) {
        return new ApiStatus(
                code,
                status.reason(),
                status.message(),
                status.kind(),
                status.name(),
                status.causes(),
                status.retryAfter());
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        List<String> values = response.headers("Retry-After");
        try {
            return values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            Duration.ofSeconds(Long.parseLong(values.get(0).strip())));
        } catch (NumberFormatException date) {
            return Optional.empty(); // an API server sends seconds; a date of some proxy is no promise of its
        }
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + "...";
    }
}
