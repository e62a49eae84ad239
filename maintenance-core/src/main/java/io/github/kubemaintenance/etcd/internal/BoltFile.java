package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.SnapshotFileException;
import io.github.kubemaintenance.etcd.SnapshotFinding;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import io.github.kubemaintenance.etcd.internal.BoltMeta.Flaw;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An open bbolt database, as a server streams it (32 bytes of SHA-256 behind it) or as a copy of a live one. Read-only,
 * confined to one thread.
 */
public final class BoltFile implements Closeable {
    /** Length of the hash behind a streamed database. */
    public static final int TRAILER = 32;

    private static final int SECTOR = 512;

    private final PageFile file;
    private final BoltMeta meta;
    private final int metaPage;
    private final Flaw other;

    private BoltFile(PageFile file, BoltMeta meta, int metaPage, Flaw other) {
        this.file = file;
        this.meta = meta;
        this.metaPage = metaPage;
        this.other = other;
    }

    /**
     * Opens a database.
     *
     * @param path which file
     * @return the open database
     * @throws SnapshotFileException if it is none, or can't be read
     */
    public static BoltFile open(Path path) {
        PageFile file = PageFile.open(path);
        try {
            return choose(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Opens the file with a meta that is not in it yet: how a writer checks what it is about to commit. */
    static BoltFile withMeta(Path path, BoltMeta meta) {
        return new BoltFile(PageFile.open(path), meta, (int) (meta.txid() & 1), Flaw.NONE);
    }

    private static BoltFile choose(PageFile file) {
        if (file.length() < 2L * BoltMeta.MIN_PAGE) {
            throw damaged(file, notBolt(file, Code.TOO_SMALL));
        }
        BoltMeta.Read first = metaAt(file, 0);
        BoltMeta.Read second = new BoltMeta.Read(null, Flaw.MAGIC);
        if (first.meta() != null) {
            second = metaAt(file, first.meta().pageSize());
        } else {
            for (int size = BoltMeta.MIN_PAGE; size <= BoltMeta.MAX_PAGE; size <<= 1) {
                BoltMeta.Read read = metaAt(file, size);
                if (read.meta() != null && read.meta().pageSize() == size) {
                    second = read;
                    break;
                }
                second = read.flaw() != Flaw.MAGIC ? read : second;
            }
        }
        BoltMeta a = first.meta();
        BoltMeta b = second.meta();
        if (a != null && b != null && a.pageSize() != b.pageSize()) {
            b = null;
            second = new BoltMeta.Read(null, Flaw.IMPOSSIBLE);
        }
        if (a != null && (b == null || b.txid() <= a.txid())) {
            return new BoltFile(file, a, 0, second.flaw());
        } else if (b != null) {
            return new BoltFile(file, b, 1, first.flaw());
        }
        throw damaged(file, noMeta(file, first.flaw(), second.flaw()));
    }

    private static BoltMeta.Read metaAt(PageFile file, long offset) {
        ByteView view = new ByteView();
        file.view(
                Math.min(offset, file.length()),
                (int) Math.min(BoltMeta.HEADER + BoltMeta.SIZE, Math.max(0, file.length() - offset)),
                view);
        return BoltMeta.read(view);
    }

    private static SnapshotFinding noMeta(PageFile file, Flaw first, Flaw second) {
        if (first == Flaw.BIG_ENDIAN || second == Flaw.BIG_ENDIAN) {
            return new SnapshotFinding(
                    Code.UNSUPPORTED_ENDIAN, "was written by a big-endian machine (s390x); only little-endian is read");
        } else if (first == Flaw.VERSION && second != Flaw.CHECKSUM) {
            return new SnapshotFinding(Code.UNSUPPORTED_VERSION, "has a bbolt format other than version 2");
        } else if (first == Flaw.MAGIC && second == Flaw.MAGIC) {
            return notBolt(file, Code.NOT_BBOLT);
        }
        return new SnapshotFinding(
                Code.META_INVALID,
                "has no usable meta page (page 0: " + word(first) + ", page 1: " + word(second)
                        + "); take another snapshot");
    }

    private static SnapshotFinding notBolt(PageFile file, Code code) {
        ByteView head = new ByteView();
        int size = (int) Math.min(512, file.length());
        file.view(0, size, head);
        byte[] bytes = new byte[size];
        System.arraycopy(head.array(), head.base(), bytes, 0, size);
        String looks = looksLike(bytes);
        String text = code == Code.TOO_SMALL && looks.isEmpty()
                ? "has " + file.length() + " bytes, which is too short for a database"
                : "is no bbolt database";
        return new SnapshotFinding(looks.isEmpty() ? code : Code.NOT_BBOLT, text + looks);
    }

    private static String looksLike(byte[] head) {
        if (starts(head, 0x1F, 0x8B)) {
            return ": it is compressed with gzip; unpack it first";
        } else if (starts(head, 0x28, 0xB5, 0x2F, 0xFD)) {
            return ": it is compressed with zstd; unpack it first";
        } else if (starts(head, 0xFD, '7', 'z', 'X', 'Z')) {
            return ": it is compressed with xz; unpack it first";
        } else if (starts(head, 'P', 'K', 3, 4)) {
            return ": it is a zip archive; unpack it first";
        } else if (head.length > 262 && new String(head, 257, 5, StandardCharsets.US_ASCII).equals("ustar")) {
            return ": it is a tar archive; unpack it first";
        }
        for (byte b : head) {
            if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
                return "";
            }
        }
        return head.length == 0 ? "" : ": it is text";
    }

    private static boolean starts(byte[] head, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (head.length <= i || (head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static String word(Flaw flaw) {
        return flaw.name().toLowerCase(Locale.ROOT).replace('_', '-')
                + (flaw == Flaw.IMPOSSIBLE ? " values" : " wrong");
    }

    private static SnapshotFileException damaged(PageFile file, SnapshotFinding finding) {
        return new SnapshotFileException(file.path(), finding);
    }

    /**
     * Tells of the meta page that was not used, and of a file whose length doesn't fit what its meta says.
     *
     * @param problems who is told
     */
    public void checkFrame(Problems problems) {
        if (other != Flaw.NONE) {
            problems.found(
                    Code.META_FALLBACK,
                    "meta page " + (1 - metaPage) + " is broken (" + word(other) + "); page " + metaPage + " was used");
        }
        long data = meta.size();
        long behind = file.length() - data;
        if (behind < 0) {
            problems.found(
                    Code.LENGTH_MISMATCH,
                    "ends after " + file.length() + " bytes, its data after " + data + ": " + -behind
                            + " bytes are missing");
        } else if (behind > 0 && behind < TRAILER) {
            problems.found(
                    Code.LENGTH_MISMATCH,
                    "has " + behind + " bytes behind its data, where a hash has " + TRAILER
                            + ": it was cut, or something was appended");
        } else if (behind > TRAILER && (hasTrailer() || file.length() % meta.pageSize() != 0)) {
            problems.found(
                    Code.TRAILING_GARBAGE,
                    "is valid up to byte " + data + ", with " + behind + " bytes behind it instead of the " + TRAILER
                            + " of a hash");
        }
    }

    /**
     * Tells whether the length says that a hash is at the end: etcd's own rule.
     *
     * @return true for what a server streamed, whole
     */
    public boolean hasTrailer() {
        return file.length() % SECTOR == TRAILER;
    }

    /**
     * Returns the meta page in force.
     *
     * @return the meta
     */
    public BoltMeta meta() {
        return meta;
    }

    /**
     * Returns the bytes below.
     *
     * @return the open file
     */
    public PageFile file() {
        return file;
    }

    /** Returns how many of the pages that the meta names are really in the file. */
    long pagesInFile() {
        return Math.min(meta.pages(), file.length() / meta.pageSize());
    }

    @Override
    public void close() {
        file.close();
    }
}
