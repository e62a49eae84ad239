package io.github.kubemaintenance.mock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Tree and Shelf against a TreeSet. */
class OrderedTest {
    /** What isn't in order first, so that an order is really asked for. */
    private static final Comparator<Integer> ORDER =
            Comparator.<Integer>naturalOrder().reversed();

    private static final Comparator<Element> NUMBERS = Comparator.comparing(Element::value, ORDER);

    private static void check(NavigableSet<Integer> model, Ordered<Integer> ordered, Random random, String at) {
        assertEquals(List.copyOf(model), List.copyOf(ordered), at);
        assertEquals(model.size(), ordered.size(), at);
        int border = random.nextInt(400) - 20;
        Ordered.Place<Integer> place = element -> ORDER.compare(border, element);
        assertEquals(model.headSet(border).size(), ordered.rank(place), at + " rank of " + border);
        assertEquals(List.copyOf(model.tailSet(border)), rest(ordered.from(place)), at + " from " + border);
        Ordered.Place<Integer> behind = element -> ORDER.compare(border, element) < 0 ? -1 : 1;
        assertEquals(List.copyOf(model.tailSet(border, false)), rest(ordered.from(behind)), at + " behind " + border);
    }

    private static List<Integer> rest(Iterator<Integer> from) {
        List<Integer> all = new ArrayList<>();
        from.forEachRemaining(all::add);
        assertThrows(NoSuchElementException.class, from::next);
        return all;
    }

    @Test
    void a_tree_is_a_sorted_set_and_older_trees_stay() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            TreeSet<Integer> model = new TreeSet<>(ORDER);
            random.ints(random.nextInt(200), 0, 360).forEach(model::add);
            Tree<Integer> tree = Tree.of(ORDER, List.copyOf(model));
            Map<Tree<Integer>, List<Integer>> older = new LinkedHashMap<>();
            for (int i = 0; i < 300; i++) {
                Integer each = random.nextInt(360);
                boolean add = random.nextInt(2) == 0;
                tree = add ? tree.with(each) : tree.without(each);
                if (add) {
                    model.add(each);
                } else {
                    model.remove(each);
                }
                if (i % 10 == 0) {
                    check(model, tree, random, "seed " + seed + " write " + i);
                    older.put(tree, List.copyOf(model));
                }
            }
            String at = "seed " + seed;
            older.forEach((then, was) -> assertEquals(was, List.copyOf(then), at));
        }
    }

    /** A tree that degenerates to a list overflows the stack long before. */
    @Test
    void a_tree_that_is_filled_and_emptied_in_order_stays_balanced() {
        int many = 200_000;
        Tree<Integer> tree = Tree.empty(ORDER);
        for (int i = 0; i < many; i++) {
            tree = tree.with(i);
        }
        for (int i = 0; i < many - 1; i++) {
            tree = tree.without(i);
        }
        assertEquals(List.of(many - 1), List.copyOf(tree));
    }

    @Test
    void a_shelf_is_a_sorted_set_and_what_it_showed_stays() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            int most = seed % 2 == 0 ? 40 : 360; // some are searched one by one, some are halved
            TreeSet<Integer> model = new TreeSet<>(ORDER);
            Map<Integer, Element> objects = new LinkedHashMap<>();
            Shelf<Element> shelf = new Shelf<>(NUMBERS);
            Map<Row<Element>, List<Integer>> older = new LinkedHashMap<>();
            for (int i = 0; i < 800; i++) {
                String at = "seed " + seed + " write " + i;
                int each = random.nextInt(most);
                Element before = objects.get(each);
                if (before == null) {
                    Element object = boxed(each);
                    shelf.add(object);
                    objects.put(each, object);
                    model.add(each);
                } else if (random.nextInt(3) == 0) {
                    shelf.remove(before);
                    objects.remove(each);
                    model.remove(each);
                } else {
                    Element after = boxed(each);
                    shelf.replace(before, after);
                    objects.put(each, after);
                }
                assertEquals(model.size(), shelf.size(), at);
                if (random.nextInt(10) == 0) {
                    check(model, values(shelf.row()), random, at);
                    for (Element shown : shelf.row()) {
                        assertEquals(
                                System.identityHashCode(objects.get(shown.value())),
                                System.identityHashCode(shown),
                                at);
                    }
                    older.put(shelf.row(), List.copyOf(model));
                } else if (random.nextInt(40) == 0) {
                    Shelf<Element> left = shelf;
                    shelf = shelf.copy();
                    left.add(boxed(1000 + i));
                }
            }
            String at = "seed " + seed;
            older.forEach((then, was) -> assertEquals(was, List.copyOf(values(then)), at));
        }
    }

    @Test
    void a_shelf_refuses_an_object_that_is_only_equal_to_one_of_its_own() {
        for (int size : List.of(1, 500)) {
            Shelf<Element> shelf = new Shelf<>(NUMBERS);
            for (int i = 0; i < size; i++) {
                shelf.add(boxed(10_000 + i));
            }
            assertThrows(IllegalStateException.class, () -> shelf.remove(boxed(10_000)), "of " + size);
            assertThrows(IllegalStateException.class, () -> shelf.replace(boxed(1), boxed(1)), "of " + size);
            assertEquals(size, shelf.size());
        }
    }

    private record Element(int value) {}

    /** A row of numbers as one of integers. */
    private static Ordered<Integer> values(Row<Element> row) {
        class Values extends AbstractList<Integer> implements Ordered<Integer> {
            @Override
            public Integer get(int index) {
                return row.get(index).value();
            }

            @Override
            public int size() {
                return row.size();
            }

            @Override
            public int rank(Place<? super Integer> place) {
                return row.rank(number -> place.comparedTo(number.value()));
            }

            @Override
            public Iterator<Integer> from(Place<? super Integer> place) {
                List<Integer> rest = new ArrayList<>();
                row.from(number -> place.comparedTo(number.value())).forEachRemaining(each -> rest.add(each.value()));
                return rest.iterator();
            }
        }
        return new Values();
    }

    /** A number that is an object of its own. */
    private static Element boxed(int number) {
        return new Element(number);
    }
}
