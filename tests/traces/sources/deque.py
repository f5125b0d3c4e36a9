# SPDX-License-Identifier: BSL-1.0
"""collections.deque, unbounded and with a maxlen: every method and operator."""

from collections import deque

from recording import Source, operation

UNBOUNDED = 0  # variant n + 1 is deque(maxlen=n)


def comparison(a, b):
    """The six operators as the bits 0 to 5 of a number: == != < <= > >=."""
    return sum(bit << i for i, bit in enumerate((a == b, a != b, a < b, a <= b, a > b, a >= b)))


class Deque(Source):
    name = "deque"
    state = "l"

    def draw_variant(self):
        if self.random.chance(60):
            return UNBOUNDED
        return 1 + (self.random.below(6) if self.random.chance(80) else self.random.below(self.limit))

    def begin(self):
        self.d = deque(maxlen=None if self.variant == UNBOUNDED else self.variant - 1)

    def contents(self):
        return self.d

    def size(self):
        return len(self.d)

    def has_room_to_double(self):
        return 2 * len(self.d) <= self.limit

    def has_room(self):
        return len(self.d) < self.limit

    def draw_n(self):
        most = self.limit // max(1, len(self.d))
        return self.random.between(-1, min(3, most))

    def new(self, iterable):
        return deque(iterable, self.d.maxlen)

    # -- the ends

    @operation("k", 60, when=has_room)
    def append(self, x):
        self.d.append(x)

    @operation("k", 50, when=has_room)
    def appendleft(self, x):
        self.d.appendleft(x)

    @operation("", 34, "k")
    def pop(self):
        return self.d.pop()

    @operation("", 34, "k")
    def popleft(self):
        return self.d.popleft()

    @operation("s", 8)
    def extend(self, xs):
        self.d.extend(xs)

    @operation("s", 8)
    def extendleft(self, xs):
        self.d.extendleft(xs)

    @operation("", 1, when=has_room_to_double)
    def extend_self(self):
        self.d.extend(self.d)

    @operation("", 1, when=has_room_to_double)
    def extendleft_self(self):
        self.d.extendleft(self.d)

    # -- by position

    @operation("p", 20, "k")
    def getitem(self, i):
        return self.d[i]

    @operation("pk", 16)
    def setitem(self, i, x):
        self.d[i] = x

    @operation("p", 16)
    def delitem(self, i):
        del self.d[i]

    @operation("pk", 20, when=has_room)
    def insert(self, i, x):
        self.d.insert(i, x)

    @operation("r", 20)
    def rotate(self, k):
        self.d.rotate(k)

    @operation("", 2)
    def rotate_once(self):
        self.d.rotate()

    # -- by value

    @operation("h", 12)
    def remove(self, x):
        self.d.remove(x)

    @operation("h", 8, "i")
    def count(self, x):
        return self.d.count(x)

    @operation("h", 8, "i")
    def index(self, x):
        return self.d.index(x)

    @operation("hp", 5, "i")
    def index_from(self, x, start):
        return self.d.index(x, start)

    @operation("hpp", 8, "i")
    def index_between(self, x, start, stop):
        return self.d.index(x, start, stop)

    @operation("h", 8, "b")
    def contains(self, x):
        return x in self.d

    # -- as a whole

    @operation("s", 2)
    def construct(self, xs):
        self.d = self.new(xs)

    @operation("", 1)
    def clear(self):
        self.d.clear()

    @operation("", 4)
    def reverse(self):
        self.d.reverse()

    @operation("", 2, "i")
    def copy(self):
        self.d = self.d.copy()
        return self.d.maxlen

    @operation("s", 3, "i")
    def add(self, xs):
        self.d = self.d + deque(xs)
        return self.d.maxlen

    @operation("s", 3)
    def iadd(self, xs):
        self.d += xs

    @operation("", 1, when=has_room_to_double)
    def iadd_self(self):
        self.d += self.d

    @operation("n", 2)
    def mul(self, n):
        self.d = self.d * n

    @operation("n", 2)
    def rmul(self, n):
        self.d = n * self.d

    @operation("n", 2)
    def imul(self, n):
        self.d *= n

    # -- comparison: with another deque, and with one that leaves the same path at a given place

    @operation("s", 3, "i")
    def compare(self, xs):
        return comparison(self.d, deque(xs))

    @operation("pk", 6, "i")
    def compare_prefix(self, n, x):
        return comparison(self.d, deque(list(self.d)[:n] + [x]))

    @operation("", 2, "i")
    def compare_equal(self):
        return comparison(self.d, deque(self.d))

    # -- observation

    @operation("", 3, "d")
    def iterate(self):
        return list(self.d)

    @operation("", 3, "d")
    def reversed(self):
        return list(reversed(self.d))

    @operation("", 6, "i")
    def len(self):
        return len(self.d)

    @operation("", 3, "b")
    def bool(self):
        return bool(self.d)

    @operation("", 1, "i")
    def maxlen(self):
        return self.d.maxlen

    @operation("", 3, "t")
    def repr(self):
        return repr(self.d)


SOURCE = Deque
