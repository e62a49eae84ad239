package io.github.kubemaintenance.examples;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.kubemaintenance.cluster.ClusterBackend;
import io.github.kubemaintenance.fabric8.ClusterDump;
import io.github.kubemaintenance.fabric8.Fabric8Cluster;
import io.github.kubemaintenance.mock.MockCluster;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What was typed for an example that only reads: options with and without a value, and which cluster is meant. */
final class Asked {
    private final Map<String, String> given = new LinkedHashMap<>();

    private Asked() {}

    /**
     * Reads what was typed.
     *
     * @param flags options without a value, besides {@code --cluster} and {@code --help}
     * @param options options with a value, besides {@code --dump}
     * @throws IllegalArgumentException with a sentence for people
     */
    static Asked parse(Set<String> flags, Set<String> options, String... args) {
        Asked asked = new Asked();
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        while (!rest.isEmpty()) {
            String arg = rest.remove();
            int equals = arg.indexOf('=');
            String name = arg.startsWith("--") && equals > 0 ? arg.substring(0, equals) : arg;
            if (options.contains(name) || name.equals("--dump")) {
                String value = equals > 0 ? arg.substring(equals + 1) : rest.isEmpty() ? "" : rest.remove();
                if (value.isEmpty()) {
                    throw new IllegalArgumentException(name + " wants a value");
                }
                asked.given.put(name, value);
            } else if (flags.contains(arg) || arg.equals("--cluster") || arg.equals("--help")) {
                asked.given.put(arg, "");
            } else {
                throw new IllegalArgumentException("there is no option " + arg + "; --help shows them all");
            }
        }
        if (asked.has("--dump") && asked.has("--cluster")) {
            throw new IllegalArgumentException("--dump and --cluster name two clusters; leave one of them out");
        }
        return asked;
    }

    boolean has(String option) {
        return given.containsKey(option);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(given.get(option));
    }

    boolean isBuiltIn() {
        return !has("--dump") && !has("--cluster");
    }

    /** Does something with the cluster that is meant: the real one, one made of a dump, or the one that is built in. */
    int on(Supplier<MockCluster> builtIn, Function<ClusterBackend, Integer> work) {
        if (has("--cluster")) {
            try (KubernetesClient client = new KubernetesClientBuilder().build()) {
                return work.apply(Fabric8Cluster.of(client));
            }
        }
        return work.apply(
                value("--dump").map(file -> ClusterDump.load(Path.of(file))).orElseGet(builtIn));
    }
}
