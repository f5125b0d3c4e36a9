// SPDX-License-Identifier: BSL-1.0
// cairn::sorted_list does what sortedcontainers' SortedList and SortedKeyList did: every method, operator
// and keyword, recorded in traces/sorted_list.trace and replayed with integers, strings, large elements
// and watched objects, in the order of the elements and of key functions.

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/sorted_python.hpp"
#include "support/trace.hpp"

#include <cairn/format.hpp>
#include <cairn/sorted_list.hpp>

#include <algorithm>
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

// The variants of the trace. Python's descending key is the negative one; ours is the same key under >.
enum variant : std::uint64_t { plain, keyed, descending };

// SortedKeyList has the methods of SortedList; those are named once. Where several elements have one
// key, ours takes them for equivalent, and Python's remove, discard, index, count and `in` go on to
// compare them with ==: equal_range, and == within it.
constexpr support::spelling methods[] = {
    {"SortedList", "__init__", "construct construct_either construct_identity", "d(from_range, r)"},
    {"SortedList", "add", "add", "insert(x)"},
    {"SortedList", "update __iadd__", "update update_self iadd iadd_self", "insert_range(r), +="},
    {"SortedList", "discard", "discard", "erase_one(x)"},
    {"SortedList", "remove", "remove", "erase_one(x), erase(it)"},
    {"SortedList", "pop", "pop pop_at", "take_at(i)"},
    {"SortedList", "clear", "clear", "clear()"},
    {"SortedList", "__contains__", "contains", "contains(x)"},
    {"SortedList", "count", "count", "count(x)"},
    {"SortedList", "index", "index index_from index_between", "index_of(x), and a window on it"},
    {"SortedList", "bisect_left", "bisect_left", "rank(x)"},
    {"SortedList", "bisect_right bisect", "bisect_right bisect", "rank_upper(x)"},
    {"SortedList", "irange", "irange irange_closed irange_all", "irange(lo, hi, bounds)"},
    {"SortedList", "islice", "islice islice_forward islice_all", "slice(a, b)"},
    {"SortedList", "__getitem__", "getitem getitem_slice", "[i], at(i), slice(a, b)"},
    {"SortedList", "__delitem__", "delitem delitem_slice", "erase_at(i), erase(first, last)"},
    {"SortedList", "__iter__", "iterate", "begin(), end()"},
    {"SortedList", "__reversed__", "reversed", "rbegin(), rend()"},
    {"SortedList", "__len__", "len bool", "size(), empty()"},
    {"SortedList", "copy __copy__ __reduce__", "copy copy_shallow copy_deep", "copies and moves"},
    {"SortedList", "__add__ __radd__", "plus plus_right plus_sorted", "+"},
    {"SortedList", "__mul__ __rmul__ __imul__", "mul rmul imul", "*, *="},
    {"SortedList", "__eq__ __ne__ __lt__ __le__ __gt__ __ge__",
     "compare compare_prefix compare_equal", "==, <=>"},
    {"SortedList", "__repr__", "repr", "repr of the elements"},
    {"SortedList", "key", "key reset", "key_comp()"},
    {"SortedList", "append extend insert reverse __setitem__",
     "append extend insert reverse setitem", "there is none: the order is the list's own"},
    {"SortedKeyList", "bisect_key_left", "bisect_key_left", "rank(key)"},
    {"SortedKeyList", "bisect_key_right bisect_key", "bisect_key_right bisect_key",
     "rank_upper(key)"},
    {"SortedKeyList", "irange_key", "irange_key irange_key_closed irange_key_all",
     "irange(lo_key, hi_key, bounds)"},
};

template <class T, class Compare>
struct state : support::elements_of<T> {
    using list = cairn::sorted_list<T, Compare>;
    using support::elements_of<T>::elements_of;

    static constexpr bool keyed = !std::is_same_v<Compare, std::less<>>;
    static constexpr bool by_equality = keyed;

    static Compare order() {
        if constexpr (std::is_default_constructible_v<Compare>)
            return Compare();
        else
            return Compare(support::bucket_of<T>(8));
    }
    static int bare(const T& x) { return support::bucket_of<T>(8)(x); }

    [[nodiscard]] outcome contents() const { return this->listed(d); }
    template <class Range>
    static auto keys_of(Range&& range) {
        return std::views::all(std::forward<Range>(range));
    }
    [[nodiscard]] std::string shown() const {
        return std::string(keyed ? "SortedKeyList(" : "SortedList(") +
               cairn::repr(std::vector<T>(d.begin(), d.end())) + ')';
    }
    [[nodiscard]] list made_of(std::span<const support::key_index> keys) const {
        return list(cairn::from_range, this->elements(keys), order());
    }
    /// Erases an element that is equal to x, as Python tells.
    bool remove(const T& x) {
        if constexpr (by_equality) {
            const auto [first, last] = d.equal_range(x);
            const auto at = std::find(first, last, x);
            if (at == last) return false;
            d.erase(at);
            return true;
        } else {
            return d.erase_one(x);
        }
    }

    list d = list(order());
};

/// Python's SortedList or SortedKeyList with each method spelled in cairn.
template <class T, class Compare>
support::player<state<T, Compare>> player() {
    using S = state<T, Compare>;
    using R = const record&;
    using list = typename S::list;
    support::player<S> p;
    support::play_sorted(p);
    support::play_positions(p);
    p.on("public_methods", [](S&, R) { return support::public_methods(methods); });

    // -- one element
    p.on("add", [](S& s, R r) {
        const auto at = s.d.insert(s.element(r.key(0)));
        // After all that are equivalent, which is where add() puts it.
        if (s.d.index_of(at) + 1 != s.d.rank_upper(*at))
            return outcome::error("inserted elsewhere");
        return outcome::none();
    });
    p.on("discard", [](S& s, R r) { return s.remove(s.element(r.key(0))), outcome::none(); });
    p.on("remove", [](S& s, R r) {
        return s.remove(s.element(r.key(0))) ? outcome::none() : outcome::error("ValueError");
    });

    // -- many elements
    p.on("update",
         [](S& s, R r) { return s.d.insert_range(s.elements(r.keys(0))), outcome::none(); });
    p.on("update_self", [](S& s, R) { return s.d.insert_range(s.d), outcome::none(); });
    p.on("construct", [](S& s, R r) {
        s.d = s.made_of(r.keys(0));
        return outcome::none();
    });
    p.on("construct_either", [](S& s, R r) {
        const auto elements = s.elements(r.keys(0));
        s.d = list(elements.begin(), elements.end(), S::order());
        return outcome::none();
    });
    p.on("construct_identity", [](S& s, R r) {
        return s.listed(cairn::sorted_list<T, cairn::projected<std::identity>>(
            cairn::from_range, s.elements(r.keys(0))));
    });
    p.on("plus", [](S& s, R r) {
        s.d = s.d + s.made_of(r.keys(0));
        return outcome::none();
    });
    p.on("plus_right", [](S& s, R r) { // Python's elements come first all the same
        list sum = s.d;
        sum.insert_range(s.elements(r.keys(0)));
        s.d = std::move(sum);
        return outcome::none();
    });
    p.on("plus_sorted", [](S& s, R r) {
        list sum = std::move(s.d) + s.made_of(r.keys(0));
        s.d = std::move(sum);
        return outcome::none();
    });
    p.on("iadd", [](S& s, R r) {
        s.d += s.made_of(r.keys(0));
        return outcome::none();
    });
    p.on("iadd_self", [](S& s, R) {
        s.d += std::as_const(s.d);
        return outcome::none();
    });
    p.on("mul", [](S& s, R r) {
        s.d = s.d * static_cast<std::ptrdiff_t>(r.number(0));
        return outcome::none();
    });
    p.on("rmul", [](S& s, R r) { // not of a list by this key: see the source of the trace
        const cairn::sorted_list<T> natural(cairn::from_range, s.d);
        return s.listed(static_cast<std::ptrdiff_t>(r.number(0)) * natural);
    });
    p.on("imul", [](S& s, R r) {
        s.d *= static_cast<std::ptrdiff_t>(r.number(0));
        return outcome::none();
    });

    // -- comparison: of elements, whatever their keys
    p.on("compare", [](S& s, R r) { return support::comparison(s.d, s.made_of(r.keys(0))); });
    p.on("compare_prefix", [](S& s, R r) {
        const support::window at(0, r.number(0), s.d.size()); // list(d)[:n]
        std::vector<T> other;
        for (const T& x : s.d.slice(at.begin, at.end))
            other.push_back(x);
        other.push_back(s.element(r.key(1)));
        return support::comparison(s.d, list(cairn::from_range, other, S::order()));
    });
    p.on("compare_equal", [](S& s, R) { return support::comparison(s.d, list(s.d)); });

    // -- what neither has
    static_assert(!requires(list d, T x) { d.push_back(x); });
    static_assert(!requires(list d, std::vector<T> r) { d.append_range(r); });
    static_assert(!requires(list d) { d.reverse(); });
    static_assert(std::is_same_v<decltype(std::declval<list&>()[0]), const T&>);
    for (const char* refused : {"append", "extend", "insert", "reverse", "setitem"})
        p.on(refused, [](S&, R) { return outcome::error("NotImplementedError"); });
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
using by_bucket = cairn::projected<support::bucket_of<T>>;
template <class T>
using by_bucket_descending = cairn::projected<support::bucket_of<T>, std::greater<>>;

using watched = support::counted<struct python_tag>;

} // namespace

TEST_CASE("sorted_list: does what Python's does", "[sorted_list][python]") {
    const support::trace trace("sorted_list");
    std::size_t operations = 0;
    operations += replayed<std::int64_t, std::less<>>(trace, plain);
    operations += replayed<std::int64_t, by_bucket<std::int64_t>>(trace, keyed);
    operations += replayed<std::int64_t, by_bucket_descending<std::int64_t>>(trace, descending);
    operations += replayed<std::string, std::less<>>(trace, plain);
    operations += replayed<std::string, by_bucket<std::string>>(trace, keyed);
    operations += replayed<std::string, by_bucket_descending<std::string>>(trace, descending);
    CHECK(operations == trace.operations());
    CHECK(operations >= 200'000);
}

TEST_CASE("sorted_list: plays every method that Python's has", "[sorted_list][python]") {
    support::check_operations(support::trace("sorted_list"), methods);
}

// Few elements fill a node, and the key is a member of them.
TEST_CASE("sorted_list: does so with large elements", "[sorted_list][python]") {
    using support::heavy;
    const support::trace trace("sorted_list");
    CHECK(replayed<heavy, std::less<>>(trace, plain) > 0);
    CHECK(replayed<heavy, cairn::by<&heavy::bucket>>(trace, keyed) > 0);
    CHECK(replayed<heavy, cairn::by<&heavy::bucket, std::greater<>>>(trace, descending) > 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("sorted_list: touches only live elements on the way", "[sorted_list][python]") {
    const support::trace trace("sorted_list");
    CHECK(replayed<watched, std::less<>>(trace, plain) > 0);
    CHECK(replayed<watched, by_bucket<watched>>(trace, keyed) > 0);
    CHECK(watched::counts().live == 0);
    CHECK(support::misuses() == "");
}
