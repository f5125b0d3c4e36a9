// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_engine.hpp -- the state of a deep copy: what is left to do, and what has been done.
//
//     jobs     a stack of (copy, source, function): the copy is constructed, and what it points to is not.
//              What one job pushes runs in the order of the pushes, and before everything below.
//     memo     an open-addressing table: address of an object -> the shared_ptr to its copy
//     weak     weak pointers whose objects were not copied when they were met: they wait for the end
//     late     shared pointers that may point into an object owned elsewhere: they wait until nothing else
//              is left, and the largest pointee comes first, since an owner is larger than its parts
//     owners   for those: each object that was copied, sorted by its owner
//     stages   elements of sets and maps on their way: complete, they are inserted
//
// The memo is keyed by addresses of most derived objects, and its shared_ptrs own the copies. Aliasing
// pointers are matched by owner_before, so nothing is assumed about how a shared_ptr is made.

#ifndef CAIRN_DETAIL_COPY_ENGINE_HPP
#define CAIRN_DETAIL_COPY_ENGINE_HPP

#include <cairn/detail/copy_release.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI {

class copy_memo;

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

class copy_engine;

/// Address -> shared_ptr to the copy of what is there. 24 bytes for a slot, at most 7/8 of them in use.
class copy_table {
public:
    struct slot {
        const void* key = nullptr;
        std::shared_ptr<void> copy;
    };

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t memory_bytes() const noexcept { return capacity_ * sizeof(slot); }

    [[nodiscard]] const std::shared_ptr<void>* find(const void* key) const noexcept {
        return size_ == 0 ? nullptr : find_among(key);
    }

    /// Takes over all of another table.
    void merge(copy_table& other) {
        reserve(other.size_);
        for (std::size_t i = 0; i != other.capacity_; ++i) {
            slot& s = other.slots_[i];
            if (s.key != nullptr) put(s.key, std::move(s.copy));
        }
        other.clear();
    }

    /// Makes room for n more.
    void reserve(std::size_t n) {
        if (size_ + n > limit_) grow_to((size_ + n) / 4 * 5 + 8);
    }
    /// Makes room for one more, so that the next put() cannot fail.
    void reserve_one() {
        if (size_ == limit_) grow();
    }

    /// Adds a key that is not there.
    void put(const void* key, std::shared_ptr<void> copy) noexcept {
        slot& s = vacancy(key);
        s.key = key;
        s.copy = std::move(copy);
        ++size_;
    }

    void clear() noexcept {
        slots_.reset();
        size_ = limit_ = capacity_ = 0;
    }

    template <class F>
    void for_each(F f) const {
        for (std::size_t i = 0; i != capacity_; ++i)
            if (slots_[i].key != nullptr) f(slots_[i]);
    }

    void prefetch([[maybe_unused]] const void* key) const noexcept {
#if defined(__GNUC__)
        if (size_ != 0) __builtin_prefetch(&slots_[home(key)]);
#endif
    }

    copy_table() = default;
    copy_table(copy_table&& other) noexcept
        : slots_(std::move(other.slots_)), size_(std::exchange(other.size_, 0)),
          limit_(std::exchange(other.limit_, 0)), capacity_(std::exchange(other.capacity_, 0)) {}
    copy_table& operator=(copy_table&& other) noexcept {
        slots_ = std::move(other.slots_);
        size_ = std::exchange(other.size_, 0);
        limit_ = std::exchange(other.limit_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
        return *this;
    }

private:
    [[nodiscard]] const std::shared_ptr<void>* find_among(const void* key) const noexcept {
        for (std::size_t i = home(key);; i = next(i)) {
            if (slots_[i].key == key) return &slots_[i].copy;
            if (slots_[i].key == nullptr) return nullptr;
        }
    }

    [[nodiscard]] std::size_t home(const void* key) const noexcept {
        const auto hash =
            (std::uint64_t{reinterpret_cast<std::uintptr_t>(key)} * 0x9E3779B97F4A7C15u) >> 32;
        return static_cast<std::size_t>((hash * capacity_) >> 32);
    }
    [[nodiscard]] std::size_t next(std::size_t i) const noexcept {
        return i + 1 == capacity_ ? 0 : i + 1;
    }
    [[nodiscard]] slot& vacancy(const void* key) const noexcept {
        std::size_t i = home(key);
        while (slots_[i].key != nullptr)
            i = next(i);
        return slots_[i];
    }
    [[gnu::noinline]] void grow() {
        grow_to(capacity_ == 0 ? 32 : capacity_ < 8192 ? 2 * capacity_ : capacity_ + capacity_ / 2);
    }
    void grow_to(std::size_t capacity) {
        copy_table larger;
        larger.slots_ = std::make_unique<slot[]>(capacity);
        larger.capacity_ = capacity;
        larger.limit_ = capacity - capacity / 8;
        for (std::size_t i = 0; i != capacity_; ++i)
            if (slots_[i].key != nullptr) larger.put(slots_[i].key, std::move(slots_[i].copy));
        *this = std::move(larger);
    }

    std::unique_ptr<slot[]> slots_;
    std::size_t size_ = 0;
    std::size_t limit_ = 0;
    std::size_t capacity_ = 0;
};

/// Things to do, the last one first. What is done for each object of a copy is done here: a vector's growth
/// would stand in the way of inlining.
class copy_stack {
public:
    using function = void (*)(copy_engine&, void*, const void*);
    static constexpr std::size_t few = 20; // those that take no memory
    struct job {
        void* copy;
        const void* source;
        function then;
    };

    copy_stack() = default;
    copy_stack(const copy_stack&) = delete;
    copy_stack& operator=(const copy_stack&) = delete;
    ~copy_stack() { release(); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[gnu::always_inline]] void push(const job& j) {
        if (size_ == capacity_) [[unlikely]]
            grow();
        ::new (static_cast<void*>(jobs_ + size_)) job(j);
        ++size_;
    }
    void reserve(std::size_t n) {
        if (capacity_ - size_ < n) grow_to((std::max)(2 * capacity_, size_ + n));
    }
    [[nodiscard]] job pop() noexcept { return jobs_[--size_]; }
    [[nodiscard]] const job& top() const noexcept { return jobs_[size_ - 1]; }
    /// Turns over what was pushed from `first` on: the first is the next to be popped.
    void turn(std::size_t first) noexcept {
        if (size_ - first > 1) std::reverse(jobs_ + first, jobs_ + size_);
    }
    void clear() noexcept { size_ = 0; }

private:
    [[gnu::noinline]] void grow() { grow_to(2 * capacity_); }
    void grow_to(std::size_t capacity) {
        job* const jobs = std::allocator<job>().allocate(capacity);
        std::copy(jobs_, jobs_ + size_, jobs);
        release();
        jobs_ = jobs;
        capacity_ = capacity;
    }
    void release() noexcept {
        if (jobs_ != few_) std::allocator<job>().deallocate(jobs_, capacity_);
    }

    // Enough for lists and balanced trees. A block of memory of the size of a page, taken and given back for
    // each copy, made glibc 2.36 tidy up its small blocks each time: copies took 1.6 times as long.
    std::size_t size_ = 0;
    std::size_t capacity_ = few;
    job* jobs_ = few_;
    job few_[few];
};

/// Elements that are complete before they are inserted; a node of a list of them.
struct copy_stage {
    copy_stage* below = nullptr;
    void (*destroy)(copy_stage*) noexcept = nullptr;
    void (*take)(copy_stage*, copy_grave&) noexcept = nullptr;
};

class copy_engine {
public:
    using function = copy_stack::function;
    using job = copy_stack::job;
    struct late_job {
        job what;
        std::size_t rank;
        friend bool operator<(const late_job& a, const late_job& b) { return a.rank < b.rank; }
    };
    /// A copied object with the owner of its source. `locate` returns the counterpart of an address that
    /// lies in what the source owns, if not in itself.
    struct owner {
        std::shared_ptr<const void> source;
        const char* object;
        std::size_t size;
        std::shared_ptr<void> copy;
        void* (*locate)(void* copy, const void* source, const void* address);
    };

    copy_engine() = default;
    copy_engine(copy_engine&& other) noexcept : table_(std::move(other.table_)) {}
    copy_engine& operator=(copy_engine&& other) noexcept {
        table_ = std::move(other.table_);
        return *this;
    }

    [[nodiscard]] copy_memo& memo() noexcept;
    [[nodiscard]] copy_table& table() noexcept { return table_; }
    [[nodiscard]] const copy_table& table() const noexcept { return table_; }

    void push(void* copy, const void* source, function then) { jobs_.push({copy, source, then}); }
    void push_weak(void* copy, const void* source, function then) {
        weak_.push_back({copy, source, then});
    }
    void push_late(void* copy, const void* source, function then, std::size_t rank) {
        late_.push_back({{copy, source, then}, rank});
        std::push_heap(late_.begin(), late_.end());
    }

    [[nodiscard]] std::size_t height() const noexcept { return jobs_.size(); }
    [[nodiscard]] const job& next() const noexcept { return jobs_.top(); }
    [[nodiscard]] job pop() noexcept { return jobs_.pop(); }

    void turn(std::size_t first) noexcept { jobs_.turn(first); }

    /// Runs all jobs above `base`.
    void run(std::size_t base) {
        while (jobs_.size() != base) {
            const job j = jobs_.pop();
            const std::size_t first = jobs_.size();
            j.then(*this, j.copy, j.source);
            jobs_.turn(first);
        }
    }

    [[nodiscard]] const std::shared_ptr<void>* find(const void* address) const noexcept {
        if (const std::shared_ptr<void>* known = table_.find(address)) return known;
        return older_.find(address);
    }

    /// There are n pointers in a row, which may well be n objects: for them, tables grow once.
    void expect(std::size_t n) {
        if (n < copy_stack::few) return;
        jobs_.reserve(n);
        if (observed) table_.reserve(n);
    }
    /// The table will be asked about an address soon.
    void prefetch(const void* address) const noexcept { table_.prefetch(address); }

    /// Begins an outermost copy: what it makes is kept apart until it is complete.
    void begin() noexcept {
        if (table_.size() != 0) std::swap(table_, older_);
        has_begun_ = true;
    }
    [[nodiscard]] bool has_begun() const noexcept { return has_begun_; }

    /// The last part of the outermost copy: what had to wait.
    void finish() {
        while (!late_.empty()) {
            std::pop_heap(late_.begin(), late_.end());
            const job j = late_.back().what;
            late_.pop_back();
            j.then(*this, j.copy, j.source);
            turn(0);
            run(0);
        }
        for (const job& j : weak_)
            j.then(*this, j.copy, j.source);
        if (older_.size() != 0) {
            older_.merge(table_);
            std::swap(table_, older_);
        }
        forget();
    }

    /// The copies that are older than this one.
    [[nodiscard]] copy_spared spared() const noexcept {
        copy_spared all;
        if (older_.size() == 0) return all;
        all.objects.reset(new (std::nothrow) const void*[older_.size()]);
        all.is_complete = all.objects != nullptr;
        if (all.is_complete) {
            older_.for_each(
                [&](const copy_table::slot& s) { all.objects[all.size++] = s.copy.get(); });
            std::sort(all.objects.get(), all.objects.get() + all.size, std::less<>());
        }
        return all;
    }

    /// Forgets what a copy that failed has made.
    void roll_back() noexcept {
        jobs_.clear();
        late_.clear();
        table_.clear();
        std::swap(table_, older_);
        forget();
    }

    void clear() noexcept { table_.clear(); }

    // -- owners ----------------------------------------------------------------------------------------

    void add_owner(owner o) { owners_.push_back(std::move(o)); }

    template <class Pointer>
    [[nodiscard]] const owner* find_owner(const Pointer& p) {
        // The unsorted rest is short, so that sorting is rare.
        for (std::size_t i = sorted_; i != owners_.size() && i - sorted_ < 64; ++i)
            if (!p.owner_before(owners_[i].source) && !owners_[i].source.owner_before(p))
                return &owners_[i];
        if (owners_.size() - sorted_ > 64) {
            std::sort(owners_.begin(), owners_.end(), [](const owner& a, const owner& b) {
                return a.source.owner_before(b.source);
            });
            sorted_ = owners_.size();
        }
        const auto last = owners_.begin() + static_cast<std::ptrdiff_t>(sorted_);
        const auto at =
            std::lower_bound(owners_.begin(), last, p, [](const owner& a, const Pointer& b) {
                return a.source.owner_before(b);
            });
        return at != last && !p.owner_before(at->source) ? &*at : nullptr;
    }

    // -- stages ----------------------------------------------------------------------------------------

    void add_stage(copy_stage* stage) noexcept {
        stage->below = stages_;
        stages_ = stage;
    }
    /// Takes one out of the list; it is the last one or near it.
    void remove_stage(copy_stage* stage) noexcept {
        for (copy_stage** at = &stages_; *at != nullptr; at = &(*at)->below)
            if (*at == stage) {
                *at = stage->below;
                return;
            }
    }

    /// Destroys all, after taking what they own.
    void drop_stages(copy_grave& grave) noexcept {
        while (copy_stage* stage = stages_) {
            stages_ = stage->below;
            stage->take(stage, grave);
            stage->destroy(stage);
        }
    }

    // -- what the type of the graph says, and where we are ------------------------------------------------

    /// Pointers without ownership may refer to objects that have one owner.
    bool observed = false;
    /// Pointers that are met now may move away: nothing may wait for them.
    bool eager = false;
    unsigned level = 0;
    /// The types of pointees that may be parts of other pointees.
    const void* const* parts = nullptr;
    std::size_t parts_size = 0;

    [[nodiscard]] bool may_be_part(const void* id) const noexcept {
        for (std::size_t i = 0; i != parts_size; ++i)
            if (parts[i] == id) return true;
        return false;
    }

    /// What is shared by owners that share when they are copied: identity -> identity of the copy.
    [[nodiscard]] copy_table& blocks() noexcept { return blocks_; }

private:
    void forget() noexcept {
        weak_.clear();
        owners_.clear();
        blocks_.clear();
        sorted_ = 0;
        observed = has_begun_ = false;
    }

    copy_stack jobs_;
    copy_table table_;
    copy_table older_;
    copy_table blocks_;
    std::vector<job> weak_;
    std::vector<late_job> late_;
    std::vector<owner> owners_;
    std::size_t sorted_ = 0;
    copy_stage* stages_ = nullptr;
    bool has_begun_ = false;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_ENGINE_HPP
