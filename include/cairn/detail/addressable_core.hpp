// SPDX-License-Identifier: BSL-1.0
// cairn/detail/addressable_core.hpp -- the heap under addressable_heap and indexed_heap.
//
//     heap_entry            what the heap moves: an element or what stands for it, and its slot
//     handle_slots          slots that are handed out, each with a generation
//     id_slots              slots that the user numbers
//     addressable_core      the implicit heap of entries, and for each slot where its entry is
//
// Shape       entries   [ 1 #2 | 4 #0 | 3 #3 | 9 #1 ]     children of i at 4 i + 1 ... 4 i + 4
//             slots     [  1   |  3   |  0   |  2   ]     slot -> index of its entry
// Exceptions  A comparison is the only thing that can fail while entries are on their way. Entries are
//             trivially copyable, so a guard puts all of them back: every operation on one entry is strong.

#ifndef CAIRN_DETAIL_ADDRESSABLE_CORE_HPP
#define CAIRN_DETAIL_ADDRESSABLE_CORE_HPP

#include <cairn/detail/addressable_memory.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/detail/storage.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- entries -----------------------------------------------------------------------------------------------

/// Elements so cheap to copy that the heap moves them themselves. All others lie in cells.
template <class T, class Allocator>
inline constexpr bool moves_elements =
    std::is_trivially_copyable_v<T> && std::is_copy_constructible_v<T> &&
    std::is_copy_assignable_v<T> && sizeof(T) <= 4 * sizeof(std::uint64_t) &&
    alignof(T) <= alignof(std::max_align_t) && constructs_plainly<Allocator, T>;

template <class T>
struct element_entry {
    T element;
    std::uint32_t slot;
    [[nodiscard]] constexpr const T& value() const noexcept { return element; }
    constexpr void copy(const element_entry& x) noexcept {
        element = x.element;
        slot = x.slot;
    }
};
template <class T>
struct cell_entry {
    cell<T>* at;
    std::uint32_t slot;
    [[nodiscard]] constexpr const T& value() const noexcept { return at->value; }
    constexpr void copy(const cell_entry& x) noexcept {
        at = x.at;
        slot = x.slot;
    }
};
/// Most comparisons are those of the digests, and touch no element.
template <class T>
struct digest_entry {
    digest_word digest;
    cell<T>* at;
    std::uint32_t slot;
    [[nodiscard]] constexpr const T& value() const noexcept { return at->value; }
    constexpr void copy(const digest_entry& x) noexcept {
        digest = x.digest;
        at = x.at;
        slot = x.slot;
    }
};

template <class T, class Compare, class Allocator>
using heap_entry =
    std::conditional_t<moves_elements<T, Allocator>, element_entry<T>,
                       std::conditional_t<sort_key<T, Compare>::kind == search::comparing,
                                          cell_entry<T>, digest_entry<T>>>;

/// Elements that are compared as a number is: 1 if by it, -1 if by its opposite, 0 if they are not.
template <class T, class Compare>
inline constexpr int number_direction = number<T> ? direction<Compare, T> : 0;
template <class T, class F, class Compare>
    requires std::is_invocable_v<const F&, const T&>
inline constexpr int number_direction<T, projected<F, Compare>> =
    number<std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>>
        ? direction<Compare, std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>>
        : 0;

/// In place of a cell_store where there are no cells.
struct no_cells {
    constexpr void swap(no_cells&) noexcept {}
};

// -- comparators -------------------------------------------------------------------------------------------

/// A comparator that can be replaced even if it cannot be assigned, as a lambda expression's.
template <class Compare>
class replaceable {
public:
    constexpr replaceable() = default;
    constexpr explicit replaceable(const Compare& compare) : compare_(compare) {}
    [[nodiscard]] constexpr const Compare& get() const noexcept { return compare_; }
    constexpr void swap(replaceable& other) noexcept(std::is_nothrow_swappable_v<Compare> ||
                                                     !std::is_swappable_v<Compare>) {
        if constexpr (std::is_swappable_v<Compare>) {
            using std::swap;
            swap(compare_, other.compare_);
        } else {
            static_assert(std::is_nothrow_move_constructible_v<Compare>,
                          "a comparator must be swappable or move without exceptions");
            Compare mine(std::move(compare_));
            std::destroy_at(std::addressof(compare_));
            std::construct_at(std::addressof(compare_), std::move(other.compare_));
            std::destroy_at(std::addressof(other.compare_));
            std::construct_at(std::addressof(other.compare_), std::move(mine));
        }
    }

private:
    Compare compare_{};
};
/// Nothing is to be replaced where nothing is stored.
template <class Compare>
    requires std::is_empty_v<Compare>
class replaceable<Compare> {
public:
    constexpr replaceable() = default;
    constexpr explicit replaceable(const Compare& compare) : compare_(compare) {}
    [[nodiscard]] constexpr const Compare& get() const noexcept { return compare_; }
    constexpr void swap(replaceable&) noexcept {}

private:
    [[no_unique_address]] Compare compare_{};
};

// -- slots -------------------------------------------------------------------------------------------------

inline constexpr std::uint32_t no_slot = UINT32_MAX;

/// Tells heaps apart, where handles are checked: moved along with the elements, shared by copies.
class heap_identity {
public:
    constexpr heap_identity() noexcept {
        if constexpr (hardened >= 1) number_ = fresh();
    }
    constexpr heap_identity(const heap_identity&) = default;
    constexpr heap_identity& operator=(const heap_identity&) = default;
    constexpr heap_identity(heap_identity&& other) noexcept : number_(other.number_) {
        if constexpr (hardened >= 1) other.number_ = fresh();
    }
    constexpr void swap(heap_identity& other) noexcept { std::swap(number_, other.number_); }
    [[nodiscard]] constexpr std::uint32_t number() const noexcept { return number_; }

private:
    [[nodiscard]] static constexpr std::uint32_t fresh() noexcept {
        return std::is_constant_evaluated() ? 0 : counted();
    }
    [[nodiscard]] static std::uint32_t counted() noexcept {
        static constinit std::uint32_t last = 0;
        return __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
    }

    std::uint32_t number_ = 0;
};

/// Slots that are handed out and come back. A slot's generation is odd while it is in use, and grows
/// with every use and every return: none is ever seen twice, because a slot whose generations are
/// exhausted is not handed out again.
class handle_slots {
public:
    struct record {
        std::uint32_t position; // of the entry; in a free slot the next free one
        std::uint32_t generation;
    };

    handle_slots() = default;
    constexpr handle_slots(handle_slots&& other) noexcept
        : records_(std::move(other.records_)), count_(std::exchange(other.count_, 0)),
          free_(std::exchange(other.free_, no_slot)), identity_(std::move(other.identity_)) {}
    constexpr void swap(handle_slots& other) noexcept {
        records_.swap(other.records_);
        std::swap(count_, other.count_);
        std::swap(free_, other.free_);
        identity_.swap(other.identity_);
    }

    [[nodiscard]] constexpr record* data() const noexcept { return records_.data(); }
    [[nodiscard]] constexpr std::uint32_t owner() const noexcept { return identity_.number(); }
    [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }
    [[nodiscard]] constexpr bool contains(std::size_t slot,
                                          std::uint32_t generation) const noexcept {
        return slot < count_ && data()[slot].generation == generation;
    }

    template <class Allocator>
    constexpr void reserve(const Allocator& allocator, std::size_t n) {
        if (n > records_.capacity()) records_.reallocate(allocator, n, count_);
    }
    template <class Allocator>
    constexpr void copy(const Allocator& allocator, const handle_slots& other) {
        reserve(allocator, other.count_);
        for (; count_ != other.count_; ++count_)
            std::construct_at(data() + count_, other.data()[count_]);
        free_ = other.free_;
        identity_ = heap_identity(other.identity_);
    }
    template <class Allocator>
    constexpr void release(const Allocator& allocator) noexcept {
        records_.release(allocator);
        count_ = 0;
        free_ = no_slot;
    }

    /// A slot that is not in use, and is not until `start`.
    template <class Allocator>
    [[nodiscard]] constexpr std::uint32_t acquire(const Allocator& allocator) {
        if (free_ != no_slot) {
            const std::uint32_t slot = free_;
            free_ = data()[slot].position;
            return slot;
        }
        if (count_ == no_slot) throw_length_error("heap: too many elements");
        if (count_ == records_.capacity()) records_.grow(allocator, count_ + 1, count_);
        std::construct_at(data() + count_, record{no_slot, 0});
        return static_cast<std::uint32_t>(count_++);
    }
    /// Undoes `acquire`.
    constexpr void give_back(std::uint32_t slot) noexcept {
        data()[slot].position = free_;
        free_ = slot;
    }
    /// Returns the slot's generation while it is in use.
    constexpr std::uint32_t start(std::uint32_t slot) noexcept { return ++data()[slot].generation; }
    constexpr void finish(std::uint32_t slot) noexcept {
        if (++data()[slot].generation != last_generation) give_back(slot);
    }

private:
    static constexpr std::uint32_t last_generation = UINT32_MAX - 1;

    table<record, 0> records_;
    std::size_t count_ = 0;
    std::uint32_t free_ = no_slot; // the latest that came back
    heap_identity identity_;
};

/// Slots that the user numbers: 0, 1, 2 ...
class id_slots {
public:
    struct record {
        std::uint32_t position; // of the entry; no_slot if there is none
    };

    id_slots() = default;
    constexpr id_slots(id_slots&& other) noexcept
        : records_(std::move(other.records_)), count_(std::exchange(other.count_, 0)) {}
    constexpr void swap(id_slots& other) noexcept {
        records_.swap(other.records_);
        std::swap(count_, other.count_);
    }

    [[nodiscard]] constexpr record* data() const noexcept { return records_.data(); }
    [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }
    [[nodiscard]] constexpr bool contains(std::size_t id) const noexcept {
        return id < count_ && data()[id].position != no_slot;
    }

    /// Makes ids below `n` known.
    template <class Allocator>
    constexpr void extend(const Allocator& allocator, std::size_t n) {
        if (n <= count_) return;
        if (n > records_.capacity()) records_.grow(allocator, n, count_);
        for (; count_ != n; ++count_)
            std::construct_at(data() + count_, record{no_slot});
    }
    template <class Allocator>
    constexpr void copy(const Allocator& allocator, const id_slots& other) {
        extend(allocator, other.count_);
        for (std::size_t i = 0; i != count_; ++i)
            data()[i] = other.data()[i];
    }
    template <class Allocator>
    constexpr void release(const Allocator& allocator) noexcept {
        records_.release(allocator);
        count_ = 0;
    }
    constexpr void finish(std::uint32_t id) noexcept { data()[id].position = no_slot; }

private:
    table<record, 0> records_;
    std::size_t count_ = 0;
};

// -- iterators ---------------------------------------------------------------------------------------------

/// Walks over entries and shows what `Item::of` makes of them.
template <class Item>
class addressable_iterator {
    using entry = typename Item::entry;

public:
    using value_type = typename Item::value_type;
    using reference = typename Item::reference;
    using difference_type = std::ptrdiff_t;
    using pointer = std::conditional_t<std::is_reference_v<reference>,
                                       std::add_pointer_t<reference>, arrow<reference>>;
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::conditional_t<std::is_reference_v<reference>, iterator_concept,
                                                 std::input_iterator_tag>;

    addressable_iterator() = default;
    constexpr explicit addressable_iterator(const entry* at) noexcept : at_(at) {}

    [[nodiscard]] constexpr reference operator*() const noexcept { return Item::of(*at_); }
    [[nodiscard]] constexpr pointer operator->() const noexcept {
        if constexpr (std::is_reference_v<reference>) {
            return std::addressof(Item::of(*at_));
        } else {
            return pointer(Item::of(*at_));
        }
    }
    [[nodiscard]] constexpr reference operator[](difference_type n) const noexcept {
        return Item::of(at_[n]);
    }
    constexpr addressable_iterator& operator++() noexcept { return *this += 1; }
    constexpr addressable_iterator& operator--() noexcept { return *this += -1; }
    constexpr addressable_iterator operator++(int) noexcept { return addressable_iterator(at_++); }
    constexpr addressable_iterator operator--(int) noexcept { return addressable_iterator(at_--); }
    constexpr addressable_iterator& operator+=(difference_type n) noexcept {
        at_ += n;
        return *this;
    }
    constexpr addressable_iterator& operator-=(difference_type n) noexcept { return *this += -n; }
    [[nodiscard]] friend constexpr addressable_iterator operator+(addressable_iterator i,
                                                                  difference_type n) noexcept {
        return i += n;
    }
    [[nodiscard]] friend constexpr addressable_iterator operator+(difference_type n,
                                                                  addressable_iterator i) noexcept {
        return i += n;
    }
    [[nodiscard]] friend constexpr addressable_iterator operator-(addressable_iterator i,
                                                                  difference_type n) noexcept {
        return i -= n;
    }
    [[nodiscard]] friend constexpr difference_type operator-(addressable_iterator a,
                                                             addressable_iterator b) noexcept {
        return a.at_ - b.at_;
    }
    [[nodiscard]] friend constexpr bool operator==(addressable_iterator a,
                                                   addressable_iterator b) noexcept {
        return a.at_ == b.at_;
    }
    [[nodiscard]] friend constexpr auto operator<=>(addressable_iterator a,
                                                    addressable_iterator b) noexcept {
        return a.at_ <=> b.at_;
    }

    [[nodiscard]] constexpr std::uint32_t slot() const noexcept { return at_->slot; }

private:
    const entry* at_ = nullptr;
};

// -- the heap ----------------------------------------------------------------------------------------------

template <class T, class Compare, class Allocator, class Slots>
class addressable_core {
    using traits = std::allocator_traits<Allocator>;
    using record = typename Slots::record;

    static_assert(std::is_object_v<T> && !std::is_const_v<T>,
                  "the element must be an object type that is not const");
    static_assert(std::is_same_v<typename traits::value_type, T>,
                  "the allocator's value_type must be the heap's");

public:
    using entry = heap_entry<T, Compare, Allocator>;

    /// Four children of 16 bytes fill a cache line: half the levels of a binary heap, and two
    /// comparisons that do not wait for each other on each.
    static constexpr std::size_t arity = 4;
    static constexpr bool direct = moves_elements<T, Allocator>;
    /// Comparisons that touch nothing but entries.
    static constexpr bool cheap = direct || sort_key<T, Compare>::kind != search::comparing;

    constexpr addressable_core() = default;
    constexpr addressable_core(const Compare& compare, const Allocator& allocator)
        : compare_(compare), allocator_(allocator) {}
    constexpr addressable_core(const addressable_core& other, const Allocator& allocator)
        : compare_(other.comparator()), allocator_(allocator) {
        guard undo([this] { release(); });
        copy_entries(other, [](const T& element) -> const T& { return element; });
        undo.dismiss();
    }
    constexpr addressable_core(addressable_core&& other) noexcept(
        std::is_nothrow_copy_constructible_v<Compare>)
        : compare_(other.comparator()), allocator_(std::move(other.allocator_)),
          entries_(std::move(other.entries_)), size_(std::exchange(other.size_, 0)),
          cells_(std::move(other.cells_)), slots_(std::move(other.slots_)) {}
    constexpr addressable_core(addressable_core&& other, const Allocator& allocator)
        : compare_(other.comparator()), allocator_(allocator) {
        if (allocator_ == other.allocator_) {
            exchange(other);
            return;
        }
        guard undo([this] { release(); });
        copy_entries(other,
                     [](T& element) -> decltype(auto) { return std::move_if_noexcept(element); });
        undo.dismiss();
        other.clear();
    }
    addressable_core& operator=(const addressable_core&) = delete;
    constexpr ~addressable_core() { release(); }

    constexpr void copy_from(const addressable_core& other) {
        if (this == std::addressof(other)) return;
        constexpr bool propagates = traits::propagate_on_container_copy_assignment::value;
        addressable_core made(other, propagates ? other.allocator_ : allocator_);
        compare_.swap(made.compare_);
        exchange(made);
        if constexpr (propagates) {
            Allocator mine(allocator_);
            allocator_ = other.allocator_;
            made.allocator_ = mine;
        }
    }
    static constexpr bool nothrow_move =
        (traits::propagate_on_container_move_assignment::value || traits::is_always_equal::value) &&
        std::is_nothrow_copy_constructible_v<Compare>;
    constexpr void move_from(addressable_core& other) noexcept(nothrow_move) {
        if (this == std::addressof(other)) return;
        if constexpr (traits::propagate_on_container_move_assignment::value) {
            addressable_core made(std::move(other));
            compare_.swap(made.compare_);
            exchange(made);
            std::swap(allocator_, made.allocator_);
        } else {
            addressable_core made(std::move(other), allocator_);
            compare_.swap(made.compare_);
            exchange(made);
        }
    }
    constexpr void swap(addressable_core& other) noexcept(
        noexcept(std::declval<replaceable<Compare>&>().swap(other.compare_))) {
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(allocator_, other.allocator_);
        } else if constexpr (!traits::is_always_equal::value) {
            CAIRN_EXPECTS(allocator_ == other.allocator_);
        }
        compare_.swap(other.compare_);
        exchange(other);
    }

    // -- what is there ---------------------------------------------------------------------------------------

    [[nodiscard]] constexpr const Compare& comparator() const noexcept { return compare_.get(); }
    [[nodiscard]] constexpr const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr std::size_t capacity() const noexcept { return entries_.capacity(); }
    [[nodiscard]] constexpr std::size_t max_size() const noexcept {
        const std::size_t memory = table<entry, arity>::max_size(allocator_);
        const std::size_t index = table<record, 0>::max_size(allocator_);
        const std::size_t both = memory < index ? memory : index;
        return both < no_slot ? both : std::size_t{no_slot};
    }
    [[nodiscard]] constexpr const entry* entries() const noexcept { return entries_.data(); }
    [[nodiscard]] constexpr std::size_t position(std::size_t slot) const noexcept {
        return slots_.data()[slot].position;
    }
    [[nodiscard]] constexpr const entry& entry_of(std::size_t slot) const noexcept {
        return entries_.data()[position(slot)];
    }
    [[nodiscard]] constexpr Slots& places() noexcept { return slots_; }
    [[nodiscard]] constexpr const Slots& places() const noexcept { return slots_; }

    constexpr void reserve(std::size_t n) {
        if (n > max_size()) throw_length_error("heap: reserve beyond max_size()");
        if (n > capacity()) entries_.reallocate(allocator_, n, size_);
    }

    // -- one entry -------------------------------------------------------------------------------------------

    /// An entry that is not in the heap yet: its element dies with it, unless `keep()` is called.
    class pending {
    public:
        template <class... Args>
        constexpr explicit pending(addressable_core& core, Args&&... args)
            : core_(std::addressof(core)), entry_(core.build(std::forward<Args>(args)...)) {}
        pending(const pending&) = delete;
        pending& operator=(const pending&) = delete;
        constexpr ~pending() {
            if (core_ != nullptr) core_->discard(entry_);
        }
        [[nodiscard]] constexpr entry& get() noexcept { return entry_; }
        constexpr void keep() noexcept { core_ = nullptr; }

    private:
        addressable_core* core_;
        entry entry_;
    };

    /// Adds an entry. Expects its slot to be known. Strong, but for the position of the slot.
    constexpr void insert(const entry& added) {
        if (size_ == capacity()) grow();
        std::construct_at(entries_.data() + size_, added);
        sift_up(size_, added);
        ++size_;
    }
    /// Makes room for one more, so that `insert` needs no memory.
    constexpr void make_room() {
        if (size_ == capacity()) [[unlikely]]
            grow();
    }
    /// Adds an entry at the end, in no order. `heapify` follows.
    constexpr void append(const entry& added) {
        make_room();
        std::construct_at(entries_.data() + size_, added);
        slots_.data()[added.slot].position = static_cast<std::uint32_t>(size_);
        ++size_;
    }
    /// Complexity  O(n)
    constexpr void heapify() {
        if (size_ < 2) return;
        for (std::size_t i = (size_ - 2) / arity + 1; i-- != 0;)
            sift_down(i, entry(entries_.data()[i]), size_);
    }

    /// Takes the entry at a position out of the heap, and returns it with its element alive. Strong.
    constexpr entry remove(std::size_t at) {
        entry* const h = entries_.data();
        const entry gone = h[at];
        const std::size_t last = size_ - 1;
        if (at != last) {
            const entry moved = h[last];
            if (at != 0 && before(moved, h[parent(at)])) {
                sift_up(at, moved);
            } else if constexpr (cheap) {
                sift_down(at, moved, last);
            } else {
                sift_down_to_leaf(at, moved, last);
            }
        }
        size_ = last;
        slots_.finish(gone.slot);
        return gone;
    }
    constexpr void erase(std::size_t at) { discard(remove(at)); }

    /// Moves an element out of the heap.
    /// Exceptions  strong if moving T cannot fail or T can be copied
    constexpr T take(std::size_t at) {
        if constexpr (direct) {
            const entry gone = remove(at);
            mutated();
            return gone.element;
        } else if constexpr (std::is_nothrow_move_constructible_v<T>) {
            const entry gone = remove(at);
            const guard end([&] { discard(gone); });
            mutated();
            return T(std::move(gone.at->value));
        } else {
            return take_copy(at);
        }
    }

    enum class way { up, down, either };

    /// Puts another entry of the same slot in the place of one. Strong.
    template <way Way>
    constexpr void replace(pending& made, std::size_t at) {
        entry* const h = entries_.data();
        const entry old = h[at];
        entry& added = made.get();
        added.slot = old.slot;
        if (Way == way::up || (Way == way::either && at != 0 && before(added, h[parent(at)]))) {
            sift_up(at, added);
        } else {
            sift_down(at, added, size_);
        }
        made.keep();
        discard(old);
    }

    /// Destroys all elements; memory stays.
    constexpr void clear() noexcept {
        for (; size_ != 0; --size_) {
            const entry& gone = entries_.data()[size_ - 1];
            slots_.finish(gone.slot);
            discard(gone);
        }
    }

    /// Erases the entries for which the predicate holds; returns how many.
    template <class Predicate>
    constexpr std::size_t erase_if(Predicate predicate) {
        // From the back, the entry that fills a gap has been asked before and goes further down; or it
        // goes up, and lets an entry down into the gap that has not been asked: so the gap is next again.
        std::size_t erased = 0;
        for (std::size_t at = size_; at != 0;) {
            if (at > size_ || !static_cast<bool>(predicate(entries_.data()[at - 1]))) {
                --at;
            } else {
                erase(at - 1);
                ++erased;
            }
        }
        return erased;
    }

    // -- order -----------------------------------------------------------------------------------------------

    /// Entries are compared by `number_of` alone.
    static constexpr bool counts = cheap && number_direction<T, Compare> != 0;
    template <class Number>
    [[nodiscard]] static constexpr bool number_before(Number a, Number b) noexcept {
        return direct && number_direction<T, Compare> < 0 ? b < a : a < b;
    }
    [[nodiscard, gnu::always_inline]] constexpr auto number_of(const entry& x) const {
        if constexpr (!direct) {
            return x.digest;
        } else if constexpr (direction<Compare, T> != 0) {
            return x.element;
        } else {
            return comparator().key(x.element);
        }
    }
    [[nodiscard, gnu::always_inline]] constexpr bool before(const entry& a, const entry& b) const {
        if constexpr (requires { a.digest; }) {
            if (a.digest != b.digest) return a.digest < b.digest;
            if constexpr (sort_key<T, Compare>::exact) return false;
        }
        return static_cast<bool>(comparator()(a.value(), b.value()));
    }

    /// Every entry where its slot says, and none before its parent.
    constexpr void check_invariants() const {
        check_slots();
        for (std::size_t i = 1; i < size_; ++i)
            CAIRN_EXPECTS(!before(entries_.data()[i], entries_.data()[parent(i)]));
    }
    constexpr void check_slots() const noexcept {
        CAIRN_EXPECTS(size_ <= capacity() && size_ <= slots_.count());
        for (std::size_t i = 0; i < size_; ++i) {
            CAIRN_EXPECTS(entries_.data()[i].slot < slots_.count());
            CAIRN_EXPECTS(position(entries_.data()[i].slot) == i);
        }
    }
    /// At the end of each modifier. Where comparisons may throw, the order is not looked at.
    constexpr void mutated() const noexcept {
        if constexpr (hardened >= 2) {
            if constexpr (std::is_nothrow_invocable_v<const Compare&, const T&, const T&>) {
                check_invariants();
            } else {
                check_slots();
            }
        }
    }

private:
    using pool = std::conditional_t<direct, no_cells, cell_store<T>>;

    [[nodiscard]] static constexpr std::size_t parent(std::size_t i) noexcept {
        return (i - 1) / arity;
    }

    template <class... Args>
    [[nodiscard]] constexpr entry build(Args&&... args) {
        if constexpr (direct) {
            return entry{T(std::forward<Args>(args)...), no_slot};
        } else {
            cell<T>* const at = cells_.take(allocator_);
            guard unused([&] { cells_.give_back(at); });
            traits::construct(allocator_, std::addressof(at->value), std::forward<Args>(args)...);
            if constexpr (requires(entry x) { x.digest; }) {
                guard dead([&] { traits::destroy(allocator_, std::addressof(at->value)); });
                const entry made{sort_key<T, Compare>::digest(comparator(), at->value), at,
                                 no_slot};
                dead.dismiss();
                unused.dismiss();
                return made;
            } else {
                unused.dismiss();
                return entry{at, no_slot};
            }
        }
    }
    constexpr void discard([[maybe_unused]] const entry& gone) noexcept {
        if constexpr (!direct) {
            traits::destroy(allocator_, std::addressof(gone.at->value));
            cells_.give_back(gone.at);
        }
    }

    /// A function of its own, so that `taken` is what is returned, and is not moved once more.
    constexpr T take_copy(std::size_t at) {
        T taken(std::move_if_noexcept(entries_.data()[at].at->value));
        erase(at);
        mutated();
        return taken;
    }
    [[gnu::noinline]] constexpr void grow() {
        if (size_ >= max_size()) throw_length_error("heap: too many elements");
        entries_.grow(allocator_, size_ + 1, size_);
    }
    /// Everything but comparator and allocator.
    constexpr void exchange(addressable_core& other) noexcept {
        entries_.swap(other.entries_);
        std::swap(size_, other.size_);
        cells_.swap(other.cells_);
        slots_.swap(other.slots_);
    }
    constexpr void release() noexcept {
        if constexpr (!direct) {
            for (; size_ != 0; --size_)
                discard(entries_.data()[size_ - 1]);
            cells_.release(allocator_);
        }
        size_ = 0;
        entries_.release(allocator_);
        slots_.release(allocator_);
    }
    /// The same entries in the same places and slots, with elements made of pass(the other's).
    template <class Other, class Pass>
    constexpr void copy_entries(Other& other, Pass pass) {
        if (other.size_ != 0) entries_.reallocate(allocator_, other.size_, 0);
        for (std::size_t i = 0; i != other.size_; ++i) {
            const entry& from = other.entries()[i];
            entry made = from;
            if constexpr (!direct) {
                made = build(pass(from.at->value));
                made.slot = from.slot;
            }
            std::construct_at(entries_.data() + size_, made);
            ++size_;
        }
        slots_.copy(allocator_, other.slots_);
    }

    // -- sifting ---------------------------------------------------------------------------------------------
    //
    // A hole moves through the heap, and the entries that it meets move the other way. At the end `x` goes
    // into the hole. If a comparison throws, they all move back, and `old` is again where the hole began.

    [[gnu::always_inline]] static constexpr void put(entry* h, record* slots_by, std::size_t at,
                                                     const entry& x) noexcept {
        // Member by member: who reads whole what was written in parts waits for the memory.
        h[at].copy(x);
        slots_by[x.slot].position = static_cast<std::uint32_t>(at);
    }

    [[gnu::always_inline]] constexpr void sift_up(std::size_t hole, const entry& added) {
        entry* const h = entries_.data();
        record* const r = slots_.data();
        const entry x = added;
        const entry old = h[hole];
        const std::size_t start = hole;
        guard undo([&] { move_back_down(h, r, hole, start, old); });
        while (hole != 0 && before(x, h[parent(hole)])) {
            put(h, r, hole, h[parent(hole)]);
            hole = parent(hole);
        }
        undo.dismiss();
        put(h, r, hole, x);
    }
    [[gnu::always_inline]] constexpr void sift_down(std::size_t hole, const entry& added,
                                                    std::size_t n) {
        entry* const h = entries_.data();
        record* const r = slots_.data();
        const entry x = added;
        const entry old = h[hole];
        const std::size_t start = hole;
        guard undo([&] { move_back_up(h, r, hole, start, old); });
        while (arity * hole + 1 < n) {
            const std::size_t child = first_child(h, hole, n);
            if (!before(h[child], x)) break;
            put(h, r, hole, h[child]);
            hole = child;
        }
        undo.dismiss();
        put(h, r, hole, x);
    }
    /// For an x that comes from a leaf, and most likely goes back to one: the hole goes down to a leaf
    /// without looking at x, and x up from there. Saves a fourth of the comparisons, and is slower where
    /// they cost nothing: the one that ends `sift_down` is predicted well.
    [[gnu::always_inline]] constexpr void sift_down_to_leaf(std::size_t hole, const entry& added,
                                                            std::size_t n) {
        entry* const h = entries_.data();
        record* const r = slots_.data();
        const entry x = added;
        const entry old = h[hole];
        const std::size_t start = hole;
        guard undo([&] { move_back_up(h, r, hole, start, old); });
        while (arity * hole + 1 < n) {
            const std::size_t child = first_child(h, hole, n);
            put(h, r, hole, h[child]);
            hole = child;
        }
        while (hole != start && before(x, h[parent(hole)])) {
            put(h, r, hole, h[parent(hole)]);
            hole = parent(hole);
        }
        undo.dismiss();
        put(h, r, hole, x);
    }

    /// The child of `at` that comes first. Expects one.
    [[gnu::always_inline]] constexpr std::size_t first_child(const entry* h, std::size_t at,
                                                             std::size_t n) const {
        const std::size_t first = arity * at + 1;
        if (first + arity <= n) [[likely]] {
            const entry* const c = h + first;
            // Products and masks in place of b or a, which compilers make branches that mispredict.
            if constexpr (counts) {
                const auto k0 = number_of(c[0]), k1 = number_of(c[1]);
                const auto k2 = number_of(c[2]), k3 = number_of(c[3]);
                const bool right = number_before(k1, k0), later_right = number_before(k3, k2);
                const auto least = right ? k1 : k0, later_least = later_right ? k3 : k2;
                const auto a = static_cast<std::size_t>(right);
                const std::size_t b = 2 + static_cast<std::size_t>(later_right);
                const std::size_t mask =
                    0 - static_cast<std::size_t>(number_before(later_least, least));
                return first + (a ^ ((a ^ b) & mask));
            } else {
                const auto a = static_cast<std::size_t>(before(c[1], c[0]));
                const std::size_t b = 2 + static_cast<std::size_t>(before(c[3], c[2]));
                const std::size_t mask = 0 - static_cast<std::size_t>(before(c[b], c[a]));
                return first + (a ^ ((a ^ b) & mask));
            }
        }
        std::size_t best = first;
        for (std::size_t i = first + 1; i < n; ++i)
            best = before(h[i], h[best]) ? i : best;
        return best;
    }

    [[gnu::cold, gnu::noinline]] static constexpr void move_back_down(entry* h, record* r,
                                                                      std::size_t hole,
                                                                      std::size_t start,
                                                                      const entry& old) noexcept {
        while (hole != start) {
            std::size_t child = start;
            while (parent(child) != hole)
                child = parent(child);
            put(h, r, hole, h[child]);
            hole = child;
        }
        put(h, r, start, old);
    }
    [[gnu::cold, gnu::noinline]] static constexpr void move_back_up(entry* h, record* r,
                                                                    std::size_t hole,
                                                                    std::size_t start,
                                                                    const entry& old) noexcept {
        for (; hole != start; hole = parent(hole))
            put(h, r, hole, h[parent(hole)]);
        put(h, r, start, old);
    }

    [[no_unique_address]] replaceable<Compare> compare_{};
    [[no_unique_address]] Allocator allocator_{};
    table<entry, arity> entries_;
    std::size_t size_ = 0;
    [[no_unique_address]] pool cells_;
    Slots slots_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ADDRESSABLE_CORE_HPP
