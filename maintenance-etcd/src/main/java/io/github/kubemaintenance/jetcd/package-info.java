/**
 * etcd, live: what {@code maintenance-core} does with etcd clusters, on jetcd's gRPC stubs.
 *
 * <pre>
 *   JetcdBackend -- Members -- MemberChannel (one for each endpoint) -- SnapshotCall (flow control, cancel)
 *                                  |      \-- Tokens (user, password)   Failures (what went wrong)
 *                                  TlsFiles, PemKey (the keys that kubeadm writes)
 *                -- JetcdOperations (changes)      Answers (jetcd's messages in core's words)
 * EtcdutlEngine (restores with the official tool)
 * KubernetesProtobuf -- ProtobufSchema (published, optional) -- ProtobufJson, SpecialTypes, JsonRules (what Go's JSON does)
 * </pre>
 *
 * <p>jetcd's own client is not used: it sends maintenance requests to any of its endpoints, repeats none of them after
 * a token has expired, and can't cancel a snapshot.
 */
package io.github.kubemaintenance.jetcd;
