package io.github.kubemaintenance.node;

import java.util.List;

/**
 * A check of nodes, which anybody may write: pure code over what was read. Called on the caller's thread, once for all
 * nodes under check; what it throws ends the whole request.
 */
public interface NodeCheck {
    /** {@return a short name for reports, for example {@code cluster-dns}} */
    String name();

    /**
     * Looks.
     *
     * @param facts what was read
     * @return what isn't well, in any order
     */
    List<NodeFinding> check(NodeCheckFacts facts);
}
