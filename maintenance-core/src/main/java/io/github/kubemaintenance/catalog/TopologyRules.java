package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodAffinityTerm;
import io.github.kubemaintenance.model.Reason;
import io.github.kubemaintenance.model.TopologySpread;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of one pod that look at other pods: topology spread, affinity and anti-affinity (its own and that of others),
 * found out once and then asked for each node. Mirrors the scheduler's plugins PodTopologySpread and InterPodAffinity.
 */
final class TopologyRules {
    static final Reason AFFINITY = new Reason("POD_AFFINITY", "node(s) didn't match pod affinity rules");
    static final Reason ANTI_AFFINITY = new Reason("POD_ANTI_AFFINITY", "node(s) didn't match pod anti-affinity rules");
    static final Reason REPELLED =
            new Reason("EXISTING_ANTI_AFFINITY", "node(s) didn't satisfy existing pods anti-affinity rules");
    static final Reason SPREAD = new Reason("TOPOLOGY_SPREAD", "node(s) didn't match pod topology spread constraints");
    static final Reason NO_LABEL = new Reason("TOPOLOGY_LABEL_MISSING", SPREAD.text() + " (missing required label)");

    private static final TopologyRules NONE = new TopologyRules();

    /** A domain is a label of nodes, written {@code key=value}. */
    private final Set<String> wanted = new HashSet<>();

    private final Set<String> wantedKeys = new HashSet<>();
    private final Set<String> avoided = new HashSet<>();
    private final Set<String> avoidedKeys = new HashSet<>();
    private final Set<String> repelledFrom = new HashSet<>();
    private final Set<String> repellingKeys = new HashSet<>();
    private final List<Spread> spreads = new ArrayList<>();
    private final boolean firstOfItsKind;

    private record Spread(String key, int maxSkew, Map<String, Integer> counts, int least, boolean countsItself) {}

    private TopologyRules() {
        firstOfItsKind = false;
    }

    static TopologyRules of(Placed placed, Pod pod) {
        Collection<Pod> repelling = placed.repelling(pod);
        return repelling.isEmpty() && !PodPlacement.looksAtOthers(pod)
                ? NONE
                : new TopologyRules(placed, pod, repelling);
    }

    private TopologyRules(Placed placed, Pod pod, Collection<Pod> repelling) {
        for (Pod other : repelling) {
            for (PodAffinityTerm term : other.spec().podAntiAffinity()) {
                if (term.means(other, pod)) {
                    repellingKeys.add(term.topologyKey());
                    domain(placed, other, term.topologyKey()).ifPresent(repelledFrom::add);
                }
            }
        }
        for (PodAffinityTerm term : pod.spec().podAntiAffinity()) {
            avoidedKeys.add(term.topologyKey());
            for (Pod other : meant(placed, term, pod)) {
                domain(placed, other, term.topologyKey()).ifPresent(avoided::add);
            }
        }
        firstOfItsKind = addWanted(placed, pod);
        List<TopologySpread> filters = pod.spec().topologySpread().stream()
                .filter(TopologySpread::doNotSchedule)
                .toList();
        if (!filters.isEmpty()) {
            addSpreads(placed, pod, filters);
        }
    }

    /** Only a pod that all terms mean counts, for each of their domains. Tells whether the pod may be the first one. */
    private boolean addWanted(Placed placed, Pod pod) {
        List<PodAffinityTerm> terms = pod.spec().podAffinity();
        if (terms.isEmpty()) {
            return false;
        }
        for (Pod other : meant(placed, terms.get(0), pod)) {
            if (terms.stream().allMatch(term -> term.means(pod, other))) {
                for (PodAffinityTerm term : terms) {
                    domain(placed, other, term.topologyKey()).ifPresent(wanted::add);
                }
            }
        }
        terms.forEach(term -> wantedKeys.add(term.topologyKey()));
        return wanted.isEmpty() && terms.stream().allMatch(term -> term.means(pod, pod));
    }

    private static Collection<Pod> meant(Placed placed, PodAffinityTerm term, Pod pod) {
        Optional<LabelSelector> selector = term.selector();
        if (selector.isEmpty()) {
            return List.of();
        }
        Collection<String> namespaces = term.allNamespaces()
                ? placed.namespaces()
                : term.namespaces().isEmpty() ? List.of(pod.namespace()) : term.namespaces();
        if (namespaces.size() == 1) {
            return placed.matching(namespaces.iterator().next(), selector.get());
        }
        List<Pod> found = new ArrayList<>();
        namespaces.forEach(namespace -> found.addAll(placed.matching(namespace, selector.get())));
        return found;
    }

    /** Only nodes that the pod may choose and that have the labels of all constraints are domains, and count. */
    private void addSpreads(Placed placed, Pod pod, List<TopologySpread> filters) {
        Map<String, Node> eligible = new HashMap<>();
        for (Node node : placed.nodes()) {
            boolean labelled =
                    filters.stream().allMatch(each -> node.metadata().labels().containsKey(each.topologyKey()));
            if (labelled && PodPlacement.selects(pod, node)) {
                eligible.put(node.name(), node);
            }
        }
        for (TopologySpread spread : filters) {
            Map<String, Integer> counts = new HashMap<>();
            eligible.values().forEach(node -> counts.put(label(node, spread.topologyKey()), 0));
            LabelSelector selector = spread.selector().orElse(null);
            if (selector != null) {
                for (Pod other : placed.matching(pod.namespace(), selector)) {
                    Node node = eligible.get(other.nodeName());
                    if (node != null && !other.isTerminating()) {
                        counts.merge(label(node, spread.topologyKey()), 1, Integer::sum);
                    }
                }
            }
            boolean tooFew = counts.size() < spread.minDomains().orElse(1);
            int least = tooFew
                    ? 0
                    : counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
            boolean itself = selector != null && selector.matches(pod.metadata().labels());
            spreads.add(new Spread(spread.topologyKey(), spread.maxSkew(), counts, least, itself));
        }
    }

    private static Optional<String> domain(Placed placed, Pod pod, String key) {
        return placed.node(pod.nodeName())
                .map(node -> node.metadata().labels().get(key))
                .map(value -> key + "=" + value);
    }

    private static String label(Node node, String key) {
        return node.metadata().labels().getOrDefault(key, "");
    }

    /** Why the spread keeps the pod from a node; null if it doesn't. */
    @Nullable
    Reason spread(Node node) {
        for (Spread spread : spreads) {
            String here = node.metadata().labels().get(spread.key());
            if (here == null) {
                return NO_LABEL;
            }
            int count = spread.counts().getOrDefault(here, 0) + (spread.countsItself() ? 1 : 0);
            if (count - spread.least() > spread.maxSkew()) {
                return SPREAD;
            }
        }
        return null;
    }

    /** Why affinity or anti-affinity keeps the pod from a node; null if it doesn't. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // there is one of it, and most pods have it
    Reason affinity(Node node) {
        if (this == NONE) {
            return null;
        }
        for (String key : wantedKeys) {
            boolean labelled = node.metadata().labels().containsKey(key);
            if (!labelled || !(firstOfItsKind || isIn(node, key, wanted))) {
                return AFFINITY;
            }
        }
        for (String key : avoidedKeys) {
            if (isIn(node, key, avoided)) {
                return ANTI_AFFINITY;
            }
        }
        for (String key : repellingKeys) {
            if (isIn(node, key, repelledFrom)) {
                return REPELLED;
            }
        }
        return null;
    }

    private static boolean isIn(Node node, String key, Set<String> domains) {
        return node.metadata().labels().containsKey(key) && domains.contains(key + "=" + label(node, key));
    }
}
