// SPDX-License-Identifier: BSL-1.0
// cairn/detail/search_node.hpp -- how many of sixteen sorted numbers are before a number.
//
//     search_path      the ways to find out: by vectors of 16, 32 or 64 bytes, or without
//     search_probe     a number that is looked up, as its way likes it best
//
// Sixteen numbers of four bytes are a cache line, of eight bytes two. What a node holds does not depend on the
// way, so that each can search what another has built.
//
// The wider ways are there for every x86 processor, whatever the compiler may use elsewhere: their functions
// say for themselves what they need, and may be called by others that do. They are made of vector types and
// built-in functions because <immintrin.h> doubles the time that this header takes to compile.

#ifndef CAIRN_DETAIL_SEARCH_NODE_HPP
#define CAIRN_DETAIL_SEARCH_NODE_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cairn::inline CAIRN_ABI::detail {

/// In ascending order of width: a way that a target has implies those before it.
enum class search_path : unsigned char { portable, sse2, avx2, avx512 };

/// The widest way that may be called from everywhere.
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
inline constexpr search_path widest_search_path = search_path::avx512;
#elif defined(__AVX2__)
inline constexpr search_path widest_search_path = search_path::avx2;
#elif defined(__SSE2__)
inline constexpr search_path widest_search_path = search_path::sse2;
#else
inline constexpr search_path widest_search_path = search_path::portable;
#endif

/// The same, or a wider one that the processor has which this runs on.
[[nodiscard]] inline search_path search_path_here() noexcept {
#if defined(__GNUC__) && defined(__x86_64__)
    if constexpr (widest_search_path < search_path::avx512) {
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
        if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
            return search_path::avx512;
        if (avx2) return search_path::avx2;
    }
#endif
    return widest_search_path;
}

/// Numbers in a node, and so one less than its children.
inline constexpr std::size_t search_width = 16;

/// Whether vectors serve numbers of this type.
template <class Word, search_path Path>
inline constexpr bool has_search_vectors =
    Path != search_path::portable && !std::is_same_v<Word, bool> &&
    (sizeof(Word) == 4 || (sizeof(Word) == 8 && Path != search_path::sse2));

/// Vectors of up to 32 bytes compare signed numbers only. Nodes keep unsigned ones of four bytes with their
/// first bit flipped, which leaves the order alone. Of eight bytes not: without vectors, which is how programs
/// for any x86-64 search those, look-ups would take a tenth longer (AVX2 flips them as it reads, for 15 %).
template <class Word>
inline constexpr bool flips_search_words =
    std::is_unsigned_v<Word> && !std::is_same_v<Word, bool> && sizeof(Word) == 4;

/// An unsigned number with its first bit flipped, and any other one as it is.
template <class Word>
[[nodiscard, gnu::always_inline]] constexpr Word search_flip(Word x) noexcept {
    if constexpr (std::is_unsigned_v<Word>) {
        return static_cast<Word>(x ^ (Word{1} << (std::numeric_limits<Word>::digits - 1)));
    } else {
        return x;
    }
}

/// A number as nodes keep it.
template <class Word>
[[nodiscard, gnu::always_inline]] constexpr Word search_word(Word x) noexcept {
    if constexpr (flips_search_words<Word>) {
        return search_flip(x);
    } else {
        return x;
    }
}

/// Before: less, or greater if Descending. Never true of a NaN.
template <bool Descending, class Word>
[[nodiscard, gnu::always_inline]] constexpr bool search_precedes(Word a, Word b) noexcept {
    return Descending ? a > b : a < b;
}

/// The general case: the last number of every four, then one four.
template <class Word, bool Descending, search_path Path, class = void>
class search_probe {
    /// Numbers of nodes, and how they are compared.
    using node_word = typename std::conditional_t<flips_search_words<Word>, std::make_signed<Word>,
                                                  std::type_identity<Word>>::type;

public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept : x_(x) {}

    /// How many of sixteen numbers are before this one, in a node of the tree and among the keys.
    [[nodiscard, gnu::always_inline]] std::size_t in_node(const Word* node) const noexcept {
        return count<node_word>(node, search_word(x_));
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_leaf(const Word* keys) const noexcept {
        return count<Word>(keys, x_);
    }

private:
    template <class Number>
    [[nodiscard, gnu::always_inline]] static std::size_t count(const Word* words, Word x) noexcept {
        const std::size_t four = before<Number>(words[3], x) + before<Number>(words[7], x) +
                                 before<Number>(words[11], x);
        const Word* const rest = words + 4 * four;
        return 4 * four + (before<Number>(rest[0], x) + before<Number>(rest[1], x)) +
               (before<Number>(rest[2], x) + before<Number>(rest[3], x));
    }
    template <class Number>
    [[nodiscard, gnu::always_inline]] static std::size_t before(Word stored, Word x) noexcept {
        return search_precedes<Descending>(static_cast<Number>(stored), static_cast<Number>(x)) ? 1
                                                                                                : 0;
    }

    Word x_;
};

#if defined(__SSE2__)

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::sse2,
                   std::enable_if_t<has_search_vectors<Word, search_path::sse2>>> {
    static constexpr bool flips = flips_search_words<Word>;

public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept {
        if constexpr (std::is_floating_point_v<Word>) {
            x_ = _mm_castps_si128(_mm_set1_ps(x));
        } else {
            x_ = _mm_set1_epi32(static_cast<int>(search_word(x)));
        }
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_node(const Word* node) const noexcept {
        return count<false>(node);
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_leaf(const Word* keys) const noexcept {
        return count<flips>(keys);
    }

private:
    /// Flip: the first bits are not flipped yet.
    template <bool Flip>
    [[nodiscard, gnu::always_inline]] __m128i compare(const Word* words) const noexcept {
        if constexpr (std::is_floating_point_v<Word>) {
            const __m128 stored = _mm_load_ps(words);
            const __m128 x = _mm_castsi128_ps(x_);
            return _mm_castps_si128(Descending ? _mm_cmplt_ps(x, stored) : _mm_cmplt_ps(stored, x));
        } else {
            __m128i stored =
                _mm_load_si128(static_cast<const __m128i*>(static_cast<const void*>(words)));
            if constexpr (Flip)
                stored =
                    _mm_xor_si128(stored, _mm_set1_epi32((std::numeric_limits<int>::lowest)()));
            return Descending ? _mm_cmpgt_epi32(stored, x_) : _mm_cmpgt_epi32(x_, stored);
        }
    }
    template <bool Flip>
    [[nodiscard, gnu::always_inline]] std::size_t count(const Word* words) const noexcept {
        const __m128i first = _mm_packs_epi32(compare<Flip>(words), compare<Flip>(words + 4));
        const __m128i second = _mm_packs_epi32(compare<Flip>(words + 8), compare<Flip>(words + 12));
        // Ones, then zeros: there is no instruction that counts ones yet.
        const int mask = _mm_movemask_epi8(_mm_packs_epi16(first, second));
        return static_cast<std::size_t>(__builtin_ctz(~static_cast<unsigned>(mask)));
    }

    __m128i x_;
};

#endif // __SSE2__

#if defined(__GNUC__) && defined(__x86_64__)

/// Numbers as vectors of Bytes compare them. Unsigned ones are as nodes keep them.
template <class Word, std::size_t Bytes>
struct search_vector {
    using lane =
        std::conditional_t<std::is_floating_point_v<Word>, Word,
                           std::conditional_t<sizeof(Word) == 4, std::int32_t, std::int64_t>>;
    using type [[gnu::vector_size(Bytes)]] = lane;
};

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::avx2,
                   std::enable_if_t<has_search_vectors<Word, search_path::avx2>>> {
    static constexpr bool flips = std::is_unsigned_v<Word>;
    using lane = typename search_vector<Word, 32>::lane;
    using vector = typename search_vector<Word, 32>::type;
    using ints [[gnu::vector_size(32)]] = int;
    using shorts [[gnu::vector_size(32)]] = short;
    using bytes [[gnu::vector_size(32)]] = char;

public:
    [[gnu::always_inline, gnu::target("avx2,popcnt")]] explicit search_probe(Word x) noexcept
        : x_(static_cast<lane>(search_flip(x)) - vector{}) {}

    [[nodiscard, gnu::always_inline, gnu::target("avx2,popcnt")]] std::size_t
    in_node(const Word* node) const noexcept {
        return count < flips && !flips_search_words < Word >> (node);
    }
    [[nodiscard, gnu::always_inline, gnu::target("avx2,popcnt")]] std::size_t
    in_leaf(const Word* keys) const noexcept {
        return count<flips>(keys);
    }

private:
    /// All bits of the numbers that are before. Flip: their first bits are not flipped yet.
    template <bool Flip>
    [[nodiscard, gnu::always_inline, gnu::target("avx2,popcnt")]] ints
    compare(const Word* words) const noexcept {
        vector stored;
        std::memcpy(&stored, words, sizeof stored);
        if constexpr (Flip) stored ^= (std::numeric_limits<lane>::lowest)() - vector{};
        return reinterpret_cast<ints>(Descending ? stored > x_ : stored < x_);
    }
    template <bool Flip>
    [[nodiscard, gnu::always_inline, gnu::target("avx2,popcnt")]] std::size_t
    count(const Word* words) const noexcept {
        // two bytes of ones for each number before, in any order
        if constexpr (sizeof(Word) == 4) {
            const shorts both =
                __builtin_ia32_packssdw256(compare<Flip>(words), compare<Flip>(words + 8));
            return ones(reinterpret_cast<bytes>(both)) / 2;
        } else {
            const shorts first =
                __builtin_ia32_packssdw256(compare<Flip>(words), compare<Flip>(words + 4));
            const shorts second =
                __builtin_ia32_packssdw256(compare<Flip>(words + 8), compare<Flip>(words + 12));
            return ones(__builtin_ia32_packsswb256(first, second)) / 2;
        }
    }
    [[nodiscard, gnu::always_inline, gnu::target("avx2,popcnt")]] static std::size_t
    ones(bytes of) noexcept {
        const auto mask = static_cast<unsigned>(__builtin_ia32_pmovmskb256(of));
        return static_cast<std::size_t>(__builtin_popcount(mask));
    }

    vector x_;
};

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::avx512,
                   std::enable_if_t<has_search_vectors<Word, search_path::avx512>>> {
    static constexpr bool flips = flips_search_words<Word>;
    static constexpr bool is_signed = !std::is_unsigned_v<Word>;
    using lane = typename search_vector<Word, 64>::lane;
    using vector = typename search_vector<Word, 64>::type;

public:
    [[gnu::always_inline,
      gnu::target("avx512f,avx512dq,popcnt")]] explicit search_probe(Word x) noexcept
        : x_(static_cast<lane>(x) - vector{}) {}

    [[nodiscard, gnu::always_inline, gnu::target("avx512f,avx512dq,popcnt")]] std::size_t
    in_node(const Word* node) const noexcept {
        if constexpr (flips) {
            vector x = x_;
            __asm__("" : "+v"(x)); // else g++ flips before it broadcasts, which takes it longer
            return count<true>(node, x ^ ((std::numeric_limits<lane>::lowest)() - vector{}));
        } else {
            return count<is_signed>(node, x_);
        }
    }
    [[nodiscard, gnu::always_inline, gnu::target("avx512f,avx512dq,popcnt")]] std::size_t
    in_leaf(const Word* keys) const noexcept {
        return count<is_signed>(keys, x_);
    }

private:
    template <bool Signed>
    [[nodiscard, gnu::always_inline, gnu::target("avx512f,avx512dq,popcnt")]] static std::size_t
    count(const Word* words, vector x) noexcept {
        unsigned mask;
        if constexpr (sizeof(Word) == 4) {
            mask = compare<Signed>(words, x);
        } else {
            mask = compare<Signed>(words, x) | compare<Signed>(words + 8, x) << 8;
        }
        return static_cast<std::size_t>(__builtin_popcount(mask));
    }
    /// g++ 12 at times spills a mask as it is and reads it back as four bytes, unless it is moved like this.
    template <class Mask>
    [[nodiscard, gnu::always_inline, gnu::target("avx512f,avx512dq,popcnt")]] static unsigned
    bits(Mask mask) noexcept {
#if defined(__clang__)
        return mask;
#else
        unsigned moved;
        if constexpr (sizeof mask == 1) {
            __asm__("kmovb {%1, %0|%0, %1}" : "=r"(moved) : "k"(mask));
        } else {
            __asm__("kmovw {%1, %0|%0, %1}" : "=r"(moved) : "k"(mask));
        }
        return moved;
#endif
    }
    /// A bit for each number that is before x.
    template <bool Signed>
    [[nodiscard, gnu::always_inline, gnu::target("avx512f,avx512dq,popcnt")]] static unsigned
    compare(const Word* words, vector x) noexcept {
        constexpr int less = 1, greater = 6, less_quiet = 17, greater_quiet = 30; // of vcmp
        constexpr int current_rounding = 4;
        vector stored;
        std::memcpy(&stored, words, sizeof stored); // is the second operand: that may be memory
        if constexpr (std::is_floating_point_v<Word>) {
            constexpr int order = Descending ? less_quiet : greater_quiet;
            if constexpr (sizeof(Word) == 4) {
                return bits(
                    __builtin_ia32_cmpps512_mask(x, stored, order, 0xffff, current_rounding));
            } else {
                return bits(__builtin_ia32_cmppd512_mask(x, stored, order, 0xff, current_rounding));
            }
        } else {
            constexpr int order = Descending ? less : greater;
            using ints [[gnu::vector_size(64)]] = int;
            using longs [[gnu::vector_size(64)]] = long long;
            if constexpr (sizeof(Word) == 4 && Signed) {
                return bits(__builtin_ia32_cmpd512_mask(
                    reinterpret_cast<ints>(x), reinterpret_cast<ints>(stored), order, 0xffff));
            } else if constexpr (sizeof(Word) == 4) {
                return bits(__builtin_ia32_ucmpd512_mask(
                    reinterpret_cast<ints>(x), reinterpret_cast<ints>(stored), order, 0xffff));
            } else if constexpr (Signed) {
                return bits(__builtin_ia32_cmpq512_mask(
                    reinterpret_cast<longs>(x), reinterpret_cast<longs>(stored), order, 0xff));
            } else {
                return bits(__builtin_ia32_ucmpq512_mask(
                    reinterpret_cast<longs>(x), reinterpret_cast<longs>(stored), order, 0xff));
            }
        }
    }

    vector x_;
};

#endif // x86

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SEARCH_NODE_HPP
