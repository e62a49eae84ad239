package io.github.kubemaintenance.etcd.internal;

import java.util.Arrays;

/**
 * Reads protobuf's wire format from a part of an array: {@link #next()} field by field, then one of the values. What is
 * malformed ends the reading and {@link #ok()} is false from then on; nothing is thrown.
 */
public final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private byte[] array = new byte[0];
    private int at;
    private int end;
    private boolean ok = true;
    private int field;
    private int type;
    private long number;
    private int from;
    private int length;

    /**
     * Begins with other bytes.
     *
     * @param bytes holds the message
     * @param offset where it begins
     * @param count how long it is
     * @return this
     */
    public ProtoReader over(byte[] bytes, int offset, int count) {
        array = bytes;
        at = offset;
        end = offset + count;
        ok = true;
        return this;
    }

    /**
     * Moves to the next field.
     *
     * @return false at the end and at anything malformed
     */
    public boolean next() {
        if (!ok || at >= end) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) (tag & 7);
        number = 0;
        from = at;
        length = 0;
        ok &= field > 0 && tag >>> 32 == 0;
        switch (type) {
            case VARINT -> number = ok ? varint() : 0;
            case FIXED64 -> skip(8);
            case BYTES -> {
                long size = ok ? varint() : 0;
                if (size < 0 || size > end - at) {
                    ok = false;
                } else {
                    from = at;
                    length = (int) size;
                    at += length;
                }
            }
            case FIXED32 -> skip(4);
            default -> ok = false;
        }
        return ok;
    }

    private void skip(int bytes) {
        ok &= end - at >= bytes;
        at += ok ? bytes : 0;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                break;
            }
            byte b = array[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        ok = false;
        return 0;
    }

    /**
     * Tells whether everything read so far was well-formed.
     *
     * @return false once something was not
     */
    public boolean ok() {
        return ok;
    }

    /**
     * Returns the number of the current field.
     *
     * @return at least 1
     */
    public int field() {
        return field;
    }

    /**
     * Tells whether the current field is a string, bytes or a message.
     *
     * @return false for numbers
     */
    public boolean isBytes() {
        return type == BYTES;
    }

    /**
     * Tells whether the current field is an integer of variable length.
     *
     * @return false for anything else
     */
    public boolean isNumber() {
        return type == VARINT;
    }

    /**
     * Returns the current number.
     *
     * @return 0 if the field is none
     */
    public long number() {
        return number;
    }

    /**
     * Returns where the current bytes begin in the array.
     *
     * @return an index
     */
    public int from() {
        return from;
    }

    /**
     * Returns how long the current bytes are.
     *
     * @return 0 if the field is a number
     */
    public int length() {
        return length;
    }

    /**
     * Copies the current bytes.
     *
     * @return empty if the field is a number
     */
    public byte[] bytes() {
        return Arrays.copyOfRange(array, from, from + length);
    }
}
