package io.github.kubemaintenance.etcd;

import java.util.List;

/** Changes of a mock; what is true of etcd's answers is here, the data is the mock's. */
final class MockOperations implements EtcdOperations {
    private final MockEtcd etcd;

    MockOperations(MockEtcd etcd) {
        this.etcd = etcd;
    }

    @Override
    public void disarm(EtcdAlarm alarm) {
        synchronized (etcd) {
            etcd.log("disarm " + alarm.type() + " " + etcd.nameOf(alarm.memberId()));
            etcd.members.needQuorum("disarm");
            etcd.alarms.remove(alarm);
        }
    }

    @Override
    public void defragment(String endpoint) {
        synchronized (etcd) {
            etcd.defragment(endpoint);
        }
    }

    @Override
    public void compact(long revision) {
        synchronized (etcd) {
            etcd.log("compact " + revision);
            etcd.members.needQuorum("compact");
            etcd.compact(revision);
        }
    }

    @Override
    public void moveLeader(String leader, long to) {
        synchronized (etcd) {
            MockMembers.Cell asked = etcd.ask("move-leader", leader);
            if (etcd.members.leader().filter(cell -> cell == asked).isEmpty()) {
                throw new EtcdException(EtcdException.Kind.OTHER, leader + ": etcdserver: not leader");
            }
            etcd.members.lead(etcd.members.withId(to));
        }
    }

    @Override
    public EtcdMember addLearner(List<String> peerUrls) {
        synchronized (etcd) {
            etcd.log("add-learner " + String.join(",", peerUrls));
            etcd.members.needQuorum("add-learner");
            return etcd.members.addLearner(peerUrls);
        }
    }

    @Override
    public void promote(long memberId) {
        synchronized (etcd) {
            etcd.log("promote " + etcd.nameOf(memberId));
            etcd.members.needQuorum("promote");
            etcd.members.promote(memberId, etcd.now());
        }
    }

    @Override
    public void remove(long memberId) {
        synchronized (etcd) {
            etcd.log("remove " + etcd.nameOf(memberId));
            etcd.members.needQuorum("remove");
            etcd.members.remove(memberId);
        }
    }

    @Override
    public long put(String key, byte[] value) {
        synchronized (etcd) {
            etcd.log("put " + key);
            etcd.members.needQuorum("put");
            etcd.refuseFull();
            return etcd.store.put(key, value);
        }
    }

    @Override
    public long delete(String key) {
        synchronized (etcd) {
            etcd.log("delete " + key);
            etcd.members.needQuorum("delete");
            return etcd.store.delete(key);
        }
    }
}
