package io.github.kubemaintenance.fabric8;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.io.InputStream;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** fabric8's reading of text into map trees, with what its parsers throw brought into one form. */
final class Trees {
    /** What Jackson says of a source that it keeps to itself, and of Java's types: no help to anybody. */
    private static final Pattern NOISE =
            Pattern.compile("\\[Source: [^;\\]]*; |\\[No location information]|\\(through reference chain:.*|]$");

    private Trees() {}

    /**
     * Reads JSON up to the end of the stream; what follows the first value is not looked at.
     *
     * @throws DocumentFormatException with the parser's words
     */
    static Map<?, ?> json(InputStream in) {
        return tree(() -> Serialization.unmarshal(in, Map.class));
    }

    /**
     * Reads one YAML document.
     *
     * @throws DocumentFormatException with the parser's words, and for a text without any content
     */
    static Map<?, ?> yaml(String text) {
        return tree(() -> Serialization.unmarshal(text, Map.class));
    }

    private static Map<?, ?> tree(Supplier<Map<?, ?>> parser) {
        Map<?, ?> tree;
        try {
            tree = parser.get();
        } catch (StackOverflowError e) {
            throw new DocumentFormatException("it is nested too deeply, or an anchor is used inside itself", e);
        } catch (RuntimeException e) {
            throw new DocumentFormatException(words(e), e);
        }
        if (tree == null) {
            throw new DocumentFormatException("there is nothing in it");
        }
        return tree;
    }

    /** Returns what the parser said, on one line: fabric8 wraps it into exceptions that say nothing. */
    static String words(Throwable thrown) {
        Throwable said = thrown;
        while (said.getMessage() == null || said.getMessage().startsWith("An error has occurred")) {
            if (said.getCause() == null) {
                return said.toString();
            }
            said = said.getCause();
        }
        // The two Jacksons of fabric8 7 and 8 say it in these ways.
        if (said.getMessage().startsWith("Cannot deserialize value of type")
                || said.getMessage().startsWith("Cannot construct instance of")) {
            return "expected a map at the top, found "
                    + (said.getMessage().contains("START_ARRAY") ? "a list" : "a single value");
        }
        return NOISE.matcher(said.getMessage())
                .replaceAll("")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
