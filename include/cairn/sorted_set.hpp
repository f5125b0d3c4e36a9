// SPDX-License-Identifier: BSL-1.0
// cairn/sorted_set.hpp -- Python's SortedSet: distinct keys in order, each at a position
//
//     cairn::sorted_set<int> a{3, 1, 2}, b{2, 3, 4};   // 1 2 3, and 2 3 4
//     a | b;                                           // 1 2 3 4
//     a & b;                                           // 2 3
//     a[1];                                            // 2
//     a.rank(3);                                       // 2 keys are below 3
//     a.irange(2, cairn::unbounded);                   // 2 3
//
// Shape       a B+ tree: leaves of keys side by side, and above them nodes that know for each child its
//             first key and how many keys are below:
//                                      [ 1 5 | 9 4 ]
//                 [ 1 2 3 5 8 . . . ]         [ 9 10 12 15 . . . . ]
// Synopsis    sorted_set<Key, Compare>: the interface of std::set, and
//               positions   []  at  nth  front  back  slice  erase_at  take_at             O(log n)
//               ranks       rank  rank_upper  index_of  count_between                      O(log n)
//               intervals   irange                                                         O(log n)
//               removal     erase of a range of k                                          O(log n + k)
//               algebra     |  &  -  ^  |=  &=  -=  ^=                                     O(n + m)
//                           is_subset_of  is_superset_of  is_disjoint_from                 O(n + m)
//               whole       split  split_at  join                                          O(log n)
//                           merge  segments                                                O(n)
//               many        insert_range  find_batch  rank_batch  sorted_unique
//             Look-ups take anything that Compare takes if it is transparent, as the default is.
// Validity    Insertion and erasure invalidate all iterators, pointers and references: keys lie side by
//             side, and make room for each other. (Where std::set promises more, keep keys or positions
//             in place of iterators.) So do split, join and merge, in both containers. An insertion that
//             finds its key present invalidates nothing. Swap, and move with an equal allocator, take
//             the iterators along, except end().
//             Arguments may be elements of the container itself: s.erase(s[0]).
// Exceptions  strong for one key: a comparison, allocation or constructor that throws leaves the
//             container as it was. Basic for many, unless a member says more. Erasure by iterator or
//             position throws nothing. A move that throws, of keys that cannot be copied, may lose keys.
// Source      G. Jenks, sortedcontainers (Python); Bayer and McCreight, "Organization and maintenance of
//             large ordered indexes" (1972); [set] for the interface

#ifndef CAIRN_SORTED_SET_HPP
#define CAIRN_SORTED_SET_HPP

#include <cairn/detail/sorted_container.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// Keys in the order of Compare, no two equivalent. Key may be move-only and needs no default constructor.
template <class Key, class Compare, class Allocator>
class sorted_set
    : public detail::sorted_container<detail::key_entry<Key>, Compare, Allocator, true> {
    using base = detail::sorted_container<detail::key_entry<Key>, Compare, Allocator, true>;
    using base::less;
    using base::tree_;
    using typename base::engine;

    /// Two sets whose sizes differ by more than this factor are combined by look-ups in the larger one.
    static constexpr std::size_t lopsided = 16;

    template <class, class, class>
    friend class sorted_set;

public:
    // -- types -------------------------------------------------------------------------------------

    using typename base::const_iterator;
    using typename base::iterator;
    using typename base::size_type;
    using typename base::value_type;

    // -- construction, assignment, destruction -------------------------------------------------------

    using base::base; // from comparators, allocators, iterators, ranges and lists, in order or not

    sorted_set() = default;
    /// Not inherited, for g++ would then not deduce the arguments of sorted_set{...}.
    sorted_set(std::initializer_list<Key> list, const Compare& compare = Compare(),
               const Allocator& allocator = Allocator())
        : base(list, compare, allocator) {}
    sorted_set(const sorted_set&) = default;
    sorted_set(sorted_set&&) = default;
    sorted_set(const sorted_set& other, const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    sorted_set(sorted_set&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}
    sorted_set& operator=(const sorted_set&) = default;
    sorted_set& operator=(sorted_set&&) = default;
    /// Strong.
    sorted_set& operator=(std::initializer_list<Key> list) {
        sorted_set made(list, tree_.comparator(), tree_.allocator());
        tree_.exchange(made.tree_);
        return *this;
    }
    ~sorted_set() = default;

    // -- algebra: expects comparators that order alike -----------------------------------------------------

    /// What is in either, in both, in the first only, in one of them only; of equivalent keys that of a.
    /// Complexity  n + m comparisons and copies, or, if one set is much smaller and look-ups suffice,
    ///             O(m log n) comparisons for the smaller m
    /// Exceptions  strong
    [[nodiscard]] friend sorted_set operator|(const sorted_set& a, const sorted_set& b) {
        if (much_smaller(b, a)) return sorted_set(a) |= b;
        return merged<true, true, true>(a, b);
    }
    [[nodiscard]] friend sorted_set operator&(const sorted_set& a, const sorted_set& b) {
        if (!much_smaller(a, b) && !much_smaller(b, a)) return merged<false, true, false>(a, b);
        return appended(a, [&](auto& to) {
            if (a.size() < b.size()) {
                for (const Key& key : a) {
                    if (b.contains(key)) to.add(key);
                }
            } else {
                for (const Key& key : b) {
                    if (const auto found = a.find(key); found != a.end()) to.add(*found);
                }
            }
        });
    }
    [[nodiscard]] friend sorted_set operator-(const sorted_set& a, const sorted_set& b) {
        if (much_smaller(b, a)) return sorted_set(a) -= b;
        if (!much_smaller(a, b)) return merged<true, false, false>(a, b);
        return appended(a, [&](auto& to) {
            for (const Key& key : a) {
                if (!b.contains(key)) to.add(key);
            }
        });
    }
    [[nodiscard]] friend sorted_set operator^(const sorted_set& a, const sorted_set& b) {
        if (much_smaller(b, a)) return sorted_set(a) ^= b;
        return merged<true, false, true>(a, b);
    }

    /// The same in place. With itself: |= and &= change nothing, -= and ^= leave nothing.
    /// Exceptions  basic
    /// Python      s |= t and so on; s.update(t), s.intersection_update(t), s.difference_update(t),
    ///             s.symmetric_difference_update(t)
    sorted_set& operator|=(const sorted_set& other) {
        if (this != std::addressof(other)) this->add_copies(other);
        return *this;
    }
    sorted_set& operator&=(const sorted_set& other) {
        if (this != std::addressof(other)) keep_if_in<true>(other);
        return *this;
    }
    sorted_set& operator-=(const sorted_set& other) {
        if (this == std::addressof(other)) {
            this->clear();
        } else if (much_smaller(other, *this)) {
            for (const Key& key : other)
                this->erase(key);
        } else {
            keep_if_in<false>(other);
        }
        return *this;
    }
    sorted_set& operator^=(const sorted_set& other) {
        if (this == std::addressof(other)) {
            this->clear();
        } else if (much_smaller(other, *this)) {
            for (const Key& key : other) {
                if (this->erase(key) == 0) this->insert(key);
            }
        } else {
            engine made = combined<true, false, true>(this->successor(), *this, other);
            tree_.exchange(made);
            this->check_invariants();
        }
        return *this;
    }

    /// The same with any range, which is sorted first.
    template <detail::range_of<Key> Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, sorted_set>)
    sorted_set& operator|=(Range&& range) {
        this->insert_range(std::forward<Range>(range));
        return *this;
    }
    template <detail::range_of<Key> Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, sorted_set>)
    sorted_set& operator&=(Range&& range) {
        return *this &= alike(std::forward<Range>(range));
    }
    template <detail::range_of<Key> Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, sorted_set>)
    sorted_set& operator-=(Range&& range) {
        return *this -= alike(std::forward<Range>(range));
    }
    template <detail::range_of<Key> Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, sorted_set>)
    sorted_set& operator^=(Range&& range) {
        return *this ^= alike(std::forward<Range>(range));
    }

    /// Whether every key of this set is in the other. A set of another order is asked key by key.
    /// Complexity  n + m comparisons, or n look-ups if the other set is much larger or of another order
    /// Python      s.issubset(t), s <= t; <= here compares as std does, key by key
    template <class Compare2, class Allocator2>
    [[nodiscard]] bool is_subset_of(const sorted_set<Key, Compare2, Allocator2>& other) const {
        if constexpr (std::same_as<Compare, Compare2>) {
            if (this->size() > other.size()) return false;
            if (!much_smaller(*this, other)) return is_included_in(other);
        }
        for (const Key& key : *this) {
            if (!other.contains(key)) return false;
        }
        return true;
    }
    /// Python      s.issuperset(t), s >= t
    template <class Compare2, class Allocator2>
    [[nodiscard]] bool is_superset_of(const sorted_set<Key, Compare2, Allocator2>& other) const {
        return other.is_subset_of(*this);
    }
    /// Whether no key of this set is in the other.
    /// Python      s.isdisjoint(t)
    template <class Compare2, class Allocator2>
    [[nodiscard]] bool is_disjoint_from(const sorted_set<Key, Compare2, Allocator2>& other) const {
        if constexpr (std::same_as<Compare, Compare2>) {
            if (much_smaller(other, *this)) return other.is_disjoint_from(*this);
            if (!much_smaller(*this, other)) return is_apart_from(other);
        }
        for (const Key& key : *this) {
            if (other.contains(key)) return false;
        }
        return true;
    }

    // -- as a whole ----------------------------------------------------------------------------------

    /// Takes off the keys not less than a key, or from a position on, and returns them.
    /// Expects     a position <= size()
    /// Complexity  O(log n)
    /// Exceptions  strong
    [[nodiscard]] sorted_set split(const Key& key) { return split_at(this->rank(key)); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_set>
    [[nodiscard]] sorted_set split(const K& key) {
        return split_at(this->rank(key));
    }
    [[nodiscard]] sorted_set split_at(size_type index) {
        return sorted_set(this->split_off(index));
    }

    /// Takes over all keys of another set, which are all greater than those of this one, or all less.
    /// Joined with itself, an empty set stays as it is.
    /// Expects     comparators that order alike
    /// Throws      std::invalid_argument if they overlap; both are as they were
    /// Complexity  O(log n) with equal allocators, else keys are moved one by one
    /// Exceptions  strong with equal allocators, else basic
    void join(sorted_set&& other) { this->join_with(other); }

    /// Expects equal allocators, unless they propagate.
    void swap(sorted_set& other) noexcept(noexcept(tree_.swap(other.tree_))) {
        tree_.swap(other.tree_);
    }
    friend void swap(sorted_set& a, sorted_set& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

private:
    explicit sorted_set(engine&& made) noexcept : base(std::move(made)) {}

    template <class A, class B>
    [[nodiscard]] static bool much_smaller(const A& a, const B& b) noexcept {
        return a.size() < b.size() / lopsided;
    }
    template <class Range>
    [[nodiscard]] sorted_set alike(Range&& range) const {
        return sorted_set(from_range, std::forward<Range>(range), tree_.comparator(),
                          tree_.allocator());
    }

    /// The set that add_to(appender) makes, ordered as `a` is.
    template <class AddTo>
    [[nodiscard]] static sorted_set appended(const sorted_set& a, AddTo add_to) {
        engine made = a.fresh();
        typename engine::appender to(made);
        add_to(to);
        to.finish();
        return sorted_set(std::move(made));
    }
    /// Appends to `made` the keys only in a, those in both, and those only in b, as asked for.
    template <bool OnlyA, bool Both, bool OnlyB>
    [[nodiscard]] static engine combined(engine made, const sorted_set& a, const sorted_set& b) {
        typename engine::appender to(made);
        auto x = a.begin(), y = b.begin();
        while (x != a.end() && y != b.end()) {
            if (a.less(*x, *y)) {
                if constexpr (OnlyA) to.add(*x);
                ++x;
            } else if (a.less(*y, *x)) {
                if constexpr (OnlyB) to.add(*y);
                ++y;
            } else {
                if constexpr (Both) to.add(*x);
                ++x;
                ++y;
            }
        }
        if constexpr (OnlyA) {
            for (; x != a.end(); ++x)
                to.add(*x);
        }
        if constexpr (OnlyB) {
            for (; y != b.end(); ++y)
                to.add(*y);
        }
        to.finish();
        return made;
    }
    template <bool OnlyA, bool Both, bool OnlyB>
    [[nodiscard]] static sorted_set merged(const sorted_set& a, const sorted_set& b) {
        return sorted_set(combined<OnlyA, Both, OnlyB>(a.fresh(), a, b));
    }

    /// Erases the keys that are not in the other set, or if !In those that are.
    template <bool In>
    void keep_if_in(const sorted_set& other) {
        if (much_smaller(*this, other)) {
            auto strays = [&other](const Key& key) { return other.contains(key) != In; };
            this->erase_where(strays);
        } else {
            auto strays = [&, at = other.begin()](const Key& key) mutable {
                while (at != other.end() && less(*at, key))
                    ++at;
                return (at != other.end() && !less(key, *at)) != In;
            };
            this->erase_where(strays);
        }
    }

    template <class Other>
    [[nodiscard]] bool is_included_in(const Other& other) const {
        auto y = other.begin();
        for (auto x = this->begin(); x != this->end(); ++x, ++y) {
            while (y != other.end() && less(*y, *x))
                ++y;
            if (y == other.end() || less(*x, *y)) return false;
        }
        return true;
    }
    template <class Other>
    [[nodiscard]] bool is_apart_from(const Other& other) const {
        auto x = this->begin();
        auto y = other.begin();
        while (x != this->end() && y != other.end()) {
            if (less(*x, *y)) {
                ++x;
            } else if (less(*y, *x)) {
                ++y;
            } else {
                return false;
            }
        }
        return true;
    }
};

// -- deduction guides: from iterators, from ranges, from lists; sorted or not -----------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
sorted_set(It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_set<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_set(It, Last, Allocator) -> sorted_set<std::iter_value_t<It>, std::less<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
sorted_set(sorted_unique_t, It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_set<std::iter_value_t<It>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_set(sorted_unique_t, It, Last, Allocator)
    -> sorted_set<std::iter_value_t<It>, std::less<>, Allocator>;

template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
sorted_set(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_set<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_set(from_range_t, Range&&, Allocator)
    -> sorted_set<std::ranges::range_value_t<Range>, std::less<>, Allocator>;
template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
sorted_set(sorted_unique_t, from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_set<std::ranges::range_value_t<Range>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_set(sorted_unique_t, from_range_t, Range&&, Allocator)
    -> sorted_set<std::ranges::range_value_t<Range>, std::less<>, Allocator>;

template <class Key, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<Key>>
sorted_set(std::initializer_list<Key>, Compare = Compare(), Allocator = Allocator())
    -> sorted_set<Key, Compare, Allocator>;
template <class Key, detail::allocator_like Allocator>
sorted_set(std::initializer_list<Key>, Allocator) -> sorted_set<Key, std::less<>, Allocator>;
template <class Key, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator = std::allocator<Key>>
sorted_set(sorted_unique_t, std::initializer_list<Key>, Compare = Compare(),
           Allocator = Allocator()) -> sorted_set<Key, Compare, Allocator>;
template <class Key, detail::allocator_like Allocator>
sorted_set(sorted_unique_t, std::initializer_list<Key>, Allocator)
    -> sorted_set<Key, std::less<>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SORTED_SET_HPP
