// SPDX-License-Identifier: BSL-1.0
// cairn/addressable_heap.hpp -- priority queues whose elements can be found again, changed and removed
//
//     cairn::addressable_heap<int> h;              // the least element is on top, as in heapq
//     const auto nine = h.push(9);
//     h.push(4);
//     h.decrease(nine, 1);                         // 1 is on top now
//     h[nine];                                     // 1
//     h.erase(nine);
//     h.contains(nine);                            // false, for good
//
//     cairn::indexed_heap<double> distance(n);     // keyed by vertices 0 ... n - 1, without a hash
//     distance.push_or_decrease(vertex, 2.5);
//     const auto [nearest, d] = distance.take_top();
//
// Shape       an implicit heap of entries, four children each, and a table that knows where each is:
//                 entries   [ 1 #2 | 4 #0 | 3 #3 | 9 #1 ]       an element, and the number of its slot
//                 slots     [  1   |  3   |  0   |  2   ]       slot -> index of its entry
//             A handle is a slot and its generation, which changes whenever the slot is given up. The
//             slots of an indexed_heap are the ids. Elements that are not cheap to copy lie in memory
//             cells that they never leave; their entries hold a pointer, and the first eight bytes of
//             strings or a numeric key.
// Synopsis    addressable_heap   push  emplace  push_range                  -> handle     O(log n)
//                                top  top_handle  pop  take_top                O(1), O(log n)
//                                []  at  get  contains                               O(1)
//                                update  decrease  increase  erase  take             O(log n)
//             indexed_heap       push  push_or_update  push_or_decrease              O(log n)
//                                top  top_id  pop  take_top                    O(1), O(log n)
//                                priority  []  at  get  contains                     O(1)
//                                update  decrease  increase  erase  take             O(log n)
//             both               begin  end (in no order)  erase_if  clear           O(n)
//             `less` is what Compare says: decrease brings an element nearer to the top.
// Validity    A handle lives as long as its element: through all other operations, moves and swaps of the
//             heap. In a copy it means the copy of its element. Each modifier invalidates all iterators,
//             pointers and references. After a stale handle, contains() answers and nothing else does.
// Exceptions  strong for everything that concerns one element, whatever throws: comparison, allocation,
//             construction. Basic for many. No modifier assigns or moves elements that lie in cells.
// Source      Johnson, "Priority queues with update and finding minimum spanning trees" (1975): d-ary
//             heaps; Wegener, "Bottom-up heapsort" (1993)

#ifndef CAIRN_ADDRESSABLE_HEAP_HPP
#define CAIRN_ADDRESSABLE_HEAP_HPP

#include <cairn/detail/addressable_core.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/fwd.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// Names an element of an addressable_heap<T, ...>; a default-constructed one names none. T may be
/// incomplete, so that elements can hold handles of each other.
template <class T>
class heap_handle {
public:
    heap_handle() = default;

    /// A small number that no other element of the heap has as long as this one lives: an index for
    /// arrays beside the heap.
    [[nodiscard]] constexpr std::uint32_t slot() const noexcept { return slot_; }

    [[nodiscard]] friend constexpr bool operator==(const heap_handle&,
                                                   const heap_handle&) = default;
    [[nodiscard]] friend constexpr auto operator<=>(const heap_handle&,
                                                    const heap_handle&) = default;

private:
    template <class, class, class>
    friend class addressable_heap;
    friend std::hash<heap_handle>;

    struct unchecked {
        constexpr explicit unchecked(std::uint32_t = 0) noexcept {}
        [[nodiscard]] constexpr bool is(std::uint32_t) const noexcept { return true; }
        friend constexpr auto operator<=>(const unchecked&, const unchecked&) = default;
    };
    struct checked {
        std::uint32_t number;
        constexpr explicit checked(std::uint32_t n = 0) noexcept : number(n) {}
        [[nodiscard]] constexpr bool is(std::uint32_t n) const noexcept { return n == number; }
        friend constexpr auto operator<=>(const checked&, const checked&) = default;
    };

    constexpr heap_handle(std::uint32_t slot, std::uint32_t generation,
                          std::uint32_t owner) noexcept
        : slot_(slot), generation_(generation), owner_(owner) {}

    std::uint32_t slot_ = detail::no_slot;
    std::uint32_t generation_ = 0;
    [[no_unique_address]] std::conditional_t<detail::hardened >= 1, checked, unchecked> owner_{};
};

// -- addressable_heap ---------------------------------------------------------------------------------------

/// A priority queue that answers each push with a handle to the element. T may be immovable, and complete
/// types only are taken. Elements are ordered by Compare, the first one on top; equivalent ones come in
/// any order.
template <class T, class Compare, class Allocator>
class addressable_heap {
    using core = detail::addressable_core<T, Compare, Allocator, detail::handle_slots>;
    using traits = std::allocator_traits<Allocator>;

    struct item {
        using entry = typename core::entry;
        using value_type = T;
        using reference = const T&;
        [[nodiscard]] static constexpr const T& of(const entry& e) noexcept { return e.value(); }
    };

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using value_compare = Compare;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = const T&;
    using const_reference = const T&;
    using const_iterator = detail::addressable_iterator<item>;
    using iterator = const_iterator;
    using handle = heap_handle<T>;

    // -- construction, assignment, destruction -------------------------------------------------------

    /// Empty, without memory.
    addressable_heap()
        requires std::default_initializable<Compare> && std::default_initializable<Allocator>
    = default;
    constexpr explicit addressable_heap(const Compare& compare,
                                        const Allocator& allocator = Allocator())
        : core_(compare, allocator) {}
    constexpr explicit addressable_heap(const Allocator& allocator) : core_(Compare(), allocator) {}

    /// The elements of a range; `handle_of` tells their handles.
    /// Complexity  O(n)
    /// Python      heapify(list(r))
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr addressable_heap(It first, Last last, const Compare& compare = Compare(),
                               const Allocator& allocator = Allocator())
        : core_(compare, allocator) {
        build(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr addressable_heap(It first, Last last, const Allocator& allocator)
        : addressable_heap(std::move(first), std::move(last), Compare(), allocator) {}
    template <detail::range_of<T> Range>
    constexpr addressable_heap(from_range_t, Range&& range, const Compare& compare = Compare(),
                               const Allocator& allocator = Allocator())
        : core_(compare, allocator) {
        build(std::ranges::begin(range), std::ranges::end(range));
    }
    template <detail::range_of<T> Range>
    constexpr addressable_heap(from_range_t, Range&& range, const Allocator& allocator)
        : addressable_heap(from_range, std::forward<Range>(range), Compare(), allocator) {}
    constexpr addressable_heap(std::initializer_list<T> list, const Compare& compare = Compare(),
                               const Allocator& allocator = Allocator())
        : addressable_heap(list.begin(), list.end(), compare, allocator) {}
    constexpr addressable_heap(std::initializer_list<T> list, const Allocator& allocator)
        : addressable_heap(list.begin(), list.end(), Compare(), allocator) {}

    /// A handle of the other heap means the copy of its element here: a structure of a heap and its
    /// handles may be copied member by member. What is pushed later has handles of its own.
    constexpr addressable_heap(const addressable_heap& other)
        : core_(other.core_,
                traits::select_on_container_copy_construction(other.core_.allocator())) {}
    constexpr addressable_heap(const addressable_heap& other,
                               const std::type_identity_t<Allocator>& allocator)
        : core_(other.core_, allocator) {}
    /// Takes the elements with their handles; the other heap is left empty. Between unequal allocators
    /// elements in cells are moved one by one.
    constexpr addressable_heap(addressable_heap&& other) = default;
    constexpr addressable_heap(addressable_heap&& other,
                               const std::type_identity_t<Allocator>& allocator)
        : core_(std::move(other.core_), allocator) {}
    /// Exceptions  strong
    constexpr addressable_heap& operator=(const addressable_heap& other) {
        core_.copy_from(other.core_);
        core_.mutated();
        return *this;
    }
    constexpr addressable_heap& operator=(addressable_heap&& other) noexcept(core::nothrow_move) {
        core_.move_from(other.core_);
        return *this;
    }
    ~addressable_heap() = default;

    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return core_.allocator();
    }
    [[nodiscard]] constexpr value_compare value_comp() const { return core_.comparator(); }

    // -- iterators: all elements, in no order ---------------------------------------------------------

    [[nodiscard]] constexpr const_iterator begin() const noexcept {
        return const_iterator(core_.entries());
    }
    [[nodiscard]] constexpr const_iterator end() const noexcept {
        return const_iterator(core_.entries() + core_.size());
    }
    [[nodiscard]] constexpr const_iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] constexpr const_iterator cend() const noexcept { return end(); }

    /// Expects     an iterator to an element of this heap
    [[nodiscard]] constexpr handle handle_of(const_iterator position) const noexcept {
        return handle_at(position.slot());
    }

    // -- size -----------------------------------------------------------------------------------------

    [[nodiscard]] constexpr bool empty() const noexcept { return core_.size() == 0; }
    [[nodiscard]] constexpr size_type size() const noexcept { return core_.size(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept { return core_.max_size(); }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return core_.capacity(); }
    /// Makes room for `n` elements in all; elements in cells get theirs as they come.
    /// Throws      std::length_error if n > max_size()
    /// Exceptions  strong
    constexpr void reserve(size_type n) {
        core_.reserve(n);
        core_.places().reserve(core_.allocator(), n);
    }

    // -- look-up --------------------------------------------------------------------------------------

    /// The element that no other comes before.
    /// Expects     !empty()
    /// Python      h[0]
    [[nodiscard]] constexpr const T& top() const noexcept {
        CAIRN_EXPECTS(!empty());
        return core_.entries()->value();
    }
    /// Expects     !empty()
    [[nodiscard]] constexpr handle top_handle() const noexcept {
        CAIRN_EXPECTS(!empty());
        return handle_at(core_.entries()->slot);
    }
    /// Whether the handle's element is here. Takes every handle: one whose element is gone is not
    /// mistaken for another. A handle of another heap is told apart in hardened builds; in others it
    /// may happen to name an element here.
    [[nodiscard]] constexpr bool contains(handle of) const noexcept {
        return core_.places().contains(of.slot_, of.generation_) &&
               of.owner_.is(core_.places().owner());
    }
    /// Expects     contains(of)
    [[nodiscard]] constexpr const T& operator[](handle of) const noexcept {
        CAIRN_EXPECTS(contains(of));
        return core_.entry_of(of.slot_).value();
    }
    /// Throws      std::out_of_range if !contains(of)
    [[nodiscard]] constexpr const T& at(handle of) const {
        if (!contains(of)) detail::throw_out_of_range("addressable_heap::at: no such element");
        return core_.entry_of(of.slot_).value();
    }
    /// The element, or null if it is gone.
    [[nodiscard]] constexpr const T* get(handle of) const noexcept {
        return contains(of) ? std::addressof(core_.entry_of(of.slot_).value()) : nullptr;
    }

    // -- modifiers ------------------------------------------------------------------------------------

    /// Adds an element, which may be built from one of this very heap.
    /// Throws      std::length_error if size() == max_size()
    /// Complexity  O(log n), amortised; O(1) on average if elements come in random order
    /// Exceptions  strong
    /// Python      heappush(h, x)
    template <class... Args>
        requires std::constructible_from<T, Args...>
    constexpr handle emplace(Args&&... args) {
        typename core::pending made(core_, std::forward<Args>(args)...);
        const handle of = add(made, [this](const auto& entry) { core_.insert(entry); });
        core_.mutated();
        return of;
    }
    constexpr handle push(const T& value) { return emplace(value); }
    constexpr handle push(T&& value) { return emplace(std::move(value)); }

    /// Adds all elements of a range, one by one. Not a range over this very heap.
    /// Exceptions  basic: those that were added stay
    template <detail::range_of<T> Range>
    constexpr void push_range(Range&& range) {
        if constexpr (std::ranges::sized_range<Range>) {
            make_room(static_cast<size_type>(std::ranges::size(range)));
        }
        for (auto&& element : range)
            emplace(std::forward<decltype(element)>(element));
    }

    /// Gives the handle's element another value. For a small difference, and when it is known which
    /// way it goes, `decrease` and `increase` are faster.
    /// Expects     contains(of)
    /// Complexity  O(log n)
    /// Exceptions  strong
    template <class Value = T>
        requires std::constructible_from<T, Value>
    constexpr void update(handle of, Value&& value) {
        replace<core::way::either>(of, std::forward<Value>(value));
    }
    /// The same for a value that does not come after the old one: the element goes towards the top.
    /// Expects     contains(of), and !compare(old value, value)
    template <class Value = T>
        requires std::constructible_from<T, Value>
    constexpr void decrease(handle of, Value&& value) {
        replace<core::way::up>(of, std::forward<Value>(value));
    }
    /// The same for a value that does not come before the old one: the element goes away from the top.
    /// Expects     contains(of), and !compare(value, old value)
    template <class Value = T>
        requires std::constructible_from<T, Value>
    constexpr void increase(handle of, Value&& value) {
        replace<core::way::down>(of, std::forward<Value>(value));
    }

    /// Removes the handle's element.
    /// Expects     contains(of)
    /// Complexity  O(log n)
    /// Exceptions  strong
    constexpr void erase(handle of) {
        CAIRN_EXPECTS(contains(of));
        core_.erase(core_.position(of.slot_));
        core_.mutated();
    }
    /// Removes the handle's element and returns it.
    /// Expects     contains(of)
    /// Complexity  O(log n)
    /// Exceptions  strong if moving T cannot fail or T can be copied
    [[nodiscard]] constexpr T take(handle of)
        requires std::move_constructible<T>
    {
        CAIRN_EXPECTS(contains(of));
        return core_.take(core_.position(of.slot_));
    }
    /// Removes the element on top.
    /// Expects     !empty()
    /// Complexity  O(log n)
    /// Exceptions  strong
    constexpr void pop() {
        CAIRN_EXPECTS(!empty());
        core_.erase(0);
        core_.mutated();
    }
    /// Removes the element on top and returns it.
    /// Expects     !empty()
    /// Complexity  O(log n)
    /// Exceptions  strong if moving T cannot fail or T can be copied
    /// Python      heappop(h)
    [[nodiscard]] constexpr T take_top()
        requires std::move_constructible<T>
    {
        CAIRN_EXPECTS(!empty());
        return core_.take(0);
    }
    /// The same, or nothing if there is no element.
    [[nodiscard]] constexpr std::optional<T> try_pop()
        requires std::move_constructible<T>
    {
        if (empty()) return std::nullopt;
        return std::optional<T>(core_.take(0));
    }

    /// Removes everything; memory stays. No handle of before ever names an element of later.
    /// Complexity  O(n)
    constexpr void clear() noexcept { core_.clear(); }

    /// Removes every element for which the predicate holds, and returns how many. The predicate may be
    /// asked more than once for an element.
    /// Complexity  O(n) on average
    /// Exceptions  basic: what was removed is gone, all others stay
    template <class Predicate>
    friend constexpr size_type erase_if(addressable_heap& heap, Predicate predicate) {
        const size_type erased =
            heap.core_.erase_if([&](const auto& entry) { return predicate(entry.value()); });
        heap.core_.mutated();
        return erased;
    }

    /// Handles go along with the elements. Expects equal allocators, unless they propagate.
    constexpr void swap(addressable_heap& other) noexcept(noexcept(core_.swap(other.core_))) {
        core_.swap(other.core_);
    }
    friend constexpr void swap(addressable_heap& a,
                               addressable_heap& b) noexcept(noexcept(a.swap(b))) {
        a.swap(b);
    }

    /// Traps if the heap is not in order or has lost track of an element. In hardened builds.
    constexpr void check_invariants() const { core_.check_invariants(); }

private:
    [[nodiscard]] constexpr handle handle_at(std::uint32_t slot) const noexcept {
        return handle(slot, core_.places().data()[slot].generation, core_.places().owner());
    }

    /// Gives the entry a slot, and has it put into the heap.
    template <class Insert>
    constexpr handle add(typename core::pending& made, Insert insert) {
        auto& slots_of = core_.places();
        const std::uint32_t slot = slots_of.acquire(core_.allocator());
        detail::guard undo([&] { slots_of.give_back(slot); });
        made.get().slot = slot;
        insert(made.get());
        undo.dismiss();
        made.keep();
        return handle(slot, slots_of.start(slot), slots_of.owner());
    }

    template <typename core::way Way, class Value>
    constexpr void replace(handle of, Value&& value) {
        CAIRN_EXPECTS(contains(of));
        const size_type at = core_.position(of.slot_);
        typename core::pending made(core_, std::forward<Value>(value));
        if constexpr (Way == core::way::up) {
            CAIRN_EXPECTS(!core_.before(core_.entries()[at], made.get()));
        } else if constexpr (Way == core::way::down) {
            CAIRN_EXPECTS(!core_.before(made.get(), core_.entries()[at]));
        }
        core_.template replace<Way>(made, at);
        core_.mutated();
    }

    constexpr void make_room(size_type more) {
        if (more > max_size() - size()) detail::throw_length_error("heap: too many elements");
        const size_type n = size() + more;
        if (n > capacity())
            reserve(n > 2 * capacity() ? n : (std::min)(2 * capacity(), max_size()));
    }
    template <class It, class Last>
    constexpr void build(It first, Last last) {
        if constexpr (std::sized_sentinel_for<Last, It>) {
            make_room(static_cast<size_type>(last - first));
        }
        for (; first != last; ++first) {
            typename core::pending made(core_, *first);
            add(made, [this](const auto& entry) { core_.append(entry); });
        }
        core_.heapify();
        core_.mutated();
    }

    core core_;
};

// -- indexed_heap -------------------------------------------------------------------------------------------

/// A priority queue of ids: small numbers, each at most once and with a priority. Memory for the largest
/// id that was ever used: 4 bytes for each below it. Ids that are dense in no such range belong into a
/// dict of handles.
template <class Priority, class Compare, class Allocator>
class indexed_heap {
    using core = detail::addressable_core<Priority, Compare, Allocator, detail::id_slots>;
    using traits = std::allocator_traits<Allocator>;

public:
    // -- types -------------------------------------------------------------------------------------

    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using priority_type = Priority;
    using value_compare = Compare;
    using allocator_type = Allocator;

    /// An id and its priority, taken out.
    struct value_type {
        size_type id;
        Priority priority;
    };
    /// An id and its priority, looked at.
    struct reference {
        size_type id;
        const Priority& priority;

        constexpr reference(size_type i, const Priority& p) noexcept : id(i), priority(p) {}
        constexpr reference(const value_type& value) noexcept
            : id(value.id), priority(value.priority) {}
        [[nodiscard]] constexpr explicit operator value_type() const { return {id, priority}; }
    };
    using const_reference = reference;

private:
    struct item {
        using entry = typename core::entry;
        using value_type = typename indexed_heap::value_type;
        using reference = typename indexed_heap::reference;
        [[nodiscard]] static constexpr reference of(const entry& e) noexcept {
            return reference(e.slot, e.value());
        }
    };

public:
    using const_iterator = detail::addressable_iterator<item>;
    using iterator = const_iterator;

    // -- construction, assignment, destruction -------------------------------------------------------

    /// Empty, without memory.
    indexed_heap()
        requires std::default_initializable<Compare> && std::default_initializable<Allocator>
    = default;
    constexpr explicit indexed_heap(const Compare& compare,
                                    const Allocator& allocator = Allocator())
        : core_(compare, allocator) {}
    constexpr explicit indexed_heap(const Allocator& allocator) : core_(Compare(), allocator) {}

    /// Empty, with a table for ids below `ids`.
    constexpr explicit indexed_heap(size_type ids, const Compare& compare = Compare(),
                                    const Allocator& allocator = Allocator())
        : core_(compare, allocator) {
        reserve_ids(ids);
    }

    /// The priorities of the ids 0, 1, 2 ...
    /// Complexity  O(n)
    template <detail::range_of<Priority> Range>
    constexpr indexed_heap(from_range_t, Range&& range, const Compare& compare = Compare(),
                           const Allocator& allocator = Allocator())
        : core_(compare, allocator) {
        if constexpr (std::ranges::sized_range<Range>) {
            const auto n = static_cast<size_type>(std::ranges::size(range));
            reserve_ids(n);
            core_.reserve(n);
        }
        for (auto&& priority : range) {
            typename core::pending made(core_, std::forward<decltype(priority)>(priority));
            const size_type id = core_.size();
            make_known(id);
            made.get().slot = static_cast<std::uint32_t>(id);
            core_.append(made.get());
            made.keep();
        }
        core_.heapify();
        core_.mutated();
    }

    constexpr indexed_heap(const indexed_heap& other)
        : core_(other.core_,
                traits::select_on_container_copy_construction(other.core_.allocator())) {}
    constexpr indexed_heap(const indexed_heap& other,
                           const std::type_identity_t<Allocator>& allocator)
        : core_(other.core_, allocator) {}
    /// Leaves the other heap empty. Between unequal allocators priorities in cells are moved one by one.
    constexpr indexed_heap(indexed_heap&& other) = default;
    constexpr indexed_heap(indexed_heap&& other, const std::type_identity_t<Allocator>& allocator)
        : core_(std::move(other.core_), allocator) {}
    /// Exceptions  strong
    constexpr indexed_heap& operator=(const indexed_heap& other) {
        core_.copy_from(other.core_);
        core_.mutated();
        return *this;
    }
    constexpr indexed_heap& operator=(indexed_heap&& other) noexcept(core::nothrow_move) {
        core_.move_from(other.core_);
        return *this;
    }
    ~indexed_heap() = default;

    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return core_.allocator();
    }
    [[nodiscard]] constexpr value_compare value_comp() const { return core_.comparator(); }

    // -- iterators: ids and priorities, in no order ----------------------------------------------------

    [[nodiscard]] constexpr const_iterator begin() const noexcept {
        return const_iterator(core_.entries());
    }
    [[nodiscard]] constexpr const_iterator end() const noexcept {
        return const_iterator(core_.entries() + core_.size());
    }
    [[nodiscard]] constexpr const_iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] constexpr const_iterator cend() const noexcept { return end(); }

    // -- size -----------------------------------------------------------------------------------------

    [[nodiscard]] constexpr bool empty() const noexcept { return core_.size() == 0; }
    [[nodiscard]] constexpr size_type size() const noexcept { return core_.size(); }
    /// Bounds the ids, too: each is less than max_size().
    [[nodiscard]] constexpr size_type max_size() const noexcept { return core_.max_size(); }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return core_.capacity(); }
    /// Makes room for `n` ids to be in the heap at a time.
    /// Throws      std::length_error if n > max_size()
    /// Exceptions  strong
    constexpr void reserve(size_type n) { core_.reserve(n); }
    /// Makes room in the table for ids below `n`.
    /// Throws      std::length_error if n > max_size()
    /// Complexity  O(n)
    /// Exceptions  strong
    constexpr void reserve_ids(size_type n) {
        if (n > max_size()) detail::throw_length_error("indexed_heap: ids beyond max_size()");
        core_.places().extend(core_.allocator(), n);
    }

    // -- look-up --------------------------------------------------------------------------------------

    /// The id that no other comes before, and its priority.
    /// Expects     !empty()
    [[nodiscard]] constexpr reference top() const noexcept {
        CAIRN_EXPECTS(!empty());
        return item::of(*core_.entries());
    }
    [[nodiscard]] constexpr size_type top_id() const noexcept { return top().id; }

    /// Takes every number.
    [[nodiscard]] constexpr bool contains(size_type id) const noexcept {
        return core_.places().contains(id);
    }
    /// Expects     contains(id)
    [[nodiscard]] constexpr const Priority& priority(size_type id) const noexcept {
        CAIRN_EXPECTS(contains(id));
        return core_.entry_of(id).value();
    }
    [[nodiscard]] constexpr const Priority& operator[](size_type id) const noexcept {
        return priority(id);
    }
    /// Throws      std::out_of_range if !contains(id)
    [[nodiscard]] constexpr const Priority& at(size_type id) const {
        if (!contains(id)) detail::throw_out_of_range("indexed_heap::at: no such id");
        return core_.entry_of(id).value();
    }
    /// The id's priority, or null if it has none.
    [[nodiscard]] constexpr const Priority* get(size_type id) const noexcept {
        return contains(id) ? std::addressof(core_.entry_of(id).value()) : nullptr;
    }

    // -- modifiers ------------------------------------------------------------------------------------

    /// Adds an id.
    /// Expects     !contains(id)
    /// Throws      std::length_error if id >= max_size()
    /// Complexity  O(log n), amortised
    /// Exceptions  strong
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr void push(size_type id, Value&& priority) {
        CAIRN_EXPECTS(!contains(id));
        typename core::pending made(core_, std::forward<Value>(priority));
        add(id, made);
        core_.mutated();
    }
    /// Gives an id a priority, whether it has one or not; returns whether it had none.
    /// Throws      std::length_error if id >= max_size()
    /// Complexity  O(log n), amortised
    /// Exceptions  strong
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr bool push_or_update(size_type id, Value&& priority) {
        const bool is_new = !contains(id);
        typename core::pending made(core_, std::forward<Value>(priority));
        if (is_new) {
            add(id, made);
        } else {
            core_.template replace<core::way::either>(made, core_.position(id));
        }
        core_.mutated();
        return is_new;
    }
    /// The same, unless the id has a priority that the new one does not come before; returns whether
    /// the new one was taken. This is the relaxation step of Dijkstra's and Prim's algorithms.
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr bool push_or_decrease(size_type id, Value&& priority) {
        typename core::pending made(core_, std::forward<Value>(priority));
        if (contains(id)) {
            const size_type at = core_.position(id);
            if (!core_.before(made.get(), core_.entries()[at])) return false;
            core_.template replace<core::way::up>(made, at);
        } else {
            add(id, made);
        }
        core_.mutated();
        return true;
    }

    /// Gives an id another priority. For one that does not come after the old one `decrease` is faster,
    /// for one that does not come before it `increase`.
    /// Expects     contains(id), and for `decrease` and `increase` what they say
    /// Complexity  O(log n)
    /// Exceptions  strong
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr void update(size_type id, Value&& priority) {
        replace<core::way::either>(id, std::forward<Value>(priority));
    }
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr void decrease(size_type id, Value&& priority) {
        replace<core::way::up>(id, std::forward<Value>(priority));
    }
    template <class Value = Priority>
        requires std::constructible_from<Priority, Value>
    constexpr void increase(size_type id, Value&& priority) {
        replace<core::way::down>(id, std::forward<Value>(priority));
    }

    /// Removes an id; returns whether it was there.
    /// Complexity  O(log n)
    /// Exceptions  strong
    constexpr bool erase(size_type id) {
        if (!contains(id)) return false;
        core_.erase(core_.position(id));
        core_.mutated();
        return true;
    }
    /// Removes an id and returns its priority.
    /// Expects     contains(id)
    /// Complexity  O(log n)
    /// Exceptions  strong if moving a priority cannot fail or it can be copied
    [[nodiscard]] constexpr Priority take(size_type id)
        requires std::move_constructible<Priority>
    {
        CAIRN_EXPECTS(contains(id));
        return core_.take(core_.position(id));
    }
    /// Removes the id on top.
    /// Expects     !empty()
    /// Complexity  O(log n)
    /// Exceptions  strong
    constexpr void pop() {
        CAIRN_EXPECTS(!empty());
        core_.erase(0);
        core_.mutated();
    }
    /// Removes the id on top and returns it with its priority.
    /// Expects     !empty()
    /// Complexity  O(log n)
    /// Exceptions  strong if moving a priority cannot fail or it can be copied
    [[nodiscard]] constexpr value_type take_top()
        requires std::move_constructible<Priority>
    {
        CAIRN_EXPECTS(!empty());
        const size_type id = core_.entries()->slot;
        return value_type{id, core_.take(0)};
    }
    /// The same, or nothing if there is no id.
    [[nodiscard]] constexpr std::optional<value_type> try_pop()
        requires std::move_constructible<Priority>
    {
        if (empty()) return std::nullopt;
        return std::optional<value_type>(take_top());
    }

    /// Removes all ids; memory stays.
    /// Complexity  O(size()), not the number of ids
    constexpr void clear() noexcept { core_.clear(); }

    /// Removes every id for which the predicate holds of (id, priority), and returns how many. It may be
    /// asked more than once for an id.
    /// Complexity  O(n) on average
    /// Exceptions  basic: what was removed is gone, all others stay
    template <class Predicate>
    friend constexpr size_type erase_if(indexed_heap& heap, Predicate predicate) {
        const size_type erased = heap.core_.erase_if(
            [&](const auto& entry) { return predicate(size_type{entry.slot}, entry.value()); });
        heap.core_.mutated();
        return erased;
    }

    /// Expects equal allocators, unless they propagate.
    constexpr void swap(indexed_heap& other) noexcept(noexcept(core_.swap(other.core_))) {
        core_.swap(other.core_);
    }
    friend constexpr void swap(indexed_heap& a, indexed_heap& b) noexcept(noexcept(a.swap(b))) {
        a.swap(b);
    }

    /// Traps if the heap is not in order or has lost track of an id. In hardened builds.
    constexpr void check_invariants() const { core_.check_invariants(); }

private:
    constexpr void make_known(size_type id) {
        if (id < core_.places().count()) return;
        if (id >= max_size()) detail::throw_length_error("indexed_heap: an id beyond max_size()");
        core_.places().extend(core_.allocator(), id + 1);
    }
    constexpr void add(size_type id, typename core::pending& made) {
        make_known(id);
        made.get().slot = static_cast<std::uint32_t>(id);
        detail::guard undo([&] { core_.places().finish(made.get().slot); });
        core_.insert(made.get());
        undo.dismiss();
        made.keep();
    }
    template <typename core::way Way, class Value>
    constexpr void replace(size_type id, Value&& priority) {
        CAIRN_EXPECTS(contains(id));
        const size_type at = core_.position(id);
        typename core::pending made(core_, std::forward<Value>(priority));
        if constexpr (Way == core::way::up) {
            CAIRN_EXPECTS(!core_.before(core_.entries()[at], made.get()));
        } else if constexpr (Way == core::way::down) {
            CAIRN_EXPECTS(!core_.before(made.get(), core_.entries()[at]));
        }
        core_.template replace<Way>(made, at);
        core_.mutated();
    }

    core core_;
};

// -- deduction guides ---------------------------------------------------------------------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
    requires(!detail::allocator_like<Compare>)
addressable_heap(It, Last, Compare = Compare(), Allocator = Allocator())
    -> addressable_heap<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
addressable_heap(It, Last, Allocator)
    -> addressable_heap<std::iter_value_t<It>, std::less<>, Allocator>;

template <std::ranges::input_range Range, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
    requires(!detail::allocator_like<Compare>)
addressable_heap(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> addressable_heap<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
addressable_heap(from_range_t, Range&&, Allocator)
    -> addressable_heap<std::ranges::range_value_t<Range>, std::less<>, Allocator>;

template <class T, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<T>>
    requires(!detail::allocator_like<Compare>)
addressable_heap(std::initializer_list<T>, Compare = Compare(), Allocator = Allocator())
    -> addressable_heap<T, Compare, Allocator>;
template <class T, detail::allocator_like Allocator>
addressable_heap(std::initializer_list<T>, Allocator)
    -> addressable_heap<T, std::less<>, Allocator>;

template <std::ranges::input_range Range, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
    requires(!detail::allocator_like<Compare>)
indexed_heap(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> indexed_heap<std::ranges::range_value_t<Range>, Compare, Allocator>;

} // namespace cairn::inline CAIRN_ABI

/// Handles as keys of hash containers.
template <class T>
struct std::hash<cairn::heap_handle<T>> {
    [[nodiscard]] std::size_t operator()(const cairn::heap_handle<T>& of) const noexcept {
        const std::uint64_t both = std::uint64_t{of.generation_} << 32 | of.slot_;
        return static_cast<std::size_t>((both ^ both >> 29) * 0x9e3779b97f4a7c15);
    }
};

#endif // CAIRN_ADDRESSABLE_HEAP_HPP
