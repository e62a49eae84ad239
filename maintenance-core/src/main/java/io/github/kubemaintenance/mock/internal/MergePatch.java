package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * JSON merge patch (RFC 7386), and of Kubernetes' strategic merge patch what maintenance needs: lists merged by their
 * key, lists of texts merged as sets, null, {@code $patch: delete} and {@code replace}, {@code
 * $deleteFromPrimitiveList}; orders ({@code $setElementOrder}) are taken note of and not kept.
 */
final class MergePatch {
    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("taints", "key"),
            Map.entry("conditions", "type"),
            Map.entry("addresses", "type"),
            Map.entry("ownerReferences", "uid"),
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("volumes", "name"),
            Map.entry("env", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"));

    private MergePatch() {}

    /** Applies a patch. */
    static Document apply(Patch.Type type, Document target, Document patch) {
        return Document.of(merged(type == Patch.Type.STRATEGIC_MERGE, target.asMap(), patch.asMap()));
    }

    private static Map<String, Object> merged(boolean strategic, Map<?, ?> target, Map<?, ?> patch) {
        Map<String, Object> result = new LinkedHashMap<>();
        if (!(strategic && "replace".equals(patch.get("$patch")))) {
            target.forEach((key, value) -> result.put((String) key, value));
        }
        patch.forEach((key, value) -> {
            String name = (String) key;
            if (strategic && name.startsWith("$")) {
                directive(result, name, value);
            } else if (value == null) {
                result.remove(name);
            } else {
                result.put(name, value(strategic, name, result.get(name), value));
            }
        });
        return result;
    }

    private static void directive(Map<String, Object> result, String name, @Nullable Object value) {
        String primitives = "$deleteFromPrimitiveList/";
        if (name.startsWith(primitives) && value instanceof List<?> gone) {
            String field = name.substring(primitives.length());
            if (result.get(field) instanceof List<?> list) {
                List<Object> rest = new ArrayList<>(list);
                rest.removeAll(gone);
                result.put(field, rest);
            }
        }
    }

    private static Object value(boolean strategic, String name, @Nullable Object before, Object patch) {
        if (patch instanceof Map<?, ?> map) {
            return merged(strategic, before instanceof Map<?, ?> old ? old : Map.of(), map);
        } else if (strategic && patch instanceof List<?> list) {
            List<?> old = before instanceof List<?> there ? there : List.of();
            if (name.equals("finalizers") || name.equals("podCIDRs")) {
                List<Object> union = new ArrayList<>(old);
                list.stream().filter(each -> !union.contains(each)).forEach(union::add);
                return union;
            }
            String key = KEYS.get(name);
            return key == null ? list : keyed(key, old, list);
        }
        return patch;
    }

    private static List<Object> keyed(String key, List<?> before, List<?> patch) {
        List<Object> result = new ArrayList<>(before);
        for (Object item : patch) {
            if (item instanceof Map<?, ?> map && "replace".equals(map.get("$patch"))) {
                result.clear();
            }
        }
        for (Object item : patch) {
            if (!(item instanceof Map<?, ?> map)) {
                result.add(item);
                continue;
            } else if ("replace".equals(map.get("$patch"))) {
                continue;
            }
            int at = indexOf(result, key, map.get(key));
            if ("delete".equals(map.get("$patch"))) {
                if (at >= 0) {
                    result.remove(at);
                }
            } else if (at >= 0 && result.get(at) instanceof Map<?, ?> old) {
                result.set(at, merged(true, old, map));
            } else {
                result.add(merged(true, Map.of(), map));
            }
        }
        return result;
    }

    private static int indexOf(List<?> list, String key, @Nullable Object value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map && Objects.equals(map.get(key), value)) {
                return i;
            }
        }
        return -1;
    }
}
