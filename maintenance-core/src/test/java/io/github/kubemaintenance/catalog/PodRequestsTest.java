package io.github.kubemaintenance.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Container;
import io.github.kubemaintenance.model.PodSpec;
import io.github.kubemaintenance.model.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pod takes; the cases with init containers follow the scheduler's own tables. */
class PodRequestsTest {
    private static Container container(String cpu) {
        return Container.of("c", "i", Map.of("cpu", Quantity.parse(cpu)));
    }

    private static Container sidecar(String cpu) {
        Container plain = container(cpu);
        return new Container(plain.name(), plain.image(), plain.requests(), plain.hostPorts(), true);
    }

    private static long cpu(List<Container> init, List<Container> main) {
        return PodRequests.of(
                        PodSpec.builder().initContainers(init).containers(main).build())
                .milliCpu();
    }

    @Test
    void containers_are_summed() {
        assertEquals(3000, cpu(List.of(), List.of(container("1"), container("2"))));
        assertEquals(0, cpu(List.of(), List.of()));
    }

    @Test
    void the_greatest_init_container_counts_where_it_is_more() {
        assertEquals(5000, cpu(List.of(container("5"), container("3")), List.of(container("1"), container("2"))));
        assertEquals(4000, cpu(List.of(container("3")), List.of(container("4"))));
    }

    @Test
    void a_sidecar_runs_beside_the_containers() {
        assertEquals(3000, cpu(List.of(sidecar("1")), List.of(container("2"))));
    }

    @Test
    void an_init_container_runs_beside_the_sidecars_started_before_it_only() {
        assertEquals(6000, cpu(List.of(sidecar("1"), container("5")), List.of(container("2"))));
        assertEquals(5000, cpu(List.of(container("5"), sidecar("1")), List.of(container("2"))));
        assertEquals(
                9000,
                cpu(List.of(sidecar("1"), container("5"), sidecar("2"), container("6")), List.of(container("3"))));
        assertEquals(5000, cpu(List.of(container("1"), sidecar("5")), List.of()), "a sidecar starts alone");
    }

    @Test
    void overhead_comes_on_top_and_other_resources_are_whole() {
        PodRequests requests = PodRequests.of(PodSpec.builder()
                .containers(List.of(Container.of(
                        "c", "i", Map.of("memory", Quantity.parse("100Mi"), "example.com/gpu", Quantity.parse("2")))))
                .overhead(Map.of("cpu", Quantity.parse("0.1m"), "memory", Quantity.parse("20Mi")))
                .build());
        assertEquals(new PodRequests(1, 120L << 20, Map.of("example.com/gpu", 2L), List.of()), requests);
    }

    @Test
    void ports_of_containers_and_sidecars_are_taken_and_those_of_init_containers_not() {
        Container.HostPort port = new Container.HostPort("TCP", "0.0.0.0", 80);
        Container.HostPort other = new Container.HostPort("TCP", "0.0.0.0", 81);
        Container.HostPort third = new Container.HostPort("TCP", "0.0.0.0", 82);
        PodSpec spec = PodSpec.builder()
                .containers(List.of(new Container("a", "i", Map.of(), List.of(port), false)))
                .initContainers(List.of(
                        new Container("b", "i", Map.of(), List.of(other), true),
                        new Container("c", "i", Map.of(), List.of(third), false)))
                .build();
        assertEquals(List.of(other, port), PodRequests.of(spec).ports());
    }
}
