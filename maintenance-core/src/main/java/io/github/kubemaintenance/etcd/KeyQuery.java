package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.internal.KeyIndex;
import io.github.kubemaintenance.etcd.internal.KeyReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads the keys of a snapshot as {@code etcdctl get} would of a live server: at the newest revision or an older one,
 * in the order of their bytes. Immutable; each method that reads opens the file, reads and closes it. Costs memory for
 * the keys that match (their length and about thirty bytes), not for their values.
 *
 * @see SnapshotFile#keys()
 */
public final class KeyQuery {
    private final Path path;
    private final byte[] prefix;
    private final long revision;

    KeyQuery(Path path) {
        this(path, new byte[0], KeyReader.NEWEST);
    }

    private KeyQuery(Path path, byte[] prefix, long revision) {
        this.path = path;
        this.prefix = prefix;
        this.revision = revision;
    }

    /**
     * Keeps to keys that begin with a text.
     *
     * @param text for example {@code /registry/secrets/}
     * @return a changed copy
     */
    public KeyQuery prefix(String text) {
        return prefix(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Keeps to keys that begin with some bytes.
     *
     * @param bytes the prefix
     * @return a changed copy
     */
    public KeyQuery prefix(byte[] bytes) {
        return new KeyQuery(path, bytes.clone(), revision);
    }

    /**
     * Reads as it was at an older revision. Reading fails with an {@link IllegalArgumentException} if that was
     * compacted away or is still to come.
     *
     * @param older at least the last compaction, at most the snapshot's
     * @return a changed copy
     */
    public KeyQuery atRevision(long older) {
        if (older < 0) {
            throw new IllegalArgumentException("a revision is not negative: " + older);
        }
        return new KeyQuery(path, prefix, older);
    }

    /**
     * Reads key after key, with values.
     *
     * @param action called for each on the caller's thread, while the file is open
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public void forEach(Consumer<? super StoredKey> action) {
        until(key -> {
            action.accept(key);
            return false;
        });
    }

    /** Reads key after key until one is what was looked for. */
    void until(Predicate<? super StoredKey> found) {
        try (KeyReader reader = new KeyReader(path, revision)) {
            KeyIndex index = reader.index(prefix);
            boolean[] stop = {false};
            for (int i : index.sorted()) {
                reader.read(index, i, (record, array) -> stop[0] = found.test(key(record, array)));
                if (stop[0]) {
                    return;
                }
            }
        }
    }

    /**
     * Reads the keys that match, with values, all of them into memory.
     *
     * @return in the order of their bytes
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public List<StoredKey> list() {
        List<StoredKey> found = new ArrayList<>();
        forEach(found::add);
        return List.copyOf(found);
    }

    /**
     * Reads the keys that match without their values.
     *
     * @return in the order of their bytes, as UTF-8
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public List<String> names() {
        try (KeyReader reader = new KeyReader(path, revision)) {
            KeyIndex index = reader.index(prefix);
            return Arrays.stream(index.sorted())
                    .mapToObj(i -> new String(index.key(i), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /**
     * Reads one key.
     *
     * @param key exactly
     * @return empty if there is none
     * @throws SnapshotFileException if the file can't be read or is damaged
     */
    public Optional<StoredKey> get(String key) {
        List<StoredKey> found = new ArrayList<>();
        byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
        try (KeyReader reader = new KeyReader(path, revision)) {
            KeyIndex index = reader.index(wanted);
            for (int i : index.sorted()) {
                if (index.key(i).length == wanted.length) {
                    reader.read(index, i, (record, array) -> found.add(key(record, array)));
                }
            }
        }
        return found.stream().findFirst();
    }

    static StoredKey key(KeyReader.Found record, byte[] array) {
        return new StoredKey(
                Arrays.copyOfRange(array, record.key(), record.key() + record.keyLength()),
                Arrays.copyOfRange(array, record.value(), record.value() + record.valueLength()),
                record.create(),
                record.mod(),
                record.version(),
                record.lease());
    }
}
