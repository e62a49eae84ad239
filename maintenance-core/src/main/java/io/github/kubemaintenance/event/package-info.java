/**
 * What operations tell while they run. An engine makes {@link io.github.kubemaintenance.event.MaintenanceEvent}s and
 * hands them, on its own thread and in order, to the listeners of its request.
 *
 * <p>{@code event.internal} is called from {@code drain} and {@code node}.
 */
package io.github.kubemaintenance.event;
