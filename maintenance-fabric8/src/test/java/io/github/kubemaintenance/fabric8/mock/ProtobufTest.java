package io.github.kubemaintenance.fabric8.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kubemaintenance.model.Document;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What typed clients send, written here byte by byte. */
class ProtobufTest {
    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int field, byte[]... contents) {
        byte[] content = join(contents);
        return join(varint((field << 3) | 2), varint(content.length), content);
    }

    private static byte[] number(int field, long value) {
        return join(varint((long) field << 3), varint(value));
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.write((int) left);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }

    private static byte[] envelope(String apiVersion, String kind, byte[]... fields) {
        return join(
                text("k8s\0"), bytes(1, bytes(1, text(apiVersion)), bytes(2, text(kind))), bytes(2, fields), bytes(3));
    }

    private static byte[] budget() {
        byte[] metadata = bytes(
                1,
                bytes(1, text("web")),
                bytes(2),
                bytes(8),
                bytes(11, bytes(1, text("a")), bytes(2, text("b"))),
                bytes(14, text("one")),
                bytes(14, text("two")));
        byte[] selector = bytes(2, bytes(1, bytes(1, text("app")), bytes(2, text("web"))));
        byte[] spec = bytes(2, bytes(1, number(1, 1), number(2, 0), bytes(3, text("50%"))), selector);
        return envelope("policy/v1", "PodDisruptionBudget", metadata, spec);
    }

    @Test
    void anObjectIsReadAndWhatWasNeverSetIsLeftOut() {
        Document expected = Document.of("kind", "PodDisruptionBudget")
                .with("policy/v1", "apiVersion")
                .with("web", "metadata", "name")
                .with("b", "metadata", "labels", "a")
                .with(List.of("one", "two"), "metadata", "finalizers")
                .with("50%", "spec", "minAvailable")
                .with("web", "spec", "selector", "matchLabels", "app");
        assertEquals(Optional.of(expected), Protobuf.read(budget()));
    }

    @Test
    void zeroIsKeptWhereItSaysSomething() {
        byte[] options = envelope("policy/v1", "DeleteOptions", number(1, 0));
        byte[] volume = bytes(1, bytes(1, text("tmp")), bytes(2, bytes(2)));
        byte[] pod = envelope("v1", "Pod", bytes(2, volume));

        assertEquals(Optional.of(0L), Protobuf.read(options).orElseThrow().number("gracePeriodSeconds"));
        assertEquals(
                List.of(Document.of("name", "tmp").with(Document.empty(), "emptyDir")),
                Protobuf.read(pod).orElseThrow().documents("spec", "volumes"));
    }

    @Test
    void whatIsNotUnderstoodIsNoObject() {
        assertEquals(Optional.empty(), Protobuf.read(text("{}")));
        assertEquals(Optional.empty(), Protobuf.read(envelope("example.com/v1", "Thing")));
        byte[] whole = budget();
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] broken = Arrays.copyOf(whole, 4 + random.nextInt(whole.length - 3));
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            Optional<Document> read = Protobuf.read(broken); // an object or none, and never an error
            assertEquals(
                    read.isPresent(), read.map(each -> !each.kind().isEmpty()).orElse(false), "step " + i);
        }
    }
}
