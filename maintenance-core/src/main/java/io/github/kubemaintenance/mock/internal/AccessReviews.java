package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestReply;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import java.util.List;

/** Questions after rights, which everybody may ask about himself: {@code kubectl auth can-i}. Nothing is stored. */
final class AccessReviews {
    private final AccessRules rules;

    AccessReviews(AccessRules rules) {
        this.rules = rules;
    }

    /** Whether a kind is a question of these. */
    static boolean answers(Kind<?> kind) {
        return kind.group().equals("authorization.k8s.io") || kind.plural().equals("selfsubjectreviews");
    }

    RestReply answer(Kind<?> kind, RestRequest asked, RestCaller caller) {
        Document whole = Document.of("kind", kind.kind())
                .with(kind.apiVersion(), "apiVersion")
                .with(asked.body().at("metadata"), "metadata")
                .withAll(asked.body());
        RestRequest request = new RestRequest(
                asked.method(), asked.path(), asked.query(), asked.contentType(), asked.accept(), whole);
        if (request.method().equals("POST") && kind.plural().equals("selfsubjectrulesreviews")) {
            String namespace = request.body().text("spec", "namespace").orElse("");
            Document status = Document.of("resourceRules", rules.rulesOf(caller, namespace))
                    .with(List.of(), "nonResourceRules")
                    .with(false, "incomplete");
            return RestReply.of(201, request.body().with(status, "status"));
        }
        if (request.method().equals("POST") && kind.plural().equals("selfsubjectreviews")) {
            Document who = Document.of("username", caller.user()).with(caller.groups(), "groups");
            return RestReply.of(201, request.body().with(who, "status", "userInfo"));
        }
        boolean own = kind.plural().equals("selfsubjectaccessreviews");
        boolean others = kind.plural().equals("subjectaccessreviews");
        if (!request.method().equals("POST") || !(own || others)) {
            throw new StatusException(RestResources.noSuchResource());
        }
        Document spec = request.body().at("spec");
        RestCaller who = own ? caller : new RestCaller(spec.text("user").orElse(""), spec.texts("groups"), "");
        Document wanted = spec.at("resourceAttributes");
        String part = wanted.text("subresource").orElse("");
        String resource = wanted.text("resource").orElse("");
        boolean allowed = spec.has("nonResourceAttributes")
                ? spec.text("nonResourceAttributes", "verb").orElse("").equals("get")
                : rules.allow(
                        who,
                        new AccessRules.Access(
                                wanted.text("verb").orElse(""),
                                wanted.text("group").orElse(""),
                                part.isEmpty() ? resource : resource + "/" + part,
                                wanted.text("namespace").orElse(""),
                                wanted.text("name").orElse("")));
        return RestReply.of(201, request.body().with(Document.of("allowed", allowed), "status"));
    }
}
