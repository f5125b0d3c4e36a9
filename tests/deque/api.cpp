// SPDX-License-Identifier: BSL-1.0
// Every member of deque and bounded_deque once, with its corner cases, and what hardened builds trap.

#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/elements.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using cairn::bounded_deque;
using cairn::deque;

template <class Deque>
bool holds(const Deque& d, std::initializer_list<typename Deque::value_type> expected) {
    return support::same_sequence(d, expected);
}

/// 0, 1 ... n - 1, around the end of the block.
deque<int> around(int n) {
    deque<int> d;
    d.reserve(static_cast<std::size_t>(n));
    while (d.size() != d.capacity())
        d.push_back(-1);
    d.pop_front_n(d.empty() ? 0 : d.size() - 1); // the last slot is the first to be used
    d.clear();
    for (int i = n / 2; i != n; ++i)
        d.push_back(i);
    for (int i = n / 2; i-- != 0;)
        d.push_front(i);
    return d;
}

// -- construction and assignment -----------------------------------------------------------------------

TEST_CASE("deque: construction") {
    CHECK(deque<int>().empty());
    CHECK(deque<int>().capacity() == 0);
    CHECK(holds(deque<int>(3), {0, 0, 0}));
    CHECK(holds(deque<int>(2, 7), {7, 7}));
    CHECK(holds(deque<int>{2, 7}, {2, 7}));
    const std::vector<int> source{1, 2, 3};
    CHECK(holds(deque<int>(source.begin(), source.end()), {1, 2, 3}));
    CHECK(holds(deque<long>(cairn::from_range, source), {1, 2, 3}));
    CHECK(deque<std::string>(0).empty());
    const deque<int> d = around(9);
    const deque<int> copy(d);
    CHECK(copy == d);
    CHECK(copy.segments()[1].empty());
    CHECK_THROWS_AS(deque<int>(static_cast<std::size_t>(-1)), std::length_error);
    CHECK_THROWS_AS(deque<int>(deque<int>().max_size() + 1, 0), std::length_error);
}

TEST_CASE("deque: assignment") {
    deque<std::string> d{"a", "b", "c"};
    d = {"x"};
    CHECK(holds(d, {"x"}));
    d.assign(2, d.front());
    CHECK(holds(d, {"x", "x"}));
    const std::vector<const char*> words{"p", "q", "r", "s"};
    d.assign(words.begin(), words.end());
    CHECK(holds(d, {"p", "q", "r", "s"}));
    d.assign_range(std::vector<std::string>{"t"});
    CHECK(holds(d, {"t"}));
    d.assign({"u", "v", "w"});
    d.assign(d.begin() + 1, d.end());
    CHECK(holds(d, {"v", "w"}));
    deque<std::string> e;
    e = d;
    CHECK(e == d);
    e = std::move(d);
    CHECK(d.empty()); // NOLINT(bugprone-use-after-move): valid and empty, as documented
    CHECK(holds(e, {"v", "w"}));
    auto& self = e;
    e = self;
    CHECK(holds(e, {"v", "w"}));
    e = std::move(self);
    CHECK(holds(e, {"v", "w"}));
    swap(d, e);
    CHECK(holds(d, {"v", "w"}));
    CHECK(e.empty());
    d.push_back("y");
    e.push_front("z");
    CHECK(d.size() == 3);
}

TEST_CASE("bounded_deque: construction and assignment") {
    const std::vector<int> source{1, 2, 3, 4};
    CHECK(holds(bounded_deque<int>(3, source.begin(), source.end()), {2, 3, 4}));
    CHECK(holds(bounded_deque<int>(3, cairn::from_range, source), {2, 3, 4}));
    CHECK(holds(bounded_deque<int>(9, {1, 2}), {1, 2}));
    CHECK(bounded_deque<int>(5).capacity() == 0);
    CHECK(bounded_deque<int>(5).maxlen() == 5);
    CHECK(bounded_deque<int>(5).max_size() == 5);
    CHECK(bounded_deque<int>().maxlen() == 0);
    CHECK_THROWS_AS(bounded_deque<int>(static_cast<std::size_t>(-1)), std::length_error);
    CHECK_THROWS_AS(bounded_deque<int>(std::numeric_limits<std::size_t>::max() / sizeof(int)),
                    std::length_error);

    bounded_deque<int> d(3, {1, 2, 3});
    bounded_deque<int> e(5, {4, 5, 6, 7, 8});
    d = e; // the bound comes along
    CHECK(d.maxlen() == 5);
    CHECK(d == e);
    d.assign({1, 2, 3, 4, 5, 6, 7});
    CHECK(holds(d, {3, 4, 5, 6, 7}));
    d.assign(9, 1);
    CHECK(holds(d, {1, 1, 1, 1, 1}));
    d = {1, 2, 3, 4, 5, 6};
    CHECK(holds(d, {2, 3, 4, 5, 6}));
    const bounded_deque<int> moved(std::move(d));
    CHECK(d.empty()); // NOLINT(bugprone-use-after-move): valid, empty and as bounded as before
    CHECK(d.maxlen() == 5);
    CHECK(d.capacity() == 0);
    d.append_range(std::vector<int>{1, 2, 3, 4, 5, 6});
    CHECK(holds(d, {2, 3, 4, 5, 6}));
    bounded_deque<int> f(2, {9});
    swap(d, f);
    CHECK(d.maxlen() == 2);
    CHECK(holds(d, {9}));
    CHECK(f.maxlen() == 5);
}

// -- size and memory -----------------------------------------------------------------------------------

TEST_CASE("deque: capacity") {
    deque<int> d;
    d.reserve(100);
    CHECK(d.capacity() == 128);
    d.reserve(10);
    CHECK(d.capacity() == 128);
    d.assign({1, 2, 3});
    d.shrink_to_fit();
    CHECK(d.capacity() == 4);
    d.clear();
    CHECK(d.capacity() == 4);
    d.shrink_to_fit();
    CHECK(d.capacity() == 0);
    d.push_back(1);
    CHECK(holds(d, {1}));
    CHECK_THROWS_AS(d.reserve(d.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(d.resize(d.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(d.repeat(std::numeric_limits<std::ptrdiff_t>::max()), std::length_error);
    CHECK(holds(d, {1}));
}

TEST_CASE("deque: resize") {
    deque<std::string> d{"a"};
    d.resize(3);
    CHECK(holds(d, {"a", "", ""}));
    d.resize(5, d.front());
    CHECK(holds(d, {"a", "", "", "a", "a"}));
    d.resize(1);
    CHECK(holds(d, {"a"}));
    deque<std::uint8_t> bytes{1, 2};
    bytes.resize_for_overwrite(1000);
    CHECK(bytes.size() == 1000);
    std::ranges::fill(bytes, std::uint8_t{7});
    CHECK(std::ranges::count(bytes, 7) == 1000);
    bytes.resize_for_overwrite(1);
    CHECK(holds(bytes, {7}));
}

TEST_CASE("bounded_deque: capacity") {
    bounded_deque<int> d(10);
    d.reserve(0);
    CHECK(d.capacity() == 0);
    d.reserve(1);
    CHECK(d.capacity() == 10);
    CHECK_THROWS_AS(d.reserve(11), std::length_error);
    CHECK_THROWS_AS(d.resize(11), std::length_error);
    d.resize(10, 3);
    CHECK(d.full());
    CHECK_THROWS_AS(d.insert(d.begin(), 1), std::length_error);
    CHECK_THROWS_AS(d.emplace(d.end(), 1), std::length_error);
    CHECK_THROWS_AS(d.insert(d.begin() + 4, 2, 1), std::length_error);
    d.pop_front();
    const std::vector<int> two{1, 2};
    CHECK_THROWS_AS(d.insert_range(d.begin() + 4, two), std::length_error);
    CHECK_THROWS_AS(d.insert(d.begin(), d.begin(), d.end()), std::length_error);
    CHECK(d.size() == 9);
    CHECK(std::ranges::count(d, 3) == 9);
}

// -- access and look-up --------------------------------------------------------------------------------

TEST_CASE("deque: access") {
    deque<int> d = around(5);
    const auto& c = d;
    CHECK(c[0] == 0);
    CHECK(c.at(4) == 4);
    CHECK(&c.front() == &d[0]);
    CHECK(&c.back() == &d[4]);
    CHECK_THROWS_AS(d.at(5), std::out_of_range);
    CHECK_THROWS_AS(c.at(static_cast<std::size_t>(-1)), std::out_of_range);
    d.at(1) = 9;
    d.front() = 8;
    CHECK(holds(d, {8, 9, 2, 3, 4}));
    CHECK(*d.rbegin() == 4);
    CHECK(*(c.crend() - 1) == 8);
    CHECK(c.cend() - c.cbegin() == 5);
    CHECK(2 + c.begin() == c.end() - 3);
    CHECK(d.begin()[3] == 3);
    CHECK(c.begin() < d.end());
}

TEST_CASE("deque: segments cover the contents in order") {
    for (int n : {0, 1, 2, 7, 8, 100}) {
        deque<int> d = around(n);
        std::vector<int> seen;
        for (const std::span<const int> run : std::as_const(d).segments())
            seen.insert(seen.end(), run.begin(), run.end());
        CHECK(support::same_sequence(d, seen));
        CHECK((n < 3 || !d.segments()[1].empty()));
        for (const std::span<int> run : d.segments())
            for (int& x : run)
                x = -x;
        const std::span<int> all = d.make_contiguous();
        CHECK(all.size() == seen.size());
        CHECK(std::ranges::equal(all, seen, std::equal_to<>(), std::negate<>()));
        CHECK(d.segments()[1].empty());
    }
}

TEST_CASE("deque: look-up as in Python") {
    const deque<int> d{5, 6, 7, 5, 6};
    CHECK(d.contains(7));
    CHECK_FALSE(d.contains(8));
    CHECK(d.index_of(5) == 0u);
    CHECK(d.index_of(5, 1) == 3u);
    CHECK(d.index_of(5, -2) == 3u);
    CHECK(d.index_of(5, -100) == 0u);
    CHECK(d.index_of(6, 2, 4) == std::nullopt);
    CHECK(d.index_of(6, 2, 100) == 4u);
    CHECK(d.index_of(6, 2, -1) == std::nullopt);
    CHECK(d.index_of(6, 4, 2) == std::nullopt);
    CHECK(d.index_of(6, 100) == std::nullopt);
    const auto lowest = std::numeric_limits<std::ptrdiff_t>::min();
    CHECK(d.index_of(5, lowest, lowest) == std::nullopt);
    CHECK(deque<int>().index_of(1, -1, 1) == std::nullopt);
    const deque<std::string> words{"ham", "spam"};
    CHECK(words.contains("spam")); // no string is made for it
    CHECK(words.index_of(std::string("spam")) == 1u);
}

// -- modifiers -----------------------------------------------------------------------------------------

TEST_CASE("deque: ends") {
    deque<std::unique_ptr<int>> d;
    d.push_back(std::make_unique<int>(2));
    d.emplace_front(new int(1));
    CHECK(*d.emplace_back(new int(3)) == 3);
    CHECK(*d.take_front() == 1);
    CHECK(*d.take_back() == 3);
    CHECK(d.size() == 1);
    d.pop_back_n(1);
    CHECK(d.empty());
    deque<int> e = around(10);
    e.pop_front_n(3);
    e.pop_back_n(0);
    e.pop_back_n(4);
    CHECK(holds(e, {3, 4, 5}));
    e.append_range(std::vector<short>{1, 2});
    e.prepend_range(std::vector<short>{8, 9});
    CHECK(holds(e, {8, 9, 3, 4, 5, 1, 2}));
}

TEST_CASE("deque: insert and erase return positions") {
    deque<int> d = around(6);
    CHECK(*d.insert(d.begin() + 2, 70) == 70);
    CHECK(*d.emplace(d.end(), 71) == 71);
    const auto none = d.insert(d.begin() + 1, 0, 5);
    CHECK(none - d.begin() == 1);
    const auto three = d.insert(d.begin() + 1, 3, 5);
    CHECK(three - d.begin() == 1);
    const auto list = d.insert(d.end() - 1, {1, 2});
    CHECK(*list == 1);
    CHECK(holds(d, {0, 5, 5, 5, 1, 70, 2, 3, 4, 5, 1, 2, 71}));
    const auto next = d.erase(d.begin() + 1, d.begin() + 4);
    CHECK(*next == 1);
    const auto nothing = d.erase(d.begin() + 2, d.begin() + 2);
    CHECK(*nothing == 70);
    const auto end = d.erase(d.end() - 1);
    CHECK(end == d.end());
    CHECK(holds(d, {0, 1, 70, 2, 3, 4, 5, 1, 2}));
    CHECK(d.remove(1));
    CHECK_FALSE(d.remove(1000));
    CHECK(holds(d, {0, 70, 2, 3, 4, 5, 1, 2}));
    CHECK(erase(d, 2) == 2);
    CHECK(erase_if(d, [](int x) { return x > 4; }) == 2);
    CHECK(holds(d, {0, 3, 4, 1}));
    d.swap_remove_back(0);
    CHECK(holds(d, {1, 3, 4}));
    d.swap_remove_front(2);
    CHECK(holds(d, {3, 1}));
    d.swap_remove_back(1);
    d.swap_remove_front(0);
    CHECK(d.empty());
}

TEST_CASE("deque: rotate and repeat") {
    for (const int n : {0, 1, 2, 7, 8, 9, 64}) {
        for (const std::ptrdiff_t k : {0, 1, -1, 3, -3, 8, 100, -100}) {
            deque<int> d = around(n);
            std::vector<int> model(d.begin(), d.end());
            d.rotate(k);
            if (n != 0) std::rotate(model.begin(), model.end() - (k % n + n) % n, model.end());
            CHECK(support::same_sequence(d, model));
        }
    }
    deque<int> d{1, 2};
    d.rotate(std::numeric_limits<std::ptrdiff_t>::min());
    CHECK(holds(d, {1, 2}));
    d.repeat(1);
    CHECK(holds(d, {1, 2}));
    d.repeat(3);
    CHECK(holds(d, {1, 2, 1, 2, 1, 2}));
    d.repeat(-1);
    CHECK(d.empty());
    d.repeat(1000);
    CHECK(d.empty());
}

TEST_CASE("bounded_deque: Python's corner cases") {
    bounded_deque<int> d(3, {1, 2});
    d.repeat(3);
    CHECK(holds(d, {2, 1, 2}));
    d.push_back(5);
    CHECK(holds(d, {1, 2, 5}));
    d.push_front(6);
    CHECK(holds(d, {6, 1, 2}));
    d.append_range(d);
    CHECK(holds(d, {6, 1, 2}));
    d.pop_back();
    d.append_range(d);
    CHECK(holds(d, {1, 6, 1}));
    d.assign({1, 2});
    d.prepend_range(d);
    CHECK(holds(d, {1, 2, 1}));
    const int& added = d.emplace_back(7);
    CHECK(&added == &d.back());
    d.push_back(d.front());
    CHECK(holds(d, {1, 7, 2}));
    CHECK(bounded_deque<int>(2, {1, 2}) == bounded_deque<int>(9, {1, 2}));
    CHECK(std::hash<bounded_deque<int>>{}(bounded_deque<int>(2, {1, 2})) ==
          std::hash<bounded_deque<int>>{}(bounded_deque<int>(9, {1, 2})));

    bounded_deque<int> none(0, {1, 2, 3});
    none.push_back(1);
    none.push_front(1);
    none.append_range(std::vector<int>{1, 2});
    none.prepend_range(std::vector<int>{1, 2});
    none.rotate(1);
    none.repeat(2);
    CHECK(none.empty());
    CHECK(none.full());
    CHECK(none.capacity() == 0);
}

TEST_CASE("bounded_deque: a push of an element that is moved out of it") {
    const std::string text(50, 'x');
    bounded_deque<std::string> d(3, {text + "0", text + "1", text + "2"});
    d.push_back(std::move(d.front()));
    CHECK(holds(d, {text + "1", text + "2", text + "0"}));
    d.push_front(std::move(d.back()));
    CHECK(holds(d, {text + "0", text + "1", text + "2"}));
    d.push_back(d[1]);
    CHECK(holds(d, {text + "1", text + "2", text + "1"}));
}

TEST_CASE("bounded_deque takes elements that cannot move") {
    bounded_deque<support::immovable> d(2);
    d.emplace_back(1);
    d.emplace_back(2);
    d.emplace_back(3);
    CHECK(d[0].value == 2);
    d.emplace_front(4);
    CHECK(d[0].value == 4);
    CHECK(d[1].value == 2);
    d.pop_front();
    CHECK(d.front().value == 2);
    d.clear();
}

// -- elements that are unusual -------------------------------------------------------------------------

TEST_CASE("deque: elements that overload what nobody overloads") {
    deque<support::greedy> d{1, 2, 3};
    for (int i = 0; i != 20; ++i) {
        d.push_back(i);
        d.emplace_front(i);
    }
    d.insert(d.begin() + 7, support::greedy(5));
    d.insert(d.begin() + 9, 3, support::greedy(6));
    d.insert(d.begin() + 3, d.begin(), d.begin() + 2);
    d.erase(d.begin() + 1, d.begin() + 4);
    d.rotate(5);
    d.make_contiguous();
    d.repeat(2);
    CHECK(d.contains(support::greedy(6)));
    CHECK(d.remove(support::greedy(6)));
    d.shrink_to_fit();
    const deque<support::greedy> copy(d);
    CHECK(copy == d);
    bounded_deque<support::greedy> b(3, {1, 2, 3, 4});
    b.push_back(support::greedy(5));
    CHECK(b.front() == support::greedy(3));
}

TEST_CASE("deque: only what is used is asked of the elements") {
    deque<support::no_default> d;
    d.push_back(1);
    d.insert(d.begin(), 2);
    CHECK(d[0].value == 2);
    deque<support::only_less> a{{1}, {2}};
    const deque<support::only_less> b{{1}, {3}};
    CHECK(a < b);
    CHECK((a <=> b) == std::weak_ordering::less);
    const deque<double> nan{std::numeric_limits<double>::quiet_NaN()};
    CHECK((nan <=> nan) == std::partial_ordering::unordered);
    CHECK_FALSE(nan == nan);
    deque<support::aggregate> people;
    people.emplace_back(support::aggregate{1, "Ada"});
    CHECK(people.front().name == "Ada");
    deque<bool> flags(3, true);
    flags[1] = false;
    bool& flag = flags[1];
    flag = true;
    CHECK(std::ranges::count(flags, true) == 3);
}

TEST_CASE("deque: comparison is lexicographic wherever the elements lie") {
    const deque<int> a = around(9);
    deque<int> b(a);
    CHECK(a == b);
    CHECK(std::hash<deque<int>>{}(a) == std::hash<deque<int>>{}(b));
    b.back() = 100;
    CHECK(a < b);
    b = a;
    b.pop_back();
    CHECK(b < a);
    CHECK(a >= b);
    CHECK(deque<int>() < b);
    CHECK(std::hash<deque<int>>{}(a) != std::hash<deque<int>>{}(b));
    CHECK(std::hash<deque<int>>{}({1, 2}) != std::hash<deque<int>>{}({2, 1}));
}

// -- misuse --------------------------------------------------------------------------------------------

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("deque: a broken precondition is trapped") {
    deque<int> d{1, 2, 3};
    deque<int> empty;
    const deque<int> other{1, 2, 3};
    CHECK(support::traps([&] { (void)d[3]; }));
    CHECK(support::traps([&] { (void)empty.front(); }));
    CHECK(support::traps([&] { (void)empty.back(); }));
    CHECK(support::traps([&] { empty.pop_back(); }));
    CHECK(support::traps([&] { empty.pop_front(); }));
    CHECK(support::traps([&] { (void)empty.take_front(); }));
    CHECK(support::traps([&] { d.pop_back_n(4); }));
    CHECK(support::traps([&] { d.pop_front_n(4); }));
    CHECK(support::traps([&] { d.erase(d.end()); }));
    CHECK(support::traps([&] { d.erase(d.begin() + 2, d.begin() + 1); }));
    CHECK(support::traps([&] { d.insert(d.begin() + 4, 1); }));
    CHECK(support::traps([&] { d.insert(other.begin(), 1); }));
    CHECK(support::traps([&] { d.swap_remove_back(3); }));
    CHECK(support::traps([&] { d.swap_remove_front(3); }));
    const auto stale = d.begin();
    d.reserve(1000);
    CHECK(support::traps([&] { d.erase(stale); }));
    bounded_deque<int> none(0);
    CHECK(support::traps([&] { none.emplace_back(1); }));
    CHECK_FALSE(support::traps([&] { none.push_back(1); }));
    CHECK_FALSE(support::traps([&] { empty.clear(); }));
}
#endif

} // namespace
