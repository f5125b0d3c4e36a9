// SPDX-License-Identifier: BSL-1.0
// cairn/detail/quick_record.hpp -- what a quick heap moves about in place of its elements.
//
//     word_record       a number as a 64-bit word that orders as the number does
//     dual_record       a pair of numbers as two such words
//     split_record      a pair ordered by its first member, a number: its word, and the second member
//     inner_record      the bytes of an element, behind a word that stands for its key if there is one
//     node_record       where an element lives that is not cheap to move, behind such a word
//     quick_record      which of them an element type gets under a comparator
//
// Records are trivially copyable, at most 32 bytes long, and owned by nobody: a copy in a scratch array,
// or a bound between buckets, is no element. A word is a digest (detail/ordering.hpp): a lesser word means
// a lesser element, and what equal ones mean, each record says:
//   exact    equivalent elements
//   else     ask `less`

#ifndef CAIRN_DETAIL_QUICK_RECORD_HPP
#define CAIRN_DETAIL_QUICK_RECORD_HPP

#include <cairn/detail/ordering.hpp>
#include <cairn/detail/storage.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- words that a number can be read back from -----------------------------------------------------------

/// Order-preserving and one to one, so that a number comes out as it went in: -0.0 before 0.0, which the
/// comparator permits for it finds them equivalent; NaNs before and behind all others, by their sign.
template <number T>
[[nodiscard, gnu::always_inline]] constexpr std::uint64_t word_of(T x, bool descending) noexcept {
    std::uint64_t word = 0;
    if constexpr (std::is_floating_point_v<T>) {
        using bits_type = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
        const auto bits = std::bit_cast<bits_type>(x);
        constexpr bits_type sign = bits_type{1} << (8 * sizeof(T) - 1);
        word = (bits & sign) != 0 ? static_cast<bits_type>(~bits) : bits | sign;
    } else {
        word = digest_of(x);
    }
    return descending ? ~word : word;
}
template <number T>
[[nodiscard, gnu::always_inline]] constexpr T number_of(std::uint64_t word,
                                                        bool descending) noexcept {
    if (descending) word = ~word;
    if constexpr (std::is_floating_point_v<T>) {
        using bits_type = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
        const auto bits = static_cast<bits_type>(word);
        constexpr bits_type sign = bits_type{1} << (8 * sizeof(T) - 1);
        return std::bit_cast<T>((bits & sign) != 0 ? bits ^ sign : static_cast<bits_type>(~bits));
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<T>(static_cast<std::int64_t>(word ^ (std::uint64_t{1} << 63)));
    } else {
        return static_cast<T>(word);
    }
}

/// A word, and eight bytes that go with it.
struct tagged_word {
    std::uint64_t word;
    std::uint64_t rest;
};

/// What kind of comparison decides first.
enum class lead : unsigned char {
    word, // the record is a word, and nothing else is compared
    tag,  // a word in front, then perhaps `less`
    none, // nothing but `less`
};

/// Where the element is.
enum class residence : unsigned char {
    nowhere, // it is computed from the record
    record,  // in the record's bytes
    node,    // where the record points to
};

// -- records that elements are computed from ---------------------------------------------------------------

template <number T, class Compare>
struct word_record {
    using type = std::uint64_t;
    static constexpr lead leads = lead::word;
    static constexpr residence home = residence::nowhere;
    static constexpr bool exact = true;
    static constexpr bool nothrow = true;
    static constexpr bool descending = direction<Compare, T> < 0;

    static type encode(const Compare&, const T& x) noexcept { return word_of(x, descending); }
    static T decode(type record) noexcept { return number_of<T>(record, descending); }
    [[gnu::always_inline]] static std::uint64_t word(type record) noexcept { return record; }
    [[gnu::always_inline]] static bool less(const Compare&, type a, type b) noexcept {
        return a < b;
    }
};

template <class T, class Compare>
struct dual_record {
    using type = tagged_word;
    using first_type = typename T::first_type;
    using second_type = typename T::second_type;
    static constexpr lead leads = lead::tag;
    static constexpr residence home = residence::nowhere;
    static constexpr bool exact = false;
    static constexpr bool nothrow = true;
    static constexpr bool descending = direction<Compare, T> < 0;

    static type encode(const Compare&, const T& x) noexcept {
        return {word_of(x.first, descending), word_of(x.second, descending)};
    }
    static T decode(const type& record) noexcept {
        return T(number_of<first_type>(record.word, descending),
                 number_of<second_type>(record.rest, descending));
    }
    [[gnu::always_inline]] static std::uint64_t word(const type& record) noexcept {
        return record.word;
    }
    [[gnu::always_inline]] static bool less(const Compare&, const type& a, const type& b) noexcept {
        return (a.word < b.word) | ((a.word == b.word) & (a.rest < b.rest));
    }
};

template <class T, class Compare>
struct split_record {
    using type = tagged_word;
    using first_type = typename T::first_type;
    using second_type = typename T::second_type;
    static constexpr lead leads = lead::tag;
    static constexpr residence home = residence::nowhere;
    static constexpr bool exact = true;
    static constexpr bool nothrow = true;
    static constexpr bool descending = direction<typename Compare::key_compare, first_type> < 0;

    static type encode(const Compare&, const T& x) noexcept {
        type record{word_of(x.first, descending), 0};
        std::memcpy(&record.rest, std::addressof(x.second), sizeof x.second);
        return record;
    }
    static T decode(const type& record) noexcept {
        struct bytes {
            unsigned char at[sizeof(second_type)];
        } second;
        std::memcpy(&second, &record.rest, sizeof second);
        return T(number_of<first_type>(record.word, descending),
                 std::bit_cast<second_type>(second));
    }
    [[gnu::always_inline]] static std::uint64_t word(const type& record) noexcept {
        return record.word;
    }
    [[gnu::always_inline]] static bool less(const Compare&, const type& a, const type& b) noexcept {
        return a.word < b.word;
    }
};

// -- words for the keys of other elements ---------------------------------------------------------------

/// The general case: none.
template <class T, class Compare>
struct key_word {
    static constexpr bool exists = false;
    static constexpr bool exact = false;
};
template <class T, class Compare>
    requires(sort_key<T, Compare>::kind != search::comparing)
struct key_word<T, Compare> {
    static constexpr bool exists = true;
    static constexpr bool exact = sort_key<T, Compare>::exact;
    static std::uint64_t of(const Compare& compare, const T& x) {
        return sort_key<T, Compare>::digest(compare, x);
    }
};
/// Pairs are compared by their first members first.
template <class A, class B, class Compare>
    requires(direction<Compare, std::pair<A, B>> != 0 && (number<A> || is_text<A>))
struct key_word<std::pair<A, B>, Compare> {
    static constexpr bool exists = true;
    static constexpr bool exact = false;
    static std::uint64_t of(const Compare&, const std::pair<A, B>& x) {
        const std::uint64_t word = digest_of(x.first);
        return direction<Compare, std::pair<A, B>> > 0 ? word : ~word;
    }
};

template <class T, class Compare>
inline constexpr bool compares_nothrow = noexcept(static_cast<bool>(
    std::declval<const Compare&>()(std::declval<const T&>(), std::declval<const T&>())));

// -- records that hold elements -------------------------------------------------------------------------

/// What records that hold elements, or point to them, have in common. Record has `word` if there are words
/// for the keys, and Place finds the element.
template <class T, class Compare, class Place, class Record>
struct element_record {
    static constexpr bool tagged = key_word<T, Compare>::exists;
    using type = Record;
    static constexpr lead leads = tagged ? lead::tag : lead::none;
    static constexpr bool exact = key_word<T, Compare>::exact;
    static constexpr bool nothrow = exact || compares_nothrow<T, Compare>;

    /// To be called once the element is there. May throw what a key function does.
    static void tag(const Compare& compare, type& record) {
        if constexpr (tagged) {
            record.word = key_word<T, Compare>::of(compare, Place::element(std::as_const(record)));
        }
    }
    [[gnu::always_inline]] static std::uint64_t word(const type& record) noexcept
        requires(tagged)
    {
        return record.word;
    }
    [[gnu::always_inline]] static bool less(const Compare& compare, const type& a,
                                            const type& b) noexcept(nothrow) {
        if constexpr (exact) {
            return a.word < b.word;
        } else {
            if constexpr (tagged) {
                if (a.word != b.word) [[likely]]
                    return a.word < b.word;
            }
            return static_cast<bool>(
                compare(std::as_const(Place::element(a)), std::as_const(Place::element(b))));
        }
    }
};

template <class T, bool Tagged>
struct inner_bytes {
    std::uint64_t word;
    alignas(T) unsigned char bytes[sizeof(T)];
};
template <class T>
struct inner_bytes<T, false> {
    alignas(T) unsigned char bytes[sizeof(T)];
};

template <class T, class Compare>
struct inner_record : element_record<T, Compare, inner_record<T, Compare>,
                                     inner_bytes<T, key_word<T, Compare>::exists>> {
    using type = inner_bytes<T, key_word<T, Compare>::exists>;
    static constexpr residence home = residence::record;

    static T& element(type& record) noexcept {
        return *std::launder(reinterpret_cast<T*>(record.bytes));
    }
    [[gnu::always_inline]] static const T& element(const type& record) noexcept {
        return *std::launder(reinterpret_cast<const T*>(record.bytes));
    }
};

template <class T, bool Tagged>
struct node_address {
    std::uint64_t word;
    T* node;
};
template <class T>
struct node_address<T, false> {
    T* node;
};

template <class T, class Compare>
struct node_record : element_record<T, Compare, node_record<T, Compare>,
                                    node_address<T, key_word<T, Compare>::exists>> {
    using type = node_address<T, key_word<T, Compare>::exists>;
    static constexpr residence home = residence::node;

    [[gnu::always_inline]] static T& element(const type& record) noexcept { return *record.node; }
};

// -- the choice --------------------------------------------------------------------------------------------

/// A record of this size is copied about for less than a cache miss costs.
inline constexpr std::size_t longest_record = 32;

template <class T>
inline constexpr bool is_word_pair = false;
template <number A, number B>
inline constexpr bool is_word_pair<std::pair<A, B>> =
    std::is_integral_v<A>; // 0.0 and -0.0 differ as words, and would hide the second member

template <class T, class Compare>
inline constexpr bool is_split_pair = false;
template <number A, class B, class C>
inline constexpr bool
    is_split_pair<std::pair<A, B>, projected<fixed_key<&std::pair<A, B>::first>, C>> =
        direction<C, A> != 0 && std::is_trivially_copyable_v<B> &&
        sizeof(B) <= sizeof(std::uint64_t);

template <class T, class Compare, class Allocator>
struct choose_record {
    using type =
        std::conditional_t<relocates_bitwise<Allocator, T> &&
                               sizeof(typename inner_record<T, Compare>::type) <= longest_record,
                           inner_record<T, Compare>, node_record<T, Compare>>;
};
template <number T, class Compare, class Allocator>
    requires(direction<Compare, T> != 0 && constructs_plainly<Allocator, T>)
struct choose_record<T, Compare, Allocator> {
    using type = word_record<T, Compare>;
};
template <class T, class Compare, class Allocator>
    requires(is_word_pair<T> && direction<Compare, T> != 0 && constructs_plainly<Allocator, T>)
struct choose_record<T, Compare, Allocator> {
    using type = dual_record<T, Compare>;
};
template <class T, class Compare, class Allocator>
    requires(is_split_pair<T, Compare> && constructs_plainly<Allocator, T>)
struct choose_record<T, Compare, Allocator> {
    using type = split_record<T, Compare>;
};

template <class T, class Compare, class Allocator>
using quick_record = typename choose_record<T, Compare, Allocator>::type;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_QUICK_RECORD_HPP
