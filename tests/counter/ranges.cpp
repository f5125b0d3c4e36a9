// SPDX-License-Identifier: BSL-1.0
// Counting whatever is a range, and what the ranges of a counter are good for.

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"

#include <cairn/counter.hpp>
#include <cairn/heapq.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <forward_list>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <range/v3/algorithm/count_if.hpp>
#include <range/v3/view/reverse.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using words = cairn::counter<std::string>;
using numbers = cairn::counter<int>;
using namespace std::string_literals;
using namespace std::string_view_literals;

const words expected{{"b", 1}, {"a", 2}, {"a word too long to be packed", 2}, {"", 1}};
const std::vector<std::string> listed{"b", "a", "a word too long to be packed",
                                      "",  "a", "a word too long to be packed"};

bool in_order(const words& c) {
    return support::same_sequence(c.keys(), expected.keys()) && c == expected;
}

template <class Range>
void count(Range&& range) {
    words c;
    c.update(std::forward<Range>(range));
    CHECK(in_order(c));
}

TEST_CASE("counter: every kind of range", "[counter][ranges]") {
    count(support::input_range<std::string>(listed));
    count(support::move_only_input_range<std::string>(listed));
    count(support::sized_input_range<std::string>(listed));
    count(support::forward_range<std::string>(listed));
    count(support::bidirectional_range<std::string>(listed));
    count(support::random_access_range<std::string>(listed));
    count(support::contiguous_range<std::string>(listed));
    count(support::sentinel_range<std::string>(listed));
    count(support::sized_sentinel_range<std::string>(listed));
    count(support::rvalue_range<std::string>(listed));
    count(support::generated_range(6, [](int i) { return listed[static_cast<std::size_t>(i)]; }));
    count(std::span(listed));
    count(std::deque<std::string>(listed.begin(), listed.end()));
    count(std::forward_list<std::string>(listed.begin(), listed.end()));
    count(listed | std::views::all);
    count(listed | std::views::transform([](const std::string& s) { return s; }));
    count(listed |
          std::views::transform([](const std::string& s) -> const std::string& { return s; }));
    count(listed | std::views::transform([](const std::string& s) { return std::string_view(s); }));
    count(listed | std::views::transform([](const std::string& s) { return s.c_str(); }));
    count(listed | std::views::filter([](const std::string&) { return true; }));
    count(listed | ::ranges::views::transform([](const std::string& s) { return s; }));
    count(expected);
    count(expected.elements());
    count(std::vector<std::pair<std::string, int>>{
        {"b", 1}, {"a", 1}, {"a word too long to be packed", 2}, {"", 1}, {"a", 1}});
    count(std::vector<std::tuple<const char*, short>>{{"b", short{1}},
                                                      {"a", short{2}},
                                                      {"a word too long to be packed", short{2}},
                                                      {"", short{1}}});
    CHECK(in_order(words(listed.begin(), listed.end())));
    CHECK(in_order(words(cairn::from_range, listed)));
    support::move_only_input_range<std::string> once(listed);
    CHECK(in_order(words(once.begin(), once.end())));
}

TEST_CASE("counter: words of a stream and parts of a text", "[counter][ranges]") {
    std::istringstream stream("to be or not to be");
    words c(cairn::from_range, std::ranges::istream_view<std::string>(stream));
    CHECK(c == words{{"to", 2}, {"be", 2}, {"or", 1}, {"not", 1}});
    std::istringstream again("to be or not to be");
    CHECK(c ==
          words(std::istream_iterator<std::string>(again), std::istream_iterator<std::string>()));
    words letters;
    for (const char each : "abca"sv)
        letters.add(std::string_view(&each, 1));
    CHECK(letters == words{{"a", 2}, {"b", 1}, {"c", 1}});
    CHECK(cairn::counter<char>(cairn::from_range, "abca"sv) ==
          cairn::counter<char>{{'a', 2}, {'b', 1}, {'c', 1}});
    // An array of characters is a range of all of them, and so is a literal.
    CHECK(cairn::counter<char>(cairn::from_range, "abca")['\0'] == 1);
}

TEST_CASE("counter: ranges that make their elements when asked", "[counter][ranges]") {
    constexpr int many = 100'000; // enough for look-ups in blocks
    numbers c(cairn::from_range, std::views::iota(0, many));
    CHECK(c.size() == many);
    c.update(std::views::iota(0, many) | std::views::transform([](int i) { return i / 2; }));
    CHECK(c[0] == 3);
    CHECK(c[many / 2 - 1] == 3);
    CHECK(c[many / 2] == 1);
    CHECK(c.total() == 2 * many);
    c.subtract(std::views::iota(0, many));
    CHECK(c.total() == many);
    CHECK(std::ranges::equal(c.keys(), std::views::iota(0, many)));
    cairn::counter<std::int64_t> converted(cairn::from_range, std::views::iota(0, many));
    CHECK(converted[many - 1] == 1);
    std::vector<short> narrow(many);
    std::iota(narrow.begin(), narrow.begin() + 1000, short{0});
    cairn::counter<long> wide(cairn::from_range, narrow);
    CHECK(wide[0] == many - 999);
    CHECK(wide.size() == 1000);

    std::vector<std::string> texts;
    for (int i = 0; i != many; ++i)
        texts.push_back((i % 3 == 0 ? "a number with a long name: " : "") + std::to_string(i / 2));
    cairn::counter<std::string_view> views(cairn::from_range, texts);
    words owned(cairn::from_range, texts | std::views::transform([](const std::string& s) {
                                       return std::string_view(s);
                                   }));
    cairn::counter<std::string, std::int64_t, std::hash<std::string>> plain(cairn::from_range,
                                                                            texts);
    CHECK(views.size() == owned.size());
    CHECK(std::ranges::equal(views.keys(), owned.keys()));
    CHECK(std::ranges::equal(plain.keys(), owned.keys()));
    CHECK(std::ranges::equal(plain.values(), owned.values()));
    owned.subtract(texts);
    CHECK(std::ranges::count(owned.values(), 0) == static_cast<std::ptrdiff_t>(owned.size()));
}

TEST_CASE("counter: keys that cannot be made from nothing, or not be copied", "[counter][ranges]") {
    const std::vector<int> some{3, 1, 3};
    cairn::counter<support::no_default> c(cairn::from_range, some);
    CHECK(c[3] == 2);
    cairn::counter<support::move_only> m(cairn::from_range, some);
    CHECK(m[1] == 1);
    std::vector<support::move_only> originals;
    originals.emplace_back(7);
    m.update(support::rvalue_range<support::move_only>(std::move(originals)));
    CHECK(m[7] == 1);
    cairn::counter<support::move_only> shard(cairn::from_range, std::vector{7, 8});
    m.merge(std::move(shard));
    CHECK(shard.empty());
    CHECK(m[7] == 2);
    CHECK(m[8] == 1);
    CHECK(m.popitem().first.value == 8);
    cairn::counter<support::greedy> g(cairn::from_range, some);
    CHECK(g[3] == 2);
}

enum class colour : unsigned char { red, green };

template <class Key>
void count_small(std::initializer_list<Key> some) {
    // Short enough for one look-up a key, long enough for a table of all, and longer than that.
    for (const std::size_t n : {std::size_t{10}, std::size_t{1030}, std::size_t{70'000}}) {
        std::vector<Key> keys(n);
        for (std::size_t i = 0; i != n; ++i)
            keys[i] = some.begin()[i * i % some.size()];
        const cairn::counter<Key> each = [&] {
            cairn::counter<Key> c;
            for (const Key key : keys)
                c.add(key);
            return c;
        }();
        cairn::counter<Key> c(cairn::from_range, keys);
        CHECK(c == each);
        CHECK(support::same_sequence(c.keys(), each.keys()));
        CHECK(c.total() == static_cast<std::int64_t>(n));
        c.subtract(keys);
        CHECK(c.total() == 0);
        CHECK(c.size() == each.size());
        cairn::counter<Key, std::int8_t> narrow(cairn::from_range, keys);
        for (const auto& [key, times] : each)
            CHECK(narrow[key] == static_cast<std::int8_t>(times));
        cairn::counter<Key, float> fractional(cairn::from_range, keys);
        CHECK(fractional.total() == Approx(static_cast<float>(n)));
    }
}

TEST_CASE("counter: keys of few bits", "[counter][ranges]") {
    count_small<char>({'z', 'a', '\0', '\x80', '\xff'});
    count_small<signed char>({5, -1, -128, 127});
    count_small<unsigned char>({200, 0, 255});
    count_small<std::int16_t>({5, -1, -32768, 32767});
    count_small<std::uint16_t>({65535, 0, 77});
    count_small<char8_t>({u8'x', u8'a'});
    count_small<char16_t>({u'x', u'a', u'\uffff'});
    count_small<wchar_t>({L'x', L'a'});
    count_small<colour>({colour::green, colour::red});
    const std::vector<bool> bits{true, false, true};
    cairn::counter<bool> b(cairn::from_range, bits);
    CHECK(b[true] == 2);
    const std::array<bool, 2000> flags{true};
    b.update(flags);
    CHECK(b[false] == 2000);
    CHECK(b[true] == 3);
    CHECK(*b.keys().begin() == true);
}

struct ignore_case {
    static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
    std::size_t operator()(char c) const { return std::hash<char>{}(lower(c)); }
    bool operator()(char a, char b) const { return lower(a) == lower(b); }
};

TEST_CASE("counter: keys of few bits with an equality of their own", "[counter][ranges]") {
    const std::string text(4000, 'b');
    const std::string mixed = "AxaBXb" + text;
    cairn::counter<char, std::int64_t, ignore_case, ignore_case> c(cairn::from_range, mixed);
    CHECK(c.size() == 3);
    CHECK(c['a'] == 2);
    CHECK(c['B'] == 4002);
    CHECK(support::same_sequence(c.keys(), "AxB"sv));
}

TEST_CASE("counter: its own ranges in algorithms and views", "[counter][ranges]") {
    const words c{{"one", 1}, {"none", 0}, {"three", 3}, {"less", -2}};
    CHECK(support::same_sequence(c.elements(),
                                 std::vector{"one"sv, "three"sv, "three"sv, "three"sv}));
    CHECK(std::ranges::max(c.values()) == 3);
    CHECK(std::ranges::distance(c.elements()) == 4);
    CHECK(std::ranges::find_if(c, [](const auto& e) { return e.second == 3; })->first == "three");
    CHECK(::ranges::count_if(c.values(), [](std::int64_t n) { return n > 0; }) == 2);
    std::vector<std::string> backwards;
    for (const auto key : c.keys() | std::views::reverse)
        backwards.emplace_back(key);
    CHECK(backwards == std::vector{"less"s, "three"s, "none"s, "one"s});
    std::string joined;
    for (const auto& [key, n] :
         c | std::views::filter([](const auto& e) { return e.second > 0; }) | std::views::take(5))
        joined += std::string(key) + '=' + std::to_string(n) + ' ';
    CHECK(joined == "one=1 three=3 ");
    const std::vector<std::pair<std::string, std::int64_t>> copied(c.begin(), c.end());
    CHECK(copied.size() == 4);
    const std::unordered_map<std::string, std::int64_t> map(c.begin(), c.end());
    CHECK(map.at("three") == 3);
    const std::map<std::string_view, std::int64_t> of_views(c.begin(), c.end());
    CHECK(of_views.at("less") == -2);
    CHECK(c.elements().begin() == std::ranges::begin(c.elements()));
    CHECK(words().elements().empty());
    CHECK(words{{"a", -1}}.elements().empty());
    const cairn::counter<int, std::uint64_t> huge{{1, std::numeric_limits<std::uint64_t>::max()}};
    auto some = huge.elements() | std::views::take(3); // as often as it says, but lazily
    CHECK(std::ranges::distance(some) == 3);
}

TEST_CASE("counter: a range of its own parts", "[counter][ranges]") {
    words c{{"a", 2}, {"a word too long to be packed", 1}};
    c.update(c.elements());
    CHECK(c["a"] == 4);
    c.update(c);
    CHECK(c["a"] == 8);
    c.subtract(c.keys());
    CHECK(c["a"] == 7);
    CHECK(c["a word too long to be packed"] == 3);
    c.subtract(c);
    CHECK(c.total() == 0);
    CHECK(c.size() == 2);
}

TEST_CASE("counter: its rarest and most frequent, by heapq", "[counter][ranges]") {
    words c;
    for (int i = 0; i != 2000; ++i)
        c.add("word number " + std::to_string(i), i);
    const auto count = [](const auto& entry) { return entry.second; };
    // References of this counter are views, its values are strings.
    const auto rarest = cairn::nsmallest(2, c, std::less<>(), count);
    REQUIRE(rarest.size() == 2);
    CHECK(rarest[0] == std::pair<std::string, std::int64_t>("word number 0", 0));
    CHECK(rarest[1].second == 1);
    CHECK(cairn::nlargest(1, c, std::less<>(), count).front().first == "word number 1999");
}

} // namespace
