package io.github.kubemaintenance.drain;

/** What is known of a DaemonSet that a pod names as its controller. */
sealed interface DaemonSetFact {
    /** Name of a DaemonSet: what a pod's owner reference is looked up by, as kubectl does (its uid is not compared). */
    record Name(String namespace, String name) {
        @Override
        public String toString() {
            return namespace + "/" + name;
        }
    }

    /** It exists. */
    record Exists() implements DaemonSetFact {}

    /** The server knows none of that name. */
    record Gone() implements DaemonSetFact {}

    /** It could not be read; {@code why} says what was asked and answered. */
    record Unreadable(String why) implements DaemonSetFact {}
}
