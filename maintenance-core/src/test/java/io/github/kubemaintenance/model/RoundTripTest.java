package io.github.kubemaintenance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a real server showed is written as it was read. */
class RoundTripTest {
    private static final List<RealObjects.Found> ALL = RealObjects.all();

    @Test
    void every_real_object_is_written_as_it_was_read() {
        Map<String, Integer> counts = new TreeMap<>();
        Map<String, String> differences = new TreeMap<>();
        for (RealObjects.Found found : ALL) {
            Document object = found.object();
            typed(object).ifPresent(reader -> {
                counts.merge(object.kind(), 1, Integer::sum);
                List<String> different = new ArrayList<>();
                compare("", object.asMap(), reader.apply(object).toDocument().asMap(), different);
                different.forEach(
                        each -> differences.putIfAbsent(object.kind() + each, found.where() + " " + object.name()));
            });
        }
        assertEquals(Map.of(), differences, "difference, first seen in");
        assertTrue(counts.get("Pod") > 200, counts.toString());
        assertTrue(counts.get("Node") > 20, counts.toString());
        assertTrue(counts.get("PodDisruptionBudget") > 20, counts.toString());
        for (WorkloadKind kind : WorkloadKind.values()) {
            assertTrue(
                    kind == WorkloadKind.REPLICATION_CONTROLLER || counts.getOrDefault(kind.kind(), 0) > 0,
                    kind + " " + counts);
        }
    }

    @Test
    void odd_but_legal_forms_are_written_as_they_were_read() {
        assertKept("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'n','creationTimestamp':null,"
                + "'labels':{'a':''},'ownerReferences':[{'apiVersion':'v1','kind':'X','name':'x','uid':'u',"
                + "'controller':true,'blockOwnerDeletion':false}],'odd':{'x':[null]}},"
                + "'spec':{'containers':[{'name':'c','image':'i','resources':{},'ports':[]}],'volumes':null,"
                + "'tolerations':[{'key':'k'}],'nodeName':'n1','securityContext':{}},"
                + "'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True','lastProbeTime':null,"
                + "'lastTransitionTime':null,'message':'','reason':''}],"
                + "'containerStatuses':[{'name':'c','ready':false,'restartCount':3,'image':'','imageID':'',"
                + "'started':false,'state':{'terminated':{'exitCode':1,'startedAt':null,'finishedAt':null}},"
                + "'lastState':{}},{'name':'d','ready':true,'restartCount':0,'state':{}},"
                + "{'name':'e','ready':true,'restartCount':0,'state':{'waiting':{'message':'m'}}},"
                + "{'name':'f','ready':true,'restartCount':0,'state':{'running':{}}}],'qosClass':'BestEffort'}}");
        assertKept("{'apiVersion':'v1','kind':'Node','metadata':{'name':'n'},'spec':{'podCIDRs':[]},"
                + "'status':{'capacity':{'cpu':'4000m','memory':'134217728','example.com/x':'1k','bad':'?'},"
                + "'allocatable':{'cpu':'4','memory':'128Mi','ephemeral-storage':'134217728'},'images':[]}}");
        assertKept("{'apiVersion':'policy/v1','kind':'PodDisruptionBudget','metadata':{'name':'b','namespace':'n'},"
                + "'spec':{'minAvailable':'50%','selector':{'matchExpressions':[{'key':'a','operator':'In',"
                + "'values':['x']}]}},'status':{'disruptionsAllowed':0,'currentHealthy':0,'desiredHealthy':0,"
                + "'expectedPods':0}}");
        assertKept("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','namespace':'n'},"
                + "'spec':{'replicas':2,'selector':{'matchExpressions':[{'key':'b','operator':'In','values':['x']},"
                + "{'key':'a','operator':'In','values':['x']}]},'template':{'metadata':{'creationTimestamp':null,"
                + "'name':'t','labels':{'a':'x','b':'x'}},'spec':{'containers':[]}},'strategy':{}},'status':{}}");
        assertKept("{'apiVersion':'v1','kind':'ReplicationController','metadata':{'name':'r','namespace':'n'},"
                + "'spec':{'replicas':0,'selector':{'a':'x'},'template':{'metadata':{'labels':{'a':'x'}},"
                + "'spec':{'containers':[]}}},'status':{'replicas':0}}");
    }

    private static void assertKept(String single) {
        Document object = DocumentFormat.json().read(single.replace('\'', '"'));
        Function<Document, KubeObject> reader = typed(object).orElseThrow();
        KubeObject read = reader.apply(object);
        List<String> different = new ArrayList<>();
        compare("", object.asMap(), read.toDocument().asMap(), different);
        assertEquals(List.of(), different, object.kind());
        assertEquals(read, reader.apply(read.toDocument()), "read again it is the same");
    }

    @Test
    void what_was_changed_is_written_in_our_words() {
        Pod pod = Pod.of(DocumentFormat.json()
                .read(
                        ("{'metadata':{'name':'p','creationTimestamp':null,'ownerReferences':[{'apiVersion':'v1','kind':'X',"
                                        + "'name':'x','uid':'u','controller':false}]}}")
                                .replace('\'', '"')));
        OwnerReference other = OwnerReference.controller("apps/v1", "ReplicaSet", "rs", "u2");
        Pod changed = pod.with(pod.metadata()
                .created("uid", "7", 1, Instant.parse("2030-01-01T00:00:00Z"))
                .withOwnerReferences(List.of(other)));
        Document written = changed.toDocument().at("metadata");
        assertEquals(List.of(other.toDocument()), written.documents("ownerReferences"));
        assertEquals(Optional.of("2030-01-01T00:00:00Z"), written.text("creationTimestamp"));
        Document orphan =
                pod.with(pod.metadata().withOwnerReferences(List.of())).toDocument();
        assertEquals(List.of(), orphan.documents("metadata", "ownerReferences"));

        Node node = Node.of(Document.empty()
                .with("4000m", "status", "capacity", "cpu")
                .with("8000m", "status", "allocatable", "cpu"));
        Node smaller = new Node(
                node.metadata(),
                false,
                List.of(),
                node.capacity(),
                Map.of("cpu", Quantity.of(2)),
                List.of(),
                node.otherSpec(),
                node.otherStatus());
        assertEquals(Optional.of("4000m"), smaller.toDocument().text("status", "capacity", "cpu"));
        assertEquals(Optional.of("2"), smaller.toDocument().text("status", "allocatable", "cpu"));
    }

    @Test
    void objects_of_odd_shape_are_read_or_refused_as_illegal() {
        List<Function<Document, KubeObject>> readers =
                List.of(Pod::of, Node::of, PodDisruptionBudget::of, Workload::of);
        Object[] spice = {null, "", "x", -1L, 1L << 40, 0.5, true, List.of(), List.of("x"), Map.of(), Map.of("x", 1L)};
        List<Document> real = ALL.stream()
                .map(RealObjects.Found::object)
                .filter(object -> typed(object).isPresent())
                .toList();
        int refused = 0;
        for (long seed = 0; seed < 4000; seed++) {
            Random random = new Random(seed);
            Document object = real.get(random.nextInt(real.size()));
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                object = Document.of(spoil(object.asMap(), random, spice));
            }
            for (Function<Document, KubeObject> reader : readers) {
                try {
                    reader.apply(object).toDocument();
                } catch (IllegalArgumentException e) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed + ": " + object, e);
                }
            }
        }
        assertTrue(refused > 0);
    }

    private static Map<String, Object> spoil(Map<?, ?> map, Random random, Object[] spice) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        if (!copy.isEmpty()) {
            List<String> keys = List.copyOf(copy.keySet());
            String key = keys.get(random.nextInt(keys.size()));
            copy.put(key, spoiled(copy.get(key), random, spice));
        }
        return copy;
    }

    private static Object spoiled(Object value, Random random, Object[] spice) {
        if (value instanceof Map<?, ?> below && random.nextInt(8) > 0) {
            return spoil(below, random, spice);
        } else if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(8) > 0) {
            List<Object> copy = new ArrayList<>(list);
            int at = random.nextInt(copy.size());
            copy.set(at, spoiled(copy.get(at), random, spice));
            return copy;
        }
        return spice[random.nextInt(spice.length)];
    }

    private static Optional<Function<Document, KubeObject>> typed(Document object) {
        return switch (object.apiVersion() + " " + object.kind()) {
            case "v1 Pod" -> Optional.of(Pod::of);
            case "v1 Node" -> Optional.of(Node::of);
            case "policy/v1 PodDisruptionBudget" -> Optional.of(PodDisruptionBudget::of);
            default ->
                WorkloadKind.find(object.apiVersion(), object.kind())
                        .filter(kind -> object.apiVersion().equals(kind.apiVersion()))
                        .map(kind -> Workload::of);
        };
    }

    private static void compare(String path, Object expected, Object actual, List<String> different) {
        if (expected instanceof Map<?, ?> before && actual instanceof Map<?, ?> after) {
            TreeSet<String> keys = new TreeSet<>();
            before.keySet().forEach(key -> keys.add((String) key));
            after.keySet().forEach(key -> keys.add((String) key));
            for (String key : keys) {
                if (!before.containsKey(key)) {
                    different.add(path + "." + key + " added");
                } else if (!after.containsKey(key)) {
                    different.add(path + "." + key + " lost");
                } else {
                    compare(path + "." + key, before.get(key), after.get(key), different);
                }
            }
        } else if (expected instanceof List<?> before
                && actual instanceof List<?> after
                && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(path + "[]", before.get(i), after.get(i), different);
            }
        } else if (!Objects.equals(expected, actual)) {
            different.add(path + ": " + expected + " became " + actual);
        }
    }
}
