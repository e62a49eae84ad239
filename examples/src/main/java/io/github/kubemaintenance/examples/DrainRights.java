package io.github.kubemaintenance.examples;

import io.github.kubemaintenance.cluster.AccessRight;
import io.github.kubemaintenance.cluster.AccessRights;
import io.github.kubemaintenance.fabric8.YamlFormat;
import java.util.stream.Collectors;

/** The roles of {@code --rbac}: what a drain can't do without, and what makes it know more. For kubectl apply. */
final class DrainRights {
    private DrainRights() {}

    static String text() {
        return role("kube-maintenance-drain", AccessRight.Need.REQUIRED, "What a drain can't do without.")
                + "---\n"
                + role(
                        "kube-maintenance-drain-extras",
                        AccessRight.Need.OPTIONAL,
                        "What it can do without: each right and what it is good for. Leave out what you won't grant.");
    }

    private static String role(String name, AccessRight.Need need, String comment) {
        AccessRights rights = AccessRights.drain().only(need);
        String purposes =
                rights.rights().stream().map(right -> "#   " + right + "\n").collect(Collectors.joining());
        String yaml = new YamlFormat().write(rights.toClusterRole(name));
        return "# " + comment + "\n" + purposes + (yaml.startsWith("---\n") ? yaml.substring(4) : yaml);
    }
}
