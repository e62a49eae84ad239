package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.internal.NewCluster.Member;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The write-ahead log and the raft snapshot of a cluster that has done nothing yet but taken in its members, byte for
 * byte as {@code etcdutl snapshot restore} 3.5 writes them. Log: one record to add each member, all committed, and a
 * snapshot at that point.
 */
public final class RaftFiles {
    /** The log file's name: sequence 0, first index 0. */
    public static final String WAL = "0000000000000000-0000000000000000.wal";
    /** The length of a log file; what is behind the records is zero. */
    public static final int WAL_SIZE = 64_000_000;

    private static final int TERM = 1;
    private static final int METADATA = 1;
    private static final int ENTRY = 2;
    private static final int STATE = 3;
    private static final int CRC = 4;
    private static final int SNAPSHOT = 5;
    private static final int CONF_CHANGE = 1;
    private static final int EVENT_SLOTS = 1000;

    private RaftFiles() {}

    /**
     * Returns the name of the snapshot file.
     *
     * @param cluster whose
     * @return term and index in hex
     */
    public static String snapshotName(NewCluster cluster) {
        return String.format("%016x-%016x.snap", TERM, cluster.members().size());
    }

    /**
     * Returns what a member's log begins with; the rest of {@link #WAL_SIZE} is zero.
     *
     * @param cluster the new cluster
     * @param id the member's
     * @return the records
     */
    public static byte[] wal(NewCluster cluster, long id) {
        int count = cluster.members().size();
        Log log = new Log();
        log.add(CRC, new byte[0]);
        log.add(
                METADATA,
                new ProtoWriter().number(1, id).number(2, cluster.id()).toBytes());
        log.add(SNAPSHOT, new ProtoWriter().number(1, 0).number(2, 0).toBytes());
        for (int i = 0; i < count; i++) {
            Member member = cluster.members().get(i);
            ProtoWriter change = new ProtoWriter().number(1, 0).number(2, 0).number(3, member.id());
            log.add(
                    ENTRY,
                    new ProtoWriter()
                            .number(1, CONF_CHANGE)
                            .number(2, TERM)
                            .number(3, i + 1L)
                            .message(4, change.bytes(4, member.json()))
                            .toBytes());
        }
        long vote = cluster.members().get(0).id();
        log.add(
                STATE,
                new ProtoWriter()
                        .number(1, TERM)
                        .number(2, vote)
                        .number(3, count)
                        .toBytes());
        log.add(
                SNAPSHOT,
                new ProtoWriter()
                        .number(1, count)
                        .number(2, TERM)
                        .message(3, confState(cluster))
                        .toBytes());
        return log.out.toByteArray();
    }

    private static ProtoWriter confState(NewCluster cluster) {
        ProtoWriter state = new ProtoWriter();
        cluster.members().forEach(member -> state.number(1, member.id()));
        return state.number(5, 0);
    }

    /** Frames records and keeps the rolling checksum over their data. */
    private static final class Log {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final CRC32C crc = new CRC32C();

        void add(int type, byte[] data) {
            crc.update(data);
            ProtoWriter body = new ProtoWriter().number(1, type).number(2, crc.getValue());
            byte[] record = (data.length == 0 ? body : body.bytes(3, data)).toBytes();
            int padding = (8 - record.length % 8) % 8;
            long frame = record.length | (padding == 0 ? 0 : (0x80L | padding) << 56);
            out.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(frame)
                    .array());
            out.writeBytes(record);
            out.writeBytes(new byte[padding]);
        }
    }

    /**
     * Returns the raft snapshot.
     *
     * @param cluster the new cluster
     * @return the whole file
     */
    public static byte[] snapshot(NewCluster cluster) {
        int count = cluster.members().size();
        ProtoWriter metadata = new ProtoWriter()
                .message(1, confState(cluster))
                .number(2, count)
                .number(3, TERM);
        byte[] data = new ProtoWriter()
                .bytes(1, store(cluster.members()).getBytes(StandardCharsets.UTF_8))
                .message(2, metadata)
                .toBytes();
        CRC32C crc = new CRC32C();
        crc.update(data);
        return new ProtoWriter().number(1, crc.getValue()).bytes(2, data).toBytes();
    }

    /** The old key-value store, in which etcd up to 3.6 looks for its members. */
    private static String store(List<Member> members) {
        int count = members.size();
        String children = members.stream()
                .sorted(Comparator.comparing(member -> Text.id(member.id())))
                .map(member -> storedMember(member, members.indexOf(member) + 1))
                .collect(Collectors.joining(","));
        String events = members.stream()
                .map(member -> event(member, members.indexOf(member) + 1))
                .collect(Collectors.joining(","));
        String none = String.join("", Collections.nCopies(Math.max(0, EVENT_SLOTS - count), ",null"));
        return "{\"Root\":"
                + node(
                        "/",
                        0,
                        "",
                        "\"0\":"
                                + node("/0", 0, "", "\"members\":" + node("/0/members", 1, "", children)) + ",\"1\":"
                                + node("/1", 0, "", ""))
                + ",\"WatcherHub\":{\"EventHistory\":{\"Queue\":{\"Events\":[" + events + none + "],\"Size\":" + count
                + ",\"Front\":0,\"Back\":" + count + ",\"Capacity\":" + EVENT_SLOTS
                + "},\"StartIndex\":1,\"LastIndex\":"
                + count + "}},\"CurrentIndex\":" + count + ",\"Stats\":{\"getsSuccess\":0,\"getsFail\":0,"
                + "\"setsSuccess\":0,\"setsFail\":0,\"deleteSuccess\":0,\"deleteFail\":0,\"updateSuccess\":0,"
                + "\"updateFail\":0,\"createSuccess\":" + count + ",\"createFail\":0,\"compareAndSwapSuccess\":0,"
                + "\"compareAndSwapFail\":0,\"compareAndDeleteSuccess\":0,\"compareAndDeleteFail\":0,\"expireCount\":0,"
                + "\"watchers\":0},\"CurrentVersion\":2}";
    }

    private static String storedMember(Member member, int index) {
        String path = "/0/members/" + Text.id(member.id());
        String attributes =
                "{\"Path\":\"" + path + "/raftAttributes\",\"CreatedIndex\":" + index + ",\"ModifiedIndex\":"
                        + index + ",\"ExpireTime\":\"0001-01-01T00:00:00Z\",\"Value\":" + GoJson.text(peerUrls(member))
                        + ",\"Children\":null}";
        return GoJson.text(Text.id(member.id())) + ":" + node(path, index, "", "\"raftAttributes\":" + attributes);
    }

    private static String node(String path, int index, String value, String children) {
        return "{\"Path\":\"" + path + "\",\"CreatedIndex\":" + index + ",\"ModifiedIndex\":" + index
                + ",\"ExpireTime\":\"0001-01-01T00:00:00Z\",\"Value\":\"" + value + "\",\"Children\":{" + children
                + "}}";
    }

    private static String event(Member member, int index) {
        return "{\"action\":\"create\",\"node\":{\"key\":\"/0/members/" + Text.id(member.id())
                + "/raftAttributes\",\"value\":" + GoJson.text(peerUrls(member)) + ",\"modifiedIndex\":" + index
                + ",\"createdIndex\":" + index + "}}";
    }

    private static String peerUrls(Member member) {
        return "{\"peerURLs\":" + GoJson.list(member.peerUrls()) + "}";
    }
}
