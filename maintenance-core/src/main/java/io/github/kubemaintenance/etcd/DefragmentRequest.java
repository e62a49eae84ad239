package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.event.MaintenanceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Defragments members one after another: learners, then followers, the leader last; each only while the others keep the
 * quorum, and each is waited for until it is healthy and up to date before the next one's turn. A member that is being
 * defragmented answers nothing. A cluster of one member therefore stops for a moment, which wants {@link
 * #acceptQuorumLoss()}. Immutable: each method returns a changed copy. Thread-safe.
 */
public final class DefragmentRequest {
    private final MaintenanceOptions options;
    private final Optional<String> only;

    private DefragmentRequest(MaintenanceOptions options, Optional<String> only) {
        this.options = options;
        this.only = only;
    }

    static DefragmentRequest of(EtcdBackend backend) {
        return new DefragmentRequest(MaintenanceOptions.of(backend), Optional.empty());
    }

    /**
     * Defragments this member and no other.
     *
     * @param member its name, its id in hex, or its endpoint
     * @return a changed copy
     */
    public DefragmentRequest member(String member) {
        return new DefragmentRequest(options, Optional.of(Objects.requireNonNull(member, "member")));
    }

    /**
     * Goes on where the cluster has no quorum while a member is defragmented: it then answers nothing for that time.
     *
     * @return a changed copy
     */
    public DefragmentRequest acceptQuorumLoss() {
        return new DefragmentRequest(options.acceptingQuorumLoss(), only);
    }

    /**
     * Says how long to wait for a member to be healthy afterwards. Default: 2 minutes.
     *
     * @param time above zero
     * @return a changed copy
     */
    public DefragmentRequest patience(Duration time) {
        return new DefragmentRequest(options.patient(time), only);
    }

    /**
     * Adds a listener, called on the thread that works.
     *
     * @param listener gets {@link EtcdEvent}s
     * @return a changed copy
     */
    public DefragmentRequest onEvent(Consumer<? super MaintenanceEvent> listener) {
        return new DefragmentRequest(options.listening(listener), only);
    }

    /**
     * Defragments, on the caller's thread. An interrupt ends it between two members; the flag is set again.
     *
     * @return what was done
     * @throws EtcdMaintenanceException if it was refused or did not complete
     */
    public EtcdMaintenanceReport run() {
        return run(new AtomicBoolean()).orThrow();
    }

    /**
     * Defragments in the background, on the backend's executor.
     *
     * @return to wait for it or to cancel it
     */
    public EtcdMaintenanceOperation start() {
        return EtcdMaintenanceOperation.start(options.backend(), this::run, "defragment");
    }

    private EtcdMaintenanceReport run(AtomicBoolean cancelled) {
        return MaintenanceRun.run("defragment", options, cancelled, this::defragment);
    }

    void defragment(MaintenanceRun run) throws InterruptedException {
        EtcdHealthReport health = run.health();
        List<MemberHealth> order = order(health);
        run.tell(
                EtcdEvent.Step.PLANNED,
                "",
                "defragmenting "
                        + String.join(
                                ", then ",
                                order.stream().map(MemberHealth::name).toList()));
        for (MemberHealth planned : order) {
            MemberHealth member = run.health().find(planned.name()).orElse(planned);
            if (member.endpoint().isEmpty() || member.status().isEmpty()) {
                throw MaintenanceRun.refused(
                        "UNHEALTHY", member.name() + " can't be defragmented: " + member.problem());
            }
            run.guardQuorum(run.health(), member, "it is defragmented,");
            long before = member.status().get().dbSize();
            run.change(
                    member.name(),
                    "defragmenting " + before + " bytes",
                    () -> run.backend().operations().defragment(member.endpoint()),
                    () -> "defragmented");
            EtcdHealthReport after = run.awaitHealthy(member.name());
            run.tell(
                    EtcdEvent.Step.CHANGED,
                    member.name(),
                    "from " + before + " to "
                            + after.find(member.name())
                                    .flatMap(MemberHealth::status)
                                    .map(EtcdStatus::dbSize)
                                    .orElse(-1L)
                            + " bytes");
        }
    }

    private List<MemberHealth> order(EtcdHealthReport health) {
        if (only.isPresent()) {
            return List.of(health.find(only.get())
                    .orElseThrow(() ->
                            MaintenanceRun.refused("UNKNOWN_MEMBER", "no member is '" + only.get() + "'. " + health)));
        } else if (health.members().isEmpty()) {
            throw MaintenanceRun.refused("UNHEALTHY", "no member answers");
        }
        List<MemberHealth> order = new ArrayList<>(health.members());
        order.sort(Comparator.comparingInt(each -> each.member().learner() ? 0 : each.isLeader() ? 2 : 1));
        return order;
    }
}
