package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodAffinityTerm;
import io.github.kubemaintenance.model.TopologySpread;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one pod that look at other pods: affinity, anti-affinity (its own and that of others) and topology spread,
 * found out once and then asked for each node.
 */
final class Domains {
    static final String AFFINITY = "node(s) didn't match pod affinity rules";
    static final String ANTI_AFFINITY = "node(s) didn't match pod anti-affinity rules";
    static final String REPELLED = "node(s) didn't satisfy existing pods anti-affinity rules";
    static final String SPREAD = "node(s) didn't match pod topology spread constraints";
    static final String NO_LABEL = SPREAD + " (missing required label)";

    /** Domains by {@code key=value}. */
    private final Set<String> repelledFrom = new HashSet<>();

    private final Set<String> avoided = new HashSet<>();
    private final List<String> avoidedKeys = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<Spread> spreads = new ArrayList<>();
    private final Set<String> repellingKeys = new HashSet<>();

    private record Wanted(String key, Set<String> domains, boolean firstOfItsKind) {}

    private record Spread(String key, int maxSkew, Map<String, Integer> counts, int least, boolean countsItself) {}

    Domains(World world, Rooms rooms, Pod pod) {
        for (Pod other : rooms.repelling(pod)) {
            Room room = rooms.of(other.nodeName());
            for (PodAffinityTerm term : other.spec().podAntiAffinity()) {
                if (room != null && means(term, other, pod)) {
                    repellingKeys.add(term.topologyKey());
                    domain(room.node(), term.topologyKey()).ifPresent(repelledFrom::add);
                }
            }
        }
        for (PodAffinityTerm term : pod.spec().podAntiAffinity()) {
            avoidedKeys.add(term.topologyKey());
            avoided.addAll(domainsOf(world, rooms, term, pod));
        }
        for (PodAffinityTerm term : pod.spec().podAffinity()) {
            Set<String> domains = domainsOf(world, rooms, term, pod);
            wanted.add(new Wanted(term.topologyKey(), domains, domains.isEmpty() && means(term, pod, pod)));
        }
        for (TopologySpread spread : pod.spec().topologySpread()) {
            if (spread.doNotSchedule()) {
                spreads.add(spread(rooms, spread, pod));
            }
        }
    }

    /** Whether a pod has rules of its own that look at others. */
    static boolean hasRules(Pod pod) {
        return !pod.spec().podAffinity().isEmpty()
                || !pod.spec().podAntiAffinity().isEmpty()
                || pod.spec().topologySpread().stream().anyMatch(TopologySpread::doNotSchedule);
    }

    /** Whether a term of a pod means another pod. */
    static boolean means(PodAffinityTerm term, Pod of, Pod other) {
        boolean there = term.allNamespaces()
                || (term.namespaces().isEmpty()
                        ? of.namespace().equals(other.namespace())
                        : term.namespaces().contains(other.namespace()));
        return there
                && term.selector()
                        .filter(each -> each.matches(other.metadata().labels()))
                        .isPresent();
    }

    private static Set<String> domainsOf(World world, Rooms rooms, PodAffinityTerm term, Pod pod) {
        Set<String> found = new HashSet<>();
        Optional<LabelSelector> selector = term.selector();
        if (selector.isEmpty()) {
            return found;
        }
        List<String> namespaces = term.namespaces().isEmpty() ? List.of(pod.namespace()) : term.namespaces();
        if (term.allNamespaces()) {
            namespaces =
                    world.all(Kind.NAMESPACES).stream().map(KubeDocument::name).toList();
        }
        for (String namespace : namespaces) {
            for (Pod each : rooms.byLabel().matching(namespace, selector.get())) {
                Room room = rooms.of(each.nodeName());
                if (room != null && Rooms.counts(each)) {
                    domain(room.node(), term.topologyKey()).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private static Spread spread(Rooms rooms, TopologySpread spread, Pod pod) {
        Map<String, Integer> counts = new HashMap<>();
        for (Room room : rooms.all()) {
            if (NodeFilter.selects(pod, room.node())) {
                domain(room.node(), spread.topologyKey()).ifPresent(each -> counts.put(each, 0));
            }
        }
        LabelSelector selector = spread.selector().orElse(null);
        if (selector != null) {
            for (Pod each : rooms.byLabel().matching(pod.namespace(), selector)) {
                Room room = rooms.of(each.nodeName());
                if (room != null && Rooms.counts(each) && !each.isTerminating()) {
                    domain(room.node(), spread.topologyKey())
                            .ifPresent(domain -> counts.computeIfPresent(domain, (any, count) -> count + 1));
                }
            }
        }
        boolean tooFew = counts.size() < spread.minDomains().orElse(1);
        int least = tooFew
                ? 0
                : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        boolean itself = selector != null && selector.matches(pod.metadata().labels());
        return new Spread(spread.topologyKey(), spread.maxSkew(), counts, least, itself);
    }

    private static Optional<String> domain(Node node, String key) {
        return Optional.ofNullable(node.metadata().labels().get(key)).map(value -> key + "=" + value);
    }

    /** Why the pod can't be on a node, in the scheduler's words; empty if it can. */
    Optional<String> against(Node node) {
        for (Spread spread : spreads) {
            Optional<String> here = domain(node, spread.key());
            if (here.isEmpty()) {
                return Optional.of(NO_LABEL);
            }
            int count = spread.counts().getOrDefault(here.get(), 0) + (spread.countsItself() ? 1 : 0);
            if (count - spread.least() > spread.maxSkew()) {
                return Optional.of(SPREAD);
            }
        }
        for (Wanted each : wanted) {
            Optional<String> here = domain(node, each.key());
            if (here.isEmpty() || !(each.firstOfItsKind() || each.domains().contains(here.get()))) {
                return Optional.of(AFFINITY);
            }
        }
        for (String key : avoidedKeys) {
            if (domain(node, key).filter(avoided::contains).isPresent()) {
                return Optional.of(ANTI_AFFINITY);
            }
        }
        for (String key : repellingKeys) {
            if (domain(node, key).filter(repelledFrom::contains).isPresent()) {
                return Optional.of(REPELLED);
            }
        }
        return Optional.empty();
    }
}
