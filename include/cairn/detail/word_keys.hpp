// SPDX-License-Identifier: BSL-1.0
// cairn/detail/word_keys.hpp -- how a counter keeps its keys: as they are, or strings packed into 16 bytes.
//
//     plain_policy     the key itself
//     packed_policy    std::string keys, as packed_string and an arena for the long ones
//     counted_key      what a range is counted by
//
// Shape       packed_string, at most 15 bytes:   | b0 b1 ... b14 | size |
//             longer:                            | pointer to the arena | size: 4 | 3 bytes | 0xff |
//
// A std::string takes 32 bytes, and comparing one means a length, a pointer and a call. Most words fit
// into 15 bytes and then compare as two registers. The price: the container cannot hand out
// std::string references, it hands out std::string_view.

#ifndef CAIRN_DETAIL_WORD_KEYS_HPP
#define CAIRN_DETAIL_WORD_KEYS_HPP

#include <cairn/detail/hash.hpp>
#include <cairn/detail/storage.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// A string in 16 bytes; see the head of this file. A long one refers to characters it does not own.
struct packed_string {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    static constexpr std::uint64_t long_tag = std::uint64_t{0xff} << 56;

    /// Throws std::length_error from 4 GiB on.
    [[nodiscard, gnu::always_inline]] static packed_string of(std::string_view text) {
        if (packs(text.size())) [[likely]] {
            const short_key key = pack(text.data(), text.size());
            return {key.low, key.high};
        }
        return text.empty() ? packed_string() : of_long(text);
    }

    /// The tag is the only length with its top bit set.
    [[nodiscard, gnu::always_inline]] bool is_long() const noexcept {
        return static_cast<std::int64_t>(high) < 0;
    }
    [[nodiscard]] std::size_t size() const noexcept {
        return is_long() ? static_cast<std::uint32_t>(high) : static_cast<std::size_t>(high >> 56);
    }
    /// The characters; those of a short string lie in this object.
    [[nodiscard]] std::string_view view() const noexcept {
        return {is_long() ? text() : reinterpret_cast<const char*>(this), size()};
    }
    [[nodiscard]] const char* text() const noexcept {
        return reinterpret_cast<const char*>(static_cast<std::uintptr_t>(low));
    }
    void refer_to(const char* text) noexcept { low = reinterpret_cast<std::uintptr_t>(text); }

private:
    [[gnu::noinline]] static packed_string of_long(std::string_view text) {
        if (text.size() > UINT32_MAX) {
            throw_length_error("cairn::counter: key of 4 GiB or more");
        }
        packed_string key;
        key.refer_to(text.data());
        key.high = long_tag | (load<std::uint64_t>(text.data()) & 0xffffff) << 32 | text.size();
        return key;
    }
};

struct packed_hash {
    using is_avalanching = void;
    using is_skewed = void; // words are: the tenth word of a language makes up a percent of a text

    [[gnu::always_inline]] std::uint64_t operator()(const packed_string& key) const noexcept {
        if (key.is_long()) [[unlikely]]
            return hash_long(key.text(), key.size());
        return hash_short({key.low, key.high});
    }
};

struct packed_equal {
    [[gnu::always_inline]] bool operator()(const packed_string& a,
                                           const packed_string& b) const noexcept {
        if (((a.low ^ b.low) | (a.high ^ b.high)) == 0) [[likely]]
            return true;
        return a.high == b.high && a.is_long() && std::memcmp(a.text(), b.text(), a.size()) == 0;
    }
};

/// Bytes that stay where they are until all of them go.
template <class Allocator>
class text_arena {
public:
    template <class Other>
    explicit text_arena(const Other& allocator) noexcept : allocator_(allocator) {}
    text_arena(text_arena&& other) noexcept : allocator_(other.allocator_) { swap_blocks(other); }
    /// Takes the allocator as well, if it ever propagates on assignment; else they are to be equal.
    text_arena& operator=(text_arena&& other) noexcept {
        using traits = std::allocator_traits<Allocator>;
        release();
        if constexpr (traits::propagate_on_container_copy_assignment::value ||
                      traits::propagate_on_container_move_assignment::value) {
            allocator_ = other.allocator_;
        }
        swap_blocks(other);
        return *this;
    }
    ~text_arena() { release(); }

    /// A copy of `text` in here.
    [[nodiscard]] const char* keep(std::string_view text) {
        if (text.size() > room_) grow(text.size());
        char* const copy = next_;
        std::memcpy(copy, text.data(), text.size());
        next_ += text.size();
        room_ -= text.size();
        kept_ += text.size();
        return copy;
    }
    /// Room for so many bytes in one block: `keep` does not throw before they are used up.
    void reserve(std::size_t bytes) {
        if (bytes > room_) grow(bytes);
    }
    void forget(std::size_t bytes) noexcept { garbage_ += bytes; }

    /// More than half of what was kept has been forgotten.
    [[nodiscard]] bool wasteful() const noexcept {
        return garbage_ > kept_ / 2 && garbage_ > block_bytes;
    }
    [[nodiscard]] std::size_t memory_bytes() const noexcept { return taken_; }
    /// Those kept and not forgotten.
    [[nodiscard]] std::size_t kept_bytes() const noexcept { return kept_ - garbage_; }

    void release() noexcept {
        while (blocks_ != nullptr) {
            block* const next = blocks_->next;
            detail::deallocate(allocator_, blocks_, blocks_->units);
            blocks_ = next;
        }
        next_ = nullptr;
        room_ = kept_ = garbage_ = taken_ = 0;
    }

    /// The allocators as well, if they propagate; else they are to be equal.
    void swap(text_arena& other) noexcept {
        if constexpr (std::allocator_traits<Allocator>::propagate_on_container_swap::value) {
            std::ranges::swap(allocator_, other.allocator_);
        }
        swap_blocks(other);
    }

private:
    struct block {
        block* next;
        std::size_t units; // of sizeof(block) bytes; this header is the first one
    };
    using blocks = typename std::allocator_traits<Allocator>::template rebind_alloc<block>;

    static constexpr std::size_t block_bytes = 1024;          // of the first one
    static constexpr std::size_t max_block_bytes = 64 * 1024; // of one that one text does not fill

    void swap_blocks(text_arena& other) noexcept {
        std::swap(blocks_, other.blocks_);
        std::swap(next_, other.next_);
        std::swap(room_, other.room_);
        std::swap(kept_, other.kept_);
        std::swap(garbage_, other.garbage_);
        std::swap(taken_, other.taken_);
    }

    void grow(std::size_t bytes) {
        std::size_t wanted = taken_ < block_bytes ? block_bytes : taken_ / 2;
        if (wanted > max_block_bytes) wanted = max_block_bytes;
        if (wanted < bytes) wanted = bytes;
        const std::size_t units = (wanted + sizeof(block) - 1) / sizeof(block) + 1;
        block* const fresh = detail::allocate<block>(allocator_, units);
        blocks_ = std::construct_at(fresh, blocks_, units);
        next_ = reinterpret_cast<char*>(fresh + 1);
        room_ = (units - 1) * sizeof(block);
        taken_ += units * sizeof(block);
    }

    block* blocks_ = nullptr;
    char* next_ = nullptr;    // where the next text goes
    std::size_t room_ = 0;    // bytes from there to the end of its block
    std::size_t kept_ = 0;    // bytes ever kept
    std::size_t garbage_ = 0; // bytes of those forgotten
    std::size_t taken_ = 0;   // bytes of all blocks
    [[no_unique_address]] blocks allocator_;
};

// -- the two ways of keeping keys --------------------------------------------------------------------

/// Keys as they are.
struct plain_policy {
    template <class Key, class Count, class Hash, class Equal, class Allocator>
    class keys {
    public:
        using stored = Key;
        using hasher = Hash;
        using equal = Equal;
        using allocator = Allocator;
        using view_type = const Key&;

        constexpr explicit keys(const Allocator&) noexcept {}
        template <class Table>
        constexpr keys(const Allocator&, const Table&) noexcept {}

        /// Looked up as it is: the key, or what a transparent hash and equality take beside it.
        template <class K>
        static constexpr bool takes =
            std::is_same_v<K, Key> ||
            (transparent<Hash, Equal> && std::is_invocable_v<const Hash&, const K&> &&
             std::is_invocable_v<const Equal&, const Key&, const K&>);

        /// What is looked up for `key`: itself, or the Key it converts to.
        template <class K>
        static constexpr decltype(auto) probe(const K& key) {
            if constexpr (takes<K>) {
                return (key);
            } else {
                return static_cast<Key>(key);
            }
        }
        static constexpr const Key& view(const Key& key) noexcept { return key; }
        template <class Table>
        static constexpr void adopt(keys&&, Table&) noexcept {}
        template <class Table>
        static constexpr void own(Table&) noexcept {}
        static constexpr void release() noexcept {}
        static constexpr void swap(keys&) noexcept {}
        static constexpr std::size_t memory_bytes() noexcept { return 0; }
        template <class Table>
        static constexpr bool accounts_for(const Table&) noexcept {
            return true;
        }
    };
};

/// Strings, packed. Used where the hash and the equality are the default ones, so that nobody can see
/// the difference but by the clock.
template <class Key, class Count, class Allocator>
class packed_keys {
public:
    using stored = packed_string;
    using hasher = packed_hash;
    using equal = packed_equal;
    using allocator = typename std::allocator_traits<Allocator>::template rebind_alloc<
        std::pair<const packed_string, Count>>;
    using view_type = std::string_view;

    explicit packed_keys(const Allocator& memory) noexcept : arena_(memory) {}
    /// Room for the characters of every key in the table, and for some more.
    template <class Table>
    packed_keys(const Allocator& memory, const Table& table, std::size_t more = 0)
        : arena_(memory) {
        arena_.reserve(long_bytes(table) + more);
    }
    packed_keys(packed_keys&&) = default;
    packed_keys& operator=(packed_keys&&) = default;

    /// Looked up as it is: what can be seen as text.
    template <class K>
    static constexpr bool takes = std::is_convertible_v<const K&, std::string_view>;

    [[nodiscard, gnu::always_inline]] static packed_string probe(std::string_view key) {
        return packed_string::of(key);
    }
    [[nodiscard, gnu::always_inline]] static packed_string probe(packed_string key) noexcept {
        return key;
    }

    /// The key with its characters in the arena, if they do not fit into itself. Strong.
    template <class Table>
    [[nodiscard]] packed_string keep(packed_string key, Table& table) {
        if (!key.is_long()) return key;
        if (arena_.wasteful()) { // the key may be part of another one, in the arena that goes
            packed_keys fresh(table.allocator(), table, key.size());
            key.refer_to(fresh.arena_.keep(key.view()));
            adopt(std::move(fresh), table);
        } else {
            key.refer_to(arena_.keep(key.view()));
        }
        return key;
    }
    /// A long key of so many bytes is gone.
    void forget(std::size_t bytes) noexcept { arena_.forget(bytes); }
    [[nodiscard]] static std::string_view view(const packed_string& key) noexcept {
        return key.view();
    }

    /// Copies the characters of every key in the table into the fresh arena, which has room for them, and
    /// lives in that one from now on.
    template <class Table>
    void adopt(packed_keys&& fresh, Table& table) noexcept {
        for (auto& each : table) {
            if (each.first.is_long()) {
                auto& key = const_cast<packed_string&>(each.first);
                key.refer_to(fresh.arena_.keep(key.view()));
            }
        }
        arena_ = std::move(fresh.arena_);
    }
    /// The same into an arena of its own, after the table was copied, or to shed garbage. Strong.
    template <class Table>
    void own(Table& table) {
        adopt(packed_keys(table.allocator(), table), table);
    }
    void release() noexcept { arena_.release(); }
    void swap(packed_keys& other) noexcept { arena_.swap(other.arena_); }
    [[nodiscard]] std::size_t memory_bytes() const noexcept { return arena_.memory_bytes(); }
    /// What the arena keeps is what the table refers to.
    template <class Table>
    [[nodiscard]] bool accounts_for(const Table& table) const noexcept {
        return arena_.kept_bytes() == long_bytes(table);
    }

private:
    template <class Table>
    [[nodiscard]] static std::size_t long_bytes(const Table& table) noexcept {
        std::size_t bytes = 0;
        for (const auto& each : table)
            bytes += each.first.is_long() ? each.first.size() : 0;
        return bytes;
    }

    text_arena<Allocator> arena_;
};

struct packed_policy {
    template <class Key, class Count, class Hash, class Equal, class Allocator>
    using keys = packed_keys<Key, Count, Allocator>;
};

template <class Key>
inline constexpr bool is_string = false;
template <class Allocator>
inline constexpr bool is_string<std::basic_string<char, std::char_traits<char>, Allocator>> = true;

/// The layout of a short string in memory is that of its two words only if the low byte comes first.
template <class Key, class Hash, class Equal>
inline constexpr bool packs_keys =
    is_string<Key> && std::is_same_v<Hash, hash<Key>> && std::is_same_v<Equal, std::equal_to<>> &&
    std::endian::native == std::endian::little;

// -- deduction ---------------------------------------------------------------------------------------

/// What a counter of views or literals owns: strings.
template <class Key>
using owning_key = std::conditional_t<std::is_same_v<std::remove_cv_t<Key>, std::string_view> ||
                                          std::is_same_v<std::decay_t<Key>, const char*> ||
                                          std::is_same_v<std::decay_t<Key>, char*>,
                                      std::string, std::remove_cv_t<Key>>;
/// What a counter adds such numbers up in.
template <class Number>
using count_for = std::conditional_t<std::is_floating_point_v<Number>, Number, std::int64_t>;

/// What a range is counted by: a mapping's keys, each as often as it says, else the elements.
template <class Range>
struct counting {
    using key = owning_key<std::ranges::range_value_t<Range>>;
    using count = std::int64_t;
};
template <class Range>
    requires requires { typename std::remove_cvref_t<Range>::mapped_type; }
struct counting<Range> {
    using key = owning_key<typename std::remove_cvref_t<Range>::key_type>;
    using count = count_for<typename std::remove_cvref_t<Range>::mapped_type>;
};
template <std::ranges::range Range>
using counted_key = typename counting<Range>::key;
template <std::ranges::range Range>
using counted_count = typename counting<Range>::count;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_WORD_KEYS_HPP
