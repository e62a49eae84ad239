package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Claims;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Workload;
import io.github.kubemaintenance.model.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What becomes of a pod whose node is silent. The first rule that applies decides. Pure. */
final class FateRules {
    private final OutageFacts facts;
    private final Optional<Duration> returnsAfter;

    /**
     * What was decided.
     *
     * @param isReplaced whether its controller makes another pod while the node is away
     */
    record Fate(PodFate fate, boolean isReplaced, List<Reason> reasons) {
        static Fate of(PodFate fate, boolean isReplaced, String code, String text) {
            return new Fate(fate, isReplaced, List.of(new Reason(code, text)));
        }
    }

    FateRules(OutageFacts facts, Optional<Duration> returnsAfter) {
        this.facts = facts;
        this.returnsAfter = returnsAfter;
    }

    static boolean isDaemon(Pod pod) {
        return kind(pod).filter(each -> each == WorkloadKind.DAEMON_SET).isPresent();
    }

    private static Optional<WorkloadKind> kind(Pod pod) {
        return pod.controller().flatMap(owner -> WorkloadKind.find(owner.apiVersion(), owner.kind()));
    }

    /**
     * Decides.
     *
     * @param evicted when the pod is deleted if the node stays away; empty for never
     */
    Fate of(Pod pod, Optional<TimeRange> evicted) {
        if (pod.isMirror()) {
            return Fate.of(
                    PodFate.STAYS,
                    false,
                    "STATIC",
                    "a static pod: it runs when its node does; its record may be deleted and comes back with the node");
        } else if (pod.isTerminating()) {
            return Fate.of(
                    PodFate.STUCK,
                    false,
                    "ALREADY_TERMINATING",
                    "it is being deleted already, which nobody confirms while the kubelet is silent" + whenBack());
        } else if (evicted.isEmpty()) {
            return isDaemon(pod)
                    ? Fate.of(PodFate.STAYS, false, "DAEMON_SET", "a DaemonSet's pod: it tolerates the outage")
                    : Fate.of(PodFate.STAYS, false, "NOT_EVICTED", stays(pod));
        } else if (returnsAfter.isPresent()
                && returnsAfter.get().compareTo(evicted.get().earliest()) < 0) {
            return Fate.of(PodFate.STAYS, false, "BACK_IN_TIME", "the node is back before it would be evicted");
        } else if (returnsAfter.isPresent()
                && returnsAfter.get().compareTo(evicted.get().latest()) <= 0) {
            return Fate.of(
                    PodFate.DEPENDS,
                    false,
                    "BACK_JUST_THEN",
                    "the node is back just when it would be evicted; if it is: "
                            + evicted(pod).reasons().get(0).text());
        }
        return evicted(pod);
    }

    private static String stays(Pod pod) {
        boolean tolerates = pod.spec().tolerations().stream()
                .anyMatch(each -> each.tolerationSeconds().isEmpty()
                        && (each.key().isEmpty() || each.key().startsWith("node.kubernetes.io/")));
        return tolerates ? "it tolerates the outage for ever" : "nothing is evicted from the node";
    }

    private Fate evicted(Pod pod) {
        if (pod.isFinished()) {
            return Fate.of(PodFate.ENDED, false, "FINISHED", "it has ended; only its record is deleted");
        }
        Optional<OwnerReference> owner = pod.controller();
        if (owner.isEmpty()) {
            return Fate.of(PodFate.LOST, false, "UNMANAGED", "it has no controller, so nothing makes it again");
        }
        String name = owner.get().kind() + " " + owner.get().name();
        Optional<WorkloadKind> kind = kind(pod);
        if (kind.isEmpty()) {
            return Fate.of(
                    PodFate.UNKNOWN, false, "OTHER_CONTROLLER", "whether " + name + " makes it again is not known");
        }
        return switch (kind.get()) {
            case STATEFUL_SET ->
                Fate.of(
                        PodFate.STUCK,
                        false,
                        "STATEFUL_SET",
                        name
                                + " makes a pod of that name again only when this one is gone, which nobody confirms while the"
                                + " kubelet is silent" + whenBack());
            case JOB -> ofJob(pod, name, owner.get());
            case DAEMON_SET ->
                Fate.of(PodFate.STUCK, false, "DAEMON_SET", name + " runs it on this node only" + whenBack());
            default -> ofReplica(pod, name);
        };
    }

    private Fate ofReplica(Pod pod, String owner) {
        Claims.Places places = facts.claims().places(pod);
        if (places.oneNodeAtATime()) {
            return Fate.of(
                    PodFate.STUCK,
                    true,
                    "VOLUME_ATTACHED",
                    owner + " makes another one at once, but "
                            + places.unknown()
                                    .map(why -> "its volume (" + why + ") may be one that is at one node only, and ")
                                    .orElse("its volume can be at one node only and ")
                            + "stays attached to this one while the old pod is there" + whenBack());
        }
        return Fate.of(PodFate.RECREATED, true, "CONTROLLER", owner + " makes another one at once");
    }

    private Fate ofJob(Pod pod, String name, OwnerReference owner) {
        Optional<Workload> job = facts.jobs().items().stream()
                .filter(each -> each.uid().equals(owner.uid()))
                .findFirst();
        String policy = job.flatMap(each -> each.otherSpec().text("podReplacementPolicy"))
                .orElse(
                        job.filter(each -> each.otherSpec().has("podFailurePolicy"))
                                        .isPresent()
                                ? "Failed"
                                : "");
        return policy.equals("Failed")
                ? Fate.of(
                        PodFate.STUCK,
                        false,
                        "JOB_WAITS",
                        name + " makes another one only when this one has ended (podReplacementPolicy Failed), which"
                                + " nobody confirms while the kubelet is silent" + whenBack())
                : ofReplica(pod, name);
    }

    private String whenBack() {
        return returnsAfter
                .map(time -> "; freed when the node is back, after " + TimeRange.text(time))
                .orElse("");
    }
}
