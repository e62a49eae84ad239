package io.github.kubemaintenance.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.cluster.Documents;
import io.github.kubemaintenance.cluster.Kind;
import io.github.kubemaintenance.cluster.PageRequest;
import io.github.kubemaintenance.cluster.Query;
import io.github.kubemaintenance.mock.MockCluster;
import io.github.kubemaintenance.model.Document;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Save, delete the namespace, restore: every object is equal but for what a server sets. */
class RoundTripTest {
    private static final List<Kind<?>> KINDS = List.of(
            Kind.document("", "v1", "configmaps", "ConfigMap", true),
            Kind.document("", "v1", "secrets", "Secret", true),
            Kind.document("", "v1", "serviceaccounts", "ServiceAccount", true),
            Kind.document("example.com", "v1", "tills", "Till", true),
            Kind.document("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void everyObjectComesBackAsItWas(long seed) {
        Random random = new Random(seed);
        List<Document> objects = new ArrayList<>();
        objects.add(Samples.definition("example.com", "Till", "tills", "Namespaced"));
        for (int i = 0; i < 30; i++) {
            objects.add(object(random, i));
        }
        MockCluster cluster = MockCluster.builder().seed(seed).objects(objects).build();
        Map<String, Document> before = state(cluster);
        Path target = folder.resolve(seed % 2 == 0 ? "b" : "b.tar.gz");
        SaveRequest.of(cluster, target)
                .secrets(seed % 3 == 0 ? SecretHandling.encryptedBy(Samples::flipped) : SecretHandling.keptReadable())
                .pageSize(1 + random.nextInt(9))
                .run();

        cluster.delete(Kind.NAMESPACES, "shop");
        cluster.advance(Duration.ofMinutes(5));
        assertEquals(Map.of(), state(cluster), "seed " + seed);
        RestoreReport report = RestoreRequest.of(cluster, target)
                .decryptSecrets(Samples::flipped)
                .run();

        assertEquals(before, state(cluster), () -> "seed " + seed + ": " + report);
        assertEquals(
                List.of(),
                RestoreRequest.of(cluster, target)
                        .decryptSecrets(Samples::flipped)
                        .run()
                        .objects(RestoredObject.Result.CREATED),
                "seed " + seed);
    }

    private static Document object(Random random, int number) {
        Kind<?> kind = KINDS.get(random.nextInt(KINDS.size()));
        String name = (random.nextBoolean() ? "a.b-" : "x") + number;
        Document object = Samples.object(kind.apiVersion(), kind.kind(), "shop", name);
        if (random.nextBoolean()) {
            object = object.with(tree(random, 1), "metadata", "labels");
        }
        if (random.nextBoolean()) {
            object = object.with(tree(random, 1), "metadata", "annotations");
        }
        String body = kind.kind().equals("Till") || kind.kind().equals("NetworkPolicy") ? "spec" : "data";
        return object.with(tree(random, body.equals("spec") ? 3 : 1), body);
    }

    private static Map<String, Object> tree(Random random, int depth) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = random.nextInt(4) + 1; i > 0; i--) {
            String key = "k" + random.nextInt(1000);
            tree.put(
                    key,
                    switch (depth == 1 ? 0 : random.nextInt(5)) {
                        case 0 -> text(random);
                        case 1 -> random.nextInt();
                        case 2 -> random.nextBoolean();
                        case 3 -> List.of(tree(random, depth - 1), tree(random, depth - 1));
                        default -> tree(random, depth - 1);
                    });
        }
        return tree;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append("aZ09 \n\"\\/:%é€\t{}".charAt(random.nextInt(16)));
        }
        return text.toString();
    }

    private static Map<String, Document> state(MockCluster cluster) {
        Documents api = (Documents) cluster.api();
        Map<String, Document> state = new TreeMap<>();
        for (Kind<?> kind : KINDS) {
            for (Document each : api.documents(kind, Query.inNamespace("shop"), PageRequest.first(0))
                    .items()) {
                state.put(kind.resource() + "/" + each.name(), Cleaning.clean(kind.resource(), each, false));
            }
        }
        return state;
    }
}
