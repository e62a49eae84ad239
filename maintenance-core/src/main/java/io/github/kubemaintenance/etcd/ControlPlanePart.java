package io.github.kubemaintenance.etcd;

/** A process of a control plane that a restore stops and starts. */
public enum ControlPlanePart {
    /** The API server: none may run while etcd is restored. */
    API_SERVER("kube-apiserver"),
    /** It caches what it has read. */
    CONTROLLER_MANAGER("kube-controller-manager"),
    /** It caches what it has read. */
    SCHEDULER("kube-scheduler"),
    /** The member itself. */
    ETCD("etcd");

    private final String process;

    ControlPlanePart(String process) {
        this.process = process;
    }

    /**
     * Returns what it is called: its process, its manifest without the ending, and usually its unit.
     *
     * @return for example {@code kube-apiserver}
     */
    public String process() {
        return process;
    }
}
