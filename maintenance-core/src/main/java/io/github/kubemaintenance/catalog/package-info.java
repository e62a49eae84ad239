/**
 * What is known of Kubernetes as data and small policies, all pure.
 *
 * <pre>
 *   data (tables beside these classes):  Releases, RemovedApis
 *   policies: SkewPolicy (what may run beside what)
 *   what the control plane itself decides, for the simulator to act on and for engines to foresee:
 *     evictions   EvictionRule (may it go?) &lt;-- BudgetArithmetic (what a budget allows) &lt;-- ControllerScales
 *     deletions   DeletionRule (grace)         TaintEviction (when taints drive a pod away)   DaemonTolerations
 *     placement   PodPlacement (may it be there?) &lt;-- PodRequests, NodeRoom (resources), Placed (other pods), Claims
 *                 Capacity (do these pods find other nodes?) --&gt; Fit for each
 *     outages     NodeMonitor (when a node is given up, and how fast its pods are evicted)
 * </pre>
 *
 * <p>{@code catalog.internal} is for this package.
 */
package io.github.kubemaintenance.catalog;
