// SPDX-License-Identifier: BSL-1.0
// cairn::sorted_set does what sortedcontainers' SortedSet did: every method, operator and keyword, recorded
// in traces/sorted_set.trace and replayed with integers, strings, large elements and watched objects, in
// the order of the elements and of a key function.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/sorted_python.hpp"
#include "support/trace.hpp"

#include <cairn/format.hpp>
#include <cairn/sorted_set.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

enum variant : std::uint64_t { plain, keyed }; // of the trace

constexpr support::spelling methods[] = {
    {"SortedSet", "__init__", "construct construct_keywords", "d(from_range, r)"},
    {"SortedSet", "add", "add", "insert(x)"},
    {"SortedSet", "discard remove", "discard remove", "erase(x)"},
    {"SortedSet", "pop", "pop pop_at", "take_at(i)"},
    {"SortedSet", "clear", "clear", "clear()"},
    {"SortedSet", "__contains__", "contains", "contains(x)"},
    {"SortedSet", "count", "count", "count(x)"},
    {"SortedSet", "index", "index index_from index_between", "index_of(x), and a window on it"},
    {"SortedSet", "bisect_left bisect_key_left", "bisect_left bisect_key_left", "rank(x)"},
    {"SortedSet", "bisect_right bisect bisect_key_right bisect_key",
     "bisect_right bisect bisect_key_right bisect_key", "rank_upper(x)"},
    {"SortedSet", "irange irange_key",
     "irange irange_closed irange_all irange_key irange_key_closed irange_key_all",
     "irange(lo, hi, bounds)"},
    {"SortedSet", "islice", "islice islice_forward islice_all", "slice(a, b)"},
    {"SortedSet", "__getitem__", "getitem getitem_slice", "[i], at(i), slice(a, b)"},
    {"SortedSet", "__delitem__", "delitem delitem_slice", "erase_at(i), erase(first, last)"},
    {"SortedSet", "__iter__", "iterate", "begin(), end()"},
    {"SortedSet", "__reversed__", "reversed", "rbegin(), rend()"},
    {"SortedSet", "__len__", "len bool", "size(), empty()"},
    {"SortedSet", "copy __copy__ __reduce__", "copy copy_shallow copy_deep", "copies and moves"},
    {"SortedSet", "union __or__ __ror__", "union union_two or ror", "|"},
    {"SortedSet", "intersection __and__ __rand__", "intersection intersection_two and rand", "&"},
    {"SortedSet", "difference __sub__ __rsub__",
     "difference difference_two difference_none sub rsub", "-"},
    {"SortedSet", "symmetric_difference __xor__ __rxor__", "symmetric_difference xor rxor", "^"},
    {"SortedSet", "update __ior__", "update update_two ior ior_self", "insert_range(r), |="},
    {"SortedSet", "intersection_update __iand__",
     "intersection_update intersection_update_two iand iand_all_but iand_self", "&="},
    {"SortedSet", "difference_update __isub__",
     "difference_update difference_update_two isub isub_self", "-="},
    {"SortedSet", "symmetric_difference_update __ixor__",
     "symmetric_difference_update ixor ixor_self", "^="},
    {"SortedSet", "__eq__ __ne__", "compare compare_set compare_changed compare_equal", "=="},
    {"SortedSet", "__le__ __lt__ issubset", "issubset issubset_changed", "is_subset_of(s)"},
    {"SortedSet", "__ge__ __gt__ issuperset", "issuperset issuperset_changed", "is_superset_of(s)"},
    {"SortedSet", "isdisjoint", "isdisjoint", "is_disjoint_from(s)"},
    {"SortedSet", "__repr__", "repr", "repr of the elements"},
    {"SortedSet", "key", "key reset", "key_comp()"},
};

template <class T, class Compare>
struct state : support::elements_of<T> {
    using set = cairn::sorted_set<T, Compare>;
    using support::elements_of<T>::elements_of;

    static constexpr bool keyed = !std::is_same_v<Compare, std::less<>>;
    static constexpr bool by_equality = false;

    static Compare order() { return Compare(); }
    static auto bare(const T& x) { return support::shuffled<T>()(x); }

    [[nodiscard]] outcome contents() const { return this->listed(d); }
    template <class Range>
    static auto keys_of(Range&& range) {
        return std::views::all(std::forward<Range>(range));
    }
    [[nodiscard]] std::string shown() const {
        return "SortedSet(" + cairn::repr(std::vector<T>(d.begin(), d.end())) + ')';
    }
    [[nodiscard]] set made_of(std::span<const support::key_index> keys) const {
        return set(cairn::from_range, this->elements(keys));
    }
    /// The same keys in another order.
    [[nodiscard]] auto backwards(std::span<const support::key_index> keys) const {
        return cairn::sorted_set<T, std::greater<>>(cairn::from_range, this->elements(keys));
    }
    /// A copy with x in it or not, unlike the set.
    [[nodiscard]] set changed(const T& x) const {
        set result = d;
        if (result.erase(x) == 0) result.insert(x);
        return result;
    }

    set d;
};

/// The answer of a predicate of the set and another, be that in the same order or in another.
template <class S, class Predicate>
outcome either_order(const S& s, const record& r, Predicate predicate) {
    const bool result = predicate(s.d, s.made_of(r.keys(0)));
    if (predicate(s.d, s.backwards(r.keys(0))) != result)
        return outcome::error("another answer for a set of another order");
    return outcome::boolean(result);
}

/// Python's SortedSet with each method spelled in cairn.
template <class T, class Compare>
support::player<state<T, Compare>> player() {
    using S = state<T, Compare>;
    using R = const record&;
    using set = typename S::set;
    support::player<S> p;
    support::play_sorted(p);
    support::play_positions(p);
    p.on("public_methods", [](S&, R) { return support::public_methods(methods); });

    // -- one element
    p.on("add", [](S& s, R r) { return s.d.insert(s.element(r.key(0))), outcome::none(); });
    p.on("discard", [](S& s, R r) { return s.d.erase(s.element(r.key(0))), outcome::none(); });
    p.on("remove", [](S& s, R r) {
        const auto at = s.d.find(s.element(r.key(0)));
        if (at == s.d.end()) return outcome::error("KeyError");
        s.d.erase(at);
        return outcome::none();
    });

    // -- many elements
    p.on("construct", [](S& s, R r) {
        s.d = s.made_of(r.keys(0));
        return outcome::none();
    });
    p.on("construct_keywords", [](S& s, R r) {
        const auto elements = s.elements(r.keys(0));
        s.d = set(elements.begin(), elements.end());
        return outcome::none();
    });

    // -- algebra in place: with ranges where Python has methods, with sets where it has operators
    p.on("update",
         [](S& s, R r) { return s.d.insert_range(s.elements(r.keys(0))), outcome::none(); });
    p.on("update_two", [](S& s, R r) {
        s.d |= s.elements(r.keys(0));
        s.d |= s.elements(r.keys(1));
        return outcome::none();
    });
    p.on("ior", [](S& s, R r) { return s.d |= s.made_of(r.keys(0)), outcome::none(); });
    p.on("ior_self", [](S& s, R) { return s.d |= std::as_const(s.d), outcome::none(); });
    p.on("difference_update",
         [](S& s, R r) { return s.d -= s.elements(r.keys(0)), outcome::none(); });
    p.on("difference_update_two", [](S& s, R r) {
        s.d -= s.elements(r.keys(0));
        s.d -= s.elements(r.keys(1));
        return outcome::none();
    });
    p.on("isub", [](S& s, R r) { return s.d -= s.made_of(r.keys(0)), outcome::none(); });
    p.on("isub_self", [](S& s, R) { return s.d -= std::as_const(s.d), outcome::none(); });
    p.on("intersection_update",
         [](S& s, R r) { return s.d &= s.elements(r.keys(0)), outcome::none(); });
    p.on("intersection_update_two", [](S& s, R r) {
        s.d &= s.elements(r.keys(0));
        s.d &= s.elements(r.keys(1));
        return outcome::none();
    });
    p.on("iand", [](S& s, R r) { return s.d &= s.made_of(r.keys(0)), outcome::none(); });
    p.on("iand_all_but",
         [](S& s, R r) { return s.d &= s.changed(s.element(r.key(0))), outcome::none(); });
    p.on("iand_self", [](S& s, R) { return s.d &= std::as_const(s.d), outcome::none(); });
    p.on("symmetric_difference_update",
         [](S& s, R r) { return s.d ^= s.elements(r.keys(0)), outcome::none(); });
    p.on("ixor", [](S& s, R r) { return s.d ^= s.made_of(r.keys(0)), outcome::none(); });
    p.on("ixor_self", [](S& s, R) { return s.d ^= std::as_const(s.d), outcome::none(); });

    // -- algebra of two
    for (const char* united : {"union", "or"})
        p.on(united, [](S& s, R r) { return s.listed(s.d | s.made_of(r.keys(0))); });
    p.on("ror", [](S& s, R r) { return s.listed(s.made_of(r.keys(0)) | s.d); });
    p.on("union_two",
         [](S& s, R r) { return s.listed(s.d | s.made_of(r.keys(0)) | s.made_of(r.keys(1))); });
    for (const char* common : {"intersection", "and"})
        p.on(common, [](S& s, R r) { return s.listed(s.d & s.made_of(r.keys(0))); });
    p.on("rand", [](S& s, R r) { return s.listed(s.made_of(r.keys(0)) & s.d); });
    p.on("intersection_two",
         [](S& s, R r) { return s.listed(s.d & s.made_of(r.keys(0)) & s.made_of(r.keys(1))); });
    for (const char* without : {"difference", "sub"})
        p.on(without, [](S& s, R r) { return s.listed(s.d - s.made_of(r.keys(0))); });
    p.on("rsub", [](S& s, R r) { // not a set by this key: see the source of the trace
        return s.listed(cairn::sorted_set<T>(cairn::from_range, s.made_of(r.keys(0)) - s.d));
    });
    p.on("difference_two",
         [](S& s, R r) { return s.listed(s.d - s.made_of(r.keys(0)) - s.made_of(r.keys(1))); });
    p.on("difference_none", [](S& s, R) { return s.listed(s.d - set()); });
    for (const char* either : {"symmetric_difference", "xor"})
        p.on(either, [](S& s, R r) { return s.listed(s.d ^ s.made_of(r.keys(0))); });
    p.on("rxor", [](S& s, R r) { return s.listed(s.made_of(r.keys(0)) ^ s.d); });

    // -- comparison by inclusion
    for (const char* compared : {"compare", "compare_set"})
        p.on(compared, [](S& s, R r) { return support::inclusion(s.d, s.made_of(r.keys(0))); });
    p.on("compare_changed",
         [](S& s, R r) { return support::inclusion(s.d, s.changed(s.element(r.key(0)))); });
    p.on("compare_equal", [](S& s, R) { return support::inclusion(s.d, set(s.d)); });
    p.on("isdisjoint", [](S& s, R r) {
        return either_order(
            s, r, [](const auto& d, const auto& other) { return d.is_disjoint_from(other); });
    });
    p.on("issubset", [](S& s, R r) {
        return either_order(s, r,
                            [](const auto& d, const auto& other) { return d.is_subset_of(other); });
    });
    p.on("issubset_changed", [](S& s, R r) {
        return outcome::boolean(s.d.is_subset_of(s.changed(s.element(r.key(0)))));
    });
    p.on("issuperset", [](S& s, R r) {
        return either_order(
            s, r, [](const auto& d, const auto& other) { return d.is_superset_of(other); });
    });
    p.on("issuperset_changed", [](S& s, R r) {
        return outcome::boolean(s.d.is_superset_of(s.changed(s.element(r.key(0)))));
    });
    return p;
}

/// Replays the sequences of a variant that elements of this type can play.
template <class T, class Compare>
std::size_t replayed(const support::trace& trace, variant which) {
    return support::replay(trace, player<T, Compare>(), [which](const support::sequence& s) {
        return s.variant == which && s.keys->strings() == std::is_same_v<T, std::string>;
    });
}

template <class T>
using by_shuffled = cairn::projected<support::shuffled<T>>;

using watched = support::counted<struct python_tag>;

} // namespace

TEST_CASE("sorted_set: does what Python's does", "[sorted_set][python]") {
    const support::trace trace("sorted_set");
    std::size_t operations = 0;
    operations += replayed<std::int64_t, std::less<>>(trace, plain);
    operations += replayed<std::int64_t, by_shuffled<std::int64_t>>(trace, keyed);
    operations += replayed<std::string, std::less<>>(trace, plain);
    operations += replayed<std::string, by_shuffled<std::string>>(trace, keyed);
    CHECK(operations == trace.operations());
    CHECK(operations >= 200'000);
}

TEST_CASE("sorted_set: plays every method that Python's has", "[sorted_set][python]") {
    support::check_operations(support::trace("sorted_set"), methods);
}

TEST_CASE("sorted_set: does so with large elements", "[sorted_set][python]") {
    using support::heavy;
    const support::trace trace("sorted_set");
    CHECK(replayed<heavy, std::less<>>(trace, plain) > 0);
    CHECK(replayed<heavy, by_shuffled<heavy>>(trace, keyed) > 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("sorted_set: touches only live elements on the way", "[sorted_set][python]") {
    const support::trace trace("sorted_set");
    CHECK(replayed<watched, std::less<>>(trace, plain) > 0);
    CHECK(replayed<watched, by_shuffled<watched>>(trace, keyed) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
