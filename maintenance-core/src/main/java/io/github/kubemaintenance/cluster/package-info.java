/**
 * The SPI: what a cluster must offer, and the one loop that engines run on.
 *
 * <pre>
 *   engine (step machine) -- Loop -- ClusterSession -- ClusterBackend
 *                                       |  live: LiveBackend over a ClusterApi (an author writes only this)
 *                                       |  mock: MockCluster, virtual time
 *   out: Call (ListPage, Get, Evict, Delete, Change, Use), observe, fork      in: Signal (Answer, Snapshot, Change, ...)
 * </pre>
 *
 * <p>Failures are values: {@link io.github.kubemaintenance.cluster.EvictionOutcome}, {@link
 * io.github.kubemaintenance.cluster.DeleteOutcome}, {@link io.github.kubemaintenance.cluster.PatchOutcome}, and {@link
 * io.github.kubemaintenance.cluster.ApiFailure} for what a read throws.
 */
package io.github.kubemaintenance.cluster;
