package io.github.kubemaintenance.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.UpgradePlanner;
import io.github.kubemaintenance.model.DocumentFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forms of a plan: table, Markdown, Mermaid, JSON and back. */
class PlanFormsTest {
    private final UpgradePlan plan = UpgradePlanner.to("1.32")
            .plan(A.cluster(List.of("1.30.6", "1.30.6"), A.worker("w-1", "1.29.3"), A.notReady("lost", "1.27.1")));

    @Test
    void x07_json_keeps_all_of_it() {
        UpgradePlan back = UpgradePlan.fromJson(plan.toJson());

        assertEquals(plan, back);
        assertEquals(plan.hashCode(), back.hashCode());
        assertEquals(plan.toJson(), back.toJson());
        assertEquals(plan.toString(), back.toString());
        assertEquals(plan.toMarkdown(), back.toMarkdown());
        assertEquals(plan.states(), back.states());
    }

    @Test
    void x07_what_is_not_known_is_passed_over() {
        String more = DocumentFormat.json()
                .write(DocumentFormat.json()
                        .read(plan.toJson())
                        .with("new", "inventory", "colour")
                        .with(1, "later"));

        assertEquals(plan, UpgradePlan.fromJson(more));
    }

    @Test
    void what_is_no_plan_is_refused_with_what_is_missing() {
        IllegalArgumentException kind =
                assertThrows(IllegalArgumentException.class, () -> UpgradePlan.fromJson("{\"kind\":\"Pod\"}"));
        assertTrue(String.valueOf(kind.getMessage()).contains("Pod"));
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> UpgradePlan.fromJson("{\"kind\":\"UpgradePlan\"}"));
        assertTrue(String.valueOf(missing.getMessage()).contains("missing"));
    }

    @Test
    void the_table_names_steps_and_findings() {
        String table = plan.toString();

        assertTrue(table.contains("1.31/control-plane/cp-1"), table);
        assertTrue(table.contains("BLOCKED: "), table);
        assertTrue(table.contains("BLOCKER SKEW:kubelet on lost"), table);
    }

    @Test
    void the_runbook_has_every_command_check_and_way_back() {
        String markdown = plan.toMarkdown();

        for (UpgradeStep step : plan.steps()) {
            assertTrue(markdown.contains("`" + step.id() + "`"), step.id());
            step.commands().forEach(each -> assertTrue(markdown.contains(each.text() + "\n"), each::text));
            step.before().forEach(each -> assertTrue(markdown.contains(each.text()), each::text));
            step.after().forEach(each -> assertTrue(markdown.contains(each.text()), each::text));
            step.wayBack().forEach(each -> assertTrue(markdown.contains("- " + each), each));
        }
        long fences = markdown.lines().filter(line -> line.startsWith("```")).count();
        assertEquals(0, fences % 2);
    }

    @Test
    void the_flowchart_has_a_box_for_each_step_and_closes_its_frames() {
        String mermaid = plan.toMermaid();

        assertTrue(mermaid.startsWith("flowchart TD\n"));
        assertEquals(
                plan.steps().size(),
                mermaid.lines().filter(line -> line.matches(" {4}s\\d+\\[.*")).count());
        assertEquals(
                mermaid.lines().filter(line -> line.contains("subgraph")).count(),
                mermaid.lines().filter(line -> line.equals("  end")).count());
        assertTrue(mermaid.contains("(blocked)"));
    }
}
