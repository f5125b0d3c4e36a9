// SPDX-License-Identifier: BSL-1.0
// cairn/detail/sorted_core.hpp -- the tree of a sorted container, and what its members are made of.
//
//     foreign_to, interval_end    which arguments are compared as they are
//     sorted_core                 types, the tree, and its uses: one entry in or out, ends of intervals,
//                                 batches, ranges of entries

#ifndef CAIRN_DETAIL_SORTED_CORE_HPP
#define CAIRN_DETAIL_SORTED_CORE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/entry.hpp>
#include <cairn/detail/entry_parts.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/detail/sorted_input.hpp>
#include <cairn/detail/sorted_range.hpp>
#include <cairn/detail/storage.hpp>
#include <cairn/detail/tree.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- what is compared as it is ---------------------------------------------------------------------------

template <class Compare>
inline constexpr bool orders_by_projection = false;
template <class F, class Compare>
inline constexpr bool orders_by_projection<projected<F, Compare>> = true;

/// Not to be taken for a bare key: an element that the key function does not take.
template <class Compare, class Key>
inline constexpr bool takes_elements = true;
template <class F, class Compare, class Key>
inline constexpr bool takes_elements<projected<F, Compare>, Key> =
    std::is_invocable_v<const F&, const Key&>;

/// Numbers that < and > read as the key type would: converted first, as std::set<int> does. Of another
/// signedness they would not even compare in one order with all keys.
template <class K, class Key, class Compare>
inline constexpr bool converts_as_number = false;
template <class K, class Key, class Compare>
    requires std::is_arithmetic_v<K> && std::is_arithmetic_v<Key> && (direction<Compare, Key> != 0)
inline constexpr bool converts_as_number<K, Key, Compare> =
    std::is_integral_v<K> && std::is_integral_v<Key>
        ? std::is_signed_v<K> != std::is_signed_v<Key> || sizeof(K) <= sizeof(Key)
        : std::is_floating_point_v<Key> && (std::is_integral_v<K> || sizeof(K) <= sizeof(Key));

/// An argument that is compared as it is, because Compare is transparent and takes it, and it is neither
/// the key type nor an iterator. Any other argument is converted to the key type first.
template <class K, class Container>
concept foreign_to =
    requires { typename Container::key_compare::is_transparent; } &&
    !std::same_as<std::remove_cvref_t<K>, typename Container::key_type> &&
    !std::convertible_to<K&&, typename Container::const_iterator> &&
    !std::convertible_to<K&&, typename Container::iterator> &&
    !converts_as_number<std::remove_cvref_t<K>, typename Container::key_type,
                        typename Container::key_compare> &&
    std::is_invocable_r_v<bool, const typename Container::key_compare&,
                          const typename Container::key_type&, const std::remove_reference_t<K>&> &&
    std::is_invocable_r_v<bool, const typename Container::key_compare&,
                          const std::remove_reference_t<K>&, const typename Container::key_type&>;

/// A foreign argument from which a key can be made when it turns out to be absent. Not a bare key of a
/// projection: what is made of it need not have this key. Not a number: it may change when converted.
template <class K, class Container>
concept foreign_source =
    foreign_to<K, Container> && !orders_by_projection<typename Container::key_compare> &&
    !std::is_arithmetic_v<typename Container::key_type> &&
    std::constructible_from<typename Container::key_type, K>;

/// An end of an interval.
template <class K, class Container>
concept interval_end =
    std::same_as<K, unbounded_t> || std::same_as<K, typename Container::key_type> ||
    foreign_to<const K&, Container> || std::convertible_to<const K&, typename Container::key_type>;

/// What deduction guides take for a comparator.
template <class F>
concept compare_like = !allocator_like<F>;

/// Orders the pairs of a map by their keys.
template <class Value, class Compare>
class pair_compare {
public:
    constexpr explicit pair_compare(Compare compare) : comp(std::move(compare)) {}
    [[nodiscard]] constexpr bool operator()(const Value& a, const Value& b) const {
        return static_cast<bool>(comp(a.first, b.first));
    }

protected:
    Compare comp; // the name that [map.overview] gives it
};

/// Looks into pairs: std's own == may claim to take any.
template <class T>
inline constexpr bool equality_comparable_entry = requires(const T& x) {
    { x == x } -> std::convertible_to<bool>;
};
template <class Key, class Value>
inline constexpr bool equality_comparable_entry<std::pair<const Key, Value>> =
    equality_comparable_entry<Key> && equality_comparable_entry<Value>;

// -- the core --------------------------------------------------------------------------------------------

/// A tree of entries in the order of Compare; equivalent ones, unless Unique, in order of insertion.
template <class Entry, class Compare, class Allocator, bool Unique>
class sorted_core {
protected:
    using engine = tree<Entry, Compare, Allocator>;
    using source = entry_source<Entry>;
    static constexpr bool keys_only =
        std::is_same_v<typename Entry::key_type, typename Entry::value_type>;
    static_assert(std::is_same_v<typename std::allocator_traits<Allocator>::value_type,
                                 typename Entry::value_type>,
                  "the allocator's value_type must be the container's value_type");
    static constexpr bool nothrow_default = std::is_nothrow_default_constructible_v<Compare> &&
                                            std::is_nothrow_copy_constructible_v<Compare> &&
                                            std::is_nothrow_default_constructible_v<Allocator>;

public:
    // -- types -------------------------------------------------------------------------------------

    using key_type = typename Entry::key_type;
    using value_type = typename Entry::value_type;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;
    using key_compare = Compare;
    using value_compare = std::conditional_t<keys_only, Compare, pair_compare<value_type, Compare>>;
    using allocator_type = Allocator;
    using reference = std::conditional_t<keys_only, const value_type&, value_type&>;
    using const_reference = const value_type&;
    using pointer = std::remove_reference_t<reference>*;
    using const_pointer = const value_type*;
    using const_iterator = typename engine::const_iterator;
    using iterator = std::conditional_t<keys_only, const_iterator, typename engine::iterator>;
    using reverse_iterator = std::reverse_iterator<iterator>;
    using const_reverse_iterator = std::reverse_iterator<const_iterator>;
    using range_type = sorted_range<iterator>;
    using const_range_type = sorted_range<const_iterator>;
    using node_type = entry_handle<loose_entry<Entry>>;
    using insert_return_type =
        std::conditional_t<Unique, entry_insertion<iterator, node_type>, iterator>;
    /// The promise that bulk loading asks for.
    using sorted_tag = std::conditional_t<Unique, sorted_unique_t, sorted_equivalent_t>;
    /// What insertion returns: where the entry is, and whether it is new if it may not be.
    using insertion = std::conditional_t<Unique, std::pair<iterator, bool>, iterator>;

    // -- size --------------------------------------------------------------------------------------

    [[nodiscard]] bool empty() const noexcept { return tree_.size() == 0; }
    [[nodiscard]] size_type size() const noexcept { return tree_.size(); }

protected:
    explicit sorted_core(engine&& made) noexcept : tree_(std::move(made)) {}
    sorted_core(const Compare& compare, const Allocator& allocator) : tree_(compare, allocator) {
        static_assert(takes_elements<Compare, key_type>,
                      "the key function must take the container's elements");
    }
    sorted_core(const sorted_core&) = default;
    sorted_core(sorted_core&&) = default;
    sorted_core(const sorted_core& other, const Allocator& allocator)
        : tree_(other.tree_, allocator) {}
    sorted_core(sorted_core&& other, const Allocator& allocator)
        : tree_(std::move(other.tree_), allocator) {}
    sorted_core& operator=(const sorted_core&) = default;
    sorted_core& operator=(sorted_core&&) = default;
    ~sorted_core() = default;

    /// Only the shape where a comparison might throw: what has been done would look undone.
    void check_invariants() const {
        if constexpr (hardened >= 2) {
            if constexpr (std::is_nothrow_invocable_v<const Compare&, const key_type&,
                                                      const key_type&> ||
                          sort_key<key_type, Compare>::kind != search::comparing) {
                tree_.template check_invariants<Unique>();
            } else {
                tree_.check_shape();
            }
        }
    }
    /// The result of a mutation, after a look at the invariants.
    template <class Result>
    Result mutated(Result result) const {
        check_invariants();
        return result;
    }

    /// An empty container's tree with this one's order, for a result that is built from its elements.
    [[nodiscard]] engine fresh() const {
        return engine(tree_.comparator(),
                      std::allocator_traits<Allocator>::select_on_container_copy_construction(
                          tree_.allocator()));
    }
    /// The same with this one's allocator, to be swapped with tree_.
    [[nodiscard]] engine successor() const { return engine(tree_.comparator(), tree_.allocator()); }

    template <class A, class B>
    [[nodiscard]] bool less(const A& a, const B& b) const {
        return static_cast<bool>(tree_.comparator()(a, b));
    }

    // -- one entry ---------------------------------------------------------------------------------------

    /// A NaN has no place in any order, and would be found nowhere.
    template <class K>
    static void expect_number([[maybe_unused]] const K& key) noexcept {
        if constexpr (std::is_floating_point_v<K>) CAIRN_EXPECTS(key == key);
    }

    /// Builds an entry from `args`; they are left alone if `key` is present and Unique.
    template <class K, class... Args>
    insertion add(const K& key, Args&&... args) {
        expect_number(key);
        if constexpr (Unique) {
            return tree_.emplace_unique(key, std::forward<Args>(args)...);
        } else {
            return tree_.emplace_multi(key, std::forward<Args>(args)...);
        }
    }
    template <class K, class... Args>
    insertion add_entry(const K& key, Args&&... args) {
        return mutated(add(key, std::forward<Args>(args)...));
    }
    template <class K, class... Args>
    iterator add_entry_hint(const_iterator hint, const K& key, Args&&... args) {
        expect_number(key);
        if constexpr (Unique) {
            const auto result = tree_.emplace_unique_hint(hint, key, std::forward<Args>(args)...);
            return mutated(iterator(result.first));
        } else {
            return mutated(
                iterator(tree_.emplace_multi_hint(hint, key, std::forward<Args>(args)...)));
        }
    }

    /// use(key, parts...) for the entry that `args` make; the key is found without building the entry if
    /// it is among them.
    template <class Use, class... Args>
    static auto with_key(Use use, Args&&... args) {
        if constexpr (keys_only) {
            if constexpr (is_key<key_type, Args...> ||
                          (Unique && sizeof...(Args) == 1 &&
                           (foreign_source<Args, sorted_core> && ...))) {
                return use(args..., std::forward<Args>(args)...);
            } else {
                key_type made(std::forward<Args>(args)...);
                return use(std::as_const(made), std::move(made));
            }
        } else if constexpr (is_key_and_value<key_type, Args...>) {
            return use(std::get<0>(std::tie(args...)), std::forward<Args>(args)...);
        } else if constexpr (std::constructible_from<loose_entry<Entry>, Args...>) {
            loose_entry<Entry> made(std::forward<Args>(args)...);
            return use(std::as_const(made.first), std::move(made.first), std::move(made.second));
        } else { // makes a value_type, and nothing else
            value_type made(std::forward<Args>(args)...);
            return use(made.first, std::move(made));
        }
    }

    /// Erases an entry when the scope ends, so that what is returned is complete by then; a local result
    /// might be moved once more. If copying failed, the entry stays.
    class removal {
    public:
        removal(sorted_core& core, const_iterator position) noexcept
            : core_(core), position_(position) {}
        removal(const removal&) = delete;
        removal& operator=(const removal&) = delete;
        ~removal() {
            if (!moves_entries<Entry> && std::uncaught_exceptions() != exceptions_) return;
            core_.tree_.erase(position_);
            core_.check_invariants();
        }

    private:
        sorted_core& core_;
        const_iterator position_;
        int exceptions_ = std::uncaught_exceptions(); // in flight when the scope began
    };

    /// Erases an entry and returns what `build` made of its parts. If that throws, nothing is erased; but
    /// if the entry is fragile, it is.
    template <class Build>
    auto take(const_iterator position, Build build) {
        const removal afterwards(*this, position);
        return transfer<Entry>(*position.as_mutable(), build);
    }
    node_type take_node(const_iterator position) {
        return take(position, [](auto&&... parts) {
            return node_type(std::in_place, std::forward<decltype(parts)>(parts)...);
        });
    }
    template <class K>
    node_type extract_key(const K& key) {
        const const_iterator position = look_up(key);
        return position == tree_.end() ? node_type() : take_node(position);
    }

    /// use(key, parts...) for a full node, which is emptied if that inserted something.
    template <class Use>
    auto give_node(node_type& node, Use use) {
        const size_type before = size();
        const auto result = [&] {
            if constexpr (keys_only) {
                return use(std::as_const(node.value()), std::move(node.value()));
            } else {
                return use(std::as_const(node.key()), std::move(node.key()),
                           std::move(node.mapped()));
            }
        }();
        if (size() != before) node.reset();
        return result;
    }
    insertion insert_node(node_type& node) {
        if constexpr (Unique) {
            if (node.empty()) return {tree_.end(), false};
        }
        return give_node(node, [this](const auto& key, auto&&... parts) {
            return this->add_entry(key, std::forward<decltype(parts)>(parts)...);
        });
    }

    // -- keys --------------------------------------------------------------------------------------------

    /// A foreign argument as it is, any other as a key.
    template <class K>
    [[nodiscard]] static decltype(auto) as_key(const K& key) {
        if constexpr (std::same_as<K, key_type> || foreign_to<const K&, sorted_core>) {
            return static_cast<const K&>(key);
        } else {
            return static_cast<key_type>(key);
        }
    }

    /// At most one entry has such a key. (A foreign key of an order of its own may stand for many.)
    template <class K>
    static constexpr bool names_one = [] {
        if constexpr (!Unique) {
            return false;
        } else if constexpr (std::same_as<K, key_type>) {
            return true;
        } else if constexpr (sort_key<key_type, Compare>::kind == search::digests) {
            return sort_key<key_type, Compare>::template takes<K>;
        } else {
            return false;
        }
    }();

    template <class K>
    [[nodiscard]] typename engine::iterator look_up(const K& key) const {
        if constexpr (names_one<K>) {
            return tree_.find_unique(key);
        } else {
            return tree_.find(key);
        }
    }
    template <class K>
    [[nodiscard]] size_type count_key(const K& key) const {
        if constexpr (names_one<K>) {
            return look_up(key) != tree_.end();
        } else {
            return tree_.rank_upper(key) - tree_.rank_lower(key);
        }
    }
    template <class K>
    [[nodiscard]] std::optional<size_type> index_of_key(const K& key) const {
        const const_iterator position = look_up(key);
        if (position == tree_.end()) return std::nullopt;
        return tree_.index_of(position);
    }
    template <class K>
    size_type erase_key(const K& key) {
        const size_type before = size();
        if constexpr (names_one<K>) {
            tree_.erase_unique(key);
        } else {
            const auto [first, last] = tree_.equal_range(key);
            if (first != last) tree_.erase(first, last);
        }
        return mutated(before - size());
    }

    [[nodiscard]] static bool includes_lower(bounds ends) noexcept {
        return ends == bounds::closed || ends == bounds::right_open;
    }
    [[nodiscard]] static bool includes_upper(bounds ends) noexcept {
        return ends == bounds::closed || ends == bounds::left_open;
    }
    /// How many entries are before an end of an interval.
    template <bool Lower, class K>
    [[nodiscard]] size_type rank_of_end(const K& end, bounds ends) const {
        if constexpr (std::same_as<K, unbounded_t>) {
            return Lower ? 0 : size();
        } else {
            const auto& key = as_key(end);
            const bool before_equals = Lower ? includes_lower(ends) : !includes_upper(ends);
            return before_equals ? tree_.rank_lower(key) : tree_.rank_upper(key);
        }
    }
    template <class Iterator, class Lo, class Hi>
    [[nodiscard]] sorted_range<Iterator> interval(const Lo& lo, const Hi& hi, bounds ends) const {
        auto first = tree_.begin();
        if constexpr (!std::same_as<Lo, unbounded_t>) {
            const auto& key = as_key(lo);
            first = includes_lower(ends) ? tree_.lower_bound(key) : tree_.upper_bound(key);
        }
        if constexpr (std::same_as<Hi, unbounded_t>) {
            return {first, tree_.end()};
        } else {
            const auto& key = as_key(hi);
            // Not by comparing lo with hi: nobody said that Compare takes both.
            if (first == tree_.end() || (includes_upper(ends) ? less(key, Entry::key(*first))
                                                              : !less(Entry::key(*first), key))) {
                return {first, first};
            }
            return {first, includes_upper(ends) ? tree_.upper_bound(key) : tree_.lower_bound(key)};
        }
    }

    // -- batches -----------------------------------------------------------------------------------------

    template <class Out>
    [[nodiscard]] static auto start_of(const Out& out) noexcept {
        if constexpr (std::contiguous_iterator<Out>) {
            return std::to_address(out);
        } else {
            return out;
        }
    }
    template <class Keys, class Out>
    [[nodiscard]] static auto output_of(const Keys& keys, Out& out) noexcept {
        static_assert(
            std::same_as<std::remove_cv_t<std::ranges::range_value_t<const Keys>>, key_type>,
            "the keys of a batch are of the container's key type");
        if constexpr (std::ranges::sized_range<Out>) {
            CAIRN_EXPECTS(std::ranges::size(keys) == std::ranges::size(out));
            return start_of(std::ranges::begin(out));
        } else {
            static_cast<void>(keys);
            return start_of(out);
        }
    }
    /// Calls look_up(keys, n, results) for blocks of keys, and hands on the results.
    template <class Result, class Keys, class Out, class LookUp>
    static void batch(const Keys& keys, Out out, LookUp look_up) {
        const key_type* from = std::ranges::data(keys);
        auto left = static_cast<size_type>(std::ranges::size(keys));
        if constexpr (std::is_same_v<Out, Result*>) {
            look_up(from, left, out);
        } else {
            constexpr size_type block = 128; // 3 KiB of iterators
            Result results[block];
            while (left != 0) {
                const size_type n = left < block ? left : block;
                look_up(from, n, +results);
                for (size_type i = 0; i != n; ++i, ++out) {
                    if constexpr (std::is_integral_v<Result> && std::input_iterator<Out>) {
                        *out = static_cast<std::iter_value_t<Out>>(results[i]);
                    } else {
                        *out = results[i];
                    }
                }
                from += n;
                left -= n;
            }
        }
    }
    template <class Iterator, class Keys, class Out>
    void find_batch_to(const Keys& keys, Out out) const {
        using found = typename engine::iterator;
        const auto look_up = [this](const key_type* from, size_type n, found* to) {
            tree_.find_batch(from, n, to);
        };
        if constexpr (std::is_same_v<Iterator, found> && std::is_same_v<Out, found*>) {
            batch<found>(keys, out, look_up);
        } else {
            batch<found>(keys, converting_output<Iterator, Out>{out}, look_up);
        }
    }
    /// An output that sees iterators of the public type.
    template <class Iterator, class Out>
    struct converting_output {
        Out at;
        converting_output& operator*() noexcept { return *this; }
        converting_output& operator++() noexcept {
            ++at;
            return *this;
        }
        converting_output& operator=(const typename engine::iterator& found) {
            *at = Iterator(found);
            return *this;
        }
    };

    // -- many entries --------------------------------------------------------------------------------------

    /// Whether an entry with this key may follow the last one.
    [[nodiscard]] bool follows_last(const key_type& key) const {
        if (empty()) return true;
        const key_type& last = Entry::key(*--tree_.end());
        return Unique ? less(last, key) : !less(key, last);
    }

    /// Whether a range is in order, and if Unique free of equivalent elements.
    template <class It, class Last>
    [[nodiscard]] bool is_ascending(It first, Last last) const {
        if (first == last) return true;
        for (It next = first; ++next != last; first = next) {
            if (!(Unique ? less(key_in(*first), key_in(*next))
                         : !less(key_in(*next), key_in(*first)))) {
                return false;
            }
        }
        return true;
    }
    /// The key of an element of a range of entries, loose or not.
    template <class Element>
    [[nodiscard]] static const key_type& key_in(const Element& element) noexcept {
        if constexpr (keys_only) {
            return element;
        } else {
            return element.first;
        }
    }
    template <class Element>
    static constexpr bool is_entry =
        std::is_lvalue_reference_v<Element> &&
        (std::same_as<std::remove_cvref_t<Element>, value_type> ||
         std::same_as<std::remove_cvref_t<Element>, loose_entry<Entry>>);

    template <class It, class Last>
    void add_range(It first, Last last) {
        if constexpr (std::forward_iterator<It> || std::sized_sentinel_for<Last, It>) {
            if (first == last) return;
            if constexpr (std::forward_iterator<It> && is_entry<std::iter_reference_t<It>>) {
                if (empty() && is_ascending(first, last)) {
                    append_range(std::move(first), std::move(last));
                    return;
                }
            }
            const auto n = static_cast<size_type>(std::ranges::distance(first, last));
            sorted_input<Entry, Compare, Allocator> input(tree_.comparator(), tree_.allocator(), n);
            for (; first != last; ++first)
                input.add(*first);
            auto* const items = input.sort_items();
            add_items(items, n);
        } else {
            for (; first != last; ++first) {
                with_key(
                    [this](const auto& key, auto&&... parts) {
                        this->add_entry(key, std::forward<decltype(parts)>(parts)...);
                    },
                    *first);
            }
        }
    }

    template <class It, class Last>
    void add_sorted(It first, Last last) {
        if (first == last) return;
        if constexpr (std::forward_iterator<It> && is_entry<std::iter_reference_t<It>>) {
            if (!follows_last(key_in(*first))) {
                CAIRN_EXPECTS(is_ascending(first, last));
                return add_range(std::move(first), std::move(last));
            }
        } else if (!empty()) {
            return add_range(std::move(first), std::move(last));
        }
        append_range(std::move(first), std::move(last));
    }

    /// A range in order that follows the last entry. Strong.
    template <class It, class Last>
    void append_range(It first, Last last) {
        append([&](auto& to) { to.add_range(std::move(first), std::move(last)); });
    }

    /// Inserts what n items in order stand for (see entry_source), equivalent ones in their order. Leaves
    /// other items behind.
    template <class Item>
    void add_items(Item* items, size_type n) {
        if (n == 0) return;
        constexpr size_type share = 8; // fewer than one to so many of ours are inserted singly
        // Only entries that stay as they were when they are moved are built anew: else one that fails to
        // be built would cost those before it.
        constexpr bool rebuilds =
            copies_as_bytes<loose_entry<Entry>> && constructs_plainly<Allocator, value_type>;
        if (follows_last(source::key(items[0]))) {
            append_items(items, n);
        } else if (rebuilds && n > size() / share) {
            if constexpr (rebuilds) merge_items(items, n);
        } else {
            for (size_type i = 0; i != n; ++i) {
                source::give(items[i], [&](auto&&... parts) {
                    this->add(source::key(items[i]), std::forward<decltype(parts)>(parts)...);
                });
            }
        }
        check_invariants();
    }

    /// Inserts copies of another container's entries, none of which is one of ours.
    void add_copies(const sorted_core& other) {
        const size_type n = other.size();
        if (n == 0) return;
        using item = const value_type*;
        std::allocator<item> room;
        const allocation<item, std::allocator<item>> items(room, n);
        item* out = items.get();
        for (auto it = other.tree_.begin(); it != other.tree_.end(); ++it)
            *out++ = std::addressof(*it);
        add_items(items.get(), n);
    }

    /// Strong.
    template <class Item>
    void append_items(Item* items, size_type n) {
        if constexpr (Unique) {
            size_type kept = 1;
            for (size_type i = 1; i != n; ++i) {
                expect_number(source::key(items[i]));
                if (!less(source::key(items[kept - 1]), source::key(items[i]))) continue;
                if (kept != i) items[kept] = items[i];
                ++kept;
            }
            n = kept;
        }
        append([&](auto& to) {
            for (size_type i = 0; i != n; ++i)
                append_item(to, items[i]);
        });
    }

    /// Calls add_to(appender), and takes back what that had added if it fails. Checks that it is in order.
    template <class AddTo>
    void append(AddTo add_to) {
        const size_type before = size();
        guard undo{[&] { tree_.erase(tree_.nth(before), tree_.end()); }};
        typename engine::appender to(tree_);
        add_to(to);
        to.finish();
        if constexpr (hardened >= 1) {
            CAIRN_EXPECTS(is_ascending(tree_.nth(before == 0 ? 0 : before - 1), tree_.end()));
            for (auto it = tree_.nth(before); it != tree_.end(); ++it)
                expect_number(Entry::key(*it));
        }
        undo.dismiss();
        check_invariants();
    }
    template <class Item>
    static void append_item(typename engine::appender& to, const Item& item) {
        expect_number(source::key(item));
        source::give(item,
                     [&](auto&&... parts) { to.add(std::forward<decltype(parts)>(parts)...); });
    }

    /// Builds the merged sequence anew. Strong.
    template <class Item>
    void merge_items(const Item* items, size_type n) {
        engine made = successor();
        typename engine::appender to(made);
        auto at = tree_.begin();
        const auto end = tree_.end();
        for (size_type i = 0; i != n; ++i) {
            const key_type& key = source::key(items[i]);
            expect_number(key);
            if (Unique && i != 0 && !less(source::key(items[i - 1]), key)) continue;
            while (at != end &&
                   (Unique ? less(Entry::key(*at), key) : !less(key, Entry::key(*at)))) {
                to.add(*at);
                ++at;
            }
            if (Unique && at != end && !less(key, Entry::key(*at))) continue;
            append_item(to, items[i]);
        }
        for (; at != end; ++at)
            to.add(*at);
        to.finish();
        tree_.exchange(made);
    }

    /// Erases the entries for which the predicate holds; it sees them in order.
    template <class Predicate>
    size_type erase_where(Predicate& predicate) {
        auto calling = [&predicate](const value_type& entry) {
            return static_cast<bool>(predicate(const_cast<reference>(entry)));
        };
        return mutated(tree_.erase_if(calling));
    }

    engine tree_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SORTED_CORE_HPP
