/**
 * From the version that a cluster has to the one that it should have, as a plan that can be read, checked and carried
 * out.
 *
 * <pre>
 *   UpgradeRequest -- PathFinder (versions) --&gt; StageWalk (who moves when) --&gt; Route
 *                       Platform turns the Route into UpgradeSteps ---------&gt; UpgradePlan (table, Markdown, Mermaid, JSON)
 *                       SkewWalk holds every state between two changes against catalog.SkewPolicy --&gt; UpgradeFindings
 * </pre>
 *
 * <p>On a cluster: UpgradeReader (reads each kind once) --&gt; UpgradeFacts -- Survey (pure) --&gt; Inventory, Platform; and
 * ClusterFindings says what its objects make of the route. Calls {@code drain.internal} (lists of all pages).
 *
 * <pre>
 *   UpgradeRun -- UpgradeRunner (refusals, lock, journal) --&gt; StepRunner, step by step --&gt; UpgradeReport
 *                   GateWatch + GateRules (pure): before and after;  ours: drain, uncordon;  the caller's: HostExecutor,
 *                   NodeProvider, TrafficShift, HealthJudge
 * </pre>
 *
 * <p>Calls {@code event.internal} (listeners).
 *
 * <p>Planning is pure: the same input gives the same plan, byte for byte.
 */
package io.github.kubemaintenance.upgrade;
