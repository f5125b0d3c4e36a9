// SPDX-License-Identifier: BSL-1.0
// heapq: replays what CPython's did, and compares the list position by position: the algorithms move
// elements as Python's do, equivalent ones too.

#include "support/catch.hpp"
#include "support/trace.hpp"

#include <cairn/heapq.hpp>

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

/// The key function of tests/traces/sources/heapq.py.
struct bucket {
    std::int64_t operator()(std::int64_t x) const { return (x + 1000) / 8 % 50; }
    std::int64_t operator()(const std::string& x) const {
        return static_cast<std::int64_t>(x.size());
    }
};
struct descending {
    std::int64_t operator()(const auto& x) const { return -bucket()(x); }
};

/// Projection is what orders the heap.
template <class T, class Projection>
struct state : support::elements_of<T> {
    explicit state(const support::sequence& s) : support::elements_of<T>(s) {}
    [[nodiscard]] outcome contents() const { return this->listed(d); }
    /// Python takes a negative n for none.
    [[nodiscard]] static std::size_t count(std::int64_t n) {
        return static_cast<std::size_t>(std::max<std::int64_t>(n, 0));
    }

    std::vector<T> d;
};

template <class T, class P>
support::player<state<T, P>> player() {
    using S = state<T, P>;
    using R = const record&;
    support::player<S> p;

    p.on("heappush", [](S& s, R r) {
        cairn::heappush(s.d, s.element(r.key(0)), {}, P());
        return outcome::none();
    });
    p.on("heappop", [](S& s, R) {
        return s.d.empty() ? outcome::error("IndexError")
                           : outcome::key(s.index(cairn::heappop(s.d, {}, P())));
    });
    p.on("heappushpop", [](S& s, R r) {
        return outcome::key(s.index(cairn::heappushpop(s.d, s.element(r.key(0)), {}, P())));
    });
    p.on("heapreplace", [](S& s, R r) {
        return s.d.empty()
                   ? outcome::error("IndexError")
                   : outcome::key(s.index(cairn::heapreplace(s.d, s.element(r.key(0)), {}, P())));
    });
    p.on("heapify", [](S& s, R r) {
        s.d = s.elements(r.keys(0));
        cairn::heapify(s.d, {}, P());
        return outcome::none();
    });
    p.on("heapify_more", [](S& s, R r) {
        const auto more = s.elements(r.keys(0));
        s.d.insert(s.d.begin() + static_cast<std::ptrdiff_t>(s.d.size() / 2), more.begin(),
                   more.end());
        cairn::heapify(s.d, {}, P());
        return outcome::none();
    });
    p.on("heapify_reversed", [](S& s, R) {
        std::reverse(s.d.begin(), s.d.end());
        cairn::heapify(s.d.begin(), s.d.end(), {}, P());
        return outcome::none();
    });
    p.on("heapsort", [](S& s, R) {
        std::vector<T> heap = s.d, sorted;
        while (!heap.empty())
            sorted.push_back(cairn::heappop(heap, {}, P()));
        return s.listed(sorted);
    });

    p.on("nsmallest",
         [](S& s, R r) { return s.listed(cairn::nsmallest(S::count(r.number(0)), s.d, {}, P())); });
    p.on("nlargest",
         [](S& s, R r) { return s.listed(cairn::nlargest(S::count(r.number(0)), s.d, {}, P())); });
    p.on("nsmallest_of", [](S& s, R r) {
        return s.listed(cairn::nsmallest(S::count(r.number(0)), s.elements(r.keys(1))));
    });
    p.on("nlargest_of", [](S& s, R r) {
        return s.listed(cairn::nlargest(S::count(r.number(0)), s.elements(r.keys(1))));
    });
    p.on("nsmallest_key", [](S& s, R r) {
        return s.listed(cairn::nsmallest(S::count(r.number(0)), s.d, {}, bucket()));
    });
    p.on("nlargest_key", [](S& s, R r) {
        return s.listed(cairn::nlargest(S::count(r.number(0)), s.d, {}, bucket()));
    });
    p.on("nsmallest_descending", [](S& s, R r) {
        return s.listed(cairn::nsmallest(S::count(r.number(0)), s.d, {}, descending()));
    });
    p.on("nlargest_descending", [](S& s, R r) {
        return s.listed(cairn::nlargest(S::count(r.number(0)), s.d, {}, descending()));
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

TEST_CASE("heapq: does what Python's does, to the position", "[heapq][python]") {
    const support::trace trace("heapq");
    const std::size_t integers =
        replayed<std::int64_t, std::identity>(trace) + replayed<std::int64_t, bucket>(trace);
    const std::size_t strings =
        replayed<std::string, std::identity>(trace) + replayed<std::string, bucket>(trace);
    CHECK(integers + strings == trace.operations());
    CHECK(trace.operations() >= 200'000);
    CHECK(strings >= 50'000);
}
