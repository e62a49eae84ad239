package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kubectl takes the server for a real one. */
class KubectlTest {
    @TempDir
    static Path folder;

    private final MockCluster cluster = MockCluster.builder()
            .seed(7)
            .nodes("worker-", 3, node -> node.cpu("4").memory("16Gi"))
            .deployment("shop/web", d -> d.replicas(4).readyAfter(Duration.ofSeconds(2)))
            .daemonSet("kube-system/agent", d -> {})
            .budget("shop/web", b -> b.maxUnavailable(1))
            .build();
    private MockApiServer server;
    private Kubectl kubectl;

    @BeforeEach
    void start() {
        server = MockApiServer.builder(cluster).speed(20).start();
        kubectl = new Kubectl(server, folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void getNodesShowsTheTableOfTheServer() throws Exception {
        cluster.patch(
                Kind.NODES,
                "worker-2",
                io.github.kubemaintenance.model.Document.empty().with(true, "spec", "unschedulable"));

        String out = kubectl.run("get", "nodes").ok().out();

        assertTrue(out.startsWith("NAME"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("worker-1 +Ready +<none> +\\S+ +.*")), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("worker-2 +Ready,SchedulingDisabled .*")), out);
    }

    @Test
    void cordonDrainAndUncordonChangeTheCluster() throws Exception {
        assertEquals(
                "node/worker-1 cordoned\n",
                kubectl.run("cordon", "worker-1").ok().out());
        assertTrue(cluster.node("worker-1").unschedulable());

        Kubectl.Result drain = kubectl.run(
                        "drain", "worker-1", "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=60s")
                .ok();

        assertTrue(drain.out().contains("node/worker-1 drained"), drain::toString);
        assertEquals(
                "[kube-system]",
                cluster.podsOn("worker-1").stream()
                        .map(pod -> pod.namespace())
                        .toList()
                        .toString());
        assertEquals(
                "node/worker-1 uncordoned\n",
                kubectl.run("uncordon", "worker-1").ok().out());
        assertFalse(cluster.node("worker-1").unschedulable());
    }

    @Test
    void describeTellsOfANodeAndItsPods() throws Exception {
        String out = kubectl.run("describe", "node", "worker-1").ok().out();

        assertTrue(out.contains("Name:               worker-1"), out);
        assertTrue(out.contains("Unschedulable:      false"), out);
        assertTrue(out.contains("Non-terminated Pods:"), out);
        assertTrue(out.contains("kube-system"), out);
        String pod = cluster.pods("shop").get(0).name();
        assertTrue(
                kubectl.run("describe", "pod", "-n", "shop", pod).ok().out().contains("Controlled By:  ReplicaSet/"));
    }

    @Test
    void waitSeesWhatHappens() throws Exception {
        String pod = cluster.pods("shop").get(0).name();
        kubectl.run("delete", "pod", "-n", "shop", pod, "--wait=false").ok();

        assertEquals(
                "",
                kubectl.run("wait", "--for=delete", "pod/" + pod, "-n", "shop", "--timeout=60s")
                        .ok()
                        .err());
        kubectl.run("wait", "--for=condition=Ready", "pod", "--all", "-n", "shop", "--timeout=60s")
                .ok();
        kubectl.run("rollout", "status", "deployment/web", "-n", "shop", "--timeout=60s")
                .ok();
    }

    @Test
    void serverSideApplyKnowsWhoOwnsAField() throws Exception {
        String one = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"conf\","
                + "\"namespace\":\"shop\"},\"data\":{\"a\":\"1\"}}";
        String two = one.replace("\"1\"", "\"2\"");

        kubectl.withInput(one, "apply", "--server-side", "--field-manager=one", "-f", "-")
                .ok();
        Kubectl.Result conflict = kubectl.withInput(two, "apply", "--server-side", "--field-manager=two", "-f", "-");
        kubectl.withInput(two, "apply", "--server-side", "--field-manager=two", "--force-conflicts", "-f", "-")
                .ok();

        assertEquals(1, conflict.exit());
        assertTrue(conflict.err().contains("conflict with \"one\": .data.a"), conflict::toString);
        assertEquals(
                "2",
                kubectl.run("get", "configmap", "conf", "-n", "shop", "-o", "jsonpath={.data.a}")
                        .ok()
                        .out());
    }

    @Test
    void everydayCommandsWork() throws Exception {
        assertTrue(kubectl.run("get", "pods", "-A", "-o", "wide").ok().out().contains("worker-"));
        assertTrue(kubectl.run("get", "pdb", "-n", "shop").ok().out().contains("ALLOWED DISRUPTIONS"));
        assertTrue(kubectl.run("get", "deploy,rs,ds", "-A").ok().out().contains("deployment.apps/web"));
        kubectl.run("label", "node", "worker-3", "pool=blue").ok();
        assertTrue(kubectl.run("get", "nodes", "-l", "pool=blue", "-o", "name")
                .ok()
                .out()
                .equals("node/worker-3\n"));
        kubectl.run("taint", "node", "worker-3", "a=b:NoSchedule").ok();
        kubectl.run("scale", "deployment/web", "-n", "shop", "--replicas=2").ok();
        assertEquals(2, cluster.find(Kind.DEPLOYMENTS, "shop/web").orElseThrow().replicas());
        assertEquals(
                "yes\n",
                kubectl.run("auth", "can-i", "create", "pods/eviction").ok().out());
        assertTrue(kubectl.run("api-resources").ok().out().contains("poddisruptionbudgets"));
        assertTrue(kubectl.run("version").ok().out().contains("Server Version: v1.34"));
        String namespace = "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"new\"}}";
        assertEquals(
                "namespace/new created\n",
                kubectl.withInput(namespace, "apply", "-f", "-").ok().out());
        assertEquals(
                "namespace/new unchanged\n",
                kubectl.withInput(namespace, "apply", "-f", "-").ok().out());
    }

    @Test
    void describeShowsTheLeaseAndTheHeartbeats() throws Exception {
        String out = kubectl.run("describe", "node", "worker-1").ok().out();

        assertTrue(out.contains("HolderIdentity:  worker-1"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches(" *RenewTime: +\\w{3}, \\d\\d .*")), out);
        assertFalse(out.contains("0001"), out);
        String leases =
                kubectl.run("get", "leases", "-n", "kube-node-lease").ok().out();
        assertTrue(leases.lines().anyMatch(line -> line.matches("worker-3 +worker-3 +\\w+")), leases);
    }

    @Test
    void rightsAreToldAlsoOfOthers() throws Exception {
        String all = kubectl.run("auth", "can-i", "--list").ok().out();
        assertTrue(all.lines().anyMatch(line -> line.matches("\\*\\.\\* .*\\[\\*\\] *")), all);
        assertEquals(
                "no\n",
                kubectl.run("auth", "can-i", "get", "pods", "--as=system:serviceaccount:shop:bot")
                        .out());
        Kubectl.Result refused = kubectl.run("get", "pods", "-A", "--as=eve");
        assertTrue(refused.err().contains("User \"eve\" cannot list resource \"pods\""), refused::toString);
    }

    @Test
    void whatIsNotSimulatedIsNamed() throws Exception {
        String pod = cluster.pods("shop").get(0).name();
        for (String verb : new String[] {"logs", "exec", "attach", "port-forward"}) {
            Kubectl.Result result =
                    switch (verb) {
                        case "exec" -> kubectl.run("exec", "-n", "shop", pod, "--", "ls");
                        case "port-forward" -> kubectl.run(verb, "-n", "shop", pod, "8080");
                        default -> kubectl.run(verb, "-n", "shop", pod);
                    };
            assertEquals(1, result.exit(), result::toString);
            assertTrue(result.err().contains("is not simulated"), result::toString);
        }
        assertTrue(kubectl.run("top", "nodes").err().contains("Metrics API not available"));
    }

    @Test
    void everyKindOfPatchAndEveryFormOfOutput() throws Exception {
        String labels = "{\"metadata\":{\"labels\":{\"a\":\"1\"}}}";
        kubectl.run("patch", "node", "worker-1", "-p", labels).ok();
        kubectl.run("patch", "node", "worker-1", "--type=merge", "-p", labels.replace("\"1\"", "\"2\""))
                .ok();
        kubectl.run(
                        "patch",
                        "node",
                        "worker-1",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"add\",\"path\":\"/metadata/labels/b\",\"value\":\"3\"}]")
                .ok();
        kubectl.run("annotate", "node", "worker-1", "c=4").ok();

        String path = "jsonpath={.metadata.labels.a}{.metadata.labels.b}{.metadata.annotations.c}";
        assertEquals(
                "234", kubectl.run("get", "node", "worker-1", "-o", path).ok().out());
        assertEquals(
                "NAME       READY\nworker-1   True\n",
                kubectl.run(
                                "get",
                                "node",
                                "worker-1",
                                "-o",
                                "custom-columns=NAME:.metadata.name,READY:.status.conditions[?(@.type=='Ready')].status")
                        .ok()
                        .out());
        assertTrue(
                kubectl.run("get", "node", "worker-1", "-o", "yaml").ok().out().contains("kind: Node"));
        kubectl.run("wait", "--for=jsonpath={.status.phase}=Running", "pods", "--all", "-n", "shop", "--timeout=60s")
                .ok();
    }

    @Test
    void diffAndDryRunChangeNothing() throws Exception {
        String one = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"conf\","
                + "\"namespace\":\"shop\"},\"data\":{\"a\":\"1\"}}";
        String two = one.replace("\"1\"", "\"2\"");
        kubectl.withInput(one, "apply", "-f", "-").ok();

        Kubectl.Result diff = kubectl.withInput(two, "diff", "-f", "-");
        Kubectl.Result dry =
                kubectl.withInput(two, "apply", "--dry-run=server", "-f", "-").ok();

        assertEquals(1, diff.exit(), diff::toString);
        assertTrue(diff.out().contains("+  a: \"2\""), diff::toString);
        assertEquals("configmap/conf configured (server dry run)\n", dry.out());
        assertEquals(
                "1",
                kubectl.run("get", "configmap", "conf", "-n", "shop", "-o", "jsonpath={.data.a}")
                        .ok()
                        .out());
    }

    @Test
    void forcedDeletionTakesAPodAtOnce() throws Exception {
        String pod = cluster.pods("shop").get(0).name();
        String uid = cluster.pods("shop").get(0).uid();
        kubectl.run("delete", "pod", pod, "-n", "shop", "--grace-period=0", "--force")
                .ok();
        assertTrue(cluster.pods("shop").stream().noneMatch(each -> each.uid().equals(uid)));
    }

    @Test
    void whatKubectlCreatesComesAsProtobuf() throws Exception {
        for (String each : new String[] {
            "create namespace new",
            "create deployment api -n new --image=example/api:1 --replicas=2 --port=80",
            "create configmap conf -n new --from-literal=a=b",
            "create secret generic key -n new --from-literal=a=b",
            "create pdb api -n new --selector=app=api --max-unavailable=50%",
            "create role reader -n new --verb=get,list --resource=pods",
            "create serviceaccount bot -n new",
            "create rolebinding reads -n new --role=reader --serviceaccount=new:bot",
            "autoscale deployment api -n new --min=2 --max=4",
            "create cronjob tick -n new --image=x --schedule=@hourly",
            "rollout status deployment/api -n new --timeout=60s"
        }) {
            kubectl.run(each.split(" ", -1)).ok();
        }

        String container = ".spec.template.spec.containers[0]";
        assertEquals(
                "example/api:1 80 2",
                field(
                        "deployment/api",
                        "{" + container + ".image} {" + container + ".ports[0].containerPort} {.spec.replicas}"));
        assertEquals("50%", field("pdb/api", "{.spec.maxUnavailable}"));
        assertEquals("Yg==", field("secret/key", "{.data.a}"));
        assertEquals(
                "yes\n",
                kubectl.run("auth", "can-i", "list", "pods", "-n", "new", "--as=system:serviceaccount:new:bot")
                        .out());
        assertTrue(kubectl.run("auth", "whoami").ok().out().contains("kubernetes-admin"));
    }

    private String field(String object, String path) throws Exception {
        return kubectl.run("get", object, "-n", "new", "-o", "jsonpath=" + path)
                .ok()
                .out();
    }
}
