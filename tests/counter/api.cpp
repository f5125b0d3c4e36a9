// SPDX-License-Identifier: BSL-1.0
// Every member of counter once, with the corner cases that CPython's documentation and tests name.

#include "support/catch.hpp"

#include <cairn/counter.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using items = std::vector<std::pair<std::string, std::int64_t>>;

/// The entries in order, copied.
items entries(const cairn::counter<std::string>& c) {
    items result;
    for (const auto& [key, count] : c)
        result.emplace_back(key, count);
    return result;
}

cairn::counter<std::string> letters(std::string_view text) {
    cairn::counter<std::string> c;
    for (std::size_t i = 0; i != text.size(); ++i)
        c.add(text.substr(i, 1));
    return c;
}

} // namespace

TEST_CASE("counter: an absent key counts 0 and is not inserted", "[counter][api]") {
    const auto c = letters("abracadabra");
    CHECK(c["a"] == 5);
    CHECK(c["z"] == 0);
    CHECK(!c.contains("z"));
    CHECK(c.find("z") == c.end());
    CHECK(c.size() == 5);
    CHECK(c.total() == 11);
    CHECK(!c.empty());
}

TEST_CASE("counter: keys come in order of first encounter", "[counter][api]") {
    auto c = letters("abracadabra");
    CHECK(entries(c) == items{{"a", 5}, {"b", 2}, {"r", 2}, {"c", 1}, {"d", 1}});
    CHECK(c.erase("b") == 1);
    CHECK(c.erase("b") == 0);
    c.add("b");
    CHECK(entries(c) == items{{"a", 5}, {"r", 2}, {"c", 1}, {"d", 1}, {"b", 1}});
}

TEST_CASE("counter: ranks, ties in order of first encounter", "[counter][api]") {
    const auto c = letters("abracadabra");
    CHECK(c.most_common(3) == items{{"a", 5}, {"b", 2}, {"r", 2}});
    CHECK(c.most_common() == items{{"a", 5}, {"b", 2}, {"r", 2}, {"c", 1}, {"d", 1}});
    CHECK(c.most_common(0).empty());
    CHECK(c.most_common(-1).empty());
    CHECK(c.most_common(100) == c.most_common());
    CHECK(c.least_common(2) == items{{"c", 1}, {"d", 1}});
}

TEST_CASE("counter: counts may be zero or negative", "[counter][api]") {
    cairn::counter<std::string> c{{"a", 4}, {"b", 2}, {"c", 0}, {"d", -2}};
    CHECK(c.total() == 4);
    std::vector<std::string> repeated;
    for (const auto key : c.elements())
        repeated.emplace_back(key);
    CHECK(repeated == std::vector<std::string>{"a", "a", "a", "a", "b", "b"});
    CHECK(entries(+c) == items{{"a", 4}, {"b", 2}});
    CHECK(entries(-c) == items{{"d", 2}});
    c.subtract(cairn::counter<std::string>{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}});
    CHECK(entries(c) == items{{"a", 3}, {"b", 0}, {"c", -3}, {"d", -6}});
    c.keep_positive();
    CHECK(entries(c) == items{{"a", 3}});
}

TEST_CASE("counter: multiset operators keep positive counts only", "[counter][api]") {
    const cairn::counter<std::string> c{{"a", 3}, {"b", 1}};
    const cairn::counter<std::string> d{{"a", 1}, {"b", 2}, {"e", -1}};
    CHECK(entries(c + d) == items{{"a", 4}, {"b", 3}});
    CHECK(entries(c - d) == items{{"a", 2}, {"e", 1}});
    CHECK(entries(c & d) == items{{"a", 1}, {"b", 1}});
    CHECK(entries(c | d) == items{{"a", 3}, {"b", 2}});
    auto e = c;
    e += e;
    CHECK(entries(e) == items{{"a", 6}, {"b", 2}});
    e -= e;
    CHECK(e.empty());
}

TEST_CASE("counter: compares as a multiset, where absent keys count 0", "[counter][api]") {
    using counts = cairn::counter<std::string>;
    CHECK(counts{{"a", 1}} == counts{{"a", 1}, {"b", 0}});
    CHECK(counts{{"a", 1}, {"b", 2}} == counts{{"b", 2}, {"a", 1}});
    CHECK(counts{{"a", -1}} < counts{});
    CHECK(counts{{"a", 1}} <= counts{{"a", 2}});
    CHECK(!(counts{{"a", 1}} >= counts{{"b", 1}}));
    CHECK((counts{{"a", 1}} <=> counts{{"b", 1}}) == std::partial_ordering::unordered);
}

TEST_CASE("counter: updates from keys, pairs and counters", "[counter][api]") {
    cairn::counter<std::string> c;
    c.update(std::vector<std::string_view>{"x", "y", "x"});
    c.update(std::map<std::string, int>{{"x", 10}, {"z", 5}});
    c.update(cairn::counter<std::string>{{"z", 1}});
    c.update({{"w", 7}});
    CHECK(entries(c) == items{{"x", 12}, {"y", 1}, {"z", 6}, {"w", 7}});
    c.update(c);
    CHECK(c["x"] == 24);
    c.subtract(std::vector<std::string>{"x", "new"});
    CHECK(c["x"] == 23);
    CHECK(c["new"] == -1);
}

TEST_CASE("counter: shards merge, and are empty afterwards", "[counter][api]") {
    auto a = letters("spam"), b = letters("ham");
    a.merge(std::move(b));
    CHECK(a.total() == 7);
    CHECK(a["a"] == 2);
    CHECK(b.empty()); // NOLINT(bugprone-use-after-move): documented
    a.merge(a);
    CHECK(a.total() == 7);
}

TEST_CASE("counter: takes keys out", "[counter][api]") {
    auto c = letters("aab");
    CHECK(c.pop("a") == std::optional<std::int64_t>(2));
    CHECK(c.pop("a") == std::nullopt);
    CHECK(c.popitem() == std::pair<std::string, std::int64_t>("b", 1));
    CHECK(c.empty());
    c = letters("abc");
    CHECK(erase_if(c, [](const auto& item) { return item.first == "b"; }) == 1);
    CHECK(entries(c) == items{{"a", 1}, {"c", 1}});
    c.clear();
    CHECK(c.empty());
    CHECK(c.total() == 0);
}

TEST_CASE("counter: long keys, empty keys and keys with zeros are keys like others",
          "[counter][api]") {
    cairn::counter<std::string> c;
    const std::string with_zero("a\0b", 3), fifteen(15, 'x'), sixteen(16, 'x'), large(1000, 'y');
    for (const auto& key : {std::string(), with_zero, std::string("a"), fifteen, sixteen, large}) {
        c.add(key);
        c.add(std::string_view(key), 2);
    }
    CHECK(c.size() == 6);
    for (const auto& [key, count] : c)
        CHECK(count == 3);
    CHECK(c[with_zero] == 3);
    CHECK(c[large] == 3);
    CHECK(c.begin()->first.empty());
    const auto copy = c;
    c.clear();
    CHECK(copy[sixteen] == 3);
}

TEST_CASE("counter: at_or_insert refers to the count", "[counter][api]") {
    cairn::counter<int> c;
    ++c.at_or_insert(7);
    c.at_or_insert(7) += 2;
    CHECK(c[7] == 3);
    CHECK(c.add(7, 4) == 7);
    CHECK(c.at_or_insert(8) == 0);
    CHECK(c.contains(8));
}

TEST_CASE("counter: integer counts wrap around, floating ones do not", "[counter][api]") {
    cairn::counter<int, std::uint8_t> bytes_wide;
    bytes_wide.add(1, 255);
    CHECK(bytes_wide.add(1) == 0);
    cairn::counter<int> wide;
    wide.add(1, INT64_MAX);
    CHECK(wide.add(1) == INT64_MIN);
    cairn::counter<int, double> weights;
    weights.add(1, 0.25);
    weights.add(2, 0.5);
    CHECK(weights.total() == 0.75);
    CHECK(weights.most_common(1).front().first == 2);
}

TEST_CASE("counter: small keys are counted in arrays, with the same result", "[counter][api]") {
    std::vector<unsigned char> bytes;
    for (unsigned i = 0; i != 5000; ++i)
        bytes.push_back(static_cast<unsigned char>(i * i % 251));
    cairn::counter<unsigned char> at_once(cairn::from_range, bytes), one_by_one;
    for (const unsigned char byte : bytes)
        one_by_one.add(byte);
    CHECK(at_once == one_by_one);
    CHECK(at_once.most_common() == one_by_one.most_common()); // ties tell the order of encounter
}
