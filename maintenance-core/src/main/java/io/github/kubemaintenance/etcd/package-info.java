/**
 * etcd without an etcd binary: snapshots are saved, checked, looked into and restored with nothing but the JDK.
 *
 * <pre>
 *   SnapshotSave.of(backend, path) -- run(), start()  MemberChoice -- Receiving -- PartFile, verified, then named
 *        EtcdBackend: MockEtcd here, the live one in maintenance-etcd
 *
 *   EtcdHealth.of(backend)   -- check()  HealthCheck: members, alarms, what can be lost
 *                            -- compact(), defragment(), disarmAlarms(), moveLeader(), replaceMember()  MaintenanceRun
 *
 *   ControlPlaneRestore.of(backend, path) -- plan() ControlPlanePlanner, run() ControlPlaneRun, consequences()
 *        ClusterGuard: is it the snapshot of this cluster  MemberIdentity: whose data a machine holds
 *        ControlPlaneHost: LocalHost (static pods, systemd), or the caller's for other machines
 *        EtcdSettings.reader(yaml) -- staticPod(), unit(), configFile(): a member as its files describe it
 *        NeededFiles: hashes of what etcd doesn't hold, from the save's sidecar
 *   SnapshotFolder.of(backend, dir) -- save(), prune(), schedule()  SnapshotRetention
 *   RestoreDrill.of(path)           -- run()  EtcdStarter
 *
 *   SnapshotFile.at(path)    -- info()    the numbers of `etcdutl snapshot status`, and whether the trailing hash is right
 *                            -- verify()  typed SnapshotFindings: what is damaged, what a restore would carry over
 *                            -- keys(), resources(), summary(), compareTo(other)  what is inside
 *   SnapshotRestore.of(path) -- run()     the data directory of a new member: built aside, checked, then renamed
 *                                     RestoreEngine: the built-in one, or the official tool (maintenance-etcd)
 *        |
 *        v  etcd.internal: the formats
 *   PageFile (positional reads, small cache) -- BoltFile (meta pages) -- BoltTree (walk) -- Census, KvRecord, Stored
 *   KeyReader (at a revision) -- KeyIndex -- RegistryKey, KubernetesValue
 *   Staging (folders, lock, renames) -- BuiltMember -- BoltAppend (new pages behind the old), RaftFiles (log, snapshot)
 * </pre>
 *
 * <p>Files over 2 GiB are read like small ones; memory does not grow with the file. Whatever bytes a file holds, reading
 * it ends, in bounded memory, with an answer or with a {@link io.github.kubemaintenance.etcd.SnapshotFileException}.
 *
 * <p>{@code etcd.internal} is for this package only.
 */
package io.github.kubemaintenance.etcd;
