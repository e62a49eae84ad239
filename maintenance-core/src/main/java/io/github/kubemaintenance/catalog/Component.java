package io.github.kubemaintenance.catalog;

/** A part of a cluster whose version the skew policy bounds. */
public enum Component {
    /** The API servers. */
    KUBE_APISERVER("kube-apiserver"),
    /** The controller manager. */
    KUBE_CONTROLLER_MANAGER("kube-controller-manager"),
    /** The scheduler. */
    KUBE_SCHEDULER("kube-scheduler"),
    /** The cloud's controller manager. */
    CLOUD_CONTROLLER_MANAGER("cloud-controller-manager"),
    /** The kubelet of a node. */
    KUBELET("kubelet"),
    /** The kube-proxy of a node. */
    KUBE_PROXY("kube-proxy"),
    /** The client that people use. */
    KUBECTL("kubectl");

    private final String text;

    Component(String text) {
        this.text = text;
    }

    /** {@return the name of its program} */
    public String text() {
        return text;
    }
}
