package io.github.kubemaintenance.jetcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberRemoveResponse;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.PutRequest;
import io.github.kubemaintenance.etcd.EtcdAlarm;
import io.github.kubemaintenance.etcd.EtcdMember;
import io.github.kubemaintenance.etcd.EtcdOperations;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;

/** The changes, each one request. */
final class JetcdOperations implements EtcdOperations {
    /** jetcd has it since 0.8.6. Its messages look like those of a removal: an id, and the members. */
    private static final MethodDescriptor<MemberRemoveRequest, MemberRemoveResponse> PROMOTE =
            ClusterGrpc.getMemberRemoveMethod().toBuilder()
                    .setFullMethodName(
                            MethodDescriptor.generateFullMethodName(ClusterGrpc.SERVICE_NAME, "MemberPromote"))
                    .setSchemaDescriptor(null)
                    .build();

    private final Members members;
    private final Duration timeout;
    private final Duration longTimeout;

    JetcdOperations(Members members, Duration timeout, Duration longTimeout) {
        this.members = members;
        this.timeout = timeout;
        this.longTimeout = longTimeout;
    }

    private <Q, A> A change(String request, MethodDescriptor<Q, A> method, Q message) {
        return members.oneOf(request, method, message, timeout);
    }

    @Override
    public void disarm(EtcdAlarm alarm) {
        int type =
                switch (alarm.type()) {
                    case NOSPACE -> AlarmType.NOSPACE_VALUE;
                    case CORRUPT -> Answers.CORRUPT;
                    case OTHER -> throw new IllegalArgumentException("not known how to disarm: " + alarm);
                };
        change(
                "disarm " + alarm,
                MaintenanceGrpc.getAlarmMethod(),
                AlarmRequest.newBuilder()
                        .setAction(AlarmRequest.AlarmAction.DEACTIVATE)
                        .setMemberID(alarm.memberId())
                        .setAlarmValue(type)
                        .build());
    }

    @Override
    public void defragment(String endpoint) {
        members.at(endpoint)
                .ask(
                        "defragment",
                        MaintenanceGrpc.getDefragmentMethod(),
                        DefragmentRequest.getDefaultInstance(),
                        longTimeout);
    }

    @Override
    public void compact(long revision) {
        members.oneOf(
                "compact " + revision,
                KVGrpc.getCompactMethod(),
                CompactionRequest.newBuilder()
                        .setRevision(revision)
                        .setPhysical(true)
                        .build(),
                longTimeout);
    }

    @Override
    public void moveLeader(String leader, long to) {
        members.at(leader)
                .ask(
                        "move leader to " + Long.toHexString(to),
                        MaintenanceGrpc.getMoveLeaderMethod(),
                        MoveLeaderRequest.newBuilder().setTargetID(to).build());
    }

    @Override
    public EtcdMember addLearner(List<String> peerUrls) {
        return Answers.member(change(
                        "add learner " + String.join(",", peerUrls),
                        ClusterGrpc.getMemberAddMethod(),
                        MemberAddRequest.newBuilder()
                                .addAllPeerURLs(peerUrls)
                                .setIsLearner(true)
                                .build())
                .getMember());
    }

    @Override
    public void promote(long memberId) {
        change(
                "promote " + Long.toHexString(memberId),
                PROMOTE,
                MemberRemoveRequest.newBuilder().setID(memberId).build());
    }

    @Override
    public void remove(long memberId) {
        change(
                "remove " + Long.toHexString(memberId),
                ClusterGrpc.getMemberRemoveMethod(),
                MemberRemoveRequest.newBuilder().setID(memberId).build());
    }

    @Override
    public long put(String key, byte[] value) {
        return change(
                        "put " + key,
                        KVGrpc.getPutMethod(),
                        PutRequest.newBuilder()
                                .setKey(Answers.bytes(key))
                                .setValue(ByteString.copyFrom(value))
                                .build())
                .getHeader()
                .getRevision();
    }

    @Override
    public long delete(String key) {
        return change(
                        "delete " + key,
                        KVGrpc.getDeleteRangeMethod(),
                        DeleteRangeRequest.newBuilder()
                                .setKey(Answers.bytes(key))
                                .build())
                .getHeader()
                .getRevision();
    }
}
