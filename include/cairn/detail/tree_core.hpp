// SPDX-License-Identifier: BSL-1.0
// cairn/detail/tree_core.hpp -- a B+-tree's nodes put together: memory, links, counts, splitting and merging.
//
//     tree_core      what knows nothing of comparing: owns the nodes and keeps their shape
//
// Invariant     every leaf is at the same depth and holds an entry; every inner node has two children
//               or more; counts, words and borders of a node say of its children what
//               tree_node.hpp promises; leaves are linked in order.
// Exceptions    Whatever needs memory takes all of it first. From then on nothing throws.

#ifndef CAIRN_DETAIL_TREE_CORE_HPP
#define CAIRN_DETAIL_TREE_CORE_HPP

#include <cairn/detail/iterator.hpp>
#include <cairn/detail/tree_node.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class Entry, class Compare, class Allocator>
class tree_core {
public:
    using layout = tree_layout<Entry, Compare, Allocator>;
    using value_type = typename layout::value_type;
    using key_type = typename layout::key_type;
    using iterator = tree_iterator<layout, false>;
    using const_iterator = tree_iterator<layout, true>;
    using traits = std::allocator_traits<Allocator>;

protected:
    using node = tree_node<layout>;
    using leaf = tree_leaf<layout>;
    using inner = tree_inner<layout>;
    using slot_type = typename layout::slot_type;
    using unit = typename layout::unit;
    using unit_allocator = typename layout::unit_allocator;
    using sort = typename layout::sort;
    using separator = tree_separator<layout>;

    static constexpr bool has_words = !std::is_same_v<typename layout::word_type, absent>;
    static constexpr std::size_t full = layout::leaf_capacity;
    static constexpr std::size_t fan_out = layout::fan_out;

    tree_core(const Compare& compare, const Allocator& allocator)
        : compare_(compare), allocator_(allocator) {}
    tree_core(tree_core&& other) noexcept(std::is_nothrow_copy_constructible_v<Compare>)
        : compare_(other.compare_), allocator_(std::move(other.allocator_)) {
        take_nodes(other);
    }
    tree_core& operator=(tree_core&&) = delete;
    ~tree_core() { clear(); }

public:
    // -- size and position -------------------------------------------------------------------------------

    [[nodiscard]] const Compare& comparator() const noexcept { return compare_; }
    [[nodiscard]] const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// Counts have 32 bits.
    [[nodiscard]] std::size_t max_size() const noexcept {
        const std::size_t memory = detail::max_elements<value_type>(allocator_);
        return memory < UINT32_MAX ? memory : UINT32_MAX;
    }

    [[nodiscard]] iterator begin() const noexcept { return iterator(first_, 0); }
    [[nodiscard]] iterator end() const noexcept {
        return iterator(last_, last_ == nullptr ? 0 : last_->count);
    }
    [[nodiscard]] iterator nth(std::size_t i) const noexcept {
        if (i == size_) return end();
        node* at = root_;
        auto left = static_cast<std::uint32_t>(i);
        for (unsigned level = height_; level != 0; --level) {
            const auto* parent = static_cast<inner*>(at);
            const std::size_t child = parent->counts.child_of(left);
            left -= parent->counts.before(child);
            at = parent->children[child];
        }
        return iterator(static_cast<leaf*>(at), left);
    }
    [[nodiscard]] std::size_t index_of(const_iterator position) const noexcept {
        return position.index();
    }

    [[nodiscard]] tree_segments<layout, false> segments() noexcept { return {first_, last_}; }
    [[nodiscard]] tree_segments<layout, true> segments() const noexcept { return {first_, last_}; }

    void clear() noexcept {
        if (root_ != nullptr) free_subtree(root_, height_);
        forget_nodes();
    }

protected:
    void forget_nodes() noexcept {
        root_ = nullptr;
        first_ = last_ = nullptr;
        size_ = 0;
        height_ = 0;
    }
    void take_nodes(tree_core& other) noexcept {
        root_ = other.root_;
        first_ = other.first_;
        last_ = other.last_;
        size_ = other.size_;
        height_ = other.height_;
        other.forget_nodes();
    }
    void swap_nodes(tree_core& other) noexcept {
        std::swap(root_, other.root_);
        std::swap(first_, other.first_);
        std::swap(last_, other.last_);
        std::swap(size_, other.size_);
        std::swap(height_, other.height_);
    }

    // -- memory --------------------------------------------------------------------------------------------

    [[nodiscard]] unit* allocate_units(std::size_t n) {
        unit_allocator allocator(allocator_);
        return detail::allocate<unit>(allocator, n);
    }
    void free_units(void* block, std::size_t n) noexcept {
        unit_allocator allocator(allocator_);
        detail::deallocate(allocator, static_cast<unit*>(block), n);
    }

    /// An empty leaf. Whoever has put its entries in calls fill().
    [[nodiscard]] leaf* make_leaf(std::size_t capacity) {
        auto* made = ::new (static_cast<void*>(allocate_units(layout::leaf_units(capacity)))) leaf;
        made->parent = nullptr;
        made->count = 0;
        made->capacity = static_cast<std::uint32_t>(capacity);
        made->prev = made->next = nullptr;
        return made;
    }
    void free_leaf(leaf* gone) noexcept { free_units(gone, layout::leaf_units(gone->capacity)); }

    // An inner node begins on a cache line of its own, wherever the block begins.
    static constexpr std::size_t inner_units =
        (sizeof(inner) + sizeof(unit) - 1) / sizeof(unit) +
        (alignof(inner) > sizeof(unit) ? alignof(inner) / sizeof(unit) : 1);

    [[nodiscard]] inner* make_inner() {
        unit* block = allocate_units(inner_units);
        auto address = reinterpret_cast<std::uintptr_t>(block + 1);
        const std::uintptr_t at = (address + alignof(inner) - 1) / alignof(inner) * alignof(inner);
        auto* bytes = reinterpret_cast<unsigned char*>(block + 1) + (at - address);
        auto* made = ::new (static_cast<void*>(bytes)) inner;
        // the unit before the node remembers where the block begins
        ::new (static_cast<void*>(bytes - sizeof(unit))) unit*(block);
        made->parent = nullptr;
        made->count = 0;
        made->capacity = fan_out;
        fill_words(made, 0);
        made->counts.store({});
        return made;
    }
    void free_inner(inner* gone) noexcept {
        unit* block;
        std::memcpy(&block, reinterpret_cast<unsigned char*>(gone) - sizeof(unit), sizeof block);
        free_units(block, inner_units);
    }

    /// Inner nodes taken beforehand, linked by their parents; what is not used goes back.
    class spare_nodes {
    public:
        spare_nodes(tree_core& core, std::size_t n) : core_(core) {
            guard undo([this] { free_all(); });
            for (; n != 0; --n) {
                inner* made = core_.make_inner();
                made->parent = first_;
                first_ = made;
            }
            undo.dismiss();
        }
        spare_nodes(const spare_nodes&) = delete;
        spare_nodes& operator=(const spare_nodes&) = delete;
        ~spare_nodes() { free_all(); }

        [[nodiscard]] inner* take() noexcept {
            inner* taken = first_;
            first_ = taken->parent;
            taken->parent = nullptr;
            return taken;
        }

    private:
        void free_all() noexcept {
            while (first_ != nullptr)
                core_.free_inner(take());
        }

        tree_core& core_;
        inner* first_ = nullptr;
    };

    /// Frees a node `level` levels above the leaves, and all below it.
    void free_subtree(node* gone, unsigned level) noexcept {
        if (level == 0) {
            auto* bottom = static_cast<leaf*>(gone);
            destroy_slots(bottom, 0, bottom->count);
            free_leaf(bottom);
            return;
        }
        auto* parent = static_cast<inner*>(gone);
        for (std::size_t i = 0; i != parent->count; ++i)
            free_subtree(parent->children[i], level - 1);
        free_inner(parent);
    }

    // -- slots ---------------------------------------------------------------------------------------------

    /// An entry that is built before there is room for it.
    class new_entry {
    public:
        /// `digest` is that of the key, if entries have one.
        template <class... Args>
        new_entry(tree_core& core, digest_word digest, Args&&... args)
            : core_(core), digest_(digest) {
            if constexpr (layout::boxed) {
                allocation<value_type, Allocator> block(core.allocator_, 1);
                traits::construct(core.allocator_, block.get(), std::forward<Args>(args)...);
                slot_ = block.release();
            } else {
                traits::construct(core.allocator_, value(), std::forward<Args>(args)...);
            }
        }
        new_entry(const new_entry&) = delete;
        new_entry& operator=(const new_entry&) = delete;
        ~new_entry() {
            if (!placed_) core_.destroy_slot(slot());
        }
        [[nodiscard]] const key_type& key() noexcept { return Entry::key(*value()); }
        [[nodiscard]] digest_word digest() const noexcept { return digest_; }
        /// Reads the digest off the entry's own key.
        void update_digest() { digest_ = sort::digest(core_.compare_, key()); }
        /// Moves it into its place.
        void place(slot_type* at) noexcept {
            core_.relocate(at, slot());
            placed_ = true;
        }

    private:
        [[nodiscard]] slot_type* slot() noexcept { return std::addressof(slot_); }
        [[nodiscard]] value_type* value() noexcept {
            if constexpr (layout::boxed) {
                return slot_;
            } else {
                return std::addressof(slot_);
            }
        }

        tree_core& core_;
        union {
            slot_type slot_;
        };
        bool placed_ = false;
        digest_word digest_;
    };

    void destroy_slot(slot_type* at) noexcept {
        if constexpr (layout::boxed) {
            traits::destroy(allocator_, *at);
            detail::deallocate(allocator_, *at, 1);
        } else {
            detail::destroy(allocator_, at, at + 1);
        }
    }
    void destroy_slots(leaf* in, std::size_t first, std::size_t last) noexcept {
        if constexpr (layout::boxed || !std::is_trivially_destructible_v<value_type> ||
                      !constructs_plainly<Allocator, value_type>) {
            for (slot_type* at = layout::slots_of(in); first != last; ++first)
                destroy_slot(at + first);
        }
    }

    static constexpr bool bitwise = layout::boxed || relocates_bitwise<Allocator, value_type>;

    void relocate(slot_type* to, slot_type* from) noexcept {
        if constexpr (bitwise) {
            std::memcpy(static_cast<void*>(to), static_cast<const void*>(from), sizeof(slot_type));
        } else {
            Entry::move(*from, [&](auto&&... parts) {
                traits::construct(allocator_, to, std::forward<decltype(parts)>(parts)...);
            });
            traits::destroy(allocator_, from);
        }
    }
    /// n entries to a lower address, or to another leaf.
    void relocate_down(slot_type* to, slot_type* from, std::size_t n) noexcept {
        if constexpr (bitwise) {
            std::memmove(static_cast<void*>(to), static_cast<const void*>(from),
                         n * sizeof(slot_type));
        } else {
            for (; n != 0; --n)
                relocate(to++, from++);
        }
    }
    /// n entries to a higher address.
    void relocate_up(slot_type* to, slot_type* from, std::size_t n) noexcept {
        if constexpr (bitwise) {
            relocate_down(to, from, n);
        } else {
            while (n-- != 0)
                relocate(to + n, from + n);
        }
    }

    /// Makes the words beyond the entries of a leaf such that a search passes over them.
    static void fill(leaf* in, std::size_t first, std::size_t last) noexcept {
        if constexpr (layout::leaf_counts) {
            const key_type beyond = sort::last();
            slot_type* at = layout::slots_of(in);
            for (; first != last; ++first)
                std::memcpy(static_cast<void*>(at + first), &beyond, sizeof beyond);
        } else if constexpr (layout::leaf_digests) {
            digest_word* digests = layout::digests(in);
            for (; first != last; ++first)
                digests[first] = ~digest_word{0};
        }
    }

    /// Moves n entries and their digests from one place to another, or along within a leaf.
    void move_slots(leaf* to, std::size_t at, leaf* from, std::size_t first,
                    std::size_t n) noexcept {
        slot_type* target = layout::slots_of(to) + at;
        slot_type* source = layout::slots_of(from) + first;
        if (to == from && at == first) return;
        if (to == from && at > first) {
            relocate_up(target, source, n);
        } else {
            relocate_down(target, source, n);
        }
        if constexpr (layout::leaf_digests) {
            std::memmove(layout::digests(to) + at, layout::digests(from) + first,
                         n * sizeof(digest_word));
        }
    }

    /// Puts a built entry into a leaf that has room.
    void put_entry(leaf* in, std::size_t at, new_entry& entry) noexcept {
        move_slots(in, at + 1, in, at, in->count - at);
        if constexpr (layout::leaf_digests) layout::digests(in)[at] = entry.digest();
        entry.place(layout::slots_of(in) + at);
        ++in->count;
    }

    /// Destroys entries [first, last) of a leaf and closes the gap.
    void drop_entries(leaf* in, std::size_t first, std::size_t last) noexcept {
        destroy_slots(in, first, last);
        move_slots(in, first, in, last, in->count - last);
        const std::size_t left = in->count - (last - first);
        fill(in, left, in->count);
        in->count = static_cast<std::uint32_t>(left);
    }

    // -- separators ----------------------------------------------------------------------------------------

    /// What separates the entries from `key` on, which begin in the leaf `border`, from those before.
    [[nodiscard]] static separator make_separator(leaf* border, const key_type& key,
                                                  digest_word digest) noexcept {
        separator made;
        if constexpr (layout::inner_counts) {
            made.word = key;
        } else if constexpr (layout::inner_digests) {
            made.word = digest;
        } else if constexpr (layout::inner_copies) {
            std::memcpy(made.word.bytes, static_cast<const void*>(std::addressof(key)), sizeof key);
        }
        if constexpr (layout::borders) made.border = border;
        return made;
    }
    [[nodiscard]] static separator separator_of(leaf* border) noexcept {
        digest_word digest = 0;
        if constexpr (layout::leaf_digests) digest = layout::digests(border)[0];
        return make_separator(border, layout::key(border, 0), digest);
    }
    [[nodiscard]] static separator get_separator(const inner* in, std::size_t i) noexcept {
        separator made;
        if constexpr (has_words) made.word = in->words[i];
        if constexpr (layout::borders) made.border = in->borders[i];
        return made;
    }
    static void set_separator(inner* in, std::size_t i, const separator& value) noexcept {
        if constexpr (has_words) in->words[i] = value.word;
        if constexpr (inner::has_fences) {
            if (i % 8 == 7 && i / 8 + 1 != fan_out / 8) in->fences[i / 8] = value.word;
        }
        if constexpr (layout::borders) in->borders[i] = value.border;
    }
    /// n separators from one place to another, or along within a node.
    static void copy_separators(inner* to, std::size_t i, const inner* from, std::size_t j,
                                std::size_t n) noexcept {
        if constexpr (has_words) {
            std::memmove(static_cast<void*>(to->words + i),
                         static_cast<const void*>(from->words + j), n * sizeof to->words[0]);
        }
        if constexpr (layout::borders) {
            std::memmove(to->borders + i, from->borders + j, n * sizeof to->borders[0]);
        }
    }
    /// Separators from number i on are none: a search passes over them.
    static void fill_words(inner* in, std::size_t i) noexcept {
        if constexpr (layout::inner_counts) {
            for (; i != fan_out; ++i)
                in->words[i] = sort::last();
        } else if constexpr (layout::inner_digests) {
            for (; i != fan_out; ++i)
                in->words[i] = ~digest_word{0};
        }
        update_fences(in);
    }
    static void update_fences(inner* in) noexcept {
        if constexpr (inner::has_fences) {
            for (std::size_t g = 0; g + 1 != fan_out / 8; ++g)
                in->fences[g] = in->words[8 * g + 7];
        }
    }

    // -- counts --------------------------------------------------------------------------------------------

    using count_list = typename child_counts<fan_out>::list;

    /// There are n children, with `total` entries.
    static void end_counts(count_list& before, std::size_t n, std::uint32_t total) noexcept {
        for (; n != fan_out + 1; ++n)
            before[n] = total;
    }
    [[nodiscard]] static std::uint32_t total(const node* of, unsigned level) noexcept {
        return level == 0 ? of->count : static_cast<const inner*>(of)->counts.total();
    }
    /// The border between child i and the next one moves up by d entries, modulo 2^32.
    static void move_count(inner* in, std::size_t i, std::uint32_t d) noexcept {
        in->counts.add(i, d);
        in->counts.add(i + 1, 0 - d);
    }
    /// A node has d entries more, modulo 2^32: so have its ancestors.
    static void add_above(const node* child, std::uint32_t d) noexcept {
        for (inner* parent = child->parent; parent != nullptr; parent = parent->parent) {
            parent->counts.add(parent->index_of(child), d);
            child = parent;
        }
    }

    // -- children ------------------------------------------------------------------------------------------

    static void adopt(inner* parent, std::size_t first, std::size_t last) noexcept {
        for (; first != last; ++first)
            parent->children[first]->parent = parent;
    }

    /// Makes `child` the child number i of a node that has room. Its entries are in the node's counts
    /// already, with the child before it, or with the one after it if i is 0. The separator is the first
    /// key of the right one of the two.
    static void put_child(inner* in, std::size_t i, node* child, std::uint32_t entries,
                          const separator& between) noexcept {
        const std::size_t n = in->count;
        const std::size_t s = i == 0 ? 0 : i - 1;
        copy_separators(in, s + 1, in, s, n - 1 - s);
        set_separator(in, s, between);
        update_fences(in);
        std::memmove(in->children + i + 1, in->children + i, (n - i) * sizeof(node*));
        in->children[i] = child;
        count_list before;
        in->counts.load(before);
        std::memmove(before + i + 1, before + i, (n - i) * sizeof before[0]);
        if (i == 0) {
            before[1] = entries;
        } else {
            before[i] = before[i + 1] - entries;
        }
        in->counts.store(before);
        child->parent = in;
        ++in->count;
    }

    /// Takes child i out; its entries count with its left neighbour from now on, or with its right one
    /// if i is 0. Expects two children at least.
    static void remove_child(inner* from, std::size_t i) noexcept {
        const std::size_t n = from->count;
        const std::size_t s = i == 0 ? 0 : i - 1;
        copy_separators(from, s, from, s + 1, n - 2 - s);
        std::memmove(from->children + i, from->children + i + 1, (n - 1 - i) * sizeof(node*));
        count_list before;
        from->counts.load(before);
        std::memmove(before + i, before + i + 1, (n - 1 - i) * sizeof before[0]);
        before[0] = 0;
        before[n - 1] = before[fan_out];
        from->counts.store(before);
        --from->count;
        fill_words(from, n - 2);
    }

    /// Moves the children from number `middle` on to the empty node `right`.
    static void split_children(inner* left, inner* right, std::size_t middle) noexcept {
        const std::size_t n = left->count;
        const std::size_t moved = n - middle;
        if (moved > 1) copy_separators(right, 0, left, middle, moved - 1);
        std::memcpy(right->children, left->children + middle, moved * sizeof(node*));
        count_list a, b;
        left->counts.load(a);
        for (std::size_t i = 0; i != fan_out + 1; ++i)
            b[i] = a[i < moved ? middle + i : fan_out] - a[middle];
        right->counts.store(b);
        end_counts(a, middle, a[middle]);
        left->counts.store(a);
        right->count = static_cast<std::uint32_t>(moved);
        left->count = static_cast<std::uint32_t>(middle);
        fill_words(left, middle == 0 ? 0 : middle - 1);
        update_fences(right);
        adopt(right, 0, moved);
    }

    /// How many inner nodes a new sibling of this node needs at most.
    [[nodiscard]] static std::size_t spares_for(const node* sibling) noexcept {
        std::size_t n = 0;
        const inner* parent = sibling->parent;
        for (; parent != nullptr && parent->count == fan_out; parent = parent->parent)
            ++n;
        return n + (parent == nullptr ? 1u : 0u);
    }

    /// Links `added`, a node of `level`, right after `at`, or right before it; then `at` is the first
    /// child of its parent. For its entries and the separator see put_child.
    void add_sibling(node* at, node* added, bool after, unsigned level, const separator& between,
                     spare_nodes& spares) noexcept {
        const std::uint32_t entries = total(added, level);
        inner* parent = at->parent;
        if (parent == nullptr) {
            inner* root = spares.take();
            root->children[0] = at;
            root->count = 1;
            count_list before;
            before[0] = 0;
            end_counts(before, 1, total(at, level) + entries);
            root->counts.store(before);
            at->parent = root;
            put_child(root, after ? 1 : 0, added, entries, between);
            root_ = root;
            ++height_;
            return;
        }
        std::size_t i = after ? parent->index_of(at) + 1 : 0;
        if (parent->count == fan_out) {
            // where entries arrive in order, the nodes behind the arrivals stay full
            const std::size_t middle = i == fan_out ? fan_out - 1 : i == 0 ? 2 : fan_out / 2;
            const separator raised = get_separator(parent, middle - 1);
            inner* right = spares.take();
            split_children(parent, right, middle);
            add_sibling(parent, right, true, level + 1, raised, spares);
            if (i > middle) {
                i -= middle;
                parent = right;
            }
        }
        put_child(parent, i, added, entries, between);
    }

    // -- neighbours under one parent: child i and child i + 1 ----------------------------------------------

    /// Moves m entries or children from the beginning of the right one to the end of the left one, all
    /// of them if m is its count; then it is for the caller to remove.
    void shift_left(inner* parent, std::size_t i, std::size_t m, unsigned level) noexcept {
        if (level == 0) {
            auto* a = static_cast<leaf*>(parent->children[i]);
            auto* b = static_cast<leaf*>(parent->children[i + 1]);
            move_slots(a, a->count, b, 0, m);
            move_slots(b, 0, b, m, b->count - m);
            fill(b, b->count - m, b->count);
            a->count += static_cast<std::uint32_t>(m);
            b->count -= static_cast<std::uint32_t>(m);
            move_count(parent, i, static_cast<std::uint32_t>(m));
            if (b->count != 0) set_separator(parent, i, separator_of(b));
            return;
        }
        auto* a = static_cast<inner*>(parent->children[i]);
        auto* b = static_cast<inner*>(parent->children[i + 1]);
        const std::size_t n = a->count, left = b->count - m;
        set_separator(a, n - 1, get_separator(parent, i));
        if (m > 1) copy_separators(a, n, b, 0, m - 1);
        if (left != 0) set_separator(parent, i, get_separator(b, m - 1));
        std::memcpy(a->children + n, b->children, m * sizeof(node*));
        adopt(a, n, n + m);
        count_list mine, its;
        a->counts.load(mine);
        b->counts.load(its);
        const std::uint32_t had = mine[fan_out], moved = its[m];
        for (std::size_t j = 0; j != m; ++j)
            mine[n + j] = had + its[j];
        end_counts(mine, n + m, had + moved);
        a->counts.store(mine);
        a->count += static_cast<std::uint32_t>(m);
        update_fences(a);
        if (left > 1) copy_separators(b, 0, b, m, left - 1);
        std::memmove(b->children, b->children + m, left * sizeof(node*));
        for (std::size_t j = 0; j != left; ++j)
            its[j] = its[m + j] - moved;
        end_counts(its, left, its[fan_out] - moved);
        b->counts.store(its);
        b->count = static_cast<std::uint32_t>(left);
        fill_words(b, left == 0 ? 0 : left - 1);
        move_count(parent, i, moved);
    }

    /// Moves m, but not all, from the end of the left one to the beginning of the right one.
    void shift_right(inner* parent, std::size_t i, std::size_t m, unsigned level) noexcept {
        if (level == 0) {
            auto* a = static_cast<leaf*>(parent->children[i]);
            auto* b = static_cast<leaf*>(parent->children[i + 1]);
            move_slots(b, m, b, 0, b->count);
            move_slots(b, 0, a, a->count - m, m);
            fill(a, a->count - m, a->count);
            a->count -= static_cast<std::uint32_t>(m);
            b->count += static_cast<std::uint32_t>(m);
            move_count(parent, i, static_cast<std::uint32_t>(0 - m));
            set_separator(parent, i, separator_of(b));
            return;
        }
        auto* a = static_cast<inner*>(parent->children[i]);
        auto* b = static_cast<inner*>(parent->children[i + 1]);
        const std::size_t n = b->count, left = a->count - m;
        copy_separators(b, m, b, 0, n - 1);
        set_separator(b, m - 1, get_separator(parent, i));
        if (m > 1) copy_separators(b, 0, a, left, m - 1);
        update_fences(b);
        set_separator(parent, i, get_separator(a, left - 1));
        std::memmove(b->children + m, b->children, n * sizeof(node*));
        std::memcpy(b->children, a->children + left, m * sizeof(node*));
        adopt(b, 0, m);
        count_list its, mine;
        a->counts.load(its);
        b->counts.load(mine);
        const std::uint32_t moved = its[fan_out] - its[left];
        for (std::size_t j = fan_out + 1; j-- != m;)
            mine[j] = mine[j - m] + moved;
        for (std::size_t j = 0; j != m; ++j)
            mine[j] = its[left + j] - its[left];
        b->counts.store(mine);
        b->count += static_cast<std::uint32_t>(m);
        end_counts(its, left, its[left]);
        a->counts.store(its);
        a->count = static_cast<std::uint32_t>(left);
        fill_words(a, left - 1);
        move_count(parent, i, 0 - moved);
    }

    /// Removes the empty right one.
    void remove_right(inner* parent, std::size_t i, unsigned level) noexcept {
        node* gone = parent->children[i + 1];
        remove_child(parent, i + 1);
        if (level == 0) {
            unlink(static_cast<leaf*>(gone));
            free_leaf(static_cast<leaf*>(gone));
        } else {
            free_inner(static_cast<inner*>(gone));
        }
    }

    /// Child i has too few: evens it out with a neighbour, or merges the two.
    void refill(inner* parent, std::size_t i, unsigned level) noexcept {
        if (i + 1 == parent->count) --i;
        const std::size_t a = parent->children[i]->count;
        const std::size_t b = parent->children[i + 1]->count;
        const std::size_t most = level == 0 ? full : fan_out;
        if (a + b <= most - most / 8) {
            shift_left(parent, i, b, level);
            remove_right(parent, i, level);
        } else if (a < b) {
            shift_left(parent, i, (b - a) / 2, level);
        } else {
            shift_right(parent, i, (a - b) / 2, level);
        }
    }

    [[nodiscard]] static constexpr std::size_t minimum(unsigned level) noexcept {
        return level == 0 ? layout::leaf_minimum : layout::fan_minimum;
    }

    /// A root with one child gives way to it.
    void lower_root() noexcept {
        while (height_ != 0 && root_->count == 1) {
            auto* gone = static_cast<inner*>(root_);
            root_ = gone->children[0];
            root_->parent = nullptr;
            free_inner(gone);
            --height_;
        }
    }

    /// From a leaf upwards: refills what has too few, while that takes children away.
    void refill_above(node* poor) noexcept {
        for (unsigned level = 0; level != height_ && poor->count < minimum(level); ++level) {
            inner* parent = poor->parent;
            refill(parent, parent->index_of(poor), level);
            poor = parent;
        }
        lower_root();
    }

    /// From the root downwards to entry i: refills what has too few, so that nothing below is ever left
    /// without a neighbour.
    void refill_towards(std::size_t i) noexcept {
        lower_root();
        node* at = root_;
        auto target = static_cast<std::uint32_t>(i);
        for (unsigned level = height_; level != 0;) {
            auto* parent = static_cast<inner*>(at);
            const std::size_t child = parent->counts.child_of(target);
            const std::size_t least = minimum(level - 1) + (level > 1 ? 1 : 0);
            if (parent->children[child]->count >= least || parent->count == 1) {
                target -= parent->counts.before(child);
                at = parent->children[child];
                --level;
                continue;
            }
            refill(parent, child, level - 1);
            if (parent == root_ && parent->count == 1) {
                lower_root();
                at = root_;
                level = height_;
            }
        }
    }

    /// A leaf that goes back unless it is taken.
    class spare_leaf {
    public:
        spare_leaf(tree_core& core, std::size_t capacity)
            : core_(core), leaf_(core.make_leaf(capacity)) {}
        spare_leaf(const spare_leaf&) = delete;
        spare_leaf& operator=(const spare_leaf&) = delete;
        ~spare_leaf() {
            if (leaf_ != nullptr) core_.free_leaf(leaf_);
        }
        [[nodiscard]] leaf* take() noexcept { return std::exchange(leaf_, nullptr); }

    private:
        tree_core& core_;
        leaf* leaf_;
    };

    /// Moves the entries of the only leaf to one with a greater capacity.
    leaf* grow_root(spare_leaf& spare) noexcept {
        auto* old = static_cast<leaf*>(root_);
        leaf* made = spare.take();
        move_slots(made, 0, old, 0, old->count);
        made->count = old->count;
        fill(made, made->count, made->capacity);
        free_leaf(old);
        root_ = first_ = last_ = made;
        return made;
    }

    // -- the chain of leaves ---------------------------------------------------------------------------------

    void link_after(leaf* at, leaf* added) noexcept {
        added->prev = at;
        added->next = at->next;
        (at->next == nullptr ? last_ : at->next->prev) = added;
        at->next = added;
    }
    void unlink(leaf* gone) noexcept {
        (gone->prev == nullptr ? first_ : gone->prev->next) = gone->next;
        (gone->next == nullptr ? last_ : gone->next->prev) = gone->prev;
    }

    [[no_unique_address]] Compare compare_;
    [[no_unique_address]] Allocator allocator_;
    node* root_ = nullptr; // a leaf if height_ is 0; null if there is no entry
    leaf* first_ = nullptr;
    leaf* last_ = nullptr;
    std::size_t size_ = 0; // entries
    unsigned height_ = 0;  // levels of inner nodes
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TREE_CORE_HPP
