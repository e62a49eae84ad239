package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.KubeObject;

/** How tasks name what they are about: {@code namespace/name}, a node by {@code /name}. */
record Keys(String namespace, String name) {
    static String of(KubeObject object) {
        return object.namespace() + "/" + object.name();
    }

    static String of(String namespace, String name) {
        return namespace + "/" + name;
    }

    static Keys parse(String key) {
        int slash = key.indexOf('/');
        return new Keys(key.substring(0, slash), key.substring(slash + 1));
    }
}
