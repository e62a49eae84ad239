/**
 * Draining one node: request, decisions, plan, step machine, report.
 *
 * <pre>
 *   FactsReader (GET, LIST; see there for the number of requests) --> DrainFacts, a value
 *                                                                        |
 *   DrainPlanner: PodRules (may it go?)  BlockerRules (what is in the way, and for how long?)     all pure
 *                                                                        |
 *                                                                    DrainPlan
 * </pre>
 *
 * <p>Requests of a whole drain of N pods, with D DaemonSets on the node: at most N + D + 12. Planning takes the node, a list
 * of pods, D DaemonSets, a list of budgets and at most three further reads; running has N evictions, the cordon, list and
 * watch of pods, list and watch of budgets, and the final consistent list.
 *
 * <p>Where to look: the rule for any pod is {@code PodRules}; whether a closed budget opens again is {@code
 * BudgetOutlook}; what else is read, and why, is {@code Needs}; the words for reasons are {@link
 * io.github.kubemaintenance.drain.ReasonCode}.
 *
 * <p>Calls {@code event.internal} (listeners); {@code drain.internal} is called from {@code node}.
 */
package io.github.kubemaintenance.drain;
