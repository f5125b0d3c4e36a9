// SPDX-License-Identifier: BSL-1.0
// search_index: what keeps its place, and what hardened builds trap.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

TEST_CASE("search_index: keys stay where they are", "[validity]") {
    cairn::search_index<int> numbers{3, 1, 2};
    const int* const first = numbers.begin();
    cairn::search_index<int> moved(std::move(numbers));
    CHECK(moved.begin() == first);
    swap(moved, numbers);
    CHECK(numbers.begin() == first);
    CHECK(numbers.lower_bound(*first) == 0);
    cairn::search_index<std::string> words{"b", "a"};
    const std::string& word = words[1];
    cairn::search_index<std::string> target{"x"};
    target = std::move(words);
    CHECK(&target[1] == &word);
    CHECK(target.find(word) == 1u);
    CHECK(words.empty());
    CHECK(words.lower_bound("a") == 0);
    words = {"c"};
    CHECK(words.contains("c"));
    auto& same = target;
    target = same;
    target = std::move(same);
    CHECK(target.size() == 2);
}

#if CAIRN_TESTS_CAN_TRAP

TEST_CASE("search_index: hardened builds trap broken preconditions", "[validity][death]") {
    const cairn::search_index<int> index{1, 2, 3};
    const cairn::search_index<int> none;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    using text = std::vector<std::string>;
    std::vector<std::size_t> two(2);
    CHECK(support::traps([&] { (void)index[3]; }));
    CHECK(support::traps([&] { (void)none.front(); }));
    CHECK(support::traps([&] { (void)none.back(); }));
    CHECK(support::traps([&] { index.lower_bound_batch(std::vector<int>{1}, two); }));
    CHECK(support::traps([] { cairn::search_index<int>(cairn::sorted_equivalent, {2, 1}); }));
    CHECK(
        support::traps([&] { cairn::search_index<double>(cairn::sorted_equivalent, {nan, 1.0}); }));
    CHECK(support::traps([] {
        cairn::search_index<std::string>(cairn::sorted_equivalent, cairn::from_range,
                                         text{"b", "a"});
    }));
    CHECK(!support::traps([&] { index.lower_bound_batch(std::vector<int>{1, 1}, two); }));
    CHECK(!support::traps(
        [&] { cairn::search_index<double>(cairn::sorted_equivalent, {1.0, nan}); }));
}

#endif
