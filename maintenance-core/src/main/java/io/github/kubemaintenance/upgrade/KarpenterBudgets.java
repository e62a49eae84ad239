package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.IntOrPercent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many nodes of a NodePool Karpenter replaces at a time when they drift: the least of the pool's disruption budgets,
 * each rounded up; a tenth where there is none (karpenter.sh/v1). Pure.
 */
final class KarpenterBudgets {
    private static final IntOrPercent DEFAULT = IntOrPercent.percent(10);

    private KarpenterBudgets() {}

    /** Says how a pool's nodes will go; empty where the pool has none. */
    static Optional<UpgradeFinding> of(Document pool, Inventory inventory) {
        int nodes = (int) inventory.nodes().stream()
                .filter(node -> node.provision() == NodeProvision.KARPENTER
                        && node.group().equals(pool.name()))
                .count();
        if (nodes == 0) {
            return Optional.empty();
        }
        List<String> said = new ArrayList<>();
        List<String> windows = new ArrayList<>();
        int least = nodes;
        List<Document> budgets = pool.documents("spec", "disruption", "budgets");
        for (Document budget : budgets) {
            List<String> reasons = budget.texts("reasons");
            if (!reasons.isEmpty() && !reasons.contains("Drifted")) {
                continue;
            }
            String text = budget.text("nodes").orElse(DEFAULT.toString());
            Optional<String> schedule = budget.text("schedule");
            if (schedule.isPresent()) {
                windows.add(text + " from " + schedule.get() + " for "
                        + budget.text("duration").orElse("?"));
                continue;
            }
            said.add(text);
            least = Math.min(least, IntOrPercent.parse(text).roundedUpOf(nodes));
        }
        if (budgets.isEmpty()) {
            said.add(DEFAULT.toString());
            least = DEFAULT.roundedUpOf(nodes);
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("NodePool " + pool.name() + " spec.disruption.budgets = " + said);
        windows.forEach(each -> evidence.add("at times: " + each));
        String subject = "NodePool " + pool.name();
        UpgradeFinding finding = least == 0
                ? UpgradeFinding.of(
                                Severity.BLOCKER,
                                FindingCode.KARPENTER_BUDGET,
                                subject,
                                subject + " lets no node go: its " + nodes + " nodes drift and are never replaced.")
                        .withRemedy("Give spec.disruption.budgets a number for the time of the upgrade.")
                : UpgradeFinding.of(
                        Severity.INFO,
                        FindingCode.KARPENTER_BUDGET,
                        subject,
                        subject + " lets " + least + " of its " + nodes + " nodes go at a time: "
                                + (nodes + least - 1) / least + " batches.");
        return Optional.of(finding.withEvidence(evidence));
    }
}
