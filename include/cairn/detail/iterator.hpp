// SPDX-License-Identifier: BSL-1.0
// cairn/detail/iterator.hpp -- the words that containers share when they speak of iterators, ranges and order.

#ifndef CAIRN_DETAIL_ITERATOR_HPP
#define CAIRN_DETAIL_ITERATOR_HPP

#include <cairn/detail/config.hpp>
#include <cairn/fwd.hpp>

#include <compare>
#include <concepts>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// What the iterator-pair constructors take: [container.requirements] asks that a type which is no
/// input iterator does not select them. C++20 iterators without C++17 traits count as well.
template <class It>
concept input_iterator = std::input_iterator<It>;

/// What `from_range` constructors and `*_range` members take ([container.intro.reqmts]).
template <class Range, class T>
concept range_of = std::ranges::input_range<Range> &&
                   std::convertible_to<std::ranges::range_reference_t<Range>, T>;

/// A range whose length is known, or can be counted without consuming it.
template <class Range>
concept countable_range = std::ranges::sized_range<Range> || std::ranges::forward_range<Range>;

/// A type that allocator-aware deduction guides may take for an allocator.
template <class A>
concept allocator_like = requires(A& a) {
    typename A::value_type;
    a.allocate(std::size_t{});
};

/// Three-way comparison that falls back to `<` for element types without `<=>` ([expos.only.entity]).
struct synth_three_way {
    template <class T, class U>
    constexpr auto operator()(const T& a, const U& b) const
        requires requires {
            { a < b } -> std::convertible_to<bool>;
            { b < a } -> std::convertible_to<bool>;
        }
    {
        if constexpr (std::three_way_comparable_with<T, U>) {
            return a <=> b;
        } else {
            if (a < b) return std::weak_ordering::less;
            if (b < a) return std::weak_ordering::greater;
            return std::weak_ordering::equivalent;
        }
    }
};
template <class T, class U = T>
using synth_three_way_result =
    decltype(synth_three_way{}(std::declval<const T&>(), std::declval<const U&>()));

/// Runs `undo` when the scope is left by an exception; `dismiss()` keeps what was done.
template <class Undo>
class guard {
public:
    constexpr explicit guard(Undo undo) noexcept : undo_(std::move(undo)) {}
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;
    constexpr ~guard() {
        if (armed_) undo_();
    }
    constexpr void dismiss() noexcept { armed_ = false; }

private:
    Undo undo_;
    bool armed_ = true;
};

/// `operator->` of an iterator whose reference is a temporary: keeps it alive for one expression.
template <class Reference>
class arrow {
public:
    constexpr explicit arrow(Reference reference) : reference_(std::move(reference)) {}
    constexpr Reference* operator->() noexcept { return std::addressof(reference_); }

private:
    Reference reference_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ITERATOR_HPP
