/**
 * Draining one node: request, decisions, plan, step machine, report.
 */
package io.github.kubemaintenance.drain;
