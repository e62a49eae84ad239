package io.github.kubemaintenance.model;

import io.github.kubemaintenance.model.internal.Frozen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container of a pod, as far as maintenance needs it.
 *
 * @param name its name
 * @param image its image
 * @param requests what it asks the scheduler for
 * @param hostPorts ports of the node that it takes, as {@code protocol/hostIP/port}
 * @param restartAlways for an init container: {@code restartPolicy: Always}, a native sidecar (since Kubernetes 1.28)
 */
public record Container(
        String name, String image, Map<String, Quantity> requests, List<HostPort> hostPorts, boolean restartAlways) {

    public Container {
        requests = Frozen.copyOf(requests);
        hostPorts = List.copyOf(hostPorts);
    }

    /**
     * A port of the node.
     *
     * @param protocol TCP, UDP or SCTP
     * @param hostIp address, {@code 0.0.0.0} for all
     * @param port number
     */
    public record HostPort(String protocol, String hostIp, int port) {
        /**
         * Tells whether two ports can't be on one node.
         *
         * @param other another port
         * @return true if protocol and number are equal and the addresses overlap
         */
        public boolean conflictsWith(HostPort other) {
            return port == other.port
                    && protocol.equals(other.protocol)
                    && (hostIp.equals(other.hostIp) || hostIp.equals("0.0.0.0") || other.hostIp.equals("0.0.0.0"));
        }
    }

    /**
     * Makes a plain container.
     *
     * @param name its name
     * @param image its image
     * @param requests what it asks the scheduler for
     * @return the container
     */
    public static Container of(String name, String image, Map<String, Quantity> requests) {
        return new Container(name, image, requests, List.of(), false);
    }

    /**
     * Reads a container. A limit without a request counts as the request, as the API server defaults it.
     *
     * @param document one item of {@code spec.containers} or {@code spec.initContainers}
     * @return the container
     */
    public static Container of(Document document) {
        List<HostPort> ports = new ArrayList<>();
        for (Document port : document.documents("ports")) {
            port.number("hostPort")
                    .filter(number -> number > 0)
                    .ifPresent(number -> ports.add(new HostPort(
                            port.text("protocol").orElse("TCP"),
                            port.text("hostIP").filter(ip -> !ip.isEmpty()).orElse("0.0.0.0"),
                            number.intValue())));
        }
        return new Container(
                document.text("name").orElse(""),
                document.text("image").orElse(""),
                quantities(document.at("resources", "requests")),
                ports,
                document.text("restartPolicy").orElse("").equals("Always"));
    }

    /**
     * Writes the container.
     *
     * @return one item of {@code spec.containers} or {@code spec.initContainers}
     */
    public Document toDocument() {
        Document document = Document.of("name", name).with(image, "image");
        if (restartAlways) {
            document = document.with("Always", "restartPolicy");
        }
        if (!hostPorts.isEmpty()) {
            document = document.with(
                    hostPorts.stream()
                            .map(p -> Document.of("containerPort", p.port())
                                    .with(p.port(), "hostPort")
                                    .with(p.hostIp(), "hostIP")
                                    .with(p.protocol(), "protocol"))
                            .toList(),
                    "ports");
        }
        return document.with(requests.isEmpty() ? Document.empty() : texts(requests), "resources", "requests");
    }

    /**
     * Reads a map of quantities; what is no quantity is left out.
     *
     * @param document for example {@code resources.requests} or {@code status.allocatable}
     * @return the quantities in their order
     */
    static Map<String, Quantity> quantities(Document document) {
        Map<String, Quantity> found = new LinkedHashMap<>();
        document.asMap().forEach((key, value) -> Quantity.tryParse(String.valueOf(value))
                .ifPresent(quantity -> found.put(key, quantity)));
        return Frozen.copyOf(found);
    }

    static Document texts(Map<String, Quantity> quantities) {
        Map<String, String> texts = new LinkedHashMap<>();
        quantities.forEach((key, value) -> texts.put(key, value.toString()));
        return Document.of(texts);
    }
}
