// SPDX-License-Identifier: BSL-1.0
// Random operations on sorted_list beside std::multiset, with every kind of key; and on the tree under it
// beside a sorted vector, with a hundred thousand elements.

#include <cairn/sorted_list.hpp>

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
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace {

template <class Keys>
struct world : Keys {
    using container = cairn::sorted_list<typename Keys::type, typename Keys::compare>;
    using oracle = std::multiset<typename Keys::type, typename Keys::compare>;
};

/// What only a list has: one of equal elements out, sums and products.
template <class World>
class model : public support::sorted_model<World> {
    using base = support::sorted_model<World>;
    using typename base::container;
    using typename base::oracle;

public:
    using base::base;

protected:
    void other() override {
        switch (this->random_.below(6)) {
        case 0:
            if constexpr (base::copies) {
                if (this->random_.chance(10)) add_list();
            }
            break;
        case 1:
            if constexpr (base::copies) {
                if (this->random_.chance(10)) multiply();
            }
            break;
        default:
            erase_one();
            break;
        }
    }

private:
    void erase_one() {
        const auto key = World::key(this->any());
        const auto found = this->model_.lower_bound(key);
        const bool there = found != this->model_.end() && !this->less(key, *found);
        this->check(this->actual_.erase_one(key) == there, "erase_one");
        if (there) this->model_.erase(found);
    }
    void add_list() {
        auto two = this->random_twins(this->random_.below(this->limit_ / 2), 0, this->ids_ - 1);
        oracle sum = this->model_;
        for (const auto& each : two.model)
            sum.insert(each);
        const container both = this->actual_ + two.actual;
        this->compare(both, sum);
        this->actual_ += two.actual;
        this->model_ = std::move(sum);
        this->compare();
        this->compare(two.actual, two.model);
    }
    void multiply() {
        if (this->model_.size() > this->limit_ / 2) return;
        const auto n = this->random_.between(std::int64_t{-1}, std::int64_t{3});
        oracle product = this->empty_oracle();
        for (std::int64_t i = 0; i < n; ++i) {
            for (const auto& each : this->model_)
                product.insert(each);
        }
        const container times = this->actual_ * n;
        this->compare(times, product);
        if (this->random_.chance(50)) {
            this->actual_ *= n;
            this->model_ = std::move(product);
            this->compare();
        }
    }
};

/// `operations` in all on lists of four sizes, with few and with many equivalent elements.
template <class Keys>
void compare_with_model(std::uint64_t seed, std::size_t operations) {
    const std::size_t each = support::operations(operations) / 4;
    model<world<Keys>>(support::seed(seed), 30, 14)(each);
    model<world<Keys>>(support::seed(seed + 1), 12, 200)(each);
    model<world<Keys>>(support::seed(seed + 2), 300, 250)(each);
    model<world<Keys>>(support::seed(seed + 3), 600, 700)(each);
    CHECK(support::misuses().empty());
}

} // namespace

TEST_CASE("sorted_list of numbers behaves like the model", "[model]") {
    compare_with_model<support::number_keys>(1000, 200'000);
}
TEST_CASE("sorted_list of floating-point numbers behaves like the model", "[model]") {
    compare_with_model<support::float_keys>(1010, 120'000);
}
TEST_CASE("sorted_list of strings behaves like the model", "[model]") {
    compare_with_model<support::string_keys>(1020, 160'000);
}
TEST_CASE("sorted_list of wide elements behaves like the model", "[model]") {
    compare_with_model<support::wide_keys>(1030, 160'000);
}
TEST_CASE("sorted_list of move-only elements behaves like the model", "[model]") {
    compare_with_model<support::wide_move_only_keys>(1040, 100'000);
}
TEST_CASE("sorted_list of elements whose move may throw behaves like the model", "[model]") {
    compare_with_model<support::boxed_keys>(1050, 80'000);
}
TEST_CASE("sorted_list by a key function behaves like the model", "[model]") {
    compare_with_model<support::by_number_keys>(1060, 100'000);
}
TEST_CASE("sorted_list with a comparator that has state behaves like the model", "[model]") {
    compare_with_model<support::remainder_keys>(1070, 80'000);
}

TEST_CASE("sorted_list takes patterns in its stride", "[model]") {
    support::sorted_patterns<world<support::number_keys>>(500);
    support::sorted_patterns<world<support::wide_keys>>(600);
    support::sorted_patterns<world<support::string_keys>>(240);
    support::sorted_patterns<world<support::wide_move_only_keys>>(240);
    support::sorted_patterns<world<support::boxed_keys>>(240);
    support::sorted_patterns<world<support::by_number_keys>>(240);
}

// -- the tree, tall --------------------------------------------------------------------------------------

namespace {

/// Rounds of many operations, and a look at every node after each.
template <class Keys>
class tall_tree {
    using element = typename Keys::type;
    using compare = typename Keys::compare;
    using tree =
        cairn::detail::tree<cairn::detail::key_entry<element>, compare, std::allocator<element>>;

public:
    explicit tall_tree(std::uint64_t seed) : random_(seed) {}

    void operator()(std::size_t size) {
        bulk(size);
        for (unsigned round = 0; round != 6; ++round) {
            insert_some(size / 20);
            erase_ranges(30, round % 3 == 0 ? size / 20 : 40);
            cut_and_join(30);
            erase_singly(size / 20);
            look(500);
            verify();
        }
        erase_if();
        cut_and_join(200);
        verify();
        empty_from_the_middle();
    }

private:
    void check(bool as_expected, const char* what) {
        if (!as_expected) FAIL(what << ", " << random_.describe());
    }
    [[nodiscard]] static bool less(const element& a, const element& b) { return compare()(a, b); }
    element fresh() {
        const std::uint64_t id = random_.below(std::uint64_t{1} << 20);
        if constexpr (requires { Keys::element(id, serial_); }) {
            return Keys::element(id, serial_++);
        } else {
            return Keys::key(id);
        }
    }
    [[nodiscard]] std::size_t place() { return random_.below(model_.size() + 1); }
    [[nodiscard]] auto model_nth(std::size_t i) {
        return model_.begin() + static_cast<std::ptrdiff_t>(i);
    }

    void verify() {
        actual_.template check_invariants<false>();
        check(actual_.size() == model_.size(), "size");
        check(std::equal(model_.begin(), model_.end(), actual_.begin()), "the elements");
    }
    void bulk(std::size_t size) {
        for (std::size_t i = 0; i != size; ++i)
            model_.push_back(fresh());
        sort(model_);
        actual_.append_sorted(model_.begin(), model_.end());
        verify();
    }
    /// Stable; std::stable_sort is not free of warnings everywhere.
    static void sort(std::vector<element>& elements) {
        const std::multiset<element, compare> sorted(elements.begin(), elements.end());
        elements.assign(sorted.begin(), sorted.end());
    }
    void insert_some(std::size_t n) {
        std::vector<element> added;
        for (std::size_t i = 0; i != n; ++i) {
            added.push_back(fresh());
            const auto at = actual_.emplace_multi(added.back(), added.back());
            check(*at == added.back(), "insertion");
        }
        sort(added);
        std::vector<element> all;
        std::merge(model_.begin(), model_.end(), added.begin(), added.end(),
                   std::back_inserter(all), less);
        model_ = std::move(all);
        verify();
    }
    void erase_ranges(std::size_t n, std::size_t width) {
        for (std::size_t i = 0; i != n; ++i) {
            const std::size_t first = place();
            const std::size_t last = (std::min)(first + random_.below(width), model_.size());
            const auto at = actual_.erase(actual_.nth(first), actual_.nth(last));
            model_.erase(model_nth(first), model_nth(last));
            check(at == actual_.nth(first), "erase of a range");
        }
        verify();
    }
    void erase_singly(std::size_t n) {
        // one after another from a few places, so that leaves and then whole subtrees run dry
        for (std::size_t runs = 4; runs != 0; --runs) {
            const std::size_t first = place();
            const std::size_t last = (std::min)(first + n / 4, model_.size());
            auto at = actual_.nth(first);
            for (std::size_t i = first; i != last; ++i)
                at = actual_.erase(at);
            model_.erase(model_nth(first), model_nth(last));
            check(at == actual_.nth(first), "erase of many");
        }
        verify();
    }
    /// Cuts at any place, joins again; pieces of all sizes and so of all heights.
    void cut_and_join(std::size_t n) {
        for (std::size_t i = 0; i != n; ++i) {
            std::size_t first = place();
            if (i % 5 == 1) first = (std::min)(first, random_.below(std::size_t{20}));
            const std::size_t rest = model_.size() - first;
            const std::size_t width = i % 5 == 3 ? (std::min)(rest, random_.below(std::size_t{20}))
                                                 : random_.below(rest + 1);
            tree middle = actual_.split(first);
            tree right = middle.split(width);
            check(actual_.size() == first && middle.size() == width, "split");
            if (i % 10 == 0) {
                actual_.template check_invariants<false>();
                middle.template check_invariants<false>();
                right.template check_invariants<false>();
            }
            if (random_.chance(50)) {
                actual_.join(std::move(middle));
                actual_.join(std::move(right));
            } else {
                middle.join(std::move(right));
                actual_.join(std::move(middle));
            }
            check(middle.size() == 0 && right.size() == 0, "join");
        }
        verify();
    }
    void look(std::size_t n) {
        std::vector<element> keys;
        for (std::size_t i = 0; i != n; ++i)
            keys.push_back(i % 2 == 0 && !model_.empty() ? model_[random_.below(model_.size())]
                                                         : fresh());
        std::vector<std::size_t> ranks(n);
        std::vector<typename tree::iterator> found(n);
        actual_.rank_batch(keys.data(), n, ranks.data());
        actual_.find_batch(keys.data(), n, found.data());
        for (std::size_t i = 0; i != n; ++i) {
            const auto [first, last] =
                std::equal_range(model_.begin(), model_.end(), keys[i], less);
            const auto lower = static_cast<std::size_t>(first - model_.begin());
            const auto upper = static_cast<std::size_t>(last - model_.begin());
            check(actual_.rank_lower(keys[i]) == lower && ranks[i] == lower, "rank_lower");
            check(actual_.rank_upper(keys[i]) == upper, "rank_upper");
            check(actual_.lower_bound(keys[i]) == actual_.nth(lower), "lower_bound");
            check(actual_.index_of(actual_.upper_bound(keys[i])) == upper, "upper_bound");
            check(actual_.find(keys[i]) == found[i], "find_batch");
            check((found[i] == actual_.end()) == (lower == upper), "find");
            const std::size_t there = place(), here = place();
            const auto at = actual_.nth(here);
            const auto jump =
                static_cast<std::ptrdiff_t>(there) - static_cast<std::ptrdiff_t>(here);
            check(at + jump == actual_.nth(there), "a jump");
            check(actual_.nth(there) - at == jump, "a distance");
        }
    }
    void erase_if() {
        std::size_t n = 0, m = 0;
        const std::size_t before = model_.size();
        auto most = [&n](const element&) { return ++n % 1000 < 800 && n % 3 != 0; };
        const std::size_t erased = actual_.erase_if(most);
        std::erase_if(model_, [&m](const element&) { return ++m % 1000 < 800 && m % 3 != 0; });
        check(erased == before - model_.size(), "erase_if");
        verify();
    }
    void empty_from_the_middle() {
        for (std::size_t width = 1; !model_.empty(); width = width * 3 / 2 + 1) {
            const std::size_t first = model_.size() - model_.size() * 2 / 3;
            const std::size_t last = (std::min)(first + width, model_.size());
            actual_.erase(actual_.nth(first), actual_.nth(last));
            model_.erase(model_nth(first), model_nth(last));
            if (first == last) {
                actual_.erase(actual_.begin(), actual_.end());
                model_.clear();
            }
            verify();
        }
    }

    tree actual_{compare(), std::allocator<element>()};
    std::vector<element> model_;
    support::generator random_;
    std::uint64_t serial_ = 0;
};

} // namespace

TEST_CASE("a tree of a hundred thousand elements behaves like a sorted vector", "[model]") {
    tall_tree<support::number_keys>(support::seed(1200))(100'000);
    tall_tree<support::wide_keys>(support::seed(1201))(60'000);
    tall_tree<support::string_keys>(support::seed(1202))(30'000);
    tall_tree<support::boxed_keys>(support::seed(1203))(30'000);
    tall_tree<support::by_number_keys>(support::seed(1204))(30'000);
}
