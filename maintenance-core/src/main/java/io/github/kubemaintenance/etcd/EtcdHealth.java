package io.github.kubemaintenance.etcd;

import java.util.Objects;

/**
 * The health of a running etcd cluster, and what keeps it: safe by default, so that nothing here takes a cluster its
 * quorum, its history younger than five minutes, or the proof that its data is damaged. Immutable and thread-safe.
 *
 * <pre>{@code
 * EtcdHealth etcd = EtcdHealth.of(backend);
 * System.out.println(etcd.check());
 * etcd.compact().run();
 * etcd.defragment().onEvent(System.out::println).run();
 * }</pre>
 */
public final class EtcdHealth {
    private final EtcdBackend backend;

    private EtcdHealth(EtcdBackend backend) {
        this.backend = backend;
    }

    /**
     * Looks at a cluster; nothing is sent yet.
     *
     * @param backend the cluster, with an endpoint of each member; closed by its owner, not here
     * @return its health
     */
    public static EtcdHealth of(EtcdBackend backend) {
        return new EtcdHealth(Objects.requireNonNull(backend, "backend"));
    }

    /**
     * Asks every member and the cluster. Only reads; a member that doesn't answer is in the report.
     *
     * @return how it is
     */
    public EtcdHealthReport check() {
        return new HealthCheck(backend).run();
    }

    /**
     * Remembers the newest revision with the time, for a compaction later.
     *
     * @return the mark
     * @throws EtcdException if no member answers
     */
    public RevisionMark mark() {
        return CompactionRequest.mark(backend);
    }

    /**
     * Begins to remove old revisions.
     *
     * @return a request
     */
    public CompactionRequest compact() {
        return CompactionRequest.of(backend);
    }

    /**
     * Begins to give free pages back to the file system.
     *
     * @return a request for all members
     */
    public DefragmentRequest defragment() {
        return DefragmentRequest.of(backend);
    }

    /**
     * Begins to disarm the alarms that are raised.
     *
     * @return a request
     */
    public DisarmRequest disarmAlarms() {
        return DisarmRequest.of(backend);
    }

    /**
     * Begins to hand the lead over.
     *
     * @param member who is to lead: name, id in hex, or endpoint
     * @return a request
     */
    public MoveLeaderRequest moveLeader(String member) {
        return MoveLeaderRequest.of(backend, member);
    }

    /**
     * Begins to replace a member that is lost by a new one.
     *
     * @param member the old one: name, id in hex, or endpoint
     * @return a request
     */
    public ReplaceMemberRequest replaceMember(String member) {
        return ReplaceMemberRequest.of(backend, member);
    }
}
