package io.github.kubemaintenance.node;

/** What becomes of a pod when its node dies. More may come: switch with a default branch. */
public enum PodFate {
    /** It is evicted, and its controller makes another one elsewhere. */
    RECREATED,
    /** It is evicted, and nothing makes another one: it has no controller. */
    LOST,
    /** Its replacement can't run before the node is back, is deleted, or is declared out of service. */
    STUCK,
    /** It is not evicted: it tolerates the outage, or the node is back in time. It runs again when the node does. */
    STAYS,
    /** It had ended before; only its record is deleted. */
    ENDED,
    /** Whether it is evicted before the node is back depends on when exactly the outage is noticed. */
    DEPENDS,
    /** It is evicted; whether anything makes another one is not known. */
    UNKNOWN
}
