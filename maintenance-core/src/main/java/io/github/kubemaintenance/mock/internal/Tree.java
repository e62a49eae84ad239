package io.github.kubemaintenance.mock.internal;

import io.github.kubemaintenance.model.internal.Nullable;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * An immutable ordered set: a weight-balanced tree whose changed copies share all but one path. That makes a consistent
 * list, a snapshot for later pages and a copy of the whole world cost nothing.
 *
 * @param <T> type of the elements
 */
final class Tree<T> extends AbstractCollection<T> implements Ordered<T> {
    /** As in Haskell's Data.Map: a side may weigh three times the other. */
    private static final int DELTA = 3;

    private static final int RATIO = 2;

    private static final class Node<T> {
        final T value;
        final @Nullable Node<T> left;
        final @Nullable Node<T> right;
        final int size;

        Node(T value, @Nullable Node<T> left, @Nullable Node<T> right) {
            this.value = value;
            this.left = left;
            this.right = right;
            this.size = 1 + sizeOf(left) + sizeOf(right);
        }
    }

    private final Comparator<? super T> order;
    private final @Nullable Node<T> root;

    private Tree(Comparator<? super T> order, @Nullable Node<T> root) {
        this.order = order;
        this.root = root;
    }

    static <T> Tree<T> empty(Comparator<? super T> order) {
        return new Tree<>(order, null);
    }

    /** A tree of elements that are in order, and no two of them equal in it. */
    static <T> Tree<T> of(Comparator<? super T> order, List<T> sorted) {
        return new Tree<>(order, built(sorted, 0, sorted.size()));
    }

    private static <T> @Nullable Node<T> built(List<T> sorted, int from, int to) {
        if (from == to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        return new Node<>(sorted.get(middle), built(sorted, from, middle), built(sorted, middle + 1, to));
    }

    /** A copy with an element, in place of one that is equal in order. */
    Tree<T> with(T value) {
        return new Tree<>(order, insert(root, value));
    }

    /** A copy without the element that is equal in order. */
    Tree<T> without(T value) {
        return new Tree<>(order, delete(root, value));
    }

    @Override
    public int rank(Place<? super T> place) {
        int before = 0;
        Node<T> here = root;
        while (here != null) {
            if (place.comparedTo(here.value) <= 0) {
                here = here.left;
            } else {
                before += 1 + sizeOf(here.left);
                here = here.right;
            }
        }
        return before;
    }

    @Override
    public int size() {
        return sizeOf(root);
    }

    @Override
    public Iterator<T> iterator() {
        Deque<Node<T>> path = new ArrayDeque<>();
        down(path, root);
        return new Walk<>(path);
    }

    @Override
    public Iterator<T> from(Place<? super T> place) {
        Deque<Node<T>> path = new ArrayDeque<>();
        Node<T> here = root;
        while (here != null) {
            if (place.comparedTo(here.value) <= 0) {
                path.push(here);
                here = here.left;
            } else {
                here = here.right;
            }
        }
        return new Walk<>(path);
    }

    private static <T> void down(Deque<Node<T>> path, @Nullable Node<T> from) {
        for (Node<T> here = from; here != null; here = here.left) {
            path.push(here);
        }
    }

    private static final class Walk<T> implements Iterator<T> {
        private final Deque<Node<T>> path;

        Walk(Deque<Node<T>> path) {
            this.path = path;
        }

        @Override
        public boolean hasNext() {
            return !path.isEmpty();
        }

        @Override
        public T next() {
            if (path.isEmpty()) {
                throw new NoSuchElementException();
            }
            Node<T> here = path.pop();
            down(path, here.right);
            return here.value;
        }
    }

    private Node<T> insert(@Nullable Node<T> node, T value) {
        if (node == null) {
            return new Node<>(value, null, null);
        }
        int side = order.compare(value, node.value);
        if (side < 0) {
            return balanced(node.value, insert(node.left, value), node.right);
        } else if (side > 0) {
            return balanced(node.value, node.left, insert(node.right, value));
        }
        return new Node<>(value, node.left, node.right);
    }

    private @Nullable Node<T> delete(@Nullable Node<T> node, T value) {
        if (node == null) {
            return null;
        }
        int side = order.compare(value, node.value);
        if (side < 0) {
            return balanced(node.value, delete(node.left, value), node.right);
        } else if (side > 0) {
            return balanced(node.value, node.left, delete(node.right, value));
        } else if (node.left == null) {
            return node.right;
        } else if (node.right == null) {
            return node.left;
        }
        T next = first(node.right);
        return balanced(next, node.left, withoutFirst(node.right));
    }

    private static <T> T first(Node<T> node) {
        Node<T> here = node;
        for (Node<T> left = here.left; left != null; left = here.left) {
            here = left;
        }
        return here.value;
    }

    private static <T> @Nullable Node<T> withoutFirst(Node<T> node) {
        return node.left == null ? node.right : balanced(node.value, withoutFirst(node.left), node.right);
    }

    private static <T> Node<T> balanced(T value, @Nullable Node<T> left, @Nullable Node<T> right) {
        int l = sizeOf(left);
        int r = sizeOf(right);
        if (l + r >= 2 && right != null && r > DELTA * l) {
            Node<T> inner = right.left;
            if (inner == null || sizeOf(inner) < RATIO * sizeOf(right.right)) {
                return new Node<>(right.value, new Node<>(value, left, inner), right.right);
            }
            return new Node<>(
                    inner.value,
                    new Node<>(value, left, inner.left),
                    new Node<>(right.value, inner.right, right.right));
        } else if (l + r >= 2 && left != null && l > DELTA * r) {
            Node<T> inner = left.right;
            if (inner == null || sizeOf(inner) < RATIO * sizeOf(left.left)) {
                return new Node<>(left.value, left.left, new Node<>(value, inner, right));
            }
            return new Node<>(
                    inner.value, new Node<>(left.value, left.left, inner.left), new Node<>(value, inner.right, right));
        }
        return new Node<>(value, left, right);
    }

    private static int sizeOf(@Nullable Node<?> node) {
        return node == null ? 0 : node.size;
    }
}
