package io.github.kubemaintenance.etcd.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** A write-ahead log, decoded as etcd's server/storage/wal/decoder.go does: every checksum is compared. */
final class LoggedRaft {
    record Mark(long index, long term, List<Long> voters) {}

    record Entry(long type, long term, long index) {}

    final List<Mark> snapshots = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    long member;
    long cluster;
    long term;
    long vote;
    long commit;

    private LoggedRaft() {}

    static LoggedRaft read(Path file) throws IOException {
        LoggedRaft log = new LoggedRaft();
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        while (in.remaining() >= 8) {
            long frame = in.getLong();
            long size = frame & ((1L << 56) - 1);
            int padding = frame < 0 ? (int) (frame >>> 56) & 7 : 0;
            if (size == 0) {
                break;
            } else if (size > in.remaining() - padding) {
                throw new Etcd36Boot.Refused("unexpected EOF");
            }
            int length = (int) size;
            byte[] record = new byte[length];
            in.get(record).position(in.position() + padding);
            ProtoReader proto = new ProtoReader().over(record, 0, length);
            long type = 0;
            long expected = 0;
            byte[] data = new byte[0];
            while (proto.next()) {
                type = proto.field() == 1 ? proto.number() : type;
                expected = proto.field() == 2 ? proto.number() : expected;
                data = proto.field() == 3 ? part(record, proto) : data;
            }
            crc.update(data);
            if (!proto.ok() || crc.getValue() != expected) {
                throw new Etcd36Boot.Refused("walpb: crc mismatch");
            }
            log.take(type, data);
        }
        return log;
    }

    private static byte[] part(byte[] from, ProtoReader proto) {
        return Arrays.copyOfRange(from, proto.from(), proto.from() + proto.length());
    }

    private void take(long type, byte[] data) {
        ProtoReader proto = new ProtoReader().over(data, 0, data.length);
        long[] numbers = new long[6];
        byte[] inner = new byte[0];
        while (proto.next()) {
            numbers[proto.field()] = proto.number();
            inner = proto.length() > 0 ? part(data, proto) : inner;
        }
        if (!proto.ok()) {
            throw new Etcd36Boot.Refused("a record of type " + type + " can't be unmarshalled");
        }
        switch ((int) type) {
            case 1 -> {
                member = numbers[1];
                cluster = numbers[2];
            }
            case 2 -> entries.add(new Entry(numbers[1], numbers[2], numbers[3]));
            case 3 -> {
                term = numbers[1];
                vote = numbers[2];
                commit = numbers[3];
            }
            case 4 -> {}
            case 5 -> snapshots.add(new Mark(numbers[1], numbers[2], voters(inner)));
            default -> throw new Etcd36Boot.Refused("unexpected block type " + type);
        }
    }

    static List<Long> voters(byte[] confState) {
        List<Long> voters = new ArrayList<>();
        ProtoReader proto = new ProtoReader().over(confState, 0, confState.length);
        while (proto.next()) {
            if (proto.field() == 1) {
                voters.add(proto.number());
            }
        }
        return voters;
    }
}
