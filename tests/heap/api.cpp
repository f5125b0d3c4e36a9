// SPDX-License-Identifier: BSL-1.0
// Each member of heap, as the reference describes it.

#include <cairn/heap.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace std::string_literals;

namespace {

using heap = cairn::heap<int>;

/// The elements in order; the heap is left alone.
template <class Heap>
auto sorted(Heap h) {
    return h.drain_sorted();
}

struct task {
    int priority = 0;
    std::string name;
};
using by_priority = cairn::by<&task::priority>;

} // namespace

// -- construction --------------------------------------------------------------------------------------

TEST_CASE("heap: constructors", "[api]") {
    const heap empty;
    CHECK(empty.empty());
    CHECK(empty.size() == 0);
    const heap from_list{3, 1, 2, 1};
    CHECK(from_list.top() == 1);
    const std::vector expected{1, 1, 2, 3};
    CHECK(sorted(from_list) == expected);
    const std::vector<int> v{3, 1, 1, 2};
    CHECK(sorted(heap(v.begin(), v.end())) == expected);
    CHECK(sorted(heap(cairn::from_range, v)) == expected);
    CHECK(sorted(heap(std::less<>(), v)) == expected);
    CHECK(heap(std::less<>()).empty());

    const std::allocator<int> memory;
    const std::less<> less;
    CHECK(heap(memory).empty());
    CHECK(heap(less, memory).empty());
    CHECK(sorted(heap(less, v, memory)) == expected);
    CHECK(sorted(heap(less, std::vector<int>(v), memory)) == expected);
    CHECK(sorted(heap(v.begin(), v.end(), less, memory)) == expected);
    CHECK(sorted(heap(v.begin(), v.end(), memory)) == expected);
    CHECK(sorted(heap(cairn::from_range, v, less, memory)) == expected);
    CHECK(sorted(heap(cairn::from_range, v, memory)) == expected);
    CHECK(sorted(heap({3, 1, 1, 2}, less, memory)) == expected);
    CHECK(sorted(heap({3, 1, 1, 2}, memory)) == expected);
    CHECK(sorted(heap(from_list, memory)) == expected);
    CHECK(sorted(heap(heap(from_list), memory)) == expected);
}

TEST_CASE("heap: deduction", "[api]") {
    const std::vector<int> v{2, 1};
    CHECK(cairn::heap{2, 1}.top() == 1);
    CHECK(cairn::heap({2, 1}, std::greater<>()).top() == 2);
    CHECK(cairn::heap(v.begin(), v.end()).top() == 1);
    CHECK(cairn::heap(v.begin(), v.end(), std::greater<>()).top() == 2);
    CHECK(cairn::heap(v.begin(), v.end(), std::allocator<int>()).top() == 1);
    CHECK(cairn::heap(v.begin(), v.end(), std::greater<>(), std::allocator<int>()).top() == 2);
    CHECK(cairn::heap(cairn::from_range, v).top() == 1);
    CHECK(cairn::heap(cairn::from_range, v, std::greater<>()).top() == 2);
    CHECK(cairn::heap(cairn::from_range, v, std::allocator<int>()).top() == 1);
    CHECK(cairn::heap(cairn::from_range, v, std::greater<>(), std::allocator<int>()).top() == 2);
    const cairn::heap over_deque(std::greater<>(), std::deque<int>{1, 2});
    CHECK(over_deque.top() == 2);
}

TEST_CASE("heap: copies, moves and swaps", "[api]") {
    heap a{3, 1, 2};
    heap b(a);
    CHECK(sorted(b) == std::vector{1, 2, 3});
    heap c(std::move(a));
    CHECK(a.empty());
    CHECK(c.size() == 3);
    b = heap{9};
    CHECK(b.top() == 9);
    b = c;
    CHECK(sorted(b) == std::vector{1, 2, 3});
    b = std::move(c);
    CHECK(c.empty());
    CHECK(b.size() == 3);
    heap& self = b;
    b = self;
    b = std::move(self);
    CHECK(b.size() == 3);
    heap d{7};
    swap(b, d);
    CHECK(b.top() == 7);
    d.swap(d);
    CHECK(sorted(d) == std::vector{1, 2, 3});
}

TEST_CASE("heap: comparators with state are kept, copied and swapped", "[api]") {
    const auto modulo = [](int m) { return [m](int a, int b) { return a % m < b % m; }; };
    using compare = decltype(modulo(1));
    static_assert(!std::is_copy_assignable_v<compare>);
    cairn::heap<int, compare> a({17, 26, 31}, modulo(10)), b({17, 26, 31}, modulo(4));
    CHECK(a.top() == 31);
    CHECK(b.top() == 17);
    CHECK(b.value_comp()(4, 5));
    swap(a, b);
    CHECK(a.top() == 17);
    CHECK(b.top() == 31);
    b = a;
    b.push(8);
    CHECK(b.top() == 8);
    cairn::heap<int, compare> larger({40, 5, 16, 27, 38, 49}, modulo(100));
    cairn::heap<int, compare> smaller({12}, modulo(10));
    smaller.merge(larger);
    CHECK(smaller.drain_sorted().front() == 40);
    b = cairn::heap<int, compare>({12, 21}, modulo(10));
    CHECK(b.top() == 21);
}

// -- in and out ----------------------------------------------------------------------------------------

TEST_CASE("heap: push, top and pop", "[api]") {
    heap h;
    for (const int x : {5, 2, 8, 2, 9, 1})
        h.push(x);
    CHECK(h.top() == 1);
    h.pop();
    CHECK(h.top() == 2);
    CHECK(h.take_top() == 2);
    CHECK(h.take_top() == 2);
    CHECK(h.try_pop() == 5);
    CHECK(h.size() == 2);
    h.emplace(3);
    CHECK(sorted(h) == std::vector{3, 8, 9});
    h.clear();
    CHECK(!h.try_pop());
}

TEST_CASE("heap: the greatest first", "[api]") {
    cairn::heap<int, std::greater<>> h{2, 5, 3};
    CHECK(h.take_top() == 5);
    CHECK(h.take_top() == 3);
}

TEST_CASE("heap: in one step", "[api]") {
    heap h{4, 2, 6};
    CHECK(h.replace_top(5) == 2);
    CHECK(h.replace_top(1) == 4); // the smallest now, and what is returned is after it
    CHECK(h.push_pop(0) == 0);
    CHECK(h.push_pop(1) == 1);
    CHECK(h.push_pop(9) == 1);
    CHECK(sorted(h) == std::vector{5, 6, 9});
    heap none;
    CHECK(none.push_pop(3) == 3);
    CHECK(none.empty());
}

TEST_CASE("heap: what only moves", "[api]") {
    cairn::heap<support::move_only> h;
    h.push(support::move_only(2));
    h.emplace(1);
    h.emplace(3);
    CHECK(h.replace_top(4).value == 1);
    CHECK(h.push_pop(5).value == 2);
    cairn::heap<support::move_only> other;
    other.emplace(0);
    h.merge(std::move(other));
    CHECK(h.take_top().value == 0);
    CHECK(h.try_pop()->value == 3);
    std::vector<support::move_only> rest = h.drain_sorted();
    CHECK(rest.size() == 2);
    CHECK(rest[1].value == 5);
}

TEST_CASE("heap: elements without much", "[api]") {
    cairn::heap<support::only_less> h;
    cairn::heap<support::over_aligned> aligned;
    cairn::heap<support::greedy> greedy;
    for (int i = 0; i != 50; ++i) {
        h.push(support::only_less{i * 7 % 50});
        aligned.emplace(i * 7 % 50);
        greedy.emplace(i * 7 % 50);
    }
    CHECK(h.take_top().value == 0);
    CHECK(aligned.take_top().value == 0);
    CHECK(greedy.take_top().value == 0);
    CHECK(greedy.replace_top(60).value == 1);
}

TEST_CASE("heap: a key function orders", "[api]") {
    cairn::heap<task, by_priority> tasks;
    tasks.emplace(task{2, "write"});
    tasks.push({1, "think"});
    CHECK(tasks.take_top().name == "think");
    const cairn::heap by_length({"ccc"s, "a"s, "bb"s},
                                cairn::by_key([](const std::string& s) { return s.size(); }));
    CHECK(by_length.top() == "a");
}

TEST_CASE("heap: pairs of numbers compare as std compares them", "[api]") {
    const auto agree = []<class A, class B>(const std::vector<A>& as, const std::vector<B>& bs) {
        using pair = std::pair<A, B>;
        const cairn::detail::heap_order<pair, std::less<>> less;
        const cairn::detail::heap_order<pair, std::greater<>> greater;
        for (const A a : as) {
            for (const B b : bs) {
                for (const A c : as) {
                    for (const B d : bs) {
                        CHECK(less(pair(a, b), pair(c, d)) == (pair(a, b) < pair(c, d)));
                        CHECK(greater(pair(a, b), pair(c, d)) == (pair(a, b) > pair(c, d)));
                    }
                }
            }
        }
    };
    const std::vector<std::int64_t> wide{INT64_MIN, -1, 0, 1, INT64_MAX};
    const std::vector<std::uint64_t> words{0, 1, UINT64_MAX};
    const std::vector<double> reals{-1.5, -0.0, 0.0, 2.0};
    agree(wide, words);
    agree(words, wide);
    agree(words, reals);
    agree(reals, wide);
    agree(std::vector<short>{-1, 0, 1}, std::vector<unsigned char>{0, 255});
}

// -- as a whole ----------------------------------------------------------------------------------------

TEST_CASE("heap: many at once", "[api]") {
    heap h{50};
    h.push_range(std::vector{3, 99, 7});
    CHECK(sorted(h) == std::vector{3, 7, 50, 99});
    h.push_range(std::vector<int>());
    CHECK(h.size() == 4);
    std::vector<int> expected{3, 7, 50, 99};
    for (int size = 1; size < 70; size += 3) { // across levels
        std::vector<int> more;
        for (int i = 0; i != size; ++i)
            more.push_back(i * 37 % 64 - 20);
        h.push_range(more);
        expected.insert(expected.end(), more.begin(), more.end());
    }
    std::sort(expected.begin(), expected.end());
    CHECK(sorted(h) == expected);
}

TEST_CASE("heap: merging", "[api]") {
    heap a{4, 2}, b{3, 1, 5};
    a.merge(b);
    CHECK(b.empty());
    CHECK(sorted(a) == std::vector{1, 2, 3, 4, 5});
    a.merge(a);
    CHECK(a.size() == 5);
    cairn::heap<int, std::greater<>, 3> opposite{9, 0};
    a.merge(std::move(opposite));
    CHECK(opposite.empty());
    CHECK(sorted(a) == std::vector{0, 1, 2, 3, 4, 5, 9});
    heap none;
    none.merge(a);
    CHECK(none.size() == 7);
    CHECK(a.empty());
}

TEST_CASE("heap: the container goes out", "[api]") {
    heap h{4, 1, 3, 2};
    const std::vector<int> raw = h.release();
    CHECK(h.empty());
    CHECK(raw.front() == 1);
    CHECK(raw.size() == 4);
    h = heap(std::less<>(), raw);
    CHECK(std::is_permutation(h.begin(), h.end(), raw.begin(), raw.end()));
    CHECK(h.data() == &*h.begin());
    CHECK(h.drain_sorted() == std::vector{1, 2, 3, 4});
    CHECK(h.empty());
    CHECK(h.drain_sorted().empty());
    h.push(5);
    CHECK(h.drain_sorted() == std::vector{5});
}

TEST_CASE("heap: erase_if", "[api]") {
    heap h;
    for (int i = 0; i != 40; ++i)
        h.push(i * 11 % 40);
    CHECK(erase_if(h, [](int i) { return i % 4 != 1; }) == 30);
    CHECK(sorted(h) == std::vector{1, 5, 9, 13, 17, 21, 25, 29, 33, 37});
    CHECK(erase_if(h, [](int) { return false; }) == 0);
    CHECK(erase_if(h, [](int) { return true; }) == 10);
    CHECK(h.empty());
}

TEST_CASE("heap: rebuilt after the order has changed", "[api]") {
    std::vector<int> weight{5, 1, 3};
    const auto lighter = [&weight](std::size_t a, std::size_t b) { return weight[a] < weight[b]; };
    cairn::heap<std::size_t, decltype(lighter)> h({0, 1, 2}, lighter);
    CHECK(h.top() == 1);
    weight = {0, 9, 8};
    h.rebuild();
    CHECK(h.take_top() == 0);
    CHECK(h.take_top() == 2);
}

TEST_CASE("heap: room", "[api]") {
    heap h;
    h.reserve(100);
    CHECK(h.capacity() >= 100);
    h.push(1);
    h.shrink_to_fit();
    CHECK(h.capacity() < 100);
    CHECK(h.max_size() >= 1000);
    cairn::heap<std::string, std::less<>, 2, std::deque<std::string>> d{"b", "a"};
    d.push("c");
    CHECK(d.take_top() == "a");
    CHECK(d.max_size() >= 1000);
}
