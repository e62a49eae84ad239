/** Operations that keep a Kubernetes cluster alive, and a simulated cluster to try them on. */
module io.github.kubemaintenance.core {
    exports io.github.kubemaintenance;
    exports io.github.kubemaintenance.backup;
    exports io.github.kubemaintenance.catalog;
    exports io.github.kubemaintenance.cluster;
    exports io.github.kubemaintenance.drain;
    exports io.github.kubemaintenance.etcd;
    exports io.github.kubemaintenance.event;
    exports io.github.kubemaintenance.mock;
    exports io.github.kubemaintenance.mock.contract;
    exports io.github.kubemaintenance.model;
    exports io.github.kubemaintenance.node;
    exports io.github.kubemaintenance.upgrade;
}
