// SPDX-License-Identifier: BSL-1.0
// cairn/detail/quick_bucket.hpp -- unordered records in chunks of 4 KiB, and how one bucket becomes two or four.
//
//     quick_chunk        a list node with room for many records
//     quick_bucket       chunks, the newest of which is written to
//     bucket_table       buckets, and the bounds between them
//     bucket_source      the chunks of a bucket that is being taken apart
//     divide_by_word     two or four buckets of one, by words: no branch depends on what is compared
//
// Chunks are what makes division cheap: those read are what is written next, so that it needs three more
// chunks than the bucket has, whatever its size, and records are neither counted nor copied beforehand.

#ifndef CAIRN_DETAIL_QUICK_BUCKET_HPP
#define CAIRN_DETAIL_QUICK_BUCKET_HPP

#include <cairn/detail/quick_pool.hpp>
#include <cairn/detail/word_sort.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

namespace cairn::inline CAIRN_ABI::detail {

/// The head of a chunk; its records follow on the next cache line.
template <class Record>
struct quick_chunk {
    static constexpr std::size_t line = 64;
    /// Records in a chunk.
    static constexpr std::size_t capacity = 4096 / sizeof(Record);
    /// A line more than that, for vectors are read whole at the end, too.
    static constexpr std::size_t bytes =
        line + (capacity * sizeof(Record) + line - 1) / line * line + line;

    quick_chunk* next;
    std::size_t count; // records, once the chunk is closed
    Record* first;     // those before it are gone

    [[nodiscard, gnu::always_inline]] Record* records() const noexcept { return first; }
    [[nodiscard]] Record* begin_of_memory() noexcept {
        return reinterpret_cast<Record*>(reinterpret_cast<unsigned char*>(this) + line);
    }
};

/// A pseudo-random sequence (Marsaglia's xorshift) to choose samples with.
class quick_random {
public:
    /// Less than `bound`, which is less than 2^32.
    [[nodiscard]] std::size_t below(std::size_t bound) noexcept {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        state_ ^= state_ << 17;
        return static_cast<std::size_t>(((state_ >> 32) * bound) >> 32);
    }

private:
    std::uint64_t state_ = 88172645463325252u;
};

/// Two cache lines, for a size that is no power of two takes longer to multiply by.
template <class Record>
struct alignas(64) quick_bucket {
    using chunk = quick_chunk<Record>;
    static constexpr std::size_t samples = 8;

    Record* at = nullptr;   // where the next record goes
    Record* end = nullptr;  // where the open chunk ends; `at` in a sealed bucket
    chunk* open = nullptr;  // the newest chunk, and through it all others
    std::size_t closed = 0; // records in all other chunks
    std::uint32_t chunks = 0;
    bool uniform = false;        // sealed: all records are equivalent to the bound
    bool reversed = false;       // sealed: records ascend, and `open` is the oldest chunk
    bool ascending = true;       // closed chunks, from the oldest one on, ascend
    bool bare = false;           // the bound is a word, and no record
    chunk* newest = nullptr;     // of a reversed bucket
    chunk* sample[samples] = {}; // chunks chosen at random from all of them

    [[nodiscard]] bool sealed() const noexcept { return uniform || reversed; }
    [[nodiscard]] std::size_t open_count() const noexcept {
        return static_cast<std::size_t>(at - open->records());
    }
    [[nodiscard]] std::size_t count() const noexcept {
        return open == nullptr ? 0 : closed + open_count();
    }
    [[nodiscard]] std::size_t room() const noexcept { return static_cast<std::size_t>(end - at); }

    /// f(Record*, count) for each run that lies together.
    template <class F>
    void for_each_run(F f) const {
        for (chunk* each = open; each != nullptr; each = each->next)
            f(each->records(), each == open ? open_count() : each->count);
    }
    /// f(Record&) for each.
    template <class F>
    void for_each(F f) const {
        for_each_run([&](Record* records, std::size_t n) {
            for (std::size_t i = 0; i != n; ++i)
                f(records[i]);
        });
    }

    /// Closes the open chunk and goes on in another one, raw memory of chunk::bytes.
    void extend(void* memory, quick_random& random) noexcept {
        if (open != nullptr) {
            open->count = open_count();
            closed += open->count;
        }
        open = ::new (memory) chunk{open, 0, nullptr};
        at = open->first = open->begin_of_memory();
        end = at + chunk::capacity;
        choose(open, random);
    }

    /// Reservoir sampling: after n chunks, each of them is in the sample with the same probability.
    void choose(chunk* added, quick_random& random) noexcept {
        const std::size_t place = chunks < samples ? chunks : random.below(chunks + 1u);
        if (place < samples) sample[place] = added;
        ++chunks;
    }

    /// Lets the oldest chunk be the first one, and seals the bucket.
    void reverse() noexcept {
        open->count = open_count();
        closed += open->count;
        newest = open;
        chunk* turned = nullptr;
        while (open != nullptr) {
            chunk* const next = open->next;
            open->next = turned;
            turned = open;
            open = next;
        }
        open = turned;
        closed -= open->count;
        at = end = open->first + open->count;
        reversed = true;
    }
    /// The last record of a reversed bucket.
    [[nodiscard]] const Record& greatest() const noexcept {
        return newest == open ? at[-1] : newest->first[newest->count - 1];
    }
    /// Makes a reversed bucket an ordinary one, without room in its open chunk.
    void unseal(quick_random& random) noexcept {
        reversed = ascending = false;
        chunks = 0;
        for (chunk* each = open; each != nullptr; each = each->next)
            choose(each, random);
    }

    /// A record chosen at random. Expects count() > 0.
    [[nodiscard]] Record* any(quick_random& random) const noexcept {
        const std::size_t n = chunks < samples ? chunks : samples;
        std::size_t i = random.below(n);
        for (;;) { // only the open chunk may be empty
            chunk* const from = sample[i];
            const std::size_t records = from == open ? open_count() : from->count;
            if (records != 0) return from->records() + random.below(records);
            i = i + 1 == n ? 0 : i + 1;
        }
    }
};

/// The unit of memory that holds more than one kind of object.
struct alignas(64) cache_line {
    unsigned char bytes[64];
};
[[nodiscard]] constexpr std::size_t lines_for(std::size_t bytes) noexcept {
    return (bytes + sizeof(cache_line) - 1) / sizeof(cache_line);
}

/// Buckets and their bounds, descending, in one block of memory. A bound has a word beside it if HasWord,
/// and is nothing else if OnlyWord; behind the last word come zeros. Trivially copyable: it does not own.
template <class Record, bool HasWord, bool OnlyWord>
struct bucket_table {
    using bucket = quick_bucket<Record>;

    static constexpr std::size_t first_capacity = 32;
    /// As many bounds are searched by counting, more by halving.
    static constexpr std::size_t counted = wide_words ? 64 : 32;

    /// What the records of a bucket are not less than: a record, or if bare, its word alone.
    struct bound {
        Record at;
        std::uint64_t word;
        bool bare;
    };

    std::uint64_t* words = nullptr;
    Record* bounds = nullptr;
    bucket* items = nullptr;
    std::size_t count = 0;
    std::size_t capacity = 0;
    cache_line* memory = nullptr;

    [[nodiscard, gnu::always_inline]] bucket& operator[](std::size_t b) const noexcept {
        return items[b];
    }

    // -- memory --------------------------------------------------------------------------------------------

    [[nodiscard]] static std::size_t word_lines(std::size_t n) noexcept {
        return HasWord ? lines_for(n * sizeof(std::uint64_t)) : 0;
    }
    [[nodiscard]] static std::size_t bound_lines(std::size_t n) noexcept {
        return OnlyWord ? 0 : lines_for(n * sizeof(Record));
    }
    [[nodiscard]] static std::size_t lines(std::size_t n) noexcept {
        return word_lines(n) + bound_lines(n) + lines_for(n * sizeof(bucket));
    }
    [[nodiscard]] std::size_t bytes() const noexcept {
        return lines(capacity) * sizeof(cache_line);
    }

    /// Room for more buckets. Exceptions as the allocator's; then nothing has changed.
    template <class Allocator>
    void reserve(const Allocator& allocator, std::size_t more) {
        if (count + more > capacity) [[unlikely]]
            grow(allocator);
    }
    template <class Allocator>
    void release(const Allocator& allocator) noexcept {
        typename std::allocator_traits<Allocator>::template rebind_alloc<cache_line> from(
            allocator);
        detail::deallocate(from, memory, lines(capacity));
    }
    template <class Allocator>
    [[gnu::noinline]] void grow(const Allocator& allocator) {
        bucket_table grown;
        grown.capacity = capacity == 0 ? first_capacity : 2 * capacity;
        grown.count = count;
        typename std::allocator_traits<Allocator>::template rebind_alloc<cache_line> from(
            allocator);
        grown.memory = detail::allocate<cache_line>(from, lines(grown.capacity));
        cache_line* const second = grown.memory + word_lines(grown.capacity);
        cache_line* const third = second + bound_lines(grown.capacity);
        std::memset(static_cast<void*>(grown.memory), 0,
                    word_lines(grown.capacity) * sizeof(cache_line));
        grown.words = reinterpret_cast<std::uint64_t*>(grown.memory);
        grown.bounds = reinterpret_cast<Record*>(second);
        grown.items = reinterpret_cast<bucket*>(third);
        if (count != 0) {
            const auto copy = [n = count](auto* to, const auto* items_from) {
                std::memcpy(static_cast<void*>(to), static_cast<const void*>(items_from),
                            n * sizeof *to);
            };
            if constexpr (HasWord) copy(grown.words, words);
            if constexpr (!OnlyWord) copy(grown.bounds, bounds);
            copy(grown.items, items);
        }
        release(allocator);
        *this = grown;
    }

    // -- bounds --------------------------------------------------------------------------------------------

    [[nodiscard]] bound bound_of(std::size_t b) const noexcept {
        if constexpr (OnlyWord) {
            return {words[b], words[b], false};
        } else if constexpr (HasWord) {
            return {bounds[b], words[b], items[b].bare};
        } else {
            return {bounds[b], 0, false};
        }
    }
    void set_bound(std::size_t b, const bound& lower) noexcept {
        if constexpr (HasWord) words[b] = lower.word;
        if constexpr (!OnlyWord) bounds[b] = lower.at;
        items[b].bare = lower.bare;
    }
    void set_bound(std::size_t b, std::uint64_t word) noexcept
        requires(HasWord)
    {
        set_bound(b, bound{Record{}, word, true});
    }

    /// How many bounds are greater than a word.
    template <bool Wide>
    [[nodiscard, gnu::always_inline]] std::size_t count_greater(std::uint64_t word) const noexcept {
        std::size_t greater = 0;
        if (count <= counted) [[likely]] {
            if constexpr (Wide) {
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
                const word_vector wanted = word_vector{} + word;
                for (std::size_t i = 0; i < count; i += 8) {
                    const unsigned bits = compare_words<6>(load_words(words + i), wanted);
                    greater += static_cast<unsigned>(__builtin_popcount(bits));
                }
#endif
            } else {
                for (std::size_t i = 0; i < count; i += 4) { // zeros follow: greater than nothing
                    greater += (words[i] > word) + std::size_t{words[i + 1] > word};
                    greater += (words[i + 2] > word) + std::size_t{words[i + 3] > word};
                }
            }
            return greater;
        }
        for (std::size_t left = count; left != 0;) {
            const std::size_t half = left / 2;
            if (words[greater + half] > word) {
                greater += half + 1;
                left -= half + 1;
            } else {
                left = half;
            }
        }
        return greater;
    }

    // -- changes -------------------------------------------------------------------------------------------

    /// Room for n buckets before bucket b, which are left to be set.
    void open_gap(std::size_t b, std::size_t n) noexcept {
        const auto shift = [&](auto* from) {
            std::memmove(static_cast<void*>(from + b + n), static_cast<const void*>(from + b),
                         (count - b) * sizeof *from);
        };
        if constexpr (HasWord) shift(words);
        if constexpr (!OnlyWord) shift(bounds);
        shift(items);
        count += n;
    }
    /// Forgets all buckets but n.
    void keep(std::size_t n) noexcept {
        if constexpr (HasWord) {
            for (std::size_t b = n; b < count; ++b)
                words[b] = 0;
        }
        count = n;
    }
    /// All records of bucket b are equivalent, or taken for it.
    void make_uniform(std::size_t b) noexcept {
        items[b].uniform = true;
        items[b].end = items[b].at;
    }
};

/// The chunks of a bucket, one after another; each goes to the pool when the next one is asked for.
template <class Record, class Pool>
class bucket_source {
public:
    using chunk = quick_chunk<Record>;

    bucket_source(quick_bucket<Record>& bucket, Pool& pool) noexcept
        : next_(bucket.open), pool_(pool) {
        if (next_ != nullptr) next_->count = bucket.open_count();
        bucket = quick_bucket<Record>();
    }
    bucket_source(const bucket_source&) = delete;
    bucket_source& operator=(const bucket_source&) = delete;
    ~bucket_source() {
        while (next() != nullptr) {
        }
    }

    /// Null after the last one.
    chunk* next() noexcept {
        if (current_ != nullptr) pool_.give(current_);
        current_ = next_;
        if (next_ != nullptr) next_ = next_->next;
        return current_;
    }

private:
    chunk* next_;
    chunk* current_ = nullptr;
    Pool& pool_;
};

/// How many chunks a division into Parts needs at most beside those it reads. Written with vectors, a
/// chunk may be closed with room for seven words.
template <class Record, std::size_t Parts>
[[nodiscard]] constexpr std::size_t chunks_to_divide(const quick_bucket<Record>& bucket) noexcept {
    return Parts + 2 + bucket.chunks * 8 / (quick_chunk<Record>::capacity - 7);
}

/// Moves each record of `bucket` to parts[number of bounds that its word is not less than]: what is less
/// than bounds[0] to parts[0], and so on. Records are words, or begin with one. Expects Parts - 1 bounds in
/// ascending order, empty parts, and that the pool has chunks_to_divide available.
template <bool Wide, std::size_t Parts, class Record, class Pool>
[[gnu::noinline]] void divide_by_word(quick_bucket<Record>& bucket, Pool& pool,
                                      quick_random& random, const std::uint64_t* bounds,
                                      quick_bucket<Record>* parts) noexcept {
    for (std::size_t i = 0; i != Parts; ++i)
        parts[i].extend(pool.take(), random);
    constexpr std::size_t words = sizeof(Record) / sizeof(std::uint64_t);
    constexpr bool wide = Wide && wide_words && (words == 1 || words == 2);
    constexpr std::size_t step = wide ? 8 / words : 1; // records at a time
    bucket_source<Record, Pool> source(bucket, pool);
    while (auto* const chunk = source.next()) {
        const Record* from = chunk->records();
        std::size_t left = chunk->count;
        while (left != 0) {
            std::size_t n = (left + step - 1) / step; // steps until a part is full
            for (std::size_t i = 0; i != Parts; ++i) {
                if (parts[i].room() < step) parts[i].extend(pool.take(), random);
                const std::size_t room = parts[i].room() / step;
                n = room < n ? room : n;
            }
            Record* at[Parts];
            for (std::size_t i = 0; i != Parts; ++i)
                at[i] = parts[i].at;
            const bool last = n * step > left;
            [[maybe_unused]] const std::size_t whole = last ? n - 1 : n;
            if constexpr (wide) {
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
                constexpr unsigned firsts = words == 1 ? 0xff : 0x55;
                word_vector wanted[Parts - 1];
                for (std::size_t i = 0; i + 1 != Parts; ++i)
                    wanted[i] = word_vector{} + bounds[i];
                const auto scatter = [&](unsigned valid) __attribute__((always_inline)) {
                    const word_vector vector = load_words(from);
                    from += step;
                    unsigned taken = 0;
#pragma GCC unroll 4
                    for (std::size_t i = 0; i != Parts; ++i) {
                        unsigned below = valid;
                        if (i + 1 != Parts) {
                            below = compare_words<1>(vector, wanted[i], firsts & valid);
                            if constexpr (words == 2) below |= below << 1;
                        }
                        const unsigned mine = below & ~taken;
                        taken = below;
                        store_words(at[i], compress_words(vector, mine));
                        at[i] += static_cast<unsigned>(__builtin_popcount(mine)) / words;
                    }
                };
#pragma GCC unroll 4
                for (std::size_t i = 0; i != whole; ++i)
                    scatter(0xff);
                if (last) scatter((1u << (left % step * words)) - 1);
#endif
            } else {
                for (std::size_t i = 0; i != n; ++i) {
                    const Record record = *from++;
                    std::uint64_t word;
                    std::memcpy(&word, &record, sizeof word);
                    if constexpr (Parts == 2) {
                        const bool upper = word >= bounds[0];
                        *at[0] = record;
                        *at[1] = record;
                        at[0] += !upper;
                        at[1] += upper;
                    } else {
                        std::size_t part = 0;
                        for (std::size_t j = 0; j + 1 != Parts; ++j)
                            part += word >= bounds[j];
                        *at[part]++ = record;
                    }
                }
            }
            for (std::size_t i = 0; i != Parts; ++i)
                parts[i].at = at[i];
            left -= last ? left : n * step;
        }
    }
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_QUICK_BUCKET_HPP
