// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ordered_table.hpp -- a hash table that remembers the order of arrival: the engine of dict,
// ordered_set and counter.
//
// Shape       entries:   . . A B x D E F - - -        A..F in order of arrival, x erased
//                            ^first_     ^used_  ^capacity_
//             hash_index: hash -> position in `entries`, and the marks of the erased ones
//
// Life        An entry is appended at used_ and stays where it is until it is erased or the table is
//             rebuilt. Erasing marks the position; the order and every other address stay. When there
//             is no room at used_, the table is rebuilt: compacted in place if at least half of
//             the positions is free, else grown.
// Invariant   Positions [first_, used_) hold live_ entries and the marked holes between them; first_
//             is live or equals used_; every entry is named by exactly one slot; at most filled_
//             slots are not empty, filled_ <= limit, used_ <= capacity_ <= limit.
// Exceptions  Every member is strong, unless it says otherwise: what can throw (hash, equality,
//             allocation, construction) is done before the table changes. Entries whose move may
//             throw are copied when the table is rebuilt, if they can be.

#ifndef CAIRN_DETAIL_ORDERED_TABLE_HPP
#define CAIRN_DETAIL_ORDERED_TABLE_HPP

#include <cairn/detail/hash.hpp>
#include <cairn/detail/hash_index.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/storage.hpp>
#include <cairn/detail/table_entry.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- the table ----------------------------------------------------------------------------------------

template <class Traits, class Hash, class Equal, class Allocator>
class ordered_table {
public:
    using key_type = typename Traits::key_type;
    using entry = typename Traits::value_type;
    using word = hash_index::word;
    using size_type = std::size_t;
    using iterator = table_iterator<entry>;
    using const_iterator = table_iterator<const entry>;
    using allocator_type = Allocator;
    using alloc_traits = std::allocator_traits<Allocator>;

    static_assert(std::is_same_v<typename alloc_traits::value_type, entry>,
                  "the allocator's value_type must be the container's value_type");
    static_assert(std::is_pointer_v<typename alloc_traits::pointer>,
                  "fancy pointers are not supported");

    static constexpr word none = hash_index::none;

    // -- construction, assignment, destruction -----------------------------------------------------

    constexpr ordered_table(const Hash& hash, const Equal& equal, const Allocator& allocator)
        : hash_(hash), equal_(equal), allocator_(allocator) {}

    constexpr ordered_table(const ordered_table& other, const Allocator& allocator)
        : hash_(other.hash_), equal_(other.equal_), allocator_(allocator) {
        copy_entries(other);
    }
    constexpr ordered_table(const ordered_table& other)
        : ordered_table(other,
                        alloc_traits::select_on_container_copy_construction(other.allocator_)) {}

    constexpr ordered_table(ordered_table&& other) noexcept(
        std::is_nothrow_copy_constructible_v<Hash> && std::is_nothrow_copy_constructible_v<Equal>)
        : hash_(other.hash_), equal_(other.equal_), allocator_(std::move(other.allocator_)) {
        steal(other);
    }
    constexpr ordered_table(ordered_table&& other, const Allocator& allocator)
        : hash_(other.hash_), equal_(other.equal_), allocator_(allocator) {
        if (alloc_traits::is_always_equal::value || allocator_ == other.allocator_) {
            steal(other);
        } else {
            guard undo{[this] { reset(); }};
            take_entries(other);
            undo.dismiss();
        }
    }

    constexpr ordered_table& operator=(const ordered_table& other) {
        if (this == &other) return *this;
        constexpr bool adopt = alloc_traits::propagate_on_container_copy_assignment::value;
        ordered_table copy(other, adopt ? other.allocator_ : allocator_);
        if constexpr (adopt) {
            reset();
            allocator_ = other.allocator_;
        }
        swap_state(copy); // copy's allocator equals ours now
        return *this;
    }

    constexpr ordered_table& operator=(ordered_table&& other) noexcept(
        (alloc_traits::propagate_on_container_move_assignment::value ||
         alloc_traits::is_always_equal::value) &&
        std::is_nothrow_copy_assignable_v<Hash> && std::is_nothrow_copy_assignable_v<Equal>) {
        if (this == &other) return *this;
        if constexpr (alloc_traits::propagate_on_container_move_assignment::value) {
            reset();
            allocator_ = std::move(other.allocator_);
            hash_ = other.hash_;
            equal_ = other.equal_;
            steal(other);
        } else {
            if (alloc_traits::is_always_equal::value || allocator_ == other.allocator_) {
                reset();
                hash_ = other.hash_;
                equal_ = other.equal_;
                steal(other);
            } else {
                ordered_table moved(std::move(other), allocator_);
                swap_state(moved);
            }
        }
        return *this;
    }

    constexpr ~ordered_table() { reset(); }

    /// Expects equal allocators, unless they propagate on swap.
    constexpr void swap(ordered_table& other) noexcept(std::is_nothrow_swappable_v<Hash> &&
                                                       std::is_nothrow_swappable_v<Equal>) {
        if constexpr (alloc_traits::propagate_on_container_swap::value) {
            std::ranges::swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(allocator_ == other.allocator_);
        }
        swap_state(other);
    }

    // -- iterators and positions -------------------------------------------------------------------

    [[nodiscard]] constexpr iterator begin() noexcept { return at(first_); }
    [[nodiscard]] constexpr const_iterator begin() const noexcept { return at(first_); }
    [[nodiscard]] constexpr iterator end() noexcept { return at(used_); }
    [[nodiscard]] constexpr const_iterator end() const noexcept { return at(used_); }

    [[nodiscard]] constexpr iterator at(size_type position) noexcept {
        return {entries_, entries_ + position, index_.marks()};
    }
    [[nodiscard]] constexpr const_iterator at(size_type position) const noexcept {
        return {entries_, entries_ + position, index_.marks()};
    }
    [[nodiscard]] constexpr iterator at_or_end(word position) noexcept {
        return at(position == none ? used_ : position);
    }
    [[nodiscard]] constexpr const_iterator at_or_end(word position) const noexcept {
        return at(position == none ? used_ : position);
    }

    /// True if the iterator points to an entry of this table.
    [[nodiscard]] constexpr bool names_entry(const_iterator it) const noexcept {
        return it.block() == entries_ && it.position() >= first_ && it.position() < used_ &&
               !hash_index::is_dead(index_.marks(), it.position());
    }

    [[nodiscard]] constexpr entry& operator[](word position) noexcept { return entries_[position]; }
    [[nodiscard]] constexpr const entry& operator[](word position) const noexcept {
        return entries_[position];
    }

    /// The position of the entry that has `index` live ones before it. O(1) while nothing has been
    /// erased but at the front, else O(size / 32). Expects index < size().
    [[nodiscard]] constexpr word nth(size_type index) const noexcept {
        word position = first_ + static_cast<word>(index);
        if (index_.dead_count() == 0) return position;
        position = first_;
        for (;;) { // whole words of marks, then entry by entry
            if (position % 32 == 0) {
                const auto alive =
                    32 - static_cast<size_type>(std::popcount(index_.marks()[1 + position / 32]));
                if (alive <= index) {
                    index -= alive;
                    position += 32;
                    continue;
                }
            }
            if (!hash_index::is_dead(index_.marks(), position)) {
                if (index == 0) return position;
                --index;
            }
            ++position;
        }
    }

    /// True while the live entries lie side by side, as [data(), data() + size()).
    [[nodiscard]] constexpr bool dense() const noexcept { return index_.dead_count() == 0; }
    [[nodiscard]] constexpr entry* data() noexcept { return entries_ + first_; }
    [[nodiscard]] constexpr const entry* data() const noexcept { return entries_ + first_; }

    // -- size --------------------------------------------------------------------------------------

    [[nodiscard]] constexpr size_type size() const noexcept { return live_; }
    [[nodiscard]] constexpr size_type capacity() const noexcept { return capacity_; }
    [[nodiscard]] constexpr size_type slot_count() const noexcept { return index_.slot_count(); }
    [[nodiscard]] constexpr size_type max_size() const noexcept {
        const size_type addressable = max_elements<entry>(allocator_);
        const size_type most = max_elements<word>(words(allocator_));
        unsigned bits = hash_index::max_bits;
        while (bits > hash_index::min_bits && hash_index::block_words(bits) > most)
            --bits;
        const size_type nameable = hash_index::limit(bits);
        return addressable < nameable ? addressable : nameable;
    }
    [[nodiscard]] constexpr size_type memory_bytes() const noexcept {
        return capacity_ * sizeof(entry) +
               (index_.owns() ? hash_index::block_words(index_.bits()) * sizeof(word) : 0);
    }

    /// Room for n entries in all without another rebuild. Throws std::length_error above max_size().
    constexpr void reserve(size_type n) {
        if (n > max_size()) throw_length_error("cairn: capacity above max_size()");
        if (n <= live_) return;
        const size_type more = n - live_;
        if (more > capacity_ - used_ || more > hash_index::limit(index_.bits()) - filled_) {
            rebuild(n > capacity_ ? n : capacity_, 0, index_.bits());
        }
    }

    /// Gives back what the entries do not need.
    constexpr void shrink_to_fit() {
        if (live_ == 0) {
            reset();
        } else if (capacity_ > (live_ < min_capacity ? min_capacity : live_) ||
                   index_.bits() > hash_index::bits_for(capacity_)) {
            rebuild(live_, 0, 0);
        }
    }

    // -- look-up -----------------------------------------------------------------------------------

    [[nodiscard]] constexpr const Hash& hasher() const noexcept { return hash_; }
    [[nodiscard]] constexpr const Equal& equal() const noexcept { return equal_; }
    [[nodiscard]] constexpr const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] constexpr Allocator& allocator() noexcept { return allocator_; }

    template <class Key>
    [[nodiscard, gnu::always_inline]] constexpr word key_word(const Key& key) const {
        return hash_index::key_of(detail::hash_of(hash_, key));
    }

    template <class Key>
    [[nodiscard, gnu::always_inline]] constexpr word find(const Key& key) const {
        return find(key_word(key), key);
    }
    template <class Key>
    [[nodiscard, gnu::always_inline]] constexpr word find(word hashed, const Key& key) const {
        return index_.template find<home_first>(hashed, [&](word position) {
            return detail::same_key(equal_, Traits::key(entries_[position]), key);
        });
    }

    // -- modifiers ---------------------------------------------------------------------------------

    /// Room for one more entry: the next `append` builds it in its place, and only that can fail.
    constexpr void reserve_one() {
        if (!has_room()) make_room(nullptr);
    }

    /// Appends an entry built from args, whose key must hash to `hashed` and be absent.
    template <class... Args>
    constexpr word append(word hashed, Args&&... args) {
        if (has_room()) [[likely]] {
            alloc_traits::construct(allocator_, entries_ + used_, std::forward<Args>(args)...);
        } else { // args may refer to entries: build first, then move the table
            temporary built(allocator_, std::forward<Args>(args)...);
            make_room(nullptr);
            Traits::move(*built, [&](auto&&... parts) {
                alloc_traits::construct(allocator_, entries_ + used_,
                                        std::forward<decltype(parts)>(parts)...);
            });
        }
        index_.insert(hashed, used_);
        ++filled_;
        ++live_;
        return used_++;
    }

    /// Erases the entry there. Throws only what the hash throws.
    constexpr void erase(word position) {
        erase(position, key_word(Traits::key(entries_[position])));
    }
    /// The same where the hash of its key is known.
    constexpr void erase(word position, word hashed) noexcept {
        if (index_.erase(hashed, position)) --filled_;
        vacate(position);
        --live_;
        alloc_traits::destroy(allocator_, entries_ + position);
    }

    /// Erases the entry there and returns build(parts...), which its parts were moved into, or copied
    /// if a move could fail. If that throws, nothing is erased; but if the entry is fragile, it is.
    template <class Build>
    constexpr auto take(word position, Build build) {
        const removal afterwards(*this, position);
        return detail::transfer<Traits>(entries_[position], build);
    }

    /// The position of the last entry, after closing the holes behind it. Expects size() > 0.
    constexpr word last() noexcept {
        trim_back();
        return used_ - 1;
    }
    [[nodiscard]] constexpr word first() const noexcept { return first_; }

    /// `hashed` is key_word of the entry's key.
    constexpr void move_to_back(word position, word hashed) {
        if (position == used_ - 1) return;
        if (!has_room()) make_room(&position);
        relocate_one(position, used_, hashed);
        ++used_;
        vacate(position);
    }
    constexpr void move_to_front(word position, word hashed) {
        if (position == first_) return;
        if (first_ ==
            0) { // room in front that pays for the rebuild, and as much behind for appends
            const size_type room = max_size() - live_;
            if (room == 0) throw_length_error("cairn: size above max_size()");
            size_type gap = live_ / 2 + 1;
            size_type wanted = live_ + 2 * gap;
            if (gap > room) gap = room;
            if (wanted > max_size()) wanted = max_size();
            rebuild(wanted < capacity_ ? capacity_ : wanted, gap, index_.bits(), &position);
        }
        relocate_one(position, first_ - 1, hashed);
        --first_;
        vacate(position);
    }

    constexpr void clear() noexcept {
        destroy_all();
        index_.clear();
        first_ = used_ = live_ = filled_ = 0;
    }

    // -- many keys at once -------------------------------------------------------------------------

    /// For i in [0, n), in order: hit(i, entry) if key_at(i) is present, else miss(i, key, hashed), which may
    /// append. Look-ups are made in blocks whose memory is fetched ahead once the table has outgrown
    /// the second-level cache; below that, fetching ahead costs more than it saves.
    /// Exceptions  of key_at, hash, equality, hit, miss: what was done for smaller i remains.
    template <class KeyAt, class Hit, class Miss>
    constexpr void visit(size_type n, KeyAt key_at, Hit hit, Miss miss) {
        size_type i = 0;
        while (i != n) {
            if (!std::is_constant_evaluated() && n - i >= block && outgrown_cache()) {
                visit_block(i, key_at, hit, miss);
                i += block;
            } else {
                i = visit_present(i, n, key_at, hit);
                if (i == n) return;
                auto&& key = key_at(i);
                visit_one(i, key, key_word(key), hit, miss);
                ++i;
            }
        }
    }

    // -- invariants --------------------------------------------------------------------------------

    /// The invariant in the head of this file, verified in O(capacity). Never throws: whether the keys can be
    /// found is tried only with a hash and an equality that cannot throw either.
    [[nodiscard]] constexpr bool invariants_hold() const noexcept {
        constexpr bool may_look_up =
            std::is_nothrow_invocable_v<const Hash&, const key_type&> &&
            std::is_nothrow_invocable_v<const Equal&, const key_type&, const key_type&>;
        if (first_ > used_ || used_ > capacity_ || live_ > filled_) return false;
        if (capacity_ != 0 && (capacity_ > hash_index::limit(index_.bits()) || !index_.owns()))
            return false;
        if (first_ != used_ && hash_index::is_dead(index_.marks(), first_)) return false;
        size_type alive = 0;
        for (word p = first_; p != used_; ++p) {
            if (hash_index::is_dead(index_.marks(), p)) continue;
            ++alive;
            if constexpr (may_look_up) {
                if (find(Traits::key(entries_[p])) != p) return false;
            }
        }
        if (alive != live_ || used_ - first_ - alive != index_.dead_count()) return false;
        size_type filled = 0, named = 0;
        for (size_type i = 0; i != slot_count(); ++i) {
            const word slot = index_.first_slot()[i];
            if (slot != 0) ++filled;
            if ((slot >> index_.bits() & 1U) == 0) continue; // empty, or a tombstone
            ++named;
            const word position = slot & index_.mask();
            if (position < first_ || position >= used_) return false;
            if (hash_index::is_dead(index_.marks(), position)) return false;
        }
        return named == live_ && filled <= filled_;
    }

private:
    /// The hash says so if its keys come with very different frequencies; see hash_index::find.
    static constexpr bool home_first = requires { typename Hash::is_skewed; };

    static constexpr size_type block = 64; // keys; a few more than misses in flight
    static constexpr size_type cache_bytes = size_type{1} << 20; // bytes; a second-level cache
    static constexpr size_type min_capacity = 8;                 // entries

    /// An entry that lives outside of the table for a moment.
    class temporary {
    public:
        template <class... Args>
        constexpr explicit temporary(Allocator& allocator, Args&&... args) : allocator_(allocator) {
            alloc_traits::construct(allocator_, std::addressof(value_),
                                    std::forward<Args>(args)...);
        }
        temporary(const temporary&) = delete;
        temporary& operator=(const temporary&) = delete;
        constexpr ~temporary() { alloc_traits::destroy(allocator_, std::addressof(value_)); }
        constexpr entry& operator*() noexcept { return value_; }

    private:
        Allocator& allocator_;
        union {
            entry value_;
        };
    };

    /// Erases an entry when the scope ends, so that what is returned is complete by then; a local result
    /// might be moved once more. If copying failed, the entry stays.
    class removal {
    public:
        constexpr removal(ordered_table& table, word position)
            : table_(table), position_(position),
              hashed_(table.key_word(Traits::key(table[position]))), exceptions_(exceptions()) {}
        removal(const removal&) = delete;
        removal& operator=(const removal&) = delete;
        constexpr ~removal() {
            if (exceptions() == exceptions_) table_.erase(position_, hashed_);
        }

    private:
        static constexpr int exceptions() noexcept {
            if constexpr (!moves_entries<Traits>) {
                if (!std::is_constant_evaluated()) return std::uncaught_exceptions();
            }
            return 0;
        }

        ordered_table& table_;
        word position_;
        word hashed_;
        int exceptions_; // in flight when the scope began
    };

    using words = typename alloc_traits::template rebind_alloc<word>;

    [[nodiscard, gnu::always_inline]] constexpr bool has_room() const noexcept {
        return used_ != capacity_ && filled_ < hash_index::limit(index_.bits());
    }
    [[nodiscard]] constexpr bool outgrown_cache() const noexcept {
        return slot_count() * sizeof(word) + used_ * sizeof(entry) > cache_bytes;
    }

    // -- visiting ----------------------------------------------------------------------------------

    /// Hits for i, i + 1, ... up to the first key that is absent; returns its number, or n. Nothing can
    /// change the table meanwhile, so its members may stay in registers.
    template <class KeyAt, class Hit>
    [[gnu::noinline]] constexpr size_type visit_present(size_type i, size_type n, KeyAt& key_at,
                                                        Hit& hit) {
        const hash_index index = index_;
        entry* const entries = entries_;
        for (; i != n; ++i) {
            auto&& key = key_at(i);
            const word position =
                index.template find<home_first>(key_word(key), [&](word candidate) {
                    return detail::same_key(equal_, Traits::key(entries[candidate]), key);
                });
            if (position == none) [[unlikely]]
                return i;
            hit(i, entries[position]);
        }
        return n;
    }

    template <class Key, class Hit, class Miss>
    [[gnu::noinline]] constexpr void visit_one(size_type i, const Key& key, word hashed, Hit& hit,
                                               Miss& miss) {
        const word position = find(hashed, key);
        if (position != none) [[likely]] {
            hit(i, entries_[position]);
        } else {
            miss(i, key, hashed);
        }
    }

    /// Three passes over one block of keys: hash and fetch the slot; read the slot and fetch the entry;
    /// compare. The third verifies what the second guessed, so entries appended in between are safe.
    template <class KeyAt, class Hit, class Miss>
    [[gnu::noinline]] void visit_block(size_type start, KeyAt& key_at, Hit& hit, Miss& miss) {
        using prepared = decltype(key_at(start)); // a value is made once, a reference taken twice
        constexpr bool keeps = !std::is_reference_v<prepared>;
        std::conditional_t<keeps, std::remove_cvref_t<prepared>, char> keys[keeps ? block : 1];
        word hashed[block];
        word candidate[block];
        const hash_index index = index_;
        for (size_type j = 0; j != block; ++j) {
            if constexpr (keeps) {
                keys[j] = key_at(start + j);
                hashed[j] = key_word(keys[j]);
            } else {
                hashed[j] = key_word(key_at(start + j));
            }
            __builtin_prefetch(index.first_slot() + index.home(hashed[j]));
        }
        for (size_type j = 0; j != block; ++j) {
            candidate[j] = index.guess(hashed[j]);
            __builtin_prefetch(entries_ + (candidate[j] == none ? 0 : candidate[j]), 1);
        }
        for (size_type j = 0; j != block; ++j) {
            if constexpr (keeps) {
                visit_guess(start + j, keys[j], hashed[j], candidate[j], index, hit, miss);
            } else {
                visit_guess(start + j, key_at(start + j), hashed[j], candidate[j], index, hit,
                            miss);
            }
        }
    }

    /// The third pass for one key. A guess made before a rebuild means nothing.
    template <class Key, class Hit, class Miss>
    [[gnu::always_inline]] void visit_guess(size_type i, const Key& key, word hashed, word guess,
                                            const hash_index& before, Hit& hit, Miss& miss) {
        if (guess < used_ &&
            before.first_slot() == index_.first_slot() && // `none` is no position either
            detail::same_key(equal_, Traits::key(entries_[guess]), key)) [[likely]] {
            hit(i, entries_[guess]);
        } else {
            visit_one(i, key, hashed, hit, miss);
        }
    }

    // -- erasing -----------------------------------------------------------------------------------

    /// Makes the position a hole, or moves first_ past it and the holes behind it.
    constexpr void vacate(word position) noexcept {
        if (position != first_) {
            index_.mark(position);
            return;
        }
        ++first_;
        while (first_ != used_ && index_.dead_count() != 0 &&
               hash_index::is_dead(index_.marks(), first_)) {
            index_.unmark(first_++);
        }
    }

    /// Gives the positions of holes at the end back.
    constexpr void trim_back() noexcept {
        while (used_ != first_ && index_.dead_count() != 0 &&
               hash_index::is_dead(index_.marks(), used_ - 1)) {
            index_.unmark(--used_);
        }
    }

    /// Moves one entry to a free position and tells the index; strong unless fragile.
    constexpr void relocate_one(word from, word to, word hashed) {
        if constexpr (relocates_bitwise<Allocator, entry>) {
            if (!std::is_constant_evaluated()) {
                std::memcpy(static_cast<void*>(entries_ + to),
                            static_cast<const void*>(entries_ + from), sizeof(entry));
                index_.renumber(hashed, from, to);
                return;
            }
        }
        guard lost{[&] { erase(from, hashed); }};
        if constexpr (!fragile_entries<Traits>) lost.dismiss();
        detail::transfer<Traits>(entries_[from], [&](auto&&... parts) {
            alloc_traits::construct(allocator_, entries_ + to,
                                    std::forward<decltype(parts)>(parts)...);
        });
        lost.dismiss();
        alloc_traits::destroy(allocator_, entries_ + from);
        index_.renumber(hashed, from, to);
    }

    // -- growing -----------------------------------------------------------------------------------

    /// Room for one more entry at used_. If `track` is given, it follows the entry it names.
    [[gnu::noinline]] constexpr void make_room(word* track) {
        trim_back();
        if (has_room()) return;
        if (capacity_ != 0 && live_ <= capacity_ / 2) {
            if constexpr (relocates_bitwise<Allocator, entry>) {
                const size_type limit = hash_index::limit(index_.bits());
                if (!std::is_constant_evaluated() && filled_ <= limit - (limit - live_) / 2) {
                    close_holes(track);
                    return;
                }
            }
            rebuild(capacity_, 0, index_.bits(), track);
            return;
        }
        if (live_ >= max_size()) throw_length_error("cairn: size above max_size()");
        size_type wanted =
            capacity_ < 1024 ? size_type{capacity_} * 2 : capacity_ + size_type{capacity_} / 2;
        if (wanted < min_capacity) wanted = min_capacity;
        const size_type limit = index_.owns() ? hash_index::limit(index_.bits()) : 0;
        if (capacity_ < limit && wanted > limit) wanted = limit; // use the index up before it grows
        if (wanted > max_size()) wanted = max_size();
        if (wanted > capacity_ && wanted <= limit && filled_ < limit &&
            (dense() || (relocates_bitwise<Allocator, entry> && !std::is_constant_evaluated()))) {
            grow_entries(wanted);
        } else {
            rebuild(wanted, 0, index_.bits(), track);
        }
    }

    /// Moves the entries together and renumbers the slots, where they are: a rebuild that hashes nothing.
    /// All loops run without branches; a hole is copied onto the place of the entry behind it, which
    /// then overwrites it. Strong: only the scratch memory may fail.
    void close_holes(word* track) {
        words word_allocator(allocator_);
        allocation<word, words> scratch(word_allocator, used_);
        word* const renamed = scratch.get();
        word to = 0;
        for (word p = 0; p != first_; ++p)
            renamed[p] = 0;
        for (word p = first_; p != used_; ++p) {
            renamed[p] = to;
            to += !hash_index::is_dead(index_.marks(), p);
        }
        index_.renumber_all(renamed);
        for (word p = first_; p != used_; ++p) {
            std::memmove(static_cast<void*>(entries_ + renamed[p]),
                         static_cast<const void*>(entries_ + p), sizeof(entry));
        }
        if (track != nullptr) *track = renamed[*track];
        first_ = 0;
        used_ = live_;
    }

    /// A larger block for the entries; positions stay. Expects no holes unless entries move as bytes.
    constexpr void grow_entries(size_type wanted) {
        if constexpr (uses_malloc<Allocator, entry>) {
            if (!std::is_constant_evaluated()) {
                entries_ = detail::reallocate(entries_, wanted);
                capacity_ = static_cast<word>(wanted);
                return;
            }
        }
        allocation<entry, Allocator> fresh(allocator_, wanted);
        if constexpr (relocates_bitwise<Allocator, entry>) {
            if (!std::is_constant_evaluated()) {
                if (used_ != first_) {
                    std::memcpy(static_cast<void*>(fresh.get() + first_),
                                static_cast<const void*>(entries_ + first_),
                                (used_ - first_) * sizeof(entry));
                }
                adopt(fresh.release(), wanted);
                return;
            }
        }
        construction<entry, Allocator> built(allocator_, fresh.get() + first_);
        move_all_into(built, *this);
        detail::destroy(allocator_, entries_ + first_, entries_ + used_);
        built.release();
        adopt(fresh.release(), wanted);
    }

    /// The live entries side by side from position `gap` on, in blocks that hold `wanted` of them, under a
    /// new index of 2^least_bits slots or more. Everything is made before anything is given up. If
    /// `track` is given, it follows the entry it names. Expects wanted <= max_size().
    constexpr void rebuild(size_type wanted, size_type gap, unsigned least_bits,
                           word* track = nullptr) {
        if (wanted < min_capacity) wanted = min_capacity;
        if (wanted > max_size()) wanted = max_size();
        unsigned bits = hash_index::bits_for(wanted);
        if (bits < least_bits) bits = least_bits;
        words word_allocator(allocator_);
        hash_index fresh_index(word_allocator, bits);
        guard undo{[&] { fresh_index.release(word_allocator); }};
        const word tracked = track != nullptr ? *track : none;
        word to = static_cast<word>(gap);
        for (iterator it = begin(); it != end();) { // hashed in blocks, their slots fetched ahead
            constexpr word most = 32;
            word hashed[most] = {};
            word some = 0;
            for (; some != most && it != end(); ++it, static_cast<void>(++some)) {
                hashed[some] = key_word(Traits::key(*it));
                if (!std::is_constant_evaluated())
                    __builtin_prefetch(fresh_index.first_slot() + fresh_index.home(hashed[some]),
                                       1);
                if (it.position() == tracked) *track = to + some;
            }
            for (word j = 0; j != some; ++j)
                fresh_index.insert(hashed[j], to++);
        }
        move_entries(wanted, gap);
        undo.dismiss();
        index_.release(word_allocator);
        index_ = fresh_index;
        first_ = static_cast<word>(gap);
        used_ = to;
        filled_ = live_;
    }

    /// The entries' part of a rebuild: strong unless fragile.
    constexpr void move_entries(size_type wanted, size_type gap) {
        if constexpr (relocates_bitwise<Allocator, entry>) {
            if (!std::is_constant_evaluated()) {
                move_bytes(wanted, gap);
                return;
            }
        }
        allocation<entry, Allocator> fresh(allocator_, wanted);
        construction<entry, Allocator> built(allocator_, fresh.get() + gap);
        move_all_into(built, *this);
        destroy_all();
        built.release();
        adopt(fresh.release(), wanted);
    }

    void move_bytes(size_type wanted, size_type gap) {
        const bool in_place = wanted == capacity_ && gap <= first_;
        if constexpr (uses_malloc<Allocator, entry>) {
            if (dense() && gap == first_ && wanted >= used_) {
                entries_ = detail::reallocate(entries_, wanted);
                capacity_ = static_cast<word>(wanted);
                return;
            }
        }
        entry* const target = in_place ? entries_ : detail::allocate<entry>(allocator_, wanted);
        entry* to = target + gap;
        for (entry& each : *this) {
            const entry* const from = std::addressof(each);
            if (to != from)
                std::memcpy(static_cast<void*>(to), static_cast<const void*>(from), sizeof(entry));
            ++to;
        }
        if (!in_place) adopt(target, wanted);
    }

    /// Builds every entry of a table anew, in order. Strong if they are copied; else, if a move fails after
    /// all (or the allocator's way of moving), that table is emptied, as its keys have left.
    static constexpr void move_all_into(construction<entry, Allocator>& built,
                                        ordered_table& from) {
        guard lost{[&] { from.clear(); }};
        if constexpr (!moves_entries<Traits>) lost.dismiss();
        for (entry& each : from) {
            detail::transfer<Traits>(
                each, [&](auto&&... parts) { built.add(std::forward<decltype(parts)>(parts)...); });
        }
        lost.dismiss();
    }

    /// Replaces the block of entries by one that has them already.
    constexpr void adopt(entry* fresh, size_type capacity) noexcept {
        detail::deallocate(allocator_, entries_, capacity_);
        entries_ = fresh;
        capacity_ = static_cast<word>(capacity);
    }

    // -- whole tables ------------------------------------------------------------------------------

    /// Fills an empty table with copies. If there are no holes, the other's index serves as it is.
    constexpr void copy_entries(const ordered_table& other) {
        if (other.live_ == 0) return;
        guard undo{[this] { reset(); }};
        words word_allocator(allocator_);
        const bool same_positions = other.dense() && other.first_ == 0;
        index_ = hash_index(word_allocator, same_positions ? other.index_.bits()
                                                           : hash_index::bits_for(other.live_));
        entries_ = detail::allocate<entry>(allocator_, other.live_);
        capacity_ = static_cast<word>(other.live_);
        if (same_positions) {
            construction<entry, Allocator> built(allocator_, entries_);
            built.copy(other.entries_, other.entries_ + other.live_);
            built.release();
            index_.assign(other.index_);
            used_ = live_ = static_cast<word>(other.live_);
            filled_ = other.filled_;
        } else {
            for (const entry& each : other)
                append(key_word(Traits::key(each)), each);
        }
        undo.dismiss();
    }

    /// Moves the entries of a table with another allocator into this empty one, and clears that one.
    constexpr void take_entries(ordered_table& other) {
        if (other.live_ == 0) return;
        reserve(other.live_);
        word to = 0; // every key is hashed before the first one moves
        for (const entry& each : std::as_const(other))
            index_.insert(key_word(Traits::key(each)), to++);
        construction<entry, Allocator> built(allocator_, entries_);
        move_all_into(built, other);
        built.release();
        used_ = live_ = filled_ = to;
        other.clear();
    }

    /// Takes the blocks of another table with an equal allocator. Expects that this one owns none.
    constexpr void steal(ordered_table& other) noexcept {
        entries_ = std::exchange(other.entries_, nullptr);
        index_ = std::exchange(other.index_, hash_index());
        first_ = std::exchange(other.first_, 0);
        used_ = std::exchange(other.used_, 0);
        live_ = std::exchange(other.live_, 0);
        filled_ = std::exchange(other.filled_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
    }

    constexpr void swap_state(ordered_table& other) noexcept(std::is_nothrow_swappable_v<Hash> &&
                                                             std::is_nothrow_swappable_v<Equal>) {
        std::ranges::swap(hash_, other.hash_);
        std::ranges::swap(equal_, other.equal_);
        std::ranges::swap(entries_, other.entries_);
        std::ranges::swap(index_, other.index_);
        std::ranges::swap(first_, other.first_);
        std::ranges::swap(used_, other.used_);
        std::ranges::swap(live_, other.live_);
        std::ranges::swap(filled_, other.filled_);
        std::ranges::swap(capacity_, other.capacity_);
    }

    constexpr void destroy_all() noexcept {
        if (dense()) {
            detail::destroy(allocator_, entries_ + first_, entries_ + used_);
        } else if constexpr (!std::is_trivially_destructible_v<entry> ||
                             !constructs_plainly<Allocator, entry>) {
            for (entry& each : *this)
                alloc_traits::destroy(allocator_, std::addressof(each));
        }
    }

    /// An empty table that owns nothing.
    constexpr void reset() noexcept {
        destroy_all();
        detail::deallocate(allocator_, entries_, capacity_);
        words word_allocator(allocator_);
        index_.release(word_allocator);
        entries_ = nullptr;
        first_ = used_ = live_ = filled_ = capacity_ = 0;
    }

    entry* entries_ = nullptr; // block of capacity_ entries, or null
    hash_index index_;
    word first_ = 0;    // position of the oldest entry
    word used_ = 0;     // position of the next entry
    word live_ = 0;     // entries
    word filled_ = 0;   // slots that are not empty, at most
    word capacity_ = 0; // positions
    [[no_unique_address]] Hash hash_;
    [[no_unique_address]] Equal equal_;
    [[no_unique_address]] Allocator allocator_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ORDERED_TABLE_HPP
