// SPDX-License-Identifier: BSL-1.0
// Random operations on sorted_set beside std::set, with every kind of key, and the algebra of sets beside
// the algorithms of std.

#include <cairn/sorted_set.hpp>

#include "support/catch.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"
#include "support/random.hpp"
#include "support/sorted_model.hpp"
#include "support/sorted_worlds.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

namespace {

template <class Keys>
struct world : Keys {
    using container = cairn::sorted_set<typename Keys::type, typename Keys::compare>;
    using oracle = std::set<typename Keys::type, typename Keys::compare>;
};

/// What only a set has: its algebra.
template <class World>
class model : public support::sorted_model<World> {
    using base = support::sorted_model<World>;
    using typename base::container;
    using typename base::oracle;

public:
    using base::base;

protected:
    void other() override {
        if constexpr (base::copies) {
            if (this->random_.chance(20)) algebra();
        }
    }

private:
    void algebra() {
        // alike in size, or so different that the smaller one is looked up in the larger one
        static constexpr std::size_t sizes[] = {0, 2, 12, 100, 400};
        const std::size_t n = this->random_.below(sizes[this->random_.below(5)] + 1);
        auto two = this->random_twins(n, 0, this->ids_ - 1);
        if (this->random_.chance(20)) { // a subset, so that relations hold now and then
            two.actual.clear();
            two.model.clear();
            std::size_t i = 0;
            for (const auto& key : this->model_) {
                if (i++ % 3 == 0) {
                    two.actual.insert(key);
                    two.model.insert(key);
                }
            }
        }
        const bool swapped = this->random_.chance(50);
        const container& a = swapped ? two.actual : this->actual_;
        const container& b = swapped ? this->actual_ : two.actual;
        const oracle& x = swapped ? two.model : this->model_;
        const oracle& y = swapped ? this->model_ : two.model;
        const auto before = [this](const auto& p, const auto& q) { return this->less(p, q); };
        const auto combined = [&](auto algorithm) {
            oracle result = this->empty_oracle();
            algorithm(x.begin(), x.end(), y.begin(), y.end(), std::inserter(result, result.end()),
                      before);
            return result;
        };
        const oracle either = combined([](auto... args) { std::set_union(args...); });
        const oracle both = combined([](auto... args) { std::set_intersection(args...); });
        const oracle first = combined([](auto... args) { std::set_difference(args...); });
        const oracle one = combined([](auto... args) { std::set_symmetric_difference(args...); });
        this->compare(a | b, either);
        this->compare(a & b, both);
        this->compare(a - b, first);
        this->compare(a ^ b, one);
        const bool subset = std::includes(y.begin(), y.end(), x.begin(), x.end(), before);
        this->check(a.is_subset_of(b) == subset, "is_subset_of");
        this->check(b.is_superset_of(a) == subset, "is_superset_of");
        this->check(a.is_disjoint_from(b) == both.empty(), "is_disjoint_from");

        container in_place(a);
        std::vector<typename World::type> unsorted(b.begin(), b.end());
        this->random_.shuffle(unsorted);
        const bool as_range = this->random_.chance(50);
        switch (this->random_.below(4)) {
        case 0:
            as_range ? in_place |= unsorted : in_place |= b;
            this->compare(in_place, either);
            break;
        case 1:
            as_range ? in_place &= unsorted : in_place &= b;
            this->compare(in_place, both);
            break;
        case 2:
            as_range ? in_place -= unsorted : in_place -= b;
            this->compare(in_place, first);
            break;
        default:
            as_range ? in_place ^= unsorted : in_place ^= b;
            this->compare(in_place, one);
            break;
        }
        this->compare();
        this->compare(two.actual, two.model);
    }
};

/// `operations` in all on sets of four sizes.
template <class Keys>
void compare_with_model(std::uint64_t seed, std::size_t operations) {
    const std::size_t each = support::operations(operations) / 4;
    model<world<Keys>>(support::seed(seed), 24, 12)(each);
    model<world<Keys>>(support::seed(seed + 1), 200, 120)(each);
    model<world<Keys>>(support::seed(seed + 2), 600, 300)(each);
    model<world<Keys>>(support::seed(seed + 3), 2000, 700)(each);
    CHECK(support::misuses().empty());
}

} // namespace

TEST_CASE("sorted_set of descending numbers behaves like the model", "[model]") {
    compare_with_model<support::descending_keys>(2000, 200'000);
}
TEST_CASE("sorted_set of bytes behaves like the model", "[model]") {
    compare_with_model<support::byte_keys>(2010, 120'000);
}
TEST_CASE("sorted_set of descending strings behaves like the model", "[model]") {
    compare_with_model<support::descending_string_keys>(2020, 160'000);
}
TEST_CASE("sorted_set of wide keys behaves like the model", "[model]") {
    compare_with_model<support::wide_keys>(2030, 160'000);
}
TEST_CASE("sorted_set of move-only keys behaves like the model", "[model]") {
    compare_with_model<support::move_only_keys>(2040, 100'000);
}
TEST_CASE("sorted_set of counted keys behaves like the model", "[model]") {
    compare_with_model<support::counted_keys>(2050, 40'000);
    CHECK(support::live_objects() == 0);
}
TEST_CASE("sorted_set by a key function behaves like the model", "[model]") {
    compare_with_model<support::by_string_keys>(2060, 120'000);
    compare_with_model<support::by_function_keys>(2070, 100'000);
}

TEST_CASE("sorted_set takes patterns in its stride", "[model]") {
    support::sorted_patterns<world<support::descending_keys>>(500);
    support::sorted_patterns<world<support::wide_keys>>(600);
    support::sorted_patterns<world<support::descending_string_keys>>(240);
    support::sorted_patterns<world<support::move_only_keys>>(300);
    support::sorted_patterns<world<support::by_function_keys>>(240);
}
