// SPDX-License-Identifier: BSL-1.0
// cairn/detail/merge_runs.hpp -- the inputs of a merge while it goes on: one iterator and one sentinel each.
//
//     input_pack<Views...>   several ranges, of types that may differ
//     input_list<Outer>      a range of ranges
//     merge_runs<Inputs>     how far the merge has come in each of them
//     arguments of merge     which of them are ranges, which the comparator and the projection

#ifndef CAIRN_DETAIL_MERGE_RUNS_HPP
#define CAIRN_DETAIL_MERGE_RUNS_HPP

#include <cairn/detail/contract.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

// -- what can be merged ------------------------------------------------------------------------------------

/// Ranges whose references have a common one: the elements of the merged range.
template <class... Ranges>
concept merges_with_reference = requires {
    typename std::common_reference_t<std::ranges::range_reference_t<Ranges>...>;
    typename std::common_reference_t<std::ranges::range_rvalue_reference_t<Ranges>...>;
    typename std::common_type_t<std::ranges::range_value_t<Ranges>...>;
};
template <class Reference, class RvalueReference, class Value>
concept merges_as = std::common_reference_with<Reference&&, Value&> &&
                    std::common_reference_with<Reference&&, RvalueReference&&> &&
                    std::common_reference_with<RvalueReference&&, const Value&>;
template <class... Ranges>
concept mergeable_ranges =
    sizeof...(Ranges) != 0 && (std::ranges::input_range<Ranges> && ...) &&
    merges_with_reference<Ranges...> &&
    merges_as<std::common_reference_t<std::ranges::range_reference_t<Ranges>...>,
              std::common_reference_t<std::ranges::range_rvalue_reference_t<Ranges>...>,
              std::common_type_t<std::ranges::range_value_t<Ranges>...>>;

/// A range of ranges that stay where they are, or that are made as they are asked for.
template <class Outer>
concept range_of_ranges = std::ranges::input_range<Outer> &&
                          std::ranges::input_range<std::ranges::range_reference_t<Outer>> &&
                          (std::ranges::forward_range<Outer> ||
                           !std::is_lvalue_reference_v<std::ranges::range_reference_t<Outer>>) &&
                          (std::is_lvalue_reference_v<std::ranges::range_reference_t<Outer>> ||
                           std::ranges::viewable_range<std::ranges::range_reference_t<Outer>>);

// -- inputs ------------------------------------------------------------------------------------------------

/// What is left of one input.
template <class Iterator, class Sentinel>
struct merge_run {
    Iterator at;
    Sentinel last;
};
template <class Range>
using merge_run_of = merge_run<std::ranges::iterator_t<Range>, std::ranges::sentinel_t<Range>>;

template <class Range>
[[nodiscard]] constexpr merge_run_of<Range> whole_run(Range& range) {
    return {std::ranges::begin(range), std::ranges::end(range)};
}

template <class Range, class T>
concept run_in_memory = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
                        std::same_as<std::ranges::range_value_t<Range>, T>;

/// Several views.
template <class... Views>
class input_pack {
public:
    using reference = std::common_reference_t<std::ranges::range_reference_t<Views>...>;
    using rvalue_reference =
        std::common_reference_t<std::ranges::range_rvalue_reference_t<Views>...>;
    using value_type = std::common_type_t<std::ranges::range_value_t<Views>...>;
    using difference_type = std::common_type_t<std::ranges::range_difference_t<Views>...>;
    static constexpr bool multipass = (std::ranges::forward_range<Views> && ...);
    static constexpr bool sized = (std::ranges::sized_range<Views> && ...);
    static constexpr bool const_sized = (std::ranges::sized_range<const Views> && ...);

    template <class Head>
    using room = std::array<Head, sizeof...(Views)>;

    constexpr explicit input_pack(Views... views) : views_(std::move(views)...) {}

    /// Whether all elements lie in memory as T.
    template <class T>
    static constexpr bool holds = (run_in_memory<Views, T> && ...);

    /// f(range) for each.
    template <class F>
    constexpr void for_each(F f) {
        std::apply([&f](Views&... views) { (f(views), ...); }, views_);
    }

    /// How many elements all inputs have together.
    template <class Self>
    [[nodiscard]] static constexpr std::size_t size(Self& self) {
        return std::apply(
            [](auto&... views) {
                return (std::size_t{0} + ... + static_cast<std::size_t>(std::ranges::size(views)));
            },
            self.views_);
    }

    /// The runs of all views: an array if they are alike, else a tuple.
    class runs {
        using first_run = merge_run_of<std::tuple_element_t<0, std::tuple<Views...>>>;
        static constexpr bool alike = (std::is_same_v<first_run, merge_run_of<Views>> && ...);

    public:
        constexpr explicit runs(input_pack& inputs)
            : runs_(std::apply([](Views&... views) { return store{detail::whole_run(views)...}; },
                               inputs.views_)) {}

        [[nodiscard]] static constexpr std::size_t size() noexcept { return sizeof...(Views); }
        /// f(the i-th run).
        template <std::size_t At = 0, class F>
        [[gnu::always_inline]] constexpr decltype(auto) visit(std::size_t i, F f) {
            if constexpr (alike) {
                return f(runs_[i]);
            } else if constexpr (At + 1 == sizeof...(Views)) {
                return f(std::get<At>(runs_));
            } else {
                if (i == At) return f(std::get<At>(runs_));
                return visit<At + 1>(i, f);
            }
        }

    private:
        using store = std::conditional_t<alike, std::array<first_run, sizeof...(Views)>,
                                         std::tuple<merge_run_of<Views>...>>;
        store runs_;
    };

private:
    std::tuple<Views...> views_;
};

/// A view of ranges.
template <class Outer>
class input_list {
    using inner_reference = std::ranges::range_reference_t<Outer>;
    using inner_value = std::remove_reference_t<inner_reference>;
    /// Whether the ranges are made as the outer one is walked, so that somebody has to keep them.
    static constexpr bool kept = !std::is_lvalue_reference_v<inner_reference> &&
                                 !std::ranges::borrowed_range<inner_reference>;
    template <bool Kept, class Reference>
    struct inner_of {
        using type = std::remove_reference_t<Reference>;
    };
    template <class Reference>
    struct inner_of<true, Reference> {
        using type = std::views::all_t<Reference>;
    };
    using inner = typename inner_of<kept, inner_reference>::type;

public:
    using reference = std::ranges::range_reference_t<inner>;
    using rvalue_reference = std::ranges::range_rvalue_reference_t<inner>;
    using value_type = std::ranges::range_value_t<inner>;
    using difference_type = std::ranges::range_difference_t<inner>;
    static constexpr bool multipass = std::ranges::forward_range<inner>;
    static constexpr bool sized = false; // adding up k sizes takes too long for a size()
    static constexpr bool const_sized = false;

    template <class Head>
    using room = std::vector<Head>;

    constexpr explicit input_list(Outer outer) : outer_(std::move(outer)) {}

    /// Whether all elements lie in memory as T, and will do so after for_each.
    template <class T>
    static constexpr bool holds = !kept && run_in_memory<inner, T>;

    /// f(range) for each.
    template <class F>
    constexpr void for_each(F f) {
        for (auto&& range : outer_)
            f(range);
    }

    class runs {
    public:
        constexpr explicit runs(input_list& inputs) {
            if constexpr (kept) {
                for (auto&& range : inputs.outer_)
                    kept_.push_back(std::views::all(std::forward<decltype(range)>(range)));
                runs_.reserve(kept_.size());
                for (inner& range : kept_)
                    runs_.push_back(detail::whole_run(range));
            } else {
                if constexpr (std::ranges::sized_range<Outer>)
                    runs_.reserve(static_cast<std::size_t>(std::ranges::size(inputs.outer_)));
                for (auto&& range : inputs.outer_)
                    runs_.push_back({std::ranges::begin(range), std::ranges::end(range)});
            }
        }
        [[nodiscard]] constexpr std::size_t size() const noexcept { return runs_.size(); }
        template <class F>
        [[gnu::always_inline]] constexpr decltype(auto) visit(std::size_t i, F f) {
            return f(runs_[i]);
        }

    private:
        struct nothing {};
        [[no_unique_address]] std::conditional_t<kept, std::vector<inner>, nothing> kept_;
        std::vector<merge_run_of<inner>> runs_;
    };

private:
    Outer outer_;
};

// -- how far the merge has come ------------------------------------------------------------------------------

/// What the loser tree asks of its inputs. It refers to them: neither may move.
template <class Inputs>
class merge_runs {
public:
    using reference = typename Inputs::reference;
    using rvalue_reference = typename Inputs::rvalue_reference;
    static constexpr bool multipass = Inputs::multipass;
    template <class Head>
    using room = typename Inputs::template room<Head>;

    constexpr explicit merge_runs(Inputs& inputs) : runs_(inputs) {}
    merge_runs(const merge_runs&) = delete;
    merge_runs& operator=(const merge_runs&) = delete;
    ~merge_runs() = default;

    template <class Head>
    [[nodiscard]] static constexpr room<Head> make_room(std::size_t count) {
        if constexpr (requires { room<Head>(count, Head()); }) {
            return room<Head>(count,
                              Head()); // without Head(), clang refuses libstdc++'s in constants
        } else {
            return room<Head>{};
        }
    }

    [[nodiscard]] constexpr std::size_t size() const noexcept { return runs_.size(); }
    [[nodiscard]] constexpr bool ended(std::size_t i) {
        return runs_.visit(i, [](auto& run) -> bool { return run.at == run.last; });
    }
    /// Expects     !ended(i), as do the others
    [[nodiscard]] constexpr reference get(std::size_t i) {
        return runs_.visit(i,
                           [](auto& run) -> reference { return static_cast<reference>(*run.at); });
    }
    [[nodiscard]] constexpr rvalue_reference move(std::size_t i) {
        return runs_.visit(i, [](auto& run) -> rvalue_reference {
            return static_cast<rvalue_reference>(std::ranges::iter_move(run.at));
        });
    }
    /// Goes on to the next element of input i, and says so in `stepped`: what comes after may throw.
    constexpr void step(std::size_t i, bool& stepped) {
        runs_.visit(i, [](auto& run) { ++run.at; });
        stepped = true;
    }
    /// The same, and whether the element that was passed may stand before the next: in_order(next, passed).
    template <class InOrder>
    [[nodiscard]] constexpr bool step_in_order(std::size_t i, bool& stepped, InOrder in_order) {
        return runs_.visit(i, [&](auto& run) -> bool {
            const auto passed = run.at;
            ++run.at;
            stepped = true;
            return run.at == run.last ||
                   in_order(static_cast<reference>(*run.at), static_cast<reference>(*passed));
        });
    }

private:
    typename Inputs::runs runs_;
};

// -- the arguments of merge ------------------------------------------------------------------------------

/// How many of the first arguments are ranges.
template <class... Arguments>
inline constexpr std::size_t leading_ranges = [] {
    const bool is_range[] = {std::ranges::range<Arguments>..., false};
    std::size_t count = 0;
    while (is_range[count])
        ++count;
    return count;
}();

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_MERGE_RUNS_HPP
