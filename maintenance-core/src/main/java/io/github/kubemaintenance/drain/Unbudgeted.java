package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ready replicas of one owner that no budget guards: they go together, so that there may be none for a while. Pure. */
final class Unbudgeted {
    private Unbudgeted() {}

    /** Returns the Ready pods to be evicted that no budget guards, by controller; nothing if budgets are not known. */
    static Map<String, List<Pod>> groups(DrainFacts facts, List<Judged> judged) {
        Map<String, List<Pod>> groups = new LinkedHashMap<>();
        if (facts.budgets().isRead()) {
            for (Judged each : judged) {
                if (each.asksBudgets()
                        && each.pod().isReady()
                        && facts.guarding(each.pod()).isEmpty()) {
                    Owners.key(each.pod()).ifPresent(key -> groups.computeIfAbsent(key, none -> new ArrayList<>())
                            .add(each.pod()));
                }
            }
        }
        return groups;
    }

    /** Returns what is planned for every pod, with {@link ReasonCode#NO_BUDGET} where all Ready replicas may go at once. */
    static List<PlannedPod> warned(DrainFacts facts, List<Judged> judged) {
        Map<PodRef, String> texts = new LinkedHashMap<>();
        groups(facts, judged).forEach((key, group) -> {
            String text = together(facts, group.get(0), group.size());
            if (!text.isEmpty()) {
                group.forEach(pod -> texts.put(pod.ref(), text));
            }
        });
        return judged.stream()
                .map(each -> {
                    String text = texts.get(each.pod().ref());
                    return text == null ? each.plan() : with(each.plan(), new Reason(ReasonCode.NO_BUDGET, text));
                })
                .toList();
    }

    private static PlannedPod with(PlannedPod plan, Reason reason) {
        List<Reason> reasons = new ArrayList<>(plan.reasons());
        reasons.add(reason);
        return new PlannedPod(plan.pod(), plan.action(), reasons);
    }

    private static String together(DrainFacts facts, Pod pod, int here) {
        String owner = Owners.of(pod).map(Owners.Owner::toString).orElse("its controller");
        String advice = "; a budget would make them go one after the other";
        if (facts.ownerOf(pod) instanceof Fact.Read<Workload> read) {
            long ready = read.value().status().number("readyReplicas").orElse(0L);
            if (ready > here) {
                return "";
            }
            return here == 1
                    ? "no budget guards it and it is the only Ready replica of " + owner
                    : "no budget guards it and all " + here + " Ready replicas of " + owner + " are on this node"
                            + advice;
        }
        return here < 2
                ? ""
                : "no budget guards it and " + here + " Ready replicas of " + owner
                        + " on this node go together (whether there are others was not read)" + advice;
    }
}
