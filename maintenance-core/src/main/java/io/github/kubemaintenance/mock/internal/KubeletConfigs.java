package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.ApiException;
import io.github.kubemaintenance.cluster.ApiFailure;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What the kubelets run with, as they say it themselves; the cluster's DNS is right unless somebody says otherwise. */
final class KubeletConfigs {
    private static final Kind<KubeDocument> SERVICES = Kind.document("", "v1", "services", "Service", true);
    private static final String USUAL_DNS = "10.96.0.10";

    private final World world;
    private final TreeMap<String, Document> said = new TreeMap<>();

    KubeletConfigs(World world) {
        this.world = world;
    }

    void set(String node, Document configuration) {
        said.put(node, configuration);
    }

    void copyTo(KubeletConfigs other) {
        other.said.putAll(said);
    }

    Document of(String node) {
        String request = "get nodes/proxy " + node;
        if (world.find(Kind.NODES, "", node).isEmpty()) {
            throw new ApiException(new ApiFailure(
                    ApiFailure.Kind.NOT_FOUND,
                    request,
                    404,
                    "NotFound",
                    "nodes \"" + node + "\" not found",
                    Optional.empty()));
        } else if (!world.behaviourOf(node).isAlive()) {
            throw new ApiException(new ApiFailure(
                    ApiFailure.Kind.UNAVAILABLE,
                    request,
                    503,
                    "ServiceUnavailable",
                    "error trying to reach service: dial tcp: connect: connection refused",
                    Optional.empty()));
        }
        Document own = said.get(node);
        return own != null ? own : usual();
    }

    private Document usual() {
        Document service = world.find(SERVICES, "kube-system", "kube-dns")
                .map(KubeDocument::document)
                .orElse(Document.empty());
        List<String> dns = service.texts("spec", "clusterIPs");
        if (dns.isEmpty()) {
            dns = List.of(service.text("spec", "clusterIP").orElse(USUAL_DNS));
        }
        return Document.of("kind", "KubeletConfiguration")
                .with("kubelet.config.k8s.io/v1beta1", "apiVersion")
                .with(dns, "clusterDNS")
                .with("cluster.local", "clusterDomain")
                .with(40L, "nodeLeaseDurationSeconds")
                .with("10s", "nodeStatusUpdateFrequency");
    }
}
