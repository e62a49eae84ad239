package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.IntOrPercent;
import io.github.kubemaintenance.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which node's turn is it? Pure. Unavailable are nodes of the selection that are NotReady, cordoned or in work; as many
 * more may begin as there is room for, in order, and within each group of a label as well. A node that is unavailable
 * already takes no room, so such nodes come first.
 */
final class RollPicker {
    private final RollOptions options;
    private final int size;
    private final Map<String, Map<String, Integer>> groups = new HashMap<>();

    /**
     * Makes a picker.
     *
     * @param selection all nodes of the roll, as they were when it began
     */
    RollPicker(RollOptions options, List<Node> selection) {
        this.options = options;
        this.size = selection.size();
        for (String label : options.perLabel().keySet()) {
            Map<String, Integer> sizes = new HashMap<>();
            selection.forEach(node -> sizes.merge(value(node, label), 1, Integer::sum));
            groups.put(label, sizes);
        }
    }

    static boolean isUnavailable(Node node) {
        return !node.isReady() || node.unschedulable();
    }

    /**
     * Picks who begins now.
     *
     * @param selection the nodes of the selection that exist, as they are now
     * @param toCome those that have not begun, in order
     * @param inWork those that have begun and not ended
     * @param extra how many nodes there are more than in the beginning
     * @param atMost most that may be in work, for canaries
     */
    List<String> pick(Map<String, Node> selection, List<String> toCome, Set<String> inWork, int extra, int atMost) {
        Set<String> down = new LinkedHashSet<>(inWork);
        selection.values().stream()
                .filter(RollPicker::isUnavailable)
                .map(Node::name)
                .forEach(down::add);
        Map<String, Integer> downIn = new HashMap<>();
        for (String name : down) {
            Node node = selection.get(name);
            if (node != null) {
                options.perLabel().keySet().forEach(label -> downIn.merge(key(node, label), 1, Integer::sum));
            }
        }
        int room = options.unavailableOf(size) + extra - down.size();
        int left = atMost - inWork.size();
        List<String> begin = new ArrayList<>();
        for (boolean already : new boolean[] {true, false}) {
            for (String name : toCome) {
                Node node = selection.get(name);
                boolean candidate = node != null && down.contains(name) == already && !begin.contains(name);
                if (candidate && left <= 0) {
                    return begin;
                } else if (node != null && candidate && (already || (room > 0 && fits(node, downIn)))) {
                    if (!already) {
                        options.perLabel().keySet().forEach(label -> downIn.merge(key(node, label), 1, Integer::sum));
                        room--;
                    }
                    left--;
                    begin.add(name);
                }
            }
        }
        return begin;
    }

    private boolean fits(Node node, Map<String, Integer> downIn) {
        for (Map.Entry<String, IntOrPercent> each : options.perLabel().entrySet()) {
            int members = groups.getOrDefault(each.getKey(), Map.of()).getOrDefault(value(node, each.getKey()), 1);
            int down = downIn.getOrDefault(key(node, each.getKey()), 0);
            if (down >= RollOptions.rounded(each.getValue(), members)) {
                return false;
            }
        }
        return true;
    }

    /** The batches, if all nodes of one took equally long and all went well. */
    static List<List<String>> batches(RollOptions options, List<Node> selection, List<String> toCome, int surge) {
        RollPicker picker = new RollPicker(options, selection);
        Map<String, Node> nodes = new HashMap<>();
        selection.forEach(node -> nodes.put(node.name(), node));
        List<String> left = new ArrayList<>(toCome);
        List<List<String>> batches = new ArrayList<>();
        int done = 0;
        while (!left.isEmpty()) {
            int atMost = done < options.canary() ? 1 : Integer.MAX_VALUE;
            List<String> next = picker.pick(nodes, left, Set.of(), surge, atMost);
            if (next.isEmpty()) {
                break;
            }
            batches.add(next);
            left.removeAll(next);
            done += next.size();
        }
        return batches;
    }

    private static String value(Node node, String label) {
        return node.metadata().labels().getOrDefault(label, "");
    }

    private static String key(Node node, String label) {
        return label + "=" + value(node, label);
    }
}
