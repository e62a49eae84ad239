package io.github.kubemaintenance.jetcd;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.kubemaintenance.etcd.ObjectDecoder;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.MaintenanceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the objects that are built into Kubernetes, which the API server stores as protobuf, with Kubernetes' published
 * schema. That is an optional dependency, which who decodes adds: {@code io.kubernetes:client-java-proto}, for example
 * 27.0.0 (13 MiB). Thread-safe.
 *
 * <p>An object comes out as the API server answers it, but for what is not stored: {@code resourceVersion} ({@code
 * StoredKey.modRevision()}), and defaults of fields that are newer than the object. Fields that are newer than the schema
 * are left out. What is zero or empty is printed or left out as Kubernetes 1.34 and later do.
 */
public final class KubernetesProtobuf implements ObjectDecoder {
    private static final String ARTIFACT = "io.kubernetes:client-java-proto";

    private final ProtobufSchema schema;
    private final ProtobufJson json;

    private KubernetesProtobuf(ProtobufSchema schema, ProtobufJson json) {
        this.schema = schema;
        this.json = json;
    }

    /**
     * Makes the decoder.
     *
     * @return the decoder
     * @throws MaintenanceException if the schema is not on the class path
     */
    public static KubernetesProtobuf decoder() {
        ProtobufSchema schema = new ProtobufSchema();
        if (schema.find("v1", "Pod").isEmpty()) {
            throw new MaintenanceException(
                    "the schema of Kubernetes' objects is not on the class path: add " + ARTIFACT);
        }
        return new KubernetesProtobuf(schema, new ProtobufJson(JsonRules.kubernetes()));
    }

    /**
     * Decodes one object.
     *
     * @throws MaintenanceException if the bytes are no such object
     */
    @Override
    public Optional<Document> decode(String apiVersion, String kind, byte[] protobuf) {
        Optional<Descriptor> type = schema.find(apiVersion, kind);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        try {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("apiVersion", apiVersion);
            object.put("kind", kind);
            json.fields(DynamicMessage.parseFrom(type.get(), protobuf), object);
            return Optional.of(Document.of(object));
        } catch (InvalidProtocolBufferException e) {
            throw new MaintenanceException(
                    "a stored " + kind + " of " + apiVersion + " can't be decoded, it is damaged: " + e.getMessage(),
                    e);
        }
    }
}
