// SPDX-License-Identifier: BSL-1.0
// cairn/detail/kernels.hpp -- tight loops over plain arrays, and arithmetic without surprises.
//
//     plus, minus            sums of counts that wrap around instead of being undefined
//     histogram              how often every value of 8 or 16 bits occurs
//     rank_first, rank_all   which counts are highest, ties by position

#ifndef CAIRN_DETAIL_KERNELS_HPP
#define CAIRN_DETAIL_KERNELS_HPP

#include <cairn/detail/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

// -- counts ------------------------------------------------------------------------------------------

/// a + b and a - b, modulo 2^bits for integers.
struct plus {
    template <class Count>
    [[nodiscard, gnu::always_inline]] constexpr Count operator()(const Count& a,
                                                                 const Count& b) const {
        if constexpr (std::is_integral_v<Count> && !std::is_same_v<Count, bool>) {
            using wrapping = std::common_type_t<std::make_unsigned_t<Count>, unsigned>;
            return static_cast<Count>(static_cast<wrapping>(a) + static_cast<wrapping>(b));
        } else {
            return a + b;
        }
    }
};
struct minus {
    template <class Count>
    [[nodiscard, gnu::always_inline]] constexpr Count operator()(const Count& a,
                                                                 const Count& b) const {
        if constexpr (std::is_integral_v<Count> && !std::is_same_v<Count, bool>) {
            using wrapping = std::common_type_t<std::make_unsigned_t<Count>, unsigned>;
            return static_cast<Count>(static_cast<wrapping>(a) - static_cast<wrapping>(b));
        } else {
            return a - b;
        }
    }
};

// -- histograms --------------------------------------------------------------------------------------

/// Adds to counts[v] how often v occurs among n bytes. Eight tables side by side, because a run of
/// equal bytes would wait for its own previous increment in a single one (3.5 times slower).
/// Expects n < 2^32.
inline void histogram(const unsigned char* bytes, std::size_t n, std::uint32_t (&counts)[256]) {
    constexpr std::size_t ways = 8;
    std::uint32_t tables[ways][256] = {};
    std::size_t i = 0;
    for (; n - i >= ways; i += ways) {
        std::uint64_t chunk;
        std::memcpy(&chunk, bytes + i, ways);
        for (std::size_t way = 0; way != ways; ++way) {
            ++tables[way][(chunk >> (8 * way)) & 0xff];
        }
    }
    for (; i != n; ++i)
        ++tables[0][bytes[i]];
    for (std::size_t v = 0; v != 256; ++v) {
        for (std::size_t way = 0; way != ways; ++way)
            counts[v] += tables[way][v];
    }
}

// -- ranking -----------------------------------------------------------------------------------------

/// A count and the place it has in the order of first encounter.
template <class Count>
struct ranked {
    Count count = Count(); // an initialiser, or libstdc++ fills memory in which nothing lives yet
    std::uint32_t place = 0;
};

/// Which of two counts ranks before the other. A NaN ranks last, as sorting needs some order.
struct higher {
    template <class Count>
    [[nodiscard, gnu::always_inline]] constexpr bool operator()(const Count& a,
                                                                const Count& b) const {
        if constexpr (std::is_floating_point_v<Count>) {
            return a > b || (b != b && a == a);
        } else {
            return b < a;
        }
    }
};
struct lower {
    template <class Count>
    [[nodiscard, gnu::always_inline]] constexpr bool operator()(const Count& a,
                                                                const Count& b) const {
        if constexpr (std::is_floating_point_v<Count>) {
            return a < b || (b != b && a == a);
        } else {
            return a < b;
        }
    }
};

/// `before` decides between counts, the earlier place between equal ones.
template <class Count, class Before>
struct ranks_before {
    Before before;

    constexpr bool operator()(const ranked<Count>& a, const ranked<Count>& b) const {
        if (before(a.count, b.count)) return true;
        if (before(b.count, a.count)) return false;
        return a.place < b.place;
    }
};

/// The places of all n counts in rank order. Highest first and mostly small, they are sorted by
/// counting; else by comparison.
/// Complexity  linear, plus k log k for the k counts outside of [0, 2048)
template <class Count, class CountAt, class Before>
[[nodiscard]] constexpr std::vector<ranked<Count>> rank_all(std::size_t n, CountAt count_at,
                                                            Before before) {
    std::vector<ranked<Count>> result(n);
    const ranks_before<Count, Before> order{before};
    if constexpr (std::is_integral_v<Count> && std::is_same_v<Before, higher>) {
        constexpr Count few = sizeof(Count) == 1 ? 100 : 2048; // counts sorted by counting
        const auto is_few = [](Count c) { return !(c < 0) && c < few; };
        std::size_t others = 0;
        for (std::size_t i = 0; i != n; ++i)
            others += !is_few(count_at(i));
        if (n >= 64 && others <= n / 4) {
            std::vector<std::uint32_t> start(static_cast<std::size_t>(few) + 1);
            std::vector<ranked<Count>> rest;
            rest.reserve(others);
            const auto slot = [](Count c) { return static_cast<std::size_t>(few - 1 - c); };
            for (std::size_t i = 0; i != n; ++i) {
                const Count c = count_at(i);
                if (is_few(c)) {
                    ++start[slot(c) + 1];
                } else {
                    rest.push_back({c, static_cast<std::uint32_t>(i)});
                }
            }
            std::sort(rest.begin(), rest.end(), order);
            std::size_t large = 0;
            while (large != rest.size() && !(rest[large].count < 0))
                ++large;
            std::copy(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(large),
                      result.begin());
            std::copy(rest.begin() + static_cast<std::ptrdiff_t>(large), rest.end(),
                      result.end() - static_cast<std::ptrdiff_t>(rest.size() - large));
            start[0] = static_cast<std::uint32_t>(large);
            for (std::size_t s = 1; s != start.size(); ++s)
                start[s] += start[s - 1];
            for (std::size_t i = 0; i != n; ++i) {
                const Count c = count_at(i);
                if (is_few(c)) result[start[slot(c)]++] = {c, static_cast<std::uint32_t>(i)};
            }
            return result;
        }
    }
    for (std::size_t i = 0; i != n; ++i)
        result[i] = {count_at(i), static_cast<std::uint32_t>(i)};
    std::sort(result.begin(), result.end(), order);
    return result;
}

/// The first k of them. A buffer of candidates is pruned to the k best whenever it is full; what does
/// not rank before the last of those is passed over, eight at a time.
/// Complexity  O(n + k log k) expected on any order that is not adversarial; O(n log k) never exceeded
template <class Count, class CountAt, class Before>
[[nodiscard]] constexpr std::vector<ranked<Count>> rank_first(std::size_t n, CountAt count_at,
                                                              std::size_t k, Before before) {
    const ranks_before<Count, Before> order{before};
    std::vector<ranked<Count>> best;
    if (k == 0) return best;
    const std::size_t room = k < 32 ? 64 : 2 * k;
    best.reserve(room);
    const auto prune = [&] {
        const auto kth = best.begin() + static_cast<std::ptrdiff_t>(k);
        std::nth_element(best.begin(), kth - 1, best.end(), order);
        best.erase(kth, best.end());
    };
    std::size_t i = 0;
    for (; i != n && best.size() != room; ++i)
        best.push_back({count_at(i), static_cast<std::uint32_t>(i)});
    while (i != n) {
        prune();
        const Count last = best[k - 1].count;
        const auto consider = [&] {
            if (before(count_at(i), last))
                best.push_back({count_at(i), static_cast<std::uint32_t>(i)});
            ++i;
        };
        while (n - i >= 8 && room - best.size() >= 8) {
            bool any = false;
            for (std::size_t j = 0; j != 8; ++j)
                any |= before(count_at(i + j), last);
            if (!any) [[likely]] {
                i += 8;
            } else {
                for (std::size_t j = 0; j != 8; ++j)
                    consider();
            }
        }
        while (i != n && n - i < 8 && best.size() != room)
            consider();
    }
    if (best.size() > k) prune();
    std::sort(best.begin(), best.end(), order);
    return best;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_KERNELS_HPP
