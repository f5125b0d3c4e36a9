// SPDX-License-Identifier: BSL-1.0
// search_index against std::lower_bound and std::upper_bound: every key type, every way to compare, every
// size around the boundaries of the layout, and every small array.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using cairn::detail::search_path;

/// A key of every type: extreme ones, and few enough different ones for duplicates.
template <class Key>
Key some(support::generator& generator) {
    if constexpr (std::is_same_v<Key, std::string>) {
        return generator.text(generator.below(12u), 2);
    } else if constexpr (std::is_arithmetic_v<Key>) {
        using limits = std::numeric_limits<Key>;
        switch (generator.below(16)) {
        case 0:
            return limits::lowest();
        case 1:
            return (limits::max)();
        case 2:
            return limits::has_infinity ? limits::infinity() : Key(1);
        case 3:
            return limits::has_infinity ? -limits::infinity() : Key(0);
        case 4:
            return limits::has_infinity ? -limits::denorm_min() : Key(1);
        case 5:
            return static_cast<Key>(generator());
        default:
            return static_cast<Key>(static_cast<Key>(generator.below(3000)) - Key(7));
        }
    } else {
        const int first = generator.below(20);
        return Key(first, generator.below(5));
    }
}

/// std::stable_sort, without the deprecated function that libstdc++ calls in it.
template <class Key, class Compare>
void sort_stably(std::vector<Key>& keys, Compare compare) {
    std::vector<std::pair<Key, std::size_t>> numbered;
    for (const Key& key : keys)
        numbered.emplace_back(key, numbered.size());
    std::sort(numbered.begin(), numbered.end(), [&](const auto& a, const auto& b) {
        if (compare(a.first, b.first)) return true;
        return !compare(b.first, a.first) && a.second < b.second;
    });
    for (std::size_t i = 0; i != keys.size(); ++i)
        keys[i] = numbered[i].first;
}

/// Positions of a store against those of the standard algorithms.
template <search_path Path, class Key, class Compare>
void check(std::size_t n, std::uint64_t seed) {
    support::generator generator(seed);
    std::vector<Key> keys;
    for (std::size_t i = 0; i != n; ++i)
        keys.push_back(some<Key>(generator));
    cairn::detail::search_store<Key, Compare, std::allocator<Key>, Path> store{
        Compare(), std::allocator<Key>()};
    store.template fill<false>(keys.begin(), keys.end());
    sort_stably(keys, Compare());
    REQUIRE(std::equal(keys.begin(), keys.end(), store.begin(), store.end()));

    std::vector<Key> queries;
    for (std::size_t i = 0; i != 100; ++i)
        queries.push_back(i % 2 == 0 || n == 0 ? some<Key>(generator) : keys[generator.below(n)]);
    std::vector<std::size_t> lower, found(queries.size());
    bool upper_agrees = true, lower_agrees = true;
    for (const Key& x : queries) {
        const auto at = std::lower_bound(keys.begin(), keys.end(), x, Compare());
        lower.push_back(static_cast<std::size_t>(at - keys.begin()));
        lower_agrees &= store.template find<false>(x) == lower.back();
        const auto end = std::upper_bound(at, keys.end(), x, Compare());
        upper_agrees &=
            store.template find<true>(x) == static_cast<std::size_t>(end - keys.begin());
    }
    REQUIRE(lower_agrees);
    REQUIRE(upper_agrees);
    for (const std::size_t m :
         {std::size_t{100}, std::size_t{64}, std::size_t{33}, std::size_t{0}}) {
        std::fill(found.begin(), found.end(), n + 1);
        store.find_each(queries.data(), m, [&](std::size_t i, std::size_t at) { found[i] = at; });
        REQUIRE(std::equal(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(m),
                           lower.begin()));
    }
}

template <search_path Path, class Key, class Compare>
void check_sizes() {
    for (std::size_t n = 0; n != 36; ++n)
        check<Path, Key, Compare>(n, n);
    for (const std::size_t full : {256u, 272u, 289u, 4624u}) { // 17 leaves, and 17 times as many
        for (std::size_t n = full - 1; n != full + 2; ++n)
            check<Path, Key, Compare>(n, n);
    }
}

template <search_path Path>
void check_numbers() {
    check_sizes<Path, std::uint32_t, std::less<>>();
    check_sizes<Path, std::int32_t, std::greater<>>();
    check_sizes<Path, float, std::less<>>();
    check_sizes<Path, std::uint64_t, std::less<>>();
    check_sizes<Path, std::int64_t, std::less<>>();
    check_sizes<Path, double, std::less<>>();
}

template <search_path Path>
void check_descending() {
    check_sizes<Path, std::uint32_t, std::greater<>>();
    check_sizes<Path, float, std::greater<>>();
    check_sizes<Path, std::uint64_t, std::greater<>>();
    check_sizes<Path, double, std::greater<>>();
}

} // namespace

TEST_CASE("search_index: numbers, compared without vectors", "[model]") {
    check_numbers<search_path::portable>();
    check_descending<search_path::portable>();
}

TEST_CASE("search_index: numbers, compared by the widest vectors of the target", "[model]") {
    check_numbers<cairn::detail::widest_search_path>();
    check_descending<cairn::detail::widest_search_path>();
}

#ifdef __AVX2__
TEST_CASE("search_index: numbers, compared by narrower vectors", "[model]") {
    check_numbers<search_path::sse2>();
    check_descending<search_path::sse2>();
    check_numbers<search_path::avx2>();
    check_descending<search_path::avx2>();
}
#endif

TEST_CASE("search_index: numbers of other sizes", "[model]") {
    check_sizes<cairn::detail::widest_search_path, std::uint8_t, std::less<>>();
    check_sizes<cairn::detail::widest_search_path, std::int16_t, std::greater<>>();
}

TEST_CASE("search_index: strings, and keys that are only compared", "[model]") {
    constexpr search_path path = cairn::detail::widest_search_path;
    check_sizes<path, std::string, std::less<>>();
    check_sizes<path, std::string, std::greater<>>();
    check_sizes<path, std::pair<int, int>, std::less<>>();
    using first = cairn::by<&std::pair<int, int>::first>;
    check_sizes<path, std::pair<int, int>, first>();
}

TEST_CASE("search_index: large ones", "[model]") {
    constexpr search_path path = cairn::detail::widest_search_path;
    for (const std::size_t n : {17u * 4624u - 1, 17u * 4624u + 1, 200'000u})
        check<path, std::uint32_t, std::less<>>(n, n);
    check<search_path::portable, std::uint64_t, std::less<>>(100'000, 1);
}

TEST_CASE("search_index: strings with a common beginning", "[model]") {
    std::vector<std::string> keys;
    for (int i = 0; i != 500; ++i)
        keys.push_back("https://example.org/" + std::to_string(i * 7 % 500) +
                       std::string(static_cast<std::size_t>(i % 9), 'x'));
    const cairn::search_index<std::string> index(keys.begin(), keys.end());
    const cairn::search_index<std::string, std::greater<>> reversed(keys.begin(), keys.end());
    std::sort(keys.begin(), keys.end());
    std::vector<std::string> queries(keys);
    for (const char* each : {"", "h", "https://example.org/", "https://example.org/9", "https://a",
                             "z", "https://example.org/zz", "https://example.org"})
        queries.emplace_back(each);
    std::vector<std::size_t> found(queries.size());
    index.lower_bound_batch(queries, found);
    for (std::size_t i = 0; i != queries.size(); ++i) {
        const auto expected = static_cast<std::size_t>(
            std::lower_bound(keys.begin(), keys.end(), queries[i]) - keys.begin());
        REQUIRE(index.lower_bound(queries[i]) == expected);
        REQUIRE(found[i] == expected);
        REQUIRE(reversed.upper_bound(queries[i]) == keys.size() - expected);
    }
}

TEST_CASE("search_index: every array of up to eight elements over four values", "[model]") {
    // as many of each value as there are: the order of arrival makes no difference to numbers
    std::size_t arrays = 0;
    for (int zeros = 0; zeros <= 8; ++zeros) {
        for (int ones = 0; zeros + ones <= 8; ++ones) {
            for (int twos = 0; zeros + ones + twos <= 8; ++twos) {
                for (int threes = 0; zeros + ones + twos + threes <= 8; ++threes) {
                    const int counts[] = {zeros, ones, twos, threes};
                    std::vector<int> keys;
                    for (int value = 3; value >= 0; --value)
                        keys.insert(keys.end(), static_cast<std::size_t>(counts[value]), value);
                    const cairn::search_index<int> index(keys.begin(), keys.end());
                    std::size_t before = 0;
                    bool right = index.lower_bound(-1) == 0 && index.upper_bound(-1) == 0;
                    for (int value = 0; value != 4; ++value) {
                        const auto count = static_cast<std::size_t>(counts[value]);
                        right &= index.equal_range(value) == std::pair(before, before + count);
                        right &= index.contains(value) == (count != 0);
                        before += count;
                    }
                    REQUIRE((right && index.lower_bound(4) == before && index.size() == before));
                    ++arrays;
                }
            }
        }
    }
    CHECK(arrays == 495);
}
