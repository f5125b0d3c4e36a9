// SPDX-License-Identifier: BSL-1.0
// cairn/sorted_list.hpp -- Python's SortedList: elements in order, duplicates too, each at a position
//
//     cairn::sorted_list<int> scores{70, 90, 80, 90};      // 70 80 90 90
//     scores.insert(85);                                   // 70 80 85 90 90
//     scores[2];                                           // 85: the median
//     scores.rank(90);                                     // 3 scores are below 90
//     scores.irange(80, 90, cairn::bounds::right_open);    // 80 85
//     cairn::sorted_list<person, cairn::by<&person::age>> people;   // Python's SortedKeyList
//
// Shape       a B+ tree: leaves of elements side by side, and above them nodes that know for each child
//             its first key and how many elements are below:
//                                      [ 70 5 | 90 4 ]
//                 [ 70 80 85 86 88 . . . ]       [ 90 90 95 99 . . . . ]
// Synopsis    sorted_list<T, Compare>: the interface of std::multiset, and
//               positions   []  at  nth  front  back  slice  erase_at  take_at             O(log n)
//               ranks       rank  rank_upper  index_of  count  count_between               O(log n)
//               intervals   irange                                                         O(log n)
//               removal     erase of a range of k                                          O(log n + k)
//                           erase_one                                                      O(log n)
//               whole       +  +=  *  *=  merge  segments                                  O(n)
//                           split  split_at  join                                          O(log n)
//               many        insert_range  find_batch  rank_batch  sorted_equivalent
//             Look-ups take anything that Compare takes if it is transparent, as the default is.
// Validity    Insertion and erasure invalidate all iterators, pointers and references: elements lie side
//             by side, and make room for each other. So do split, join and merge, in both containers.
//             Look-ups and assignments to nothing invalidate nothing. Swap, and move with an equal
//             allocator, take the iterators along, except end().
//             Arguments may be elements of the container itself: s.insert(s[0]).
// Exceptions  strong for one element: a comparison, allocation or constructor that throws leaves the
//             container as it was. Basic for many, unless a member says more. Erasure by iterator or
//             position throws nothing. A move that throws, of elements that cannot be copied, may lose
//             elements.
// Source      G. Jenks, sortedcontainers (Python); Bayer and McCreight, "Organization and maintenance of
//             large ordered indexes" (1972); [multiset] for the interface

#ifndef CAIRN_SORTED_LIST_HPP
#define CAIRN_SORTED_LIST_HPP

#include <cairn/detail/sorted_container.hpp>

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// Elements in the order of Compare, equivalent ones in order of insertion. T may be move-only and needs
/// no default constructor.
template <class T, class Compare, class Allocator>
class sorted_list
    : public detail::sorted_container<detail::key_entry<T>, Compare, Allocator, false> {
    using base = detail::sorted_container<detail::key_entry<T>, Compare, Allocator, false>;
    using base::tree_;
    using typename base::engine;

public:
    // -- types -------------------------------------------------------------------------------------

    using typename base::const_iterator;
    using typename base::difference_type;
    using typename base::iterator;
    using typename base::size_type;
    using typename base::value_type;

    // -- construction, assignment, destruction -------------------------------------------------------

    using base::base; // from comparators, allocators, iterators, ranges and lists, in order or not

    sorted_list() = default;
    /// Not inherited, for g++ would then not deduce the arguments of sorted_list{...}.
    sorted_list(std::initializer_list<T> list, const Compare& compare = Compare(),
                const Allocator& allocator = Allocator())
        : base(list, compare, allocator) {}
    sorted_list(const sorted_list&) = default;
    sorted_list(sorted_list&&) = default;
    sorted_list(const sorted_list& other, const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    sorted_list(sorted_list&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}
    sorted_list& operator=(const sorted_list&) = default;
    sorted_list& operator=(sorted_list&&) = default;
    /// Strong.
    sorted_list& operator=(std::initializer_list<T> list) {
        sorted_list made(list, tree_.comparator(), tree_.allocator());
        tree_.exchange(made.tree_);
        return *this;
    }
    ~sorted_list() = default;

    // -- removal -----------------------------------------------------------------------------------

    /// Erases the first of the elements with this key, and returns whether there was one.
    /// Complexity  O(log n)
    /// Exceptions  strong
    /// Python      sl.discard(key)
    bool erase_one(const T& key) { return erase_first(key); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_list>
    bool erase_one(const K& key) {
        return erase_first(key);
    }

    // -- as a whole ----------------------------------------------------------------------------------

    /// All elements of both, those of b after equivalent ones of a.
    /// Complexity  linear
    [[nodiscard]] friend sorted_list operator+(sorted_list a, const sorted_list& b) {
        a += b;
        return a;
    }
    /// Exceptions  strong if b goes at the end, or is larger than an eighth of this and T is trivially
    ///             copyable; else basic: what was inserted before an exception stays
    sorted_list& operator+=(const sorted_list& b) {
        if (this == std::addressof(b)) {
            const sorted_list copy(b);
            this->add_copies(copy);
        } else {
            this->add_copies(b);
        }
        return *this;
    }

    /// Every element n times; none if n < 0.
    /// Throws      std::length_error if that is more than max_size()
    /// Complexity  linear in the result, and a comparison per element
    /// Python      sl * n
    [[nodiscard]] friend sorted_list operator*(const sorted_list& a, difference_type n) {
        return sorted_list(a.repeated(a.fresh(), n));
    }
    [[nodiscard]] friend sorted_list operator*(difference_type n, const sorted_list& a) {
        return a * n;
    }
    /// Exceptions  strong
    sorted_list& operator*=(difference_type n) {
        engine made = repeated(this->successor(), n);
        tree_.exchange(made);
        this->check_invariants();
        return *this;
    }

    /// Takes off the elements not less than a key, or from a position on, and returns them.
    /// Expects     a position <= size()
    /// Complexity  O(log n)
    /// Exceptions  strong
    [[nodiscard]] sorted_list split(const T& key) { return split_at(this->rank(key)); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_list>
    [[nodiscard]] sorted_list split(const K& key) {
        return split_at(this->rank(key));
    }
    [[nodiscard]] sorted_list split_at(size_type index) {
        return sorted_list(this->split_off(index));
    }

    /// Takes over all elements of another list, none of which is less than the last of this one, or none
    /// greater than the first. Joined with itself, an empty list stays as it is.
    /// Expects     comparators that order alike
    /// Throws      std::invalid_argument if they overlap; both are as they were
    /// Complexity  O(log n) with equal allocators, else elements are moved one by one
    /// Exceptions  strong with equal allocators, else basic
    void join(sorted_list&& other) { this->join_with(other); }

    /// Expects equal allocators, unless they propagate.
    void swap(sorted_list& other) noexcept(noexcept(tree_.swap(other.tree_))) {
        tree_.swap(other.tree_);
    }
    friend void swap(sorted_list& a, sorted_list& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

private:
    explicit sorted_list(engine&& made) noexcept : base(std::move(made)) {}

    template <class K>
    bool erase_first(const K& key) {
        const const_iterator position = this->look_up(key);
        if (position == this->cend()) return false;
        this->erase(position);
        return true;
    }

    /// Runs of equivalent elements, each n times: e, f, e, f, and not e, e, f, f.
    [[nodiscard]] engine repeated(engine made, difference_type n) const {
        typename engine::appender to(made);
        for (auto first = this->begin(); n > 0 && first != this->end();) {
            auto last = first;
            while (++last != this->end() && !this->less(*first, *last)) {
            }
            for (difference_type i = 0; i != n; ++i) {
                for (auto it = first; it != last; ++it)
                    to.add(*it);
            }
            first = last;
        }
        to.finish();
        return made;
    }
};

// -- deduction guides: from iterators, from ranges, from lists; sorted or not -----------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
sorted_list(It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_list<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_list(It, Last, Allocator) -> sorted_list<std::iter_value_t<It>, std::less<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
sorted_list(sorted_equivalent_t, It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_list<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_list(sorted_equivalent_t, It, Last, Allocator)
    -> sorted_list<std::iter_value_t<It>, std::less<>, Allocator>;

template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
sorted_list(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_list<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_list(from_range_t, Range&&, Allocator)
    -> sorted_list<std::ranges::range_value_t<Range>, std::less<>, Allocator>;
template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
sorted_list(sorted_equivalent_t, from_range_t, Range&&, Compare = Compare(),
            Allocator = Allocator())
    -> sorted_list<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_list(sorted_equivalent_t, from_range_t, Range&&, Allocator)
    -> sorted_list<std::ranges::range_value_t<Range>, std::less<>, Allocator>;

template <class T, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<T>>
sorted_list(std::initializer_list<T>, Compare = Compare(), Allocator = Allocator())
    -> sorted_list<T, Compare, Allocator>;
template <class T, detail::allocator_like Allocator>
sorted_list(std::initializer_list<T>, Allocator) -> sorted_list<T, std::less<>, Allocator>;
template <class T, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<T>>
sorted_list(sorted_equivalent_t, std::initializer_list<T>, Compare = Compare(),
            Allocator = Allocator()) -> sorted_list<T, Compare, Allocator>;
template <class T, detail::allocator_like Allocator>
sorted_list(sorted_equivalent_t, std::initializer_list<T>, Allocator)
    -> sorted_list<T, std::less<>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SORTED_LIST_HPP
