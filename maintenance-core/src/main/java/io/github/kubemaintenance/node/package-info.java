/**
 * Nodes as a whole: cordon and uncordon.
 *
 * <pre>
 *   CordonRequest -- GET node, and one PATCH where something changes --> CordonReport
 * </pre>
 *
 * <p>Calls {@code event.internal} (listeners) and {@code drain.internal} (the mark of who cordoned).
 */
package io.github.kubemaintenance.node;
