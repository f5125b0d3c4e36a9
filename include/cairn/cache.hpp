// SPDX-License-Identifier: BSL-1.0
// cairn/cache.hpp -- maps that are full at some point, and then forget what will hardly be asked for again
//
//     cairn::lru_cache<std::string, page> pages(1000);          // the thousand most recently used ones
//     if (page* found = pages.get("/")) show(*found);
//     pages.put("/", render());
//     pages.get_or_compute("/news", [] { return fetch(); });    // asks, computes what is missing, keeps it
//     pages.stats().hit_ratio();
//
//     cairn::ttl_cache<int, session> sessions({.capacity = 500, .ttl = 30min});
//     sessions.put(7, login(), 5s);                             // this one for five seconds
//
// Shape       entries in a slab that they do not leave, an index from hash to position, shared with dict, and
//             a policy that orders the positions:
//                 slab      [ . | eggs 12 | spam 3 | ham 1 | . ]      index   [ . 2 . 1 . . 3 . ]
//             lru_cache     a list through the slab: the least recently used leaves
//             lfu_cache     a heap of use counts: the least frequently used leaves, of equal ones the one
//                           that was used longest ago
//             s3fifo_cache  three queues: what is asked for once passes through without displacing anything.
//                           The highest hit ratios on most loads, and the fastest
//             ttl_cache     any of them with a clock: entries expire
// Synopsis    look-up       get  peek  contains  get_or_compute                      O(1)
//             change        put  erase  take  erase_if  clear                        O(1) each
//             limits        capacity  max_weight  set_capacity  set_max_weight  reserve
//             time          expire_due  next_expiry                                  O(log n) per entry
//             what happened stats  on_evict
//             All by anything Hash and Equal accept if both are transparent. lfu_cache and deadlines cost
//             O(log n), amortised, where an entry leaves.
// Validity    A pointer or reference lives until its entry leaves the cache or the slab grows: after
//             reserve(n) no put or get_or_compute moves anything up to n entries; nothing else does.
//             Values that somebody may still use when they leave belong into a std::shared_ptr.
// Exceptions  strong, unless a member says more; but entries that were due are gone, and a listener that
//             throws does so when everything is done. Replacing a value is strong if moving it cannot fail.
// Threads     none: as with the containers of std, changes need a lock, and get() is a change.
// Source      J. Yang et al., "FIFO queues are all you need for cache eviction" (SOSP 2023), for S3-FIFO

#ifndef CAIRN_CACHE_HPP
#define CAIRN_CACHE_HPP

#include <cairn/detail/cache_core.hpp>
#include <cairn/detail/cache_parts.hpp>
#include <cairn/fwd.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

// -- policies -----------------------------------------------------------------------------------------

/// The entry that was used longest ago leaves.
struct lru_policy {
    template <class Allocator>
    using order = detail::lru_order<Allocator>;
};
/// The entry that was used least often leaves, of equal ones the one that was used longest ago.
struct lfu_policy {
    template <class Allocator>
    using order = detail::lfu_order<Allocator>;
};
/// What is not used again soon leaves soon.
struct s3fifo_policy {
    template <class Allocator>
    using order = detail::s3fifo_order<Allocator>;
};

/// What a cache may hold, and for how long.
template <class Duration>
struct cache_options {
    std::size_t capacity = SIZE_MAX;   // entries
    std::size_t max_weight = SIZE_MAX; // the sum of their weights
    Duration ttl = (Duration::max)();  // from the latest put
};

/// On which terms an entry comes. Weights count if the cache has a limit for them.
template <class Duration>
struct cache_entry_options {
    Duration ttl = (Duration::min)(); // as the cache says
    std::size_t weight = 1;
};

// -- basic_cache --------------------------------------------------------------------------------------

/// A cache. Key and Value may be move-only and need no default constructor.
template <class Key, class Value, class Policy, class Clock, class Hash, class Equal,
          class Allocator>
class basic_cache {
    using core = detail::cache_core<Key, Value, Policy, Clock, Hash, Equal, Allocator>;
    using position = detail::cache_position;
    using traits = std::allocator_traits<Allocator>;

    static constexpr bool expires = detail::cache_expires<Clock>;

    static_assert(std::is_object_v<Key> && !std::is_const_v<Key> && std::is_object_v<Value> &&
                      !std::is_const_v<Value>,
                  "keys and values must be object types that are not const");

public:
    // -- types -------------------------------------------------------------------------------------

    using key_type = Key;
    using mapped_type = Value;
    using policy_type = Policy;
    using clock_type = Clock;
    using duration = typename Clock::duration;
    using time_point = typename Clock::time_point;
    using hasher = Hash;
    using key_equal = Equal;
    using allocator_type = Allocator;
    using size_type = std::size_t;
    using difference_type = std::ptrdiff_t;

    /// A time to live that never ends.
    static constexpr duration endless = (duration::max)();
    /// The time to live that the cache was given.
    static constexpr duration default_ttl = (duration::min)();

    /// No limit for entries or weights.
    static constexpr size_type no_limit = SIZE_MAX;

    using options = cache_options<duration>;
    using entry_options = cache_entry_options<duration>;

    /// An entry, looked at.
    template <class V>
    struct entry_reference {
        const Key& key;
        V& value;
    };

private:
    template <class V>
    class entry_iterator {
        using owner = std::conditional_t<std::is_const_v<V>, const core, core>;

    public:
        using iterator_concept = std::forward_iterator_tag;
        using iterator_category = std::input_iterator_tag;
        using value_type = entry_reference<V>;
        using reference = entry_reference<V>;
        using difference_type = std::ptrdiff_t;
        using pointer = detail::arrow<reference>;

        entry_iterator() = default;
        entry_iterator(owner& in, position at) noexcept : in_(std::addressof(in)), at_(at) {}
        operator entry_iterator<const V>() const noexcept
            requires(!std::is_const_v<V>)
        {
            return {*in_, at_};
        }

        [[nodiscard]] reference operator*() const noexcept {
            return {in_->key(at_), in_->value(at_)};
        }
        [[nodiscard]] pointer operator->() const noexcept { return pointer(**this); }
        entry_iterator& operator++() noexcept {
            at_ = in_->after(at_);
            return *this;
        }
        entry_iterator operator++(int) noexcept {
            const entry_iterator old = *this;
            ++*this;
            return old;
        }
        [[nodiscard]] friend bool operator==(const entry_iterator& a,
                                             const entry_iterator& b) noexcept {
            return a.at_ == b.at_;
        }

    private:
        owner* in_ = nullptr;
        position at_ = 0; // 0 behind the last one
    };

public:
    using iterator = entry_iterator<Value>;
    using const_iterator = entry_iterator<const Value>;
    using reference = entry_reference<Value>;
    using const_reference = entry_reference<const Value>;
    using value_type = entry_reference<Value>;

    // -- construction, assignment, destruction -------------------------------------------------------

    /// Empty, without memory: it grows with the entries. A capacity of 0 keeps nothing.
    explicit basic_cache(size_type capacity, const Hash& hash = Hash(),
                         const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : basic_cache(options{capacity, no_limit, endless}, hash, equal, allocator) {}
    basic_cache(size_type capacity, const Allocator& allocator)
        : basic_cache(capacity, Hash(), Equal(), allocator) {}
    explicit basic_cache(const options& limits, const Hash& hash = Hash(),
                         const Equal& equal = Equal(), const Allocator& allocator = Allocator())
        : core_(limits.capacity, limits.max_weight, hash, equal, allocator), ttl_(limits.ttl) {}
    basic_cache(const options& limits, const Allocator& allocator)
        : basic_cache(limits, Hash(), Equal(), allocator) {}

    /// Entries, their order and the statistics. A listener stays with the cache that it was given to, also
    /// in assignment.
    basic_cache(const basic_cache& other)
        : core_(other.core_,
                traits::select_on_container_copy_construction(other.core_.allocator())),
          ttl_(other.ttl_) {}
    basic_cache(const basic_cache& other, const std::type_identity_t<Allocator>& allocator)
        : core_(other.core_, allocator), ttl_(other.ttl_) {}
    /// Leaves the other cache empty, with its limits; the listener goes along. Between unequal allocators
    /// entries are moved one by one.
    basic_cache(basic_cache&& other) = default;
    basic_cache(basic_cache&& other, const std::type_identity_t<Allocator>& allocator)
        : core_(std::move(other.core_), allocator), ttl_(other.ttl_) {}
    basic_cache& operator=(const basic_cache& other) {
        core_.copy_from(other.core_);
        ttl_ = other.ttl_;
        return *this;
    }
    basic_cache& operator=(basic_cache&& other) noexcept(core::nothrow_move) {
        core_.move_from(other.core_);
        ttl_ = other.ttl_;
        return *this;
    }
    ~basic_cache() = default;

    /// Expects equal allocators, unless they propagate.
    void swap(basic_cache& other) noexcept {
        core_.swap(other.core_);
        std::swap(ttl_, other.ttl_);
    }
    friend void swap(basic_cache& a, basic_cache& b) noexcept { a.swap(b); }

    [[nodiscard]] allocator_type get_allocator() const noexcept { return core_.allocator(); }
    [[nodiscard]] hasher hash_function() const { return core_.hasher(); }
    [[nodiscard]] key_equal key_eq() const { return core_.equal(); }

    // -- iterators ------------------------------------------------------------------------------------
    //
    // lru_cache: the most recently used first. s3fifo_cache: the small queue and then the main queue, each
    // from its oldest. lfu_cache: in no order. Entries that are due and still there are among them.
    // Valid until the next call of a member that is not const.

    [[nodiscard]] iterator begin() noexcept { return {core_, core_.after(0)}; }
    [[nodiscard]] iterator end() noexcept { return {core_, 0}; }
    [[nodiscard]] const_iterator begin() const noexcept { return {core_, core_.after(0)}; }
    [[nodiscard]] const_iterator end() const noexcept { return {core_, 0}; }
    [[nodiscard]] const_iterator cbegin() const noexcept { return begin(); }
    [[nodiscard]] const_iterator cend() const noexcept { return end(); }

    // -- size and limits ------------------------------------------------------------------------------

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// Entries that are due and still there are counted.
    [[nodiscard]] size_type size() const noexcept { return core_.size(); }
    [[nodiscard]] size_type capacity() const noexcept { return core_.capacity(); }
    /// The sum of all weights, or the size if there is no limit for weights.
    [[nodiscard]] size_type weight() const noexcept { return core_.weight(); }
    [[nodiscard]] size_type max_weight() const noexcept { return core_.max_weight(); }
    [[nodiscard]] duration ttl() const noexcept { return ttl_; }

    /// Entries above the new limit leave at once. Where weights had no limit, all of them count as 1.
    /// Complexity  O(entries that leave); S3-FIFO forgets what it remembers of those that left before
    void set_capacity(size_type n) { core_.set_capacity(n); }
    void set_max_weight(size_type n) { core_.set_max_weight(n); }
    /// For entries to come.
    void set_ttl(duration ttl) noexcept
        requires expires
    {
        ttl_ = ttl;
    }

    /// Room for n entries: nothing moves until there are more.
    /// Throws      std::length_error beyond 2^29 entries
    /// Complexity  O(n)
    void reserve(size_type n) { core_.reserve(n < capacity() ? n : capacity()); }

    // -- look-up --------------------------------------------------------------------------------------

    /// A pointer to the value of this key, or null. Counts a hit or a miss, and as a use of the entry.
    /// An entry that is due leaves now.
    [[nodiscard]] Value* get(const Key& key) { return get_value(key); }
    template <class K>
        requires detail::cache_foreign_key<const K&, basic_cache>
    [[nodiscard]] Value* get(const K& key) {
        return get_value(key);
    }

    /// The same, but it neither counts nor changes anything; null if the entry is due.
    [[nodiscard]] const Value* peek(const Key& key) const { return peek_value(key); }
    template <class K>
        requires detail::cache_foreign_key<const K&, basic_cache>
    [[nodiscard]] const Value* peek(const K& key) const {
        return peek_value(key);
    }
    [[nodiscard]] bool contains(const Key& key) const { return core_.peek(key) != core::none; }
    template <class K>
        requires detail::cache_foreign_key<const K&, basic_cache>
    [[nodiscard]] bool contains(const K& key) const {
        return core_.peek(key) != core::none;
    }

    /// The value of this key; if it is absent, what `load(key)` or `load()` returns, kept from now on.
    /// Counts as get. `load` may use the cache. What it returns may be refused as by put: then the
    /// reference is valid until the next call of a member that is not const.
    /// `how` are entry_options, or a callable that makes them of the value, once it is known.
    /// Throws      cache_error if `load` asks for the key that it is computing, or if the listener lets the new
    ///             value leave again; what `load` throws
    /// Exceptions  strong if `load` leaves the cache alone
    template <class Load>
    Value& get_or_compute(const Key& key, Load&& load) {
        return compute(key, std::forward<Load>(load), entry_options());
    }
    template <class Load>
    Value& get_or_compute(Key&& key, Load&& load) {
        return compute(std::move(key), std::forward<Load>(load), entry_options());
    }
    template <class K, class Load>
        requires detail::cache_foreign_key<K, basic_cache> && std::constructible_from<Key, K>
    Value& get_or_compute(K&& key, Load&& load) {
        return compute(std::forward<K>(key), std::forward<Load>(load), entry_options());
    }
    template <class Load, class How = entry_options>
    Value& get_or_compute(const Key& key, Load&& load, How&& how) {
        return compute(key, std::forward<Load>(load), std::forward<How>(how));
    }
    template <class Load, class How = entry_options>
    Value& get_or_compute(Key&& key, Load&& load, How&& how) {
        return compute(std::move(key), std::forward<Load>(load), std::forward<How>(how));
    }
    template <class K, class Load, class How = entry_options>
        requires detail::cache_foreign_key<K, basic_cache> && std::constructible_from<Key, K>
    Value& get_or_compute(K&& key, Load&& load, How&& how) {
        return compute(std::forward<K>(key), std::forward<Load>(load), std::forward<How>(how));
    }

    // -- change ---------------------------------------------------------------------------------------

    /// Keeps a value, in place of the one that its key has; returns whether it is in the cache now. Entries
    /// that are due leave, and as many others as there must. A value is refused if it weighs more than the
    /// cache may, has no time to live (0 or less), or there is no capacity; then the old value leaves all
    /// the same, because it is outdated. Counts as a use of an entry that is there.
    /// Arguments may lie in the cache itself.
    /// Exceptions  strong for new keys, and for old ones if moving a value cannot fail
    template <class V = Value>
        requires std::constructible_from<Value, V>
    bool put(const Key& key, V&& value, const entry_options& how = {}) {
        return put_value(key, std::forward<V>(value), how);
    }
    template <class V = Value>
        requires std::constructible_from<Value, V>
    bool put(Key&& key, V&& value, const entry_options& how = {}) {
        return put_value(std::move(key), std::forward<V>(value), how);
    }
    template <class K, class V = Value>
        requires detail::cache_foreign_key<K, basic_cache> && std::constructible_from<Key, K> &&
                 std::constructible_from<Value, V>
    bool put(K&& key, V&& value, const entry_options& how = {}) {
        return put_value(std::forward<K>(key), std::forward<V>(value), how);
    }
    /// The same with a time to live of its own.
    template <class V = Value>
        requires expires && std::constructible_from<Value, V>
    bool put(const Key& key, V&& value, duration ttl) {
        return put_value(key, std::forward<V>(value), entry_options{ttl, 1});
    }
    template <class V = Value>
        requires expires && std::constructible_from<Value, V>
    bool put(Key&& key, V&& value, duration ttl) {
        return put_value(std::move(key), std::forward<V>(value), entry_options{ttl, 1});
    }
    template <class K, class V = Value>
        requires expires && detail::cache_foreign_key<K, basic_cache> &&
                 std::constructible_from<Key, K> && std::constructible_from<Value, V>
    bool put(K&& key, V&& value, duration ttl) {
        return put_value(std::forward<K>(key), std::forward<V>(value), entry_options{ttl, 1});
    }

    /// Removes an entry; returns whether it was there.
    bool erase(const Key& key) { return erase_key(key); }
    template <class K>
        requires detail::cache_foreign_key<const K&, basic_cache>
    bool erase(const K& key) {
        return erase_key(key);
    }

    /// Removes an entry and returns its value, moved out; the listener is not told. Nothing if it is absent
    /// or due.
    [[nodiscard]] std::optional<Value> take(const Key& key) { return take_key(key); }
    template <class K>
        requires detail::cache_foreign_key<const K&, basic_cache>
    [[nodiscard]] std::optional<Value> take(const K& key) {
        return take_key(key);
    }

    /// Removes all entries for which the predicate holds of (key, value); returns how many.
    /// Complexity  O(n)
    /// Exceptions  basic: what was removed before is gone
    template <class Predicate>
    friend size_type erase_if(basic_cache& cache, Predicate predicate) {
        return cache.core_.erase_if(std::move(predicate));
    }

    /// Removes all entries; memory, limits and statistics stay.
    /// Complexity  O(n)
    void clear() { core_.clear(); }

    // -- time -----------------------------------------------------------------------------------------

    /// Removes all entries that are due; returns how many. put does it, too: call this where memory must
    /// be given back, or listeners told, though nothing is put. Every deadline was set as `put` and time to
    /// live; while the clock stands still or goes back, nothing comes due.
    /// Complexity  O(log n) for each, amortised, and never a look at the others
    size_type expire_due()
        requires expires
    {
        return core_.expire_due();
    }
    /// When the next entry will be due, if one ever is.
    /// Complexity  O(log n), amortised
    [[nodiscard]] std::optional<time_point> next_expiry()
        requires expires
    {
        const time_point next = core_.next_expiry();
        if (next == (time_point::max)()) return std::nullopt;
        return next;
    }

    // -- what happened --------------------------------------------------------------------------------

    [[nodiscard]] const cache_stats& stats() const noexcept { return core_.stats(); }
    void reset_stats() noexcept { core_.stats() = cache_stats(); }

    /// From now on calls listener(const Key&, Value&, eviction_cause) with each entry that has left, when the
    /// member that removed it is done and the entry moved out of the cache: the listener may use it, but not
    /// give it another listener. If it throws, the cache is as it should be, the exception leaves that
    /// member, and entries that left together with this one are told of by the next that changes anything.
    /// The destructor and assignment tell nobody. Expects a callable that can be moved; nullptr for none.
    template <class Listener>
        requires std::invocable<Listener&, const Key&, Value&, eviction_cause>
    void on_evict(Listener listener) {
        core_.listen(detail::cache_listener<Key, Value>(std::in_place, std::move(listener)));
    }
    void on_evict(std::nullptr_t) noexcept { core_.listen(detail::cache_listener<Key, Value>()); }

    /// Traps if the cache has lost track of anything. In hardened builds.
    /// Complexity  O(n)
    void check_invariants() const { core_.check_invariants(); }

private:
    [[nodiscard]] typename core::terms terms_of(const entry_options& how) const noexcept {
        return {how.ttl == default_ttl ? ttl_ : how.ttl, how.weight};
    }
    template <class K>
    [[nodiscard, gnu::always_inline]] Value* get_value(const K& key) {
        const position i = core_.get(key, core_.key_of(key));
        return i == core::none ? nullptr : std::addressof(core_.value(i));
    }
    template <class K>
    [[nodiscard]] const Value* peek_value(const K& key) const {
        const position i = core_.peek(key);
        return i == core::none ? nullptr : std::addressof(core_.value(i));
    }
    template <class K, class V>
    [[gnu::always_inline]] bool put_value(K&& key, V&& value, const entry_options& how) {
        const auto hash = core_.key_of(key);
        return core_.put(std::forward<K>(key), std::forward<V>(value), hash, terms_of(how)) !=
               core::none;
    }
    template <class K, class Load, class How>
    Value& compute(K&& key, Load&& load, How&& how) {
        const auto call = [&](const Key& of) -> decltype(auto) {
            if constexpr (std::invocable<Load&, const Key&>) {
                return load(of);
            } else {
                return load();
            }
        };
        const auto on = [&](const Value& value) {
            if constexpr (std::invocable<How&, const Value&>) {
                return terms_of(how(value));
            } else {
                return terms_of(how);
            }
        };
        return core_.value(core_.get_or_compute(std::forward<K>(key), call, on));
    }
    template <class K>
    bool erase_key(const K& key) {
        const position i = core_.find(key, core_.key_of(key));
        if (i == core::none) return false;
        core_.erase(i);
        return true;
    }
    template <class K>
    std::optional<Value> take_key(const K& key) {
        const position i = core_.peek(key);
        if (i == core::none) return std::nullopt;
        return std::optional<Value>(core_.take(i));
    }

    core core_;
    duration ttl_;
};

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_CACHE_HPP
