// SPDX-License-Identifier: BSL-1.0
// cairn/detail/word_sort.hpp -- sorts of at most 256 small records, all of which fit the first-level cache.
//
//     wide_words          whether eight words fit a register here (AVX-512)
//     sort_few            any records under any comparator, without a branch that depends on the order
//     sort_words          64-bit words, descending, in registers
//     sort_tagged         pairs of words, descending by the first, in registers
//
// In registers, eight words a column are sorted across eight registers by a network of minima and maxima,
// the columns are turned into rows, and the rows are merged by bitonic networks (Batcher, 1968). A record of
// two words takes two registers, and what the comparison of the first ones says is done to both.

#ifndef CAIRN_DETAIL_WORD_SORT_HPP
#define CAIRN_DETAIL_WORD_SORT_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// The most records that these functions sort.
inline constexpr std::size_t small_sort_limit = 256;

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
inline constexpr bool wide_words = true;
#else
inline constexpr bool wide_words = false;
#endif

// -- any records -----------------------------------------------------------------------------------------

/// Merges two runs that lie one after the other, [from, from + left) and [.., + right), to `to`. Stable.
template <class Record, class Before>
[[gnu::always_inline]] inline void merge_halves(const Record* from, std::size_t left,
                                                std::size_t right, Record* to,
                                                const Before& before) {
    const Record* a = from;
    const Record* b = from + left;
    if (left == right) {
        // From both ends to the middle: each half takes as many steps as a run is long, so none of
        // the four pointers can leave its run before the steps are done, whatever `before` answers.
        const Record* a_last = b - 1;
        const Record* b_last = b + right - 1;
        Record* first = to;
        Record* last = to + left + right - 1;
        for (std::size_t i = 0; i != left; ++i) {
            const bool later = before(*b, *a);
            *first++ = *(later ? b : a);
            b += later;
            a += !later;
            const bool earlier = before(*b_last, *a_last);
            *last-- = *(earlier ? a_last : b_last);
            a_last -= earlier;
            b_last -= !earlier;
        }
        if (a == a_last + 1) [[likely]]
            return;
        a = from; // `before` contradicted itself, and records would be lost or doubled
        b = from + left;
    }
    const Record* const a_end = from + left;
    const Record* const b_end = b + right;
    while (a != a_end && b != b_end) {
        const bool later = before(*b, *a);
        *to++ = *(later ? b : a);
        b += later;
        a += !later;
    }
    const Record* rest = a != a_end ? a : b;
    const Record* rest_end = a != a_end ? a_end : b_end;
    for (; rest != rest_end; ++rest)
        *to++ = *rest;
}

/// Sorts n records, which are copied by their bytes. Stable. If `before` throws, they are as they were;
/// if it contradicts itself, they come in some order. Expects n <= Limit.
/// Complexity  O(n log n) calls of before
template <std::size_t Limit, class Record, class Before>
void sort_few(Record* records, std::size_t n, const Before& before) {
    if (n < 2) return;
    // Raw memory: records need no default constructor, and filling 8 KiB would cost as much as sorting.
    alignas(64) unsigned char memory[2][Limit * sizeof(Record)];
    Record* from = reinterpret_cast<Record*>(memory[0]);
    Record* to = reinterpret_cast<Record*>(memory[1]);
    std::memcpy(static_cast<void*>(from), static_cast<const void*>(records), n * sizeof(Record));
    const auto order = [&](Record& a, Record& b) __attribute__((always_inline)) {
        const Record x = a, y = b;
        const bool wrong = before(y, x);
        a = wrong ? y : x;
        b = wrong ? x : y;
    };
    std::size_t i = 0;
    for (; n - i >= 4; i += 4) { // runs of four; stable, for only neighbours change places
        Record* run = from + i;
        order(run[0], run[1]);
        order(run[2], run[3]);
        order(run[1], run[2]);
        order(run[0], run[1]);
        order(run[2], run[3]);
        order(run[1], run[2]);
    }
    for (std::size_t j = i + 1; j < n; ++j) {
        const Record x = from[j];
        std::size_t k = j;
        for (; k != i && before(x, from[k - 1]); --k)
            from[k] = from[k - 1];
        from[k] = x;
    }
    for (std::size_t width = 4; width < n; width *= 2) {
        for (std::size_t at = 0; at < n; at += 2 * width) {
            const std::size_t left = n - at < width ? n - at : width;
            const std::size_t right = n - at - left < width ? n - at - left : width;
            detail::merge_halves(from + at, left, right, to + at, before);
        }
        std::swap(from, to);
    }
    std::memcpy(static_cast<void*>(records), static_cast<const void*>(from), n * sizeof(Record));
}

// -- words in registers ----------------------------------------------------------------------------------

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)

using word_vector [[gnu::vector_size(64)]] = std::uint64_t;

[[gnu::always_inline]] inline word_vector load_words(const void* from) noexcept {
    word_vector words;
    std::memcpy(&words, from, sizeof words);
    return words;
}
[[gnu::always_inline]] inline void store_words(void* to, const word_vector& words) noexcept {
    std::memcpy(to, &words, sizeof words);
}

/// Which words of a are less than (Predicate 1) or greater than (6) those of b, as eight bits; no bit of a
/// word that is not in `valid` is set. g++ 12 at times spills such a mask as a byte and reads it back as
/// four, so it must not know that the other bits are zero already.
template <int Predicate>
[[gnu::always_inline]] inline unsigned compare_words(const word_vector& a, const word_vector& b,
                                                     unsigned valid = 0xff) noexcept {
    using signed_vector [[gnu::vector_size(64)]] = long long;
    unsigned bits = __builtin_ia32_ucmpq512_mask(reinterpret_cast<signed_vector>(a),
                                                 reinterpret_cast<signed_vector>(b), Predicate,
                                                 static_cast<unsigned char>(valid));
    __asm__("" : "+r"(bits));
    return bits & 0xff;
}
/// The words whose bits are set, in front of zeros.
[[gnu::always_inline]] inline word_vector compress_words(const word_vector& words,
                                                         unsigned bits) noexcept {
    using signed_vector [[gnu::vector_size(64)]] = long long;
    return reinterpret_cast<word_vector>(__builtin_ia32_compressdi512_mask(
        reinterpret_cast<signed_vector>(words), signed_vector{}, static_cast<unsigned char>(bits)));
}

/// Eight words.
struct plain_lanes {
    word_vector word;

    template <int... From>
    [[gnu::always_inline]] plain_lanes shuffled() const noexcept {
        return {__builtin_shufflevector(word, word, From...)};
    }
    /// Lanes of a where From < 8, and of b from there on.
    template <int... From>
    [[gnu::always_inline]] static plain_lanes chosen(const plain_lanes& a,
                                                     const plain_lanes& b) noexcept {
        return {__builtin_shufflevector(a.word, b.word, From...)};
    }
    /// The greater ones to a, the lesser ones to b.
    [[gnu::always_inline]] static void order(plain_lanes& a, plain_lanes& b) noexcept {
        const word_vector greater = a.word > b.word ? a.word : b.word;
        b.word = a.word > b.word ? b.word : a.word;
        a.word = greater;
    }
    /// One step within a register: lanes are ordered with their partners in `s`, which is `r` with its
    /// lanes exchanged in pairs. Pick... says for each lane i whether it gets the greater one of the
    /// two (i) or the lesser one (8 + i).
    template <int... Pick>
    [[gnu::always_inline]] static void exchange(plain_lanes& r, plain_lanes s) noexcept {
        plain_lanes greater = r;
        order(greater, s);
        r = chosen<Pick...>(greater, s);
    }
};

/// Eight words, and eight others that go where they go.
struct tagged_lanes {
    word_vector word;
    word_vector rest;

    template <int... From>
    [[gnu::always_inline]] tagged_lanes shuffled() const noexcept {
        return {__builtin_shufflevector(word, word, From...),
                __builtin_shufflevector(rest, rest, From...)};
    }
    template <int... From>
    [[gnu::always_inline]] static tagged_lanes chosen(const tagged_lanes& a,
                                                      const tagged_lanes& b) noexcept {
        return {__builtin_shufflevector(a.word, b.word, From...),
                __builtin_shufflevector(a.rest, b.rest, From...)};
    }
    [[gnu::always_inline]] static void order(tagged_lanes& a, tagged_lanes& b) noexcept {
        const auto wrong = a.word < b.word;
        const word_vector rest = wrong ? b.rest : a.rest;
        b.rest = wrong ? a.rest : b.rest;
        a.rest = rest;
        const word_vector word = wrong ? b.word : a.word;
        b.word = wrong ? a.word : b.word;
        a.word = word;
    }
    /// As above. Where words are equal, both partners keep what they have, or one would be lost.
    template <int... Pick>
    [[gnu::always_inline]] static void exchange(tagged_lanes& r, const tagged_lanes& s) noexcept {
        const auto wrong = __builtin_shufflevector(r.word, s.word, Pick...) <
                           __builtin_shufflevector(s.word, r.word, Pick...);
        r.word = wrong ? s.word : r.word;
        r.rest = wrong ? s.rest : r.rest;
    }
};

/// Sorting networks over registers r[0], r[1], ... whose lanes count as one sequence. Descending.
template <class Lanes>
struct lane_network {
    [[gnu::always_inline]] static Lanes reversed(const Lanes& r) noexcept {
        return r.template shuffled<7, 6, 5, 4, 3, 2, 1, 0>();
    }

    /// Sorts a register whose lanes are bitonic.
    [[gnu::always_inline]] static void finish(Lanes& r) noexcept {
        Lanes::template exchange<0, 1, 2, 3, 12, 13, 14, 15>(
            r, r.template shuffled<4, 5, 6, 7, 0, 1, 2, 3>());
        Lanes::template exchange<0, 1, 10, 11, 4, 5, 14, 15>(
            r, r.template shuffled<2, 3, 0, 1, 6, 7, 4, 5>());
        Lanes::template exchange<0, 9, 2, 11, 4, 13, 6, 15>(
            r, r.template shuffled<1, 0, 3, 2, 5, 4, 7, 6>());
    }

    /// Sorts one register.
    [[gnu::always_inline]] static void sort1(Lanes& r) noexcept {
        Lanes::template exchange<0, 9, 10, 3, 4, 13, 14, 7>(
            r, r.template shuffled<1, 0, 3, 2, 5, 4, 7, 6>());
        Lanes::template exchange<0, 1, 10, 11, 12, 13, 6, 7>(
            r, r.template shuffled<2, 3, 0, 1, 6, 7, 4, 5>());
        Lanes::template exchange<0, 9, 2, 11, 12, 5, 14, 7>(
            r, r.template shuffled<1, 0, 3, 2, 5, 4, 7, 6>());
        finish(r);
    }

    /// Sorts N registers that hold a bitonic sequence.
    template <std::size_t N>
    [[gnu::always_inline]] static void clean(Lanes* r) noexcept {
        if constexpr (N == 1) {
            finish(r[0]);
        } else {
#pragma GCC unroll 16
            for (std::size_t i = 0; i < N / 2; ++i)
                Lanes::order(r[i], r[i + N / 2]);
            clean<N / 2>(r);
            clean<N / 2>(r + N / 2);
        }
    }

    /// Merges the sorted halves of N registers.
    template <std::size_t N>
    [[gnu::always_inline]] static void merge(Lanes* r) noexcept {
        Lanes turned[N / 2];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N / 2; ++i)
            turned[i] = reversed(r[N - 1 - i]);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N / 2; ++i) {
            Lanes::order(r[i], turned[i]);
            r[N / 2 + i] = turned[i];
        }
        clean<N / 2>(r);
        clean<N / 2>(r + N / 2);
    }

    /// Sorts each lane across eight registers: 19 comparisons, the fewest known.
    [[gnu::always_inline]] static void sort_columns(Lanes* r) noexcept {
        constexpr unsigned char steps[19][2] = {
            {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 1}, {2, 3},
            {4, 5}, {6, 7}, {2, 4}, {3, 5}, {1, 4}, {3, 6}, {1, 2}, {3, 4}, {5, 6}};
#pragma GCC unroll 19
        for (std::size_t i = 0; i < 19; ++i)
            Lanes::order(r[steps[i][0]], r[steps[i][1]]);
    }

    /// Turns columns into rows: lane j of register i becomes lane i of register j.
    [[gnu::always_inline]] static void transpose(Lanes* r) noexcept {
        Lanes pairs[8], fours[8];
#pragma GCC unroll 4
        for (std::size_t i = 0; i < 8; i += 2) {
            pairs[i] = Lanes::template chosen<0, 8, 2, 10, 4, 12, 6, 14>(r[i], r[i + 1]);
            pairs[i + 1] = Lanes::template chosen<1, 9, 3, 11, 5, 13, 7, 15>(r[i], r[i + 1]);
        }
#pragma GCC unroll 2
        for (std::size_t i = 0; i < 8; i += 4) {
#pragma GCC unroll 2
            for (std::size_t j = i; j < i + 2; ++j) {
                fours[j] = Lanes::template chosen<0, 1, 4, 5, 8, 9, 12, 13>(pairs[j], pairs[j + 2]);
                fours[j + 2] =
                    Lanes::template chosen<2, 3, 6, 7, 10, 11, 14, 15>(pairs[j], pairs[j + 2]);
            }
        }
#pragma GCC unroll 4
        for (std::size_t i = 0; i < 4; ++i) {
            r[i] = Lanes::template chosen<0, 1, 4, 5, 8, 9, 12, 13>(fours[i], fours[i + 4]);
            r[i + 4] = Lanes::template chosen<2, 3, 6, 7, 10, 11, 14, 15>(fours[i], fours[i + 4]);
        }
    }

    /// Sorts N registers.
    template <std::size_t N>
    [[gnu::always_inline]] static void sort(Lanes* r) noexcept {
        if constexpr (N == 8) {
            sort_columns(r);
            transpose(r);
            merge<2>(r), merge<2>(r + 2), merge<2>(r + 4), merge<2>(r + 6);
            merge<4>(r), merge<4>(r + 4);
            merge<8>(r);
        } else if constexpr (N == 1) {
            sort1(r[0]);
        } else {
            sort<N / 2>(r);
            sort<N / 2>(r + N / 2);
            merge<N>(r);
        }
    }
};

/// Sorts 8 * N words.
template <std::size_t N>
[[gnu::noinline]] inline void sort_word_registers(std::uint64_t* words) noexcept {
    using network = lane_network<plain_lanes>;
    if constexpr (N <= 16) {
        plain_lanes r[N];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N; ++i)
            r[i].word = load_words(words + 8 * i);
        network::template sort<N>(r);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N; ++i)
            store_words(words + 8 * i, r[i].word);
    } else { // more than there are registers: the first step of the merge goes through memory
        sort_word_registers<N / 2>(words);
        sort_word_registers<N / 2>(words + 4 * N);
        plain_lanes high[N / 2], low[N / 2];
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N / 2; ++i) {
            high[i].word = load_words(words + 8 * i);
            low[i] = network::reversed({load_words(words + 8 * (N - 1 - i))});
            plain_lanes::order(high[i], low[i]);
        }
        network::template clean<N / 2>(high);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N / 2; ++i)
            store_words(words + 8 * i, high[i].word);
        network::template clean<N / 2>(low);
#pragma GCC unroll 16
        for (std::size_t i = 0; i < N / 2; ++i)
            store_words(words + 8 * (N / 2 + i), low[i].word);
    }
}

/// Sorts n words, descending. Expects n <= small_sort_limit, and room for n rounded up to 8, 16, 32, 64,
/// 128 or 256 words, all of which may be written.
inline void sort_words(std::uint64_t* words, std::size_t n) noexcept {
    if (n < 2) return;
    std::size_t rounded = 8;
    while (rounded < n)
        rounded *= 2;
    for (std::size_t i = n; i < rounded && (i % 8) != 0; ++i)
        words[i] = 0;
    for (std::size_t i = (n + 7) / 8 * 8; i < rounded; i += 8)
        store_words(words + i, word_vector{});
    switch (rounded) {
    case 8:
        return sort_word_registers<1>(words);
    case 16:
        return sort_word_registers<2>(words);
    case 32:
        return sort_word_registers<4>(words);
    case 64:
        return sort_word_registers<8>(words);
    case 128:
        return sort_word_registers<16>(words);
    default:
        return sort_word_registers<32>(words);
    }
}

/// Sorts 8 * N records of two words, descending by the first.
template <std::size_t N>
[[gnu::noinline]] inline void sort_tagged_registers(std::uint64_t* words) noexcept {
    tagged_lanes r[N];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        const word_vector a = load_words(words + 16 * i), b = load_words(words + 16 * i + 8);
        r[i].word = __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
        r[i].rest = __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
    }
    lane_network<tagged_lanes>::template sort<N>(r);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < N; ++i) {
        store_words(words + 16 * i,
                    __builtin_shufflevector(r[i].word, r[i].rest, 0, 8, 1, 9, 2, 10, 3, 11));
        store_words(words + 16 * i + 8,
                    __builtin_shufflevector(r[i].word, r[i].rest, 4, 12, 5, 13, 6, 14, 7, 15));
    }
}

/// Sorts n records of two words, descending by the first; those with equal ones come in any order.
/// Expects n <= 64, and room for n rounded up to 8, 16, 32 or 64 records.
inline void sort_tagged(std::uint64_t* words, std::size_t n) noexcept {
    if (n < 2) return;
    std::size_t rounded = 8;
    while (rounded < n)
        rounded *= 2;
    std::memset(static_cast<void*>(words + 2 * n), 0, (rounded - n) * 2 * sizeof(std::uint64_t));
    switch (rounded) {
    case 8:
        sort_tagged_registers<1>(words);
        break;
    case 16:
        sort_tagged_registers<2>(words);
        break;
    case 32:
        sort_tagged_registers<4>(words);
        break;
    default:
        sort_tagged_registers<8>(words);
    }
    if (words[2 * n - 2] != 0 || n == rounded) return;
    // The zeros that were added came among records whose first word is 0: those go first again.
    std::size_t to = n;
    while (to != 0 && words[2 * to - 2] == 0)
        --to;
    for (std::size_t i = to; i != rounded; ++i) {
        const std::uint64_t rest = words[2 * i + 1];
        words[2 * i + 1] = 0;
        if (rest != 0) words[2 * to++ + 1] = rest;
    }
}

#endif

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_WORD_SORT_HPP
