package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.backup.PlannedObject.Action;
import java.util.List;

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

    /** Returns a line for each object that isn't there as it should be, and the counts. */
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
        objects.stream().filter(each -> each.action() != Action.SAME).forEach(each -> text.append("\n  ")
                .append(each));
        return text.toString();
    }
}
