/**
 * What operations tell while they run. An engine makes {@link io.github.kubemaintenance.event.MaintenanceEvent}s and
 * hands them, on its own thread and in order, to the listeners of its request.
 *
 * <pre>
 *   events --&gt; Listeners: text, System.Logger, progress for a terminal
 *          --&gt; Timeline: an HTML page
 *   progress and Timeline draw a Story: a Lane of Spells for each node and pod
 * </pre>
 *
 * <p>{@code event.internal} is called from {@code drain} and {@code node}.
 */
package io.github.kubemaintenance.event;
