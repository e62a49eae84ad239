package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Reason;
import java.util.List;

/**
 * One object of a restore, and what is going to be done with it.
 *
 * @param apiVersion as in the backup
 * @param kind its kind; its plural where the kind can't be told
 * @param namespace where it will be, empty for none
 * @param name its name there
 * @param action what will be done
 * @param reasons why
 */
public record PlannedObject(
        String apiVersion, String kind, String namespace, String name, Action action, List<Reason> reasons) {
    /** What is done with an object. */
    public enum Action {
        /** It isn't there and will be created. */
        CREATE,
        /** It is there, differs, and will be updated. */
        UPDATE,
        /** It is there as in the backup. */
        SAME,
        /** It is left as it is. */
        SKIP,
        /** It is there, differs, and can't be updated without taking what is others'. */
        CONFLICT,
        /** It can't be restored in this cluster. */
        REFUSE
    }

    public PlannedObject {
        reasons = List.copyOf(reasons);
    }

    /** {@return kind and name, for example {@code ConfigMap shop/settings}} */
    public String object() {
        return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    String why() {
        return String.join("; ", reasons.stream().map(Reason::text).toList());
    }

    @Override
    public String toString() {
        String why = why();
        return action + " " + object() + (why.isEmpty() ? "" : ": " + why);
    }
}
