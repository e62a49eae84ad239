package io.github.kubemaintenance.backup;

import io.github.kubemaintenance.model.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a backup says of itself: {@code manifest.json}.
 *
 * @param clusterId uid of the namespace kube-system, which names a cluster; empty if it could not be read
 * @param serverVersion git version of the API server, empty if unknown
 * @param startedAt when it was begun, ISO-8601
 * @param finishedAt when it was done, ISO-8601
 * @param partial whether something that was asked for is missing: see the findings
 * @param secrets what became of Secrets
 * @param objects how many objects are in it
 * @param kinds its kinds
 * @param findings what a person should know
 * @param checksums SHA-256 of the file {@code SHA256SUMS}, which has that of every object
 */
public record BackupManifest(
        String clusterId,
        String serverVersion,
        String startedAt,
        String finishedAt,
        boolean partial,
        SecretHandling.Way secrets,
        long objects,
        List<SavedKind> kinds,
        List<BackupFinding> findings,
        String checksums) {
    /** The format that this library writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    static final String FILE = "manifest.json";
    static final String SUMS = "SHA256SUMS";
    static final String TYPE = "ResourceBackup";

    public BackupManifest {
        kinds = List.copyOf(kinds);
        findings = List.copyOf(findings);
    }

    Document toDocument() {
        List<Document> all = new ArrayList<>();
        for (SavedKind each : kinds) {
            all.add(Document.of("apiVersion", each.apiVersion())
                    .with(each.resource(), "resource")
                    .with(each.kind(), "kind")
                    .with(each.namespaced(), "namespaced")
                    .with(each.objects(), "objects")
                    .with(each.leftOut(), "leftOut")
                    .with(each.resourceVersion(), "resourceVersion"));
        }
        List<Document> found = findings.stream()
                .map(each -> Document.of("code", each.code().name())
                        .with(each.subject(), "subject")
                        .with(each.text(), "text"))
                .toList();
        return Document.of("type", TYPE)
                .with(FORMAT_VERSION, "formatVersion")
                .with(clusterId, "clusterId")
                .with(serverVersion, "serverVersion")
                .with(startedAt, "startedAt")
                .with(finishedAt, "finishedAt")
                .with(partial, "partial")
                .with(secrets.name(), "secrets")
                .with(objects, "objects")
                .with(all, "kinds")
                .with(found, "findings")
                .with(checksums, "checksums");
    }

    private static BackupFinding.Code code(String name) {
        return Arrays.stream(BackupFinding.Code.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(BackupFinding.Code.OTHER);
    }

    /** Reads what was written; the caller says where a complaint comes from. */
    static BackupManifest of(Document document) {
        if (!document.text("type").orElse("").equals(TYPE)) {
            throw new IllegalArgumentException("it is no manifest of a resource backup (type " + TYPE + ")");
        }
        long version = document.number("formatVersion").orElse(0L);
        if (version > FORMAT_VERSION) {
            throw new IllegalArgumentException("the backup is of format " + version + ", this library reads up to "
                    + FORMAT_VERSION + ": use a newer version of the library");
        } else if (version < 1) {
            throw new IllegalArgumentException("the manifest has no formatVersion");
        }
        List<SavedKind> kinds = new ArrayList<>();
        for (Document each : document.documents("kinds")) {
            kinds.add(new SavedKind(
                    each.apiVersion(),
                    each.text("resource").orElse(""),
                    each.kind(),
                    each.flag("namespaced").orElse(false),
                    each.number("objects").orElse(0L),
                    each.number("leftOut").orElse(0L),
                    each.text("resourceVersion").orElse("")));
        }
        List<BackupFinding> findings = document.documents("findings").stream()
                .map(each -> new BackupFinding(
                        code(each.text("code").orElse("")),
                        each.text("subject").orElse(""),
                        each.text("text").orElse("")))
                .toList();
        return new BackupManifest(
                document.text("clusterId").orElse(""),
                document.text("serverVersion").orElse(""),
                document.text("startedAt").orElse(""),
                document.text("finishedAt").orElse(""),
                document.flag("partial").orElse(true),
                SecretHandling.Way.valueOf(document.text("secrets").orElse("")),
                document.number("objects").orElse(0L),
                kinds,
                findings,
                document.text("checksums").orElse(""));
    }
}
