package io.github.kubemaintenance.mock.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * What is assumed of pods that a recording names but never shows.
 *
 * @param owner who manages them: ReplicaSet, Job or none
 * @param ready which of the named pods are Ready, a bit each in their order
 * @param pending whether they are still Pending
 * @param late whether they come into being only just before they are named
 * @param moreBudgets how many budgets there are that were never read
 */
record Assumption(Owner owner, int ready, boolean pending, boolean late, int moreBudgets) {
    enum Owner {
        REPLICA_SET,
        NONE,
        JOB
    }

    static List<Assumption> all(int unseenPods, int seenBudgets) {
        List<Assumption> all = new ArrayList<>();
        int everyone = (1 << unseenPods) - 1;
        for (Owner owner : Owner.values()) {
            for (int ready = everyone; ready >= 0; ready--) {
                all.add(new Assumption(owner, ready, false, false, 0));
            }
            if (unseenPods == 0) {
                return all;
            }
        }
        all.add(new Assumption(Owner.REPLICA_SET, 0, true, false, 0));
        for (Owner owner : Owner.values()) {
            all.add(new Assumption(owner, everyone, false, true, 0));
        }
        if (seenBudgets == 0) {
            all.add(new Assumption(Owner.REPLICA_SET, everyone, false, false, 2));
        }
        return all;
    }

    boolean isReady(int pod) {
        return (ready >> pod & 1) == 1;
    }

    @Override
    public String toString() {
        return "unseen pods: owner " + owner + (pending ? ", pending" : ", ready " + Integer.toBinaryString(ready))
                + (late ? ", only just made" : "")
                + (moreBudgets == 0 ? "" : ", under " + moreBudgets + " budgets more");
    }
}
