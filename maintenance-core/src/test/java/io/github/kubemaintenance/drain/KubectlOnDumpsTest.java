package io.github.kubemaintenance.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.PodRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two lifelike clusters, every node, every set of flags: what the real kubectl printed of each pod is what our plan says.
 */
class KubectlOnDumpsTest {
    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (String name : Dump.NAMES) {
            Dump dump = Dump.load(name);
            for (Document run : Dump.kubectlRuns(name)) {
                runs.add(Arguments.of(
                        name, run.text("node").orElseThrow(), String.join(" ", run.texts("flags")), dump, run));
            }
        }
        return runs.stream();
    }

    @ParameterizedTest(name = "{0}: kubectl drain {1} {2}")
    @MethodSource("runs")
    void our_plan_is_what_kubectl_printed(String name, String node, String flags, Dump dump, Document run) {
        DrainPlan plan = dump.plan(node, options(run.texts("flags")));
        KubectlOutput kubectl = KubectlOutput.of(run);

        Map<String, Set<String>> refused = new TreeMap<>();
        plan.refusals()
                .forEach(each -> refused.computeIfAbsent(each.reasons().get(0).code(), code -> new TreeSet<>())
                        .add(each.pod().toString()));
        assertEquals(kubectl.refused(), refused, () -> plan + "\n" + kubectl);
        assertEquals(kubectl.exit() != 0, !refused.isEmpty(), plan::toString);

        if (refused.isEmpty()) {
            // kubectl prints what it would evict only when nothing refuses.
            assertEquals(kubectl.evicted(), pods(plan, PodAction.EVICT), () -> plan + "\n" + kubectl);
            Set<String> rest = pods(plan, PodAction.SKIP);
            Set<String> silent = new TreeSet<>(rest);
            silent.removeAll(kubectl.warned("DAEMON_SET"));
            assertTrue(
                    plan.pods().stream()
                            .filter(each -> silent.contains(each.pod().toString()))
                            .allMatch(each -> each.has("MIRROR")),
                    () -> plan + "\n" + kubectl);
        }
        kubectl.warnings()
                .forEach((code, pods) -> pods.forEach(pod -> assertTrue(
                        plan.pods().stream()
                                .anyMatch(each -> each.pod().toString().equals(pod) && each.has(code)),
                        () -> "kubectl warned of " + pod + ": " + code + "\n" + plan)));
        assertEquals(dump.facts(node, plan.options()).pods().size(), plan.pods().size());
    }

    private static Set<String> pods(DrainPlan plan, PodAction action) {
        return plan.pods().stream()
                .filter(each -> each.action() == action)
                .map(PlannedPod::pod)
                .map(PodRef::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static DrainOptions options(List<String> flags) {
        DrainOptions options = DrainOptions.defaults();
        for (String flag : flags) {
            options = switch (flag.replaceAll("=.*", "")) {
                case "--force" -> options.withForce(true);
                case "--ignore-daemonsets" -> options.withIgnoreDaemonSets(true);
                case "--delete-emptydir-data" -> options.withDeleteEmptyDirData(true);
                case "--pod-selector" ->
                    options.withPodSelector(LabelSelector.parse(flag.substring(flag.indexOf('=') + 1)));
                case "--disable-eviction" -> options.withDisableEviction(true);
                default -> throw new IllegalArgumentException(flag);
            };
        }
        return options;
    }
}
