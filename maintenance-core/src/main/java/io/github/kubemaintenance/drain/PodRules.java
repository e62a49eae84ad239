package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.model.MaintenanceException;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodPhase;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Volume;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The rule for every decision about a pod: may it go, must it stay, or does it refuse the drain. Pure.
 *
 * <p>The rules are those of {@code kubectl drain} in its order, and the action is always kubectl's, but for the pods by
 * which this library acts on the node (rule 0). Where kubectl keeps only the last word of the rule that spoke last, all
 * are kept here:
 *
 * <pre>
 *   0 ours           the label of HostPods                                   SKIP
 *   1 skip-wait      deletion due longer ago than skipWaitForDelete          SKIP
 *   2 DaemonSet      controlled by an apps/v1 DaemonSet, and not finished:
 *                      it is gone          without force()                   REFUSE   else goes on, warned
 *                      it can't be read                                      REFUSE   whatever is asked
 *                      it exists           without ignoreDaemonSets()        REFUSE   else SKIP
 *   3 mirror         a static pod's image in the API                         SKIP
 *   4 local storage  emptyDir, and not finished:
 *                                          without deleteEmptyDirData()      REFUSE   else goes on, warned
 *   5 unmanaged      no controller, and not finished:
 *                                          without force()                   REFUSE   else goes on, warned
 *   6 filters        a filter of the request                                 SKIP
 *   otherwise                                                                EVICT, or DELETE with disableEviction()
 * </pre>
 *
 * <p>Rules 0, 1 and 3, an existing or unreadable DaemonSet, end the judgement. A refusal by rule 4 still lets rule 5 speak,
 * so that a person learns of everything that has to be allowed at once. A pod that is terminating already passes the
 * same rules; if it may go, it is EVICT with {@link ReasonCode#ALREADY_TERMINATING}, and no request is sent for it.
 */
final class PodRules {
    private final DrainOptions options;
    private final List<PodFilter> filters;

    PodRules(DrainOptions options, List<PodFilter> filters) {
        this.options = options;
        this.filters = List.copyOf(filters);
    }

    /**
     * Returns the DaemonSet that has to be looked up before a pod can be judged: the controller, of the group and version
     * apps/v1 exactly, of a pod that has not finished and isn't skipped before.
     */
    Optional<DaemonSetFact.Name> lookup(Pod pod, Instant now) {
        return HostPods.include(pod) || pod.isFinished() || overdue(pod, now).isPresent()
                ? Optional.empty()
                : daemonSetOf(pod);
    }

    private static Optional<DaemonSetFact.Name> daemonSetOf(Pod pod) {
        return pod.controller()
                .filter(owner ->
                        owner.kind().equals("DaemonSet") && owner.apiVersion().equals("apps/v1"))
                .map(owner -> new DaemonSetFact.Name(pod.namespace(), owner.name()));
    }

    /**
     * Judges a pod.
     *
     * @param pod a pod of the node that the request's selector selects
     * @param daemonSets what is known of the DaemonSets that {@link #lookup} names
     * @param now the backend's time
     * @return the action; first the reasons that decide it, then every warning, in the order of the rules
     */
    PlannedPod judge(Pod pod, Function<DaemonSetFact.Name, DaemonSetFact> daemonSets, Instant now) {
        Judgement judgement = new Judgement(pod);
        rules(pod, daemonSets, now, judgement);
        return judgement.planned(options);
    }

    private void rules(
            Pod pod, Function<DaemonSetFact.Name, DaemonSetFact> daemonSets, Instant now, Judgement judgement) {
        if (HostPods.include(pod)) {
            judgement.skip(
                    ReasonCode.HOST_POD,
                    "this library acts on the node through it (label " + HostPods.LABEL
                            + "), and it is removed when that is done");
            return;
        }
        Optional<Duration> overdue = overdue(pod, now);
        if (overdue.isPresent()) {
            judgement.skip(
                    ReasonCode.SKIP_WAIT,
                    "its deletion was due " + text(overdue.get()) + " ago, longer than the "
                            + text(options.skipWaitForDelete().orElseThrow()) + " of skipWaitForDelete()");
            return;
        }
        Optional<DaemonSetFact.Name> daemonSet = lookup(pod, now);
        if (daemonSet.isPresent() && daemonSetDecides(daemonSet.get(), daemonSets, judgement)) {
            return;
        }
        if (pod.isMirror()) {
            judgement.skip(
                    ReasonCode.MIRROR, "a static pod: only the file in the manifest folder of its kubelet can end it");
            return;
        }
        if (pod.isFinished()) {
            judgement.note(
                    ReasonCode.FINISHED,
                    "it has ended (" + pod.status().phase().text() + "), nothing of it is disrupted");
        }
        if (pod.isTerminating()) {
            judgement.note(ReasonCode.ALREADY_TERMINATING, terminating(pod, now));
        }
        localStorage(pod, judgement);
        controller(pod, judgement);
        if (!judgement.refuses()) {
            filter(pod, judgement);
        }
    }

    /** Rule 2; returns true where no further rule is asked. */
    private boolean daemonSetDecides(
            DaemonSetFact.Name name, Function<DaemonSetFact.Name, DaemonSetFact> daemonSets, Judgement judgement) {
        DaemonSetFact fact = daemonSets.apply(name);
        if (fact instanceof DaemonSetFact.Gone) {
            String text = "the DaemonSet " + name + " that controls it is gone (daemonsets.apps \"" + name.name()
                    + "\" not found), so nothing brings it back";
            if (options.force()) {
                judgement.note(ReasonCode.DAEMON_SET_GONE, text);
            } else {
                judgement.refuse(ReasonCode.DAEMON_SET_GONE, text + "; force() lets it go");
            }
            return false;
        } else if (fact instanceof DaemonSetFact.Unreadable unreadable) {
            judgement.refuse(
                    ReasonCode.DAEMON_SET_UNREADABLE,
                    "whether the DaemonSet " + name + " that controls it exists could not be read: " + unreadable.why()
                            + "; a drain needs the right to get daemonsets.apps");
        } else if (options.ignoreDaemonSets()) {
            judgement.skip(
                    ReasonCode.DAEMON_SET, "controlled by DaemonSet " + name + ", ignored by ignoreDaemonSets()");
        } else {
            judgement.refuse(
                    ReasonCode.DAEMON_SET,
                    "controlled by DaemonSet " + name
                            + ", which would bring it back here at once; ignoreDaemonSets() leaves it alone");
        }
        return true;
    }

    private void localStorage(Pod pod, Judgement judgement) {
        List<String> volumes = pod.spec().volumes().stream()
                .filter(volume -> volume.type().equals(Volume.EMPTY_DIR))
                .map(Volume::name)
                .toList();
        if (volumes.isEmpty() || pod.isFinished()) {
            return;
        }
        String text = "local storage: the data in emptyDir " + String.join(", ", volumes) + " is lost";
        if (options.deleteEmptyDirData()) {
            judgement.note(ReasonCode.LOCAL_STORAGE, text);
        } else {
            judgement.refuse(ReasonCode.LOCAL_STORAGE, text + "; deleteEmptyDirData() lets it go");
        }
    }

    private void controller(Pod pod, Judgement judgement) {
        Optional<OwnerReference> controller = pod.controller();
        if (controller.isPresent()) {
            if (!judgement.has(ReasonCode.DAEMON_SET_GONE)) {
                judgement.last(
                        ReasonCode.MANAGED,
                        "controlled by " + controller.get().kind() + " "
                                + controller.get().name());
            }
        } else if (!pod.isFinished()) {
            String text = "unmanaged: it declares no controller, so nothing brings it back";
            if (options.force()) {
                judgement.note(ReasonCode.UNMANAGED, text);
            } else {
                judgement.refuse(ReasonCode.UNMANAGED, text + "; force() lets it go");
            }
        }
    }

    private void filter(Pod pod, Judgement judgement) {
        for (PodFilter filter : filters) {
            Optional<Reason> reason = ask(filter, pod);
            if (reason.isPresent()) {
                judgement.skip(
                        ReasonCode.FILTERED,
                        "a filter of the request leaves it: " + reason.get().text());
                judgement.skip(reason.get().code(), reason.get().text());
            }
        }
    }

    private static Optional<Reason> ask(PodFilter filter, Pod pod) {
        try {
            return Objects.requireNonNull(
                    filter.skip(pod), "it returned null; to let a pod go return Optional.empty()");
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            throw new MaintenanceException("a pod filter of the request failed on pod " + pod + ": " + e, e);
        }
    }

    /** How long a deletion has been due, if longer than asked for; like kubectl in whole seconds, strictly longer. */
    private Optional<Duration> overdue(Pod pod, Instant now) {
        if (options.skipWaitForDelete().isEmpty()
                || pod.metadata().deletionTimestamp().isEmpty()) {
            return Optional.empty();
        }
        Duration age = Duration.ofSeconds(
                Duration.between(pod.metadata().deletionTimestamp().get(), now).toSeconds());
        return age.compareTo(options.skipWaitForDelete().get()) > 0 ? Optional.of(age) : Optional.empty();
    }

    private static String terminating(Pod pod, Instant now) {
        Instant due = pod.metadata().deletionTimestamp().orElse(now);
        String when = due.isAfter(now)
                ? "due in " + text(Duration.between(now, due))
                : "due since " + due.truncatedTo(ChronoUnit.SECONDS);
        List<String> finalizers = pod.metadata().finalizers();
        return "terminating already (" + when + ")"
                + (finalizers.isEmpty() ? "" : ", held by finalizers " + String.join(", ", finalizers))
                + "; it is only waited for";
    }

    private static String text(Duration duration) {
        return duration.toSeconds() + " s";
    }

    /** What the rules have said of one pod so far. */
    private static final class Judgement {
        private final Pod pod;
        private final List<Reason> refusing = new ArrayList<>();
        private final List<Reason> skipping = new ArrayList<>();
        private final List<Reason> notes = new ArrayList<>();
        private final List<Reason> last = new ArrayList<>();

        Judgement(Pod pod) {
            this.pod = pod;
        }

        void refuse(String code, String text) {
            refusing.add(new Reason(code, text));
        }

        void skip(String code, String text) {
            skipping.add(new Reason(code, text));
        }

        void note(String code, String text) {
            notes.add(new Reason(code, text));
        }

        void last(String code, String text) {
            last.add(new Reason(code, text));
        }

        boolean refuses() {
            return !refusing.isEmpty();
        }

        boolean has(String code) {
            return refusing.stream().anyMatch(each -> each.code().equals(code))
                    || notes.stream().anyMatch(each -> each.code().equals(code));
        }

        PlannedPod planned(DrainOptions options) {
            PodAction action;
            if (refuses()) {
                action = PodAction.REFUSE;
            } else if (!skipping.isEmpty()) {
                action = PodAction.SKIP;
            } else {
                // A terminating pod gets no request, so it is not something that is deleted past its budget.
                action = options.disableEviction() && !pod.isTerminating() ? PodAction.DELETE : PodAction.EVICT;
                notReady().ifPresent(last::add);
                Replacement.warnings(pod).forEach(last::add);
            }
            List<Reason> all = new ArrayList<>(refusing);
            all.addAll(skipping);
            all.addAll(notes);
            all.addAll(last);
            return new PlannedPod(pod.ref(), action, all);
        }

        private Optional<Reason> notReady() {
            if (pod.isReady() || pod.isFinished() || pod.isTerminating()) {
                return Optional.empty();
            }
            String phase = pod.status().phase() == PodPhase.RUNNING
                    ? ""
                    : pod.status().phase().text() + ", ";
            return Optional.of(new Reason(ReasonCode.NOT_READY, phase + "not Ready: " + PodTrouble.of(pod)));
        }
    }
}
