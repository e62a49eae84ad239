package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.LabelSelector;

/** The parameters of a list. */
final class RestQuery {
    private RestQuery() {}

    static Query of(RestPath path, RestRequest request) {
        Query query = path.namespace().isEmpty() ? Query.all() : Query.inNamespace(path.namespace());
        String labels = request.query().getOrDefault("labelSelector", "");
        String fields = request.query().getOrDefault("fieldSelector", "");
        try {
            if (!labels.isEmpty()) {
                query = query.withLabels(LabelSelector.parse(labels));
            }
        } catch (IllegalArgumentException malformed) {
            throw new StatusException(Statuses.badRequest("unable to parse requirement: " + malformed.getMessage()));
        }
        for (String field : fields.split(",", -1)) {
            if (!field.isEmpty()) {
                int equals = field.indexOf('=');
                if (equals < 1) {
                    throw new StatusException(Statuses.badRequest("invalid field selector: " + field));
                }
                String value = field.substring(equals + 1);
                query = query.withField(field.substring(0, equals), value.startsWith("=") ? value.substring(1) : value);
            }
        }
        return query;
    }

    static int number(RestRequest request, String parameter) {
        String text = request.query().getOrDefault(parameter, "0");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw new StatusException(
                    Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax"));
        }
    }
}
