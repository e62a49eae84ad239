package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.SnapshotDiff.Change;
import io.github.kubemaintenance.etcd.internal.KeyIndex;
import io.github.kubemaintenance.etcd.internal.KeyReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Walks over the sorted keys of two snapshots side by side. */
final class Comparing {
    private final Path first;
    private final Path second;
    private final List<Change> changes = new ArrayList<>();
    private long same;

    Comparing(Path first, Path second) {
        this.first = first;
        this.second = second;
    }

    SnapshotDiff run() {
        try (KeyReader before = new KeyReader(first, KeyReader.NEWEST);
                KeyReader after = new KeyReader(second, KeyReader.NEWEST)) {
            KeyIndex had = before.indexWithDigests();
            KeyIndex has = after.indexWithDigests();
            int[] left = had.sorted();
            int[] right = has.sorted();
            int i = 0;
            int j = 0;
            while (i < left.length || j < right.length) {
                int order = i == left.length ? 1 : j == right.length ? -1 : had.compareKey(left[i], has, right[j]);
                if (order < 0) {
                    add(SnapshotDiff.Type.REMOVED, before, had, left[i], had.main(left[i]), 0);
                    i++;
                } else if (order > 0) {
                    add(SnapshotDiff.Type.ADDED, after, has, right[j], 0, has.main(right[j]));
                    j++;
                } else {
                    if (had.sameValue(left[i], has, right[j])) {
                        same++;
                    } else {
                        add(SnapshotDiff.Type.CHANGED, after, has, right[j], had.main(left[i]), has.main(right[j]));
                    }
                    i++;
                    j++;
                }
            }
        }
        return new SnapshotDiff(changes, same);
    }

    private void add(
            SnapshotDiff.Type type, KeyReader reader, KeyIndex index, int i, long revisionBefore, long revisionAfter) {
        reader.read(index, i, (record, array) -> {
            StoredResource resource = StoredResource.of("/registry", KeyQuery.key(record, array), ObjectDecoder.none());
            changes.add(new Change(
                    type,
                    resource.stored().key(),
                    resource.apiVersion(),
                    resource.kind().isEmpty() ? resource.resource() : resource.kind(),
                    resource.namespace(),
                    resource.name(),
                    revisionBefore,
                    revisionAfter));
        });
    }
}
