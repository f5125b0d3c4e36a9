// SPDX-License-Identifier: BSL-1.0
// sorted_map and sorted_multimap as ranges, as sources and as targets: every kind of input, std's
// adaptors, and views of keys and values.

#include <cairn/sorted_map.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <ranges>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using entry = std::pair<const int, std::string>;
using loose = std::pair<int, std::string>;
using map = cairn::sorted_map<int, std::string>;
using multimap = cairn::sorted_multimap<int, std::string>;

const std::vector<loose> four{{3, "c"}, {1, "a"}, {3, "x"}, {2, "b"}};
const std::vector<entry> kept{{1, "a"}, {2, "b"}, {3, "c"}};
const std::vector<entry> all{{1, "a"}, {2, "b"}, {3, "c"}, {3, "x"}};

/// By construction, by insertion, and by update.
template <class Range>
void builds_maps() {
    using element = std::ranges::range_value_t<Range>;
    const std::vector<element> elements(four.begin(), four.end());
    {
        Range range(elements);
        CHECK(support::same_sequence(map(cairn::from_range, range), kept));
    }
    {
        Range range(elements);
        CHECK(support::same_sequence(multimap(cairn::from_range, range), all));
    }
    {
        Range range(elements);
        map m(range.begin(), range.end());
        CHECK(support::same_sequence(m, kept));
    }
    {
        Range range(elements);
        map m{{3, "old"}, {0, "zero"}};
        m.insert_range(range);
        CHECK(support::same_sequence(
            m, std::vector<entry>{{0, "zero"}, {1, "a"}, {2, "b"}, {3, "old"}}));
    }
    {
        Range range(elements);
        map m{{3, "old"}};
        m.update(range);
        CHECK(support::same_sequence(m, std::vector<entry>{{1, "a"}, {2, "b"}, {3, "x"}}));
    }
    {
        Range range(elements);
        multimap m{{3, "old"}};
        m.insert(range.begin(), range.end());
        CHECK(m.size() == 5);
        CHECK(m.find(3)->second == "old");
        CHECK(m.back().second == "x");
    }
    {
        Range range(std::vector<element>(all.begin(), all.end()));
        CHECK(support::same_sequence(multimap(cairn::sorted_equivalent, cairn::from_range, range),
                                     all));
    }
    {
        Range range(std::vector<element>(kept.begin(), kept.end()));
        map m{{0, "zero"}};
        m.insert_range(cairn::sorted_unique, range);
        CHECK(m.size() == 4);
    }
}

} // namespace

TEST_CASE("maps are built from every kind of range", "[ranges]") {
    builds_maps<support::input_range<loose>>();
    builds_maps<support::move_only_input_range<loose>>();
    builds_maps<support::sized_input_range<loose>>();
    builds_maps<support::forward_range<loose>>();
    builds_maps<support::bidirectional_range<entry>>();
    builds_maps<support::contiguous_range<loose>>();
    builds_maps<support::sentinel_range<entry>>();
    builds_maps<support::sized_sentinel_range<loose>>();
}

TEST_CASE("ranges whose reference only converts to an entry will do", "[ranges]") {
    support::proxy_range<entry> proxies(std::vector<entry>(four.begin(), four.end()));
    CHECK(support::same_sequence(map(cairn::from_range, proxies), kept));
    map m;
    m.insert_range(proxies);
    CHECK(support::same_sequence(m, kept));
    m.update(proxies);
    CHECK(m.at(3) == "x");
    // a pair of the C++23 library is constructible from tuples of two
    using tuples = std::vector<std::tuple<int, const char*, int>>;
    static_assert(!std::constructible_from<map, cairn::from_range_t, tuples>);
    m.insert_range(std::vector<std::pair<short, const char*>>{{short{9}, "nine"}});
    CHECK(m.back().second == "nine");
}

TEST_CASE("other containers and views are sources", "[ranges]") {
    const std::map<int, std::string> source(four.begin(), four.end());
    CHECK(support::same_sequence(map(cairn::from_range, source), source));
    CHECK(support::same_sequence(map(cairn::sorted_unique, cairn::from_range, source), source));
    const auto squares = std::views::iota(0, 100) |
                         std::views::transform([](int i) { return std::pair(99 - i, i * i); });
    const cairn::sorted_map<int, int> m(cairn::from_range, squares);
    CHECK(m.size() == 100);
    CHECK(m.front().second == 99 * 99);
    CHECK(std::ranges::is_sorted(m.keys()));
    map few(cairn::from_range, four | std::views::take(2));
    CHECK(few.size() == 2);
    std::istringstream text("the cat and the hat");
    cairn::sorted_multimap<std::size_t, std::string> by_length;
    by_length.insert_range(std::views::istream<std::string>(text) |
                           std::views::transform([](const std::string& word) {
                               return std::pair(word.size(), word);
                           }));
    CHECK(by_length.size() == 5);
    CHECK(by_length.front().second == "the");
}

TEST_CASE("pairs of references are taken without moving from them", "[ranges]") {
    int key = 1;
    std::string value = "a value that does not fit into the string itself";
    const std::string before = value;
    const auto refer = [&](int) { return std::pair<int&, std::string&>(key, value); };
    map m;
    m.update(std::views::iota(0, 1) | std::views::transform(refer));
    m.insert_range(std::views::iota(0, 1) | std::views::transform(refer));
    multimap n(cairn::from_range, std::views::iota(0, 3) | std::views::transform(refer));
    CHECK(value == before);
    CHECK(m.at(1) == before);
    CHECK(n.count(1) == 3);
    CHECK(n.back().second == before);
}

TEST_CASE("keys are converted before they are looked up", "[ranges]") {
    cairn::sorted_map<int, int> m{{1, 0}};
    m.update(std::vector<std::pair<double, int>>{{1.5, 5}});
    CHECK(m.size() == 1);
    CHECK(m.at(1) == 5);
    m.update(std::vector<std::pair<long long, int>>{{1LL, 6}});
    m.insert_range(std::vector<std::pair<double, int>>{{1.25, 7}, {2.75, 8}, {2.25, 9}});
    CHECK(m.size() == 2);
    CHECK(m.at(2) == 8);
    cairn::sorted_map<std::string, int> words{{"a", 1}};
    words.update(std::vector<std::pair<const char*, int>>{{"a", 2}, {"b", 3}});
    CHECK(words.size() == 2);
    CHECK(words.at("a") == 2);
}

TEST_CASE("rvalue ranges give their elements away", "[ranges]") {
    std::vector<std::pair<int, support::move_only>> pairs;
    for (int i = 0; i != 50; ++i)
        pairs.emplace_back(49 - i, i);
    cairn::sorted_map<int, support::move_only> m(std::move_iterator(pairs.begin()),
                                                 std::move_iterator(pairs.end()));
    CHECK(m.at(45).value == 4);
    CHECK(pairs[4].second.value == -1);
    const auto generate = [](int i) { return std::pair(i, support::move_only(i)); };
    m.insert_range(support::generated_range(60, generate));
    CHECK(m.size() == 60);
    CHECK(m.at(7).value == 42);
    CHECK(m.at(55).value == 55);
    m.update(support::generated_range(8, generate));
    CHECK(m.at(7).value == 7);
    cairn::sorted_multimap<std::string, std::string> n;
    std::vector<std::pair<std::string, std::string>> texts(
        20, {"a key that is long enough to be moved", "a value that is long enough to be moved"});
    n.insert_range(
        std::ranges::subrange(std::move_iterator(texts.begin()), std::move_iterator(texts.end())));
    CHECK(texts[5].first.empty());
    CHECK(n.count("a key that is long enough to be moved") == 20);
    // of a container itself only copies are taken
    const auto copy = n;
    n.insert_range(copy);
    CHECK(copy.size() == 20);
    CHECK(n.size() == 40);
}

TEST_CASE("std's adaptors and algorithms take them", "[ranges]") {
    map m(cairn::from_range, four);
    std::vector<int> odd;
    for (const auto& [key, value] :
         m | std::views::filter([](const auto& e) { return e.first % 2 == 1; }))
        odd.push_back(key);
    CHECK(odd == std::vector{1, 3});
    CHECK(std::ranges::find(m, "a", &entry::second)->first == 1);
    CHECK((m | std::views::reverse).front().first == 3);
    CHECK((m | std::views::drop(1))[0].first == 2);
    for (auto& [key, value] : m)
        value += "!";
    CHECK(m.at(2) == "b!");
    CHECK(std::ranges::equal(m | std::views::keys, std::vector{1, 2, 3}));
    CHECK(std::ranges::lower_bound(m, 2, {}, &entry::first) == m.find(2));
    CHECK(std::ranges::next(m.begin(), 5, m.end()) == m.end());
    const auto copied = m | ranges::views::transform([](const auto& e) { return e.second; }) |
                        ranges::to<std::vector>();
    CHECK(copied == std::vector<std::string>{"a!", "b!", "c!"});
}

TEST_CASE("keys and values are views in order", "[ranges]") {
    map m(cairn::from_range, four);
    CHECK(std::ranges::equal(m.keys(), std::vector{1, 2, 3}));
    CHECK(m.keys().size() == 3);
    CHECK(m.keys()[1] == 2);
    CHECK(m.keys().front() == 1);
    CHECK(m.values().back() == "c");
    CHECK(*std::ranges::prev(m.values().end()) == "c");
    for (std::string& value : m.values())
        value = "v";
    m.values()[2] = "w";
    CHECK(m.at(3) == "w");
    CHECK(std::ranges::count(std::as_const(m).values(), "v") == 2);
    CHECK(m.values().begin()->size() == 1);
    CHECK(m.values().begin().base() == m.begin());
    CHECK(m.keys().end() - m.keys().begin() == 3);
    m.erase(1);
    CHECK(std::ranges::equal(m.keys() | std::views::reverse, std::vector{3, 2}));
    CHECK(map().keys().empty());
    const std::vector<int> keys(m.keys().begin(), m.keys().end());
    CHECK(keys == std::vector{2, 3});

    cairn::sorted_multimap<int, int> n;
    for (int i = 0; i != 2000; ++i)
        n.emplace(i % 100, i);
    CHECK(std::ranges::is_sorted(n.keys()));
    CHECK(n.keys()[1999] == 99);
    CHECK(n.values()[20] == 1);
    CHECK(n.values().begin()[40] == 2);
    std::ranges::fill(n.values(), 7);
    CHECK(std::ranges::count(n.values(), 7) == 2000);
    CHECK(std::ranges::binary_search(n.keys(), 50));
    const auto fifty = std::ranges::equal_range(n.keys(), 50);
    CHECK(fifty.size() == 20);
}

TEST_CASE("slices and intervals are views", "[ranges]") {
    cairn::sorted_map<int, int> m;
    for (int i = 0; i != 500; ++i)
        m.emplace(i, i);
    auto part = m.slice(100, 400);
    CHECK(part.size() == 300);
    CHECK(part[0].first == 100);
    CHECK((part | std::views::reverse).front().first == 399);
    int sum = 0;
    for (const auto& [key, value] :
         m.irange(10, 20) | std::views::filter([](const auto& e) { return e.second % 2 == 0; }))
        sum += key;
    CHECK(sum == 90);
    for (auto& [key, value] : part)
        value = 0;
    CHECK(std::accumulate(m.values().begin(), m.values().end(), 0) == 49'900);
    const cairn::sorted_map<int, int> copy(part.begin(), part.end());
    CHECK(copy.size() == 300);
}
