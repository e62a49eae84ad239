package io.github.kubemaintenance.catalog;

import io.github.kubemaintenance.model.Minor;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far apart the versions of a cluster's parts may be. Mirrors Kubernetes' version skew policy; patch releases don't
 * count. With several API servers a part must fit the oldest and the newest of them, since it may reach any.
 *
 * <p>Kubelet and kube-proxy may be three minors older than the API server from their own 1.25 on, two before that: the
 * part's own version decides, not the server's.
 */
public final class SkewPolicy {
    /** How much older and newer a part may be than an API server. */
    private record Bounds(int older, int olderBefore125, int newer) {}

    private static final Minor THREE_SINCE = Minor.of(25);
    private static final int API_SERVERS_APART = 1;
    private static final Bounds PROXY_TO_KUBELET = new Bounds(3, 2, 3);
    private static final Map<Component, Bounds> TO_API_SERVER = new EnumMap<>(Map.of(
            Component.KUBELET, new Bounds(3, 2, 0),
            Component.KUBE_PROXY, new Bounds(3, 2, 0),
            Component.KUBE_CONTROLLER_MANAGER, new Bounds(1, 1, 0),
            Component.KUBE_SCHEDULER, new Bounds(1, 1, 0),
            Component.CLOUD_CONTROLLER_MANAGER, new Bounds(1, 1, 0),
            Component.KUBECTL, new Bounds(1, 1, 1)));

    private SkewPolicy() {}

    /**
     * A rule that is broken.
     *
     * @param component the part
     * @param version its version
     * @param text the sentence for people: what is, and what would be allowed
     */
    public record Violation(Component component, Minor version, String text) {}

    /**
     * Checks the API servers among themselves: at most one minor apart.
     *
     * @param apiServers versions of all API servers, at least one
     * @return the rule that is broken, if any
     */
    public static Optional<Violation> checkApiServers(Collection<Minor> apiServers) {
        Minor oldest = Collections.min(apiServers);
        Minor newest = Collections.max(apiServers);
        if (oldest.major() == newest.major() && newest.minor() - oldest.minor() <= API_SERVERS_APART) {
            return Optional.empty();
        }
        return Optional.of(new Violation(
                Component.KUBE_APISERVER,
                newest,
                "kube-apiserver " + newest + " runs beside kube-apiserver " + oldest
                        + "; they may be at most one minor apart"));
    }

    /**
     * Checks a part against the API servers that it may reach.
     *
     * @param component the part, no API server
     * @param version its version
     * @param apiServers versions of the API servers, at least one
     * @return the rule that is broken, if any
     */
    public static Optional<Violation> check(Component component, Minor version, Collection<Minor> apiServers) {
        Bounds bounds = TO_API_SERVER.get(component);
        if (bounds == null) {
            throw new IllegalArgumentException("API servers are checked by checkApiServers");
        }
        return violation(
                component, version, "kube-apiserver", Collections.min(apiServers), Collections.max(apiServers), bounds);
    }

    /**
     * Checks the kube-proxy of a node against its kubelet.
     *
     * @param proxy version of kube-proxy
     * @param kubelet version of the kubelet on the same node
     * @return the rule that is broken, if any
     */
    public static Optional<Violation> checkProxyOnNode(Minor proxy, Minor kubelet) {
        int older = olderAllowed(PROXY_TO_KUBELET, proxy);
        return violation(Component.KUBE_PROXY, proxy, "kubelet", kubelet, kubelet, new Bounds(older, older, older));
    }

    /**
     * Returns the oldest version that a part may have beside an API server.
     *
     * @param component the part, no API server
     * @param apiServer version of the newest API server
     * @return the oldest allowed
     */
    public static Minor oldestAllowed(Component component, Minor apiServer) {
        Minor oldest = apiServer;
        while (oldest.minor() > 0
                && check(component, oldest.plus(-1), Collections.singleton(apiServer))
                        .isEmpty()) {
            oldest = oldest.plus(-1);
        }
        return oldest;
    }

    private static Optional<Violation> violation(
            Component component, Minor version, String other, Minor oldest, Minor newest, Bounds bounds) {
        int older = olderAllowed(bounds, version);
        if (version.major() != newest.major()) {
            return Optional.of(new Violation(
                    component,
                    version,
                    component.text() + " " + version + " is of another major than " + other + " " + newest));
        } else if (version.minor() < newest.minor() - older) {
            return Optional.of(new Violation(
                    component,
                    version,
                    component.text() + " " + version + " is too old for " + other + " " + newest
                            + "; the oldest allowed is " + newest.plus(-older)));
        } else if (version.minor() > oldest.minor() + bounds.newer()) {
            return Optional.of(new Violation(
                    component,
                    version,
                    component.text() + " " + version + " is too new for " + other + " " + oldest
                            + "; the newest allowed is " + oldest.plus(bounds.newer())));
        }
        return Optional.empty();
    }

    private static int olderAllowed(Bounds bounds, Minor version) {
        return version.compareTo(THREE_SINCE) < 0 ? bounds.olderBefore125() : bounds.older();
    }
}
