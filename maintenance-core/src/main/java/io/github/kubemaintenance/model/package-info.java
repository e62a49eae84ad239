/**
 * Immutable values in Kubernetes' own words. No I/O, no clock.
 *
 * <pre>
 *   Document (map tree)  &lt;-- DocumentFormat --&gt;  text (JSON here, YAML from maintenance-fabric8)
 *      |  of(Document) / toDocument(): what is not modelled is kept in other...() and written again
 *      v
 *   KubeObject: Pod (PodSpec shared by all pods of a template, nodeName apart), Node, PodDisruptionBudget,
 *               Workload (one record for all kinds that make pods), KubeDocument (any kind)
 *   with ObjectMeta, OwnerReference, Taint, Toleration, Condition, LabelSelector, Quantity, IntOrPercent
 *
 *   what people are shown: PodRef, Reason, Blocker, Minor, MaintenanceException
 * </pre>
 *
 * <p>{@code model.internal} may be called by every floor for {@code Nullable}, {@code Labels} and {@code BudgetFinder}; what else is in it
 * is for this package.
 */
package io.github.kubemaintenance.model;
