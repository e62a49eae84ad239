package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.List;

/**
 * API servers store CustomResourceDefinitions as v1beta1, up to 1.34 at least, and answer them as v1: what holds for all
 * versions is repeated in each (apiextensions' conversion.go).
 */
final class StoredDefinition {
    private static final List<String> OF_ALL_VERSIONS =
            List.of("subresources", "additionalPrinterColumns", "selectableFields");

    private StoredDefinition() {}

    /** Returns the object as an API server answers it; anything else but a definition as it is. */
    static Document answered(Document stored) {
        if (!stored.apiVersion().equals("apiextensions.k8s.io/v1beta1")
                || !stored.kind().equals("CustomResourceDefinition")) {
            return stored;
        }
        Document spec = stored.at("spec");
        List<Document> listed = spec.documents("versions");
        if (listed.isEmpty()) {
            listed = List.of(Document.of("name", spec.text("version").orElse(""))
                    .with(true, "served")
                    .with(true, "storage"));
        }
        List<Object> versions = new ArrayList<>();
        listed.forEach(version -> versions.add(version(version, spec)));
        Document next = spec.with(versions, "versions");
        next = spec.flag("preserveUnknownFields").orElse(true)
                ? next.with(true, "preserveUnknownFields")
                : next.without("preserveUnknownFields");
        next = next.without("version").without("validation");
        for (String name : OF_ALL_VERSIONS) {
            next = next.without(name);
        }
        return stored.with("apiextensions.k8s.io/v1", "apiVersion")
                .with(conversion(next).asMap(), "spec");
    }

    private static Document version(Document version, Document spec) {
        Document next = version;
        if (!next.has("schema") && spec.has("validation")) {
            next = next.with(spec.at("validation").asMap(), "schema");
        }
        for (String name : OF_ALL_VERSIONS) {
            if (!next.has(name) && spec.has(name)) {
                next = next.with(spec.value(name).orElseThrow(), name);
            }
        }
        if (!next.has("additionalPrinterColumns")) {
            return next;
        }
        List<Object> columns = new ArrayList<>();
        for (Document column : next.documents("additionalPrinterColumns")) {
            columns.add(column.text("JSONPath")
                    .map(path -> column.without("JSONPath").with(path, "jsonPath"))
                    .orElse(column)
                    .asMap());
        }
        return next.with(columns, "additionalPrinterColumns");
    }

    private static Document conversion(Document spec) {
        Document next = spec;
        if (spec.has("conversion", "webhookClientConfig")) {
            next = next.with(
                            spec.at("conversion", "webhookClientConfig").asMap(),
                            "conversion",
                            "webhook",
                            "clientConfig")
                    .without("conversion", "webhookClientConfig");
        }
        if (spec.has("conversion", "conversionReviewVersions") && next.has("conversion", "webhook")) {
            next = next.with(
                    spec.value("conversion", "conversionReviewVersions").orElseThrow(),
                    "conversion",
                    "webhook",
                    "conversionReviewVersions");
        }
        return next.without("conversion", "conversionReviewVersions");
    }
}
