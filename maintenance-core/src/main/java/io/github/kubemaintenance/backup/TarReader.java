package io.github.kubemaintenance.backup;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a tar as {@link TarWriter} and the usual programs write it; links and devices are refused. */
final class TarReader {
    private static final int LONGEST_NAME = 64 * 1024;

    private final InputStream in;
    private long rest;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** A file in the archive, whose content comes next. */
    record Entry(String name, long size) {}

    /** The next file; empty at the archive's end. */
    Optional<Entry> next() throws IOException {
        skip(rest + padding);
        String longName = "";
        while (true) {
            byte[] header = block();
            if (isEmpty(header)) {
                return Optional.empty();
            }
            check(header);
            long size = octal(header, 124, 12);
            char type = (char) header[156];
            rest = size;
            padding = (TarWriter.BLOCK - size % TarWriter.BLOCK) % TarWriter.BLOCK;
            switch (type) {
                case '0', '\0' -> {
                    return Optional.of(new Entry(longName.isEmpty() ? name(header) : longName, size));
                }
                case 'x' -> longName = pax(content(LONGEST_NAME));
                case 'L' -> longName = text(content(LONGEST_NAME), 0, (int) size);
                case '5', 'g' -> skip(rest + padding);
                default ->
                    throw new IOException("'" + name(header) + "' is no plain file (type '" + type
                            + "'): a backup has no links and no devices");
            }
        }
    }

    /** The content of the file that came last. */
    byte[] content(long most) throws IOException {
        if (rest > most) {
            throw new IOException("an entry of " + rest + " bytes, more than the " + most + " that fit");
        }
        byte[] bytes = in.readNBytes((int) rest);
        if (bytes.length < rest) {
            throw new EOFException("the archive ends in the middle of a file");
        }
        rest = 0;
        skip(padding);
        return bytes;
    }

    private void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
        rest = 0;
        padding = 0;
    }

    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(TarWriter.BLOCK);
        if (block.length < TarWriter.BLOCK) {
            throw new EOFException("the archive ends without its end mark");
        }
        return block;
    }

    private static boolean isEmpty(byte[] header) {
        for (byte each : header) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static void check(byte[] header) throws IOException {
        long sum = 0;
        for (int i = 0; i < header.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != octal(header, 148, 8)) {
            throw new IOException("a header's checksum is wrong: the archive is damaged or no tar");
        }
    }

    private static long octal(byte[] header, int at, int length) throws IOException {
        String text = text(header, at, length).strip();
        try {
            long number = text.isEmpty() ? 0 : Long.parseLong(text, 8);
            if (number < 0) {
                throw new IOException("a header has a number below zero: " + text);
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IOException("a header has no number where one has to be: " + text, e);
        }
    }

    private static String name(byte[] header) {
        String prefix = text(header, 345, 155);
        String name = text(header, 0, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    private static String pax(byte[] records) throws IOException {
        String text = new String(records, StandardCharsets.UTF_8);
        for (String line : text.split("\n", -1)) {
            int key = line.indexOf(" path=");
            if (key >= 0) {
                return line.substring(key + 6);
            }
        }
        return "";
    }
}
