// SPDX-License-Identifier: BSL-1.0
// heapq: what is left when a comparison, a key function, a copy or a move fails.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

/// Moves cannot fail, comparisons and copies can.
using element = support::throwing<support::op::compare | support::op::copy>;
/// Moves can fail.
using slippery = support::throwing<support::op::move | support::op::move_assign>;

/// A heap of forty.
template <class T>
std::vector<T> heap() {
    std::vector<T> made;
    made.reserve(64);
    for (int i = 0; i != 40; ++i)
        made.emplace_back(i + i % 3);
    return made;
}

/// Elements of both, sorted.
template <class T>
std::vector<int> values(const std::vector<T>& elements) {
    std::vector<int> result;
    for (const T& each : elements)
        result.push_back(each.value());
    std::sort(result.begin(), result.end());
    return result;
}

/// Everything is still there, in any order.
constexpr auto conserving = [](const auto& before, const auto& after, bool threw) {
    if (threw && values(before) != values(after))
        throw support::check_failed("an element was lost or doubled");
};

template <class T, class Operation, class Check>
std::size_t failures(Operation operation, Check check) {
    return support::for_each_failure(heap<T>, operation, check);
}

} // namespace

TEST_CASE("heapq: strong where moves cannot fail", "[exceptions]") {
    const auto strong = support::strong_guarantee;
    CHECK(failures<element>([](auto& h) { cairn::heappush(h, 0); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heappush<4>(h, element(7)); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heappop(h); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heappop<4>(h); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heappop(h.begin(), h.end()); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heapreplace(h, element(60)); }, strong) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heappushpop(h, element(60)); }, strong) != 0);
    const auto key = support::throwing_function([](const element& x) { return -x.value(); });
    CHECK(failures<element>([&](auto& h) { cairn::heappush(h, 99, std::less<>(), std::ref(key)); },
                            strong) != 0);
}

TEST_CASE("heapq: heapify loses nothing", "[exceptions]") {
    CHECK(failures<element>([](auto& h) { cairn::heapify(h, std::greater<>()); }, conserving) != 0);
    CHECK(failures<element>([](auto& h) { cairn::heapify<4>(h, std::greater<>()); }, conserving) !=
          0);
}

TEST_CASE("heapq: comparisons that fail lose nothing where moves could fail as well",
          "[exceptions]") {
    using fragile = support::throwing_anything;
    const auto compared = [](auto operation) {
        return support::for_each_failure(heap<fragile>, operation, conserving,
                                         {.set = support::op::compare});
    };
    CHECK(compared([](auto& h) { cairn::heapify(h, std::greater<>()); }) != 0);
    CHECK(compared([](auto& h) { cairn::heappop(h); }) != 0);
    CHECK(compared([](auto& h) { cairn::heappop<4>(h.begin(), h.end()); }) != 0);
}

TEST_CASE("heapq: elements whose moves fail do not leak", "[exceptions]") {
    const auto any = [](const auto&, const auto&, bool) {};
    CHECK(failures<slippery>([](auto& h) { cairn::heappush(h, -1); }, any) != 0);
    CHECK(failures<slippery>([](auto& h) { cairn::heappop(h); }, any) != 0);
    CHECK(failures<slippery>([](auto& h) { cairn::heapify(h, std::greater<>()); }, any) != 0);
}

TEST_CASE("heapq: selection leaves its source alone", "[exceptions]") {
    const auto strong = support::strong_guarantee;
    for (const std::size_t n : {1u, 5u, 39u, 100u}) {
        CHECK(failures<element>([n](auto& h) { (void)cairn::nlargest(n, h); }, strong) != 0);
        CHECK(failures<element>([n](auto& h) { (void)cairn::nsmallest(n, h.begin(), h.end()); },
                                strong) != 0);
    }
    // Also when it takes the elements away: not before the last comparison.
    using compared = support::throwing<support::op::compare>;
    CHECK(failures<compared>([](auto& h) { (void)cairn::nsmallest(7, std::move(h)); }, strong) !=
          0);
}
