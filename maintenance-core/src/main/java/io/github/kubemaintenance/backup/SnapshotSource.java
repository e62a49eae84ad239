package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.etcd.ObjectDecoder;
import io.github.kubemaintenance.etcd.SnapshotFile;
import io.github.kubemaintenance.etcd.StoredResource;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Objects out of a snapshot file of etcd; only those of the wanted namespaces are kept in memory. */
final class SnapshotSource implements BackupSource {
    private final SnapshotFile file;
    private final ObjectDecoder decoder;
    private final Predicate<String> namespaces;

    SnapshotSource(SnapshotFile file, ObjectDecoder decoder, Predicate<String> namespaces) {
        this.file = file;
        this.decoder = decoder;
        this.namespaces = namespaces;
    }

    @Override
    public boolean isRaw() {
        return true;
    }

    @Override
    public String name() {
        return file.path().toString();
    }

    @Override
    public List<Stored> objects() {
        List<Stored> all = new ArrayList<>();
        file.resources().decodedBy(decoder).forEach(each -> {
            String namespace = each.resource().equals("namespaces") ? each.name() : each.namespace();
            boolean known = !each.kind().isEmpty() || each.encoding() == StoredResource.Encoding.ENCRYPTED;
            if (known && (namespace.isEmpty() || namespaces.test(namespace))) {
                all.add(stored(each));
            }
        });
        return all;
    }

    private static Stored stored(StoredResource each) {
        Optional<Reason> unreadable =
                switch (each.encoding()) {
                    case JSON -> Optional.empty();
                    case PROTOBUF ->
                        each.document().isPresent()
                                ? Optional.empty()
                                : Optional.of(new Reason(
                                        "NOT_DECODED",
                                        "its value is protobuf, and no decoder for it was given"
                                                + " (maintenance-etcd has one)"));
                    case ENCRYPTED ->
                        Optional.of(new Reason(
                                "ENCRYPTED",
                                "its value is encrypted at rest; only an API server with the key reads it: restore"
                                        + " the whole of etcd, or take it from elsewhere"));
                    case OTHER -> Optional.of(new Reason("NOT_DECODED", "its value is of no known encoding"));
                };
        // API servers keep definitions as v1beta1 to this day, and what is decoded is v1
        String version = each.kind().equals("CustomResourceDefinition")
                ? each.document().map(Document::apiVersion).orElse(each.apiVersion())
                : each.apiVersion();
        return new Stored(
                version,
                each.kind().isEmpty() ? each.resource() : each.kind(),
                each.namespace(),
                each.name(),
                unreadable,
                () -> each.document()
                        .map(document -> typed(document, each))
                        .orElseThrow(() -> new BackupFormatException(each + " can't be decoded", null)));
    }

    private static Document typed(Document document, StoredResource each) {
        return document.kind().isEmpty()
                ? document.with(each.apiVersion(), "apiVersion").with(each.kind(), "kind")
                : document;
    }

    @Override
    public void close() {}
}
