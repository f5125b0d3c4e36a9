// SPDX-License-Identifier: BSL-1.0
// merge and merge_into, argument by argument: ties, comparators, projections, kinds of keys, copies of views.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/stable_sort.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <list>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using ints = std::vector<int>;
using tagged = std::pair<int, char>;

template <class View>
std::string tags(View&& view) {
    std::string made;
    for (const tagged& each : view)
        made += each.second;
    return made;
}

/// Merges what is sorted by `compare`, both ways, and compares with a stable sort.
template <class T, class Compare = std::less<>>
void merges(std::vector<std::vector<T>> runs, Compare compare = Compare()) {
    std::vector<T> expected;
    for (auto& run : runs) {
        support::stable_sort(run, compare);
        expected.insert(expected.end(), run.begin(), run.end());
    }
    support::stable_sort(expected, compare);
    CHECK(std::ranges::equal(cairn::merge(runs, compare), expected));
    std::vector<T> out(expected.size());
    CHECK(cairn::merge_into(out.begin(), runs, compare) == out.end());
    CHECK(out == expected);
}

template <class T>
void merges_numbers() {
    using limits = std::numeric_limits<T>;
    const std::vector<std::vector<T>> runs{{T(0), T(1), (limits::max)()},
                                           {limits::lowest(), T(0)},
                                           {(limits::max)(), (limits::max)()},
                                           {},
                                           {T(5)}};
    merges(runs);
    merges(runs, std::greater<>());
    merges(runs, std::less<T>());
    merges(runs, std::ranges::greater());
}

} // namespace

TEST_CASE("merge: the first range wins ties", "[merge][api]") {
    const std::vector<tagged> a{{1, 'a'}, {2, 'b'}, {2, 'c'}}, b{{1, 'd'}, {2, 'e'}}, c{{2, 'f'}};
    CHECK(tags(cairn::merge(a, b, c, std::less<>(), &tagged::first)) == "adbcef");
    CHECK(tags(cairn::merge(c, b, a, std::less<>(), &tagged::first)) == "dafebc");
    std::vector<std::vector<tagged>> runs{a, b, c};
    CHECK(tags(cairn::merge(runs, std::less<>(), &tagged::first)) == "adbcef");
    std::vector<tagged> out;
    cairn::merge_into(std::back_inserter(out), runs, std::less<>(), &tagged::first);
    CHECK(tags(out) == "adbcef");
    // In reverse as well, as Python's.
    const std::vector<tagged> d{{2, 'a'}, {1, 'b'}}, e{{2, 'c'}, {1, 'd'}};
    CHECK(tags(cairn::merge(d, e, std::greater<>(), &tagged::first)) == "acbd");
    // A comparator that no head can stand for.
    const auto by_first = [](const tagged& x, const tagged& y) { return x.first < y.first; };
    CHECK(tags(cairn::merge(a, b, c, by_first)) == "adbcef");
    // 0.0 and -0.0 are equivalent.
    const std::vector<double> zero{0.0}, minus{-0.0};
    double signs[2];
    cairn::merge_into(signs, zero, minus);
    CHECK((!std::signbit(signs[0]) && std::signbit(signs[1])));
    cairn::merge_into(signs, minus, zero);
    CHECK((std::signbit(signs[0]) && !std::signbit(signs[1])));
}

TEST_CASE("merge: keys of every kind", "[merge][api]") {
    merges_numbers<int>();
    merges_numbers<std::uint64_t>();
    merges_numbers<std::int64_t>();
    merges_numbers<unsigned char>();
    merges_numbers<float>();
    merges_numbers<double>();
    merges<std::string>(
        {{"", "a", "prefix-1", "prefix-2"}, {"prefix-1", "prefix-10", "\xff"}, {"a", "b"}});
    merges<std::string>({{"", "a", "prefix-1"}, {"prefix-1", "prefix-10"}}, std::greater<>());
    using pair = std::pair<std::uint64_t, std::int32_t>;
    merges<pair>({{{1, 2}, {1, -3}}, {{1, 0}, {~std::uint64_t{0}, 5}}, {{~std::uint64_t{0}, -5}}});
    merges<pair>({{{1, 2}, {1, -3}}, {{1, 0}, {0, 5}}}, std::greater<>());
    using triple = std::tuple<int, std::string, double>;
    merges<triple>({{{1, "b", 0.5}, {2, "a", 1}}, {{1, "a", 2}, {1, "b", 0.25}}});
    merges<std::vector<int>>({{{1, 2}, {3}}, {{1}, {2, 9}}});
}

TEST_CASE("merge: what a projection makes is compared", "[merge][api]") {
    struct person {
        std::string name;
        int age;
        [[nodiscard]] std::string initial() const { return name.substr(0, 1); }
    };
    const std::vector<person> a{{"ada", 36}, {"grace", 85}}, b{{"barbara", 28}, {"edsger", 72}};
    const auto names = [](auto&& view) {
        std::string made;
        for (const person& each : view)
            made += each.name + ' ';
        return made;
    };
    CHECK(names(cairn::merge(a, b, std::less<>(), &person::age)) == "barbara ada edsger grace ");
    CHECK(names(cairn::merge(a, b, std::less<>(), &person::initial)) ==
          "ada barbara edsger grace ");
    CHECK(names(cairn::merge(a, b, std::less<>(), &person::name)) == "ada barbara edsger grace ");
    CHECK(names(cairn::merge(a, b, cairn::by_key(&person::age))) == "barbara ada edsger grace ");
    const auto negated = [](int i) { return -i; };
    const ints down{3, 1}, also{2};
    CHECK(std::ranges::equal(cairn::merge(down, also, std::less<>(), negated), ints{3, 2, 1}));
    ints out;
    cairn::merge_into(std::back_inserter(out), down, also, std::less<>(), negated);
    CHECK(out == ints{3, 2, 1});
}

TEST_CASE("merge: comparators may have a state and no assignment", "[merge][api]") {
    int calls = 0;
    const auto counting = [&calls](int x, int y) { return ++calls, x < y; };
    const ints a{1, 3, 5, 7}, b{2, 4, 6, 8}, c{0, 9}, d{5};
    auto merged = cairn::merge(a, b, c, d, counting);
    CHECK(calls == 0); // nobody has asked for an element
    auto i = merged.begin();
    CHECK(calls == 3);
    ++i;
    CHECK(calls <= 3 + 2 + (CAIRN_HARDENED != 0)); // log2 k, and whether the input is sorted
    auto other = cairn::merge(a, a, c, d, counting);
    other = merged;
    CHECK(std::ranges::equal(other, ints{0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9}));
    other = std::move(merged);
    CHECK(std::ranges::equal(other, ints{0, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9}));
}

TEST_CASE("merge: sizes", "[merge][api]") {
    ints a{1, 2, 3};
    std::list<int> b{4};
    CHECK(cairn::merge(a, b).size() == 4);
    const auto fixed = cairn::merge(a, a);
    CHECK(fixed.size() == 6);
    CHECK(decltype(fixed)().size() == 0);
    decltype(cairn::merge(a, a)) none;
    CHECK(none.begin() == none.end());
}

TEST_CASE("merge: owns what it is given", "[merge][api]") {
    auto merged = cairn::merge(ints{1, 4}, std::list<int>{2, 3});
    auto moved = std::move(merged);
    CHECK(std::ranges::equal(moved, ints{1, 2, 3, 4}));
    auto runs = cairn::merge(std::vector<ints>{{1, 4}, {2, 3}});
    auto taken = std::move(runs);
    CHECK(std::ranges::equal(taken, ints{1, 2, 3, 4}));
    std::vector<std::array<char, 3>> small{{'a', 'c', 'e'}, {'b', 'd', 'f'}};
    CHECK(std::ranges::equal(cairn::merge(std::move(small)), std::string("abcdef")));
}

TEST_CASE("merge: what it shows are the elements themselves", "[merge][api]") {
    ints a{1, 3}, b{2, 4};
    for (int& each : cairn::merge(a, b))
        each -= 10; // what has been read may become less, not more
    CHECK(a == ints{-9, -7});
    CHECK(b == ints{-8, -6});
    auto merged = cairn::merge(a, b);
    auto i = merged.begin();
    CHECK(&*i == a.data());
    CHECK(*i++ == -9);
    CHECK(*i == -8);
    const std::vector<tagged> c{{1, 'x'}};
    auto pairs = cairn::merge(c, c);
    CHECK(pairs.begin()->second == 'x');
    auto proxies = cairn::merge(c | std::views::transform([](const tagged& t) { return t; }));
    CHECK(proxies.begin()->second == 'x');
}

TEST_CASE("merge: works with elements that resist", "[merge][api]") {
    std::vector<support::greedy> a{1, 3}, b{2};
    int sum = 0;
    for (const support::greedy& each : cairn::merge(a, b))
        sum = 10 * sum + each.value;
    CHECK(sum == 123);
    std::vector<support::only_less> c(2), d(1);
    c[1].value = 5;
    d[0].value = 4;
    std::vector<support::only_less> out;
    cairn::merge_into(std::back_inserter(out), c, d);
    CHECK((out[0].value == 0 && out[1].value == 4 && out[2].value == 5));
}

TEST_CASE("merge_into: returns where it stopped", "[merge][api]") {
    const ints a{1, 4}, b{2, 3};
    std::array<int, 6> out{};
    CHECK(cairn::merge_into(out.begin(), a, b) == out.begin() + 4);
    CHECK(out == std::array{1, 2, 3, 4, 0, 0});
    CHECK(cairn::merge_into(out.data(), b) == out.data() + 2);
    CHECK(cairn::merge_into(out.data(), std::vector<ints>()) == out.data());
    std::vector<long> longs;
    cairn::merge_into(std::back_inserter(longs), a, b);
    CHECK(longs == std::vector<long>{1, 2, 3, 4});
    std::list<int> list(4);
    CHECK(cairn::merge_into(list.begin(), a, b, std::less<>()) == list.end());
    CHECK(list == std::list<int>{1, 2, 3, 4});
    std::vector<std::string> words{"b", "d"}, others{"a", "c"}, text;
    cairn::merge_into(std::back_inserter(text), words, others);
    CHECK(text == std::vector<std::string>{"a", "b", "c", "d"});
}
