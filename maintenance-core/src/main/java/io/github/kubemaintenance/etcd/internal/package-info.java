/**
 * The file formats of etcd, byte by byte: bbolt, the records in it, the write-ahead log and the raft snapshot. For
 * {@code io.github.kubemaintenance.etcd} only.
 *
 * <pre>
 *   PageFile --&gt; BoltFile (BoltMeta) --&gt; BoltPage --&gt; BoltTree (visits) / BoltCursor (seeks)
 *                                           Problems: where damage is told
 *   ProtoReader --&gt; KvRecord, LeaseRecord, AlarmRecord
 * </pre>
 */
package io.github.kubemaintenance.etcd.internal;
