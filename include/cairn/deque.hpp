// SPDX-License-Identifier: BSL-1.0
// cairn/deque.hpp -- double-ended queues with the semantics of Python's collections.deque.
//
//     cairn::deque<int> d{1, 2, 3};
//     d.push_front(0);                 // 0 1 2 3
//     d.rotate(1);                     // 3 0 1 2
//
//     cairn::bounded_deque<int> last(3);
//     for (int i : d) last.push_back(i);  // 0 1 2: the 3 was dropped at the other end
//
// Shape       one block, used as a ring; the elements are at most two runs of it
//
//                 block  [ e f . . . . a b c d ]      deque: 2^k slots, 32 bytes + the block
//                              ^       ^              bounded_deque: maxlen() slots
//                            tail     head
//
// Synopsis    ends        push_/emplace_/pop_/take_ back/front, pop_*_n          O(1)
//             position    [] at front back begin end                             O(1)
//             middle      insert emplace erase remove insert_range               O(min(i, n - i))
//             whole       rotate repeat make_contiguous segments append_range prepend_range
//             look-up     contains index_of == <=>                               O(n), run by run
//             memory      reserve shrink_to_fit capacity resize_for_overwrite
//             bounded     maxlen full; a push on a full one drops the other end
// Validity    Growth moves every element: a push or insert that exceeds capacity() invalidates all
//             iterators and references. This is std::vector's rule and not std::deque's. The way
//             out is reserve(n), or a bounded_deque: while size() < capacity(), pushing and
//             popping at the ends moves nothing, and only what is popped dies.
// Exceptions  strong at the ends, basic elsewhere, unless a member says more
// Source      CPython Modules/_collectionsmodule.c (behaviour); [deque] (interface)

#ifndef CAIRN_DEQUE_HPP
#define CAIRN_DEQUE_HPP

#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ring_sequence.hpp>
#include <cairn/detail/ring_window.hpp>
#include <cairn/detail/storage.hpp>
#include <cairn/fwd.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// A double-ended queue without bound, in one growing block. Empty, it allocates nothing.
template <class T, class Allocator>
class deque : private detail::ring_sequence<T, Allocator, detail::masked_window<T>> {
    using engine = detail::ring_sequence<T, Allocator, detail::masked_window<T>>;
    using traits = std::allocator_traits<Allocator>;

public:
    // -- types ----------------------------------------------------------------------------------

    using typename engine::allocator_type;
    using typename engine::const_iterator;
    using typename engine::const_pointer;
    using typename engine::const_reference;
    using typename engine::const_reverse_iterator;
    using typename engine::difference_type;
    using typename engine::iterator;
    using typename engine::pointer;
    using typename engine::reference;
    using typename engine::reverse_iterator;
    using typename engine::size_type;
    using typename engine::value_type;

    // -- construction, assignment, destruction --------------------------------------------------

    /// Empty, without a block.
    /// Complexity  O(1), no allocation
    deque() noexcept(std::is_nothrow_default_constructible_v<Allocator>)
        requires std::default_initializable<Allocator>
    = default;
    constexpr explicit deque(const Allocator& allocator) noexcept : engine(allocator) {}

    /// `n` value-initialised elements, or `n` copies of `value`.
    constexpr explicit deque(std::size_t n, const Allocator& allocator = Allocator())
        : engine(allocator) {
        engine::resize(n);
    }
    constexpr deque(std::size_t n, const T& value, const Allocator& allocator = Allocator())
        : engine(allocator) {
        engine::append_copies(n, value);
    }

    /// The elements of a sequence, in its order.
    /// Complexity  O(n); one allocation where the length can be known beforehand
    /// Python      deque(iterable)
    template <detail::input_iterator It>
    constexpr deque(It first, It last, const Allocator& allocator = Allocator())
        : engine(allocator) {
        append_pair(std::move(first), std::move(last));
    }
    template <detail::range_of<T> Range>
    constexpr deque(from_range_t, Range&& range, const Allocator& allocator = Allocator())
        : engine(allocator) {
        append_range(std::forward<Range>(range));
    }
    constexpr deque(std::initializer_list<T> elements, const Allocator& allocator = Allocator())
        : engine(allocator) {
        append_pair(elements.begin(), elements.end());
    }

    constexpr deque(const deque& other)
        : deque(other, traits::select_on_container_copy_construction(other.get_allocator())) {}
    constexpr deque(const deque& other, const std::type_identity_t<Allocator>& allocator)
        : engine(allocator) {
        append_pair(other.begin(), other.end());
    }

    /// Takes the other's block; the other is left empty. With an unequal allocator: moves elements.
    constexpr deque(deque&& other) noexcept = default;
    constexpr deque(deque&& other, const std::type_identity_t<Allocator>& allocator)
        : engine(allocator) {
        engine::move_from(other, true);
    }

    constexpr deque& operator=(const deque& other) {
        engine::copy_from(other);
        return *this;
    }
    constexpr deque&
    operator=(deque&& other) noexcept(traits::propagate_on_container_move_assignment::value ||
                                      traits::is_always_equal::value) {
        engine::move_from(other);
        return *this;
    }
    constexpr deque& operator=(std::initializer_list<T> elements) {
        assign(elements);
        return *this;
    }
    ~deque() = default;

    /// Replaces the contents.
    /// Exceptions  basic
    /// Validity    everything dies
    constexpr void assign(size_type n, const T& value) { engine::assign_copies(n, value); }
    template <detail::input_iterator It>
    constexpr void assign(It first, It last) {
        const size_type n = engine::count(first, last);
        engine::assign_run(std::move(first), std::move(last), n);
    }
    constexpr void assign(std::initializer_list<T> elements) {
        assign(elements.begin(), elements.end());
    }
    template <detail::range_of<T> Range>
    constexpr void assign_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::assign_run(std::ranges::begin(range), std::ranges::end(range), n);
    }

    using engine::get_allocator;

    // -- iterators: random access, comparable among those of one deque --------------------------

    using engine::begin;
    using engine::cbegin;
    using engine::cend;
    using engine::crbegin;
    using engine::crend;
    using engine::end;
    using engine::rbegin;
    using engine::rend;

    // -- size -----------------------------------------------------------------------------------

    using engine::empty;
    using engine::max_size;
    using engine::size;

    /// The number of elements for which there is room without moving any.
    using engine::capacity;

    /// Makes room for `n` elements in all.
    /// Throws      std::length_error if n > max_size()
    /// Exceptions  strong if moving T cannot fail or T can be copied
    /// Validity    everything dies if n > capacity()
    using engine::reserve;

    /// Gives back the memory that 2^k >= size() slots do not need; all of it when empty.
    using engine::shrink_to_fit;

    /// Makes it `n` elements, dropping at the back, or adding value-initialised ones or copies.
    /// Throws      std::length_error if n > max_size()
    using engine::resize;

    /// As resize, but new elements are default-initialised: indeterminate for trivial types.
    using engine::resize_for_overwrite;

    // -- by position, look-up -------------------------------------------------------------------

    /// Expects     i < size()
    using engine::operator[];
    /// Throws      std::out_of_range if i >= size()
    using engine::at;
    /// Expects     !empty()
    using engine::back;
    using engine::front;

    /// The contents as two spans, in order; the second is empty while the contents are one run.
    /// Loops over these run at the speed of loops over a std::vector.
    using engine::segments;

    /// True if an element equals the value.
    /// Complexity  O(n)
    /// Python      x in d
    using engine::contains;

    /// The index of the first element in [start, stop) that equals the value, if there is one.
    /// Negative bounds count from the end; all bounds are clamped.
    /// Complexity  O(stop - start)
    /// Python      d.index(x, start, stop), which raises ValueError where this is nullopt
    using engine::index_of;

    // -- modifiers at the ends ------------------------------------------------------------------

    /// Adds an element at an end; it may be built from an element of this very deque.
    /// Throws      std::length_error if size() == max_size()
    /// Complexity  amortised O(1)
    /// Exceptions  strong if moving T cannot fail or T can be copied
    /// Validity    everything dies if size() == capacity(), else nothing
    /// Python      d.append(x), d.appendleft(x)
    using engine::emplace_back;
    using engine::emplace_front;
    constexpr void push_back(const T& value) { engine::emplace_back(value); }
    constexpr void push_back(T&& value) { engine::emplace_back(std::move(value)); }
    constexpr void push_front(const T& value) { engine::emplace_front(value); }
    constexpr void push_front(T&& value) { engine::emplace_front(std::move(value)); }

    /// Destroys the element at an end.
    /// Expects     !empty()
    /// Validity    what pointed to that element dies
    using engine::pop_back;
    using engine::pop_front;

    /// Destroys the `n` elements at an end.
    /// Expects     n <= size()
    /// Complexity  O(1) if T is trivially destructible, else O(n)
    using engine::pop_back_n;
    using engine::pop_front_n;

    /// Moves the element at an end out and returns it.
    /// Expects     !empty()
    /// Exceptions  strong if moving T cannot fail
    /// Python      d.pop(), d.popleft()
    using engine::take_back;
    using engine::take_front;

    /// Adds all elements of a range at an end, in the order of the range. A range over elements of
    /// this very deque is allowed if its iterators are this deque's.
    /// Complexity  O(k); at most one allocation where the length can be known beforehand
    /// Exceptions  strong if moving T cannot fail or T can be copied
    /// Python      d.extend(r); d.extendleft(r) is prepend_range(r | std::views::reverse)
    template <detail::range_of<T> Range>
    constexpr void append_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::append(std::ranges::begin(range), std::ranges::end(range), n);
    }
    template <detail::range_of<T> Range>
    constexpr void prepend_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::prepend(std::ranges::begin(range), std::ranges::end(range), n);
    }

    // -- modifiers in the middle ----------------------------------------------------------------

    /// Adds an element before `position`; it may be built from an element of this very deque.
    /// Complexity  O(min(i, n - i)) moves, and growth as at the ends
    /// Exceptions  basic; strong at the ends, and everywhere if T can be relocated as bytes
    /// Validity    everything dies
    /// Python      d.insert(i, x)
    using engine::emplace;
    constexpr iterator insert(const_iterator position, const T& value) {
        return engine::emplace(position, value);
    }
    constexpr iterator insert(const_iterator position, T&& value) {
        return engine::emplace(position, std::move(value));
    }

    /// Adds elements before `position`. Elements of this very deque are allowed.
    /// Complexity  O(k + min(i, n - i)) moves
    /// Exceptions  as emplace
    /// Validity    everything dies
    constexpr iterator insert(const_iterator position, size_type n, const T& value) {
        return engine::insert_copies(position, n, value);
    }
    template <detail::input_iterator It>
    constexpr iterator insert(const_iterator position, It first, It last) {
        const size_type n = engine::count(first, last);
        return engine::insert_run(position, std::move(first), std::move(last), n);
    }
    constexpr iterator insert(const_iterator position, std::initializer_list<T> elements) {
        return insert(position, elements.begin(), elements.end());
    }
    template <detail::range_of<T> Range>
    constexpr iterator insert_range(const_iterator position, Range&& range) {
        const size_type n = engine::count(range);
        return engine::insert_run(position, std::ranges::begin(range), std::ranges::end(range), n);
    }

    /// Removes one element, or [first, last); returns the position behind it.
    /// Complexity  O(k + min(i, n - i)) moves
    /// Exceptions  nothing, unless a move assignment of T throws
    /// Validity    at an end: what is removed dies; in the middle everything dies
    /// Python      del d[i]
    using engine::erase;

    /// Removes the first element that equals the value; false if there is none.
    /// Python      d.remove(x), which raises ValueError where this is false
    using engine::remove;

    /// Removes element `i` in O(1): the element at that end takes its place, unless it is it.
    /// Expects     i < size()
    using engine::swap_remove_back;
    using engine::swap_remove_front;

    using engine::clear;

    // -- as a whole -----------------------------------------------------------------------------

    /// Moves the last k elements to the front; for negative k the first -k to the back.
    /// Complexity  O(min(k, n - k)) moves; O(1) if size() == capacity(); no allocation
    /// Exceptions  nothing, unless a move of T throws
    /// Validity    everything dies
    /// Python      d.rotate(k)
    using engine::rotate;

    /// Makes the contents `k` copies of what they are; none if k <= 0.
    /// Throws      std::length_error if that is more than max_size()
    /// Python      d *= k
    constexpr void repeat(difference_type k) {
        engine::repeat(k < 0 ? 0 : static_cast<size_type>(k));
    }

    /// Brings the contents into one run, and returns it.
    /// Complexity  O(n); no allocation if moving T cannot fail; O(1) if they already are one run
    /// Validity    everything dies, unless they already are one run
    using engine::make_contiguous;

    /// Expects     equal allocators, or allocators that propagate
    /// Validity    iterators and references stay, and belong to the other deque
    constexpr void swap(deque& other) noexcept { engine::exchange_with(other); }
    friend constexpr void swap(deque& a, deque& b) noexcept { a.swap(b); }

    // -- comparison -----------------------------------------------------------------------------

    [[nodiscard]] friend constexpr bool operator==(const deque& a, const deque& b)
        requires std::equality_comparable<T>
    {
        return a.equal(b);
    }
    [[nodiscard]] friend constexpr auto operator<=>(const deque& a, const deque& b)
        requires requires { typename detail::synth_three_way_result<T>; }
    {
        return a.compare(b);
    }

    /// Removes the elements that equal the value, or for which the predicate holds.
    /// Complexity  n comparisons or calls, at most n moves
    /// Exceptions  basic
    template <class U = T>
    friend constexpr size_type erase(deque& d, const U& value) {
        return d.remove_if([&value](const T& element) { return element == value; });
    }
    template <class Predicate>
    friend constexpr size_type erase_if(deque& d, Predicate predicate) {
        return d.remove_if(std::move(predicate));
    }

    /// Traps if the class invariant does not hold (hardening level 2).
    using engine::check_invariants;

private:
    template <class It>
    constexpr void append_pair(It first, It last) {
        const size_type n = engine::count(first, last);
        engine::append(std::move(first), std::move(last), n);
    }
};

/// A double-ended queue of at most maxlen() elements, in one block of exactly that many slots. A
/// push on a full one drops the element at the other end. The block is taken with the first element
/// (or by `reserve`) and kept: one allocation in its life.
///
/// Members are deque's, with these differences: every constructor takes the bound first; `append_*`
/// and assignments keep the last maxlen() elements and `prepend_range` the first; `insert`,
/// `emplace` and `resize` throw std::length_error where the result would be too long. Once the block
/// is there, a push moves nothing: only what points to the element that it drops dies. Comparison and
/// hash ignore maxlen(); copies and moves keep it, and assignments take it over.
template <class T, class Allocator>
class bounded_deque : private detail::ring_sequence<T, Allocator, detail::exact_window<T>> {
    using engine = detail::ring_sequence<T, Allocator, detail::exact_window<T>>;
    using traits = std::allocator_traits<Allocator>;

public:
    // -- types ----------------------------------------------------------------------------------

    using typename engine::allocator_type;
    using typename engine::const_iterator;
    using typename engine::const_pointer;
    using typename engine::const_reference;
    using typename engine::const_reverse_iterator;
    using typename engine::difference_type;
    using typename engine::iterator;
    using typename engine::pointer;
    using typename engine::reference;
    using typename engine::reverse_iterator;
    using typename engine::size_type;
    using typename engine::value_type;

    // -- construction, assignment, destruction --------------------------------------------------

    /// Empty, with maxlen() == 0: it takes no element.
    bounded_deque() noexcept(std::is_nothrow_default_constructible_v<Allocator>)
        requires std::default_initializable<Allocator>
    = default;
    constexpr explicit bounded_deque(const Allocator& allocator) noexcept : engine(allocator) {}

    /// Empty, for at most `maxlen` elements.
    /// Throws      std::length_error if the allocator cannot give as many
    /// Python      deque(maxlen=n)
    constexpr explicit bounded_deque(std::size_t maxlen, const Allocator& allocator = Allocator())
        : engine(window(maxlen, allocator), allocator) {}

    /// The last `maxlen` elements of a sequence.
    /// Python      deque(iterable, maxlen)
    template <detail::input_iterator It>
    constexpr bounded_deque(std::size_t maxlen, It first, It last,
                            const Allocator& allocator = Allocator())
        : bounded_deque(maxlen, allocator) {
        append_pair(std::move(first), std::move(last));
    }
    template <detail::range_of<T> Range>
    constexpr bounded_deque(std::size_t maxlen, from_range_t, Range&& range,
                            const Allocator& allocator = Allocator())
        : bounded_deque(maxlen, allocator) {
        append_range(std::forward<Range>(range));
    }
    constexpr bounded_deque(std::size_t maxlen, std::initializer_list<T> elements,
                            const Allocator& allocator = Allocator())
        : bounded_deque(maxlen, allocator) {
        append_pair(elements.begin(), elements.end());
    }

    constexpr bounded_deque(const bounded_deque& other)
        : bounded_deque(other,
                        traits::select_on_container_copy_construction(other.get_allocator())) {}
    constexpr bounded_deque(const bounded_deque& other,
                            const std::type_identity_t<Allocator>& allocator)
        : engine(detail::exact_window<T>(other.maxlen()), allocator) {
        append_pair(other.begin(), other.end());
    }
    constexpr bounded_deque(bounded_deque&& other) noexcept = default;
    constexpr bounded_deque(bounded_deque&& other, const std::type_identity_t<Allocator>& allocator)
        : engine(detail::exact_window<T>(other.maxlen()), allocator) {
        engine::move_from(other, true);
    }

    constexpr bounded_deque& operator=(const bounded_deque& other) {
        engine::copy_from(other);
        return *this;
    }
    constexpr bounded_deque& operator=(bounded_deque&& other) noexcept(
        traits::propagate_on_container_move_assignment::value || traits::is_always_equal::value) {
        engine::move_from(other);
        return *this;
    }
    constexpr bounded_deque& operator=(std::initializer_list<T> elements) {
        assign(elements);
        return *this;
    }
    ~bounded_deque() = default;

    /// Replaces the contents by the last maxlen() elements of what is given.
    constexpr void assign(size_type n, const T& value) {
        engine::assign_copies(n < maxlen() ? n : maxlen(), value);
    }
    template <detail::input_iterator It>
    constexpr void assign(It first, It last) {
        const size_type n = engine::count(first, last);
        engine::assign_last(std::move(first), std::move(last), n);
    }
    constexpr void assign(std::initializer_list<T> elements) {
        assign(elements.begin(), elements.end());
    }
    template <detail::range_of<T> Range>
    constexpr void assign_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::assign_last(std::ranges::begin(range), std::ranges::end(range), n);
    }

    using engine::get_allocator;

    // -- iterators ------------------------------------------------------------------------------

    using engine::begin;
    using engine::cbegin;
    using engine::cend;
    using engine::crbegin;
    using engine::crend;
    using engine::end;
    using engine::rbegin;
    using engine::rend;

    // -- size -----------------------------------------------------------------------------------

    using engine::empty;
    using engine::max_size;
    using engine::size;

    /// The most elements it takes: max_size() under Python's name.
    [[nodiscard]] constexpr size_type maxlen() const noexcept { return engine::max_size(); }
    [[nodiscard]] constexpr bool full() const noexcept { return size() == maxlen(); }

    /// maxlen() if there is a block, else 0.
    using engine::capacity;

    /// Takes the block of maxlen() slots now, if n > 0: later pushes allocate nothing.
    /// Throws      std::length_error if n > maxlen()
    using engine::reserve;
    using engine::resize;
    using engine::resize_for_overwrite;

    // -- by position, look-up -------------------------------------------------------------------

    using engine::operator[];
    using engine::at;
    using engine::back;
    using engine::contains;
    using engine::front;
    using engine::index_of;
    using engine::segments;

    // -- modifiers at the ends ------------------------------------------------------------------

    /// Adds an element at an end; drops the one at the other end if it is full, or the new one if
    /// maxlen() is 0. The new one may be built from any element of this very deque.
    /// Complexity  O(1)
    /// Exceptions  strong; on a full one only if moving T cannot fail
    /// Python      d.append(x), d.appendleft(x)
    constexpr void push_back(const T& value) {
        if (takes_elements()) engine::emplace_back(value);
    }
    constexpr void push_back(T&& value) {
        if (takes_elements()) engine::emplace_back(std::move(value));
    }
    constexpr void push_front(const T& value) {
        if (takes_elements()) engine::emplace_front(value);
    }
    constexpr void push_front(T&& value) {
        if (takes_elements()) engine::emplace_front(std::move(value));
    }
    /// As push_*, and returns the new element.
    /// Expects     maxlen() > 0
    using engine::emplace_back;
    using engine::emplace_front;

    using engine::pop_back;
    using engine::pop_back_n;
    using engine::pop_front;
    using engine::pop_front_n;
    using engine::take_back;
    using engine::take_front;

    /// As if the elements of the range were pushed to the back one by one.
    /// Exceptions  basic; strong if nothing must be dropped
    /// Python      d.extend(r)
    template <detail::range_of<T> Range>
    constexpr void append_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::append_last(std::ranges::begin(range), std::ranges::end(range), n);
    }
    /// As if the elements of the range were pushed to the front, last to first.
    /// Python      d.extendleft(reversed(r))
    template <detail::range_of<T> Range>
    constexpr void prepend_range(Range&& range) {
        const size_type n = engine::count(range);
        engine::prepend_first(std::ranges::begin(range), std::ranges::end(range), n);
    }

    // -- modifiers in the middle ----------------------------------------------------------------

    /// Throws      std::length_error if the result would be longer than maxlen(); nothing changes
    using engine::emplace;
    constexpr iterator insert(const_iterator position, const T& value) {
        return engine::emplace(position, value);
    }
    constexpr iterator insert(const_iterator position, T&& value) {
        return engine::emplace(position, std::move(value));
    }
    constexpr iterator insert(const_iterator position, size_type n, const T& value) {
        return engine::insert_copies(position, n, value);
    }
    template <detail::input_iterator It>
    constexpr iterator insert(const_iterator position, It first, It last) {
        const size_type n = engine::count(first, last);
        return engine::insert_run(position, std::move(first), std::move(last), n);
    }
    constexpr iterator insert(const_iterator position, std::initializer_list<T> elements) {
        return insert(position, elements.begin(), elements.end());
    }
    template <detail::range_of<T> Range>
    constexpr iterator insert_range(const_iterator position, Range&& range) {
        const size_type n = engine::count(range);
        return engine::insert_run(position, std::ranges::begin(range), std::ranges::end(range), n);
    }

    using engine::clear;
    using engine::erase;
    using engine::remove;
    using engine::swap_remove_back;
    using engine::swap_remove_front;

    // -- as a whole -----------------------------------------------------------------------------

    using engine::make_contiguous;
    using engine::rotate;

    /// Makes the contents the last maxlen() of `k` copies of them; none if k <= 0.
    /// Python      d *= k
    constexpr void repeat(difference_type k) {
        engine::repeat_last(k < 0 ? 0 : static_cast<size_type>(k));
    }

    /// Exchanges contents and maxlen().
    constexpr void swap(bounded_deque& other) noexcept { engine::exchange_with(other); }
    friend constexpr void swap(bounded_deque& a, bounded_deque& b) noexcept { a.swap(b); }

    // -- comparison -----------------------------------------------------------------------------

    [[nodiscard]] friend constexpr bool operator==(const bounded_deque& a, const bounded_deque& b)
        requires std::equality_comparable<T>
    {
        return a.equal(b);
    }
    [[nodiscard]] friend constexpr auto operator<=>(const bounded_deque& a, const bounded_deque& b)
        requires requires { typename detail::synth_three_way_result<T>; }
    {
        return a.compare(b);
    }

    template <class U = T>
    friend constexpr size_type erase(bounded_deque& d, const U& value) {
        return d.remove_if([&value](const T& element) { return element == value; });
    }
    template <class Predicate>
    friend constexpr size_type erase_if(bounded_deque& d, Predicate predicate) {
        return d.remove_if(std::move(predicate));
    }

    using engine::check_invariants;

private:
    static constexpr detail::exact_window<T> window(size_type maxlen, const Allocator& allocator) {
        if (maxlen > detail::max_elements<T>(allocator)) {
            detail::throw_length_error("cairn: bounded_deque: maxlen is more than memory can hold");
        }
        return detail::exact_window<T>(maxlen);
    }
    [[nodiscard]] constexpr bool takes_elements() const noexcept {
        return !engine::window_.full() || maxlen() != 0;
    }
    template <class It>
    constexpr void append_pair(It first, It last) {
        const size_type n = engine::count(first, last);
        engine::append_last(std::move(first), std::move(last), n);
    }
};

// -- deduction guides ------------------------------------------------------------------------------

template <detail::input_iterator It, class Allocator = std::allocator<std::iter_value_t<It>>>
deque(It, It, Allocator = Allocator()) -> deque<std::iter_value_t<It>, Allocator>;

template <std::ranges::input_range Range,
          class Allocator = std::allocator<std::ranges::range_value_t<Range>>>
deque(from_range_t, Range&&, Allocator = Allocator())
    -> deque<std::ranges::range_value_t<Range>, Allocator>;

template <detail::input_iterator It, class Allocator = std::allocator<std::iter_value_t<It>>>
bounded_deque(std::size_t, It, It, Allocator = Allocator())
    -> bounded_deque<std::iter_value_t<It>, Allocator>;

template <std::ranges::input_range Range,
          class Allocator = std::allocator<std::ranges::range_value_t<Range>>>
bounded_deque(std::size_t, from_range_t, Range&&, Allocator = Allocator())
    -> bounded_deque<std::ranges::range_value_t<Range>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

/// Equal deques have equal hashes, wherever their elements lie and whatever their maxlen().
template <class T, class Allocator>
    requires requires(const T& element) {
        { std::hash<T>{}(element) } -> std::convertible_to<std::size_t>;
    }
struct std::hash<cairn::deque<T, Allocator>> {
    [[nodiscard]] constexpr std::size_t operator()(const cairn::deque<T, Allocator>& d) const {
        return cairn::detail::hash_runs(d.segments());
    }
};

template <class T, class Allocator>
    requires requires(const T& element) {
        { std::hash<T>{}(element) } -> std::convertible_to<std::size_t>;
    }
struct std::hash<cairn::bounded_deque<T, Allocator>> {
    [[nodiscard]] constexpr std::size_t
    operator()(const cairn::bounded_deque<T, Allocator>& d) const {
        return cairn::detail::hash_runs(d.segments());
    }
};

#endif // CAIRN_DEQUE_HPP
