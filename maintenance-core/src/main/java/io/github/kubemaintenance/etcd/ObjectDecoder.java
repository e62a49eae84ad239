package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.model.Document;
import java.util.Optional;

/**
 * Decodes built-in Kubernetes objects, which the API server stores as protobuf. Core has no schema of them; an
 * implementation is in maintenance-etcd. Thread-safe.
 */
@FunctionalInterface
public interface ObjectDecoder {
    /**
     * Decodes one object.
     *
     * @param apiVersion for example {@code apps/v1}, from the envelope
     * @param kind for example {@code Deployment}, from the envelope
     * @param protobuf the object's message, without the envelope
     * @return the object as the API server answers it in JSON; empty if the kind is not known
     */
    Optional<Document> decode(String apiVersion, String kind, byte[] protobuf);

    /**
     * Returns the decoder that knows no kind: of protobuf objects only the envelope and the name are read.
     *
     * @return the default of queries
     */
    static ObjectDecoder none() {
        return (apiVersion, kind, protobuf) -> Optional.empty();
    }
}
