// SPDX-License-Identifier: BSL-1.0
// cairn/detail/hash.hpp -- cairn::hash: the default hash of dict, ordered_set and counter.
//
//     cairn::hash<int>{}(7)                     every bit of the key reaches every bit of the hash
//     cairn::hash<std::string>{}("spam"sv)      strings, views and literals hash alike (transparent)
//
// Shape       integers, enumerations, pointers: one 64 x 64 -> 128 bit multiplication, folded
//             strings of at most 15 bytes:      packed into 16 bytes (`short_key`), folded once
//             longer strings:                   16 bytes a step, the last 16 overlapping
//             pairs and tuples:                 folded member by member
//             anything else:                    std::hash, then as an integer
// Units       64-bit results, not seeded: choose another Hash where an adversary picks the keys
// Source      the folded multiply is that of wyhash (W. Yi) and of SplitMix-like finalisers; packing
//             short strings into registers is what ClickHouse's StringHashTable does

#ifndef CAIRN_DETAIL_HASH_HPP
#define CAIRN_DETAIL_HASH_HPP

#include <cairn/fwd.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// Odd constants with half of their bits set, in no arithmetic relation to one another.
inline constexpr std::uint64_t fold_a = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
inline constexpr std::uint64_t fold_b = 0xa0761d6478bd642f;
inline constexpr std::uint64_t fold_c = 0xe7037ed1a0b428db;

/// The 128-bit product of a and b, its halves xor-ed.
[[nodiscard, gnu::always_inline]] constexpr std::uint64_t fold(std::uint64_t a,
                                                               std::uint64_t b) noexcept {
#if defined(__SIZEOF_INT128__)
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
    if (!std::is_constant_evaluated()) { // left to itself, g++ 12 passes the halves through memory
        std::uint64_t high;
        asm("mulq %3" : "=a"(a), "=d"(high) : "0"(a), "rm"(b) : "cc");
        return a ^ high;
    }
#endif
    __extension__ using wide = unsigned __int128;
    const wide product = static_cast<wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
    const std::uint64_t a0 = a & 0xffffffff, a1 = a >> 32, b0 = b & 0xffffffff, b1 = b >> 32;
    const std::uint64_t mid = a1 * b0 + ((a0 * b0) >> 32);
    const std::uint64_t mid2 = a0 * b1 + (mid & 0xffffffff);
    return (a * b) ^ (a1 * b1 + (mid >> 32) + (mid2 >> 32));
#endif
}

/// The finish of an integer: one folded product. Its constant is the best of 60,000 random ones at
/// spreading 2^16 multiples of each power of two over 2^16 slots, of which chance leaves 24,109 empty:
/// 23,223 at worst. With the golden ratio multiples of 2^16 fall onto an eighth of the slots; a second
/// multiplication would cost a fifth of a look-up.
[[nodiscard, gnu::always_inline]] constexpr std::uint64_t mix(std::uint64_t key) noexcept {
    return fold(key, 0xa51d102a78345cfb);
}

/// `Bytes` bytes at p, the first one lowest.
template <class Unsigned>
[[nodiscard, gnu::always_inline]] constexpr Unsigned load(const char* p) noexcept {
    if (!std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        Unsigned value;
        std::memcpy(&value, p, sizeof value);
        return value;
    }
    Unsigned value = 0;
    for (std::size_t i = 0; i != sizeof value; ++i) {
        value |= static_cast<Unsigned>(static_cast<Unsigned>(static_cast<unsigned char>(p[i]))
                                       << (8 * i));
    }
    return value;
}

/// A string of at most 15 bytes as two words: its bytes, first one lowest, zeros, and the length in
/// the top byte. Two strings are equal exactly if their packed forms are.
struct short_key {
    std::uint64_t low;  // bytes 0..7
    std::uint64_t high; // bytes 8..14, and the length in the top byte

    static constexpr std::size_t max_size = 15; // bytes; the empty string packs to zeros

    friend constexpr bool operator==(const short_key&, const short_key&) = default;
};

#if defined(__x86_64__) && defined(__GNUC__)
/// The 8 bytes at p + Offset, which may reach past the end of their object but not into another page. In
/// assembly, because only there is such a read defined; the caller masks off what is not the string.
template <std::size_t Offset>
[[nodiscard, gnu::always_inline]] inline std::uint64_t load_within_page(const char* p) noexcept {
    asm("" : "+r"(p)); // the optimiser is not to know which object this is
    std::uint64_t value;
    asm("movq %1, %0" : "=r"(value) : "m"(*reinterpret_cast<const char(*)[8]>(p + Offset)));
    return value;
}

/// keep_bytes[16 - n] .. [24 - n] are the masks of the low and the high word of n <= 16 bytes.
inline constexpr auto keep_bytes = [] {
    struct {
        std::uint64_t mask[25];
    } table{};
    for (int i = 0; i != 25; ++i) {
        const int bytes = 16 - i; // of the low word; the high word's are 8 fewer
        table.mask[i] = bytes >= 8   ? ~std::uint64_t{0}
                        : bytes <= 0 ? 0
                                     : (std::uint64_t{1} << (8 * bytes)) - 1;
    }
    return table;
}();
#endif

/// A length that `pack` takes: one comparison tells both the empty and the long strings apart.
[[nodiscard, gnu::always_inline]] inline constexpr bool packs(std::size_t n) noexcept {
    return n - 1 < short_key::max_size;
}

/// Packs n bytes, 0 < n <= short_key::max_size. The lengths of words are what a branch predictor cannot
/// guess (4 ns lost per word of English prose), so where two loads cannot leave the page they read
/// 16 bytes whatever n is; elsewhere overlapping loads stay inside the string.
[[nodiscard, gnu::always_inline]] inline constexpr short_key pack(const char* p,
                                                                  std::size_t n) noexcept {
    const std::uint64_t size = std::uint64_t{n} << 56;
#if defined(__x86_64__) && defined(__GNUC__)
    if (!std::is_constant_evaluated()) {
        constexpr std::uintptr_t page = 4096; // bytes; x86-64 has none smaller
        if ((reinterpret_cast<std::uintptr_t>(p) & (page - 1)) <= page - 16) [[likely]] {
            const std::uint64_t* const keep = keep_bytes.mask + (16 - n);
            return {load_within_page<0>(p) & keep[0], (load_within_page<8>(p) & keep[8]) | size};
        }
    }
#endif
    const auto tail = static_cast<unsigned>(8 * (n & 7)); // bits
    if (n >= 8) {
        // The last 8 bytes end at byte n; what lies below byte 8 is in `low` already. Shifted in two
        // steps, because together they reach 64.
        return {load<std::uint64_t>(p), load<std::uint64_t>(p + n - 8) >> (56 - tail) >> 8 | size};
    }
    if (n >= 4) {
        return {load<std::uint32_t>(p) | std::uint64_t{load<std::uint32_t>(p + n - 4)}
                                             << (tail - 32),
                size};
    }
    std::uint64_t low = 0;
    for (std::size_t i = 0; i != n; ++i) {
        low |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
    }
    return {low, size};
}

[[nodiscard, gnu::always_inline]] constexpr std::uint64_t hash_short(short_key key) noexcept {
    return fold(key.low ^ fold_b, key.high ^ fold_c);
}

/// Hashes n > short_key::max_size bytes.
[[nodiscard, gnu::noinline]] constexpr std::uint64_t hash_long(const char* p,
                                                               std::size_t n) noexcept {
    std::uint64_t h = n * fold_a;
    std::size_t left = n;
    for (; left > 16; p += 16, left -= 16) {
        h = fold(load<std::uint64_t>(p) ^ h ^ fold_b, load<std::uint64_t>(p + 8) ^ fold_c);
    }
    p += left; // one past the last byte; at least 16 lie before it
    return fold(load<std::uint64_t>(p - 16) ^ h, load<std::uint64_t>(p - 8) ^ fold_a);
}

[[nodiscard, gnu::always_inline]] inline constexpr std::uint64_t
hash_bytes(const char* p, std::size_t n) noexcept {
    if (packs(n)) [[likely]]
        return hash_short(pack(p, n));
    return n == 0 ? hash_short({0, 0}) : hash_long(p, n);
}

/// Hash functions whose every output bit depends on every input bit say so with this member type;
/// the tables finish all others with one more fold.
template <class Hash>
concept avalanching = requires { typename Hash::is_avalanching; };

template <class Hash, class Key>
[[nodiscard, gnu::always_inline]] inline constexpr std::uint64_t hash_of(const Hash& hasher,
                                                                         const Key& key) {
    if constexpr (avalanching<Hash>) {
        return hasher(key);
    } else {
        return mix(static_cast<std::uint64_t>(hasher(key)));
    }
}

/// Both are needed before a container may look up by another type than its key.
template <class Hash, class Equal>
concept transparent = requires {
    typename Hash::is_transparent;
    typename Equal::is_transparent;
};

} // namespace cairn::inline CAIRN_ABI::detail

namespace cairn::inline CAIRN_ABI {

/// Whatever std::hash knows, finished so that all 64 bits are usable.
template <class Key>
struct hash {
    using is_avalanching = void;

    [[nodiscard]] constexpr std::uint64_t operator()(const Key& key) const
        noexcept(noexcept(std::hash<Key>{}(key)))
        requires requires { std::hash<Key>{}(key); }
    {
        return detail::mix(std::hash<Key>{}(key));
    }
};

/// Integers, enumerations and pointers, by value.
template <class Key>
    requires std::is_integral_v<Key> || std::is_enum_v<Key> || std::is_pointer_v<Key>
struct hash<Key> {
    using is_avalanching = void;

    [[nodiscard, gnu::always_inline]] constexpr std::uint64_t operator()(Key key) const noexcept {
        if constexpr (std::is_pointer_v<Key>) {
            return detail::mix(reinterpret_cast<std::uintptr_t>(key));
        } else if constexpr (sizeof(Key) > sizeof(std::uint64_t)) {
            const auto low = static_cast<std::uint64_t>(key);
            const auto high = static_cast<std::uint64_t>(key >> 64);
            return detail::fold(low ^ detail::fold_b, high ^ detail::fold_c);
        } else {
            return detail::mix(static_cast<std::uint64_t>(key));
        }
    }
};

/// Strings of char, and whatever converts to a view of them.
template <>
struct hash<std::string_view> {
    using is_avalanching = void;
    using is_transparent = void;

    [[nodiscard, gnu::always_inline]] constexpr std::uint64_t
    operator()(std::string_view key) const noexcept {
        return detail::hash_bytes(key.data(), key.size());
    }
};
template <class Allocator>
struct hash<std::basic_string<char, std::char_traits<char>, Allocator>> : hash<std::string_view> {};

/// Pairs and tuples, member by member in order.
template <class... Members>
struct hash<std::tuple<Members...>> {
    using is_avalanching = void;

    [[nodiscard]] constexpr std::uint64_t operator()(const std::tuple<Members...>& key) const {
        return std::apply([](const auto&... member) { return combine(member...); }, key);
    }

    template <class... Each>
    [[nodiscard]] static constexpr std::uint64_t combine(const Each&... member) {
        std::uint64_t h = sizeof...(Each);
        ((h = detail::fold(h ^ detail::fold_b,
                           hash<std::remove_cvref_t<Each>>{}(member) ^ detail::fold_c)),
         ...);
        return h;
    }
};
template <class First, class Second>
struct hash<std::pair<First, Second>> {
    using is_avalanching = void;

    [[nodiscard]] constexpr std::uint64_t operator()(const std::pair<First, Second>& key) const {
        return hash<std::tuple<First, Second>>::combine(key.first, key.second);
    }
};

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_DETAIL_HASH_HPP
