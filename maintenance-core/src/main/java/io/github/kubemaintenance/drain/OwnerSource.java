package io.github.kubemaintenance.drain;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Observer;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.Workload;

/** Where a {@link ReplacementWatch} sees owners and their pods. */
interface OwnerSource {
    /** Shows one workload from now on. */
    long workload(Kind<Workload> kind, String namespace, String name, Observer<Workload> observer);

    /** Shows the pods of a workload, and perhaps others. */
    long pods(String namespace, LabelSelector selector, String ownerUid, Observer<Pod> observer);

    /** Ends one of both. */
    void stop(long ticket);
}
