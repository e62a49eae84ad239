package io.github.kubemaintenance.cluster;

import io.github.kubemaintenance.model.Document;
import java.util.Optional;

/**
 * Capability: objects of any kind as trees, and what kinds there are. Reads throw {@link ApiException}; a write is sent
 * exactly once and returns its outcome. Deletion is {@link ClusterApi#delete}, which takes any kind.
 *
 * <p>The static methods make the calls for a {@link ClusterSession}.
 */
public interface Documents extends ClusterApi {
    /**
     * Asks what the server serves. May cost several requests: two where the server answers for all groups at once (1.27
     * and later), else one for each group version.
     *
     * @return what it serves, and of what nothing is known
     * @throws ApiException where even the groups can't be read
     */
    Discovery discover();

    /**
     * Lists a page; all pages of one list show the revision of the first.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param page which page
     * @return whole objects, each with apiVersion and kind
     * @throws ApiException where it can't be read; EXPIRED for a token that is too old
     */
    Page<Document> documents(Kind<?> kind, Query query, PageRequest page);

    /**
     * Gets one object.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     * @return empty if there is none
     * @throws ApiException where it can't be read
     */
    Optional<Document> document(Kind<?> kind, String namespace, String name);

    /**
     * Creates, replaces or applies an object: exactly one POST, PUT or PATCH.
     *
     * @param write the request
     * @return what the server answered
     */
    DocumentOutcome write(DocumentWrite write);

    /** {@return the call of {@link #discover()}} */
    static Call<Discovery> discovering() {
        return new Call.Use<>(Documents.class, "get /apis", false, Documents::discover);
    }

    /**
     * Makes the call of {@link #documents}.
     *
     * @param kind which kind
     * @param query which of its objects
     * @param page which page
     * @return the call
     */
    static Call<Page<Document>> listing(Kind<?> kind, Query query, PageRequest page) {
        return new Call.Use<>(
                Documents.class, "list " + kind.resource(), false, api -> api.documents(kind, query, page));
    }

    /**
     * Makes the call of {@link #document}.
     *
     * @param kind its kind
     * @param namespace its namespace, empty for none
     * @param name its name
     * @return the call
     */
    static Call<Optional<Document>> reading(Kind<?> kind, String namespace, String name) {
        String object = namespace.isEmpty() ? name : namespace + "/" + name;
        return new Call.Use<>(
                Documents.class,
                "get " + kind.resource() + " " + object,
                false,
                api -> api.document(kind, namespace, name));
    }

    /**
     * Makes the call of {@link #write}. Where no answer comes the call fails: {@link DocumentOutcome#of(Result)} makes an
     * outcome of either.
     *
     * @param write the request
     * @return the call
     */
    static Call<DocumentOutcome> writing(DocumentWrite write) {
        return new Call.Use<>(Documents.class, write.describe(), true, api -> api.write(write));
    }
}
