package io.github.kubemaintenance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.EtcdSnapshots;
import io.github.kubemaintenance.etcd.ControlPlanePart;
import io.github.kubemaintenance.etcd.ControlPlanePlan;
import io.github.kubemaintenance.etcd.ControlPlaneRestore;
import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdHealth;
import io.github.kubemaintenance.etcd.EtcdMaintenanceReport;
import io.github.kubemaintenance.etcd.EtcdSettings;
import io.github.kubemaintenance.etcd.SnapshotInfo;
import io.github.kubemaintenance.fabric8.YamlFormat;
import io.github.kubemaintenance.jetcd.JetcdBackend;
import io.github.kubemaintenance.model.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From kubeadm's own YAML to a restored control plane, with real etcd in throw-away folders. */
@Timeout(600)
class KubeadmRestoreTest {
    private static final Map<String, String> NAMESPACE = Map.of(
            "/registry/namespaces/kube-system",
            "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"kube-system\",\"uid\":\"u-1\"}}");

    @TempDir
    Path root;

    /** As kubeadm 1.31 writes it, with other paths and addresses, and without certificates. */
    private static String manifest(String command, Path data, Path configuration) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  annotations:
                    kubeadm.kubernetes.io/etcd.advertise-client-urls: https://10.0.0.1:2379
                  creationTimestamp: null
                  labels:
                    component: etcd
                    tier: control-plane
                  name: etcd
                  namespace: kube-system
                spec:
                  containers:
                  - command:
                %s
                    image: registry.k8s.io/etcd:3.5.15-0
                    imagePullPolicy: IfNotPresent
                    livenessProbe:
                      failureThreshold: 8
                      httpGet: {host: 127.0.0.1, path: /livez, port: 2381, scheme: HTTP}
                      initialDelaySeconds: 10
                    name: etcd
                    resources:
                      requests:
                        cpu: 100m
                        memory: 100Mi
                    volumeMounts:
                    - mountPath: /var/lib/etcd
                      name: etcd-data
                    - mountPath: /etc/etcd
                      name: etcd-conf
                  hostNetwork: true
                  priority: 2000001000
                  priorityClassName: system-node-critical
                  securityContext:
                    seccompProfile:
                      type: RuntimeDefault
                  volumes:
                  - hostPath:
                      path: "%s"
                      type: DirectoryOrCreate
                    name: etcd-data
                  - hostPath:
                      path: '%s'
                    name: etcd-conf
                status: {}
                """
                .formatted(command.indent(4).stripTrailing(), data, configuration);
    }

    private record Member(String name, String client, String peer, Path machine) {
        Path manifests() {
            return machine.resolve("etc/kubernetes/manifests");
        }

        /** Not the path that the container has. */
        Path data() {
            return machine.resolve("disk/etcd-data");
        }
    }

    private List<Member> members(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Member(
                        "cp" + i,
                        "http://127.0.0.1:" + FreePorts.free(),
                        "http://127.0.0.1:" + FreePorts.free(),
                        root.resolve("cp" + i)))
                .toList();
    }

    private static void write(Member member, int form, String cluster) throws IOException {
        Files.createDirectories(member.manifests());
        Path configuration = Files.createDirectories(member.machine().resolve("etc/etcd"));
        Files.createDirectories(member.data());
        String command =
                switch (form % 3) {
                    case 0 ->
                        """
                            - etcd
                            - --advertise-client-urls=%s
                            - --data-dir=/var/lib/etcd
                            - --initial-advertise-peer-urls=%s
                            - --initial-cluster=%s
                            - --listen-client-urls=%s
                            - --listen-peer-urls=%s
                            - --name=%s
                            - --snapshot-count=10000
                            """
                                .formatted(
                                        member.client(),
                                        member.peer(),
                                        cluster,
                                        member.client(),
                                        member.peer(),
                                        member.name());
                    case 1 ->
                        """
                            - "/usr/local/bin/etcd"   # as some hardened images have it
                            - --name
                            - '%s'
                            - --data-dir
                            - "/var/lib/etcd"
                            - -initial-advertise-peer-urls
                            - %s
                            - --initial-cluster
                            - >-
                              %s
                            - --listen-client-urls
                            - %s
                            - --advertise-client-urls
                            - %s
                            - --listen-peer-urls
                            - %s
                            """
                                .formatted(
                                        member.name(),
                                        member.peer(),
                                        cluster,
                                        member.client(),
                                        member.client(),
                                        member.peer());
                    default -> {
                        Files.writeString(
                                configuration.resolve("etcd.conf.yml"),
                                """
                                # the pod's command has nothing but this file's name
                                name: '%s'
                                data-dir: %s
                                initial-advertise-peer-urls: "%s"
                                initial-cluster: "%s"
                                initial-cluster-token: etcd-cluster
                                listen-client-urls: %s
                                advertise-client-urls: %s
                                listen-peer-urls: %s
                                client-transport-security:
                                  client-cert-auth: false
                                """
                                        .formatted(
                                                member.name(),
                                                member.data(),
                                                member.peer(),
                                                cluster,
                                                member.client(),
                                                member.client(),
                                                member.peer()));
                        yield "- etcd\n- --config-file=/etc/etcd/etcd.conf.yml";
                    }
                };
        String text = manifest(command, member.data(), configuration);
        if (form % 3 == 2) { // the program reads the file itself, so that the container has the machine's path
            text = text.replace("mountPath: /var/lib/etcd", "mountPath: " + member.data());
        }
        Files.writeString(member.manifests().resolve("etcd.yaml"), text);
        for (ControlPlanePart part : ControlPlanePart.values()) {
            if (part != ControlPlanePart.ETCD) {
                Files.writeString(member.manifests().resolve(part.process() + ".yaml"), "kind: Pod\n");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3.4, 1, 0", "3.5, 1, 1", "3.5, 1, 2", "3.4, 3, 0", "3.5, 3, 0"})
    void a_control_plane_goes_back_to_its_snapshot(String minor, int count, int form) throws Exception {
        Path bin = program(minor).getParent();
        List<Member> members = members(count);
        String cluster =
                members.stream().map(each -> each.name() + "=" + each.peer()).collect(Collectors.joining(","));
        List<FakeKubelet> kubelets = new ArrayList<>();
        try (JetcdBackend etcd = JetcdBackend.builder()
                .endpoints(members.stream().map(Member::client).toArray(String[]::new))
                .build()) {
            for (Member member : members) {
                write(member, form + members.indexOf(member), cluster);
                FakeKubelet kubelet = new FakeKubelet(bin, member.name(), member.manifests());
                kubelets.add(kubelet);
                kubelet.sync();
            }
            await(etcd, kubelets);
            NAMESPACE.forEach((key, value) -> put(etcd, key, value));
            put(etcd, "/registry/configmaps/default/a", "before");
            SnapshotInfo saved = EtcdSnapshots.of(etcd).save(root.resolve("snapshot.db"));
            put(etcd, "/registry/configmaps/default/a", "after");

            ControlPlaneRestore restore =
                    ControlPlaneRestore.of(etcd, saved.file()).discardWritesAfter(saved.revision());
            for (Member member : members) {
                EtcdSettings found = EtcdSettings.reader(new YamlFormat())
                        .staticPod(member.manifests().resolve("etcd.yaml"));
                assertEquals(member.name(), found.name());
                assertEquals(member.data(), found.dataDir());
                assertEquals(List.of(member.peer()), found.peerUrls());
                assertEquals(List.of(member.client()), found.clientUrls());
                assertEquals(cluster, found.initialCluster());
                restore = restore.member(found.member(kubelets.get(members.indexOf(member))));
            }
            ControlPlanePlan plan = restore.plan();
            assertEquals(List.of(), plan.refusals());
            assertTrue(plan.toMarkdown().contains("--initial-cluster " + cluster), plan::toMarkdown);

            EtcdMaintenanceReport report = restore.run();
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
            assertEquals("before", get(etcd, "/registry/configmaps/default/a"));
            assertTrue(put(etcd, "/registry/x", "y") > saved.revision() + 1_000_000_000L);
            assertTrue(EtcdHealth.of(etcd).check().isHealthy());
            assertEquals(
                    members.stream().map(Member::name).sorted().toList(),
                    etcd.members().stream().map(each -> each.name()).sorted().toList());
            for (Member member : members) {
                assertTrue(Files.exists(member.manifests().resolve("etcd.yaml")));
                assertTrue(Files.exists(member.manifests().resolve("kube-apiserver.yaml")));
                try (Stream<Path> kept = Files.list(member.data().resolve(".kube-maintenance"))) {
                    Path old = kept.findFirst().orElseThrow();
                    assertTrue(Files.exists(old.resolve("member/snap/db")), "the old data is kept in " + old);
                }
            }
        } finally {
            kubelets.forEach(FakeKubelet::close);
        }
    }

    private static void await(JetcdBackend etcd, List<FakeKubelet> kubelets) throws Exception {
        for (int i = 0; i < 600; i++) {
            try {
                if (etcd.endpoints().stream().allMatch(each -> etcd.status(each).leader() != 0)) {
                    return;
                }
            } catch (EtcdException e) {
                for (FakeKubelet kubelet : kubelets) {
                    assertTrue(kubelet.isRunning(ControlPlanePart.ETCD), kubelet.tail());
                }
            }
            etcd.pause(Duration.ofMillis(200));
        }
        throw new AssertionError("no leader: " + kubelets.get(0).tail());
    }

    private static long put(JetcdBackend etcd, String key, String value) {
        return etcd.operations().put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String get(JetcdBackend etcd, String key) {
        return new String(etcd.get(key).orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void the_manifest_that_kubeadm_writes_is_read_with_its_certificates() throws IOException {
        Path manifest = root.resolve("etc/kubernetes/manifests/etcd.yaml");
        Files.createDirectories(manifest.getParent());
        Files.writeString(
                manifest,
                manifest(
                        """
                - etcd
                - --advertise-client-urls=https://10.0.0.1:2379
                - --cert-file=/etc/etcd/pki/server.crt
                - --client-cert-auth=true
                - --data-dir=/var/lib/etcd
                - --experimental-initial-corrupt-check=true
                - --experimental-watch-progress-notify-interval=5s
                - --initial-advertise-peer-urls=https://10.0.0.1:2380
                - --initial-cluster=cp1=https://10.0.0.1:2380
                - --key-file=/etc/etcd/pki/server.key
                - --listen-client-urls=https://127.0.0.1:2379,https://10.0.0.1:2379
                - --listen-metrics-urls=http://127.0.0.1:2381
                - --listen-peer-urls=https://10.0.0.1:2380
                - --name=cp1
                - --peer-cert-file=/etc/etcd/pki/peer.crt
                - --peer-client-cert-auth=true
                - --snapshot-count=10000
                - --trusted-ca-file=/etc/etcd/pki/ca.crt
                """,
                        Path.of("/var/lib/etcd"),
                        Path.of("/etc/kubernetes/etcd")));
        EtcdSettings found = EtcdSettings.reader(new YamlFormat())
                .under(root)
                .staticPod(Path.of("/etc/kubernetes/manifests/etcd.yaml"));
        assertEquals("cp1", found.name());
        assertEquals(Path.of("/var/lib/etcd"), found.dataDir());
        assertEquals(List.of("https://10.0.0.1:2379"), found.clientUrls());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/etcd/pki/ca.crt")), found.caFile());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/etcd/pki/server.crt")), found.certFile());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/etcd/pki/server.key")), found.keyFile());
        assertTrue(found.wantsClientCertificates());
    }

    /** The unit's words and files are put together by a shell here, not by the reader that is tested. */
    @ParameterizedTest
    @CsvSource({"3.4", "3.5"})
    void a_unit_with_drop_in_and_environment_file_names_what_is_restored(String minor) throws Exception {
        Path etcd = program(minor);
        Member member = members(1).get(0);
        Path environment = root.resolve("etc/default/etcd");
        Path unit = root.resolve("etc/systemd/system/etcd.service");
        Files.createDirectories(environment.getParent());
        Files.createDirectories(unit.resolveSibling("etcd.service.d"));
        Files.createDirectories(member.data());
        Files.writeString(
                environment,
                """
                # of this machine
                ETCD_NAME="%s"
                ETCD_LISTEN_CLIENT_URLS=%s
                ETCD_ADVERTISE_CLIENT_URLS='%s'
                ETCD_LISTEN_PEER_URLS=%s
                DAEMON_ARGS="--initial-advertise-peer-urls %s --initial-cluster=%s=%s"
                """
                        .formatted(
                                member.name(),
                                member.client(),
                                member.client(),
                                member.peer(),
                                member.peer(),
                                member.name(),
                                member.peer()));
        Files.writeString(
                unit,
                """
                [Unit]
                Description=etcd - highly-available key value store
                After=network.target
                [Service]
                Environment=ETCD_DATA_DIR=/var/lib/etcd/default
                EnvironmentFile=-%s
                Type=notify
                User=etcd
                ExecStart=/usr/bin/etcd $DAEMON_ARGS
                Restart=on-abnormal
                """
                        .formatted(environment));
        Files.writeString(
                unit.resolveSibling("etcd.service.d").resolve("10-data.conf"),
                "[Service]\nEnvironment=\"ETCD_DATA_DIR=" + member.data() + "\"\n");
        EtcdSettings found = EtcdSettings.reader(new YamlFormat()).unit(unit);
        assertEquals(member.name(), found.name());
        assertEquals(member.data(), found.dataDir());
        assertEquals(List.of(member.peer()), found.peerUrls());
        assertEquals(List.of(member.client()), found.clientUrls());

        // What systemd would run, in the folder of the manifest's twin: a static pod of a shell.
        Files.createDirectories(member.manifests());
        Path script = Files.writeString(
                root.resolve("run.sh"),
                "export ETCD_DATA_DIR=" + member.data() + "\nset -a\n. " + environment + "\nset +a\nexec " + etcd
                        + " $DAEMON_ARGS\n");
        try (JetcdBackend backend =
                        JetcdBackend.builder().endpoints(member.client()).build();
                FakeUnit host = new FakeUnit(member.name(), script)) {
            host.start(ControlPlanePart.ETCD);
            for (int i = 0; i < 600 && !answers(backend); i++) {
                backend.pause(Duration.ofMillis(200));
            }
            put(backend, "a", "before");
            SnapshotInfo saved = EtcdSnapshots.of(backend).save(root.resolve("snapshot.db"));
            put(backend, "a", "after");
            EtcdMaintenanceReport report = ControlPlaneRestore.of(backend, saved.file())
                    .discardWritesAfter(saved.revision())
                    .member(found.member(host))
                    .run();
            assertEquals(Outcome.COMPLETED, report.outcome(), report::toString);
            assertEquals("before", get(backend, "a"));
            assertFalse(backend.members().isEmpty());
        }
    }

    private static boolean answers(JetcdBackend etcd) {
        try {
            return etcd.status(etcd.endpoints().get(0)).leader() != 0;
        } catch (EtcdException e) {
            return false;
        }
    }

    private static Path program(String minor) {
        List<Path> places = new ArrayList<>();
        Optional.ofNullable(System.getenv("ETCD_BINARIES")).ifPresent(folder -> {
            places.add(Path.of(folder, minor, "usr", "bin"));
            places.add(Path.of(folder));
        });
        Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of)
                .forEach(places::add);
        return places.stream()
                .map(place -> place.resolve("etcd"))
                .filter(file -> Files.isExecutable(file) && version(file).contains("Version: " + minor + "."))
                .findFirst()
                .orElseGet(() -> Assumptions.abort("no etcd " + minor + " in ETCD_BINARIES or PATH: not restored"));
    }

    private static String version(Path etcd) {
        try {
            Process process = new ProcessBuilder(etcd.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return said;
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
