package io.github.kubemaintenance.etcd;

import java.util.List;

/**
 * A member of an etcd cluster: as a server lists it, or as a snapshot stores it (without client URLs).
 *
 * @param id unsigned; {@link #idText()} prints it as etcd does
 * @param name empty if the member had not started yet
 * @param peerUrls where other members reach it
 * @param clientUrls where clients reach it, as far as it is stored
 * @param learner whether it had no vote
 */
public record EtcdMember(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {
    /** Copies the lists. */
    public EtcdMember {
        peerUrls = List.copyOf(peerUrls);
        clientUrls = List.copyOf(clientUrls);
    }

    /**
     * Returns the id as {@code etcdctl member list} prints it.
     *
     * @return hex without leading zeros
     */
    public String idText() {
        return Long.toHexString(id);
    }

    /** Returns id, name and peer URLs. */
    @Override
    public String toString() {
        return idText() + " " + (name.isEmpty() ? "(not started)" : name) + " " + String.join(",", peerUrls)
                + (learner ? " (learner)" : "");
    }
}
