// SPDX-License-Identifier: BSL-1.0
// bisect: every function in every form it takes.

#include <cairn/bisect.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct film {
    std::string name;
    int year;
};

const std::vector<film> films{{"Jaws", 1975}, {"Titanic", 1997}, {"Aliens", 1997}, {"Up", 2009}};

template <class T>
constexpr T highest = (std::numeric_limits<T>::max)();
template <class T>
constexpr T lowest = std::numeric_limits<T>::lowest();

} // namespace

TEST_CASE("bisect: positions", "[api]") {
    const std::vector<int> v{10, 20, 20, 30};
    CHECK(cairn::bisect_left(v, 20) == 1);
    CHECK(cairn::bisect_right(v, 20) == 3);
    CHECK(cairn::bisect(v, 20) == 3);
    CHECK(cairn::bisect_left(v, 5) == 0);
    CHECK(cairn::bisect_right(v, 99) == 4);
    CHECK(cairn::bisect_left(v.begin() + 1, v.end(), 30) == 2);
    CHECK(cairn::bisect_right(v.data(), v.data() + 3, 20) == 3);
    CHECK(cairn::bisect_left(std::vector<int>(), 1) == 0);
    const int down[] = {9, 5, 5, 1};
    CHECK(cairn::bisect_left(down, 5, std::greater<>()) == 1);
    CHECK(cairn::bisect_right(down, 5, std::greater<>()) == 3);
    CHECK(cairn::bisect_left(down, down + 4, 1, std::ranges::greater()) == 3);
}

TEST_CASE("bisect: where to begin and where to end", "[api]") {
    const std::vector<int> v{1, 1, 3, 3, 5, 5};
    CHECK(cairn::bisect_left(v, 3, 3) == 3);
    CHECK(cairn::bisect_right(v, 3, 3) == 4);
    CHECK(cairn::bisect_left(v, 3, 0, 2) == 2);
    CHECK(cairn::bisect_right(v, 1, 1, 5) == 2);
    CHECK(cairn::bisect(v, 0, 2, 4) == 2);
    CHECK(cairn::bisect_left(v, 9, std::size_t{2}, 4) == 4);
    CHECK(cairn::bisect_left(v, 3, 5, 2) == 5); // lo > hi
    CHECK(cairn::bisect_left(v, 3, 6) == 6);
    const std::vector<int> unsorted{9, 1, 2, 3, 0}; // but sorted from 1 to 4
    CHECK(cairn::bisect_left(unsorted, 3, 1, 4) == 3);
    CHECK(cairn::bisect_left(films, 1997, 2, 4, {}, &film::year) == 2);
    CHECK(cairn::bisect_right(films, 1997, 0, 2, std::less<>(), &film::year) == 2);
}

TEST_CASE("bisect: orders, keys and values of other types", "[api]") {
    CHECK(cairn::bisect_left(films, 1997, {}, &film::year) == 1);
    CHECK(cairn::bisect_right(films, 1997, {}, &film::year) == 3);
    CHECK(cairn::bisect_left(films.begin(), films.end(), 1998, {}, &film::year) == 3);
    const auto before = [](const film& f, int year) { return f.year < year; };
    CHECK(cairn::bisect_left(films, 2000, before) == 3);
    const auto after = [](int year, const film& f) { return year < f.year; };
    CHECK(cairn::bisect_right(films, 1975, after) == 1);
    const std::vector<std::string> words{"ant", "bee", "cat"};
    CHECK(cairn::bisect_left(words, "bee") == 1);
    CHECK(cairn::bisect_right(words, std::string_view("bee")) == 2);
    CHECK(cairn::bisect_left(words, 3u, {}, &std::string::size) == 0);
    const std::deque<double> numbers{1, 2, 4};
    CHECK(cairn::bisect_left(numbers, 2) == 1);
    CHECK(cairn::bisect_left(numbers, 2.5f) == 2);
    int calls = 0;
    const auto counting = [&calls](int a, int b) mutable {
        ++calls;
        return a < b;
    };
    CHECK(cairn::bisect_left(std::vector{1, 2, 3}, 2, counting) == 1);
    CHECK(calls > 0);
}

TEST_CASE("bisect: NaN", "[api]") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> v{1, 2, 3};
    CHECK(cairn::bisect_left(v, nan) == 0); // nothing is less than it
    CHECK(cairn::bisect_right(v, nan) == 3);
    CHECK(cairn::equal_range(v, nan).size() == 3); // as std has it
}

TEST_CASE("bisect: iterators", "[api]") {
    std::vector<int> v{10, 20, 20, 30};
    CHECK(cairn::lower_bound(v, 20) == v.begin() + 1);
    CHECK(cairn::upper_bound(v, 20) == v.begin() + 3);
    *cairn::lower_bound(v, 25) = 40;
    CHECK(v.back() == 40);
    CHECK(cairn::upper_bound(v.cbegin(), v.cend(), 40) == v.cend());
    CHECK(cairn::lower_bound(films, 2000, {}, &film::year)->name == "Up");
    const auto same = cairn::equal_range(films, 1997, {}, &film::year);
    CHECK(same.size() == 2);
    CHECK(same.front().name == "Titanic");
    CHECK(same.back().name == "Aliens");
    const auto [first, last] = cairn::equal_range(v.begin(), v.end(), 20);
    CHECK(first == v.begin() + 1);
    CHECK(last == v.begin() + 3);
    CHECK(cairn::equal_range(v, 21).empty());
    CHECK(cairn::equal_range(v, 99).begin() == v.end());
}

TEST_CASE("bisect: whether it is there, and where", "[api]") {
    const std::vector<int> v{2, 4, 4, 8};
    CHECK(cairn::binary_search(v, 4) == std::optional<std::size_t>(1));
    CHECK(cairn::binary_search(v, 8) == std::optional<std::size_t>(3));
    CHECK_FALSE(cairn::binary_search(v, 5));
    CHECK_FALSE(cairn::binary_search(v, 9));
    CHECK_FALSE(cairn::binary_search(std::vector<int>(), 9));
    CHECK(cairn::binary_search(v.begin() + 2, v.end(), 4) == std::optional<std::size_t>(0));
    CHECK(cairn::binary_search(films, 2009, {}, &film::year) == std::optional<std::size_t>(3));
}

TEST_CASE("bisect: from a hint", "[api]") {
    std::vector<int> v;
    for (int i = 0; i != 300; ++i)
        v.push_back(i / 3 * 2);
    for (const std::size_t hint : {0u, 1u, 17u, 150u, 299u, 300u}) {
        for (int x = -1; x != 202; ++x) {
            REQUIRE(cairn::gallop_left(v, x, hint) == cairn::bisect_left(v, x));
            REQUIRE(cairn::gallop_right(v, x, hint) == cairn::bisect_right(v, x));
        }
    }
    CHECK(cairn::gallop_left(v, 4) == 6);
    CHECK(cairn::gallop_right(films, 1997, 1, {}, &film::year) == 3);
    int calls = 0;
    const auto counting = [&calls](int a, int b) {
        ++calls;
        return a < b;
    };
    const std::size_t far = cairn::bisect_left(v, 120);
    calls = 0;
    CHECK(cairn::gallop_left(v, 120, far, counting) == far);
    if (CAIRN_HARDENED < 2) CHECK(calls <= 2);
}

TEST_CASE("bisect: insertion", "[api]") {
    std::vector<film> list(films);
    const auto at = cairn::insort_right(list, film{"Gattaca", 1997}, {}, &film::year);
    CHECK(at == list.begin() + 3);
    CHECK(at->name == "Gattaca");
    CHECK(cairn::insort_left(list, film{"Contact", 1997}, {}, &film::year)->name == "Contact");
    CHECK(list[1].name == "Contact");
    cairn::insort(list, film{"Cube", 1997}, 0, 2, {}, &film::year);
    CHECK(list[2].name == "Cube");
    CHECK(cairn::insort(list, film{"Alien", 1979}, 6, 1, {}, &film::year) == list.begin() + 6);

    std::vector<std::string> words{"ant", "cat"};
    cairn::insort(words, "bee"); // made a string once
    CHECK(words == std::vector<std::string>{"ant", "bee", "cat"});
    cairn::insort(words, "dog", 3);
    cairn::insort_left(words, words[1]);
    words.shrink_to_fit();
    cairn::insort(words, words[0]);
    CHECK(words == std::vector<std::string>{"ant", "ant", "bee", "bee", "cat", "dog"});
    std::deque<int> down;
    for (const int x : {3, 1, 2, 3})
        cairn::insort(down, x, std::greater<>());
    CHECK(down == std::deque<int>{3, 3, 2, 1});
    int keys = 0;
    const auto key = [&keys](int x) {
        ++keys;
        return -x;
    };
    cairn::insort_left(down, 2, {}, key);
    CHECK(down == std::deque<int>{3, 3, 2, 2, 1});
    if (CAIRN_HARDENED < 2) CHECK(keys <= 5);
}

TEST_CASE("bisect: integers by a predicate", "[api]") {
    CHECK(cairn::bisect_by(0, 100, [](int x) { return x * x >= 50; }) == 8);
    CHECK(cairn::bisect_by(0, 5, [](int) { return false; }) == 5);
    CHECK(cairn::bisect_by(0, 5, [](int) { return true; }) == 0);
    CHECK(cairn::bisect_by(5, 5, [](int) { return false; }) == 5);
    CHECK(cairn::bisect_by(7, 3, [](int) { return false; }) == 7); // lo > hi
    const auto whole = [](auto wanted) {
        using T = decltype(wanted);
        return cairn::bisect_by(lowest<T>, highest<T>, [=](T x) { return x >= wanted; });
    };
    for (const std::int64_t x :
         {lowest<std::int64_t>, std::int64_t{-1}, std::int64_t{0}, highest<std::int64_t>})
        CHECK(whole(x) == x);
    for (const int x : {lowest<int>, -5, 0, 5, highest<int> - 1, highest<int>})
        CHECK(whole(x) == x);
    CHECK(whole(highest<std::uint64_t> - 1) == highest<std::uint64_t> - 1);
    for (int x = -128; x != 128; ++x)
        CHECK(whole(static_cast<signed char>(x)) == x);
    CHECK(whole('c') == 'c');
    int calls = 0;
    const auto odd = [&calls](std::int64_t x) { // not monotone
        ++calls;
        return x % 2 != 0;
    };
    const std::int64_t found = cairn::bisect_by(lowest<std::int64_t>, highest<std::int64_t>, odd);
    CHECK((odd(found) || found == highest<std::int64_t>));
    CHECK(calls <= 65);
}

TEST_CASE("bisect: floating-point numbers by a predicate", "[api]") {
    const double infinity = std::numeric_limits<double>::infinity();
    const double root = cairn::bisect_by(0.0, 2.0, [](double x) { return x * x >= 2; });
    CHECK(root * root >= 2);
    const double below = std::nextafter(root, 0.0);
    CHECK(below * below < 2);
    const auto least = [](double wanted, double lo, double hi) {
        return cairn::bisect_by(lo, hi, [=](double x) { return x >= wanted; });
    };
    for (const double x :
         {-infinity, lowest<double>, -1.5, -1e-310, 0.0, 5e-324, 1.0, highest<double>, infinity}) {
        CHECK(least(x, -infinity, infinity) == x);
    }
    CHECK(least(1e9, -5.0, 5.0) == 5.0);
    CHECK_FALSE(std::signbit(least(-0.0, -1.0, 1.0)));
    CHECK(cairn::bisect_by(2.0, 1.0, [](double) { return true; }) == 2.0);
    CHECK(cairn::bisect_by(-1.0f, 1.0f, [](float x) { return x > 0; }) ==
          std::numeric_limits<float>::denorm_min());
    int calls = 0;
    const auto never_the_same = [&calls](double) { return ++calls % 3 == 0; };
    const double any = cairn::bisect_by(-infinity, infinity, never_the_same);
    CHECK(any >= -infinity);
    CHECK(calls <= 64);
}

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("bisect: positions outside of the range are noticed", "[api]") {
    std::vector<int> v{1, 2, 3};
    CHECK(support::traps([&] { (void)cairn::bisect_left(v, 2, 0, 4); }));
    CHECK(support::traps([&] { (void)cairn::bisect_right(v, 2, -1, 3); }));
    CHECK(support::traps([&] { (void)cairn::bisect_left(v, 2, 4); }));
    CHECK(support::traps([&] { (void)cairn::gallop_left(v, 2, 4); }));
    CHECK(support::traps([&] { cairn::insort(v, 2, 0, 4); }));
    CHECK(support::traps(
        [] { (void)cairn::bisect_by(0.0, std::nan(""), [](double) { return true; }); }));
#if CAIRN_HARDENED >= 2
    const std::vector<int> unsorted{1, 3, 2, 4};
    CHECK(support::traps([&] { (void)cairn::bisect_left(unsorted, 3); }));
    CHECK(support::traps([&] { (void)cairn::upper_bound(unsorted, 2); }));
    CHECK(support::traps([&] { (void)cairn::gallop_right(unsorted, 2); }));
#endif
}
#endif
