// SPDX-License-Identifier: BSL-1.0
// Every member of addressable_heap and indexed_heap, once and at its edges, and what breaks their
// preconditions.

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/elements.hpp"

#include <cstddef>
#include <cstdlib>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using heap = cairn::addressable_heap<int>;
using words = cairn::addressable_heap<std::string>;
using ids = cairn::indexed_heap<int>;

template <class Heap>
std::vector<typename Heap::value_type> drained(Heap h) {
    std::vector<typename Heap::value_type> all;
    while (!h.empty())
        all.push_back(h.take_top());
    return all;
}
using ints = std::vector<int>;

TEST_CASE("addressable_heap: an empty one") {
    heap h;
    CHECK(h.empty());
    CHECK(h.size() == 0);
    CHECK(h.capacity() == 0);
    CHECK(h.begin() == h.end());
    CHECK_FALSE(h.contains(heap::handle()));
    CHECK(h.get(heap::handle()) == nullptr);
    CHECK_THROWS_AS(h.at(heap::handle()), std::out_of_range);
    CHECK(h.try_pop() == std::nullopt);
    h.clear();
    CHECK(erase_if(h, [](int) { return true; }) == 0);
    h.check_invariants();
    CHECK(drained(heap(h)).empty());
}

TEST_CASE("addressable_heap: what is pushed comes out in order") {
    heap h;
    const auto five = h.push(5);
    const auto three = h.push(3);
    const auto eight = h.emplace(8);
    CHECK(h.top() == 3);
    CHECK(h.top_handle() == three);
    CHECK(h[five] == 5);
    CHECK(h.at(eight) == 8);
    CHECK(*h.get(three) == 3);
    CHECK(h.take_top() == 3);
    CHECK_FALSE(h.contains(three));
    h.pop();
    CHECK_FALSE(h.contains(five));
    CHECK(h.try_pop() == 8);
    CHECK(h.empty());
}

TEST_CASE("addressable_heap: constructors") {
    CHECK(drained(heap{3, 1, 2}) == ints{1, 2, 3});
    const ints source{4, 1, 3, 1};
    CHECK(drained(heap(source.begin(), source.end())) == ints{1, 1, 3, 4});
    CHECK(drained(heap(cairn::from_range, source)) == ints{1, 1, 3, 4});
    cairn::addressable_heap<int, std::greater<>> most(cairn::from_range, source);
    CHECK(drained(most) == ints{4, 3, 1, 1});
    CHECK(drained(cairn::addressable_heap{3, 1, 2}) == ints{1, 2, 3});
    CHECK(drained(cairn::addressable_heap(cairn::from_range, source, std::greater<>())) ==
          ints{4, 3, 1, 1});
    for (int n = 0; n != 40; ++n) {
        heap made;
        ints expected;
        ints reversed;
        for (int i = 0; i != n; ++i) {
            expected.push_back(i);
            reversed.push_back(n - 1 - i);
        }
        const heap built(cairn::from_range, reversed);
        built.check_invariants();
        REQUIRE(drained(built) == expected);
        made.push_range(reversed);
        REQUIRE(drained(made) == expected);
    }
}

TEST_CASE("addressable_heap: elements change their places") {
    heap h{50, 20, 30, 40};
    const auto x = h.push(60);
    h.decrease(x, 10);
    CHECK(h.top_handle() == x);
    h.decrease(x, 10); // not after: as well
    h.increase(x, 35);
    CHECK(h.top() == 20);
    CHECK(h[x] == 35);
    h.update(x, 45);
    h.update(x, 25);
    CHECK(h[x] == 25);
    CHECK(drained(h) == ints{20, 25, 30, 40, 50});
    CHECK(h.take(x) == 25);
    CHECK_FALSE(h.contains(x));
    CHECK(drained(h) == ints{20, 30, 40, 50});
    const auto y = h.push(1);
    h.erase(y);
    CHECK_FALSE(h.contains(y));
    CHECK(h.top() == 20);
    h.check_invariants();
}

TEST_CASE("addressable_heap: less is what the comparator says") {
    cairn::addressable_heap<int, std::greater<>> h;
    const auto x = h.push(5);
    h.push(7);
    h.decrease(x, 9); // towards the top, where the greatest is
    CHECK(h.top_handle() == x);
    h.increase(x, 2);
    CHECK(h.top() == 7);
}

TEST_CASE("addressable_heap: strings, equal beginnings and none") {
    words h;
    const auto a = h.push("a long text of which the first bytes are equal, b");
    const auto b = h.push("a long text of which the first bytes are equal, a");
    const auto none = h.push("");
    CHECK(h.top_handle() == none);
    h.pop();
    CHECK(h.top_handle() == b);
    h.update(b, h[a] + "!");
    CHECK(h.top_handle() == a);
    h.update(a, h[a]); // of itself
    CHECK(h.take_top() == "a long text of which the first bytes are equal, b");
    h.push(h.top());
    CHECK(h.size() == 2);
    const std::string copy = h.take_top();
    CHECK(copy == h.top());
}

struct task {
    int due;
    std::string name;
    std::optional<cairn::heap_handle<task>> after; // elements may hold handles of each other
};

TEST_CASE("addressable_heap: ordered by a member") {
    cairn::addressable_heap<task, cairn::by<&task::due>> h;
    const auto late = h.push({9, "late", {}});
    const auto soon = h.push({2, "soon", late});
    CHECK(h.top().name == "soon");
    CHECK(h[*h.top().after].name == "late");
    h.update(soon, task{10, "put off", late});
    CHECK(h.top_handle() == late);
    const auto by_name = cairn::by_key(&task::name);
    cairn::addressable_heap<task, decltype(by_name)> names(by_name);
    names.push({1, "b", {}});
    names.push({2, "a", {}});
    CHECK(names.top().due == 2);
    const auto last_digit = cairn::by_key([](int x) { return x % 10; }, std::greater<>());
    cairn::addressable_heap<int, std::remove_const_t<decltype(last_digit)>> digits(last_digit);
    for (const int x : {41, 19, 33, 27, 52, 60, 18, 75, 84, 96})
        digits.push(x);
    CHECK(drained(digits) == ints{19, 18, 27, 96, 75, 84, 33, 52, 41, 60});
    const auto big_digit = cairn::by_key([](const support::big& b) { return b.words[0] % 10; });
    cairn::addressable_heap<support::big, std::remove_const_t<decltype(big_digit)>> large(
        big_digit);
    large.emplace(17u);
    large.emplace(31u);
    CHECK(large.top().words[0] == 31);
}

TEST_CASE("addressable_heap: elements that can do little") {
    cairn::addressable_heap<support::immovable,
                            decltype([](const support::immovable& a, const support::immovable& b) {
                                return a.value < b.value;
                            })>
        still;
    const auto two = still.emplace(2);
    const support::immovable* const where = still.get(two);
    for (int i = 0; i != 100; ++i)
        still.emplace(i);
    CHECK(still.get(two) == where); // its cell
    still.update(two, -1);
    CHECK(still.top().value == -1);
    still.pop();
    cairn::addressable_heap<std::unique_ptr<int>,
                            decltype([](const auto& a, const auto& b) { return *a < *b; })>
        owners;
    owners.push(std::make_unique<int>(4));
    const auto three = owners.push(std::make_unique<int>(3));
    CHECK(*owners.top() == 3);
    CHECK(*owners.take(three) == 3);
    CHECK(*owners.take_top() == 4);
    cairn::addressable_heap<support::over_aligned> aligned;
    for (int i = 0; i != 50; ++i)
        aligned.emplace(50 - i);
    CHECK(aligned.top().value == 1);
    cairn::addressable_heap<support::greedy> greedy;
    greedy.emplace(2);
    greedy.emplace(1);
    CHECK(greedy.take_top().value == 1);
}

TEST_CASE("addressable_heap: comparators with a state, which cannot be assigned") {
    int calls = 0;
    const auto away_from = [&calls](int middle) {
        return [&calls, middle](int a, int b) {
            ++calls;
            return std::abs(a - middle) < std::abs(b - middle);
        };
    };
    using compare = decltype(away_from(0));
    cairn::addressable_heap<int, compare> near_ten(away_from(10)), near_zero(away_from(0));
    for (const int x : {1, 12, 7, 30}) {
        near_ten.push(x);
        near_zero.push(x);
    }
    CHECK(near_ten.top() == 12);
    CHECK(near_zero.top() == 1);
    swap(near_ten, near_zero);
    CHECK(near_zero.top() == 12);
    near_zero.push(10);
    CHECK(near_zero.top() == 10);
    near_ten = near_zero;
    CHECK(near_ten.take_top() == 10);
    CHECK(near_ten.top() == 12);
    near_ten = std::move(near_zero);
    CHECK(near_ten.take_top() == 10);
    CHECK(calls != 0);
}

TEST_CASE("addressable_heap: erase_if, clear, reserve") {
    heap h;
    std::vector<heap::handle> all;
    h.reserve(100);
    const auto capacity = h.capacity();
    CHECK(capacity >= 100);
    for (int i = 0; i != 100; ++i)
        all.push_back(h.push(i * 37 % 100));
    CHECK(h.capacity() == capacity);
    CHECK(erase_if(h, [](int x) { return x % 3 != 0; }) == 66);
    h.check_invariants();
    for (std::size_t i = 0; i != 100; ++i)
        REQUIRE(h.contains(all[i]) == (i * 37 % 100 % 3 == 0));
    h.clear();
    for (const auto of : all)
        REQUIRE_FALSE(h.contains(of));
    CHECK(h.capacity() == capacity);
    CHECK_THROWS_AS(h.reserve(h.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(h.reserve(std::numeric_limits<std::size_t>::max()), std::length_error);
    h.push(1);
    CHECK(h.size() == 1);
}

TEST_CASE("addressable_heap: handles are values") {
    heap h;
    const auto a = h.push(1), b = h.push(2);
    CHECK(a == a);
    CHECK(a != b);
    CHECK((a < b || b < a));
    CHECK(a.slot() != b.slot());
    std::unordered_map<heap::handle, int> beside{{a, 10}, {b, 20}};
    CHECK(beside.at(h.top_handle()) == 10);
    CHECK(heap::handle() == heap::handle());
    h.erase(a);
    const auto c = h.push(3); // takes the slot, not the handle
    CHECK(c.slot() == a.slot());
    CHECK(c != a);
    CHECK_FALSE(h.contains(a));
    CHECK(h.handle_of(h.begin()) == b);
}

// -- ids ---------------------------------------------------------------------------------------------

TEST_CASE("indexed_heap: ids and their priorities") {
    ids h;
    CHECK(h.empty());
    CHECK_FALSE(h.contains(0));
    CHECK_FALSE(h.contains(std::numeric_limits<std::size_t>::max()));
    h.push(7, 50);
    CHECK(h.push_or_update(3, 40));
    CHECK_FALSE(h.push_or_update(3, 60));
    CHECK(h.top_id() == 7);
    CHECK(h.push_or_decrease(5, 55));
    CHECK_FALSE(h.push_or_decrease(5, 55));
    CHECK(h.push_or_decrease(5, 45));
    CHECK(h.top().id == 5);
    CHECK(h.top().priority == 45);
    CHECK(h[3] == 60);
    CHECK(h.priority(7) == 50);
    CHECK(h.at(5) == 45);
    CHECK_THROWS_AS(h.at(6), std::out_of_range);
    CHECK_THROWS_AS(h.at(600), std::out_of_range);
    CHECK(*h.get(7) == 50);
    CHECK(h.get(6) == nullptr);
    h.decrease(3, 1);
    h.increase(3, 2);
    h.update(7, 3);
    h.check_invariants();
    const auto [id, priority] = h.take_top();
    CHECK(id == 3);
    CHECK(priority == 2);
    CHECK(h.take(5) == 45);
    CHECK(h.erase(7));
    CHECK_FALSE(h.erase(7));
    CHECK_FALSE(h.try_pop().has_value());
    h.push(7, 1);
    CHECK(h.try_pop()->id == 7);
    h.push_or_update(9, 1);
    h.pop();
    CHECK(h.empty());
}

TEST_CASE("indexed_heap: from a range, by size, and back to nothing") {
    ids h(cairn::from_range, std::vector<int>{30, 10, 20});
    CHECK(h.top_id() == 1);
    CHECK(h.size() == 3);
    const ids copy(h);
    h.clear();
    CHECK_FALSE(h.contains(1));
    CHECK(copy.contains(1));
    h = copy;
    CHECK(h.top_id() == 1);
    CHECK(erase_if(h, [](std::size_t id, int priority) { return id == 1 || priority == 30; }) == 2);
    CHECK(h.top_id() == 2);
    ids sized(1000);
    sized.reserve(10);
    sized.push(999, 1);
    CHECK(sized.top_id() == 999);
    CHECK_THROWS_AS(sized.reserve_ids(sized.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(sized.push(sized.max_size(), 1), std::length_error);
    swap(sized, h);
    CHECK(h.top_id() == 999);
    CHECK(cairn::indexed_heap(cairn::from_range, std::vector<double>{2.5, 1.5}).top().priority ==
          1.5);
}

// -- misuse ------------------------------------------------------------------------------------------

#if CAIRN_TESTS_CAN_TRAP
using support::traps;

TEST_CASE("addressable_heap: misuse traps") {
    heap h{1, 2, 3};
    heap other{1, 2, 3};
    const auto one = h.top_handle();
    const auto foreign = other.top_handle();
    CHECK_FALSE(h.contains(foreign));
    CHECK(h.contains(heap(h).top_handle())); // a copy's handles are its original's
    CHECK(traps([&] { h.erase(foreign); }));
    CHECK(traps([&] { h.update(foreign, 5); }));
    CHECK(traps([&] { static_cast<void>(h[foreign]); }));
    h.pop();
    CHECK(traps([&] { h.erase(one); }));
    CHECK(traps([&] { h.update(one, 1); }));
    CHECK(traps([&] { static_cast<void>(h[one]); }));
    CHECK(traps([&] { static_cast<void>(h.take(one)); }));
    CHECK(traps([&] { static_cast<void>(h[heap::handle()]); }));
    const auto two = h.top_handle();
    CHECK(traps([&] { h.decrease(two, 9); }));
    CHECK(traps([&] { h.increase(two, 0); }));
    h.clear();
    CHECK(traps([&] { h.pop(); }));
    CHECK(traps([&] { static_cast<void>(h.top()); }));
    CHECK(traps([&] { static_cast<void>(h.top_handle()); }));
    CHECK(traps([&] { static_cast<void>(h.take_top()); }));
}

TEST_CASE("indexed_heap: misuse traps") {
    ids h;
    h.push(1, 1);
    CHECK(traps([&] { h.push(1, 2); }));
    CHECK(traps([&] { h.update(0, 2); }));
    CHECK(traps([&] { h.update(100, 2); }));
    CHECK(traps([&] { h.decrease(1, 2); }));
    CHECK(traps([&] { h.increase(1, 0); }));
    CHECK(traps([&] { static_cast<void>(h.priority(2)); }));
    CHECK(traps([&] { static_cast<void>(h.take(2)); }));
    h.pop();
    CHECK(traps([&] { h.pop(); }));
    CHECK(traps([&] { static_cast<void>(h.top()); }));
}
#endif

} // namespace
