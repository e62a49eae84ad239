package io.github.kubemaintenance.mock;

import io.github.kubemaintenance.model.Document;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request as it would come over HTTP, already taken apart.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param path the path, decoded, for example {@code /api/v1/nodes/worker-1}
 * @param query parameters, decoded, in their order
 * @param contentType media type of the body, empty if there is none
 * @param accept what the client takes, empty for anything
 * @param body the body, the empty document if there is none
 */
public record RestRequest(
        String method, String path, Map<String, String> query, String contentType, String accept, Document body) {
    public RestRequest {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
    }

    /**
     * Takes a request apart.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param target path and query as they stand in the request line
     * @param contentType media type of the body, empty if there is none
     * @param accept what the client takes, empty for anything
     * @param body the body, the empty document if there is none
     * @return the request
     */
    public static RestRequest of(String method, String target, String contentType, String accept, Document body) {
        int mark = target.indexOf('?');
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decoded(key), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new RestRequest(
                method, decoded(mark < 0 ? target : target.substring(0, mark)), query, contentType, accept, body);
    }

    /** {@return whether the answer is a stream of changes} */
    public boolean isWatch() {
        String watch = query.getOrDefault("watch", "false");
        return method.equals("GET") && !watch.equals("false") && !watch.equals("0");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
