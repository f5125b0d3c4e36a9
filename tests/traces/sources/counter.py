# SPDX-License-Identifier: BSL-1.0
"""collections.Counter: every method and operator, with counts that may be zero or negative."""

from collections import Counter as PythonCounter

from recording import LONG, Source, operation


def comparison(a, b):
    """The six operators as the bits 0 to 5 of a number: == != < <= > >=."""
    return sum(bit << i for i, bit in enumerate((a == b, a != b, a < b, a <= b, a > b, a >= b)))


def counts(pairs):
    """A Counter with exactly these counts; the last of equal keys wins."""
    return PythonCounter(dict(pairs))


class Counter(Source):
    name = "counter"
    state = "m"

    def begin(self):
        self.c = PythonCounter()

    def contents(self):
        return list(self.c.items())

    def size(self):
        return len(self.c)

    def is_small(self):
        """Whether counts may still be doubled without elements() growing out of hand."""
        return all(abs(n) < 50 for n in self.c.values())

    def draw_n(self):
        """How many of the most common: none, few, all, more than all."""
        size = len(self.c)
        return (-1, 0, 1, 1, 2, 3, 10, size, size + 1)[self.random.below(9)]

    def draw_v(self):
        return self.random.between(-4, 9)

    def draw_s(self):
        if self.limit == LONG or not self.random.chance(30):
            return super().draw_s()
        return [self.draw_k() for _ in range(self.random.below(9))]  # runs repeat no key

    # -- one key

    @operation("h", 20, "i")
    def getitem(self, k):
        return self.c[k]

    @operation("kv", 20)
    def setitem(self, k, n):
        self.c[k] = n

    @operation("k", 90)
    def increment(self, k):
        self.c[k] += 1

    @operation("kv", 20)
    def add(self, k, n):
        self.c[k] += n

    @operation("h", 44)
    def delitem(self, k):
        del self.c[k]  # of an absent key: no error

    @operation("h", 30, "b")
    def contains(self, k):
        return k in self.c

    @operation("h", 8, "i")
    def get(self, k):
        return self.c.get(k)

    @operation("kv", 4, "i")
    def setdefault(self, k, n):
        return self.c.setdefault(k, n)

    @operation("h", 10, "i")
    def pop(self, k):
        return self.c.pop(k)

    @operation("hv", 4, "i")
    def pop_default(self, k, n):
        return self.c.pop(k, n)

    @operation("", 9, "p")
    def popitem(self):
        return self.c.popitem()

    # -- many keys

    @operation("s", 2)
    def construct(self, keys):
        self.c = PythonCounter(keys)

    @operation("m", 2)
    def construct_mapping(self, pairs):
        self.c = counts(pairs)

    @operation("s", 9)
    def update(self, keys):
        self.c.update(keys)

    @operation("m", 2)
    def update_mapping(self, pairs):
        self.c.update(dict(pairs))

    @operation("s", 7)
    def subtract(self, keys):
        self.c.subtract(keys)

    @operation("m", 2)
    def subtract_mapping(self, pairs):
        self.c.subtract(dict(pairs))

    @operation("", 1, when=is_small)
    def update_self(self):
        self.c.update(self.c)

    @operation("", 1)
    def subtract_self(self):
        self.c.subtract(self.c)

    # -- multiset operators: the result alone, and in place

    @operation("m", 2, "D")
    def sum(self, pairs):
        return (self.c + counts(pairs)).items()

    @operation("m", 2, "D")
    def difference(self, pairs):
        return (self.c - counts(pairs)).items()

    @operation("m", 2, "D")
    def intersection(self, pairs):
        return (self.c & counts(pairs)).items()

    @operation("m", 2, "D")
    def union(self, pairs):
        return (self.c | counts(pairs)).items()

    @operation("m", 2, "D")
    def difference_from(self, pairs):
        return (counts(pairs) - self.c).items()

    @operation("m", 2, "D")
    def union_right(self, pairs):
        return (counts(pairs) | self.c).items()

    @operation("m", 2)
    def iadd(self, pairs):
        self.c += counts(pairs)

    @operation("m", 2)
    def isub(self, pairs):
        self.c -= counts(pairs)

    @operation("m", 1)
    def iand(self, pairs):
        self.c &= counts(pairs)

    @operation("hv", 1)
    def iand_all_but(self, k, n):
        other = self.c.copy()
        other[k] = n
        self.c &= other

    @operation("m", 2)
    def ior(self, pairs):
        self.c |= counts(pairs)

    @operation("", 1, when=is_small)
    def iadd_self(self):
        self.c += self.c

    @operation("", 1)
    def iand_self(self):
        self.c &= self.c

    @operation("", 1)
    def ior_self(self):
        self.c |= self.c

    @operation("", 2, "D")
    def positive(self):
        return (+self.c).items()

    @operation("", 2, "D")
    def negative(self):
        return (-self.c).items()

    # -- comparison: with another counter, and with one that differs in one key

    @operation("m", 2, "i")
    def compare(self, pairs):
        return comparison(self.c, counts(pairs))

    @operation("kv", 5, "i")
    def compare_changed(self, k, n):
        other = self.c.copy()
        other[k] += n
        return comparison(self.c, other)

    # -- observation

    @operation("", 2, "d")
    def elements(self):
        return list(self.c.elements())

    @operation("", 2, "D")
    def most_common(self):
        return self.c.most_common()

    @operation("n", 5, "D")
    def most_common_n(self, n):
        return self.c.most_common(n)

    @operation("", 10, "i")
    def total(self):
        return self.c.total()

    @operation("", 2, "D")
    def items(self):
        return self.c.items()

    @operation("", 2, "d")
    def keys(self):
        return list(self.c)

    @operation("", 2, "w")
    def values(self):
        return list(self.c.values())

    @operation("", 8, "i")
    def len(self):
        return len(self.c)

    @operation("", 1, "b")
    def bool(self):
        return bool(self.c)

    @operation("", 1)
    def clear(self):
        self.c.clear()

    @operation("", 2)
    def copy(self):
        self.c = self.c.copy()

    @operation("", 1, "t")
    def repr(self):
        return repr(self.c)


SOURCE = Counter
