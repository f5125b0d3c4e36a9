// SPDX-License-Identifier: BSL-1.0
// dict and ordered_set as ranges, as sources and as targets: every kind of input, std's adaptors, and
// views of keys and values.

#include <cairn/dict.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <ranges>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using entry = std::pair<const int, std::string>;
using dict = cairn::dict<int, std::string>;
using set = cairn::ordered_set<int>;

const std::vector<std::pair<int, std::string>> four{{3, "c"}, {1, "a"}, {3, "x"}, {2, "b"}};
const std::vector<entry> kept{{3, "c"}, {1, "a"}, {2, "b"}};

template <class Range>
void builds_dict(Range range) {
    const dict d(cairn::from_range, range);
    CHECK(support::same_sequence(d, kept));
}
template <class Range>
void builds_set() {
    Range range{5, 3, 5, 4};
    const set s(cairn::from_range, range);
    CHECK(support::same_sequence(s, std::vector{5, 3, 4}));
    Range again{9, 3};
    set t{3};
    t.insert_range(again);
    CHECK(support::same_sequence(t, std::vector{3, 9}));
}

} // namespace

TEST_CASE("sets are built from every kind of range", "[ranges]") {
    builds_set<support::input_range<int>>();
    builds_set<support::move_only_input_range<int>>();
    builds_set<support::sized_input_range<int>>();
    builds_set<support::forward_range<int>>();
    builds_set<support::sized_forward_range<int>>();
    builds_set<support::bidirectional_range<int>>();
    builds_set<support::random_access_range<int>>();
    builds_set<support::contiguous_range<int>>();
    builds_set<support::sentinel_range<int>>();
    builds_set<support::sized_sentinel_range<int>>();
    builds_set<support::proxy_range<int>>();
}

TEST_CASE("dicts are built from every kind of range", "[ranges]") {
    const auto entries = [] { return std::vector<entry>(four.begin(), four.end()); };
    builds_dict(four);
    builds_dict(entries());
    builds_dict(std::views::all(four));
    support::input_range<std::pair<int, std::string>> once(four);
    CHECK(support::same_sequence(dict(cairn::from_range, once), kept));
    support::move_only_input_range<std::pair<int, std::string>> minimal(four);
    CHECK(support::same_sequence(dict(cairn::from_range, minimal), kept));
    support::sentinel_range<std::pair<int, std::string>> ended(four);
    CHECK(support::same_sequence(dict(ended.begin(), ended.end()), kept));
    support::input_range<std::pair<int, std::string>> pair(four);
    CHECK(support::same_sequence(dict(pair.begin(), pair.end()), kept));
}

TEST_CASE("ranges whose reference only converts to an entry will do", "[ranges]") {
    support::proxy_range<entry> proxies(std::vector<entry>(four.begin(), four.end()));
    CHECK(support::same_sequence(dict(cairn::from_range, proxies), kept));
    dict d;
    d.insert_range(proxies);
    CHECK(support::same_sequence(d, kept));
    d.update(proxies);
    CHECK(d.at(3) == "x");
}

TEST_CASE("update lets the last value win and keeps the place", "[ranges]") {
    dict d{{2, "old"}};
    d.update(four);
    CHECK(support::same_sequence(d, std::vector<entry>{{2, "b"}, {3, "x"}, {1, "a"}}));
    d.update({{1, "list"}, {9, "new"}});
    CHECK(d.at(1) == "list");
    CHECK(d.back().first == 9);
    d.update(std::map<int, std::string>{{0, "from a map"}});
    CHECK(d.back().second == "from a map");
    d.update(d);
    CHECK(d.size() == 5);
}

TEST_CASE("update takes pairs of references without moving from them", "[ranges]") {
    int key = 1;
    std::string value = "a value that does not fit into the string itself";
    const std::string before = value;
    const auto refer = [&](int) { return std::pair<int&, std::string&>(key, value); };
    dict d;
    d.update(std::views::iota(0, 1) | std::views::transform(refer));
    d.insert_range(std::views::iota(0, 1) | std::views::transform(refer));
    CHECK(value == before);
    CHECK(d.at(1) == before);
}

TEST_CASE("update converts keys before it looks them up", "[ranges]") {
    cairn::dict<int, int> d{{1, 0}};
    d.update(std::vector<std::pair<double, int>>{{1.5, 5}});
    CHECK(d.size() == 1);
    CHECK(d.at(1) == 5);
    d.update(std::vector<std::pair<long long, int>>{{1LL, 6}});
    CHECK(d.size() == 1);
    cairn::dict<std::string, int> words{{"a", 1}};
    words.update(std::vector<std::pair<const char*, int>>{{"a", 2}, {"b", 3}});
    CHECK(words.size() == 2);
    CHECK(words.at("a") == 2);
}

TEST_CASE("rvalue ranges give their elements away", "[ranges]") {
    std::vector<support::move_only> source;
    for (int i = 0; i != 5; ++i)
        source.emplace_back(i);
    const cairn::ordered_set<support::move_only> s(std::move_iterator(source.begin()),
                                                   std::move_iterator(source.end()));
    CHECK(s.size() == 5);
    CHECK(source[3].value == -1);

    std::vector<std::pair<int, support::move_only>> pairs;
    for (int i = 0; i != 5; ++i)
        pairs.emplace_back(i, i);
    cairn::dict<int, support::move_only> d;
    d.update(
        std::ranges::subrange(std::move_iterator(pairs.begin()), std::move_iterator(pairs.end())));
    CHECK(d.at(4).value == 4);
    CHECK(pairs[4].second.value == -1);
    const auto generate = [](int i) { return std::pair(i, support::move_only(i)); };
    d.insert_range(support::generated_range(8, generate));
    CHECK(d.size() == 8);
    CHECK(d.at(7).value == 7);
}

TEST_CASE("streams are ranges too", "[ranges]") {
    std::istringstream text("the cat and the hat");
    using words_of = std::istream_iterator<std::string>;
    const cairn::ordered_set<std::string> words(words_of{text}, words_of{});
    CHECK(support::same_sequence(words, std::vector<std::string>{"the", "cat", "and", "hat"}));
}

TEST_CASE("std's adaptors and algorithms take them", "[ranges]") {
    dict d(cairn::from_range, four);
    std::vector<int> odd;
    for (const auto& [key, value] :
         d | std::views::filter([](const auto& e) { return e.first % 2 == 1; }))
        odd.push_back(key);
    CHECK(odd == std::vector{3, 1});
    CHECK(std::ranges::find(d, "a", &entry::second)->first == 1);
    auto backwards = d | std::views::reverse;
    CHECK(backwards.front().first == 2);
    for (auto& [key, value] : d)
        value += "!";
    CHECK(d.at(2) == "b!");
    CHECK(std::ranges::equal(d | std::views::keys, std::vector{3, 1, 2}));
    const auto copied = d | ranges::views::transform([](const auto& e) { return e.second; }) |
                        ranges::to<std::vector>();
    CHECK(copied == std::vector<std::string>{"c!", "a!", "b!"});
}

TEST_CASE("keys and values are views in order", "[ranges]") {
    dict d(cairn::from_range, four);
    CHECK(std::ranges::equal(d.keys(), std::vector{3, 1, 2}));
    CHECK(d.keys().size() == 3);
    CHECK(*std::ranges::prev(d.values().end()) == "b");
    for (std::string& value : d.values())
        value = "v";
    CHECK(std::ranges::count(std::as_const(d).values(), "v") == 3);
    CHECK(d.values().begin()->size() == 1);
    d.erase(1);
    CHECK(std::ranges::equal(d.keys(), std::vector{3, 2}));
    CHECK(std::ranges::equal(d.keys() | std::views::reverse, std::vector{2, 3}));
    CHECK(dict().keys().empty());
    const std::vector<int> keys(d.keys().begin(), d.keys().end());
    CHECK(keys == std::vector{3, 2});
}
