package io.github.kubemaintenance.etcd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import org.junit.jupiter.api.Test;

/** Definitions stored as v1beta1 come out as v1. */
class StoredDefinitionTest {
    private static Document definition(String apiVersion, String spec) {
        return DocumentFormat.json()
                .read("{\"apiVersion\":\"apiextensions.k8s.io/" + apiVersion
                        + "\",\"kind\":\"CustomResourceDefinition\",\"spec\":" + spec + "}");
    }

    private static void becomes(String stored, String answered) {
        assertEquals(definition("v1", answered), StoredDefinition.answered(definition("v1beta1", stored)));
    }

    @Test
    void what_is_said_once_is_repeated_in_each_version() {
        becomes(
                """
                {"group":"g","version":"v1","validation":{"openAPIV3Schema":{"type":"object"}},
                 "subresources":{"status":{}},"preserveUnknownFields":false,
                 "additionalPrinterColumns":[{"name":"a","JSONPath":".x"},{"name":"b"}],
                 "versions":[{"name":"v1"},{"name":"v2","schema":{"openAPIV3Schema":{"type":"string"}}}]}""",
                """
                {"group":"g",
                 "versions":[
                  {"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}},"subresources":{"status":{}},
                   "additionalPrinterColumns":[{"name":"a","jsonPath":".x"},{"name":"b"}]},
                  {"name":"v2","schema":{"openAPIV3Schema":{"type":"string"}},"subresources":{"status":{}},
                   "additionalPrinterColumns":[{"name":"a","jsonPath":".x"},{"name":"b"}]}]}""");
    }

    @Test
    void a_single_version_and_the_old_default_are_spelled_out() {
        becomes(
                "{\"version\":\"v1\"}",
                "{\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true}],\"preserveUnknownFields\":true}");
    }

    @Test
    void a_webhook_moves() {
        becomes(
                """
                {"preserveUnknownFields":false,"versions":[{"name":"v1"}],"conversion":{"strategy":"Webhook",
                 "webhookClientConfig":{"url":"https://x"},"conversionReviewVersions":["v1"]}}""",
                """
                {"versions":[{"name":"v1"}],"conversion":{"strategy":"Webhook",
                 "webhook":{"clientConfig":{"url":"https://x"},"conversionReviewVersions":["v1"]}}}""");
    }

    @Test
    void anything_else_stays_as_it_is() {
        Document v1 = definition("v1", "{\"version\":\"v1\"}");
        assertSame(v1, StoredDefinition.answered(v1));
        Document other = v1.with("apiextensions.k8s.io/v1beta1", "apiVersion").with("Widget", "kind");
        assertSame(other, StoredDefinition.answered(other));
    }
}
