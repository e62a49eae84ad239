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

    private Document moved(String resource, Document object) {
        return relocation.move(resource, object);
    }

    @Test
    void referencesOfPoliciesClaimsVolumesAndClassesFollow() {
        String group = ".admissionregistration.k8s.io";
        for (String kind : List.of("validatingadmissionpolicybindings", "mutatingadmissionpolicybindings")) {
            Document binding = Samples.object("admissionregistration.k8s.io/v1", "X", "", "b")
                    .with("shop", "spec", "paramRef", "namespace")
                    .with("limits", "spec", "paramRef", "name");
            assertEquals(Optional.of("shop-2"), moved(kind + group, binding).text("spec", "paramRef", "namespace"));
        }
        Document claim = Samples.object("v1", "PersistentVolumeClaim", "shop", "c")
                .with("shop", "spec", "dataSourceRef", "namespace")
                .with("shop", "spec", "dataSourceRef", "name");
        Document moved = moved("persistentvolumeclaims", claim);
        assertEquals(Optional.of("shop-2"), moved.text("spec", "dataSourceRef", "namespace"));
        assertEquals(Optional.of("shop"), moved.text("spec", "dataSourceRef", "name"), "a name is no namespace");
        Document set = Samples.object("apps/v1", "StatefulSet", "shop", "db")
                .with(
                        List.of(Document.empty().with("shop", "spec", "dataSourceRef", "namespace")),
                        "spec",
                        "volumeClaimTemplates");
        assertEquals(
                Optional.of("shop-2"),
                moved("statefulsets.apps", set)
                        .documents("spec", "volumeClaimTemplates")
                        .get(0)
                        .text("spec", "dataSourceRef", "namespace"));
        Document volume = Samples.object("v1", "PersistentVolume", "", "pv")
                .with("shop", "spec", "claimRef", "namespace")
                .with("shop", "spec", "csi", "nodeStageSecretRef", "namespace");
        assertEquals(
                volume.with("shop-2", "spec", "claimRef", "namespace")
                        .with("shop-2", "spec", "csi", "nodeStageSecretRef", "namespace"),
                moved("persistentvolumes", volume));
        Document storage = Samples.object("storage.k8s.io/v1", "StorageClass", "", "fast")
                .with("shop", "parameters", "csi.storage.k8s.io/provisioner-secret-namespace")
                .with("shop", "parameters", "pool");
        assertEquals(
                storage.with("shop-2", "parameters", "csi.storage.k8s.io/provisioner-secret-namespace"),
                moved("storageclasses.storage.k8s.io", storage));
        Document ingress = Samples.object("networking.k8s.io/v1", "IngressClass", "", "nginx")
                .with("shop", "spec", "parameters", "namespace");
        assertEquals(
                Optional.of("shop-2"),
                moved("ingressclasses.networking.k8s.io", ingress).text("spec", "parameters", "namespace"));
    }

    @Test
    void namespacesThatAreChosenByNameFollow() {
        Document selector = Document.empty()
                .with("shop", "matchLabels", "kubernetes.io/metadata.name")
                .with("shop", "matchLabels", "team")
                .with(
                        List.of(
                                Document.of("key", "kubernetes.io/metadata.name")
                                        .with(List.of("shop", "other"), "values"),
                                Document.of("key", "team").with(List.of("shop"), "values")),
                        "matchExpressions");
        Document expected = Document.empty()
                .with("shop-2", "matchLabels", "kubernetes.io/metadata.name")
                .with("shop", "matchLabels", "team")
                .with(
                        List.of(
                                Document.of("key", "kubernetes.io/metadata.name")
                                        .with(List.of("shop-2", "other"), "values"),
                                Document.of("key", "team").with(List.of("shop"), "values")),
                        "matchExpressions");
        Document policy = Samples.object("networking.k8s.io/v1", "NetworkPolicy", "shop", "p")
                .with(
                        List.of(Document.of(
                                "from",
                                List.of(
                                        Document.of("namespaceSelector", selector),
                                        Document.of("podSelector", Document.empty())))),
                        "spec",
                        "ingress");
        Document peer = moved("networkpolicies.networking.k8s.io", policy)
                .documents("spec", "ingress")
                .get(0)
                .documents("from")
                .get(0);
        assertEquals(expected, peer.at("namespaceSelector"));
        Document webhook = Samples.object("admissionregistration.k8s.io/v1", "X", "", "w")
                .with(
                        List.of(Document.of("namespaceSelector", selector)
                                .with("shop", "clientConfig", "service", "namespace")),
                        "webhooks");
        assertEquals(
                List.of(Document.of("namespaceSelector", expected)
                        .with("shop-2", "clientConfig", "service", "namespace")),
                moved("validatingwebhookconfigurations.admissionregistration.k8s.io", webhook)
                        .documents("webhooks"));
        Document term = Document.of("namespaces", List.of("shop", "other")).with("zone", "topologyKey");
        Document pod = Samples.object("v1", "Pod", "shop", "p")
                .with(
                        List.of(Document.of("podAffinityTerm", term)),
                        "spec",
                        "affinity",
                        "podAntiAffinity",
                        "preferredDuringSchedulingIgnoredDuringExecution");
        assertEquals(
                List.of("shop-2", "other"),
                moved("pods", pod)
                        .documents(
                                "spec",
                                "affinity",
                                "podAntiAffinity",
                                "preferredDuringSchedulingIgnoredDuringExecution")
                        .get(0)
                        .at("podAffinityTerm")
                        .texts("namespaces"));
    }

    @Test
    void whatNamesNoNamespaceStaysAsItIs() {
        Document custom = Samples.object("example.com/v1", "Till", "", "t").with("shop", "spec", "namespace");
        assertEquals(custom, moved("tills.example.com", custom), "what it means nobody knows");
        Document odd = Samples.object("v1", "PersistentVolume", "", "pv")
                .with("text", "spec", "claimRef")
                .with(3, "spec", "csi");
        assertEquals(odd, moved("persistentvolumes", odd));
        Document bare = Samples.object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "", "b");
        assertEquals(bare, moved("clusterrolebindings.rbac.authorization.k8s.io", bare));
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
