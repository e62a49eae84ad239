package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import java.util.Optional;

/** Writes an inventory as a document and reads it back. */
final class InventoryDocument {
    private InventoryDocument() {}

    static Document write(Inventory inventory) {
        Document document = Document.of("observed", inventory.observed())
                .with(
                        inventory.controlPlane().stream()
                                .map(InventoryDocument::member)
                                .toList(),
                        "controlPlane")
                .with(inventory.nodes().stream().map(InventoryDocument::node).toList(), "nodes")
                .with(inventory.etcd().stream().map(KubernetesVersion::toString).toList(), "etcd")
                .with(inventory.etcdExternal(), "etcdExternal");
        document = with(document, "proxy", inventory.proxy());
        return with(document, "kubectl", inventory.kubectl());
    }

    static Inventory read(Document document) {
        return new Inventory(
                document.documents("controlPlane").stream()
                        .map(each -> new ControlPlaneMember(
                                PlanDocument.text(each, "name"),
                                PlanDocument.version(each, "apiServer"),
                                PlanDocument.version(each, "controllerManager"),
                                PlanDocument.version(each, "scheduler")))
                        .toList(),
                document.documents("nodes").stream()
                        .map(InventoryDocument::node)
                        .toList(),
                document.text("proxy").map(KubernetesVersion::parse),
                document.text("kubectl").map(KubernetesVersion::parse),
                document.texts("etcd").stream().map(KubernetesVersion::parse).toList(),
                document.flag("etcdExternal").orElse(false),
                document.flag("observed").orElse(false));
    }

    private static Document member(ControlPlaneMember member) {
        return Document.of("name", member.name())
                .with(member.apiServer().toString(), "apiServer")
                .with(member.controllerManager().toString(), "controllerManager")
                .with(member.scheduler().toString(), "scheduler");
    }

    private static Document node(ClusterNode node) {
        Document document = Document.of("name", node.name())
                .with(node.uid(), "uid")
                .with(node.controlPlane(), "controlPlane")
                .with(node.provision().name(), "provision")
                .with(node.group(), "group")
                .with(node.ready(), "ready")
                .with(node.cordoned(), "cordoned")
                .with(node.image(), "image");
        return with(document, "kubelet", node.kubelet());
    }

    private static ClusterNode node(Document document) {
        return new ClusterNode(
                PlanDocument.text(document, "name"),
                PlanDocument.text(document, "uid"),
                document.text("kubelet").map(KubernetesVersion::parse),
                document.flag("controlPlane").orElse(false),
                NodeProvision.valueOf(PlanDocument.text(document, "provision")),
                PlanDocument.text(document, "group"),
                document.flag("ready").orElse(false),
                document.flag("cordoned").orElse(false),
                PlanDocument.text(document, "image"));
    }

    private static Document with(Document document, String key, Optional<KubernetesVersion> version) {
        return version.isPresent() ? document.with(version.get().toString(), key) : document;
    }
}
