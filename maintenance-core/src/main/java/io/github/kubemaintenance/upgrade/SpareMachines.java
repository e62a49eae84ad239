package io.github.kubemaintenance.upgrade;

import java.util.List;

/** Fits a strategy that adds nodes to the machines that can be had. Pure. */
record SpareMachines(WorkerStrategy strategy, List<UpgradeFinding> findings) {
    static SpareMachines fit(UpgradeOptions options, Inventory inventory) {
        WorkerStrategy asked = options.strategy();
        int workers = inventory.workers().size();
        int wanted = asked.surgeOf(workers);
        int spare = options.told().spareMachines().orElse(wanted);
        if (wanted <= spare) {
            return new SpareMachines(asked, List.of());
        }
        boolean none = spare == 0 && asked.way() != WorkerStrategy.Way.MIXED;
        boolean pool = asked.way() == WorkerStrategy.Way.NEW_POOL;
        boolean impossible = none || pool;
        UpgradeFinding finding = UpgradeFinding.of(
                        impossible ? Severity.BLOCKER : Severity.WARNING,
                        FindingCode.SURGE_REDUCED,
                        "",
                        "Workers " + asked + " takes " + wanted + " machines more at a time, and " + spare
                                + " can be had"
                                + (impossible ? "." : ": the plan adds " + spare + "."))
                .withRemedy(
                        pool
                                ? "Take newNodesFirst(" + Math.max(1, spare) + "), which replaces the pool bit by bit."
                                : none ? "Move workers in place, or have the quota raised." : "");
        return new SpareMachines(impossible ? asked : asked.adding(spare), List.of(finding));
    }
}
