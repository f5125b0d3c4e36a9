# SPDX-License-Identifier: BSL-1.0
"""dict and collections.OrderedDict with integer values, and dict.fromkeys() as an ordered set."""

from collections import OrderedDict

from recording import Source, operation

DICT, ORDERED_DICT, ORDERED_SET = 0, 1, 2
MAPS = {DICT, ORDERED_DICT}
ORDERED = {ORDERED_DICT, ORDERED_SET}
SETS = {ORDERED_SET}


class Dict(Source):
    name = "dict"
    state = "m"

    def draw_variant(self):
        return (DICT, DICT, ORDERED_DICT, ORDERED_SET)[self.random.below(4)]

    def begin(self):
        self.d = dict() if self.variant == DICT else OrderedDict()

    def contents(self):
        # An ordered set is recorded as a dict of zeros.
        return list(self.d.items())

    def size(self):
        return len(self.d)

    def new(self, pairs):
        return dict(pairs) if self.variant == DICT else OrderedDict(pairs)

    def zeros(self, keys):
        return dict.fromkeys(keys, 0)

    # -- one key of a map

    @operation("h", 16, "i", MAPS)
    def getitem(self, k):
        return self.d[k]

    @operation("kv", 44, "", MAPS)
    def setitem(self, k, v):
        self.d[k] = v

    @operation("h", 40, "", MAPS)
    def delitem(self, k):
        del self.d[k]

    @operation("h", 12, "i", MAPS)
    def get(self, k):
        return self.d.get(k)

    @operation("hv", 6, "i", MAPS)
    def get_default(self, k, v):
        return self.d.get(k, v)

    @operation("kv", 12, "i", MAPS)
    def setdefault(self, k, v):
        return self.d.setdefault(k, v)

    @operation("h", 14, "i", MAPS)
    def pop(self, k):
        return self.d.pop(k)

    @operation("hv", 6, "i", MAPS)
    def pop_default(self, k, v):
        return self.d.pop(k, v)

    @operation("", 16, "p", MAPS)
    def popitem(self):
        return self.d.popitem()

    @operation("", 20, "p", {ORDERED_DICT})
    def popitem_first(self):
        return self.d.popitem(last=False)

    # -- order

    @operation("h", 28, "", ORDERED)
    def move_to_end(self, k):
        self.d.move_to_end(k)

    @operation("h", 28, "", ORDERED)
    def move_to_begin(self, k):
        self.d.move_to_end(k, last=False)

    @operation("p", 8, "p", MAPS)
    def nth(self, i):
        return list(self.d.items())[i]

    @operation("p", 8, "k", SETS)
    def nth_key(self, i):
        return list(self.d)[i]

    # -- many keys of a map

    @operation("m", 5, "", MAPS)
    def update(self, pairs):
        self.d.update(dict(pairs))

    @operation("m", 5, "", MAPS)
    def update_pairs(self, pairs):
        self.d.update(pairs)

    @operation("", 1, "", MAPS)
    def update_self(self):
        self.d.update(self.d)

    @operation("m", 3, "D", MAPS)
    def union(self, pairs):
        self.d = self.d | dict(pairs)
        return self.d.items()

    @operation("m", 3, "D", MAPS)
    def union_right(self, pairs):
        self.d = self.new(pairs) | self.d
        return self.d.items()

    @operation("m", 3, "", MAPS)
    def ior(self, pairs):
        self.d |= dict(pairs)

    @operation("m", 2, "", MAPS)
    def ior_pairs(self, pairs):
        self.d |= pairs

    @operation("m", 1, "", MAPS)
    def construct(self, pairs):
        self.d = self.new(pairs)

    @operation("sv", 2, "", MAPS)
    def fromkeys(self, keys, v):
        self.d = type(self.d).fromkeys(keys, v)

    # -- comparison of maps, in which the order does not count

    @operation("m", 2, "b", MAPS)
    def equal(self, pairs):
        return dict(self.d) == dict(pairs)

    @operation("", 2, "b", MAPS)
    def equal_reversed(self):
        return dict(self.d) == dict(reversed(self.d.items()))

    @operation("hv", 4, "b", MAPS)
    def equal_changed(self, k, v):
        other = dict(self.d)
        other[k] = v
        return dict(self.d) == other

    # -- views

    @operation("", 2, "w", MAPS)
    def values(self):
        return list(self.d.values())

    @operation("", 2, "D", MAPS)
    def items(self):
        return self.d.items()

    @operation("hv", 5, "b", MAPS)
    def contains_item(self, k, v):
        return (k, v) in self.d.items()

    @operation("s", 1, "u")
    def keys_and(self, keys):
        return self.d.keys() & keys

    @operation("s", 1, "u")
    def keys_or(self, keys):
        return self.d.keys() | keys

    @operation("s", 1, "u")
    def keys_sub(self, keys):
        return self.d.keys() - set(keys)

    @operation("s", 1, "u")
    def keys_xor(self, keys):
        return self.d.keys() ^ keys

    # -- ordered set, as Python programs spell it with a dict

    @operation("k", 60, "b", SETS)
    def set_add(self, k):
        new = k not in self.d
        self.d[k] = 0
        return new

    @operation("h", 16, "b", SETS)
    def set_discard(self, k):
        return self.d.pop(k, None) is not None

    @operation("h", 20, "", SETS)
    def set_remove(self, k):
        del self.d[k]

    @operation("", 10, "k", SETS)
    def set_pop(self):
        return self.d.popitem()[0]

    @operation("", 10, "k", SETS)
    def set_pop_first(self):
        return self.d.popitem(last=False)[0]

    @operation("s", 8, "", SETS)
    def set_update(self, keys):
        self.d |= self.zeros(keys)

    @operation("s", 3, "d", SETS)
    def set_union(self, keys):
        return list(self.d | self.zeros(keys))

    @operation("s", 3, "d", SETS)
    def set_intersection(self, keys):
        return [k for k in self.d if k in keys]

    @operation("s", 3, "d", SETS)
    def set_difference(self, keys):
        return [k for k in self.d if k not in keys]

    @operation("s", 3, "d", SETS)
    def set_symmetric_difference(self, keys):
        return [k for k in self.d if k not in keys] + [k for k in self.zeros(keys) if k not in self.d]

    @operation("s", 2, "", SETS)
    def set_construct(self, keys):
        self.d = OrderedDict.fromkeys(keys, 0)

    @operation("s", 2, "b", SETS)
    def set_equal(self, keys):
        return self.d.keys() == set(keys)

    @operation("", 1, "b", SETS)
    def set_equal_reversed(self):
        return self.d.keys() == dict.fromkeys(reversed(self.d)).keys()

    @operation("s", 2, "b")
    def is_subset(self, keys):
        return self.d.keys() <= set(keys)

    @operation("s", 2, "b")
    def is_superset(self, keys):
        return self.d.keys() >= set(keys)

    @operation("s", 2, "b")
    def is_disjoint(self, keys):
        return self.d.keys().isdisjoint(keys)

    # -- all variants

    @operation("h", 34, "b")
    def contains(self, k):
        return k in self.d

    @operation("", 6, "i")
    def len(self):
        return len(self.d)

    @operation("", 2, "b")
    def bool(self):
        return bool(self.d)

    @operation("", 3, "d")
    def keys(self):
        return list(self.d)

    @operation("", 3, "d")
    def reversed(self):
        return list(reversed(self.d))

    @operation("", 1)
    def clear(self):
        self.d.clear()

    @operation("", 2)
    def copy(self):
        self.d = self.d.copy()

    @operation("", 3, "t", MAPS)
    def repr(self):
        return repr(dict(self.d))


SOURCE = Dict
