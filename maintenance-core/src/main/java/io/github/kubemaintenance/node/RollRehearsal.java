package io.github.kubemaintenance.node;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a roll on a copy of a cluster, with a reboot in place of the action. */
final class RollRehearsal {
    private static final Duration LONG_ENOUGH = Duration.ofDays(14);

    private RollRehearsal() {}

    static RollPlan of(RollRequest request, ClusterBackend backend) {
        MockCluster copy = MockCluster.copyOf(backend);
        RollOptions options = request.options();
        List<Node> all = copy.list(Kind.NODES);
        List<Node> selection = request.nodes().of(all, request.provider());
        int surge = options.maxSurge().roundedUpOf(selection.size());
        List<String> names = RollOrder.of(
                selection.stream().map(Node::name).toList(), request.nodes().areNamed());
        List<List<String>> batches = RollPicker.batches(options, selection, names, surge);
        List<RollBatch> capacity =
                BatchCapacity.of(copy, batches, options.cycle().drain().podSelector());
        NodeAction instead = options.cycle().awaitReboot()
                ? node -> copy.reboot(node.name(), options.actionTakes())
                : node -> copy.advance(options.actionTakes());
        Optional<NodeProvider> provider =
                request.provider().map(real -> new RehearsedProvider(copy, real, options.actionTakes()));
        RollReport report =
                RollRunner.run(request.rehearsed(instead, provider, LONG_ENOUGH), copy, new RollOperation());
        return new RollPlan(request, capacity, report);
    }

    /** Asks the real provider for groups only. */
    private static final class RehearsedProvider implements NodeProvider {
        private final NodeProvider real;
        private final NodeProvider pretended;

        RehearsedProvider(MockCluster copy, NodeProvider real, Duration joinsAfter) {
            this.real = real;
            this.pretended = MockNodeProvider.by(copy, real::groupOf, joinsAfter);
        }

        @Override
        public Optional<String> groupOf(Node node) {
            return real.groupOf(node);
        }

        @Override
        public List<String> add(String group, int count) throws Exception {
            return pretended.add(group, count);
        }

        @Override
        public void remove(Node node) throws Exception {
            pretended.remove(node);
        }
    }
}
