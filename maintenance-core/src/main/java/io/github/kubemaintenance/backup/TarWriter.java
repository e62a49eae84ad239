package io.github.kubemaintenance.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a POSIX tar: ustar headers, and a pax header for a name of more than 100 bytes. Reproducible: no times, no owners. */
final class TarWriter {
    static final int BLOCK = 512;
    static final int NAME = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Adds a file of a known size. */
    void add(String name, long size, InputStream content) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME) {
            byte[] record = pax("path", name);
            header("pax/" + FileNames.Sha256.of(bytes).substring(0, 16), record.length, 'x');
            out.write(record);
            pad(record.length);
        }
        header(bytes.length > NAME ? new String(bytes, 0, NAME, StandardCharsets.US_ASCII) : name, size, '0');
        long copied = content.transferTo(out);
        if (copied != size) {
            throw new IOException(name + " changed while it was packed: " + copied + " bytes, not " + size);
        }
        pad(size);
    }

    /** Ends the archive; the stream stays open. */
    void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    /** A record counts its own length, digits included. */
    private static byte[] pax(String key, String value) {
        String rest = " " + key + "=" + value + "\n";
        int length = rest.getBytes(StandardCharsets.UTF_8).length;
        int all = length + Integer.toString(length).length();
        all = length + Integer.toString(all).length();
        return (all + rest).getBytes(StandardCharsets.UTF_8);
    }

    private void header(String name, long size, char type) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000600\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, octal(size, 11) + " ");
        put(header, 136, octal(0, 11) + " ");
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, octal(sum, 6) + "\0 ");
        out.write(header);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static String octal(long number, int digits) {
        String text = Long.toOctalString(number);
        return "0".repeat(digits - text.length()) + text;
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }
}
