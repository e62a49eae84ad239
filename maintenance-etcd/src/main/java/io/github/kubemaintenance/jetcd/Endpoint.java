package io.github.kubemaintenance.jetcd;

import java.net.URI;
import java.net.URISyntaxException;

/** A client endpoint of etcd: http or https, host and port. */
record Endpoint(String url, boolean tls, String host, int port) {
    static Endpoint of(String url) {
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme());
            boolean known = scheme.equals("http") || scheme.equals("https");
            if (known
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPath().isEmpty()) {
                return new Endpoint(url, scheme.equals("https"), uri.getHost(), uri.getPort());
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(malformed(url), e);
        }
        throw new IllegalArgumentException(malformed(url));
    }

    private static String malformed(String url) {
        return "an endpoint is http://host:port or https://host:port, not '" + url + "'";
    }

    /** Returns host and port as a certificate and a resolver want them: an IPv6 address in brackets. */
    String authority() {
        return host + ":" + port;
    }
}
