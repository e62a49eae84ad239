package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.internal.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How a cluster gets from one version to another: ordered steps, what speaks against them, and the facts that both were
 * made from. A value: equal plans have equal parts, the same input gives the same plan byte for byte, and JSON keeps all
 * of it. {@code toString} is a table for people.
 */
public final class UpgradePlan {
    private final KubernetesVersion from;
    private final KubernetesVersion to;
    private final String platform;
    private final WorkerStrategy strategy;
    private final WorkerPace pace;
    private final List<KubernetesVersion> hops;
    private final Inventory inventory;
    private final List<UpgradeStep> steps;
    private final List<UpgradeFinding> findings;
    private final Estimate estimate;

    UpgradePlan(
            KubernetesVersion from,
            KubernetesVersion to,
            String platform,
            WorkerStrategy strategy,
            WorkerPace pace,
            List<KubernetesVersion> hops,
            Inventory inventory,
            List<UpgradeStep> steps,
            List<UpgradeFinding> findings,
            Estimate estimate) {
        this.from = from;
        this.to = to;
        this.platform = platform;
        this.strategy = strategy;
        this.pace = pace;
        this.hops = List.copyOf(hops);
        this.inventory = inventory;
        this.steps = List.copyOf(steps);
        this.findings = List.copyOf(findings);
        this.estimate = estimate;
    }

    /** {@return the version of the oldest API server when the plan was made} */
    public KubernetesVersion from() {
        return from;
    }

    /** {@return the version to reach, with its patch release where it is known} */
    public KubernetesVersion to() {
        return to;
    }

    /** {@return name of the platform} */
    public String platform() {
        return platform;
    }

    /** {@return how many workers move at a time} */
    public WorkerStrategy strategy() {
        return strategy;
    }

    /** {@return when workers follow the control plane} */
    public WorkerPace pace() {
        return pace;
    }

    /** {@return the versions that the control plane gets one after the other} */
    public List<KubernetesVersion> hops() {
        return hops;
    }

    /**
     * Returns the minors that the control plane passes.
     *
     * @return for example 1.11, 1.12, 1.13; empty where nothing has to move or no way leads there
     */
    public List<Minor> path() {
        return hops.stream().map(KubernetesVersion::minor).distinct().toList();
    }

    /** {@return the facts that the plan was made from} */
    public Inventory inventory() {
        return inventory;
    }

    /** {@return the steps in order; empty where nothing has to move or no way leads there} */
    public List<UpgradeStep> steps() {
        return steps;
    }

    /**
     * Finds a step.
     *
     * @param id its id
     * @return empty if there is none
     */
    public Optional<UpgradeStep> step(String id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** {@return what speaks against the plan and what is worth knowing, the gravest first} */
    public List<UpgradeFinding> findings() {
        return findings;
    }

    /**
     * Returns the findings of a code.
     *
     * @param code see {@link FindingCode}
     * @return empty if there are none
     */
    public List<UpgradeFinding> findings(String code) {
        return findings.stream().filter(each -> each.code().equals(code)).toList();
    }

    /**
     * Tells whether the plan must not be carried out.
     *
     * @return true while a blocker is neither solved nor acknowledged
     */
    public boolean isBlocked() {
        return findings.stream().anyMatch(each -> each.severity() == Severity.BLOCKER);
    }

    /** {@return how long it takes and what capacity is left meanwhile, by formulas} */
    public Estimate estimate() {
        return estimate;
    }

    /** {@return the versions at the start, and after each change of each step} */
    public List<VersionState> states() {
        return SkewWalk.states(inventory, steps);
    }

    /**
     * Carries the plan out with the defaults of {@link UpgradeRun}.
     *
     * @param backend the cluster that it was made on
     * @param hosts the caller's hands
     * @return the report of a completed run
     * @throws UpgradeException with the report, for every other end
     */
    public UpgradeReport run(ClusterBackend backend, HostExecutor hosts) {
        return UpgradeRun.of(this).run(backend, hosts);
    }

    /** {@return a short text that another plan hardly has, for journals} */
    public String fingerprint() {
        CRC32 sum = new CRC32();
        sum.update(toJson().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }

    /** {@return a runbook that a person can follow by hand} */
    public String toMarkdown() {
        return PlanMarkdown.of(this);
    }

    /** {@return a flowchart in Mermaid's language} */
    public String toMermaid() {
        return PlanMermaid.of(this);
    }

    /** {@return all of the plan as JSON, which {@link #fromJson} reads} */
    public String toJson() {
        return DocumentFormat.prettyJson().write(PlanDocument.write(this));
    }

    /**
     * Reads a plan. What it doesn't know it passes over.
     *
     * @param json what {@link #toJson} wrote
     * @return an equal plan
     * @throws DocumentFormatException where the text is no JSON
     * @throws IllegalArgumentException where it is no plan
     */
    public static UpgradePlan fromJson(String json) {
        return PlanDocument.read(DocumentFormat.json().read(json));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UpgradePlan plan && PlanDocument.write(this).equals(PlanDocument.write(plan));
    }

    @Override
    public int hashCode() {
        return Objects.hash(from, to, platform, steps, findings);
    }

    /** Returns a table for people. */
    @Override
    public String toString() {
        return PlanTable.of(this);
    }
}
