package io.github.kubemaintenance.fabric8.mock;

import io.github.kubemaintenance.NodeMaintenance;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.drain.DrainOperation;
import io.github.kubemaintenance.drain.DrainReport;
import io.github.kubemaintenance.drain.DrainRequest;
import io.github.kubemaintenance.drain.DryRun;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A cluster and a command of kubectl's, and the same asked of this library.
 *
 * @param name tells it from others
 * @param cluster as it is before
 * @param verb cordon, uncordon or drain
 * @param nodes the nodes named
 * @param flags as kubectl takes them, {@code --key=value}
 */
record Situation(String name, MockCluster cluster, String verb, List<String> nodes, List<String> flags) {
    /** Enough on a machine that isn't busy. */
    static final String TIMEOUT = "--timeout=15s";

    private static final long MOST_SECONDS = 600;

    static Situation drain(String name, MockCluster cluster, String node, String... flags) {
        return new Situation(name, cluster, "drain", List.of(node), List.of(flags));
    }

    String[] command() {
        return Stream.of(List.of(verb), nodes, flags).flatMap(List::stream).toArray(String[]::new);
    }

    boolean isDry() {
        return flags.stream().anyMatch(flag -> flag.startsWith("--dry-run"));
    }

    /**
     * The same with ever more patience, where it has a timeout. It is there for what never goes, and must not be over
     * before all that goes is gone: how long that takes is up to the machine, which may stand still for a while.
     */
    List<Situation> everMorePatient() {
        return flags.contains(TIMEOUT)
                ? Stream.of(TIMEOUT, "--timeout=60s", "--timeout=240s")
                        .map(timeout -> new Situation(name, cluster, verb, nodes, with(timeout)))
                        .toList()
                : List.of(this);
    }

    private List<String> with(String timeout) {
        return flags.stream().map(flag -> flag.equals(TIMEOUT) ? timeout : flag).toList();
    }

    /** How this library ends; the worst of several nodes. */
    Outcome run(ClusterBackend backend) {
        boolean drains = verb.equals("drain");
        List<Outcome> outcomes = new ArrayList<>();
        if (!drains || nodes.size() > 1) { // kubectl cordons all before it drains the first
            for (String node : nodes) {
                var request = verb.equals("uncordon") ? NodeMaintenance.uncordon(node) : NodeMaintenance.cordon(node);
                outcomes.add((isDry() ? request.dryRun() : request).run(backend).outcome());
            }
        }
        if (drains) {
            for (String node : nodes) {
                outcomes.add(bounded(request(node).start(backend)).outcome());
            }
        }
        return outcomes.stream()
                .filter(each -> each != Outcome.COMPLETED)
                .findFirst()
                .orElse(Outcome.COMPLETED);
    }

    private static DrainReport bounded(DrainOperation drain) {
        return drain.completion()
                .toCompletableFuture()
                .orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
                .whenComplete((report, error) -> drain.cancel())
                .join();
    }

    /** kubectl knows no plan: it tries what can never go, and asks again of what goes already. */
    private DrainRequest request(String node) {
        DrainRequest request = NodeMaintenance.drain(node).proceedDespiteBlockers();
        for (String flag : flags) {
            String value = flag.replaceFirst("^[^=]*=?", "");
            request = switch (flag.replaceAll("=.*", "")) {
                case "--force" -> request.force();
                case "--ignore-daemonsets" -> request.ignoreDaemonSets();
                case "--delete-emptydir-data" -> request.deleteEmptyDirData();
                case "--disable-eviction" -> request.disableEviction();
                case "--pod-selector" -> request.podSelector(value);
                case "--grace-period" ->
                    value.equals("0")
                            ? request.killImmediately().shortenGrace()
                            : request.gracePeriod(Duration.ofSeconds(Long.parseLong(value)))
                                    .shortenGrace();
                case "--timeout" -> request.timeout(Duration.parse("PT" + value));
                case "--skip-wait-for-delete-timeout" ->
                    request.skipWaitForDeleteTimeout(Duration.ofSeconds(Long.parseLong(value)));
                case "--chunk-size" -> request.pageSize(Integer.parseInt(value));
                case "--dry-run" -> request.dryRun(value.equals("server") ? DryRun.SERVER : DryRun.CLIENT);
                default -> throw new IllegalArgumentException(flag);
            };
        }
        return request;
    }

    @Override
    public String toString() {
        return name + ": kubectl " + String.join(" ", command());
    }
}
