package io.github.kubemaintenance.etcd;

import java.util.Optional;

/**
 * How a member is.
 *
 * @param member as the cluster lists it
 * @param endpoint where it was asked; empty if none of the backend's endpoints is its
 * @param status what it said; empty if it said nothing
 * @param problem what is wrong with it; empty for a healthy one
 */
public record MemberHealth(EtcdMember member, String endpoint, Optional<EtcdStatus> status, String problem) {
    /**
     * Tells whether it can be relied on: it answers, knows the leader and is up to date.
     *
     * @return false also where that is not known
     */
    public boolean isHealthy() {
        return problem.isEmpty();
    }

    /**
     * Tells whether it leads.
     *
     * @return false if it said nothing
     */
    public boolean isLeader() {
        return status.filter(EtcdStatus::isLeader).isPresent();
    }

    /** Returns its name, or its id if it has not started yet. */
    public String name() {
        return member.name().isEmpty() ? member.idText() : member.name();
    }

    /** Returns name, role, size and problem on one line. */
    @Override
    public String toString() {
        String role = member.learner() ? "learner" : isLeader() ? "leader" : "follower";
        return name() + " (" + role + ")"
                + status.map(s ->
                                ", etcd " + s.version() + ", " + s.dbSize() + " bytes, " + s.dbSizeInUse() + " in use")
                        .orElse("")
                + (isHealthy() ? ", healthy" : ", NOT HEALTHY: " + problem);
    }
}
