package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Json;

/**
 * Turns text into documents and back. JSON is built in; YAML comes from maintenance-fabric8 and is handed to whatever
 * needs it. Implementations are thread-safe.
 */
public interface DocumentFormat {
    /**
     * Returns the built-in format: JSON (RFC 8259), written on one line in the order of the keys.
     *
     * @return the format
     */
    static DocumentFormat json() {
        return Json.COMPACT;
    }

    /** {@return the built-in JSON format that writes two spaces of indent a level} */
    static DocumentFormat prettyJson() {
        return Json.PRETTY;
    }

    /**
     * Names the format for messages and file names.
     *
     * @return for example {@code json} or {@code yaml}
     */
    String name();

    /**
     * Reads one document.
     *
     * @param text the text of one object
     * @return the document
     * @throws DocumentFormatException where the text is not of this format or no object; says line and column
     */
    Document read(String text);

    /**
     * Writes one document.
     *
     * @param document the document
     * @return its text
     */
    String write(Document document);
}
