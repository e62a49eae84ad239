package io.github.kubemaintenance.node;

/**
 * The least that pods could run on during a roll.
 *
 * @param nodes nodes that were Ready and took pods, at the worst moment
 * @param ofNodes nodes that the cluster had in the beginning
 * @param cpuPercent their allocatable cpu in per cent of that of all nodes in the beginning, at most 100
 */
public record RollCapacity(int nodes, int ofNodes, int cpuPercent) {
    /** Returns it in a few words. */
    @Override
    public String toString() {
        return nodes + " of " + ofNodes + " nodes, " + cpuPercent + " % of the cpu";
    }
}
