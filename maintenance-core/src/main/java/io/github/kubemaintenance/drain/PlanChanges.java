package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.Blocker;
import io.github.kubemaintenance.model.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a person approves who approves a plan: the node and its cordon, the options, each pod by uid with its action and the
 * warnings about it, and what is blocked for ever. What moves by itself from second to second (readiness, budgets that are
 * closed just now) is left out. Pure.
 */
final class PlanChanges {
    private static final Set<String> PASSING = Set.of(
            ReasonCode.FINISHED,
            ReasonCode.ALREADY_TERMINATING,
            ReasonCode.MANAGED,
            ReasonCode.NOT_READY,
            ReasonCode.NO_BUDGET);

    private PlanChanges() {}

    /** Returns what is different now, one sentence each; empty if it is the plan that was approved. */
    static List<String> between(DrainPlan approved, DrainPlan now) {
        List<String> changes = new ArrayList<>();
        Map<String, String> before = approved(approved);
        Map<String, String> after = approved(now);
        after.forEach((what, value) -> {
            String old = before.get(what);
            if (old == null) {
                changes.add(what + " is new: " + value);
            } else if (!old.equals(value)) {
                changes.add(what + " was " + old + ", is " + value);
            }
        });
        before.forEach((what, value) -> {
            if (!after.containsKey(what)) {
                changes.add(what + " is gone: " + value);
            }
        });
        return changes;
    }

    /** Returns a short text that is equal for equal plans. */
    static String fingerprint(DrainPlan plan) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            approved(plan)
                    .forEach((what, value) ->
                            digest.update((what + "\n" + value + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<String, String> approved(DrainPlan plan) {
        Map<String, String> all = new TreeMap<>();
        all.put(
                "node " + plan.node().name(),
                (plan.node().unschedulable() ? "cordoned" : "schedulable") + ", uid "
                        + plan.node().uid());
        plan.options().words().forEach((option, value) -> all.put("option " + option, value));
        for (PlannedPod pod : plan.pods()) {
            List<String> codes = pod.reasons().stream()
                    .map(Reason::code)
                    .filter(code -> !PASSING.contains(code))
                    .toList();
            all.put(
                    "pod " + pod.pod() + " (uid " + pod.pod().uid() + ")",
                    pod.action() + (codes.isEmpty() ? "" : " with " + String.join(", ", codes)));
        }
        for (Blocker blocker : plan.blockers()) {
            if (blocker.kind() == Blocker.Kind.NEVER) {
                all.put(
                        "blocker of pod " + blocker.pod() + " (uid "
                                + blocker.pod().uid() + ")",
                        blocker.reason().code() + " " + String.join(", ", blocker.budgets()));
            }
        }
        return all;
    }
}
