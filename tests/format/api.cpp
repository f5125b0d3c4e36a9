// SPDX-License-Identifier: BSL-1.0
// Streams and std::format get the text of repr; types print by the first line of the table that fits;
// what cannot be printed has no operator<< and no formatter.

#include "support/catch.hpp"

#include <cairn/cairn.hpp>

#include <array>
#include <complex>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <list>
#include <locale>
#include <memory>
#include <memory_resource>
#include <optional>
#include <ostream>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#if __has_include(<fmt/ranges.h>)
#define FMT_HEADER_ONLY
#include <fmt/ranges.h>
#endif

namespace own {

/// A range and a text of its own, and with an opinion on how it prints.
struct polygon : std::vector<int> {
    using std::vector<int>::vector;
    friend std::ostream& operator<<(std::ostream& out, const polygon& p) {
        return out << '<' << p.size() * 1000 << " corners>";
    }
};

/// Converts to a text.
struct name {
    operator std::string_view() const { return "Ada"; }
};

struct mute {
    friend bool operator==(const mute&, const mute&) = default;
};

enum colour { red, green };
enum class fruit { apple };
enum class month { may = 5 };
std::ostream& operator<<(std::ostream& out, month m) {
    return out << "month " << static_cast<int>(m);
}

/// Recursive, by way of a container that is told of it before it is complete.
struct tree {
    cairn::deque<tree> branches;
    friend std::ostream& operator<<(std::ostream& out, const tree& t) {
        return out << "tree" << cairn::repr(t.branches);
    }
};

} // namespace own

namespace {

using cairn::repr;

template <class T>
concept has_repr = requires(const T& x) { cairn::repr(x); };
template <class T>
concept streams = requires(std::ostream& out, const T& x) { out << x; };

static_assert(has_repr<int> && has_repr<std::string> && has_repr<own::polygon>);
static_assert(!has_repr<own::mute> && !has_repr<own::fruit> && !has_repr<wchar_t>);
static_assert(!has_repr<std::vector<own::mute>> && !has_repr<std::optional<own::mute>>);
static_assert(!has_repr<std::tuple<int, own::mute>> && !has_repr<std::wstring>);

static_assert(streams<cairn::deque<int>> && streams<cairn::pmr::deque<std::string>>);
static_assert(streams<cairn::bounded_deque<own::polygon>> && streams<cairn::deque<own::tree>>);
static_assert(streams<cairn::dict<int, cairn::ordered_set<int>>>);
static_assert(streams<cairn::counter<std::string>> && streams<cairn::counter<int>>);
static_assert(streams<cairn::sorted_list<int>> && streams<cairn::pmr::sorted_set<std::string>>);
static_assert(streams<cairn::sorted_map<int, own::polygon>>);
static_assert(streams<cairn::sorted_multimap<std::string, cairn::sorted_list<int>>>);
static_assert(!streams<cairn::sorted_list<own::mute>> && !streams<cairn::sorted_set<own::fruit>>);
static_assert(!streams<cairn::sorted_map<int, own::mute>>);
static_assert(!streams<cairn::sorted_multimap<own::fruit, int>>);
static_assert(!streams<cairn::deque<own::mute>> && !streams<cairn::bounded_deque<own::fruit>>);
static_assert(!streams<cairn::dict<int, own::mute>> && !streams<cairn::ordered_set<own::fruit>>);
// Only cairn's containers get an operator<<, even where it is looked up.
static_assert(!streams<std::vector<cairn::deque<int>>>);
static_assert(!streams<std::pair<cairn::deque<int>, int>>);

template <class T>
std::string streamed(const T& x) {
    std::ostringstream out;
    out << x;
    return out.str();
}

} // namespace

TEST_CASE("streams print what repr returns") {
    const cairn::deque<int> d{1, 2, 3};
    CHECK(streamed(d) == "deque([1, 2, 3])");
    CHECK(streamed(cairn::bounded_deque<char>(2, {'a', 'b'})) == "deque(['a', 'b'], maxlen=2)");
    CHECK(streamed(cairn::dict<int, bool>{{1, true}}) == "{1: True}");
    CHECK(streamed(cairn::ordered_set<int>{1}) == "{1}");
    CHECK(streamed(cairn::counter<std::string>{{"a", 2}}) == "Counter({'a': 2})");
    CHECK(streamed(cairn::pmr::deque<int>{1}) == "deque([1])");
    CHECK(streamed(cairn::sorted_list<int>{2, 1}) == "SortedList([1, 2])");
    CHECK(streamed(cairn::sorted_set<int, std::greater<>>{1, 2}) == "SortedSet([2, 1])");
    CHECK(streamed(cairn::sorted_map<int, bool>{{1, true}}) == "SortedDict({1: True})");
}

TEST_CASE("a container is one item to a stream") {
    const cairn::deque<int> d{1, 2};
    std::ostringstream out;
    out << std::setfill('*') << std::setw(16) << d << '|' << std::left << std::setw(15) << d << '|'
        << std::setw(3) << d << '|';
    CHECK(out.str() == "***deque([1, 2])|deque([1, 2])**|deque([1, 2])|");
}

TEST_CASE("flags and locales of a stream do not reach the elements") {
    std::ostringstream out;
    out << std::hex << std::showbase << std::boolalpha << std::setprecision(2)
        << cairn::deque<double>{255.125} << cairn::deque<int>{255};
    CHECK(out.str() == "deque([255.125])deque([255])");

    struct grouping : std::numpunct<char> {
        char do_thousands_sep() const override { return ' '; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale(std::locale(), new grouping));
    const std::string text = repr(own::polygon{1, 2, 3});
    std::locale::global(before);
    CHECK(text == "<3000 corners>");
}

TEST_CASE("text") {
    const char array[] = {'a', 'b', '\0', 'c'};
    const char unterminated[2] = {'a', 'b'};
    CHECK(repr("literal") == "'literal'");
    CHECK(repr(array) == "'ab'");
    CHECK(repr(unterminated) == "'ab'");
    CHECK(repr(static_cast<const char*>("pointer")) == "'pointer'");
    CHECK(repr(static_cast<const char*>(nullptr)) == "None");
    CHECK(repr(std::string_view("view")) == "'view'");
    CHECK(repr(std::pmr::string("pmr")) == "'pmr'");
    CHECK(repr(u8"caf\u00e9") == "'caf\u00e9'");
    CHECK(repr(own::name()) == "'Ada'");
    CHECK(repr('a') == "'a'");
    CHECK(repr('\'') == R"("'")");
    CHECK(repr(u8'\n') == R"('\n')");
}

TEST_CASE("bytes that are not UTF-8") {
    CHECK(repr("\xff") == R"('\xff')");
    CHECK(repr("a\x80z") == R"('a\x80z')");
    CHECK(repr('\xe9') == R"('\xe9')");
    CHECK(repr("\xc3") == R"('\xc3')");                                 // ends early
    CHECK(repr("\xe2\x82") == R"('\xe2\x82')");                         // ends early
    CHECK(repr("\xe2\x82(") == R"('\xe2\x82(')");                       // broken off
    CHECK(repr("\xc0\x80") == R"('\xc0\x80')");                         // overlong
    CHECK(repr("\xe0\x80\x80") == R"('\xe0\x80\x80')");                 // overlong
    CHECK(repr("\xf0\x80\x80\x80") == R"('\xf0\x80\x80\x80')");         // overlong
    CHECK(repr("\xed\xa0\x80") == R"('\xed\xa0\x80')");                 // a surrogate
    CHECK(repr("\xf4\x90\x80\x80") == R"('\xf4\x90\x80\x80')");         // above 0x10ffff
    CHECK(repr("\xf8\x88\x80\x80\x80") == R"('\xf8\x88\x80\x80\x80')"); // five bytes
    CHECK(repr("\xff\xe2\x82\xac") == "'\\xff\xe2\x82\xac'");           // and on it goes
}

TEST_CASE("numbers of other types") {
    CHECK(repr(0.1F) == "0.1"); // the fewest digits for float, not for what it is as a double
    CHECK(repr(1.0L) == "1.0");
    CHECK(repr(std::byte{200}) == "200");
    CHECK(repr(own::green) == "1");
}

TEST_CASE("an operator<< comes before the elements, and before being a number") {
    CHECK(repr(own::polygon{1, 2, 3}) == "<3000 corners>");
    CHECK(repr(own::month::may) == "month 5");
    CHECK(repr(std::complex<double>(1, 2)) == "(1,2)");
    CHECK(repr(cairn::deque<own::polygon>{{}, {}}) == "deque([<0 corners>, <0 corners>])");
    CHECK(repr(own::tree{{own::tree(), own::tree()}}) ==
          "treedeque([treedeque([]), treedeque([])])");
    CHECK(repr(std::filesystem::path("a")) == "\"a\""); // a range of paths that are ranges of paths
}

TEST_CASE("pointers") {
    const int x = 0;
    CHECK(repr(static_cast<const int*>(nullptr)) == "None");
    CHECK(repr(&x).starts_with("0x"));
    std::ostringstream address;
    address << static_cast<const void*>(&x);
    CHECK(repr(&x) == address.str());
}

TEST_CASE("ranges of every kind") {
    int array[2][2] = {{1, 2}, {3, 4}};
    CHECK(repr(array) == "[[1, 2], [3, 4]]");
    CHECK(repr(std::array<char, 2>{'a', 'b'}) == "['a', 'b']");
    CHECK(repr(std::span(array[1])) == "[3, 4]");
    CHECK(repr(std::list<std::string>{"a"}) == "['a']");
    CHECK(repr(std::views::iota(0, 3)) == "[0, 1, 2]");
    const auto odd = [](int i) { return i % 2 != 0; };
    CHECK(repr(std::views::iota(0, 4) | std::views::filter(odd)) == "[1, 3]"); // no const begin()
    std::istringstream numbers("1 2 3");
    CHECK(repr(std::views::istream<int>(numbers)) == "[1, 2, 3]"); // once only
    CHECK(repr(std::vector<bool>{true, false}) == "[True, False]");

    const cairn::dict<std::string, int> d{{"a", 1}, {"b", 2}};
    CHECK(repr(d.keys()) == "['a', 'b']");
    CHECK(repr(d.values()) == "[1, 2]");
    const cairn::counter<std::string> c{{"a", 1}, {"b", 2}};
    CHECK(repr(c.keys()) == "['a', 'b']");
    CHECK(repr(c.elements()) == "['a', 'b', 'b']");
    CHECK(repr(c.most_common(1)) == "[('b', 2)]");
}

TEST_CASE("a multimap prints its items") {
    using map = cairn::sorted_multimap<std::string, int>;
    CHECK(repr(map{}) == "SortedMultiDict([])");
    CHECK(repr(map{{"b", 1}, {"a", 2}, {"b", 0}}) ==
          "SortedMultiDict([('a', 2), ('b', 1), ('b', 0)])");
    CHECK(streamed(map{{"a", 1}}) == "SortedMultiDict([('a', 1)])");
}

TEST_CASE("views of sorted containers are ranges") {
    const cairn::sorted_map<std::string, int> m{{"b", 2}, {"a", 1}};
    CHECK(repr(m.keys()) == "['a', 'b']");
    CHECK(repr(m.values()) == "[1, 2]");
    CHECK(repr(m.irange("b", cairn::unbounded)) == "[('b', 2)]");
    const cairn::sorted_list<int> l{3, 1, 2};
    CHECK(repr(l.slice(1, 3)) == "[2, 3]");
}

TEST_CASE("elements that cannot be copied") {
    cairn::deque<std::unique_ptr<int>> d;
    d.emplace_back();
    CHECK(repr(d).starts_with("deque(["));
    const cairn::counter<std::unique_ptr<int>> none; // not ranked, as that copies keys
    CHECK(repr(none) == "Counter()");
    cairn::sorted_list<std::unique_ptr<int>> l;
    l.emplace();
    CHECK(repr(l).starts_with("SortedList(["));
}

#ifdef __cpp_lib_format
#include <format>

static_assert(std::semiregular<std::formatter<cairn::deque<int>>>);
static_assert(!std::semiregular<std::formatter<cairn::deque<own::mute>>>);
static_assert(!std::semiregular<std::formatter<cairn::dict<int, own::mute>>>);
static_assert(std::semiregular<std::formatter<cairn::sorted_set<int>>>);
static_assert(!std::semiregular<std::formatter<cairn::sorted_map<int, own::mute>>>);

namespace own {
struct formatted {};
} // namespace own

template <>
struct std::formatter<own::formatted> : std::formatter<std::string_view> {
    auto format(own::formatted, auto& context) const {
        return std::formatter<std::string_view>::format("formatted", context);
    }
};

TEST_CASE("std::format") {
    const cairn::deque<int> d{1, 2};
    CHECK(std::format("{}", d) == "deque([1, 2])");
    CHECK(std::format("{:*^17}", d) == "**deque([1, 2])**");
    CHECK(std::format("{:>{}}|", d, 15) == "  deque([1, 2])|");
    CHECK(std::format("{:.5}", d) == "deque");
    CHECK(std::format("{}", cairn::bounded_deque<int>(1)) == "deque([], maxlen=1)");
    CHECK(std::format("{}", cairn::dict<char, int>{{'a', 1}}) == "{'a': 1}");
    CHECK(std::format("{}", cairn::ordered_set<int>{}) == "set()");
    CHECK(std::format("{}", cairn::counter<std::string>{{"a", 1}}) == "Counter({'a': 1})");
    CHECK(std::format("{:>20}", cairn::sorted_list<int>{2, 1}) == "  SortedList([1, 2])");
    CHECK(std::format("{}", cairn::sorted_set<char>{'a'}) == "SortedSet(['a'])");
    CHECK(std::format("{}", cairn::sorted_map<int, int>{{1, 2}}) == "SortedDict({1: 2})");
    CHECK(std::format("{}", cairn::sorted_multimap<int, int>{{1, 2}}) ==
          "SortedMultiDict([(1, 2)])");
    CHECK(repr(cairn::deque<own::formatted>(1)) == "deque([formatted])");
#ifdef __cpp_lib_format_ranges
    CHECK(std::format("{}", std::vector{d, d}) == "[deque([1, 2]), deque([1, 2])]");
#endif
}
#endif

#if __has_include(<fmt/ranges.h>)
TEST_CASE("fmt prints containers as the ranges that they are") {
    CHECK(fmt::format("{}", cairn::deque<int>{1, 2}) == "[1, 2]");
    CHECK(fmt::format("{}", cairn::dict<std::string, int>{{"a", 1}}) == R"({"a": 1})");
    CHECK(fmt::format("{}", cairn::ordered_set<int>{1, 2}) == "{1, 2}");
}
#endif
