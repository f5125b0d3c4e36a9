// SPDX-License-Identifier: BSL-1.0
// cairn/counter.hpp -- Python's collections.Counter: a multiset of keys, counted, in order of first encounter
//
//     cairn::counter<std::string> words(cairn::from_range, text);
//     words["spam"];                         // 0, and nothing is inserted
//     words.add("eggs", 2);
//     for (auto& [word, n] : words.most_common(3)) ...
//     words += more_words;                   // sums, and keeps what is positive
//
// Shape       as dict: entries {key, count} in order, and an index. Strings are packed: 24 bytes an
//             entry, those of at most 15 bytes inside of it, longer ones in an arena.
// Synopsis    counting     add  at_or_insert  update  subtract  merge      O(1) a key, batched for ranges
//             asking       []  contains  total  size  ==  <=>              O(1); O(n) as a whole
//             ranking      most_common  least_common                       O(n) + O(k log k)
//             multisets    +  -  &  |  += ...  unary + -  keep_positive    O(n + m)
//             parts        begin  keys  values  elements                   in order of first encounter
//             removal      erase  pop  popitem  clear  erase_if
// Units       counts are of type Count, std::int64_t unless you say otherwise; integers wrap around on
//             overflow, without undefined behaviour
// Validity    Iterators, references and string views die when a key is inserted, when their entry is
//             erased, and with swap or move for std::string keys; counting a present key keeps all.
// Exceptions  Single keys: strong. Ranges and counters: what was counted before stays counted.
// Source      CPython, Lib/collections/__init__.py, for the semantics; the batched look-up follows
//             the vectorised aggregation of DuckDB and ClickHouse

#ifndef CAIRN_COUNTER_HPP
#define CAIRN_COUNTER_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/kernels.hpp>
#include <cairn/detail/ordered_container.hpp>
#include <cairn/detail/word_keys.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI {

/// A multiset of keys with their counts, in order of first encounter.
/// Units       Count is a signed or unsigned integer or a floating-point type
template <class Key, class Count, class Hash, class Equal, class Allocator>
class counter {
    using key_policy =
        typename std::conditional_t<detail::packs_keys<Key, Hash, Equal>, detail::packed_policy,
                                    detail::plain_policy>::template keys<Key, Count, Hash, Equal,
                                                                         Allocator>;
    using stored_key = typename key_policy::stored;
    using table =
        detail::ordered_table<detail::pair_entry<stored_key, Count>, typename key_policy::hasher,
                              typename key_policy::equal, typename key_policy::allocator>;
    using entry = typename table::entry;
    using word = typename table::word;
    static constexpr word none = table::none;
    static constexpr bool packed = !std::is_same_v<stored_key, Key>;

    /// What may be looked up: what converts to the key, or what Hash and Equal take as well.
    template <class K>
    static constexpr bool acceptable =
        key_policy::template takes<K> || std::convertible_to<const K&, const Key&>;
    /// What may be counted: the key can be made from it too.
    template <class K>
    static constexpr bool countable =
        acceptable<std::remove_cvref_t<K>> && (packed || std::constructible_from<Key, K>);
    /// A pair of something countable and how often.
    template <class T>
    static constexpr bool counted = requires {
        requires std::tuple_size<T>::value == 2;
        requires countable<std::tuple_element_t<0, T>>;
        requires std::convertible_to<std::tuple_element_t<1, T>, Count>;
    };
    /// What ranges may hand out.
    template <class Reference>
    static constexpr bool enumerable =
        countable<Reference> || counted<std::remove_cvref_t<Reference>>;

    static constexpr bool nothrow_functors = std::is_nothrow_default_constructible_v<Hash> &&
                                             std::is_nothrow_copy_constructible_v<Hash> &&
                                             std::is_nothrow_default_constructible_v<Equal> &&
                                             std::is_nothrow_copy_constructible_v<Equal>;

public:
    // -- types -------------------------------------------------------------------------------------

    using key_type = Key;
    using mapped_type = Count;
    using value_type = std::pair<const Key, Count>;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using hasher = Hash;
    using key_equal = Equal;
    using allocator_type = Allocator;
    /// How keys are handed out: `const Key&`, or std::string_view for packed strings.
    using key_view = typename key_policy::view_type;
    using reference = std::conditional_t<packed, std::pair<key_view, Count>, const value_type&>;
    using const_reference = reference;

    /// Bidirectional, in order of first encounter, read-only.
    class iterator {
        using inner = typename table::const_iterator;

    public:
        using iterator_concept = std::bidirectional_iterator_tag;
        /// Of packed keys too, although their references are no references: were it less, std::prev and the
        /// arrow of std::reverse_iterator would not step back.
        using iterator_category = std::bidirectional_iterator_tag;
        using value_type = std::pair<std::conditional_t<packed, Key, const Key>, Count>;
        using difference_type = std::ptrdiff_t;
        using reference = counter::reference;
        using pointer = std::conditional_t<packed, detail::arrow<reference>, const value_type*>;

        constexpr iterator() = default;

        constexpr reference operator*() const noexcept {
            if constexpr (packed) {
                return {key_policy::view(at_->first), at_->second};
            } else {
                return *at_;
            }
        }
        constexpr pointer operator->() const noexcept {
            if constexpr (packed) {
                return detail::arrow<reference>(**this);
            } else {
                return std::addressof(*at_);
            }
        }
        constexpr iterator& operator++() noexcept {
            ++at_;
            return *this;
        }
        constexpr iterator operator++(int) noexcept { return iterator(at_++); }
        constexpr iterator& operator--() noexcept {
            --at_;
            return *this;
        }
        constexpr iterator operator--(int) noexcept { return iterator(at_--); }
        friend constexpr bool operator==(const iterator&, const iterator&) = default;

    private:
        friend counter;
        constexpr explicit iterator(inner at) noexcept : at_(at) {}
        inner at_;
    };
    using const_iterator = iterator;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = reverse_iterator;

    // -- construction, assignment, destruction -------------------------------------------------------

    constexpr counter() noexcept(nothrow_functors &&
                                 std::is_nothrow_default_constructible_v<Allocator>)
        : counter(Allocator()) {}
    constexpr explicit counter(const Allocator& allocator) noexcept(nothrow_functors)
        : counter(Hash(), Equal(), allocator) {}
    constexpr explicit counter(const Hash& hash, const Equal& equal = Equal(),
                               const Allocator& allocator = Allocator())
        : table_(make_hash(hash), make_equal(equal), typename key_policy::allocator(allocator)),
          keys_(allocator) {}

    /// Counts the elements of a range, or adds the counts of a range of pairs.
    /// Python      Counter(iterable), Counter(mapping)
    template <std::ranges::input_range Range>
        requires enumerable<std::ranges::range_reference_t<Range>>
    constexpr counter(from_range_t, Range&& range, const Hash& hash = Hash(),
                      const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : counter(hash, equal, allocator) {
        update(std::forward<Range>(range));
    }
    template <std::ranges::input_range Range>
        requires enumerable<std::ranges::range_reference_t<Range>>
    constexpr counter(from_range_t, Range&& range, const Allocator& allocator)
        : counter(from_range, std::forward<Range>(range), Hash(), Equal(), allocator) {}
    template <detail::input_iterator It, std::sentinel_for<It> Last>
        requires enumerable<std::iter_reference_t<It>>
    constexpr counter(It first, Last last, const Hash& hash = Hash(), const Equal& equal = Equal(),
                      const Allocator& allocator = Allocator())
        : counter(hash, equal, allocator) {
        combine_all(std::move(first), std::move(last), detail::plus());
        check_invariants();
    }
    template <detail::input_iterator It, std::sentinel_for<It> Last>
        requires enumerable<std::iter_reference_t<It>>
    constexpr counter(It first, Last last, const Allocator& allocator)
        : counter(std::move(first), std::move(last), Hash(), Equal(), allocator) {}
    /// Of equal keys, the counts add up.
    /// Python      Counter({'a': 3}), Counter(a=3)
    constexpr counter(std::initializer_list<value_type> list, const Hash& hash = Hash(),
                      const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : counter(hash, equal, allocator) {
        update(list);
    }
    constexpr counter(std::initializer_list<value_type> list, const Allocator& allocator)
        : counter(list, Hash(), Equal(), allocator) {}

    constexpr counter(const counter& other)
        : counter(other, std::allocator_traits<Allocator>::select_on_container_copy_construction(
                             other.get_allocator())) {}
    constexpr counter(const counter& other, const std::type_identity_t<Allocator>& allocator)
        : table_(other.table_, typename key_policy::allocator(allocator)), keys_(allocator) {
        keys_.own(table_);
    }
    counter(counter&&) = default;
    constexpr counter(counter&& other, const std::type_identity_t<Allocator>& allocator)
        : table_(std::move(other.table_), typename key_policy::allocator(allocator)),
          keys_(allocator) {
        if (std::allocator_traits<Allocator>::is_always_equal::value ||
            allocator == other.get_allocator()) {
            keys_.swap(other.keys_);
        } else {
            keys_.own(table_);
            other.keys_.release();
        }
    }
    /// Strong.
    constexpr counter& operator=(const counter& other) {
        if (this == &other) return *this;
        constexpr bool adopt =
            std::allocator_traits<Allocator>::propagate_on_container_copy_assignment::value;
        key_policy fresh(adopt ? other.get_allocator() : get_allocator(), other.table_);
        table_ = other.table_;
        keys_.adopt(std::move(fresh), table_);
        return *this;
    }
    constexpr counter&
    operator=(counter&& other) noexcept(std::is_nothrow_move_assignable_v<table>) {
        using traits = std::allocator_traits<Allocator>;
        if (this == &other) return *this;
        if (traits::propagate_on_container_move_assignment::value ||
            traits::is_always_equal::value || get_allocator() == other.get_allocator()) {
            table_ = std::move(other.table_);
            keys_ = std::move(other.keys_);
        } else {
            counter moved(std::move(other), get_allocator());
            swap(moved);
        }
        return *this;
    }
    /// Strong.
    constexpr counter& operator=(std::initializer_list<value_type> list) {
        counter made(list, hash_function(), key_eq(), get_allocator());
        swap(made);
        return *this;
    }
    ~counter() = default;

    // -- iterators ---------------------------------------------------------------------------------

    [[nodiscard]] constexpr iterator begin() const noexcept { return iterator(table_.begin()); }
    [[nodiscard]] constexpr iterator end() const noexcept { return iterator(table_.end()); }
    [[nodiscard]] constexpr iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] constexpr iterator cend() const noexcept { return end(); }
    [[nodiscard]] constexpr reverse_iterator rbegin() const noexcept {
        return reverse_iterator(end());
    }
    [[nodiscard]] constexpr reverse_iterator rend() const noexcept {
        return reverse_iterator(begin());
    }
    [[nodiscard]] constexpr const_reverse_iterator crbegin() const noexcept { return rbegin(); }
    [[nodiscard]] constexpr const_reverse_iterator crend() const noexcept { return rend(); }

    /// The keys, their counts, and every key as often as it counts (not at all if that is negative), in
    /// order of first encounter, as views into this container.
    /// Python      c.keys(), c.values(), c.elements()
    [[nodiscard]] constexpr auto keys() const noexcept { return part<get_key_view>(); }
    [[nodiscard]] constexpr auto values() const noexcept { return part<get_count>(); }
    [[nodiscard]] constexpr auto elements() const noexcept
        requires(!std::is_floating_point_v<Count>)
    {
        return detail::elements_view<iterator>(begin(), end());
    }

    // -- size --------------------------------------------------------------------------------------

    [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }
    /// The number of distinct keys, those that count zero or less included.
    [[nodiscard]] constexpr size_type size() const noexcept { return table_.size(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept { return table_.max_size(); }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return table_.capacity(); }
    /// Bytes of heap memory, less what keys own themselves.
    [[nodiscard]] constexpr size_type memory_bytes() const noexcept {
        return table_.memory_bytes() + keys_.memory_bytes();
    }
    /// Room for n distinct keys. Throws std::length_error if n > max_size().
    constexpr void reserve(size_type n) { table_.reserve(n); }
    constexpr void shrink_to_fit() {
        table_.shrink_to_fit();
        keys_.own(table_);
        check_invariants();
    }

    [[nodiscard]] constexpr hasher hash_function() const {
        if constexpr (packed) {
            return Hash();
        } else {
            return table_.hasher();
        }
    }
    [[nodiscard]] constexpr key_equal key_eq() const {
        if constexpr (packed) {
            return Equal();
        } else {
            return table_.equal();
        }
    }
    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return Allocator(table_.allocator());
    }

    // -- asking ------------------------------------------------------------------------------------

    /// How often the key was counted; 0 if it is absent. Inserts nothing.
    /// Complexity  one hash, about one comparison
    /// Python      c[key]
    template <class K = Key>
        requires(acceptable<K>)
    [[nodiscard]] constexpr Count operator[](const K& key) const {
        const word at = find_key(key);
        return at == none ? Count() : table_[at].second;
    }

    /// The key is present, be it with a count of 0.
    template <class K = Key>
        requires(acceptable<K>)
    [[nodiscard]] constexpr bool contains(const K& key) const {
        return find_key(key) != none;
    }
    template <class K = Key>
        requires(acceptable<K>)
    [[nodiscard]] constexpr iterator find(const K& key) const {
        return iterator(table_.at_or_end(find_key(key)));
    }

    /// The sum of all counts.
    [[nodiscard]] constexpr Count total() const noexcept {
        Count sum = Count();
        each([&](const entry& e) { sum = detail::plus()(sum, e.second); });
        return sum;
    }

    // -- ranking -----------------------------------------------------------------------------------

    /// All keys with their counts, highest first; ties in order of first encounter.
    /// Complexity  linear while few counts are large, else O(size log size)
    [[nodiscard]] constexpr std::vector<std::pair<Key, Count>> most_common() const {
        return items(rank(detail::higher(), static_cast<difference_type>(size())));
    }
    /// The n first of them; none if n <= 0.
    /// Complexity  O(size + n log n)
    [[nodiscard]] constexpr std::vector<std::pair<Key, Count>>
    most_common(difference_type n) const {
        return items(rank(detail::higher(), n));
    }
    /// The n rarest keys, lowest count first; ties in order of first encounter.
    [[nodiscard]] constexpr std::vector<std::pair<Key, Count>>
    least_common(difference_type n) const {
        return items(rank(detail::lower(), n));
    }

    // -- counting ----------------------------------------------------------------------------------

    /// Adds n to the count of the key, inserting it at the end if it is absent; returns the new count.
    /// Complexity  amortised O(1)
    /// Exceptions  strong
    /// Python      c[key] += n
    template <class K = Key>
        requires(countable<K>)
    constexpr Count add(K&& key, Count n = Count(1)) {
        Count& count = at_or_insert(std::forward<K>(key));
        count = detail::plus()(count, n);
        return count;
    }

    /// The count of the key, inserted as 0 if it was absent.
    /// Validity    of the reference: until the next insertion
    template <class K = Key>
        requires(countable<K>)
    [[nodiscard]] constexpr Count& at_or_insert(K&& key) {
        if constexpr (packed && !key_policy::template takes<std::remove_cvref_t<K>>) {
            return at_or_insert(static_cast<const Key&>(key));
        } else {
            const auto& probe = keys_.probe(key);
            const word hashed = table_.key_word(probe);
            word at = table_.find(hashed, probe);
            if (at == none) [[unlikely]] {
                if constexpr (packed) {
                    at = insert(hashed, probe, Count());
                } else {
                    at = insert(hashed, std::forward<K>(key), Count());
                }
                check_invariants();
            }
            return table_[at].second;
        }
    }

    /// Counts every element of a range once more, or adds the counts of a range of pairs.
    /// Shape       any input range of keys (or what converts to them), or of (key, count)
    /// Complexity  amortised O(1) a key. Ranges with random access are looked up in batches, and keys of
    ///             8 or 16 bits in a table of all of them.
    /// Python      c.update(iterable), c.update(mapping)
    template <std::ranges::input_range Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, counter>) &&
                enumerable<std::ranges::range_reference_t<Range>>
    constexpr void update(Range&& range) {
        combine_range(range, detail::plus());
    }
    constexpr void update(const counter& other) { combine_from(other, detail::plus()); }
    constexpr void update(std::initializer_list<value_type> list) {
        for (const auto& [key, n] : list)
            add(key, n);
    }

    /// As update, but takes away.
    /// Python      c.subtract(iterable), c.subtract(mapping)
    template <std::ranges::input_range Range>
        requires(!std::same_as<std::remove_cvref_t<Range>, counter>) &&
                enumerable<std::ranges::range_reference_t<Range>>
    constexpr void subtract(Range&& range) {
        combine_range(range, detail::minus());
    }
    constexpr void subtract(const counter& other) { combine_from(other, detail::minus()); }
    constexpr void subtract(std::initializer_list<value_type> list) {
        for (const auto& [key, n] : list) {
            Count& count = at_or_insert(key);
            count = detail::minus()(count, n);
        }
    }

    /// Adds the counts of a counter that is no longer needed, and leaves it empty: for counting in shards.
    /// Exceptions  what was added stays added; the other keeps its keys, if they could be copied
    constexpr void merge(counter&& other) {
        if (this == &other) return;
        if (empty() && get_allocator() == other.get_allocator()) {
            swap(other);
        } else if constexpr (packed || std::is_copy_constructible_v<Key>) {
            update(other);
            other.clear();
        } else {
            move_from(other);
        }
    }
    constexpr void merge(counter& other) { merge(std::move(other)); }

    // -- removal -----------------------------------------------------------------------------------

    /// Forgets the key; returns how many were forgotten (0 or 1). The others keep their order.
    /// Python      del c[key], which does not raise either
    template <class K = Key>
        requires(acceptable<K>)
    constexpr size_type erase(const K& key) {
        const word at = find_key(key);
        if (at == none) return 0;
        erase_at(at);
        return 1;
    }
    /// Expects     an iterator to an entry of this counter
    constexpr iterator erase(iterator position) {
        CAIRN_EXPECTS(table_.names_entry(position.at_));
        const iterator next = std::next(position);
        erase_at(static_cast<word>(position.at_.position()));
        return next;
    }
    constexpr iterator erase(iterator first, iterator last) {
        while (first != last)
            first = erase(first);
        return last;
    }
    /// Python      c.pop(key, None)
    template <class K = Key>
        requires(acceptable<K>)
    constexpr std::optional<Count> pop(const K& key) {
        const word at = find_key(key);
        if (at == none) return std::nullopt;
        const Count count = table_[at].second;
        erase_at(at);
        return count;
    }
    /// Removes the key that was encountered last.
    /// Expects     !empty()
    /// Python      c.popitem()
    constexpr std::pair<Key, Count> popitem() {
        CAIRN_EXPECTS(!empty());
        const word at = table_.last();
        if constexpr (packed) {
            std::pair<Key, Count> item(Key(key_policy::view(table_[at].first)), table_[at].second);
            erase_at(at);
            return item;
        } else {
            return table_.take(at, [](auto&&... parts) {
                return std::pair<Key, Count>(std::forward<decltype(parts)>(parts)...);
            });
        }
    }
    /// Complexity  linear; keeps the memory of the table
    constexpr void clear() noexcept {
        table_.clear();
        keys_.release();
        check_invariants();
    }
    /// Forgets every key whose count is not positive. Python: c += Counter()
    constexpr void keep_positive() {
        erase_where([](iterator it) { return !(Count() < it.at_->second); });
    }
    template <class Predicate>
    friend constexpr size_type erase_if(counter& c, Predicate predicate) {
        return c.erase_where([&](iterator it) { return predicate(*it); });
    }

    // -- multisets: in-place forms and operators keep positive counts only -----------------------------

    constexpr counter& operator+=(const counter& other) { return apply(other, detail::plus()); }
    /// A difference that is not positive is dropped, of unsigned counts too.
    constexpr counter& operator-=(const counter& other) {
        return apply(other,
                     [](Count a, Count b) { return b < a ? detail::minus()(a, b) : Count(); });
    }
    /// The larger of both counts.
    constexpr counter& operator|=(const counter& other) {
        return apply(other, [](Count a, Count b) { return a < b ? b : a; });
    }
    /// The smaller of both counts.
    constexpr counter& operator&=(const counter& other) {
        if (this == &other) {
            keep_positive();
            return *this;
        }
        each([&](entry& e) {
            const Count theirs = other.count_of(e.first);
            if (theirs < e.second) e.second = theirs;
        });
        keep_positive();
        return *this;
    }
    [[nodiscard]] friend constexpr counter operator+(counter a, const counter& b) {
        return std::move(a += b);
    }
    [[nodiscard]] friend constexpr counter operator-(counter a, const counter& b) {
        return std::move(a -= b);
    }
    [[nodiscard]] friend constexpr counter operator|(counter a, const counter& b) {
        return std::move(a |= b);
    }
    [[nodiscard]] friend constexpr counter operator&(counter a, const counter& b) {
        return std::move(a &= b);
    }
    /// The positive counts, or the negative ones with their sign changed.
    [[nodiscard]] constexpr counter operator+() const {
        counter result(*this);
        result.keep_positive();
        return result;
    }
    [[nodiscard]] constexpr counter operator-() const {
        counter result(*this);
        result.each([](entry& e) {
            e.second = e.second < Count() ? detail::minus()(Count(), e.second) : Count();
        });
        result.keep_positive();
        return result;
    }

    // -- comparison: as multisets, absent keys count 0 -------------------------------------------------

    [[nodiscard]] friend constexpr bool operator==(const counter& a, const counter& b) {
        return a.compare(b) == std::partial_ordering::equivalent;
    }
    /// Inclusion: a <= b if no count of a is above that of b. Counters of which neither includes the other
    /// are unordered.
    [[nodiscard]] friend constexpr std::partial_ordering operator<=>(const counter& a,
                                                                     const counter& b) {
        return a.compare(b);
    }

    /// Expects equal allocators, unless they propagate.
    constexpr void swap(counter& other) noexcept {
        table_.swap(other.table_);
        keys_.swap(other.keys_);
    }
    friend constexpr void swap(counter& a, counter& b) noexcept { a.swap(b); }

private:
    struct get_key_view {
        constexpr key_view operator()(const entry& e) const noexcept {
            return key_policy::view(e.first);
        }
    };
    struct get_count {
        constexpr const Count& operator()(const entry& e) const noexcept { return e.second; }
    };
    template <class Get>
    [[nodiscard]] constexpr auto part() const noexcept {
        return detail::part_view<typename table::const_iterator, Get>(table_.begin(), table_.end(),
                                                                      size());
    }

    static constexpr auto make_hash(const Hash& hash) {
        if constexpr (packed) {
            return detail::packed_hash();
        } else {
            return hash;
        }
    }
    static constexpr auto make_equal(const Equal& equal) {
        if constexpr (packed) {
            return detail::packed_equal();
        } else {
            return equal;
        }
    }

    // -- one key -----------------------------------------------------------------------------------

    template <class K>
    [[nodiscard]] constexpr word find_key(const K& key) const {
        if constexpr (packed && !key_policy::template takes<K>) {
            return find_key(static_cast<const Key&>(key)); // a class that converts to the key only
        } else {
            return table_.find(keys_.probe(key));
        }
    }
    [[nodiscard]] constexpr Count count_of(const stored_key& key) const {
        const word at = table_.find(key);
        return at == none ? Count() : table_[at].second;
    }

    /// A new entry for an absent key: from what was looked up if it is packed, else from what was given.
    template <class K>
    [[gnu::noinline]] constexpr word insert(word hashed, K&& key, Count count) {
        if constexpr (packed) {
            table_.reserve_one(); // nothing fails once the characters are kept
            return table_.append(hashed, keys_.keep(key, table_), count);
        } else {
            return table_.append(hashed, std::piecewise_construct,
                                 std::forward_as_tuple(std::forward<K>(key)),
                                 std::forward_as_tuple(count));
        }
    }

    constexpr void forget_at(word at) {
        if constexpr (packed) {
            const stored_key key = table_[at].first;
            table_.erase(at);
            if (key.is_long()) keys_.forget(key.size());
        } else {
            table_.erase(at);
        }
    }
    constexpr void erase_at(word at) {
        forget_at(at);
        check_invariants();
    }
    template <class Predicate>
    constexpr size_type erase_where(Predicate predicate) {
        const size_type before = size();
        for (typename table::const_iterator it = table_.begin(); it != table_.end();) {
            const auto each = it++;
            if (predicate(iterator(each))) forget_at(static_cast<word>(each.position()));
        }
        check_invariants();
        return before - size();
    }

    constexpr void check_invariants() const {
        if constexpr (detail::hardened >= 2) {
            if (!std::is_constant_evaluated())
                CAIRN_EXPECTS(table_.invariants_hold() && keys_.accounts_for(table_));
        }
    }

    // -- many keys ---------------------------------------------------------------------------------

    template <class Visit>
    constexpr void each(Visit visit) {
        for (entry& e : table_)
            visit(e);
    }
    template <class Visit>
    constexpr void each(Visit visit) const {
        if (table_.dense()) { // without a look at the marks the loop can be vectorised
            const entry* const last = table_.data() + table_.size();
            for (const entry* e = table_.data(); e != last; ++e)
                visit(*e);
        } else {
            for (const entry& e : table_)
                visit(e);
        }
    }

    /// An element of a range is a key, or a pair of a key and a count.
    template <class Element, class Combine>
    constexpr void combine_one(Element&& element, Combine combine) {
        if constexpr (countable<Element>) {
            Count& count = at_or_insert(std::forward<Element>(element));
            count = combine(count, Count(1));
        } else {
            auto&& [key, n] = element;
            Count& count = at_or_insert(key);
            count = combine(count, static_cast<Count>(n));
        }
    }

    template <class Range, class Combine>
    constexpr void combine_range(Range&& range, Combine combine) {
        if constexpr (std::ranges::random_access_range<Range> && std::ranges::sized_range<Range>) {
            const auto first = std::ranges::begin(range);
            using distance = std::ranges::range_difference_t<Range>;
            combine_all(first, first + static_cast<distance>(std::ranges::size(range)), combine);
        } else {
            combine_all(std::ranges::begin(range), std::ranges::end(range), combine);
        }
        check_invariants();
    }

    template <class It, class Last, class Combine>
    constexpr void combine_all(It first, Last last, Combine combine) {
        using element = std::remove_cvref_t<std::iter_reference_t<It>>;
        if constexpr (std::random_access_iterator<It> && std::sized_sentinel_for<Last, It> &&
                      may_wait<std::iter_reference_t<It>>) {
            const auto n = static_cast<size_type>(last - first);
            if constexpr (small_key<element> && std::contiguous_iterator<It>) {
                if (!std::is_constant_evaluated() && n >= worth_a_table) {
                    combine_small(std::to_address(first), n, combine);
                    return;
                }
            }
            const Count one = combine(Count(), Count(1));
            table_.visit(
                n,
                [this, first](size_type i) -> prepared<std::iter_reference_t<It>> {
                    return keys_.probe(first[static_cast<std::iter_difference_t<It>>(i)]);
                },
                [combine](size_type, entry& e) { e.second = combine(e.second, Count(1)); },
                [&](size_type, const auto& key, word hashed) { insert(hashed, key, one); });
        } else {
            for (; first != last; ++first)
                combine_one(*first, combine);
        }
    }

    /// A look-up may be prepared ahead only of a key whose referent outlives the expression, and that is
    /// looked up as it is, or is cheap to convert and to keep.
    template <class Reference, class K = std::remove_cvref_t<Reference>>
    static constexpr bool may_wait =
        countable<Reference> && (key_policy::template takes<K> || std::is_scalar_v<Key>) &&
        (std::is_lvalue_reference_v<Reference> || std::is_same_v<K, std::string_view> ||
         std::is_scalar_v<K>);

    /// What is looked up for an element: a reference only where the range hands out one.
    template <class Reference>
    using probed = decltype(key_policy::probe(std::declval<Reference>()));
    template <class Reference>
    using prepared = std::conditional_t<std::is_lvalue_reference_v<Reference>, probed<Reference>,
                                        std::remove_cvref_t<probed<Reference>>>;

    /// Keys of which there are so few that all of them fit into an array.
    template <class Element>
    static constexpr bool small_key = std::is_same_v<Element, Key> && sizeof(Key) <= 2 &&
                                      std::is_integral_v<Key> && std::is_integral_v<Count>;
    static constexpr size_type worth_a_table = sizeof(Key) == 1 ? 1024 : 32768; // elements

    /// Adds how often every key occurs among n of them. New ones are inserted in order of first encounter.
    template <class Combine>
    void combine_small(const Key* first, size_type n, Combine combine) {
        constexpr size_type most = size_type{1}
                                   << 30; // elements at a time, so that 32 bits count them
        for (; n > most; first += most, n -= most)
            combine_small(first, most, combine);
        if constexpr (sizeof(Key) == 1) {
            std::uint32_t times[256] = {};
            const auto* const bytes = reinterpret_cast<const unsigned char*>(first);
            detail::histogram(bytes, n, times);
            size_type missing = 0; // distinct keys of the range that are not among the entries yet
            for (size_type v = 0; v != 256; ++v) {
                if (times[v] == 0) continue;
                const word at = find_key(static_cast<Key>(v));
                if (at == none) {
                    ++missing;
                } else {
                    table_[at].second = combine(table_[at].second, static_cast<Count>(times[v]));
                    times[v] = 0;
                }
            }
            for (size_type i = 0; missing != 0; ++i) {
                const std::uint32_t occurrences = std::exchange(times[bytes[i]], 0U);
                if (occurrences == 0) continue;
                add_many(first[i], occurrences, combine);
                --missing;
            }
        } else {
            std::vector<std::uint32_t> times(size_type{1} << (8 * sizeof(Key)));
            std::vector<Key> order;
            for (size_type i = 0; i != n; ++i) {
                if (times[static_cast<std::make_unsigned_t<Key>>(first[i])]++ == 0)
                    order.push_back(first[i]);
            }
            for (const Key key : order)
                add_many(key, times[static_cast<std::make_unsigned_t<Key>>(key)], combine);
        }
    }
    template <class Combine>
    void add_many(Key key, std::uint32_t occurrences, Combine combine) {
        Count& count = at_or_insert(key);
        count = combine(count, static_cast<Count>(occurrences));
    }

    /// For every key of the other counter: count = combine(count, theirs).
    template <class Combine>
    constexpr void combine_from(const counter& other, Combine combine) {
        const auto insert_theirs = [&](const entry& theirs, word hashed) {
            insert(hashed, theirs.first, combine(Count(), theirs.second));
        };
        if (other.table_.dense()) {
            const entry* const theirs = other.table_.data();
            table_.visit(
                other.size(),
                [theirs](size_type i) -> const stored_key& { return theirs[i].first; },
                [=](size_type i, entry& e) { e.second = combine(e.second, theirs[i].second); },
                [&](size_type i, const stored_key&, word hashed) {
                    insert_theirs(theirs[i], hashed);
                });
        } else {
            for (const entry& theirs : other.table_) {
                const word hashed = table_.key_word(theirs.first);
                const word at = table_.find(hashed, theirs.first);
                if (at == none) {
                    insert_theirs(theirs, hashed);
                } else {
                    table_[at].second = combine(table_[at].second, theirs.second);
                }
            }
        }
    }
    /// Adds and moves out what the other counter has, entry by entry.
    constexpr void move_from(counter& other) {
        for (auto it = other.table_.begin(); it != other.table_.end();) {
            const auto from = static_cast<word>(it.position());
            const entry& theirs = *it++;
            const word hashed = table_.key_word(theirs.first);
            const word at = table_.find(hashed, theirs.first);
            if (at == none) {
                table_.reserve_one();
                other.table_.take(from, [&](auto&&... parts) {
                    return table_.append(hashed, std::forward<decltype(parts)>(parts)...);
                });
            } else {
                const Count n = theirs.second;
                other.table_.erase(from);
                table_[at].second = detail::plus()(table_[at].second, n);
            }
        }
        check_invariants();
    }
    template <class Combine>
    constexpr counter& apply(const counter& other, Combine combine) {
        combine_from(other, combine);
        keep_positive();
        return *this;
    }

    // -- as a whole ----------------------------------------------------------------------------------

    [[nodiscard]] constexpr std::partial_ordering compare(const counter& other) const {
        bool less = true, greater = true; // or equal
        const auto meet = [&](const Count& ours, const Count& theirs) {
            if (!(ours <= theirs)) less = false;
            if (!(theirs <= ours)) greater = false;
            return less || greater;
        };
        for (const entry& e : table_) {
            if (!meet(e.second, other.count_of(e.first))) return std::partial_ordering::unordered;
        }
        for (const entry& e : other.table_) {
            if (table_.find(e.first) == none && !meet(Count(), e.second))
                return std::partial_ordering::unordered;
        }
        if (less && greater) return std::partial_ordering::equivalent;
        return less ? std::partial_ordering::less : std::partial_ordering::greater;
    }

    /// The n first entries in rank order, by position.
    template <class Before>
    [[nodiscard]] constexpr auto rank(Before before, difference_type n) const {
        using rank = detail::ranked<Count>;
        const auto among = [&](auto count_at, auto position_of) {
            std::vector<rank> order;
            if (n <= 0) return order;
            // Not with ?:, whose temporary g++ 12 destroys twice in constant expressions.
            if (static_cast<size_type>(n) < size()) {
                order =
                    detail::rank_first<Count>(size(), count_at, static_cast<size_type>(n), before);
            } else {
                order = detail::rank_all<Count>(size(), count_at, before);
            }
            for (rank& each : order)
                each.place = position_of(each.place);
            return order;
        };
        if (table_.dense()) {
            const entry* const entries = table_.data();
            return among([entries](size_type i) { return entries[i].second; },
                         [first = table_.first()](word i) { return first + i; });
        }
        std::vector<rank> live;
        live.reserve(size());
        for (auto it = table_.begin(); it != table_.end(); ++it)
            live.push_back({it->second, static_cast<word>(it.position())});
        return among([&](size_type i) { return live[i].count; },
                     [&](word i) { return live[i].place; });
    }
    [[nodiscard]] constexpr std::vector<std::pair<Key, Count>>
    items(const std::vector<detail::ranked<Count>>& order) const {
        std::vector<std::pair<Key, Count>> result;
        result.reserve(order.size());
        for (const auto& [count, position] : order) {
            result.emplace_back(key_policy::view(table_[position].first), count);
        }
        return result;
    }

    table table_;
    [[no_unique_address]] key_policy keys_; // owns the characters of long packed keys
};

// -- deduction guides --------------------------------------------------------------------------------

template <std::ranges::input_range Range, class Key = detail::counted_key<Range>,
          class Count = detail::counted_count<Range>, detail::functor_like Hash = hash<Key>,
          detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<std::pair<const Key, Count>>>
counter(from_range_t, Range&&, Hash = Hash(), Equal = Equal(), Allocator = Allocator())
    -> counter<Key, Count, Hash, Equal, Allocator>;
template <std::ranges::input_range Range, detail::allocator_like Allocator,
          class Key = detail::counted_key<Range>, class Count = detail::counted_count<Range>>
counter(from_range_t, Range&&, Allocator)
    -> counter<Key, Count, hash<Key>, std::equal_to<>, Allocator>;

template <detail::input_iterator It, std::sentinel_for<It> Last,
          class Key = detail::owning_key<std::iter_value_t<It>>,
          detail::functor_like Hash = hash<Key>, detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<std::pair<const Key, std::int64_t>>>
counter(It, Last, Hash = Hash(), Equal = Equal(), Allocator = Allocator())
    -> counter<Key, std::int64_t, Hash, Equal, Allocator>;
template <detail::input_iterator It, std::sentinel_for<It> Last, detail::allocator_like Allocator,
          class Key = detail::owning_key<std::iter_value_t<It>>>
counter(It, Last, Allocator) -> counter<Key, std::int64_t, hash<Key>, std::equal_to<>, Allocator>;

template <class K, class N, class Key = detail::owning_key<K>, class Count = detail::count_for<N>,
          detail::functor_like Hash = hash<Key>, detail::functor_like Equal = std::equal_to<>,
          detail::allocator_like Allocator = std::allocator<std::pair<const Key, Count>>>
counter(std::initializer_list<std::pair<K, N>>, Hash = Hash(), Equal = Equal(),
        Allocator = Allocator()) -> counter<Key, Count, Hash, Equal, Allocator>;
template <class K, class N, detail::allocator_like Allocator, class Key = detail::owning_key<K>,
          class Count = detail::count_for<N>>
counter(std::initializer_list<std::pair<K, N>>, Allocator)
    -> counter<Key, Count, hash<Key>, std::equal_to<>, Allocator>;

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_COUNTER_HPP
