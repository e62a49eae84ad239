package io.github.kubemaintenance.etcd;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a cluster is: its members, its alarms, and what it can bear. Immutable. */
public final class EtcdHealthReport {
    private final Instant at;
    private final boolean listed;
    private final List<MemberHealth> members;
    private final List<EtcdAlarm> alarms;

    EtcdHealthReport(Instant at, boolean listed, List<MemberHealth> members, List<EtcdAlarm> alarms) {
        this.at = at;
        this.listed = listed;
        this.members = List.copyOf(members);
        this.alarms = List.copyOf(alarms);
    }

    /**
     * Returns when it was asked.
     *
     * @return on the backend's time
     */
    public Instant at() {
        return at;
    }

    /**
     * Returns the members, as the cluster lists them. Without quorum it lists none: then those that answered.
     *
     * @return at least one, unless nobody answered
     */
    public List<MemberHealth> members() {
        return members;
    }

    /**
     * Returns the alarms that are raised.
     *
     * @return usually none; none either where nobody could be asked
     */
    public List<EtcdAlarm> alarms() {
        return alarms;
    }

    /**
     * Returns how many members vote.
     *
     * @return learners not counted
     */
    public int voters() {
        return (int) members.stream().filter(each -> !each.member().learner()).count();
    }

    /**
     * Returns how many of those are healthy.
     *
     * @return up to {@link #voters()}
     */
    public int healthyVoters() {
        return (int) members.stream()
                .filter(each -> !each.member().learner() && each.isHealthy())
                .count();
    }

    /**
     * Tells whether the cluster works: more than half of its voters are healthy.
     *
     * @return false also where the members can't be listed
     */
    public boolean hasQuorum() {
        return listed && healthyVoters() > voters() / 2;
    }

    /**
     * Tells whether everything is well.
     *
     * @return no member has a problem and no alarm is raised
     */
    public boolean isHealthy() {
        return hasQuorum() && alarms.isEmpty() && members.stream().allMatch(MemberHealth::isHealthy);
    }

    /**
     * Returns who leads.
     *
     * @return empty without quorum
     */
    public Optional<MemberHealth> leader() {
        return members.stream().filter(MemberHealth::isLeader).findFirst();
    }

    /**
     * Finds a member.
     *
     * @param name its name, its id in hex, or its endpoint
     * @return empty if there is none
     */
    public Optional<MemberHealth> find(String name) {
        return members.stream()
                .filter(each -> each.member().name().equals(name)
                        || each.member().idText().equals(name)
                        || each.endpoint().equals(name))
                .findFirst();
    }

    /**
     * Tells whether the cluster still works while this member doesn't answer: what to ask before its machine is rebooted,
     * its node drained or its database defragmented.
     *
     * @param name its name, its id in hex, or its endpoint
     * @return true if the healthy voters without it are still more than half of all; false for an unknown name
     */
    public boolean canLose(String name) {
        Optional<MemberHealth> wanted = find(name);
        if (!listed || wanted.isEmpty()) {
            return false;
        }
        boolean counts = !wanted.get().member().learner() && wanted.get().isHealthy();
        return healthyVoters() - (counts ? 1 : 0) >= voters() / 2 + 1;
    }

    /** Returns the members, one a line, and the alarms. */
    @Override
    public String toString() {
        return (listed ? "" : "no quorum: the members can't be listed\n")
                + healthyVoters() + " of " + voters() + " voting members are healthy"
                + members.stream().map(each -> "\n  " + each).collect(Collectors.joining())
                + alarms.stream().map(each -> "\n  ALARM " + each).collect(Collectors.joining());
    }
}
