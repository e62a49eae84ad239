package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.EtcdSettingsException.Code;
import io.github.kubemaintenance.model.DocumentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings from manifests, units and configuration files, as they are found on machines. */
class EtcdSettingsTest {
    private static final Path MANIFEST = Path.of("/etc/kubernetes/manifests/etcd.yaml");
    private static final Path UNIT = Path.of("/etc/systemd/system/etcd.service");
    private static final Path CONFIGURATION = Path.of("/etc/etcd/etcd.conf.yml");

    @TempDir
    Path root;

    private EtcdSettingsReader reader() {
        return EtcdSettings.reader(DocumentFormat.json()).under(root);
    }

    private void write(Path file, String text) throws IOException {
        Path there = root.resolve(Path.of("/").relativize(file));
        Files.createDirectories(there.getParent());
        Files.writeString(there, text.replace('\'', '"'));
    }

    private static void refused(Code code, String word, Runnable read) {
        EtcdSettingsException e = assertThrows(EtcdSettingsException.class, read::run);
        assertEquals(code, e.code(), e.getMessage());
        assertTrue(e.getMessage().contains(word), e.getMessage());
    }

    /** A manifest of kubeadm's shape. */
    private static String pod(String command, String env, String dataOnHost) {
        return "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'etcd','namespace':'kube-system'},'spec':{"
                + "'containers':[{'name':'etcd','command':[" + command + "],'env':[" + env + "],'volumeMounts':["
                + "{'mountPath':'/var/lib/etcd','name':'etcd-data'},"
                + "{'mountPath':'/etc/kubernetes/pki/etcd','name':'etcd-certs'},{'mountPath':'/scratch','name':'tmp'}]}],"
                + "'volumes':[{'name':'etcd-data','hostPath':{'path':'" + dataOnHost + "'}},"
                + "{'name':'etcd-certs','hostPath':{'path':'/etc/kubernetes/pki/etcd'}},{'name':'tmp','emptyDir':{}}]}}";
    }

    private static final String KUBEADM = "'etcd','--advertise-client-urls=https://10.0.0.1:2379',"
            + "'--cert-file=/etc/kubernetes/pki/etcd/server.crt','--client-cert-auth=true','--data-dir=/var/lib/etcd',"
            + "'--initial-advertise-peer-urls=https://10.0.0.1:2380','--initial-cluster=cp1=https://10.0.0.1:2380',"
            + "'--key-file=/etc/kubernetes/pki/etcd/server.key',"
            + "'--listen-client-urls=https://127.0.0.1:2379,https://10.0.0.1:2379','--name=cp1',"
            + "'--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt','--snapshot-count=10000',"
            + "'--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt'";

    @Test
    void a_static_pod_of_kubeadm_becomes_a_member_to_restore() throws IOException {
        write(MANIFEST, pod(KUBEADM, "", "/var/lib/etcd"));
        EtcdSettings found = reader().staticPod(MANIFEST);

        assertEquals("cp1", found.name());
        assertEquals(Path.of("/var/lib/etcd"), found.dataDir());
        assertEquals(List.of("https://10.0.0.1:2380"), found.peerUrls());
        assertEquals("cp1=https://10.0.0.1:2380", found.initialCluster());
        assertEquals(List.of("https://10.0.0.1:2379"), found.clientUrls());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/pki/etcd/ca.crt")), found.caFile());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/pki/etcd/server.crt")), found.certFile());
        assertEquals(Optional.of(Path.of("/etc/kubernetes/pki/etcd/server.key")), found.keyFile());
        assertTrue(found.wantsClientCertificates());
        ControlPlaneMember member = found.member(LocalHost.kubeadm("cp1"));
        assertEquals("cp1", member.name());
        assertEquals(Path.of("/var/lib/etcd/member"), member.member());
    }

    @Test
    void the_data_is_where_the_machine_has_it_not_the_container() throws IOException {
        write(
                MANIFEST,
                pod("'/usr/local/bin/etcd','--name','a','--data-dir','/var/lib/etcd/data'", "", "/mnt/disk/etcd"));
        assertEquals(
                Path.of("/mnt/disk/etcd/data"), reader().staticPod(MANIFEST).dataDir());

        write(MANIFEST, pod("'etcd','--data-dir=/scratch/etcd'", "", "/var/lib/etcd"));
        refused(Code.NOT_ON_HOST, "/scratch/etcd", () -> reader().staticPod(MANIFEST));
        write(MANIFEST, pod("'etcd','--name=a'", "", "/var/lib/etcd")); // the default: a.etcd in the container's /
        refused(Code.NOT_ON_HOST, "a.etcd", () -> reader().staticPod(MANIFEST));
    }

    @Test
    void flags_of_a_shell_and_variables_are_followed() throws IOException {
        String env = "{'name':'NODE_NAME','valueFrom':{'fieldRef':{'fieldPath':'spec.nodeName'}}},"
                + "{'name':'IP','value':'10.0.0.9'},{'name':'ETCD_DATA_DIR','value':'/var/lib/etcd'},"
                + "{'name':'ETCD_NAME','value':'shadowed'}";
        write(
                MANIFEST,
                pod(
                        "'/bin/sh','-ec','exec /usr/local/bin/etcd -name=$(NODE_NAME) --initial-advertise-peer-urls"
                                + " https://$(IP):2380'",
                        env,
                        "/var/lib/etcd"));
        refused(Code.NO_ETCD, "etcd.yaml", () -> reader().staticPod(MANIFEST)); // -ec is not -c alone
        write(
                MANIFEST,
                pod(
                        "'/bin/sh','-c','exec /usr/local/bin/etcd -name=$(NODE_NAME) --initial-advertise-peer-urls"
                                + " https://$IP:2380'",
                        env,
                        "/var/lib/etcd"));
        refused(Code.UNRESOLVED, "$(NODE_NAME)", () -> reader().staticPod(MANIFEST));

        EtcdSettings found = reader().variable("NODE_NAME", "cp7").staticPod(MANIFEST);
        assertEquals("cp7", found.name());
        assertEquals(Path.of("/var/lib/etcd"), found.dataDir());
        assertEquals("cp7=https://10.0.0.9:2380", found.initialCluster());
        assertEquals(List.of("http://localhost:2379"), found.clientUrls());
    }

    @Test
    void a_unit_is_read_with_its_drop_ins_and_environment_files() throws IOException {
        write(
                UNIT,
                """
                [Unit]
                Description=etcd
                # ExecStart=/bin/false
                [Service]
                Type=notify
                User=etcd
                WorkingDirectory=/var/lib/etcd/
                EnvironmentFile=-/etc/missing.env
                EnvironmentFile=/etc/etcd.env
                Environment=ETCD_NAME=early PEER=10.0.0.2
                ExecStart=/bin/old-etcd
                [Install]
                WantedBy=multi-user.target
                """);
        write(
                Path.of(UNIT + ".d/10-override.conf"),
                """
                [Service]
                ExecStart=
                ExecStart=-/usr/bin/etcd \\
                  --data-dir=/data/e%%2 \\
                  --initial-advertise-peer-urls https://${PEER}:2380 $EXTRA
                """);
        write(
                Path.of("/etc/etcd.env"),
                """
                ; of this machine
                ETCD_NAME='m2'
                ETCD_LISTEN_CLIENT_URLS=https://10.0.0.2:2379
                ETCD_WAL_DIR=/fast/wal
                EXTRA=--client-cert-auth --trusted-ca-file=/etc/etcd/ca.crt
                """);
        EtcdSettings found = reader().unit(UNIT);

        assertEquals("m2", found.name());
        assertEquals(Path.of("/data/e%2"), found.dataDir());
        assertEquals(List.of("https://10.0.0.2:2380"), found.peerUrls());
        assertEquals(List.of("https://10.0.0.2:2379"), found.clientUrls());
        assertEquals(Optional.of(Path.of("/etc/etcd/ca.crt")), found.caFile());
        assertTrue(found.wantsClientCertificates());
        assertEquals(Optional.of(Path.of("/fast/wal")), found.walDir());
        refused(Code.LOG_ELSEWHERE, "/fast/wal", () -> found.member(LocalHost.systemd("m2")));
    }

    @Test
    void a_unit_s_relative_data_directory_and_specifiers() throws IOException {
        write(UNIT, "[Service]\nWorkingDirectory=/srv/etcd\nExecStart=/usr/bin/etcd --name %H\n");
        refused(Code.UNRESOLVED, "%H", () -> reader().unit(UNIT));
        EtcdSettings found = reader().variable("%H", "box").unit(UNIT);
        assertEquals("box", found.name());
        assertEquals(Path.of("/srv/etcd/box.etcd"), found.dataDir());
        assertFalse(found.wantsClientCertificates());
    }

    @Test
    void a_configuration_file_silences_flags_and_variables() throws IOException {
        write(
                CONFIGURATION,
                "{'name':'m1','data-dir':'/var/lib/etcd','initial-advertise-peer-urls':'http://10.0.0.1:2380',"
                        + "'advertise-client-urls':'https://10.0.0.1:2379','snapshot-count':5000,"
                        + "'client-transport-security':{'cert-file':'/c.crt','key-file':'/c.key',"
                        + "'trusted-ca-file':'/ca.crt','client-cert-auth':true}}");
        write(
                UNIT,
                "[Service]\nEnvironment='ETCD_NAME=no'\nExecStart=/usr/bin/etcd --name=neither --config-file "
                        + CONFIGURATION + "\n");
        for (EtcdSettings found : List.of(reader().unit(UNIT), reader().configFile(CONFIGURATION))) {
            assertEquals("m1", found.name());
            assertEquals(Path.of("/var/lib/etcd"), found.dataDir());
            assertEquals(Optional.of(Path.of("/ca.crt")), found.caFile());
            assertTrue(found.wantsClientCertificates());
            assertEquals("m1=http://10.0.0.1:2380", found.initialCluster());
        }
        write(UNIT, "[Service]\nEnvironment=ETCD_CONFIG_FILE=/etc/none.yml\nExecStart=/usr/bin/etcd\n");
        refused(Code.UNREADABLE, "/etc/none.yml", () -> reader().unit(UNIT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no json at all | MALFORMED",
                "{'spec':{'containers':[{'name':'a','command':['nginx']}]}} | NO_ETCD",
                "{'spec':{'containers':[{'name':'a','command':['docker','run','--name','etcd']}]}} | NO_ETCD",
                "{'kind':'Pod'} | NO_ETCD",
                "{'spec':{'containers':[{'name':'a','command':['etcd','--name']}]}} | MALFORMED",
                "{'spec':{'containers':[{'name':'a','command':['sh','-c','etcd --name ''x']}]}} | MALFORMED"
            })
    void what_is_no_manifest_of_etcd_is_told(String text, Code code) throws IOException {
        write(MANIFEST, text.replace("''", "\\'"));
        refused(code, "etcd.yaml", () -> reader().staticPod(MANIFEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a:1", "http://a", "http://a:1/path", "http://a:1,http://a:1"})
    void peer_urls_that_etcd_would_refuse_are_wrong(String urls) throws IOException {
        write(CONFIGURATION, "{'data-dir':'/d','initial-advertise-peer-urls':'" + urls + "'}");
        refused(Code.WRONG_VALUE, "peer URL", () -> reader().configFile(CONFIGURATION));
    }

    @Test
    void missing_files_and_open_quotes_are_told() throws IOException {
        refused(Code.UNREADABLE, "there is no such file", () -> reader().staticPod(MANIFEST));
        refused(Code.UNREADABLE, UNIT.toString(), () -> reader().unit(UNIT));
        write(UNIT, "[Service]\nExecStart=/usr/bin/etcd '--name=a\n");
        refused(Code.MALFORMED, "not closed", () -> reader().unit(UNIT));
        write(UNIT, "[Service]\nExecStart=/usr/local/bin/start-etcd.sh\n");
        refused(Code.NO_ETCD, "start-etcd.sh", () -> reader().unit(UNIT));
        write(UNIT, "[Service]\nEnvironmentFile=/etc/none\nExecStart=/usr/bin/etcd\n");
        refused(Code.UNREADABLE, "/etc/none", () -> reader().unit(UNIT));
    }

    @Test
    void the_files_of_an_api_server_are_listed() throws IOException {
        Path manifest = Path.of("/etc/kubernetes/manifests/kube-apiserver.yaml");
        write(
                manifest,
                "{'spec':{'containers':[{'name':'kube-apiserver','command':['kube-apiserver','--v=2',"
                        + "'--client-ca-file=/etc/kubernetes/pki/ca.crt','--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt',"
                        + "'--encryption-provider-config=/etc/enc/config.yaml',"
                        + "'--service-account-key-file=/etc/kubernetes/pki/sa.pub','--tls-cert-file','/etc/kubernetes/pki/a.crt',"
                        + "'--service-account-issuer=https://kubernetes.default.svc'],"
                        + "'volumeMounts':[{'name':'p','mountPath':'/etc/kubernetes/pki'},{'name':'e','mountPath':'/etc/enc'}]}],"
                        + "'volumes':[{'name':'p','hostPath':{'path':'/etc/kubernetes/pki'}},"
                        + "{'name':'e','hostPath':{'path':'/srv/encryption'}}]}}");
        assertEquals(
                List.of(
                        Path.of("/etc/kubernetes/pki/a.crt"),
                        Path.of("/etc/kubernetes/pki/ca.crt"),
                        Path.of("/etc/kubernetes/pki/etcd/ca.crt"),
                        Path.of("/etc/kubernetes/pki/sa.pub"),
                        Path.of("/srv/encryption/config.yaml")),
                reader().apiServerFiles(manifest));
    }
}
