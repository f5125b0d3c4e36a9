# SPDX-License-Identifier: BSL-1.0
"""What the sorted containers of sortedcontainers have in common: the operations of every one of them.

A source holds its container as `d`, sorted by `function` (None: by the elements themselves), and makes
others of the kind with new().
"""

import copy

from recording import LONG, Source, operation


def comparison(a, b):
    """The six operators as the bits 0 to 5 of a number: == != < <= > >=."""
    return sum(bit << i for i, bit in enumerate((a == b, a != b, a < b, a <= b, a > b, a >= b)))


COMPARISON = "__eq__ __ne__ __lt__ __le__ __gt__ __ge__"


def given(argument, flags, absent):
    """The argument, or None when the flag of its absence is set."""
    return None if flags & absent else argument


def keyed(source):
    return source.function is not None


def rarely(source):
    """For what empties a container, in whole or in part: the long sequences are to grow."""
    return source.limit < LONG or source.random.chance(4)


class Sorted(Source):
    """Reading by order, which SortedList, SortedSet and SortedDict (of its keys) do alike."""

    listed = False

    def size(self):
        return len(self.d)

    def has_room(self):
        return len(self.d) < self.limit

    @operation("", 30, "x", when=lambda source: not source.listed)
    def public_methods(self):
        """Once in a trace: the methods that the trace promises to call, for the replay to know each of them."""
        self.listed, names = True, {}
        for promise in self.complete:
            inherited = [base.__name__ for base in type(promise.instance).__mro__[1:]]
            known = set().union(*(names.get(base, ()) for base in inherited))
            names[promise.name] = [name for name in promise.methods if name not in known]
        return " ".join(f"{owner}.{name}" for owner, own in names.items() for name in own)

    # -- look-up

    @operation("h", 16, "b", calls="__contains__")
    def contains(self, x):
        return x in self.d

    @operation("h", 8, "i")
    def index(self, x):
        return self.d.index(x)

    @operation("hp", 6, "i")
    def index_from(self, x, start):
        return self.d.index(x, start)

    @operation("hppf", 10, "i")
    def index_between(self, x, start, stop, flags):
        return self.d.index(x, start=given(start, flags, 1), stop=given(stop, flags, 2))

    @operation("o", 10, "i")
    def bisect_left(self, x):
        return self.d.bisect_left(x)

    @operation("o", 10, "i")
    def bisect_right(self, x):
        return self.d.bisect_right(x)

    @operation("o", 4, "i")
    def bisect(self, x):
        return self.d.bisect(x)

    @operation("o", 8, "i", when=keyed)
    def bisect_key_left(self, x):
        return self.d.bisect_key_left(self.function(x))

    @operation("o", 8, "i", when=keyed)
    def bisect_key_right(self, x):
        return self.d.bisect_key_right(self.function(x))

    @operation("o", 4, "i", when=keyed)
    def bisect_key(self, x):
        return self.d.bisect_key(self.function(x))

    # -- ranges: the flags are for no minimum, no maximum, either of them excluded, and backwards

    @operation("oof", 14, "d")
    def irange(self, low, high, flags):
        return list(self.d.irange(minimum=given(low, flags, 1), maximum=given(high, flags, 2),
                                  inclusive=(not flags & 4, not flags & 8), reverse=bool(flags & 16)))

    @operation("oo", 4, "d")
    def irange_closed(self, low, high):
        return list(self.d.irange(low, high))

    @operation("", 1, "d")
    def irange_all(self):
        return list(self.d.irange())

    @operation("oof", 10, "d", when=keyed)
    def irange_key(self, low, high, flags):
        low, high = self.function(low), self.function(high)
        return list(self.d.irange_key(min_key=given(low, flags, 1), max_key=given(high, flags, 2),
                                      inclusive=(not flags & 4, not flags & 8), reverse=bool(flags & 16)))

    @operation("oo", 3, "d", when=keyed)
    def irange_key_closed(self, low, high):
        return list(self.d.irange_key(self.function(low), self.function(high)))

    @operation("", 1, "d", when=keyed)
    def irange_key_all(self):
        return list(self.d.irange_key())

    @operation("ppf", 12, "d")
    def islice(self, start, stop, flags):
        return list(self.d.islice(start=given(start, flags, 1), stop=given(stop, flags, 2), reverse=bool(flags & 4)))

    @operation("pp", 3, "d")
    def islice_forward(self, start, stop):
        return list(self.d.islice(start, stop))

    @operation("", 1, "d")
    def islice_all(self):
        return list(self.d.islice())

    # -- as a whole

    @operation("", 3, "d", calls="__iter__")
    def iterate(self):
        return list(self.d)

    @operation("", 3, "d", calls="__reversed__")
    def reversed(self):
        return list(reversed(self.d))

    @operation("", 6, "i", calls="__len__")
    def len(self):
        return len(self.d)

    @operation("", 3, "b")
    def bool(self):
        return bool(self.d)

    @operation("", 1, when=rarely)
    def clear(self):
        self.d.clear()

    @operation("", 2)
    def copy(self):
        self.d = self.d.copy()

    @operation("", 1, calls="__copy__")
    def copy_shallow(self):
        self.d = copy.copy(self.d)

    @operation("", 1, calls="__reduce__")
    def copy_deep(self):
        self.d = copy.deepcopy(self.d)

    @operation("", 1, "b")
    def key(self):
        return self.d.key is not None

    @operation("n", 1)
    def reset(self, n):
        """The size of Python's inner lists, which nobody may notice: from here on they are short."""
        self.d._reset(6 + n)

    @operation("", 2, "t", calls="__repr__")
    def repr(self):
        """Without the key function, whose address is in it."""
        shown = repr(self.d)
        if keyed(self):
            shown = shown.replace(f"{self.function!r}, ", "").replace(f", key={self.function!r}", "")
        return shown


class Positions(Sorted):
    """Access by position, which SortedList and SortedSet do alike."""

    @operation("", 16, "k")
    def pop(self):
        return self.d.pop()

    @operation("p", 16, "k")
    def pop_at(self, i):
        return self.d.pop(i)

    @operation("p", 20, "k", calls="__getitem__")
    def getitem(self, i):
        return self.d[i]

    @operation("ppef", 12, "d", calls="__getitem__")
    def getitem_slice(self, start, stop, step, flags):
        return self.d[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("p", 12, calls="__delitem__")
    def delitem(self, i):
        del self.d[i]

    @operation("ppef", 4, when=rarely, calls="__delitem__")
    def delitem_slice(self, start, stop, step, flags):
        del self.d[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("h", 8, "i")
    def count(self, x):
        return self.d.count(x)
