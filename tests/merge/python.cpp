// SPDX-License-Identifier: BSL-1.0
// cairn::merge and merge_into do what heapq.merge did: with and without a key, in both directions, of any number
// of iterables, endless ones included, recorded in traces/merge.trace.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/stable_sort.hpp"
#include "support/trace.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <list>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using support::outcome;
using support::record;

enum variant : std::uint64_t { plain, reverse, keyed, keyed_reverse }; // of the trace

/// What distinct elements share: the number of bytes, or the last decimal digit.
struct bucket {
    std::size_t operator()(const std::string& x) const { return x.size(); }
    std::int64_t operator()(std::int64_t x) const { return ((x % 10) + 10) % 10; }
};

template <class T, class Compare, class Key>
struct state : support::elements_of<T> {
    using support::elements_of<T>::elements_of;
    using list = std::vector<T>;
    using runs = std::vector<list>;

    [[nodiscard]] outcome contents() const { return this->listed(merged); }

    /// sorted(xs, key=, reverse=): stable in both directions.
    [[nodiscard]] list sorted(std::span<const support::key_index> keys) const {
        list made = this->elements(keys);
        support::stable_sort(made, Compare(), Key());
        return made;
    }
    /// heapq.merge(*runs): as a view, and all at once, which must be the same.
    [[nodiscard]] outcome merge(runs all) const {
        list out;
        cairn::merge_into(std::back_inserter(out), all, Compare(), Key());
        if (!std::ranges::equal(cairn::merge(std::move(all), Compare(), Key()), out))
            return outcome::error("the view has other elements");
        return digest(out);
    }
    [[nodiscard]] outcome digest(const list& made) const { return this->listed(made); }
    template <class Range>
    [[nodiscard]] outcome digest(Range&& range, std::int64_t count) const {
        list made;
        if (count != 0) {
            for (auto&& each : range) {
                made.push_back(each);
                if (static_cast<std::int64_t>(made.size()) == count) break;
            }
        }
        return digest(made);
    }
    void absorb(const list& first, const list& second) {
        list both(first.size() + second.size());
        const auto end = cairn::merge_into(both.begin(), first, second, Compare(), Key());
        if (end != both.end()) throw support::check_failed("merge_into returned another end");
        merged = std::move(both);
    }

    list merged;
};

template <class T, class Compare, class Key>
support::player<state<T, Compare, Key>> player() {
    using S = state<T, Compare, Key>;
    using R = const record&;
    support::player<S> p;
    p.on("none", [](S& s, R) { return s.merge({}); });
    p.on("one", [](S& s, R r) { return s.merge({s.sorted(r.keys(0))}); });
    p.on("two", [](S& s, R r) {
        const auto a = s.sorted(r.keys(0)), b = s.sorted(r.keys(1));
        return s.digest(cairn::merge(a, b, Compare(), Key()), -1);
    });
    p.on("three", [](S& s, R r) {
        const auto a = s.sorted(r.keys(0)), b = s.sorted(r.keys(1)), c = s.sorted(r.keys(2));
        const std::list<T> other(b.begin(), b.end());
        return s.digest(cairn::merge(a, other, c, Compare(), Key()), -1);
    });
    p.on("five", [](S& s, R r) {
        typename S::runs all;
        for (std::size_t i = 0; i != 5; ++i)
            all.push_back(s.sorted(r.keys(i)));
        return s.merge(std::move(all));
    });
    p.on("with_itself", [](S& s, R r) {
        const auto a = s.sorted(r.keys(0));
        return s.merge(typename S::runs(static_cast<std::size_t>(r.number(1) + 2), a));
    });
    p.on("nested", [](S& s, R r) {
        const auto a = s.sorted(r.keys(0)), b = s.sorted(r.keys(1));
        typename S::runs none;
        return s.digest(cairn::merge(cairn::merge(a, std::as_const(s.merged), Compare(), Key()), b,
                                     cairn::merge(std::as_const(none), Compare(), Key()), Compare(),
                                     Key()),
                        -1);
    });
    p.on("first", [](S& s, R r) {
        const auto a = s.sorted(r.keys(0)), b = s.sorted(r.keys(1));
        return s.digest(cairn::merge(a, std::as_const(s.merged), b, Compare(), Key()),
                        std::abs(r.number(2)));
    });
    p.on("endless", [](S& s, R r) {
        const T x = s.element(r.key(0));
        const auto repeat = std::views::iota(0) | std::views::transform([&x](int) { return x; });
        return s.digest(cairn::merge(s.merged, repeat, Compare(), Key()), std::abs(r.number(1)));
    });
    p.on("absorb",
         [](S& s, R r) { return s.absorb(s.merged, s.sorted(r.keys(0))), outcome::none(); });
    p.on("absorb_before",
         [](S& s, R r) { return s.absorb(s.sorted(r.keys(0)), s.merged), outcome::none(); });
    p.on("thin", [](S& s, R r) {
        typename S::list kept;
        for (std::size_t i = 0; i < s.merged.size(); i += static_cast<std::size_t>(r.number(0) + 3))
            kept.push_back(s.merged[i]);
        s.merged = std::move(kept);
        return outcome::none();
    });
    p.on("clear", [](S& s, R) { return s.merged.clear(), outcome::none(); });
    return p;
}

template <class T, class Compare, class Key>
std::size_t replayed(const support::trace& trace, variant which) {
    return support::replay(trace, player<T, Compare, Key>(), [which](const support::sequence& s) {
        return s.variant == which && s.keys->strings() == std::is_same_v<T, std::string>;
    });
}

template <class T>
std::size_t replayed(const support::trace& trace) {
    return replayed<T, std::less<>, std::identity>(trace, plain) +
           replayed<T, std::greater<>, std::identity>(trace, reverse) +
           replayed<T, std::less<>, bucket>(trace, keyed) +
           replayed<T, std::greater<>, bucket>(trace, keyed_reverse);
}

} // namespace

TEST_CASE("merge: does what heapq.merge does with integers", "[merge][python]") {
    const support::trace trace("merge");
    CHECK(trace.operations() >= 200'000);
    CHECK(replayed<std::int64_t>(trace) > trace.operations() / 3);
}

TEST_CASE("merge: does what heapq.merge does with strings", "[merge][python]") {
    const support::trace trace("merge");
    CHECK(replayed<std::string>(trace) > trace.operations() / 3);
}
