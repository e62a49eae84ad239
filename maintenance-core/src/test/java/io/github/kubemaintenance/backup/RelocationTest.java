package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Document;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where objects name a namespace themselves. */
class RelocationTest {
    private final Relocation relocation = new Relocation(Map.of("shop", "shop-2"));

    private static Document subject(String kind, String name) {
        return Document.of("kind", kind).with(name, "name");
    }

    @Test
    void serviceAccountsNamedAsUsersAndGroupsFollowAndOthersStay() {
        Document binding = Samples.object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", "b")
                .with(
                        List.of(
                                subject("User", "system:serviceaccount:shop:web"),
                                subject("Group", "system:serviceaccounts:shop"),
                                subject("User", "system:serviceaccount:other:web"),
                                subject("Group", "system:serviceaccounts"),
                                subject("User", "shop"),
                                subject("ServiceAccount", "web").with("shop", "namespace")),
                        "subjects");
        assertEquals(
                List.of(
                        subject("User", "system:serviceaccount:shop-2:web"),
                        subject("Group", "system:serviceaccounts:shop-2"),
                        subject("User", "system:serviceaccount:other:web"),
                        subject("Group", "system:serviceaccounts"),
                        subject("User", "shop"),
                        subject("ServiceAccount", "web").with("shop-2", "namespace")),
                relocation
                        .move("clusterrolebindings.rbac.authorization.k8s.io", binding)
                        .documents("subjects"));
    }

    @Test
    void aDefinitionsWebhookFollows() {
        Document definition = Samples.definition("example.com", "Till", "tills", "Namespaced")
                .with("shop", "spec", "conversion", "webhook", "clientConfig", "service", "namespace");
        assertEquals(
                Optional.of("shop-2"),
                relocation
                        .move("customresourcedefinitions.apiextensions.k8s.io", definition)
                        .text("spec", "conversion", "webhook", "clientConfig", "service", "namespace"));
    }

    @Test
    void anOldTokenVolumeAndEphemeralContainersAreNotSaved() {
        Document pod = Samples.object("v1", "Pod", "shop", "old")
                .with(
                        List.of(Document.of("name", "default-token-x7k2p"), Document.of("name", "data")),
                        "spec",
                        "volumes")
                .with(List.of(Document.of("name", "debugger")), "spec", "ephemeralContainers")
                .with(
                        List.of(Document.of("name", "c")
                                .with(
                                        List.of(
                                                Document.of("name", "default-token-x7k2p")
                                                        .with(
                                                                "/var/run/secrets/kubernetes.io/serviceaccount",
                                                                "mountPath"),
                                                Document.of("name", "data").with("/data", "mountPath")),
                                        "volumeMounts")),
                        "spec",
                        "containers");
        Document clean = Cleaning.clean("pods", pod, false);
        assertEquals(List.of(Document.of("name", "data")), clean.documents("spec", "volumes"));
        assertEquals(false, clean.has("spec", "ephemeralContainers"));
    }
}
