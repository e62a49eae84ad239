package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.Fit;
import io.github.kubemaintenance.catalog.NodeMonitor;
import io.github.kubemaintenance.catalog.TaintEviction;
import io.github.kubemaintenance.model.Condition;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.OwnerReference;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.Taint;
import io.github.kubemaintenance.model.TaintEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Foretells an outage. Pure: the same facts give the same forecast.
 *
 * <pre>
 *   silence -- grace period --> noticed -- pace of the zone ({@link NodeMonitor}) --> NoExecute
 *       -- tolerationSeconds ({@link TaintEviction}) --> evicted -- {@link FateRules} --> fate of each pod
 *   noticed --> {@link ServiceRules}
 * </pre>
 */
final class OutageRules {
    private final OutageFacts facts;
    private final Optional<Duration> returnsAfter;
    private final boolean alreadySilent;
    private final Span noticed;
    private final Optional<Span> evicting;

    /** A range of instants. */
    private record Span(Instant earliest, Instant latest) {
        Span notBefore(Instant time) {
            return new Span(later(earliest, time), later(latest, time));
        }

        static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        TimeRange since(Instant start) {
            return new TimeRange(
                    Duration.between(start, later(earliest, start)), Duration.between(start, later(latest, start)));
        }
    }

    private OutageRules(OutageFacts facts, Optional<Duration> returnsAfter) {
        this.facts = facts;
        this.returnsAfter = returnsAfter;
        Optional<Condition> ready = facts.node().condition("Ready");
        alreadySilent = ready.map(each -> each.status().equals("Unknown")).orElse(true);
        noticed = alreadySilent
                ? silentSince(ready.flatMap(Condition::lastTransitionTime).orElse(facts.at()))
                : willBeNoticed();
        evicting = evicting();
    }

    static OutageForecast forecast(OutageFacts facts, Optional<Duration> returnsAfter) {
        return new OutageRules(facts, returnsAfter).forecast();
    }

    private Span silentSince(Instant since) {
        return new Span(since, since);
    }

    /** The grace period counts from the last renewal, which was up to one interval before the silence. */
    private Span willBeNoticed() {
        Instant earliest = null;
        Instant latest = facts.at();
        for (NodeMonitor monitor : facts.controlPlane().monitors()) {
            Instant end = facts.at().plus(monitor.gracePeriod());
            Instant soonest = end.minus(NodeMonitor.RENEWAL);
            earliest = earliest == null || soonest.isBefore(earliest) ? soonest : earliest;
            latest = Span.later(latest, end);
        }
        return new Span(Span.later(earliest == null ? facts.at() : earliest, facts.at()), latest);
    }

    private Optional<Span> evicting() {
        Optional<Instant> since = facts.node().taints().stream()
                .filter(each -> each.key().equals(Taint.UNREACHABLE) && each.effect() == TaintEffect.NO_EXECUTE)
                .map(each -> each.timeAdded().orElse(facts.at()))
                .findFirst();
        boolean changesOver = facts.node().taints().stream()
                .anyMatch(each -> each.key().equals(Taint.NOT_READY) && each.effect() == TaintEffect.NO_EXECUTE);
        if (since.isPresent()) {
            return Optional.of(new Span(since.get(), since.get()));
        } else if (changesOver || !facts.controlPlane().byTaints()) {
            return Optional.of(noticed);
        }
        Zone zone = Zone.of(facts);
        return zone.pace(facts.controlPlane().monitors().get(0)).map(pace -> {
            Instant now = facts.at();
            Instant slot = zone.lastTaint().map(last -> last.plus(pace)).orElse(now);
            Instant lastSlot = slot.plus(pace.multipliedBy(zone.waiting()));
            return new Span(
                    Span.later(noticed.earliest(), slot),
                    Span.later(noticed.latest(), lastSlot).plus(zone.waiting() > 0 ? pace : Duration.ZERO));
        });
    }

    private OutageForecast forecast() {
        List<Pod> here = facts.here();
        FateRules fates = new FateRules(facts, returnsAfter);
        Map<PodRef, FateRules.Fate> decided = new LinkedHashMap<>();
        Map<PodRef, Optional<TimeRange>> evicted = new LinkedHashMap<>();
        for (Pod pod : here) {
            Optional<TimeRange> when = evicted(pod).map(span -> span.since(facts.at()));
            FateRules.Fate fate = fates.of(pod, when);
            decided.put(pod.ref(), fate);
            evicted.put(pod.ref(), fate.fate() == PodFate.STAYS ? Optional.empty() : when);
        }
        Map<PodRef, Fit> fits = fits(decided);
        List<PodOutage> pods = new ArrayList<>();
        for (Pod pod : here) {
            FateRules.Fate fate = java.util.Objects.requireNonNull(decided.get(pod.ref()));
            pods.add(new PodOutage(
                    pod.ref(),
                    pod.controller().map(OutageRules::name).orElse(""),
                    fate.fate(),
                    java.util.Objects.requireNonNull(evicted.get(pod.ref())),
                    Optional.ofNullable(fits.get(pod.ref())),
                    fate.reasons()));
        }
        Optional<TimeRange> seen = seen();
        List<ServiceOutage> services = new ServiceRules(facts, seen, returnsAfter).services(pods);
        return new OutageForecast(
                facts,
                returnsAfter,
                new OutageForecast.Times(
                        alreadySilent,
                        seen,
                        evicting.map(span -> span.since(facts.at()))
                                .filter(span -> seen.isPresent() && isBeforeReturn(span))),
                pods,
                services,
                findings(pods));
    }

    private static String name(OwnerReference owner) {
        return owner.kind() + " " + owner.name();
    }

    private boolean isBeforeReturn(TimeRange range) {
        return returnsAfter.map(back -> range.earliest().compareTo(back) <= 0).orElse(true);
    }

    private Optional<TimeRange> seen() {
        TimeRange range = noticed.since(facts.at());
        return Optional.of(range)
                .filter(this::isBeforeReturn)
                .map(each -> returnsAfter.map(each::atMost).orElse(each));
    }

    /** When the control plane deletes the pod if the node stays away. */
    private Optional<Span> evicted(Pod pod) {
        Instant now = facts.at();
        if (!facts.controlPlane().byTaints()) {
            Duration timeout = facts.controlPlane().podEvictionTimeout();
            return FateRules.isDaemon(pod)
                    ? Optional.empty()
                    : Optional.of(new Span(
                            noticed.earliest().plus(timeout), noticed.latest().plus(timeout)));
        }
        Optional<Instant> before = alreadySilent
                ? Optional.empty()
                : TaintEviction.at(pod, facts.node().taints(), now).map(when -> Span.later(when, now));
        Optional<Span> after = evicting.flatMap(span -> afterTaint(pod, span));
        if (before.isEmpty() || before.get().isAfter(noticed.latest())) {
            return after;
        } else if (before.get().isBefore(noticed.earliest()) || after.isEmpty()) {
            return Optional.of(new Span(before.get(), before.get()));
        }
        return Optional.of(
                new Span(before.get(), Span.later(before.get(), after.get().latest())));
    }

    private Optional<Span> afterTaint(Pod pod, Span taint) {
        Optional<Instant> earliest = TaintEviction.at(pod, taints(taint.earliest()), taint.earliest());
        Optional<Instant> latest = TaintEviction.at(pod, taints(taint.latest()), taint.latest());
        return earliest.isEmpty() || latest.isEmpty()
                ? Optional.empty()
                : Optional.of(new Span(earliest.get(), latest.get()).notBefore(facts.at()));
    }

    /** The node's taints once it is given up. */
    private List<Taint> taints(Instant unreachableSince) {
        List<Taint> all = new ArrayList<>();
        for (Taint each : facts.node().taints()) {
            if (!each.key().equals(Taint.NOT_READY) && !each.key().equals(Taint.UNREACHABLE)) {
                all.add(each);
            }
        }
        all.add(new Taint(Taint.UNREACHABLE, "", TaintEffect.NO_EXECUTE, Optional.of(unreachableSince)));
        return all;
    }

    private Map<PodRef, Fit> fits(Map<PodRef, FateRules.Fate> decided) {
        List<PodRef> replaced = decided.entrySet().stream()
                .filter(each -> each.getValue().isReplaced())
                .map(Map.Entry::getKey)
                .toList();
        return facts.capacity().fitsBeside(replaced, Set.of(facts.node().name()));
    }

    private List<Reason> findings(List<PodOutage> pods) {
        List<Reason> all = new ArrayList<>();
        if (evicting.isEmpty()) {
            all.add(new Reason(
                    "NO_EVICTIONS",
                    facts.others().stream().noneMatch(Node::isReady)
                            ? "No other node of the cluster is Ready, so nothing is evicted from this one."
                            : "With this node so many of its zone are down that the control plane takes it for a failure of"
                                    + " the network, and evicts nothing there."));
        } else if (facts.controlPlane().byTaints()) {
            Zone zone = Zone.of(facts);
            if (zone.state(facts.controlPlane().monitors().get(0)) == NodeMonitor.ZoneState.PARTLY_DISRUPTED
                    || zone.waiting() > 0) {
                all.add(new Reason(
                        "ZONE_DISRUPTED",
                        zone.unready() + " of the " + zone.nodes()
                                + " nodes of its zone are down then, so its turn to be" + " evicted comes later."));
            }
        }
        if (pods.stream().anyMatch(each -> each.fate() == PodFate.STUCK)) {
            all.add(new Reason(
                    "OUT_OF_SERVICE",
                    "What is stuck is freed when the node is back; or, once the machine is certainly off, by the taint "
                            + Taint.OUT_OF_SERVICE + "=nodeshutdown:NoExecute on it, or by deleting the node."));
        }
        all.addAll(facts.controlPlane().notes());
        unread(all, facts.services(), "which Services lose their endpoints is not known");
        unread(all, facts.slices(), "of Services without a selector nothing is known");
        unread(all, facts.jobs(), "Jobs are taken to replace their pods at once");
        return all;
    }

    private static void unread(List<Reason> all, Reading<?> reading, String without) {
        if (!reading.isRead()) {
            all.add(new Reason(OutageForecast.UNKNOWN, reading.unread() + "; " + without + "."));
        }
    }
}
