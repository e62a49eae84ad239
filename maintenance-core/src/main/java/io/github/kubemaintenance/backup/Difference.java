package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Quantity;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where an object that is there is not as it is wanted. What is wanted may say less: a server fills in defaults. Lists
 * count as a whole, item by item.
 */
final class Difference {
    private static final int MOST = 20;

    private Difference() {}

    /** Paths of the differences, in the order of what is wanted, at most twenty; empty if the object is as wanted. */
    static List<String> of(Document wanted, Document live) {
        List<String> paths = new ArrayList<>();
        Document plain = wanted.without("metadata", "annotations", Cleaning.OWNERS)
                .without("status")
                .without("apiVersion");
        compare("", plain.asMap(), live.asMap(), paths);
        return paths;
    }

    private static void compare(String path, @Nullable Object wanted, @Nullable Object live, List<String> paths) {
        if (paths.size() >= MOST) {
            return;
        } else if (wanted instanceof Map<?, ?> map) {
            Map<?, ?> there = live instanceof Map<?, ?> its ? its : Map.of();
            map.forEach((key, value) -> compare(path + "." + key, value, there.get(key), paths));
        } else if (wanted instanceof List<?> list) {
            List<?> there = live instanceof List<?> its ? its : List.of();
            if (list.size() != there.size()) {
                paths.add(path);
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                compare(path + "[" + i + "]", list.get(i), there.get(i), paths);
            }
        } else if (!isSame(wanted, live)) {
            paths.add(path);
        }
    }

    /** The server writes quantities in its own way, leaves out what is empty, and takes 1 for 1.0. */
    private static boolean isSame(@Nullable Object wanted, @Nullable Object live) {
        if (Objects.equals(wanted, live) || (live == null && isNothing(wanted))) {
            return true;
        } else if (wanted instanceof Number one && live instanceof Number other) {
            return Double.compare(one.doubleValue(), other.doubleValue()) == 0;
        } else if (wanted == null || live == null || wanted instanceof Boolean || live instanceof Boolean) {
            return false;
        }
        return isQuantity(wanted.toString())
                && isQuantity(live.toString())
                && Quantity.parse(wanted.toString()).equals(Quantity.parse(live.toString()));
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null || value.equals("") || value.equals(false) || value.equals(0L);
    }

    private static boolean isQuantity(String text) {
        return text.matches("[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?");
    }
}
