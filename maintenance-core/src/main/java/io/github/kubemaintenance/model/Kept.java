package io.github.kubemaintenance.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps the words in which something was read where ours for the same thing would be others, among what an object
 * keeps besides what is modelled, so that it is written again as it was. Words that don't mean the modelled value any
 * more are not written.
 */
final class Kept {
    private Kept() {}

    /** Adds what was read at a key, unless it would be written just so. */
    static Document add(Document other, Document read, String key, Object ours) {
        Optional<Object> theirs = read.value(key);
        if (theirs.isEmpty() || Document.of(key, theirs.get()).equals(Document.of(key, ours))) {
            return other;
        }
        return other.with(theirs.get(), key);
    }

    /** Adds a null that was read at a key. */
    static Document addNull(Document other, Document read, String key) {
        return read.has(key) && read.value(key).isEmpty() ? other.withNull(key) : other;
    }

    /** Adds the form of a selector. */
    static Document addSelector(Document otherSpec, Document spec, Optional<LabelSelector> selector) {
        return selector.map(each -> add(otherSpec, spec, "selector", each.toDocument()))
                .orElse(otherSpec);
    }

    /** Writes a selector into a spec that was started from what is kept. */
    static Document selector(Document spec, Optional<LabelSelector> selector) {
        if (selector.isEmpty()) {
            return spec.without("selector");
        }
        boolean meant = spec.value("selector").isPresent()
                && LabelSelector.of(spec.at("selector")).equals(selector.get());
        return meant ? spec : spec.with(selector.get().toDocument(), "selector");
    }

    /** Adds the form of owner references. */
    static Document addOwners(Document other, Document read, List<OwnerReference> owners) {
        return owners.isEmpty() ? other : add(other, read, "ownerReferences", owners(owners));
    }

    /** Writes owner references; empty for none. */
    static List<?> owners(Document other, List<OwnerReference> owners) {
        List<Document> theirs = other.documents("ownerReferences");
        return theirs.stream().map(OwnerReference::of).toList().equals(owners) ? theirs : owners(owners);
    }

    private static List<Document> owners(List<OwnerReference> owners) {
        return owners.stream().map(OwnerReference::toDocument).toList();
    }

    /** Adds the form of quantities. */
    static Document addQuantities(Document other, Document read, String key, Map<String, Quantity> quantities) {
        return quantities.isEmpty() ? other : add(other, read, key, Container.texts(quantities));
    }

    /** Writes quantities into a document that has what is kept. */
    static Document quantities(Document document, Document other, String key, Map<String, Quantity> quantities) {
        if (quantities.isEmpty()) {
            return document;
        }
        Document theirs = other.at(key);
        Function<Document, Map<String, Quantity>> read = Container::quantities;
        return document.with(read.apply(theirs).equals(quantities) ? theirs : Container.texts(quantities), key);
    }
}
