// SPDX-License-Identifier: BSL-1.0
// Random operations on heap beside a multiset, for several arities and every kind of element; and how
// often the comparator is asked.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/heap.hpp>

#include "support/catch.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class T>
T made(std::uint64_t number) {
    if constexpr (std::is_same_v<T, std::string>) {
        std::string digits = std::to_string(number);
        return std::string(8 - digits.size(), '0') + digits +
               (number % 2 == 0 ? " and a tail" : "");
    } else if constexpr (requires { typename T::first_type; }) {
        return T(static_cast<typename T::first_type>(number / 4),
                 static_cast<typename T::second_type>(number % 4));
    } else {
        return T(number);
    }
}

template <class Heap>
class model {
    using value = typename Heap::value_type;

public:
    explicit model(std::uint64_t seed) : random_(support::seed(seed)) {}

    void run(std::size_t operations) {
        INFO(random_.describe());
        for (std::size_t i = 0; i != operations; ++i) {
            // few distinct values for a while, then many
            range_ = i / 500 % 2 == 0 ? 20 : 100'000;
            step();
            if (heap_.size() != all_.size()) FAIL("sizes differ");
            if (heap_.empty() != all_.empty()) FAIL("empty() disagrees");
            if (!all_.empty() && heap_.top() != *all_.begin()) FAIL("tops differ");
            if (i % 97 == 0) compare();
        }
        compare();
        CHECK(heap_.drain_sorted() == typename Heap::container_type(all_.begin(), all_.end()));
    }

private:
    value any() { return made<value>(random_.below(range_)); }
    std::vector<value> some() {
        std::vector<value> values(random_.below(std::size_t{40}));
        for (value& each : values)
            each = any();
        return values;
    }
    void compare() const {
        std::vector<value> elements(heap_.begin(), heap_.end());
        std::sort(elements.begin(), elements.end(), heap_.value_comp());
        if (!support::same_sequence(elements, all_)) FAIL("contents differ");
    }

    void step() {
        switch (random_.below(16)) {
        case 0:
        case 1:
        case 2: {
            const value x = any();
            heap_.push(x);
            all_.insert(x);
            break;
        }
        case 3: {
            const value x = any();
            heap_.emplace(x);
            all_.insert(x);
            break;
        }
        case 4:
        case 5:
        case 6:
            if (all_.empty()) break;
            heap_.pop();
            all_.erase(all_.begin());
            break;
        case 7: {
            const auto popped = heap_.try_pop();
            if (popped.has_value() == all_.empty()) FAIL("try_pop disagrees");
            if (all_.empty()) break;
            if (*popped != *all_.begin()) FAIL("try_pop differs");
            all_.erase(all_.begin());
            break;
        }
        case 8:
        case 9: {
            if (all_.empty()) break;
            const value x = any();
            if (heap_.replace_top(x) != *all_.begin()) FAIL("replace_top differs");
            all_.erase(all_.begin());
            all_.insert(x);
            break;
        }
        case 10: {
            const value x = any();
            all_.insert(x);
            if (heap_.push_pop(x) != *all_.begin()) FAIL("push_pop differs");
            all_.erase(all_.begin());
            break;
        }
        case 11: {
            const auto values = some();
            heap_.push_range(values);
            all_.insert(values.begin(), values.end());
            break;
        }
        case 12: {
            const auto values = some();
            Heap other(values.begin(), values.end());
            heap_.merge(other);
            all_.insert(values.begin(), values.end());
            break;
        }
        case 13: {
            const value limit = any();
            const auto low = [&](const value& x) { return heap_.value_comp()(x, limit); };
            if (!random_.chance(10)) break;
            if (erase_if(heap_, low) != std::erase_if(all_, low)) FAIL("erase_if differs");
            break;
        }
        case 14:
            if (random_.chance(20)) heap_ = Heap(heap_.value_comp(), heap_.release());
            break;
        case 15:
            if (all_.size() > 300) {
                heap_.clear();
                all_.clear();
            }
            break;
        }
    }

    support::generator random_;
    Heap heap_;
    std::multiset<value, typename Heap::value_compare> all_;
    std::uint64_t range_ = 0;
};

template <class T, class Compare, std::size_t Arity, class Container = std::vector<T>>
void run(std::uint64_t seed) {
    model<cairn::heap<T, Compare, Arity, Container>>(seed).run(support::operations(6'000));
}

/// Counts the comparisons of all its copies.
struct counting_less {
    std::size_t* count;
    bool operator()(int a, int b) const {
        ++*count;
        return a < b;
    }
};

} // namespace

TEST_CASE("heap: beside a multiset, numbers", "[model]") {
    run<std::uint64_t, std::less<>, 2>(1);
    run<std::int64_t, std::greater<>, 8>(2);
    run<double, std::less<double>, 3>(3);
}
TEST_CASE("heap: beside a multiset, pairs", "[model]") {
    run<std::pair<int, short>, std::greater<>, 4>(4);
}
TEST_CASE("heap: beside a multiset, strings", "[model]") {
    run<std::string, std::less<>, 2>(5);
    run<std::string, std::greater<>, 8, std::deque<std::string>>(6);
}

TEST_CASE("heap: no input is quadratic", "[model]") {
    constexpr std::size_t n = 4'096; // 12 levels of two, 6 of four
    const auto comparisons = [](auto make) {
        std::size_t count = 0;
        cairn::heap<int, counting_less, 2> h(counting_less{&count});
        std::vector<int> values;
        for (std::size_t i = 0; i != n; ++i)
            values.push_back(make(static_cast<int>(i)));
        h.push_range(values);
        CHECK(count <= n * 12);
        count = 0;
        while (h.size() > n / 2)
            h.pop();
        CHECK(count <= n / 2 * (2 * 12 + 1));
        count = 0;
        for (std::size_t i = 0; i != 100; ++i)
            h.replace_top(values[i]);
        CHECK(count <= 100 * 2 * 12);
        count = 0;
        h.rebuild();
        CHECK(count <= 3 * n);
        return h.drain_sorted();
    };
    CHECK(comparisons([](int) { return 7; }).size() == n / 2);
    CHECK(comparisons([](int i) { return i; }).size() == n / 2);
    CHECK(comparisons([](int i) { return -i; }).size() == n / 2);
    CHECK(comparisons([](int i) { return i % 3; }).size() == n / 2);
    CHECK(comparisons([](int i) { return i * 7919 % 4099; }).size() == n / 2);
}

TEST_CASE("heap: a large one from a range in linear time", "[model]") {
    std::size_t count = 0;
    std::vector<int> values;
    for (int i = 100'000; i != 0; --i)
        values.push_back(i);
    const cairn::heap<int, counting_less, 2> h(cairn::from_range, values, counting_less{&count});
    CHECK(count <= 3 * values.size());
    CHECK(h.top() == 1);
}
