package io.github.kubemaintenance.etcd.internal;

import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.SnapshotFinding.Code;
import io.github.kubemaintenance.model.Document;
import io.github.kubemaintenance.model.DocumentFormat;
import io.github.kubemaintenance.model.DocumentFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What etcd keeps of itself beside the keys: filled by {@link Census}, bucket by bucket. */
public final class Stored {
    private static final int MOST = 1000;
    private static final int LONGEST = 1 << 16;
    private static final Pattern UNSIGNED = Pattern.compile("\\d{1,20}");

    private final Problems problems;
    private final List<EtcdMember> members = new ArrayList<>();
    private final List<EtcdAlarm> alarms = new ArrayList<>();
    private String bucket = "";
    private long leases;
    private boolean authEnabled;
    private long consistentIndex = -1;
    private long term = -1;
    private long compacted = -1;
    private long scheduled = -1;
    private String storageVersion = "";
    private String clusterVersion = "";
    private String downgrade = "";
    private List<Long> voters = List.of();
    private List<Long> learners = List.of();

    Stored(Problems problems) {
        this.problems = problems;
    }

    /** Reads some of the small buckets, and no keys. */
    static Stored read(BoltFile bolt, Problems problems, String... buckets) {
        Stored stored = new Stored(problems);
        for (String bucket : buckets) {
            BoltTree.walk(bolt, bucket, problems, new BoltTree.Visitor() {
                @Override
                public void bucket(byte[] name) {
                    stored.bucket(bucket);
                }

                @Override
                public void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
                    stored.pair(array, key, keyLength, value, valueLength);
                }
            });
        }
        return stored;
    }

    void bucket(String name) {
        bucket = name;
    }

    void pair(byte[] array, int key, int keyLength, int value, int valueLength) {
        if (bucket.equals("lease")) {
            leases++;
            return;
        }
        if (keyLength > LONGEST || valueLength > LONGEST) {
            return;
        }
        byte[] name = Arrays.copyOfRange(array, key, key + keyLength);
        byte[] content = Arrays.copyOfRange(array, value, value + valueLength);
        switch (bucket) {
            case "meta" -> meta(Text.of(name), content);
            case "members" -> member(Text.of(name), content);
            case "alarm" -> alarm(name);
            case "auth" -> authEnabled |= Text.of(name).equals("authEnabled") && content.length > 0 && content[0] == 1;
            case "cluster" -> cluster(Text.of(name), text(content));
            default -> {} // counted and hashed, not looked into
        }
    }

    private void meta(String name, byte[] content) {
        switch (name) {
            case "consistent_index" -> consistentIndex = number(name, content);
            case "term" -> term = number(name, content);
            case "scheduledCompactRev" -> scheduled = revision(name, content);
            case "finishedCompactRev" -> compacted = revision(name, content);
            case "storageVersion" -> storageVersion = text(content);
            case "confState" -> {
                String json = text(content);
                voters = ids(json, "voters");
                learners = ids(json, "learners");
            }
            default -> {} // a later etcd's
        }
    }

    private long number(String name, byte[] content) {
        if (content.length != 8) {
            problems.found(Code.BAD_RECORD, "meta " + name + " has " + content.length + " bytes instead of 8");
            return -1;
        }
        return KvRecord.bigEndian(content, 0);
    }

    private long revision(String name, byte[] content) {
        KvRecord record = new KvRecord();
        if (content.length != KvRecord.KEY || !record.revision(content, 0, content.length)) {
            problems.found(Code.BAD_RECORD, "meta " + name + " is no revision");
            return -1;
        }
        return record.main;
    }

    /** Ids go up to 2^64, which JSON readers round; so they are taken from the text. */
    private static List<Long> ids(String json, String list) {
        Matcher part = Pattern.compile("\"" + list + "\":\\[([\\d,]*)]").matcher(json);
        List<Long> ids = new ArrayList<>();
        if (part.find()) {
            Matcher number = UNSIGNED.matcher(part.group(1));
            while (number.find() && ids.size() < MOST) {
                if (new java.math.BigInteger(number.group()).bitLength() <= 64) {
                    ids.add(new java.math.BigInteger(number.group()).longValue());
                }
            }
        }
        return ids;
    }

    private void member(String id, byte[] content) {
        if (members.size() == MOST) {
            return;
        }
        try {
            Document json = DocumentFormat.json().read(text(content));
            members.add(new EtcdMember(
                    Long.parseUnsignedLong(id, 16),
                    json.text("name").orElse(""),
                    json.texts("peerURLs"),
                    json.texts("clientURLs"),
                    json.flag("isLearner").orElse(false)));
        } catch (DocumentFormatException | NumberFormatException e) {
            problems.found(Code.BAD_RECORD, "member " + id + " can't be decoded: " + e.getMessage());
        }
    }

    private void alarm(byte[] key) {
        ProtoReader proto = new ProtoReader().over(key, 0, key.length);
        long member = 0;
        long type = 0;
        while (proto.next()) {
            member = proto.field() == 1 ? proto.number() : member;
            type = proto.field() == 2 ? proto.number() : type;
        }
        if (!proto.ok()) {
            problems.found(Code.BAD_RECORD, "an alarm can't be decoded: " + Text.of(key));
        } else if (type != 0 && alarms.size() < MOST) {
            alarms.add(new EtcdAlarm(
                    member,
                    type == 1 ? EtcdAlarm.Type.NOSPACE : type == 2 ? EtcdAlarm.Type.CORRUPT : EtcdAlarm.Type.OTHER));
        }
    }

    private void cluster(String name, String content) {
        if (name.equals("clusterVersion")) {
            clusterVersion = content;
        } else if (name.equals("downgrade")) {
            downgrade = content;
        }
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    /**
     * Tells what a restore would carry over.
     *
     * @param to told of it
     */
    void tell(Problems to) {
        alarms.forEach(alarm -> to.found(
                Code.ALARM_RAISED,
                "alarm " + alarm
                        + (alarm.type() == EtcdAlarm.Type.NOSPACE
                                ? ": the restored cluster refuses writes until it is disarmed"
                                : "")));
        if (authEnabled) {
            to.found(Code.AUTH_ENABLED, "authentication is on; users and passwords are those of the snapshot");
        }
        if (!downgrade.isEmpty() && downgrade.contains("\"enabled\":true")) {
            to.found(
                    Code.DOWNGRADE_ACTIVE,
                    "a downgrade was under way: " + Text.of(downgrade.getBytes(StandardCharsets.UTF_8)));
        }
        if (!unsure().isEmpty()) {
            to.found(
                    Code.ZOMBIE_MEMBER,
                    "stored members and the cluster's configuration differ by " + unsure()
                            + ": either members that were removed are still stored, and etcd 3.6 would count them again, or the"
                            + " cluster was restored before and its configuration is old; a restore from here removes them all");
        }
        if (leases > 0) {
            to.found(
                    Code.LEASES,
                    "leases: " + leases + "; their time begins anew when the restored cluster starts, then their"
                            + " keys are deleted");
        }
        if (!learners.isEmpty()) {
            to.found(Code.LEARNERS, learners.size() + " of the members were learners");
        }
        if (scheduled > compacted) {
            to.found(
                    Code.UNFINISHED_COMPACTION,
                    "the compaction at revision " + scheduled + " was not finished (the last finished one: "
                            + (compacted < 0 ? "none" : compacted) + ")");
        }
    }

    /**
     * Returns members that are stored but not configured. A restored cluster keeps the old cluster's configuration until
     * its members change; where nothing of the configuration is stored, that is the reason, and nothing is said.
     */
    private List<EtcdMember> unsure() {
        List<Long> known = new ArrayList<>(learners);
        known.addAll(voters);
        boolean current = members.stream().anyMatch(member -> known.contains(member.id()));
        return current
                ? members.stream()
                        .filter(member -> !known.contains(member.id()))
                        .toList()
                : List.of();
    }

    /** Returns the stored members, in the order of the text of their ids. */
    public List<EtcdMember> members() {
        return List.copyOf(members);
    }

    /** Returns the raised alarms. */
    public List<EtcdAlarm> alarms() {
        return List.copyOf(alarms);
    }

    /** Returns how many leases there are. */
    public long leases() {
        return leases;
    }

    /** Tells whether authentication is on. */
    public boolean authEnabled() {
        return authEnabled;
    }

    /** Returns the raft index that the data is applied up to; -1 if it is missing. */
    public long consistentIndex() {
        return consistentIndex;
    }

    /** Returns the raft term; -1 if it is missing, as before 3.5. */
    public long term() {
        return term;
    }

    /** Returns the revision of the last finished compaction; -1 for none. */
    public long compacted() {
        return compacted;
    }

    /** Returns the revision of the last compaction that was begun; -1 for none. */
    public long scheduled() {
        return scheduled;
    }

    /** Returns the version of the storage, which 3.6 began to write. */
    public Optional<String> storageVersion() {
        return storageVersion.isEmpty() ? Optional.empty() : Optional.of(storageVersion);
    }

    /** Returns the version that the cluster worked as. */
    public Optional<String> clusterVersion() {
        return clusterVersion.isEmpty() ? Optional.empty() : Optional.of(clusterVersion);
    }
}
