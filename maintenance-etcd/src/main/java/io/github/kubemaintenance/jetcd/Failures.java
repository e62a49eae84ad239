package io.github.kubemaintenance.jetcd;

import io.github.kubemaintenance.etcd.EtcdException;
import io.github.kubemaintenance.etcd.EtcdException.Kind;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Says what a failed request means. Code and text both count: servers before 3.6 answer refusals of the authentication
 * as UNKNOWN with a text.
 */
final class Failures {
    /** What Netty's gRPC adds to every failed connection, for those who look for faults in it. */
    private static final Pattern PIPELINE = Pattern.compile("\\s*Channel Pipeline: \\[[^]]*]");

    private Failures() {}

    /** Tells whether the server knows the user's token no more: it has not looked at the request then. */
    static boolean isTokenExpired(Status status) {
        String text = String.valueOf(status.getDescription());
        return text.contains("invalid auth token") || text.contains("revision of auth store is old");
    }

    static EtcdException of(String endpoint, String request, Status status, String hint) {
        Kind kind = kind(status);
        StringBuilder message =
                new StringBuilder(endpoint).append(": ").append(request).append(" failed: ");
        message.append(
                status.getDescription() == null
                        ? status.getCode()
                        : PIPELINE.matcher(status.getDescription()).replaceFirst(""));
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && message.indexOf(cause.getMessage()) < 0) {
                message.append(": ").append(cause.getMessage());
            }
        }
        message.append(kind == Kind.UNAVAILABLE || kind == Kind.TLS ? hint : "")
                .append(advice(kind, message.toString()));
        return status.getCause() == null
                ? new EtcdException(kind, message.toString())
                : new EtcdException(kind, message.toString(), status.getCause());
    }

    private static String advice(Kind kind, String message) {
        if (message.contains("certificate_required") || message.contains("certificate required")) {
            return " (the server wants a client's certificate: certFile(..) and keyFile(..))";
        } else if (message.contains("unable to find valid certification path")) {
            return " (none of the authorities that are trusted has signed its certificate: caFile(..))";
        } else if (message.contains("Network closed for unknown reason") && message.startsWith("http://")) {
            return " (a server that wants TLS ends a connection so: https://..)";
        }
        return switch (kind) {
            case PERMISSION_DENIED -> " (maintenance needs a user with the role root)";
            case NO_LEADER -> " (most members don't reach each other: start them, or restore)";
            default -> "";
        };
    }

    private static Kind kind(Status status) {
        String text = String.valueOf(status.getDescription()).toLowerCase(Locale.ROOT);
        if (text.contains("permission denied")) {
            return Kind.PERMISSION_DENIED;
        } else if (text.contains("user name is empty")
                || text.contains("authentication failed")
                || isTokenExpired(status)) {
            return Kind.UNAUTHENTICATED;
        } else if (text.contains("no leader") || text.contains("request timed out, possibly due to")) {
            return Kind.NO_LEADER;
        } else if (text.contains("not supported for learner")) {
            return Kind.UNSUPPORTED;
        }
        return switch (status.getCode()) {
            case PERMISSION_DENIED -> Kind.PERMISSION_DENIED;
            case UNAUTHENTICATED -> Kind.UNAUTHENTICATED;
            case UNIMPLEMENTED -> Kind.UNSUPPORTED;
            case DEADLINE_EXCEEDED -> Kind.TIMED_OUT;
            case CANCELLED -> Kind.CANCELLED;
            case UNAVAILABLE -> transport(status.getCause());
            default -> Kind.OTHER;
        };
    }

    private static Kind transport(Throwable top) {
        for (Throwable cause = top; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException
                    || cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                return Kind.TLS;
            } else if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return Kind.UNREACHABLE;
            }
        }
        return Kind.UNAVAILABLE;
    }
}
