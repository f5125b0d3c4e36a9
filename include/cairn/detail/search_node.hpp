// SPDX-License-Identifier: BSL-1.0
// cairn/detail/search_node.hpp -- how many of sixteen sorted numbers are before a number.
//
//     search_path      the ways to find out: by vectors of 16, 32 or 64 bytes, or without
//     search_probe     a number that is looked up, as its way likes it best
//
// Sixteen numbers of four bytes are a cache line, of eight bytes two. Which way is taken follows from what the
// compiler may use; that it is a template parameter lets tests take the others.

#ifndef CAIRN_DETAIL_SEARCH_NODE_HPP
#define CAIRN_DETAIL_SEARCH_NODE_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cairn::inline CAIRN_ABI::detail {

/// In ascending order of width: a way that a target has implies those before it.
enum class search_path : unsigned char { portable, sse2, avx2, avx512 };

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)
inline constexpr search_path widest_search_path = search_path::avx512;
#elif defined(__AVX2__)
inline constexpr search_path widest_search_path = search_path::avx2;
#elif defined(__SSE2__)
inline constexpr search_path widest_search_path = search_path::sse2;
#else
inline constexpr search_path widest_search_path = search_path::portable;
#endif

/// Numbers in a node, and so one less than its children.
inline constexpr std::size_t search_width = 16;

/// Whether vectors serve numbers of this type.
template <class Word, search_path Path>
inline constexpr bool has_search_vectors =
    Path != search_path::portable && !std::is_same_v<Word, bool> &&
    (sizeof(Word) == 4 || (sizeof(Word) == 8 && Path != search_path::sse2));

/// Vectors of up to 32 bytes compare signed numbers only. Nodes keep unsigned ones with their first bit
/// flipped, which leaves the order alone.
template <class Word, search_path Path>
inline constexpr bool flips_search_words =
    has_search_vectors<Word, Path> && Path != search_path::avx512 && std::is_unsigned_v<Word>;

/// A number as nodes keep it.
template <search_path Path, class Word>
[[nodiscard, gnu::always_inline]] constexpr Word search_word(Word x) noexcept {
    if constexpr (flips_search_words<Word, Path>) {
        return static_cast<Word>(x ^ (Word{1} << (std::numeric_limits<Word>::digits - 1)));
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
public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept : x_(x) {}

    /// How many of sixteen numbers are before this one, in a node of the tree and among the keys.
    [[nodiscard, gnu::always_inline]] std::size_t in_node(const Word* node) const noexcept {
        const std::size_t four = before(node[3]) + before(node[7]) + before(node[11]);
        const Word* const rest = node + 4 * four;
        return 4 * four + (before(rest[0]) + before(rest[1])) + (before(rest[2]) + before(rest[3]));
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_leaf(const Word* keys) const noexcept {
        return in_node(keys);
    }

private:
    [[nodiscard, gnu::always_inline]] std::size_t before(Word stored) const noexcept {
        return search_precedes<Descending>(stored, x_) ? 1 : 0;
    }

    Word x_;
};

#if defined(__SSE2__)

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::sse2,
                   std::enable_if_t<has_search_vectors<Word, search_path::sse2>>> {
    static constexpr bool flips = flips_search_words<Word, search_path::sse2>;

public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept {
        if constexpr (std::is_floating_point_v<Word>) {
            x_ = _mm_castps_si128(_mm_set1_ps(x));
        } else {
            x_ = _mm_set1_epi32(static_cast<int>(search_word<search_path::sse2>(x)));
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

#if defined(__AVX2__)

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::avx2,
                   std::enable_if_t<has_search_vectors<Word, search_path::avx2>>> {
    static constexpr bool flips = flips_search_words<Word, search_path::avx2>;
    static constexpr bool floating = std::is_floating_point_v<Word>;
    static constexpr int predicate = Descending ? _CMP_GT_OQ : _CMP_LT_OQ;

public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept {
        if constexpr (floating && sizeof(Word) == 4) {
            x_ = _mm256_castps_si256(_mm256_set1_ps(x));
        } else if constexpr (floating) {
            x_ = _mm256_castpd_si256(_mm256_set1_pd(x));
        } else if constexpr (sizeof(Word) == 4) {
            x_ = _mm256_set1_epi32(static_cast<int>(search_word<search_path::avx2>(x)));
        } else {
            x_ = _mm256_set1_epi64x(static_cast<long long>(search_word<search_path::avx2>(x)));
        }
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_node(const Word* node) const noexcept {
        return count<false>(node);
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_leaf(const Word* keys) const noexcept {
        return count<flips>(keys);
    }

private:
    template <bool Flip>
    [[nodiscard, gnu::always_inline]] __m256i compare(const Word* words) const noexcept {
        __m256i stored =
            _mm256_load_si256(static_cast<const __m256i*>(static_cast<const void*>(words)));
        if constexpr (floating && sizeof(Word) == 4) {
            return _mm256_castps_si256(
                _mm256_cmp_ps(_mm256_castsi256_ps(stored), _mm256_castsi256_ps(x_), predicate));
        } else if constexpr (floating) {
            return _mm256_castpd_si256(
                _mm256_cmp_pd(_mm256_castsi256_pd(stored), _mm256_castsi256_pd(x_), predicate));
        } else if constexpr (sizeof(Word) == 4) {
            if constexpr (Flip)
                stored = _mm256_xor_si256(stored,
                                          _mm256_set1_epi32((std::numeric_limits<int>::lowest)()));
            return Descending ? _mm256_cmpgt_epi32(stored, x_) : _mm256_cmpgt_epi32(x_, stored);
        } else {
            if constexpr (Flip)
                stored = _mm256_xor_si256(
                    stored, _mm256_set1_epi64x((std::numeric_limits<long long>::lowest)()));
            return Descending ? _mm256_cmpgt_epi64(stored, x_) : _mm256_cmpgt_epi64(x_, stored);
        }
    }
    template <bool Flip>
    [[nodiscard, gnu::always_inline]] std::size_t count(const Word* words) const noexcept {
        if constexpr (sizeof(Word) == 4) { // two bytes of ones for each number before, in any order
            const __m256i both = _mm256_packs_epi32(compare<Flip>(words), compare<Flip>(words + 8));
            return ones(_mm256_movemask_epi8(both)) / 2;
        } else {
            const __m256i first =
                _mm256_packs_epi32(compare<Flip>(words), compare<Flip>(words + 4));
            const __m256i second =
                _mm256_packs_epi32(compare<Flip>(words + 8), compare<Flip>(words + 12));
            return ones(_mm256_movemask_epi8(_mm256_packs_epi16(first, second))) / 2;
        }
    }
    [[nodiscard, gnu::always_inline]] static std::size_t ones(int mask) noexcept {
        return static_cast<std::size_t>(__builtin_popcount(static_cast<unsigned>(mask)));
    }

    __m256i x_;
};

#endif // __AVX2__

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)

template <class Word, bool Descending>
class search_probe<Word, Descending, search_path::avx512,
                   std::enable_if_t<has_search_vectors<Word, search_path::avx512>>> {
    static constexpr bool floating = std::is_floating_point_v<Word>;

public:
    [[gnu::always_inline]] explicit search_probe(Word x) noexcept {
        if constexpr (floating && sizeof(Word) == 4) {
            x_ = _mm512_castps_si512(_mm512_set1_ps(x));
        } else if constexpr (floating) {
            x_ = _mm512_castpd_si512(_mm512_set1_pd(x));
        } else if constexpr (sizeof(Word) == 4) {
            x_ = _mm512_set1_epi32(static_cast<int>(x));
        } else {
            x_ = _mm512_set1_epi64(static_cast<long long>(x));
        }
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_node(const Word* node) const noexcept {
        unsigned mask;
        if constexpr (sizeof(Word) == 4) {
            mask = compare(node);
        } else {
            mask = compare(node) | compare(node + 8) << 8;
        }
        return static_cast<std::size_t>(__builtin_popcount(mask));
    }
    [[nodiscard, gnu::always_inline]] std::size_t in_leaf(const Word* keys) const noexcept {
        return in_node(keys);
    }

private:
    [[nodiscard, gnu::always_inline]] unsigned compare(const Word* words) const noexcept {
        const __m512i stored = _mm512_load_si512(static_cast<const void*>(words));
        constexpr int predicate = Descending ? _CMP_GT_OQ : _CMP_LT_OQ;
        constexpr auto order = Descending ? _MM_CMPINT_NLE : _MM_CMPINT_LT;
        if constexpr (floating && sizeof(Word) == 4) {
            return _mm512_cmp_ps_mask(_mm512_castsi512_ps(stored), _mm512_castsi512_ps(x_),
                                      predicate);
        } else if constexpr (floating) {
            return _mm512_cmp_pd_mask(_mm512_castsi512_pd(stored), _mm512_castsi512_pd(x_),
                                      predicate);
        } else if constexpr (sizeof(Word) == 4 && std::is_signed_v<Word>) {
            return _mm512_cmp_epi32_mask(stored, x_, order);
        } else if constexpr (sizeof(Word) == 4) {
            return _mm512_cmp_epu32_mask(stored, x_, order);
        } else if constexpr (std::is_signed_v<Word>) {
            return _mm512_cmp_epi64_mask(stored, x_, order);
        } else {
            return _mm512_cmp_epu64_mask(stored, x_, order);
        }
    }

    __m512i x_;
};

#endif // AVX-512

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SEARCH_NODE_HPP
