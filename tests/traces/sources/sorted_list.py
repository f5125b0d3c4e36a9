# SPDX-License-Identifier: BSL-1.0
"""sortedcontainers.SortedList and SortedKeyList: every method, operator and keyword.

The key functions put distinct elements on a par, so that two things can be told apart: the place of an
element among those of its key, and the methods that compare elements where others compare keys.
"""

from sortedcontainers import SortedKeyList, SortedList

from recording import Complete, operation
from sorted_operations import COMPARISON, Positions, comparison, keyed, rarely

PLAIN, KEYED, DESCENDING = 0, 1, 2


def bucket(x):
    """The number of bytes, or one of 50 buckets that each have runs of eight integers."""
    return len(x.encode()) if isinstance(x, str) else (x + 1000) // 8 % 50


def descending(x):
    return -bucket(x)


class SortedLists(Positions):
    name = "sorted_list"
    state = "l"
    complete = (Complete(SortedList(), {PLAIN}, without={"DEFAULT_LOAD_FACTOR"}),
                Complete(SortedKeyList(key=bucket), {KEYED, DESCENDING}, without={"DEFAULT_LOAD_FACTOR"}))

    def draw_variant(self):
        return (PLAIN, PLAIN, KEYED, DESCENDING)[self.random.below(4)]

    def begin(self):
        self.function = (None, bucket, descending)[self.variant]
        self.d = SortedList(key=self.function)

    def contents(self):
        return self.d

    def has_room_to_double(self):
        return 2 * len(self.d) <= self.limit

    def draw_n(self):
        return self.random.between(-1, min(3, self.limit // max(1, len(self.d))))

    def new(self, iterable):
        if keyed(self):
            return SortedKeyList(iterable, key=self.function)
        return SortedList(iterable)

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

    @operation("s", 12)
    def update(self, xs):
        self.d.update(xs)

    @operation("", 1, when=has_room_to_double)
    def update_self(self):
        self.d.update(self.d)

    @operation("s", 2, when=rarely, calls="__init__")
    def construct(self, xs):
        self.d = self.new(xs)

    @operation("s", 2, when=rarely, calls="__init__")
    def construct_either(self, xs):
        """SortedList makes a SortedKeyList when there is a key function."""
        self.d = SortedList(iterable=xs, key=self.function)

    @operation("s", 1, "d", calls="__init__")
    def construct_identity(self, xs):
        """A SortedKeyList with the key function that it has by default."""
        return list(SortedKeyList(xs))

    @operation("s", 3, calls="__add__")
    def plus(self, xs):
        self.d = self.d + xs

    @operation("s", 2, calls="__radd__")
    def plus_right(self, xs):
        self.d = xs + self.d

    @operation("s", 2, calls="__add__")
    def plus_sorted(self, xs):
        self.d = self.d + self.new(xs)

    @operation("s", 3, calls="__iadd__")
    def iadd(self, xs):
        self.d += xs

    @operation("", 1, when=has_room_to_double, calls="__iadd__")
    def iadd_self(self):
        self.d += self.d

    @operation("n", 2, calls="__mul__")
    def mul(self, n):
        self.d = self.d * n

    @operation("n", 2, "d", calls="__rmul__")
    def rmul(self, n):
        """Loses the key function in sortedcontainers 2.4: the result is sorted by the elements."""
        return list(n * self.d)

    @operation("n", 2, calls="__imul__")
    def imul(self, n):
        self.d *= n

    # -- comparison: with another list, and with one that leaves the same path at a given place

    @operation("s", 3, "i", calls=COMPARISON)
    def compare(self, xs):
        return comparison(self.d, self.new(xs))

    @operation("pk", 6, "i", calls=COMPARISON)
    def compare_prefix(self, n, x):
        return comparison(self.d, self.new(list(self.d)[:n] + [x]))

    @operation("", 2, "i", calls=COMPARISON)
    def compare_equal(self):
        return comparison(self.d, self.new(self.d))

    # -- what a sorted list refuses, as every list has it

    @operation("k", 1)
    def append(self, x):
        self.d.append(x)

    @operation("s", 1)
    def extend(self, xs):
        self.d.extend(xs)

    @operation("pk", 1)
    def insert(self, i, x):
        self.d.insert(i, x)

    @operation("", 1)
    def reverse(self):
        self.d.reverse()

    @operation("pk", 1, calls="__setitem__")
    def setitem(self, i, x):
        self.d[i] = x


SOURCE = SortedLists
