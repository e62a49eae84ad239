package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.kubemaintenance.model.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies and options that a real API server refuses or warns of, in its words. */
class RestBodiesTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private final MockCluster cluster = MockCluster.builder()
            .node("worker-1")
            .deployment("default/web", d -> d.replicas(2))
            .build();
    private final RestServer server = RestServer.of(cluster);

    private RestReply send(String method, String target, String type, String text) {
        return server.handle(
                RestRequest.of(method, target, type, "", Document.empty()), RestCaller.administrator(), text);
    }

    private RestReply post(String target, String text) {
        return send("POST", target, "application/json", text.replace('\'', '"'));
    }

    private static String message(RestReply reply) {
        return reply.status() + " " + reply.body().text("message").orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'metadata':{'name':'a'},'data':{'x':1}}"
                        + "| json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
                "{'metadata':{'name':'a'},'data':'x'}"
                        + "| json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string",
                "{'metadata':{'name':7}}"
                        + "| json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string",
                "{'metadata':'a'}"
                        + "| json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta",
                "{'metadata':{'name':'a','finalizers':'f'}}| json: cannot unmarshal string into Go struct field"
                        + " ObjectMeta.metadata.finalizers of type []string",
                "{'kind':'Nothing'}| no kind \"Nothing\" is registered for version \"v1\" in scheme"
                        + " \"pkg/api/legacyscheme/scheme.go:30\"",
                "{'kind':'Pod'}| converting (v1.Pod) to (core.ConfigMap): unknown conversion",
            })
    void aBodyThatCanNotBeDecodedIsRefusedInGosWords(String body, String why) {
        RestReply reply = post(MAPS, body);

        String kind = body.contains("'kind'") ? body.replaceAll(".*'kind':'(\\w+)'.*", "$1") : "ConfigMap";
        assertEquals(
                "400 " + kind + " in version \"v1\" cannot be handled as a ConfigMap: " + why.strip(), message(reply));
        assertEquals("BadRequest", reply.body().text("reason").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{'a':1| unexpected end of JSON input ({\"a\":1)",
                "{'a' 1}| invalid character '1' after object key ({\"a\" 1})",
                "{'a':1 'b'}| invalid character '\"' after object key:value pair ({\"a\":1 \"b\"})",
                "{a:1}| invalid character 'a' looking for beginning of object key string ({a:1})",
                "nonsense| invalid character 'o' in literal null (expecting 'u') (6e6f6e73656e7365)",
                "{'a':[1,2}| invalid character '}' after array element ({\"a\":[1,2})",
                "{'metadata':{'name':'long-enough'}}x| invalid character 'x' after top-level value"
                        + " ({\"metadata\":{\"name\":\"long-enou ...)",
            })
    void aBodyThatIsNoJsonIsRefusedInGosWords(String body, String why) {
        assertEquals(
                "400 the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json"
                        + " parse error: " + why.strip(),
                message(post(MAPS, body)));
    }

    @Test
    void unknownFieldsAreLeftOutAndWarnedOfByDefault() {
        String body = "{'metadata':{'name':'a','nane':'b'},'dat':{}}";

        RestReply ignored = post(MAPS + "?dryRun=All&fieldValidation=Ignore", body);
        RestReply warned = post(MAPS, body);

        assertEquals(201, ignored.status());
        assertFalse(ignored.headers().containsKey("Warning"));
        assertEquals(201, warned.status());
        assertEquals(
                "299 - \"unknown field \\\"metadata.nane\\\"\", 299 - \"unknown field \\\"dat\\\"\"",
                warned.headers().get("Warning"));
        assertFalse(warned.body().has("dat"));
        assertFalse(warned.body().has("metadata", "nane"));
    }

    @Test
    void strictRefusesWhatIsUnknownAndWhatComesTwice() {
        RestReply reply = post(
                "/apis/apps/v1/namespaces/default/deployments?fieldValidation=Strict",
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'a','name':'b'},'spec':{'template':"
                        + "{'spec':{'containers':[{'name':'c'},{'name':'d','imag':'x'}]}},'replicass':1}}");

        assertEquals(
                "400 Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: duplicate"
                        + " field \"metadata.name\", unknown field \"spec.template.spec.containers[1].imag\", unknown"
                        + " field \"spec.replicass\"",
                message(reply));
    }

    @Test
    void aStrictPatchIsRefusedWithThePatch() {
        String target = "/apis/apps/v1/namespaces/default/deployments/web?fieldValidation=Strict";

        assertEquals(
                "422  \"\" is invalid: patch: Invalid value: \"map[spec:map[replicass:1]]\": strict decoding error:"
                        + " unknown field \"spec.replicass\"",
                message(send(
                        "PATCH", target, "application/strategic-merge-patch+json", "{\"spec\":{\"replicass\":1}}")));
        assertEquals(
                "422 the server rejected our request due to an error in our request",
                message(send(
                        "PATCH",
                        target,
                        "application/json-patch+json",
                        "[{\"op\":\"remove\",\"path\":\"/spec/no\"}]")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "POST| ?dryRun=Some| CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]:"
                        + " supported values: \"All\"",
                "POST| ?fieldValidation=Hard| CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported"
                        + " value: \"Hard\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
                "PATCH| /conf?force=true| PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be"
                        + " specified for non-apply patch",
                "DELETE| /conf?propagationPolicy=Never| DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy:"
                        + " Unsupported value: \"Never\": supported values: \"Foreground\", \"Background\", \"Orphan\","
                        + " \"nil\"",
            })
    void optionsThatCanNotBeAreRefused(String method, String target, String why) {
        String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        String body = method.equals("DELETE") ? "" : "{\"metadata\":{\"name\":\"conf\"}}";
        RestReply reply = send(method, MAPS + target.strip(), type, body);

        assertEquals("422 " + why.strip(), message(reply));
        assertEquals("meta.k8s.io", reply.body().text("details", "group").orElse(""));
    }

    @Test
    void anotherVersionOfTheKindIsNotExpected() {
        assertEquals(
                "400 the API version in the data (autoscaling/v1) does not match the expected API version"
                        + " (autoscaling/v2)",
                message(post(
                        "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                        "{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler','metadata':{'name':'a'}}")));
    }
}
