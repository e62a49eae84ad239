package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.cluster.Patch;
import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Patches: the examples of RFC 7386, the ways of Kubernetes' strategic merge, and differences that are taken and applied. */
class MergePatchTest {
    /** Target, patch, result; from the appendix of RFC 7386, what is an object there. */
    private static final String[][] RFC = {
        {"{'a':'b'}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}"},
        {"{'a':'b'}", "{'a':null}", "{}"},
        {"{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}"},
        {"{'a':['b']}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'c'}", "{'a':['b']}", "{'a':['b']}"},
        {"{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}"},
        {"{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}"},
        {"{'e':null}", "{'a':1}", "{'e':null,'a':1}"},
        {"{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}"},
        {"{'a':'b'}", "{'a':{'c':'d','e':null}}", "{'a':{'c':'d'}}"},
    };

    private static final String[][] STRATEGIC = {
        // by their key, in place; new ones at the end
        {
            "{'spec':{'taints':[{'key':'a','effect':'NoSchedule'},{'key':'b','effect':'NoExecute'}]}}",
            "{'spec':{'taints':[{'key':'c','effect':'NoSchedule'},{'key':'a','value':'1'}]}}",
            "{'spec':{'taints':[{'key':'a','effect':'NoSchedule','value':'1'},{'key':'b','effect':'NoExecute'},"
                    + "{'key':'c','effect':'NoSchedule'}]}}"
        },
        {
            "{'status':{'conditions':[{'type':'Ready','status':'True'}]}}",
            "{'status':{'conditions':[{'type':'Ready','status':null},{'type':'X','status':'True'}]}}",
            "{'status':{'conditions':[{'type':'Ready'},{'type':'X','status':'True'}]}}"
        },
        {
            "{'spec':{'taints':[{'key':'a'},{'key':'b'}]}}",
            "{'spec':{'taints':[{'key':'a','$patch':'delete'},{'key':'nobody','$patch':'delete'}]}}",
            "{'spec':{'taints':[{'key':'b'}]}}"
        },
        {
            "{'spec':{'taints':[{'key':'a'},{'key':'b'}]}}",
            "{'spec':{'taints':[{'$patch':'replace'},{'key':'c'}]}}",
            "{'spec':{'taints':[{'key':'c'}]}}"
        },
        {
            "{'metadata':{'labels':{'a':'1','b':'2'}}}",
            "{'metadata':{'labels':{'$patch':'replace','c':'3'}}}",
            "{'metadata':{'labels':{'c':'3'}}}"
        },
        // sets of texts
        {
            "{'metadata':{'finalizers':['a','b']}}",
            "{'metadata':{'finalizers':['c','a']}}",
            "{'metadata':{'finalizers':['a','b','c']}}"
        },
        {
            "{'metadata':{'finalizers':['a','b']}}",
            "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a','x']}}",
            "{'metadata':{'finalizers':['b']}}"
        },
        // an order is taken note of; a list without a key is replaced
        {
            "{'spec':{'taints':[{'key':'a'}]}}",
            "{'spec':{'$setElementOrder/taints':[{'key':'b'},{'key':'a'}],'taints':[{'key':'b'}]}}",
            "{'spec':{'taints':[{'key':'a'},{'key':'b'}]}}"
        },
        {"{'spec':{'args':['a','b']}}", "{'spec':{'args':['c']}}", "{'spec':{'args':['c']}}"},
        {"{'spec':{'unschedulable':true}}", "{'spec':{'unschedulable':null}}", "{'spec':{}}"},
    };

    private static void check(Patch.Type type, String[][] examples) {
        for (String[] example : examples) {
            Document result = MergePatch.apply(type, Sim.json(example[0]), Sim.json(example[1]));
            assertEquals(Sim.json(example[2]), result, example[0] + " patched with " + example[1]);
        }
    }

    @Test
    void a_merge_patch_does_what_the_rfc_shows() {
        check(Patch.Type.MERGE, RFC);
    }

    @Test
    void a_strategic_patch_merges_lists_by_their_keys() {
        check(Patch.Type.STRATEGIC_MERGE, STRATEGIC);
    }

    @Test
    void a_merge_patch_knows_no_directives_and_replaces_lists() {
        assertEquals(
                Sim.json("{'taints':[{'key':'b'}],'$patch':'replace','a':1}"),
                MergePatch.apply(
                        Patch.Type.MERGE,
                        Sim.json("{'taints':[{'key':'a'}],'a':1}"),
                        Sim.json("{'taints':[{'key':'b'}],'$patch':'replace'}")));
    }

    @Test
    void the_difference_of_two_documents_makes_one_of_the_other() {
        for (long seed = 1; seed <= 2000; seed++) {
            Random random = new Random(seed);
            Map<String, Object> from = tree(random, 3);
            Map<String, Object> to = random.nextInt(4) == 0 ? tree(random, 3) : changed(random, from);
            Document target = Document.of(from);
            Document patch = Document.of(difference(from, to));
            String at = "seed " + seed + ": " + target + " patched with " + patch;
            for (Patch.Type type : List.of(Patch.Type.MERGE, Patch.Type.STRATEGIC_MERGE)) {
                Document once = MergePatch.apply(type, target, patch);
                assertEquals(Document.of(to), once, at);
                assertEquals(once, MergePatch.apply(type, once, patch), at + " twice");
                assertEquals(Document.of(from), target, at + ": the target stays");
            }
        }
    }

    private static Map<String, Object> tree(Random random, int depth) {
        Map<String, Object> tree = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            tree.put("k" + random.nextInt(6), value(random, depth));
        }
        return tree;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> "text " + random.nextInt(3);
            case 1 -> (long) random.nextInt(3);
            case 2 -> random.nextBoolean();
            case 3 -> list(random);
            default -> tree(random, depth - 1);
        };
    }

    private static List<Object> list(Random random) {
        List<Object> list = new ArrayList<>();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            list.add(random.nextBoolean() ? "item " + random.nextInt(3) : tree(random, 0));
        }
        return list;
    }

    private static Map<String, Object> changed(Random random, Map<String, Object> from) {
        Map<String, Object> to = new LinkedHashMap<>(from);
        to.keySet().removeIf(key -> random.nextInt(3) == 0);
        to.replaceAll((key, value) -> value instanceof Map<?, ?> map && random.nextBoolean()
                ? changed(random, texts(map))
                : random.nextInt(3) == 0 ? value(random, 1) : value);
        to.putAll(tree(random, 1));
        return to;
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put((String) key, value));
        return texts;
    }

    /** What a client would send: null for what goes, whole values for what comes, and the same for parts. */
    private static Map<String, Object> difference(Map<String, Object> from, Map<String, Object> to) {
        Map<String, Object> patch = new LinkedHashMap<>();
        TreeSet<String> keys = new TreeSet<>(from.keySet());
        keys.addAll(to.keySet());
        for (String key : keys) {
            Object before = from.get(key);
            Object after = to.get(key);
            if (after == null) {
                patch.put(key, null);
            } else if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> next) {
                patch.put(key, difference(texts(old), texts(next)));
            } else if (!after.equals(before)) {
                patch.put(key, after);
            }
        }
        return patch;
    }
}
