package io.github.kubemaintenance.upgrade;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes' version skew policy, typed from its page as plain tables: for each minor of a kubelet or a kube-proxy the
 * newest API server that it may stand beside. Knows nothing of the planner's policy class.
 */
final class SkewOracle {
    /** {@code NEWEST_SERVER[m - FIRST]} is the newest API server's minor for a kubelet or kube-proxy of minor m. */
    private static final int FIRST = 9;

    private static final int[] NEWEST_SERVER = {
        /* 1.9 */ 11, /* 1.10 */ 12, /* 1.11 */ 13, /* 1.12 */ 14, /* 1.13 */ 15, /* 1.14 */ 16, /* 1.15 */ 17,
        /* 1.16 */ 18, /* 1.17 */ 19, /* 1.18 */ 20, /* 1.19 */ 21, /* 1.20 */ 22, /* 1.21 */ 23, /* 1.22 */ 24,
        /* 1.23 */ 25, /* 1.24 */ 26, /* 1.25 */ 28, /* 1.26 */ 29, /* 1.27 */ 30, /* 1.28 */ 31, /* 1.29 */ 32,
        /* 1.30 */ 33, /* 1.31 */ 34, /* 1.32 */ 35, /* 1.33 */ 36, /* 1.34 */ 37, /* 1.35 */ 38, /* 1.36 */ 39,
        /* 1.37 */ 40
    };

    /** For each minor of a kube-proxy the oldest kubelet on its node; the newest is its newest API server. */
    private static final int[] OLDEST_KUBELET = {
        /* 1.9 */ 7, /* 1.10 */ 8, /* 1.11 */ 9, /* 1.12 */ 10, /* 1.13 */ 11, /* 1.14 */ 12, /* 1.15 */ 13,
        /* 1.16 */ 14, /* 1.17 */ 15, /* 1.18 */ 16, /* 1.19 */ 17, /* 1.20 */ 18, /* 1.21 */ 19, /* 1.22 */ 20,
        /* 1.23 */ 21, /* 1.24 */ 22, /* 1.25 */ 22, /* 1.26 */ 23, /* 1.27 */ 24, /* 1.28 */ 25, /* 1.29 */ 26,
        /* 1.30 */ 27, /* 1.31 */ 28, /* 1.32 */ 29, /* 1.33 */ 30, /* 1.34 */ 31, /* 1.35 */ 32, /* 1.36 */ 33,
        /* 1.37 */ 34
    };

    private SkewOracle() {}

    /** What runs, by node: minors only. */
    record Running(
            Map<String, Integer> servers,
            Map<String, Integer> managers,
            Map<String, Integer> schedulers,
            Map<String, Integer> kubelets,
            Map<String, Integer> proxies) {}

    static List<String> broken(Running it) {
        List<String> broken = new ArrayList<>();
        int oldest =
                it.servers().values().stream().mapToInt(Integer::intValue).min().orElseThrow();
        int newest =
                it.servers().values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        if (newest > oldest + 1) {
            broken.add("S1 API servers " + oldest + " and " + newest);
        }
        it.kubelets().forEach((node, minor) -> {
            if (minor > oldest || NEWEST_SERVER[minor - FIRST] < newest) {
                broken.add("S2 kubelet " + minor + " of " + node + " beside " + oldest + ".." + newest);
            }
        });
        it.proxies().forEach((node, minor) -> {
            if (minor > oldest || NEWEST_SERVER[minor - FIRST] < newest) {
                broken.add("S3 proxy " + minor + " of " + node + " beside " + oldest + ".." + newest);
            }
            Integer kubelet = it.kubelets().get(node);
            if (kubelet != null
                    && (kubelet < OLDEST_KUBELET[minor - FIRST] || kubelet > NEWEST_SERVER[minor - FIRST])) {
                broken.add("S4 proxy " + minor + " with kubelet " + kubelet + " on " + node);
            }
        });
        for (Map<String, Integer> controllers : List.of(it.managers(), it.schedulers())) {
            controllers.forEach((node, minor) -> {
                int beside = it.servers().get(node);
                if (minor > beside || minor < beside - 1) {
                    broken.add("S5 controller " + minor + " beside " + beside + " on " + node);
                }
            });
        }
        return broken;
    }
}
