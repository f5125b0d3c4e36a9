// SPDX-License-Identifier: BSL-1.0
// counter in constant expressions. Packed strings are not: they look at bytes as words.

#include "support/catch.hpp"

#include <cairn/counter.hpp>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using counter = cairn::counter<int>;

constexpr bool counts() {
    counter c;
    bool good = c.empty() && c[3] == 0 && !c.contains(3);
    for (int i = 0; i != 50; ++i)
        c.add(i % 7);
    good = good && c.size() == 7 && c.total() == 50 && c[0] == 8 && c[6] == 7;
    good = good && c.add(100, -3) == -3 && ++c.at_or_insert(100) == -2;
    good = good && c.find(100) != c.end() && c.find(100)->second == -2;
    c.keep_positive();
    good = good && !c.contains(100) && c.erase(3) == 1 && c.erase(3) == 0;
    good = good && c.pop(4) == 7 && !c.pop(4) && c.popitem() == std::pair<int, std::int64_t>(6, 7);
    c.add(3);
    good = good && std::ranges::equal(c.keys(), std::array{0, 1, 2, 5, 3});
    good = good && std::ranges::equal(c.values(), std::array{8, 7, 7, 7, 1});
    const auto top = c.most_common(2);
    const auto rare = c.least_common(1);
    const auto all = c.most_common();
    good = good && top[1].first == 1 && rare[0].first == 3 && all.size() == 5;
    c.shrink_to_fit();
    c.clear();
    return good && c.empty();
}

constexpr bool multisets() {
    const counter a{{1, 3}, {2, 1}, {5, -1}}, b{{1, 1}, {2, 2}, {7, 4}};
    bool good = a + b == counter{{1, 4}, {2, 3}, {7, 4}};
    good = good && a - b == counter{{1, 2}};
    good = good && (a & b) == counter{{1, 1}, {2, 1}};
    good = good && (a | b) == counter{{1, 3}, {2, 2}, {7, 4}};
    good = good && +a == counter{{1, 3}, {2, 1}} && -a == counter{{5, 1}};
    good = good && (a <=> b) == std::partial_ordering::unordered && a <= a + b && a != b;
    counter c(a);
    c.merge(counter(b));
    c.update(std::array{1, 2, 1});
    c.subtract(std::array{9});
    good = good && c == counter{{1, 6}, {2, 4}, {5, -1}, {7, 4}, {9, -1}};
    counter d(std::move(c));
    swap(c, d);
    d = c;
    erase_if(d, [](const auto& e) { return e.second < 5; });
    return good && d == counter{{1, 6}} && std::ranges::distance(d.elements()) == 6;
}

constexpr bool many() {
    std::vector<std::uint8_t> bytes(1500, 7);
    bytes[3] = 200;
    cairn::counter<std::uint8_t> c(cairn::from_range, bytes);
    cairn::counter<std::string_view> words(
        cairn::from_range,
        std::array<std::string_view, 3>{"one", "a longer word than fifteen", "one"});
    return c[7] == 1499 && c[200] == 1 && words["one"] == 2 &&
           words["a longer word than fifteen"] == 1;
}

static_assert(counts());
static_assert(multisets());
static_assert(many());

TEST_CASE("counter: the constant expressions hold at run time", "[counter][constexpr]") {
    CHECK(counts());
    CHECK(multisets());
    CHECK(many());
}

} // namespace
