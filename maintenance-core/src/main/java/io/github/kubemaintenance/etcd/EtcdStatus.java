package io.github.kubemaintenance.etcd;

import java.util.List;

/**
 * What a member says of itself ({@code etcdctl endpoint status}).
 *
 * @param memberId its id, unsigned
 * @param clusterId the cluster's id, unsigned
 * @param version of the server, for example 3.5.16
 * @param dbSize bytes of its database
 * @param dbSizeInUse bytes of that in use
 * @param leader the leader's id; 0 if it knows none
 * @param raftTerm the raft term
 * @param raftIndex the last entry of its log
 * @param raftAppliedIndex the last entry that it has applied
 * @param learner whether it has no vote yet
 * @param revision its newest revision
 * @param errors what it complains of, for example an alarm or {@code etcdserver: no leader}
 */
public record EtcdStatus(
        long memberId,
        long clusterId,
        String version,
        long dbSize,
        long dbSizeInUse,
        long leader,
        long raftTerm,
        long raftIndex,
        long raftAppliedIndex,
        boolean learner,
        long revision,
        List<String> errors) {
    /** Copies the list. */
    public EtcdStatus {
        errors = List.copyOf(errors);
    }

    /**
     * Returns how many entries of its log it has not applied.
     *
     * @return 0 for a member that is up to date with itself
     */
    public long lag() {
        return raftIndex - raftAppliedIndex;
    }

    /**
     * Tells whether it leads.
     *
     * @return true for the leader
     */
    public boolean isLeader() {
        return leader == memberId;
    }
}
