package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.KubernetesVersion;
import io.github.kubemaintenance.model.Minor;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands of kubeadm's own documentation, exactly, for root on a node. Never a general {@code apt-get upgrade}: it
 * moves every package of the node, the container runtime among them.
 *
 * <p>From 1.24 on there is a package repository for each minor (pkgs.k8s.io), which has to be switched at every hop. The
 * one repository of before is gone; for older minors the older form is shown.
 */
final class KubeadmCommands {
    /** The first minor whose packages still exist. */
    static final Minor REPOSITORIES_SINCE = Minor.of(24);

    private static final Minor NODE_FOR_ALL_SINCE = Minor.of(15);
    private static final Minor EMPTY_DIR_SINCE = Minor.of(20);
    private static final String REPOSITORY = "https://pkgs.k8s.io/core:/stable:/v";

    private final PackageFamily packages;
    private final KubernetesVersion version;

    KubeadmCommands(PackageFamily packages, KubernetesVersion version) {
        this.packages = packages;
        this.version = version;
    }

    boolean isLegacy() {
        return version.minor().compareTo(REPOSITORIES_SINCE) < 0;
    }

    String exact() {
        return Versions.exact(version);
    }

    /** Points the node at the minor's repository; nothing for the older form. */
    List<String> repository() {
        if (isLegacy()) {
            return List.of();
        }
        String root = REPOSITORY + version.minor();
        if (packages == PackageFamily.DEBIAN) {
            return List.of(
                    "curl -fsSL " + root + "/deb/Release.key | gpg --dearmor --yes -o"
                            + " /etc/apt/keyrings/kubernetes-apt-keyring.gpg",
                    "echo 'deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] " + root
                            + "/deb/ /' > /etc/apt/sources.list.d/kubernetes.list",
                    "apt-get update");
        }
        return List.of("printf '%s\\n' '[kubernetes]' 'name=Kubernetes' 'baseurl=" + root
                + "/rpm/' 'enabled=1' 'gpgcheck=1' 'gpgkey=" + root
                + "/rpm/repodata/repomd.xml.key' 'exclude=kubelet kubeadm kubectl cri-tools kubernetes-cni'"
                + " > /etc/yum.repos.d/kubernetes.repo");
    }

    /** Installs packages at exactly this version, and holds them there. */
    List<String> install(String... names) {
        String all = String.join(" ", names);
        List<String> commands = new ArrayList<>();
        if (packages == PackageFamily.DEBIAN) {
            if (isLegacy()) {
                commands.add("apt-get install -y --allow-change-held-packages " + pinned("=", "-00", "", names));
            } else {
                commands.add("apt-mark unhold " + all);
                commands.add("apt-get install -y " + pinned("='", "-*'", "", names));
            }
            commands.add("apt-mark hold " + all);
            return commands;
        }
        String tool = packages == PackageFamily.RPM_DNF5 ? "dnf" : "yum";
        String excludes = packages == PackageFamily.RPM_DNF5
                ? " --setopt=disable_excludes=kubernetes"
                : " --disableexcludes=kubernetes";
        commands.add(tool + " install -y "
                + (isLegacy() ? pinned("-", "-0", "", names) : pinned("-'", "-*'", "", names)) + excludes);
        return commands;
    }

    private String pinned(String before, String after, String separator, String... names) {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            all.add(name + separator + before + exact() + after);
        }
        return String.join(" ", all);
    }

    /** What moves the control plane of the first node. */
    List<String> apply() {
        return List.of(
                "kubeadm version -o short", "kubeadm upgrade plan v" + exact(), "kubeadm upgrade apply -y v" + exact());
    }

    /** What moves the control plane of a further node. */
    String nextControlPlane() {
        return version.minor().compareTo(NODE_FOR_ALL_SINCE) < 0
                ? "kubeadm upgrade node experimental-control-plane"
                : "kubeadm upgrade node";
    }

    /** What brings a worker the new kubelet configuration. */
    String worker() {
        return version.minor().compareTo(NODE_FOR_ALL_SINCE) < 0
                ? "kubeadm upgrade node config --kubelet-version v" + exact()
                : "kubeadm upgrade node";
    }

    static List<String> restartKubelet() {
        return List.of("systemctl daemon-reload", "systemctl restart kubelet");
    }

    /** The drain that a person types. */
    String drain(String node) {
        String data =
                version.minor().compareTo(EMPTY_DIR_SINCE) < 0 ? " --delete-local-data" : " --delete-emptydir-data";
        return "kubectl drain " + node + " --ignore-daemonsets" + data;
    }

    /** Where the documentation of the minor is. */
    String documentation() {
        return "https://v" + version.minor().major() + "-" + version.minor().minor()
                + ".docs.kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-upgrade/";
    }
}
