package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Whose a write-ahead log is. Every file of it begins with a checksum and with the ids of member and cluster (etcd's
 * server/storage/wal, 3.1 to 3.7), so a server need not be stopped, nor its data sound, to be asked that.
 *
 * @param member its id
 * @param cluster its cluster's id
 */
public record LogHead(long member, long cluster) {
    private static final int MOST = 1 << 16;
    private static final int RECORDS = 3;
    private static final int METADATA = 1;

    /**
     * Reads the head of the newest file.
     *
     * @param folder of the log
     * @return whose it is; null if there is no log
     * @throws IOException if it can't be read or doesn't say so
     */
    public static @Nullable LogHead read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return null;
        }
        Path newest;
        try (Stream<Path> files = Files.list(folder)) {
            newest = files.filter(file -> file.toString().endsWith(".wal"))
                    .max(Path::compareTo)
                    .orElse(null);
        }
        if (newest == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(newest)) {
            LogHead found = find(in.readNBytes(MOST));
            if (found == null) {
                throw new IOException(newest + " doesn't begin as a log of etcd does");
            }
            return found;
        }
    }

    private static @Nullable LogHead find(byte[] bytes) {
        ProtoReader record = new ProtoReader();
        int at = 0;
        for (int i = 0; i < RECORDS && at + 8 <= bytes.length; i++) {
            long frame = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
            long length = frame & ((1L << 56) - 1);
            long padding = frame < 0 ? (frame >>> 56) & 7 : 0;
            at += 8;
            if (length == 0 || length + padding > bytes.length - at) {
                return null;
            }
            long type = 0;
            int data = 0;
            int dataLength = 0;
            record.over(bytes, at, (int) length);
            while (record.next()) {
                type = record.field() == 1 ? record.number() : type;
                data = record.field() == 3 ? record.from() : data;
                dataLength = record.field() == 3 ? record.length() : dataLength;
            }
            if (record.ok() && type == METADATA && dataLength > 0) {
                return ids(new ProtoReader().over(bytes, data, dataLength));
            }
            at += (int) (length + padding);
        }
        return null;
    }

    private static @Nullable LogHead ids(ProtoReader metadata) {
        long member = 0;
        long cluster = 0;
        while (metadata.next()) {
            member = metadata.field() == 1 ? metadata.number() : member;
            cluster = metadata.field() == 2 ? metadata.number() : cluster;
        }
        return metadata.ok() && member != 0 && cluster != 0 ? new LogHead(member, cluster) : null;
    }
}
