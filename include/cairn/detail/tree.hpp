// SPDX-License-Identifier: BSL-1.0
// cairn/detail/tree.hpp -- a B+-tree with counts: the engine under sorted_list, sorted_set and sorted_map
//
//     tree             look-up, rank, insertion, removal, bulk loading, splitting and joining
//
// Every inner node knows how many entries precede each of its children, so that rank costs one more
// load per level than a look-up, and select searches those counts instead of keys.
//
// Complexity    O(log n) comparisons for what is found by key, none for what is found by position
// Exceptions    strong for single entries: comparing and allocating come before the first change
// Source        R. Bayer, E. McCreight, "Organization and maintenance of large ordered indices" (1972);
//               D. Knuth, The Art of Computer Programming vol. 3, 6.2.3 and 6.2.4

#ifndef CAIRN_DETAIL_TREE_HPP
#define CAIRN_DETAIL_TREE_HPP

#include <cairn/detail/tree_bulk.hpp>
#include <cairn/detail/tree_search.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class Entry, class Compare, class Allocator>
class tree : public tree_bulk<Entry, Compare, Allocator> {
    using core = tree_bulk<Entry, Compare, Allocator>;
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
    using typename core::spare_leaf;
    using typename core::spare_nodes;

public:
    using typename core::const_iterator;
    using typename core::iterator;
    using typename core::key_type;
    using typename core::layout;
    using typename core::traits;
    using typename core::value_type;
    using search = tree_search<layout>;

    // -- construction, assignment, destruction -----------------------------------------------------------

    tree(const Compare& compare, const Allocator& allocator) : core(compare, allocator) {}
    tree(const tree& other)
        : tree(other, traits::select_on_container_copy_construction(other.allocator_)) {}
    tree(const tree& other, const Allocator& allocator) : core(other.compare_, allocator) {
        typename core::appender to(*this);
        for (leaf* run = other.first_; run != nullptr; run = run->next)
            to.add_slots(layout::slots_of(run), run->count);
        to.finish();
    }
    tree(tree&& other) = default;
    /// Linear, and leaves the other empty, if the allocators are not equal.
    tree(tree&& other, const Allocator& allocator) : core(other.compare_, allocator) {
        if (allocator_ == other.allocator_) {
            this->take_nodes(other);
        } else {
            this->append_moved(other);
        }
    }
    tree& operator=(const tree& other) {
        if (this == std::addressof(other)) return *this;
        constexpr bool propagates = traits::propagate_on_container_copy_assignment::value;
        tree copy(other, propagates ? other.allocator_ : allocator_);
        compare_ = other.compare_;
        this->clear();
        if constexpr (propagates) allocator_ = other.allocator_;
        this->take_nodes(copy);
        return *this;
    }
    tree& operator=(tree&& other) noexcept(traits::is_always_equal::value &&
                                           std::is_nothrow_copy_assignable_v<Compare>) {
        if (this == std::addressof(other)) return *this;
        constexpr bool propagates = traits::propagate_on_container_move_assignment::value;
        if (propagates || allocator_ == other.allocator_) {
            compare_ = other.compare_;
            this->clear();
            if constexpr (propagates) allocator_ = std::move(other.allocator_);
            this->take_nodes(other);
        } else {
            tree moved(std::move(other), allocator_);
            compare_ = other.compare_;
            this->clear();
            this->take_nodes(moved);
        }
        return *this;
    }
    ~tree() = default;

    /// Swaps entries only. Expects equal allocators and comparators.
    void exchange(tree& other) noexcept { this->swap_nodes(other); }

    /// Expects equal allocators, unless they are swapped too.
    void swap(tree& other) noexcept(std::is_nothrow_swappable_v<Compare>) {
        using std::swap;
        swap(compare_, other.compare_);
        if constexpr (traits::propagate_on_container_swap::value) {
            swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(allocator_ == other.allocator_);
        }
        this->swap_nodes(other);
    }

    // -- look-up -----------------------------------------------------------------------------------------

    /// The first entry that is not before the key.
    template <class K>
    [[nodiscard]] iterator lower_bound(const K& key) const {
        return bound<false>(key);
    }
    /// The first entry that the key is before.
    template <class K>
    [[nodiscard]] iterator upper_bound(const K& key) const {
        return bound<true>(key);
    }
    template <class K>
    [[nodiscard]] std::pair<iterator, iterator> equal_range(const K& key) const {
        return {lower_bound(key), upper_bound(key)};
    }
    /// The first equivalent entry, or the end.
    template <class K>
    [[nodiscard]] iterator find(const K& key) const {
        const iterator at = lower_bound(key);
        return at != this->end() && !compare_(key, Entry::key(*at)) ? at : this->end();
    }
    /// The same where no two entries are equivalent: looks at one leaf only.
    template <class K>
    [[nodiscard]] iterator find_unique(const K& key) const {
        if (root_ == nullptr) return this->end();
        const auto query = search::template query<true>(compare_, key);
        leaf* at = descend<true>(query);
        const std::size_t i = search::template position<false>(at, query, compare_);
        if (i < at->count && !compare_(query.key, layout::key(at, i))) return iterator(at, i);
        return this->end();
    }

    /// How many entries are before the key.
    template <class K>
    [[nodiscard]] std::size_t rank_lower(const K& key) const {
        return rank<false>(key);
    }
    /// How many entries the key is not before.
    template <class K>
    [[nodiscard]] std::size_t rank_upper(const K& key) const {
        return rank<true>(key);
    }

    /// Looks n keys up at once: out[i] is the first entry equivalent to keys[i], or the end. Descends
    /// with a group of keys level by level, so that their cache misses overlap.
    void find_batch(const key_type* keys, std::size_t n, iterator* out) const {
        descend_batch<false>(
            keys, n, [&](std::size_t i, leaf* at, std::size_t position, std::size_t) {
                const iterator found(at, position);
                out[i] = found != this->end() && !compare_(keys[i], Entry::key(*found))
                             ? found
                             : this->end();
            });
    }
    /// out[i] is how many entries are before keys[i].
    void rank_batch(const key_type* keys, std::size_t n, std::size_t* out) const {
        descend_batch<true>(keys, n,
                            [&](std::size_t i, leaf*, std::size_t position, std::size_t before) {
                                out[i] = before + position;
                            });
        if (root_ == nullptr) {
            for (std::size_t i = 0; i != n; ++i)
                out[i] = 0;
        }
    }

    // -- insertion ---------------------------------------------------------------------------------------

    /// Inserts an entry made of `args`, whose key is `key`, unless one like it is there. The arguments may
    /// refer to entries of this tree, and are as they were if anything throws but the entry's constructor.
    template <class K, class... Args>
    std::pair<iterator, bool> emplace_unique(const K& key, Args&&... args) {
        const auto query = search::template query<false>(compare_, key);
        if (root_ == nullptr) return {emplace_first(query, std::forward<Args>(args)...), true};
        if (follows_all(query)) return {emplace_last(query, std::forward<Args>(args)...), true};
        path way;
        leaf* at = descend<true>(query, way);
        const std::size_t i = search::template position<false>(at, query, compare_);
        if (i < at->count && !compare_(query.key, layout::key(at, i)))
            return {iterator(at, i), false};
        return {emplace_at(at, i, &way, query, std::forward<Args>(args)...), true};
    }
    /// Inserts behind all equivalent entries.
    template <class K, class... Args>
    iterator emplace_multi(const K& key, Args&&... args) {
        const auto query = search::template query<false>(compare_, key);
        if (root_ == nullptr) return emplace_first(query, std::forward<Args>(args)...);
        if (follows_all(query)) return emplace_last(query, std::forward<Args>(args)...);
        path way;
        leaf* at = descend<true>(query, way);
        const std::size_t i = search::template position<true>(at, query, compare_);
        return emplace_at(at, i, &way, query, std::forward<Args>(args)...);
    }
    /// Amortised constant, but for the counts above, if the entry belongs right before the hint.
    template <class K, class... Args>
    std::pair<iterator, bool> emplace_unique_hint(const_iterator hint, const K& key,
                                                  Args&&... args) {
        if (fits<true>(hint, key)) {
            return {emplace_before(hint, search::template query<false>(compare_, key),
                                   std::forward<Args>(args)...),
                    true};
        }
        return emplace_unique(key, std::forward<Args>(args)...);
    }
    /// As close before the hint as the order allows.
    template <class K, class... Args>
    iterator emplace_multi_hint(const_iterator hint, const K& key, Args&&... args) {
        const auto query = search::template query<false>(compare_, key);
        if (fits<false>(hint, key)) return emplace_before(hint, query, std::forward<Args>(args)...);
        if (root_ == nullptr || hint == this->end() || compare_(key, Entry::key(*hint))) {
            return emplace_multi(key, std::forward<Args>(args)...);
        }
        // the hint is before the key: the first place that will do is the closest
        path way;
        leaf* at = descend<false>(query, way);
        const std::size_t i = search::template position<false>(at, query, compare_);
        return emplace_at(at, i, &way, query, std::forward<Args>(args)...);
    }

    // -- removal -----------------------------------------------------------------------------------------

    /// Erases an entry; returns the one after it.
    iterator erase(const_iterator position) noexcept {
        leaf* at = position.node();
        const std::size_t i = position.position();
        this->drop_entries(at, i, i + 1);
        this->add_above(at, static_cast<std::uint32_t>(-1));
        return erased(at, i);
    }
    /// Erases the entry with this key, if there is one.
    /// Expects     no two equivalent entries
    template <class K>
    bool erase_unique(const K& key) {
        if (root_ == nullptr) return false;
        const auto query = search::template query<false>(compare_, key);
        path way;
        leaf* at = descend<true>(query, way);
        const std::size_t i = search::template position<false>(at, query, compare_);
        if (i == at->count || compare_(query.key, layout::key(at, i))) return false;
        this->drop_entries(at, i, i + 1);
        way.add(height_, static_cast<std::uint32_t>(-1));
        erased(at, i);
        return true;
    }
    /// Erases [first, last) without looking at what lies between; returns last.
    /// Complexity  O(log n), and linear in the number of erased entries
    iterator erase(const_iterator first, const_iterator last) noexcept {
        return this->erase_range(first, last);
    }

    // -- the whole ---------------------------------------------------------------------------------------

    /// Keeps the first `index` entries and returns the others.
    /// Complexity  O(log n)
    /// Exceptions  strong
    [[nodiscard]] tree split(std::size_t index) {
        tree right(compare_, allocator_);
        this->split_off(index, right);
        return right;
    }

    /// Takes over all entries of another tree, and leaves it empty.
    /// Expects     none of them before any of this tree
    /// Complexity  O(log n); linear in the other tree's size if the allocators are not equal
    /// Exceptions  strong; basic if the allocators are not equal
    void join(tree&& right) {
        if (right.size_ > this->max_size() - size_) {
            throw_length_error("cairn: sorted container too large");
        }
        if (allocator_ == right.allocator_) {
            this->append_tree(right);
        } else {
            this->append_moved(right);
        }
    }

    /// What check_shape checks, and the order of the entries.
    /// Complexity  linear
    template <bool Unique>
    void check_invariants() const {
        this->check_shape();
        if (size_ == 0) return;
        for (const_iterator at = this->begin(), next = at; ++next != this->end(); at = next) {
            CAIRN_EXPECTS(!compare_(Entry::key(*next), Entry::key(*at)));
            if constexpr (Unique) CAIRN_EXPECTS(compare_(Entry::key(*at), Entry::key(*next)));
        }
    }

private:
    static constexpr std::size_t max_height = 32; // every inner node has two children at least

    /// Where a descent went: at each level a node and the number of the child.
    struct path {
        struct step {
            inner* at;
            std::size_t child;
        };
        step steps[max_height];

        void add(unsigned height, std::uint32_t d) const noexcept {
            for (unsigned level = 0; level != height; ++level)
                steps[level].at->counts.add(steps[level].child, d);
        }
    };

    /// The leaf to which a key belongs; behind equivalent keys if Upper.
    template <bool Upper, class Query>
    [[nodiscard, gnu::always_inline]] leaf* descend(const Query& query) const {
        node* at = root_;
        for (unsigned level = height_; level != 0; --level) {
            const auto* parent = static_cast<const inner*>(at);
            at = parent->children[search::template child<Upper>(parent, query, compare_)];
        }
        return static_cast<leaf*>(at);
    }
    template <bool Upper, class Query>
    [[nodiscard, gnu::always_inline]] leaf* descend(const Query& query, path& way) const {
        node* at = root_;
        for (unsigned level = 0; level != height_; ++level) {
            auto* parent = static_cast<inner*>(at);
            const std::size_t i = search::template child<Upper>(parent, query, compare_);
            way.steps[level] = {parent, i};
            at = parent->children[i];
        }
        return static_cast<leaf*>(at);
    }

    template <bool Upper, class K>
    [[nodiscard]] iterator bound(const K& key) const {
        if (root_ == nullptr) return this->end();
        const auto query = search::template query<true>(compare_, key);
        leaf* at = descend<Upper>(query);
        return iterator(at, search::template position<Upper>(at, query, compare_));
    }
    template <bool Upper, class K>
    [[nodiscard]] std::size_t rank(const K& key) const {
        if (root_ == nullptr) return 0;
        const auto query = search::template query<true>(compare_, key);
        const node* at = root_;
        std::size_t before = 0;
        for (unsigned level = height_; level != 0; --level) {
            const auto* parent = static_cast<const inner*>(at);
            const std::size_t i = search::template child<Upper>(parent, query, compare_);
            before += parent->counts.before(i);
            at = parent->children[i];
        }
        return before +
               search::template position<Upper>(static_cast<const leaf*>(at), query, compare_);
    }

    template <bool Ranks, class Visit>
    void descend_batch(const key_type* keys, std::size_t n, Visit visit) const {
        constexpr std::size_t group = 16;
        if (root_ == nullptr) {
            if constexpr (!Ranks) {
                for (std::size_t i = 0; i != n; ++i)
                    visit(i, nullptr, 0, 0);
            }
            return;
        }
        for (std::size_t done = 0; done != n;) {
            const std::size_t some = n - done < group ? n - done : group;
            node* at[group];
            std::size_t before[group];
            for (std::size_t i = 0; i != some; ++i) {
                at[i] = root_;
                before[i] = 0;
            }
            for (unsigned level = height_; level != 0; --level) {
                for (std::size_t i = 0; i != some; ++i) {
                    const auto* parent = static_cast<const inner*>(at[i]);
                    const std::size_t child = search::template child<false>(
                        parent, search::template query<true>(compare_, keys[done + i]), compare_);
                    if constexpr (Ranks) before[i] += parent->counts.before(child);
                    at[i] = parent->children[child];
                    const auto* bytes = reinterpret_cast<const unsigned char*>(at[i]);
                    const std::size_t ahead =
                        level == 1 ? layout::searched_leaf_bytes : layout::searched_inner_bytes;
                    for (std::size_t j = 0; j < ahead; j += 64)
                        __builtin_prefetch(bytes + j);
                }
            }
            for (std::size_t i = 0; i != some; ++i) {
                auto* bottom = static_cast<leaf*>(at[i]);
                visit(done + i, bottom,
                      search::template position<false>(
                          bottom, search::template query<true>(compare_, keys[done + i]), compare_),
                      before[i]);
            }
            done += some;
        }
    }

    /// The entry belongs right before the hint.
    template <bool Unique, class K>
    [[nodiscard]] bool fits(const_iterator hint, const K& key) const {
        if (root_ == nullptr) return false;
        const auto may_precede = [&](const auto& a, const auto& b) {
            return Unique ? static_cast<bool>(compare_(a, b)) : !compare_(b, a);
        };
        if (hint != this->end() && !may_precede(key, Entry::key(*hint))) return false;
        return hint == this->begin() || may_precede(Entry::key(*--hint), key);
    }
    template <class Query, class... Args>
    iterator emplace_before(const_iterator hint, const Query& query, Args&&... args) {
        leaf* at = hint.node();
        std::size_t i = hint.position();
        if (i == 0 && at->prev != nullptr) {
            // goes to the end of the leaf before; what separates the two may be less than the new key
            core::freshen(at);
            at = at->prev;
            i = at->count;
        }
        return emplace_at(at, i, nullptr, query, std::forward<Args>(args)...);
    }

    /// The neighbours agree with the comparator that an entry belongs at i. With a comparator that is no
    /// strict weak ordering they will not, sooner or later.
    template <class K>
    [[nodiscard]] bool in_order(const leaf* at, std::size_t i, const K& key) const {
        if constexpr (std::is_floating_point_v<K>) {
            if (key != key) return false; // NaN has no place in an order
        }
        return (i == 0 || !compare_(key, layout::key(at, i - 1))) &&
               (i == at->count || !compare_(layout::key(at, i), key));
    }

    /// The digest of a query, or 0 if it is still to be read off the entry.
    template <class Query>
    [[nodiscard]] static digest_word digest_of(const Query& query) noexcept {
        if constexpr (is_digest_query<Query>) {
            return query.digest;
        } else {
            return 0;
        }
    }
    template <class Query>
    static void complete(new_entry& entry) {
        if constexpr (layout::leaf_digests && !is_digest_query<Query>) entry.update_digest();
    }

    template <class Query, class... Args>
    iterator emplace_first(const Query& query, Args&&... args) {
        spare_leaf spare(*this, layout::first_leaf_capacity);
        new_entry entry(*this, digest_of(query), std::forward<Args>(args)...);
        complete<Query>(entry);
        leaf* made = spare.take();
        this->fill(made, 0, made->capacity);
        this->put_entry(made, 0, entry);
        root_ = first_ = last_ = made;
        size_ = 1;
        return iterator(made, 0);
    }

    /// The key is behind the last entry, as far as a number or a digest can tell: what arrives in order
    /// needs no descent.
    template <class Query>
    [[nodiscard, gnu::always_inline]] bool follows_all(const Query& query) const {
        if constexpr (layout::leaf_counts && is_number_query<Query>) {
            return static_cast<bool>(compare_(layout::key(last_, last_->count - 1), query.key));
        } else if constexpr (layout::leaf_digests && is_digest_query<Query>) {
            return layout::digests(last_)[last_->count - 1] < query.digest;
        } else {
            return false;
        }
    }
    template <class Query, class... Args>
    [[gnu::noinline]] iterator emplace_last(const Query& query, Args&&... args) {
        return emplace_at(last_, last_->count, nullptr, query, std::forward<Args>(args)...);
    }

    /// Puts an entry into a leaf, which it makes room in if need be. `way` is how the leaf was reached,
    /// or null.
    template <class Query, class... Args>
    [[gnu::always_inline]] iterator emplace_at(leaf* at, std::size_t i, const path* way,
                                               const Query& query, Args&&... args) {
        if (size_ >= this->max_size()) throw_length_error("cairn: sorted container too large");
        CAIRN_EXPECTS(in_order(at, i, query.key));
        if (at->count == at->capacity) [[unlikely]]
            return emplace_into_full(at, i, query, std::forward<Args>(args)...);
        new_entry entry(*this, digest_of(query), std::forward<Args>(args)...);
        complete<Query>(entry);
        this->put_entry(at, i, entry);
        if (way != nullptr) {
            way->add(height_, 1);
        } else {
            this->add_above(at, 1);
        }
        ++size_;
        return iterator(at, i);
    }

    /// All memory comes first, then the entry is built, then nothing fails.
    template <class Query, class... Args>
    [[gnu::noinline]] iterator emplace_into_full(leaf* at, std::size_t i, const Query& query,
                                                 Args&&... args) {
        if (at->capacity < full) {
            const std::size_t twice = 2 * std::size_t{at->capacity};
            spare_leaf spare(*this, twice < full ? twice : full);
            new_entry entry(*this, digest_of(query), std::forward<Args>(args)...);
            complete<Query>(entry);
            return put_and_count(this->grow_root(spare), i, entry);
        }
        if (has_room_aside(at)) {
            new_entry entry(*this, digest_of(query), std::forward<Args>(args)...);
            complete<Query>(entry);
            shift_aside(at, i);
            return put_and_count(at, i, entry);
        }
        spare_nodes spares(*this, this->spares_for(at));
        spare_leaf right(*this, full);
        new_entry entry(*this, digest_of(query), std::forward<Args>(args)...);
        complete<Query>(entry);
        split_leaf(at, i, entry, right.take(), spares);
        return put_and_count(at, i, entry);
    }
    iterator put_and_count(leaf* at, std::size_t i, new_entry& entry) noexcept {
        this->put_entry(at, i, entry);
        this->add_above(at, 1);
        ++size_;
        return iterator(at, i);
    }

    static constexpr std::size_t worthwhile =
        full / 8; // entries that a neighbour must have room for

    /// A neighbour of a full leaf under the same parent could take some of its entries.
    [[nodiscard]] static bool has_room_aside(const leaf* at) noexcept {
        const inner* parent = at->parent;
        if (parent == nullptr) return false;
        const std::size_t child = parent->index_of(at);
        return (child != 0 && parent->children[child - 1]->count + worthwhile <= full) ||
               (child + 1 != parent->count &&
                parent->children[child + 1]->count + worthwhile <= full);
    }
    /// Moves entries of a full leaf there, and finds the place for a new one anew. Keeps leaves fuller
    /// than splitting at once would.
    void shift_aside(leaf*& at, std::size_t& i) noexcept {
        inner* parent = at->parent;
        const std::size_t child = parent->index_of(at);
        if (child != 0 && parent->children[child - 1]->count + worthwhile <= full) {
            auto* left = static_cast<leaf*>(parent->children[child - 1]);
            const std::size_t had = left->count, moved = (full - had + 1) / 2;
            this->shift_left(parent, child - 1, moved, 0);
            if (i > moved) {
                i -= moved;
            } else {
                at = left;
                i += had;
            }
            return;
        }
        auto* right = static_cast<leaf*>(parent->children[child + 1]);
        const std::size_t moved = (full - right->count + 1) / 2, left = full - moved;
        this->shift_right(parent, child, moved, 0);
        if (i > left) {
            i -= left;
            at = right;
        }
    }

    /// Splits a full leaf for an entry at i, which goes into the half that `at` and `i` name afterwards.
    /// Where entries arrive in order, the leaves behind the arrivals stay full.
    void split_leaf(leaf*& at, std::size_t& i, new_entry& entry, leaf* right,
                    spare_nodes& spares) noexcept {
        const std::size_t middle = i == full && at->next == nullptr ? full
                                   : i == 0 && at->prev == nullptr  ? 0
                                                                    : full / 2;
        this->move_slots(right, 0, at, middle, full - middle);
        this->fill(at, middle, full);
        this->fill(right, full - middle, full);
        right->count = static_cast<std::uint32_t>(full - middle);
        at->count = static_cast<std::uint32_t>(middle);
        this->link_after(at, right);
        const separator between = right->count != 0
                                      ? this->separator_of(right)
                                      : this->make_separator(right, entry.key(), entry.digest());
        this->add_sibling(at, right, true, 0, between, spares);
        if (i > middle || right->count == 0) {
            i -= middle;
            at = right;
        }
    }

    /// After the count of a leaf went down by one at i: mends the shape, returns what is at i now.
    iterator erased(leaf* at, std::size_t i) noexcept {
        --size_;
        if (at->count >= layout::leaf_minimum || height_ == 0) [[likely]] {
            if (size_ == 0) this->clear();
            return size_ == 0 ? this->end() : iterator(at, i);
        }
        std::size_t index = i;
        const node* child = at;
        for (const inner* parent = at->parent; parent != nullptr; parent = parent->parent) {
            index += parent->counts.before(parent->index_of(child));
            child = parent;
        }
        this->refill_above(at);
        return this->nth(index);
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TREE_HPP
