/**
 * Backup and restore through the API server, for clusters whose etcd can't be reached and for single objects.
 *
 * <pre>
 *   SaveRequest -- SaveRun (lists kinds in pages) -- LeftOut, Cleaning (pure) -- BackupWriter --> folder or .tar.gz, BackupReport
 *   RestoreRequest -- BackupReader or a snapshot of etcd -- RestorePlanner --> RestorePlan -- RestoreRun (waves) --> RestoreReport
 *   CoverageRequest -- manifests against the cluster --> CoverageReport         BackupAdvice: snapshot, backup or both
 * </pre>
 *
 * <p>All of it stands on the capability {@link io.github.kubemaintenance.cluster.Documents}. Calls {@code event.internal}:
 * listeners are told in one way.
 */
package io.github.kubemaintenance.backup;
