package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * YAML, read and written by fabric8. Hand it to whatever takes a {@link DocumentFormat}; JSON is read too, being YAML.
 *
 * <p><b>Reading</b> goes by YAML 1.2's JSON schema: {@code true}, {@code false}, {@code null} and JSON's numbers are
 * what they are in JSON, everything else is text. {@code "1.30"} in quotes is text, {@code 1.30} without is the number
 * 1.3; {@code on}, {@code yes}, {@code True}, {@code 0x10} and {@code 0644} are text. {@code kubectl}, which follows
 * YAML 1.1, takes the first three for booleans and the last two for 16 and 420 where they stand without quotes; it never
 * writes them so. Refused are duplicate keys, tags that name types, texts over 3 MiB (the parser's bound; JSON has none),
 * more nesting than the stack holds, and aliases that could stand for more than memory holds.
 *
 * <p><b>Writing</b> puts every text in quotes that YAML 1.1 or 1.2 could take for something else. An object with a
 * <em>key</em> of that kind ({@code on}, {@code 0x10}) is written as JSON, which is YAML too, because fabric8 leaves
 * such keys bare.
 *
 * <p>Thread-safe.
 */
public final class YamlFormat implements DocumentFormat {
    private static final Pattern TREACHEROUS_KEY = Pattern.compile(
            "(?i)y|n|yes|no|on|off|true|false|null|~|=|<<||[-+.]?[0-9][-+.:_0-9a-fox]*[tz]?[-+.:_0-9]*z?|[-+]?\\.(inf|nan)");

    /** Creates the format. */
    public YamlFormat() {}

    /** Returns {@code yaml}. */
    @Override
    public String name() {
        return "yaml";
    }

    /**
     * Reads one document.
     *
     * @param text the text of one object
     * @return the document
     * @throws DocumentFormatException where the text is no YAML, no map, empty, or holds several documents; says what
     *     the parser said and where
     */
    @Override
    public Document read(String text) {
        List<Document> all = readAll(text);
        if (all.size() != 1) {
            throw new DocumentFormatException(
                    all.isEmpty()
                            ? "expected one object, found none: the text is empty or all comments"
                            : "expected one object, found " + all.size() + " documents; YamlFormat.readAll reads them");
        }
        return all.get(0);
    }

    /**
     * Reads all documents of a stream, those between lines of {@code ---}. Empty ones are passed over.
     *
     * @param text any number of documents
     * @return in the order of the text
     * @throws DocumentFormatException where one of them is no YAML or no map; says which, and what the parser said
     */
    public static List<Document> readAll(String text) {
        String stream = text.startsWith("\uFEFF") ? text.substring(1) : text;
        List<Document> all = new ArrayList<>();
        List<YamlText.Part> parts = YamlText.parts(stream);
        for (YamlText.Part part : parts) {
            try {
                all.add(one(part.text()));
            } catch (DocumentFormatException e) {
                String where = parts.size() == 1
                        ? ""
                        : "in the document that begins on line " + part.line() + " (number " + (all.size() + 1) + "): ";
                throw new DocumentFormatException(where + e.getMessage(), e);
            }
        }
        return all;
    }

    private static Document one(String text) {
        String body = text.strip();
        if (!body.startsWith("{")) {
            return yaml(text);
        }
        try {
            return DocumentFormat.json().read(body);
        } catch (DocumentFormatException noJson) {
            try {
                // fabric8 takes what begins with a brace for JSON and overlooks what follows its end.
                return yaml("---\n" + text);
            } catch (DocumentFormatException noYaml) {
                noYaml.addSuppressed(noJson);
                throw body.matches("(?s)\\{\\s*\".*") ? noJson : noYaml;
            }
        }
    }

    private static Document yaml(String text) {
        YamlText.requireModest(text);
        Map<?, ?> tree = Trees.yaml(text);
        try {
            return document(tree);
        } catch (IllegalArgumentException e) {
            throw new DocumentFormatException("it holds what no API object can hold: " + e.getMessage(), e);
        }
    }

    /** Makes a document of a tree that fabric8 has read: with the type {@code Map} it makes text of every key. */
    @SuppressWarnings("unchecked")
    static Document document(Map<?, ?> tree) {
        return Document.of((Map<String, ?>) tree);
    }

    @Override
    public String write(Document document) {
        return hasTreacherousKey(document.asMap())
                ? DocumentFormat.prettyJson().write(document) + "\n"
                : Serialization.asYaml(document.asMap());
    }

    private static boolean hasTreacherousKey(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .anyMatch(entry ->
                            TREACHEROUS_KEY.matcher((String) entry.getKey()).matches()
                                    || hasTreacherousKey(entry.getValue()));
        }
        return value instanceof List<?> list && list.stream().anyMatch(YamlFormat::hasTreacherousKey);
    }
}
