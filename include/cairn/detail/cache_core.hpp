// SPDX-License-Identifier: BSL-1.0
// cairn/detail/cache_core.hpp -- the engine of all caches: a slab of entries, an index, and a policy.
//
// Shape       slab      [ sentinels | entry | entry | free | entry ... ]     a position for life
//             index     hash -> position, shared with dict
//             policy    the order in which entries leave, in eight bytes of each node
//             deadlines a heap of lower bounds, if there is a clock; weights beside the slab, if there are any
// Exceptions  A new entry is built in a free position, and only then the victim leaves: one position more
//             than entries, and a constructor that fails has changed nothing. What leaves while somebody
//             listens is chained, and told when the operation is complete.

#ifndef CAIRN_DETAIL_CACHE_CORE_HPP
#define CAIRN_DETAIL_CACHE_CORE_HPP

#include <cairn/detail/cache_parts.hpp>
#include <cairn/detail/cache_policy.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/storage.hpp>
#include <cairn/detail/table_entry.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace cairn::inline CAIRN_ABI::detail {

/// An argument that is looked up as it is, because Hash and Equal are transparent and take it. Any other
/// argument is converted to the key type first.
template <class K, class Cache>
concept cache_foreign_key =
    transparent<typename Cache::hasher, typename Cache::key_equal> &&
    !std::same_as<std::remove_cvref_t<K>, typename Cache::key_type> &&
    std::invocable<const typename Cache::hasher&, const std::remove_reference_t<K>&> &&
    std::invocable<const typename Cache::key_equal&, const typename Cache::key_type&,
                   const std::remove_reference_t<K>&>;

/// In place of a schedule of deadlines where there is no clock.
struct cache_no_deadlines {
    template <class... Args>
    explicit cache_no_deadlines(const Args&...) noexcept {}
    void swap(cache_no_deadlines&) noexcept {}
    void reserve(std::size_t) noexcept {}
    void clear() noexcept {}
};

template <class Key, class Value, class Policy, class Clock, class Hash, class Equal,
          class Allocator>
class cache_core {
    static constexpr bool expires = cache_expires<Clock>;
    static constexpr bool keeps_hash = !cache_hash_is_cheap<Hash, Key>;

    using node = cache_node<Key, Value, Clock, keeps_hash>;
    using deadline = cache_deadline<Clock>;
    using traits = std::allocator_traits<Allocator>;
    using node_allocator = typename traits::template rebind_alloc<node>;
    using node_traits = std::allocator_traits<node_allocator>;
    using word_allocator = typename traits::template rebind_alloc<hash_index::word>;
    using order = typename Policy::template order<Allocator>;
    using schedule =
        std::conditional_t<expires, cache_schedule<typename Clock::time_point, Allocator>,
                           cache_no_deadlines>;

    static constexpr bool moves_bitwise =
        relocates_bitwise<node_allocator, Key> && relocates_bitwise<node_allocator, Value>;

public:
    using position = cache_position;
    using word = hash_index::word;
    using time_point = typename Clock::time_point;

    static constexpr position none = cache_nowhere;
    static constexpr position sentinels = order::sentinels;
    static constexpr std::size_t no_limit = SIZE_MAX;
    static constexpr typename Clock::duration endless = (Clock::duration::max)();

    /// On which terms a value is to be kept.
    struct terms {
        typename Clock::duration ttl;
        std::size_t weight;
    };

    // -- life ----------------------------------------------------------------------------------------------

    cache_core(std::size_t capacity, std::size_t max_weight, const Hash& hash, const Equal& equal,
               const Allocator& allocator)
        : hash_(hash), equal_(equal), allocator_(allocator), order_(allocator),
          deadlines_(allocator), capacity_(capacity), max_weight_(max_weight),
          weighs_(max_weight != no_limit) {}
    cache_core(const cache_core& other, const Allocator& allocator)
        : cache_core(other, allocator, as_copy()) {}
    cache_core(cache_core&& other) noexcept
        : cache_core(other.capacity_, other.max_weight_, other.hash_.get(), other.equal_.get(),
                     other.allocator_) {
        exchange(other);
    }
    cache_core(cache_core&& other, const Allocator& allocator)
        : cache_core(other.capacity_, other.max_weight_, other.hash_.get(), other.equal_.get(),
                     allocator) {
        if (allocator_ == other.allocator_) {
            exchange(other);
        } else {
            cache_core made(other, allocator, as_move());
            exchange(made);
            listener_.swap(other.listener_);
            other.release();
        }
    }
    cache_core& operator=(const cache_core&) = delete;
    ~cache_core() { release(); }

    void copy_from(const cache_core& other) {
        if (this == std::addressof(other)) return;
        constexpr bool propagates = traits::propagate_on_container_copy_assignment::value;
        cache_core made(other, propagates ? other.allocator_ : allocator_);
        made.listener_.swap(listener_);
        take_over(made);
    }
    static constexpr bool nothrow_move =
        traits::propagate_on_container_move_assignment::value || traits::is_always_equal::value;
    void move_from(cache_core& other) noexcept(nothrow_move) {
        if (this == std::addressof(other)) return;
        if constexpr (traits::propagate_on_container_move_assignment::value) {
            cache_core made(std::move(other));
            take_over(made);
        } else {
            cache_core made(std::move(other), allocator_);
            take_over(made);
        }
    }
    void swap(cache_core& other) noexcept {
        if constexpr (traits::propagate_on_container_swap::value) {
            using std::swap;
            swap(allocator_, other.allocator_);
        } else if constexpr (!traits::is_always_equal::value) {
            CAIRN_EXPECTS(allocator_ == other.allocator_);
        }
        hash_.swap(other.hash_);
        equal_.swap(other.equal_);
        exchange(other);
    }

    // -- what the policy asks ------------------------------------------------------------------------------

    [[nodiscard, gnu::always_inline]] cache_links& links(position i) noexcept {
        return nodes_[i].links;
    }
    [[nodiscard, gnu::always_inline]] const cache_links& links(position i) const noexcept {
        return nodes_[i].links;
    }
    [[nodiscard]] position count() const noexcept { return count_; }
    [[nodiscard, gnu::always_inline]] std::size_t units(position i) const noexcept {
        return weighs_ ? weights_.data()[i] : 1;
    }
    [[nodiscard, gnu::always_inline]] word word_at(position i) const noexcept {
        if constexpr (keeps_hash) {
            return nodes_[i].hash.word;
        } else {
            return key_of(nodes_[i].key);
        }
    }
    [[gnu::always_inline]] void prefetch_node(position i) const noexcept {
        __builtin_prefetch(nodes_ + i);
    }
    [[gnu::always_inline]] void prefetch_slot(position i) const noexcept {
        __builtin_prefetch(index_.first_slot() + index_.home(word_at(i)));
    }

    // -- what is there -------------------------------------------------------------------------------------

    [[nodiscard]] const Hash& hasher() const noexcept { return hash_.get(); }
    [[nodiscard]] const Equal& equal() const noexcept { return equal_.get(); }
    [[nodiscard]] const Allocator& allocator() const noexcept { return allocator_; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::size_t weight() const noexcept { return weighs_ ? weight_ : size_; }
    [[nodiscard]] std::size_t max_weight() const noexcept { return max_weight_; }
    [[nodiscard]] bool weighs() const noexcept { return weighs_; }
    [[nodiscard]] const Key& key(position i) const noexcept { return nodes_[i].key; }
    [[nodiscard]] Value& value(position i) noexcept { return nodes_[i].value; }
    [[nodiscard]] const Value& value(position i) const noexcept { return nodes_[i].value; }
    /// The next one in the order of the policy, from sentinel 0 to sentinel 0.
    [[nodiscard]] position after(position i) const noexcept {
        return nodes_ == nullptr ? 0 : order::after(*this, i);
    }

    template <class K>
    [[nodiscard, gnu::always_inline]] word key_of(const K& key) const {
        return hash_index::key_of(detail::hash_of(hash_.get(), key));
    }
    template <class K>
    [[nodiscard, gnu::always_inline]] position find(const K& key, word hash) const {
        return index_.find(
            hash, [&](position i) { return detail::same_key(equal_.get(), nodes_[i].key, key); });
    }
    [[nodiscard, gnu::always_inline]] bool due(position i) const {
        if constexpr (expires) {
            return nodes_[i].deadline.due();
        } else {
            return false;
        }
    }
    /// The position of a key whose entry is not due; counts nothing, changes nothing.
    template <class K>
    [[nodiscard]] position peek(const K& key) const {
        const position i = find(key, key_of(key));
        return i == none || due(i) ? none : i;
    }

    // -- use ------------------------------------------------------------------------------------------------

    template <class K>
    [[nodiscard, gnu::always_inline]] position get(const K& key, word hash) {
        const position i = find(key, hash);
        if (i == none) [[unlikely]] {
            ++stats_.misses;
            return none;
        }
        if constexpr (expires) {
            if (due(i)) [[unlikely]] {
                ++stats_.misses;
                expire(i);
                finish();
                return none;
            }
        }
        ++stats_.hits;
        order_.touch(*this, i);
        return i;
    }

    /// Where the value is now, `none` if it was refused or has left again.
    template <class K, class V>
    position put(K&& key, V&& value, word hash, const terms& on) {
        const position i = store(std::forward<K>(key), std::forward<V>(value), hash, on);
        if (i == none) {
            finish();
            return none;
        }
        return finish_with(i) ? i : none;
    }

    /// The position of a value that is in the cache, or of one that was refused and stays till the next call.
    template <class K, class Load, class TermsOf>
    position get_or_compute(K&& k, Load&& load, TermsOf&& terms_of) {
        const word hash = key_of(k);
        position i = get(k, hash);
        if (i != none) return i;
        Key key(std::forward<K>(k));
        for (const auto* each = loading_; each != nullptr; each = each->before()) {
            if (detail::same_key(equal_.get(), each->key(), key))
                raise<cache_error>("the computation of a cached value asks for its own key");
        }
        auto&& value = [&]() -> decltype(auto) {
            const cache_loading<Key> now(loading_, key);
            return load(std::as_const(key));
        }();
        const terms on = terms_of(std::as_const(value));
        using made = decltype(value);
        if (refuses(on)) [[unlikely]] {
            drop_kept();
            ++stats_.rejections;
            const position old = find(key, hash);
            i = build(std::move(key), std::forward<made>(value), hash);
            links(i) = {cache_links::kept, cache_nowhere};
            kept_ = i;
            if (old != none) depart(old, eviction_cause::replaced);
        } else {
            i = store(std::move(key), std::forward<made>(value), hash, on);
        }
        if (!finish_with(i))
            raise<cache_error>(
                "the value that was computed has left the cache before it was returned");
        return i;
    }

    /// Takes an entry out.
    void erase(position i) {
        depart(i, eviction_cause::erased);
        finish();
    }
    [[nodiscard]] Value take(position i) {
        unlist(i);
        guard leaves([&] { drop(i); });
        return std::move(nodes_[i].value);
    }
    template <class Predicate>
    std::size_t erase_if(Predicate predicate) {
        std::size_t erased = 0;
        for (position i = sentinels; i < count_; ++i) {
            if (links(i).live() && predicate(std::as_const(nodes_[i].key), nodes_[i].value)) {
                depart(i, eviction_cause::erased);
                ++erased;
            }
        }
        finish();
        return erased;
    }
    void clear() {
        drop_kept();
        if (listener_) {
            for (position i = sentinels; i < count_; ++i)
                if (links(i).live()) depart(i, eviction_cause::erased);
            if (nodes_ != nullptr) order_.clear(*this);
            deadlines_clear();
            finish();
        } else if (nodes_ != nullptr) {
            destroy_all();
            free_ = departed_ = last_departed_ = none;
            size_ = weight_ = tombstones_ = 0;
            index_.clear();
            order_.clear(*this);
            deadlines_clear();
        }
    }

    void set_capacity(std::size_t n) {
        if (room_ != 0) order_.reserve(allocator_, room_, n < room_ ? n : room_);
        capacity_ = n;
        shrink();
    }
    void set_max_weight(std::size_t n) {
        if (n != no_limit && !weighs_) {
            weights_.reallocate(allocator_, room_ == 0 ? 1 : room_, 0);
            for (position i = 0; i != count_; ++i)
                std::construct_at(weights_.data() + i, std::size_t{1});
            weight_ = size_;
            weighs_ = true;
        }
        max_weight_ = n;
        shrink();
    }
    /// Room for n entries.
    void reserve(std::size_t n) {
        if (n > cache_max_positions - spare) throw_length_error("cache: reserve beyond max_size()");
        if (n + spare > room_) rebuild(n + spare);
    }

    // -- time -----------------------------------------------------------------------------------------------

    std::size_t expire_due() {
        const std::size_t before = size_;
        if constexpr (expires) expire_until(Clock::now());
        const std::size_t expired = before - size_;
        finish();
        return expired;
    }
    [[nodiscard]] time_point next_expiry() {
        const position i = first_due(deadline::never);
        return i == none ? deadline::never : nodes_[i].deadline.at;
    }

    // -- listener, statistics --------------------------------------------------------------------------------

    void listen(cache_listener<Key, Value>&& listener) noexcept { listener_.swap(listener); }
    [[nodiscard]] cache_stats& stats() noexcept { return stats_; }
    [[nodiscard]] const cache_stats& stats() const noexcept { return stats_; }

    void check_invariants() const {
        if constexpr (hardened >= 1) {
            [[maybe_unused]] std::size_t live = 0, weight = 0, listed = 0;
            for (position i = sentinels; i < count_; ++i) {
                if (!links(i).live()) continue;
                ++live;
                weight += weighs_ ? units(i) : 0;
                CAIRN_EXPECTS(index_.find(word_at(i), [&](position at) { return at == i; }) == i);
            }
            CAIRN_EXPECTS(live == size_);
            CAIRN_EXPECTS(!weighs_ || weight == weight_);
            CAIRN_EXPECTS(size_ <= capacity_ && weight_ <= max_weight_);
            for (position i = after(0); i != 0; i = after(i))
                ++listed;
            CAIRN_EXPECTS(listed == size_);
        }
    }

private:
    struct as_copy {
        template <class T>
        const T& operator()(T& from) const noexcept {
            return from;
        }
    };
    struct as_move {
        template <class T>
        decltype(auto) operator()(T& from) const noexcept {
            return std::move_if_noexcept(from);
        }
    };
    /// Positions beside those of the entries: the sentinels, the entry that comes before the victim
    /// leaves, and the one that was refused.
    static constexpr std::size_t spare = sentinels + 2;

    template <class Transfer, class Other>
    cache_core(Other& other, const Allocator& allocator, Transfer transfer)
        : hash_(other.hash_), equal_(other.equal_), allocator_(allocator),
          order_(other.order_, allocator), deadlines_(other.deadlines_, allocator),
          capacity_(other.capacity_), max_weight_(other.max_weight_), stats_(other.stats_),
          weighs_(other.weighs_) {
        if (other.nodes_ == nullptr) return;
        guard undo([this] { release(); });
        order_.remember(allocator_, other.order_);
        if (weighs_) {
            weights_.reallocate(allocator_, other.room_, 0);
            for (position i = 0; i != other.count_; ++i)
                std::construct_at(weights_.data() + i, other.weights_.data()[i]);
        }
        deadlines_.reserve(other.room_);
        order_.reserve(allocator_, other.room_, capacity_ < other.room_ ? capacity_ : other.room_);
        word_allocator words(allocator_);
        index_ = hash_index(words, other.index_.bits());
        node_allocator nodes(allocator_);
        nodes_ = detail::allocate<node>(nodes, other.room_);
        room_ = other.room_;
        for (position i = 0; i != other.count_; ++i) {
            node* const made = std::construct_at(nodes_ + i);
            ++count_;
            node& from = const_cast<node&>(other.nodes_[i]);
            if (i < sentinels) {
                made->links = from.links;
            } else if (!from.links.live()) {
                made->links = {cache_links::free, free_};
                free_ = i;
            } else {
                construct(*made, transfer(from.key), transfer(from.value));
                made->links = from.links;
                made->hash = from.hash;
                made->deadline = from.deadline;
                index_.insert(word_at(i), i);
                ++size_;
            }
        }
        weight_ = other.weight_;
        undo.dismiss();
    }

    void exchange(cache_core& other) noexcept {
        std::swap(nodes_, other.nodes_);
        std::swap(index_, other.index_);
        std::swap(count_, other.count_);
        std::swap(room_, other.room_);
        std::swap(free_, other.free_);
        std::swap(departed_, other.departed_);
        std::swap(last_departed_, other.last_departed_);
        std::swap(kept_, other.kept_);
        std::swap(tombstones_, other.tombstones_);
        std::swap(size_, other.size_);
        std::swap(capacity_, other.capacity_);
        std::swap(weight_, other.weight_);
        std::swap(max_weight_, other.max_weight_);
        std::swap(stats_, other.stats_);
        std::swap(weighs_, other.weighs_);
        order_.swap(other.order_);
        deadlines_.swap(other.deadlines_);
        weights_.swap(other.weights_);
        listener_.swap(other.listener_);
    }
    void take_over(cache_core& made) noexcept {
        hash_.swap(made.hash_);
        equal_.swap(made.equal_);
        exchange(made);
        if (!(allocator_ == made.allocator_)) {
            if constexpr (traits::propagate_on_container_copy_assignment::value ||
                          traits::propagate_on_container_move_assignment::value) {
                Allocator mine(allocator_);
                allocator_ = made.allocator_;
                made.allocator_ = mine;
            }
        }
    }

    // -- nodes ----------------------------------------------------------------------------------------------

    template <class K, class V>
    void construct(node& at, K&& key, V&& value) {
        node_allocator nodes(allocator_);
        node_traits::construct(nodes, std::addressof(at.key), std::forward<K>(key));
        guard undo([&] { node_traits::destroy(nodes, std::addressof(at.key)); });
        node_traits::construct(nodes, std::addressof(at.value), std::forward<V>(value));
        undo.dismiss();
    }
    void destruct(node& at) noexcept {
        node_allocator nodes(allocator_);
        node_traits::destroy(nodes, std::addressof(at.key));
        node_traits::destroy(nodes, std::addressof(at.value));
    }
    [[nodiscard]] bool holds(position i) const noexcept {
        return i >= sentinels && nodes_[i].links.prev != cache_links::free;
    }
    void destroy_all() noexcept {
        for (position i = sentinels; i < count_; ++i)
            if (holds(i)) destruct(nodes_[i]);
        count_ = sentinels;
    }
    void release() noexcept {
        if (nodes_ != nullptr) destroy_all();
        node_allocator nodes(allocator_);
        detail::deallocate(nodes, nodes_, room_);
        nodes_ = nullptr;
        count_ = 0;
        room_ = 0;
        free_ = departed_ = last_departed_ = kept_ = none;
        size_ = weight_ = tombstones_ = 0;
        word_allocator words(allocator_);
        index_.release(words);
        order_.release(allocator_);
        weights_.release(allocator_);
        deadlines_.clear();
    }
    /// Sees whether an entry leaves its position while the listener, who may use the cache, is told of others.
    class watch {
    public:
        watch(cache_core& core, position at) noexcept
            : core_(core), before_(core.watched_), at_(at), broken_(at == none) {
            core.watched_ = this;
        }
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;
        ~watch() { core_.watched_ = before_; }

        [[nodiscard]] bool broken() const noexcept { return broken_; }
        void left(position i) noexcept {
            for (watch* each = this; each != nullptr; each = each->before_)
                each->broken_ |= each->at_ == i;
        }

    private:
        cache_core& core_;
        watch* before_;
        position at_;
        bool broken_;
    };

    /// Destroys what a node holds, and makes it the next one to be used.
    void drop(position i) noexcept {
        if (watched_ != nullptr) [[unlikely]]
            watched_->left(i);
        destruct(nodes_[i]);
        nodes_[i].links = {cache_links::free, free_};
        free_ = i;
    }
    void drop_kept() noexcept {
        if (kept_ != none) [[unlikely]]
            drop(std::exchange(kept_, none));
    }

    /// A node that is in no order and that no slot names.
    template <class K, class V>
    position build(K&& key, V&& value, word hash) {
        if (free_ == none && count_ == room_) [[unlikely]] {
            // either argument may lie in the slab that is about to be left
            Key k(std::forward<K>(key));
            Value v(std::forward<V>(value));
            grow();
            return build(std::move(k), std::move(v), hash);
        }
        const bool fresh = free_ == none;
        const position i = fresh ? count_ : free_;
        node& at = nodes_[i];
        if (fresh) std::construct_at(nodes_ + i);
        construct(at, std::forward<K>(key), std::forward<V>(value));
        if (fresh) {
            ++count_;
        } else {
            free_ = at.links.next;
        }
        at.hash = cache_hash<keeps_hash>(hash);
        return i;
    }

    template <class K, class V>
    [[gnu::always_inline]] position insert(K&& key, V&& value, word hash, std::size_t weight) {
        const position i = build(std::forward<K>(key), std::forward<V>(value), hash);
        ++stats_.insertions;
        ++size_;
        if (weighs_) [[unlikely]] {
            std::construct_at(weights_.data() + i, weight);
            weight_ += weight;
        }
        while (size_ > capacity_ || weight_ > max_weight_)
            evict();
        if (tombstones_ >= index_.slot_count() / 4) [[unlikely]]
            index_again();
        index_.insert(hash, i);
        order_.insert(*this, i);
        if (size_ == capacity_) order_.prefetch(*this);
        return i;
    }

    template <class K, class V>
    void replace(position i, K&& key, V&& value, word hash, std::size_t weight) {
        if (listener_ || !std::is_nothrow_assignable_v<Value&, V>) {
            const position gone = build(std::forward<K>(key), std::forward<V>(value), hash);
            links(gone) = {cache_links::kept, cache_nowhere};
            exchange_values(nodes_[i].value, nodes_[gone].value);
            let_go(gone, eviction_cause::replaced);
        } else if constexpr (std::is_nothrow_assignable_v<Value&, V>) {
            nodes_[i].value = std::forward<V>(value);
        }
        ++stats_.replacements;
        order_.touch(*this, i);
        if (weighs_) {
            std::size_t& old = weights_.data()[i];
            order_.reweigh(*this, i, old, weight);
            weight_ = weight_ - old + weight;
            old = weight;
        }
    }
    static void exchange_values(Value& a, Value& b) {
        if constexpr (std::is_swappable_v<Value>) {
            using std::swap;
            swap(a, b);
        } else {
            static_assert(std::is_nothrow_move_constructible_v<Value>,
                          "a value must be swappable or move without exceptions");
            Value mine(std::move(a));
            std::destroy_at(std::addressof(a));
            std::construct_at(std::addressof(a), std::move(b));
            std::destroy_at(std::addressof(b));
            std::construct_at(std::addressof(b), std::move(mine));
        }
    }
    /// A free node keeps the deadline that it had: then the schedule has a bound for the position that is
    /// no later, and most of the time it is good for the new one, too.
    void set_deadline([[maybe_unused]] position i,
                      [[maybe_unused]] const deadline& until) noexcept {
        if constexpr (expires) {
            const bool scheduled = nodes_[i].deadline.at != deadline::never;
            if (until.at != deadline::never && !(scheduled && nodes_[i].deadline.at <= until.at))
                deadlines_.set(i, until.at);
            nodes_[i].deadline = until;
        }
    }
    [[nodiscard]] bool refuses(const terms& on) const noexcept {
        return capacity_ == 0 || on.weight > max_weight_ || (expires && on.ttl <= on.ttl.zero());
    }

    // -- leaving --------------------------------------------------------------------------------------------

    /// Out of the index and the order; the node still holds what it held.
    [[gnu::always_inline]] void unlist(position i) noexcept {
        if (!index_.erase(word_at(i), i)) ++tombstones_;
        order_.remove(*this, i);
        if (weighs_) [[unlikely]]
            weight_ -= weights_.data()[i];
        --size_;
    }
    [[gnu::always_inline]] void depart(position i, eviction_cause cause) noexcept {
        unlist(i);
        let_go(i, cause);
    }
    [[gnu::always_inline]] void let_go(position i, eviction_cause cause) noexcept {
        if (!listener_) [[likely]] {
            drop(i);
            return;
        }
        links(i) = {cache_links::reserved + static_cast<std::uint32_t>(cause), none};
        (departed_ == none ? departed_ : links(last_departed_).next) = i;
        last_departed_ = i;
    }
    /// `put`, but nobody is told yet of what has left.
    template <class K, class V>
    position store(K&& key, V&& value, word hash, const terms& on) {
        order_expects(hash);
        drop_kept();
        deadline until;
        if constexpr (expires) {
            if (on.ttl != endless || !deadlines_.empty()) {
                const time_point now = Clock::now();
                expire_until(now);
                until.at = deadline::after(now, on.ttl);
            }
        }
        const position old = find(key, hash);
        if (refuses(on)) [[unlikely]] {
            ++stats_.rejections;
            if (old != none) depart(old, eviction_cause::replaced);
            return none;
        }
        position i = old;
        if (old != none) [[unlikely]] {
            replace(old, std::forward<K>(key), std::forward<V>(value), hash, on.weight);
        } else {
            i = insert(std::forward<K>(key), std::forward<V>(value), hash, on.weight);
        }
        set_deadline(i, until);
        while (weight_ > max_weight_) [[unlikely]]
            evict();
        return links(i).live() ? i : none;
    }
    void evict() noexcept {
        ++stats_.evictions;
        depart(order_.victim(*this), eviction_cause::evicted);
    }
    void expire(position i) noexcept {
        ++stats_.expirations;
        depart(i, eviction_cause::expired);
    }
    [[nodiscard]] position first_due(time_point until) noexcept {
        return deadlines_.first(until, deadline::never, [&](position i) {
            if (!links(i).live()) nodes_[i].deadline.at = deadline::never; // not scheduled any more
            return nodes_[i].deadline.at;
        });
    }
    void expire_until(time_point now) noexcept {
        for (position i = first_due(now); i != none; i = first_due(now))
            expire(i);
    }
    void deadlines_clear() noexcept { deadlines_.clear(); }
    void shrink() {
        while (size_ > capacity_ || weight_ > max_weight_)
            evict();
        finish();
    }
    [[gnu::always_inline]] void finish() {
        if (departed_ != none) [[unlikely]]
            tell();
        if constexpr (hardened >= 2) check_invariants();
    }
    /// The same; returns whether the entry at i has stayed.
    [[nodiscard, gnu::always_inline]] bool finish_with(position i) {
        const bool stays = departed_ == none ? i != none : tell_watching(i);
        if constexpr (hardened >= 2) check_invariants();
        return stays;
    }
    /// Not inline: g++ 12 warns of the address that the watch leaves in the core while it lives.
    [[nodiscard, gnu::noinline]] bool tell_watching(position i) {
        const watch stays(*this, i);
        tell();
        return !stays.broken();
    }
    /// Each entry leaves the slab before the listener sees it, who may use the cache.
    [[gnu::noinline]] void tell() {
        while (departed_ != none) {
            const position i = departed_;
            departed_ = links(i).next;
            const auto cause = static_cast<eviction_cause>(links(i).prev - cache_links::reserved);
            links(i) = {cache_links::kept, none};
            guard leaves([&] { drop(i); });
            const Key key(std::move(nodes_[i].key));
            Value value(std::move(nodes_[i].value));
            leaves.dismiss();
            drop(i);
            if (listener_) listener_(key, value, cause);
        }
    }

    // -- memory ---------------------------------------------------------------------------------------------

    /// Large blocks are read all over: with huge pages a look-up among 10^6 entries takes 3/4 of the time.
    static void advise([[maybe_unused]] const void* block,
                       [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
        constexpr std::size_t huge = std::size_t{1} << 21, page = 4096;
        if (bytes < 2 * huge ||
            !std::is_same_v<Allocator, typename std::allocator<typename traits::value_type>>)
            return;
        const auto first = (reinterpret_cast<std::uintptr_t>(block) + page - 1) / page * page;
        ::madvise(reinterpret_cast<void*>(first), (bytes - page) / page * page, MADV_HUGEPAGE);
#endif
    }

    /// At most half full, because there are tombstones besides.
    [[nodiscard]] static unsigned index_bits(std::size_t positions) noexcept {
        const std::size_t entries = positions > spare ? positions - spare : 0;
        unsigned bits = hash_index::min_bits;
        while (hash_index::limit(bits) < entries || (std::size_t{1} << bits) / 2 < entries ||
               (std::size_t{1} << bits) <= positions)
            ++bits;
        return bits;
    }
    [[gnu::noinline]] void index_again() noexcept {
        index_.clear();
        tombstones_ = 0;
        for (position i = sentinels; i < count_; ++i)
            if (nodes_[i].links.live()) index_.insert(word_at(i), i);
    }
    [[gnu::noinline]] void grow() {
        std::size_t n = room_ < 8 ? 8 : room_ * 2;
        if (capacity_ < n && n > capacity_ + spare) n = capacity_ + spare;
        if (n <= room_)
            n = room_ + room_ / 4 + 1; // while departed entries wait for a listener that failed
        if (n > cache_max_positions) n = cache_max_positions;
        if (n == room_) throw_length_error("cache: too many entries");
        rebuild(n);
    }
    /// Moves to a slab of n positions.
    void rebuild(std::size_t n) {
        node_allocator nodes(allocator_);
        word_allocator words(allocator_);
        if (n > max_elements<node>(nodes)) throw_length_error("cache: too many entries");
        order_.reserve(allocator_, n, capacity_ < n ? capacity_ : n);
        deadlines_.reserve(n);
        if (weighs_ && weights_.capacity() < n) weights_.reallocate(allocator_, n, count_);
        allocation<node, node_allocator> block(nodes, n);
        advise(block.get(), n * sizeof(node));
        hash_index index(words, index_bits(n));
        advise(index.first_slot(), index.slot_count() * sizeof(word));
        guard undo([&] { index.release(words); });
        transfer_to(block.get());
        undo.dismiss();
        index_.release(words);
        index_ = index;
        if (nodes_ != nullptr) detail::deallocate(nodes, nodes_, room_);
        const bool first = nodes_ == nullptr;
        nodes_ = block.release();
        room_ = n;
        if (first) {
            for (; count_ != sentinels; ++count_)
                std::construct_at(nodes_ + count_);
            order_.clear(*this);
        }
        index_again();
    }
    void transfer_to(node* block) {
        if constexpr (moves_bitwise) {
            if (count_ != 0)
                std::memcpy(static_cast<void*>(block), static_cast<const void*>(nodes_),
                            count_ * sizeof(node));
        } else {
            position built = 0;
            guard undo([&] {
                for (position i = 0; i != built; ++i)
                    if (holds(i)) destruct(block[i]);
            });
            for (; built != count_; ++built) {
                node& from = nodes_[built];
                node* const to = std::construct_at(block + built);
                if (holds(built)) {
                    construct(*to, std::move_if_noexcept(from.key),
                              std::move_if_noexcept(from.value));
                }
                to->links = from.links;
                to->hash = from.hash;
                to->deadline = from.deadline;
            }
            undo.dismiss();
            for (position i = 0; i != count_; ++i)
                if (holds(i)) destruct(nodes_[i]);
        }
    }
    [[gnu::always_inline]] void order_expects([[maybe_unused]] word hash) const noexcept {
        if constexpr (requires { order_.expect(hash); }) order_.expect(hash);
    }

    // In the order of their use: what a hit reads lies together.
    [[no_unique_address]] replaceable<Hash> hash_;
    [[no_unique_address]] replaceable<Equal> equal_;
    [[no_unique_address]] Allocator allocator_;
    hash_index index_;
    node* nodes_ = nullptr;
    [[no_unique_address]] order order_;
    [[no_unique_address]] schedule deadlines_;
    std::size_t size_ = 0;
    std::size_t capacity_;
    std::size_t weight_ = 0; // of all entries, if they are weighed
    std::size_t max_weight_;
    cache_stats stats_;
    position count_ = 0; // positions in use or free
    position free_ = none;
    position departed_ = none; // the first one that the listener has not been told of
    position last_departed_ = none;
    position kept_ = none;
    watch* watched_ = nullptr; // by the calls under way, the innermost first
    bool weighs_;
    std::size_t tombstones_ = 0; // at most so many
    std::size_t room_ = 0;       // positions
    table<std::size_t, 0> weights_;
    cache_listener<Key, Value> listener_;
    const cache_loading<Key>* loading_ = nullptr;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_CACHE_CORE_HPP
