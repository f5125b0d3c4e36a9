// SPDX-License-Identifier: BSL-1.0
// cairn/detail/search_store.hpp -- the keys of a search_index, in order, and what finds positions among them.
//
//     search_takes      which arguments are compared as they are
//     search_store      memory, construction, and positions: of one key or of many
//
// Keys that are numbers are the leaves of a search_tree. Strings, and keys ordered by a number or a string that
// a function makes of them, have one over their digests, and the comparator decides among equal ones. All
// others are halved.

#ifndef CAIRN_DETAIL_SEARCH_STORE_HPP
#define CAIRN_DETAIL_SEARCH_STORE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/merge_sort.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/detail/search_tree.hpp>
#include <cairn/detail/sorted_input.hpp>
#include <cairn/detail/storage.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

/// A number that < and > read as the key type would. It is converted first.
template <class K, class Key, class Compare>
inline constexpr bool search_converts = false;
template <class K, class Key, class Compare>
    requires std::is_arithmetic_v<K> && std::is_arithmetic_v<Key> && (direction<Compare, Key> != 0)
inline constexpr bool search_converts<K, Key, Compare> =
    std::is_integral_v<K> && std::is_integral_v<Key>
        ? std::is_signed_v<K> != std::is_signed_v<Key> || sizeof(K) <= sizeof(Key)
        : std::is_floating_point_v<Key> && (std::is_integral_v<K> || sizeof(K) <= sizeof(Key));

/// An argument that is compared as it is, because Compare is transparent and takes it. Any other one is
/// converted to the key type first.
template <class K, class Key, class Compare>
concept search_takes = requires { typename Compare::is_transparent; } && !std::same_as<K, Key> &&
                       !search_converts<K, Key, Compare> &&
                       std::is_invocable_r_v<bool, const Compare&, const Key&, const K&> &&
                       std::is_invocable_r_v<bool, const Compare&, const K&, const Key&>;

/// The unit of memory for numbers: nodes must not straddle cache lines.
struct alignas(64) search_line {
    unsigned char bytes[64];
};

/// The next number in the order of the keys. Expects that there is one, and no NaN.
template <bool Descending, class Word>
[[nodiscard, gnu::always_inline]] constexpr Word search_successor(Word x) noexcept {
    if constexpr (std::is_floating_point_v<Word>) {
        using bits = std::conditional_t<sizeof(Word) == 4, std::uint32_t, std::uint64_t>;
        const Word upwards = Descending ? -x : x;
        if (upwards == 0)
            return Descending ? -std::bit_cast<Word>(bits{1}) : std::bit_cast<Word>(bits{1});
        const bits word = std::bit_cast<bits>(upwards);
        const Word next = std::bit_cast<Word>(upwards > 0 ? word + 1 : word - 1);
        return Descending ? -next : next;
    } else if constexpr (Descending) {
        return static_cast<Word>(x - 1);
    } else {
        return static_cast<Word>(x + 1);
    }
}

/// Invariant: size_ keys in order, equivalent ones as they came; for floating point, NaNs last. tree_ is over
/// the keys if they are numbers, over their digests if they have some.
template <class Key, class Compare, class Allocator>
class search_store {
    using sort = sort_key<Key, Compare>;
    using traits = std::allocator_traits<Allocator>;
    using line_allocator = typename traits::template rebind_alloc<search_line>;
    using lines = allocation<search_line, line_allocator>;
    using entry = key_entry<Key>;

    static constexpr bool numbers = sort::kind == search::counting;
    static constexpr bool digests = sort::kind == search::digests;
    static constexpr bool text = digests && is_text<Key>;
    static constexpr bool has_nan = numbers && std::is_floating_point_v<Key>;
    static constexpr bool descending = numbers && direction<Compare, Key> < 0;

    using word = std::conditional_t<numbers, Key, digest_word>;
    using tree = search_tree<word, descending>;

    /// Queries whose digests, positions and comparisons are done together.
    static constexpr std::size_t batch = 64;
    /// Searches by halving under way at a time.
    static constexpr std::size_t halvings = 8;

public:
    search_store(const Compare& compare, const Allocator& allocator)
        : compare_(compare), allocator_(allocator) {}
    search_store(const search_store& other, const Allocator& allocator)
        : search_store(other.compare_, allocator) {
        fill<true>(other.begin(), other.end());
    }
    search_store(const search_store& other)
        : search_store(other, traits::select_on_container_copy_construction(other.allocator_)) {}
    search_store(search_store&& other) noexcept
        : compare_(other.compare_), allocator_(other.allocator_) {
        take(other);
    }
    search_store(search_store&& other, const Allocator& allocator)
        : compare_(other.compare_), allocator_(allocator) {
        if (allocator_ == other.allocator_) {
            take(other);
        } else {
            fill<true>(std::move_iterator(other.mutable_begin()),
                       std::move_iterator(other.mutable_begin() + other.size_));
            other.clear();
        }
    }
    /// Strong.
    search_store& operator=(const search_store& other) {
        if (this == std::addressof(other)) return *this;
        constexpr bool propagates = traits::propagate_on_container_copy_assignment::value;
        search_store copy(other, propagates ? other.allocator_ : allocator_);
        clear();
        if constexpr (propagates) allocator_ = other.allocator_;
        compare_ = copy.compare_;
        take(copy);
        return *this;
    }
    search_store& operator=(search_store&& other) noexcept(
        traits::propagate_on_container_move_assignment::value || traits::is_always_equal::value) {
        if (this == std::addressof(other)) return *this;
        if constexpr (traits::propagate_on_container_move_assignment::value) {
            clear();
            allocator_ = other.allocator_;
            compare_ = other.compare_;
            take(other);
        } else {
            search_store moved(std::move(other), allocator_);
            clear();
            compare_ = moved.compare_;
            take(moved);
        }
        return *this;
    }
    ~search_store() { clear(); }

    void swap(search_store& other) noexcept {
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(allocator_ == other.allocator_);
        }
        using std::swap;
        swap(compare_, other.compare_);
        swap(lines_, other.lines_);
        swap(line_count_, other.line_count_);
        swap(keys_, other.keys_);
        swap(size_, other.size_);
        swap(ordered_, other.ordered_);
        swap(common_, other.common_);
        swap(tree_, other.tree_);
    }

    /// Takes the elements of a range, which are in order if Sorted.
    /// Expects     no keys yet
    template <bool Sorted, class It, class Last>
    void fill(It first, Last last) {
        if constexpr (std::forward_iterator<It> || std::sized_sentinel_for<Last, It>) {
            const auto n = static_cast<std::size_t>(std::ranges::distance(first, last));
            if (n != 0) fill_counted<Sorted>(std::move(first), n);
        } else {
            std::vector<Key> collected;
            for (; first != last; ++first)
                collected.emplace_back(*first);
            if (!collected.empty())
                fill_counted<Sorted>(std::move_iterator(collected.begin()), collected.size());
        }
    }

    [[nodiscard]] const Compare& comparator() const noexcept { return compare_; }
    [[nodiscard]] const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] const Key* begin() const noexcept {
        if constexpr (numbers) {
            return words();
        } else {
            return keys_;
        }
    }
    [[nodiscard]] const Key* end() const noexcept { return begin() + size_; }
    [[nodiscard]] std::size_t bytes() const noexcept {
        return line_count_ * sizeof(search_line) + (numbers ? 0 : size_ * sizeof(Key));
    }

    /// a is before b. NaNs are after all numbers, and equivalent to one another.
    template <class A, class B>
    [[nodiscard]] bool before(const A& a, const B& b) const {
        if constexpr (has_nan && std::is_same_v<A, Key> && std::is_same_v<B, Key>) {
            return search_precedes<descending>(a, b) || (b != b && a == a);
        } else {
            return static_cast<bool>(compare_(a, b));
        }
    }

    // -- positions ---------------------------------------------------------------------------------------

    /// How many keys are before x, or not after it if Upper.
    template <bool Upper, search_path Path = widest_search_path, class K>
    [[nodiscard, gnu::always_inline]] std::size_t find(const K& x) const {
        if constexpr (numbers && std::is_same_v<K, Key>) {
            if constexpr (has_nan) {
                if (x != x) [[unlikely]]
                    return Upper ? size_ : ordered_;
            }
            if constexpr (Upper) {
                if (x == tree::filling()) [[unlikely]]
                    return ordered_;
                return tree_.template find<Path>(search_successor<descending>(x));
            } else {
                return tree_.template find<Path>(x);
            }
        } else if constexpr (by_digest<K>()) {
            const auto& key = sort::view(compare_, x);
            if (const int side = aside(key); side != 0) [[unlikely]]
                return side < 0 ? 0 : size_;
            const digest_word digest = digest_of_key(key);
            return among_equal<Upper>(tree_.template find<Path>(digest), digest, key);
        } else {
            return halve<Upper>(0, size_, x);
        }
    }

    /// put(i, find<false>(queries[i])) for i < m, in any order.
    /// Expects     a processor that has this path
    template <search_path Path = widest_search_path, class K, class Put>
    void find_each(const K* queries, std::size_t m, Put put) const {
        if constexpr (numbers && std::is_same_v<K, Key>) {
            tree_.template find_each<Path>(
                queries, m, [&](std::size_t i, std::size_t at) __attribute__((always_inline)) {
                    if constexpr (has_nan) {
                        put(i, queries[i] != queries[i] ? ordered_ : at);
                    } else {
                        put(i, at);
                    }
                });
        } else if constexpr (by_digest<K>()) {
            for (std::size_t i = 0; i < m; i += batch) {
                find_digests<Path>(queries + i, m - i < batch ? m - i : batch,
                                   [&](std::size_t j, std::size_t at) { put(i + j, at); });
            }
        } else {
            std::size_t i = 0;
            for (; size_ != 0 && m - i >= halvings; i += halvings)
                halve_together(queries + i, [&](std::size_t j, std::size_t at) { put(i + j, at); });
            for (; i != m; ++i)
                put(i, halve<false>(0, size_, queries[i]));
        }
    }

    /// The same by the widest path that the processor has.
    template <class K, class Put>
    void find_each_here(const K* queries, std::size_t m, Put put) const {
        if constexpr (widest_search_path < search_path::avx512 &&
                      has_search_vectors<word, search_path::avx512> &&
                      ((numbers && std::is_same_v<K, Key>) || by_digest<K>())) {
            switch (search_path_here()) {
            case search_path::avx512:
                return find_each<search_path::avx512>(queries, m, put);
            case search_path::avx2:
                return find_each<search_path::avx2>(queries, m, put);
            default:
                break;
            }
        }
        find_each(queries, m, put);
    }

private:
    template <class K>
    [[nodiscard]] static consteval bool by_digest() noexcept {
        if constexpr (digests) {
            return sort::template takes<K>;
        } else {
            return false;
        }
    }

    // -- memory ------------------------------------------------------------------------------------------

    [[nodiscard]] static constexpr std::size_t lines_for(std::size_t n) noexcept {
        const std::size_t bytes = tree::words(n) * sizeof(word);
        return bytes / sizeof(search_line) + (bytes % sizeof(search_line) != 0 ? 1 : 0);
    }
    [[nodiscard]] static word* words_in(search_line* at) noexcept {
        return static_cast<word*>(static_cast<void*>(at));
    }
    [[nodiscard]] const word* words() const noexcept {
        return static_cast<const word*>(static_cast<const void*>(lines_));
    }
    [[nodiscard]] Key* mutable_begin() noexcept {
        if constexpr (numbers) {
            return words_in(lines_);
        } else {
            return keys_;
        }
    }

    void clear() noexcept {
        if constexpr (!numbers) {
            if (keys_ != nullptr) {
                detail::destroy(allocator_, keys_, keys_ + size_);
                detail::deallocate(allocator_, keys_, size_);
            }
        }
        line_allocator allocator(allocator_);
        detail::deallocate(allocator, lines_, line_count_);
        forget();
    }
    void forget() noexcept {
        lines_ = nullptr;
        keys_ = nullptr;
        line_count_ = size_ = ordered_ = common_ = 0;
        tree_ = tree();
    }
    /// Expects     no keys yet; an equal allocator
    void take(search_store& other) noexcept {
        lines_ = other.lines_;
        line_count_ = other.line_count_;
        keys_ = other.keys_;
        size_ = other.size_;
        ordered_ = other.ordered_;
        common_ = other.common_;
        tree_ = other.tree_;
        other.forget();
    }

    // -- construction --------------------------------------------------------------------------------------

    [[nodiscard]] bool in_order(const Key* keys, std::size_t n) const {
        for (std::size_t i = 1; i < n; ++i) {
            if (before(keys[i], keys[i - 1])) return false;
        }
        return true;
    }

    template <bool Sorted, class It>
    void fill_counted(It first, std::size_t n) {
        line_allocator allocator(allocator_);
        if constexpr (numbers) {
            lines room(allocator, lines_for(n));
            Key* const keys = words_in(room.get());
            for (std::size_t i = 0; i != n; ++i, ++first)
                std::construct_at(keys + i, static_cast<Key>(*first));
            if constexpr (Sorted) {
                CAIRN_EXPECTS(in_order(keys, n));
            } else if (!in_order(keys, n)) {
                std::allocator<Key> scratch_allocator;
                allocation<Key, std::allocator<Key>> scratch(scratch_allocator, n);
                const Key* const sorted =
                    detail::merge_sort(keys, scratch.get(), n,
                                       [this](const Key& a, const Key& b) { return before(a, b); });
                if (sorted != keys) std::memcpy(keys, sorted, n * sizeof(Key));
            }
            lines_ = room.release();
            line_count_ = lines_for(n);
            size_ = ordered_ = n;
            if constexpr (has_nan) {
                while (ordered_ != 0 && keys[ordered_ - 1] != keys[ordered_ - 1])
                    --ordered_;
            }
            tree_ = tree(keys, n);
        } else {
            allocation<Key, Allocator> room(allocator_, n);
            construction<Key, Allocator> run(allocator_, room.get());
            if constexpr (Sorted) {
                for (std::size_t i = 0; i != n; ++i, ++first)
                    run.add(*first);
                CAIRN_EXPECTS(in_order(room.get(), n));
            } else {
                sorted_input<entry, Compare, Allocator> input(compare_, allocator_, n);
                for (std::size_t i = 0; i != n; ++i, ++first)
                    input.add(*first);
                auto* const items = input.sort_items();
                for (std::size_t i = 0; i != n; ++i) {
                    entry_source<entry>::give(items[i], [&]<class Part>(Part&& part) {
                        run.add(std::forward<Part>(part));
                        return 0;
                    });
                }
            }
            if constexpr (digests) {
                if constexpr (text) common_ = common_prefix(room.get()[0], room.get()[n - 1]);
                lines digest_room(allocator, lines_for(n));
                word* const made = words_in(digest_room.get());
                for (std::size_t i = 0; i != n; ++i)
                    std::construct_at(made + i, digest_of_key(room.get()[i]));
                lines_ = digest_room.release();
                line_count_ = lines_for(n);
                tree_ = tree(made, n);
            }
            run.release();
            keys_ = room.release();
            size_ = ordered_ = n;
        }
    }

    // -- digests -------------------------------------------------------------------------------------------

    [[nodiscard]] static std::size_t common_prefix(std::string_view a,
                                                   std::string_view b) noexcept {
        std::size_t n = 0;
        while (n != a.size() && n != b.size() && a[n] == b[n])
            ++n;
        return n;
    }
    /// Where a string goes that does not begin as all keys do: before them, after them, or, 0, in between.
    template <class K>
    [[nodiscard]] int aside([[maybe_unused]] const K& key) const noexcept {
        if constexpr (text) {
            if (common_ == 0) return 0;
            const int order = std::string_view(key)
                                  .substr(0, common_)
                                  .compare(std::string_view(keys_[0]).substr(0, common_));
            return direction<Compare, Key> > 0 ? order : -order;
        } else {
            return 0;
        }
    }
    /// Of what follows the beginning that all keys have in common.
    template <class K>
    [[nodiscard]] digest_word digest_of_key(const K& key) const {
        if constexpr (text) {
            return sort::digest(compare_, std::string_view(key).substr(common_));
        } else {
            return sort::digest(compare_, key);
        }
    }

    /// The keys from position `at` on are the first whose digest is not less.
    template <bool Upper, class K>
    [[nodiscard]] std::size_t among_equal(std::size_t at, digest_word digest, const K& key) const {
        const digest_word* const stored = words();
        if (at == size_ || stored[at] != digest) return at;
        std::size_t last = at + 1; // mostly there is one
        for (std::size_t step = 1; last != size_ && stored[last] == digest; step *= 2) {
            const std::size_t reach = size_ - last > step ? last + step : size_;
            if (stored[reach - 1] == digest) {
                last = reach;
            } else { // the last one is before reach
                std::size_t end = reach - 1;
                while (last != end) {
                    const std::size_t middle = last + (end - last) / 2;
                    if (stored[middle] == digest) {
                        last = middle + 1;
                    } else {
                        end = middle;
                    }
                }
            }
        }
        if constexpr (sort::exact) {
            return Upper ? last : at;
        } else {
            return halve<Upper>(at, last - at, key);
        }
    }

    template <search_path Path, class K, class Put>
    void find_digests(const K* queries, std::size_t m, Put put) const {
        digest_word wanted[batch] = {};
        std::size_t found[batch];
        for (std::size_t j = 0; j != m; ++j) {
            const auto& key = sort::view(compare_, queries[j]);
            wanted[j] = aside(key) == 0 ? digest_of_key(key) : 0;
        }
        tree_.template find_each<Path>(wanted, m, [&](std::size_t j, std::size_t at) {
            found[j] = at;
            __builtin_prefetch(static_cast<const void*>(keys_ + at));
        });
        if constexpr (text) {
            for (std::size_t j = 0; j != m; ++j) {
                if (found[j] != size_ && words()[found[j]] == wanted[j])
                    __builtin_prefetch(std::string_view(keys_[found[j]]).data());
            }
        }
        for (std::size_t j = 0; j != m; ++j) {
            const auto& key = sort::view(compare_, queries[j]);
            const int side = aside(key);
            put(j, side < 0 ? 0 : side > 0 ? size_ : among_equal<false>(found[j], wanted[j], key));
        }
    }

    // -- halving -------------------------------------------------------------------------------------------

    template <bool Upper, class K>
    [[nodiscard, gnu::always_inline]] bool precedes(const Key& stored, const K& x) const {
        if constexpr (Upper) {
            return !before(x, stored);
        } else {
            return before(stored, x);
        }
    }

    template <bool Upper, class K>
    [[nodiscard]] std::size_t halve(std::size_t first, std::size_t n, const K& x) const {
        const Key* const keys = begin();
        while (n != 0) {
            const std::size_t half = n / 2;
            if (precedes<Upper>(keys[first + half], x)) {
                first += half + 1;
                n -= half + 1;
            } else {
                n = half;
            }
        }
        return first;
    }

    /// All take the same steps, so that their cache misses overlap. Expects     keys
    template <class K, class Put>
    void halve_together(const K* queries, Put put) const {
        const Key* const keys = begin();
        std::size_t first[halvings] = {};
        for (std::size_t n = size_; n > 1;) {
            const std::size_t half = n / 2;
            n -= half;
            for (std::size_t j = 0; j != halvings; ++j) {
                first[j] += precedes<false>(keys[first[j] + half - 1], queries[j]) ? half : 0;
                __builtin_prefetch(static_cast<const void*>(keys + (first[j] + n / 2)));
            }
        }
        for (std::size_t j = 0; j != halvings; ++j)
            put(j, first[j] + (precedes<false>(keys[first[j]], queries[j]) ? 1 : 0));
    }

    [[no_unique_address]] Compare compare_;
    [[no_unique_address]] Allocator allocator_;
    search_line* lines_ = nullptr; // the words and the nodes over them
    std::size_t line_count_ = 0;
    Key* keys_ = nullptr;     // null if the keys are the words
    std::size_t size_ = 0;    // keys
    std::size_t ordered_ = 0; // keys that are no NaN
    std::size_t common_ = 0;  // characters that all keys begin with
    tree tree_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SEARCH_STORE_HPP
