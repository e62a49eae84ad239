package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.internal.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Specs as Kubernetes' own types hold them inside, one field a line: what the server compares when it tells what was
 * changed that must not be. The fields of containers, pods and claims are all there; what is rarer below them is written
 * with those fields that it has.
 */
final class GoDump {
    /** Go name, name on the wire if it isn't the same with a small letter, and what is shown when nothing is set. */
    private static final String CONTAINER = "Name Image Command=null Args=null WorkingDir=\"\" Ports=null EnvFrom=null"
            + " Env=null Resources ResizePolicy=null RestartPolicy=null RestartPolicyRules=null VolumeMounts=null"
            + " VolumeDevices=null LivenessProbe=null ReadinessProbe=null StartupProbe=null Lifecycle=null"
            + " TerminationMessagePath=\"/dev/termination-log\" TerminationMessagePolicy=\"File\""
            + " ImagePullPolicy=\"IfNotPresent\" SecurityContext=null Stdin=false StdinOnce=false TTY:tty=false";

    private static final String POD = "Volumes=null InitContainers=null Containers=null EphemeralContainers=null"
            + " RestartPolicy=\"Always\" TerminationGracePeriodSeconds=30 ActiveDeadlineSeconds=null"
            + " DNSPolicy:dnsPolicy=\"ClusterFirst\" NodeSelector=null ServiceAccountName=\"\""
            + " AutomountServiceAccountToken=null NodeName=\"\" SecurityContext ImagePullSecrets=null Hostname=\"\""
            + " Subdomain=\"\" SetHostnameAsFQDN=null Affinity=null SchedulerName=\"default-scheduler\""
            + " Tolerations=null HostAliases=null PriorityClassName=\"\" Priority=null PreemptionPolicy=null"
            + " DNSConfig:dnsConfig=null ReadinessGates=null RuntimeClassName=null Overhead=null"
            + " EnableServiceLinks=null TopologySpreadConstraints=null OS:os=null SchedulingGates=null"
            + " ResourceClaims=null Resources=null HostnameOverride=null";
    private static final String POD_SECURITY = "HostNetwork=false HostPID:hostPID=false HostIPC:hostIPC=false"
            + " ShareProcessNamespace=null HostUsers=null SELinuxOptions:seLinuxOptions=null WindowsOptions=null"
            + " RunAsUser=null RunAsGroup=null RunAsNonRoot=null SupplementalGroups=null"
            + " SupplementalGroupsPolicy=null FSGroup:fsGroup=null FSGroupChangePolicy:fsGroupChangePolicy=null"
            + " Sysctls=null SeccompProfile=null AppArmorProfile=null"
            + " SELinuxChangePolicy:seLinuxChangePolicy=null";
    private static final String RESOURCES = "Limits=null Requests=null Claims=null";
    private static final String TOLERATION = "Key=\"\" Operator=\"\" Value=\"\" Effect=\"\" TolerationSeconds=null";
    private static final String CLAIM = "AccessModes=null Selector=null Resources VolumeName=\"\""
            + " StorageClassName=null VolumeMode=\"Filesystem\" DataSource=null DataSourceRef=null"
            + " VolumeAttributesClassName=null";
    private static final String CLAIM_RESOURCES = "Limits=null Requests=null";
    private static final List<String> OF_SECURITY =
            List.of("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers");

    private final List<String> lines = new ArrayList<>();

    private GoDump() {}

    /** A pod's spec, a line each field. */
    static List<String> podSpec(Document spec) {
        Document security = spec.at("securityContext");
        for (String field : OF_SECURITY) {
            if (spec.has(field)) {
                security = security.with(spec.value(field).orElseThrow(), field);
            }
        }
        GoDump dump = new GoDump();
        dump.struct(POD, spec.with(security, "securityContext").asMap(), "", "", "Pod");
        return dump.lines;
    }

    /** A claim's spec, a line each field. */
    static List<String> claimSpec(Document spec) {
        GoDump dump = new GoDump();
        dump.struct(CLAIM, spec.asMap(), "", "", "Claim");
        return dump.lines;
    }

    private void struct(String fields, Map<?, ?> values, String label, String indent, String owner) {
        lines.add(indent + label + "{");
        String[] all = fields.split(" ", -1);
        for (int i = 0; i < all.length; i++) {
            String field = all[i];
            int equals = field.indexOf('=');
            String zero = equals < 0 ? "" : field.substring(equals + 1);
            String names = equals < 0 ? field : field.substring(0, equals);
            int colon = names.indexOf(':');
            String name = colon < 0 ? names : names.substring(0, colon);
            String wire = colon < 0 ? lower(names) : names.substring(colon + 1);
            field(name, values.get(wire), zero, indent + " ", owner);
            comma(i < all.length - 1);
        }
        lines.add(indent + "}");
    }

    private void field(String name, @Nullable Object value, String zero, String indent, String owner) {
        String label = "\"" + name + "\": ";
        if (value == null && zero.isEmpty()) {
            if (name.equals("Name") || name.equals("Image")) {
                lines.add(indent + label + "\"\"");
            } else {
                struct(structOf(name, owner), Map.of(), label, indent, name);
            }
        } else if (value == null) {
            lines.add(indent + label + zero);
        } else {
            value(label, value, indent, name, owner);
        }
    }

    private static String structOf(String name, String owner) {
        return switch (name) {
            case "Resources" -> owner.equals("Claim") ? CLAIM_RESOURCES : RESOURCES;
            case "SecurityContext" -> owner.equals("Pod") ? POD_SECURITY : "";
            case "Containers", "InitContainers" -> CONTAINER;
            case "Tolerations" -> TOLERATION;
            default -> "";
        };
    }

    private void value(String label, Object value, String indent, String name, String owner) {
        if (value instanceof List<?> list) {
            lines.add(indent + label + "[");
            for (int i = 0; i < list.size(); i++) {
                Object item = list.get(i);
                if (item != null) {
                    value("", item, indent + " ", name, owner);
                }
                comma(i < list.size() - 1);
            }
            lines.add(indent + "]");
        } else if (value instanceof Map<?, ?> map) {
            String fields = structOf(name, owner);
            if (fields.isEmpty()) {
                rare(label, map, indent, name);
            } else {
                struct(fields, map, label, indent, name);
            }
        } else {
            lines.add(indent + label + (value instanceof String text ? GoText.quoted(text) : value.toString()));
        }
    }

    /** A map of texts as it is; a struct that isn't listed here with the fields that it has. */
    private void rare(String label, Map<?, ?> map, String indent, String name) {
        boolean texts = List.of("Limits", "Requests", "NodeSelector", "Overhead", "MatchLabels")
                .contains(name);
        lines.add(indent + label + "{");
        int left = map.size();
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put((String) key, each == null ? "" : each));
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            String key = texts ? entry.getKey() : upper(entry.getKey());
            value("\"" + key + "\": ", entry.getValue(), indent + " ", key, name);
            comma(--left > 0);
        }
        lines.add(indent + "}");
    }

    private void comma(boolean more) {
        if (more) {
            int last = lines.size() - 1;
            lines.set(last, lines.get(last) + ",");
        }
    }

    private static String lower(String name) {
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static String upper(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
