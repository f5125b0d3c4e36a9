# SPDX-License-Identifier: BSL-1.0
"""heapq on a list: every public function but merge. The list is compared as it is, position by position.

In the second variant the list holds elements that are ordered by the bucket of their key and by nothing
else, so that the places of equivalent elements are compared as well.
"""

import heapq

from recording import Source, operation

PLAIN, BUCKETS = 0, 1


def bucket(x):
    """The number of bytes, or one of 50 buckets that each have runs of eight integers."""
    return len(x.encode()) if isinstance(x, str) else (x + 1000) // 8 % 50


def descending(x):
    return -bucket(x)


class Element:
    """A key that is less, or equal, by its bucket."""

    __slots__ = ("key",)

    def __init__(self, key):
        self.key = key

    def __lt__(self, other):
        return bucket(self.key) < bucket(other.key)

    def __eq__(self, other):
        return bucket(self.key) == bucket(other.key)


class Heapq(Source):
    name = "heapq"
    state = "l"

    def draw_variant(self):
        return self.random.below(2)

    def begin(self):
        self.d = []

    def wrap(self, x):
        return Element(x) if self.variant == BUCKETS else x

    def unwrap(self, x):
        return x.key if self.variant == BUCKETS else x

    def keys(self, elements):
        return [self.unwrap(x) for x in elements]

    def contents(self):
        return self.keys(self.d)

    def size(self):
        return len(self.d)

    def has_room(self):
        return len(self.d) < self.limit

    def draw_v(self):
        """How many: mostly few, sometimes all and more, rarely less than none."""
        if self.random.chance(25):
            return self.random.between(0, self.size() + 3)
        return self.random.between(-1, 12)

    # -- the heap

    @operation("k", 110, when=has_room)
    def heappush(self, x):
        heapq.heappush(self.d, self.wrap(x))

    @operation("", 60, "k")
    def heappop(self):
        return self.unwrap(heapq.heappop(self.d))

    @operation("k", 30, "k")
    def heappushpop(self, x):
        return self.unwrap(heapq.heappushpop(self.d, self.wrap(x)))

    @operation("k", 30, "k")
    def heapreplace(self, x):
        return self.unwrap(heapq.heapreplace(self.d, self.wrap(x)))

    @operation("s", 5)
    def heapify(self, xs):
        self.d = [self.wrap(x) for x in xs]
        heapq.heapify(self.d)

    @operation("s", 5)
    def heapify_more(self, xs):
        self.d[len(self.d) // 2:0] = [self.wrap(x) for x in xs]
        heapq.heapify(self.d)

    @operation("", 3)
    def heapify_reversed(self):
        self.d.reverse()
        heapq.heapify(self.d)

    @operation("", 2, "d")
    def heapsort(self):
        heap = self.d.copy()
        return self.keys(heapq.heappop(heap) for _ in range(len(heap)))

    # -- the first n

    @operation("v", 8, "d")
    def nsmallest(self, n):
        return self.keys(heapq.nsmallest(n, self.d))

    @operation("v", 8, "d")
    def nlargest(self, n):
        return self.keys(heapq.nlargest(n, self.d))

    @operation("vs", 5, "d")
    def nsmallest_of(self, n, xs):
        return heapq.nsmallest(n, xs)

    @operation("vs", 5, "d")
    def nlargest_of(self, n, xs):
        return heapq.nlargest(n, xs)

    @operation("v", 6, "d")
    def nsmallest_key(self, n):
        return heapq.nsmallest(n, self.contents(), key=bucket)

    @operation("v", 6, "d")
    def nlargest_key(self, n):
        return heapq.nlargest(n, self.contents(), key=bucket)

    @operation("v", 4, "d")
    def nsmallest_descending(self, n):
        return heapq.nsmallest(n, self.contents(), key=descending)

    @operation("v", 4, "d")
    def nlargest_descending(self, n):
        return heapq.nlargest(n, self.contents(), key=descending)


SOURCE = Heapq
