package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.mock.RestCaller;
import io.github.kubemaintenance.mock.RestRequest;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The body of one request: read as kube-apiserver reads it (fieldValidation, since 1.25: Ignore, Warn by default, or
 * Strict), with what there is to warn of.
 */
final class RestBodies {
    private static final int SHOWN = 30;
    private static final Set<String> PARTS = Set.of("Eviction", "Scale", "Binding", "DeleteOptions", "Status", "List");

    private final RestRequest request;
    private final List<String> duplicates;
    private final List<String> warnings = new ArrayList<>();
    private RestCaller caller = RestCaller.administrator();
    private Optional<World> world = Optional.empty();

    private RestBodies(RestRequest request, List<String> duplicates) {
        this.request = request;
        this.duplicates = duplicates;
    }

    /** The body of a request that is already a tree. */
    static RestBodies of(RestRequest request) {
        return new RestBodies(request, List.of());
    }

    /** Reads the body of a request; the word is the kind that is expected of it. */
    static RestBodies read(RestRequest request, String text, String word) {
        boolean patch = request.method().equals("PATCH");
        if (request.contentType().contains("yaml") || request.contentType().contains("protobuf")) {
            return of(request);
        } else if (text.isEmpty()
                && (request.method().equals("GET") || request.method().equals("DELETE"))) {
            return of(request);
        }
        List<String> twice;
        try {
            twice = GoJson.duplicates(text);
        } catch (GoJson.Malformed malformed) {
            String why = malformed.why();
            throw new StatusException(Statuses.badRequest(patch ? why : unrecognized(word, why, text)));
        }
        boolean operations = request.contentType().contains("json-patch+json");
        try {
            Document body = DocumentFormat.json().read(operations ? "{\"operations\":" + text + "}" : text);
            return new RestBodies(
                    new RestRequest(
                            request.method(),
                            request.path(),
                            request.query(),
                            request.contentType(),
                            request.accept(),
                            body),
                    operations ? List.of() : twice);
        } catch (DocumentFormatException noObject) {
            String why = "json: cannot unmarshal " + (text.strip().startsWith("[") ? "array" : "string")
                    + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind"
                    + " string \"json:\\\"kind,omitempty\\\"\" }";
            throw new StatusException(Statuses.badRequest(unrecognized(word, why, text)));
        }
    }

    private static String unrecognized(String word, String why, String text) {
        String shown = text.isEmpty()
                ? "<empty>"
                : text.startsWith("{")
                        ? shortened(text, SHOWN)
                        : shortened(
                                HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                                2 * SHOWN);
        return "the object provided is unrecognized (must be of type " + word
                + "): couldn't get version/kind; json parse error: " + why + " (" + shown + ")";
    }

    private static String shortened(String text, int length) {
        return text.length() > length ? text.substring(0, length) + " ..." : text;
    }

    /** The request with its body. */
    RestRequest request() {
        return request;
    }

    /** Says who sends it. */
    RestBodies by(RestCaller sender) {
        this.caller = sender;
        return this;
    }

    /** Says in which world it is read. */
    RestBodies in(World there) {
        this.world = Optional.of(there);
        return this;
    }

    /** Who sends it. */
    RestCaller caller() {
        return caller;
    }

    /** Adds a warning to the answer. */
    void warn(String text) {
        warnings.add(text);
    }

    /** The header Warning, as RFC 7234 has it; empty if there is nothing to warn of. */
    Optional<String> warning() {
        return warnings.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(
                        ", ",
                        warnings.stream()
                                .distinct()
                                .map(each ->
                                        "299 - \"" + each.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                                .toList()));
    }

    /** The body as an object of the kind, which a create or a replacement brings. */
    Document object(Kind<?> kind) {
        Document body = request.body();
        Names names = Names.of(kind, body);
        names.check(kind);
        Decoding.Decoded decoded = decoded(kind, names, body);
        List<String> unknown = new ArrayList<>(decoded.unknown());
        Document document = world.map(there -> Schemas.completed(there, kind, decoded.document(), unknown))
                .orElse(decoded.document());
        List<String> strange = strange(unknown);
        if (!strange.isEmpty()) {
            throw new StatusException(Statuses.badRequest(
                    names.unhandled(kind) + "strict decoding error: " + String.join(", ", strange)));
        }
        return document;
    }

    private static Decoding.Decoded decoded(Kind<?> kind, Names names, Document body) {
        try {
            return Decoding.decode(kind.apiVersion(), kind.kind(), body);
        } catch (Decoding.WrongType wrong) {
            throw new StatusException(Statuses.badRequest(names.unhandled(kind) + wrong.why()));
        }
    }

    /** What a patch has made of an object; the patch is shown in refusals. */
    Document patched(Kind<?> kind, Document result, boolean strategic) {
        Decoding.Decoded decoded;
        try {
            decoded = Decoding.decode(kind.apiVersion(), kind.kind(), result);
        } catch (Decoding.WrongType wrong) {
            throw new StatusException(unfit(result, strategic, wrong.why()));
        }
        List<String> strange = strange(decoded.unknown());
        if (!strange.isEmpty()) {
            throw new StatusException(unfit(result, strategic, "strict decoding error: " + String.join(", ", strange)));
        }
        return decoded.document();
    }

    private io.github.kubemaintenance.cluster.ApiStatus unfit(Document result, boolean strategic, String why) {
        String shown = strategic ? GoText.map(request.body().asMap()) : result.toString();
        return Invalid.of("", "").invalid("patch", GoText.quoted(shown), why).status();
    }

    /** Warns of what is strange, or returns it where it is to be refused. */
    private List<String> strange(List<String> unknown) {
        String directive = request.query().getOrDefault("fieldValidation", "");
        List<String> all = new ArrayList<>(duplicates);
        all.addAll(unknown);
        if (directive.equals("Strict")) {
            return all;
        } else if (!directive.equals("Ignore")) {
            all.forEach(this::warn);
        }
        return List.of();
    }

    /** What a body says that it is. */
    private record Names(String apiVersion, String kind) {
        static Names of(Kind<?> expected, Document body) {
            return new Names(
                    body.apiVersion().isEmpty() ? expected.apiVersion() : body.apiVersion(),
                    body.kind().isEmpty() ? expected.kind() : body.kind());
        }

        String unhandled(Kind<?> as) {
            return kind + " in version \"" + apiVersion.substring(apiVersion.indexOf('/') + 1)
                    + "\" cannot be handled as a " + as.kind() + ": ";
        }

        void check(Kind<?> expected) {
            if (apiVersion.equals(expected.apiVersion()) && kind.equals(expected.kind())) {
                return;
            }
            boolean registered = ApiResources.builtIn(apiVersion, kind).isPresent()
                    || PARTS.contains(kind)
                    || !Kinds.isBuiltIn(expected);
            if (!registered) {
                throw new StatusException(Statuses.badRequest(unhandled(expected) + "no kind \"" + kind
                        + "\" is registered for version \"" + apiVersion
                        + "\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""));
            } else if (kind.equals(expected.kind())) {
                throw new StatusException(Statuses.badRequest("the API version in the data (" + apiVersion
                        + ") does not match the expected API version (" + expected.apiVersion() + ")"));
            }
            String inside =
                    expected.group().isEmpty() ? "core" : expected.group().replaceFirst("\\..*", "");
            throw new StatusException(Statuses.badRequest(
                    unhandled(expected) + "converting (" + apiVersion.substring(apiVersion.indexOf('/') + 1) + "."
                            + kind + ") to (" + inside + "." + expected.kind() + "): unknown conversion"));
        }
    }
}
