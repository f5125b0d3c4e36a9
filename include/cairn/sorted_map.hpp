// SPDX-License-Identifier: BSL-1.0
// cairn/sorted_map.hpp -- Python's SortedDict: keys in order, each with a value and at a position
//
//     cairn::sorted_map<std::string, int> stock{{"spam", 3}, {"eggs", 12}};
//     stock["ham"] = 1;                      // eggs 12, ham 1, spam 3
//     stock.nth(1)->first;                   // "ham"
//     stock.rank("ham");                     // 1 key is below "ham"
//     stock.get_or("milk", 0);               // 0, and nothing is inserted
//     stock.popitem();                       // {"spam", 3}, the last
//     cairn::sorted_multimap<int, char> log{{2, 'b'}, {1, 'a'}, {2, 'c'}};   // 1 a, 2 b, 2 c
//
// Shape       a B+ tree: leaves of pairs side by side, and above them nodes that know for each child its
//             first key and how many pairs are below:
//                                      [ ash 3 | oak 2 ]
//                 [ ash 7, elm 1, fir 4 . . . . . ]    [ oak 9, yew 2 . . . . . . ]
// Synopsis    sorted_map<Key, Value, Compare>: the interface of std::map, and
//               look-up     get  get_or  keys  values                                      O(log n)
//               insertion   setdefault  update  |  |=                                      O(log n) each
//               removal     pop  popitem                                                   O(log n)
//             sorted_multimap<Key, Value, Compare>: the interface of std::multimap; and both
//               positions   nth  front  back  slice  erase_at  take_at                     O(log n)
//               ranks       rank  rank_upper  index_of  count_between                      O(log n)
//               intervals   irange                                                         O(log n)
//               removal     erase of a range of k                                          O(log n + k)
//               whole       split  split_at  join                                          O(log n)
//                           merge  segments                                                O(n)
//               many        insert_range  find_batch  rank_batch  sorted_unique, sorted_equivalent
//             Look-ups take anything that Compare takes if it is transparent, as the default is.
// Validity    Insertion and erasure invalidate all iterators, pointers and references: pairs lie side by
//             side, and make room for each other. (Where std::map promises more, keep keys or positions
//             in place of iterators.) So do split, join and merge, in both containers. An insertion that
//             finds its key present invalidates nothing. Swap, and move with an equal allocator, take
//             the iterators along, except end().
//             Arguments may be entries of the container itself: m.try_emplace(k, m.at(other)). But in
//             m[k] = m.at(other) the reference is taken before m[k] inserts: write insert_or_assign.
// Exceptions  strong for one entry: a comparison, allocation or constructor that throws leaves the
//             container as it was. Basic for many, unless a member says more. Erasure by iterator or
//             position throws nothing. A move that throws, of entries that cannot be copied, may lose
//             entries.
// Source      G. Jenks, sortedcontainers (Python); Bayer and McCreight, "Organization and maintenance of
//             large ordered indexes" (1972); [map] and [multimap] for the interface

#ifndef CAIRN_SORTED_MAP_HPP
#define CAIRN_SORTED_MAP_HPP

#include <cairn/detail/sorted_container.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

namespace detail {

/// What both maps add to the base: the parts of their pairs.
template <class Key, class Value, class Compare, class Allocator, bool Unique>
class sorted_pairs : public sorted_container<pair_entry<Key, Value>, Compare, Allocator, Unique> {
    using base = sorted_container<pair_entry<Key, Value>, Compare, Allocator, Unique>;

public:
    using mapped_type = Value;
    using typename base::const_iterator;
    using typename base::iterator;

    using base::base;

    /// The keys, or the values, in order, as random-access views into this container.
    /// Validity    as for iterators
    /// Python      sd.keys(), sd.values(); sd itself is sd.items()
    [[nodiscard]] auto keys() const noexcept { return parts<get_key>(this->begin(), this->end()); }
    [[nodiscard]] auto values() noexcept { return parts<get_value>(this->begin(), this->end()); }
    [[nodiscard]] auto values() const noexcept {
        return parts<get_value>(this->begin(), this->end());
    }

protected:
    sorted_pairs() = default;
    sorted_pairs(const sorted_pairs&) = default;
    sorted_pairs(sorted_pairs&&) = default;
    sorted_pairs(const sorted_pairs& other, const Allocator& allocator) : base(other, allocator) {}
    sorted_pairs(sorted_pairs&& other, const Allocator& allocator)
        : base(std::move(other), allocator) {}
    sorted_pairs& operator=(const sorted_pairs&) = default;
    sorted_pairs& operator=(sorted_pairs&&) = default;
    ~sorted_pairs() = default;

private:
    template <class Get, class Iterator>
    [[nodiscard]] static auto parts(Iterator first, Iterator last) noexcept {
        using part = part_iterator<Iterator, Get>;
        return sorted_range<part>(part(first), part(last));
    }
};

} // namespace detail

/// A map in the order of Compare. Key and Value may be move-only and need no default constructor.
template <class Key, class Value, class Compare, class Allocator>
class sorted_map : public detail::sorted_pairs<Key, Value, Compare, Allocator, true> {
    using base = detail::sorted_pairs<Key, Value, Compare, Allocator, true>;
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

    sorted_map() = default;
    /// Not inherited, for g++ would then not deduce the arguments of sorted_map{...}.
    sorted_map(std::initializer_list<value_type> list, const Compare& compare = Compare(),
               const Allocator& allocator = Allocator())
        : base(list, compare, allocator) {}
    sorted_map(const sorted_map&) = default;
    sorted_map(sorted_map&&) = default;
    sorted_map(const sorted_map& other, const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    sorted_map(sorted_map&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}
    sorted_map& operator=(const sorted_map&) = default;
    sorted_map& operator=(sorted_map&&) = default;
    /// Strong.
    sorted_map& operator=(std::initializer_list<value_type> list) {
        sorted_map made(list, tree_.comparator(), tree_.allocator());
        tree_.exchange(made.tree_);
        return *this;
    }
    ~sorted_map() = default;

    // -- look-up -----------------------------------------------------------------------------------

    /// The value of this key. Throws std::out_of_range if it is absent.
    /// Python      sd[key]
    [[nodiscard]] Value& at(const Key& key) { return at_key(*this, key); }
    [[nodiscard]] const Value& at(const Key& key) const { return at_key(*this, key); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    [[nodiscard]] Value& at(const K& key) {
        return at_key(*this, key);
    }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    [[nodiscard]] const Value& at(const K& key) const {
        return at_key(*this, key);
    }

    /// The value of this key, value-initialised and inserted if it was absent.
    /// Exceptions  strong
    Value& operator[](const Key& key) { return try_emplace(key).first->second; }
    Value& operator[](Key&& key) { return try_emplace(std::move(key)).first->second; }
    template <class K>
        requires detail::foreign_source<K, sorted_map>
    Value& operator[](K&& key) {
        return try_emplace(std::forward<K>(key)).first->second;
    }

    /// A pointer to the value, or null.
    /// Python      sd.get(key)
    [[nodiscard]] Value* get(const Key& key) { return pointer_to(*this, key); }
    [[nodiscard]] const Value* get(const Key& key) const { return pointer_to(*this, key); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    [[nodiscard]] Value* get(const K& key) {
        return pointer_to(*this, key);
    }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    [[nodiscard]] const Value* get(const K& key) const {
        return pointer_to(*this, key);
    }

    /// A copy of the value, or the fallback.
    /// Python      sd.get(key, fallback)
    template <class Fallback = Value>
        requires std::convertible_to<Fallback&&, Value> && std::copy_constructible<Value>
    [[nodiscard]] Value get_or(const Key& key, Fallback&& fallback) const {
        return value_or(key, std::forward<Fallback>(fallback));
    }
    template <class K, class Fallback = Value>
        requires detail::foreign_to<const K&, sorted_map> &&
                 std::convertible_to<Fallback&&, Value> && std::copy_constructible<Value>
    [[nodiscard]] Value get_or(const K& key, Fallback&& fallback) const {
        return value_or(key, std::forward<Fallback>(fallback));
    }

    // -- insertion: if the key is absent; O(log n); strong; validity see above ------------------------------

    using base::insert;

    /// Returns the entry with this key, and whether it is new. The arguments stay untouched if not.
    template <class... Args>
    std::pair<iterator, bool> try_emplace(const Key& key, Args&&... args) {
        return emplace_key(key, std::forward<Args>(args)...);
    }
    template <class... Args>
    std::pair<iterator, bool> try_emplace(Key&& key, Args&&... args) {
        return emplace_key(std::move(key), std::forward<Args>(args)...);
    }
    template <class K, class... Args>
        requires detail::foreign_source<K, sorted_map>
    std::pair<iterator, bool> try_emplace(K&& key, Args&&... args) {
        return emplace_key(std::forward<K>(key), std::forward<Args>(args)...);
    }
    /// Complexity  amortised O(1) if the entry goes right before the hint
    template <class... Args>
    iterator try_emplace(const_iterator hint, const Key& key, Args&&... args) {
        return emplace_key_hint(hint, key, std::forward<Args>(args)...);
    }
    template <class... Args>
    iterator try_emplace(const_iterator hint, Key&& key, Args&&... args) {
        return emplace_key_hint(hint, std::move(key), std::forward<Args>(args)...);
    }
    template <class K, class... Args>
        requires detail::foreign_source<K, sorted_map>
    iterator try_emplace(const_iterator hint, K&& key, Args&&... args) {
        return emplace_key_hint(hint, std::forward<K>(key), std::forward<Args>(args)...);
    }

    /// The value of this key, inserted from `value` if it was absent.
    /// Python      sd.setdefault(key, value)
    template <class V = Value>
    Value& setdefault(const Key& key, V&& value = V()) {
        return try_emplace(key, std::forward<V>(value)).first->second;
    }
    template <class V = Value>
    Value& setdefault(Key&& key, V&& value = V()) {
        return try_emplace(std::move(key), std::forward<V>(value)).first->second;
    }
    template <class K, class V = Value>
        requires detail::foreign_source<K, sorted_map>
    Value& setdefault(K&& key, V&& value = V()) {
        return try_emplace(std::forward<K>(key), std::forward<V>(value)).first->second;
    }

    /// Inserts the value or assigns it; returns the entry, and whether it is new.
    /// Python      sd[key] = value
    template <class V>
    std::pair<iterator, bool> insert_or_assign(const Key& key, V&& value) {
        return assign_key(key, std::forward<V>(value));
    }
    template <class V>
    std::pair<iterator, bool> insert_or_assign(Key&& key, V&& value) {
        return assign_key(std::move(key), std::forward<V>(value));
    }
    template <class K, class V>
        requires detail::foreign_source<K, sorted_map>
    std::pair<iterator, bool> insert_or_assign(K&& key, V&& value) {
        return assign_key(std::forward<K>(key), std::forward<V>(value));
    }
    template <class V>
    iterator insert_or_assign(const_iterator hint, const Key& key, V&& value) {
        return assign_key_hint(hint, key, std::forward<V>(value));
    }
    template <class V>
    iterator insert_or_assign(const_iterator hint, Key&& key, V&& value) {
        return assign_key_hint(hint, std::move(key), std::forward<V>(value));
    }
    template <class K, class V>
        requires detail::foreign_source<K, sorted_map>
    iterator insert_or_assign(const_iterator hint, K&& key, V&& value) {
        return assign_key_hint(hint, std::forward<K>(key), std::forward<V>(value));
    }

    /// Inserts or assigns every pair of a range: of equal keys the last one wins.
    /// Complexity  O(log n) each
    /// Exceptions  basic: what was done before an exception stays
    /// Python      sd.update(pairs), sd |= pairs
    template <detail::range_of<value_type> Range>
    void update(Range&& range) {
        for (auto&& each : range) {
            if constexpr (requires {
                              each.first;
                              each.second;
                          }) {
                assign_pair(std::forward<decltype(each)>(each));
            } else {
                assign_pair(value_type(std::forward<decltype(each)>(each)));
            }
        }
    }
    void update(std::initializer_list<value_type> list) {
        for (const auto& [key, value] : list)
            insert_or_assign(key, value);
    }

    /// The keys of both; of common keys the value of b.
    [[nodiscard]] friend sorted_map operator|(sorted_map a, const sorted_map& b) {
        a.update(b);
        return a;
    }
    sorted_map& operator|=(const sorted_map& other) {
        if (this != std::addressof(other)) update(other);
        return *this;
    }

    // -- removal -----------------------------------------------------------------------------------

    /// Erases the entry with this key and returns its value, moved out.
    /// Exceptions  strong
    /// Python      sd.pop(key, None)
    std::optional<Value> pop(const Key& key) { return pop_key(key); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    std::optional<Value> pop(const K& key) {
        return pop_key(key);
    }

    /// Erases the entry at a position, counted from the end if negative, and returns it, moved out.
    /// Expects     -size() <= index and index < size()
    /// Exceptions  strong
    /// Python      sd.popitem(index)
    std::pair<Key, Value> popitem(difference_type index = -1) {
        const auto n = static_cast<difference_type>(this->size());
        CAIRN_EXPECTS(-n <= index && index < n);
        return this->take_at(static_cast<size_type>(index < 0 ? index + n : index));
    }

    // -- as a whole ----------------------------------------------------------------------------------

    /// Takes off the entries whose keys are not less than a key, or those from a position on.
    /// Expects     a position <= size()
    /// Complexity  O(log n)
    /// Exceptions  strong
    [[nodiscard]] sorted_map split(const Key& key) { return split_at(this->rank(key)); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_map>
    [[nodiscard]] sorted_map split(const K& key) {
        return split_at(this->rank(key));
    }
    [[nodiscard]] sorted_map split_at(size_type index) {
        return sorted_map(this->split_off(index));
    }

    /// Takes over all entries of another map, whose keys are all greater than those of this one, or all
    /// less. Joined with itself, an empty map stays as it is.
    /// Expects     comparators that order alike
    /// Throws      std::invalid_argument if they overlap; both are as they were
    /// Complexity  O(log n) with equal allocators, else entries are moved one by one
    /// Exceptions  strong with equal allocators, else basic
    void join(sorted_map&& other) { this->join_with(other); }

    /// Expects equal allocators, unless they propagate.
    void swap(sorted_map& other) noexcept(noexcept(tree_.swap(other.tree_))) {
        tree_.swap(other.tree_);
    }
    friend void swap(sorted_map& a, sorted_map& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

private:
    explicit sorted_map(engine&& made) noexcept : base(std::move(made)) {}

    template <class Self, class K>
    [[nodiscard]] static auto& at_key(Self& self, const K& key) {
        const auto position = self.find(key);
        if (position == self.end())
            detail::throw_out_of_range("cairn::sorted_map::at: no such key");
        return position->second;
    }
    template <class Self, class K>
    [[nodiscard]] static auto pointer_to(Self& self, const K& key) {
        const auto position = self.find(key);
        return position == self.end() ? nullptr : std::addressof(position->second);
    }
    template <class K, class Fallback>
    [[nodiscard]] Value value_or(const K& key, Fallback&& fallback) const {
        const auto position = this->find(key);
        if (position == this->end()) return static_cast<Value>(std::forward<Fallback>(fallback));
        return position->second;
    }

    template <class K, class... Args>
    std::pair<iterator, bool> emplace_key(K&& key, Args&&... args) {
        return this->add_entry(key, std::piecewise_construct,
                               std::forward_as_tuple(std::forward<K>(key)),
                               std::forward_as_tuple(std::forward<Args>(args)...));
    }
    template <class K, class... Args>
    iterator emplace_key_hint(const_iterator hint, K&& key, Args&&... args) {
        return this->add_entry_hint(hint, key, std::piecewise_construct,
                                    std::forward_as_tuple(std::forward<K>(key)),
                                    std::forward_as_tuple(std::forward<Args>(args)...));
    }
    template <class V>
    static void assign(Value& to, V&& value) {
        if constexpr (std::is_arithmetic_v<Value>) {
            to = static_cast<Value>(value);
        } else {
            to = std::forward<V>(value);
        }
    }
    template <class K, class V>
    std::pair<iterator, bool> assign_key(K&& key, V&& value) {
        const auto result = emplace_key(std::forward<K>(key), std::forward<V>(value));
        if (!result.second) assign(result.first->second, std::forward<V>(value));
        return result;
    }
    template <class K, class V>
    iterator assign_key_hint(const_iterator hint, K&& key, V&& value) {
        const size_type before = this->size();
        const iterator position =
            emplace_key_hint(hint, std::forward<K>(key), std::forward<V>(value));
        if (this->size() == before) assign(position->second, std::forward<V>(value));
        return position;
    }
    template <class Pair>
    void assign_pair(Pair&& each) {
        using first = decltype((std::forward<Pair>(each).first));
        if constexpr (std::same_as<std::remove_cvref_t<first>, Key> ||
                      detail::foreign_source<first, sorted_map>) {
            assign_key(std::forward<Pair>(each).first, std::forward<Pair>(each).second);
        } else { // another type of key compares in another way
            assign_key(static_cast<Key>(std::forward<Pair>(each).first),
                       std::forward<Pair>(each).second);
        }
    }
    template <class K>
    std::optional<Value> pop_key(const K& key) {
        const auto position = this->find(key);
        if (position == this->end()) return std::nullopt;
        return this->take(position, [](auto&&, auto&& value) {
            return std::optional<Value>(std::in_place, std::forward<decltype(value)>(value));
        });
    }
};

/// A map in the order of Compare that may hold several entries with one key, in order of insertion.
template <class Key, class Value, class Compare, class Allocator>
class sorted_multimap : public detail::sorted_pairs<Key, Value, Compare, Allocator, false> {
    using base = detail::sorted_pairs<Key, Value, Compare, Allocator, false>;
    using base::tree_;
    using typename base::engine;

public:
    // -- types -------------------------------------------------------------------------------------

    using typename base::const_iterator;
    using typename base::iterator;
    using typename base::size_type;
    using typename base::value_type;

    // -- construction, assignment, destruction -------------------------------------------------------

    using base::base; // from comparators, allocators, iterators, ranges and lists, in order or not

    sorted_multimap() = default;
    /// Not inherited, for g++ would then not deduce the arguments of sorted_multimap{...}.
    sorted_multimap(std::initializer_list<value_type> list, const Compare& compare = Compare(),
                    const Allocator& allocator = Allocator())
        : base(list, compare, allocator) {}
    sorted_multimap(const sorted_multimap&) = default;
    sorted_multimap(sorted_multimap&&) = default;
    sorted_multimap(const sorted_multimap& other, const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    sorted_multimap(sorted_multimap&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}
    sorted_multimap& operator=(const sorted_multimap&) = default;
    sorted_multimap& operator=(sorted_multimap&&) = default;
    /// Strong.
    sorted_multimap& operator=(std::initializer_list<value_type> list) {
        sorted_multimap made(list, tree_.comparator(), tree_.allocator());
        tree_.exchange(made.tree_);
        return *this;
    }
    ~sorted_multimap() = default;

    // -- as a whole ----------------------------------------------------------------------------------

    /// As for sorted_map.
    [[nodiscard]] sorted_multimap split(const Key& key) { return split_at(this->rank(key)); }
    template <class K>
        requires detail::foreign_to<const K&, sorted_multimap>
    [[nodiscard]] sorted_multimap split(const K& key) {
        return split_at(this->rank(key));
    }
    [[nodiscard]] sorted_multimap split_at(size_type index) {
        return sorted_multimap(this->split_off(index));
    }
    /// As for sorted_map, except that the last key of one may be the first of the other.
    void join(sorted_multimap&& other) { this->join_with(other); }

    /// Expects equal allocators, unless they propagate.
    void swap(sorted_multimap& other) noexcept(noexcept(tree_.swap(other.tree_))) {
        tree_.swap(other.tree_);
    }
    friend void swap(sorted_multimap& a, sorted_multimap& b) noexcept(noexcept(a.swap(b))) {
        a.swap(b);
    }

private:
    explicit sorted_multimap(engine&& made) noexcept : base(std::move(made)) {}
};

// -- deduction guides: from iterators, from ranges, from lists; sorted or not -----------------------------

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::iter_value_t<It>>,
                                       detail::mapped_part<std::iter_value_t<It>>>>>
sorted_map(It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_map<detail::key_part<std::iter_value_t<It>>,
                  detail::mapped_part<std::iter_value_t<It>>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_map(It, Last, Allocator)
    -> sorted_map<detail::key_part<std::iter_value_t<It>>,
                  detail::mapped_part<std::iter_value_t<It>>, std::less<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::iter_value_t<It>>,
                                       detail::mapped_part<std::iter_value_t<It>>>>>
sorted_map(sorted_unique_t, It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_map<detail::key_part<std::iter_value_t<It>>,
                  detail::mapped_part<std::iter_value_t<It>>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_map(sorted_unique_t, It, Last, Allocator)
    -> sorted_map<detail::key_part<std::iter_value_t<It>>,
                  detail::mapped_part<std::iter_value_t<It>>, std::less<>, Allocator>;

template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::ranges::range_value_t<Range>>,
                                       detail::mapped_part<std::ranges::range_value_t<Range>>>>>
sorted_map(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_map<detail::key_part<std::ranges::range_value_t<Range>>,
                  detail::mapped_part<std::ranges::range_value_t<Range>>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_map(from_range_t, Range&&, Allocator)
    -> sorted_map<detail::key_part<std::ranges::range_value_t<Range>>,
                  detail::mapped_part<std::ranges::range_value_t<Range>>, std::less<>, Allocator>;
template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::ranges::range_value_t<Range>>,
                                       detail::mapped_part<std::ranges::range_value_t<Range>>>>>
sorted_map(sorted_unique_t, from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_map<detail::key_part<std::ranges::range_value_t<Range>>,
                  detail::mapped_part<std::ranges::range_value_t<Range>>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_map(sorted_unique_t, from_range_t, Range&&, Allocator)
    -> sorted_map<detail::key_part<std::ranges::range_value_t<Range>>,
                  detail::mapped_part<std::ranges::range_value_t<Range>>, std::less<>, Allocator>;

template <class Key, class Value, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const std::remove_const_t<Key>, Value>>>
sorted_map(std::initializer_list<std::pair<Key, Value>>, Compare = Compare(),
           Allocator = Allocator())
    -> sorted_map<std::remove_const_t<Key>, Value, Compare, Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
sorted_map(std::initializer_list<std::pair<Key, Value>>, Allocator)
    -> sorted_map<std::remove_const_t<Key>, Value, std::less<>, Allocator>;
template <class Key, class Value, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const std::remove_const_t<Key>, Value>>>
sorted_map(sorted_unique_t, std::initializer_list<std::pair<Key, Value>>, Compare = Compare(),
           Allocator = Allocator())
    -> sorted_map<std::remove_const_t<Key>, Value, Compare, Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
sorted_map(sorted_unique_t, std::initializer_list<std::pair<Key, Value>>, Allocator)
    -> sorted_map<std::remove_const_t<Key>, Value, std::less<>, Allocator>;

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::iter_value_t<It>>,
                                       detail::mapped_part<std::iter_value_t<It>>>>>
sorted_multimap(It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_multimap<detail::key_part<std::iter_value_t<It>>,
                       detail::mapped_part<std::iter_value_t<It>>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_multimap(It, Last, Allocator)
    -> sorted_multimap<detail::key_part<std::iter_value_t<It>>,
                       detail::mapped_part<std::iter_value_t<It>>, std::less<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::iter_value_t<It>>,
                                       detail::mapped_part<std::iter_value_t<It>>>>>
sorted_multimap(sorted_equivalent_t, It, Last, Compare = Compare(), Allocator = Allocator())
    -> sorted_multimap<detail::key_part<std::iter_value_t<It>>,
                       detail::mapped_part<std::iter_value_t<It>>, Compare, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
sorted_multimap(sorted_equivalent_t, It, Last, Allocator)
    -> sorted_multimap<detail::key_part<std::iter_value_t<It>>,
                       detail::mapped_part<std::iter_value_t<It>>, std::less<>, Allocator>;

template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::ranges::range_value_t<Range>>,
                                       detail::mapped_part<std::ranges::range_value_t<Range>>>>>
sorted_multimap(from_range_t, Range&&, Compare = Compare(), Allocator = Allocator())
    -> sorted_multimap<detail::key_part<std::ranges::range_value_t<Range>>,
                       detail::mapped_part<std::ranges::range_value_t<Range>>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_multimap(from_range_t, Range&&, Allocator)
    -> sorted_multimap<detail::key_part<std::ranges::range_value_t<Range>>,
                       detail::mapped_part<std::ranges::range_value_t<Range>>, std::less<>,
                       Allocator>;
template <std::ranges::input_range Range, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::ranges::range_value_t<Range>>,
                                       detail::mapped_part<std::ranges::range_value_t<Range>>>>>
sorted_multimap(sorted_equivalent_t, from_range_t, Range&&, Compare = Compare(),
                Allocator = Allocator())
    -> sorted_multimap<detail::key_part<std::ranges::range_value_t<Range>>,
                       detail::mapped_part<std::ranges::range_value_t<Range>>, Compare, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
sorted_multimap(sorted_equivalent_t, from_range_t, Range&&, Allocator)
    -> sorted_multimap<detail::key_part<std::ranges::range_value_t<Range>>,
                       detail::mapped_part<std::ranges::range_value_t<Range>>, std::less<>,
                       Allocator>;

template <class Key, class Value, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const std::remove_const_t<Key>, Value>>>
sorted_multimap(std::initializer_list<std::pair<Key, Value>>, Compare = Compare(),
                Allocator = Allocator())
    -> sorted_multimap<std::remove_const_t<Key>, Value, Compare, Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
sorted_multimap(std::initializer_list<std::pair<Key, Value>>, Allocator)
    -> sorted_multimap<std::remove_const_t<Key>, Value, std::less<>, Allocator>;
template <class Key, class Value, detail::compare_like Compare = std::less<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const std::remove_const_t<Key>, Value>>>
sorted_multimap(sorted_equivalent_t, std::initializer_list<std::pair<Key, Value>>,
                Compare = Compare(), Allocator = Allocator())
    -> sorted_multimap<std::remove_const_t<Key>, Value, Compare, Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
sorted_multimap(sorted_equivalent_t, std::initializer_list<std::pair<Key, Value>>, Allocator)
    -> sorted_multimap<std::remove_const_t<Key>, Value, std::less<>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SORTED_MAP_HPP
