package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.mock.MockClusterBuilder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import java.util.ArrayList;
import java.util.List;

/** Makes a simulated cluster of what was read for a plan. */
final class FactsCopy {
    private static final List<Kind<? extends KubeObject>> COPIED = List.of(
            Kind.NODES,
            Kind.NAMESPACES,
            Kind.PODS,
            Kind.BUDGETS,
            Kind.DEPLOYMENTS,
            Kind.REPLICA_SETS,
            Kind.STATEFUL_SETS,
            Kind.DAEMON_SETS,
            Kind.JOBS,
            Kind.REPLICATION_CONTROLLERS,
            Kind.AUTOSCALERS,
            Kind.VOLUME_CLAIMS);

    private FactsCopy() {}

    static MockCluster of(UpgradeFacts facts) {
        MockClusterBuilder builder = MockCluster.builder().start(facts.at());
        List<Document> documents = new ArrayList<>();
        for (Kind<? extends KubeObject> kind : COPIED) {
            boolean nodes = kind.equals(Kind.NODES);
            if (!nodes && !facts.objects().containsKey(kind.resource())) {
                builder.missing(kind);
                continue;
            }
            List<? extends KubeObject> all = nodes ? facts.nodes() : facts.all(kind);
            all.forEach(object -> documents.add(
                    object.toDocument().with(kind.apiVersion(), "apiVersion").with(kind.kind(), "kind")));
        }
        return builder.objects(documents).unsettled().build();
    }
}
