// SPDX-License-Identifier: BSL-1.0
// set_algorithms: what is left when a comparison, a projection, a copy or an iterator fails.

#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <vector>

namespace {

using element =
    support::throwing<support::op::compare | support::op::copy | support::op::copy_assign>;

/// Two sorted ranges with some elements in common and a long run in one of them, and where results go.
struct inputs {
    std::vector<element> a, b;
    std::vector<element> out = std::vector<element>(200, element(-1));

    inputs() {
        for (int i = 0; i != 120; ++i)
            a.emplace_back(i < 100 ? i : 3 * i);
        for (int i = 0; i != 40; ++i)
            b.emplace_back(i < 20 ? i / 3 * 2 : 8 * i);
    }
};

/// The inputs are as they were, and what was written is the beginning of the result.
template <class Operation>
std::size_t failures(Operation operation) {
    inputs whole;
    operation(whole);
    return support::for_each_failure(
        [] { return inputs(); }, operation,
        [&](const inputs& before, const inputs& after, bool threw) {
            CHECK(before.a == after.a);
            CHECK(before.b == after.b);
            const auto end = std::ranges::find(after.out, element(-1)) - after.out.begin();
            CHECK(std::equal(after.out.begin(), after.out.begin() + end, whole.out.begin()));
            CHECK((threw || after.out == whole.out));
        });
}

} // namespace

TEST_CASE("set algorithms: comparisons and copies that fail", "[exceptions]") {
    CHECK(failures([](inputs& in) { cairn::set_intersection(in.a, in.b, in.out.begin()); }) != 0);
    CHECK(failures([](inputs& in) { cairn::set_union(in.a, in.b, in.out.begin()); }) != 0);
    CHECK(failures([](inputs& in) { cairn::set_difference(in.a, in.b, in.out.begin()); }) != 0);
    CHECK(failures([](inputs& in) {
              cairn::set_symmetric_difference(in.b, in.a, in.out.begin());
          }) != 0);
    CHECK(failures([](inputs& in) { static_cast<void>(cairn::includes(in.a, in.b)); }) != 0);
    CHECK(failures([](inputs& in) { static_cast<void>(cairn::intersection_size(in.b, in.a)); }) !=
          0);
}

TEST_CASE("set algorithms: projections and iterators that fail", "[exceptions]") {
    const auto key = support::throwing_function([](const element& x) { return x.value(); });
    CHECK(failures([&](inputs& in) {
              cairn::set_intersection(in.a, in.b, in.out.begin(), std::less<>(), std::ref(key),
                                      std::ref(key));
          }) != 0);
    CHECK(failures([](inputs& in) {
              const support::throwing_range<element> more{1, 5, 7, 300};
              cairn::set_union(in.a, more, in.out.begin());
          }) != 0);
}

TEST_CASE("set algorithms: an output of numbers that fails", "[exceptions]") {
    struct failing_output {
        using difference_type = std::ptrdiff_t;
        std::vector<int>* to;
        failing_output& operator*() { return *this; }
        failing_output& operator++() { return *this; }
        failing_output operator++(int) { return *this; }
        void operator=(int x) {
            support::fuse::tick(support::op::call);
            to->push_back(x);
        }
    };
    std::vector<int> a, b, whole;
    for (int i = 0; i != 300; ++i) {
        a.push_back(i * 2);
        b.push_back(i * 3);
    }
    std::ranges::set_union(a, b, std::back_inserter(whole));
    for (std::size_t n = 1;; n += 17) {
        std::vector<int> out;
        support::fuse::arm(n);
        bool threw = false;
        try {
            cairn::set_union(a, b, failing_output{&out});
        } catch (const support::injected&) {
            threw = true;
        }
        support::fuse::disarm();
        CHECK(out.size() == (threw ? n - 1 : whole.size()));
        CHECK(std::equal(out.begin(), out.end(), whole.begin()));
        if (!threw) break;
    }
}
