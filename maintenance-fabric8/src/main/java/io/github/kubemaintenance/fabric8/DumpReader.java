package io.github.kubemaintenance.fabric8;

import io.github.kubemaintenance.model.DocumentFormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens one file, finds out by its content what it is, and hands every object or list in it to {@link DumpItems}. */
final class DumpReader {
    private final Path path;
    private final DumpItems items;

    private DumpReader(Path path) {
        this.path = path;
        this.items = new DumpItems(path);
    }

    static DumpItems read(Path path) {
        return new DumpReader(path).read();
    }

    private DumpItems read() {
        if (Files.isDirectory(path)) {
            throw fail("this is a directory; give the file in it that holds the dump");
        }
        try (InputStream file = Files.newInputStream(path);
                InputStream text = unpacked(file)) {
            readText(new BufferedInputStream(text));
        } catch (NoSuchFileException e) {
            throw new ClusterDumpException(
                    path,
                    "there is no such file (looked for it in " + Path.of("").toAbsolutePath() + ")",
                    e);
        } catch (EOFException e) {
            throw new ClusterDumpException(path, "the gzip data ends too early: the file is cut off; copy it again", e);
        } catch (ZipException e) {
            throw new ClusterDumpException(
                    path, "the gzip data is damaged (" + e.getMessage() + "); copy the file again", e);
        } catch (IOException e) {
            throw new ClusterDumpException(path, "it can't be read: " + e, e);
        }
        return items;
    }

    private InputStream unpacked(InputStream file) throws IOException {
        InputStream raw = new BufferedInputStream(file);
        if (!begins(raw, 0x1f, 0x8b)) {
            return raw;
        }
        InputStream once = new BufferedInputStream(new GZIPInputStream(raw, 1 << 16));
        if (begins(once, 0x1f, 0x8b)) {
            throw fail("it was compressed twice: what is inside is gzip again; unpack it once with `gunzip`");
        }
        return once;
    }

    private void readText(InputStream in) throws IOException {
        if (begins(in, 0xff, 0xfe) || begins(in, 0xfe, 0xff)) {
            throw fail("this is UTF-16, as PowerShell's `>` writes it; save it as UTF-8, for example with"
                    + " `kubectl get ... -o json | Out-File -Encoding utf8 FILE`");
        } else if (begins(in, 'P', 'K', 3, 4)) {
            throw fail("this is a zip archive; unpack it first");
        }
        if (begins(in, 0xef, 0xbb, 0xbf)) {
            in.skipNBytes(3);
        }
        switch (firstOf(in)) {
            case -1 -> throw fail("it is empty; " + Texts.Hint.GET);
            case '{' -> readJson(new JsonValues(in));
            default -> readYaml(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void readJson(JsonValues values) throws IOException {
        while (values.next()) {
            if (!values.atObject()) {
                throw fail("line " + values.line() + ": after the end of the JSON object there is something else: "
                        + values.preview());
            }
            items.add(json(values), "line " + values.startLine());
        }
    }

    private Map<?, ?> json(JsonValues values) throws IOException {
        try {
            return Trees.json(values);
        } catch (DocumentFormatException e) {
            int open = values.drain();
            String words = String.valueOf(e.getMessage());
            throw new ClusterDumpException(
                    path,
                    words.contains("end-of-input")
                            ? "line " + values.line() + ": the JSON ends too early, with " + open
                                    + " brackets open: the file is cut off; save it again"
                            : "in the object that begins on line " + values.startLine() + ": this is not JSON: " + words
                                    + "; save it again",
                    e);
        }
    }

    private void readYaml(String text) {
        String first = Texts.firstLine(text);
        if (first.startsWith("[")) {
            throw fail("this is a JSON array; what kubectl prints is an object of kind List whose items are an array");
        }
        int number = 0;
        for (YamlText.Part part : YamlText.parts(text)) {
            number++;
            try {
                YamlText.requireModest(part.text());
                Map<?, ?> tree = Trees.yaml(part.text());
                if (number == 1 && !tree.containsKey("kind") && !tree.containsKey("items")) {
                    throw new DocumentFormatException("a map without a kind"); // "Error from server: no" is YAML too
                }
                items.add(tree, "line " + part.line());
            } catch (DocumentFormatException e) {
                String words = String.valueOf(e.getMessage());
                throw new ClusterDumpException(
                        path,
                        words.contains("exceeds the limit")
                                ? "more YAML than can be read (" + words + "); save it as JSON, which has no bound: "
                                        + Texts.Hint.GET
                                : number == 1
                                        ? Texts.explain(text, words)
                                        : "in the YAML document that begins on line " + part.line() + ": " + words,
                        e);
            }
        }
    }

    private ClusterDumpException fail(String what) {
        return new ClusterDumpException(path, what);
    }

    /** Returns the first byte that is no white space without taking anything, -1 if there is none nearby. */
    private static int firstOf(InputStream in) throws IOException {
        in.mark(1 << 16);
        int next = in.read();
        for (int i = 1; i < 1 << 16 && Character.isWhitespace(next); i++) {
            next = in.read();
        }
        in.reset();
        return next;
    }

    private static boolean begins(InputStream in, int... bytes) throws IOException {
        in.mark(bytes.length);
        boolean all = true;
        for (int each : bytes) {
            all &= in.read() == each;
        }
        in.reset();
        return all;
    }
}
