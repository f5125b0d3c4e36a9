# SPDX-License-Identifier: BSL-1.0
"""sortedcontainers.SortedSet, without and with a key function: every method, operator and keyword.

The key function puts no two elements on a par: a SortedSet tells elements apart by their hashes, whatever
the order, and a set in C++ by the order.
"""

from sortedcontainers import SortedSet

from recording import Complete, operation
from sorted_operations import COMPARISON, Positions, comparison, rarely

PLAIN, KEYED = 0, 1


def shuffled(x):
    """By the number of bytes, or by the last decimal digit: a pair, and not in the order of the elements."""
    return (len(x.encode()), x) if isinstance(x, str) else ((x + 1000) % 10, x)


class SortedSets(Positions):
    name = "sorted_set"
    state = "l"
    complete = (Complete(SortedSet(key=shuffled), {PLAIN, KEYED}),)

    def draw_variant(self):
        return (PLAIN, PLAIN, KEYED)[self.random.below(3)]

    def begin(self):
        self.function = (None, shuffled)[self.variant]
        self.d = SortedSet(key=self.function)

    def contents(self):
        return self.d

    def new(self, iterable):
        return SortedSet(iterable, key=self.function)

    def changed(self, x):
        """A copy with x in it or not, unlike the set."""
        return self.d.copy() ^ [x]

    # -- one element

    @operation("k", 100, when=Positions.has_room)
    def add(self, x):
        self.d.add(x)

    @operation("h", 16)
    def discard(self, x):
        self.d.discard(x)

    @operation("h", 24)
    def remove(self, x):
        self.d.remove(x)

    # -- many elements

    @operation("s", 2, when=rarely, calls="__init__")
    def construct(self, xs):
        self.d = self.new(xs)

    @operation("s", 1, when=rarely, calls="__init__")
    def construct_keywords(self, xs):
        self.d = SortedSet(iterable=xs, key=self.function)

    # -- algebra: methods take any number of any iterables; operators here another SortedSet, or a set

    @operation("s", 12)
    def update(self, xs):
        self.d.update(xs)

    @operation("ss", 3)
    def update_two(self, xs, ys):
        self.d.update(xs, ys)

    @operation("s", 4, calls="__ior__")
    def ior(self, xs):
        self.d |= self.new(xs)

    @operation("", 1, calls="__ior__")
    def ior_self(self):
        self.d |= self.d

    @operation("s", 2)
    def difference_update(self, xs):
        self.d.difference_update(xs)

    @operation("ss", 2)
    def difference_update_two(self, xs, ys):
        self.d.difference_update(xs, ys)

    @operation("s", 2, calls="__isub__")
    def isub(self, xs):
        self.d -= self.new(xs)

    @operation("", 1, when=rarely, calls="__isub__")
    def isub_self(self):
        self.d -= self.d

    @operation("s", 1, when=rarely)
    def intersection_update(self, xs):
        self.d.intersection_update(xs)

    @operation("ss", 1, when=rarely)
    def intersection_update_two(self, xs, ys):
        self.d.intersection_update(xs, ys)

    @operation("s", 1, when=rarely, calls="__iand__")
    def iand(self, xs):
        self.d &= self.new(xs)

    @operation("h", 2, calls="__iand__")
    def iand_all_but(self, x):
        self.d &= self.changed(x)

    @operation("", 1, calls="__iand__")
    def iand_self(self):
        self.d &= self.d

    @operation("s", 4)
    def symmetric_difference_update(self, xs):
        self.d.symmetric_difference_update(xs)

    @operation("s", 4, calls="__ixor__")
    def ixor(self, xs):
        self.d ^= self.new(xs)

    @operation("", 1, when=rarely, calls="__ixor__")
    def ixor_self(self):
        self.d ^= self.d

    @operation("s", 2, "d")
    def union(self, xs):
        return self.d.union(xs)

    @operation("ss", 2, "d")
    def union_two(self, xs, ys):
        return self.d.union(xs, ys)

    @operation("s", 2, "d", calls="__or__")
    def or_(self, xs):
        return self.d | self.new(xs)

    @operation("s", 2, "d", calls="__ror__")
    def ror(self, xs):
        return set(xs) | self.d

    @operation("s", 2, "d")
    def intersection(self, xs):
        return self.d.intersection(xs)

    @operation("ss", 2, "d")
    def intersection_two(self, xs, ys):
        return self.d.intersection(xs, ys)

    @operation("s", 2, "d", calls="__and__")
    def and_(self, xs):
        return self.d & self.new(xs)

    @operation("s", 2, "d", calls="__rand__")
    def rand(self, xs):
        return set(xs) & self.d

    @operation("s", 2, "d")
    def difference(self, xs):
        return self.d.difference(xs)

    @operation("ss", 2, "d")
    def difference_two(self, xs, ys):
        return self.d.difference(xs, ys)

    @operation("", 1, "d")
    def difference_none(self):
        return self.d.difference()

    @operation("s", 2, "d", calls="__sub__")
    def sub(self, xs):
        return self.d - self.new(xs)

    @operation("s", 2, "d", calls="__rsub__")
    def rsub(self, xs):
        """Loses the key function in sortedcontainers 2.4: the result is sorted by the elements."""
        return set(xs) - self.d

    @operation("s", 2, "d")
    def symmetric_difference(self, xs):
        return self.d.symmetric_difference(xs)

    @operation("s", 2, "d", calls="__xor__")
    def xor(self, xs):
        return self.d ^ self.new(xs)

    @operation("s", 2, "d", calls="__rxor__")
    def rxor(self, xs):
        return set(xs) ^ self.d

    # -- comparison, which is by inclusion: with another set, with one that differs in one element

    @operation("s", 3, "i", calls=COMPARISON)
    def compare(self, xs):
        return comparison(self.d, self.new(xs))

    @operation("s", 2, "i", calls=COMPARISON)
    def compare_set(self, xs):
        return comparison(self.d, set(xs))

    @operation("h", 6, "i", calls=COMPARISON)
    def compare_changed(self, x):
        return comparison(self.d, self.changed(x))

    @operation("", 2, "i", calls=COMPARISON)
    def compare_equal(self):
        return comparison(self.d, self.new(self.d))

    @operation("s", 3, "b")
    def isdisjoint(self, xs):
        return self.d.isdisjoint(xs)

    @operation("s", 2, "b")
    def issubset(self, xs):
        return self.d.issubset(xs)

    @operation("h", 3, "b")
    def issubset_changed(self, x):
        return self.d.issubset(self.changed(x))

    @operation("s", 4, "b")
    def issuperset(self, xs):
        return self.d.issuperset(xs)

    @operation("h", 3, "b")
    def issuperset_changed(self, x):
        return self.d.issuperset(self.changed(x))


SOURCE = SortedSets
