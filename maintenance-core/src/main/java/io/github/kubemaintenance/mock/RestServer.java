package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.mock.internal.Engine;
import io.github.kubemaintenance.mock.internal.RestFacade;
import java.util.Optional;

/**
 * A simulated cluster in HTTP's words: takes requests apart as kube-apiserver does and answers with its status codes and
 * bodies, at the present instant. What a web server in front of it needs; it opens no port itself. {@link Fault}s of the
 * cluster hit these requests too, and {@link MockCluster#requests()} has them on record.
 *
 * <p>Served: discovery (plain and aggregated, the resources of Kubernetes 1.34 and those of
 * CustomResourceDefinitions in the cluster); get, list with pages and selectors, create, replace, patch, delete with
 * options and eviction, of every kind, with dry run; server-side apply; Table and PartialObjectMetadata answers; watches with revisions,
 * bookmarks, {@code sendInitialEvents} and 410; access rules by the RBAC objects in the cluster.
 *
 * <p>Bodies are decoded strictly: an unknown field of a built-in kind is left out, warned of or refused as
 * {@code fieldValidation} asks (1.25's ladder: Ignore, Warn by default, Strict), a value of the wrong type is refused.
 * Fields that must not change are held fast with the server's own words (selectors, a job's template, a pod's and a
 * claim's spec, a Service's address). ValidatingAdmissionPolicies in the cluster deny what they deny. Deprecated APIs are
 * warned of, and {@code /metrics} counts them.
 *
 * <p>Not served: logs, exec and port-forward, OpenAPI's schemas, conversion between versions of one kind, and most of
 * the validation of values. Who doesn't name a {@code fieldManager} on creation isn't tracked as one. Thread-safe.
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
     * Answers a request of the administrator.
     *
     * @param request the request, no watch
     * @return the answer
     */
    public RestReply handle(RestRequest request) {
        return handle(request, RestCaller.administrator());
    }

    /**
     * Answers a request.
     *
     * @param request the request, no watch
     * @param caller who sends it
     * @return the answer; 403 where the caller has no right to it
     */
    public RestReply handle(RestRequest request, RestCaller caller) {
        return facade.handle(request, caller);
    }

    /**
     * Answers a request whose body is still text. A body that can't be read is refused as the real server refuses it,
     * and keys that come twice are warned of or refused, as {@code fieldValidation} asks.
     *
     * @param request the request, no watch; its own body counts only where the text is of another format than JSON
     * @param caller who sends it
     * @param text the body as it came
     * @return the answer; 403 where the caller has no right to it
     */
    public RestReply handle(RestRequest request, RestCaller caller, String text) {
        return facade.handle(request, caller, Optional.of(text));
    }

    /**
     * Opens a watch. Its first events come before this returns.
     *
     * @param request a request that {@linkplain RestRequest#isWatch() asks for a watch}
     * @param caller who sends it
     * @param stream where the events go
     * @return the watch, or why there is none
     */
    public RestWatch watch(RestRequest request, RestCaller caller, RestStream stream) {
        return facade.watch(request, caller, stream);
    }
}
