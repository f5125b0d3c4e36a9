// SPDX-License-Identifier: BSL-1.0
// cairn/merge.hpp -- Python's heapq.merge: sorted ranges as one sorted range, which is made as it is read
//
//     std::vector a{1, 4, 7}, b{2, 4, 9};
//     for (int x : cairn::merge(a, b)) ...                     // 1 2 4 4 7 9: a's 4, then b's
//     std::vector<std::vector<int>> runs{a, b, {3}};
//     cairn::merge(runs) | std::views::take(3);                // 1 2 3: only so many are compared
//     cairn::merge(a, b, std::greater<>(), &order::price);     // a comparator, and what it compares
//     cairn::merge_into(std::back_inserter(out), runs);        // all of it at once, which is faster
//
// Shape       a loser tree over the inputs: an iterator and a sentinel for each, and for each what of its
//             next element decides; log2 k matches, without branches where keys are numbers, for each step
// Synopsis    merge(ranges..., compare, projection)            a view
//             merge(range_of_ranges, compare, projection)      the same for any number of inputs
//             merge_into(out, ranges..., compare, projection)  all elements to an iterator
//             merge_into(out, range_of_ranges, ...)            -> the iterator past them
//             Compare is std::less<> and the projection std::identity if not given. A single range of
//             ranges is merged range by range: it is no input itself.
//             Stable: of equivalent elements those of the first input come first, each input's in its order.
//             Inputs are read as std::views::all has them: containers by reference if they are lvalues,
//             owned if they are rvalues; single-pass, move-only, endless and empty ones alike.
// Validity    the view refers to its inputs as views do; its iterators refer to the view, and end when it
//             is moved, copied to, or asked for begin() again, which starts over where the inputs can.
//             So it is not borrowed. What an iterator returns belongs to the inputs.
// Exceptions  merging copies and moves no element. If a comparison, a projection or a step of an input
//             throws, no element is passed over: ++ on the same iterator takes up where it stopped, and
//             until that has succeeded the iterator is to be incremented or destroyed only.
//             merge_into: what has been written stays written.
// Source      D. Knuth, The Art of Computer Programming, volume 3, 5.4.1; K. O'Connor, R. Hettinger,
//             heapq.merge (Python)

#ifndef CAIRN_MERGE_HPP
#define CAIRN_MERGE_HPP

#include <cairn/detail/iterator.hpp>
#include <cairn/detail/merge_cascade.hpp>
#include <cairn/detail/merge_order.hpp>
#include <cairn/detail/merge_runs.hpp>
#include <cairn/detail/merge_tree.hpp>

#include <compare>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI {

namespace detail {
struct merge_into_function;
}

/// Sorted ranges as one: what merge() returns. `Inputs` has the ranges.
/// A default-constructed one is empty.
template <class Inputs, class Compare, class Projection>
class merge_view : public std::ranges::view_interface<merge_view<Inputs, Compare, Projection>> {
    using runs_type = detail::merge_runs<Inputs>;

    /// What the view is made of. Comparators need not be assignable.
    struct parts {
        [[no_unique_address]] Inputs inputs;
        [[no_unique_address]] Compare compare;
        [[no_unique_address]] Projection projection;
    };
    /// How far the view has been read. It refers to the parts.
    struct state {
        constexpr explicit state(parts& of)
            : runs(of.inputs), tree(runs, of.compare, of.projection) {}

        runs_type runs;
        detail::loser_tree<runs_type, Compare, Projection> tree;
    };

public:
    // -- types -------------------------------------------------------------------------------------

    /// A single-pass iterator. Two are equal if both are at the end, or neither.
    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = typename Inputs::value_type;
        using difference_type = typename Inputs::difference_type;
        using reference = typename Inputs::reference;
        using pointer = std::conditional_t<std::is_lvalue_reference_v<reference>,
                                           std::add_pointer_t<reference>, detail::arrow<reference>>;

        constexpr iterator() = default;

        /// Expects     the iterator is not at the end
        [[nodiscard]] constexpr reference operator*() const {
            CAIRN_EXPECTS(!ended());
            return at_->runs.get(at_->tree.winner());
        }
        [[nodiscard]] constexpr pointer operator->() const {
            if constexpr (std::is_lvalue_reference_v<reference>) {
                return std::addressof(**this);
            } else {
                return pointer(**this);
            }
        }
        /// Expects     the iterator is not at the end
        /// Complexity  at most log2 k comparisons, rounded up, for k inputs
        constexpr iterator& operator++() {
            CAIRN_EXPECTS(!ended());
            at_->tree.next();
            return *this;
        }
        /// *i++ is the value that was passed.
        constexpr auto operator++(int) {
            if constexpr (std::constructible_from<value_type, reference>) {
                previous passed{value_type(**this)};
                ++*this;
                return passed;
            } else {
                ++*this;
            }
        }

        [[nodiscard]] friend constexpr bool operator==(const iterator& a, const iterator& b) {
            return a.ended() == b.ended();
        }
        [[nodiscard]] friend constexpr bool operator==(const iterator& i, std::default_sentinel_t) {
            return i.ended();
        }
        [[nodiscard]] friend constexpr typename Inputs::rvalue_reference
        iter_move(const iterator& i) {
            CAIRN_EXPECTS(!i.ended());
            return i.at_->runs.move(i.at_->tree.winner());
        }

    private:
        struct previous {
            value_type value;
            constexpr value_type& operator*() noexcept { return value; }
        };

        friend merge_view;
        constexpr explicit iterator(state& at) noexcept : at_(std::addressof(at)) {}
        [[nodiscard]] constexpr bool ended() const noexcept {
            return at_ == nullptr || at_->tree.ended();
        }

        state* at_ = nullptr;
    };

    // -- construction, assignment, destruction -----------------------------------------------------

    constexpr merge_view() = default;
    constexpr explicit merge_view(Inputs inputs, Compare compare = Compare(),
                                  Projection projection = Projection())
        : parts_(std::in_place, std::move(inputs), std::move(compare), std::move(projection)) {}

    /// The copy has not been read.
    constexpr merge_view(const merge_view& other)
        requires std::copy_constructible<parts>
        : std::ranges::view_interface<merge_view>(), parts_(other.parts_) {}
    constexpr merge_view(merge_view&& other) noexcept(std::is_nothrow_move_constructible_v<parts>)
        : std::ranges::view_interface<merge_view>(), parts_(std::move(other.parts_)) {
        other.state_.reset();
    }
    /// Exceptions  basic: the view may be empty afterwards
    constexpr merge_view& operator=(const merge_view& other)
        requires std::copy_constructible<parts>
    {
        if (this != std::addressof(other)) *this = merge_view(other);
        return *this;
    }
    constexpr merge_view&
    operator=(merge_view&& other) noexcept(std::is_nothrow_move_constructible_v<parts>) {
        if (this != std::addressof(other)) {
            state_.reset();
            other.state_.reset();
            parts_.reset();
            if (other.parts_) parts_.emplace(std::move(*other.parts_));
        }
        return *this;
    }
    constexpr ~merge_view() = default;

    // -- reading -----------------------------------------------------------------------------------

    /// Starts over; where an input is single-pass, it goes on where that stands.
    /// Complexity  k - 1 comparisons for k inputs; an allocation if their number is not fixed
    [[nodiscard]] constexpr iterator begin() {
        state_.reset();
        if (!parts_) return iterator();
        return iterator(state_.emplace(*parts_));
    }
    [[nodiscard]] constexpr iterator end() const noexcept { return iterator(); }

    /// How many elements the inputs have together.
    [[nodiscard]] constexpr std::size_t size()
        requires(Inputs::sized)
    {
        return parts_ ? Inputs::size(parts_->inputs) : 0;
    }
    [[nodiscard]] constexpr std::size_t size() const
        requires(Inputs::const_sized)
    {
        return parts_ ? Inputs::size(parts_->inputs) : 0;
    }

private:
    friend detail::merge_into_function;

    using value_type = typename Inputs::value_type;
    /// Whether whole runs can be copied through buffers.
    template <class Out>
    static constexpr bool cascades = [] {
        if constexpr (detail::cascading<value_type> && Inputs::template holds<value_type> &&
                      detail::merge_orders<Compare, Projection, const value_type&>) {
            return std::indirectly_writable<Out, const value_type&>;
        } else {
            return false;
        }
    }();

    /// Copies all elements to an output iterator.
    template <class Out>
    constexpr Out drain(Out out) {
        if constexpr (cascades<Out>) {
            if (!std::is_constant_evaluated()) return cascade(std::move(out));
        }
        const iterator last = end();
        for (iterator i = begin(); i != last; ++i, ++out)
            *out = *i;
        return out;
    }

    template <class Out>
    Out cascade(Out out) {
        const auto before = detail::before_of<value_type>(parts_->compare, parts_->projection);
        std::vector<detail::run_of<value_type>> runs;
        parts_->inputs.for_each([&](auto& range) {
            const value_type* const first = std::to_address(std::ranges::begin(range));
            const auto size = static_cast<std::size_t>(std::ranges::size(range));
            if (size != 0) runs.push_back({first, first + size});
            // Each input is sorted by the comparator and the projection.
            CAIRN_EXPECTS(detail::is_sorted_run(runs, size, before));
        });
        detail::merge_cascade<value_type, std::remove_const_t<decltype(before)>> source(runs,
                                                                                        before);
        if constexpr (detail::memory_for<Out, value_type>) {
            const std::size_t count = source.left();
            value_type* const to = std::to_address(out);
            CAIRN_EXPECTS(detail::is_apart(runs, to, count));
            source.get(to, count);
            return out + static_cast<std::iter_difference_t<Out>>(count);
        } else {
            value_type room[256];
            while (source.left() != 0) {
                const std::size_t count = detail::smaller(source.left(), std::size(room));
                source.get(room, count);
                for (std::size_t i = 0; i != count; ++i, ++out)
                    *out = std::as_const(room[i]);
            }
            return out;
        }
    }

    std::optional<parts> parts_;
    std::optional<state> state_;
};

namespace detail {

/// The inputs of merge(ranges...): a single range of ranges has them inside.
template <class... Ranges>
struct inputs_of {};
template <class... Ranges>
    requires(std::ranges::viewable_range<Ranges> && ...) &&
            mergeable_ranges<std::views::all_t<Ranges>...>
struct inputs_of<Ranges...> {
    using type = input_pack<std::views::all_t<Ranges>...>;
};
template <std::ranges::viewable_range Range>
    requires range_of_ranges<std::views::all_t<Range>>
struct inputs_of<Range> {
    using type = input_list<std::views::all_t<Range>>;
};

/// Whether a comparator and a projection are for the elements of these inputs.
template <class Compare, class Projection, class Inputs>
concept orders_inputs = merge_orders<Compare, Projection, typename Inputs::reference>;

/// Takes the arguments of merge() apart: the ranges, then a comparator, then a projection.
template <class Arguments, class Ranges = std::make_index_sequence<std::tuple_size_v<Arguments>>>
struct merge_arguments;
template <class... Arguments, std::size_t... All>
struct merge_arguments<std::tuple<Arguments...>, std::index_sequence<All...>> {
    using tuple = std::tuple<Arguments...>;
    static constexpr std::size_t count = leading_ranges<Arguments...>;
    static constexpr std::size_t others = sizeof...(Arguments) - count;

    template <std::size_t At, class Default>
    struct other {
        using type = Default;
    };
    template <std::size_t At, class Default>
        requires(At < sizeof...(Arguments))
    struct other<At, Default> {
        using type = std::remove_cvref_t<std::tuple_element_t<At, tuple>>;
    };
    using compare = typename other<count, std::less<>>::type;
    using projection = typename other<count + 1, std::identity>::type;

    template <std::size_t... At>
    static inputs_of<std::tuple_element_t<At, tuple>...> inputs(std::index_sequence<At...>);
    using inputs_of_ranges = decltype(inputs(std::make_index_sequence<count>()));
};

template <class... Arguments>
concept merge_call =
    merge_arguments<std::tuple<Arguments...>>::count != 0 &&
    merge_arguments<std::tuple<Arguments...>>::others <= 2 &&
    requires { typename merge_arguments<std::tuple<Arguments...>>::inputs_of_ranges::type; } &&
    orders_inputs<typename merge_arguments<std::tuple<Arguments...>>::compare,
                  typename merge_arguments<std::tuple<Arguments...>>::projection,
                  typename merge_arguments<std::tuple<Arguments...>>::inputs_of_ranges::type>;

struct merge_function {
    template <class... Arguments>
        requires merge_call<Arguments...>
    [[nodiscard]] constexpr auto operator()(Arguments&&... arguments) const {
        using parsed = merge_arguments<std::tuple<Arguments...>>;
        return make<parsed>(std::make_index_sequence<parsed::count>(),
                            std::forward_as_tuple(std::forward<Arguments>(arguments)...));
    }

private:
    template <class Parsed, std::size_t... At, class Tuple>
    static constexpr auto make(std::index_sequence<At...>, Tuple&& all) {
        using inputs = typename Parsed::inputs_of_ranges::type;
        using compare = typename Parsed::compare;
        using projection = typename Parsed::projection;
        using view = merge_view<inputs, compare, projection>;
        if constexpr (Parsed::others == 0) {
            return view(inputs(std::views::all(std::get<At>(std::move(all)))...), compare(),
                        projection());
        } else if constexpr (Parsed::others == 1) {
            return view(inputs(std::views::all(std::get<At>(std::move(all)))...),
                        compare(std::get<sizeof...(At)>(std::move(all))), projection());
        } else {
            return view(inputs(std::views::all(std::get<At>(std::move(all)))...),
                        compare(std::get<sizeof...(At)>(std::move(all))),
                        projection(std::get<sizeof...(At) + 1>(std::move(all))));
        }
    }
};

// -- all at once -----------------------------------------------------------------------------------------

struct merge_into_function {
    template <std::weakly_incrementable Out, class... Arguments>
        requires merge_call<Arguments...> &&
                 std::indirectly_writable<Out, typename merge_arguments<std::tuple<Arguments...>>::
                                                   inputs_of_ranges::type::reference>
    constexpr Out operator()(Out out, Arguments&&... arguments) const {
        auto view = merge_function()(std::forward<Arguments>(arguments)...);
        return view.drain(std::move(out));
    }
};

} // namespace detail

/// The elements of sorted ranges in order, as a view (see the beginning of this header).
/// Expects     each input is sorted by the comparator and the projection; checked in hardened builds, of
///             inputs that are no single-pass ranges, as they are read
/// Complexity  O(1) if the number of inputs is fixed; begin() and ++ do the work
/// Python      heapq.merge(*iterables, key=None, reverse=False)
inline constexpr detail::merge_function merge{};

/// The same, copied to an output iterator: merge_into(out, ranges..., compare, projection). Runs of numbers, of
/// pairs of integers, and of what else is at most 16 bytes and trivial to copy, that lie in memory, are merged
/// by a cascade of two-way merges, without branches, and with vectors where the target has AVX-512. Returns the
/// iterator past the last element.
/// Expects     what merge expects, and that the elements are not written to the inputs
/// Complexity  n log2 k comparisons, rounded up; for a cascade n more to the number of runs, temporary memory
///             for at most n + 256 k elements, and no more than 4096 k
/// Exceptions  basic: what has been written stays written; if there is no memory, nothing has been
inline constexpr detail::merge_into_function merge_into{};

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_MERGE_HPP
