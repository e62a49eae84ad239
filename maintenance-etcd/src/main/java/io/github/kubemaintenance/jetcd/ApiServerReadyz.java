package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.ControlPlaneHost.Readiness;
import io.github.kubemaintenance.etcd.ControlPlaneHost.ReadinessCheck;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks an API server's {@code /readyz} (since Kubernetes 1.16): {@code LocalHost.kubeadm(name).readyBy(..)}. Nobody needs
 * a right for that unless {@code --anonymous-auth=false}; then it is not known. Immutable and thread-safe.
 */
public final class ApiServerReadyz implements ReadinessCheck {
    private static final int PATIENCE_MILLIS = 5000;

    private final URI url;
    private final Path caFile;

    private ApiServerReadyz(URI url, Path caFile) {
        this.url = url;
        this.caFile = caFile;
    }

    /**
     * Names the address; nothing is asked yet.
     *
     * @param url for example {@code https://10.0.0.1:6443/readyz}, by an address that its certificate names
     * @param caFile the authority of its certificate, for example {@code /etc/kubernetes/pki/ca.crt}
     * @return the check
     */
    public static ApiServerReadyz at(URI url, Path caFile) {
        Objects.requireNonNull(caFile, "caFile");
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("an API server's URL begins with https://, not " + url);
        }
        return new ApiServerReadyz(url, caFile);
    }

    @Override
    public Readiness ask() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        try {
            if (connection instanceof HttpsURLConnection https) {
                https.setSSLSocketFactory(trusting().getSocketFactory());
            }
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int code = connection.getResponseCode();
            if (code == HttpURLConnection.HTTP_OK) {
                return Readiness.READY;
            }
            return code == HttpURLConnection.HTTP_UNAUTHORIZED || code == HttpURLConnection.HTTP_FORBIDDEN
                    ? Readiness.UNKNOWN
                    : Readiness.NOT_READY;
        } catch (SocketException | SocketTimeoutException e) {
            return Readiness.NOT_READY; // nobody is there, or it ends while it is asked
        } catch (NoSuchFileException e) {
            throw new IOException(url + " can't be asked: there is no such file: " + caFile, e);
        } catch (SSLException e) {
            if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
                return Readiness.NOT_READY; // a load balancer that has nobody behind it yet
            }
            throw new IOException(
                    url + " can't be asked: " + e.getMessage() + ". Its certificate must be signed by one of " + caFile
                            + " and name this address",
                    e);
        } catch (IOException e) {
            throw new IOException(url + " can't be asked: " + e.getMessage(), e);
        } finally {
            connection.disconnect();
        }
    }

    private SSLContext trusting() throws IOException {
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(caFile + " holds no certificates that can be used: " + e.getMessage(), e);
        }
    }
}
