package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import io.github.kubemaintenance.model.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lists in pages: all pages of one list show the state of its first. A state costs nothing to keep, since trees share;
 * tokens live for five minutes, as with the server's own compaction.
 */
final class Lists {
    private static final Duration TOKENS_LIVE = Duration.ofMinutes(5);
    private static final int MOST_KEPT = 1000;

    private record Key(Kind<?> kind, String node, long revision) {}

    private record Kept(Ordered<?> tree, Instant since) {}

    private record Token(long revision, String namespace, String name) {
        static Token after(long revision, KubeObject last) {
            return new Token(revision, last.namespace(), last.name());
        }

        /** As kube-apiserver writes it, so that people who look into one find what they know. */
        String text() {
            Document token = Document.of("v", "meta.k8s.io/v1")
                    .with(revision, "rv")
                    .with(namespace + "/" + name + "\0", "start");
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(token.toString().getBytes(StandardCharsets.UTF_8));
        }

        /** Refuses a token that is of another server, or of none. */
        private static void known(Document token) {
            String version = token.text("v").orElse("");
            String why = "";
            if (!version.equals("meta.k8s.io/v1")) {
                why = "continue key is not valid: server does not recognize this encoded version " + version;
            } else if (token.number("rv").orElse(0L) == 0) {
                why = "continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)";
            } else if (token.text("start").orElse("").isEmpty()) {
                why = "continue key is not valid: encoded start key empty (version meta.k8s.io/v1)";
            }
            if (!why.isEmpty()) {
                throw new StatusException(Statuses.badRequest(INVALID + why));
            }
        }

        static Token parse(String text) {
            try {
                Document token = DocumentFormat.json()
                        .read(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
                known(token);
                String start = token.text("start").orElseThrow().replace("\0", "");
                int slash = start.indexOf('/');
                return new Token(
                        token.number("rv").orElseThrow(), start.substring(0, slash), start.substring(slash + 1));
            } catch (IllegalArgumentException
                    | DocumentFormatException
                    | java.util.NoSuchElementException
                    | StringIndexOutOfBoundsException e) {
                throw new StatusException(Statuses.badToken(text));
            }
        }
    }

    private static final String INVALID = "invalid continue token: ";

    private final Store store;
    private final Map<Key, Kept> kept = new LinkedHashMap<>();

    Lists(Store store) {
        this.store = store;
    }

    /** Forgets the states that tokens refer to. */
    void compact() {
        kept.clear();
    }

    <T extends KubeObject> Listing<T> list(Kind<T> kind, Query query, int limit, String continueToken) {
        checkFields(kind, query);
        if (continueToken.isEmpty()) {
            if (namesOne(kind, query)) {
                return new Listing<>(one(kind, query), "", store.revision(), OptionalLong.empty());
            }
            return page(kind, query, limit, source(kind, query), store.revision(), Optional.empty());
        }
        Token token = Token.parse(continueToken);
        if (token.revision() < 0) {
            return page(kind, query, limit, source(kind, query), store.revision(), Optional.of(token));
        }
        Kept state = kept.get(new Key(kind, node(query), token.revision()));
        if (state == null || state.since().plus(TOKENS_LIVE).isBefore(store.now())) {
            throw new StatusException(Statuses.tokenExpired(), new Token(-1, token.namespace(), token.name()).text());
        }
        @SuppressWarnings("unchecked") // kept under its own kind
        Ordered<T> tree = (Ordered<T>) state.tree();
        return page(kind, query, limit, tree, token.revision(), Optional.of(token));
    }

    private <T extends KubeObject> Listing<T> page(
            Kind<T> kind, Query query, int limit, Ordered<T> tree, long revision, Optional<Token> after) {
        String namespace = query.namespace().orElse("");
        Iterator<T> all = after.isPresent()
                ? tree.from(Places.after(after.get().namespace(), after.get().name()))
                : tree.from(Places.of(namespace, ""));
        List<T> items = new ArrayList<>();
        while (all.hasNext()) {
            T each = all.next();
            if (!namespace.isEmpty() && !each.namespace().equals(namespace)) {
                break;
            } else if (query.matches(each)) {
                if (limit > 0 && items.size() == limit) {
                    keep(new Key(kind, node(query), revision), tree);
                    T last = items.get(limit - 1);
                    return new Listing<>(
                            items, Token.after(revision, last).text(), revision, remaining(query, tree, last));
                }
                items.add(each);
            }
        }
        return new Listing<>(items, "", revision, OptionalLong.empty());
    }

    private static <T extends KubeObject> OptionalLong remaining(Query query, Ordered<T> tree, T last) {
        if (!query.fields().isEmpty() || !query.labels().requirements().isEmpty()) {
            return OptionalLong.empty();
        }
        int end = query.namespace().isPresent()
                ? tree.rank(object -> query.namespace().get().compareTo(object.namespace()) < 0 ? -1 : 1)
                : tree.size();
        return OptionalLong.of(end - tree.rank(Places.after(last.namespace(), last.name())));
    }

    private void keep(Key key, Ordered<?> tree) {
        kept.putIfAbsent(key, new Kept(tree, store.now()));
        if (kept.size() > MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /** The objects of a query, all of them, at the present instant. */
    <T extends KubeObject> List<T> select(Kind<T> kind, Query query) {
        return list(kind, query, 0, "").items();
    }

    private static boolean namesOne(Kind<?> kind, Query query) {
        return query.fields().containsKey("metadata.name")
                && (!kind.isNamespaced() || query.namespace().isPresent());
    }

    private <T extends KubeObject> List<T> one(Kind<T> kind, Query query) {
        String namespace = kind.isNamespaced() ? query.namespace().orElse("") : "";
        return store
                .find(kind, namespace, query.fields().getOrDefault("metadata.name", ""))
                .filter(query::matches)
                .stream()
                .toList();
    }

    @SuppressWarnings("unchecked") // pods are asked for by their own kind
    private <T extends KubeObject> Ordered<T> source(Kind<T> kind, Query query) {
        String node = node(query);
        return kind.equals(Kind.PODS) && !node.isEmpty() ? (Ordered<T>) store.podsOn(node) : store.ordered(kind);
    }

    private static String node(Query query) {
        return query.fields().getOrDefault("spec.nodeName", "");
    }

    private static void checkFields(Kind<?> kind, Query query) {
        for (String field : query.fields().keySet()) {
            boolean known = field.equals("metadata.name")
                    || (kind.isNamespaced() && field.equals("metadata.namespace"))
                    || (kind.equals(Kind.PODS) && (field.equals("spec.nodeName") || field.equals("status.phase")));
            if (!known) {
                throw new StatusException(Statuses.badRequest(Statuses.unknownField(kind, field)));
            }
        }
    }
}
