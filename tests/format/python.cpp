// SPDX-License-Identifier: BSL-1.0
// What prints is what CPython prints: for floats and strings as recorded in reprs.txt, for containers
// the expression itself. Each string below was evaluated by Python and printed unchanged.

#include "support/catch.hpp"

#include <cairn/cairn.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using cairn::repr;

std::string from_hex(std::string_view digits) {
    std::string bytes;
    if (digits == "-") return bytes;
    for (; !digits.empty(); digits.remove_prefix(2))
        bytes += static_cast<char>(std::stoi(std::string(digits.substr(0, 2)), nullptr, 16));
    return bytes;
}

double from_bits(std::string_view digits) {
    const std::uint64_t bits = std::stoull(std::string(digits), nullptr, 16);
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

} // namespace

TEST_CASE("floats and strings print as CPython recorded them") {
    std::ifstream file(std::string(CAIRN_TESTS_DIR) + "/format/reprs.txt");
    REQUIRE(file);
    std::size_t floats = 0, texts = 0;
    for (std::string line; std::getline(file, line);) {
        const std::string_view text = line;
        if (text.starts_with('#')) continue;
        const std::size_t first = text.find(' ');
        const std::size_t second = text.find(' ', first + 1);
        const std::string_view value = text.substr(first + 1, second - first - 1);
        const std::string_view expected = text.substr(second + 1);
        if (text.starts_with("float ")) {
            CHECK(repr(from_bits(value)) == expected);
            ++floats;
        } else {
            REQUIRE(text.starts_with("text "));
            CHECK(repr(from_hex(value)) == expected);
            ++texts;
        }
    }
    CHECK(floats > 500);
    CHECK(texts > 500);
}

TEST_CASE("integers") {
    CHECK(repr(0) == "0");
    CHECK(repr(-7) == "-7");
    CHECK(repr(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(repr(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    CHECK(repr(std::int8_t{-128}) == "-128");
    CHECK(repr(std::uint8_t{65}) == "65");
}

TEST_CASE("constants") {
    CHECK(repr(true) == "True");
    CHECK(repr(false) == "False");
    CHECK(repr(nullptr) == "None");
    CHECK(repr(std::nullopt) == "None");
}

TEST_CASE("deques") {
    CHECK(repr(cairn::deque<int>{}) == "deque([])");
    CHECK(repr(cairn::deque<int>{1, 2, 3}) == "deque([1, 2, 3])");
    CHECK(repr(cairn::bounded_deque<int>(3, {1, 2, 3, 4})) == "deque([2, 3, 4], maxlen=3)");
    CHECK(repr(cairn::bounded_deque<int>(0)) == "deque([], maxlen=0)");
    CHECK(repr(cairn::deque<cairn::deque<bool>>{{true}, {}}) ==
          "deque([deque([True]), deque([])])");

    cairn::deque<int> turned{2, 3, 4, 5}; // in two runs
    turned.push_front(1);
    CHECK(repr(turned) == "deque([1, 2, 3, 4, 5])");
}

TEST_CASE("dicts and sets") {
    using dict = cairn::dict<std::string, int>;
    CHECK(repr(dict{}) == "{}");
    CHECK(repr(dict{{"b", 1}, {"a", 2}}) == "{'b': 1, 'a': 2}");
    CHECK(repr(cairn::dict<int, dict>{{1, {}}, {2, {{"x", 3}}}}) == "{1: {}, 2: {'x': 3}}");
    CHECK(repr(cairn::ordered_set<int>{}) == "set()");
    CHECK(repr(cairn::ordered_set<std::string>{"a"}) == "{'a'}");
    CHECK(repr(cairn::ordered_set<int>{3, 1, 2, 3}) == "{3, 1, 2}");

    dict holes{{"a", 1}, {"b", 2}, {"c", 3}};
    holes.erase("b");
    CHECK(repr(holes) == "{'a': 1, 'c': 3}");
}

TEST_CASE("counters, most common first") {
    using counter = cairn::counter<std::string>;
    CHECK(repr(counter{}) == "Counter()");
    CHECK(repr(counter{{"a", 1}, {"b", 2}}) == "Counter({'b': 2, 'a': 1})");
    CHECK(repr(counter{{"y", 1}, {"x", 1}, {"it's", 5}, {"z", -1}}) ==
          R"(Counter({"it's": 5, 'y': 1, 'x': 1, 'z': -1}))");
    CHECK(repr(cairn::counter<int, double>{{1, 0.5}, {2, 1.0}}) == "Counter({2: 1.0, 1: 0.5})");
    CHECK(repr(cairn::counter<char>(cairn::from_range, std::string("abracadabra"))) ==
          "Counter({'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1})");
}

TEST_CASE("sorted containers") {
    CHECK(repr(cairn::sorted_list<int>{}) == "SortedList([])");
    CHECK(repr(cairn::sorted_list<int>{3, 1, 2, 3}) == "SortedList([1, 2, 3, 3])");
    CHECK(repr(cairn::sorted_list<std::string>{"b", "a"}) == "SortedList(['a', 'b'])");
    CHECK(repr(cairn::sorted_set<int>{}) == "SortedSet([])");
    CHECK(repr(cairn::sorted_set<double>{2, 0.5, 2}) == "SortedSet([0.5, 2.0])");
    using map = cairn::sorted_map<std::string, int>;
    CHECK(repr(map{}) == "SortedDict({})");
    CHECK(repr(map{{"b", 1}, {"a", 2}}) == "SortedDict({'a': 2, 'b': 1})");
    CHECK(repr(cairn::sorted_map<int, cairn::sorted_list<char>>{{1, {'b', 'a'}}, {0, {}}}) ==
          "SortedDict({0: SortedList([]), 1: SortedList(['a', 'b'])})");
    CHECK(repr(cairn::sorted_list<cairn::sorted_set<int>>{{2}, {1, 0}}) ==
          "SortedList([SortedSet([0, 1]), SortedSet([2])])");
}

TEST_CASE("tuples, lists, and all of it together") {
    CHECK(repr(std::tuple()) == "()");
    CHECK(repr(std::tuple(1)) == "(1,)");
    CHECK(repr(std::pair(1, "one")) == "(1, 'one')");
    CHECK(repr(std::tuple(1, 2.0, 'c', nullptr)) == "(1, 2.0, 'c', None)");
    CHECK(repr(std::vector<int>{}) == "[]");
    CHECK(repr(std::vector<std::vector<bool>>{{true, false}, {}}) == "[[True, False], []]");
    CHECK(repr(std::map<int, std::set<char>>{{1, {'b', 'a'}}, {2, {}}}) ==
          "{1: {'a', 'b'}, 2: set()}");

    using plan = cairn::dict<std::string, std::vector<std::tuple<int, std::optional<double>>>>;
    CHECK(repr(cairn::deque<plan>{{{"a", {{1, 0.5}, {2, std::nullopt}}}}, {}}) ==
          "deque([{'a': [(1, 0.5), (2, None)]}, {}])");
}
