// SPDX-License-Identifier: BSL-1.0
// heapq: every function in every form it takes.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

struct task {
    int priority;
    std::string name;

    friend bool operator==(const task&, const task&) = default;
};

using ints = std::vector<int>;

} // namespace

TEST_CASE("heapq: a heap in a vector", "[api]") {
    ints heap{5, 1, 4};
    cairn::heapify(heap);
    CHECK(heap == ints{1, 5, 4});
    CHECK(cairn::is_heap(heap));
    cairn::heappush(heap, 2);
    CHECK(heap == ints{1, 2, 4, 5});
    CHECK(cairn::heappop(heap) == 1);
    CHECK(heap == ints{2, 5, 4});
    CHECK(cairn::heappushpop(heap, 3) == 2);
    CHECK(heap == ints{3, 5, 4});
    CHECK(cairn::heappushpop(heap, 3) == 3);
    CHECK(cairn::heappushpop(heap, 1) == 1);
    CHECK(cairn::heapreplace(heap, 1) == 3);
    CHECK(heap == ints{1, 5, 4});
    CHECK(cairn::heapreplace(heap, 9) == 1);
    CHECK(heap == ints{4, 5, 9});
    heap.clear();
    CHECK(cairn::heappushpop(heap, 7) == 7);
    CHECK(heap.empty());
    CHECK(cairn::is_heap(heap));
    cairn::heapify(heap);
    cairn::heappush(heap, 7);
    CHECK(cairn::heappop(heap) == 7);
}

TEST_CASE("heapq: iterators, and ranges of fixed size", "[api]") {
    int values[] = {3, 9, 2, 7};
    cairn::heapify(values);
    CHECK(values[0] == 2);
    CHECK(cairn::heapreplace(values, 8) == 2);
    CHECK(cairn::is_heap(std::begin(values), std::end(values)));
    CHECK(values[0] == 3);
    const auto popped = cairn::heappop(values, values + 4);
    CHECK(popped == values + 3);
    CHECK(*popped == 3);
    *popped = 1;
    cairn::heappush(values, values + 4);
    CHECK(values[0] == 1);
    CHECK(cairn::heappushpop(std::span<int>(values), 100) == 1);
    CHECK(cairn::is_heap(std::span<int>(values)));
    cairn::heapify(values, values);
    cairn::heappush(values, values);
    CHECK(cairn::is_heap(values, values));

    std::deque<int> other{4, 2, 6, 1};
    cairn::heapify(other.begin(), other.end());
    CHECK(cairn::heappop(other) == 1);
    cairn::heappush(other, 0);
    CHECK(other.front() == 0);
}

TEST_CASE("heapq: orders, keys and arities", "[api]") {
    ints heap{1, 5, 4, 9};
    cairn::heapify(heap, std::greater<>());
    CHECK(heap.front() == 9);
    CHECK(cairn::is_heap(heap, std::greater<>()));
    CHECK_FALSE(cairn::is_heap(heap));
    cairn::heappush(heap, 11, std::greater<>());
    CHECK(cairn::heappop(heap, std::greater<>()) == 11);
    CHECK(cairn::heapreplace(heap, 3, std::greater<>()) == 9);
    CHECK(cairn::heappushpop(heap, 0, std::greater<>()) == 5);

    std::vector<task> tasks;
    cairn::heappush(tasks, task{3, "read"}, {}, &task::priority);
    cairn::heappush(tasks, task{1, "eat"}, {}, &task::priority);
    cairn::heappush(tasks, task{2, "code"}, {}, &task::priority);
    CHECK(cairn::is_heap(tasks, {}, &task::priority));
    CHECK(cairn::heappop(tasks, {}, &task::priority) == task{1, "eat"});
    CHECK(cairn::heappushpop(tasks, task{0, "now"}, {}, &task::priority).name == "now");
    CHECK(cairn::heapreplace(tasks, task{9, "later"}, {}, &task::priority).name == "code");
    CHECK(tasks.front().name == "read");

    ints wide;
    for (int i = 0; i != 200; ++i)
        wide.push_back(i * 71 % 200);
    cairn::heapify<4>(wide);
    CHECK(cairn::is_heap<4>(wide));
    cairn::heappush<4>(wide, -1);
    CHECK(cairn::heapreplace<4>(wide, 500) == -1);
    CHECK(cairn::heappushpop<4>(wide, -5) == -5);
    for (int i = 0; i != 200; ++i)
        REQUIRE(cairn::heappop<4>(wide) == i);
    CHECK(wide == ints{500});
    cairn::heappush<8>(wide.begin(), wide.end());
    CHECK(*cairn::heappop<8>(wide.begin(), wide.end()) == 500);
}

TEST_CASE("heapq: elements of the heap as arguments", "[api]") {
    ints heap{2, 3, 4};
    cairn::heappush(heap, heap[0]);
    CHECK(heap.size() == 4);
    CHECK(cairn::heapreplace(heap, heap[3]) == 2);
    CHECK(cairn::heappushpop(heap, heap[3]) == 2);
    CHECK(cairn::is_heap(heap));
    heap.shrink_to_fit();
    cairn::heappush(heap, heap[1]); // into a full block
    CHECK(cairn::is_heap(heap));
}

TEST_CASE("heapq: the first n", "[api]") {
    const ints numbers{3, 1, 4, 1, 5, 9, 2, 6};
    CHECK(cairn::nsmallest(3, numbers) == ints{1, 1, 2});
    CHECK(cairn::nlargest(3, numbers) == ints{9, 6, 5});
    CHECK(cairn::nsmallest(0, numbers).empty());
    CHECK(cairn::nlargest(100, numbers) == ints{9, 6, 5, 4, 3, 2, 1, 1});
    CHECK(cairn::nlargest((std::numeric_limits<std::size_t>::max)(), numbers).size() == 8);
    CHECK(cairn::nsmallest(2, numbers, std::greater<>()) == ints{9, 6});
    CHECK(cairn::nlargest(2, numbers, std::greater<>()) == ints{1, 1});
    CHECK(cairn::nsmallest(2, numbers.begin() + 4, numbers.end()) == ints{2, 5});
    CHECK(cairn::nlargest(2, numbers.begin(), numbers.begin() + 3) == ints{4, 3});
    CHECK(cairn::nsmallest(5, ints()).empty());

    const std::vector<task> tasks{{2, "b"}, {1, "a"}, {2, "c"}, {1, "d"}, {2, "e"}};
    const auto least = cairn::nsmallest(3, tasks, {}, &task::priority);
    CHECK(least == std::vector<task>{{1, "a"}, {1, "d"}, {2, "b"}});
    const auto most = cairn::nlargest(4, tasks, {}, &task::priority);
    CHECK(most == std::vector<task>{{2, "b"}, {2, "c"}, {2, "e"}, {1, "a"}});
    const auto by_name = cairn::nlargest(
        1, tasks, [](const std::string& a, const std::string& b) { return a < b; }, &task::name);
    CHECK(by_name.front().name == "e");
    int calls = 0;
    const auto counting = [&calls](int a, int b) mutable {
        ++calls;
        return a < b;
    };
    CHECK(cairn::nsmallest(2, numbers, counting) == ints{1, 1});
    CHECK(calls > 0);
}

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("heapq: empty heaps are noticed", "[api]") {
    ints none;
    CHECK(support::traps([&] { cairn::heappop(none); }));
    CHECK(support::traps([&] { cairn::heapreplace(none, 1); }));
    CHECK(support::traps([&] { cairn::heappop(none.begin(), none.end()); }));
}
#endif
