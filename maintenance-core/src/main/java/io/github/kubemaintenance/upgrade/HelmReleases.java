package io.github.kubemaintenance.upgrade;

import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What Helm has deployed: it keeps each release, gzipped, in a Secret or a ConfigMap. Only deployed revisions count: a
 * superseded one is history. The manifests are YAML.
 */
final class HelmReleases {
    private static final String TYPE = "helm.sh/release.v1";

    private HelmReleases() {}

    static Manifests read(UpgradeFacts facts, Optional<DocumentFormat> yaml) {
        Manifests all = Manifests.none();
        for (Document secret : facts.documents("secrets")) {
            if (secret.text("type").orElse("").equals(TYPE)) {
                all = all.plus(release(secret, true, yaml));
            }
        }
        for (Document map : facts.documents("configmaps")) {
            if (map.name().startsWith("sh.helm.release.v1.")) {
                all = all.plus(release(map, false, yaml));
            }
        }
        return all;
    }

    private static Manifests release(Document holder, boolean secret, Optional<DocumentFormat> yaml) {
        String where = "Helm release " + holder.namespace() + "/" + holder.name();
        String data = holder.text("data", "release").orElse("");
        try {
            byte[] inner = Base64.getDecoder().decode(data.strip());
            byte[] packed = secret ? Base64.getDecoder().decode(inner) : inner;
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                Document release = DocumentFormat.json().read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                String manifest = release.text("manifest").orElse("");
                return yaml.isPresent()
                        ? Manifests.parse(where, manifest, yaml.get())
                        : new Manifests(
                                List.of(),
                                List.of(where + ": its manifest is YAML, and no yaml(...) was given to read it"));
            }
        } catch (IOException | IllegalArgumentException | DocumentFormatException e) {
            return new Manifests(List.of(), List.of(where + " can't be decoded: " + e));
        }
    }
}
