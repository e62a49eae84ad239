package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a plan together. Pure. */
final class Planner {
    /** The catalogue's data was last looked at on this day; lifecycles are judged on it where no other day is given. */
    static final LocalDate CATALOGUE_DAY = LocalDate.of(2026, 11, 1);

    private final UpgradeOptions options;

    Planner(UpgradeOptions options) {
        this.options = options;
    }

    /** What whoever read the cluster has to say of a way. */
    interface Observations {
        PassRehearsal.Result of(Route route, List<UpgradeStep> steps);
    }

    /** Makes a plan. */
    UpgradePlan plan(Inventory inventory, Platform platform, LocalDate day, Observations observed) {
        KubernetesVersion from = inventory.oldestApiServer();
        List<UpgradeFinding> findings = new ArrayList<>();
        findings.addAll(StartFindings.of(options, inventory));
        PathFinder.Path path = new PathFinder(options, platform).find(from);
        findings.addAll(path.findings());
        StageWalk walk = new StageWalk(inventory, options.pace() == WorkerPace.EACH_MINOR, from);
        boolean possible = path.findings().stream().noneMatch(each -> each.severity() == Severity.BLOCKER);
        List<Stage> stages = possible && platform.isInPlace() ? walk.walk(path.hops(), path.target()) : List.of();
        findings.addAll(walk.findings());
        SpareMachines machines = SpareMachines.fit(options, inventory);
        findings.addAll(machines.findings());
        WorkerStrategy strategy = machines.strategy();
        Route route = new Route(from, path.target(), path.hops(), stages, inventory, strategy, options.timings());
        List<UpgradeStep> steps = possible ? platform.steps(route) : List.of();
        findings.addAll(SkewWalk.check(inventory, steps, platform.isInPlace()));
        findings.addAll(Lifecycles.findings(route, day));
        findings.addAll(NodeFindings.of(route, steps));
        findings.addAll(platform.findings(route));
        findings.addAll(EtcdGates.findings(route, platform));
        PassRehearsal.Result seen = observed.of(route, steps);
        findings.addAll(seen.findings());
        Estimate estimate = estimate(route, steps);
        return new UpgradePlan(
                from,
                path.target(),
                platform.name(),
                strategy,
                options.pace(),
                path.hops(),
                inventory,
                steps,
                sorted(findings),
                seen.shown().map(estimate::with).orElse(estimate));
    }

    private List<UpgradeFinding> sorted(List<UpgradeFinding> findings) {
        Map<String, UpgradeFinding> byId = new LinkedHashMap<>();
        for (UpgradeFinding each : findings) {
            boolean waived = each.severity() == Severity.BLOCKER
                    && (options.acknowledged().contains(each.code())
                            || options.acknowledged().contains(each.id()));
            byId.putIfAbsent(each.id(), waived ? each.acknowledge() : each);
        }
        return byId.values().stream()
                .sorted(Comparator.comparing(UpgradeFinding::severity)
                        .thenComparing(UpgradeFinding::code)
                        .thenComparing(UpgradeFinding::subject))
                .toList();
    }

    private Estimate estimate(Route route, List<UpgradeStep> steps) {
        Duration rest = steps.stream()
                .filter(step -> step.wave() == 0)
                .map(UpgradeStep::estimate)
                .reduce(Duration.ZERO, Duration::plus);
        Duration workers = Duration.ZERO;
        int passes = 0;
        double least = 1;
        for (Stage stage : route.stages()) {
            if (stage instanceof Stage.Workers each) {
                int count = each.nodes().size();
                int all = route.inventory().workers().size();
                workers = workers.plus(route.strategy().duration(count, route.timings()));
                passes++;
                double missing = count * (1 - route.strategy().leastCapacity(count));
                least = Math.min(least, (all - missing) / all);
            }
        }
        return new Estimate(rest.plus(workers), rest, workers, passes, least, Optional.empty());
    }
}
