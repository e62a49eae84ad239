/**
 * The inside of the simulator.
 *
 * <pre>
 *   Store (a World)    the objects, the tasks, the clock
 *     Table            objects of a kind: found by hash (Index), put in order (Tree) when somebody asks
 *     PodIndex         pods of a node, of an owner (Shelf), and without a node (Unbound)
 *     TaskHeap         what is due when
 *     ^        |  every change, at once
 *     |        v
 *   ControlPlane       one Controller each; it hears of changes, sets tasks, and acts when they are due
 *     workloads:  Deployment, ReplicaSet, StatefulSet, DaemonSet, Job controllers
 *     placing:    Scheduler (Rooms: what it derives of all nodes; NodeChoice: which of those that fit; Settling: pods of
 *                 a cluster that is being built are written once)
 *     pods:       Kubelet (PodLife: how far a pod has come by now; PodBehaviour: how it was made)
 *     nodes:      NodeLifecycle (ZoneLimits), TaintManager, PodGarbage
 *     budgets:    DisruptionController (BudgetIndex)
 *     the rest:   NamespaceController, OwnerGarbage
 *   Adoption           learns from a loaded cluster how its pods and nodes behave
 *   Engine, Kernel     what may be done to the world from outside: the API server, sessions on virtual time, faults
 * </pre>
 *
 * <p>What the control plane decides is in {@code catalog}, pure; a controller here only finds out what to ask and writes
 * the answer. For {@code mock} only.
 */
package io.github.kubemaintenance.mock.internal;
