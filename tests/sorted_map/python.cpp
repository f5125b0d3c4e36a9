// SPDX-License-Identifier: BSL-1.0
// cairn::sorted_map does what sortedcontainers' SortedDict and its views did: every method, operator and
// keyword, recorded in traces/sorted_map.trace and replayed with integers, strings, large and watched
// objects as keys and as values, in the order of the keys and of a key function.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/sorted_python.hpp"
#include "support/trace.hpp"

#include <cairn/format.hpp>
#include <cairn/sorted_map.hpp>
#include <cairn/sorted_set.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

enum variant : std::uint64_t { plain, keyed }; // of the trace

constexpr support::spelling methods[] = {
    {"SortedDict", "__init__", "construct construct_keywords", "d(from_range, r), update(r)"},
    {"SortedDict", "__getitem__", "getitem", "at(k)"},
    {"SortedDict", "__setitem__", "setitem", "[k] =, insert_or_assign(k, v)"},
    {"SortedDict", "__delitem__", "delitem", "erase(k)"},
    {"SortedDict", "__contains__", "contains", "contains(k)"},
    {"SortedDict", "get", "get get_default", "get(k), get_or(k, v)"},
    {"SortedDict", "setdefault", "setdefault setdefault_none", "setdefault(k, v)"},
    {"SortedDict", "pop", "pop pop_default", "pop(k)"},
    {"SortedDict", "popitem", "popitem popitem_at", "popitem(i)"},
    {"SortedDict", "peekitem", "peekitem peekitem_at", "*nth(i)"},
    {"SortedDict", "update __ior__",
     "update update_pairs update_keywords update_self ior ior_pairs", "update(r), |="},
    {"SortedDict", "__or__ __ror__", "or or_sorted ror", "|"},
    {"SortedDict", "fromkeys", "fromkeys fromkeys_none", "try_emplace(k, v)"},
    {"SortedDict", "clear", "clear", "clear()"},
    {"SortedDict", "copy __copy__ __reduce__", "copy copy_shallow copy_deep", "copies and moves"},
    {"SortedDict", "__eq__ __ne__", "equal equal_copy equal_changed", "=="},
    {"SortedDict", "index", "index index_from index_between", "index_of(k), and a window on it"},
    {"SortedDict", "bisect_left bisect_key_left", "bisect_left bisect_key_left", "rank(k)"},
    {"SortedDict", "bisect_right bisect bisect_key_right bisect_key",
     "bisect_right bisect bisect_key_right bisect_key", "rank_upper(k)"},
    {"SortedDict", "irange irange_key",
     "irange irange_closed irange_all irange_key irange_key_closed irange_key_all",
     "irange(lo, hi, bounds)"},
    {"SortedDict", "islice", "islice islice_forward islice_all", "slice(a, b)"},
    {"SortedDict", "__iter__", "iterate", "begin(), end()"},
    {"SortedDict", "__reversed__", "reversed", "rbegin(), rend()"},
    {"SortedDict", "__len__", "len bool", "size(), empty()"},
    {"SortedDict", "__repr__", "repr", "repr of the items"},
    {"SortedDict", "key", "key reset", "key_comp()"},
    {"SortedDict", "keys", "keys", "keys()"},
    {"SortedDict", "values", "values", "values()"},
    {"SortedDict", "items", "items", "the map itself"},
    {"SortedKeysView", "__getitem__", "keys_getitem keys_getitem_slice", "keys()[i], slice(a, b)"},
    {"SortedKeysView", "__delitem__", "keys_delitem keys_delitem_slice", "erase_at(i)"},
    {"SortedKeysView", "__contains__ count", "keys_contains keys_count", "contains(k), count(k)"},
    {"SortedKeysView", "index", "keys_index", "index_of(k), and a window on it"},
    {"SortedKeysView", "__iter__ __reversed__", "keys", "keys().begin()"},
    {"SortedKeysView", "__len__", "keys_len", "keys().size()"},
    {"SortedKeysView", "__repr__", "keys_repr", "repr of the items"},
    {"SortedKeysView", "__and__ __rand__", "keys_and", "sorted_set of keys(): &"},
    {"SortedKeysView", "__or__ __ror__", "keys_or", "sorted_set of keys(): |"},
    {"SortedKeysView", "__sub__ __rsub__", "keys_sub keys_rsub", "sorted_set of keys(): -"},
    {"SortedKeysView", "__xor__ __rxor__", "keys_xor", "sorted_set of keys(): ^"},
    {"SortedKeysView", "isdisjoint", "keys_isdisjoint", "sorted_set of keys(): is_disjoint_from"},
    {"SortedKeysView", "__eq__ __lt__ __le__ __gt__ __ge__", "keys_compare keys_compare_changed",
     "sorted_set of keys(): ==, is_subset_of, is_superset_of"},
    {"SortedItemsView", "__getitem__", "items_getitem items_getitem_slice", "*nth(i), slice(a, b)"},
    {"SortedItemsView", "__delitem__", "items_delitem items_delitem_slice",
     "erase(it), erase(first, last)"},
    {"SortedItemsView", "__contains__ count", "items_contains items_contains_held items_count",
     "get(k)"},
    {"SortedItemsView", "index", "items_index", "index_of(k), and a window on it"},
    {"SortedItemsView", "__iter__ __reversed__", "items", "begin(), rbegin()"},
    {"SortedItemsView", "__len__", "items_len", "size()"},
    {"SortedItemsView", "__repr__", "items_repr", "repr of the items"},
    {"SortedItemsView", "__and__ __rand__", "items_and", "sorted_set of pairs: &"},
    {"SortedItemsView", "__or__ __ror__", "items_or", "sorted_set of pairs: |"},
    {"SortedItemsView", "__sub__ __rsub__", "items_sub items_rsub", "sorted_set of pairs: -"},
    {"SortedItemsView", "__xor__ __rxor__", "items_xor", "sorted_set of pairs: ^"},
    {"SortedItemsView", "isdisjoint", "items_isdisjoint", "sorted_set of pairs: is_disjoint_from"},
    {"SortedItemsView", "__eq__ __lt__ __le__ __gt__ __ge__", "items_compare_changed",
     "sorted_set of pairs: ==, is_subset_of, is_superset_of"},
    {"SortedValuesView", "__getitem__", "values_getitem values_getitem_slice", "values()[i]"},
    {"SortedValuesView", "__delitem__", "values_delitem values_delitem_slice",
     "erase_at(i), take_at(i)"},
    {"SortedValuesView", "__contains__ count index", "values_contains values_count values_index",
     "std::ranges::find, count of values()"},
    {"SortedValuesView", "__iter__ __reversed__", "values", "values().begin()"},
    {"SortedValuesView", "__len__", "values_len", "values().size()"},
    {"SortedValuesView", "__repr__", "values_repr", "repr of the items"},
};

/// The trace's numbers as values: as such, as strings beyond any inline buffer, or as objects of them.
template <class Value>
Value value_of(std::int64_t n) {
    if constexpr (std::is_same_v<Value, std::string>)
        return "the value of this key is " + std::to_string(n);
    else if constexpr (std::is_integral_v<Value>)
        return static_cast<Value>(n);
    else
        return Value(static_cast<int>(n));
}
template <class Value>
std::int64_t number_in(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>)
        return std::stoll(value.substr(value.rfind(' ') + 1));
    else
        return support::number_of(value);
}

template <class Key, class Value, class Compare>
struct state : support::elements_of<Key> {
    using map = cairn::sorted_map<Key, Value, Compare>;
    using key_set = cairn::sorted_set<Key>; // what the views' operators return, by no key function
    using item_set = cairn::sorted_set<std::pair<Key, std::int64_t>>;
    using support::elements_of<Key>::elements_of;

    static constexpr bool keyed = !std::is_same_v<Compare, std::less<>>;
    static constexpr bool by_equality = false;

    static auto bare(const Key& x) { return support::shuffled<Key>()(x); }

    [[nodiscard]] outcome contents() const { return items(d); }
    template <class Range>
    static auto keys_of(Range&& range) {
        return std::views::transform(std::views::all(std::forward<Range>(range)),
                                     [](const auto& item) -> const Key& { return item.first; });
    }
    [[nodiscard]] std::string shown() const {
        std::string result = "SortedDict({";
        for (const auto& [key, value] : d) {
            if (result.back() != '{') result += ", ";
            result += cairn::repr(key) + ": " + std::to_string(number_in(value));
        }
        return result + "})";
    }

    // -- from the trace, and back

    [[nodiscard]] static Value value(std::int64_t n) { return value_of<Value>(n); }
    [[nodiscard]] std::vector<std::pair<Key, Value>>
    values(std::span<const support::key_count> pairs) const {
        std::vector<std::pair<Key, Value>> result;
        for (const auto& [key, n] : pairs)
            result.emplace_back(this->element(key), value(n));
        return result;
    }
    /// The map that Python makes of pairs: the last of equal keys wins.
    [[nodiscard]] map made_of(std::span<const support::key_count> pairs) const {
        map result;
        result.update(values(pairs));
        return result;
    }
    [[nodiscard]] key_set key_set_of(std::span<const support::key_index> keys) const {
        return key_set(cairn::from_range, this->elements(keys));
    }
    [[nodiscard]] key_set key_set_of_d() const { return key_set(cairn::from_range, d.keys()); }
    [[nodiscard]] item_set item_set_of(std::span<const support::key_count> pairs) const {
        return item_set(cairn::from_range, this->pairs(pairs));
    }
    [[nodiscard]] item_set item_set_of_d() const {
        item_set result;
        for (const auto& [key, v] : d)
            result.emplace(key, number_in(v));
        return result;
    }
    template <class Range>
    [[nodiscard]] outcome items(const Range& range) const {
        std::vector<support::key_count> result;
        for (const auto& [key, v] : range)
            result.emplace_back(this->index(key), number_in(v));
        return outcome::pairs(std::move(result));
    }
    template <class Pair>
    [[nodiscard]] outcome item(const Pair& pair) const {
        return outcome::pair(this->index(pair.first), number_in(pair.second));
    }

    // -- what the views do alike

    /// The position that a number of the record means, if there is one.
    [[nodiscard]] std::optional<std::size_t> position(const record& r) const {
        return support::python_position(r.number(0), d.size());
    }
    outcome erase_slice(const record& r) {
        const auto at = support::python_slice(r, 0, d.size());
        if (!at) return outcome::error("ValueError");
        support::erase(d, *at);
        return outcome::none();
    }
    /// One list after the other.
    template <class A, class B>
    [[nodiscard]] outcome both(const A& a, const B& b) const {
        std::vector<support::key_index> result;
        for (const auto& key : a)
            result.push_back(this->index(key));
        for (const auto& key : b)
            result.push_back(this->index(key));
        return outcome::keys(std::move(result));
    }
    template <class A, class B>
    [[nodiscard]] outcome both_items(const A& a, const B& b) const {
        std::vector<support::key_count> result;
        for (const auto& [key, v] : a)
            result.emplace_back(this->index(key), number_in(v));
        for (const auto& [key, v] : b)
            result.emplace_back(this->index(key), number_in(v));
        return outcome::pairs(std::move(result));
    }

    map d;
};

/// Python's SortedDict with each method spelled in cairn.
template <class Key, class Value, class Compare>
support::player<state<Key, Value, Compare>> player() {
    using S = state<Key, Value, Compare>;
    using R = const record&;
    using map = typename S::map;
    support::player<S> p;
    support::play_sorted(p);
    p.on("public_methods", [](S&, R) { return support::public_methods(methods); });

    // -- one key
    p.on("getitem", [](S& s, R r) {
        const Key key = s.element(r.key(0));
        if (s.d.contains(key)) return outcome::number(number_in(s.d.at(key)));
        CHECK_THROWS_AS(s.d.at(key), std::out_of_range);
        return outcome::error("KeyError");
    });
    p.on("setitem", [](S& s, R r) {
        if constexpr (std::is_default_constructible_v<Value>) {
            if (r.number(1) % 2 == 0) { // both spellings, in turn
                s.d[s.element(r.key(0))] = S::value(r.number(1));
                return outcome::none();
            }
        }
        s.d.insert_or_assign(s.element(r.key(0)), S::value(r.number(1)));
        return outcome::none();
    });
    p.on("delitem", [](S& s, R r) {
        return s.d.erase(s.element(r.key(0))) == 1 ? outcome::none() : outcome::error("KeyError");
    });
    p.on("get", [](S& s, R r) {
        const Value* const found = s.d.get(s.element(r.key(0)));
        return found != nullptr ? outcome::number(number_in(*found)) : outcome::none();
    });
    p.on("get_default", [](S& s, R r) {
        return outcome::number(
            number_in<Value>(s.d.get_or(s.element(r.key(0)), S::value(r.number(1)))));
    });
    p.on("setdefault", [](S& s, R r) {
        return outcome::number(
            number_in(s.d.setdefault(s.element(r.key(0)), S::value(r.number(1)))));
    });
    p.on("setdefault_none", [](S& s, R r) {
        return outcome::number(number_in(s.d.setdefault(s.element(r.key(0)), S::value(0))));
    });
    p.on("pop", [](S& s, R r) {
        const std::optional<Value> value = s.d.pop(s.element(r.key(0)));
        return value ? outcome::number(number_in(*value)) : outcome::error("KeyError");
    });
    p.on("pop_default", [](S& s, R r) {
        return outcome::number(
            number_in(s.d.pop(s.element(r.key(0))).value_or(S::value(r.number(1)))));
    });

    // -- positions
    p.on("popitem",
         [](S& s, R) { return s.d.empty() ? outcome::error("KeyError") : s.item(s.d.popitem()); });
    p.on("popitem_at", [](S& s, R r) {
        if (s.d.empty()) return outcome::error("KeyError");
        if (!s.position(r)) return outcome::error("IndexError");
        return s.item(s.d.popitem(static_cast<std::ptrdiff_t>(r.number(0))));
    });
    p.on("peekitem", [](S& s, R) {
        return s.d.empty() ? outcome::error("IndexError") : s.item(*s.d.nth(s.d.size() - 1));
    });
    for (const char* peeked : {"peekitem_at", "items_getitem"})
        p.on(peeked, [](S& s, R r) {
            const auto at = s.position(r);
            return at ? s.item(*s.d.nth(*at)) : outcome::error("IndexError");
        });

    // -- many keys
    p.on("update", [](S& s, R r) { return s.d.update(s.made_of(r.pairs(0))), outcome::none(); });
    for (const char* updated : {"update_pairs", "ior_pairs"})
        p.on(updated, [](S& s, R r) { return s.d.update(s.values(r.pairs(0))), outcome::none(); });
    p.on("update_keywords", [](S& s, R r) {
        s.d.update(s.values(r.pairs(0)));
        s.d.update(s.values(r.pairs(1)));
        return outcome::none();
    });
    p.on("update_self", [](S& s, R) { return s.d.update(s.d), outcome::none(); });
    for (const char* united : {"or", "or_sorted"})
        p.on(united, [](S& s, R r) {
            s.d = s.d | s.made_of(r.pairs(0));
            return outcome::none();
        });
    p.on("ror", [](S& s, R r) {
        s.d = s.made_of(r.pairs(0)) | s.d;
        return outcome::none();
    });
    p.on("ior", [](S& s, R r) {
        s.d |= s.made_of(r.pairs(0));
        return outcome::none();
    });
    p.on("construct", [](S& s, R r) { // the first of equal keys wins in C++: from the back
        s.d = map(cairn::from_range, s.values(r.pairs(0)) | std::views::reverse);
        return outcome::none();
    });
    p.on("construct_keywords", [](S& s, R r) {
        s.d = s.made_of(r.pairs(0));
        s.d.update(s.values(r.pairs(1)));
        return outcome::none();
    });
    p.on("fromkeys", [](S& s, R r) {
        map made;
        for (const Key& key : s.elements(r.keys(0)))
            made.try_emplace(key, S::value(r.number(1)));
        s.d = std::move(made);
        return outcome::none();
    });
    p.on("fromkeys_none", [](S& s, R r) {
        map made;
        for (const Key& key : s.elements(r.keys(0)))
            made.emplace(key, S::value(0));
        s.d = std::move(made);
        return outcome::none();
    });

    // -- comparison
    p.on("equal", [](S& s, R r) { return outcome::boolean(s.d == s.made_of(r.pairs(0))); });
    p.on("equal_copy", [](S& s, R) { return outcome::boolean(!(s.d != map(s.d))); });
    p.on("equal_changed", [](S& s, R r) {
        map other = s.d;
        other.insert_or_assign(s.element(r.key(0)), S::value(r.number(1)));
        return outcome::boolean(s.d == other);
    });

    // -- keys()
    p.on("keys_getitem", [](S& s, R r) {
        const auto at = s.position(r);
        if (!at) return outcome::error("IndexError");
        return outcome::key(s.index(s.d.keys()[*at]));
    });
    p.on("keys_getitem_slice", [](S& s, R r) {
        const auto at = support::python_slice(r, 0, s.d.size());
        return at ? s.listed(S::keys_of(support::read(s, *at))) : outcome::error("ValueError");
    });
    p.on("keys_delitem", [](S& s, R r) {
        const auto at = s.position(r);
        if (!at) return outcome::error("IndexError");
        s.d.erase_at(*at);
        return outcome::none();
    });
    for (const char* erased : {"keys_delitem_slice", "items_delitem_slice", "values_delitem_slice"})
        p.on(erased, [](S& s, R r) { return s.erase_slice(r); });
    p.on("keys_contains",
         [](S& s, R r) { return outcome::boolean(s.d.contains(s.element(r.key(0)))); });
    p.on("keys_count", [](S& s, R r) { return outcome::number(s.d.count(s.element(r.key(0)))); });
    p.on("keys_index", [](S& s, R r) {
        return support::index_within(s, s.element(r.key(0)), support::window(r, 1, s.d.size()));
    });
    p.on("keys", [](S& s, R) { return s.both(s.d.keys(), s.d.keys() | std::views::reverse); });
    p.on("keys_len", [](S& s, R) { return outcome::number(s.d.keys().size()); });
    p.on("keys_repr", [](S& s, R) { return outcome::text("SortedKeysView(" + s.shown() + ')'); });
    p.on("keys_and", [](S& s, R r) {
        const auto a = s.key_set_of_d(), b = s.key_set_of(r.keys(0));
        return s.both(a & b, b & a);
    });
    p.on("keys_or", [](S& s, R r) {
        const auto a = s.key_set_of_d(), b = s.key_set_of(r.keys(0));
        return s.both(a | b, b | a);
    });
    p.on("keys_sub",
         [](S& s, R r) { return s.listed(s.key_set_of_d() - s.key_set_of(r.keys(0))); });
    p.on("keys_rsub",
         [](S& s, R r) { return s.listed(s.key_set_of(r.keys(0)) - s.key_set_of_d()); });
    p.on("keys_xor", [](S& s, R r) {
        const auto a = s.key_set_of_d(), b = s.key_set_of(r.keys(0));
        return s.both(a ^ b, b ^ a);
    });
    p.on("keys_isdisjoint", [](S& s, R r) {
        return outcome::boolean(s.key_set_of_d().is_disjoint_from(s.key_set_of(r.keys(0))));
    });
    p.on("keys_compare",
         [](S& s, R r) { return support::inclusion(s.key_set_of_d(), s.key_set_of(r.keys(0))); });
    p.on("keys_compare_changed", [](S& s, R r) {
        const support::key_index changed[] = {r.key(0)};
        return support::inclusion(s.key_set_of_d(), s.key_set_of_d() ^ s.key_set_of(changed));
    });

    // -- items
    p.on("items_getitem_slice", [](S& s, R r) {
        const auto at = support::python_slice(r, 0, s.d.size());
        return at ? s.items(support::read(s, *at)) : outcome::error("ValueError");
    });
    p.on("items_delitem", [](S& s, R r) {
        const auto at = s.position(r);
        if (!at) return outcome::error("IndexError");
        s.d.erase(s.d.nth(*at));
        return outcome::none();
    });
    p.on("items_contains", [](S& s, R r) {
        const Value* const held = s.d.get(s.element(r.key(0)));
        return outcome::boolean(held != nullptr && number_in(*held) == r.number(1));
    });
    p.on("items_contains_held", [](S& s, R r) {
        const auto at = s.d.find(s.element(r.key(0)));
        if (at == s.d.end()) return outcome::error("KeyError");
        return outcome::boolean(std::ranges::find(s.d, *at) == at);
    });
    p.on("items_count", [](S& s, R r) {
        const auto at = s.d.find(s.element(r.key(0)));
        if (at == s.d.end()) return outcome::error("KeyError");
        return outcome::number(std::ranges::count(s.d, *at));
    });
    p.on("items_index", [](S& s, R r) {
        const Key key = s.element(r.key(0));
        if (!s.d.contains(key)) return outcome::error("KeyError");
        return support::index_within(s, key, support::window(r, 1, s.d.size()));
    });
    p.on("items", [](S& s, R) {
        return s.both_items(s.d, std::ranges::subrange(s.d.rbegin(), s.d.rend()));
    });
    p.on("items_len", [](S& s, R) { return outcome::number(s.d.size()); });
    p.on("items_repr", [](S& s, R) { return outcome::text("SortedItemsView(" + s.shown() + ')'); });
    p.on("items_and", [](S& s, R r) {
        const auto a = s.item_set_of_d(), b = s.item_set_of(r.pairs(0));
        return s.both_items(a & b, b & a);
    });
    p.on("items_or", [](S& s, R r) {
        const auto a = s.item_set_of_d(), b = s.item_set_of(r.pairs(0));
        return s.both_items(a | b, b | a);
    });
    p.on("items_sub",
         [](S& s, R r) { return s.items(s.item_set_of_d() - s.item_set_of(r.pairs(0))); });
    p.on("items_rsub",
         [](S& s, R r) { return s.items(s.item_set_of(r.pairs(0)) - s.item_set_of_d()); });
    p.on("items_xor", [](S& s, R r) {
        const auto a = s.item_set_of_d(), b = s.item_set_of(r.pairs(0));
        return s.both_items(a ^ b, b ^ a);
    });
    p.on("items_isdisjoint", [](S& s, R r) {
        return outcome::boolean(s.item_set_of_d().is_disjoint_from(s.item_set_of(r.pairs(0))));
    });
    p.on("items_compare_changed", [](S& s, R r) {
        const support::key_count changed[] = {{r.key(0), r.number(1)}};
        return support::inclusion(s.item_set_of_d(), s.item_set_of_d() ^ s.item_set_of(changed));
    });

    // -- values()
    p.on("values_getitem", [](S& s, R r) {
        const auto at = s.position(r);
        if (!at) return outcome::error("IndexError");
        return outcome::number(number_in(s.d.values()[*at]));
    });
    p.on("values_getitem_slice", [](S& s, R r) {
        const auto at = support::python_slice(r, 0, s.d.size());
        if (!at) return outcome::error("ValueError");
        std::vector<std::int64_t> result;
        for (std::size_t i = 0; i < at->count; ++i)
            result.push_back(number_in(s.d.values()[(*at)[i]]));
        return outcome::numbers(std::move(result));
    });
    p.on("values_delitem", [](S& s, R r) {
        const auto at = s.position(r);
        if (!at) return outcome::error("IndexError");
        static_cast<void>(s.d.take_at(*at));
        return outcome::none();
    });
    p.on("values_contains", [](S& s, R r) {
        const auto values = s.d.values();
        return outcome::boolean(std::ranges::find(values, S::value(r.number(0))) != values.end());
    });
    p.on("values_count", [](S& s, R r) {
        return outcome::number(std::ranges::count(s.d.values(), S::value(r.number(0))));
    });
    p.on("values_index", [](S& s, R r) {
        const support::window at(r, 1, s.d.size());
        const auto values = s.d.values();
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(at.begin);
        const auto last = values.begin() + static_cast<std::ptrdiff_t>(at.end);
        const auto found = std::ranges::find(first, last, S::value(r.number(0)));
        return found == last ? outcome::error("ValueError")
                             : outcome::number(found - values.begin());
    });
    p.on("values", [](S& s, R) {
        std::vector<std::int64_t> result;
        for (const auto& value : s.d.values())
            result.push_back(number_in(value));
        for (const auto& value : s.d.values() | std::views::reverse)
            result.push_back(number_in(value));
        return outcome::numbers(std::move(result));
    });
    p.on("values_len", [](S& s, R) { return outcome::number(s.d.values().size()); });
    p.on("values_repr",
         [](S& s, R) { return outcome::text("SortedValuesView(" + s.shown() + ')'); });
    return p;
}

/// Replays the sequences of a variant that keys of this type can play.
template <class Key, class Value, class Compare>
std::size_t replayed(const support::trace& trace, variant which) {
    return support::replay(
        trace, player<Key, Value, Compare>(), [which](const support::sequence& s) {
            return s.variant == which && s.keys->strings() == std::is_same_v<Key, std::string>;
        });
}

template <class T>
using by_shuffled = cairn::projected<support::shuffled<T>>;

using watched = support::counted<struct python_tag>;

} // namespace

TEST_CASE("sorted_map: does what Python's does", "[sorted_map][python]") {
    const support::trace trace("sorted_map");
    std::size_t operations = 0;
    operations += replayed<std::int64_t, std::string, std::less<>>(trace, plain);
    operations += replayed<std::int64_t, std::string, by_shuffled<std::int64_t>>(trace, keyed);
    operations += replayed<std::string, int, std::less<>>(trace, plain);
    operations += replayed<std::string, int, by_shuffled<std::string>>(trace, keyed);
    CHECK(operations == trace.operations());
    CHECK(operations >= 200'000);
}

TEST_CASE("sorted_map: plays every method that Python's has", "[sorted_map][python]") {
    support::check_operations(support::trace("sorted_map"), methods);
}

TEST_CASE("sorted_map: does so with large keys and values", "[sorted_map][python]") {
    using support::heavy;
    const support::trace trace("sorted_map");
    CHECK(replayed<heavy, std::int64_t, std::less<>>(trace, plain) > 0);
    CHECK(replayed<std::int64_t, heavy, by_shuffled<std::int64_t>>(trace, keyed) > 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("sorted_map: touches only live objects on the way", "[sorted_map][python]") {
    const support::trace trace("sorted_map");
    CHECK(replayed<watched, watched, std::less<>>(trace, plain) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
