// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ordering.hpp -- how sorted containers order: key functions, bounds, and words that stand for keys.
//
//     by_key(f), by<&T::member>, projected    comparators that order by a key function
//     bounds, unbounded                       what an interval includes
//     sorted_unique, sorted_equivalent        promises about the order of input
//     detail::sort_key                        what of a key a node may compare without the comparator
//
// A digest is a 64-bit word made of a key so that a < b implies digest(a) <= digest(b). Nodes compare
// digests side by side in a few cache lines, and the keys themselves only where digests are equal.

#ifndef CAIRN_DETAIL_ORDERING_HPP
#define CAIRN_DETAIL_ORDERING_HPP

#include <cairn/detail/entry.hpp>
#include <cairn/fwd.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// Which ends of an interval belong to it: both, none, all but the lower, all but the upper.
enum class bounds : unsigned char { closed, open, left_open, right_open };

/// In place of an end of an interval: there is none on this side.
struct unbounded_t {
    explicit unbounded_t() = default;
};
inline constexpr unbounded_t unbounded{};

/// Promises that a range is sorted without equivalent elements; checked in hardened builds.
struct sorted_unique_t {
    explicit sorted_unique_t() = default;
};
inline constexpr sorted_unique_t sorted_unique{};

/// Promises that a range is sorted; checked in hardened builds.
struct sorted_equivalent_t {
    explicit sorted_equivalent_t() = default;
};
inline constexpr sorted_equivalent_t sorted_equivalent{};

namespace detail {

/// std::invoke(f, x), for one argument and without <functional>.
template <class F, class X>
[[nodiscard]] constexpr decltype(auto) key_of(const F& f, const X& x) {
    if constexpr (std::is_member_object_pointer_v<F>) {
        if constexpr (requires { x.*f; }) {
            return (x.*f);
        } else {
            return ((*x).*f);
        }
    } else if constexpr (std::is_member_function_pointer_v<F>) {
        if constexpr (requires { (x.*f)(); }) {
            return (x.*f)();
        } else {
            return ((*x).*f)();
        }
    } else {
        return f(x);
    }
}

/// A key function that is known to the type system: the constant `Member`.
template <auto Member>
struct fixed_key {
    template <class X>
        requires std::is_invocable_v<decltype(Member), const X&>
    constexpr decltype(auto) operator()(const X& x) const {
        return detail::key_of(Member, x);
    }
};

template <class F, class X>
struct key_result {
    using type = const X&;
};
template <class F, class X>
    requires std::is_invocable_v<const F&, const X&>
struct key_result<F, X> {
    using type = std::invoke_result_t<const F&, const X&>;
};
/// f(x) if f takes x, else x as it is.
template <class F, class X>
using key_of_t = typename key_result<F, X>::type;

} // namespace detail

/// Orders elements by a key function, as Python's `key=`: `Compare` sees f(a) and f(b). Transparent:
/// what f does not take is a bare key, and compared as it is, so that look-ups need no element. A generic
/// lambda takes everything: give its parameter a type.
/// Python      sorted(..., key=f), SortedKeyList(key=f)
template <class F, class Compare = std::less<>>
class projected {
public:
    using is_transparent = void;
    using key_function = F;
    using key_compare = Compare;

    constexpr projected()
        requires std::default_initializable<F> && std::default_initializable<Compare>
    = default;
    constexpr explicit projected(F f, Compare compare = Compare())
        : f_(std::move(f)), compare_(std::move(compare)) {}

    template <class A, class B>
        requires std::invocable<const Compare&, detail::key_of_t<F, A>, detail::key_of_t<F, B>>
    [[nodiscard]] constexpr bool operator()(const A& a, const B& b) const {
        return static_cast<bool>(compare_(key(a), key(b)));
    }

    /// f(x), or x itself if f does not take it.
    template <class X>
    [[nodiscard]] constexpr detail::key_of_t<F, X> key(const X& x) const {
        if constexpr (std::is_invocable_v<const F&, const X&>) {
            return detail::key_of(f_, x);
        } else {
            return x;
        }
    }

private:
    [[no_unique_address]] F f_{};
    [[no_unique_address]] Compare compare_{};
};

/// A comparator that orders by f(x): by_key(&employee::age), by_key(f, std::greater<>()).
template <class F, class Compare = std::less<>>
[[nodiscard]] constexpr projected<F, Compare> by_key(F f, Compare compare = Compare()) {
    return projected<F, Compare>(std::move(f), std::move(compare));
}

/// The same as a type without state: sorted_list<employee, by<&employee::age>>.
template <auto Member, class Compare = std::less<>>
using by = projected<detail::fixed_key<Member>, Compare>;

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

// -- which comparators mean < and > ----------------------------------------------------------------------

/// 1 if Compare is < on T, -1 if it is >, 0 if it may be anything.
template <class Compare, class T>
inline constexpr int direction = 0;
template <class T>
inline constexpr int direction<std::less<>, T> = 1;
template <class T>
inline constexpr int direction<std::less<T>, T> = 1;
template <class T>
inline constexpr int direction<std::ranges::less, T> = 1;
template <class T>
inline constexpr int direction<std::greater<>, T> = -1;
template <class T>
inline constexpr int direction<std::greater<T>, T> = -1;
template <class T>
inline constexpr int direction<std::ranges::greater, T> = -1;

/// Numbers that a register holds.
template <class T>
concept number = std::is_arithmetic_v<T> && sizeof(T) <= sizeof(std::uint64_t);

// -- digests -----------------------------------------------------------------------------------------------

using digest_word = std::uint64_t;

/// The order of numbers as the order of unsigned words. -0.0 and 0.0 get the same one.
template <number T>
[[nodiscard]] constexpr digest_word digest_of(T x) noexcept {
    constexpr digest_word sign = digest_word{1} << 63;
    if constexpr (std::is_floating_point_v<T>) {
        const auto bits = std::bit_cast<digest_word>(static_cast<double>(x) + 0.0);
        return (bits & sign) != 0 ? ~bits : bits | sign;
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<digest_word>(static_cast<std::int64_t>(x)) ^ sign;
    } else {
        return static_cast<digest_word>(x);
    }
}

/// The first eight characters as a big-endian number; absent ones count as zero.
[[nodiscard]] inline digest_word digest_of(std::string_view text) noexcept {
    const auto load = [](const char* from, auto& word) {
        std::memcpy(&word, from, sizeof word);
        if constexpr (std::endian::native == std::endian::little) {
            word = static_cast<std::remove_reference_t<decltype(word)>>(
                sizeof word == 8
                    ? __builtin_bswap64(word)
                    : digest_word{__builtin_bswap32(static_cast<std::uint32_t>(word))});
        }
    };
    const std::size_t n = text.size();
    if (n >= 8) [[likely]] {
        digest_word word;
        load(text.data(), word);
        return word;
    }
    if (n >= 4) {
        std::uint32_t head, tail;
        load(text.data(), head);
        load(text.data() + (n - 4), tail);
        return digest_word{head} << 32 | digest_word{tail} << (8 * (8 - n));
    }
    digest_word word = 0;
    for (std::size_t i = 0; i != n; ++i)
        word |= digest_word{static_cast<unsigned char>(text[i])} << (56 - 8 * i);
    return word;
}

/// What a node can do with keys of a type under a comparator.
enum class search : unsigned char {
    counting,  // keys are numbers: compare many, count how many are before
    digests,   // the same on digests, then the comparator among equal ones
    comparing, // nothing but the comparator
};

/// The general case: only the comparator knows.
template <class Key, class Compare>
struct sort_key {
    static constexpr search kind = search::comparing;
};

template <number Key, class Compare>
    requires(direction<Compare, Key> != 0)
struct sort_key<Key, Compare> {
    static constexpr search kind = search::counting;
    static constexpr bool exact = true; // equal digests mean equivalent keys

    template <class K>
    static constexpr bool takes = std::is_same_v<K, Key>;
    [[nodiscard]] static const Key& view(const Compare&, const Key& key) noexcept { return key; }
    [[nodiscard]] static digest_word digest(const Compare&, Key key) noexcept {
        return direction<Compare, Key> > 0 ? digest_of(key) : ~digest_of(key);
    }
    /// Not before any number.
    [[nodiscard]] static constexpr Key last() noexcept {
        using limits = std::numeric_limits<Key>;
        if constexpr (direction<Compare, Key> < 0) {
            return limits::has_infinity ? -limits::infinity() : limits::lowest();
        } else {
            return limits::has_infinity ? limits::infinity() : (limits::max)();
        }
    }
};

/// Strings under < or >.
template <class Key, class Compare>
    requires is_text<Key> && (direction<Compare, Key> != 0)
struct sort_key<Key, Compare> {
    static constexpr search kind = search::digests;
    static constexpr bool exact = false;

    template <class K>
    static constexpr bool takes = std::is_convertible_v<const K&, std::string_view>;
    /// What look-ups compare with: read off the argument once.
    template <class K>
    [[nodiscard]] static decltype(auto) view(const Compare&, const K& key) noexcept {
        if constexpr (std::is_invocable_v<const Compare&, std::string_view, const Key&>) {
            return std::string_view(key);
        } else { // std::less<std::string> takes nothing else
            return static_cast<const K&>(key);
        }
    }
    [[nodiscard]] static digest_word digest(const Compare&, std::string_view key) noexcept {
        const digest_word word = digest_of(key);
        return direction<Compare, Key> > 0 ? word : ~word;
    }
};

/// Elements ordered by a number or a string that is computed from them.
template <class Key, class F, class Compare>
    requires std::is_invocable_v<const F&, const Key&> &&
             (direction<Compare, std::remove_cvref_t<std::invoke_result_t<const F&, const Key&>>> !=
              0) &&
             (number<std::remove_cvref_t<std::invoke_result_t<const F&, const Key&>>> ||
              is_text<std::remove_cvref_t<std::invoke_result_t<const F&, const Key&>>>)
struct sort_key<Key, projected<F, Compare>> {
    using result = std::remove_cvref_t<std::invoke_result_t<const F&, const Key&>>;
    static constexpr search kind = search::digests;
    static constexpr bool exact = number<result>;

    template <class K>
    static constexpr bool takes =
        std::is_same_v<K, Key> ||
        (!std::is_invocable_v<const F&, const K&> &&
         (number<result> ? std::is_same_v<K, result>
                         : std::is_convertible_v<const K&, std::string_view>));
    template <class K>
    [[nodiscard]] static const K& view(const projected<F, Compare>&, const K& key) noexcept {
        return key;
    }
    template <class K>
    [[nodiscard]] static digest_word digest(const projected<F, Compare>& compare, const K& key) {
        const digest_word word = digest_of(compare.key(key));
        return direction<Compare, result> > 0 ? word : ~word;
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ORDERING_HPP
