package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.mock.internal.Engine;
import io.github.kubemaintenance.mock.internal.RestFacade;

/**
 * A simulated cluster in HTTP's words: takes requests apart as kube-apiserver does and answers with its status codes and
 * bodies, at the present instant. What a web server in front of it needs; it opens no port itself.
 *
 * <p>Served: get, list with pages and selectors, create, replace, merge and strategic merge patch, delete with options,
 * and eviction, of every kind that the cluster holds, with dry run. Not served here: watches (they are streams), Table
 * answers, discovery and server-side apply; these get the answer of a server that doesn't know them. Thread-safe.
 */
public final class RestServer {
    private final RestFacade facade;

    private RestServer(Engine engine) {
        this.facade = new RestFacade(engine);
    }

    /**
     * Serves a cluster.
     *
     * @param cluster the cluster
     * @return the server
     */
    public static RestServer of(MockCluster cluster) {
        return new RestServer(cluster.engine());
    }

    /**
     * Answers a request.
     *
     * @param request the request
     * @return the answer
     */
    public RestReply handle(RestRequest request) {
        return facade.handle(request);
    }
}
