package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeObject;
import io.github.kubemaintenance.model.ObjectMeta;
import java.util.Random;

/** An object of which only the place and the version matter. */
record Named(ObjectMeta metadata) implements KubeObject {
    /** Half of them collide: {@code Aa} and {@code BB} have one hash. */
    private static final String[] SYLLABLES = {"Aa", "BB", "C", "d"};

    static Named of(String namespace, String name, int version) {
        return new Named(ObjectMeta.of(namespace, name).withResourceVersion(Integer.toString(version)));
    }

    /** One of about three hundred places. */
    static Named any(Random random, int version) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(3);
        for (int i = 0; i < length; i++) {
            name.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return of(random.nextBoolean() ? "Aa" : random.nextBoolean() ? "BB" : "", name.toString(), version);
    }

    String key() {
        return namespace() + "/" + name();
    }

    @Override
    public Document toDocument() {
        return Document.of("metadata", metadata.toDocument());
    }

    @Override
    public String toString() {
        return key() + "@" + metadata.resourceVersion();
    }
}
