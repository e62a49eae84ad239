package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Writes into a real server whatever a client can: transactions, leases, ranges, odd keys, compactions; by a seed. */
final class RandomKeyspace implements AutoCloseable {
    private final ManagedChannel channel;
    private final KVGrpc.KVBlockingStub kv;
    private final Random random;
    private final List<ByteString> pool = new ArrayList<>();
    private final List<Long> leases = new ArrayList<>();
    private long revision = 1;
    private long compacted;

    RandomKeyspace(String endpoint, long seed) {
        channel = Grpc.newChannelBuilder(endpoint.substring("http://".length()), InsecureChannelCredentials.create())
                .maxInboundMessageSize(64 << 20)
                .build();
        kv = KVGrpc.newBlockingStub(channel);
        random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            pool.add(key(i));
        }
        LeaseGrpc.LeaseBlockingStub lease = LeaseGrpc.newBlockingStub(channel);
        for (int i = 0; i < 3; i++) {
            leases.add(lease.leaseGrant(
                            LeaseGrantRequest.newBuilder().setTTL(100_000 + i).build())
                    .getID());
        }
    }

    private ByteString key(int i) {
        byte[] binary = new byte[1 + random.nextInt(40)];
        random.nextBytes(binary);
        return switch (i % 4) {
            case 0 -> ByteString.copyFrom(binary);
            case 1 -> ByteString.copyFromUtf8("/registry/ünïcode/" + i);
            case 2 -> ByteString.copyFromUtf8("/registry/" + "deep/".repeat(random.nextInt(300)) + i);
            default -> ByteString.copyFromUtf8("k" + i);
        };
    }

    private ByteString value() {
        int[] sizes = {0, 1, 20, 500, 3000, 4096, 70_000};
        byte[] bytes = new byte[sizes[random.nextInt(sizes.length)] + random.nextInt(30)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private PutRequest.Builder put(ByteString key) {
        PutRequest.Builder put = PutRequest.newBuilder().setKey(key).setValue(value());
        return random.nextInt(8) == 0 ? put.setLease(leases.get(random.nextInt(leases.size()))) : put;
    }

    private ByteString any() {
        return pool.get(random.nextInt(pool.size()));
    }

    void write(int operations) {
        for (int i = 0; i < operations; i++) {
            int what = random.nextInt(100);
            if (what < 55) {
                revision = kv.put(put(any()).build()).getHeader().getRevision();
            } else if (what < 75) {
                delete(DeleteRangeRequest.newBuilder().setKey(any()));
            } else if (what < 79) {
                ByteString from = any();
                ByteString to = any();
                boolean rising = ByteString.unsignedLexicographicalComparator().compare(from, to) < 0;
                delete(DeleteRangeRequest.newBuilder()
                        .setKey(rising ? from : to)
                        .setRangeEnd(rising ? to : from));
            } else if (what < 97) {
                transaction();
            } else if (revision > compacted + 1) {
                compacted += 1 + random.nextInt((int) (revision - compacted));
                kv.compact(CompactionRequest.newBuilder()
                        .setRevision(compacted)
                        .setPhysical(true)
                        .build());
            }
        }
    }

    private void delete(DeleteRangeRequest.Builder request) {
        revision = kv.deleteRange(request.build()).getHeader().getRevision();
    }

    /** Several keys in one revision; no key twice, which etcd refuses. */
    private void transaction() {
        TxnRequest.Builder transaction = TxnRequest.newBuilder();
        TreeSet<ByteString> keys = new TreeSet<>(ByteString.unsignedLexicographicalComparator());
        for (int i = 0; i <= random.nextInt(6); i++) {
            keys.add(any());
        }
        for (ByteString key : keys) {
            transaction.addSuccess(
                    random.nextInt(4) == 0
                            ? RequestOp.newBuilder()
                                    .setRequestDeleteRange(
                                            DeleteRangeRequest.newBuilder().setKey(key))
                            : RequestOp.newBuilder().setRequestPut(put(key)));
        }
        revision = kv.txn(transaction.build()).getHeader().getRevision();
    }

    /** Returns the newest revision. */
    long revision() {
        return revision;
    }

    /** Returns some revision that a server still answers for. */
    long readable() {
        return compacted + 1 >= revision ? revision : compacted + 1 + random.nextInt((int) (revision - compacted));
    }

    /** Returns what the server answers for a revision, in its order. */
    List<String> at(long older) {
        return kv
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFrom(new byte[1]))
                        .setRangeEnd(ByteString.copyFrom(new byte[1]))
                        .setRevision(older)
                        .build())
                .getKvsList()
                .stream()
                .map(RandomKeyspace::text)
                .toList();
    }

    private static String text(KeyValue pair) {
        return text(
                pair.getKey().toByteArray(),
                pair.getValue().toByteArray(),
                pair.getCreateRevision(),
                pair.getModRevision(),
                pair.getVersion(),
                pair.getLease());
    }

    static String text(byte[] key, byte[] value, long create, long mod, long version, long lease) {
        return java.util.HexFormat.of().formatHex(key) + " create " + create + " mod " + mod + " version " + version
                + " lease " + Long.toHexString(lease) + " value " + value.length + " bytes, "
                + java.util.Arrays.hashCode(value);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
