package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.catalog.RemovedApi;
import io.github.kubemaintenance.catalog.RemovedApis;
import io.github.kubemaintenance.cluster.Query;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which kinds findings look into. */
final class Inspected {
    private static final Set<String> ALSO = Set.of(
            "/Service",
            "/ConfigMap",
            "/Secret",
            "apps/Deployment",
            "apps/DaemonSet",
            "apps/StatefulSet",
            "apps/ReplicaSet",
            "apiextensions.k8s.io/CustomResourceDefinition",
            "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
            "admissionregistration.k8s.io/MutatingWebhookConfiguration",
            "rbac.authorization.k8s.io/ClusterRole",
            "rbac.authorization.k8s.io/Role",
            "karpenter.sh/NodePool",
            "karpenter.sh/Provisioner",
            "karpenter.k8s.aws/EC2NodeClass",
            "karpenter.k8s.aws/AWSNodeTemplate");
    private static final Set<String> REMOVED = removed();

    private Inspected() {}

    /** Returns which objects of a kind to read; empty for none. */
    static Optional<Query> query(String group, String kind) {
        String key = group + "/" + kind;
        if (key.equals("/Secret") || key.equals("/ConfigMap")) {
            return Optional.of(Query.all().withLabels(UpgradeReader.HELM));
        } else if (key.equals("/Service")) {
            return Optional.of(Query.inNamespace("kube-system"));
        } else if (key.equals("/Event") || key.equals("events.k8s.io/Event")) {
            return Optional.empty();
        }
        return ALSO.contains(key) || REMOVED.contains(key) ? Optional.of(Query.all()) : Optional.empty();
    }

    /** By group and kind what has a version that is gone or deprecated, and where it lives on. */
    private static Set<String> removed() {
        Set<String> keys = new TreeSet<>();
        for (RemovedApi api : RemovedApis.all()) {
            keys.add(api.group() + "/" + api.kind());
            api.replacement().ifPresent(each -> keys.add(each.group() + "/" + each.kind()));
        }
        return keys;
    }
}
