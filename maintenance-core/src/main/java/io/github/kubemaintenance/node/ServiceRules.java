package io.github.kubemaintenance.node;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.KubeDocument;
import io.github.kubemaintenance.model.LabelSelector;
import io.github.kubemaintenance.model.Pod;
import io.github.kubemaintenance.model.PodRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which Services have endpoints on the node. The endpoints of a Service with a selector are the Ready pods that it
 * selects, as the endpoints controller makes them; of one without, what its EndpointSlices say. Pure.
 */
final class ServiceRules {
    private final OutageFacts facts;
    private final Optional<TimeRange> noticed;
    private final Optional<Duration> returnsAfter;

    /** Endpoints of a Service. */
    private record Endpoints(List<PodRef> here, int elsewhere) {}

    ServiceRules(OutageFacts facts, Optional<TimeRange> noticed, Optional<Duration> returnsAfter) {
        this.facts = facts;
        this.noticed = noticed;
        this.returnsAfter = returnsAfter;
    }

    List<ServiceOutage> services(List<PodOutage> pods) {
        List<ServiceOutage> all = new ArrayList<>();
        for (KubeDocument service : facts.services().items()) {
            if (service.document().text("spec", "type").orElse("").equals("ExternalName")) {
                continue;
            }
            Map<String, String> selector = service.document().textMap("spec", "selector");
            Endpoints endpoints = selector.isEmpty() ? ofSlices(service) : selected(service, selector);
            if (!endpoints.here().isEmpty()) {
                all.add(outage(service, endpoints, pods));
            }
        }
        all.sort(Comparator.comparing(ServiceOutage::namespace).thenComparing(ServiceOutage::name));
        return all;
    }

    private static boolean publishesUnready(KubeDocument service) {
        return service.document().flag("spec", "publishNotReadyAddresses").orElse(false);
    }

    private Endpoints selected(KubeDocument service, Map<String, String> labels) {
        LabelSelector selector = LabelSelector.of(labels);
        boolean unready = publishesUnready(service);
        List<PodRef> here = new ArrayList<>();
        int elsewhere = 0;
        for (Pod pod : facts.pods()) {
            boolean serves = pod.namespace().equals(service.namespace())
                    && !pod.nodeName().isEmpty()
                    && !pod.isFinished()
                    && !pod.isTerminating()
                    && (unready || pod.isReady())
                    && selector.matches(pod.metadata().labels());
            if (serves && pod.nodeName().equals(facts.node().name())) {
                here.add(pod.ref());
            } else if (serves) {
                elsewhere++;
            }
        }
        return new Endpoints(here, elsewhere);
    }

    /** Addresses are counted once, whichever family of addresses a slice is for. */
    private Endpoints ofSlices(KubeDocument service) {
        Set<PodRef> here = new TreeSet<>();
        Set<String> elsewhere = new HashSet<>();
        for (KubeDocument slice : facts.slices().items()) {
            boolean own = slice.namespace().equals(service.namespace())
                    && slice.metadata()
                            .labels()
                            .getOrDefault("kubernetes.io/service-name", "")
                            .equals(service.name());
            if (own) {
                for (Document endpoint : slice.document().documents("endpoints")) {
                    add(slice, endpoint, here, elsewhere);
                }
            }
        }
        return new Endpoints(List.copyOf(here), elsewhere.size());
    }

    private void add(KubeDocument slice, Document endpoint, Set<PodRef> here, Set<String> elsewhere) {
        if (!endpoint.flag("conditions", "ready").orElse(true)) {
            return;
        }
        String pod = endpoint.text("targetRef", "name").orElse("");
        String address = endpoint.texts("addresses").stream().findFirst().orElse("");
        if (endpoint.text("nodeName").orElse("").equals(facts.node().name())) {
            here.add(new PodRef(
                    slice.namespace(),
                    pod.isEmpty() ? address : pod,
                    endpoint.text("targetRef", "uid").orElse("")));
        } else {
            elsewhere.add(pod.isEmpty() ? address : pod);
        }
    }

    private ServiceOutage outage(KubeDocument service, Endpoints endpoints, List<PodOutage> pods) {
        Optional<TimeRange> until = noticed.isPresent() ? noticed : returnsAfter.map(TimeRange::at);
        return new ServiceOutage(
                service.namespace(),
                service.name(),
                endpoints.here(),
                endpoints.elsewhere(),
                publishesUnready(service) ? returnsAfter.map(TimeRange::at) : until,
                endpoints.elsewhere() > 0 ? Optional.empty() : backFrom(endpoints.here(), pods));
    }

    /** When the first of the endpoints is replaced or back. */
    private Optional<TimeRange> backFrom(List<PodRef> here, List<PodOutage> pods) {
        Set<PodRef> concerned = new HashSet<>(here);
        List<TimeRange> replaced = pods.stream()
                .filter(each -> concerned.contains(each.pod()) && each.fate() == PodFate.RECREATED)
                .flatMap(each -> each.evicted().stream())
                .collect(Collectors.toCollection(ArrayList::new));
        returnsAfter.map(TimeRange::at).ifPresent(replaced::add);
        return replaced.stream().min(Comparator.comparing(TimeRange::earliest).thenComparing(TimeRange::latest));
    }
}
