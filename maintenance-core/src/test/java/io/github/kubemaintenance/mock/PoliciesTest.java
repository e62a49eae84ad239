package io.github.kubemaintenance.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.cluster.Eviction;
import io.github.kubemaintenance.cluster.EvictionOutcome;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ValidatingAdmissionPolicies in the cluster deny what a real API server would have denied by them. */
class PoliciesTest {
    private static MockCluster cluster(String operation, String resource, String validation, String more) {
        return MockCluster.builder()
                .node("worker-1")
                .pod("default/keep", p -> p.node("worker-1"))
                .objects(List.of(
                        json("{'apiVersion':'admissionregistration.k8s.io/v1','kind':'ValidatingAdmissionPolicy',"
                                + "'metadata':{'name':'freeze'},'spec':{'matchConstraints':{'resourceRules':["
                                + "{'apiGroups':[''],'apiVersions':['v1'],'operations':['" + operation
                                + "'],'resources':['" + resource + "']}]},'validations':[" + validation + "]" + more
                                + "}}"),
                        json("{'apiVersion':'admissionregistration.k8s.io/v1','kind':"
                                + "'ValidatingAdmissionPolicyBinding','metadata':{'name':'all'},'spec':{'policyName':"
                                + "'freeze','validationActions':['Deny']}}")))
                .build();
    }

    private static Document json(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }

    private static RestReply evict(MockCluster cluster) {
        return RestServer.of(cluster)
                .handle(RestRequest.of(
                        "POST",
                        "/api/v1/namespaces/default/pods/keep/eviction",
                        "application/json",
                        "",
                        json("{'kind':'Eviction','apiVersion':'policy/v1','metadata':{'name':'keep'}}")));
    }

    @Test
    void anEvictionIsDeniedOverHttpAndByTheBackendAlike() {
        MockCluster cluster = cluster(
                "CREATE", "pods/eviction", "{'expression':'false','message':'by hand','reason':'Forbidden'}", "");
        String denied = "ValidatingAdmissionPolicy 'freeze' with binding 'all' denied request: by hand";

        RestReply reply = evict(cluster);
        EvictionOutcome outcome =
                cluster.api().evict(Eviction.of(cluster.pod("default/keep").ref()));

        assertEquals(403, reply.status());
        assertEquals(
                "pods \"keep\" is forbidden: " + denied,
                reply.body().text("message").orElse(""));
        assertEquals(
                denied,
                reply.body()
                        .documents("details", "causes")
                        .get(0)
                        .text("message")
                        .orElse(""));
        assertEquals(EvictionOutcome.Kind.FORBIDDEN, outcome.kind());
    }

    @Test
    void theExpressionDecidesAndItsTextMayBeComputed() {
        String validation = "{'expression':'object.metadata.name != \\\"keep\\\"',"
                + "'messageExpression':'\\\"not \\\" + request.name'}";

        RestReply denied = evict(cluster("CREATE", "pods/eviction", validation, ""));
        RestReply otherOperation = evict(cluster("DELETE", "pods/eviction", validation, ""));
        RestReply otherResource = evict(cluster("CREATE", "pods", validation, ""));

        assertEquals(422, denied.status());
        assertEquals(
                "pods \"keep\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'all' denied request: not"
                        + " keep",
                denied.body().text("message").orElse(""));
        assertEquals(201, otherOperation.status());
        assertEquals(201, otherResource.status());
    }

    @Test
    void anExpressionThatFailsDeniesUnlessFailuresAreIgnored() {
        String validation = "{'expression':'object.spec.nothing'}";

        assertEquals(
                422, evict(cluster("CREATE", "pods/eviction", validation, "")).status());
        assertEquals(
                201,
                evict(cluster("CREATE", "pods/eviction", validation, ",'failurePolicy':'Ignore'"))
                        .status());
    }

    private static RestReply send(MockCluster cluster, String method, String target, String type, String body) {
        return RestServer.of(cluster)
                .handle(RestRequest.of(method, target, type, "", body.isEmpty() ? Document.empty() : json(body)));
    }

    @Test
    void deletingManyAsksForEach() {
        MockCluster cluster = cluster("DELETE", "pods", "{'expression':'oldObject.metadata.name != \\\"keep\\\"'}", "");
        cluster.apply(json("{'apiVersion':'v1','kind':'Pod','metadata':{'namespace':'default','name':'a'},"
                + "'spec':{'containers':[{'name':'c','image':'x'}]}}"));

        RestReply reply = send(cluster, "DELETE", "/api/v1/namespaces/default/pods?gracePeriodSeconds=0", "", "");

        // The server deletes in the order of the list and stops at the first that is denied.
        assertEquals(422, reply.status());
        assertEquals(
                "pods \"Unknown\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'all' denied request:"
                        + " failed expression: oldObject.metadata.name != \"keep\"",
                reply.body().text("message").orElse(""));
        assertEquals(
                List.of("keep"),
                cluster.pods("default").stream().map(each -> each.name()).toList());
    }

    @Test
    void serverSideApplyAndScaleAreWritesToo() {
        String body = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'keep','labels':{'x':'y'}}}";
        String apply = "application/apply-patch+yaml";
        String place = "/api/v1/namespaces/default/pods/";

        RestReply update = send(
                cluster("UPDATE", "pods", "{'expression':'!has(object.metadata.labels)','message':'no labels'}", ""),
                "PATCH",
                place + "keep?fieldManager=me",
                apply,
                body);
        RestReply create = send(
                cluster("CREATE", "pods", "{'expression':'false','message':'no pods'}", ""),
                "PATCH",
                place + "new?fieldManager=me",
                apply,
                "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'new'},'spec':{'containers':[{'name':'c',"
                        + "'image':'x'}]}}");

        assertEquals(422, update.status());
        assertEquals(422, create.status());
        assertEquals(
                "pods \"new\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'all' denied request: no"
                        + " pods",
                create.body().text("message").orElse(""));
    }

    @Test
    void scalingIsDeniedByWhatIsSaidOfTheScale() {
        MockCluster cluster = cluster(
                "UPDATE",
                "replicationcontrollers/scale",
                "{'expression':'object.spec.replicas > 1','message':'too few'}",
                "");
        cluster.apply(json("{'apiVersion':'v1','kind':'ReplicationController','metadata':{'namespace':'default',"
                + "'name':'rc'},'spec':{'replicas':0,'selector':{'a':'b'},'template':{'metadata':{'labels':{'a':'b'}},"
                + "'spec':{'containers':[{'name':'c','image':'x'}]}}}}"));
        String scale = "/api/v1/namespaces/default/replicationcontrollers/rc/scale";

        RestReply denied = send(cluster, "PUT", scale, "application/json", "{'spec':{'replicas':1}}");
        RestReply allowed = send(cluster, "PUT", scale, "application/json", "{'spec':{'replicas':2}}");

        assertEquals(422, denied.status());
        assertEquals(
                "replicationcontrollers \"rc\" is forbidden: ValidatingAdmissionPolicy 'freeze' with binding 'all' denied"
                        + " request: too few",
                denied.body().text("message").orElse(""));
        assertEquals(2, allowed.body().number("spec", "replicas").orElse(0L));
    }
}
