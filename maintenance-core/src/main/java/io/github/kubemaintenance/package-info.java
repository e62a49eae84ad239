/** The front doors: one class for each thing that can be done to a cluster. */
package io.github.kubemaintenance;
