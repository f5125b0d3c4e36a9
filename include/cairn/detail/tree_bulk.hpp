// SPDX-License-Identifier: BSL-1.0
// cairn/detail/tree_bulk.hpp -- changes of a tree that concern many entries and compare none.
//
//     tree_bulk      appending in order, erasing ranges, splitting, joining, checking
//
// Ranges are cut out along two paths from the leaves to their common ancestor; what lies between the
// paths is freed whole, and the nodes along the seam are refilled from the root downwards.

#ifndef CAIRN_DETAIL_TREE_BULK_HPP
#define CAIRN_DETAIL_TREE_BULK_HPP

#include <cairn/detail/tree_core.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class Entry, class Compare, class Allocator>
class tree_bulk : public tree_core<Entry, Compare, Allocator> {
    using core = tree_core<Entry, Compare, Allocator>;

protected:
    using core::allocator_;
    using core::compare_;
    using core::first_;
    using core::full;
    using core::height_;
    using core::last_;
    using core::root_;
    using core::size_;
    using typename core::inner;
    using typename core::leaf;
    using typename core::new_entry;
    using typename core::node;
    using typename core::separator;
    using typename core::slot_type;
    using typename core::spare_nodes;

    using core::core;

public:
    using typename core::const_iterator;
    using typename core::iterator;
    using typename core::layout;
    using typename core::traits;
    using typename core::value_type;

    // -- appending -----------------------------------------------------------------------------------------

    /// Adds entries at the end, a full leaf at a time. What has been added becomes part of the tree with
    /// finish(), or when the leaf is full.
    class appender {
    public:
        explicit appender(tree_bulk& to) noexcept : to_(to) {}
        appender(const appender&) = delete;
        appender& operator=(const appender&) = delete;
        /// Drops what is not part of the tree yet.
        ~appender() {
            if (open_ != nullptr) {
                to_.destroy_slots(open_, 0, open_->count);
                to_.free_leaf(open_);
            }
        }

        /// Expects     the new entry is not before the last one
        /// Complexity  amortised O(1)
        template <class... Args>
        void add(Args&&... args) {
            make_room();
            const std::size_t i = open_->count;
            slot_type* slot = layout::slots_of(open_) + i;
            if constexpr (layout::boxed || layout::leaf_digests) {
                new_entry entry(to_, 0, std::forward<Args>(args)...);
                if constexpr (layout::leaf_digests) {
                    entry.update_digest();
                    layout::digests(open_)[i] = entry.digest();
                }
                entry.place(slot);
            } else {
                traits::construct(to_.allocator_, slot, std::forward<Args>(args)...);
            }
            if (++open_->count == full) flush();
        }

        /// Copies of n entries that lie side by side as a leaf holds them.
        void add_slots(const slot_type* from, std::size_t n) {
            if constexpr (!layout::boxed && !layout::leaf_digests &&
                          std::is_trivially_copyable_v<value_type> &&
                          constructs_plainly<Allocator, value_type>) {
                while (n != 0) {
                    make_room();
                    const std::size_t i = open_->count;
                    const std::size_t room = full - i < n ? full - i : n;
                    std::memcpy(static_cast<void*>(layout::slots_of(open_) + i),
                                static_cast<const void*>(from), room * sizeof(slot_type));
                    open_->count += static_cast<std::uint32_t>(room);
                    if (open_->count == full) flush();
                    from += room;
                    n -= room;
                }
            } else {
                for (; n != 0; --n, ++from)
                    add(std::as_const(layout::value(const_cast<slot_type&>(*from))));
            }
        }
        /// The entries of a range.
        template <class It, class Last>
        void add_range(It first, Last last) {
            if constexpr (!layout::boxed && std::contiguous_iterator<It> &&
                          std::sized_sentinel_for<Last, It> &&
                          std::is_same_v<std::iter_value_t<It>, value_type>) {
                add_slots(std::to_address(first), static_cast<std::size_t>(last - first));
            } else {
                for (; first != last; ++first)
                    add(*first);
            }
        }

        /// Complexity  O(log n)
        void finish() {
            if (open_ != nullptr && open_->count != 0) {
                if (to_.root_ == nullptr && open_->count <= full / 2) fit();
                flush();
            }
            if (to_.height_ != 0) to_.refill_towards(to_.size_ - 1);
        }

    private:
        /// A tree of a few entries needs no full leaf.
        void fit() {
            std::size_t capacity = layout::first_leaf_capacity;
            while (capacity < open_->count)
                capacity *= 2;
            if (capacity >= full) return;
            leaf* made = to_.make_leaf(capacity);
            to_.move_slots(made, 0, open_, 0, open_->count);
            made->count = open_->count;
            to_.free_leaf(open_);
            open_ = made;
        }

        void make_room() {
            if (open_ != nullptr) [[likely]]
                return;
            open_ = to_.make_leaf(full);
        }

        void flush() {
            if (to_.max_size() - to_.size_ < open_->count) {
                throw_length_error("cairn: sorted container too large");
            }
            core::fill(open_, open_->count, open_->capacity);
            if (to_.root_ == nullptr) {
                to_.root_ = to_.first_ = to_.last_ = open_;
                to_.size_ = open_->count;
            } else {
                to_.require_full_root();
                spare_nodes spares(to_, core::spares_for(to_.last_));
                leaf* at = to_.last_;
                to_.link_after(at, open_);
                core::add_above(at, open_->count);
                to_.add_sibling(at, open_, true, 0, core::separator_of(open_), spares);
                to_.size_ += open_->count;
            }
            open_ = nullptr;
        }

        tree_bulk& to_;
        leaf* open_ = nullptr; // not part of the tree yet
    };

    /// Expects     no entry before the one ahead of it, or before the last of this tree
    /// Complexity  linear in the length of the range
    /// Exceptions  basic
    template <class It, class Last>
    void append_sorted(It first, Last last) {
        appender to(*this);
        to.add_range(std::move(first), std::move(last));
        to.finish();
    }

    // -- erasing -------------------------------------------------------------------------------------------

    /// Erases [first, last) without looking at what lies between; returns last.
    /// Complexity  O(log n), and linear in the number of erased entries
    iterator erase_range(const_iterator first, const_iterator last) noexcept {
        if (first == last) return last.as_mutable();
        if (first == this->begin() && last == this->end()) {
            this->clear();
            return this->end();
        }
        leaf* left = first.node();
        leaf* right = last.node();
        const std::size_t from = first.position(), to = last.position();
        const std::size_t start = first.index(), stop = last.index();
        CAIRN_EXPECTS(start <= stop);
        if (start > stop)
            return last.as_mutable(); // a comparator that contradicts itself finds such bounds
        const std::size_t gone = stop - start;
        size_ -= gone;
        if (left == right) {
            this->drop_entries(left, from, to);
            core::add_above(left, static_cast<std::uint32_t>(0 - gone));
            if (left->count == 0) remove_leaf(left);
        } else {
            cut_out(left, from, right, to, static_cast<std::uint32_t>(gone));
        }
        if (start != 0) this->refill_towards(start - 1);
        if (start != size_) this->refill_towards(start);
        return this->nth(start);
    }

    /// Erases what satisfies the predicate; returns how many that were.
    /// Complexity  linear
    /// Exceptions  basic: what was accepted before the predicate threw is gone
    template <class Predicate>
    std::size_t erase_if(Predicate& predicate) {
        const std::size_t had = size_;
        std::size_t kept = 0; // entries that the predicate has refused
        while (kept != size_) {
            const iterator at = this->nth(kept);
            leaf* in = at.node();
            const std::size_t first = at.position(), count = in->count;
            bool goes[full];
            std::size_t gone = 0;
            for (std::size_t i = first; i != count; ++i) {
                goes[i] = static_cast<bool>(
                    predicate(std::as_const(layout::value(layout::slots_of(in)[i]))));
                gone += goes[i] ? 1u : 0u;
            }
            kept += count - first - gone;
            if (gone != 0) drop_marked(in, first, goes, gone);
        }
        return had - size_;
    }

    // -- splitting and joining -----------------------------------------------------------------------------

    /// Keeps the first `index` entries; the others go to `right`, which is empty and has an allocator
    /// equal to ours.
    /// Complexity  O(log n)
    /// Exceptions  strong
    void split_off(std::size_t index, tree_bulk& right) {
        if (index == size_) return;
        if (index == 0) return right.take_nodes(*this);
        const const_iterator at = this->nth(index);
        leaf* bottom = at.node();
        const std::size_t i = at.position();
        spare_nodes spares(*this, height_);
        leaf* new_leaf = i == 0 ? nullptr : this->make_leaf(full);

        right.last_ = last_;
        if (i == 0) {
            right.first_ = bottom;
            last_ = bottom->prev;
        } else {
            this->move_slots(new_leaf, 0, bottom, i, bottom->count - i);
            new_leaf->count = static_cast<std::uint32_t>(bottom->count - i);
            core::fill(new_leaf, new_leaf->count, full);
            core::fill(bottom, i, bottom->count);
            bottom->count = static_cast<std::uint32_t>(i);
            new_leaf->next = bottom->next;
            (bottom->next == nullptr ? right.last_ : bottom->next->prev) = new_leaf;
            right.first_ = new_leaf;
            last_ = bottom;
        }
        last_->next = nullptr;
        right.first_->prev = nullptr;

        // on every level the node on the path: what it keeps, if anything, and what leaves it
        node* way = bottom;
        node* stays = i == 0 ? nullptr : bottom;
        node* goes = i == 0 ? bottom : new_leaf;
        inner* parent = bottom->parent;
        for (unsigned level = 0; level != height_; ++level) {
            inner* other = spares.take();
            cut_node(parent, parent->index_of(way), stays, goes, other, level);
            if (stays == nullptr && level != 0) this->free_inner(static_cast<inner*>(way));
            way = parent;
            stays = parent->count == 0 ? nullptr : parent;
            goes = other;
            parent = parent->parent;
        }
        root_ = stays; // something does, since index is not 0
        right.root_ = goes;
        goes->parent = nullptr;
        right.height_ = height_;
        right.size_ = size_ - index;
        size_ = index;
        this->refill_towards(index - 1);
        right.refill_towards(0);
    }

    /// Takes over all entries of another tree, which has an equal allocator.
    /// Expects     none of them before any of this tree
    /// Complexity  O(log n)
    /// Exceptions  strong
    void append_tree(tree_bulk& right) {
        if (right.root_ == nullptr) return;
        if (root_ == nullptr) return this->take_nodes(right);
        require_full_root();
        right.require_full_root();
        const std::size_t seam = size_;
        const separator between = core::separator_of(right.first_);
        if (height_ >= right.height_) {
            node* at = root_;
            for (unsigned level = height_; level != right.height_; --level)
                at = static_cast<inner*>(at)->children[at->count - 1];
            spare_nodes spares(*this, core::spares_for(at));
            core::add_above(at, static_cast<std::uint32_t>(right.size_));
            this->add_sibling(at, right.root_, true, right.height_, between, spares);
        } else {
            node* at = right.root_;
            for (unsigned level = right.height_; level != height_; --level)
                at = static_cast<inner*>(at)->children[0];
            spare_nodes spares(*this, core::spares_for(at));
            core::add_above(at, static_cast<std::uint32_t>(size_));
            right.add_sibling(at, root_, false, height_, between, spares);
            root_ = right.root_;
            height_ = right.height_;
        }
        last_->next = right.first_;
        right.first_->prev = last_;
        last_ = right.last_;
        size_ += right.size_;
        right.forget_nodes();
        this->refill_towards(seam - 1);
        this->refill_towards(seam);
    }

    // -- checking ------------------------------------------------------------------------------------------

    /// The invariant of tree_core.hpp; what is broken is reported like a precondition.
    /// Complexity  linear
    void check_shape() const {
        if (root_ == nullptr) {
            CAIRN_EXPECTS(size_ == 0 && height_ == 0 && first_ == nullptr && last_ == nullptr);
            return;
        }
        CAIRN_EXPECTS(root_->parent == nullptr);
        [[maybe_unused]] const leaf* next = first_;
        CAIRN_EXPECTS(first_->prev == nullptr && last_->next == nullptr);
        CAIRN_EXPECTS(check_subtree(root_, height_, next) == size_);
        CAIRN_EXPECTS(next == nullptr);
    }

protected:
    /// Above the leaves every leaf has full capacity: so must a root that gets a parent.
    void require_full_root() {
        if (height_ != 0 || root_->capacity == full) return;
        typename core::spare_leaf spare(*this, full);
        this->grow_root(spare);
    }

    /// Moves the entries of a tree with another allocator to the end of this one.
    void append_moved(tree_bulk& other) {
        appender to(*this);
        for (iterator at = other.begin(); at != other.end(); ++at) {
            if constexpr (moves_entries<Entry>) {
                Entry::move(
                    *at, [&](auto&&... parts) { to.add(std::forward<decltype(parts)>(parts)...); });
            } else {
                to.add(*at);
            }
        }
        to.finish();
        other.clear();
    }

    /// Makes the separator left of a leaf its first key, wherever that separator is.
    static void freshen(leaf* border) noexcept {
        node* child = border;
        for (inner* parent = child->parent; parent != nullptr; parent = parent->parent) {
            const std::size_t i = parent->index_of(child);
            if (i != 0) return core::set_separator(parent, i - 1, core::separator_of(border));
            child = parent;
        }
    }

private:
    /// Erases the entries from number `first` on that are marked.
    void drop_marked(leaf* in, std::size_t first, const bool* marks, std::size_t gone) noexcept {
        std::size_t to = first;
        const std::size_t count = in->count;
        for (std::size_t i = first; i != count; ++i) {
            if (marks[i]) {
                this->destroy_slots(in, i, i + 1);
            } else {
                if (to != i) this->move_slots(in, to, in, i, 1);
                ++to;
            }
        }
        core::fill(in, to, count);
        in->count = static_cast<std::uint32_t>(to);
        size_ -= gone;
        if (size_ == 0) return this->clear();
        core::add_above(in, static_cast<std::uint32_t>(0 - gone));
        this->refill_above(in);
    }

    /// Erases from entry `from` of one leaf up to entry `to` of a later one.
    void cut_out(leaf* left, std::size_t from, leaf* right, std::size_t to,
                 std::uint32_t gone) noexcept {
        this->drop_entries(left, from, left->count);
        this->drop_entries(right, 0, to);
        left->next = right;
        right->prev = left;
        node *a = left, *b = right;
        unsigned level = 0;
        for (; a->parent != b->parent; ++level) {
            inner* above = a->parent;
            keep_front(above, above->index_of(a) + 1, level);
            a = above;
            above = b->parent;
            keep_back(above, above->index_of(b), level);
            b = above;
        }
        inner* common = a->parent;
        const std::size_t i = common->index_of(a), j = common->index_of(b);
        for (std::size_t k = i + 1; k != j; ++k)
            this->free_subtree(common->children[k], level);
        const std::size_t n = common->count, dropped = j - i - 1;
        typename core::count_list before;
        common->counts.load(before);
        if (dropped != 0) {
            core::copy_separators(common, i, common, j - 1, n - j);
            std::memmove(common->children + i + 1, common->children + j, (n - j) * sizeof(node*));
            std::memmove(before + i + 1, before + j, (n - j) * sizeof before[0]);
            common->count = static_cast<std::uint32_t>(n - dropped);
            core::fill_words(common, n - dropped - 1);
        }
        before[i + 1] = before[i] + core::total(a, level);
        for (std::size_t k = i + 2; k < common->count; ++k)
            before[k] -= gone;
        core::end_counts(before, common->count, before[core::fan_out] - gone);
        common->counts.store(before);
        core::add_above(common, static_cast<std::uint32_t>(0 - gone));
        if (right->count == 0) {
            remove_leaf(right);
        } else {
            freshen(right);
        }
        if (left->count == 0) remove_leaf(left);
    }

    /// Frees all children from number n on. The last one's entries are counted anew.
    void keep_front(inner* in, std::size_t n, unsigned level) noexcept {
        for (std::size_t i = n; i != in->count; ++i)
            this->free_subtree(in->children[i], level);
        in->count = static_cast<std::uint32_t>(n);
        core::fill_words(in, n - 1);
        typename core::count_list before;
        in->counts.load(before);
        core::end_counts(before, n, before[n - 1] + core::total(in->children[n - 1], level));
        in->counts.store(before);
    }
    /// Frees all children before number i. The first one's entries are counted anew.
    void keep_back(inner* in, std::size_t i, unsigned level) noexcept {
        for (std::size_t k = 0; k != i; ++k)
            this->free_subtree(in->children[k], level);
        const std::size_t n = in->count - i;
        if (n > 1) core::copy_separators(in, 0, in, i, n - 1);
        std::memmove(in->children, in->children + i, n * sizeof(node*));
        const std::uint32_t held = core::total(in->children[0], level);
        typename core::count_list before;
        in->counts.load(before);
        const std::uint32_t shift = before[i + 1] - held;
        before[0] = 0;
        for (std::size_t k = 1; k != n; ++k)
            before[k] = before[i + k] - shift;
        core::end_counts(before, n, before[core::fan_out] - shift);
        in->counts.store(before);
        in->count = static_cast<std::uint32_t>(n);
        core::fill_words(in, n - 1);
    }

    /// Frees an empty leaf, and the nodes above that have no other child.
    void remove_leaf(leaf* gone) noexcept {
        leaf* next = gone->next;
        this->unlink(gone);
        inner* parent = gone->parent;
        node* child = gone;
        while (parent != nullptr && parent->count == 1) {
            if (child != gone) this->free_inner(static_cast<inner*>(child));
            child = parent;
            parent = parent->parent;
        }
        if (parent != nullptr) core::remove_child(parent, parent->index_of(child));
        if (child != gone) this->free_inner(static_cast<inner*>(child));
        this->free_leaf(gone);
        if (next != nullptr) freshen(next);
    }

    /// Divides a node: children before number `child` stay, those after it go to `other`, and that child
    /// itself is replaced by `stays`, if anything, here and by `goes` there.
    static void cut_node(inner* in, std::size_t child, const node* stays, node* goes, inner* other,
                         unsigned level) noexcept {
        const std::size_t n = in->count, rest = n - child - 1;
        const std::uint32_t held = core::total(goes, level);
        other->children[0] = goes;
        core::copy_separators(other, 0, in, child, rest);
        core::update_fences(other);
        std::memcpy(other->children + 1, in->children + child + 1, rest * sizeof(node*));
        typename core::count_list before, its;
        in->counts.load(before);
        const std::uint32_t shift = before[child + 1] - held;
        its[0] = 0;
        for (std::size_t k = 1; k != rest + 1; ++k)
            its[k] = before[child + k] - shift;
        core::end_counts(its, rest + 1, before[core::fan_out] - shift);
        other->counts.store(its);
        other->count = static_cast<std::uint32_t>(rest + 1);
        core::adopt(other, 0, rest + 1);

        const std::size_t kept = child + (stays == nullptr ? 0u : 1u);
        core::end_counts(before, kept,
                         before[child] + (stays == nullptr ? 0 : core::total(stays, level)));
        in->counts.store(before);
        in->count = static_cast<std::uint32_t>(kept);
        core::fill_words(in, kept == 0 ? 0 : kept - 1);
    }

    [[nodiscard]] std::size_t check_subtree(const node* at, unsigned level,
                                            const leaf*& next) const {
        CAIRN_EXPECTS(at->count != 0 && at->count <= at->capacity);
        if (level == 0) {
            const auto* bottom = static_cast<const leaf*>(at);
            CAIRN_EXPECTS(bottom == next);
            CAIRN_EXPECTS(height_ == 0 || bottom->capacity == full);
            CAIRN_EXPECTS(bottom->next == nullptr ? bottom == last_ : bottom->next->prev == bottom);
            next = bottom->next;
            return bottom->count;
        }
        const auto* parent = static_cast<const inner*>(at);
        CAIRN_EXPECTS(parent->count >= 2);
        std::size_t n = 0;
        for (std::size_t i = 0; i != parent->count; ++i) {
            const node* child = parent->children[i];
            CAIRN_EXPECTS(child->parent == parent);
            CAIRN_EXPECTS(parent->counts.before(i) == n);
            if constexpr (layout::borders) {
                if (i != 0) CAIRN_EXPECTS(parent->borders[i - 1] == next);
            }
            n += check_subtree(child, level - 1, next);
        }
        for (std::size_t i = parent->count; i != core::fan_out; ++i)
            CAIRN_EXPECTS(parent->counts.before(i) == n);
        CAIRN_EXPECTS(parent->counts.total() == n);
        if constexpr (inner::has_fences) {
            for (std::size_t g = 0; g + 1 != core::fan_out / 8; ++g)
                CAIRN_EXPECTS(parent->fences[g] == parent->words[8 * g + 7]);
        }
        return n;
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TREE_BULK_HPP
