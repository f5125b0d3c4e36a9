// SPDX-License-Identifier: BSL-1.0
// Each member of quick_heap once: what it does, and what it returns.

#include <cairn/quick_heap.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <list>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Heap>
auto drained(Heap heap) {
    std::vector<typename Heap::value_type> all;
    heap.drain_sorted(std::back_inserter(all));
    return all;
}

using numbers = std::vector<int>;

} // namespace

TEST_CASE("quick_heap: construction", "[api]") {
    CHECK(cairn::quick_heap<int>().empty());
    CHECK(drained(cairn::quick_heap<int>{3, 1, 2}) == numbers{1, 2, 3});
    CHECK(drained(cairn::quick_heap<int, std::greater<>>{3, 1, 2}) == numbers{3, 2, 1});
    const std::list<int> source{4, 4, 1};
    CHECK(drained(cairn::quick_heap<int>(source.begin(), source.end())) == numbers{1, 4, 4});
    CHECK(drained(cairn::quick_heap<int>(cairn::from_range, source)) == numbers{1, 4, 4});
    std::istringstream text("7 5 6"); // a range that can be read once
    CHECK(drained(cairn::quick_heap<int>(std::istream_iterator<int>(text),
                                         std::istream_iterator<int>())) == numbers{5, 6, 7});
    const cairn::quick_heap<int> heap{2, 1};
    cairn::quick_heap<int> copy(heap);
    CHECK(drained(copy) == numbers{1, 2});
    cairn::quick_heap<int> moved(std::move(copy));
    CHECK(drained(moved) == numbers{1, 2});
    CHECK(copy.empty());
    copy.push(9);
    CHECK(copy.top() == 9);
}

TEST_CASE("quick_heap: assignment and swap", "[api]") {
    cairn::quick_heap<std::string> a{"b", "a"}, b{"z"};
    b = a;
    CHECK(drained(b) == std::vector<std::string>{"a", "b"});
    b = {"x", "y", "w"};
    CHECK(b.size() == 3);
    swap(a, b);
    CHECK(a.top() == "w");
    CHECK(b.top() == "a");
    a = std::move(b);
    CHECK(a.top() == "a");
    CHECK(b.empty());
    const auto& itself = a;
    a = itself;
    CHECK(a.size() == 2);

    const auto near = [](int to) {
        return [to](int x, int y) { return std::abs(x - to) < std::abs(y - to); };
    };
    cairn::quick_heap<int, decltype(near(0))> five(near(5)), ten(near(10));
    for (const int each : {1, 4, 9, 12}) {
        five.push(each);
        ten.push(each);
    }
    CHECK(five.top() == 4);
    CHECK(ten.top() == 9);
    five.swap(ten);
    CHECK(five.top() == 9);
    ten = five;
    ten.pop();
    CHECK(ten.top() == 12);
    CHECK(ten.value_comp()(10, 9));
}

TEST_CASE("quick_heap: one element at a time", "[api]") {
    cairn::quick_heap<int> h;
    h.push(5);
    h.emplace(3);
    const int four = 4;
    h.push(four);
    CHECK(h.size() == 3);
    CHECK(h.top() == 3);
    h.pop();
    CHECK(h.take_top() == 4);
    CHECK(h.try_pop() == std::optional<int>(5));
    CHECK(h.try_pop() == std::nullopt);

    h = {10, 20, 30};
    CHECK(h.push_pop(5) == 5); // never inside
    CHECK(h.push_pop(15) == 10);
    CHECK(h.top() == 15);
    CHECK(h.replace_top(25) == 15);
    CHECK(h.top() == 20);
    CHECK(h.replace_top(1) == 20);
    CHECK(h.top() == 1);
    h.push(h.top());
    CHECK(drained(h) == numbers{1, 1, 25, 30});
    h.replace_top(h.top());
    CHECK(h.size() == 4);
    h.clear();
    CHECK(h.empty());
    CHECK(h.push_pop(7) == 7);
    h.push(8);
    h.replace_top(9);
    CHECK(drained(h) == numbers{9});
}

TEST_CASE("quick_heap: many elements", "[api]") {
    cairn::quick_heap<int> a, b;
    a.reserve(5000);
    const auto reserved = a.memory_bytes();
    CHECK(reserved >= 5000 * sizeof(std::uint64_t));
    for (int i = 0; i != 4000; ++i)
        (i % 3 == 0 ? a : b).push(i * 37 % 4001);
    CHECK(a.memory_bytes() < 3 * reserved);
    a.merge(b);
    CHECK(a.size() == 4000);
    CHECK(b.empty());
    a.merge(a);
    a.merge(cairn::quick_heap<int>{-1, 5000});
    CHECK(a.size() == 4002);
    CHECK(erase_if(a, [](int x) { return x % 2 != 0; }) > 1900);
    CHECK(erase_if(a, [](int x) { return x > 10; }) > 1900);
    CHECK(drained(a) == numbers{0, 2, 4, 6, 8, 10});
    CHECK(erase_if(a, [](int x) { return x > 10; }) == 0);
    a.push_range(std::vector<short>{3, 1});
    CHECK(drained(a) == numbers{0, 1, 2, 3, 4, 6, 8, 10});
    CHECK_THROWS_AS(a.reserve(a.max_size() + 1), std::length_error);
}

TEST_CASE("quick_heap: numbers come out as they went in", "[api]") {
    using limits = std::numeric_limits<double>;
    cairn::quick_heap<double> h{0.0,
                                -0.0,
                                limits::infinity(),
                                -limits::infinity(),
                                limits::denorm_min(),
                                limits::quiet_NaN(),
                                -1.5};
    CHECK(h.size() == 7);
    double last = -limits::infinity();
    int zeros = 0, nans = 0;
    bool negative_zero = false;
    while (!h.empty()) {
        const double x = h.take_top();
        if (std::isnan(x)) {
            ++nans;
            continue;
        }
        CHECK(!(x < last));
        last = x;
        zeros += x == 0;
        negative_zero |= x == 0 && std::signbit(x);
    }
    CHECK(zeros == 2);
    CHECK(nans == 1);
    CHECK(negative_zero);

    CHECK(drained(cairn::quick_heap<std::int8_t>{-128, 127, 0, -1}) ==
          std::vector<std::int8_t>{-128, -1, 0, 127});
    CHECK(drained(cairn::quick_heap<float, std::greater<>>{-1.f, 3.5f, 0.f}) ==
          std::vector<float>{3.5f, 0.f, -1.f});
    CHECK(drained(cairn::quick_heap<bool>{true, false}) == std::vector<bool>{false, true});
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    CHECK(drained(cairn::quick_heap<std::uint64_t>{most, 0, most}) ==
          std::vector<std::uint64_t>{0, most, most});
    // Of a pair that begins with a zero, whatever its sign, the second member decides.
    using point = std::pair<double, int>;
    CHECK(drained(cairn::quick_heap<point>{{-0.0, 5}, {0.0, 3}, {-0.0, 1}})[1].second == 3);
}

TEST_CASE("quick_heap: elements by a key", "[api]") {
    struct job {
        int urgency;
        std::string name;
    };
    cairn::quick_heap<job, cairn::by<&job::urgency, std::greater<>>> jobs;
    jobs.emplace(job{1, "sweep"});
    jobs.emplace(job{9, "put out the fire"});
    jobs.emplace(job{5, "cook"});
    CHECK(jobs.take_top().name == "put out the fire");
    CHECK(jobs.top().name == "cook");

    using pair = std::pair<std::uint64_t, float>;
    cairn::quick_heap<pair, cairn::by<&pair::first>> pairs;
    for (std::uint64_t i = 0; i != 1000; ++i)
        pairs.emplace(i * 7919 % 1000, static_cast<float>(i));
    for (std::uint64_t i = 0; i != 1000; ++i) {
        const pair least = pairs.take_top();
        CHECK(least.first == i);
        CHECK(static_cast<std::uint64_t>(least.second) * 7919 % 1000 == i);
    }
}

TEST_CASE("quick_heap: elements that offer little", "[api]") {
    cairn::quick_heap<support::move_only> moved;
    for (int i = 0; i != 300; ++i)
        moved.push(support::move_only(i * 101 % 300));
    for (int i = 0; i != 300; ++i)
        CHECK(moved.take_top().value == i);

    const auto less = [](const auto& a, const auto& b) { return a.value < b.value; };
    cairn::quick_heap<support::immovable, decltype(less)> fixed;
    cairn::quick_heap<support::over_aligned, decltype(less)> aligned;
    for (int i = 0; i != 300; ++i) {
        fixed.emplace(i * 101 % 300);
        aligned.emplace(i * 101 % 300);
    }
    for (int i = 0; i != 300; ++i) {
        CHECK(fixed.top().value == i);
        CHECK(aligned.top().value == i);
        fixed.pop();
        aligned.pop();
    }
    const auto by_value = [](const auto& a, const auto& b) { return *a < *b; };
    cairn::quick_heap<std::unique_ptr<int>, decltype(by_value)> owners;
    for (int i = 0; i != 1000; ++i)
        owners.push(std::make_unique<int>(i * 101 % 1000));
    for (int i = 0; i != 500; ++i)
        CHECK(*owners.take_top() == i);
}
