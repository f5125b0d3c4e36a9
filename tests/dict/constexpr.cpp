// SPDX-License-Identifier: BSL-1.0
// dict and ordered_set at compile time: the same functions run as constant expressions and at run time.

#include <cairn/dict.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace {

// Each function returns 0, or the number of the step that went wrong.

constexpr int life_of_a_dict() {
    cairn::dict<int, int> d{{1, 10}, {2, 20}, {3, 30}};
    if (d.size() != 3 || d.at(2) != 20 || d.contains(4)) return 1;
    d[4] = 40;
    d.insert_or_assign(1, 11);
    if (d.front().second != 11 || d.back().first != 4) return 2;
    if (d.erase(2) != 1 || d.size() != 3) return 3;
    d.move_to_end(1);
    if (d.nth(0)->first != 3 || d.nth(2)->first != 1) return 4;
    d.move_to_end(1, false);
    if (d.begin()->first != 1) return 5;
    for (int i = 100; i != 140; ++i) // grows, with holes in it
        d.try_emplace(i, i);
    if (d.size() != 43 || d.at(139) != 139) return 6;
    if (d.popitem() != std::pair(139, 139) || d.popitem(false) != std::pair(1, 11)) return 7;
    if (d.pop(100).value_or(0) != 100 || d.pop(100).has_value()) return 8;
    if (d.get_or(5, 7) != 7 || d.get(3) == nullptr) return 9;
    return 0;
}

constexpr int copies_and_moves() {
    cairn::dict<int, int> d;
    for (int i = 0; i != 20; ++i)
        d.try_emplace(i, i * i);
    d.erase(7);
    cairn::dict<int, int> copy(d);
    if (!(copy == d)) return 1;
    cairn::dict<int, int> moved(std::move(copy));
    if (!copy.empty() || moved.size() != 19) return 2;
    copy = moved;
    copy.shrink_to_fit();
    if (!(copy == moved) || copy.capacity() != 19) return 3;
    swap(copy, d);
    copy = std::move(d);
    auto node = copy.extract(3);
    node.key() = 300;
    if (!copy.insert(std::move(node)).inserted || copy.at(300) != 9) return 4;
    cairn::dict<int, int> other{{1, 0}, {500, 5}};
    copy.merge(other);
    if (other.size() != 1 || copy.at(500) != 5 || copy.at(1) != 1) return 5;
    if (erase_if(copy, [](const auto& each) { return each.first % 2 == 0; }) == 0) return 6;
    int sum = 0;
    for (const int key : copy.keys())
        sum += key % 2;
    if (sum != static_cast<int>(copy.size())) return 7;
    copy.clear();
    copy.reserve(50);
    return copy.empty() && copy.capacity() >= 50 ? 0 : 8;
}

constexpr int views_as_keys() {
    using namespace std::string_view_literals;
    cairn::dict<std::string_view, int> words;
    constexpr std::array text{"the"sv, "cat"sv, "and"sv, "the"sv, "extraordinarily long hat"sv};
    for (const std::string_view word : text)
        ++words[word];
    if (words.size() != 4 || words.at("the") != 2) return 1;
    if (words.at("extraordinarily long hat") != 1 || words.contains(""sv)) return 2;
    return 0;
}

constexpr int life_of_a_set() {
    cairn::ordered_set<int> s{3, 1, 4, 1, 5};
    if (s.size() != 4 || *s.nth(2) != 4) return 1;
    if (s.insert(3).second || !s.insert(9).second) return 2;
    if (s.popitem() != 9 || s.popitem(false) != 3) return 3;
    s.erase(s.find(4));
    cairn::ordered_set<int> other{5, 1};
    return s == other ? 0 : 4;
}

/// A hash that the standard library computes is not constexpr; one's own is.
struct point {
    int x, y;
    friend constexpr bool operator==(const point&, const point&) = default;
};
struct point_hash {
    constexpr std::size_t operator()(const point& p) const {
        return static_cast<std::size_t>(p.x * 31 + p.y);
    }
};
constexpr int own_keys() {
    cairn::dict<point, int, point_hash> d{{{1, 2}, 12}, {{3, 4}, 34}};
    return d.at({3, 4}) == 34 && !d.contains({4, 3}) ? 0 : 1;
}

constexpr int hashes() {
    if (cairn::hash<int>{}(1) == cairn::hash<int>{}(2)) return 1;
    if (cairn::hash<std::string_view>{}("a") == cairn::hash<std::string_view>{}("b")) return 2;
    if (cairn::hash<std::pair<int, bool>>{}({1, true}) ==
        cairn::hash<std::pair<int, bool>>{}({1, false}))
        return 3;
    return 0;
}

static_assert(life_of_a_dict() == 0);
static_assert(copies_and_moves() == 0);
static_assert(views_as_keys() == 0);
static_assert(life_of_a_set() == 0);
static_assert(own_keys() == 0);
static_assert(hashes() == 0);

} // namespace

TEST_CASE("what holds at compile time holds at run time", "[constexpr]") {
    CHECK(life_of_a_dict() == 0);
    CHECK(copies_and_moves() == 0);
    CHECK(views_as_keys() == 0);
    CHECK(life_of_a_set() == 0);
    CHECK(own_keys() == 0);
    CHECK(hashes() == 0);
}

TEST_CASE("hashes of strings agree between compile time and run time", "[constexpr]") {
    using namespace std::string_view_literals;
    static constexpr std::array texts{""sv,
                                      "a"sv,
                                      "four"sv,
                                      "seven 7"sv,
                                      "eight  8"sv,
                                      "fifteen bytes 5"sv,
                                      "sixteen bytes 16"sv,
                                      "seventeen bytes17"sv,
                                      "thirty-three bytes, or 2 * 16 + 1"sv};
    static constexpr std::array hashed = [] {
        std::array<std::uint64_t, texts.size()> all{};
        for (std::size_t i = 0; i != all.size(); ++i)
            all[i] = cairn::hash<std::string_view>{}(texts[i]);
        return all;
    }();
    for (std::size_t i = 0; i != texts.size(); ++i)
        CHECK(cairn::hash<std::string_view>{}(texts[i]) == hashed[i]);
}
