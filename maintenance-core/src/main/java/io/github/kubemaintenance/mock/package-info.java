/**
 * The simulator: a deterministic model of a cluster on virtual time, for tests, for examples and for rehearsals.
 */
package io.github.kubemaintenance.mock;
