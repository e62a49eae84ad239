package io.github.kubemaintenance.fabric8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A stream of JSON objects one after the other, as {@code kubectl get ... -o json} run twice into one file leaves it. It
 * ends where an object ends; {@link #next()} goes on to the object after it. fabric8's reading stops at the end of the
 * first object and would pass over the rest in silence.
 *
 * <p>It only follows brackets and quotes; whether it is JSON the parser behind it says. Not thread-safe.
 */
final class JsonValues extends InputStream {
    private final InputStream source;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long line = 1;
    private long startLine = 1;
    private int depth;
    private boolean begun;
    private boolean inText;
    private boolean escaped;
    private Optional<IOException> failure = Optional.empty();

    JsonValues(InputStream source) {
        this.source = source;
    }

    /**
     * Goes to the next object.
     *
     * @return false at the end of the source
     */
    boolean next() throws IOException {
        depth = 0;
        begun = false;
        inText = false;
        escaped = false;
        while (fill()) {
            if (buffer[at] == '{') {
                startLine = line;
                return true;
            } else if (!Character.isWhitespace(buffer[at])) {
                return true;
            }
            count(buffer[at++]);
        }
        return false;
    }

    /** Tells whether an object begins here. */
    boolean atObject() {
        return at < end && buffer[at] == '{';
    }

    /** Returns the beginning of what follows, for a message. */
    String preview() {
        int length = Math.min(end - at, 60);
        return Texts.firstLine(new String(buffer, at, length, java.nio.charset.StandardCharsets.UTF_8));
    }

    /** Returns the line on which the object begins, from 1. */
    long startLine() {
        return startLine;
    }

    /** Returns the line that was read last, from 1. */
    long line() {
        return line;
    }

    /** Reads to the end of the source, so that whatever is wrong with it comes out: parsers stop at the first thing. */
    int drain() throws IOException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        while (fill()) {
            byte next = buffer[at++];
            count(next);
            follow(next);
        }
        return depth;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int copied = 0;
        while (copied < length && !(begun && depth == 0) && fill()) {
            byte next = buffer[at++];
            count(next);
            follow(next);
            into[offset + copied++] = next;
        }
        return copied == 0 ? -1 : copied;
    }

    private void follow(byte next) {
        if (escaped) {
            escaped = false;
        } else if (inText) {
            escaped = next == '\\';
            inText = next != '"';
        } else if (next == '"') {
            inText = true;
        } else if (next == '{' || next == '[') {
            depth++;
            begun = true;
        } else if (next == '}' || next == ']') {
            depth--;
        }
    }

    private void count(byte next) {
        line += next == '\n' ? 1 : 0;
    }

    private boolean fill() throws IOException {
        if (at < end) {
            return true;
        }
        try {
            at = 0;
            end = Math.max(0, source.read(buffer));
            return end > 0;
        } catch (IOException e) {
            failure = Optional.of(e);
            throw e;
        }
    }
}
