/**
 * Nodes as a whole: cordon and uncordon; the cycle of one node and rolls over many; what an outage of one costs; how they
 * are configured.
 *
 * <pre>
 *   CordonRequest -- GET node, and one PATCH where something changes --> CordonReport
 *   CycleRequest -- CycleRunner -- NodeCycle (step machine) --> CycleReport
 *                                     | NodeChange: one guarded write, decided anew until it stands; Marks, NodeMark: who, how far
 *                                     | QuorumRule, EtcdRule, Comeback, Detached (pure): may it go, is it back
 *   RollRequest  -- RollRunner  -- Roll (lock, selection, taints) -- RollWork (whose turn: RollOrder, RollPicker, pure) --> RollReport
 *                                     | RollLease, RollSurge, NodeBoard, PodBoard          many NodeCycles on one loop
 *   OutageRequest -- OutageReader (reads) --> OutageFacts -- OutageRules, FateRules, ServiceRules (pure) --> OutageForecast
 *   NodeCheckRequest -- CheckReader (reads) --> NodeCheckFacts -- each NodeCheck (pure) --> NodeFindings of a NodeCheckReport
 * </pre>
 *
 * <p>Calls {@code event.internal} (listeners) and {@code drain.internal} (the mark of who cordoned, lists
 * of all pages).
 */
package io.github.kubemaintenance.node;
