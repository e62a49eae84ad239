package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form in which a client wants objects: as they are, as rows of a Table, or only their metadata. */
enum RestForm {
    PLAIN,
    TABLE,
    METADATA;

    private static final String META = "meta.k8s.io/v1";

    /** The first form of a client's list that the server has. */
    static RestForm of(RestRequest request) {
        if (request.accept().isBlank()) {
            return PLAIN;
        }
        for (String each : request.accept().split(",", -1)) {
            String type = each.replace(" ", "");
            String media = type.replaceFirst(";.*", "");
            boolean json = media.equals("application/json") || media.equals("application/*") || media.equals("*/*");
            if (json && !type.contains(";as=")) {
                return PLAIN;
            } else if (json && type.contains(";g=meta.k8s.io") && type.contains(";v=v1") && !type.contains("v1beta1")) {
                if (type.contains(";as=Table;")) {
                    return TABLE;
                } else if (type.contains(";as=PartialObjectMetadata")) {
                    return METADATA;
                }
            }
        }
        throw new StatusException(Statuses.of(
                406,
                "NotAcceptable",
                "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                        + " application/vnd.kubernetes.protobuf, application/json;stream=watch,"
                        + " application/vnd.kubernetes.protobuf;stream=watch",
                "",
                ""));
    }

    <T extends KubeObject> Document one(Kind<T> kind, T object, RestRequest request, World world) {
        return switch (this) {
            case PLAIN -> shown(kind, object);
            case METADATA -> metadata(kind, object);
            case TABLE -> {
                String version = object.metadata().resourceVersion();
                yield RestTables.table(kind, List.of(object), Map.of("resourceVersion", version), request, world, true);
            }
        };
    }

    /** A row or an object of a watch; a Table names its columns only once. */
    <T extends KubeObject> Document event(Kind<T> kind, T object, RestRequest request, World world, boolean first) {
        return this == TABLE
                ? RestTables.table(
                        kind,
                        List.of(object),
                        Map.of("resourceVersion", object.metadata().resourceVersion()),
                        request,
                        world,
                        first)
                : one(kind, object, request, world);
    }

    <T extends KubeObject> Document list(
            Kind<T> kind, List<T> objects, Map<String, ?> given, RestRequest request, World world) {
        Map<String, Object> metadata = new LinkedHashMap<>(given);
        if (this == TABLE) {
            return RestTables.table(kind, objects, metadata, request, world, true);
        }
        List<Document> items = new ArrayList<>();
        for (T object : objects) {
            items.add(
                    this == METADATA
                            ? metadata(kind, object)
                            : object.toDocument().without("kind").without("apiVersion"));
        }
        if (this == PLAIN && !Kinds.isBuiltIn(kind) && !metadata.containsKey("continue")) {
            metadata.put("continue", ""); // what holds any object says so, too
        }
        return Document.of("kind", this == METADATA ? "PartialObjectMetadataList" : kind.kind() + "List")
                .with(this == METADATA ? META : kind.apiVersion(), "apiVersion")
                .with(metadata, "metadata")
                .with(items, "items");
    }

    static <T extends KubeObject> Document shown(Kind<T> kind, T object) {
        return shownAs(kind, object);
    }

    static Document shownAs(Kind<?> kind, KubeObject object) {
        return Document.of("kind", kind.kind())
                .with(kind.apiVersion(), "apiVersion")
                .withAll(object.toDocument())
                .with(kind.kind(), "kind")
                .with(kind.apiVersion(), "apiVersion");
    }

    static Document metadata(Kind<?> kind, KubeObject object) {
        return Document.of("kind", "PartialObjectMetadata")
                .with(META, "apiVersion")
                .with(object.toDocument().at("metadata"), "metadata");
    }
}
