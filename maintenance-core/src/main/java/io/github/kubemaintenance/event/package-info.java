/**
 * What operations tell while they run. An engine makes {@link io.github.kubemaintenance.event.MaintenanceEvent}s and
 * hands them, on its own thread and in order, to the listeners of its request.
 */
package io.github.kubemaintenance.event;
