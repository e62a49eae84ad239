package io.github.kubemaintenance.etcd.internal;

import java.util.Arrays;
import java.util.List;

/**
 * What the path of a Kubernetes object in etcd says by itself: {@code /registry/RESOURCE[/NAMESPACE]/NAME}, for custom
 * resources and a few others with the group before the resource. The value knows better where it can be read.
 *
 * @param resource the plural, as in the path ({@code minions} are nodes)
 * @param group the group, where the path has it
 * @param namespace empty where the path has none
 * @param name the last part
 */
public record RegistryKey(String resource, String group, String namespace, String name) {
    /**
     * Reads a key.
     *
     * @param prefix of the API server, for example {@code /registry}
     * @param key the key
     * @return an empty resource if the key is not below the prefix
     */
    public static RegistryKey of(String prefix, String key) {
        if (!key.startsWith(prefix + "/")) {
            return new RegistryKey("", "", "", key);
        }
        List<String> parts = Arrays.asList(key.substring(prefix.length() + 1).split("/", -1));
        String group = "";
        String first = parts.get(0);
        if (parts.size() > 2 && first.contains(".")) {
            group = first;
            parts = parts.subList(1, parts.size());
        } else if (parts.size() > 2 && first.equals("services")) { // services/specs and services/endpoints
            parts = parts.subList(1, parts.size());
            first = parts.get(0).equals("specs") ? "services" : parts.get(0);
            return new RegistryKey(first, "", parts.size() > 2 ? parts.get(1) : "", parts.get(parts.size() - 1));
        }
        return new RegistryKey(
                parts.get(0),
                group,
                parts.size() > 2 ? parts.get(1) : "",
                parts.size() > 1 ? parts.get(parts.size() - 1) : "");
    }
}
