// SPDX-License-Identifier: BSL-1.0
// cairn/detail/cache_policy.hpp -- who leaves a full cache: recency, frequency, and three queues.
//
//     cache_links        what a policy knows of an entry: eight bytes in its node
//     cache_schedule     positions in the order of a stamp that mostly grows
//     cache_ghosts       the fingerprints of entries that left a while ago
//     lru_order, lfu_order, s3fifo_order
//
// Shape       The nodes of a cache lie in a slab and are named by position. Lists run through their links,
//             each a circle over a sentinel of its own, at positions 0 and 1: no end is special.
// Source      J. Yang et al., "FIFO queues are all you need for cache eviction" (SOSP 2023)
//
// A policy is asked in this order: `insert` an entry that came, `touch` it when it is used, `victim` for
// the one to go, `remove` it whatever the reason. None of them fails: `reserve` has made room before.

#ifndef CAIRN_DETAIL_CACHE_POLICY_HPP
#define CAIRN_DETAIL_CACHE_POLICY_HPP

#include <cairn/addressable_heap.hpp>
#include <cairn/detail/addressable_memory.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/hash_index.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace cairn::inline CAIRN_ABI::detail {

using cache_position = std::uint32_t;
inline constexpr cache_position cache_nowhere = ~cache_position{0};

/// Two positions where a policy links its entries, else what it likes, as long as `prev` stays below
/// `reserved`. From there on `prev` says what a node is that no policy knows, and `next` chains it.
struct cache_links {
    std::uint32_t prev;
    std::uint32_t next;

    static constexpr std::uint32_t reserved = 0xfffffff0;
    static constexpr std::uint32_t free = 0xffffffff; // holds nothing
    static constexpr std::uint32_t kept = 0xfffffff8; // was refused, and is being looked at
    // reserved + cause: it has left, and the listener has not been told

    [[nodiscard]] bool live() const noexcept { return prev < reserved; }
};

inline constexpr std::size_t cache_max_positions =
    (std::size_t{1} << 29); // two bits are free in a link

// -- lists -----------------------------------------------------------------------------------------------

/// A circle through the links of a slab. Its upper `Tag` bits of each link are not its own.
template <unsigned Tag>
struct cache_list {
    static constexpr std::uint32_t mask = ~std::uint32_t{0} >> Tag;

    template <class Core>
    [[nodiscard]] static cache_position next(Core& core, cache_position i) noexcept {
        return core.links(i).next & mask;
    }
    template <class Core>
    [[nodiscard]] static cache_position prev(Core& core, cache_position i) noexcept {
        return core.links(i).prev & mask;
    }
    static void set(std::uint32_t& link, cache_position to) noexcept { link = (link & ~mask) | to; }
    template <class Core>
    static void unlink(Core& core, cache_position i) noexcept {
        const cache_position before = prev(core, i), after = next(core, i);
        set(core.links(before).next, after);
        set(core.links(after).prev, before);
    }
    /// Links `i` behind `at`.
    template <class Core>
    static void link(Core& core, cache_position at, cache_position i) noexcept {
        const cache_position after = next(core, at);
        set(core.links(i).prev, at);
        set(core.links(i).next, after);
        set(core.links(after).prev, i);
        set(core.links(at).next, i);
    }
    template <class Core>
    static void begin(Core& core, cache_position sentinel) noexcept {
        core.links(sentinel) = {sentinel, sentinel};
    }
};

// -- schedule --------------------------------------------------------------------------------------------

/// Positions in the order of their stamps. The heap holds a lower bound of each stamp: one that grows
/// is left alone until its bound comes to the top, so that a use of an entry never touches the heap.
template <class Stamp, class Allocator>
class cache_schedule {
    using allocator = typename std::allocator_traits<Allocator>::template rebind_alloc<Stamp>;

public:
    explicit cache_schedule(const Allocator& a) : heap_(allocator(a)) {}
    cache_schedule(const cache_schedule& other, const Allocator& a)
        : heap_(other.heap_, allocator(a)) {}

    /// Room for positions below `n`. Throws what the allocator does.
    void reserve(std::size_t n) {
        heap_.reserve(n);
        heap_.reserve_ids(n);
    }
    void clear() noexcept { heap_.clear(); }
    void swap(cache_schedule& other) noexcept { heap_.swap(other.heap_); }

    /// Says that a position has this stamp. Not needed where the stamp has only grown.
    void set(cache_position i, Stamp stamp) noexcept {
        if (!heap_.contains(i)) {
            heap_.push(i, stamp);
        } else if (stamp < heap_.priority(i)) {
            heap_.decrease(i, stamp);
        }
    }

    [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }

    /// The position with the least stamp, `cache_nowhere` if none is `until` or less. `stamp_of` tells the
    /// stamp of a position, and `gone` if it is to be forgotten.
    template <class StampOf>
    [[nodiscard]] cache_position first(Stamp until, Stamp gone, StampOf stamp_of) noexcept {
        while (!heap_.empty() && !(until < heap_.top().priority)) {
            const auto i = static_cast<cache_position>(heap_.top_id());
            const Stamp stamp = stamp_of(i);
            if (stamp == gone) {
                heap_.pop();
            } else if (heap_.top().priority < stamp) {
                heap_.increase(i, stamp);
            } else {
                return i;
            }
        }
        return cache_nowhere;
    }

private:
    indexed_heap<Stamp, std::less<>, allocator> heap_;
};

// -- ghosts ----------------------------------------------------------------------------------------------

/// The fingerprints of the last entries that left, in groups of a cache line each: a question and an
/// answer cost one line. Each group is a ring: one that is full forgets its oldest. What is asked about and was never
/// added is found once in 30,000 times.
class cache_ghosts {
public:
    using word = std::uint32_t;

    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

    /// An empty set that remembers the last `n`. Throws what the allocator does.
    template <class Allocator>
    void assign(const Allocator& allocator, std::size_t n) {
        const std::size_t groups = n * 4 / (3 * per_group) + 1;
        if (groups != groups_) {
            table<word, per_group> made;
            made.reallocate(allocator, groups * per_group + 1, 0);
            cells_.swap(made);
            made.release(allocator);
            groups_ = groups;
        }
        capacity_ = n;
        grain_ = n / ages + 1;
        clear();
    }
    template <class Allocator>
    void copy(const Allocator& allocator, const cache_ghosts& other) {
        if (other.groups_ == 0) return;
        assign(allocator, other.capacity_);
        for (std::size_t i = 0; i != groups_ * per_group; ++i)
            group(0)[i] = other.group(0)[i];
        left_ = other.left_;
        age_ = other.age_;
    }
    template <class Allocator>
    void release(const Allocator& allocator) noexcept {
        cells_.release(allocator);
        groups_ = capacity_ = 0;
    }
    void swap(cache_ghosts& other) noexcept {
        cells_.swap(other.cells_);
        std::swap(groups_, other.groups_);
        std::swap(capacity_, other.capacity_);
        std::swap(grain_, other.grain_);
        std::swap(left_, other.left_);
        std::swap(age_, other.age_);
    }
    void clear() noexcept {
        for (std::size_t i = 0; i != groups_ * per_group; ++i)
            std::construct_at(group(0) + i, 0U);
        left_ = grain_;
        age_ = 0;
    }

    void prefetch(word key) const noexcept {
        if (groups_ != 0) __builtin_prefetch(group(home(key)));
    }

    void add(word key) noexcept {
        if (capacity_ == 0) return;
        word* const cells = group(home(key));
        const word at = cells[cursor] < cursor ? cells[cursor] : 0;
        cells[at] = fingerprint(key) | age_;
        cells[cursor] = at + 1;
        if (--left_ == 0) {
            left_ = grain_;
            age_ = (age_ + 1) & age_mask;
        }
    }

    /// Whether the key was added lately; forgets it.
    bool take(word key) noexcept {
        if (capacity_ == 0) return false;
        word* const cells = group(home(key));
        const word wanted = fingerprint(key);
        unsigned found = 0; // seldom any; the cursor is no fingerprint
        for (unsigned i = 0; i != per_group; i += slot_window::width)
            found |= slot_window(cells + i).matching(wanted, age_mask) << i;
        for (; found != 0; found &= found - 1) {
            word& cell = cells[__builtin_ctz(found)];
            if (age_of(cell) <= limit()) {
                cell = 0;
                return true;
            }
        }
        return false;
    }

private:
    static constexpr unsigned per_group = 16; // words, a cache line
    static constexpr word cursor = 15;        // of them says where the next one goes
    static constexpr std::size_t ages = 1024; // that the capacity is told apart by
    static constexpr word age_mask = 4 * ages - 1;

    [[nodiscard]] word limit() const noexcept { return static_cast<word>(capacity_ / grain_); }
    [[nodiscard]] word age_of(word cell) const noexcept { return (age_ - cell) & age_mask; }
    /// Never 0: the lowest bit of a key is set.
    [[nodiscard]] static word fingerprint(word key) noexcept { return key << 12; }
    [[nodiscard]] std::size_t home(word key) const noexcept {
        return static_cast<std::size_t>(std::uint64_t{key} * groups_ >> 32);
    }
    [[nodiscard]] word* group(std::size_t i) const noexcept {
        return cells_.data() + 1 + i * per_group;
    }

    table<word, per_group> cells_;
    std::size_t groups_ = 0;
    std::size_t capacity_ = 0;
    std::size_t grain_ = 1; // additions of the same age
    std::size_t left_ = 1;  // of this age
    word age_ = 0;
};

// -- least recently used ---------------------------------------------------------------------------------

template <class Allocator>
class lru_order {
    using list = cache_list<0>;
    static constexpr cache_position all = 0;

public:
    static constexpr cache_position sentinels = 1;

    explicit lru_order(const Allocator&) noexcept {}
    lru_order(const lru_order&, const Allocator&) noexcept {}
    void remember(const Allocator&, const lru_order&) noexcept {}
    void swap(lru_order&) noexcept {}
    void reserve(const Allocator&, std::size_t, std::size_t) noexcept {}
    void release(const Allocator&) noexcept {}

    template <class Core>
    static void clear(Core& core) noexcept {
        list::begin(core, all);
    }
    template <class Core>
    static void insert(Core& core, cache_position i) noexcept {
        list::link(core, all, i);
    }
    template <class Core>
    static void touch(Core& core, cache_position i) noexcept {
        if (list::next(core, all) == i) return;
        list::unlink(core, i);
        list::link(core, all, i);
    }
    template <class Core>
    static void reweigh(Core&, cache_position, std::size_t, std::size_t) noexcept {}
    template <class Core>
    [[nodiscard]] static cache_position victim(Core& core) noexcept {
        return list::prev(core, all);
    }
    template <class Core>
    static void remove(Core& core, cache_position i) noexcept {
        list::unlink(core, i);
    }
    /// Asks for the memory that the next eviction will need.
    template <class Core>
    static void prefetch(Core& core) noexcept {
        const cache_position last = list::prev(core, all);
        core.prefetch_node(list::prev(core, last));
        core.prefetch_slot(last);
    }

    /// The most recently used first. Position 0 is the end.
    template <class Core>
    [[nodiscard]] static cache_position after(Core& core, cache_position i) noexcept {
        return list::next(core, i);
    }
};

// -- least frequently used -------------------------------------------------------------------------------

/// A stamp for each entry: how often it was used, and when last; the least of them is the victim.
template <class Allocator>
class lfu_order {
    using stamp = std::uint64_t; // 24 bits of uses, 40 bits of time
    static constexpr stamp one_use = stamp{1} << 40;
    static constexpr stamp most_uses = stamp{0xfffffe} << 40;

public:
    static constexpr cache_position sentinels = 1;

    explicit lfu_order(const Allocator& a) : schedule_(a) {}
    lfu_order(const lfu_order& other, const Allocator& a)
        : schedule_(other.schedule_, a), now_(other.now_) {}
    void remember(const Allocator&, const lfu_order&) noexcept {}
    void swap(lfu_order& other) noexcept {
        schedule_.swap(other.schedule_);
        std::swap(now_, other.now_);
    }
    void reserve(const Allocator&, std::size_t positions, std::size_t) {
        schedule_.reserve(positions);
    }
    void release(const Allocator&) noexcept {}

    template <class Core>
    void clear(Core&) noexcept {
        schedule_.clear();
    }
    template <class Core>
    void insert(Core& core, cache_position i) noexcept {
        const stamp first = one_use | tick(core);
        set(core, i, first);
        schedule_.set(i, first);
    }
    template <class Core>
    void touch(Core& core, cache_position i) noexcept {
        const stamp time = tick(core);
        stamp uses = get(core, i) & ~(one_use - 1);
        if (uses < most_uses) uses += one_use;
        set(core, i, uses | time);
    }
    template <class Core>
    void reweigh(Core&, cache_position, std::size_t, std::size_t) noexcept {}
    template <class Core>
    [[nodiscard]] cache_position victim(Core& core) noexcept {
        return schedule_.first(~stamp{0}, ~stamp{0}, [&](cache_position i) {
            return core.links(i).live() ? get(core, i) : ~stamp{0};
        });
    }
    template <class Core>
    void remove(Core&, cache_position) noexcept {}
    template <class Core>
    void prefetch(Core&) noexcept {}

    template <class Core>
    [[nodiscard]] static cache_position after(Core& core, cache_position i) noexcept {
        for (++i; i < core.count(); ++i)
            if (core.links(i).live()) return i;
        return 0;
    }

private:
    template <class Core>
    [[nodiscard]] static stamp get(Core& core, cache_position i) noexcept {
        return stamp{core.links(i).prev} << 32 | core.links(i).next;
    }
    template <class Core>
    static void set(Core& core, cache_position i, stamp to) noexcept {
        core.links(i) = {static_cast<std::uint32_t>(to >> 32), static_cast<std::uint32_t>(to)};
    }
    template <class Core>
    [[nodiscard, gnu::always_inline]] stamp tick(Core& core) noexcept {
        if (++now_ == one_use) [[unlikely]]
            begin_again(core);
        return now_;
    }
    /// After 10^12 uses the time starts anew, and whatever was used before is equally old.
    template <class Core>
    [[gnu::noinline]] void begin_again(Core& core) noexcept {
        schedule_.clear();
        now_ = 1;
        for (cache_position i = after(core, 0); i != 0; i = after(core, i)) {
            set(core, i, get(core, i) & ~(one_use - 1));
            schedule_.set(i, get(core, i));
        }
    }

    cache_schedule<stamp, Allocator> schedule_;
    stamp now_ = 0;
};

// -- S3-FIFO ---------------------------------------------------------------------------------------------

/// New entries wait in a small queue; those used twice there move on to the main queue, the others leave
/// and are remembered as ghosts. A ghost that returns enters the main queue at once. What was used in the
/// main queue goes round again.
template <class Allocator>
class s3fifo_order {
    using list = cache_list<2>;
    static constexpr cache_position small_queue = 0, main_queue = 1;
    static constexpr std::uint32_t one_use = std::uint32_t{1} << 30; // in `prev`: 0 ... 3
    static constexpr std::uint32_t in_main = std::uint32_t{1} << 31; // in `next`

public:
    static constexpr cache_position sentinels = 2;

    explicit s3fifo_order(const Allocator&) noexcept {}
    s3fifo_order(const s3fifo_order& other, const Allocator&) noexcept
        : small_(other.small_), main_(other.main_) {}
    void remember(const Allocator& allocator, const s3fifo_order& other) {
        ghosts_.copy(allocator, other.ghosts_);
    }
    void swap(s3fifo_order& other) noexcept {
        ghosts_.swap(other.ghosts_);
        std::swap(small_, other.small_);
        std::swap(main_, other.main_);
    }
    void reserve(const Allocator& allocator, std::size_t, std::size_t entries) {
        const std::size_t n = entries / 10 * 9 + entries % 10 * 9 / 10;
        if (n != ghosts_.capacity()) ghosts_.assign(allocator, n);
    }
    void release(const Allocator& allocator) noexcept { ghosts_.release(allocator); }
    template <class Core>
    void clear(Core& core) noexcept {
        list::begin(core, small_queue);
        list::begin(core, main_queue);
        ghosts_.clear();
        small_ = main_ = 0;
    }
    template <class Core>
    void insert(Core& core, cache_position i) noexcept {
        const bool returned = ghosts_.take(core.word_at(i));
        core.links(i) = {0, 0};
        push(core, i, returned);
    }
    template <class Core>
    static void touch(Core& core, cache_position i) noexcept {
        std::uint32_t& prev = core.links(i).prev;
        prev += std::uint32_t{prev < 3 * one_use}
                << 30; // no branch: the uses are what nobody can predict
    }
    template <class Core>
    void reweigh(Core& core, cache_position i, std::size_t from, std::size_t to) noexcept {
        std::size_t& queue = (core.links(i).next & in_main) != 0 ? main_ : small_;
        queue = queue - from + to;
    }
    template <class Core>
    [[nodiscard]] cache_position victim(Core& core) noexcept {
        const std::size_t limit = small_limit(), rest = small_ + main_ - limit;
        while (small_ >= limit || list::next(core, main_queue) == main_queue) {
            const cache_position i = list::next(core, small_queue);
            if (i == small_queue) break;
            if (core.links(i).prev < 2 * one_use) {
                ghosts_.add(core.word_at(i));
                return i;
            }
            remove(core, i);
            push(core, i, true);
            core.links(i).prev &= one_use - 1;
            if (main_ > rest) break;
        }
        cache_position i = list::next(core, main_queue);
        if (core.links(i).prev < one_use) return i;
        do { // what goes round again stays where it is, and the sentinel moves on
            if (i != main_queue) core.links(i).prev -= one_use;
            i = list::next(core, i);
        } while (i == main_queue || core.links(i).prev >= one_use);
        list::unlink(core, main_queue);
        list::link(core, list::prev(core, i), main_queue);
        return i;
    }
    template <class Core>
    void remove(Core& core, cache_position i) noexcept {
        list::unlink(core, i);
        ((core.links(i).next & in_main) != 0 ? main_ : small_) -= core.units(i);
    }
    template <class Core>
    void prefetch(Core& core) noexcept {
        const cache_position first =
            list::next(core, small_ >= small_limit() ? small_queue : main_queue);
        core.prefetch_node(list::next(core, first));
        if (first < sentinels) return;
        core.prefetch_slot(first);
        ghosts_.prefetch(core.word_at(first));
    }
    /// The group of ghosts that `insert` will look at.
    void expect(std::uint32_t key) const noexcept { ghosts_.prefetch(key); }

    /// The small queue and then the main queue, each from its oldest. Position 0 is the end.
    template <class Core>
    [[nodiscard]] static cache_position after(Core& core, cache_position i) noexcept {
        const bool waits = i == small_queue || (core.links(i).next & in_main) == 0;
        const cache_position next = list::next(core, i);
        if (next >= sentinels) return next;
        if (!waits || i == main_queue) return 0;
        const cache_position first = list::next(core, main_queue);
        return first == main_queue ? 0 : first;
    }

private:
    /// A tenth of what is there; the whole is what the cache may hold whenever somebody has to leave.
    [[nodiscard]] std::size_t small_limit() const noexcept {
        const std::size_t all = small_ + main_;
        return all < 20 ? 1 : all / 10;
    }
    template <class Core>
    void push(Core& core, cache_position i, bool main) noexcept {
        const cache_position queue = main ? main_queue : small_queue;
        list::link(core, list::prev(core, queue), i);
        if (main) {
            core.links(i).next |= in_main;
            main_ += core.units(i);
        } else {
            small_ += core.units(i);
        }
    }

    cache_ghosts ghosts_;
    std::size_t small_ = 0, main_ = 0; // entries in the queues, or their weight if they are weighed
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_CACHE_POLICY_HPP
