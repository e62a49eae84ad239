package io.github.kubemaintenance.upgrade;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Plans on what was read of a cluster. Pure. */
final class ClusterPlanner {
    private ClusterPlanner() {}

    static UpgradePlan plan(UpgradeOptions options, UpgradeFacts facts, Manifests manifests) {
        Survey.Observed observed = new Survey(facts).observe(options.platform());
        LocalDate day = options.day().orElse(LocalDate.ofInstant(facts.at(), ZoneOffset.UTC));
        return new Planner(options).plan(observed.inventory(), observed.platform(), day, (route, steps) -> {
            List<UpgradeFinding> findings = new ArrayList<>(observed.findings());
            findings.addAll(ClusterFindings.of(facts, route, observed.platform(), options));
            findings.addAll(ApiFindings.of(facts, manifests, route, options.told()));
            findings.addAll(DrainOutlook.of(facts, route, steps));
            findings.addAll(RoomOutlook.of(facts, route));
            PassRehearsal.Result rehearsed = options.rehearse() ? PassRehearsal.of(facts, route) : PassRehearsal.NONE;
            findings.addAll(rehearsed.findings());
            return new PassRehearsal.Result(findings, rehearsed.shown());
        });
    }
}
