package io.github.kubemaintenance.etcd.internal;

/**
 * One record of the bucket {@code key}: a version of a key, or its deletion. Moved from record to record; positions are
 * those of the array given last.
 */
final class KvRecord {
    static final int KEY = 17;
    static final int TOMBSTONE = 18;
    private static final byte SEPARATOR = '_';
    private static final byte DELETED = 't';

    private final ProtoReader proto = new ProtoReader();

    long main;
    long sub;
    boolean tombstone;
    int key;
    int keyLength;
    long create;
    long mod;
    long version;
    int value;
    int valueLength;
    long lease;

    /** Reads a revision key; false if it is none. */
    boolean revision(byte[] array, int at, int length) {
        if ((length != KEY && length != TOMBSTONE)
                || array[at + 8] != SEPARATOR
                || (length == TOMBSTONE && array[at + KEY] != DELETED)) {
            return false;
        }
        main = bigEndian(array, at);
        sub = bigEndian(array, at + 9);
        tombstone = length == TOMBSTONE;
        return main >= 0 && sub >= 0;
    }

    /** Reads a mvccpb.KeyValue; false if it is none. */
    boolean content(byte[] array, int at, int length) {
        key = at;
        value = at;
        keyLength = 0;
        valueLength = 0;
        create = 0;
        mod = 0;
        version = 0;
        lease = 0;
        proto.over(array, at, length);
        while (proto.next()) {
            switch (proto.field()) {
                case 1 -> {
                    key = proto.from();
                    keyLength = proto.length();
                }
                case 2 -> create = proto.number();
                case 3 -> mod = proto.number();
                case 4 -> version = proto.number();
                case 5 -> {
                    value = proto.from();
                    valueLength = proto.length();
                }
                case 6 -> lease = proto.number();
                default -> {} // a field of a later etcd
            }
        }
        return proto.ok();
    }

    static long bigEndian(byte[] array, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (array[at + i] & 0xFF);
        }
        return value;
    }

    /** Returns the 17 bytes of a revision as a key. */
    static byte[] revisionKey(long main, long sub) {
        byte[] key = new byte[KEY];
        for (int i = 0; i < 8; i++) {
            key[i] = (byte) (main >>> (56 - 8 * i));
            key[9 + i] = (byte) (sub >>> (56 - 8 * i));
        }
        key[8] = SEPARATOR;
        return key;
    }
}
