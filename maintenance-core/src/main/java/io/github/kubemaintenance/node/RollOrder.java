package io.github.kubemaintenance.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whose turn comes when. Pure. Nodes come as they are named, where the caller names them, and else by their names, but for
 * large clusters: of more than {@value #SCHEDULER_LOOKS_AT_ALL} nodes the scheduler looks at a stretch of its list only
 * (since Kubernetes 1.14: {@code percentageOfNodesToScore}, by default 50 % less 1 % for each 125 nodes). If the nodes that
 * are done were next to each other, most stretches would hold none of them, and what is evicted would land on nodes to come
 * however unattractive those are. So turns go all over the list, and every stretch soon holds nodes that are done.
 */
final class RollOrder {
    static final int SCHEDULER_LOOKS_AT_ALL = 100;

    private RollOrder() {}

    /**
     * Returns the order of turns, which is the same whatever has been done already.
     *
     * @param selection all nodes of the selection, in its order
     * @param asNamed whether that is the caller's own order
     */
    static <T> List<T> of(List<T> selection, boolean asNamed) {
        if (asNamed || selection.size() <= SCHEDULER_LOOKS_AT_ALL) {
            return List.copyOf(selection);
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < selection.size(); i++) {
            places.add(i);
        }
        // Bits read backwards: 0, 1/2, 1/4, 3/4, 1/8 ... of the way, evenly spread wherever one stops.
        places.sort(Comparator.comparingInt(place -> Integer.reverse(place) >>> 1));
        return places.stream().map(selection::get).toList();
    }
}
