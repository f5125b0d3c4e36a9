# SPDX-License-Identifier: BSL-1.0
"""heapq.merge, plain and in reverse, without and with a key that many elements share."""

import heapq
import itertools

from recording import Source, operation

PLAIN, REVERSE, KEYED, KEYED_REVERSE = range(4)


def bucket(x):
    """What distinct elements share: the number of bytes, or the last decimal digit."""
    return len(x.encode()) if isinstance(x, str) else x % 10


class Merge(Source):
    name = "merge"
    state = "l"  # what has been merged so far: sorted by the key

    def draw_variant(self):
        return self.random.below(4)

    def begin(self):
        self.order = {"key": bucket if self.variant in (KEYED, KEYED_REVERSE) else None,
                      "reverse": self.variant in (REVERSE, KEYED_REVERSE)}
        self.merged = []

    def contents(self):
        return list(self.merged)

    def sorted(self, xs):
        return sorted(xs, **self.order)

    def merge(self, *iterables):
        return heapq.merge(*iterables, **self.order)

    # -- several iterables

    @operation("", 1, "l")
    def none(self):
        return list(self.merge())

    @operation("s", 6, "d")
    def one(self, a):
        return list(self.merge(self.sorted(a)))

    @operation("ss", 8, "d")
    def two(self, a, b):
        return list(self.merge(self.sorted(a), self.sorted(b)))

    @operation("sss", 5, "d")
    def three(self, a, b, c):
        return list(self.merge(*map(self.sorted, (a, b, c))))

    @operation("sssss", 3, "d")
    def five(self, a, b, c, d, e):
        return list(self.merge(*map(self.sorted, (a, b, c, d, e))))

    @operation("sn", 9, "d")
    def with_itself(self, a, n):
        """The same iterable several times: ties everywhere."""
        return list(self.merge(*[self.sorted(a)] * (n + 2)))

    @operation("ss", 6, "d")
    def nested(self, a, b):
        """A merge of merges."""
        return list(self.merge(self.merge(self.sorted(a), self.merged), iter(self.sorted(b)), self.merge()))

    @operation("ssi", 8, "d")
    def first(self, a, b, n):
        """Only so many: the rest is not asked for."""
        return list(itertools.islice(self.merge(self.sorted(a), self.merged, self.sorted(b)), abs(n)))

    @operation("ki", 10, "d")
    def endless(self, x, n):
        """With an iterable that has no end."""
        return list(itertools.islice(self.merge(self.merged, itertools.repeat(x)), abs(n)))

    # -- what is kept

    @operation("s", 12)
    def absorb(self, a):
        self.merged = list(self.merge(self.merged, self.sorted(a)))

    @operation("s", 6)
    def absorb_before(self, a):
        self.merged = list(self.merge(self.sorted(a), self.merged))

    @operation("n", 4)
    def thin(self, n):
        """Every other element, or every third, fourth or fifth."""
        self.merged = self.merged[::n + 3]

    @operation("", 2)
    def clear(self):
        self.merged = []


SOURCE = Merge
