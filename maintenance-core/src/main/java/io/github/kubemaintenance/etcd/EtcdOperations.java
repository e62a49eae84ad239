package io.github.kubemaintenance.etcd;

import java.util.List;

/**
 * What changes a running etcd cluster: one request each, never repeated, no judgement whether it is wise: the
 * requests that are made of them judge. Thread-safe. Failures are {@link EtcdException}s.
 */
public interface EtcdOperations {
    /**
     * Disarms an alarm. Needs quorum.
     *
     * @param alarm as {@link EtcdBackend#alarms()} has it
     */
    void disarm(EtcdAlarm alarm);

    /**
     * Rewrites a member's database without its free pages. The member answers nothing else meanwhile.
     *
     * @param endpoint one of {@link EtcdBackend#endpoints()}
     */
    void defragment(String endpoint);

    /**
     * Removes old revisions and waits until every member has done so on the disk. Needs quorum.
     *
     * @param revision older ones go, but for the newest of each key
     */
    void compact(long revision);

    /**
     * Hands the lead over.
     *
     * @param leader the endpoint of the member that leads
     * @param to the id of the member that is to lead
     */
    void moveLeader(String leader, long to);

    /**
     * Adds a member without a vote. Needs quorum.
     *
     * @param peerUrls where the others will reach it
     * @return the new member, not started yet
     */
    EtcdMember addLearner(List<String> peerUrls);

    /**
     * Gives a learner its vote; etcd refuses while it lags. Needs quorum.
     *
     * @param memberId its id
     */
    void promote(long memberId);

    /**
     * Removes a member. Needs quorum, afterwards too.
     *
     * @param memberId its id
     */
    void remove(long memberId);

    /**
     * Writes a key. Needs quorum.
     *
     * @param key as text
     * @param value its bytes
     * @return the new revision
     */
    long put(String key, byte[] value);

    /**
     * Deletes a key. Needs quorum.
     *
     * @param key as text
     * @return the revision; the same as before if there was no such key
     */
    long delete(String key);
}
