/**
 * Nodes as a whole: cordon and uncordon; what an outage of one costs; how they are configured.
 *
 * <pre>
 *   CordonRequest -- GET node, and one PATCH where something changes --> CordonReport
 *   OutageRequest -- OutageReader (reads) --> OutageFacts -- OutageRules, FateRules, ServiceRules (pure) --> OutageForecast
 *   NodeCheckRequest -- CheckReader (reads) --> NodeCheckFacts -- each NodeCheck (pure) --> NodeFindings of a NodeCheckReport
 * </pre>
 *
 * <p>Calls {@code event.internal} (listeners) and {@code drain.internal} (the mark of who cordoned, lists
 * of all pages).
 */
package io.github.kubemaintenance.node;
