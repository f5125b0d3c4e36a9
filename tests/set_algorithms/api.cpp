// SPDX-License-Identifier: BSL-1.0
// set_algorithms: results, numbers of comparisons, and input that is not sorted.

#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

namespace {

using ints = std::vector<int>;

ints every(int step, int n) {
    ints made;
    for (int i = 0; i != n; ++i)
        made.push_back(step * i);
    return made;
}

} // namespace

TEST_CASE("set algorithms: results", "[api]") {
    const ints a{1, 2, 4}, b{2, 3};
    ints out(5);
    const auto both = cairn::set_intersection(a, b, out.begin());
    CHECK((both.in1 == a.end() && both.in2 == b.end() && both.out == out.begin() + 1));
    const auto left = cairn::set_difference(a.begin(), a.end(), b.begin(), b.end(), out.begin());
    CHECK((left.in == a.end() && left.out == out.begin() + 2));
    const auto [end1, end2, end] = cairn::set_symmetric_difference(a, b, out.begin());
    CHECK((end1 == a.end() && end2 == b.end() && end == out.begin() + 3));
    CHECK(cairn::set_union(ints{1}, b, out.begin()).in2 == b.end());
}

TEST_CASE("set algorithms: empty ranges", "[api]") {
    const ints none, some = every(1, 300);
    ints out(300);
    CHECK(cairn::set_intersection(none, some, out.begin()).out == out.begin());
    CHECK(cairn::set_difference(none, some, out.begin()).out == out.begin());
    CHECK(cairn::set_union(none, some, out.begin()).out == out.end());
    CHECK(cairn::set_symmetric_difference(some, none, out.begin()).out == out.end());
    CHECK(out == some);
    CHECK(cairn::includes(some, none));
    CHECK(cairn::includes(none, none));
    CHECK(!cairn::includes(none, some));
    CHECK(cairn::intersection_size(none, none) == 0);
}

TEST_CASE("set algorithms: how often elements are compared", "[api]") {
    std::size_t comparisons = 0;
    const auto counting = [&comparisons](int x, int y) {
        ++comparisons;
        return x < y;
    };
    const auto spent = [&](const ints& a, const ints& b) {
        if constexpr (CAIRN_HARDENED >= 2) { // which compares neighbours first
            comparisons = 0;
            comparisons -= (a.empty() ? 0 : a.size() - 1) + (b.empty() ? 0 : b.size() - 1);
        } else {
            comparisons = 0;
        }
        ints out;
        cairn::set_intersection(a, b, std::back_inserter(out), counting);
        return comparisons;
    };
    const ints many = every(1, 100'000);
    CHECK(spent(many, every(1000, 100)) < 100 * 25);
    CHECK(spent(every(1000, 100), many) < 100 * 25);
    CHECK(spent(many, {99'999}) < 40);
    CHECK(spent({200'000}, many) < 40);
    CHECK(spent(many, {}) == 0);
    for (const int step : {1, 2, 3, 8, 9, 10, 17, 25}) {
        const ints a = every(step, 5000), b = every(7, 5000);
        CHECK(2 * spent(a, b) <= 5 * (a.size() + b.size()));
        CHECK(2 * spent(b, a) <= 5 * (a.size() + b.size()));
    }
}

TEST_CASE("set algorithms: what is missing early is found early", "[api]") {
    ints a = every(1, 1'000'000), b = a;
    a.erase(a.begin() + 3);
    std::size_t comparisons = 0;
    const auto counting = [&comparisons](int x, int y) {
        ++comparisons;
        return x < y;
    };
    CHECK(!cairn::includes(a, b));
    CHECK(!cairn::includes(a, b, counting));
    if (CAIRN_HARDENED < 2) CHECK(comparisons < 10);
}

// Such input is the caller's error; no more is read or written for it than for any other.
TEST_CASE("set algorithms: input that is not sorted", "[api]") {
#if CAIRN_TESTS_CAN_TRAP
    if constexpr (CAIRN_HARDENED >= 2) {
        const ints sorted{1, 2}, unsorted{2, 1};
        CHECK(support::traps([&] { (void)cairn::includes(sorted, unsorted); }));
        CHECK(support::traps([&] { (void)cairn::intersection_size(unsorted, sorted); }));
        CHECK(support::traps([&] { (void)cairn::includes(sorted, sorted, std::greater<>()); }));
    }
#endif
    support::generator random(support::seed(11));
    INFO(random.describe());
    std::size_t written = 0;
    for (int round = 0; round != (CAIRN_HARDENED >= 2 ? 0 : 200); ++round) {
        std::vector<double> a(random.below(std::size_t{3000})), b(random.below(std::size_t{3000}));
        for (std::vector<double>* each : {&a, &b}) {
            for (double& x : *each) {
                x = random.chance(10) ? std::numeric_limits<double>::quiet_NaN()
                                      : static_cast<double>(random.below(1000));
            }
            if (random.chance(50)) std::ranges::sort(*each, {}, [](double x) { return x < 500; });
        }
        std::vector<double> out(a.size() + b.size()), least((std::min)(a.size(), b.size()));
        cairn::set_union(a, b, out.begin());
        cairn::set_symmetric_difference(a, b, out.begin());
        written += static_cast<std::size_t>(cairn::set_intersection(a, b, least.begin()).out -
                                            least.begin());
        std::vector<double> rest(a.size());
        cairn::set_difference(a, b, rest.begin());
        CHECK(cairn::intersection_size(a, b) <= least.size());
        (void)cairn::includes(a, b);
    }
    CHECK((written != 0 || CAIRN_HARDENED >= 2));
}

TEST_CASE("set algorithms: NaNs are equivalent to what they meet", "[api]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> a{1, nan}, b{1, 2};
    CHECK(cairn::intersection_size(a, b) == 2);
    CHECK(cairn::includes(b, a));
}
