# SPDX-License-Identifier: BSL-1.0
"""sortedcontainers.SortedDict, without and with a key function, and its views: every method and operator.

The key function puts no two keys on a par, as in sorted_set.py. Values are integers; where Python stores
None by default, 0 takes its place.
"""

from sortedcontainers import SortedDict

from recording import LONG, Complete, operation
from sorted_operations import COMPARISON, Sorted, comparison, given, keyed, rarely

PLAIN, KEYED = 0, 1


def shuffled(x):
    """By the number of bytes, or by the last decimal digit: a pair, and not in the order of the elements."""
    return (len(x.encode()), x) if isinstance(x, str) else ((x + 1000) % 10, x)


def strings(source):
    return source.domain.kind == b"s"


def not_keyed(source):
    return not keyed(source)


def of(view, names):
    """The names of methods, of one of the views."""
    return " ".join(f"{view}.{name}" for name in names.split())


KEYS, ITEMS, VALUES = "SortedKeysView", "SortedItemsView", "SortedValuesView"
# A view is made by a method of the dict, and has no order but that of inclusion.
VIEW_INTERNALS = {"__init__", "__reduce__"}


class SortedDicts(Sorted):
    name = "sorted_map"
    state = "m"
    complete = (Complete(SortedDict(shuffled), {PLAIN, KEYED},
                         without={"iloc", "__lt__", "__le__", "__gt__", "__ge__"}),  # deprecated, and TypeErrors
                Complete(SortedDict().keys(), without=VIEW_INTERNALS),
                Complete(SortedDict().items(), without=VIEW_INTERNALS),
                Complete(SortedDict().values(), without=VIEW_INTERNALS))

    def draw_variant(self):
        return (PLAIN, PLAIN, KEYED)[self.random.below(3)]

    def begin(self):
        self.function = (None, shuffled)[self.variant]
        self.d = SortedDict(self.function)

    def contents(self):
        return self.d.items()

    def draw_h(self):
        if self.d and self.random.chance(70):
            return self.domain.index(self.d.keys()[self.random.below(len(self.d))])
        return self.draw_k()

    def draw_m(self):
        if self.limit < LONG or self.random.chance(85):
            return super().draw_m()
        return [(self.draw_k(), self.draw_v()) for _ in range(min(self.room(), self.random.below(120)))]

    def new(self, pairs):
        return SortedDict(self.function, pairs)

    # -- one key

    @operation("h", 16, "i", calls="__getitem__")
    def getitem(self, k):
        return self.d[k]

    @operation("kv", 70, when=Sorted.has_room, calls="__setitem__")
    def setitem(self, k, v):
        self.d[k] = v

    @operation("h", 30, calls="__delitem__")
    def delitem(self, k):
        del self.d[k]

    @operation("h", 12, "i")
    def get(self, k):
        return self.d.get(k)

    @operation("hv", 6, "i")
    def get_default(self, k, v):
        return self.d.get(k, v)

    @operation("kv", 20, "i", when=Sorted.has_room)
    def setdefault(self, k, v):
        return self.d.setdefault(k, v)

    @operation("k", 4, "i", when=Sorted.has_room)
    def setdefault_none(self, k):
        if self.d.setdefault(k) is None:
            self.d[k] = 0
        return self.d[k]

    @operation("h", 14, "i")
    def pop(self, k):
        return self.d.pop(k)

    @operation("hv", 6, "i")
    def pop_default(self, k, v):
        return self.d.pop(k, default=v)

    # -- positions

    @operation("", 10, "p")
    def popitem(self):
        return self.d.popitem()

    @operation("p", 14, "p")
    def popitem_at(self, i):
        return self.d.popitem(index=i)

    @operation("", 4, "p")
    def peekitem(self):
        return self.d.peekitem()

    @operation("p", 14, "p")
    def peekitem_at(self, i):
        return self.d.peekitem(index=i)

    # -- many keys

    @operation("m", 5)
    def update(self, pairs):
        self.d.update(dict(pairs))

    @operation("m", 5)
    def update_pairs(self, pairs):
        self.d.update(pairs)

    @operation("mm", 4, when=strings)
    def update_keywords(self, pairs, more):
        self.d.update(pairs, **dict(more))

    @operation("", 1)
    def update_self(self):
        self.d.update(self.d)

    @operation("m", 3, calls="__or__")
    def or_(self, pairs):
        self.d = self.d | dict(pairs)

    @operation("m", 3, calls="__or__")
    def or_sorted(self, pairs):
        self.d = self.d | self.new(pairs)

    @operation("m", 3, calls="__ror__")
    def ror(self, pairs):
        self.d = dict(pairs) | self.d

    @operation("m", 3, calls="__ior__")
    def ior(self, pairs):
        self.d |= self.new(pairs)

    @operation("m", 2, calls="__ior__")
    def ior_pairs(self, pairs):
        self.d |= pairs

    @operation("m", 1, when=rarely, calls="__init__")
    def construct(self, pairs):
        self.d = self.new(pairs)

    @operation("mm", 1, when=lambda source: strings(source) and rarely(source), calls="__init__")
    def construct_keywords(self, pairs, more):
        self.d = SortedDict(self.function, pairs, **dict(more))

    @operation("sv", 3, when=rarely)
    def fromkeys(self, keys, v):
        self.d = self.new(SortedDict.fromkeys(keys, value=v))

    @operation("s", 2, when=rarely)
    def fromkeys_none(self, keys):
        made = self.d.fromkeys(keys)
        self.d = self.new((k, 0 if made[k] is None else made[k]) for k in made)

    # -- comparison

    @operation("m", 2, "b", calls="__eq__ __ne__")
    def equal(self, pairs):
        return self.d == self.new(pairs) and not self.d != dict(pairs)

    @operation("", 2, "b", calls="__eq__ __ne__")
    def equal_copy(self):
        return self.d == self.new(self.d) and not self.d != dict(self.d)

    @operation("hv", 4, "b", calls="__eq__ __ne__")
    def equal_changed(self, k, v):
        other = self.d.copy()
        other[k] = v
        return self.d == other and not self.d != other

    # -- keys()

    @operation("p", 8, "k", calls=of(KEYS, "__getitem__"))
    def keys_getitem(self, i):
        return self.d.keys()[i]

    @operation("ppef", 6, "d", calls=of(KEYS, "__getitem__"))
    def keys_getitem_slice(self, start, stop, step, flags):
        return self.d.keys()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("p", 6, calls=of(KEYS, "__delitem__"))
    def keys_delitem(self, i):
        del self.d.keys()[i]

    @operation("ppef", 2, when=rarely, calls=of(KEYS, "__delitem__"))
    def keys_delitem_slice(self, start, stop, step, flags):
        del self.d.keys()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("h", 3, "b", calls=of(KEYS, "__contains__"))
    def keys_contains(self, k):
        return k in self.d.keys()

    @operation("h", 2, "i", calls=of(KEYS, "count"))
    def keys_count(self, k):
        return self.d.keys().count(k)

    @operation("hppf", 2, "i", calls=of(KEYS, "index"))
    def keys_index(self, k, start, stop, flags):
        return self.d.keys().index(k, 0 if flags & 1 else start, given(stop, flags, 2))

    @operation("", 1, "d", calls=of(KEYS, "__iter__ __reversed__"))
    def keys(self):
        return list(self.d.keys()) + list(reversed(self.d.keys()))

    @operation("", 1, "i", calls=of(KEYS, "__len__"))
    def keys_len(self):
        return len(self.d.keys())

    @operation("", 1, "t", when=not_keyed, calls=of(KEYS, "__repr__"))
    def keys_repr(self):
        return repr(self.d.keys())

    @operation("s", 1, "d", calls=of(KEYS, "__and__ __rand__"))
    def keys_and(self, keys):
        return list(self.d.keys() & keys) + list(keys & self.d.keys())

    @operation("s", 1, "d", calls=of(KEYS, "__or__ __ror__"))
    def keys_or(self, keys):
        return list(self.d.keys() | keys) + list(keys | self.d.keys())

    @operation("s", 1, "d", calls=of(KEYS, "__sub__"))
    def keys_sub(self, keys):
        return self.d.keys() - keys

    @operation("s", 1, "d", calls=of(KEYS, "__rsub__"))
    def keys_rsub(self, keys):
        return keys - self.d.keys()

    @operation("s", 1, "d", calls=of(KEYS, "__xor__ __rxor__"))
    def keys_xor(self, keys):
        return list(self.d.keys() ^ keys) + list(keys ^ self.d.keys())

    @operation("s", 2, "b", calls=of(KEYS, "isdisjoint"))
    def keys_isdisjoint(self, keys):
        return self.d.keys().isdisjoint(keys)

    @operation("s", 1, "i", calls=of(KEYS, COMPARISON))
    def keys_compare(self, keys):
        return comparison(self.d.keys(), set(keys))

    @operation("h", 2, "i", calls=of(KEYS, COMPARISON))
    def keys_compare_changed(self, k):
        return comparison(self.d.keys(), set(self.d) ^ {k})

    # -- items()

    @operation("p", 4, "p", calls=of(ITEMS, "__getitem__"))
    def items_getitem(self, i):
        return self.d.items()[i]

    @operation("ppef", 4, "D", calls=of(ITEMS, "__getitem__"))
    def items_getitem_slice(self, start, stop, step, flags):
        return self.d.items()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("p", 4, calls=of(ITEMS, "__delitem__"))
    def items_delitem(self, i):
        del self.d.items()[i]

    @operation("ppef", 1, when=rarely, calls=of(ITEMS, "__delitem__"))
    def items_delitem_slice(self, start, stop, step, flags):
        del self.d.items()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("hv", 3, "b", calls=of(ITEMS, "__contains__"))
    def items_contains(self, k, v):
        return (k, v) in self.d.items()

    @operation("h", 2, "b", calls=of(ITEMS, "__contains__"))
    def items_contains_held(self, k):
        return (k, self.d[k]) in self.d.items()

    @operation("h", 2, "i", calls=of(ITEMS, "count"))
    def items_count(self, k):
        return self.d.items().count((k, self.d[k]))

    @operation("hppf", 2, "i", calls=of(ITEMS, "index"))
    def items_index(self, k, start, stop, flags):
        return self.d.items().index((k, self.d[k]), 0 if flags & 1 else start, given(stop, flags, 2))

    @operation("", 1, "D", calls=of(ITEMS, "__iter__ __reversed__"))
    def items(self):
        return list(self.d.items()) + list(reversed(self.d.items()))

    @operation("", 1, "i", calls=of(ITEMS, "__len__"))
    def items_len(self):
        return len(self.d.items())

    @operation("", 1, "t", when=not_keyed, calls=of(ITEMS, "__repr__"))
    def items_repr(self):
        return repr(self.d.items())

    @operation("m", 1, "D", calls=of(ITEMS, "__and__ __rand__"))
    def items_and(self, pairs):
        return list(self.d.items() & pairs) + list(pairs & self.d.items())

    @operation("m", 1, "D", calls=of(ITEMS, "__or__ __ror__"))
    def items_or(self, pairs):
        return list(self.d.items() | pairs) + list(pairs | self.d.items())

    @operation("m", 1, "D", calls=of(ITEMS, "__sub__"))
    def items_sub(self, pairs):
        return self.d.items() - pairs

    @operation("m", 1, "D", calls=of(ITEMS, "__rsub__"))
    def items_rsub(self, pairs):
        return pairs - self.d.items()

    @operation("m", 1, "D", calls=of(ITEMS, "__xor__ __rxor__"))
    def items_xor(self, pairs):
        return list(self.d.items() ^ pairs) + list(pairs ^ self.d.items())

    @operation("m", 2, "b", calls=of(ITEMS, "isdisjoint"))
    def items_isdisjoint(self, pairs):
        return self.d.items().isdisjoint(pairs)

    @operation("hv", 3, "i", calls=of(ITEMS, COMPARISON))
    def items_compare_changed(self, k, v):
        return comparison(self.d.items(), set(self.d.items()) ^ {(k, v)})

    # -- values()

    @operation("p", 4, "i", calls=of(VALUES, "__getitem__"))
    def values_getitem(self, i):
        return self.d.values()[i]

    @operation("ppef", 4, "w", calls=of(VALUES, "__getitem__"))
    def values_getitem_slice(self, start, stop, step, flags):
        return self.d.values()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("p", 4, calls=of(VALUES, "__delitem__"))
    def values_delitem(self, i):
        del self.d.values()[i]

    @operation("ppef", 1, when=rarely, calls=of(VALUES, "__delitem__"))
    def values_delitem_slice(self, start, stop, step, flags):
        del self.d.values()[given(start, flags, 1):given(stop, flags, 2):given(step, flags, 4)]

    @operation("v", 3, "b", calls=of(VALUES, "__contains__"))
    def values_contains(self, v):
        return v in self.d.values()

    @operation("v", 3, "i", calls=of(VALUES, "count"))
    def values_count(self, v):
        return self.d.values().count(v)

    @operation("vppf", 3, "i", calls=of(VALUES, "index"))
    def values_index(self, v, start, stop, flags):
        return self.d.values().index(v, 0 if flags & 1 else start, given(stop, flags, 2))

    @operation("", 2, "w", calls=of(VALUES, "__iter__ __reversed__"))
    def values(self):
        return list(self.d.values()) + list(reversed(self.d.values()))

    @operation("", 1, "i", calls=of(VALUES, "__len__"))
    def values_len(self):
        return len(self.d.values())

    @operation("", 1, "t", when=not_keyed, calls=of(VALUES, "__repr__"))
    def values_repr(self):
        return repr(self.d.values())


SOURCE = SortedDicts
