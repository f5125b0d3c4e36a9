// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ordered_container.hpp -- the part of dict and ordered_set that only looks at keys and order.
//
//     hash_container    iterators, size, look-up, position, erasure: the public base of both
//     part_view         keys() and values()
//     elements_view     elements() of counter

#ifndef CAIRN_DETAIL_ORDERED_CONTAINER_HPP
#define CAIRN_DETAIL_ORDERED_CONTAINER_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/entry_parts.hpp>
#include <cairn/detail/ordered_table.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// An argument that is looked up as it is, because Hash and Equal are transparent and take it, and it is
/// neither the key type nor an iterator. Any other argument is converted to the key type first.
template <class K, class Container>
concept foreign_key =
    transparent<typename Container::hasher, typename Container::key_equal> &&
    !std::convertible_to<K&&, typename Container::const_iterator> &&
    !std::convertible_to<K&&, typename Container::iterator> &&
    !std::same_as<std::remove_cvref_t<K>, typename Container::key_type> &&
    std::invocable<const typename Container::hasher&, const std::remove_reference_t<K>&> &&
    std::invocable<const typename Container::key_equal&, const typename Container::key_type&,
                   const std::remove_reference_t<K>&>;

/// The entries' keys or values as a view in their order. `Get` picks the part.
template <class Iterator, class Get>
class part_view {
public:
    class iterator {
    public:
        using reference = decltype(Get{}(*std::declval<Iterator>()));
        using iterator_concept = std::bidirectional_iterator_tag;
        /// Of keys handed out by value too: std::prev has to step back.
        using iterator_category = std::bidirectional_iterator_tag;
        using value_type = std::remove_cvref_t<reference>;
        using difference_type = std::ptrdiff_t;
        using pointer = std::remove_reference_t<reference>*;

        constexpr iterator() = default;
        constexpr explicit iterator(Iterator at) noexcept : at_(at) {}

        constexpr reference operator*() const noexcept { return Get{}(*at_); }
        constexpr pointer operator->() const noexcept
            requires std::is_reference_v<reference>
        {
            return std::addressof(Get{}(*at_));
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
        Iterator at_{};
    };

    constexpr part_view(Iterator first, Iterator last, std::size_t size) noexcept
        : first_(first), last_(last), size_(size) {}

    [[nodiscard]] constexpr iterator begin() const noexcept { return first_; }
    [[nodiscard]] constexpr iterator end() const noexcept { return last_; }
    [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }

private:
    iterator first_;
    iterator last_;
    std::size_t size_;
};

/// Every key as often as it was counted.
template <class Iterator>
class elements_view {
public:
    class iterator {
    public:
        using iterator_concept = std::forward_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = std::remove_cvref_t<decltype((*std::declval<Iterator>()).first)>;
        /// Packed keys are handed out as views by value, others by reference.
        using reference = std::conditional_t<std::is_reference_v<std::iter_reference_t<Iterator>>,
                                             const value_type&, value_type>;
        using difference_type = std::ptrdiff_t;

        constexpr iterator() = default;
        constexpr iterator(Iterator at, Iterator last) : at_(at), last_(last) { settle(); }

        constexpr reference operator*() const noexcept { return (*at_).first; }
        constexpr iterator& operator++() {
            if (--left_ == 0) {
                ++at_;
                settle();
            }
            return *this;
        }
        constexpr iterator operator++(int) {
            const iterator old = *this;
            ++*this;
            return old;
        }
        friend constexpr bool operator==(const iterator& a, const iterator& b) noexcept {
            return a.at_ == b.at_ && a.left_ == b.left_;
        }

    private:
        /// Moves on to the next key that counts at least one.
        constexpr void settle() {
            left_ = 0;
            for (; at_ != last_; ++at_) {
                const auto count = (*at_).second;
                if (!(count < 1)) {
                    left_ = static_cast<std::uint64_t>(count);
                    return;
                }
            }
        }

        Iterator at_{};
        Iterator last_{};
        std::uint64_t left_ = 0; // repetitions of *at_ still to come, this one included
    };

    constexpr elements_view(Iterator first, Iterator last) : first_(first), last_(last) {}

    [[nodiscard]] constexpr iterator begin() const { return {first_, last_}; }
    [[nodiscard]] constexpr iterator end() const { return {last_, last_}; }
    [[nodiscard]] constexpr bool empty() const { return begin() == end(); }

private:
    Iterator first_;
    Iterator last_;
};

/// What deduction guides take for a hash or an equality.
template <class F>
concept functor_like = !allocator_like<F> && !std::integral<F>;

/// What dict and ordered_set have in common: everything that only looks at keys and order.
template <class Traits, class Hash, class Equal, class Allocator>
class hash_container {
    template <class, class, class, class>
    friend class hash_container;

protected:
    using table = ordered_table<Traits, Hash, Equal, Allocator>;
    using word = typename table::word;
    static constexpr word none = table::none;
    static constexpr bool nothrow_functors = std::is_nothrow_default_constructible_v<Hash> &&
                                             std::is_nothrow_copy_constructible_v<Hash> &&
                                             std::is_nothrow_default_constructible_v<Equal> &&
                                             std::is_nothrow_copy_constructible_v<Equal>;
    static constexpr bool nothrow_default =
        nothrow_functors && std::is_nothrow_default_constructible_v<Allocator>;
    static constexpr bool keys_only =
        std::is_same_v<typename Traits::key_type, typename Traits::value_type>;

public:
    // -- types -------------------------------------------------------------------------------------

    using key_type = typename Traits::key_type;
    using value_type = typename Traits::value_type;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using hasher = Hash;
    using key_equal = Equal;
    using allocator_type = Allocator;
    using reference = std::conditional_t<keys_only, const value_type&, value_type&>;
    using const_reference = const value_type&;
    using pointer = std::remove_reference_t<reference>*;
    using const_pointer = const value_type*;
    using const_iterator = typename table::const_iterator;
    using iterator = std::conditional_t<keys_only, const_iterator, typename table::iterator>;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;

    // -- iterators: bidirectional, in insertion order ------------------------------------------------

    [[nodiscard]] constexpr iterator begin() noexcept { return table_.begin(); }
    [[nodiscard]] constexpr const_iterator begin() const noexcept { return table_.begin(); }
    [[nodiscard]] constexpr const_iterator cbegin() const noexcept { return table_.begin(); }
    [[nodiscard]] constexpr iterator end() noexcept { return table_.end(); }
    [[nodiscard]] constexpr const_iterator end() const noexcept { return table_.end(); }
    [[nodiscard]] constexpr const_iterator cend() const noexcept { return table_.end(); }
    [[nodiscard]] constexpr reverse_iterator rbegin() noexcept { return reverse_iterator(end()); }
    [[nodiscard]] constexpr const_reverse_iterator rbegin() const noexcept {
        return const_reverse_iterator(end());
    }
    [[nodiscard]] constexpr const_reverse_iterator crbegin() const noexcept { return rbegin(); }
    [[nodiscard]] constexpr reverse_iterator rend() noexcept { return reverse_iterator(begin()); }
    [[nodiscard]] constexpr const_reverse_iterator rend() const noexcept {
        return const_reverse_iterator(begin());
    }
    [[nodiscard]] constexpr const_reverse_iterator crend() const noexcept { return rend(); }

    // -- size --------------------------------------------------------------------------------------

    [[nodiscard]] constexpr bool empty() const noexcept { return table_.size() == 0; }
    [[nodiscard]] constexpr size_type size() const noexcept { return table_.size(); }
    /// At most 3 * 2^28: positions have to fit into a slot beside a fingerprint.
    [[nodiscard]] constexpr size_type max_size() const noexcept { return table_.max_size(); }
    /// The entries, and the holes left by erased ones, that fit before the next rebuild.
    [[nodiscard]] constexpr size_type capacity() const noexcept { return table_.capacity(); }
    /// Bytes of heap memory, less what the elements own themselves.
    [[nodiscard]] constexpr size_type memory_bytes() const noexcept {
        return table_.memory_bytes();
    }

    /// After it, the container holds n entries without another rebuild.
    /// Units       entries in all, not in addition
    /// Throws      std::length_error if n > max_size()
    /// Complexity  linear if it rebuilds
    /// Validity    everything, if it rebuilds
    constexpr void reserve(size_type n) {
        table_.reserve(n);
        check_invariants();
    }
    constexpr void rehash(size_type n) { reserve(n); }

    /// Memory for size() entries and no more; compacts.
    /// Complexity  linear
    /// Validity    everything
    constexpr void shrink_to_fit() {
        table_.shrink_to_fit();
        check_invariants();
    }

    [[nodiscard]] constexpr size_type bucket_count() const noexcept { return table_.slot_count(); }
    [[nodiscard]] constexpr float load_factor() const noexcept {
        return empty() ? 0.0F : static_cast<float>(size()) / static_cast<float>(bucket_count());
    }
    /// The load of the index is not adjustable: it is what was measured to be fastest for its size.
    [[nodiscard]] constexpr float max_load_factor() const noexcept { return 0.75F; }

    // -- look-up -----------------------------------------------------------------------------------

    [[nodiscard]] constexpr hasher hash_function() const { return table_.hasher(); }
    [[nodiscard]] constexpr key_equal key_eq() const { return table_.equal(); }
    [[nodiscard]] constexpr allocator_type get_allocator() const noexcept {
        return table_.allocator();
    }

    /// The entry with this key, else end().
    /// Complexity  one hash, about one comparison
    /// Exceptions  of Hash and Equal
    [[nodiscard]] constexpr iterator find(const key_type& key) {
        return table_.at_or_end(table_.find(key));
    }
    [[nodiscard]] constexpr const_iterator find(const key_type& key) const {
        return table_.at_or_end(table_.find(key));
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr iterator find(const K& key) {
        return table_.at_or_end(table_.find(key));
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr const_iterator find(const K& key) const {
        return table_.at_or_end(table_.find(key));
    }

    /// Python      key in d
    [[nodiscard]] constexpr bool contains(const key_type& key) const {
        return table_.find(key) != none;
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr bool contains(const K& key) const {
        return table_.find(key) != none;
    }

    [[nodiscard]] constexpr size_type count(const key_type& key) const { return contains(key); }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr size_type count(const K& key) const {
        return contains(key);
    }

    [[nodiscard]] constexpr std::pair<iterator, iterator> equal_range(const key_type& key) {
        return one_or_none(find(key));
    }
    [[nodiscard]] constexpr std::pair<const_iterator, const_iterator>
    equal_range(const key_type& key) const {
        return one_or_none(find(key));
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr std::pair<iterator, iterator> equal_range(const K& key) {
        return one_or_none(find(key));
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    [[nodiscard]] constexpr std::pair<const_iterator, const_iterator>
    equal_range(const K& key) const {
        return one_or_none(find(key));
    }

    // -- by position -------------------------------------------------------------------------------

    /// The entry that was inserted (or moved to the end) as number `index` of those present.
    /// Expects     index <= size(); nth(size()) is end()
    /// Complexity  O(1) while nothing but the front has been erased since the last rebuild, else
    ///             O(index / 32)
    /// Python      next(itertools.islice(d, index, None))
    [[nodiscard]] constexpr iterator nth(size_type index) noexcept {
        CAIRN_EXPECTS(index <= size());
        return index == size() ? end() : iterator(table_.at(table_.nth(index)));
    }
    [[nodiscard]] constexpr const_iterator nth(size_type index) const noexcept {
        CAIRN_EXPECTS(index <= size());
        return index == size() ? end() : const_iterator(table_.at(table_.nth(index)));
    }

    /// Expects     !empty()
    [[nodiscard]] constexpr reference front() noexcept {
        CAIRN_EXPECTS(!empty());
        return *begin();
    }
    [[nodiscard]] constexpr const_reference front() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *begin();
    }
    [[nodiscard]] constexpr reference back() noexcept {
        CAIRN_EXPECTS(!empty());
        return *--end();
    }
    [[nodiscard]] constexpr const_reference back() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *--end();
    }

    // -- modifiers that need no value ----------------------------------------------------------------

    /// Erases one entry and returns the next. The others stay where they are.
    /// Expects     an iterator to an entry of this container
    /// Complexity  O(1); one hash
    /// Exceptions  of Hash; then nothing was erased
    /// Validity    of this entry's iterators, pointers and references only
    constexpr iterator erase(const_iterator position) {
        CAIRN_EXPECTS(table_.names_entry(position));
        const auto at = static_cast<word>(position.position());
        ++position;
        table_.erase(at);
        check_invariants();
        return table_.at(position.position());
    }
    constexpr iterator erase(iterator position)
        requires(!keys_only)
    {
        return erase(const_iterator(position));
    }
    /// Exceptions  of Hash; what was erased before stays erased
    constexpr iterator erase(const_iterator first, const_iterator last) {
        while (first != last)
            first = erase(first);
        return table_.at(last.position());
    }

    /// Erases the entry with this key, if there is one; returns how many were erased.
    /// Python      del d[key], without the KeyError
    constexpr size_type erase(const key_type& key) { return erase_key(key); }
    template <class K>
        requires foreign_key<K, hash_container>
    constexpr size_type erase(K&& key) {
        return erase_key(key);
    }

    /// Moves the entry to the end, or to the front if !last. Returns false if there is none.
    /// Complexity  amortised O(1)
    /// Exceptions  strong
    /// Validity    this entry's iterators and references; everything if it rebuilds
    /// Python      OrderedDict.move_to_end(key, last), without the KeyError
    constexpr bool move_to_end(const key_type& key, bool last = true) {
        return move_key(key, last);
    }
    template <class K>
        requires foreign_key<const K&, hash_container>
    constexpr bool move_to_end(const K& key, bool last = true) {
        return move_key(key, last);
    }

    /// Complexity  linear in size() and bucket_count(); keeps the memory
    constexpr void clear() noexcept {
        table_.clear();
        check_invariants();
    }

protected:
    constexpr hash_container(const Hash& hash, const Equal& equal, const Allocator& allocator)
        : table_(hash, equal, allocator) {}
    hash_container(const hash_container&) = default;
    hash_container(hash_container&&) = default;
    constexpr hash_container(const hash_container& other, const Allocator& allocator)
        : table_(other.table_, allocator) {}
    constexpr hash_container(hash_container&& other, const Allocator& allocator)
        : table_(std::move(other.table_), allocator) {}
    hash_container& operator=(const hash_container&) = default;
    hash_container& operator=(hash_container&&) = default;
    ~hash_container() = default;

    /// Reserves for a range whose length is known.
    template <class Range>
    constexpr void expect(Range& range) {
        if constexpr (std::ranges::sized_range<Range>) {
            // Duplicates are likely where an order is kept: no more than doubles what is there.
            const auto n = static_cast<size_type>(std::ranges::size(range));
            if (n > capacity() && empty() && n <= 4096) table_.reserve(n);
        }
    }

    constexpr void check_invariants() const {
        if constexpr (hardened >= 2) {
            if (!std::is_constant_evaluated()) CAIRN_EXPECTS(table_.invariants_hold());
        }
    }

    /// Erases an entry and returns what `build` made of its parts; see ordered_table::take.
    template <class Build>
    constexpr auto take(word position, Build build) {
        const guard afterwards{[this] { check_invariants(); }};
        return table_.take(position, build);
    }

    /// Moves in what another container has and this one lacks. An entry leaves when there is room for it.
    template <class Hash2, class Equal2>
    constexpr void merge_from(hash_container<Traits, Hash2, Equal2, Allocator>& other) {
        if (static_cast<const void*>(this) == static_cast<const void*>(&other)) return;
        for (auto it = other.table_.begin(); it != other.table_.end();) {
            const auto from = static_cast<word>(it.position());
            const key_type& key = Traits::key(*it);
            ++it;
            const word hashed = table_.key_word(key);
            if (table_.find(hashed, key) != none) continue;
            table_.reserve_one();
            other.table_.take(from, [&](auto&&... parts) {
                return table_.append(hashed, std::forward<decltype(parts)>(parts)...);
            });
        }
        check_invariants();
        other.check_invariants();
    }

    /// Erases every entry for which the predicate holds.
    template <class Predicate>
    constexpr size_type erase_where(Predicate& predicate) {
        const size_type before = size();
        for (iterator it = begin(); it != end();) {
            if (predicate(*it)) {
                it = erase(it);
            } else {
                ++it;
            }
        }
        return before - size();
    }

    template <class K>
    constexpr size_type erase_key(const K& key) {
        const word hashed = table_.key_word(key);
        const word at = table_.find(hashed, key);
        if (at == none) return 0;
        table_.erase(at, hashed);
        check_invariants();
        return 1;
    }

    template <class K>
    constexpr bool move_key(const K& key, bool last) {
        const word hashed = table_.key_word(key);
        const word at = table_.find(hashed, key);
        if (at == none) return false;
        if (last) {
            table_.move_to_back(at, hashed);
        } else {
            table_.move_to_front(at, hashed);
        }
        check_invariants();
        return true;
    }

    template <class Iterator>
    [[nodiscard]] constexpr std::pair<Iterator, Iterator> one_or_none(Iterator it) const {
        return {it, it == cend() ? it : std::next(it)};
    }

    table table_;
};

} // namespace cairn::inline CAIRN_ABI::detail

template <class Iterator, class Get>
inline constexpr bool std::ranges::enable_view<cairn::detail::part_view<Iterator, Get>> = true;
template <class Iterator, class Get>
inline constexpr bool std::ranges::enable_borrowed_range<cairn::detail::part_view<Iterator, Get>> =
    true;

template <class Iterator>
inline constexpr bool std::ranges::enable_view<cairn::detail::elements_view<Iterator>> = true;
template <class Iterator>
inline constexpr bool std::ranges::enable_borrowed_range<cairn::detail::elements_view<Iterator>> =
    true;

#endif // CAIRN_DETAIL_ORDERED_CONTAINER_HPP
