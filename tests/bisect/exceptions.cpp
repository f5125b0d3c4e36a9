// SPDX-License-Identifier: BSL-1.0
// bisect: what is left when a comparison, a key function, a copy or the memory fails.

#include <cairn/bisect.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <vector>

namespace {

/// Comparisons, copies and constructions can fail, moves cannot.
using element =
    support::throwing<support::op::compare | support::op::copy | support::op::construct>;

/// Twenty elements, and no room for more.
std::vector<element> sorted() {
    std::vector<element> made;
    made.reserve(20);
    for (int i = 0; i != 20; ++i)
        made.emplace_back(i / 2);
    return made;
}

template <class Operation>
std::size_t failures(Operation operation) {
    return support::for_each_failure(sorted, operation, support::strong_guarantee);
}

} // namespace

TEST_CASE("bisect: look-ups change nothing", "[exceptions]") {
    CHECK(failures([](auto& v) { (void)cairn::bisect_left(v, v[7]); }) != 0);
    CHECK(failures([](auto& v) { (void)cairn::bisect_right(v, v[7], 2, 19); }) != 0);
    CHECK(failures([](auto& v) { (void)cairn::equal_range(v, v[7]); }) != 0);
    CHECK(failures([](auto& v) { (void)cairn::binary_search(v, v[7]); }) != 0);
    CHECK(failures([](auto& v) { (void)cairn::gallop_left(v, v[7], 15); }) != 0);
}

TEST_CASE("bisect: an insertion that fails changes nothing", "[exceptions]") {
    const element seven(7);
    CHECK(failures([&](auto& v) { cairn::insort(v, seven); }) != 0);
    CHECK(failures([](auto& v) { cairn::insort_left(v, 3); }) != 0);
    CHECK(failures([](auto& v) { cairn::insort_right(v, element(5), 4, 15); }) != 0);
    const auto key = support::throwing_function([](const element& x) { return x.value(); });
    CHECK(failures([&](auto& v) { cairn::insort(v, seven, std::less<>(), std::ref(key)); }) != 0);
}

TEST_CASE("bisect: a predicate that fails", "[exceptions]") {
    std::size_t steps = 0;
    for (std::size_t n = 1;; ++n) {
        support::fuse::arm(n);
        const auto predicate = [](int x) {
            support::fuse::tick(support::op::call);
            return x > 40;
        };
        try {
            const int found = cairn::bisect_by(0, 100, predicate);
            CHECK(found == 41);
            break;
        } catch (const support::injected&) {
            ++steps;
        }
    }
    support::fuse::disarm();
    CHECK(steps >= 6);
}
