package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.etcd.EtcdBackend;
import io.github.kubemaintenance.etcd.EtcdSettings;
import io.github.kubemaintenance.etcd.EtcdSettingsReader;
import io.github.kubemaintenance.etcd.MockEtcd;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.jetcd.JetcdBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was typed for one of the etcd programs: {@code --name value} pairs and words. */
final class EtcdFlags {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> words = new ArrayList<>();

    private EtcdFlags() {}

    static EtcdFlags parse(List<String> known, String... args) {
        EtcdFlags flags = new EtcdFlags();
        for (int i = 0; i < args.length; i++) {
            if (!args[i].startsWith("--")) {
                flags.words.add(args[i]);
            } else if (!known.contains(args[i])) {
                throw new IllegalArgumentException("there is no option " + args[i] + "; there are " + known);
            } else if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " wants a value");
            } else {
                flags.values.put(args[i], args[++i]);
            }
        }
        return flags;
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Path> path(String name) {
        return value(name).map(Path::of);
    }

    List<String> words() {
        return words;
    }

    /** Returns with what this machine's etcd is started, by the file that was named. */
    Optional<EtcdSettings> settings() {
        EtcdSettingsReader reader = EtcdSettings.reader(new YamlFormat());
        return path("--manifest")
                .map(reader::staticPod)
                .or(() -> path("--unit").map(reader::unit))
                .or(() -> path("--config-file").map(reader::configFile));
    }

    /** Returns the etcd that is started so, asked with its own certificate, which kubeadm's may be. */
    static EtcdBackend backend(EtcdSettings settings) {
        JetcdBackend.Builder builder =
                JetcdBackend.builder().endpoints(settings.clientUrls().toArray(String[]::new));
        settings.caFile().ifPresent(builder::caFile);
        settings.certFile().ifPresent(builder::certFile);
        settings.keyFile().ifPresent(builder::keyFile);
        return builder.build();
    }

    /** Returns the cluster that was named; without one a small one in memory. */
    EtcdBackend backend() {
        Optional<String> endpoints = value("--endpoints");
        if (endpoints.isEmpty()) {
            return inMemory();
        }
        JetcdBackend.Builder builder =
                JetcdBackend.builder().endpoints(endpoints.get().split(",", -1));
        path("--cacert").ifPresent(builder::caFile);
        path("--cert").ifPresent(builder::certFile);
        path("--key").ifPresent(builder::keyFile);
        value("--user")
                .ifPresent(user -> builder.user(
                        user,
                        Optional.ofNullable(System.getenv("ETCD_PASSWORD"))
                                .orElse("")
                                .toCharArray()));
        return builder.build();
    }

    /** Returns a cluster in memory with a few objects of Kubernetes' shape. */
    static MockEtcd inMemory() {
        MockEtcd etcd =
                MockEtcd.builder().member("m1").member("m2").member("m3").build();
        for (int i = 1; i <= 3; i++) {
            put(
                    etcd,
                    "example.com/v1",
                    "Widget",
                    "shop",
                    "widget-" + i,
                    "/registry/example.com/widgets/shop/widget-" + i);
        }
        put(etcd, "example.com/v1", "Gadget", "tools", "spanner", "/registry/example.com/gadgets/tools/spanner");
        etcd.delete("/registry/example.com/widgets/shop/widget-3");
        return etcd;
    }

    private static void put(MockEtcd etcd, String apiVersion, String kind, String namespace, String name, String key) {
        etcd.put(
                key,
                "{\"apiVersion\":\"" + apiVersion + "\",\"kind\":\"" + kind + "\",\"metadata\":{\"namespace\":\""
                        + namespace + "\",\"name\":\"" + name + "\"},\"spec\":{\"size\":3}}");
    }
}
