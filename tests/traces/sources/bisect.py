# SPDX-License-Identifier: BSL-1.0
"""bisect on a list that is kept sorted: every public function, with lo and hi and with a key.

In the second variant the list is ordered by the bucket of its elements and by nothing else, through key=, so
that the places of equivalent elements are compared as well.
"""

import bisect

from recording import Source, operation

PLAIN, BUCKETS = 0, 1


def bucket(x):
    """The number of bytes, or one of 50 buckets that each have runs of eight integers."""
    return len(x.encode()) if isinstance(x, str) else (x + 1000) // 8 % 50


class Bisect(Source):
    name = "bisect"
    state = "l"

    def draw_variant(self):
        return self.random.below(2)

    def begin(self):
        self.d = []

    def contents(self):
        return self.d

    def size(self):
        return len(self.d)

    def has_room(self):
        return len(self.d) < self.limit

    def draw_p(self):
        """Where to begin or to end: anywhere in the list, and sometimes before it."""
        if self.random.chance(3):
            return -1 - self.random.below(3)
        return self.random.between(0, self.size())

    draw_r = draw_p

    def options(self):
        return {"key": bucket} if self.variant == BUCKETS else {}

    def wanted(self, x):
        """What the bisections look for: an element, or its key."""
        return bucket(x) if self.variant == BUCKETS else x

    def sort(self):
        self.d.sort(**self.options())

    # -- positions

    @operation("o", 40, "i")
    def bisect_left(self, x):
        return bisect.bisect_left(self.d, self.wanted(x), **self.options())

    @operation("o", 40, "i")
    def bisect_right(self, x):
        return bisect.bisect_right(self.d, self.wanted(x), **self.options())

    @operation("o", 10, "i")
    def bisect(self, x):
        return bisect.bisect(self.d, self.wanted(x), **self.options())

    @operation("op", 15, "i")
    def bisect_left_from(self, x, lo):
        return bisect.bisect_left(self.d, self.wanted(x), lo, **self.options())

    @operation("op", 15, "i")
    def bisect_right_from(self, x, lo):
        return bisect.bisect_right(self.d, self.wanted(x), lo, **self.options())

    @operation("opr", 25, "i")
    def bisect_left_between(self, x, lo, hi):
        return bisect.bisect_left(self.d, self.wanted(x), lo, max(hi, 0), **self.options())

    @operation("opr", 25, "i")
    def bisect_right_between(self, x, lo, hi):
        return bisect.bisect_right(self.d, self.wanted(x), lo, max(hi, 0), **self.options())

    # -- insertion

    @operation("k", 40, when=has_room)
    def insort_left(self, x):
        bisect.insort_left(self.d, x, **self.options())

    @operation("k", 40, when=has_room)
    def insort_right(self, x):
        bisect.insort_right(self.d, x, **self.options())

    @operation("k", 15, when=has_room)
    def insort(self, x):
        bisect.insort(self.d, x, **self.options())

    @operation("kpr", 8, "d", when=has_room)
    def insort_left_between(self, x, lo, hi):
        """Puts the list out of order, and sorts it again."""
        bisect.insort_left(self.d, x, lo, max(hi, 0), **self.options())
        before = self.d.copy()
        self.sort()
        return before

    @operation("kpr", 8, "d", when=has_room)
    def insort_right_between(self, x, lo, hi):
        bisect.insort_right(self.d, x, lo, max(hi, 0), **self.options())
        before = self.d.copy()
        self.sort()
        return before

    # -- what changes it otherwise

    @operation("n", 20, "k")
    def pop(self, n):
        """Takes out the element a third, or two, of the way in."""
        return self.d.pop(len(self.d) * (n + 1) // 5)

    @operation("s", 4)
    def refill(self, xs):
        self.d = list(xs)
        self.sort()


SOURCE = Bisect
