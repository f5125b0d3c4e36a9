// SPDX-License-Identifier: BSL-1.0
// cairn/detail/hash_index.hpp -- from a hash to a position: the slot array under dict, ordered_set and counter.
//
// Shape       2^bits slots of 32 bits, open addressing, linear probing; in one block with the marks
//
//                 slot   | fingerprint: 32 - bits | position: bits |     0 is an empty slot
//                 block  | 2^bits slots | the first 8 again | dead count | one mark per position |
//
//             The elements lie elsewhere, densely, in the order of their arrival; a slot says where.
//             A fingerprint is what the hash has left after choosing the home slot. Its lowest bit is
//             always set, so neither an empty slot nor a tombstone ever passes for a candidate.
// Source      the split into dense entries and a sparse index is that of CPython's dict (R. Hettinger,
//             2012); sizing the fingerprint by what the position leaves free is cairn's own
//
// A hash_index is a view of its block with a few words of arithmetic: the table that owns it
// allocates, frees and counts.

#ifndef CAIRN_DETAIL_HASH_INDEX_HPP
#define CAIRN_DETAIL_HASH_INDEX_HPP

#include <cairn/detail/storage.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <type_traits>

namespace cairn::inline CAIRN_ABI::detail {

/// Neighbouring slots, compared at once: with a single one, whether the home slot is the right one
/// is a coin toss to the branch predictor. Eight slots where the target has registers for them; with
/// SSE2 one register of four beats two.
class slot_window {
public:
#if defined(__SSE2__)
#if defined(__AVX2__)
    static constexpr unsigned width = 8; // slots
#else
    static constexpr unsigned width = 4;
#endif
    [[gnu::always_inline]] explicit slot_window(const std::uint32_t* first) noexcept {
        std::memcpy(&slots_, first, sizeof slots_);
    }

    /// One bit for every slot with this fingerprint.
    [[nodiscard, gnu::always_inline]] unsigned matching(std::uint32_t fingerprint,
                                                        std::uint32_t mask) const noexcept {
        return bits((slots_ | mask) == (fingerprint | mask));
    }
    /// One bit for every empty slot.
    [[nodiscard, gnu::always_inline]] unsigned empty() const noexcept { return bits(slots_ == 0); }

private:
    using lanes [[gnu::vector_size(width * 4)]] = std::uint32_t;
    using floats [[gnu::vector_size(width * 4)]] = float;

    template <class Comparison>
    [[nodiscard, gnu::always_inline]] static unsigned
    bits(const Comparison& all_or_nothing) noexcept {
#if defined(__AVX2__)
        return static_cast<unsigned>(
            __builtin_ia32_movmskps256(std::bit_cast<floats>(all_or_nothing)));
#else
        return static_cast<unsigned>(
            __builtin_ia32_movmskps(std::bit_cast<floats>(all_or_nothing)));
#endif
    }

    lanes slots_;
#else
    static constexpr unsigned width = 1;

    explicit slot_window(const std::uint32_t* first) noexcept : slot_(*first) {}
    [[nodiscard]] unsigned matching(std::uint32_t fingerprint, std::uint32_t mask) const noexcept {
        return ((slot_ ^ fingerprint) & ~mask) == 0;
    }
    [[nodiscard]] unsigned empty() const noexcept { return slot_ == 0; }

private:
    std::uint32_t slot_;
#endif
};

class hash_index {
public:
    using word = std::uint32_t;

    static constexpr word none = ~word{0}; // no position
    static constexpr unsigned min_bits = 3;
    static constexpr unsigned max_bits = 30; // leaves a fingerprint of two bits

    // How full the index may get. A sparse one needs a single probe; a dense one is small. Sparse
    // pays while the slots stay in the second-level cache, dense beyond, where a probe of the next
    // slots is free beside the miss on the first.
    static constexpr unsigned tiny_bits = 12;   // up to 2^12 slots, 16 KiB
    static constexpr unsigned sparse_bits = 20; // up to 2^20 slots, 4 MiB

    /// The most positions that an index of this size may name.
    [[nodiscard]] static constexpr std::size_t limit(unsigned bits) noexcept {
        const std::size_t total = std::size_t{1} << bits;
        if (bits <= tiny_bits) return total / 4;
        return bits <= sparse_bits ? total / 2 : total / 4 * 3;
    }

    /// The bits of the smallest index that may name `positions` of them; above max_bits if none may.
    [[nodiscard]] static constexpr unsigned bits_for(std::size_t positions) noexcept {
        unsigned bits = min_bits;
        while (bits <= max_bits && limit(bits) < positions)
            ++bits;
        return bits;
    }

    /// The size of the block of an index, in words.
    [[nodiscard]] static constexpr std::size_t block_words(unsigned bits) noexcept {
        return (std::size_t{1} << bits) + mirrored + 1 + limit(bits) / 32 + 1;
    }

    // -- life --------------------------------------------------------------------------------------

    /// The index of an empty table: every look-up misses, nothing may be inserted, nothing is owned.
    constexpr hash_index() noexcept : slots_(const_cast<word*>(vacant)), bits_(1), mask_(1) {}

    /// A new, vacant index. Throws what the allocator throws; `words` allocates std::uint32_t.
    template <class Words>
    constexpr hash_index(Words& words, unsigned bits)
        : slots_(nullptr), bits_(bits), mask_((word{1} << bits) - 1) {
        const std::size_t n = block_words(bits);
        if constexpr (uses_malloc<Words, word>) {
            if (!std::is_constant_evaluated()) { // large blocks arrive from the system as zeros
                slots_ = static_cast<word*>(std::calloc(n, sizeof(word)));
                if (slots_ == nullptr) throw_bad_alloc();
                return;
            }
        }
        slots_ = detail::allocate<word>(words, n);
        for (std::size_t i = 0; i != n; ++i)
            std::construct_at(slots_ + i, 0U);
    }

    template <class Words>
    constexpr void release(Words& words) noexcept {
        if (owns()) detail::deallocate(words, slots_, block_words(bits_));
        *this = hash_index();
    }

    /// Forgets every position, keeps the block.
    constexpr void clear() noexcept {
        if (!owns()) return;
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i != block_words(bits_); ++i)
                slots_[i] = 0;
        } else {
            std::memset(slots_, 0, block_words(bits_) * sizeof(word));
        }
    }

    /// Takes over every slot and mark of another index of the same size.
    constexpr void assign(const hash_index& other) noexcept {
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i != block_words(bits_); ++i)
                slots_[i] = other.slots_[i];
        } else {
            std::memcpy(slots_, other.slots_, block_words(bits_) * sizeof(word));
        }
    }

    /// By size and not by address: each shared object may have its own copy of `vacant`.
    [[nodiscard]] constexpr bool owns() const noexcept { return bits_ >= min_bits; }
    [[nodiscard]] constexpr unsigned bits() const noexcept { return bits_; }
    [[nodiscard]] constexpr std::size_t slot_count() const noexcept {
        return owns() ? mask() + std::size_t{1} : 0;
    }

    // -- probing -----------------------------------------------------------------------------------

    /// The 32 bits of a 64-bit hash that the index uses.
    [[nodiscard, gnu::always_inline]] static constexpr word key_of(std::uint64_t hash) noexcept {
        return static_cast<word>(hash >> 32) | 1U;
    }
    [[nodiscard, gnu::always_inline]] constexpr std::size_t home(word key) const noexcept {
        return key >> (-bits_ & 31);
    }
    [[nodiscard, gnu::always_inline]] constexpr word mask() const noexcept { return mask_; }
    [[nodiscard, gnu::always_inline]] constexpr const word* first_slot() const noexcept {
        return slots_;
    }

    /// The first position along the probe sequence of `key` for which `is_it(position)` holds, else
    /// `none`. Only positions with the right fingerprint are asked about. HomeFirst looks at the home
    /// slot alone before it looks at several: shorter by the latency of a vector comparison where a
    /// few keys are asked for most of the time, as in text, and the predictor has learnt which of them
    /// are at home (1.08 times as fast on English words); a loss (0.8) where all are equally likely.
    template <bool HomeFirst = false, class Predicate>
    [[nodiscard, gnu::always_inline]] constexpr word find(word key, Predicate is_it) const {
        const word fingerprint = key << bits_;
        if (std::is_constant_evaluated()) {
            for (std::size_t i = home(key); slots_[i] != 0; i = (i + 1) & mask()) {
                if (((slots_[i] ^ fingerprint) & ~mask()) == 0 && is_it(slots_[i] & mask()))
                    return slots_[i] & mask();
            }
            return none;
        }
        if constexpr (HomeFirst) {
            const word slot = slots_[home(key)];
            if (((slot ^ fingerprint) & ~mask()) == 0 && is_it(slot & mask())) [[likely]] {
                return slot & mask();
            }
        }
        return find_by_window(key, is_it);
    }

    /// A guess at the position of `key`: what `find` would ask about first, without asking. `none` if
    /// that takes more than a look at the first few slots.
    [[nodiscard, gnu::always_inline]] word guess(word key) const noexcept {
        const std::size_t i = home(key);
        const unsigned match = slot_window(slots_ + i).matching(key << bits_, mask());
        const word slot = slots_[i + lowest(match | 1U << (slot_window::width - 1))];
        return match == 0 ? none : slot & mask();
    }

    /// Names a position that no slot names yet. Expects room: fewer than `limit` positions named.
    [[gnu::always_inline]] constexpr void insert(word key, word position) noexcept {
        const word slot_mask = mask();
        std::size_t i = home(key);
        while (slots_[i] != 0 && slots_[i] != tombstone)
            i = (i + 1) & slot_mask;
        set(i, key << bits_ | position);
    }

    /// Unnames a position. Returns true if its slot is empty again, false if it became a tombstone.
    /// Expects that the slot exists.
    constexpr bool erase(word key, word position) noexcept {
        const word slot_mask = mask();
        std::size_t i = locate(key, position);
        if (slots_[(i + 1) & slot_mask] != 0) {
            set(i, tombstone);
            return false;
        }
        do { // a probe sequence that ended behind this slot may as well end at the run of tombstones
            set(i, 0);
            i = (i - 1) & slot_mask;
        } while (slots_[i] == tombstone);
        return true;
    }

    /// Says that the element at `from` is at `to` now. Expects that the slot exists.
    constexpr void renumber(word key, word from, word to) noexcept {
        set(locate(key, from), key << bits_ | to);
    }

    /// Says that what is at position p is at renamed[p] now, for every named p; unmarks all positions.
    /// Without a branch on what a slot holds, which nobody could predict.
    void renumber_all(const word* renamed) noexcept {
        const word position_bits = mask_;
        const word live_bit = word{1}
                              << bits_; // set in every fingerprint, in no empty slot or tombstone
        for (std::size_t i = 0; i <= position_bits; ++i) {
            const word slot = slots_[i];
            const word moved = (slot & ~position_bits) | renamed[slot & position_bits];
            slots_[i] = (slot & live_bit) != 0 ? moved : slot;
        }
        std::memcpy(slots_ + mask_ + 1, slots_, mirrored * sizeof(word));
        std::memset(marks(), 0, (limit(bits_) / 32 + 2) * sizeof(word));
    }

    // -- marks: which positions hold no element any more ---------------------------------------------

    /// The dead count, followed by one bit per position. Stays where it is as long as the block does.
    [[nodiscard]] constexpr word* marks() noexcept { return slots_ + mask_ + 1 + mirrored; }
    [[nodiscard]] constexpr const word* marks() const noexcept {
        return slots_ + mask_ + 1 + mirrored;
    }

    [[nodiscard]] static constexpr bool is_dead(const word* marks, std::size_t position) noexcept {
        return (marks[1 + position / 32] >> (position % 32) & 1U) != 0;
    }
    constexpr void mark(std::size_t position) noexcept {
        marks()[1 + position / 32] |= word{1} << (position % 32);
        ++marks()[0];
    }
    constexpr void unmark(std::size_t position) noexcept {
        marks()[1 + position / 32] &= ~(word{1} << (position % 32));
        --marks()[0];
    }
    [[nodiscard]] constexpr word dead_count() const noexcept { return marks()[0]; }

private:
    static constexpr word tombstone = word{1} << 31; // position 0, and a fingerprint no key has
    static constexpr std::size_t mirrored =
        8; // slots, so that a window may reach past the last one
    static constexpr word vacant[2 + mirrored + 2] = {}; // two empty slots, no dead, no marks

    template <class Predicate>
    [[nodiscard, gnu::always_inline]] word find_by_window(word key, Predicate& is_it) const {
        const word fingerprint = key << bits_;
        for (std::size_t i = home(key);; i = (i + slot_window::width) & mask()) {
            const slot_window window(slots_ + i);
            for (unsigned match = window.matching(fingerprint, mask()); match != 0;
                 match &= match - 1) {
                const word position = slots_[i + lowest(match)] & mask();
                if (is_it(position)) [[likely]]
                    return position;
            }
            if (window.empty() != 0) [[likely]]
                return none;
        }
    }

    /// The place of the lowest bit. Expects bits != 0.
    [[nodiscard, gnu::always_inline]] static std::size_t lowest(unsigned bits) noexcept {
        return static_cast<std::size_t>(__builtin_ctz(bits));
    }

    [[gnu::always_inline]] constexpr void set(std::size_t i, word slot) noexcept {
        slots_[i] = slot;
        if (i < mirrored) slots_[mask_ + 1 + i] = slot;
    }

    [[nodiscard]] constexpr std::size_t locate(word key, word position) const noexcept {
        const word wanted = key << bits_ | position;
        std::size_t i = home(key);
        while (slots_[i] != wanted)
            i = (i + 1) & mask();
        return i;
    }

    word* slots_;
    unsigned bits_; // the index has 2^bits_ slots
    word mask_;     // 2^bits_ - 1
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_HASH_INDEX_HPP
