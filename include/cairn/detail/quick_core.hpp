// SPDX-License-Identifier: BSL-1.0
// cairn/detail/quick_core.hpp -- the engine under quick_heap: a queue of records in buckets, lazily sorted.
//
//     top   near: sorted | as they came          buckets: unordered, each with a lower bound
//     [3]   [9 7 7 5 4   | 8 6          ]        [ >= 80 ][ >= 31 ][ >= 17 ][ >= 10 ]
//
// A push finds its bucket among the bounds, or belongs near, and is appended. A pop takes the last of the
// sorted ones. When there are none, the last bucket becomes them: if it holds more than 64 records, it is
// divided first, around a median of some of its records, until it does not. So each record is divided
// about as often as quicksort would, but only if its turn comes: this is quickheap (Navarro, Paredes, 2010)
// with buckets in place of one array, which can grow where they are.
//
// Invariant   the records of a bucket are not less than its bound, and less than the next higher one;
//             near records are less than all bounds (or equivalent, after an overflow); top is no greater
//             than any other. A bound that is a record belongs to an element of its bucket or a higher
//             one: it is in the heap for as long as it is compared, whatever the comparator answers.

#ifndef CAIRN_DETAIL_QUICK_CORE_HPP
#define CAIRN_DETAIL_QUICK_CORE_HPP

#include <cairn/detail/quick_bucket.hpp>
#include <cairn/detail/quick_record.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Room for an element that is computed from its record.
template <class T, bool Needed>
struct shown_value {
    alignas(T) unsigned char bytes[sizeof(T)];

    [[gnu::always_inline]] void set(const T& x) noexcept { ::new (static_cast<void*>(bytes)) T(x); }
    [[nodiscard]] const T& get() const noexcept {
        return *std::launder(reinterpret_cast<const T*>(bytes));
    }
};
template <class T>
struct shown_value<T, false> {};

/// Policy is one of the records of detail/quick_record.hpp; Wide allows vectors of eight words. It owns
/// memory but no elements: whoever puts them in takes them out.
/// Exceptions  Where a comparison throws, nothing has changed but the order in which records lie. The
///             same holds for memory that the allocator does not have.
template <class T, class Policy, class Compare, class Allocator, bool Wide = wide_words>
class quick_core {
public:
    using record = typename Policy::type;

private:
    using bucket = quick_bucket<record>;
    using chunk = quick_chunk<record>;
    using table_type =
        bucket_table<record, Policy::leads != lead::none, Policy::leads == lead::word>;
    using bound = typename table_type::bound;
    using pool = cell_pool<chunk::bytes, chunk::line, Allocator>;

    static_assert(std::is_trivially_copyable_v<record> && std::is_trivially_destructible_v<record>);

    static constexpr bool is_word = Policy::leads == lead::word;
    static constexpr bool is_tagged = Policy::leads == lead::tag;
    /// Vectors hold records of one word or two.
    static constexpr bool wide = Wide && wide_words && Policy::leads != lead::none &&
                                 sizeof(record) <= 2 * sizeof(std::uint64_t);

    /// The records of a bucket that are sorted rather than divided: eight registers of words.
    static constexpr std::size_t sorted_at_once = 64;
    /// The most near records, of which all but `sorted_at_once` make a new bucket when more come: as
    /// descending pushes do. Fewer make more buckets, more make insertion slow.
    static constexpr std::size_t most_near = 256;
    static constexpr std::size_t first_near = 16;
    /// How many records come near at once that came in order, and the fewest for which to look.
    static constexpr std::size_t refilled_at_once = most_near / 2;
    static constexpr std::size_t least_run = 16;
    /// Buckets are divided while they are being filled, once they hold as many bytes as a fast cache does
    /// and a fair part of the heap: their records are in the cache at that time.
    static constexpr std::size_t early_records = 65536 / sizeof(record);
    static constexpr std::size_t early_share = 12;
    /// Above this number of buckets, the search for one costs more than early division gains.
    static constexpr std::size_t early_buckets = 48;
    /// Larger buckets are divided into four: they are not in the first-level cache, and come once.
    static constexpr std::size_t four_way_records = 24576 / sizeof(record);

    using line = cache_line;
    using line_allocator = typename std::allocator_traits<Allocator>::template rebind_alloc<line>;

public:
    // -- construction, destruction -----------------------------------------------------------------------

    quick_core(const Compare& compare, const Allocator& allocator)
        : compare_(compare), allocator_(allocator) {}
    /// Takes everything, and leaves an empty core.
    quick_core(quick_core&& other) noexcept(std::is_nothrow_copy_constructible_v<Compare>)
        : compare_(other.compare_), allocator_(std::move(other.allocator_)) {
        exchange(other);
    }
    quick_core(const quick_core&) = delete;
    quick_core& operator=(const quick_core&) = delete;
    ~quick_core() { release(); }

    /// Swaps everything but comparators and allocators.
    void exchange(quick_core& other) noexcept {
        std::swap(data_, other.data_);
        pool_.swap(other.pool_);
    }

    [[nodiscard]] const Compare& comparator() const noexcept { return compare_; }
    [[nodiscard]] Compare& comparator() noexcept { return compare_; }
    [[nodiscard]] const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] Allocator& allocator() noexcept { return allocator_; }

    // -- size --------------------------------------------------------------------------------------------

    [[nodiscard]] std::size_t size() const noexcept { return data_.size; }

    /// Bytes taken from the allocator.
    [[nodiscard]] std::size_t bytes() const noexcept {
        return pool_.bytes() + lines_for(data_.near_capacity * sizeof(record)) * sizeof(line) +
               data_.table.bytes();
    }

    /// Memory for n records that are not near.
    void reserve(std::size_t n) {
        if (n > most_near) pool_.reserve(allocator_, n / chunk::capacity + 1);
    }

    // -- look-up -----------------------------------------------------------------------------------------

    /// Expects     size() > 0
    [[nodiscard]] const record& top() const noexcept { return data_.top; }
    [[nodiscard]] record& top() noexcept { return data_.top; }
    /// The element that the first record stands for.
    [[nodiscard]] const T& shown() const noexcept {
        if constexpr (Policy::home == residence::nowhere) {
            return data_.shown.get();
        } else {
            return Policy::element(data_.top);
        }
    }

    /// f(record&) for each, in no particular order.
    template <class F>
    void for_each(F f) const {
        if (data_.size == 0) return;
        record top = data_.top;
        f(top);
        for (std::size_t i = 0; i != data_.filled; ++i)
            f(data_.nearest[i]);
        for (std::size_t b = 0; b != data_.table.count; ++b)
            data_.table[b].for_each(f);
    }

    // -- modifiers ---------------------------------------------------------------------------------------

    /// Adds a record.
    /// Complexity  amortised O(log n) comparisons, and as many again until it is popped
    /// Exceptions  strong
    [[gnu::always_inline]] void push(const record& x) {
        if (data_.size == 0) [[unlikely]] {
            set_top(x);
        } else if (Policy::less(compare_, x, data_.top)) [[unlikely]] {
            push_before_near(data_.top);
            set_top(x);
        } else {
            insert(x);
        }
        ++data_.size;
    }

    /// Makes sure that the second record is at hand, so that `drop_top` cannot fail.
    /// Expects     size() > 0
    /// Exceptions  strong
    [[gnu::always_inline]] void prepare() {
        if (data_.fresh != 0) [[unlikely]]
            integrate();
        if (data_.filled == 0) [[unlikely]] {
            if (data_.size > 1) refill();
        }
    }

    /// Forgets the first record. Expects prepare() since the last push.
    [[gnu::always_inline]] void drop_top() noexcept {
        if (--data_.size != 0) [[likely]] {
            set_top(data_.nearest[--data_.filled]);
        }
    }

    /// Replaces the first record by one that is not less.
    /// Exceptions  strong
    void replace_top(const record& x) {
        prepare();
        if (data_.size == 1 || !Policy::less(compare_, data_.nearest[data_.filled - 1], x)) {
            set_top(x);
        } else {
            insert(x); // may append to near, behind the second record
            const std::size_t second = sorted() - 1;
            const record next = data_.nearest[second];
            std::memmove(static_cast<void*>(data_.nearest + second),
                         static_cast<const void*>(data_.nearest + second + 1),
                         (data_.filled - second - 1) * sizeof(record));
            --data_.filled;
            set_top(next);
        }
    }

    /// Forgets the records for which `condition` holds, and hands them to `dispose`, which may not throw.
    /// Complexity  O(n log n)
    /// Exceptions  strong; the comparator's, the condition's
    template <class Condition, class Dispose>
    std::size_t remove_if(Condition condition, Dispose dispose) {
        quick_core kept(compare_, allocator_);
        pending_parts removed{kept.pool_, {}};
        removed.parts[0].ascending = false; // nobody wants to know
        for_each([&](record& x) {
            if (condition(x)) {
                kept.append(removed.parts[0], x);
            } else {
                kept.push(x);
            }
        });
        const std::size_t n = removed.parts[0].count();
        if (n != 0) {
            removed.parts[0].for_each(dispose);
            clear();
            std::swap(data_, kept.data_);
            pool_.swap(kept.pool_);
        }
        return n;
    }

    /// Forgets all records, and keeps the memory.
    void clear() noexcept {
        for (std::size_t b = 0; b != data_.table.count; ++b) {
            bucket_source<record, pool> all(data_.table[b], pool_);
        }
        data_.table.keep(0);
        data_.size = 0;
        data_.filled = data_.fresh = 0;
    }

    /// Forgets all records, and returns the memory.
    void release() noexcept {
        line_allocator lines(allocator_);
        detail::deallocate(lines, data_.near_memory,
                           lines_for(data_.near_capacity * sizeof(record)));
        data_.table.release(allocator_);
        pool_.release(allocator_);
        data_ = data();
    }

    /// Aborts if the invariant is broken (see above).
    void check_invariants() const {
        const data& d = data_;
        std::size_t n = d.size == 0 ? 0 : 1;
        const auto demand = [](bool holds) {
            if (!holds) violated("invariant of quick_heap");
        };
        const auto less = [&](const record& a, const record& b) {
            if constexpr (Policy::nothrow) {
                return Policy::less(compare_, a, b);
            } else { // a comparison that threw here would undo nothing
                return static_cast<void>(a), static_cast<void>(b), false;
            }
        };
        demand(d.fresh <= d.filled && d.filled <= d.near_capacity);
        demand(d.size != 0 || (d.filled == 0 && d.table.count == 0));
        for (std::size_t i = 0; i != d.filled; ++i, ++n) {
            demand(!less(d.nearest[i], d.top));
            if (i != 0 && i < sorted()) demand(!less(d.nearest[i - 1], d.nearest[i]));
        }
        for (std::size_t b = 0; b != d.table.count; ++b) {
            const bucket& in = d.table[b];
            demand(in.at <= in.end && in.count() != 0);
            n += in.count();
            in.for_each([&](const record& x) {
                demand(!precedes(x, b, less));
                demand(!Policy::nothrow || b == 0 || precedes(x, b - 1, less) ||
                       (!(d.table[b - 1].bare && !Policy::exact) && !exceeds_bound(x, b - 1)));
            });
        }
        demand(n == d.size);
    }

private:
    struct data {
        std::size_t size = 0;
        std::uint32_t filled = 0; // near[0, filled - fresh) is sorted, descending
        std::uint32_t fresh = 0;  // and as many behind it are not
        record* nearest = nullptr;
        table_type table; // the highest bucket first
        std::size_t near_capacity = 0;
        line* near_memory = nullptr;
        quick_random random;
        // The first record if there is any, and the element, where it is computed.
        record top{};
        [[no_unique_address]] shown_value<T, Policy::home == residence::nowhere> shown{};
    };

    [[nodiscard]] std::size_t sorted() const noexcept { return data_.filled - data_.fresh; }
    [[gnu::always_inline]] void set_top(const record& x) noexcept {
        data_.top = x;
        if constexpr (Policy::home == residence::nowhere) data_.shown.set(Policy::decode(x));
    }

    // -- the table of buckets ------------------------------------------------------------------------------

    void reserve_buckets(std::size_t more) { data_.table.reserve(allocator_, more); }

    [[nodiscard]] static bound bound_at(const record& x) noexcept {
        if constexpr (Policy::leads == lead::none) {
            return {x, 0, false};
        } else {
            return {x, Policy::word(x), false};
        }
    }
    void add_bucket(std::size_t b, const bucket& made, const record& lower) noexcept {
        data_.table.open_gap(b, 1);
        data_.table[b] = made;
        data_.table.set_bound(b, bound_at(lower));
    }

    // -- where a record belongs ---------------------------------------------------------------------------

    /// Whether a record is less than bound b.
    template <class Less>
    [[nodiscard]] bool precedes(const record& x, std::size_t b, const Less& less) const {
        if constexpr (is_word) {
            return x < data_.table.words[b];
        } else if constexpr (is_tagged) {
            const std::uint64_t word = Policy::word(x);
            if (word != data_.table.words[b]) return word < data_.table.words[b];
            return !data_.table[b].bare && less(x, data_.table.bounds[b]);
        } else {
            return less(x, data_.table.bounds[b]);
        }
    }
    [[nodiscard]] bool precedes(const record& x, std::size_t b) const {
        return precedes(x, b, [this](const record& a, const record& b_record) {
            return Policy::less(compare_, a, b_record);
        });
    }

    /// Whether the bound of a uniform bucket is less than a record.
    [[nodiscard]] bool exceeds_bound(const record& x, std::size_t b) const {
        if constexpr (Policy::exact) {
            return data_.table.words[b] < Policy::word(x);
        } else {
            return Policy::less(compare_, data_.table.bounds[b], x);
        }
    }

    /// How many of the bounds [first, last) the record is less than, and first.
    [[nodiscard]] std::size_t search(const record& x, std::size_t first, std::size_t last) const {
        while (first != last) {
            const std::size_t middle = first + (last - first) / 2;
            if (precedes(x, middle)) {
                first = middle + 1;
            } else {
                last = middle;
            }
        }
        return first;
    }

    /// The bucket of a record; `buckets` if it belongs near.
    [[nodiscard, gnu::always_inline]] std::size_t find(const record& x) const {
        if constexpr (is_word) {
            return data_.table.template count_greater<wide>(x);
        } else if constexpr (is_tagged) {
            const std::uint64_t word = Policy::word(x);
            const std::size_t greater = data_.table.template count_greater<wide>(word);
            if constexpr (!Policy::exact) {
                if (greater != data_.table.count && data_.table.words[greater] == word)
                    [[unlikely]] {
                    return find_among_equal(x, greater);
                }
            }
            return greater;
        } else {
            return search(x, 0, data_.table.count);
        }
    }
    [[gnu::noinline]] std::size_t find_among_equal(const record& x, std::size_t first) const {
        std::size_t last = first;
        while (last != data_.table.count && data_.table.words[last] == data_.table.words[first])
            ++last;
        return search(x, first, last);
    }

    // -- insertion -----------------------------------------------------------------------------------------

    [[gnu::always_inline]] void insert(const record& x) {
        const std::size_t b = find(x);
        if (b != data_.table.count) {
            bucket& to = data_.table[b];
            if (to.at == to.end) [[unlikely]]
                return insert_full(x, b);
            *to.at++ = x;
        } else {
            if (data_.filled == data_.near_capacity) [[unlikely]]
                return insert_crowded(x);
            ::new (static_cast<void*>(data_.nearest + data_.filled)) record(x);
            ++data_.filled;
            ++data_.fresh;
        }
    }

    /// A record that is not greater than any near one.
    [[gnu::noinline]] void push_before_near(const record& x) {
        if (data_.filled == data_.near_capacity) make_room();
        if (data_.fresh != 0) ++data_.fresh;
        data_.nearest[data_.filled++] = x;
    }

    [[gnu::noinline]] void insert_crowded(const record& x) {
        make_room();
        insert(x);
    }

    /// Room for another near record.
    void make_room() {
        if (data_.near_capacity < most_near) {
            grow_near(data_.near_capacity == 0 ? first_near : 4 * data_.near_capacity);
        } else {
            overflow();
        }
    }

    void grow_near(std::size_t capacity) {
        line_allocator lines(allocator_);
        line* const memory = detail::allocate<line>(lines, lines_for(capacity * sizeof(record)));
        auto* const nearest = reinterpret_cast<record*>(memory);
        if (data_.filled != 0) {
            std::memcpy(static_cast<void*>(nearest), static_cast<const void*>(data_.nearest),
                        data_.filled * sizeof(record));
        }
        detail::deallocate(lines, data_.near_memory,
                           lines_for(data_.near_capacity * sizeof(record)));
        data_.near_memory = memory;
        data_.nearest = nearest;
        data_.near_capacity = capacity;
    }

    /// Makes a new bucket of the greater near records.
    void overflow() {
        sort_all_near();
        const std::size_t kept = sorted_at_once, moved = data_.filled - kept;
        reserve_buckets(1);
        pool_.reserve(allocator_, moved / chunk::capacity + 1);
        bucket made;
        for (std::size_t done = 0; done != moved;) {
            made.extend(pool_.take(), data_.random);
            const std::size_t n = moved - done < made.room() ? moved - done : made.room();
            for (std::size_t i = 0; i != n; ++i, ++done) // ascending
                *made.at++ = data_.nearest[moved - 1 - done];
        }
        const record lower = data_.nearest[moved - 1];
        std::memmove(static_cast<void*>(data_.nearest),
                     static_cast<const void*>(data_.nearest + moved), kept * sizeof(record));
        data_.filled = static_cast<std::uint32_t>(kept);
        add_bucket(data_.table.count, made, lower);
    }

    /// The open chunk of bucket b is full, or the bucket is sealed.
    [[gnu::noinline]] void insert_full(const record& x, std::size_t b) {
        bucket& to = data_.table[b];
        if (to.sealed()) return insert_sealed(x, b);
        note_order(to);
        if (!to.ascending && data_.table.count < early_buckets) {
            const std::size_t n = to.count();
            if (n > early_records && n > data_.size / early_share && divide_early(b)) {
                return insert(x);
            }
        }
        extend(data_.table[b]);
        *data_.table[b].at++ = x;
    }

    void extend(bucket& to) {
        pool_.reserve(allocator_, 1);
        to.extend(pool_.take(), data_.random);
    }
    /// Exceptions  strong
    void append(bucket& to, const record& x) {
        if (to.at == to.end) {
            note_order(to);
            extend(to);
        }
        *to.at++ = x;
    }

    /// Looks whether the open chunk goes on as the ones before it did. Of records in no particular order,
    /// few are looked at.
    void note_order(bucket& of) const {
        if (!of.ascending || of.open == nullptr) return;
        const record* const records = of.open->records();
        const std::size_t n = of.open_count();
        const chunk* const before = of.open->next;
        if (before != nullptr && n != 0 &&
            Policy::less(compare_, records[0], before->records()[before->count - 1])) {
            of.ascending = false;
            return;
        }
        if (!ascends(records, n)) of.ascending = false;
    }
    [[nodiscard]] bool ascends(const record* records, std::size_t n) const {
        for (std::size_t i = 1; i < n; ++i) {
            if (Policy::less(compare_, records[i], records[i - 1])) return false;
        }
        return true;
    }

    /// What is greater than all records of a sealed bucket goes to a higher one, whose bound is lowered to
    /// it. So a uniform bucket stays uniform, and one that is being drained in order stays in order,
    /// as long as what comes is not in between.
    void insert_sealed(const record& x, std::size_t b) {
        bucket& to = data_.table[b];
        const bool above =
            to.uniform ? exceeds_bound(x, b) : !Policy::less(compare_, x, to.greatest());
        if (above) {
            if (b != 0 && !data_.table[b - 1].sealed()) {
                append(data_.table[b - 1], x);
                data_.table.set_bound(b - 1, bound_at(x));
            } else {
                reserve_buckets(1);
                pool_.reserve(allocator_, 1);
                bucket made;
                made.extend(pool_.take(), data_.random);
                *made.at++ = x;
                add_bucket(b, made, x);
            }
        } else if (to.uniform) {
            if (to.at == to.open->begin_of_memory() + chunk::capacity) extend(to);
            *to.at++ = x;
            to.end = to.at;
        } else {
            pool_.reserve(allocator_, 1);
            to.unseal(data_.random);
            to.extend(pool_.take(), data_.random);
            *to.at++ = x;
        }
    }

    // -- near records --------------------------------------------------------------------------------------

    [[nodiscard]] auto descending() const noexcept {
        return [this](const record& a, const record& b)
                   __attribute__((always_inline)) { return Policy::less(compare_, b, a); };
    }

    /// Sorts n records, descending, which lie where n rounded up to a power of two has room.
    /// Exceptions  if a comparison throws, they come in any order
    void sort_records(record* records, std::size_t n) {
        if constexpr (wide && is_word) {
            sort_words(records, n);
        } else if constexpr (wide) {
            sort_tagged_records(records, n);
        } else {
            sort_few<most_near>(records, n, descending());
        }
    }
    void sort_tagged_records(record* records, std::size_t n) {
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
        if (n > sorted_at_once) return sort_few<most_near>(records, n, descending());
        static_assert(sizeof(record) == 2 * sizeof(std::uint64_t) || !(wide && is_tagged));
        sort_tagged(reinterpret_cast<std::uint64_t*>(records), n);
        if constexpr (!Policy::exact) {
            for (std::size_t first = 0; first + 1 < n;) {
                std::size_t last = first + 1;
                while (last != n && Policy::word(records[last]) == Policy::word(records[first]))
                    ++last;
                if (last - first > 1) {
                    sort_few<sorted_at_once>(records + first, last - first, descending());
                }
                first = last;
            }
        }
#else
        sort_few<most_near>(records, n, descending());
#endif
    }

    void sort_all_near() {
        if (data_.fresh == 0) return;
        if (data_.fresh == data_.filled && ascends(data_.nearest, data_.filled)) {
            for (std::size_t i = 0, j = data_.filled; i + 1 < j; ++i)
                std::swap(data_.nearest[i], data_.nearest[--j]);
        } else {
            data_.fresh = data_.filled; // for now, and if a comparison throws
            sort_records(data_.nearest, data_.filled);
        }
        data_.fresh = 0;
    }

    /// Puts the unsorted near records among the sorted ones.
    [[gnu::noinline]] void integrate() {
        const std::size_t fresh = data_.fresh;
        if (fresh > 2 && (fresh > 6 || sorted() < sorted_at_once / 2)) return sort_all_near();
        while (data_.fresh != 0)
            integrate_one();
    }

    void integrate_one() {
        record* const nearest = data_.nearest;
        const std::size_t n = sorted();
        const record x = nearest[n];
        std::size_t at = 0;
        for (std::size_t left = n; left != 0;) { // the first one that is less
            const std::size_t half = left / 2;
            const bool behind = !Policy::less(compare_, nearest[at + half], x);
            at = behind ? at + half + 1 : at;
            left = behind ? left - half - 1 : half;
        }
        std::memmove(static_cast<void*>(nearest + at + 1), static_cast<const void*>(nearest + at),
                     (n - at) * sizeof(record));
        nearest[at] = x;
        --data_.fresh;
    }

    /// Makes near records of the last bucket, or of a part of it. Expects that there are none, and a bucket.
    [[gnu::noinline]] void refill() {
        for (;;) {
            bucket& last = data_.table[data_.table.count - 1];
            const std::size_t n = last.count();
            if (last.uniform && n > sorted_at_once) return refill_uniform(last);
            if (!last.sealed() && n > least_run) {
                note_order(last);
                if (last.ascending) last.reverse();
            }
            if (last.reversed) return refill_ascending(last);
            if (n > sorted_at_once) {
                divide(data_.table.count - 1);
                continue;
            }
            record* to = data_.nearest;
            last.for_each_run([&](const record* records, std::size_t count) {
                std::memcpy(static_cast<void*>(to), static_cast<const void*>(records),
                            count * sizeof(record));
                to += count;
            });
            sort_records(data_.nearest, n);
            fetch_nodes(n);
            {
                bucket_source<record, pool> emptied(last, pool_);
            }
            data_.table.keep(data_.table.count - 1);
            data_.filled = static_cast<std::uint32_t>(n);
            return;
        }
    }

    /// The elements that will be popped next are not in the cache, and their order is known now.
    void fetch_nodes(std::size_t n) const noexcept {
        if constexpr (Policy::home == residence::node) {
            for (std::size_t i = 0; i != n; ++i)
                __builtin_prefetch(data_.nearest[i].node, 1);
        }
    }

    /// Records that came in order need no sorting.
    void refill_ascending(bucket& last) noexcept {
        const std::size_t there = last.open_count();
        const std::size_t n = there < refilled_at_once ? there : refilled_at_once;
        record* const from = last.open->first;
        for (std::size_t i = 0; i != n; ++i)
            data_.nearest[i] = from[n - 1 - i];
        data_.filled = static_cast<std::uint32_t>(n);
        fetch_nodes(n);
        last.open->first += n;
        if (there == n) {
            if (last.open->next == nullptr) {
                {
                    bucket_source<record, pool> emptied(last, pool_);
                }
                data_.table.keep(data_.table.count - 1);
                return;
            }
            drop_open(last);
        }
        data_.table.set_bound(data_.table.count - 1,
                              bound_at(last.open->first[0])); // the old one may be gone soon
    }

    /// Records that are all equivalent need no sorting.
    void refill_uniform(bucket& last) noexcept {
        if (last.open_count() == 0) drop_open(last);
        const std::size_t there = last.open_count();
        const std::size_t n = there < sorted_at_once ? there : sorted_at_once;
        last.at -= n;
        last.end = last.at;
        std::memcpy(static_cast<void*>(data_.nearest), static_cast<const void*>(last.at),
                    n * sizeof(record));
        if (last.open_count() == 0) drop_open(last);
        data_.table.set_bound(data_.table.count - 1,
                              bound_at(last.at[-1])); // the old one may be one of those that go
        data_.filled = static_cast<std::uint32_t>(n);
    }
    /// Expects another chunk with records.
    void drop_open(bucket& from) noexcept {
        chunk* const empty = from.open;
        from.open = empty->next;
        from.closed -= from.open->count;
        from.at = from.end = from.open->records() + from.open->count;
        pool_.give(empty);
    }

    // -- division ------------------------------------------------------------------------------------------

    /// Divides a bucket of at least two records, or finds that it is uniform.
    [[gnu::noinline]] void divide(std::size_t b) {
        reserve_buckets(1);
        if constexpr (Policy::leads == lead::none) {
            divide_by_comparison(b);
        } else {
            if (data_.table[b].count() > four_way_records && divide_in_four(b)) return;
            divide_in_two(b);
        }
    }

    /// Divides a bucket that need not be divided yet. Returns false if that does not suggest itself.
    bool divide_early(std::size_t b) {
        if constexpr (Policy::leads == lead::none) {
            reserve_buckets(1);
            divide_by_comparison(b);
            return true;
        } else {
            return divide_in_four(b);
        }
    }

    /// Sorts few words, ascending.
    static void sort_samples(std::uint64_t* words, std::size_t n) noexcept {
        for (std::size_t i = 1; i < n; ++i) {
            const std::uint64_t x = words[i];
            std::size_t j = i;
            for (; j != 0 && words[j - 1] > x; --j)
                words[j] = words[j - 1];
            words[j] = x;
        }
    }

    /// Into four parts of about the same size; returns false if samples do not show three bounds.
    bool divide_in_four(std::size_t b) {
        constexpr std::size_t samples = 31;
        std::uint64_t words[samples];
        bucket& from = data_.table[b];
        for (std::uint64_t& word : words)
            word = Policy::word(*from.any(data_.random));
        sort_samples(words, samples);
        const std::uint64_t bounds[3] = {words[7], words[15], words[23]};
        if (words[0] == bounds[0] || bounds[0] == bounds[1] || bounds[1] == bounds[2]) return false;
        reserve_buckets(3);
        pool_.reserve(allocator_, chunks_to_divide<record, 4>(data_.table[b]));
        bucket parts[4];
        divide_by_word<wide, 4>(data_.table[b], pool_, data_.random, bounds, parts);
        replace_by_parts(b, parts, bounds, 4);
        return true;
    }

    void divide_in_two(std::size_t b) {
        const std::size_t n = data_.table[b].count();
        const std::size_t samples = n > 2048 ? 9 : n > 512 ? 5 : 3;
        std::uint64_t words[9];
        for (std::size_t i = 0; i != samples; ++i)
            words[i] = Policy::word(*data_.table[b].any(data_.random));
        sort_samples(words, samples);
        std::uint64_t word = words[samples / 2];
        // Twice, for the first division may find that its bound was the least word.
        pool_.reserve(allocator_, 2 * chunks_to_divide<record, 2>(data_.table[b]));
        bucket parts[2];
        divide_by_word<wide, 2>(data_.table[b], pool_, data_.random, &word, parts);
        if (parts[0].count() != 0) return replace_by_parts(b, parts, &word, 2);

        {
            bucket_source<record, pool> empty(parts[0], pool_);
        }
        if (word + 1 == 0) { // all have the greatest word
            data_.table[b] = parts[1];
        } else {
            bucket all = std::exchange(parts[1], bucket());
            ++word;
            divide_by_word<wide, 2>(all, pool_, data_.random, &word, parts);
            if (parts[1].count() != 0) {
                replace_by_parts(b, parts, &word, 2);
                if constexpr (Policy::exact) finish_uniform(b + 1);
                return;
            }
            {
                bucket_source<record, pool> empty(parts[1], pool_);
            }
            data_.table[b] = parts[0];
        }
        if constexpr (Policy::exact) {
            finish_uniform(b);
        } else {
            divide_by_comparison(b);
        }
    }
    void finish_uniform(std::size_t b) noexcept {
        data_.table.set_bound(b, bound_at(*data_.table[b].any(data_.random)));
        data_.table.make_uniform(b);
    }

    /// Puts the parts of bucket b in its place; the lowest one keeps its bound.
    void replace_by_parts(std::size_t b, const bucket* parts, const std::uint64_t* words,
                          std::size_t n) noexcept {
        const bound lowest = data_.table.bound_of(b);
        data_.table.open_gap(b, n - 1);
        for (std::size_t i = 0; i != n; ++i) {
            const std::size_t at = b + (n - 1 - i);
            data_.table[at] = parts[i];
            data_.table[at].ascending = parts[i].chunks == 1; // the open chunk is looked at later
            if (i == 0) {
                data_.table.set_bound(at, lowest);
            } else {
                data_.table.set_bound(at, words[i - 1]);
            }
        }
    }

    /// Buckets that are not yet in the table; their chunks go back to the pool if they do not get there.
    struct pending_parts {
        pool& cells;
        bucket parts[2];

        ~pending_parts() {
            for (bucket& each : parts)
                bucket_source<record, pool> back(each, cells);
        }
    };

    /// Divides around a median of some records. The bucket stands until all comparisons are done.
    void divide_by_comparison(std::size_t b) {
        const std::size_t n = data_.table[b].count();
        constexpr std::size_t most_samples = 15;
        const std::size_t samples = n > 2048 ? most_samples : n > 256 ? 5 : 3;
        record* chosen[most_samples];
        for (std::size_t i = 0; i != samples; ++i) {
            record* const x = data_.table[b].any(data_.random);
            std::size_t j = i;
            for (; j != 0 && Policy::less(compare_, *x, *chosen[j - 1]); --j)
                chosen[j] = chosen[j - 1];
            chosen[j] = x;
        }
        record* const pivot = chosen[samples / 2];
        pool_.reserve(allocator_, n / chunk::capacity + 4);
        {
            pending_parts pending{pool_, {}};
            scatter<false>(data_.table[b], pivot, pending.parts);
            if (pending.parts[0].count() != 0) return replace_by_pending(b, pending, *pivot);
        }
        pending_parts pending{pool_, {}}; // the pivot was the least record
        scatter<true>(data_.table[b], pivot, pending.parts);
        if (pending.parts[1].count() == 0) {
            data_.table.set_bound(b, bound_at(*pivot));
            data_.table.make_uniform(b);
            return;
        }
        replace_by_pending(b, pending, least(pending.parts[1]));
        data_.table.set_bound(b + 1, bound_at(data_.table[b + 1].open->records()[0]));
        data_.table.make_uniform(b + 1);
    }

    /// Copies each record to parts[0] if it is less than the pivot (Inclusive: not greater), else to
    /// parts[1]. The pivot itself goes to parts[1] (Inclusive: parts[0]) unasked.
    template <bool Inclusive>
    void scatter(const bucket& from, const record* pivot, bucket* parts) {
        parts[0].extend(pool_.take(), data_.random);
        parts[1].extend(pool_.take(), data_.random);
        const record middle = *pivot;
        const auto put = [&](const record* first, const record* last) {
            while (first != last) {
                for (std::size_t i = 0; i != 2; ++i) {
                    if (parts[i].room() == 0) parts[i].extend(pool_.take(), data_.random);
                }
                auto n = static_cast<std::size_t>(last - first);
                if (parts[0].room() < n) n = parts[0].room();
                if (parts[1].room() < n) n = parts[1].room();
                record* lower = parts[0].at;
                record* upper = parts[1].at;
                for (const record* const end = first + n; first != end; ++first) {
                    bool below;
                    if constexpr (Inclusive) {
                        below = !Policy::less(compare_, middle, *first);
                    } else {
                        below = Policy::less(compare_, *first, middle);
                    }
                    *lower = *first;
                    *upper = *first;
                    lower += below;
                    upper += !below;
                }
                parts[0].at = lower;
                parts[1].at = upper;
            }
        };
        const auto address = [](const record* at) { return reinterpret_cast<std::uintptr_t>(at); };
        for (chunk* c = from.open; c != nullptr; c = c->next) {
            const record* const first = c->records();
            const record* const last = first + (c == from.open ? from.open_count() : c->count);
            if (address(pivot) < address(first) || address(pivot) >= address(last)) {
                put(first, last);
            } else {
                put(first, pivot);
                put(pivot + 1, last);
            }
        }
        bucket& own = parts[Inclusive ? 0 : 1];
        if (own.room() == 0) own.extend(pool_.take(), data_.random);
        *own.at++ = middle;
    }

    [[nodiscard]] record least(const bucket& of) const {
        const record* found = nullptr;
        of.for_each([&](const record& x) {
            if (found == nullptr || Policy::less(compare_, x, *found)) found = std::addressof(x);
        });
        return *found;
    }

    void replace_by_pending(std::size_t b, pending_parts& pending, const record& middle) noexcept {
        const bound lowest = data_.table.bound_of(b);
        {
            bucket_source<record, pool> old(data_.table[b], pool_);
        }
        data_.table.open_gap(b, 1);
        data_.table[b] = std::exchange(pending.parts[1], bucket());
        data_.table[b + 1] = std::exchange(pending.parts[0], bucket());
        for (std::size_t i = b; i != b + 2; ++i)
            data_.table[i].ascending = data_.table[i].chunks == 1;
        data_.table.set_bound(b, bound_at(middle));
        data_.table.set_bound(b + 1, lowest);
    }

    [[no_unique_address]] Compare compare_;
    [[no_unique_address]] Allocator allocator_;
    data data_;
    pool pool_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_QUICK_CORE_HPP
