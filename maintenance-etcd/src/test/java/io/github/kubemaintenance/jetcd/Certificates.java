package io.github.kubemaintenance.jetcd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority and what it signs, made anew by this Java's keytool, so that no certificate of a test ever gets old. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String authority;
    final Path ca;

    Certificates(Path folder, String authority) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.authority = authority;
        keytool(authority, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + authority, "-ext", "bc:c");
        ca = write(authority + ".crt", "CERTIFICATE", certificate(authority).getEncoded());
    }

    /** Returns NAME.crt and NAME.key. */
    List<Path> signed(String name, String algorithm, String alternative, int startDays, int days)
            throws IOException, GeneralSecurityException {
        keytool(name, "-genkeypair", "-keyalg", algorithm, "-dname", "CN=" + name);
        Path request = folder.resolve(name + ".csr");
        keytool(name, "-certreq", "-file", request.toString());
        Path answer = folder.resolve(name + ".signed");
        keytool(
                authority,
                "-gencert",
                "-infile",
                request.toString(),
                "-outfile",
                answer.toString(),
                "-ext",
                "san=" + alternative,
                "-ext",
                "eku=serverAuth,clientAuth",
                "-startdate",
                startDays + "d",
                "-validity",
                Integer.toString(days));
        Path cert = write(name + ".crt", "CERTIFICATE", Files.readAllBytes(answer));
        return List.of(cert, write(name + ".key", "PRIVATE KEY", key(name)));
    }

    /** Returns what a server of this test shows. */
    SSLContext serving(String name, String alternative, int startDays, int days)
            throws IOException, GeneralSecurityException {
        Path cert = signed(name, "EC", alternative, startDays, days).get(0);
        KeyStore shown = KeyStore.getInstance("PKCS12");
        shown.load(null, null);
        try (InputStream in = Files.newInputStream(cert)) {
            shown.setKeyEntry(
                    name,
                    store(name).getKey(name, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .toArray(Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(shown, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String store, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of(
                "-keystore",
                folder.resolve(store + ".p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                store));
        EtcdPrograms.run(command);
    }

    private KeyStore store(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private Certificate certificate(String name) throws IOException, GeneralSecurityException {
        return store(name).getCertificate(name);
    }

    private byte[] key(String name) throws IOException, GeneralSecurityException {
        return store(name).getKey(name, PASSWORD.toCharArray()).getEncoded();
    }

    private Path write(String name, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
