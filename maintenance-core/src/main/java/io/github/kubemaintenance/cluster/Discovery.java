package io.github.kubemaintenance.cluster;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an API server said that it serves. A group whose own server is down (an aggregated API) is missing in the
 * resources and named in {@link #unreadable()}: whoever needs everything has to look there.
 *
 * @param serverVersion git version of the server, for example {@code v1.34.1}; empty if it didn't say
 * @param resources all resources at all served versions, subresources left out, in the server's order
 * @param unreadable by group version, why nothing is known of it
 */
public record Discovery(String serverVersion, List<ApiResource> resources, Map<String, ApiFailure> unreadable) {
    public Discovery {
        resources = List.copyOf(resources);
        unreadable = Collections.unmodifiableMap(new LinkedHashMap<>(unreadable));
    }

    /**
     * Returns each resource once: at the version that its group prefers, else at the first version that has it.
     *
     * @return in the server's order
     */
    public List<ApiResource> onceEach() {
        Map<String, ApiResource> once = new LinkedHashMap<>();
        for (ApiResource each : resources) {
            once.merge(
                    each.kind().resource(),
                    each,
                    (first, next) -> !first.preferred() && next.preferred() ? next : first);
        }
        return List.copyOf(once.values());
    }

    /**
     * Finds the resource of an object.
     *
     * @param apiVersion the object's, for example {@code apps/v1}
     * @param kind the object's, for example {@code Deployment}
     * @return empty if this version is not served
     */
    public Optional<ApiResource> find(String apiVersion, String kind) {
        return resources.stream()
                .filter(each -> each.kind().kind().equals(kind)
                        && each.kind().apiVersion().equals(apiVersion))
                .findFirst();
    }

    /**
     * Finds a resource of a group at whatever version.
     *
     * @param group API group, empty for the core group
     * @param kind name of the kind
     * @return at the preferred version where that has it; empty if the group has no such kind
     */
    public Optional<ApiResource> findAnyVersion(String group, String kind) {
        return onceEach().stream()
                .filter(each ->
                        each.kind().kind().equals(kind) && each.kind().group().equals(group))
                .findFirst();
    }
}
