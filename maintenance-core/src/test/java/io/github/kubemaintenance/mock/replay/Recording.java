package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** HTTP exchanges with a real API server, in their order. */
record Recording(String name, String situation, List<Exchange> exchanges) {

    /** An event of a watch, and when it came. */
    record Line(Duration at, Document event) {
        String type() {
            return event.text("type").orElse("");
        }

        Document object() {
            return event.at("object");
        }

        boolean isBookmark() {
            return type().equals("BOOKMARK");
        }

        /** The bookmark that ends the events of what was there already. */
        boolean endsTheInitial() {
            return isBookmark() && object().has("metadata", "annotations", "k8s.io/initial-events-end");
        }
    }

    /**
     * What a watch told.
     *
     * @param whole whether all of its events were recorded
     * @param clean whether the server ended it in order
     * @param end when it ended
     */
    record Stream(List<Line> lines, boolean whole, boolean clean, Optional<Duration> end) {}

    /** A request and its answer; of a watch, what it told. */
    record Exchange(
            RestRequest request,
            Optional<String> sent,
            int status,
            Document headers,
            Document body,
            String text,
            boolean leftOut,
            Optional<Stream> stream) {
        Optional<RestPath> path() {
            return RestPath.of(request.path());
        }

        boolean isRead() {
            return request.method().equals("GET");
        }

        boolean isOk() {
            return status >= 200 && status < 300;
        }

        String message() {
            return body.text("message").orElse("");
        }

        @Override
        public String toString() {
            return request.method() + " " + request.path() + request.query() + " -> " + status;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    static Recording of(String name, Document document) {
        return new Recording(
                name,
                document.text("situation").orElse(""),
                document.documents("exchanges").stream()
                        .map(Recording::exchange)
                        .toList());
    }

    static Recording load(Path file) {
        try {
            String name = file.getFileName().toString().replace(".json", "");
            return of(name, DocumentFormat.json().read(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Exchange exchange(Document document) {
        Document request = document.at("request");
        Document response = document.at("response");
        RestRequest asked = RestRequest.of(
                request.text("method").orElseThrow(),
                request.text("path").orElseThrow(),
                request.text("contentType").orElse(""),
                request.text("accept").orElse(""),
                document.documents("request", "body").isEmpty()
                        ? request.at("body")
                        : Document.of("operations", document.documents("request", "body")));
        Document headers = response.at("headers");
        String text = response.text("body").orElse(String.join("", lines(response)));
        // Where JSON was answered, a text in its place is a remark of whoever recorded it.
        boolean remark = !text.isEmpty()
                && headers.text("Content-Type").orElse("").startsWith("application/json")
                && !text.strip().startsWith("{");
        return new Exchange(
                asked,
                request.text("body"),
                response.number("status").orElse(0L).intValue(),
                headers,
                response.at("body"),
                text,
                remark || response.at("body").has("leftOut"),
                stream(asked, response));
    }

    private static Optional<Stream> stream(RestRequest asked, Document response) {
        Document body = response.at("body");
        if (response.has("lines")) {
            List<Line> lines = response.documents("lines").stream()
                    .map(line -> new Line(seconds(line, "at").orElse(Duration.ZERO), line.at("event")))
                    .toList();
            boolean whole = response.number("linesLeftOut").orElse(0L) == 0;
            boolean clean = response.text("ended").orElse("end of chunks").contains("end of chunks");
            return Optional.of(new Stream(lines, whole, clean, seconds(response, "endedAt")));
        } else if (asked.isWatch() && body.has("type") && body.has("object")) {
            return Optional.of(new Stream(List.of(new Line(Duration.ZERO, body)), true, true, Optional.empty()));
        }
        return Optional.empty();
    }

    private static Optional<Duration> seconds(Document document, String field) {
        return document.value(field)
                .filter(value -> value instanceof Number)
                .map(value -> Duration.ofMillis(Math.round(((Number) value).doubleValue() * 1000)));
    }

    /** A text that was recorded line by line. */
    private static List<String> lines(Document response) {
        return response.texts("body").stream().map(line -> line + "\n").toList();
    }
}
