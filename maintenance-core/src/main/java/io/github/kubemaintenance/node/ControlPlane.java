package io.github.kubemaintenance.node;

import io.github.kubemaintenance.catalog.NodeMonitor;
import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import io.github.kubemaintenance.model.Node;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of kube-controller-manager: version and flags. From, in this order: what the caller said; its static
 * pods; the API server; the newest kubelet, which can't be newer than the API server. Pure.
 *
 * @param version the version, or the oldest that it can be
 * @param monitors how it watches over nodes; several where that isn't certain
 * @param byTaints whether pods are evicted by taints (by default since Kubernetes 1.13)
 * @param podEvictionTimeout {@code --pod-eviction-timeout}, which counts where they aren't
 * @param notes what had to be assumed
 */
record ControlPlane(
        KubernetesVersion version,
        List<NodeMonitor> monitors,
        boolean byTaints,
        Duration podEvictionTimeout,
        List<Reason> notes) {
    private static final String COMPONENT = "kube-controller-manager";
    private static final Minor BY_TAINTS = Minor.of(13);
    private static final Minor FLAG_GONE = Minor.of(27);
    private static final Minor LONGER_GRACE = Minor.of(32);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    ControlPlane {
        monitors = List.copyOf(monitors);
        notes = List.copyOf(notes);
    }

    /** Puts together what is known; {@code server} is empty where it could not be asked. */
    static ControlPlane of(
            Optional<KubernetesVersion> told,
            Optional<KubernetesVersion> server,
            Collection<Node> nodes,
            Collection<Pod> pods) {
        List<Pod> managers = pods.stream().filter(ControlPlane::isManager).toList();
        Map<String, String> flags = flags(managers);
        List<Reason> notes = new ArrayList<>();
        if (managers.isEmpty()) {
            notes.add(new Reason(
                    OutageForecast.ASSUMED,
                    "The flags of " + COMPONENT + " don't show in this cluster; its defaults are assumed."));
        }
        TreeSet<KubernetesVersion> versions = new TreeSet<>();
        told.ifPresent(versions::add);
        if (versions.isEmpty()) {
            managers.forEach(pod -> imageVersion(pod).ifPresent(versions::add));
        }
        if (versions.isEmpty()) {
            server.ifPresent(versions::add);
        }
        if (versions.isEmpty()) {
            newestKubelet(nodes).ifPresent(oldest -> {
                versions.add(oldest);
                if (oldest.minor().compareTo(LONGER_GRACE) < 0) {
                    versions.add(KubernetesVersion.of(LONGER_GRACE, 0));
                    notes.add(new Reason(
                            OutageForecast.UNKNOWN,
                            "The version of the control plane could not be read; by its kubelets it is "
                                    + oldest.minor()
                                    + " or newer, so both grace periods are allowed for (40 s, and 50 s since 1.32)."));
                }
            });
        }
        if (versions.isEmpty()) {
            versions.add(KubernetesVersion.of(LONGER_GRACE, 0));
            notes.add(new Reason(
                    OutageForecast.UNKNOWN,
                    "The version of the control plane is not known; 1.32 or newer is assumed."));
        }
        KubernetesVersion oldest = versions.first();
        boolean byTaints = oldest.minor().compareTo(BY_TAINTS) >= 0;
        noteOldFlag(oldest, byTaints, flags, notes);
        return new ControlPlane(
                oldest,
                versions.stream()
                        .map(each -> withFlags(NodeMonitor.defaults(each.minor()), flags))
                        .distinct()
                        .toList(),
                byTaints,
                duration(flags, "pod-eviction-timeout").orElse(FIVE_MINUTES),
                notes);
    }

    private static void noteOldFlag(
            KubernetesVersion version, boolean byTaints, Map<String, String> flags, List<Reason> notes) {
        if (!byTaints) {
            notes.add(new Reason(
                    "POD_EVICTION_TIMEOUT",
                    "Before Kubernetes 1.13 tolerationSeconds don't count: --pod-eviction-timeout (5 minutes by default)"
                            + " decides for all pods of a node."));
        } else if (version.minor().compareTo(FLAG_GONE) < 0) {
            notes.add(new Reason(
                    "POD_EVICTION_TIMEOUT",
                    "--pod-eviction-timeout"
                            + (flags.containsKey("pod-eviction-timeout")
                                    ? "=" + flags.get("pod-eviction-timeout") + " is set and"
                                    : "")
                            + " has no effect since taints evict pods (1.13), and is gone since 1.27: what counts is each"
                            + " pod's tolerationSeconds, 300 by default."));
        }
    }

    private static boolean isManager(Pod pod) {
        return pod.isMirror()
                && pod.namespace().equals("kube-system")
                && pod.spec().containers().stream().anyMatch(each -> each.name().equals(COMPONENT));
    }

    private static Optional<KubernetesVersion> imageVersion(Pod pod) {
        for (Container container : pod.spec().containers()) {
            String image = container.image().replaceFirst("@.*$", "");
            int colon = image.lastIndexOf(':');
            if (container.name().equals(COMPONENT) && colon >= 0) {
                return parsed(image.substring(colon + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<KubernetesVersion> newestKubelet(Collection<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> parsed(node.kubeletVersion()).stream())
                .max(KubernetesVersion::compareTo);
    }

    private static Optional<KubernetesVersion> parsed(String text) {
        try {
            return Optional.of(KubernetesVersion.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // what a vendor calls its build says nothing here
        }
    }

    private static Map<String, String> flags(List<Pod> managers) {
        Map<String, String> flags = new TreeMap<>();
        for (Pod pod : managers) {
            for (Document container : pod.spec().toDocument().documents("containers")) {
                List<String> words = new ArrayList<>(container.texts("command"));
                words.addAll(container.texts("args"));
                for (String word : words) {
                    int equals = word.indexOf('=');
                    if (word.startsWith("--") && equals > 2) {
                        flags.put(word.substring(2, equals), word.substring(equals + 1));
                    }
                }
            }
        }
        return flags;
    }

    private static NodeMonitor withFlags(NodeMonitor defaults, Map<String, String> flags) {
        return new NodeMonitor(
                duration(flags, "node-monitor-grace-period").orElse(defaults.gracePeriod()),
                interval(flags, "node-eviction-rate", defaults.evictionInterval()),
                interval(flags, "secondary-node-eviction-rate", defaults.secondaryInterval()),
                number(flags, "unhealthy-zone-threshold")
                        .map(share -> (int) Math.round(share * 100))
                        .orElse(defaults.unhealthyPercent()),
                number(flags, "large-cluster-size-threshold")
                        .map(Double::intValue)
                        .orElse(defaults.largeZone()));
    }

    private static Optional<Duration> interval(Map<String, String> flags, String name, Optional<Duration> byDefault) {
        Optional<Double> rate = number(flags, name);
        return rate.isEmpty()
                ? byDefault
                : rate.filter(each -> each > 0).map(each -> Duration.ofMillis(Math.round(1000 / each)));
    }

    private static Optional<Double> number(Map<String, String> flags, String name) {
        return Optional.ofNullable(flags.get(name))
                .filter(text -> text.matches("\\d+(\\.\\d+)?"))
                .map(Double::valueOf);
    }

    private static Optional<Duration> duration(Map<String, String> flags, String name) {
        return Optional.ofNullable(flags.get(name)).flatMap(GoDuration::parse);
    }
}
