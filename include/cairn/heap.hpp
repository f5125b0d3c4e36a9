// SPDX-License-Identifier: BSL-1.0
// cairn/heap.hpp -- a priority queue: the least element is at the top
//
//     cairn::heap<int> h{5, 1, 4};
//     h.push(2);
//     h.top();                              // 1
//     h.take_top();                         // 1, and 2 is at the top
//     h.replace_top(9);                     // 2 goes, 9 comes, in one step: 4 5 9 remain
//     cairn::heap<int, std::greater<>> g;   // the greatest is at the top
//
// Shape       the elements of a container, each not after its Arity children; with an Arity of 4:
//                              0
//                 .--------.-------.-------.
//                 1        2       3       4         the children of i are at 4 * i + 1 and after
//              5 6 7 8  9 . 12  13 . 16  17 . 20
// Synopsis    heap<T, Compare = std::less<>, Arity, Container = std::vector<T>>
//               look      top  begin  end  size  empty  value_comp              O(1)
//               in        push  emplace                                         O(log n), O(1) on average
//                         push_range                                            O(k + log^2 n) for k
//               out       pop  take_top  try_pop                                O(log n)
//               both      replace_top  push_pop                                 O(log n)
//               whole     merge  erase_if  rebuild  release                     O(n)
//                         drain_sorted                                          O(n log n)
//             Iterators show the elements in the order in which they lie, the top first.
//             Where keys change or elements leave from the middle, take addressable_heap; for millions
//             of numbers, quick_heap.
// Validity    As the container: with std::vector, what adds elements may invalidate all iterators and
//             references, and every change invalidates those to elements that it moves.
//             Arguments may be elements of the heap itself: h.push(h.top()).
// Exceptions  strong for one element, if moves of T do not throw: a comparison, allocation or constructor
//             that throws leaves the heap as it was. Basic for many. Where a member says "unordered", all
//             elements are still there, but not in a heap's order: rebuild() mends that, and clear(),
//             release() and iteration need no order. So does every member if a move of T throws; a second
//             one that throws while the first is being undone ends the program.
// Source      J. W. J. Williams, "Algorithm 232: Heapsort" (1964); R. W. Floyd, "Algorithm 245:
//             Treesort 3" (1964); I. Wegener, "Bottom-up heapsort" (1993); Python's heapq

#ifndef CAIRN_HEAP_HPP
#define CAIRN_HEAP_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/heap_order.hpp>
#include <cairn/detail/heap_sift.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/fwd.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI {

/// Elements of which the first in the order of Compare is at hand. T may be move-only. Container is a
/// sequence with random access, push_back and pop_back.
template <class T, class Compare = std::less<>,
          std::size_t Arity = detail::default_arity<T, Compare>, class Container = std::vector<T>>
class heap {
    static_assert(Arity >= 2, "a heap branches");
    static_assert(std::is_same_v<typename Container::value_type, T>,
                  "the container's value_type must be T");

    using order = detail::heap_order<T, Compare>;
    template <class Alloc>
    static constexpr bool takes = std::uses_allocator_v<Container, Alloc>;
    static constexpr bool compares_safely =
        std::is_nothrow_invocable_v<const order&, const T&, const T&>;

    template <class, class, std::size_t, class>
    friend class heap;

public:
    // -- types -------------------------------------------------------------------------------------

    using value_type = T;
    using value_compare = Compare;
    using container_type = Container;
    using size_type = typename Container::size_type;
    using difference_type = typename Container::difference_type;
    using reference = typename Container::const_reference;
    using const_reference = typename Container::const_reference;
    using iterator = typename Container::const_iterator;
    using const_iterator = typename Container::const_iterator;

    /// How many children an element has.
    static constexpr std::size_t arity = Arity;

    // -- construction, assignment, destruction -------------------------------------------------------

    constexpr heap()
        requires std::default_initializable<Container> && std::default_initializable<Compare>
    = default;
    constexpr explicit heap(const Compare& compare)
        requires std::default_initializable<Container>
        : order_(compare) {}
    /// Takes over the elements of a container.
    /// Complexity  linear
    constexpr explicit heap(const Compare& compare, Container elements)
        : elements_(std::move(elements)), order_(compare) {
        rebuild();
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr heap(It first, Last last, const Compare& compare = Compare()) : order_(compare) {
        construct(std::move(first), std::move(last));
    }
    template <detail::range_of<T> Range>
    constexpr heap(from_range_t, Range&& range, const Compare& compare = Compare())
        : order_(compare) {
        construct_from(range);
    }
    constexpr heap(std::initializer_list<T> list, const Compare& compare = Compare())
        : heap(list.begin(), list.end(), compare) {}

    // The same with an allocator for the container.
    template <class Alloc>
        requires takes<Alloc>
    constexpr explicit heap(const Alloc& allocator) : elements_(allocator), order_(Compare()) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(const Compare& compare, const Alloc& allocator)
        : elements_(allocator), order_(compare) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(const Compare& compare, const Container& elements, const Alloc& allocator)
        : elements_(elements, allocator), order_(compare) {
        rebuild();
    }
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(const Compare& compare, Container&& elements, const Alloc& allocator)
        : elements_(std::move(elements), allocator), order_(compare) {
        rebuild();
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last, class Alloc>
        requires takes<Alloc>
    constexpr heap(It first, Last last, const Compare& compare, const Alloc& allocator)
        : elements_(allocator), order_(compare) {
        construct(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last, class Alloc>
        requires takes<Alloc>
    constexpr heap(It first, Last last, const Alloc& allocator)
        : heap(std::move(first), std::move(last), Compare(), allocator) {}
    template <detail::range_of<T> Range, class Alloc>
        requires takes<Alloc>
    constexpr heap(from_range_t, Range&& range, const Compare& compare, const Alloc& allocator)
        : elements_(allocator), order_(compare) {
        construct_from(range);
    }
    template <detail::range_of<T> Range, class Alloc>
        requires takes<Alloc>
    constexpr heap(from_range_t, Range&& range, const Alloc& allocator)
        : heap(from_range, std::forward<Range>(range), Compare(), allocator) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(std::initializer_list<T> list, const Compare& compare, const Alloc& allocator)
        : heap(list.begin(), list.end(), compare, allocator) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(std::initializer_list<T> list, const Alloc& allocator)
        : heap(list.begin(), list.end(), Compare(), allocator) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(const heap& other, const Alloc& allocator)
        : elements_(other.elements_, allocator), order_(other.order_) {}
    template <class Alloc>
        requires takes<Alloc>
    constexpr heap(heap&& other, const Alloc& allocator)
        : elements_(std::move(other.elements_), allocator), order_(other.order_) {
        other.elements_.clear();
    }

    constexpr heap(const heap&) = default;
    /// Leaves the other heap empty.
    constexpr heap(heap&& other) noexcept(std::is_nothrow_move_constructible_v<Container> &&
                                          std::is_nothrow_copy_constructible_v<order>)
        : elements_(std::move(other.elements_)), order_(other.order_) {
        other.elements_.clear();
    }
    /// Exceptions  leaves this heap empty if copying throws
    constexpr heap& operator=(const heap& other) {
        if (this == std::addressof(other)) return *this;
        auto undo = detail::guard{[this] { elements_.clear(); }};
        order fresh(other.order_);
        elements_ = other.elements_;
        order_.assign(std::move(fresh));
        undo.dismiss();
        return *this;
    }
    /// Leaves the other heap empty.
    /// Exceptions  leaves both empty if moving elements one by one throws
    constexpr heap& operator=(heap&& other) noexcept(std::is_nothrow_move_assignable_v<Container> &&
                                                     std::is_nothrow_copy_constructible_v<order>) {
        if (this == std::addressof(other)) return *this;
        const detail::guard emptied{[&other] { other.elements_.clear(); }};
        auto undo = detail::guard{[this] { elements_.clear(); }};
        order fresh(other.order_);
        elements_ = std::move(other.elements_);
        order_.assign(std::move(fresh));
        undo.dismiss();
        return *this;
    }
    constexpr ~heap() = default;

    // -- observation ---------------------------------------------------------------------------------

    /// An element that no other is before.
    /// Expects     !empty()
    /// Complexity  O(1)
    /// Python      h[0]
    [[nodiscard]] constexpr const_reference top() const {
        CAIRN_EXPECTS(!empty());
        return *elements_.begin();
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return elements_.empty(); }
    [[nodiscard]] constexpr size_type size() const noexcept { return elements_.size(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept { return elements_.max_size(); }
    [[nodiscard]] constexpr value_compare value_comp() const { return order_.compare(); }
    [[nodiscard]] constexpr auto get_allocator() const noexcept
        requires requires(const Container& c) { c.get_allocator(); }
    {
        return elements_.get_allocator();
    }

    /// The elements in the order in which they lie: the top first, the others in no particular order.
    [[nodiscard]] constexpr const_iterator begin() const noexcept { return elements_.begin(); }
    [[nodiscard]] constexpr const_iterator end() const noexcept { return elements_.end(); }
    [[nodiscard]] constexpr const_iterator cbegin() const noexcept { return elements_.begin(); }
    [[nodiscard]] constexpr const_iterator cend() const noexcept { return elements_.end(); }
    [[nodiscard]] constexpr const T* data() const noexcept
        requires requires(const Container& c) { c.data(); }
    {
        return elements_.data();
    }

    // -- room ----------------------------------------------------------------------------------------

    constexpr void reserve(size_type n)
        requires requires(Container& c) { c.reserve(n); }
    {
        elements_.reserve(n);
    }
    [[nodiscard]] constexpr size_type capacity() const noexcept
        requires requires(const Container& c) { c.capacity(); }
    {
        return elements_.capacity();
    }
    constexpr void shrink_to_fit()
        requires requires(Container& c) { c.shrink_to_fit(); }
    {
        elements_.shrink_to_fit();
    }

    // -- in ------------------------------------------------------------------------------------------

    /// Complexity  O(log n), constant on average for elements in random order
    /// Exceptions  strong
    /// Python      heappush(h, value)
    constexpr void push(const T& value)
        requires std::copy_constructible<T>
    {
        elements_.push_back(value);
        settle_last();
    }
    constexpr void push(T&& value) {
        elements_.push_back(std::move(value));
        settle_last();
    }
    template <class... Args>
        requires std::constructible_from<T, Args...>
    constexpr void emplace(Args&&... args) {
        elements_.emplace_back(std::forward<Args>(args)...);
        settle_last();
    }

    /// Expects     a range that is not of this heap's elements
    /// Complexity  O(k + log^2 n) for k elements, or k times push if a comparison may throw
    /// Exceptions  basic: of the new elements, some are in
    template <detail::range_of<T> Range>
    constexpr void push_range(Range&& range) {
        const size_type before = size();
        append(range);
        settle_from(before);
    }

    // -- out -----------------------------------------------------------------------------------------

    /// Expects     !empty()
    /// Complexity  O(log n)
    /// Exceptions  strong
    /// Python      heappop(h)
    constexpr void pop() {
        CAIRN_EXPECTS(!empty());
        detail::pop_to_back<Arity>(first(), size(), order_);
        elements_.pop_back();
        check_invariants();
    }
    [[nodiscard]] constexpr T take_top() {
        CAIRN_EXPECTS(!empty());
        detail::pop_to_back<Arity>(first(), size(), order_);
        return take_last();
    }
    /// The top, or nothing if there is none.
    [[nodiscard]] constexpr std::optional<T> try_pop() {
        if (empty()) return std::nullopt;
        return take_top();
    }

    // -- both ----------------------------------------------------------------------------------------

    /// Puts a value in the place of the top, which is returned: faster than pop and push. The result may
    /// be after the value.
    /// Expects     !empty()
    /// Complexity  O(log n), fewer the nearer to the top the value belongs
    /// Exceptions  strong
    /// Python      heapreplace(h, value)
    constexpr T replace_top(T value) {
        CAIRN_EXPECTS(!empty());
        return exchange_top(std::move(value));
    }
    /// As push and then take_top: returns the value itself if nothing is before it.
    /// Complexity  O(log n)
    /// Exceptions  strong
    /// Python      heappushpop(h, value)
    [[nodiscard]] constexpr T push_pop(T value) {
        if (!empty() && order_(top(), value)) return exchange_top(std::move(value));
        return value;
    }

    // -- as a whole ----------------------------------------------------------------------------------

    constexpr void clear() noexcept { elements_.clear(); }

    /// Takes over all elements of another heap, which is empty then. With itself, changes nothing.
    /// Complexity  O(k + log^2 n) for the k elements of the other one, or of the smaller one if the types
    ///             and the allocators are equal, and Compare has no state
    /// Exceptions  strong if no comparison throws; else each element is in one heap or the other
    template <class Compare2, std::size_t Arity2>
    constexpr void merge(heap<T, Compare2, Arity2, Container>&& other) {
        if constexpr (std::is_same_v<heap, heap<T, Compare2, Arity2, Container>>) {
            if (this == std::addressof(other)) return;
            // A comparator with state may order otherwise than the other heap's.
            if (std::is_empty_v<Compare> && size() < other.size() && shares_memory_with(other))
                elements_.swap(other.elements_);
        }
        const size_type before = size();
        if constexpr (requires { elements_.reserve(before); }) grow_to(before + other.size());
        if constexpr (compares_safely) {
            auto settled = detail::guard{[&] { settle_from(before); }};
            if constexpr (!detail::moves_safely<moving>) settled.dismiss();
            while (!other.empty())
                take_last_of(other);
            settled.dismiss();
            settle_from(before);
        } else {
            while (!other.empty())
                settle_last_of(other);
        }
    }
    template <class Compare2, std::size_t Arity2>
    constexpr void merge(heap<T, Compare2, Arity2, Container>& other) {
        merge(std::move(other));
    }

    /// Makes a heap of the elements again: after what Compare looks at has changed, or when a member has
    /// left them unordered.
    /// Complexity  linear
    /// Exceptions  unordered
    /// Python      heapify(h)
    constexpr void rebuild() {
        detail::build_heap<Arity>(first(), size(), order_);
        check_invariants();
    }

    /// Takes out all elements, in the order in which they lie. The heap is empty then.
    /// Complexity  O(1)
    [[nodiscard]] constexpr Container release() {
        Container elements = std::move(elements_);
        elements_.clear();
        return elements;
    }
    /// The same in the order of Compare.
    /// Complexity  O(n log n), in place
    /// Exceptions  unordered
    [[nodiscard]] constexpr Container drain_sorted() {
        const auto at = first();
        for (size_type n = size(); n > 1; --n)
            detail::pop_to_back<Arity>(at, n, order_);
        if (const size_type n = size(); n > 1) {
            for (size_type low = 0, high = n - 1; low < high; ++low, --high)
                detail::heap_hole<Arity, moving>(at, high, low).close();
        }
        return release();
    }

    /// Erases all elements for which the predicate holds.
    /// Returns how many those were.
    /// Complexity  linear
    /// Exceptions  unordered
    template <class Predicate>
    friend constexpr size_type erase_if(heap& h, Predicate predicate) {
        return h.erase_where(predicate);
    }

    /// Expects equal allocators, unless they propagate.
    constexpr void swap(heap& other) noexcept(std::is_nothrow_swappable_v<Container> &&
                                              std::is_nothrow_copy_constructible_v<order>) {
        if (this == std::addressof(other)) return;
        order mine(order_), theirs(other.order_);
        using std::swap;
        swap(elements_, other.elements_);
        order_.assign(std::move(theirs));
        other.order_.assign(std::move(mine));
    }
    friend constexpr void swap(heap& a, heap& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

private:
    using moving = typename Container::iterator;

    [[nodiscard]] constexpr moving first() { return elements_.begin(); }
    [[nodiscard]] constexpr moving last() { return detail::heap_at(first(), size() - 1); }

    /// What a comparison or a move that throws has left unordered is not looked at.
    constexpr void check_invariants() const {
        if constexpr (detail::hardened >= 2 && compares_safely && detail::moves_safely<moving>) {
            CAIRN_EXPECTS(detail::heap_until<Arity>(elements_.begin(), size(), order_) == size());
        }
    }

    constexpr void truncate(size_type n) {
        while (size() > n)
            elements_.pop_back();
    }
    /// As push_back does, so that many small additions are not each a reallocation.
    constexpr void grow_to(size_type n) {
        if constexpr (requires { elements_.capacity(); }) {
            if (n > elements_.capacity())
                elements_.reserve(n < 2 * elements_.capacity() ? 2 * elements_.capacity() : n);
        }
    }
    /// An insertion of many that has to grow may lose what is there, if it throws: it grows before.
    template <class It, class Last>
    constexpr void append_from(It at, Last last) {
        if constexpr (std::forward_iterator<It> && std::is_same_v<It, Last> && requires {
                          elements_.insert(elements_.end(), at, last);
                          elements_.reserve(size());
                      }) {
            grow_to(size() + static_cast<size_type>(std::ranges::distance(at, last)));
            elements_.insert(elements_.end(), std::move(at), std::move(last));
        } else {
            for (; at != last; ++at)
                elements_.emplace_back(*at);
        }
    }
    template <class Range>
    constexpr void append(Range& range) {
        const size_type before = size();
        auto undo = detail::guard{[&] { truncate(before); }};
        append_from(std::ranges::begin(range), std::ranges::end(range));
        undo.dismiss();
    }
    template <class It, class Last>
    constexpr void construct(It at, Last last) {
        append_from(std::move(at), std::move(last));
        rebuild();
    }
    template <class Range>
    constexpr void construct_from(Range& range) {
        if constexpr (std::ranges::sized_range<Range> && requires { elements_.reserve(size()); })
            elements_.reserve(static_cast<size_type>(std::ranges::size(range)));
        construct(std::ranges::begin(range), std::ranges::end(range));
    }

    /// Brings the last element to its place, or throws and takes it out.
    constexpr void settle_last() {
        auto undo = detail::guard{[this] { elements_.pop_back(); }};
        if constexpr (!detail::moves_safely<moving>) undo.dismiss(); // another one may be the last
        detail::sift_up<Arity>(first(), size() - 1, order_);
        undo.dismiss();
        check_invariants();
    }
    /// Brings the elements from position `at` on to their places.
    constexpr void settle_from(size_type at) {
        if constexpr (compares_safely) {
            detail::extend_heap<Arity>(first(), at, size(), order_);
        } else {
            // One by one, so that there is a heap at any time; what is behind it goes if this fails.
            auto undo = detail::guard{[&] { truncate(at); }};
            for (; at != size(); ++at)
                detail::sift_up<Arity>(first(), at, order_);
            undo.dismiss();
        }
        check_invariants();
    }

    [[nodiscard]] constexpr T take_last() {
        T taken(std::move(*last()));
        elements_.pop_back();
        check_invariants();
        return taken;
    }

    /// Puts the value in the place of the top, which is returned.
    constexpr T exchange_top(T&& value) {
        if constexpr (detail::moves_safely<moving>) {
            T taken(std::exchange(*first(), std::move(value)));
            auto undo = detail::guard{[&] { *first() = std::move(taken); }};
            detail::sift_down<Arity>(first(), size(), 0, order_);
            undo.dismiss();
            check_invariants();
            return taken;
        } else { // by way of the last place, where nothing is lost
            elements_.push_back(std::move(value));
            detail::pop_to_back<Arity>(first(), size(), order_);
            return take_last();
        }
    }

    [[nodiscard]] constexpr bool shares_memory_with(const heap& other) const {
        if constexpr (requires { elements_.get_allocator() == other.elements_.get_allocator(); }) {
            return elements_.get_allocator() == other.elements_.get_allocator();
        } else {
            return false;
        }
    }

    /// Moves the last element of another heap behind the elements.
    template <class Other>
    constexpr void take_last_of(Other& other) {
        elements_.push_back(std::move(*other.last()));
        other.elements_.pop_back();
    }
    /// The same, and to its place; gives it back if a comparison throws.
    template <class Other>
    constexpr void settle_last_of(Other& other) {
        elements_.push_back(std::move(*other.last()));
        auto undo = detail::guard{[&] {
            if constexpr (detail::moves_safely<moving>) {
                *other.last() = std::move(*last());
                elements_.pop_back();
            } else {
                other.elements_.pop_back();
            }
        }};
        detail::sift_up<Arity>(first(), size() - 1, order_);
        undo.dismiss();
        other.elements_.pop_back();
    }

    template <class Predicate>
    constexpr size_type erase_where(Predicate& predicate) {
        const size_type before = size();
        size_type kept = 0, seen = 0;
        {
            auto closed = detail::guard{[&] { // also if the predicate throws
                for (; seen != before; ++seen, ++kept)
                    keep(seen, kept);
                truncate(kept);
                if constexpr (compares_safely && detail::moves_safely<moving>) {
                    if (kept != before) rebuild();
                }
            }};
            for (; seen != before; ++seen) {
                if (!static_cast<bool>(predicate(std::as_const(*detail::heap_at(first(), seen))))) {
                    keep(seen, kept);
                    ++kept;
                }
            }
        }
        if constexpr (!compares_safely || !detail::moves_safely<moving>) {
            if (kept != before) rebuild();
        }
        return before - kept;
    }
    constexpr void keep(size_type from, size_type to) {
        if (from != to) *detail::heap_at(first(), to) = std::move(*detail::heap_at(first(), from));
    }

    Container elements_;
    [[no_unique_address]] order order_;
};

// -- deduction guides ------------------------------------------------------------------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::order_like Compare = std::less<>>
heap(It, Last, Compare = Compare()) -> heap<std::iter_value_t<It>, Compare>;
template <std::ranges::input_range Range, detail::order_like Compare = std::less<>>
heap(from_range_t, Range&&, Compare = Compare())
    -> heap<std::ranges::range_value_t<Range>, Compare>;
template <class T, detail::order_like Compare = std::less<>>
heap(std::initializer_list<T>, Compare = Compare()) -> heap<T, Compare>;
template <detail::order_like Compare, class Container>
    requires requires(Container& c) { c.pop_back(); }
heap(Compare, Container)
    -> heap<typename Container::value_type, Compare,
            detail::default_arity<typename Container::value_type, Compare>, Container>;

template <detail::input_iterator It, std::sentinel_for<It> Last, detail::order_like Compare,
          detail::allocator_like Allocator>
heap(It, Last, Compare, Allocator)
    -> heap<std::iter_value_t<It>, Compare, detail::default_arity<std::iter_value_t<It>, Compare>,
            std::vector<std::iter_value_t<It>, Allocator>>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
heap(It, Last, Allocator) -> heap<std::iter_value_t<It>, std::less<>,
                                  detail::default_arity<std::iter_value_t<It>, std::less<>>,
                                  std::vector<std::iter_value_t<It>, Allocator>>;
template <std::ranges::input_range Range, detail::order_like Compare,
          detail::allocator_like Allocator>
heap(from_range_t, Range&&, Compare, Allocator)
    -> heap<std::ranges::range_value_t<Range>, Compare,
            detail::default_arity<std::ranges::range_value_t<Range>, Compare>,
            std::vector<std::ranges::range_value_t<Range>, Allocator>>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
heap(from_range_t, Range&&, Allocator)
    -> heap<std::ranges::range_value_t<Range>, std::less<>,
            detail::default_arity<std::ranges::range_value_t<Range>, std::less<>>,
            std::vector<std::ranges::range_value_t<Range>, Allocator>>;

} // namespace cairn::inline CAIRN_ABI

/// A heap takes the allocators that its container takes.
template <class T, class Compare, std::size_t Arity, class Container, class Allocator>
struct std::uses_allocator<cairn::heap<T, Compare, Arity, Container>, Allocator>
    : std::uses_allocator<Container, Allocator> {};

#endif // CAIRN_HEAP_HPP
