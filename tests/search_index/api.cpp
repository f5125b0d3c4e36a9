// SPDX-License-Identifier: BSL-1.0
// search_index: every constructor and every member, on keys of every kind.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using numbers = cairn::search_index<int>;
using words = cairn::search_index<std::string>;

struct person {
    std::string name;
    int age = 0;
};

} // namespace

TEST_CASE("search_index: construction", "[api]") {
    CHECK(numbers().empty());
    const numbers list{30, 10, 20, 20};
    CHECK(list.size() == 4);
    CHECK(std::vector<int>(list.begin(), list.end()) == std::vector<int>{10, 20, 20, 30});
    const std::vector<int> given{3, 1, 2};
    CHECK(numbers(given.begin(), given.end()) == numbers{1, 2, 3});
    CHECK(numbers(cairn::from_range, given) == numbers{1, 2, 3});
    CHECK(numbers(cairn::sorted_equivalent, {1, 2, 2}) == numbers{2, 1, 2});
    CHECK(numbers(cairn::sorted_equivalent, cairn::from_range, std::list{1, 4}) == numbers{4, 1});
    const cairn::search_index<int, std::greater<>> down(given.begin(), given.end());
    CHECK(down.front() == 3);
    CHECK(down.lower_bound(2) == 1);
    numbers assigned;
    assigned = {5, 4};
    CHECK(assigned == numbers{4, 5});
    numbers moved(std::move(assigned));
    CHECK(moved.size() == 2);
    CHECK(assigned.empty());
    CHECK(assigned.lower_bound(1) == 0);
    assigned = moved;
    CHECK(assigned == moved);
    swap(assigned, moved);
    moved = std::move(assigned);
    CHECK(moved == numbers{4, 5});
    CHECK(moved.lower_bound(5) == 1);
}

TEST_CASE("search_index: deduction", "[api]") {
    const std::vector<std::string> given{"b", "a"};
    const cairn::search_index a(given.begin(), given.end());
    const cairn::search_index b(cairn::from_range, given, std::greater<>());
    const cairn::search_index c{3, 1};
    const cairn::search_index d(cairn::sorted_equivalent, {1, 3});
    static_assert(std::is_same_v<decltype(a), const words>);
    static_assert(
        std::is_same_v<decltype(b), const cairn::search_index<std::string, std::greater<>>>);
    static_assert(std::is_same_v<decltype(c), const numbers>);
    CHECK(a.front() == b.back());
    CHECK(c == d);
}

TEST_CASE("search_index: positions", "[api]") {
    const numbers index{30, 10, 20, 20};
    CHECK(index.lower_bound(20) == 1);
    CHECK(index.upper_bound(20) == 3);
    CHECK(index.equal_range(20) == std::pair<std::size_t, std::size_t>(1, 3));
    CHECK(index.equal_range(25) == std::pair<std::size_t, std::size_t>(3, 3));
    CHECK(index.find(20) == std::optional<std::size_t>(1));
    CHECK(index.find(25) == std::nullopt);
    CHECK(index.contains(30));
    CHECK(!index.contains(31));
    CHECK(index.count(20) == 2);
    CHECK(index[3] == 30);
    CHECK(index.at(0) == 10);
    CHECK_THROWS_AS(index.at(4), std::out_of_range);
    CHECK(index.back() == 30);
    CHECK(*index.rbegin() == 30);
    CHECK(*(index.crend() - 1) == 10);
    CHECK(index.data() + 4 == index.cend());
    CHECK(index.max_size() > 1000);
    CHECK(index.key_comp()(1, 2));
}

TEST_CASE("search_index: of nothing, of one, of equal keys", "[api]") {
    const numbers none;
    CHECK(none.lower_bound(0) == 0);
    CHECK(none.upper_bound((std::numeric_limits<int>::max)()) == 0);
    CHECK(none.memory_bytes() == 0);
    CHECK(none.begin() == none.end());
    const words no_words;
    CHECK(no_words.lower_bound("") == 0);
    CHECK(no_words.find("x") == std::nullopt);
    std::vector<std::size_t> positions(1, 9);
    no_words.lower_bound_batch(std::vector<std::string>{"x"}, positions);
    CHECK(positions[0] == 0);
    const cairn::search_index<std::pair<int, int>> no_pairs;
    CHECK(no_pairs.equal_range({1, 2}) == std::pair<std::size_t, std::size_t>(0, 0));
    const numbers one{7};
    CHECK(one.lower_bound(7) == 0);
    CHECK(one.lower_bound(8) == 1);
    const std::vector<std::uint64_t> same(1000, 5);
    const cairn::search_index<std::uint64_t> equal(same.begin(), same.end());
    CHECK(equal.equal_range(5) == std::pair<std::size_t, std::size_t>(0, 1000));
    const std::vector<std::string> copies(100, "the same text");
    const words alike(copies.begin(), copies.end());
    CHECK(alike.count("the same text") == 100);
    CHECK(alike.lower_bound("the same texu") == 100);
    CHECK(alike.upper_bound("the same") == 0);
}

TEST_CASE("search_index: NaNs are after all numbers", "[api]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const cairn::search_index<double> up{nan, 1, infinity, -infinity, nan, 0.0, -0.0};
    CHECK(up.lower_bound(nan) == 5);
    CHECK(up.upper_bound(nan) == 7);
    CHECK(up.contains(nan));
    CHECK(up.upper_bound(infinity) == 5);
    CHECK(up.equal_range(0.0) == std::pair<std::size_t, std::size_t>(1, 3));
    CHECK(up.equal_range(-0.0) == std::pair<std::size_t, std::size_t>(1, 3));
    const cairn::search_index<double, std::greater<>> down{nan, 1, infinity, -infinity, nan};
    CHECK(down.front() == infinity);
    CHECK(down.lower_bound(nan) == 3);
    CHECK(down.upper_bound(-infinity) == 3);
    CHECK(down.count(nan) == 2);
    const cairn::search_index<float> none{1, 2};
    const float quiet = std::numeric_limits<float>::quiet_NaN();
    CHECK(none.lower_bound(quiet) == 2);
    CHECK(none.upper_bound(quiet) == 2);
    CHECK(!none.contains(quiet));
    std::vector<std::size_t> positions(2);
    up.lower_bound_batch(std::vector<double>{nan, 1}, positions);
    CHECK(positions == std::vector<std::size_t>{5, 3});
}

TEST_CASE("search_index: arguments of other types", "[api]") {
    const words index{"pear", "apple", "fig"};
    CHECK(index.lower_bound("banana") == 1);
    CHECK(index.contains(std::string_view("fig")));
    CHECK(index.equal_range(std::string_view("pear")) == std::pair<std::size_t, std::size_t>(2, 3));
    const std::array<std::string_view, 2> queries{"fig", "zebra"};
    std::array<std::uint16_t, 2> positions{};
    index.lower_bound_batch(queries, positions);
    CHECK(positions == std::array<std::uint16_t, 2>{1, 3});

    const cairn::search_index<std::uint32_t> numbers_32{1u, 4000000000u};
    CHECK(numbers_32.lower_bound(5) == 1);
    CHECK(numbers_32.lower_bound(5000000000u) == 2); // wider: compared as it is
    CHECK(numbers_32.lower_bound(0.5) == 0);
    CHECK(numbers_32.upper_bound(1.5) == 1);

    const cairn::search_index<std::string_view> views{std::string_view("b"), std::string_view("a")};
    CHECK(views.lower_bound("b") == 1);

    using by_age = cairn::by<&person::age>;
    const cairn::search_index<person, by_age> people{{"Ann", 40}, {"Bob", 20}, {"Cy", 40}};
    CHECK(people[0].name == "Bob");
    CHECK(people.equal_range(40) == std::pair<std::size_t, std::size_t>(1, 3));
    CHECK(people[1].name == "Ann"); // equivalent keys in order of arrival
    CHECK(people.upper_bound(39) == 1);
    using by_name = cairn::by<&person::name>;
    const cairn::search_index<person, by_name> named{{"Cyrus the Great", 1}, {"Bob", 2}};
    CHECK(named.find("Cyrus the Great") == std::optional<std::size_t>(1));
}

TEST_CASE("search_index: batches by what the processor can do", "[api]") {
    const auto agrees = [](const auto& index, const auto& queries) {
        std::vector<std::size_t> plain(queries.size()), dispatched(queries.size());
        index.lower_bound_batch(queries, plain);
        index.lower_bound_batch(cairn::runtime_dispatch, queries, dispatched);
        return plain == dispatched;
    };
    std::vector<std::uint64_t> wide;
    std::vector<double> real;
    std::vector<std::string> texts;
    std::vector<std::pair<int, int>> pairs;
    for (std::uint64_t i = 0; i != 6000; ++i) {
        wide.push_back(i * 0x9e3779b97f4a7c15u);
        real.push_back(static_cast<double>(wide.back()) - 0x1p63);
        texts.push_back(std::to_string(wide.back()));
        pairs.emplace_back(static_cast<int>(i % 77), static_cast<int>(i % 5));
    }
    real[7] = real[9] = std::numeric_limits<double>::quiet_NaN();
    CHECK(agrees(cairn::search_index<std::uint64_t>(wide.begin(), wide.end()), wide));
    CHECK(agrees(cairn::search_index<double>(real.begin(), real.end()), real));
    CHECK(agrees(words(texts.begin(), texts.end()), texts));
    CHECK(agrees(cairn::search_index(pairs.begin(), pairs.end()), pairs));
    CHECK(agrees(cairn::search_index<std::uint8_t>{1, 7}, std::vector<std::uint8_t>{0, 7, 9}));
    CHECK(agrees(numbers{}, std::vector<int>{3}));
}

TEST_CASE("search_index: comparison", "[api]") {
    CHECK(numbers{1, 2} == numbers{2, 1});
    CHECK(numbers{1, 2} != numbers{1});
    CHECK(numbers{1, 2} < numbers{1, 3});
    CHECK(std::is_lt(numbers{1} <=> numbers{1, 2}));
    CHECK(std::is_eq(words{"a"} <=> words{"a"}));
}

TEST_CASE("search_index: memory", "[api]") {
    std::vector<std::uint32_t> small_keys(100'000);
    for (std::size_t i = 0; i != small_keys.size(); ++i)
        small_keys[i] = static_cast<std::uint32_t>(i);
    const cairn::search_index<std::uint32_t> a(cairn::sorted_equivalent, small_keys.begin(),
                                               small_keys.end());
    CHECK(static_cast<double>(a.memory_bytes()) < 1.07 * 4 * 100'000);
    const cairn::search_index<double> b(small_keys.begin(), small_keys.end());
    CHECK(static_cast<double>(b.memory_bytes()) < 1.07 * 8 * 100'000);
    const words strings{"a", "b"};
    CHECK(strings.memory_bytes() >= 2 * (sizeof(std::string) + 8));
}

TEST_CASE("search_index: keys that cannot be copied, assigned or made of nothing", "[api]") {
    std::vector<support::move_only> given;
    for (const int i : {3, 1, 2})
        given.emplace_back(i);
    const cairn::search_index<support::move_only> index(std::move_iterator(given.begin()),
                                                        std::move_iterator(given.end()));
    CHECK(index.lower_bound(support::move_only(2)) == 1);
    const cairn::search_index<support::no_default> other{support::no_default(2),
                                                         support::no_default(1)};
    CHECK(other.contains(support::no_default(1)));
    const cairn::search_index<support::over_aligned> aligned{support::over_aligned(2),
                                                             support::over_aligned(1)};
    CHECK(aligned.lower_bound(support::over_aligned(2)) == 1);
    const cairn::search_index<bool> flags{true, false, true};
    CHECK(flags.lower_bound(true) == 1);
    CHECK(flags.upper_bound(true) == 3);
}
