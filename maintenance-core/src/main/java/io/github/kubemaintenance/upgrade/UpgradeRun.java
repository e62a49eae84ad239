package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A request to carry a plan out with the caller's hands. Immutable; every method returns a new request.
 *
 * <p>The library drains, uncordons, waits and checks; what happens on hosts and at providers goes to a {@link
 * HostExecutor}. Between steps are gates: one that doesn't open in time ends the run, with the state it was left in and
 * the choices there are. Run again with the same plan and journal, it goes on where it ended. A cluster that has changed
 * since the plan was made is refused, and so is a second runner, where the backend has Leases.
 */
public final class UpgradeRun {
    private final Settings settings;

    /** Everything that a run is told. */
    record Settings(
            UpgradePlan plan,
            UpgradeJournal journal,
            List<Consumer<? super MaintenanceEvent>> listeners,
            boolean dryRun,
            Optional<NodeProvider> nodes,
            Optional<TrafficShift> traffic,
            Optional<HealthJudge> judge,
            BooleanSupplier stop,
            Duration gates,
            Duration hosts,
            Duration drains) {}

    private UpgradeRun(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts a request with the defaults: a journal in memory, 10 minutes for gates, 30 for the hands, 15 for a drain.
     *
     * @param plan the plan
     * @return the request
     */
    public static UpgradeRun of(UpgradePlan plan) {
        return new UpgradeRun(new Settings(
                plan,
                UpgradeJournal.inMemory(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                () -> false,
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(15)));
    }

    /**
     * Keeps what is done in a journal, and goes on from what is in it.
     *
     * @param journal the journal
     * @return the request
     */
    public UpgradeRun journal(UpgradeJournal journal) {
        return with(draft -> draft.journal = journal);
    }

    /**
     * Adds a listener: called on the run's own thread, in order, before the next step; what it throws is logged once and
     * changes nothing.
     *
     * @param listener gets every event
     * @return the request
     */
    public UpgradeRun onEvent(Consumer<? super MaintenanceEvent> listener) {
        List<Consumer<? super MaintenanceEvent>> all = new ArrayList<>(settings.listeners);
        all.add(listener);
        return with(draft -> draft.listeners = List.copyOf(all));
    }

    /**
     * Changes nothing: reads, refuses what a run would refuse at its start, and tells each step.
     *
     * @return the request
     */
    public UpgradeRun dryRun() {
        return with(draft -> draft.dryRun = true);
    }

    /**
     * Makes and deletes machines; without it that goes to the host executor.
     *
     * @param provider the provider
     * @return the request
     */
    public UpgradeRun nodes(NodeProvider provider) {
        return with(draft -> draft.nodes = Optional.of(provider));
    }

    /**
     * Moves traffic to a new cluster, judged at each stage. Where the judge says no, the traffic goes back to where it was
     * before the stage and the run ends.
     *
     * @param traffic moves it
     * @param judge judges
     * @return the request
     */
    public UpgradeRun traffic(TrafficShift traffic, HealthJudge judge) {
        return with(draft -> {
            draft.traffic = Optional.of(traffic);
            draft.judge = Optional.of(judge);
        });
    }

    /**
     * Stops when asked to: looked at between the parts of a step and whenever a gate is looked at. Nothing new is begun
     * then; the journal says where it ended.
     *
     * @param stop true to stop
     * @return the request
     */
    public UpgradeRun stopWhen(BooleanSupplier stop) {
        return with(draft -> draft.stop = stop);
    }

    /**
     * Bounds the waits.
     *
     * @param gates for each gate; an API server that is away is waited for as long
     * @param hosts for each task of the caller's hands
     * @param drains for each drain
     * @return the request
     * @throws IllegalArgumentException for zero and less
     */
    public UpgradeRun timeouts(Duration gates, Duration hosts, Duration drains) {
        for (Duration each : List.of(gates, hosts, drains)) {
            if (each.isZero() || each.isNegative()) {
                throw new IllegalArgumentException("a timeout is more than zero, not " + each);
            }
        }
        return with(draft -> {
            draft.gates = gates;
            draft.hosts = hosts;
            draft.drains = drains;
        });
    }

    /**
     * Carries the plan out on this thread. An interrupt stops it; its flag is restored.
     *
     * @param backend the cluster
     * @param hosts the caller's hands
     * @return the report of a completed run
     * @throws UpgradeException with the report, for every other end
     */
    public UpgradeReport run(ClusterBackend backend, HostExecutor hosts) {
        return report(backend, hosts).orThrow();
    }

    /**
     * Carries the plan out on this thread and returns the report however it ends.
     *
     * @param backend the cluster
     * @param hosts the caller's hands
     * @return the report
     */
    public UpgradeReport report(ClusterBackend backend, HostExecutor hosts) {
        return new UpgradeRunner(settings, backend, hosts).run();
    }

    private UpgradeRun with(Consumer<Draft> change) {
        Draft draft = new Draft(settings);
        change.accept(draft);
        return new UpgradeRun(draft.settings());
    }

    /** The settings, to change one of them. */
    private static final class Draft {
        private final UpgradePlan plan;
        private UpgradeJournal journal;
        private List<Consumer<? super MaintenanceEvent>> listeners;
        private boolean dryRun;
        private Optional<NodeProvider> nodes;
        private Optional<TrafficShift> traffic;
        private Optional<HealthJudge> judge;
        private BooleanSupplier stop;
        private Duration gates;
        private Duration hosts;
        private Duration drains;

        Draft(Settings from) {
            plan = from.plan;
            journal = from.journal;
            listeners = from.listeners;
            dryRun = from.dryRun;
            nodes = from.nodes;
            traffic = from.traffic;
            judge = from.judge;
            stop = from.stop;
            gates = from.gates;
            hosts = from.hosts;
            drains = from.drains;
        }

        Settings settings() {
            return new Settings(plan, journal, listeners, dryRun, nodes, traffic, judge, stop, gates, hosts, drains);
        }
    }
}
