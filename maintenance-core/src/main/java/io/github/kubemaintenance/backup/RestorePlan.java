package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a restore would do. Immutable; nothing was written. Prints well. */
public final class RestorePlan {
    private final String source;
    private final List<PlannedObject> objects;
    private final boolean refused;

    RestorePlan(String source, List<PlannedObject> objects, boolean refused) {
        this.source = source;
        this.objects = List.copyOf(objects);
        this.refused = refused;
    }

    /** {@return where the objects come from} */
    public String source() {
        return source;
    }

    /** {@return all objects, in the order in which they would be written} */
    public List<PlannedObject> objects() {
        return objects;
    }

    /**
     * Returns the objects with which something would be done.
     *
     * @param action what
     * @return in the order in which they would be written
     */
    public List<PlannedObject> objects(Action action) {
        return objects.stream().filter(each -> each.action() == action).toList();
    }

    /**
     * Tells whether {@code run} would refuse: an object can't be restored, or one is there otherwise and the policy is FAIL.
     *
     * @return true if nothing would be written
     */
    public boolean isRefused() {
        return refused;
    }

    /**
     * Tells what is otherwise than in an earlier plan.
     *
     * @param approved the earlier plan
     * @return a sentence for each object with which something else would be done, or for another reason; empty if none
     */
    public List<String> changesSince(RestorePlan approved) {
        Map<String, PlannedObject> before = new LinkedHashMap<>();
        approved.objects.forEach(each -> before.put(each.apiVersion() + " " + each.object(), each));
        List<String> changes = new ArrayList<>();
        for (PlannedObject each : objects) {
            PlannedObject then = before.remove(each.apiVersion() + " " + each.object());
            if (then == null) {
                changes.add(each + " (it was not in the plan)");
            } else if (!then.equals(each)) {
                changes.add(each + " (the plan said " + then.action() + ")");
            }
        }
        before.values().forEach(each -> changes.add(each.object() + " is no longer in what is restored"));
        return List.copyOf(changes);
    }

    /**
     * Returns the counts, and a line for each object that isn't there as it should be; many of a kind that are passed over
     * for one reason share a line.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(refused ? "REFUSED restore" : "Restore")
                .append(" of ")
                .append(source);
        for (Action action : Action.values()) {
            long count = objects(action).size();
            if (count > 0) {
                text.append(", ").append(count).append(' ').append(action);
            }
        }
        Lines lines = new Lines();
        for (PlannedObject each : objects) {
            if (each.action() == Action.SKIP) {
                lines.add(each, Action.SKIP, each.kind(), each.why());
            } else if (each.action() != Action.SAME) {
                lines.add(each);
            }
        }
        lines.appendTo(text);
        return text.toString();
    }
}
