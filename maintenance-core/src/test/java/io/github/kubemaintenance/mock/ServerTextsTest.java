package io.github.kubemaintenance.mock;

import static io.github.kubemaintenance.mock.MockApiTest.budget;
import static io.github.kubemaintenance.mock.MockApiTest.cluster;
import static io.github.kubemaintenance.mock.MockApiTest.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Refusals that no recording has, in the words of kube-apiserver 1.34: each case names the file of Kubernetes' source
 * (staging/src/k8s.io left out) that the words are from.
 */
class ServerTextsTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";
    private static final String BUDGETS = "/apis/policy/v1/namespaces/shop/poddisruptionbudgets";
    private static final String LIST_OPTIONS = "apimachinery/pkg/apis/meta/internalversion/validation/validation.go";
    private static final String OPTIONS = "apimachinery/pkg/apis/meta/v1/validation/validation.go";
    private static final String SELECTOR = "apimachinery/pkg/labels/selector.go";
    private static final String META = "apimachinery/pkg/api/validation/objectmeta.go";
    private static final String NAMES = "apimachinery/pkg/util/validation/validation.go";
    private static final String STORAGE = "apiserver/pkg/storage/interfaces.go";
    private static final String SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
            + " characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
            + " used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private static final String QUALIFIED =
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
                    + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
    private static final String LABEL_VALUE =
            "a valid label must be an empty string or consist of alphanumeric characters,"
                    + " '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',"
                    + "  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /** A request and the answer to it. */
    private record Case(String source, String method, String target, String body, int status, String message) {
        @Override
        public String toString() {
            return method + " " + target + " " + body + " -> " + status + " (" + source + ")";
        }
    }

    private static final List<Case> CASES = new ArrayList<>();

    private static void get(String source, String target, int status, String message) {
        CASES.add(new Case(source, "GET", target, "", status, message));
    }

    private static void post(String source, String target, String body, int status, String message) {
        CASES.add(new Case(source, "POST", target, body.replace('\'', '"'), status, message));
    }

    private static void delete(String source, String target, String body, int status, String message) {
        CASES.add(new Case(source, "DELETE", target, body.replace('\'', '"'), status, message));
    }

    private static String token(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static void lists() {
        String match = "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: ";
        get(
                LIST_OPTIONS,
                PODS + "?resourceVersionMatch=Exact",
                422,
                match + "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        get(
                LIST_OPTIONS,
                PODS + "?resourceVersionMatch=Exact&resourceVersion=0",
                422,
                match + "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        get(
                LIST_OPTIONS,
                PODS + "?resourceVersionMatch=Newest&resourceVersion=1",
                422,
                match + "Unsupported value: \"Newest\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
        get(
                LIST_OPTIONS,
                PODS + "?resourceVersionMatch=NotOlderThan&resourceVersion=1&continue=x",
                422,
                match + "Forbidden: resourceVersionMatch is forbidden when continue is provided");
        get(
                LIST_OPTIONS,
                PODS + "?sendInitialEvents=true",
                422,
                "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden"
                        + " for list");
        get(
                LIST_OPTIONS,
                PODS + "?watch=1&sendInitialEvents=true",
                422,
                match + "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        get(
                LIST_OPTIONS,
                PODS + "?watch=1&resourceVersionMatch=NotOlderThan",
                422,
                match + "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        get(
                LIST_OPTIONS,
                PODS + "?watch=1&resourceVersionMatch=Exact&sendInitialEvents=false",
                422,
                "ListOptions.meta.k8s.io \"\" is invalid: [resourceVersionMatch: Forbidden: sendInitialEvents requires"
                        + " setting resourceVersionMatch to NotOlderThan, resourceVersionMatch: Unsupported value:"
                        + " \"Exact\": supported values: \"NotOlderThan\"]");
        get(
                STORAGE,
                PODS + "?resourceVersion=abc",
                400,
                "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\":"
                        + " invalid syntax");
        get(
                "apiserver/pkg/storage/errors/storage.go",
                PODS + "?watch=1&resourceVersion=abc",
                422,
                "pods \"\" is invalid: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\":"
                        + " invalid syntax");
        get(
                STORAGE,
                PODS + "?resourceVersion=1&continue=" + token("{'v':'meta.k8s.io/v1','rv':1,'start':'a'}"),
                400,
                "specifying resource version is not allowed when using continue");
        String continued = "invalid continue token: continue key is not valid: ";
        get(
                "apiserver/pkg/storage/continue.go",
                PODS + "?limit=1&continue=" + token("{'v':'meta.k8s.io/v2','rv':1,'start':'a'}"),
                400,
                continued + "server does not recognize this encoded version meta.k8s.io/v2");
        get(
                "apiserver/pkg/storage/continue.go",
                PODS + "?limit=1&continue=" + token("{'v':'meta.k8s.io/v1','rv':0,'start':'a'}"),
                400,
                continued + "incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        get(
                "apiserver/pkg/storage/continue.go",
                PODS + "?limit=1&continue=" + token("{'v':'meta.k8s.io/v1','rv':1,'start':''}"),
                400,
                continued + "encoded start key empty (version meta.k8s.io/v1)");
        get(
                "apimachinery/pkg/runtime/conversion.go",
                PODS + "?limit=abc",
                400,
                "strconv.ParseInt: parsing \"abc\": invalid syntax");
    }

    private static void selectors() {
        String parse = "unable to parse requirement: ";
        get(SELECTOR, PODS + "?labelSelector=a%3D%3D%3Db", 400, parse + "found '=', expected: identifier");
        get(SELECTOR, PODS + "?labelSelector=%3Db", 400, "found '=', expected: !, identifier, or 'end of string'");
        get(SELECTOR, PODS + "?labelSelector=a,", 400, "found '', expected: identifier after ','");
        get(SELECTOR, PODS + "?labelSelector=a+b", 400, parse + "found 'b', expected: in, notin, =, ==, !=, gt, lt");
        get(SELECTOR, PODS + "?labelSelector=a+in+b", 400, parse + "found 'b' expected: '('");
        get(SELECTOR, PODS + "?labelSelector=a+in+(b", 400, parse + "found '', expected: ',' or ')'");
        get(SELECTOR, PODS + "?labelSelector=-a", 400, parse + "<nil>: Invalid value: \"-a\": " + QUALIFIED);
        get(
                SELECTOR,
                PODS + "?labelSelector=a%3D-b",
                400,
                parse + "values[0][a]: Invalid value: \"-b\": " + LABEL_VALUE);
        get(
                SELECTOR,
                PODS + "?labelSelector=a%3Eb",
                400,
                parse + "values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer");
        get(
                "apimachinery/pkg/fields/selector.go",
                PODS + "?fieldSelector=spec.nodeName",
                400,
                "invalid selector: 'spec.nodeName'; can't understand 'spec.nodeName'");
        get(
                "kubernetes/pkg/apis/core/v1/conversion.go",
                PODS + "?fieldSelector=spec.color%3Dred",
                400,
                "field label not supported: spec.color");
        get(
                "apimachinery/pkg/runtime/conversion.go",
                LEASES + "?fieldSelector=spec.holderIdentity%3Dme",
                400,
                "\"spec.holderIdentity\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }

    private static void metadata() {
        post(
                NAMES,
                LEASES,
                "{'metadata':{'name':'No_Good'}}",
                422,
                "Lease.coordination.k8s.io \"No_Good\" is invalid: metadata.name: Invalid value: \"No_Good\": "
                        + SUBDOMAIN);
        post(
                META,
                LEASES,
                "{'metadata':{}}",
                422,
                "Lease.coordination.k8s.io \"\" is invalid: metadata.name: Required value: name or generateName is"
                        + " required");
        post(
                META,
                LEASES,
                "{'metadata':{'name':'l','labels':{'a':'b c'}}}",
                422,
                "Lease.coordination.k8s.io \"l\" is invalid: metadata.labels: Invalid value: \"b c\": " + LABEL_VALUE);
        post(
                META,
                LEASES,
                "{'metadata':{'name':'l','annotations':{'-':'x'}}}",
                422,
                "Lease.coordination.k8s.io \"l\" is invalid: metadata.annotations: Invalid value: \"-\": " + QUALIFIED);
        post(
                META,
                LEASES,
                "{'metadata':{'name':'l','ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'p'}]}}",
                422,
                "Lease.coordination.k8s.io \"l\" is invalid: metadata.ownerReferences[0].uid: Invalid value: \"\": must"
                        + " not be empty");
        post(
                "kubernetes/pkg/apis/coordination/validation/validation.go",
                LEASES,
                "{'metadata':{'name':'l'},'spec':{'leaseDurationSeconds':0,'leaseTransitions':-1}}",
                422,
                "Lease.coordination.k8s.io \"l\" is invalid: [spec.leaseDurationSeconds: Invalid value: 0: must be greater"
                        + " than 0, spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]");
        post(
                "kubernetes/pkg/apis/policy/validation/validation.go",
                BUDGETS,
                "{'metadata':{'name':'b'},'spec':{'maxUnavailable':-1}}",
                422,
                "PodDisruptionBudget.policy \"b\" is invalid: spec.maxUnavailable: Invalid value: -1: must be greater than"
                        + " or equal to 0");
        post(
                "kubernetes/pkg/apis/policy/validation/validation.go",
                BUDGETS,
                "{'metadata':{'name':'b'},'spec':{'minAvailable':'150%'}}",
                422,
                "PodDisruptionBudget.policy \"b\" is invalid: spec.minAvailable: Invalid value: \"150%\": must not be"
                        + " greater than 100%");
        post(
                "kubernetes/pkg/apis/policy/validation/validation.go",
                BUDGETS,
                "{'metadata':{'name':'b'},'spec':{'minAvailable':1,'maxUnavailable':1}}",
                422,
                "PodDisruptionBudget.policy \"b\" is invalid: spec: Invalid value:"
                        + " {\"MinAvailable\":1,\"Selector\":null,\"MaxUnavailable\":1,"
                        + "\"UnhealthyPodEvictionPolicy\":null}: minAvailable and maxUnavailable cannot be both set");
        post(
                "kubernetes/pkg/apis/core/validation/validation.go",
                PODS,
                "{'metadata':{'name':'p'},'spec':{}}",
                422,
                "Pod \"p\" is invalid: spec.containers: Required value");
        post(
                "kubernetes/pkg/apis/core/validation/events.go",
                "/api/v1/namespaces/shop/events",
                "{'metadata':{'name':'e'},'involvedObject':{'kind':'Node','name':'worker-1'}}",
                422,
                "Event \"e\" is invalid: involvedObject.namespace: Invalid value: \"\": does not match event.namespace");
        post(
                "apimachinery/pkg/api/errors/errors.go",
                "/api/v1/nodes",
                "{'metadata':{'name':'worker-1'}}",
                409,
                "nodes \"worker-1\" already exists");
    }

    private static void options() {
        post(
                OPTIONS,
                LEASES + "?dryRun=Some",
                "{'metadata':{'name':'l'}}",
                422,
                "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values:"
                        + " \"All\"");
        post(
                OPTIONS,
                LEASES + "?fieldValidation=Loose",
                "{'metadata':{'name':'l'}}",
                422,
                "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Loose\": supported"
                        + " values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        delete(
                OPTIONS,
                PODS + "/a",
                "{'propagationPolicy':'Sideways'}",
                422,
                "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": supported"
                        + " values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        delete(
                OPTIONS,
                PODS + "/a",
                "{'propagationPolicy':'Orphan','orphanDependents':true}",
                422,
                "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: \"Orphan\": orphanDependents"
                        + " and deletionPropagation cannot be both set");
        delete(
                "apiserver/pkg/registry/rest/delete.go",
                PODS + "/a",
                "{'preconditions':{'uid':'other'}}",
                409,
                "Operation cannot be fulfilled on Pod \"a\": the UID in the precondition (other) does not match the UID in"
                        + " record (UID). The object might have been deleted and then recreated");
        post(
                "kubernetes/pkg/registry/core/pod/storage/eviction.go",
                PODS + "/a/eviction",
                "{'kind':'Eviction','apiVersion':'policy/v1','metadata':{'name':'b'}}",
                400,
                "name in URL does not match name in Eviction object");
        String method = "the server does not allow this method on the requested resource";
        String routes = "apimachinery/pkg/api/errors/errors.go, NewGenericServerResponse";
        CASES.add(new Case(routes, "PUT", PODS, "{}", 405, method));
        CASES.add(new Case(routes, "POST", PODS + "/a", "{}", 405, method));
        CASES.add(new Case(routes, "DELETE", "/api/v1/namespaces", "", 405, method));
        CASES.add(new Case(routes, "POST", "/api/v1/componentstatuses", "{}", 405, method));
        get(routes, "/api/v1/namespaces/shop/widgets", 404, "the server could not find the requested resource");
        get("apimachinery/pkg/api/errors/errors.go", PODS + "/none", 404, "pods \"none\" not found");
    }

    static List<Case> cases() {
        if (CASES.isEmpty()) {
            lists();
            selectors();
            metadata();
            options();
        }
        return CASES;
    }

    private final MockCluster cluster = cluster(pod("a", "web", true), budget("web", 1, 1, 1));
    private final RestServer server = RestServer.of(cluster);

    private RestReply send(String method, String target, String type, String body) {
        RestRequest request = RestRequest.of(
                method,
                target,
                type,
                "",
                body.isEmpty() ? Document.empty() : DocumentFormat.json().read(body));
        return request.isWatch()
                ? server.watch(request, RestCaller.administrator(), new Deaf()).reply()
                : server.handle(request);
    }

    /** Nobody listens. */
    private static final class Deaf implements RestStream {
        @Override
        public void event(Document event) {
            // it isn't about these
        }

        @Override
        public void end(boolean clean) {
            // nor about this
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsRefusedIsRefusedInTheServersWords(Case each) {
        RestReply reply =
                send(each.method(), each.target(), each.body().isEmpty() ? "" : "application/json", each.body());

        String uid = cluster.pod("shop/a").uid();
        assertEquals(
                each.message(),
                reply.body().text("message").orElse(reply.text()).replace(uid, "UID"),
                each::toString);
        assertEquals(each.status(), reply.status(), each::toString);
        assertEquals("Failure", reply.body().text("status").orElse(""), each::toString);
        assertEquals(each.status(), reply.body().number("code").orElse(0L), each::toString);
    }

    /** apiserver/pkg/endpoints/handlers/patch.go: custom resources have no strategic merge. */
    @Test
    void customResourcesTakeNoStrategicMerge() {
        send(
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "application/json",
                """
                {"metadata": {"name": "widgets.example.com"},
                 "spec": {"group": "example.com", "scope": "Namespaced",
                          "names": {"plural": "widgets", "kind": "Widget"},
                          "versions": [{"name": "v1", "served": true, "storage": true,
                            "additionalPrinterColumns": [
                              {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
                              {"name": "Ready", "type": "string",
                               "jsonPath": ".status.conditions[?(@.type==\\"Ready\\")].status"}],
                            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                              "spec": {"type": "object", "properties": {
                                "size": {"type": "integer", "maximum": 9, "default": 3},
                                "color": {"type": "string", "enum": ["red", "blue"]}}}}}}}]}}""");
        String widgets = "/apis/example.com/v1/namespaces/shop/widgets";
        String json = "application/json";

        RestReply made = send("POST", widgets, json, "{\"metadata\": {\"name\": \"w\"}, \"spec\": {\"odd\": 1}}");
        RestReply wrong = send(
                "POST",
                widgets,
                json,
                "{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"size\": 10, \"color\": \"green\"}}");
        RestReply type =
                send("POST", widgets, json, "{\"metadata\": {\"name\": \"x\"}, \"spec\": {\"size\": \"big\"}}");
        RestReply strategic = send("PATCH", widgets + "/w", "application/strategic-merge-patch+json", "{}");
        RestReply table = server.handle(
                RestRequest.of("GET", widgets, "", "application/json;as=Table;v=v1;g=meta.k8s.io", Document.empty()));

        assertEquals(201, made.status(), made::toString);
        assertEquals(Document.of("size", 3), made.body().at("spec"));
        assertEquals("299 - \"unknown field \\\"spec.odd\\\"\"", made.headers().get("Warning"));
        assertEquals(
                "Widget.example.com \"x\" is invalid: [spec.color: Unsupported value: \"green\": supported values:"
                        + " \"red\", \"blue\", spec.size: Invalid value: 10: spec.size in body should be less than or"
                        + " equal to 9]",
                wrong.body().text("message").orElse(""));
        assertEquals(
                "Widget.example.com \"x\" is invalid: spec.size: Invalid value: \"string\": spec.size in body must be of"
                        + " type integer: \"string\"",
                type.body().text("message").orElse(""));
        assertEquals(415, strategic.status());
        assertEquals(
                "the body of the request was in an unknown format - accepted media types include:"
                        + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
                strategic.body().text("message").orElse(""));
        assertEquals(
                List.of("Name", "Size", "Ready"),
                table.body().documents("columnDefinitions").stream()
                        .map(column -> column.text("name").orElse(""))
                        .toList());
        assertEquals(
                "[w, 3, null]",
                String.valueOf(
                        table.body().documents("rows").get(0).value("cells").orElseThrow()));
    }

    /** apiserver/pkg/registry/rest/delete.go: a negative grace period is a second. */
    @Test
    void aNegativeGracePeriodIsASecond() {
        send("DELETE", PODS + "/a?gracePeriodSeconds=-5", "", "");

        assertEquals(
                1,
                cluster.pod("shop/a")
                        .metadata()
                        .deletionGracePeriod()
                        .orElseThrow()
                        .toSeconds());
    }
}
