// SPDX-License-Identifier: BSL-1.0
// What stays where it is: elements that are not moved about, arguments that are elements of the heap, and
// bounds between buckets, which are compared only as long as their elements live.

#include <cairn/quick_heap.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

TEST_CASE("quick_heap: elements are neither copied nor moved by being inside", "[validity]") {
    using element = support::counted<>;
    element::reset();
    {
        cairn::quick_heap<element> h;
        for (int i = 0; i != 3000; ++i)
            h.emplace(i * 7919 % 3001);
        for (int i = 0; i != 1500; ++i)
            h.pop();
        cairn::quick_heap<element> moved(std::move(h));
        h = std::move(moved);
        CHECK(element::counts().copies == 0);
        CHECK(element::counts().moves == 0);
        CHECK(element::counts().live == 1500);
        (void)h.take_top();
        CHECK(element::counts().copies == 0);
    }
    CHECK(element::counts().live == 0);
    CHECK(support::take_misuses().empty());
}

TEST_CASE("quick_heap: top() stays where it is while nothing changes", "[validity]") {
    const cairn::quick_heap<std::uint64_t> numbers{5, 3};
    CHECK(&numbers.top() == &numbers.top());
    const cairn::quick_heap<std::string> texts{"b", "a"};
    CHECK(&texts.top() == &texts.top());
}

TEST_CASE("quick_heap: arguments may be elements", "[validity]") {
    cairn::quick_heap<std::string> h;
    for (int i = 0; i != 400; ++i)
        h.push("a text that needs memory of its own " + std::to_string(i));
    const std::string least = h.top();
    for (int i = 0; i != 100; ++i)
        h.push(h.top());
    h.replace_top(h.top());
    for (int i = 0; i != 101; ++i) {
        CHECK(h.top() == least);
        h.pop();
    }
    CHECK(h.top() != least);
}

// The elements die as soon as they are taken out; a bound that outlived its element would be read here.
TEST_CASE("quick_heap: nothing is compared after its end", "[validity]") {
    const auto by_target = [](const int* a, const int* b) { return *a < *b; };
    support::generator random(support::seed(6));
    for (const int range : {3, 50, 100'000}) {
        cairn::quick_heap<int*, decltype(by_target)> h(by_target);
        int last = -1;
        for (int i = 0; i != 20'000; ++i) {
            const int ahead = random.below(range);
            h.push(std::make_unique<int>((last < 0 ? 0 : last) + ahead).release());
            if (i % 8 < 3) {
                const std::unique_ptr<int> taken(h.take_top());
                CHECK(*taken >= 0);
                last = *taken;
            }
        }
        while (!h.empty()) {
            const std::unique_ptr<int> taken(h.take_top());
            last = *taken;
        }
    }
}

TEST_CASE("quick_heap: several threads may look at one heap", "[validity]") {
    cairn::quick_heap<double> h;
    for (int i = 0; i != 1000; ++i)
        h.push(1000.0 - i);
    h.pop();
    h.push(1.5);
    const auto& shown = h;
    std::vector<std::thread> readers;
    std::vector<double> seen(4);
    for (double& each : seen)
        readers.emplace_back([&shown, &each] {
            const cairn::quick_heap<double> copy(shown);
            each = shown.top() + copy.top();
        });
    for (std::thread& each : readers)
        each.join();
    for (const double each : seen)
        CHECK(each == 3.0);
}
