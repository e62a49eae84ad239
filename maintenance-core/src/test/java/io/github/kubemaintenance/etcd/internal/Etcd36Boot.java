package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What etcd 3.6.14 looks at before it serves a member's folder, in its order and with its words (server/etcdserver/
 * bootstrap.go; server/storage/schema, wal, util.go; membership/cluster.go; server/verify with ETCD_VERIFY=all), and what
 * 3.7 builds on instead of the .snap file. A model of that source, not the program: there is none at hand.
 */
final class Etcd36Boot {
    /** etcd would not start, or would start wrongly. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String text) {
            super(text);
        }
    }

    private static final long CONF_CHANGE = 1;
    private static final NavigableMap<byte[], byte[]> NONE = new TreeMap<>(Arrays::compareUnsigned);

    private final Path member;
    private final NavigableMap<String, NavigableMap<byte[], byte[]>> buckets;

    private Etcd36Boot(Path dataDir) {
        this.member = dataDir.resolve("member");
        this.buckets = buckets(member.resolve("snap/db"));
    }

    /** Returns the version of the schema that it finds. */
    static String start(Path dataDir) throws IOException {
        return new Etcd36Boot(dataDir).boot();
    }

    static NavigableMap<String, NavigableMap<byte[], byte[]>> buckets(Path db) {
        NavigableMap<String, NavigableMap<byte[], byte[]>> all = new TreeMap<>();
        try (BoltFile bolt = BoltFile.open(db)) {
            BoltTree.walk(bolt, Problems.strict(db), new BoltTree.Visitor() {
                private String bucket = "";

                @Override
                public void bucket(byte[] name) {
                    bucket = new String(name, StandardCharsets.US_ASCII);
                    all.put(bucket, new TreeMap<>(Arrays::compareUnsigned));
                }

                @Override
                public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                    all.get(bucket)
                            .put(
                                    Arrays.copyOfRange(array, key, key + keyLength),
                                    Arrays.copyOfRange(array, value, value + valueLength));
                }
            });
        }
        return all;
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new Refused(otherwise);
        }
    }

    private String boot() throws IOException {
        LoggedRaft log = LoggedRaft.read(onlyFile("wal", "[0-9a-f]{16}-[0-9a-f]{16}\\.wal"));
        Path snap = onlyFile("snap", "[0-9a-f]{16}-[0-9a-f]{16}\\.snap|db");
        List<LoggedRaft.Mark> valid = log.snapshots.stream()
                .filter(mark -> mark.index() <= log.commit)
                .toList();
        long index = number("consistent_index");
        LoggedRaft.Mark snapshot = snapshot(snap, valid);
        require(
                index >= snapshot.index(),
                "failed to find database snapshot file: the consistent index " + index + " is before the snapshot's "
                        + snapshot.index());
        String schema = schema();
        require(log.entries.stream().allMatch(entry -> entry.type() == CONF_CHANGE), "WAL contains newer entries");
        require(
                log.commit >= snapshot.index() && log.commit <= Math.max(snapshot.index(), lastIndex(log)),
                "state.commit " + log.commit + " is out of range");
        require(log.term >= snapshot.term(), "the state's term is before the snapshot's");
        cluster(log, snapshot, valid.get(valid.size() - 1));
        // ETCD_VERIFY=all, as etcdutl asks for after a restore: ExactIndex
        require(index == log.commit, "backend.ConsistentIndex (" + index + ") expected == WAL.HardState.commit");
        require(number("term") == log.term, "backend.Term expected == WAL.HardState.term, (" + log.term + ")");
        return schema;
    }

    private static long lastIndex(LoggedRaft log) {
        return log.entries.stream().mapToLong(LoggedRaft.Entry::index).max().orElse(0);
    }

    private Path onlyFile(String folder, String names) throws IOException {
        try (Stream<Path> files = Files.list(member.resolve(folder))) {
            List<Path> all = files.sorted().toList();
            require(
                    all.stream().allMatch(file -> file.getFileName().toString().matches(names)),
                    "found unexpected file in " + all);
            return all.get(0);
        }
    }

    private LoggedRaft.Mark snapshot(Path file, List<LoggedRaft.Mark> valid) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ProtoReader outer = new ProtoReader().over(bytes, 0, bytes.length);
        long expected = 0;
        byte[] data = new byte[0];
        while (outer.next()) {
            expected = outer.field() == 1 ? outer.number() : expected;
            data = outer.field() == 2 ? part(bytes, outer) : data;
        }
        CRC32C crc = new CRC32C();
        crc.update(data);
        require(outer.ok() && data.length > 0 && crc.getValue() == expected, "snap file is corrupt");
        ProtoReader inner = new ProtoReader().over(data, 0, data.length);
        byte[] store = new byte[0];
        byte[] metadata = new byte[0];
        while (inner.next()) {
            store = inner.field() == 1 ? part(data, inner) : store;
            metadata = inner.field() == 2 ? part(data, inner) : metadata;
        }
        ProtoReader fields = new ProtoReader().over(metadata, 0, metadata.length);
        long index = 0;
        long term = 0;
        List<Long> voters = List.of();
        while (fields.next()) {
            voters = fields.field() == 1 ? LoggedRaft.voters(part(metadata, fields)) : voters;
            index = fields.field() == 2 ? fields.number() : index;
            term = fields.field() == 3 ? fields.number() : term;
        }
        LoggedRaft.Mark found = new LoggedRaft.Mark(index, term, voters);
        require(
                valid.stream().anyMatch(mark -> mark.index() == found.index() && mark.term() == found.term()),
                "wal: snapshot not found");
        require(
                file.getFileName().toString().equals(String.format("%016x-%016x.snap", term, index)),
                "the snap file has another name");
        noV2Content(new String(store, StandardCharsets.UTF_8));
        return found;
    }

    private static byte[] part(byte[] from, ProtoReader proto) {
        return Arrays.copyOfRange(from, proto.from(), proto.from() + proto.length());
    }

    /** IsMetaStoreOnly; --v2-deprecation=write-only is the default of 3.6. */
    private static void noV2Content(String json) {
        Map<?, ?> root = (Map<?, ?>)
                DocumentFormat.json().read(json).value("Root", "Children").orElseThrow();
        root.forEach((name, node) -> {
            if (!name.equals("0")) {
                Object children = ((Map<?, ?>) node).get("Children");
                require(
                        !(children instanceof Map<?, ?> map) || map.isEmpty(),
                        "detected disallowed custom content in v2store for stage --v2-deprecation=write-only");
            }
        });
    }

    /** schema.Validate: a plan must lead from the schema found to 3.6, by the changes that 3.6 knows. */
    private String schema() {
        String stored = text("meta", "storageVersion");
        require(!stored.isEmpty() || number("term") != 0, "missing term information");
        String found = stored.isEmpty() ? "3.5" : minor(stored);
        require(Set.of("3.5", "3.6").contains(found), "version \"" + found + "\" is not supported");
        return found;
    }

    private static String minor(String version) {
        Matcher matcher = Pattern.compile("(\\d+\\.\\d+)\\..*").matcher(version);
        require(matcher.matches(), version + " is no version");
        return matcher.group(1);
    }

    private void cluster(LoggedRaft log, LoggedRaft.Mark snapshot, LoggedRaft.Mark last) {
        Set<Long> ids = new HashSet<>();
        buckets.get("members").forEach((key, value) -> {
            long id = Long.parseUnsignedLong(new String(key, StandardCharsets.US_ASCII), 16);
            String json = new String(value, StandardCharsets.UTF_8);
            Document one = DocumentFormat.json().read(json);
            require(json.contains("\"id\":" + Long.toUnsignedString(id) + ","), "member " + json + " has another id");
            require(!one.texts("peerURLs").isEmpty(), "member " + json + " has no peer URL");
            require(one.flag("isLearner").isEmpty(), "member " + json + " is a learner");
            ids.add(id);
        });
        require(ids.contains(log.member), "this member is not among the members");
        require(buckets.getOrDefault("members_removed", NONE).isEmpty(), "members were removed");
        require(
                new HashSet<>(snapshot.voters()).equals(ids),
                "the snapshot's voters " + texts(snapshot.voters()) + " are not the members " + texts(ids));
        require(
                last.index() == snapshot.index() && new HashSet<>(last.voters()).equals(ids),
                "3.7 starts from the log's last snapshot, whose voters " + texts(last.voters())
                        + " are not the members");
        require(log.vote == 0 || ids.contains(log.vote), "the vote was for nobody");
        String version = text("cluster", "clusterVersion");
        require(
                version.isEmpty() || Double.parseDouble(minor(version)) <= 3.6,
                "invalid downgrade; server version is lower than determined cluster version " + version);
    }

    private static Set<String> texts(Iterable<Long> ids) {
        Set<String> texts = new TreeSet<>();
        ids.forEach(id -> texts.add(Long.toHexString(id)));
        return texts.stream().collect(Collectors.toCollection(TreeSet::new));
    }

    private byte[] value(String bucket, String key) {
        return buckets.getOrDefault(bucket, NONE).getOrDefault(key.getBytes(StandardCharsets.US_ASCII), new byte[0]);
    }

    private String text(String bucket, String key) {
        return new String(value(bucket, key), StandardCharsets.US_ASCII);
    }

    private long number(String key) {
        byte[] value = value("meta", key);
        return value.length == 8 ? ByteBuffer.wrap(value).getLong() : 0;
    }
}
