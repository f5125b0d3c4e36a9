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

/// Answers of a store by one of the ways to search, if it is one that may be called from here, and that the
/// machine has.
template <search_path Path, class Store, class Key>
void check_path(const Store& store, const std::vector<Key>& queries,
                const std::vector<std::size_t>& lower, const std::vector<std::size_t>& upper) {
    if constexpr (Path <= cairn::detail::widest_search_path) {
        bool lower_agrees = true, upper_agrees = true;
        for (std::size_t i = 0; i != queries.size(); ++i) {
            lower_agrees &= store.template find<false, Path>(queries[i]) == lower[i];
            upper_agrees &= store.template find<true, Path>(queries[i]) == upper[i];
        }
        REQUIRE(lower_agrees);
        REQUIRE(upper_agrees);
    }
    if (Path > cairn::detail::search_path_here()) return;
    std::vector<std::size_t> found(queries.size());
    for (const std::size_t m :
         {std::size_t{100}, std::size_t{64}, std::size_t{33}, std::size_t{0}}) {
        std::fill(found.begin(), found.end(), store.size() + 1);
        store.template find_each<Path>(queries.data(), m,
                                       [&](std::size_t i, std::size_t at) { found[i] = at; });
        REQUIRE(std::equal(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(m),
                           lower.begin()));
    }
}

/// Positions of a store against those of the standard algorithms.
template <class Key, class Compare>
void check(std::size_t n, std::uint64_t seed) {
    support::generator generator(seed);
    std::vector<Key> keys;
    for (std::size_t i = 0; i != n; ++i)
        keys.push_back(some<Key>(generator));
    cairn::detail::search_store<Key, Compare, std::allocator<Key>> store{Compare(),
                                                                         std::allocator<Key>()};
    store.template fill<false>(keys.begin(), keys.end());
    sort_stably(keys, Compare());
    REQUIRE(std::equal(keys.begin(), keys.end(), store.begin(), store.end()));

    std::vector<Key> queries;
    for (std::size_t i = 0; i != 100; ++i)
        queries.push_back(i % 2 == 0 || n == 0 ? some<Key>(generator) : keys[generator.below(n)]);
    std::vector<std::size_t> lower, upper;
    for (const Key& x : queries) {
        const auto at = std::lower_bound(keys.begin(), keys.end(), x, Compare());
        const auto end = std::upper_bound(at, keys.end(), x, Compare());
        lower.push_back(static_cast<std::size_t>(at - keys.begin()));
        upper.push_back(static_cast<std::size_t>(end - keys.begin()));
    }
    // One store for all: whatever built its nodes, each way reads them.
    if constexpr (std::is_arithmetic_v<Key> && sizeof(Key) >= 4) {
        check_path<search_path::portable>(store, queries, lower, upper);
        if constexpr (sizeof(Key) == 4) check_path<search_path::sse2>(store, queries, lower, upper);
        check_path<search_path::avx2>(store, queries, lower, upper);
        check_path<search_path::avx512>(store, queries, lower, upper);
    } else {
        check_path<cairn::detail::widest_search_path>(store, queries, lower, upper);
        if constexpr (std::is_same_v<Key, std::string>)
            check_path<search_path::avx512>(store, queries, lower, upper);
    }
}

template <class Key, class Compare>
void check_sizes() {
    for (std::size_t n = 0; n != 36; ++n)
        check<Key, Compare>(n, n);
    for (const std::size_t full : {256u, 272u, 289u, 4624u}) { // 17 leaves, and 17 times as many
        for (std::size_t n = full - 1; n != full + 2; ++n)
            check<Key, Compare>(n, n);
    }
}

} // namespace

TEST_CASE("search_index: numbers, by every way that the machine has", "[model]") {
    check_sizes<std::uint32_t, std::less<>>();
    check_sizes<std::int32_t, std::greater<>>();
    check_sizes<float, std::less<>>();
    check_sizes<std::uint64_t, std::less<>>();
    check_sizes<std::int64_t, std::less<>>();
    check_sizes<double, std::less<>>();
}

TEST_CASE("search_index: numbers in descending order, by every way", "[model]") {
    check_sizes<std::uint32_t, std::greater<>>();
    check_sizes<float, std::greater<>>();
    check_sizes<std::uint64_t, std::greater<>>();
    check_sizes<double, std::greater<>>();
}

TEST_CASE("search_index: numbers of other sizes", "[model]") {
    check_sizes<std::uint8_t, std::less<>>();
    check_sizes<std::int16_t, std::greater<>>();
}

TEST_CASE("search_index: strings, and keys that are only compared", "[model]") {
    check_sizes<std::string, std::less<>>();
    check_sizes<std::string, std::greater<>>();
    check_sizes<std::pair<int, int>, std::less<>>();
    using first = cairn::by<&std::pair<int, int>::first>;
    check_sizes<std::pair<int, int>, first>();
}

TEST_CASE("search_index: large ones", "[model]") {
    for (const std::size_t n : {17u * 4624u - 1, 17u * 4624u + 1, 200'000u})
        check<std::uint32_t, std::less<>>(n, n);
    check<std::uint64_t, std::less<>>(100'000, 1);
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
