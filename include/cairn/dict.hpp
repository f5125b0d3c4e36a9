// SPDX-License-Identifier: BSL-1.0
// cairn/dict.hpp -- Python's dict: a hash map, and a hash set, that keep insertion order
//
//     cairn::dict<std::string, int> stock{{"eggs", 12}, {"spam", 3}};
//     stock["ham"] = 1;                      // eggs 12, spam 3, ham 1
//     stock.erase("eggs");                   // spam 3, ham 1
//     stock.get_or("milk", 0);               // 0, and nothing is inserted
//     stock.move_to_end("spam");             // ham 1, spam 3
//
// Shape       entries side by side in order of arrival, and an index of 32-bit slots beside them:
//                 index   [ . 2 . 0 . . 1 . ]          slot -> position
//                 entries [ eggs 12 | spam 3 | ham 1 | free ... ]
// Synopsis    dict<Key, Value>, ordered_set<Key>: the interface of std::unordered_map and _set, less
//             what speaks of buckets and nodes, and
//               look-up    get  get_or  at  []  find  contains  count  equal_range  nth      O(1)
//               insertion  try_emplace  insert_or_assign  setdefault  update  |  |=          O(1) each
//               removal    erase  pop  popitem  extract  merge                               O(1) each
//               order      move_to_end  nth  keys  values  rbegin                            O(1)
//             All by anything Hash and Equal accept if both are transparent, as the defaults are for
//             strings.
// Validity    Iterators, pointers and references stay valid until their entry is erased or the table
//             is rebuilt. After reserve(n), the next n - size() insertions or moves to the end rebuild
//             nothing; where nothing is erased, only an insertion at size() == capacity() rebuilds.
//             reserve, rehash, shrink_to_fit and move_to_end(key, false) may rebuild; nothing else
//             does. Insertion invalidates end(), and so does popitem(true). Swap, and move with an
//             equal allocator, take the iterators along.
//             Arguments may be entries of the container itself: d.try_emplace(k, d.at(other)). But in
//             d[k] = d.at(other) the reference is taken before d[k] rebuilds: write insert_or_assign.
// Exceptions  strong, unless a member says more. A hash, comparison, allocation or constructor that
//             throws leaves the container as it was. Entries whose move may throw are copied instead.
//             Where they cannot be copied either, there is the basic guarantee: a move that fails
//             loses the entry, and in the middle of a rebuild all entries.
// Source      R. Hettinger, "More compact dictionaries with faster iteration" (python-dev, 2012);
//             [unord.req] for the interface

#ifndef CAIRN_DICT_HPP
#define CAIRN_DICT_HPP

#include <cairn/detail/ordered_container.hpp>

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

/// A hash map in insertion order. Key and Value may be move-only and need no default constructor.
template <class Key, class Value, class Hash, class Equal, class Allocator>
class dict : public detail::hash_container<detail::pair_entry<Key, Value>, Hash, Equal, Allocator> {
    using base = detail::hash_container<detail::pair_entry<Key, Value>, Hash, Equal, Allocator>;
    using base::check_invariants;
    using base::none;
    using base::table_;
    using typename base::word;

public:
    // -- types -------------------------------------------------------------------------------------

    using mapped_type = Value;
    using typename base::allocator_type;
    using typename base::const_iterator;
    using typename base::iterator;
    using typename base::key_type;
    using typename base::size_type;
    using typename base::value_type;
    using node_type = detail::entry_handle<std::pair<Key, Value>>;
    using insert_return_type = detail::entry_insertion<iterator, node_type>;

    // -- construction, assignment, destruction -------------------------------------------------------

    constexpr dict() noexcept(base::nothrow_default) : dict(Allocator()) {}
    constexpr explicit dict(const Allocator& allocator) noexcept(base::nothrow_functors)
        : base(Hash(), Equal(), allocator) {}

    /// Room for n entries from the start. Throws std::length_error if n > max_size().
    constexpr explicit dict(size_type n, const Hash& hash = Hash(), const Equal& equal = Equal(),
                            const Allocator& allocator = Allocator())
        : base(hash, equal, allocator) {
        table_.reserve(n);
    }
    constexpr dict(size_type n, const Allocator& allocator) : dict(n, Hash(), Equal(), allocator) {}
    constexpr dict(size_type n, const Hash& hash, const Allocator& allocator)
        : dict(n, hash, Equal(), allocator) {}

    /// The pairs of a range. Of equal keys the first one stays, as in std; `update` lets the last win.
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr dict(It first, Last last, size_type n = 0, const Hash& hash = Hash(),
                   const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : dict(n, hash, equal, allocator) {
        insert(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr dict(It first, Last last, const Allocator& allocator)
        : dict(std::move(first), std::move(last), 0, Hash(), Equal(), allocator) {}
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr dict(It first, Last last, size_type n, const Allocator& allocator)
        : dict(std::move(first), std::move(last), n, Hash(), Equal(), allocator) {}
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr dict(It first, Last last, size_type n, const Hash& hash, const Allocator& allocator)
        : dict(std::move(first), std::move(last), n, hash, Equal(), allocator) {}

    template <detail::range_of<value_type> Range>
    constexpr dict(from_range_t, Range&& range, size_type n = 0, const Hash& hash = Hash(),
                   const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : dict(n, hash, equal, allocator) {
        insert_range(std::forward<Range>(range));
    }
    template <detail::range_of<value_type> Range>
    constexpr dict(from_range_t, Range&& range, const Allocator& allocator)
        : dict(from_range, std::forward<Range>(range), 0, Hash(), Equal(), allocator) {}
    template <detail::range_of<value_type> Range>
    constexpr dict(from_range_t, Range&& range, size_type n, const Allocator& allocator)
        : dict(from_range, std::forward<Range>(range), n, Hash(), Equal(), allocator) {}
    template <detail::range_of<value_type> Range>
    constexpr dict(from_range_t, Range&& range, size_type n, const Hash& hash,
                   const Allocator& allocator)
        : dict(from_range, std::forward<Range>(range), n, hash, Equal(), allocator) {}

    constexpr dict(std::initializer_list<value_type> list, size_type n = 0,
                   const Hash& hash = Hash(), const Equal& equal = Equal(),
                   const Allocator& allocator = Allocator())
        : dict(list.begin(), list.end(), n > list.size() ? n : list.size(), hash, equal,
               allocator) {}
    constexpr dict(std::initializer_list<value_type> list, const Allocator& allocator)
        : dict(list, 0, Hash(), Equal(), allocator) {}
    constexpr dict(std::initializer_list<value_type> list, size_type n, const Allocator& allocator)
        : dict(list, n, Hash(), Equal(), allocator) {}
    constexpr dict(std::initializer_list<value_type> list, size_type n, const Hash& hash,
                   const Allocator& allocator)
        : dict(list, n, hash, Equal(), allocator) {}

    dict(const dict&) = default;
    dict(dict&&) = default;
    constexpr dict(const dict& other, const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    constexpr dict(dict&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}

    dict& operator=(const dict&) = default;
    dict& operator=(dict&&) = default;
    /// Strong.
    constexpr dict& operator=(std::initializer_list<value_type> list) {
        dict made(list, 0, table_.hasher(), table_.equal(), table_.allocator());
        table_.swap(made.table_);
        return *this;
    }
    ~dict() = default;

    // -- look-up -----------------------------------------------------------------------------------

    /// The value of this key. Throws std::out_of_range if it is absent.
    /// Python      d[key]
    [[nodiscard]] constexpr Value& at(const Key& key) { return at_key(*this, key); }
    [[nodiscard]] constexpr const Value& at(const Key& key) const { return at_key(*this, key); }
    template <class K>
        requires detail::foreign_key<const K&, dict>
    [[nodiscard]] constexpr Value& at(const K& key) {
        return at_key(*this, key);
    }
    template <class K>
        requires detail::foreign_key<const K&, dict>
    [[nodiscard]] constexpr const Value& at(const K& key) const {
        return at_key(*this, key);
    }

    /// The value of this key, value-initialised and inserted at the end if it was absent.
    /// Complexity  amortised O(1)
    /// Exceptions  strong
    /// Validity    see insertion, above
    constexpr Value& operator[](const Key& key) { return try_emplace(key).first->second; }
    constexpr Value& operator[](Key&& key) { return try_emplace(std::move(key)).first->second; }
    template <class K>
        requires detail::foreign_key<K, dict> && std::constructible_from<Key, K>
    constexpr Value& operator[](K&& key) {
        return try_emplace(std::forward<K>(key)).first->second;
    }

    /// A pointer to the value, or null.
    /// Python      d.get(key)
    [[nodiscard]] constexpr Value* get(const Key& key) { return pointer_to(*this, key); }
    [[nodiscard]] constexpr const Value* get(const Key& key) const {
        return pointer_to(*this, key);
    }
    template <class K>
        requires detail::foreign_key<const K&, dict>
    [[nodiscard]] constexpr Value* get(const K& key) {
        return pointer_to(*this, key);
    }
    template <class K>
        requires detail::foreign_key<const K&, dict>
    [[nodiscard]] constexpr const Value* get(const K& key) const {
        return pointer_to(*this, key);
    }

    /// A copy of the value, or the fallback.
    /// Python      d.get(key, fallback)
    template <class Fallback = Value>
        requires std::convertible_to<Fallback&&, Value> && std::copy_constructible<Value>
    [[nodiscard]] constexpr Value get_or(const Key& key, Fallback&& fallback) const {
        return value_or(key, std::forward<Fallback>(fallback));
    }
    template <class K, class Fallback = Value>
        requires detail::foreign_key<const K&, dict> && std::convertible_to<Fallback&&, Value> &&
                 std::copy_constructible<Value>
    [[nodiscard]] constexpr Value get_or(const K& key, Fallback&& fallback) const {
        return value_or(key, std::forward<Fallback>(fallback));
    }

    /// The keys, or the values, in order, as views into this container.
    /// Validity    as for iterators
    [[nodiscard]] constexpr auto keys() const noexcept {
        return detail::part_view<const_iterator, detail::get_key>(this->begin(), this->end(),
                                                                  this->size());
    }
    [[nodiscard]] constexpr auto values() noexcept {
        return detail::part_view<iterator, detail::get_value>(this->begin(), this->end(),
                                                              this->size());
    }
    [[nodiscard]] constexpr auto values() const noexcept {
        return detail::part_view<const_iterator, detail::get_value>(this->begin(), this->end(),
                                                                    this->size());
    }

    // -- insertion: at the end, if the key is absent; amortised O(1); strong; validity see above --------

    /// Returns the entry with this key, and whether it is new. The arguments stay untouched if not.
    template <class... Args>
    constexpr std::pair<iterator, bool> try_emplace(const Key& key, Args&&... args) {
        return emplace_key(key, std::forward<Args>(args)...);
    }
    template <class... Args>
    constexpr std::pair<iterator, bool> try_emplace(Key&& key, Args&&... args) {
        return emplace_key(std::move(key), std::forward<Args>(args)...);
    }
    template <class K, class... Args>
        requires detail::foreign_key<K, dict> && std::constructible_from<Key, K>
    constexpr std::pair<iterator, bool> try_emplace(K&& key, Args&&... args) {
        return emplace_key(std::forward<K>(key), std::forward<Args>(args)...);
    }
    template <class... Args>
    constexpr iterator try_emplace(const_iterator, const Key& key, Args&&... args) {
        return emplace_key(key, std::forward<Args>(args)...).first;
    }
    template <class... Args>
    constexpr iterator try_emplace(const_iterator, Key&& key, Args&&... args) {
        return emplace_key(std::move(key), std::forward<Args>(args)...).first;
    }

    /// The value of this key, inserted from `value` if it was absent.
    /// Python      d.setdefault(key, value)
    template <class K, class V = Value>
    constexpr Value& setdefault(K&& key, V&& value) {
        return try_emplace(std::forward<K>(key), std::forward<V>(value)).first->second;
    }

    /// Inserts, or assigns to the value of the entry that is there, which keeps its place.
    /// Python      d[key] = value
    template <class V>
    constexpr std::pair<iterator, bool> insert_or_assign(const Key& key, V&& value) {
        return assign_key(key, std::forward<V>(value));
    }
    template <class V>
    constexpr std::pair<iterator, bool> insert_or_assign(Key&& key, V&& value) {
        return assign_key(std::move(key), std::forward<V>(value));
    }
    template <class K, class V>
        requires detail::foreign_key<K, dict> && std::constructible_from<Key, K>
    constexpr std::pair<iterator, bool> insert_or_assign(K&& key, V&& value) {
        return assign_key(std::forward<K>(key), std::forward<V>(value));
    }
    template <class V>
    constexpr iterator insert_or_assign(const_iterator, const Key& key, V&& value) {
        return assign_key(key, std::forward<V>(value)).first;
    }
    template <class V>
    constexpr iterator insert_or_assign(const_iterator, Key&& key, V&& value) {
        return assign_key(std::move(key), std::forward<V>(value)).first;
    }

    constexpr std::pair<iterator, bool> insert(const value_type& value) {
        return emplace_key(value.first, value.second);
    }
    constexpr std::pair<iterator, bool> insert(value_type&& value) {
        return emplace_key(std::move(value.first), std::move(value.second));
    }
    template <class Pair>
        requires(!std::same_as<std::remove_cvref_t<Pair>, value_type>) &&
                std::constructible_from<value_type, Pair&&>
    constexpr std::pair<iterator, bool> insert(Pair&& value) {
        if constexpr (std::constructible_from<std::pair<Key, Value>, Pair&&>) {
            return emplace(std::forward<Pair>(value));
        } else { // converts to value_type, and to nothing else
            return insert(value_type(std::forward<Pair>(value)));
        }
    }
    template <class Pair>
        requires(!std::same_as<std::remove_cvref_t<Pair>, value_type>) &&
                std::constructible_from<value_type, Pair&&>
    constexpr iterator insert(const_iterator, Pair&& value) {
        return insert(std::forward<Pair>(value)).first;
    }
    constexpr iterator insert(const_iterator, const value_type& value) {
        return insert(value).first;
    }
    constexpr iterator insert(const_iterator, value_type&& value) {
        return insert(std::move(value)).first;
    }
    constexpr void insert(std::initializer_list<value_type> list) {
        insert(list.begin(), list.end());
    }

    /// Basic: what was inserted before an exception stays.
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr void insert(It first, Last last) {
        for (; first != last; ++first)
            insert(*first);
    }
    template <detail::range_of<value_type> Range>
    constexpr void insert_range(Range&& range) {
        this->expect(range);
        for (auto&& each : range)
            insert(std::forward<decltype(each)>(each));
    }

    /// Builds the entry first, and drops it if its key is present.
    template <class... Args>
    constexpr std::pair<iterator, bool> emplace(Args&&... args) {
        if constexpr (detail::is_key_and_value<Key, Args...>) {
            return emplace_key(std::forward<Args>(args)...);
        } else {
            std::pair<Key, Value> made(std::forward<Args>(args)...);
            return emplace_key(std::move(made.first), std::move(made.second));
        }
    }
    template <class... Args>
    constexpr iterator emplace_hint(const_iterator, Args&&... args) {
        return emplace(std::forward<Args>(args)...).first;
    }

    /// Inserts or assigns every pair of a range: of equal keys the last one wins.
    /// Complexity  amortised O(1) each
    /// Exceptions  basic: what was done before an exception stays
    /// Python      d.update(pairs), d |= pairs
    template <detail::range_of<value_type> Range>
    constexpr void update(Range&& range) {
        this->expect(range);
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
    constexpr void update(std::initializer_list<value_type> list) {
        for (const auto& [key, value] : list)
            insert_or_assign(key, value);
    }

    /// The keys of a, then the new ones of b; of common keys the value of b.
    [[nodiscard]] friend constexpr dict operator|(dict a, const dict& b) {
        a.update(b);
        return a;
    }
    constexpr dict& operator|=(const dict& other) {
        if (this != &other) update(other);
        return *this;
    }

    // -- removal -----------------------------------------------------------------------------------

    using base::erase;

    /// Erases the entry with this key and returns its value, moved out.
    /// Exceptions  strong
    /// Python      d.pop(key, None)
    constexpr std::optional<Value> pop(const Key& key) { return pop_key(key); }
    template <class K>
        requires detail::foreign_key<const K&, dict>
    constexpr std::optional<Value> pop(const K& key) {
        return pop_key(key);
    }

    /// Erases the last entry, or the first if !last, and returns it, moved out.
    /// Expects     !empty()
    /// Complexity  amortised O(1)
    /// Validity    the entry's iterators and references, and end() if last
    /// Python      OrderedDict.popitem(last)
    constexpr std::pair<Key, Value> popitem(bool last = true) {
        CAIRN_EXPECTS(!this->empty());
        return this->take(last ? table_.last() : table_.first(), [](auto&&... parts) {
            return std::pair<Key, Value>(std::forward<decltype(parts)>(parts)...);
        });
    }

    /// Takes an entry out; `insert` puts it back, here or elsewhere, with another key if you like. A node
    /// whose key is present stays full.
    constexpr node_type extract(const_iterator position) {
        CAIRN_EXPECTS(table_.names_entry(position));
        return take_node(static_cast<word>(position.position()));
    }
    constexpr node_type extract(const Key& key) { return extract_key(key); }
    template <class K>
        requires detail::foreign_key<K, dict>
    constexpr node_type extract(K&& key) {
        return extract_key(key);
    }
    constexpr insert_return_type insert(node_type&& node) {
        const auto [position, inserted] = insert_node(node);
        return {position, inserted, std::move(node)};
    }
    constexpr iterator insert(const_iterator, node_type&& node) { return insert_node(node).first; }

    /// Moves in the entries of another dict whose keys are absent here; it keeps the others.
    /// Expects     equal allocators
    /// Exceptions  basic: what was moved before stays moved, nothing is lost
    template <class Hash2, class Equal2>
    constexpr void merge(dict<Key, Value, Hash2, Equal2, Allocator>& other) {
        this->merge_from(other);
    }
    template <class Hash2, class Equal2>
    constexpr void merge(dict<Key, Value, Hash2, Equal2, Allocator>&& other) {
        merge(other);
    }

    // -- as a whole ----------------------------------------------------------------------------------

    /// Expects equal allocators, unless they propagate.
    constexpr void swap(dict& other) noexcept(noexcept(table_.swap(other.table_))) {
        table_.swap(other.table_);
    }
    friend constexpr void swap(dict& a, dict& b) noexcept(noexcept(a.swap(b))) { a.swap(b); }

    /// The same keys with equal values; order does not matter.
    /// Complexity  O(size) look-ups
    [[nodiscard]] friend constexpr bool operator==(const dict& a, const dict& b)
        requires std::equality_comparable<Value>
    {
        if (a.size() != b.size()) return false;
        for (const auto& [key, value] : a) {
            const Value* const other = b.get(key);
            if (other == nullptr || !(*other == value)) return false;
        }
        return true;
    }

    /// Erases every entry for which the predicate holds; returns how many.
    /// Complexity  linear
    /// Exceptions  of the predicate and Hash; what was erased before stays erased
    template <class Predicate>
    friend constexpr size_type erase_if(dict& container, Predicate predicate) {
        return container.erase_where(predicate);
    }

private:
    template <class Self, class K>
    static constexpr auto& at_key(Self& self, const K& key) {
        const word at = self.table_.find(key);
        if (at == none) detail::throw_out_of_range("cairn::dict::at: no such key");
        return self.table_[at].second;
    }
    template <class Self, class K>
    static constexpr auto pointer_to(Self& self, const K& key) {
        const word at = self.table_.find(key);
        return at == none ? nullptr : std::addressof(self.table_[at].second);
    }
    template <class K, class Fallback>
    constexpr Value value_or(const K& key, Fallback&& fallback) const {
        const word at = table_.find(key);
        if (at == none) return static_cast<Value>(std::forward<Fallback>(fallback));
        return table_[at].second;
    }

    template <class K, class... Args>
    constexpr std::pair<iterator, bool> emplace_key(K&& key, Args&&... args) {
        const word hashed = table_.key_word(key);
        const word found = table_.find(hashed, key);
        if (found != none) return {table_.at(found), false};
        const word made = table_.append(hashed, std::piecewise_construct,
                                        std::forward_as_tuple(std::forward<K>(key)),
                                        std::forward_as_tuple(std::forward<Args>(args)...));
        check_invariants();
        return {table_.at(made), true};
    }
    template <class K, class V>
    constexpr std::pair<iterator, bool> assign_key(K&& key, V&& value) {
        const auto result = emplace_key(std::forward<K>(key), std::forward<V>(value));
        if (result.second) return result;
        if constexpr (std::is_arithmetic_v<Value>) {
            result.first->second = static_cast<Value>(value);
        } else {
            result.first->second = std::forward<V>(value);
        }
        return result;
    }
    template <class Pair>
    constexpr void assign_pair(Pair&& each) {
        using first = decltype((std::forward<Pair>(each).first));
        if constexpr (std::same_as<std::remove_cvref_t<first>, Key> ||
                      detail::foreign_key<first, dict>) {
            assign_key(std::forward<Pair>(each).first, std::forward<Pair>(each).second);
        } else { // another type of key compares in another way
            assign_key(static_cast<Key>(std::forward<Pair>(each).first),
                       std::forward<Pair>(each).second);
        }
    }

    constexpr std::pair<iterator, bool> insert_node(node_type& node) {
        if (node.empty()) return {this->end(), false};
        const word hashed = table_.key_word(node.key());
        const word found = table_.find(hashed, node.key());
        if (found != none) return {table_.at(found), false};
        table_.reserve_one();
        const word made = table_.append(hashed, std::move(node.key()), std::move(node.mapped()));
        node.reset();
        check_invariants();
        return {table_.at(made), true};
    }
    constexpr node_type take_node(word position) {
        return this->take(position, [](auto&&... parts) {
            return node_type(std::in_place, std::forward<decltype(parts)>(parts)...);
        });
    }
    template <class K>
    constexpr node_type extract_key(const K& key) {
        const word at = table_.find(key);
        return at == none ? node_type() : take_node(at);
    }
    template <class K>
    constexpr std::optional<Value> pop_key(const K& key) {
        const word at = table_.find(key);
        if (at == none) return std::nullopt;
        return this->take(at, [](auto&&, auto&& value) {
            return std::optional<Value>(std::in_place, std::forward<decltype(value)>(value));
        });
    }
};

/// A hash set in insertion order: Python's dict.fromkeys(keys), with the interface of std::unordered_set.
template <class Key, class Hash, class Equal, class Allocator>
class ordered_set : public detail::hash_container<detail::key_entry<Key>, Hash, Equal, Allocator> {
    using base = detail::hash_container<detail::key_entry<Key>, Hash, Equal, Allocator>;
    using base::check_invariants;
    using base::none;
    using base::table_;
    using typename base::word;

public:
    // -- types -------------------------------------------------------------------------------------

    using typename base::const_iterator;
    using typename base::iterator;
    using typename base::size_type;
    using typename base::value_type;
    using node_type = detail::entry_handle<Key>;
    using insert_return_type = detail::entry_insertion<iterator, node_type>;

    // -- construction, assignment, destruction -------------------------------------------------------

    constexpr ordered_set() noexcept(base::nothrow_default) : ordered_set(Allocator()) {}
    constexpr explicit ordered_set(const Allocator& allocator) noexcept(base::nothrow_functors)
        : base(Hash(), Equal(), allocator) {}

    constexpr explicit ordered_set(size_type n, const Hash& hash = Hash(),
                                   const Equal& equal = Equal(),
                                   const Allocator& allocator = Allocator())
        : base(hash, equal, allocator) {
        table_.reserve(n);
    }
    constexpr ordered_set(size_type n, const Allocator& allocator)
        : ordered_set(n, Hash(), Equal(), allocator) {}
    constexpr ordered_set(size_type n, const Hash& hash, const Allocator& allocator)
        : ordered_set(n, hash, Equal(), allocator) {}

    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr ordered_set(It first, Last last, size_type n = 0, const Hash& hash = Hash(),
                          const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : ordered_set(n, hash, equal, allocator) {
        insert(std::move(first), std::move(last));
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr ordered_set(It first, Last last, const Allocator& allocator)
        : ordered_set(std::move(first), std::move(last), 0, Hash(), Equal(), allocator) {}
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr ordered_set(It first, Last last, size_type n, const Allocator& allocator)
        : ordered_set(std::move(first), std::move(last), n, Hash(), Equal(), allocator) {}
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr ordered_set(It first, Last last, size_type n, const Hash& hash,
                          const Allocator& allocator)
        : ordered_set(std::move(first), std::move(last), n, hash, Equal(), allocator) {}

    template <detail::range_of<Key> Range>
    constexpr ordered_set(from_range_t, Range&& range, size_type n = 0, const Hash& hash = Hash(),
                          const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : ordered_set(n, hash, equal, allocator) {
        insert_range(std::forward<Range>(range));
    }
    template <detail::range_of<Key> Range>
    constexpr ordered_set(from_range_t, Range&& range, const Allocator& allocator)
        : ordered_set(from_range, std::forward<Range>(range), 0, Hash(), Equal(), allocator) {}
    template <detail::range_of<Key> Range>
    constexpr ordered_set(from_range_t, Range&& range, size_type n, const Allocator& allocator)
        : ordered_set(from_range, std::forward<Range>(range), n, Hash(), Equal(), allocator) {}
    template <detail::range_of<Key> Range>
    constexpr ordered_set(from_range_t, Range&& range, size_type n, const Hash& hash,
                          const Allocator& allocator)
        : ordered_set(from_range, std::forward<Range>(range), n, hash, Equal(), allocator) {}

    constexpr ordered_set(std::initializer_list<Key> list, size_type n = 0,
                          const Hash& hash = Hash(), const Equal& equal = Equal(),
                          const Allocator& allocator = Allocator())
        : ordered_set(list.begin(), list.end(), n > list.size() ? n : list.size(), hash, equal,
                      allocator) {}
    constexpr ordered_set(std::initializer_list<Key> list, const Allocator& allocator)
        : ordered_set(list, 0, Hash(), Equal(), allocator) {}
    constexpr ordered_set(std::initializer_list<Key> list, size_type n, const Allocator& allocator)
        : ordered_set(list, n, Hash(), Equal(), allocator) {}
    constexpr ordered_set(std::initializer_list<Key> list, size_type n, const Hash& hash,
                          const Allocator& allocator)
        : ordered_set(list, n, hash, Equal(), allocator) {}

    ordered_set(const ordered_set&) = default;
    ordered_set(ordered_set&&) = default;
    constexpr ordered_set(const ordered_set& other,
                          const std::type_identity_t<Allocator>& allocator)
        : base(other, allocator) {}
    constexpr ordered_set(ordered_set&& other, const std::type_identity_t<Allocator>& allocator)
        : base(std::move(other), allocator) {}
    ordered_set& operator=(const ordered_set&) = default;
    ordered_set& operator=(ordered_set&&) = default;
    constexpr ordered_set& operator=(std::initializer_list<Key> list) {
        ordered_set made(list, 0, table_.hasher(), table_.equal(), table_.allocator());
        table_.swap(made.table_);
        return *this;
    }
    ~ordered_set() = default;

    // -- insertion: at the end, if the key is absent; amortised O(1); strong; validity see above --------

    constexpr std::pair<iterator, bool> insert(const Key& key) { return insert_key(key); }
    constexpr std::pair<iterator, bool> insert(Key&& key) { return insert_key(std::move(key)); }
    template <class K>
        requires detail::foreign_key<K, ordered_set> && std::constructible_from<Key, K>
    constexpr std::pair<iterator, bool> insert(K&& key) {
        return insert_key(std::forward<K>(key));
    }
    constexpr iterator insert(const_iterator, const Key& key) { return insert_key(key).first; }
    constexpr iterator insert(const_iterator, Key&& key) {
        return insert_key(std::move(key)).first;
    }
    constexpr void insert(std::initializer_list<Key> list) { insert(list.begin(), list.end()); }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
    constexpr void insert(It first, Last last) {
        for (; first != last; ++first)
            insert(*first);
    }
    /// Basic: what was inserted before an exception stays.
    template <detail::range_of<Key> Range>
    constexpr void insert_range(Range&& range) {
        this->expect(range);
        for (auto&& each : range)
            insert(std::forward<decltype(each)>(each));
    }
    template <class... Args>
    constexpr std::pair<iterator, bool> emplace(Args&&... args) {
        if constexpr (detail::is_key<Key, Args...>) {
            return insert_key(std::forward<Args>(args)...);
        } else {
            return insert_key(Key(std::forward<Args>(args)...));
        }
    }
    template <class... Args>
    constexpr iterator emplace_hint(const_iterator, Args&&... args) {
        return emplace(std::forward<Args>(args)...).first;
    }

    // -- removal -----------------------------------------------------------------------------------

    /// Erases the last key, or the first if !last, and returns it, moved out. Expects !empty().
    constexpr Key popitem(bool last = true) {
        CAIRN_EXPECTS(!this->empty());
        return this->take(last ? table_.last() : table_.first(),
                          [](auto&& key) { return Key(std::forward<decltype(key)>(key)); });
    }
    constexpr node_type extract(const_iterator position) {
        CAIRN_EXPECTS(table_.names_entry(position));
        return take_node(static_cast<word>(position.position()));
    }
    constexpr node_type extract(const Key& key) { return extract_key(key); }
    template <class K>
        requires detail::foreign_key<K, ordered_set>
    constexpr node_type extract(K&& key) {
        return extract_key(key);
    }
    constexpr insert_return_type insert(node_type&& node) {
        const auto [position, inserted] = insert_node(node);
        return {position, inserted, std::move(node)};
    }
    constexpr iterator insert(const_iterator, node_type&& node) { return insert_node(node).first; }
    template <class Hash2, class Equal2>
    constexpr void merge(ordered_set<Key, Hash2, Equal2, Allocator>& other) {
        this->merge_from(other);
    }
    template <class Hash2, class Equal2>
    constexpr void merge(ordered_set<Key, Hash2, Equal2, Allocator>&& other) {
        merge(other);
    }

    // -- as a whole ----------------------------------------------------------------------------------

    constexpr void swap(ordered_set& other) noexcept(noexcept(table_.swap(other.table_))) {
        table_.swap(other.table_);
    }
    friend constexpr void swap(ordered_set& a, ordered_set& b) noexcept(noexcept(a.swap(b))) {
        a.swap(b);
    }

    /// The same keys; order does not matter.
    [[nodiscard]] friend constexpr bool operator==(const ordered_set& a, const ordered_set& b) {
        if (a.size() != b.size()) return false;
        for (const Key& key : a) {
            if (!b.contains(key)) return false;
        }
        return true;
    }

    template <class Predicate>
    friend constexpr size_type erase_if(ordered_set& container, Predicate predicate) {
        return container.erase_where(predicate);
    }

private:
    template <class K>
    constexpr std::pair<iterator, bool> insert_key(K&& key) {
        const word hashed = table_.key_word(key);
        const word found = table_.find(hashed, key);
        if (found != none) return {table_.at(found), false};
        const word made = table_.append(hashed, std::forward<K>(key));
        check_invariants();
        return {table_.at(made), true};
    }
    constexpr std::pair<iterator, bool> insert_node(node_type& node) {
        if (node.empty()) return {this->end(), false};
        const word hashed = table_.key_word(node.value());
        const word found = table_.find(hashed, node.value());
        if (found != none) return {table_.at(found), false};
        table_.reserve_one();
        const word made = table_.append(hashed, std::move(node.value()));
        node.reset();
        check_invariants();
        return {table_.at(made), true};
    }
    constexpr node_type take_node(word position) {
        return this->take(position, [](auto&& key) {
            return node_type(std::in_place, std::forward<decltype(key)>(key));
        });
    }
    template <class K>
    constexpr node_type extract_key(const K& key) {
        const word at = table_.find(key);
        return at == none ? node_type() : take_node(at);
    }
};

// -- deduction guides: from iterators, from ranges, from lists; each with what may follow -----------------

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::functor_like Hash = hash<detail::key_part<std::iter_value_t<It>>>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::iter_value_t<It>>,
                                       detail::mapped_part<std::iter_value_t<It>>>>>
dict(It, Last, std::size_t = 0, Hash = Hash(), Equal = Equal(), Allocator = Allocator())
    -> dict<detail::key_part<std::iter_value_t<It>>, detail::mapped_part<std::iter_value_t<It>>,
            Hash, Equal, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
dict(It, Last, Allocator)
    -> dict<detail::key_part<std::iter_value_t<It>>, detail::mapped_part<std::iter_value_t<It>>,
            hash<detail::key_part<std::iter_value_t<It>>>, std::equal_to<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
dict(It, Last, std::size_t, Allocator)
    -> dict<detail::key_part<std::iter_value_t<It>>, detail::mapped_part<std::iter_value_t<It>>,
            hash<detail::key_part<std::iter_value_t<It>>>, std::equal_to<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::functor_like Hash,
          detail::allocator_like Allocator>
dict(It, Last, std::size_t, Hash, Allocator)
    -> dict<detail::key_part<std::iter_value_t<It>>, detail::mapped_part<std::iter_value_t<It>>,
            Hash, std::equal_to<>, Allocator>;

template <std::ranges::input_range Range,
          detail::functor_like Hash = hash<detail::key_part<std::ranges::range_value_t<Range>>>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const detail::key_part<std::ranges::range_value_t<Range>>,
                                       detail::mapped_part<std::ranges::range_value_t<Range>>>>>
dict(from_range_t, Range&&, std::size_t = 0, Hash = Hash(), Equal = Equal(),
     Allocator = Allocator())
    -> dict<detail::key_part<std::ranges::range_value_t<Range>>,
            detail::mapped_part<std::ranges::range_value_t<Range>>, Hash, Equal, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
dict(from_range_t, Range&&, Allocator)
    -> dict<detail::key_part<std::ranges::range_value_t<Range>>,
            detail::mapped_part<std::ranges::range_value_t<Range>>,
            hash<detail::key_part<std::ranges::range_value_t<Range>>>, std::equal_to<>, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
dict(from_range_t, Range&&, std::size_t, Allocator)
    -> dict<detail::key_part<std::ranges::range_value_t<Range>>,
            detail::mapped_part<std::ranges::range_value_t<Range>>,
            hash<detail::key_part<std::ranges::range_value_t<Range>>>, std::equal_to<>, Allocator>;
template <std::ranges::input_range Range, detail::functor_like Hash,
          detail::allocator_like Allocator>
dict(from_range_t, Range&&, std::size_t, Hash, Allocator)
    -> dict<detail::key_part<std::ranges::range_value_t<Range>>,
            detail::mapped_part<std::ranges::range_value_t<Range>>, Hash, std::equal_to<>,
            Allocator>;

template <class Key, class Value, detail::functor_like Hash = hash<std::remove_const_t<Key>>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator =
              std::allocator<std::pair<const std::remove_const_t<Key>, Value>>>
dict(std::initializer_list<std::pair<Key, Value>>, std::size_t = 0, Hash = Hash(), Equal = Equal(),
     Allocator = Allocator()) -> dict<std::remove_const_t<Key>, Value, Hash, Equal, Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
dict(std::initializer_list<std::pair<Key, Value>>, Allocator)
    -> dict<std::remove_const_t<Key>, Value, hash<std::remove_const_t<Key>>, std::equal_to<>,
            Allocator>;
template <class Key, class Value, detail::allocator_like Allocator>
dict(std::initializer_list<std::pair<Key, Value>>, std::size_t, Allocator)
    -> dict<std::remove_const_t<Key>, Value, hash<std::remove_const_t<Key>>, std::equal_to<>,
            Allocator>;
template <class Key, class Value, detail::functor_like Hash, detail::allocator_like Allocator>
dict(std::initializer_list<std::pair<Key, Value>>, std::size_t, Hash, Allocator)
    -> dict<std::remove_const_t<Key>, Value, Hash, std::equal_to<>, Allocator>;

template <detail::input_iterator It, std::sentinel_for<It> Last,
          detail::functor_like Hash = hash<std::iter_value_t<It>>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<std::iter_value_t<It>>>
ordered_set(It, Last, std::size_t = 0, Hash = Hash(), Equal = Equal(), Allocator = Allocator())
    -> ordered_set<std::iter_value_t<It>, Hash, Equal, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
ordered_set(It, Last, Allocator)
    -> ordered_set<std::iter_value_t<It>, hash<std::iter_value_t<It>>, std::equal_to<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator>
ordered_set(It, Last, std::size_t, Allocator)
    -> ordered_set<std::iter_value_t<It>, hash<std::iter_value_t<It>>, std::equal_to<>, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::functor_like Hash,
          detail::allocator_like Allocator>
ordered_set(It, Last, std::size_t, Hash, Allocator)
    -> ordered_set<std::iter_value_t<It>, Hash, std::equal_to<>, Allocator>;

template <std::ranges::input_range Range,
          detail::functor_like Hash = hash<std::ranges::range_value_t<Range>>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<std::ranges::range_value_t<Range>>>
ordered_set(from_range_t, Range&&, std::size_t = 0, Hash = Hash(), Equal = Equal(),
            Allocator = Allocator())
    -> ordered_set<std::ranges::range_value_t<Range>, Hash, Equal, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
ordered_set(from_range_t, Range&&, Allocator)
    -> ordered_set<std::ranges::range_value_t<Range>, hash<std::ranges::range_value_t<Range>>,
                   std::equal_to<>, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator>
ordered_set(from_range_t, Range&&, std::size_t, Allocator)
    -> ordered_set<std::ranges::range_value_t<Range>, hash<std::ranges::range_value_t<Range>>,
                   std::equal_to<>, Allocator>;
template <std::ranges::input_range Range, detail::functor_like Hash,
          detail::allocator_like Allocator>
ordered_set(from_range_t, Range&&, std::size_t, Hash, Allocator)
    -> ordered_set<std::ranges::range_value_t<Range>, Hash, std::equal_to<>, Allocator>;

template <class Key, detail::functor_like Hash = hash<Key>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<Key>>
ordered_set(std::initializer_list<Key>, std::size_t = 0, Hash = Hash(), Equal = Equal(),
            Allocator = Allocator()) -> ordered_set<Key, Hash, Equal, Allocator>;
template <class Key, detail::allocator_like Allocator>
ordered_set(std::initializer_list<Key>, Allocator)
    -> ordered_set<Key, hash<Key>, std::equal_to<>, Allocator>;
template <class Key, detail::allocator_like Allocator>
ordered_set(std::initializer_list<Key>, std::size_t, Allocator)
    -> ordered_set<Key, hash<Key>, std::equal_to<>, Allocator>;
template <class Key, detail::functor_like Hash, detail::allocator_like Allocator>
ordered_set(std::initializer_list<Key>, std::size_t, Hash, Allocator)
    -> ordered_set<Key, Hash, std::equal_to<>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_DICT_HPP
