// SPDX-License-Identifier: BSL-1.0
// heapq takes every kind of range, and gives back what it took from them.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <cstddef>
#include <forward_list>
#include <iterator>
#include <map>
#include <ranges>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/view/transform.hpp>

namespace {

template <class Range>
void selects() {
    Range range{5, 3, 9, 4, 3};
    CHECK(cairn::nsmallest(3, range) == std::vector{3, 3, 4});
    Range again{5, 3, 9, 4, 3};
    CHECK(cairn::nlargest(2, again, {}, [](int x) { return x % 5; }) == std::vector{9, 4});
}

/// The values of elements that only move.
std::vector<int> values(const std::vector<support::move_only>& elements) {
    std::vector<int> result;
    for (const support::move_only& each : elements)
        result.push_back(each.value);
    return result;
}

std::vector<support::move_only> movable(int n) {
    std::vector<support::move_only> made;
    for (int i = 0; i != n; ++i)
        made.emplace_back(i * 7 % n);
    return made;
}

} // namespace

TEST_CASE("heapq: selects from every kind of range", "[ranges]") {
    selects<support::input_range<int>>();
    selects<support::move_only_input_range<int>>();
    selects<support::sized_input_range<int>>();
    selects<support::forward_range<int>>();
    selects<support::bidirectional_range<int>>();
    selects<support::random_access_range<int>>();
    selects<support::contiguous_range<int>>();
    selects<support::sentinel_range<int>>();
    selects<support::sized_sentinel_range<int>>();
    selects<support::proxy_range<int>>();
}

TEST_CASE("heapq: selects from views", "[ranges]") {
    const auto squares =
        std::views::iota(-50, 50) | std::views::transform([](int i) { return i * i; });
    CHECK(cairn::nsmallest(4, squares) == std::vector{0, 1, 1, 4});
    const std::vector<int> numbers{4, 7, 1};
    CHECK(cairn::nlargest(2, numbers | std::views::reverse) == std::vector{7, 4});
    CHECK(cairn::nlargest(1, numbers | ranges::views::transform([](int i) { return -i; })) ==
          std::vector{-1});
    std::istringstream text("the cat and a hat and the rat");
    using words_of = std::istream_iterator<std::string>;
    CHECK(cairn::nlargest(2, words_of(text), words_of()) == std::vector<std::string>{"the", "the"});
    const std::map<std::string, int> counts{{"a", 2}, {"b", 5}, {"c", 5}, {"d", 1}};
    const auto top = cairn::nlargest(2, counts, {}, [](const auto& entry) { return entry.second; });
    CHECK(top[0].first == "b");
    CHECK(top[1].first == "c");
    std::vector<bool> bits{true, false, true};
    CHECK(cairn::nsmallest(2, bits) == std::vector<bool>{false, true});
}

TEST_CASE("heapq: rvalue ranges give their elements away", "[ranges]") {
    auto source = movable(3000);
    CHECK(values(cairn::nlargest(3, std::move(source))) == std::vector{2999, 2998, 2997});
    CHECK(values(cairn::nsmallest(3, movable(50))) == std::vector{0, 1, 2});
    auto kept = movable(100);
    CHECK(values(cairn::nsmallest(2, std::move_iterator(kept.begin()),
                                  std::move_iterator(kept.end()))) == std::vector{0, 1});
    const auto generate = [](int i) { return support::move_only(i * 37 % 1000); };
    CHECK(values(cairn::nlargest(2, support::generated_range(1000, generate))) ==
          std::vector{999, 998});
    CHECK(values(cairn::nlargest(5000, support::generated_range(1000, generate))).size() == 1000);
    CHECK(values(cairn::nsmallest(2, support::rvalue_range(movable(20)))) == std::vector{0, 1});
    // Lvalues, and views of them, keep theirs.
    std::vector<std::string> words(40, "a long word that no string object holds itself");
    (void)cairn::nlargest(10, words);
    (void)cairn::nlargest(10, std::ranges::subrange(words.begin(), words.end()));
    (void)cairn::nlargest(10, words | std::views::take(30));
    for (const std::string& word : words)
        REQUIRE_FALSE(word.empty());
}

TEST_CASE("heapq: elements that offer little", "[ranges]") {
    std::vector<support::only_less> few{{3}, {1}, {2}};
    CHECK(cairn::nsmallest(2, few)[1].value == 2);
    cairn::heapify(few);
    CHECK(cairn::heappop(few).value == 1);
    const std::vector<support::no_default> bare{3, 1, 2};
    CHECK(cairn::nlargest(2, bare)[0].value == 3);
    const std::vector<support::over_aligned> aligned{3, 1, 2};
    CHECK(cairn::nlargest(2, aligned)[1].value == 2);
    std::vector<support::greedy> greedy{3, 1, 2};
    cairn::heapify(greedy, [](const auto& a, const auto& b) { return a.value < b.value; });
    CHECK(cairn::heappop(greedy, [](const auto& a, const auto& b) {
              return a.value < b.value;
          }).value == 1);
    CHECK(support::misuses() == "");
}

TEST_CASE("heapq: heaps of elements that only move", "[ranges]") {
    auto heap = movable(500);
    cairn::heapify<4>(heap);
    cairn::heappush<4>(heap, support::move_only(-5));
    CHECK(cairn::heappop<4>(heap).value == -5);
    CHECK(cairn::heappushpop<4>(heap, support::move_only(1000)).value == 0);
    CHECK(cairn::heapreplace<4>(heap, support::move_only(1001)).value == 1);
    for (int i = 2; i != 500; ++i)
        REQUIRE(cairn::heappop<4>(heap).value == i);
    CHECK(values(heap) == std::vector{1000, 1001});
}
