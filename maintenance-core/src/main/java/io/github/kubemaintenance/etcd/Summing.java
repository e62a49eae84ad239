package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.KeyIndex;
import io.github.kubemaintenance.etcd.internal.KeyReader;
import io.github.kubemaintenance.etcd.internal.KubernetesValue;
import io.github.kubemaintenance.etcd.internal.RegistryKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what is in a snapshot, by kind. */
final class Summing {
    private static final class Sum {
        private long objects;
        private long bytes;
        private String largest = "";
        private long largestBytes;
        private long oldRevisions;
        private long oldBytes;
    }

    private record Name(String apiVersion, String kind) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : apiVersion.compareTo(other.apiVersion);
        }
    }

    private final Path path;
    private final Map<Name, Sum> sums = new TreeMap<>();

    Summing(Path path) {
        this.path = path;
    }

    SnapshotSummary run() {
        try (KeyReader reader = new KeyReader(path, KeyReader.NEWEST)) {
            KeyIndex index = reader.index(new byte[0]);
            reader.scan(index, this::newest, this::older);
            List<SnapshotSummary.Row> rows = sums.entrySet().stream()
                    .map(entry -> row(entry.getKey(), entry.getValue()))
                    .sorted(Comparator.comparingLong((SnapshotSummary.Row row) -> row.bytes() + row.oldBytes())
                            .reversed())
                    .toList();
            return new SnapshotSummary(
                    rows,
                    rows.stream().mapToLong(SnapshotSummary.Row::bytes).sum(),
                    rows.stream().mapToLong(SnapshotSummary.Row::oldBytes).sum(),
                    reader.totalBytes() - reader.usedBytes(),
                    reader.totalBytes());
        }
    }

    private void newest(KeyReader.Found record, byte[] array) {
        Sum sum = sum(record, array);
        sum.objects++;
        sum.bytes += record.valueLength();
        if (record.valueLength() > sum.largestBytes || sum.largest.isEmpty()) {
            sum.largestBytes = record.valueLength();
            sum.largest = key(record, array);
        }
    }

    private void older(KeyReader.Found record, byte[] array) {
        Sum sum = sum(record, array);
        sum.oldRevisions++;
        sum.oldBytes += record.valueLength();
    }

    private Sum sum(KeyReader.Found record, byte[] array) {
        KubernetesValue value = KubernetesValue.of(array, record.value(), record.valueLength());
        String kind = value.kind().isEmpty()
                ? RegistryKey.of("/registry", key(record, array)).resource()
                : value.kind();
        return sums.computeIfAbsent(
                new Name(value.apiVersion(), kind.isEmpty() ? "(not below /registry)" : kind), name -> new Sum());
    }

    private static String key(KeyReader.Found record, byte[] array) {
        return new String(array, record.key(), record.keyLength(), StandardCharsets.UTF_8);
    }

    private static SnapshotSummary.Row row(Name name, Sum sum) {
        return new SnapshotSummary.Row(
                name.apiVersion,
                name.kind,
                sum.objects,
                sum.bytes,
                sum.largest,
                sum.largestBytes,
                sum.oldRevisions,
                sum.oldBytes);
    }
}
