package io.github.kubemaintenance.etcd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import io.github.kubemaintenance.model.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What good files are, against what etcd's own tools said of them. */
class SnapshotStatusTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes-1.34-etcd-3.5",
                "kubernetes-1.34-etcd-3.6",
                "etcd-real/auth-etcd-3.5",
                "etcd-real/base-etcd-3.4",
                "etcd-real/base-etcd-3.5",
                "etcd-real/compacting-etcd-3.5",
                "etcd-real/learner-etcd-3.5",
                "etcd-real/leases-etcd-3.5",
                "etcd-real/three-members-m1"
            })
    void the_numbers_are_those_of_the_official_tool(String name) throws IOException {
        Document official = Snapshots.json(name + ".status.json");
        SnapshotFile file = SnapshotFile.at(Snapshots.file(name, folder));
        SnapshotInfo info = file.info();
        SnapshotStatus status = file.status();

        assertEquals(official.number("hash").orElseThrow(), info.hash());
        assertEquals(official.number("revision").orElseThrow(), info.revision());
        assertEquals(official.number("totalKey").orElseThrow(), info.totalRecords());
        assertEquals(official.number("totalSize").orElseThrow(), info.totalSize());
        assertEquals(Integrity.VERIFIED, info.integrity());
        assertEquals(
                new SnapshotStatus(
                        info.hash(),
                        info.revision(),
                        info.liveKeys(),
                        info.totalRecords(),
                        info.totalSize(),
                        info.version()),
                status);
    }

    @ParameterizedTest
    @CsvSource({
        "small-etcd-3.5, 2653116775, 8, 13, 4, 20480",
        "small-etcd-3.4, 767659821, 6, 10, 3, 20480",
        "nospace-alarm-etcd-3.5, 4170908350, 4, 10, 3, 348160"
    })
    void the_numbers_of_files_without_a_recorded_status(
            String name, long hash, long revision, long records, long live, long size) {
        SnapshotStatus status = SnapshotFile.at(Snapshots.file(name, folder)).status();

        assertEquals(new SnapshotStatus(hash, revision, live, records, size, Optional.empty()), status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes-1.34-etcd-3.5", "kubernetes-1.34-etcd-3.6", "etcd-real/base-etcd-3.5"})
    void live_keys_are_the_keys_that_the_server_listed(String name) throws IOException {
        List<String> listed = Files.readAllLines(Snapshots.resource(name + ".keys.txt")).stream()
                .filter(line -> !line.isBlank())
                .toList();

        assertEquals(
                listed.size(),
                SnapshotFile.at(Snapshots.file(name, folder)).info().liveKeys());
    }

    @Test
    void only_3_6_writes_a_version_of_the_storage() {
        SnapshotInfo old = info("kubernetes-1.34-etcd-3.5");
        SnapshotInfo young = info("kubernetes-1.34-etcd-3.6");

        assertEquals(Optional.empty(), old.version());
        assertEquals(Optional.of("3.5.0"), old.clusterVersion());
        assertEquals(Optional.of("3.6.0"), young.version());
        assertEquals(Optional.of("3.6.0"), young.clusterVersion());
    }

    @Test
    void what_etcd_keeps_of_itself_is_told() {
        SnapshotInfo base = info("etcd-real/base-etcd-3.5");
        assertEquals(OptionalLong.of(20), base.compactedRevision());
        assertEquals(
                List.of(new EtcdMember(
                        4464209705336141482L, "default", List.of("http://127.0.0.1:26012"), List.of(), false)),
                base.members());
        assertFalse(base.authEnabled());

        SnapshotInfo learner = info("etcd-real/learner-etcd-3.5");
        assertEquals(
                List.of("http://127.0.0.1:26622"),
                learner.members().stream()
                        .filter(EtcdMember::learner)
                        .flatMap(member -> member.peerUrls().stream())
                        .toList());
        assertEquals(2, info("etcd-real/leases-etcd-3.5").leases());
        assertTrue(info("etcd-real/auth-etcd-3.5").authEnabled());
        assertEquals(
                EtcdAlarm.Type.NOSPACE,
                info("nospace-alarm-etcd-3.5").alarms().get(0).type());
        assertEquals(OptionalLong.empty(), info("small-etcd-3.5").compactedRevision());
    }

    @ParameterizedTest
    @CsvSource({
        "etcd-real/base-etcd-3.5, 49, 3348841423",
        "etcd-real/base-etcd-3.5, 30, 4017196677",
        "etcd-real/base-etcd-3.4, 27, 1292553181",
        "etcd-real/three-members-m1, 59, 3805073685"
    })
    void the_hash_of_the_keys_is_what_live_members_answered(String name, long revision, long expected) {
        assertEquals(expected, SnapshotFile.at(Snapshots.file(name, folder)).hashKv(revision));
    }

    @Test
    void a_revision_that_was_compacted_away_or_is_still_to_come_has_no_hash() {
        SnapshotFile file = SnapshotFile.at(Snapshots.file("etcd-real/base-etcd-3.5", folder));

        assertThrows(IllegalArgumentException.class, () -> file.hashKv(19));
        assertThrows(IllegalArgumentException.class, () -> file.hashKv(50));
    }

    @Test
    void every_good_file_is_sound_and_what_a_restore_carries_over_is_said() {
        for (String name : Snapshots.GOOD) {
            SnapshotVerification verification =
                    SnapshotFile.at(Snapshots.file(name, folder)).verify();
            assertTrue(verification.isSound(), verification::toString);
            assertEquals(name.contains("nospace"), verification.has(Code.ALARM_RAISED), name);
            assertEquals(name.contains("auth"), verification.has(Code.AUTH_ENABLED), name);
            assertEquals(name.contains("learner"), verification.has(Code.LEARNERS), name);
            assertEquals(name.contains("compacting"), verification.has(Code.UNFINISHED_COMPACTION), name);
            assertFalse(verification.has(Code.ZOMBIE_MEMBER), name);
            assertFalse(verification.has(Code.ENCRYPTED_VALUES), name);
        }
    }

    @Test
    void what_is_no_file_is_named() {
        SnapshotFileException missing =
                assertThrows(SnapshotFileException.class, () -> SnapshotFile.at(folder.resolve("nope.db"))
                        .info());
        assertEquals(Code.UNREADABLE, missing.finding().code());
        assertTrue(missing.getMessage().contains("nope.db: there is no such file"), missing.getMessage());
        assertTrue(SnapshotFile.at(folder).verify().has(Code.UNREADABLE));
    }

    private SnapshotInfo info(String name) {
        return SnapshotFile.at(Snapshots.file(name, folder)).info();
    }
}
