package io.github.kubemaintenance.upgrade;

/** Moves traffic between two clusters: DNS weights, a load balancer, a proxy. Called off the run's own thread. */
@FunctionalInterface
public interface TrafficShift {
    /**
     * Sends a part of the traffic to the new cluster and the rest to the old one. The way back calls it with the former
     * part.
     *
     * @param percent the new cluster's part, from 0 to 100
     * @throws Exception where it can't be done
     */
    void shift(int percent) throws Exception;
}
