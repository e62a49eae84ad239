package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.EtcdException;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** The files that TLS needs; a copy for each change. */
record TlsFiles(Optional<Path> ca, Optional<Path> cert, Optional<Path> key, Optional<String> serverName) {
    static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final char[] IN_MEMORY = "in memory only".toCharArray();

    TlsFiles withCa(Path file) {
        return new TlsFiles(Optional.of(file), cert, key, serverName);
    }

    TlsFiles withCert(Path file) {
        return new TlsFiles(ca, Optional.of(file), key, serverName);
    }

    TlsFiles withKey(Path file) {
        return new TlsFiles(ca, cert, Optional.of(file), serverName);
    }

    TlsFiles withServerName(String name) {
        return new TlsFiles(ca, cert, key, Optional.of(name));
    }

    void check(List<String> endpoints) {
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("certFile and keyFile belong together: give both or none");
        }
        boolean any = ca.isPresent() || cert.isPresent() || serverName.isPresent();
        endpoints.stream()
                .filter(url -> any && url.startsWith("http:"))
                .findFirst()
                .ifPresent(url -> {
                    throw new IllegalArgumentException(
                            "certificates are given, but " + url + " has no TLS: write https://, or give none");
                });
    }

    /** Returns what a channel is made with. */
    ChannelCredentials credentials(boolean tls) {
        if (!tls) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (ca.isPresent()) {
            builder.trustManager(trust(ca.get()).getTrustManagers());
        }
        if (cert.isPresent() && key.isPresent()) {
            builder.keyManager(own(cert.get(), key.get()).getKeyManagers());
        }
        return builder.build();
    }

    private static TrustManagerFactory trust(Path file) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            int number = 0;
            for (Certificate authority : certificates(file)) {
                store.setCertificateEntry("ca" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable("the authority's certificate", file, e);
        }
    }

    private static KeyManagerFactory own(Path cert, Path key) {
        try {
            Certificate[] chain = certificates(cert).toArray(Certificate[]::new);
            PrivateKey secret = PemKey.read(key, chain[0].getPublicKey());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, IN_MEMORY);
            store.setKeyEntry("client", secret, IN_MEMORY, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, IN_MEMORY);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable("the client's certificate or key", cert, e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("no certificate in it");
            }
            return found;
        }
    }

    private static EtcdException unreadable(String what, Path file, Exception e) {
        return new EtcdException(
                EtcdException.Kind.TLS,
                what + " in " + file + " can't be used: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                e);
    }

    /** Says that the own certificate has expired, which a server tells in words that don't name it. */
    String hint(Instant now) {
        if (cert.isEmpty()) {
            return "";
        }
        try {
            for (Certificate own : certificates(cert.get())) {
                if (own instanceof X509Certificate known
                        && known.getNotAfter().toInstant().isBefore(now)) {
                    return "; the client's certificate " + cert.get() + " has expired at "
                            + known.getNotAfter().toInstant();
                }
            }
            return "";
        } catch (IOException | GeneralSecurityException e) {
            return "; the client's certificate " + cert.get() + " can't be read any more: " + e.getMessage();
        }
    }
}
