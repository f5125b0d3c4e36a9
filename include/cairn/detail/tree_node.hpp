// SPDX-License-Identifier: BSL-1.0
// cairn/detail/tree_node.hpp -- the nodes of a tree, and how to walk from leaf to leaf.
//
//     tree_layout      what nodes are made of, for a type of entry and a comparator
//     tree_leaf        entries side by side, linked to the leaves before and after
//     tree_inner       children, the least keys of all but the first, and how many entries precede each
//     tree_iterator    an entry; random access in O(log n)
//     tree_segments    the leaves as runs of entries
//
//     inner   counts   [ 0 | 5 | 9 | 14 ]          entries before child i; the last is the total
//             words      [ k | r |  ]              what separates child i from child i + 1
//             children [ * | * | * ]
//                        |   |   |
//     leaf    prev <-> [a d f h i] <-> [k l n o] <-> [r s u v z] <-> next
//
// A separator of two neighbours is not before any key of the left one, and no key of the right one is
// before it. It is a copy of a number or of a small trivial key; of other keys it is a digest and the
// leaf that begins the right neighbour, whose first key is the separator proper.

#ifndef CAIRN_DETAIL_TREE_NODE_HPP
#define CAIRN_DETAIL_TREE_NODE_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/ordering.hpp>
#include <cairn/detail/storage.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class Layout>
struct tree_inner;

/// What leaves and inner nodes have in common.
template <class Layout>
struct tree_node {
    tree_inner<Layout>* parent; // null at the root
    std::uint32_t count;        // entries, or children
    std::uint32_t capacity;
};

template <class Layout>
struct tree_leaf : tree_node<Layout> {
    tree_leaf* prev;
    tree_leaf* next;
};

/// A small trivial key as bytes, so that nodes need not construct it.
template <class Key>
struct key_image {
    alignas(Key) unsigned char bytes[sizeof(Key)];

    [[nodiscard]] const Key& get() const noexcept {
        return *std::launder(reinterpret_cast<const Key*>(bytes));
    }
};

/// Nothing, where a kind of node has no such part.
struct absent {};

template <class Entry, class Compare, class Allocator>
struct tree_layout {
    using entry = Entry;
    using value_type = typename Entry::value_type;
    using key_type = typename Entry::key_type;
    using compare = Compare;
    using allocator = Allocator;
    using sort = sort_key<key_type, Compare>;
    using leaf = tree_leaf<tree_layout>;
    using inner = tree_inner<tree_layout>;

    /// Entries whose move may throw live alone, and leaves hold pointers to them: then no change of
    /// the tree's shape can fail half-way.
    static constexpr bool boxed = !relocates_bitwise<Allocator, value_type> && !Entry::nothrow_move;
    using slot_type = std::conditional_t<boxed, value_type*, value_type>;

    // How inner nodes and leaves are searched.
    static constexpr bool inner_counts = sort::kind == search::counting;
    static constexpr bool inner_digests = sort::kind == search::digests && sizeof(slot_type) >= 16;
    static constexpr bool inner_copies = !inner_counts && !inner_digests &&
                                         std::is_trivially_copyable_v<key_type> &&
                                         sizeof(key_type) <= 64;
    static constexpr bool leaf_counts = inner_counts && !boxed;
    static constexpr bool leaf_digests = (inner_counts && boxed) || inner_digests;

    // A separator: a number, a digest or a copy of a key; and the leaf it was read from, if the word
    // is not all there is to know.
    using word_type = std::conditional_t<
        inner_counts, key_type,
        std::conditional_t<inner_digests, digest_word,
                           std::conditional_t<inner_copies, key_image<key_type>, absent>>>;
    static constexpr bool borders = !inner_counts && !inner_copies;

    // Sizes. A leaf of numbers fills half a kibibyte, other leaves one or two; inner nodes of
    // numbers have 56 children, of which seven groups of eight and a cache line of fences are made.
    static constexpr std::size_t leaf_bytes = leaf_counts ? 512 : 1024;
    static constexpr std::size_t leaf_capacity = [] {
        const std::size_t least = leaf_counts && sizeof(slot_type) <= 16 ? 64
                                  : sizeof(slot_type) <= 64              ? 32
                                                                         : 16;
        const std::size_t n = leaf_bytes / sizeof(slot_type) / 8 * 8;
        return n < least ? least : n > 128 ? 128 : n;
    }();
    static constexpr std::size_t first_leaf_capacity = 8;
    static constexpr std::size_t leaf_minimum = leaf_capacity / 4;
    static constexpr std::size_t fan_out = [] {
        if (inner_copies) return sizeof(key_type) <= 16 ? 56 : 32;
        return borders && !inner_digests ? 32 : 56;
    }();
    static constexpr std::size_t fan_minimum = fan_out / 4;

    // How much of a node a search reads.
    static constexpr std::size_t searched_leaf_bytes =
        32 + leaf_capacity * (leaf_digests ? sizeof(digest_word) : sizeof(slot_type));
    static constexpr std::size_t searched_inner_bytes =
        64 + fan_out * (sizeof(void*) + (inner_counts ? sizeof(key_type) : 8));

    /// Nodes are allocated as arrays of these.
    static constexpr std::size_t unit_align = alignof(slot_type) > alignof(std::max_align_t)
                                                  ? alignof(slot_type)
                                                  : alignof(std::max_align_t);
    struct unit {
        alignas(unit_align) unsigned char bytes[unit_align];
    };
    using unit_allocator = typename std::allocator_traits<Allocator>::template rebind_alloc<unit>;

    // -- a leaf's arrays: digests if it has any, then slots ----------------------------------------------

    static constexpr std::size_t round_up(std::size_t n, std::size_t align) noexcept {
        return (n + align - 1) / align * align;
    }
    static constexpr std::size_t digests_offset = sizeof(leaf);
    static constexpr std::size_t slots_offset(std::size_t capacity) noexcept {
        const std::size_t digests = leaf_digests ? capacity * sizeof(digest_word) : 0;
        return round_up(sizeof(leaf) + digests, alignof(slot_type));
    }
    static constexpr std::size_t leaf_units(std::size_t capacity) noexcept {
        return round_up(slots_offset(capacity) + capacity * sizeof(slot_type), sizeof(unit)) /
               sizeof(unit);
    }
    [[nodiscard]] static digest_word* digests(const leaf* node) noexcept {
        auto* bytes = reinterpret_cast<unsigned char*>(const_cast<leaf*>(node));
        return reinterpret_cast<digest_word*>(bytes + digests_offset);
    }
    [[nodiscard]] static slot_type* slots_of(const leaf* node) noexcept {
        auto* bytes = reinterpret_cast<unsigned char*>(const_cast<leaf*>(node));
        if constexpr (leaf_digests) {
            return reinterpret_cast<slot_type*>(bytes + slots_offset(node->capacity));
        } else {
            return reinterpret_cast<slot_type*>(bytes + slots_offset(0));
        }
    }
    [[nodiscard]] static value_type& value(slot_type& slot) noexcept {
        if constexpr (boxed) {
            return *slot;
        } else {
            return slot;
        }
    }
    [[nodiscard]] static const key_type& key(const leaf* node, std::size_t i) noexcept {
        return Entry::key(value(slots_of(node)[i]));
    }
};

/// What separates two neighbours.
template <class Layout>
struct tree_separator {
    [[no_unique_address]] typename Layout::word_type word;
    [[no_unique_address]] std::conditional_t<Layout::borders, tree_leaf<Layout>*, absent> border;
};

/// How many entries are before each of up to FanOut children, in two steps: before its group of eight,
/// and before it within the group. A change concerns sixteen numbers then, and not all.
template <std::size_t FanOut>
class child_counts {
    static constexpr std::size_t groups = FanOut / 8;
    static_assert(groups <= 7);

public:
    /// Entries before child i; all of them from the number of children on.
    using list = std::uint32_t[FanOut + 1];

    [[nodiscard]] std::uint32_t total() const noexcept { return group_[7]; }
    /// Expects i < FanOut.
    [[nodiscard]] std::uint32_t before(std::size_t i) const noexcept {
        return group_[i / 8] + within_[i];
    }

    /// Child i has d entries more, modulo 2^32.
    void add(std::size_t i, std::uint32_t d) noexcept {
        add_behind(group_, i / 8, d);
        add_behind(within_ + i / 8 * 8, i % 8, d);
    }

    /// The child that holds entry number i, 0 <= i < total().
    [[nodiscard]] std::size_t child_of(std::uint32_t i) const noexcept {
        std::size_t g = 0;
        for (std::size_t j = 1; j < groups; ++j)
            g += group_[j] <= i ? 1u : 0u;
        const std::uint32_t left = i - group_[g];
        const std::uint32_t* within = within_ + 8 * g;
        std::size_t k = 0;
        for (std::size_t j = 1; j != 8; ++j)
            k += within[j] <= left ? 1u : 0u;
        return 8 * g + k;
    }

    void load(list& to) const noexcept {
        for (std::size_t i = 0; i != FanOut; ++i)
            to[i] = before(i);
        to[FanOut] = total();
    }
    void store(const list& from) noexcept {
        for (std::size_t g = 0; g != groups; ++g) {
            group_[g] = from[8 * g];
            for (std::size_t k = 0; k != 8; ++k)
                within_[8 * g + k] = from[8 * g + k] - from[8 * g];
        }
        for (std::size_t g = groups; g != 8; ++g)
            group_[g] = from[FanOut];
    }

private:
    /// Adds d to those of eight numbers that are behind number k. Spelt as a vector operation: compilers
    /// make branches of the loop.
    static void add_behind(std::uint32_t* numbers, std::size_t k, std::uint32_t d) noexcept {
        using vector [[gnu::vector_size(32)]] = std::uint32_t;
        static constexpr std::uint32_t all = ~std::uint32_t{0};
        static constexpr std::uint32_t masks[15] = {0,   0,   0,   0,   0,   0,   0,  0,
                                                    all, all, all, all, all, all, all};
        vector mask, sum;
        std::memcpy(&mask, masks + (7 - k), sizeof mask);
        std::memcpy(&sum, numbers, sizeof sum);
        sum += mask & (vector{} + d);
        std::memcpy(numbers, &sum, sizeof sum);
    }

    std::uint32_t group_[8]; // from the number of groups on: the total
    std::uint32_t within_[FanOut];
};

template <class Layout>
struct tree_inner : tree_node<Layout> {
    using node = tree_node<Layout>;
    using leaf = tree_leaf<Layout>;
    using word_type = typename Layout::word_type;
    static constexpr std::size_t fan_out = Layout::fan_out;
    static constexpr bool has_fences = Layout::inner_counts || Layout::inner_digests;

    /// The last word of every group of eight but the last, beside the header: mostly on its cache line.
    [[no_unique_address]] std::conditional_t<has_fences, word_type[fan_out / 8 - 1], absent> fences;
    alignas(64) word_type words[fan_out];
    node* children[fan_out];
    child_counts<fan_out> counts;
    [[no_unique_address]] std::conditional_t<Layout::borders, leaf* [fan_out], absent> borders;

    /// Which child `child` is.
    [[nodiscard]] std::size_t index_of(const node* child) const noexcept {
        if (children[this->count - 1] == child) return this->count - 1;
        std::size_t i = 0;
        while (children[i] != child)
            ++i;
        return i;
    }
};

// -- iteration -----------------------------------------------------------------------------------------

/// An entry, or the end, which compares equal to the end at any other time: programs written for std::set
/// keep it across changes.
template <class Layout, bool Const>
class tree_iterator {
    using leaf = tree_leaf<Layout>;
    using inner = tree_inner<Layout>;
    using slot_type = typename Layout::slot_type;

public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = typename Layout::value_type;
    using difference_type = std::ptrdiff_t;
    using reference = std::conditional_t<Const, const value_type&, value_type&>;
    using pointer = std::remove_reference_t<reference>*;

    tree_iterator() = default;
    tree_iterator(leaf* node, slot_type* at, slot_type* last) noexcept
        : at_(at), last_(last), node_(node) {}
    /// Entry i of a leaf; its end stands for the first entry of the next leaf, if there is one.
    [[gnu::always_inline]] tree_iterator(leaf* node, std::size_t i) noexcept {
        if (node == nullptr) return;
        enter(node);
        at_ += i;
        if (at_ == last_) [[unlikely]]
            leave();
    }

    /// iterator -> const_iterator
    operator tree_iterator<Layout, true>() const noexcept
        requires(!Const)
    {
        return {node_, at_, last_};
    }
    [[nodiscard]] tree_iterator<Layout, false> as_mutable() const noexcept {
        return {node_, at_, last_};
    }

    [[nodiscard]] reference operator*() const noexcept { return Layout::value(*at_); }
    [[nodiscard]] pointer operator->() const noexcept {
        return std::addressof(Layout::value(*at_));
    }
    [[nodiscard]] reference operator[](difference_type n) const noexcept { return *(*this + n); }

    tree_iterator& operator++() noexcept {
        if (++at_ == last_) leave();
        return *this;
    }
    tree_iterator operator++(int) noexcept {
        const tree_iterator old = *this;
        ++*this;
        return old;
    }
    tree_iterator& operator--() noexcept {
        if (at_ == nullptr) {
            at_ = last_;
        } else if (at_ == Layout::slots_of(node_)) {
            enter(node_->prev);
            at_ = last_;
        }
        --at_;
        return *this;
    }
    tree_iterator operator--(int) noexcept {
        const tree_iterator old = *this;
        --*this;
        return old;
    }
    /// Complexity  O(1) within a leaf, else O(log distance)
    tree_iterator& operator+=(difference_type n) noexcept {
        if (n == 0) return *this;
        const difference_type target = n + static_cast<difference_type>(position());
        if (target >= 0 && target < static_cast<difference_type>(node_->count)) {
            at_ = Layout::slots_of(node_) + target;
        } else {
            jump(target);
        }
        return *this;
    }
    tree_iterator& operator-=(difference_type n) noexcept { return *this += -n; }
    [[nodiscard]] friend tree_iterator operator+(tree_iterator it, difference_type n) noexcept {
        return it += n;
    }
    [[nodiscard]] friend tree_iterator operator+(difference_type n, tree_iterator it) noexcept {
        return it += n;
    }
    [[nodiscard]] friend tree_iterator operator-(tree_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    /// Complexity  O(1) within a leaf, else O(log n)
    [[nodiscard]] friend difference_type operator-(const tree_iterator& a,
                                                   const tree_iterator& b) noexcept {
        const bool same_leaf = a.node_ == b.node_ && a.node_ != nullptr;
        return same_leaf ? static_cast<difference_type>(a.position()) -
                               static_cast<difference_type>(b.position())
                         : static_cast<difference_type>(a.index()) -
                               static_cast<difference_type>(b.index());
    }

    [[nodiscard]] friend bool operator==(const tree_iterator& a, const tree_iterator& b) noexcept {
        return a.at_ == b.at_;
    }
    [[nodiscard]] friend std::strong_ordering operator<=>(const tree_iterator& a,
                                                          const tree_iterator& b) noexcept {
        return (a - b) <=> 0;
    }

    // -- for the tree ------------------------------------------------------------------------------------

    [[nodiscard]] leaf* node() const noexcept { return node_; }
    /// Where in its leaf.
    [[nodiscard]] std::size_t position() const noexcept {
        if (at_ == nullptr) return node_->count;
        return static_cast<std::size_t>(at_ - Layout::slots_of(node_));
    }
    /// How many entries of the tree are before it.
    [[nodiscard]] std::size_t index() const noexcept {
        if (node_ == nullptr) return 0;
        std::size_t i = position();
        const tree_node<Layout>* child = node_;
        for (const inner* parent = child->parent; parent != nullptr; parent = child->parent) {
            i += parent->counts.before(parent->index_of(child));
            child = parent;
        }
        return i;
    }

private:
    void enter(leaf* node) noexcept {
        node_ = node;
        at_ = Layout::slots_of(node);
        last_ = at_ + node->count;
    }

    /// From the end of a leaf to the next one, or to the end.
    void leave() noexcept {
        if (node_->next != nullptr) {
            enter(node_->next);
        } else {
            at_ = nullptr;
        }
    }

    /// To the entry `target` places after this leaf's first: up as far as needed, and down again.
    void jump(difference_type target) noexcept {
        tree_node<Layout>* child = node_;
        difference_type total = node_->count;
        std::size_t level = 0;
        while ((target < 0 || target >= total) && child->parent != nullptr) {
            const inner* parent = child->parent;
            target += parent->counts.before(parent->index_of(child));
            total = parent->counts.total();
            child = child->parent;
            ++level;
        }
        const bool at_end = target == total;
        auto left = static_cast<std::uint32_t>(at_end ? target - 1 : target);
        for (; level != 0; --level) {
            const auto* parent = static_cast<inner*>(child);
            const std::size_t i = parent->counts.child_of(left);
            left -= parent->counts.before(i);
            child = parent->children[i];
        }
        enter(static_cast<leaf*>(child));
        at_ = at_end ? nullptr : at_ + left;
    }

    slot_type* at_ = nullptr;   // null at the end
    slot_type* last_ = nullptr; // end of the leaf's entries
    leaf* node_ = nullptr;      // the last leaf at the end; null in an empty tree
};

/// The entries of a leaf: a contiguous range, or a bidirectional one if entries are boxed.
template <class Layout, bool Const>
class tree_run {
    using slot_type = typename Layout::slot_type;
    using value =
        std::conditional_t<Const, const typename Layout::value_type, typename Layout::value_type>;

    /// Looks through the pointers of a leaf with boxed entries.
    class through {
    public:
        using iterator_category = std::bidirectional_iterator_tag;
        using value_type = typename Layout::value_type;
        using difference_type = std::ptrdiff_t;
        using reference = value&;
        using pointer = value*;

        through() = default;
        explicit through(slot_type* at) noexcept : at_(at) {}
        reference operator*() const noexcept { return Layout::value(*at_); }
        pointer operator->() const noexcept { return std::addressof(Layout::value(*at_)); }
        through& operator++() noexcept {
            ++at_;
            return *this;
        }
        through operator++(int) noexcept { return through(at_++); }
        through& operator--() noexcept {
            --at_;
            return *this;
        }
        through operator--(int) noexcept { return through(at_--); }
        friend bool operator==(const through&, const through&) = default;

    private:
        slot_type* at_ = nullptr;
    };

public:
    using value_type = typename Layout::value_type;
    using iterator = std::conditional_t<Layout::boxed, through, value*>;

    explicit tree_run(tree_leaf<Layout>* node) noexcept
        : first_(Layout::slots_of(node)), size_(node->count) {}

    [[nodiscard]] iterator begin() const noexcept { return iterator(first_); }
    [[nodiscard]] iterator end() const noexcept { return iterator(first_ + size_); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] value& operator[](std::size_t i) const noexcept {
        return Layout::value(first_[i]);
    }
    [[nodiscard]] value* data() const noexcept
        requires(!Layout::boxed)
    {
        return first_;
    }

private:
    slot_type* first_;
    std::size_t size_;
};

/// All runs of a tree in order.
template <class Layout, bool Const>
class tree_segments : public std::ranges::view_base {
    using leaf = tree_leaf<Layout>;

public:
    class iterator {
    public:
        using iterator_concept = std::bidirectional_iterator_tag;
        using iterator_category = std::input_iterator_tag; // runs are handed out by value
        using value_type = tree_run<Layout, Const>;
        using difference_type = std::ptrdiff_t;
        using reference = value_type;
        using pointer = void;

        iterator() = default;
        iterator(leaf* at, leaf* last) noexcept : at_(at), last_(last) {}
        [[nodiscard]] value_type operator*() const noexcept { return value_type(at_); }
        iterator& operator++() noexcept {
            at_ = at_->next;
            if (at_ != nullptr && at_->next != nullptr) fetch(at_->next);
            return *this;
        }
        iterator operator++(int) noexcept {
            const iterator old = *this;
            ++*this;
            return old;
        }
        iterator& operator--() noexcept {
            at_ = at_ == nullptr ? last_ : at_->prev;
            return *this;
        }
        iterator operator--(int) noexcept {
            const iterator old = *this;
            --*this;
            return old;
        }
        friend bool operator==(const iterator& a, const iterator& b) noexcept {
            return a.at_ == b.at_;
        }

    private:
        static void fetch(const leaf* node) noexcept {
            const auto* bytes = reinterpret_cast<const unsigned char*>(node);
            for (std::size_t i = 0; i < sizeof(leaf) + Layout::leaf_bytes; i += 64)
                __builtin_prefetch(bytes + i);
        }

        leaf* at_ = nullptr;
        leaf* last_ = nullptr; // to step back from the end
    };

    tree_segments() = default;
    tree_segments(leaf* first, leaf* last) noexcept : first_(first), last_(last) {}
    [[nodiscard]] iterator begin() const noexcept { return {first_, last_}; }
    [[nodiscard]] iterator end() const noexcept { return {nullptr, last_}; }
    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

private:
    leaf* first_ = nullptr;
    leaf* last_ = nullptr;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TREE_NODE_HPP
