package io.github.kubemaintenance.mock.replay;

import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.mock.internal.RestPath;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** HTTP exchanges with a real API server, in their order. */
record Recording(String name, String situation, List<Exchange> exchanges) {

    /** A request and its answer. */
    record Exchange(
            RestRequest request,
            Optional<String> sent,
            int status,
            Document headers,
            Document body,
            String text,
            boolean leftOut,
            boolean streamed) {
        Optional<RestPath> path() {
            return RestPath.of(request.path());
        }

        boolean isRead() {
            return request.method().equals("GET");
        }

        @Override
        public String toString() {
            return request.method() + " " + request.path() + " -> " + status;
        }
    }

    @Override
    public String toString() {
        return name;
    }

    static Recording load(Path file) {
        try {
            Document document = DocumentFormat.json().read(Files.readString(file));
            return new Recording(
                    file.getFileName().toString().replace(".json", ""),
                    document.text("situation").orElse(""),
                    document.documents("exchanges").stream()
                            .map(Recording::exchange)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Exchange exchange(Document document) {
        Document request = document.at("request");
        Document response = document.at("response");
        return new Exchange(
                RestRequest.of(
                        request.text("method").orElseThrow(),
                        request.text("path").orElseThrow(),
                        request.text("contentType").orElse(""),
                        request.text("accept").orElse(""),
                        document.documents("request", "body").isEmpty()
                                ? request.at("body")
                                : Document.of("operations", document.documents("request", "body"))),
                request.text("body"),
                response.number("status").orElse(0L).intValue(),
                response.at("headers"),
                response.at("body"),
                response.text("body").orElse(String.join("", lines(response))),
                response.at("body").has("leftOut"),
                response.has("lines"));
    }

    /** A text that was recorded line by line. */
    private static List<String> lines(Document response) {
        return response.texts("body").stream().map(line -> line + "\n").toList();
    }
}
