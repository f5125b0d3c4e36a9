// SPDX-License-Identifier: BSL-1.0
// bisect: replays what CPython's did, and compares positions, and the list element by element.

#include "support/catch.hpp"
#include "support/trace.hpp"

#include <cairn/bisect.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using support::outcome;
using support::record;

/// The key function of tests/traces/sources/bisect.py.
struct bucket {
    std::int64_t operator()(std::int64_t x) const { return (x + 1000) / 8 % 50; }
    std::int64_t operator()(const std::string& x) const {
        return static_cast<std::int64_t>(x.size());
    }
};

/// Projection is what orders the list.
template <class T, class Projection>
struct state : support::elements_of<T> {
    explicit state(const support::sequence& s) : support::elements_of<T>(s) {}
    [[nodiscard]] outcome contents() const { return this->listed(d); }
    /// What bisections look for: an element, or its key.
    [[nodiscard]] auto wanted(const record& r) const {
        return Projection()(this->element(r.key(0)));
    }
    /// Sorts the list after it was shown.
    outcome shown_and_sorted() {
        outcome result = this->listed(d);
        std::ranges::stable_sort(d, {}, Projection());
        return result;
    }

    std::vector<T> d;
};

/// Python raises ValueError for a negative lo; ours is the caller's error.
template <class Function>
outcome unless_negative(std::int64_t lo, Function function) {
    return lo < 0 ? outcome::error("ValueError") : function();
}
std::int64_t hi(const record& r) { return std::max<std::int64_t>(r.number(2), 0); }

template <class T, class P>
support::player<state<T, P>> player() {
    using S = state<T, P>;
    using R = const record&;
    using less = std::less<>;
    support::player<S> p;

    p.on("bisect_left", [](S& s, R r) {
        return outcome::number(cairn::bisect_left(s.d, s.wanted(r), less(), P()));
    });
    p.on("bisect_right", [](S& s, R r) {
        return outcome::number(cairn::bisect_right(s.d, s.wanted(r), less(), P()));
    });
    p.on("bisect",
         [](S& s, R r) { return outcome::number(cairn::bisect(s.d, s.wanted(r), less(), P())); });
    p.on("bisect_left_from", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            if constexpr (std::is_same_v<P, std::identity>) {
                return outcome::number(cairn::bisect_left(s.d, s.wanted(r), lo));
            } else {
                return outcome::number(
                    cairn::bisect_left(s.d, s.wanted(r), lo, s.d.size(), less(), P()));
            }
        });
    });
    p.on("bisect_right_from", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            return outcome::number(
                cairn::bisect_right(s.d, s.wanted(r), lo, s.d.size(), less(), P()));
        });
    });
    p.on("bisect_left_between", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            return outcome::number(cairn::bisect_left(s.d, s.wanted(r), lo, hi(r), less(), P()));
        });
    });
    p.on("bisect_right_between", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            return outcome::number(cairn::bisect_right(s.d, s.wanted(r), lo, hi(r), less(), P()));
        });
    });

    p.on("insort_left", [](S& s, R r) {
        cairn::insort_left(s.d, s.element(r.key(0)), less(), P());
        return outcome::none();
    });
    p.on("insort_right", [](S& s, R r) {
        cairn::insort_right(s.d, s.element(r.key(0)), less(), P());
        return outcome::none();
    });
    p.on("insort", [](S& s, R r) {
        cairn::insort(s.d, s.element(r.key(0)), less(), P());
        return outcome::none();
    });
    p.on("insort_left_between", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            cairn::insort_left(s.d, s.element(r.key(0)), lo, hi(r), less(), P());
            return s.shown_and_sorted();
        });
    });
    p.on("insort_right_between", [](S& s, R r) {
        const std::int64_t lo = r.number(1);
        return unless_negative(lo, [&] {
            cairn::insort_right(s.d, s.element(r.key(0)), lo, hi(r), less(), P());
            return s.shown_and_sorted();
        });
    });

    p.on("pop", [](S& s, R r) {
        if (s.d.empty()) return outcome::error("IndexError");
        const auto at =
            s.d.begin() + static_cast<std::ptrdiff_t>(s.d.size()) * (r.number(0) + 1) / 5;
        const outcome result = outcome::key(s.index(*at));
        s.d.erase(at);
        return result;
    });
    p.on("refill", [](S& s, R r) {
        s.d = s.elements(r.keys(0));
        std::ranges::stable_sort(s.d, {}, P());
        return outcome::none();
    });
    return p;
}

template <class T, class P>
std::size_t replayed(const support::trace& trace) {
    return support::replay(trace, player<T, P>(), [](const support::sequence& s) {
        return (s.variant == 1) == std::is_same_v<P, bucket> &&
               s.keys->strings() == std::is_same_v<T, std::string>;
    });
}

} // namespace

TEST_CASE("bisect: does what Python's does", "[bisect][python]") {
    const support::trace trace("bisect");
    const std::size_t integers =
        replayed<std::int64_t, std::identity>(trace) + replayed<std::int64_t, bucket>(trace);
    const std::size_t strings =
        replayed<std::string, std::identity>(trace) + replayed<std::string, bucket>(trace);
    CHECK(integers + strings == trace.operations());
    CHECK(trace.operations() >= 200'000);
    CHECK(strings >= 50'000);
}
