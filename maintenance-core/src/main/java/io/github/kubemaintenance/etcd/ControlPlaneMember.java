package io.github.kubemaintenance.etcd;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A member that is restored with its control plane. Name, URL and folder are those that its etcd is started with: in
 * kubeadm's etcd.yaml {@code --name}, {@code --initial-advertise-peer-urls} and {@code --data-dir}.
 *
 * @param host the machine
 * @param name the member's name
 * @param peerUrls its peer URLs, separated by commas
 * @param dataDir its data directory; may be a mount point
 */
public record ControlPlaneMember(ControlPlaneHost host, String name, String peerUrls, Path dataDir) {
    /** Checks the URLs. */
    public ControlPlaneMember {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(name, "name");
        PeerUrls.list(peerUrls);
        if (!dataDir.isAbsolute()) {
            throw new IllegalArgumentException("the data directory of " + name + " is absolute, not " + dataDir);
        }
    }

    Path work() {
        return dataDir.resolve(".kube-maintenance");
    }

    Path made() {
        return work().resolve("new");
    }

    Path oldFolder() {
        return work().resolve("old");
    }

    Path old() {
        return oldFolder().resolve("member");
    }

    Path member() {
        return dataDir.resolve("member");
    }
}
