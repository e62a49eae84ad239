package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One recording of a real kube-apiserver 1.34. */
final class Recorded {
    private final String name;
    private final List<Document> exchanges;

    private Recorded(String name, List<Document> exchanges) {
        this.name = name;
        this.exchanges = exchanges;
    }

    static Recorded named(String name) {
        String resource = "/recordings/kube-apiserver-1.34/" + name + ".json";
        try (InputStream in = Recorded.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new AssertionError("no recording " + resource);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Recorded(name, DocumentFormat.json().read(text).documents("exchanges"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of an answer. */
    Document body(int exchange) {
        return exchanges.get(exchange).at("response", "body");
    }

    long status(int exchange) {
        return exchanges.get(exchange).number("response", "status").orElseThrow();
    }

    /** The answer's Retry-After, empty text if there is none. */
    String retryAfter(int exchange) {
        return exchanges
                .get(exchange)
                .text("response", "headers", "Retry-After")
                .orElse("");
    }

    Pod pod(int exchange) {
        check(exchange, "Pod");
        return Pod.of(body(exchange));
    }

    PodDisruptionBudget budget(int exchange) {
        check(exchange, "PodDisruptionBudget");
        return PodDisruptionBudget.of(body(exchange));
    }

    private void check(int exchange, String kind) {
        if (!body(exchange).kind().equals(kind)) {
            throw new AssertionError(name + ": exchange " + exchange + " answers a "
                    + body(exchange).kind());
        }
    }
}
