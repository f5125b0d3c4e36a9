// SPDX-License-Identifier: BSL-1.0
// cairn/detail/sorted_container.hpp -- what the four sorted containers share: all that does not speak of values.
//
//     construction    iterators and segments    size    look-up    positions    intervals of keys
//     insertion       removal                   comparison
//
// The public base of the four. Each adds what only it has: the algebra of sets, the mapped values of maps.

#ifndef CAIRN_DETAIL_SORTED_CONTAINER_HPP
#define CAIRN_DETAIL_SORTED_CONTAINER_HPP

#include <cairn/detail/sorted_core.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Entries in the order of Compare; equivalent ones, unless Unique, in order of insertion.
template <class Entry, class Compare, class Allocator, bool Unique>
class sorted_container : public sorted_core<Entry, Compare, Allocator, Unique> {
    template <class, class, class, bool>
    friend class sorted_container;

    using core = sorted_core<Entry, Compare, Allocator, Unique>;

protected:
    using core::add;
    using core::add_entry;
    using core::add_entry_hint;
    using core::add_range;
    using core::add_sorted;
    using core::check_invariants;
    using core::count_key;
    using core::erase_key;
    using core::extract_key;
    using core::follows_last;
    using core::index_of_key;
    using core::keys_only;
    using core::less;
    using core::look_up;
    using core::mutated;
    using core::nothrow_default;
    using core::tree_;
    using typename core::engine;

public:
    using typename core::allocator_type;
    using typename core::const_iterator;
    using typename core::const_range_type;
    using typename core::const_reference;
    using typename core::const_reverse_iterator;
    using typename core::insert_return_type;
    using typename core::insertion;
    using typename core::iterator;
    using typename core::key_compare;
    using typename core::key_type;
    using typename core::node_type;
    using typename core::range_type;
    using typename core::reference;
    using typename core::reverse_iterator;
    using typename core::size_type;
    using typename core::sorted_tag;
    using typename core::value_compare;
    using typename core::value_type;

    // -- construction: inherited by the four ---------------------------------------------------------

    sorted_container() noexcept(nothrow_default)
        requires std::default_initializable<Compare> && std::default_initializable<Allocator>
        : sorted_container(Compare()) {}
    explicit sorted_container(const Compare& compare, const Allocator& allocator = Allocator())
        : core(compare, allocator) {}
    explicit sorted_container(const Allocator& allocator)
        : sorted_container(Compare(), allocator) {}

    /// The elements of a range in any order. Of equivalent ones a set or a map keeps the first.
    /// Complexity  linear if they are in order, else n log2(n) comparisons
    template <input_iterator It, std::sentinel_for<It> Last>
    sorted_container(It first, Last last, const Compare& compare = Compare(),
                     const Allocator& allocator = Allocator())
        : core(compare, allocator) {
        insert(std::move(first), std::move(last));
    }
    template <input_iterator It, std::sentinel_for<It> Last>
    sorted_container(It first, Last last, const Allocator& allocator)
        : sorted_container(std::move(first), std::move(last), Compare(), allocator) {}
    template <range_of<value_type> Range>
    sorted_container(from_range_t, Range&& range, const Compare& compare = Compare(),
                     const Allocator& allocator = Allocator())
        : core(compare, allocator) {
        insert_range(std::forward<Range>(range));
    }
    template <range_of<value_type> Range>
    sorted_container(from_range_t, Range&& range, const Allocator& allocator)
        : sorted_container(from_range, std::forward<Range>(range), Compare(), allocator) {}
    sorted_container(std::initializer_list<value_type> list, const Compare& compare = Compare(),
                     const Allocator& allocator = Allocator())
        : sorted_container(list.begin(), list.end(), compare, allocator) {}
    sorted_container(std::initializer_list<value_type> list, const Allocator& allocator)
        : sorted_container(list, Compare(), allocator) {}

    /// The same of a range that is in order. The tag is sorted_unique for sets and maps, and
    /// sorted_equivalent for lists and multimaps.
    /// Expects     order, and for sorted_unique no equivalent elements
    /// Complexity  linear, without comparisons where CAIRN_HARDENED is 0
    template <input_iterator It, std::sentinel_for<It> Last>
    sorted_container(sorted_tag tag, It first, Last last, const Compare& compare = Compare(),
                     const Allocator& allocator = Allocator())
        : core(compare, allocator) {
        insert(tag, std::move(first), std::move(last));
    }
    template <input_iterator It, std::sentinel_for<It> Last>
    sorted_container(sorted_tag tag, It first, Last last, const Allocator& allocator)
        : sorted_container(tag, std::move(first), std::move(last), Compare(), allocator) {}
    template <range_of<value_type> Range>
    sorted_container(sorted_tag tag, from_range_t, Range&& range,
                     const Compare& compare = Compare(), const Allocator& allocator = Allocator())
        : core(compare, allocator) {
        insert_range(tag, std::forward<Range>(range));
    }
    template <range_of<value_type> Range>
    sorted_container(sorted_tag tag, from_range_t, Range&& range, const Allocator& allocator)
        : sorted_container(tag, from_range, std::forward<Range>(range), Compare(), allocator) {}
    sorted_container(sorted_tag tag, std::initializer_list<value_type> list,
                     const Compare& compare = Compare(), const Allocator& allocator = Allocator())
        : sorted_container(tag, list.begin(), list.end(), compare, allocator) {}
    sorted_container(sorted_tag tag, std::initializer_list<value_type> list,
                     const Allocator& allocator)
        : sorted_container(tag, list, Compare(), allocator) {}

    // -- iterators: random access, in order ------------------------------------------------------------

    /// Complexity  ++ and -- amortised O(1); += and -, [] and < O(log n)
    [[nodiscard]] iterator begin() noexcept { return tree_.begin(); }
    [[nodiscard]] const_iterator begin() const noexcept { return tree_.begin(); }
    [[nodiscard]] const_iterator cbegin() const noexcept { return tree_.begin(); }
    [[nodiscard]] iterator end() noexcept { return tree_.end(); }
    [[nodiscard]] const_iterator end() const noexcept { return tree_.end(); }
    [[nodiscard]] const_iterator cend() const noexcept { return tree_.end(); }
    [[nodiscard]] reverse_iterator rbegin() noexcept { return reverse_iterator(end()); }
    [[nodiscard]] const_reverse_iterator rbegin() const noexcept {
        return const_reverse_iterator(end());
    }
    [[nodiscard]] const_reverse_iterator crbegin() const noexcept { return rbegin(); }
    [[nodiscard]] reverse_iterator rend() noexcept { return reverse_iterator(begin()); }
    [[nodiscard]] const_reverse_iterator rend() const noexcept {
        return const_reverse_iterator(begin());
    }
    [[nodiscard]] const_reverse_iterator crend() const noexcept { return rend(); }

    /// The elements as runs that lie side by side, for loops at the speed of memory. Every run has
    /// data(), size(), begin() and end(), and none is empty.
    /// Validity    as for iterators
    [[nodiscard]] auto segments() noexcept
        requires(!keys_only)
    {
        return tree_.segments();
    }
    [[nodiscard]] auto segments() const noexcept { return tree_.segments(); }

    // -- size --------------------------------------------------------------------------------------

    using core::empty;
    using core::size;
    /// At most 2^32 - 1: nodes count in 32 bits.
    [[nodiscard]] size_type max_size() const noexcept { return tree_.max_size(); }

    [[nodiscard]] key_compare key_comp() const { return tree_.comparator(); }
    [[nodiscard]] value_compare value_comp() const { return value_compare(tree_.comparator()); }
    [[nodiscard]] allocator_type get_allocator() const noexcept { return tree_.allocator(); }

    // -- look-up: O(log n); exceptions of Compare -----------------------------------------------------

    /// The first entry with this key, else end().
    [[nodiscard]] iterator find(const key_type& key) { return look_up(key); }
    [[nodiscard]] const_iterator find(const key_type& key) const { return look_up(key); }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] iterator find(const K& key) {
        return look_up(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] const_iterator find(const K& key) const {
        return look_up(key);
    }

    /// Python      key in s
    [[nodiscard]] bool contains(const key_type& key) const { return look_up(key) != tree_.end(); }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] bool contains(const K& key) const {
        return look_up(key) != tree_.end();
    }

    /// How many entries have this key.
    /// Python      s.count(key)
    [[nodiscard]] size_type count(const key_type& key) const { return count_key(key); }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] size_type count(const K& key) const {
        return count_key(key);
    }

    /// The first entry whose key is not less.
    [[nodiscard]] iterator lower_bound(const key_type& key) { return tree_.lower_bound(key); }
    [[nodiscard]] const_iterator lower_bound(const key_type& key) const {
        return tree_.lower_bound(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] iterator lower_bound(const K& key) {
        return tree_.lower_bound(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] const_iterator lower_bound(const K& key) const {
        return tree_.lower_bound(key);
    }

    /// The first entry whose key is greater.
    [[nodiscard]] iterator upper_bound(const key_type& key) { return tree_.upper_bound(key); }
    [[nodiscard]] const_iterator upper_bound(const key_type& key) const {
        return tree_.upper_bound(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] iterator upper_bound(const K& key) {
        return tree_.upper_bound(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] const_iterator upper_bound(const K& key) const {
        return tree_.upper_bound(key);
    }

    /// The entries with this key.
    [[nodiscard]] std::pair<iterator, iterator> equal_range(const key_type& key) {
        return tree_.equal_range(key);
    }
    [[nodiscard]] std::pair<const_iterator, const_iterator> equal_range(const key_type& key) const {
        return tree_.equal_range(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] std::pair<iterator, iterator> equal_range(const K& key) {
        return tree_.equal_range(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] std::pair<const_iterator, const_iterator> equal_range(const K& key) const {
        return tree_.equal_range(key);
    }

    /// Looks up many keys at once: out[i] = find(keys[i]), several descents under way at a time.
    /// Shape       keys: contiguous, of key_type; out: as many iterators, or a random-access iterator
    ///             to where they go
    /// Expects     room for all in `out`
    /// Complexity  as many look-ups, whose cache misses overlap
    template <class Keys, class Out>
        requires std::ranges::contiguous_range<const Keys> && std::ranges::sized_range<const Keys>
    void find_batch(const Keys& keys, Out&& out) {
        this->template find_batch_to<iterator>(keys, this->output_of(keys, out));
    }
    template <class Keys, class Out>
        requires std::ranges::contiguous_range<const Keys> && std::ranges::sized_range<const Keys>
    void find_batch(const Keys& keys, Out&& out) const {
        this->template find_batch_to<const_iterator>(keys, this->output_of(keys, out));
    }
    /// The same for positions: out[i] = rank(keys[i]).
    template <class Keys, class Out>
        requires std::ranges::contiguous_range<const Keys> && std::ranges::sized_range<const Keys>
    void rank_batch(const Keys& keys, Out&& out) const {
        this->template batch<size_type>(keys, this->output_of(keys, out),
                                        [this](const key_type* from, size_type n, size_type* to) {
                                            tree_.rank_batch(from, n, to);
                                        });
    }

    // -- positions: O(log n) -----------------------------------------------------------------------------

    /// Expects     index < size()
    /// Python      sl[index], for index >= 0
    [[nodiscard]] const_reference operator[](size_type index) const noexcept
        requires keys_only
    {
        CAIRN_EXPECTS(index < size());
        return *tree_.nth(index);
    }
    /// Throws      std::out_of_range unless index < size()
    [[nodiscard]] const_reference at(size_type index) const
        requires keys_only
    {
        if (index >= size()) throw_out_of_range("cairn::sorted: no such position");
        return *tree_.nth(index);
    }

    /// The entry at a position; nth(size()) is end().
    /// Expects     index <= size()
    /// Python      sd.peekitem(index)
    [[nodiscard]] iterator nth(size_type index) noexcept {
        CAIRN_EXPECTS(index <= size());
        return tree_.nth(index);
    }
    [[nodiscard]] const_iterator nth(size_type index) const noexcept {
        CAIRN_EXPECTS(index <= size());
        return tree_.nth(index);
    }

    /// Expects     !empty()
    /// Complexity  O(1)
    [[nodiscard]] reference front() noexcept {
        CAIRN_EXPECTS(!empty());
        return *begin();
    }
    [[nodiscard]] const_reference front() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *begin();
    }
    [[nodiscard]] reference back() noexcept {
        CAIRN_EXPECTS(!empty());
        return *--end();
    }
    [[nodiscard]] const_reference back() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *--end();
    }

    /// How many entries have a lesser key: the position where the first with this key is, or would be.
    /// Python      sl.bisect_left(key)
    [[nodiscard]] size_type rank(const key_type& key) const { return tree_.rank_lower(key); }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] size_type rank(const K& key) const {
        return tree_.rank_lower(key);
    }

    /// How many entries have no greater key.
    /// Python      sl.bisect_right(key)
    [[nodiscard]] size_type rank_upper(const key_type& key) const { return tree_.rank_upper(key); }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] size_type rank_upper(const K& key) const {
        return tree_.rank_upper(key);
    }

    /// The position of an iterator; of end() it is size().
    [[nodiscard]] size_type index_of(const_iterator position) const noexcept {
        return tree_.index_of(position);
    }
    /// The position of the first entry with this key, if there is one.
    /// Python      sl.index(key), without the ValueError
    [[nodiscard]] std::optional<size_type> index_of(const key_type& key) const {
        return index_of_key(key);
    }
    template <class K>
        requires foreign_to<const K&, sorted_container>
    [[nodiscard]] std::optional<size_type> index_of(const K& key) const {
        return index_of_key(key);
    }

    /// The entries at the positions [from, to).
    /// Expects     from <= to and to <= size()
    /// Validity    as for iterators
    /// Python      sl.islice(from, to)
    [[nodiscard]] range_type slice(size_type from, size_type to) noexcept {
        CAIRN_EXPECTS(from <= to && to <= size());
        return {tree_.nth(from), tree_.nth(to)};
    }
    [[nodiscard]] const_range_type slice(size_type from, size_type to) const noexcept {
        CAIRN_EXPECTS(from <= to && to <= size());
        return {tree_.nth(from), tree_.nth(to)};
    }

    // -- intervals of keys: O(log n) -----------------------------------------------------------------------

    /// The entries with lo <= key <= hi, or < where `ends` leaves an end out. Either may be `unbounded`.
    /// If lo > hi there are none.
    /// Validity    as for iterators
    /// Python      sl.irange(lo, hi, inclusive); compose with std::views::reverse
    template <class Lo = key_type, class Hi = key_type>
        requires interval_end<Lo, sorted_container> && interval_end<Hi, sorted_container>
    [[nodiscard]] range_type irange(const Lo& lo, const Hi& hi, bounds ends = bounds::closed) {
        return this->template interval<iterator>(lo, hi, ends);
    }
    template <class Lo = key_type, class Hi = key_type>
        requires interval_end<Lo, sorted_container> && interval_end<Hi, sorted_container>
    [[nodiscard]] const_range_type irange(const Lo& lo, const Hi& hi,
                                          bounds ends = bounds::closed) const {
        return this->template interval<const_iterator>(lo, hi, ends);
    }

    /// How many there are: irange(lo, hi, ends).size(), without iterators.
    template <class Lo = key_type, class Hi = key_type>
        requires interval_end<Lo, sorted_container> && interval_end<Hi, sorted_container>
    [[nodiscard]] size_type count_between(const Lo& lo, const Hi& hi,
                                          bounds ends = bounds::closed) const {
        const size_type first = this->template rank_of_end<true>(lo, ends);
        const size_type last = this->template rank_of_end<false>(hi, ends);
        return first < last ? last - first : 0;
    }

    // -- insertion: O(log n); strong; invalidates iterators, pointers and references ------------------------

    /// Inserts an element, after all equivalent ones; a set or a map does so only if there is none.
    /// Arguments may be elements of this container.
    /// Expects     a key that is not NaN, and that Compare orders with its neighbours
    /// Throws      std::length_error if size() == max_size()
    /// Python      s.add(value)
    insertion insert(const value_type& value) { return add_entry(Entry::key(value), value); }
    insertion insert(value_type&& value) { return add_entry(Entry::key(value), std::move(value)); }
    template <class K>
        requires(Unique && keys_only) && foreign_source<K, sorted_container>
    insertion insert(K&& key) {
        return add_entry(key, std::forward<K>(key));
    }
    template <class Pair>
        requires(!keys_only) && (!std::same_as<std::remove_cvref_t<Pair>, value_type>) &&
                std::constructible_from<value_type, Pair&&>
    insertion insert(Pair&& value) {
        return emplace(std::forward<Pair>(value));
    }

    /// The same, as close before `hint` as order permits, which for a set or a map means nothing.
    /// Complexity  amortised O(1) if the element goes right before the hint
    iterator insert(const_iterator hint, const value_type& value) {
        return add_entry_hint(hint, Entry::key(value), value);
    }
    iterator insert(const_iterator hint, value_type&& value) {
        return add_entry_hint(hint, Entry::key(value), std::move(value));
    }
    template <class K>
        requires(Unique && keys_only) && foreign_source<K, sorted_container>
    iterator insert(const_iterator hint, K&& key) {
        return add_entry_hint(hint, key, std::forward<K>(key));
    }
    template <class Pair>
        requires(!keys_only) && (!std::same_as<std::remove_cvref_t<Pair>, value_type>) &&
                std::constructible_from<value_type, Pair&&>
    iterator insert(const_iterator hint, Pair&& value) {
        return emplace_hint(hint, std::forward<Pair>(value));
    }

    /// Builds the element first, unless the arguments begin with its key; a set or a map drops it if
    /// there is an equivalent one.
    template <class... Args>
    insertion emplace(Args&&... args) {
        return this->with_key(
            [this](const auto& key, auto&&... parts) {
                return this->add_entry(key, std::forward<decltype(parts)>(parts)...);
            },
            std::forward<Args>(args)...);
    }
    template <class... Args>
    iterator emplace_hint(const_iterator hint, Args&&... args) {
        return this->with_key(
            [&](const auto& key, auto&&... parts) {
                return this->add_entry_hint(hint, key, std::forward<decltype(parts)>(parts)...);
            },
            std::forward<Args>(args)...);
    }

    /// Inserts the elements of a range in any order; of equivalent ones a set or a map keeps the first,
    /// and what it had before all. A range of known length is copied and sorted, then merged.
    /// Complexity  m log2(m) comparisons for a range of m (m if it is sorted), and then O(m log(n))
    ///             or, if m > n / 8, O(m + n)
    /// Exceptions  basic: what was inserted before an exception stays, and nothing is lost
    /// Python      s.update(range), s |= range
    template <range_of<value_type> Range>
    void insert_range(Range&& range) {
        add_range(std::ranges::begin(range), std::ranges::end(range));
    }
    template <input_iterator It, std::sentinel_for<It> Last>
    void insert(It first, Last last) {
        add_range(std::move(first), std::move(last));
    }
    void insert(std::initializer_list<value_type> list) { add_range(list.begin(), list.end()); }

    /// The same of a range that is in order; see construction.
    /// Complexity  linear in the range if nothing in the container comes after its first element
    template <range_of<value_type> Range>
    void insert_range(sorted_tag, Range&& range) {
        add_sorted(std::ranges::begin(range), std::ranges::end(range));
    }
    template <input_iterator It, std::sentinel_for<It> Last>
    void insert(sorted_tag, It first, Last last) {
        add_sorted(std::move(first), std::move(last));
    }
    void insert(sorted_tag, std::initializer_list<value_type> list) {
        add_sorted(list.begin(), list.end());
    }

    /// Puts back what `extract` took out, here or elsewhere, with another key if you like. A node whose
    /// key is present stays full.
    insert_return_type insert(node_type&& node) {
        if constexpr (Unique) {
            const auto [position, inserted] = this->insert_node(node);
            return {position, inserted, std::move(node)};
        } else {
            return node.empty() ? end() : this->insert_node(node);
        }
    }
    iterator insert(const_iterator hint, node_type&& node) {
        if (node.empty()) return end();
        return this->give_node(node, [&](const auto& key, auto&&... parts) {
            return this->add_entry_hint(hint, key, std::forward<decltype(parts)>(parts)...);
        });
    }

    // -- removal: O(log n); invalidates iterators, pointers and references -----------------------------------

    /// Erases one entry and returns the next.
    /// Expects     an iterator to an entry of this container
    /// Exceptions  nothing
    iterator erase(const_iterator position) {
        CAIRN_EXPECTS(position != cend());
        return mutated(tree_.erase(position));
    }
    iterator erase(iterator position)
        requires(!keys_only)
    {
        return erase(const_iterator(position));
    }
    /// Complexity  O(log n + k) for k entries
    /// Python      del sl[a:b] is erase(nth(a), nth(b))
    iterator erase(const_iterator first, const_iterator last) {
        return mutated(tree_.erase(first, last));
    }

    /// Erases all entries with this key; returns how many there were.
    /// Exceptions  of Compare; then nothing was erased
    /// Python      s.discard(key), for all equal ones
    size_type erase(const key_type& key) { return erase_key(key); }
    template <class K>
        requires foreign_to<K, sorted_container>
    size_type erase(K&& key) {
        return erase_key(key);
    }

    /// Erases the entry at a position and returns the next.
    /// Expects     index < size()
    /// Python      del sl[index]
    iterator erase_at(size_type index) {
        CAIRN_EXPECTS(index < size());
        return mutated(tree_.erase(tree_.nth(index)));
    }

    /// Erases the entry at a position and returns it, moved out: a key, or std::pair<Key, Value>.
    /// Expects     index < size()
    /// Exceptions  strong
    /// Python      sl.pop(index), sd.popitem(index)
    loose_entry<Entry> take_at(size_type index) {
        CAIRN_EXPECTS(index < size());
        return this->take(tree_.nth(index), [](auto&&... parts) {
            return loose_entry<Entry>(std::forward<decltype(parts)>(parts)...);
        });
    }

    /// Takes an entry out.
    /// Exceptions  strong
    node_type extract(const_iterator position) {
        CAIRN_EXPECTS(position != cend());
        return this->take_node(position);
    }
    node_type extract(const key_type& key) { return extract_key(key); }
    template <class K>
        requires foreign_to<K, sorted_container>
    node_type extract(K&& key) {
        return extract_key(key);
    }

    /// Moves in the entries of another sorted container, whatever its order; a set or a map leaves
    /// there what it has an equivalent entry of. Merged with itself nothing happens.
    /// Complexity  m look-ups
    /// Exceptions  basic: what was moved before stays moved
    template <class Compare2, bool Unique2>
    void merge(sorted_container<Entry, Compare2, Allocator, Unique2>& other) {
        if (static_cast<const void*>(this) == static_cast<const void*>(std::addressof(other)))
            return;
        for (auto it = other.tree_.begin(); it != other.tree_.end();) {
            const size_type before = size();
            // an entry that breaks when its move fails is worth nothing to either of the two
            guard broken{[&] {
                if constexpr (fragile_entries<Entry>) other.tree_.erase(it);
            }};
            transfer<Entry>(*it, [&](auto&&... parts) {
                this->add(Entry::key(*it), std::forward<decltype(parts)>(parts)...);
                return true;
            });
            broken.dismiss();
            if (size() != before) {
                it = other.tree_.erase(it);
            } else {
                ++it;
            }
        }
        check_invariants();
        other.check_invariants();
    }
    template <class Compare2, bool Unique2>
    void merge(sorted_container<Entry, Compare2, Allocator, Unique2>&& other) {
        merge(other);
    }

    /// Complexity  linear
    void clear() noexcept { tree_.clear(); }

    /// Erases every entry for which the predicate holds; returns how many.
    /// Complexity  linear
    /// Exceptions  of the predicate; basic
    template <class Predicate>
    friend size_type erase_if(sorted_container& container, Predicate predicate) {
        return container.erase_where(predicate);
    }

    // -- comparison: element by element ------------------------------------------------------------------

    [[nodiscard]] friend bool operator==(const sorted_container& a, const sorted_container& b)
        requires equality_comparable_entry<value_type>
    {
        if (a.size() != b.size()) return false;
        for (auto x = a.begin(), y = b.begin(); x != a.end(); ++x, ++y) {
            if (!static_cast<bool>(*x == *y)) return false;
        }
        return true;
    }
    /// By == and < of the elements, whatever Compare says, as in std.
    [[nodiscard]] friend auto operator<=>(const sorted_container& a, const sorted_container& b)
        requires requires { typename synth_three_way_result<value_type>; }
    {
        using result = synth_three_way_result<value_type>;
        auto x = a.begin(), y = b.begin();
        for (; x != a.end() && y != b.end(); ++x, ++y) {
            const result order = synth_three_way{}(*x, *y);
            if (order != 0) return order;
        }
        return x != a.end()   ? result(std::strong_ordering::greater)
               : y != b.end() ? result(std::strong_ordering::less)
                              : result(std::strong_ordering::equal);
    }

protected:
    explicit sorted_container(engine&& made) noexcept : core(std::move(made)) {}
    sorted_container(const sorted_container&) = default;
    sorted_container(sorted_container&&) = default;
    sorted_container(const sorted_container& other, const Allocator& allocator)
        : core(other, allocator) {}
    sorted_container(sorted_container&& other, const Allocator& allocator)
        : core(std::move(other), allocator) {}
    sorted_container& operator=(const sorted_container&) = default;
    sorted_container& operator=(sorted_container&&) = default;
    ~sorted_container() = default;

    // -- whole containers ------------------------------------------------------------------------------------

    /// Takes off the entries from a position on. Strong.
    [[nodiscard]] engine split_off(size_type index) {
        CAIRN_EXPECTS(index <= size());
        return mutated(tree_.split(index));
    }

    /// Joins a container whose entries all come after ours, or all before.
    void join_with(sorted_container& other) {
        if (other.empty()) return;
        const bool itself = this == std::addressof(other);
        const bool after = !itself && follows_last(first_key(other));
        if (!after && (itself || !other.follows_last(first_key(*this)))) {
            throw_invalid_argument("cairn::sorted: join of containers that overlap");
        }
        if (tree_.allocator() != other.tree_.allocator()) {
            if (after) {
                merge(other);
            } else {
                put_before(other);
            }
        } else if (after) {
            tree_.join(std::move(other.tree_));
        } else {
            engine front = this->successor();
            front.join(std::move(other.tree_));
            guard undo{[&] { other.tree_.exchange(front); }};
            front.join(std::move(tree_));
            undo.dismiss();
            tree_.exchange(front);
        }
        check_invariants();
        other.check_invariants();
    }
    /// Moves entries one by one to the front, from the last to the first.
    void put_before(sorted_container& other) {
        while (!other.empty()) {
            const auto it = --other.tree_.end();
            transfer<Entry>(*it, [&](auto&&... parts) {
                this->add_entry_hint(this->cbegin(), Entry::key(*it),
                                     std::forward<decltype(parts)>(parts)...);
            });
            other.tree_.erase(it);
        }
    }
    [[nodiscard]] static const key_type& first_key(const sorted_container& container) noexcept {
        return Entry::key(*container.tree_.begin());
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SORTED_CONTAINER_HPP
