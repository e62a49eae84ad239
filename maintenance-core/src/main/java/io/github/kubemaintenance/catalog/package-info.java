/**
 * What is known of Kubernetes as data and small policies, all pure.
 *
 * <pre>
 *   data (tables beside these classes):  Releases, RemovedApis
 *   policies: SkewPolicy (what may run beside what), and what the control plane itself decides, for the simulator to
 *             act on and for engines to foresee
 * </pre>
 *
 * <p>{@code catalog.internal} is for this package.
 */
package io.github.kubemaintenance.catalog;
