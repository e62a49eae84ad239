package io.github.kubemaintenance.fabric8;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;

/**
 * Tells a server that isn't trusted from one that isn't there: the first stays so until somebody changes something, and
 * here is what. The transports wrap what the JDK throws in ways of their own; the JDK's own exception is in all of them.
 */
final class Trust {
    private Trust() {}

    /** What is wrong with the server's certificate and what to do, if that is why there is no answer. */
    static Optional<String> problem(Throwable error) {
        Optional<String> found = Optional.empty();
        Throwable each = error;
        for (int depth = 0; each != null && depth < 20; depth++) {
            Optional<String> here = one(each);
            found = here.isPresent() ? here : found; // the innermost says it best
            each = each.getCause();
        }
        return found;
    }

    private static Optional<String> one(Throwable error) {
        String said = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        if (error instanceof CertificateExpiredException) {
            return Optional.of("the server's certificate has expired (" + said
                    + "): renew it (with kubeadm: kubeadm certs renew apiserver), or set this machine's clock");
        } else if (error instanceof CertificateNotYetValidException) {
            return Optional.of("the server's certificate is not valid yet (" + said
                    + "): set this machine's clock, or the server's");
        } else if (error instanceof CertPathBuilderException || error instanceof CertPathValidatorException) {
            return Optional.of("the server's certificate is signed by nobody who is trusted here (" + said
                    + "): give the client the cluster's authority (certificate-authority-data of the kubeconfig)");
        } else if (error instanceof CertificateException && isOfAnotherHost(said)) {
            return Optional.of("the server's certificate is for another host (" + said
                    + "): use one of its names in the client's URL, or tls-server-name of the kubeconfig");
        } else if (error instanceof CertificateException) {
            return Optional.of("the server's certificate is refused (" + said + ")");
        }
        return Optional.empty();
    }

    private static boolean isOfAnotherHost(String said) {
        return said.startsWith("No subject alternative") || said.startsWith("No name matching");
    }
}
