// SPDX-License-Identifier: BSL-1.0
// cairn/detail/merge_tree.hpp -- the loser tree: which of k sorted inputs has the next element.
//
//     head_traits    what the tree keeps of the head of an input, and how two heads play
//     loser_tree     the tree, over a set of runs
//
// Each inner node holds the loser of the match that was played there, node 0 the winner of all; the
// input of the winner steps on and plays again on its way up, one match in each of log2 k nodes:
//
//                  [0]  b1            inputs   a: 4 6 .   b: 1 9 .   c: 2 5 .   d: 3 .
//                   |
//                  [1]  c2            next: b steps to 9 and meets a4, then c2: c wins, and the nodes
//                  /  \               hold b9 at [2], a4 at [1]
//              [2] a4  [3] d3
//              /  \    /  \           .
//             a    b  c    d
//
// An input that has ended has a head too, which loses to every one that has not: there is no test for it.
// (D. Knuth, The Art of Computer Programming, volume 3, 5.4.1.)

#ifndef CAIRN_DETAIL_MERGE_TREE_HPP
#define CAIRN_DETAIL_MERGE_TREE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/ordering.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// f(x) as std::invoke calls it, and without <functional>. The result may refer to x, which may be a
/// temporary: it is used in the same expression.
template <class F, class X>
    requires std::invocable<F&, X>
constexpr decltype(auto) call(F& f, X&& x) {
    if constexpr (std::is_member_pointer_v<std::remove_cv_t<F>>) {
        return detail::key_of(f, x);
    } else {
        return f(std::forward<X>(x));
    }
}

// -- heads -----------------------------------------------------------------------------------------------

/// Which input; the bit `merge_ended` is set if it has no element left. Of equivalent heads that of the
/// lower number is next, and an ended input has a higher number than all that have not.
using merge_number = std::uint32_t;
inline constexpr merge_number merge_ended = merge_number{1} << 31;

/// A digest and a number, compared in this order: two instructions where there are 128-bit integers.
#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 wide_head;
[[nodiscard]] constexpr wide_head make_wide(digest_word digest, std::uint64_t low) noexcept {
    return static_cast<wide_head>(digest) << 64 | low;
}
[[nodiscard]] constexpr merge_number number_of(wide_head head) noexcept {
    return static_cast<merge_number>(head);
}
[[nodiscard]] constexpr digest_word digest_part(wide_head head) noexcept {
    return static_cast<digest_word>(head >> 64);
}
[[nodiscard]] constexpr digest_word number_part(wide_head head) noexcept {
    return static_cast<digest_word>(head);
}
#else
struct wide_head {
    digest_word digest;
    std::uint64_t low;
    friend constexpr bool operator<(const wide_head& a, const wide_head& b) noexcept {
        return a.digest < b.digest || (a.digest == b.digest && a.low < b.low);
    }
};
[[nodiscard]] constexpr wide_head make_wide(digest_word digest, std::uint64_t low) noexcept {
    return {digest, low};
}
[[nodiscard]] constexpr merge_number number_of(const wide_head& head) noexcept {
    return static_cast<merge_number>(head.low);
}
[[nodiscard]] constexpr digest_word digest_part(const wide_head& head) noexcept {
    return head.digest;
}
#endif
/// The same for digests of 32 bits.
using narrow_head = std::uint64_t;

#ifdef __SIZEOF_INT128__
/// Two numbers of 64 bits, and the number of the input.
struct pair_head {
    wide_head key;
    std::uint64_t number;

    [[nodiscard]] friend constexpr bool operator<(const pair_head& a, const pair_head& b) noexcept {
#ifdef __clang__
        // Subtraction with borrow, word by word: the other way becomes branches, and g++ does this one badly.
        const wide_head one = a.number < b.number ? 1 : 0;
        const wide_head low =
            wide_head{detail::number_part(a.key)} - detail::number_part(b.key) - one;
        const wide_head high =
            wide_head{detail::digest_part(a.key)} - detail::digest_part(b.key) - (low >> 127);
        return (high >> 127) != 0;
#else
        return (a.key < b.key) | ((a.key == b.key) & (a.number < b.number));
#endif
    }
};
#endif

enum class heads : unsigned char {
    narrow,  // a key of at most 32 bits, and the number: one word decides
    wide,    // a key of 64 bits, and the number
    pairs,   // two keys of at most 64 bits, and the number
    digests, // a word made of the key, and the number; the comparator decides between equal digests
    comparing, // the number: the comparator decides
};

/// Pairs and tuples whose first component is an integer.
template <class Key>
inline constexpr bool integer_first = false;
template <std::integral A, class B>
inline constexpr bool integer_first<std::pair<A, B>> = true;
template <std::integral A, class... B>
inline constexpr bool integer_first<std::tuple<A, B...>> = true;

template <class Key>
inline constexpr bool integer_pair = false;
template <std::integral A, std::integral B>
inline constexpr bool integer_pair<std::pair<A, B>> = sizeof(A) <= 8 && sizeof(B) <= 8;

template <class Key, class Compare>
inline constexpr heads heads_of = []() -> heads {
    if constexpr (number<Key> && direction<Compare, Key> != 0) {
        return sizeof(Key) <= 4 ? heads::narrow : heads::wide;
#ifdef __SIZEOF_INT128__
    } else if constexpr (integer_pair<Key> && direction<Compare, Key> != 0) {
        return heads::pairs;
#endif
    } else if constexpr (integer_first<Key> && direction<Compare, Key> != 0) {
        return heads::digests;
    } else if constexpr (sort_key<Key, Compare>::kind == search::digests) {
        return sort_key<Key, Compare>::exact ? heads::wide : heads::digests;
    } else {
        return heads::comparing;
    }
}();

/// The order of numbers of at most 32 bits as the order of unsigned ones.
template <number T>
[[nodiscard]] constexpr std::uint32_t narrow_digest(T x) noexcept {
    if constexpr (std::is_floating_point_v<T>) {
        const auto bits = std::bit_cast<std::uint32_t>(x + T{0}); // -0.0 becomes 0.0
        return (bits >> 31) != 0 ? ~bits : bits | std::uint32_t{1} << 31;
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<std::uint32_t>(static_cast<std::int32_t>(x)) ^ std::uint32_t{1} << 31;
    } else {
        return static_cast<std::uint32_t>(x);
    }
}

template <class Compare, class Key>
[[nodiscard]] constexpr digest_word merge_digest(const Compare& compare, const Key& key) {
    if constexpr (direction<Compare, Key> != 0 && number<Key>) {
        const digest_word word = detail::digest_of(key);
        return direction<Compare, Key> > 0 ? word : ~word;
    } else if constexpr (direction<Compare, Key> != 0 && integer_first<Key>) {
        const digest_word word = detail::digest_of(std::get<0>(key));
        return direction<Compare, Key> > 0 ? word : ~word;
    } else {
        if (std::is_constant_evaluated()) return 0; // strings are read as words only at run time
        return sort_key<Key, Compare>::digest(compare, key);
    }
}

/// What the tree holds of a head. `Exact`: the heads alone decide, and nothing can throw.
template <class Key, class Compare, heads Kind = heads_of<Key, Compare>>
struct head_traits {
    using head = wide_head;
    static constexpr bool exact = Kind == heads::wide;

    [[nodiscard]] static constexpr head make(const Compare& compare, const Key& key,
                                             merge_number number) {
        return detail::make_wide(detail::merge_digest(compare, key), number);
    }
    [[nodiscard]] static constexpr head ended(merge_number number) noexcept {
        return detail::make_wide(~digest_word{0}, number | merge_ended);
    }
    [[nodiscard]] static constexpr merge_number number(const head& h) noexcept {
        return detail::number_of(h);
    }
};
template <class Key, class Compare>
struct head_traits<Key, Compare, heads::narrow> {
    using head = narrow_head;
    static constexpr bool exact = true;

    [[nodiscard]] static constexpr head make(const Compare&, const Key& key, merge_number number) {
        const std::uint32_t word = detail::narrow_digest(key);
        return head{direction<Compare, Key> > 0 ? word : ~word} << 32 | number;
    }
    [[nodiscard]] static constexpr head ended(merge_number number) noexcept {
        return head{0xffffffff} << 32 | number | merge_ended;
    }
    [[nodiscard]] static constexpr merge_number number(head h) noexcept {
        return static_cast<merge_number>(h);
    }
};
#ifdef __SIZEOF_INT128__
template <class Key, class Compare>
struct head_traits<Key, Compare, heads::pairs> {
    using head = pair_head;
    static constexpr bool exact = true;

    [[nodiscard]] static constexpr head make(const Compare&, const Key& key, merge_number number) {
        const wide_head word =
            detail::make_wide(detail::digest_of(key.first), detail::digest_of(key.second));
        return {direction<Compare, Key> > 0 ? word : ~word, number};
    }
    [[nodiscard]] static constexpr head ended(merge_number number) noexcept {
        return {detail::make_wide(~digest_word{0}, ~digest_word{0}), number | merge_ended};
    }
    [[nodiscard]] static constexpr merge_number number(const head& h) noexcept {
        return static_cast<merge_number>(h.number);
    }
};
#endif
template <class Key, class Compare>
struct head_traits<Key, Compare, heads::comparing> {
    using head = merge_number;
    static constexpr bool exact = false;

    [[nodiscard]] static constexpr head ended(merge_number number) noexcept {
        return number | merge_ended;
    }
    [[nodiscard]] static constexpr merge_number number(head h) noexcept { return h; }
};

/// Swaps two heads or not, as no processor could predict: without a branch. What compilers make of ?: differs.
template <class Head>
[[gnu::always_inline]] constexpr void exchange_if(bool swaps, Head& a, Head& b) noexcept {
    constexpr bool composed = std::is_class_v<Head>;
#ifdef __clang__
    constexpr bool masked = sizeof(Head) > sizeof(merge_number);
#else
    constexpr bool masked = composed;
#endif
    if (masked && !std::is_constant_evaluated()) {
        std::uint64_t mask = std::uint64_t{0} - std::uint64_t{swaps};
        asm("" : "+r"(mask)); // it is not to be seen that this is a condition
        const auto exchange = [mask](auto& x, auto& y) {
            using word = std::remove_reference_t<decltype(x)>;
            word wide = static_cast<word>(mask);
            if constexpr (sizeof(word) > sizeof mask) wide |= wide << 64;
            const word difference = (x ^ y) & wide;
            x ^= difference;
            y ^= difference;
        };
        if constexpr (!composed) {
            exchange(a, b);
        } else if constexpr (requires { a.key; }) {
            exchange(a.key, b.key);
            exchange(a.number, b.number);
        } else {
            exchange(a.digest, b.digest);
            exchange(a.low, b.low);
        }
    } else {
        const Head first = a, second = b;
        a = swaps ? second : first;
        b = swaps ? first : second;
    }
}

// -- the tree ---------------------------------------------------------------------------------------------

/// The tree over the runs of a merge (see merge_runs), which stay where they are while the tree lives, as do
/// the comparator and the projection.
template <class Runs, class Compare, class Projection>
class loser_tree {
    using reference = typename Runs::reference;
    using projected_type =
        decltype(detail::call(std::declval<Projection&>(), std::declval<reference>()));
    using key_type = std::remove_cvref_t<projected_type>;
    static constexpr heads kind = heads_of<key_type, Compare>;
    using traits = head_traits<key_type, Compare>;
    using head = typename traits::head;

public:
    /// Complexity  size() - 1 matches
    constexpr loser_tree(Runs& runs, Compare& compare, Projection& projection)
        : runs_(&runs), compare_(&compare), projection_(&projection), count_(runs.size()),
          nodes_(Runs::template make_room<head>(runs.size())) {
        CAIRN_EXPECTS(count_ < merge_ended);
        rebuild();
    }

    [[nodiscard]] constexpr bool ended() const noexcept {
        return (traits::number(winner_) & merge_ended) != 0;
    }
    /// Expects     !ended()
    [[nodiscard]] constexpr merge_number winner() const noexcept { return traits::number(winner_); }

    /// The input of the winner steps on. If that or a comparison throws, next() takes up where this call
    /// stopped: no element is passed over.
    /// Expects     !ended()
    /// Complexity  one match for each of the log2 k nodes above the input
    constexpr void next() {
        if (!unplayed_) [[likely]] {
            step(winner());
            replay();
        } else {
            rebuild();
        }
        unplayed_ = false;
    }

private:
    [[nodiscard]] constexpr head head_of(merge_number i) const {
        if (runs_->ended(i)) return traits::ended(i);
        if constexpr (kind == heads::comparing) {
            return i;
        } else {
            return traits::make(*compare_, detail::call(*projection_, runs_->get(i)), i);
        }
    }
    /// Whether the head of input `low` may stay before that of a higher number. Neither has ended.
    [[nodiscard]] constexpr bool overtakes(merge_number high, merge_number low) const {
        return static_cast<bool>((*compare_)(detail::call(*projection_, runs_->get(high)),
                                             detail::call(*projection_, runs_->get(low))));
    }

    /// Leaves the winner in `a` and the loser in `b`.
    [[gnu::always_inline]] constexpr void play(head& a, head& b) const {
        bool swaps; // a selection that no processor could predict: no branches
        if constexpr (traits::exact) {
            swaps = b < a;
        } else if constexpr (kind == heads::digests) {
            swaps = b < a;
            if (detail::digest_part(a) == detail::digest_part(b)) {
                const merge_number high = traits::number(swaps ? a : b);
                const merge_number low = traits::number(swaps ? b : a);
                if ((high & merge_ended) == 0 && overtakes(high, low)) swaps = !swaps;
            }
        } else {
            const merge_number high = a < b ? b : a;
            const merge_number low = a < b ? a : b;
            const bool overtaken = (high & merge_ended) == 0 && overtakes(high, low);
            swaps = overtaken == (low == a);
        }
        detail::exchange_if(swaps, a, b);
    }

    constexpr void replay() {
        const merge_number i = winner();
        head hand = head_of(i);
        for (std::size_t node = (i + count_) / 2; node != 0; node /= 2)
            play(hand, nodes_[node]);
        winner_ = hand;
    }

    /// The winner below a node, all matches below it played.
    constexpr head played(std::size_t node) {
        if (node >= count_) return head_of(static_cast<merge_number>(node - count_));
        head a = played(2 * node);
        head b = played(2 * node + 1);
        play(a, b);
        nodes_[node] = b;
        return a;
    }
    constexpr void rebuild() {
        if (count_ != 0) winner_ = played(1);
    }

    constexpr void step(merge_number i) {
        if constexpr (hardened != 0 && Runs::multipass) {
            [[maybe_unused]] const bool inputs_are_sorted =
                runs_->step_in_order(i, unplayed_, [this](reference next, reference passed) {
                    return !static_cast<bool>(
                        (*compare_)(detail::call(*projection_, static_cast<reference>(next)),
                                    detail::call(*projection_, static_cast<reference>(passed))));
                });
            CAIRN_EXPECTS(inputs_are_sorted);
        } else {
            runs_->step(i, unplayed_);
        }
    }

    Runs* runs_;
    Compare* compare_;
    Projection* projection_;
    std::size_t count_; // of inputs: nodes 1 .. count_ - 1
    typename Runs::template room<head> nodes_;
    head winner_ = traits::ended(0);
    bool unplayed_ = false; // the winner's input has stepped on, and not played since
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_MERGE_TREE_HPP
