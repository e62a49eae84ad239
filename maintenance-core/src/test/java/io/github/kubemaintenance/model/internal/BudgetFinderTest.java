package io.github.kubemaintenance.model.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against asking every budget. */
class BudgetFinderTest {
    private static final List<String> SELECTORS = List.of(
            "{}",
            "null",
            "{'matchLabels':{'a':'1'}}",
            "{'matchLabels':{'a':'2'}}",
            "{'matchLabels':{'a':'1','b':'1'}}",
            "{'matchLabels':{'b':'1'}}",
            "{'matchExpressions':[{'key':'a','operator':'In','values':['1','2']}]}",
            "{'matchExpressions':[{'key':'a','operator':'Exists'}]}",
            "{'matchExpressions':[{'key':'a','operator':'NotIn','values':['1']}]}",
            "{'matchExpressions':[{'key':'b','operator':'In','values':['1']}],'matchLabels':{'a':'2'}}");

    @Test
    void the_finder_finds_what_asking_all_of_them_finds() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            BudgetFinder finder = new BudgetFinder();
            Map<String, PodDisruptionBudget> model = new TreeMap<>();
            for (int i = 0; i < 60; i++) {
                String at = "seed " + seed + " step " + i;
                PodDisruptionBudget budget = budget(random);
                if (random.nextInt(4) == 0) {
                    finder.remove(budget);
                    model.remove(budget.toString());
                } else {
                    finder.put(budget);
                    model.put(budget.toString(), budget);
                }
                Pod pod = pod(random);
                assertEquals(
                        model.values().stream().filter(each -> each.guards(pod)).toList(), finder.guarding(pod), at);
                assertEquals(
                        model.values().stream()
                                .filter(each -> each.namespace().equals(pod.namespace()))
                                .toList(),
                        finder.in(pod.namespace()),
                        at);
            }
        }
    }

    private static PodDisruptionBudget budget(Random random) {
        return PodDisruptionBudget.of(read("{'metadata':{'namespace':'ns" + random.nextInt(2) + "','name':'b"
                + random.nextInt(9) + "','resourceVersion':'" + random.nextInt(1000) + "'},'spec':{'selector':"
                + SELECTORS.get(random.nextInt(SELECTORS.size())) + ",'minAvailable':1}}"));
    }

    private static Pod pod(Random random) {
        return Pod.of(read("{'metadata':{'namespace':'ns" + random.nextInt(2) + "','name':'p','labels':{"
                + (random.nextBoolean() ? "'a':'" + random.nextInt(3) + "'," : "") + "'b':'" + random.nextInt(3)
                + "'}},'spec':{'containers':[]}}"));
    }

    private static Document read(String text) {
        return DocumentFormat.json().read(text.replace('\'', '"'));
    }
}
