// SPDX-License-Identifier: BSL-1.0
// cairn/search_index.hpp -- a static index: sorted once, searched many times
//
//     const cairn::search_index<int> index{30, 10, 20, 20};     // 10 20 20 30
//     index.lower_bound(20);                                    // 1: so many keys are before 20
//     index.equal_range(20);                                    // {1, 3}
//     index.find(25);                                           // nothing
//     index.lower_bound_batch(queries, positions);              // many at once
//
// Shape       the keys side by side, and for numbers and strings a tree without pointers over them, whose
//             nodes are cache lines of sixteen separators:
//                            [ 45 99 . . ]
//                [ 16 31 45 ]   [ 58 80 99 ]
//             [ 10 12 .. 16 | 17 .. 31 | 32 .. 45 | 48 .. 58 | ... ]
// Synopsis    search_index<Key, Compare, Allocator>: an immutable, sorted, contiguous range, and
//               positions   lower_bound  upper_bound  equal_range  find  contains  count     O(log n)
//               many        lower_bound_batch, and with runtime_dispatch
//               keys        []  at  front  back  begin  end  data  size
//               memory      memory_bytes
//             Look-ups take anything that Compare takes if it is transparent, as the default is.
// Validity    Nothing changes but by assignment and swap. Those, and destruction, invalidate iterators,
//             pointers and references; swap, and move with an equal allocator, take them along.
// Exceptions  strong: construction and assignment throw what memory, copies and comparisons do, and
//             leave the target as it was. Look-ups of numbers throw nothing.
// Source      Khuong and Morin, "Array layouts for comparison-based searching" (2017); Slotin,
//             "Algorithms for modern hardware", S+ trees

#ifndef CAIRN_SEARCH_INDEX_HPP
#define CAIRN_SEARCH_INDEX_HPP

#include <cairn/detail/search_store.hpp>
#include <cairn/fwd.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

namespace detail {

/// Queries of Key, or of what Compare takes, side by side, and integers side by side for their positions.
template <class Queries, class Positions, class Key, class Compare>
concept search_batch =
    std::ranges::contiguous_range<const Queries> && std::ranges::sized_range<const Queries> &&
    std::ranges::contiguous_range<Positions> && std::ranges::sized_range<Positions> &&
    std::integral<std::ranges::range_value_t<Positions>> &&
    std::is_assignable_v<std::ranges::range_reference_t<Positions>, std::size_t> &&
    (std::same_as<std::ranges::range_value_t<const Queries>, Key> ||
     search_takes<std::ranges::range_value_t<const Queries>, Key, Compare>);

} // namespace detail

/// Asks a batch for what the processor can do at run time, and not only for what the compiler may assume of it.
struct runtime_dispatch_t {
    explicit runtime_dispatch_t() = default;
};
inline constexpr runtime_dispatch_t runtime_dispatch{};

/// Keys in the order of Compare, equivalent ones in order of arrival. Positions count from 0. NaNs are
/// after all numbers, in ascending and in descending order, and equivalent to one another.
/// Key needs neither assignment nor a default constructor, and may be move-only.
/// Python      a sorted list, and the module bisect
template <class Key, class Compare, class Allocator>
class search_index {
    using store = detail::search_store<Key, Compare, Allocator>;

public:
    // -- types -------------------------------------------------------------------------------------

    using key_type = Key;
    using value_type = Key;
    using key_compare = Compare;
    using value_compare = Compare;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using reference = const Key&;
    using const_reference = const Key&;
    using pointer = const Key*;
    using const_pointer = const Key*;
    using iterator = const Key*;
    using const_iterator = const Key*;
    using reverse_iterator = std::reverse_iterator<const_iterator>;
    using const_reverse_iterator = reverse_iterator;

    // -- construction, assignment, destruction -------------------------------------------------------

    search_index()
        requires std::default_initializable<Compare> && std::default_initializable<Allocator>
        : search_index(Compare()) {}
    explicit search_index(const Compare& compare, const Allocator& allocator = Allocator())
        : store_(compare, allocator) {}
    explicit search_index(const Allocator& allocator) : search_index(Compare(), allocator) {}

    /// The elements of a range in any order.
    /// Complexity  linear if they are in order, else n log2(n) comparisons
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    search_index(It first, Last last, const Compare& compare = Compare(),
                 const Allocator& allocator = Allocator())
        : store_(compare, allocator) {
        store_.template fill<false>(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    search_index(It first, Last last, const Allocator& allocator)
        : search_index(std::move(first), std::move(last), Compare(), allocator) {}
    template <detail::range_of<Key> Range>
    search_index(from_range_t, Range&& range, const Compare& compare = Compare(),
                 const Allocator& allocator = Allocator())
        : search_index(std::ranges::begin(range), std::ranges::end(range), compare, allocator) {}
    template <detail::range_of<Key> Range>
    search_index(from_range_t, Range&& range, const Allocator& allocator)
        : search_index(from_range, std::forward<Range>(range), Compare(), allocator) {}
    search_index(std::initializer_list<Key> list, const Compare& compare = Compare(),
                 const Allocator& allocator = Allocator())
        : search_index(list.begin(), list.end(), compare, allocator) {}
    search_index(std::initializer_list<Key> list, const Allocator& allocator)
        : search_index(list, Compare(), allocator) {}

    /// The same of a range that is in order.
    /// Expects     order
    /// Complexity  linear, without comparisons where CAIRN_HARDENED is 0
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    search_index(sorted_equivalent_t, It first, Last last, const Compare& compare = Compare(),
                 const Allocator& allocator = Allocator())
        : store_(compare, allocator) {
        store_.template fill<true>(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    search_index(sorted_equivalent_t tag, It first, Last last, const Allocator& allocator)
        : search_index(tag, std::move(first), std::move(last), Compare(), allocator) {}
    template <detail::range_of<Key> Range>
    search_index(sorted_equivalent_t tag, from_range_t, Range&& range,
                 const Compare& compare = Compare(), const Allocator& allocator = Allocator())
        : search_index(tag, std::ranges::begin(range), std::ranges::end(range), compare,
                       allocator) {}
    template <detail::range_of<Key> Range>
    search_index(sorted_equivalent_t tag, from_range_t, Range&& range, const Allocator& allocator)
        : search_index(tag, from_range, std::forward<Range>(range), Compare(), allocator) {}
    search_index(sorted_equivalent_t tag, std::initializer_list<Key> list,
                 const Compare& compare = Compare(), const Allocator& allocator = Allocator())
        : search_index(tag, list.begin(), list.end(), compare, allocator) {}
    search_index(sorted_equivalent_t tag, std::initializer_list<Key> list,
                 const Allocator& allocator)
        : search_index(tag, list, Compare(), allocator) {}

    /// What was moved from is empty.
    search_index(const search_index&) = default;
    search_index(search_index&&) = default;
    search_index(const search_index& other, const std::type_identity_t<Allocator>& allocator)
        : store_(other.store_, allocator) {}
    search_index(search_index&& other, const std::type_identity_t<Allocator>& allocator)
        : store_(std::move(other.store_), allocator) {}
    search_index& operator=(const search_index&) = default;
    search_index& operator=(search_index&&) = default;
    search_index& operator=(std::initializer_list<Key> list) {
        return *this = search_index(list, store_.comparator(), store_.allocator());
    }
    ~search_index() = default;

    /// Expects equal allocators, unless they propagate.
    void swap(search_index& other) noexcept { store_.swap(other.store_); }
    friend void swap(search_index& a, search_index& b) noexcept { a.swap(b); }

    [[nodiscard]] allocator_type get_allocator() const noexcept { return store_.allocator(); }
    [[nodiscard]] key_compare key_comp() const { return store_.comparator(); }
    [[nodiscard]] value_compare value_comp() const { return store_.comparator(); }

    // -- iterators -----------------------------------------------------------------------------------

    [[nodiscard]] const_iterator begin() const noexcept { return store_.begin(); }
    [[nodiscard]] const_iterator end() const noexcept { return store_.end(); }
    [[nodiscard]] const_iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] const_iterator cend() const noexcept { return end(); }
    [[nodiscard]] const_reverse_iterator rbegin() const noexcept { return reverse_iterator(end()); }
    [[nodiscard]] const_reverse_iterator rend() const noexcept { return reverse_iterator(begin()); }
    [[nodiscard]] const_reverse_iterator crbegin() const noexcept { return rbegin(); }
    [[nodiscard]] const_reverse_iterator crend() const noexcept { return rend(); }
    [[nodiscard]] const_pointer data() const noexcept { return begin(); }

    // -- size ----------------------------------------------------------------------------------------

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] size_type size() const noexcept { return store_.size(); }
    [[nodiscard]] size_type max_size() const noexcept {
        return detail::max_elements<Key>(store_.allocator());
    }

    /// What was asked of the allocator: keys, digests, nodes and filling, without what keys own.
    /// Units       bytes
    [[nodiscard]] size_type memory_bytes() const noexcept { return store_.bytes(); }

    // -- by position: O(1) -------------------------------------------------------------------------------

    /// Expects     position < size()
    [[nodiscard]] const_reference operator[](size_type position) const noexcept {
        CAIRN_EXPECTS(position < size());
        return begin()[position];
    }
    /// Throws      std::out_of_range unless position < size()
    [[nodiscard]] const_reference at(size_type position) const {
        if (position >= size()) detail::throw_out_of_range("cairn::search_index: no such position");
        return begin()[position];
    }
    /// Expects     a key
    [[nodiscard]] const_reference front() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *begin();
    }
    [[nodiscard]] const_reference back() const noexcept {
        CAIRN_EXPECTS(!empty());
        return end()[-1];
    }

    // -- look-up: O(log n) ---------------------------------------------------------------------------------

    /// The position of the first key that is not before x: how many are.
    /// Python      bisect.bisect_left(keys, x)
    [[nodiscard]] size_type lower_bound(const Key& x) const {
        return store_.template find<false>(x);
    }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] size_type lower_bound(const K& x) const {
        return store_.template find<false>(x);
    }

    /// The position of the first key that is after x, or size().
    /// Python      bisect.bisect_right(keys, x)
    [[nodiscard]] size_type upper_bound(const Key& x) const {
        return store_.template find<true>(x);
    }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] size_type upper_bound(const K& x) const {
        return store_.template find<true>(x);
    }

    /// Both: the interval of positions of keys equivalent to x.
    [[nodiscard]] std::pair<size_type, size_type> equal_range(const Key& x) const {
        return range_of_key(x);
    }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] std::pair<size_type, size_type> equal_range(const K& x) const {
        return range_of_key(x);
    }

    /// The position of the first key equivalent to x, if there is any.
    [[nodiscard]] std::optional<size_type> find(const Key& x) const { return find_key(x); }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] std::optional<size_type> find(const K& x) const {
        return find_key(x);
    }

    [[nodiscard]] bool contains(const Key& x) const { return find_key(x).has_value(); }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] bool contains(const K& x) const {
        return find_key(x).has_value();
    }

    /// How many keys are equivalent to x.
    [[nodiscard]] size_type count(const Key& x) const { return count_key(x); }
    template <class K>
        requires detail::search_takes<K, Key, Compare>
    [[nodiscard]] size_type count(const K& x) const {
        return count_key(x);
    }

    /// Looks up many keys at once: positions[i] = lower_bound(queries[i]), several descents under way at
    /// a time. Two to three times as fast as one after another, where memory is what they wait for.
    /// Shape       queries: contiguous, of Key or of what Compare takes; positions: contiguous, of integers
    ///             that can hold size()
    /// Expects     as many positions as queries, which do not overlap
    /// Exceptions  basic: after an exception, any of the positions may have been written
    template <class Queries, class Positions>
        requires detail::search_batch<Queries, Positions, Key, Compare>
    void lower_bound_batch(const Queries& queries, Positions&& positions) const {
        find_batch<false>(queries, positions);
    }

    /// The same by the widest vectors that the processor has, whatever the compiler may use elsewhere: numbers
    /// of four and eight bytes as quickly as in a program compiled for this machine.
    /// Shape       as above
    /// Expects     as above
    /// Complexity  as above; the processor is asked once for all
    /// Exceptions  as above
    template <class Queries, class Positions>
        requires detail::search_batch<Queries, Positions, Key, Compare>
    void lower_bound_batch(runtime_dispatch_t, const Queries& queries,
                           Positions&& positions) const {
        find_batch<true>(queries, positions);
    }

    // -- comparison ------------------------------------------------------------------------------------

    [[nodiscard]] friend bool operator==(const search_index& a, const search_index& b)
        requires std::equality_comparable<Key>
    {
        if (a.size() != b.size()) return false;
        for (size_type i = 0; i != a.size(); ++i) {
            if (!(a.begin()[i] == b.begin()[i])) return false;
        }
        return true;
    }
    template <class K = Key>
    [[nodiscard]] friend detail::synth_three_way_result<K> operator<=>(const search_index& a,
                                                                       const search_index& b) {
        const size_type n = a.size() < b.size() ? a.size() : b.size();
        for (size_type i = 0; i != n; ++i) {
            if (const auto order = detail::synth_three_way()(a.begin()[i], b.begin()[i]);
                order != 0)
                return order;
        }
        return a.size() <=> b.size();
    }

private:
    template <bool Dispatch, class Queries, class Positions>
    void find_batch(const Queries& queries, Positions& positions) const {
        using position = std::ranges::range_value_t<Positions>;
        const auto m = static_cast<size_type>(std::ranges::size(queries));
        CAIRN_EXPECTS(m == static_cast<size_type>(std::ranges::size(positions)));
        position* const out = std::ranges::data(positions);
        const auto put = [out](size_type i, size_type at)
                             __attribute__((always_inline)) { out[i] = static_cast<position>(at); };
        if constexpr (Dispatch) {
            store_.find_each_here(std::ranges::data(queries), m, put);
        } else {
            store_.find_each(std::ranges::data(queries), m, put);
        }
    }
    template <class K>
    [[nodiscard]] std::pair<size_type, size_type> range_of_key(const K& x) const {
        const size_type first = store_.template find<false>(x);
        if (first == size() || store_.before(x, begin()[first])) return {first, first};
        if (first + 1 == size() || store_.before(x, begin()[first + 1])) return {first, first + 1};
        return {first, store_.template find<true>(x)};
    }
    template <class K>
    [[nodiscard]] std::optional<size_type> find_key(const K& x) const {
        const size_type first = store_.template find<false>(x);
        if (first == size() || store_.before(x, begin()[first])) return std::nullopt;
        return first;
    }
    template <class K>
    [[nodiscard]] size_type count_key(const K& x) const {
        const auto [first, last] = range_of_key(x);
        return last - first;
    }

    store store_; // everything
};

// -- deduction guides: from iterators, from ranges, from lists; sorted or not -----------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
    requires(!detail::allocator_like<Compare>)
search_index(It, Last, Compare = Compare(), Allocator = Allocator())
    -> search_index<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
search_index(It, Last, Allocator) -> search_index<std::iter_value_t<It>, std::less<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
    requires(!detail::allocator_like<Compare>)
search_index(sorted_equivalent_t, It, Last, Compare = Compare(), Allocator = Allocator())
    -> search_index<std::iter_value_t<It>, Compare, Allocator>;

template <std::ranges::input_range Range, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
    requires(!detail::allocator_like<Compare>)
search_index(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> search_index<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
search_index(from_range_t, Range&&, Allocator)
    -> search_index<std::ranges::range_value_t<Range>, std::less<>, Allocator>;
template <std::ranges::input_range Range, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
    requires(!detail::allocator_like<Compare>)
search_index(sorted_equivalent_t, from_range_t, Range&&, Compare = Compare(),
             Allocator = Allocator())
    -> search_index<std::ranges::range_value_t<Range>, Compare, Allocator>;

template <class Key, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<Key>>
    requires(!detail::allocator_like<Compare>)
search_index(std::initializer_list<Key>, Compare = Compare(), Allocator = Allocator())
    -> search_index<Key, Compare, Allocator>;
template <class Key, class Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<Key>>
    requires(!detail::allocator_like<Compare>)
search_index(sorted_equivalent_t, std::initializer_list<Key>, Compare = Compare(),
             Allocator = Allocator()) -> search_index<Key, Compare, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SEARCH_INDEX_HPP
