package io.github.kubemaintenance.backup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lines for people, one an object; where many of a kind are passed over for one reason, one line says how many. */
final class Lines {
    private static final int MANY = 3;

    private record Group(String what, String kind, String why) {}

    private final List<String> whole = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<Group, Integer> counts = new HashMap<>();

    /** Adds an object that has a line of its own. */
    void add(Object line) {
        whole.add(line.toString());
        groups.add(new Group("", "", ""));
    }

    /** Adds an object that may stand in a line with others. */
    void add(Object line, Object what, String kind, String why) {
        Group group = new Group(what.toString(), kind, why);
        whole.add(line.toString());
        groups.add(group);
        counts.merge(group, 1, Integer::sum);
    }

    void appendTo(StringBuilder text) {
        Set<Group> said = new HashSet<>();
        for (int i = 0; i < whole.size(); i++) {
            Group group = groups.get(i);
            int count = counts.getOrDefault(group, 0);
            if (count <= MANY) {
                text.append("\n  ").append(whole.get(i));
            } else if (said.add(group)) {
                text.append("\n  ")
                        .append(group.what())
                        .append(' ')
                        .append(count)
                        .append(" of ")
                        .append(group.kind())
                        .append(group.why().isEmpty() ? "" : ": ")
                        .append(group.why());
            }
        }
    }
}
