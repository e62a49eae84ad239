package io.github.kubemaintenance.etcd.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The identities of a cluster that is begun anew: a member's id comes from its peer URLs and the cluster's token, the
 * cluster's from its members' (etcd's server/etcdserver/api/membership, 3.1 to 3.7). The same on every host that is
 * given the same.
 *
 * @param id the cluster's
 * @param members in the rising order of their ids, taken as unsigned
 */
public record NewCluster(long id, List<Member> members) {
    /**
     * One member.
     *
     * @param id never 0
     * @param name as the initial cluster has it
     * @param peerUrls sorted
     */
    public record Member(long id, String name, List<String> peerUrls) {
        /** Returns the JSON that etcd keeps of a member, in its database and in its log. */
        byte[] json() {
            return ("{\"id\":" + Long.toUnsignedString(id) + ",\"peerURLs\":" + GoJson.list(peerUrls) + ",\"name\":"
                            + GoJson.text(name) + "}")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Computes the ids.
     *
     * @param urls the peer URLs of each member
     * @param token the cluster's token
     * @return the cluster
     * @throws IllegalArgumentException if two members come out the same
     */
    public static NewCluster of(Map<String, ? extends java.util.Collection<String>> urls, String token) {
        List<Member> members = urls.entrySet().stream()
                .map(entry -> member(entry.getKey(), List.copyOf(new TreeSet<>(entry.getValue())), token))
                .sorted(Comparator.comparing(Member::id, Long::compareUnsigned))
                .toList();
        ByteBuffer ids = ByteBuffer.allocate(8 * members.size());
        long last = 0;
        for (Member member : members) {
            if (member.id == last) {
                throw new IllegalArgumentException("two members have the id " + Text.id(last) + ": the same peer URLs");
            }
            last = member.id;
            ids.putLong(last);
        }
        return new NewCluster(firstOfSha1(ids.array()), members);
    }

    private static Member member(String name, List<String> urls, String token) {
        return new Member(firstOfSha1((String.join("", urls) + token).getBytes(StandardCharsets.UTF_8)), name, urls);
    }

    private static long firstOfSha1(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /**
     * Finds a member.
     *
     * @param name its name
     * @return its id
     */
    public long idOf(String name) {
        return members.stream()
                .filter(member -> member.name.equals(name))
                .findFirst()
                .orElseThrow()
                .id;
    }
}
