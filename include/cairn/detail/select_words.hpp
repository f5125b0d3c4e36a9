// SPDX-License-Identifier: BSL-1.0
// cairn/detail/select_words.hpp -- the first k of many numbers, and how records are sorted.
//
//     word_order          numbers as unsigned words that have the order wanted
//     sort_records        sorts records where they are, stably
//     radix_sort          sorts words, or records by a word that they hold, stably
//     sample_rank         where in a sample a bound of the first k is likely to be found
//     word_selection      takes in numbers by the block, and keeps the first k of all
//
// Equal numbers cannot be told apart, so their order of arrival does not matter. A bound is estimated
// from a sample; what does not come before it is passed over at the speed of memory, and a buffer of a
// few times k words takes the rest. When the buffer is full, one of its words becomes the new bound.

#ifndef CAIRN_DETAIL_SELECT_WORDS_HPP
#define CAIRN_DETAIL_SELECT_WORDS_HPP

#include <cairn/detail/merge_sort.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

// -- numbers as words ------------------------------------------------------------------------------------

/// The unsigned integer of the width of T, and of 32 bits at least: that of an integer may alias it.
template <class T>
struct word_for {
    using type = std::conditional_t<(sizeof(T) > 4), std::uint64_t, std::uint32_t>;
};
template <class T>
    requires(std::is_integral_v<T> && sizeof(T) >= 4)
struct word_for<T> {
    using type = std::make_unsigned_t<T>;
};

/// Maps numbers to unsigned words so that the first has the least one: the least number, or the greatest
/// if Descending. -0.0 becomes 0.0, and a NaN comes last.
template <class T, bool Descending>
struct word_order {
    using word = typename word_for<T>::type;
    static constexpr word sign = word{1} << (8 * sizeof(word) - 1);
    static constexpr word last = static_cast<word>(~word{0});
    /// A word is the number itself.
    static constexpr bool same = std::is_unsigned_v<T> && !Descending && sizeof(T) == sizeof(word);

    [[nodiscard, gnu::always_inline]] static constexpr word of(T x) noexcept {
        word ascending = 0;
        if constexpr (std::is_floating_point_v<T>) {
            if (!(x == x)) return last;
            const auto bits = std::bit_cast<word>(x + T(0));
            ascending = (bits & sign) != 0 ? ~bits : bits | sign;
        } else if constexpr (std::is_signed_v<T>) {
            ascending = static_cast<word>(x) ^ sign;
        } else {
            ascending = static_cast<word>(x);
        }
        return Descending ? static_cast<word>(~ascending) : ascending;
    }
    [[nodiscard, gnu::always_inline]] static constexpr T number(word w) noexcept {
        if constexpr (Descending) w = static_cast<word>(~w);
        if constexpr (std::is_floating_point_v<T>) {
            return std::bit_cast<T>(static_cast<word>((w & sign) != 0 ? w ^ sign : ~w));
        } else if constexpr (std::is_signed_v<T>) {
            return static_cast<T>(w ^ sign);
        } else {
            return static_cast<T>(w);
        }
    }
    [[nodiscard, gnu::always_inline]] static constexpr bool before(T x, T bound) noexcept {
        return Descending ? bound < x : x < bound;
    }
    /// Whether `before(x, number(w))` says of every number what `of(x) < w` does.
    [[nodiscard]] static constexpr bool bounds(word w) noexcept {
        return w != last && of(number(w)) == w;
    }
};

// -- sorting ---------------------------------------------------------------------------------------------

template <class Record>
constexpr void copy_records(const Record* from, Record* to, std::size_t n) {
    for (std::size_t i = 0; i != n; ++i)
        to[i] = from[i];
}

/// Sorts n records, stably. `scratch` has room for as many.
/// Complexity  that of merge_sort
template <class Record, class Less>
constexpr void sort_records(Record* records, Record* scratch, std::size_t n, Less&& less) {
    const Record* const sorted = detail::merge_sort(records, scratch, n, less);
    if (sorted != records) detail::copy_records(sorted, records, n);
}

/// How many words a run of records has that is taken for one: a few runs are merged, not sorted.
inline constexpr std::size_t natural_runs = 12;

/// Sorts n records by merging, if they fall into a few runs that ascend or strictly descend. False if they
/// do not: then nothing has changed but the direction of a few short runs.
template <class Record, class Less>
[[nodiscard]] constexpr bool merge_natural_runs(Record* records, Record* scratch, std::size_t n,
                                                Less&& less) {
    std::size_t starts[natural_runs + 1] = {};
    std::size_t runs = 0, end = 0;
    while (end != n) {
        if (runs == natural_runs) return false;
        const std::size_t begin = end++;
        starts[runs++] = begin;
        if (end == n) break;
        if (less(records[end], records[begin])) {
            for (++end; end != n && less(records[end], records[end - 1]);)
                ++end;
            for (std::size_t a = begin, b = end - 1; a < b; ++a, --b)
                std::swap(records[a], records[b]);
        } else {
            for (++end; end != n && !less(records[end], records[end - 1]);)
                ++end;
        }
    }
    starts[runs] = n;
    Record* from = records;
    Record* to = scratch;
    while (runs > 1) {
        std::size_t merged = 0;
        for (std::size_t r = 0; r < runs; r += 2) {
            std::size_t a = starts[r], out = a;
            const std::size_t middle = starts[r + 1];
            const std::size_t last = r + 1 == runs ? middle : starts[r + 2];
            std::size_t b = middle;
            while (a != middle && b != last) {
                const bool second = static_cast<bool>(less(from[b], from[a]));
                to[out++] = from[second ? b : a];
                b += static_cast<std::size_t>(second);
                a += static_cast<std::size_t>(!second);
            }
            for (; a != middle; ++a)
                to[out++] = from[a];
            for (; b != last; ++b)
                to[out++] = from[b];
            starts[merged++] = starts[r];
        }
        starts[merged] = n;
        runs = merged;
        std::swap(from, to);
    }
    if (from != records) detail::copy_records(from, records, n);
    return true;
}

/// From how many records on the radix sort is the faster one.
inline constexpr std::size_t radix_sort_pays = 256;

/// Sorts n records, stably. `less` agrees with `word_of` where words differ; if `Exact`, records of equal
/// words are equivalent. The highest bits in which words differ, a few more than n has, are sorted by
/// distribution, and then what they leave together.
/// Complexity  O(n) for words that are spread evenly; O(n log n) comparisons never exceeded by much
template <bool Exact, class Record, class WordOf, class Less>
void radix_sort(Record* records, Record* scratch, std::size_t n, WordOf word_of, Less& less) {
    if (n < radix_sort_pays) {
        detail::sort_records(records, scratch, n, less);
        return;
    }
    if (detail::merge_natural_runs(records, scratch, n, less)) return;
    using word = decltype(word_of(*records));
    const word some = word_of(*records);
    word differing = 0;
    for (std::size_t i = 1; i != n; ++i)
        differing |= static_cast<word>(word_of(records[i]) ^ some);
    const int width = static_cast<int>(std::bit_width(differing));
    if (width == 0) { // only the comparator can tell
        if constexpr (!Exact) detail::sort_records(records, scratch, n, less);
        return;
    }
    constexpr int max_passes = 5;
    int passes = (static_cast<int>(std::bit_width(n)) + 9) / 8;
    if (passes > max_passes) passes = max_passes;
    if (passes > (width + 7) / 8) passes = (width + 7) / 8;
    const int bits = width < 8 * passes ? (width + passes - 1) / passes : 8;
    const int low = width > bits * passes ? width - bits * passes : 0;
    const std::size_t mask = (std::size_t{1} << bits) - 1;

    std::size_t counts[max_passes][256] = {};
    for (std::size_t i = 0; i != n; ++i) {
        word w = static_cast<word>(word_of(records[i]) >> low);
        for (int pass = 0; pass != passes; ++pass, w >>= bits)
            ++counts[pass][w & mask];
    }
    Record* from = records;
    Record* to = scratch;
    for (int pass = 0; pass != passes; ++pass) {
        const int shift = low + pass * bits;
        std::size_t(&places)[256] = counts[pass];
        std::size_t place = 0;
        for (std::size_t& each : places) {
            const std::size_t count = each;
            each = place;
            place += count;
        }
        for (std::size_t i = 0; i != n; ++i)
            to[places[(word_of(from[i]) >> shift) & mask]++] = from[i];
        std::swap(from, to);
    }
    if (from != records) detail::copy_records(from, records, n);
    if (Exact && low == 0) return;
    for (std::size_t i = 0; i != n;) {
        const word high = word_of(records[i]) >> low;
        std::size_t end = i + 1;
        while (end != n && word_of(records[end]) >> low == high)
            ++end;
        if (end - i > 1) {
            if (low == 0) {
                detail::sort_records(records + i, scratch, end - i, less);
            } else {
                detail::radix_sort<Exact>(records + i, scratch, end - i, word_of, less);
            }
        }
        i = end;
    }
}

/// Sorts n words.
template <class Word>
void sort_words(Word* words, Word* scratch, std::size_t n) {
    const auto less = [](Word a, Word b) { return a < b; };
    detail::radix_sort<true>(words, scratch, n, [](Word w) { return w; }, less);
}

/// Sorts n words if they are one run, up or down.
template <class Word>
[[nodiscard]] bool sort_one_run(Word* words, std::size_t n) {
    std::size_t i = 1;
    while (i < n && !(words[i] < words[i - 1]))
        ++i;
    if (i >= n) return true;
    if (i != 1) return false;
    while (i < n && !(words[i - 1] < words[i]))
        ++i;
    if (i != n) return false;
    for (std::size_t a = 0, b = n - 1; a < b; ++a, --b)
        std::swap(words[a], words[b]);
    return true;
}

/// The first k of n integers by sorting them all, in the memory of the result.
template <class Order, class T>
[[nodiscard]] std::vector<T> sorted_numbers(const T* numbers, std::size_t n, std::size_t k) {
    using word = typename Order::word;
    static_assert(std::is_integral_v<T> && sizeof(T) == sizeof(word));
    std::vector<T> result(numbers, numbers + n);
    word* const words = reinterpret_cast<word*>(result.data());
    if constexpr (!Order::same) {
        for (std::size_t i = 0; i != n; ++i)
            words[i] = Order::of(result[i]);
    }
    if (!sort_one_run(words, n)) {
        const auto scratch = std::make_unique_for_overwrite<word[]>(n);
        detail::sort_words(words, scratch.get(), n);
    }
    result.resize(k);
    if constexpr (!Order::same) {
        for (std::size_t i = 0; i != k; ++i)
            result[i] = Order::number(words[i]);
    }
    return result;
}

// -- samples ---------------------------------------------------------------------------------------------

/// The position in an ordered sample of a bound that at least k of n probably come before, and few more:
/// the expected one, and three and a half deviations.
/// Expects k > 0
[[nodiscard]] constexpr std::size_t sample_rank(std::size_t k, std::size_t n, std::size_t sample) {
    const std::size_t mean = static_cast<std::size_t>(
        static_cast<double>(k) / static_cast<double>(n) * static_cast<double>(sample));
    std::size_t deviation = 1;
    while (deviation * deviation <= mean)
        ++deviation;
    std::size_t rank = mean + 3 * deviation + deviation / 2;
    if (rank >= k) rank = k - 1; // so many come before it for certain
    return rank < sample ? rank : sample - 1;
}

/// Where in n elements to take the i-th of a sample. Not at a fixed distance, for input has its rhythms.
[[nodiscard]] constexpr std::size_t sample_position(std::size_t i, std::size_t sample,
                                                    std::size_t n) {
    const std::size_t stride = n / sample;
    const std::uint32_t scattered = (static_cast<std::uint32_t>(i) + 1) * 2654435769u;
    return i * stride + static_cast<std::size_t>(std::uint64_t{scattered} * stride >> 32);
}

// -- filters ---------------------------------------------------------------------------------------------

/// How many words a filter may write behind those that it counts.
inline constexpr std::size_t filter_slack = 96;

#if defined(__AVX512F__) && defined(__GNUC__)
/// One vector of numbers: which of them come before a bound, and those alone.
template <class Order, class T>
struct number_lanes {
    static constexpr std::size_t width = 64 / sizeof(T);
    using lanes [[gnu::vector_size(64)]] = T;
    using longs [[gnu::vector_size(64)]] = long long;
    using ints [[gnu::vector_size(64)]] = int;

    [[nodiscard, gnu::always_inline]] static lanes load(const T* numbers) noexcept {
        lanes x;
        std::memcpy(&x, numbers, sizeof x);
        return x;
    }
    [[nodiscard, gnu::always_inline]] static unsigned before(lanes x, lanes bounds) noexcept {
        constexpr bool descending = Order::before(T(1), T(0));
        constexpr int predicate = descending ? (std::is_floating_point_v<T> ? 14 : 6) : 1;
        if constexpr (std::is_same_v<T, double>) {
            return static_cast<unsigned char>(
                __builtin_ia32_cmppd512_mask(x, bounds, predicate, 0xff, 4));
        } else if constexpr (std::is_same_v<T, float>) {
            return static_cast<unsigned short>(
                __builtin_ia32_cmpps512_mask(x, bounds, predicate, 0xffff, 4));
        } else if constexpr (sizeof(T) == 8) {
            const auto a = std::bit_cast<longs>(x), b = std::bit_cast<longs>(bounds);
            if constexpr (std::is_signed_v<T>) {
                return static_cast<unsigned char>(
                    __builtin_ia32_cmpq512_mask(a, b, predicate, 0xff));
            } else {
                return static_cast<unsigned char>(
                    __builtin_ia32_ucmpq512_mask(a, b, predicate, 0xff));
            }
        } else {
            const auto a = std::bit_cast<ints>(x), b = std::bit_cast<ints>(bounds);
            if constexpr (std::is_signed_v<T>) {
                return static_cast<unsigned short>(
                    __builtin_ia32_cmpd512_mask(a, b, predicate, 0xffff));
            } else {
                return static_cast<unsigned short>(
                    __builtin_ia32_ucmpd512_mask(a, b, predicate, 0xffff));
            }
        }
    }
    /// Packs what `mask` selects, and returns how many: a store of all lanes, for packing into memory is
    /// slow on some processors.
    [[gnu::always_inline]] static std::size_t pack(lanes x, unsigned mask, void* out) noexcept {
        if constexpr (sizeof(T) == 8) {
            const longs packed = __builtin_ia32_compressdi512_mask(
                std::bit_cast<longs>(x), longs{}, static_cast<unsigned char>(mask));
            std::memcpy(out, &packed, sizeof packed);
        } else {
            const ints packed = __builtin_ia32_compresssi512_mask(
                std::bit_cast<ints>(x), ints{}, static_cast<unsigned short>(mask));
            std::memcpy(out, &packed, sizeof packed);
        }
        return static_cast<std::size_t>(std::popcount(mask));
    }
};

template <class Order, class T>
inline constexpr bool has_number_lanes = sizeof(T) == sizeof(typename Order::word);
#else
template <class Order, class T>
inline constexpr bool has_number_lanes = false;
#endif

/// What a vector of T holds: the same numbers.
template <class T>
struct lane_of {
    using type = T;
};
template <class T>
    requires(std::is_integral_v<T> && sizeof(T) < 8)
struct lane_of<T> {
    template <class A, class B, class C>
    using by_size = std::conditional_t<sizeof(T) == 1, A, std::conditional_t<sizeof(T) == 2, B, C>>;
    using type =
        std::conditional_t<std::is_signed_v<T>, by_size<std::int8_t, std::int16_t, std::int32_t>,
                           by_size<std::uint8_t, std::uint16_t, std::uint32_t>>;
};

#if defined(__SSE2__) && defined(__GNUC__)
/// Comparing four vectors beats branches, except for integers of 64 bits, which SSE2 cannot compare.
template <class T>
inline constexpr bool filters_by_vectors = std::is_floating_point_v<T> || sizeof(T) < 8;
#else
template <class T>
inline constexpr bool filters_by_vectors = false;
#endif

/// How many numbers are looked at together.
template <class T>
inline constexpr std::size_t filter_step = filters_by_vectors<T> ? 64 / sizeof(T) : 8;

/// Whether any of filter_step numbers comes before a bound.
template <class Order, class T>
[[nodiscard, gnu::always_inline]] inline bool any_before(const T* x, T bound) noexcept {
    if constexpr (filters_by_vectors<T>) {
        using lane = typename lane_of<T>::type;
        using lanes [[gnu::vector_size(16)]] = lane;
        using halves [[gnu::vector_size(16)]] = long long;
        constexpr std::size_t width = 16 / sizeof(T);
        const lanes bounds = lanes{} + static_cast<lane>(bound);
        lanes a, b, c, d;
        std::memcpy(&a, x, sizeof a);
        std::memcpy(&b, x + width, sizeof b);
        std::memcpy(&c, x + 2 * width, sizeof c);
        std::memcpy(&d, x + 3 * width, sizeof d);
        const auto found = Order::before(T(1), T(0))
                               ? (a > bounds) | (b > bounds) | (c > bounds) | (d > bounds)
                               : (a < bounds) | (b < bounds) | (c < bounds) | (d < bounds);
        const auto both = std::bit_cast<halves>(found);
        return (both[0] | both[1]) != 0;
    } else {
        return Order::before(x[0], bound) || Order::before(x[1], bound) ||
               Order::before(x[2], bound) || Order::before(x[3], bound) ||
               Order::before(x[4], bound) || Order::before(x[5], bound) ||
               Order::before(x[6], bound) || Order::before(x[7], bound);
    }
}

/// Writes to `out` the words of those of n numbers that come before `bound`, until they are `enough`.
/// Writes up to filter_slack words more. Returns how many numbers it has looked at, and adds to `accepted`.
template <class Order, class T>
[[nodiscard]] inline std::size_t filter_numbers(const T* numbers, std::size_t n, T bound,
                                                typename Order::word* out, std::size_t enough,
                                                std::size_t& accepted) noexcept {
    std::size_t count = 0;
    std::size_t i = 0;
#if defined(__AVX512F__) && defined(__GNUC__)
    if constexpr (has_number_lanes<Order, T>) {
        using vectors = number_lanes<Order, T>;
        constexpr std::size_t width = vectors::width;
        const auto bounds = typename vectors::lanes{} + bound;
        for (; n - i >= 4 * width && count < enough; i += 4 * width) {
            const auto a = vectors::load(numbers + i), b = vectors::load(numbers + i + width),
                       c = vectors::load(numbers + i + 2 * width),
                       d = vectors::load(numbers + i + 3 * width);
            const unsigned in_a = vectors::before(a, bounds), in_b = vectors::before(b, bounds),
                           in_c = vectors::before(c, bounds), in_d = vectors::before(d, bounds);
            if ((in_a | in_b | in_c | in_d) == 0) [[likely]]
                continue;
            count += vectors::pack(a, in_a, out + count);
            count += vectors::pack(b, in_b, out + count);
            count += vectors::pack(c, in_c, out + count);
            count += vectors::pack(d, in_d, out + count);
        }
        if constexpr (!Order::same) {
            for (std::size_t j = 0; j != count; ++j)
                out[j] = Order::of(std::bit_cast<T>(out[j]));
        }
    }
#endif
    constexpr std::size_t step = filter_step<T>;
    for (; n - i >= step && count < enough; i += step) {
        const T* const x = numbers + i;
        if (!detail::any_before<Order>(x, bound)) [[likely]]
            continue;
        for (std::size_t j = 0; j != step; ++j) {
            out[count] = Order::of(x[j]);
            count += static_cast<std::size_t>(Order::before(x[j], bound));
        }
    }
    if (n - i < step && count < enough) {
        for (; i != n; ++i) {
            out[count] = Order::of(numbers[i]);
            count += static_cast<std::size_t>(Order::before(numbers[i], bound));
        }
    }
    accepted += count;
    return i;
}

// -- the first k -----------------------------------------------------------------------------------------

/// Keeps the first k of all numbers that it is shown. `Order` is a word_order.
template <class Order, class T>
class word_selection {
    using word = typename Order::word;

public:
    /// Expects k > 0
    explicit word_selection(std::size_t k)
        : k_(k), most_(k < SIZE_MAX / 256 ? k + 512 : SIZE_MAX / 128),
          limit_(k < most_ ? 2 * k + 32 : most_) {}

    /// Shows n numbers.
    void add(const T* numbers, std::size_t n) {
        while (n != 0) {
            if (size_ >= room_) make_room(n);
            std::size_t seen = room_ - size_;
            if (bounded_) {
                seen = detail::filter_numbers<Order>(numbers, n, bound_, words_.get() + size_, seen,
                                                     size_);
            } else {
                if (seen > n) seen = n;
                for (std::size_t i = 0; i != seen; ++i)
                    words_[size_ + i] = Order::of(numbers[i]);
                size_ += seen;
            }
            numbers += seen;
            n -= seen;
        }
    }

    /// Shows the numbers of [first, last), which need not lie side by side.
    template <class It, class S>
    void add(It first, const S& last) {
        while (first != last) {
            if (bounded_) {
                const T bound = bound_;
                T x = static_cast<T>(*first);
                while (!Order::before(x, bound)) {
                    if (++first == last) return;
                    x = static_cast<T>(*first);
                }
                push(Order::of(x));
            } else {
                push(Order::of(static_cast<T>(*first)));
            }
            ++first;
        }
    }

    /// Shows the n numbers from `first` on, which are all there are.
    /// Complexity  O(n + k log k) on average, also where every number comes before all earlier ones
    template <class It>
    void add_all(It first, std::size_t n) {
        const std::size_t sample = n < 256                 ? 0
                                   : n < 4096              ? 64
                                   : k_ < 64               ? 128
                                   : k_ < 512 || n < 65536 ? 256
                                                           : 1024;
        if (sample != 0 && k_ <= n / 4) {
            const word estimate = sampled_bound(first, n, sample);
            if (estimate != Order::last) set_bound(static_cast<word>(estimate + 1));
            const std::size_t expected = n / sample * (detail::sample_rank(k_, n, sample) + 1);
            if (expected / 4 <= k_ && limit_ < expected + expected / 4)
                limit_ = expected + expected / 4;
            add_run(first, n);
            if (size_ >= k_) return;
            size_ = 0; // one time in some thousands, or almost nothing but NaN
            bounded_ = false;
        } else if (k_ > n / 4) {
            reserve(n);
        }
        add_run(first, n);
    }

    /// The first k, or all if they are fewer, in order.
    [[nodiscard]] std::vector<T> take() {
        while (size_ > k_ + k_ / 2 + 64)
            prune();
        sort();
        if (size_ > k_) size_ = k_;
        if constexpr (Order::same) {
            return std::vector<T>(words_.get(), words_.get() + size_);
        } else {
            std::vector<T> result;
            result.reserve(size_);
            for (std::size_t i = 0; i != size_; ++i)
                result.push_back(Order::number(words_[i]));
            return result;
        }
    }

private:
    static constexpr std::size_t few = 256; // words that are sorted rather than pruned

    void reserve(std::size_t room) {
        auto larger = std::make_unique_for_overwrite<word[]>(room + filter_slack);
        if (size_ != 0) std::memcpy(larger.get(), words_.get(), size_ * sizeof(word));
        words_ = std::move(larger);
        room_ = room;
    }

    template <class It>
    void add_run(It first, std::size_t n) {
        if constexpr (std::is_pointer_v<It>) {
            add(first, n);
        } else {
            add(first, first + static_cast<std::iter_difference_t<It>>(n));
        }
    }

    void push(word w) {
        if (size_ >= room_) make_room(SIZE_MAX);
        words_[size_++] = w;
    }

    /// Leaves room for some more words. The buffer grows to twice k and a bit; it grows further each time it
    /// is full again, as it is when numbers improve all the way, so that pruning costs less for each.
    void make_room(std::size_t coming) {
        if (size_ >= limit_) {
            prune();
            if (limit_ < 8 * most_) limit_ += limit_ / 2;
        }
        if (room_ < limit_) {
            std::size_t wanted = size_ + (coming < size_ + 512 ? coming : size_ + 512);
            if (wanted > limit_) wanted = limit_;
            if (wanted > room_) reserve(wanted);
        }
    }

    void sort() {
        if (sort_one_run(words_.get(), size_)) return;
        if (size_ <= few) {
            word scratch[few];
            detail::sort_words(words_.get(), scratch, size_);
        } else {
            const auto scratch = std::make_unique_for_overwrite<word[]>(size_);
            detail::sort_words(words_.get(), scratch.get(), size_);
        }
    }

    /// Makes all words before `limit` candidates from now on, and no others.
    void set_bound(word limit) {
        bounded_ = Order::bounds(limit);
        bound_ = Order::number(limit);
    }

    /// Forgets words that are not among the first k, one at least and mostly many.
    /// Expects that it holds more than k
    void prune() {
        if (size_ > few) {
            word sample[64];
            for (std::size_t i = 0; i != 64; ++i)
                sample[i] = words_[detail::sample_position(i, 64, size_)];
            word scratch[64];
            detail::sort_words(sample, scratch, 64);
            for (std::size_t rank = detail::sample_rank(k_, size_, 64);;
                 rank += 1 + (63 - rank) / 2) {
                const word pivot = sample[rank];
                std::size_t before = 0, equal = 0;
                for (std::size_t i = 0; i != size_; ++i) {
                    before += static_cast<std::size_t>(words_[i] < pivot);
                    equal += static_cast<std::size_t>(words_[i] == pivot);
                }
                if (before + equal >= k_) {
                    keep_before(pivot);
                    while (size_ < k_)
                        words_[size_++] = pivot;
                    set_bound(pivot);
                    return;
                }
                if (rank == 63) break;
            }
        }
        sort();
        size_ = k_;
        set_bound(words_[k_ - 1]);
    }

    void keep_before(word pivot) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i != size_; ++i) {
            const word w = words_[i];
            words_[kept] = w;
            kept += static_cast<std::size_t>(w < pivot);
        }
        size_ = kept;
    }

    /// A word that k of n numbers are probably not after.
    template <class It>
    [[nodiscard]] word sampled_bound(It numbers, std::size_t n, std::size_t sample) const {
        const auto word_at = [&](std::size_t i) {
            const std::size_t at = detail::sample_position(i, sample, n);
            return Order::of(static_cast<T>(numbers[static_cast<std::iter_difference_t<It>>(at)]));
        };
        const std::size_t rank = detail::sample_rank(k_, n, sample);
        word words[1024];
        word first[1024];
        if (rank > 24) {
            for (std::size_t i = 0; i != sample; ++i)
                words[i] = word_at(i);
            detail::sort_words(words, first, sample);
            return words[rank];
        }
        for (std::size_t i = 0; i <= rank; ++i)
            first[i] = Order::last;
        for (std::size_t i = 0; i != sample; ++i) {
            const word w = word_at(i);
            if (w >= first[rank]) continue;
            std::size_t j = rank;
            for (; j != 0 && w < first[j - 1]; --j)
                first[j] = first[j - 1];
            first[j] = w;
        }
        return first[rank];
    }

    std::size_t k_;
    std::size_t most_;  // an eighth of the words that it may ever hold
    std::size_t limit_; // how many it may hold now
    std::size_t size_ = 0;
    std::size_t room_ = 0; // the buffer has filter_slack more
    bool bounded_ = false;
    T bound_{};
    std::unique_ptr<word[]> words_;
};

/// Gives zeros the signs of those that come first from `first` on, where there are as many.
template <class T, class It>
void restore_zeros(std::vector<T>& sorted, It first) {
    std::size_t i = 0;
    while (i != sorted.size() && !(sorted[i] == T(0)))
        ++i;
    for (; i != sorted.size() && sorted[i] == T(0); ++i, ++first) {
        while (!(static_cast<T>(*first) == T(0)))
            ++first;
        sorted[i] = static_cast<T>(*first);
    }
}

/// The first k of n numbers, in order.
/// Expects k > 0 and k <= n
template <class Order, class T>
[[nodiscard]] std::vector<T> select_numbers(const T* numbers, std::size_t n, std::size_t k) {
    if constexpr (std::is_integral_v<T> && sizeof(T) == sizeof(typename Order::word)) {
        if (k > n - n / 4) return detail::sorted_numbers<Order>(numbers, n, k);
    }
    word_selection<Order, T> selection(k);
    selection.add_all(numbers, n);
    std::vector<T> result = selection.take();
    if constexpr (std::is_floating_point_v<T>) detail::restore_zeros(result, numbers);
    return result;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SELECT_WORDS_HPP
