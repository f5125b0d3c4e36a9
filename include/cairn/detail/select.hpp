// SPDX-License-Identifier: BSL-1.0
// cairn/detail/select.hpp -- the first k elements of any range under any order, stably.
//
//     select_order        a comparator together with a key function, either way round
//     select_word         a word of an element that decides most comparisons
//     held, remote, pooled    what is kept of an element: a copy, its address, or itself
//     record_selection    takes in elements and keeps the first k of all
//
// Elements that may be first become records in a buffer of about 2k. When it is full, a pivot from it
// becomes the bound that later elements have to come before, and what does not is forgotten. Among
// equivalent records the buffer keeps the order of arrival, so that positions in it decide ties. A range
// with random access yields a sample first, and so a good bound from the beginning, whatever its order.
//
// Records are copied and moved about; elements are compared and, at the end, read.

#ifndef CAIRN_DETAIL_SELECT_HPP
#define CAIRN_DETAIL_SELECT_HPP

#include <cairn/detail/ordering.hpp>
#include <cairn/detail/select_words.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

// -- order -----------------------------------------------------------------------------------------------

template <class Projection>
inline constexpr bool is_identity = std::is_same_v<std::remove_cv_t<Projection>, std::identity>;

/// Compares the keys of elements; the other way round if Largest. Refers to functions that outlive it.
template <class Compare, class Projection, bool Largest = false>
struct select_order {
    Compare& compare;
    Projection& projection;

    template <class X>
    [[nodiscard, gnu::always_inline]] constexpr decltype(auto) key(const X& x) const {
        if constexpr (is_identity<Projection>) {
            return (x);
        } else {
            return detail::key_of(projection, x);
        }
    }
    template <class A, class B>
    [[nodiscard, gnu::always_inline]] constexpr bool operator()(const A& a, const B& b) const {
        if constexpr (Largest) {
            return static_cast<bool>(compare(key(b), key(a)));
        } else {
            return static_cast<bool>(compare(key(a), key(b)));
        }
    }
};

/// Of keys that begin with a number or a string: its word, by which most comparisons are decided.
template <class Key, class Compare>
struct leading_key : sort_key<Key, Compare> {};
template <class First, class Second, class Compare>
    requires(direction<Compare, std::pair<First, Second>> != 0 &&
             sort_key<First, std::less<>>::kind != search::comparing)
struct leading_key<std::pair<First, Second>, Compare> {
    static constexpr search kind = search::digests;
    static constexpr bool exact = false;
    [[nodiscard]] static digest_word digest(const Compare&,
                                            const std::pair<First, Second>& key) noexcept {
        const digest_word word = sort_key<First, std::less<>>::digest({}, key.first);
        return direction<Compare, std::pair<First, Second>> > 0 ? word : ~word;
    }
};
template <class First, class... Rest, class Compare>
    requires(direction<Compare, std::tuple<First, Rest...>> != 0 &&
             sort_key<First, std::less<>>::kind != search::comparing)
struct leading_key<std::tuple<First, Rest...>, Compare> {
    static constexpr search kind = search::digests;
    static constexpr bool exact = false;
    [[nodiscard]] static digest_word digest(const Compare&,
                                            const std::tuple<First, Rest...>& key) noexcept {
        const digest_word word = sort_key<First, std::less<>>::digest({}, std::get<0>(key));
        return direction<Compare, std::tuple<First, Rest...>> > 0 ? word : ~word;
    }
};

/// A word of an element that agrees with its order, if there is one.
template <class T, class Order>
struct select_word;
template <class T, class Compare, class Projection, bool Largest>
struct select_word<T, select_order<Compare, Projection, Largest>> {
    using order = select_order<Compare, Projection, Largest>;
    using key =
        std::remove_cvref_t<decltype(std::declval<const order&>().key(std::declval<const T&>()))>;
    using leading = leading_key<key, std::remove_cv_t<Compare>>;
    static constexpr bool exists = leading::kind != search::comparing;
    /// Elements of equal words are equivalent.
    static constexpr bool exact = [] {
        if constexpr (exists) {
            return leading::exact;
        } else {
            return false;
        }
    }();

    [[nodiscard, gnu::always_inline]] static digest_word of(const order& less, const T& x) {
        const digest_word word = leading::digest(less.compare, less.key(x));
        return Largest ? ~word : word;
    }
};

// -- records ---------------------------------------------------------------------------------------------

/// Keeps copies of elements.
template <class T>
class held {
public:
    using value_type = T;
    using place = T;

    template <class X>
    [[nodiscard]] constexpr place keep(const X& x) {
        return x;
    }
    [[nodiscard]] constexpr const T& at(const place& kept) const noexcept { return kept; }
    constexpr void forget(const place&) noexcept {}
    [[nodiscard]] constexpr T take(const place& kept) { return kept; }
};

/// Knows where elements are. At the end it moves them out of there if Moves, or else copies them.
template <class T, class Element, bool Moves>
class remote {
public:
    using value_type = T;
    using place = Element*;

    template <class X>
    [[nodiscard]] constexpr place keep(X&& x) {
        return std::addressof(x);
    }
    [[nodiscard]] constexpr const T& at(place kept) const noexcept { return *kept; }
    constexpr void forget(place) noexcept {}
    [[nodiscard]] constexpr decltype(auto) take(place kept) {
        if constexpr (Moves) {
            return std::move(*kept);
        } else {
            return (*kept);
        }
    }
};

/// Owns the elements of a range that shows them once.
template <class T>
class pooled {
public:
    using value_type = T;
    using place = std::size_t;

    template <class X>
    [[nodiscard]] constexpr place keep(X&& x) {
        if (free_.empty()) {
            elements_.push_back(static_cast<T>(std::forward<X>(x)));
            return elements_.size() - 1;
        }
        elements_[free_.back()] = static_cast<T>(std::forward<X>(x));
        const std::size_t slot = free_.back();
        free_.pop_back();
        return slot;
    }
    [[nodiscard]] constexpr const T& at(place kept) const noexcept { return elements_[kept]; }
    constexpr void forget(place kept) { free_.push_back(kept); }
    [[nodiscard]] constexpr T&& take(place kept) noexcept { return std::move(elements_[kept]); }

private:
    std::vector<T> elements_;
    std::vector<std::size_t> free_;
};

template <class Place, bool Worded>
struct select_record {
    Place place;
};
template <class Place>
struct select_record<Place, true> {
    Place place;
    digest_word word;
};

// -- the first k -----------------------------------------------------------------------------------------

/// Keeps the first k of all elements that it is shown, in a Store. If Worded, records hold select_words.
template <class Store, class Order, bool Worded>
class record_selection {
    using value = typename Store::value_type;
    using words = select_word<value, Order>;
    using record = select_record<typename Store::place, Worded>;

public:
    /// Expects k > 0
    constexpr record_selection(std::size_t k, Order order)
        : k_(k), room_(k < SIZE_MAX / 256 ? 2 * k + 64 : SIZE_MAX),
          most_(k < SIZE_MAX / 256 ? 8 * k + 2048 : SIZE_MAX), order_(order) {}

    /// Shows the elements of [first, last).
    template <class It, class S>
    constexpr void add(It first, const S& last) {
        for (; !bounded_; ++first) {
            if (first == last) return;
            auto&& x = shown(first);
            keep(std::forward<decltype(x)>(x));
        }
        while (first != last) {
            if constexpr (std::is_lvalue_reference_v<std::iter_reference_t<It>>) {
                const record bound = records_[bound_]; // a copy, which no element can change
                while (!accepts(bound, *first)) {
                    if (++first == last) return;
                }
                keep(*first);
            } else {
                auto&& x = shown(first);
                if (accepts(records_[bound_], x)) keep(std::forward<decltype(x)>(x));
            }
            ++first;
        }
    }

    /// Shows the n elements from `first` on, which are all there are.
    template <class It>
    constexpr void add_all(It first, std::size_t n) {
        const std::size_t sample = n < 256 ? 0 : k_ < 64 || n < 16384 ? 64 : k_ < 512 ? 128 : 512;
        if (k_ > n / 4) {
            room_ = n + 1;
            records_.reserve(n);
        } else if (sample != 0) {
            add_sampled(first, n, sample);
            if (records_.size() >= k_) return;
            records_.clear(); // one time in some thousands
            bounded_ = false;
        }
        add(first, first + static_cast<std::iter_difference_t<It>>(n));
    }

    /// The first k, or all if they are fewer, in order.
    [[nodiscard]] constexpr std::vector<value> take() {
        while (records_.size() > k_ && records_.size() - k_ > k_ / 2 + 64)
            prune();
        sort();
        std::vector<value> result;
        const std::size_t n = records_.size() < k_ ? records_.size() : k_;
        result.reserve(n);
        for (std::size_t i = 0; i != n; ++i)
            result.push_back(store_.take(records_[i].place));
        return result;
    }

private:
    struct sampled {
        record kept;
        std::size_t at; // its position
    };
    static constexpr std::size_t few = 256; // records that are sorted rather than pruned

    /// The element, or the value that a proxy stands for: of counter<std::string> a view and a count.
    template <class It>
    [[nodiscard]] static constexpr decltype(auto) shown(const It& at) {
        if constexpr (std::same_as<std::remove_cvref_t<std::iter_reference_t<It>>, value>) {
            return *at;
        } else {
            return value(*at);
        }
    }

    template <class X>
    [[nodiscard]] constexpr record make(X&& x) {
        if constexpr (Worded) {
            const digest_word word = words::of(order_, x);
            return {store_.keep(std::forward<X>(x)), word};
        } else {
            return {store_.keep(std::forward<X>(x))};
        }
    }
    template <class X>
    constexpr void keep(X&& x) {
        records_.push_back(make(std::forward<X>(x)));
        if (records_.size() >= room_) {
            prune();
            if (room_ < most_) room_ += room_ / 2; // elements improve all the way: prune less often
        }
    }

    /// Whether the first record comes before the other one, regardless of their arrival.
    [[nodiscard]] constexpr bool precedes(const record& a, const record& b) const {
        if constexpr (Worded) {
            if (a.word != b.word) return a.word < b.word;
            if constexpr (words::exact) return false;
        }
        return order_(store_.at(a.place), store_.at(b.place));
    }
    /// Whether an element that arrives after the bound comes before it.
    [[nodiscard, gnu::always_inline]] constexpr bool accepts(const record& bound,
                                                             const value& x) const {
        if constexpr (Worded) {
            const digest_word word = words::of(order_, x);
            if (word != bound.word) [[likely]]
                return word < bound.word;
            if constexpr (words::exact) return false;
        }
        return order_(x, store_.at(bound.place));
    }
    /// Whether an element that arrives before the bound comes before it.
    [[nodiscard, gnu::always_inline]] constexpr bool admits(const record& bound,
                                                            const value& x) const {
        if constexpr (Worded) {
            const digest_word word = words::of(order_, x);
            if (word != bound.word) [[likely]]
                return word < bound.word;
            if constexpr (words::exact) return true;
        }
        return !order_(store_.at(bound.place), x);
    }

    /// Shows n elements, with a bound that k of them are probably not after.
    template <class It>
    constexpr void add_sampled(It first, std::size_t n, std::size_t sample) {
        const auto element = [&](std::size_t i) -> decltype(auto) {
            return shown(first + static_cast<std::iter_difference_t<It>>(i));
        };
        std::vector<sampled> all;
        all.reserve(sample);
        for (std::size_t i = 0; i != sample; ++i) {
            const std::size_t at = detail::sample_position(i, sample, n);
            all.push_back({make(element(at)), at});
        }
        std::vector<sampled> scratch(all);
        detail::sort_records(
            all.data(), scratch.data(), sample,
            [&](const sampled& a, const sampled& b) { return precedes(a.kept, b.kept); });
        const sampled& chosen = all[detail::sample_rank(k_, n, sample)];
        const record bound = chosen.kept;
        std::size_t i = 0;
        for (; i != chosen.at && !bounded_; ++i) {
            auto&& x = element(i);
            if (admits(bound, x)) keep(std::forward<decltype(x)>(x));
        }
        if (!bounded_) {
            bound_ = records_.size();
            bounded_ = true;
            keep(element(i));
            ++i;
        }
        add(first + static_cast<std::iter_difference_t<It>>(i),
            first + static_cast<std::iter_difference_t<It>>(n));
    }

    /// Forgets records that are not among the first k, one at least and mostly many.
    /// Expects that it holds more than k
    constexpr void prune() {
        const std::size_t n = records_.size();
        if (n > few) {
            std::vector<sampled> sample;
            sample.reserve(64);
            for (std::size_t i = 0; i != 64; ++i) {
                const std::size_t at = detail::sample_position(i, 64, n);
                sample.push_back({records_[at], at});
            }
            std::vector<sampled> scratch(sample);
            detail::sort_records(
                sample.data(), scratch.data(), 64,
                [&](const sampled& a, const sampled& b) { return precedes(a.kept, b.kept); });
            std::size_t rank = detail::sample_rank(k_, n, 64);
            if (rank != 63 && keep_until(sample[rank].at)) return;
            if (rank + 8 < 63 && keep_until(sample[rank + 8].at)) return;
        }
        sort();
        for (std::size_t i = k_; i != n; ++i)
            store_.forget(records_[i].place);
        records_.erase(records_.begin() + static_cast<std::ptrdiff_t>(k_), records_.end());
        bounded_ = true;
        bound_ = k_ - 1;
    }

    /// Keeps the record at `pivot` and those before it in the order. False if they would be less than k, and
    /// then nothing changes.
    [[nodiscard]] constexpr bool keep_until(std::size_t pivot) {
        const std::size_t n = records_.size();
        const record bound = records_[pivot];
        std::vector<bool> stays(n);
        std::size_t count = 0;
        for (std::size_t i = 0; i != n; ++i) {
            const bool stay = i == pivot || (i < pivot ? !precedes(bound, records_[i])
                                                       : precedes(records_[i], bound));
            stays[i] = stay;
            count += static_cast<std::size_t>(stay);
        }
        if (count < k_ || count == n) return false;
        std::size_t kept = 0;
        for (std::size_t i = 0; i != n; ++i) {
            if (!stays[i]) {
                store_.forget(records_[i].place);
                continue;
            }
            if (i == pivot) bound_ = kept;
            records_[kept++] = records_[i];
        }
        records_.erase(records_.begin() + static_cast<std::ptrdiff_t>(kept), records_.end());
        bounded_ = true;
        return true;
    }

    constexpr void sort() {
        const std::size_t n = records_.size();
        if (n < 2) return;
        auto less = [this](const record& a, const record& b) { return precedes(a, b); };
        std::vector<record> scratch(records_);
        if constexpr (Worded) {
            detail::radix_sort<words::exact>(
                records_.data(), scratch.data(), n, [](const record& r) { return r.word; }, less);
        } else if (!detail::merge_natural_runs(records_.data(), scratch.data(), n, less)) {
            detail::sort_records(records_.data(), scratch.data(), n, less);
        }
    }

    std::size_t k_;
    std::size_t room_;      // for so many records
    std::size_t most_;      // and for no more than a half more than this, ever
    std::size_t bound_ = 0; // the position of the record that others have to come before
    bool bounded_ = false;
    Order order_;
    Store store_;
    std::vector<record> records_;
};

// -- every range -----------------------------------------------------------------------------------------

/// What is kept of the elements of a range: small ones themselves, and such as are compared as a whole also
/// if they are larger, for then their copies lie closer together than they do.
template <class It, bool Moves, bool Worded>
struct select_store {
    using value = std::iter_value_t<It>;
    using reference = std::iter_reference_t<It>;
    static constexpr bool kept_whole =
        std::is_trivially_copy_constructible_v<value> && std::is_trivially_destructible_v<value> &&
        std::is_copy_assignable_v<value> && sizeof(value) <= (Worded ? 16 : 64);
    static constexpr bool stays = std::forward_iterator<It> && std::is_reference_v<reference> &&
                                  std::is_same_v<std::remove_cvref_t<reference>, value>;
    using type = std::conditional_t<
        kept_whole, held<value>,
        std::conditional_t<stays,
                           remote<value, std::remove_reference_t<reference>,
                                  Moves || std::is_rvalue_reference_v<reference>>,
                           pooled<value>>>;
};

/// The first n elements of [first, last) in the order, stably; elements are moved from there if Moves.
template <bool Moves, class It, class S, class Compare, class Projection, bool Largest>
[[nodiscard]] constexpr std::vector<std::iter_value_t<It>>
select_first(std::size_t n, It first, S last, select_order<Compare, Projection, Largest> order) {
    using value = std::iter_value_t<It>;
    using order_type = select_order<Compare, Projection, Largest>;
    constexpr bool random = std::random_access_iterator<It> && std::sized_sentinel_for<S, It>;
    constexpr int way = is_identity<Projection> ? direction<std::remove_cv_t<Compare>, value> : 0;
    if (n == 0) return {};
    std::size_t size = 0;
    if constexpr (random) {
        size = static_cast<std::size_t>(last - first);
        if (size == 0) return {};
        if (n > size) n = size;
    }
    const auto select = [&]<bool Worded>(std::bool_constant<Worded>) {
        using store = typename select_store<It, Moves, Worded>::type;
        record_selection<store, order_type, Worded> selection(n, order);
        if constexpr (random) {
            selection.add_all(std::move(first), size);
        } else {
            selection.add(std::move(first), last);
        }
        return selection.take();
    };
    if (std::is_constant_evaluated()) return select(std::false_type());
    if constexpr (number<value> && way != 0) {
        using words = word_order<value, (way < 0) != Largest>;
        if constexpr (random && std::contiguous_iterator<It>) {
            return detail::select_numbers<words, value>(std::to_address(first), size, n);
        } else if constexpr (std::is_integral_v<value> || std::forward_iterator<It>) {
            word_selection<words, value> selection(n);
            const auto show = [&](It from) {
                if constexpr (random) {
                    selection.add_all(std::move(from), size);
                } else {
                    selection.add(std::move(from), last);
                }
            };
            if constexpr (std::is_integral_v<value>) {
                show(std::move(first));
                return selection.take();
            } else {
                show(first);
                std::vector<value> result = selection.take();
                detail::restore_zeros(result, std::move(first));
                return result;
            }
        } else {
            return select(std::true_type());
        }
    } else {
        return select(std::bool_constant<select_word<value, order_type>::exists>());
    }
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SELECT_HPP
