package io.github.kubemaintenance.jetcd;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the published schema of a kind: one class for each group and version. Thread-safe. */
final class ProtobufSchema {
    private static final String PACKAGE = "io.kubernetes.client.proto.";

    private final Map<String, Optional<FileDescriptor>> files = new ConcurrentHashMap<>();

    Optional<Descriptor> find(String apiVersion, String kind) {
        return files.computeIfAbsent(apiVersion, ProtobufSchema::file)
                .flatMap(file -> Optional.ofNullable(file.findMessageTypeByName(kind)));
    }

    private static Optional<FileDescriptor> file(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        String version = apiVersion.substring(slash + 1);
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        int dot = group.indexOf('.');
        String shortGroup = dot < 0 ? group : group.substring(0, dot);
        if (group.equals("internal.apiserver.k8s.io")) {
            shortGroup = "apiserverinternal";
        }
        try {
            Class<?> type = Class.forName(PACKAGE + capital(version) + capital(shortGroup));
            return Optional.of((FileDescriptor) type.getMethod("getDescriptor").invoke(null));
        } catch (ReflectiveOperationException | NoClassDefFoundError e) {
            return Optional.empty(); // a group of the cluster's own, or a schema older than the cluster
        }
    }

    private static String capital(String text) {
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
