package io.github.kubemaintenance.etcd;

import io.github.kubemaintenance.etcd.EtcdBackend.Chunk;
import io.github.kubemaintenance.etcd.SnapshotSaveException.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Takes the messages of a snapshot in, writes everything that they hold and checks that it is what the server announced:
 * N bytes of data, N being a multiple of 512 and the same in every message, then 32 bytes that are the SHA-256 of the
 * data (etcd's server/etcdserver/api/v3rpc/maintenance.go, 3.4 to 3.7). The server's own client compares no hash.
 */
final class Receiving {
    static final int HASH = 32;
    private static final int SECTOR = 512;
    private static final int EMPTY_MESSAGES = 100;

    private final WritableByteChannel to;
    private final MessageDigest digest;
    private final byte[] hash = new byte[HASH];
    private int hashed;
    private long received;
    private long total = -1;
    private int empty;
    private String version = "";
    private String sha256 = "";

    Receiving(WritableByteChannel to) {
        this.to = to;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void take(Chunk chunk) throws IOException {
        byte[] blob = chunk.blob();
        version = chunk.version().isEmpty() ? version : chunk.version();
        if (total < 0) {
            total = announced(blob.length, chunk.remaining());
        }
        // A server whose own file can't be read goes on with empty messages for ever.
        empty = blob.length == 0 ? empty + 1 : 0;
        if (empty > EMPTY_MESSAGES) {
            throw new SnapshotSaveException(
                    Code.STALLED,
                    "the server sends messages without data after " + received + " of " + total + " bytes");
        }
        int data = (int) Math.min(blob.length, total - received);
        received += data;
        if (data > 0 || received < total) {
            if (chunk.remaining() != total - received || data < blob.length) {
                throw new SnapshotSaveException(
                        Code.PROTOCOL,
                        "the server announced " + total + " bytes; after " + received + " of them it says that "
                                + chunk.remaining() + " are still to come");
            }
        } else {
            takeHash(blob);
        }
        digest.update(blob, 0, data);
        ByteBuffer buffer = ByteBuffer.wrap(blob);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static long announced(long first, long remaining) {
        if (remaining < 0 || first > Long.MAX_VALUE - remaining || (first + remaining) % SECTOR != 0 || first == 0) {
            throw new SnapshotSaveException(
                    Code.PROTOCOL,
                    "the server announced " + first + " and " + remaining + " bytes, which is no size of a database");
        }
        return first + remaining;
    }

    private void takeHash(byte[] blob) {
        if (blob.length > HASH - hashed) {
            throw new SnapshotSaveException(
                    Code.PROTOCOL,
                    "the server sent more than the " + total + " bytes that it announced and their hash");
        }
        System.arraycopy(blob, 0, hash, hashed, blob.length);
        hashed += blob.length;
    }

    /** Checks that everything has come and that the hash is right. */
    void complete() {
        if (total < 0 || received < total || hashed < HASH) {
            throw new SnapshotSaveException(
                    Code.INCOMPLETE,
                    total < 0
                            ? "the server ended the stream without sending anything"
                            : "the server ended the stream after " + received + " of " + total + " bytes and " + hashed
                                    + " of " + HASH + " bytes of its hash");
        }
        byte[] own = digest.digest();
        if (!Arrays.equals(own, hash)) {
            throw new SnapshotSaveException(
                    Code.CHECKSUM_MISMATCH,
                    "the SHA-256 of what arrived is " + HexFormat.of().formatHex(own) + ", the server sent "
                            + HexFormat.of().formatHex(hash));
        }
        sha256 = HexFormat.of().formatHex(own);
    }

    String sha256() {
        return sha256;
    }

    long received() {
        return received;
    }

    long total() {
        return Math.max(0, total);
    }

    String version() {
        return version;
    }
}
