package io.github.kubemaintenance.etcd;

/** What the caller does to start etcd on the machine of a new member: by a manifest, a unit, a controller. */
@FunctionalInterface
public interface MemberStart {
    /**
     * Starts it, with an empty data directory. Called on the thread that replaces the member.
     *
     * @param added the new member, with its id and peer URLs
     * @param initialCluster the value for {@code etcd --initial-cluster}; with it goes {@code --initial-cluster-state
     *     existing}. The new member's name in it is the one that it has to be started with
     * @throws Exception if it could not be started; the member is then left in the cluster as a learner without a vote
     */
    void start(EtcdMember added, String initialCluster) throws Exception;
}
