// SPDX-License-Identifier: BSL-1.0
// cairn/sharded_cache.hpp -- a cache for many threads, which computes nothing twice at a time
//
//     cairn::sharded<cairn::lru_cache<std::string, page>> pages(10'000);
//
//     // in any thread: ten that ask for the same page at once cost one call, and nine wait for it
//     const page p = pages.get_or_compute(url, [&] { return render(url); });
//     if (std::optional<page> cached = pages.get(url)) { ... }
//     pages.put(url, page);
//
// Shape       a power of two of caches, each with a mutex and a part of the capacity; the hash of a key says
//             in which it lives, by other bits than those with which the cache finds it there:
//                 hash & 15  ->  [mutex | cache | computations under way]   on cache lines of its own
// Synopsis    get  peek  visit  contains                                                  O(1)
//             put  get_or_compute  erase  take                                            O(1)
//             size  weight  stats  next_expiry                                     O(shards)
//             clear  erase_if  for_each  expire_due  set_capacity                       O(size)
//             Locks are held while the cache is looked at, and while values are copied out of it; never while a
//             value is computed, nor while the listener is told.
// Validity    Values leave as copies: no reference into the cache leaves it. Let Value be a shared_ptr where
//             copies are dear, or where what is cached shall not be deleted while it is in use.
// Exceptions  Those of the cache, shard by shard. An exception of the function that computes reaches every
//             caller that waited for it, nothing is cached, and the next call tries again.

#ifndef CAIRN_SHARDED_CACHE_HPP
#define CAIRN_SHARDED_CACHE_HPP

#include <cairn/cache.hpp>
#include <cairn/deque.hpp>
#include <cairn/detail/cache_flight.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/hash.hpp>
#include <cairn/detail/storage.hpp>
#include <cairn/fwd.hpp>

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

/// A cache, any basic_cache, divided into shards that are locked one by one. All members may be called by any
/// number of threads at a time, but construction, moves and destruction. Hash, Equal and the allocator are
/// used by several threads at a time too: a pmr allocator needs a synchronised resource.
template <class Cache>
class sharded {
    static constexpr bool expires = requires(Cache& c) { c.expire_due(); };

public:
    // -- types ---------------------------------------------------------------------------------------

    using cache_type = Cache;
    using key_type = typename Cache::key_type;
    using mapped_type = typename Cache::mapped_type;
    using hasher = typename Cache::hasher;
    using key_equal = typename Cache::key_equal;
    using allocator_type = typename Cache::allocator_type;
    using size_type = std::size_t;
    using clock_type = typename Cache::clock_type;
    using duration = typename Cache::duration;
    using time_point = typename Cache::time_point;
    using options = typename Cache::options;
    using entry_options = typename Cache::entry_options;

    static constexpr size_type no_limit = Cache::no_limit;

    /// The number of shards, if none is given: with four threads, three in four calls find all the others
    /// elsewhere. Fewer if the capacity would leave one of them less than `least_share`, as a part of a
    /// cache that is too small says little about the whole.
    static constexpr size_type default_shards = 16;
    static constexpr size_type least_share = 64;

    // -- construction, destruction -------------------------------------------------------------------

    /// Empty, for `capacity` entries in all. `shards` is rounded up to a power of two, and down to where
    /// each has a place for an entry; 0 means default_shards.
    explicit sharded(size_type capacity, size_type shards = 0, const hasher& hash = hasher(),
                     const key_equal& equal = key_equal(),
                     const allocator_type& allocator = allocator_type())
        : sharded(with_capacity(capacity), shards, hash, equal, allocator) {}
    explicit sharded(const options& limits, size_type shards = 0, const hasher& hash = hasher(),
                     const key_equal& equal = key_equal(),
                     const allocator_type& allocator = allocator_type())
        : allocator_(allocator), hash_(hash), equal_(equal), size_(shards_for(limits, shards)) {
        detail::allocation<shard, shard_allocator> memory(allocator_, size_);
        detail::construction<shard, shard_allocator> built(allocator_, memory.get());
        for (size_type i = 0; i != size_; ++i)
            built.add(share_of(limits, i, size_), hash, equal, allocator);
        built.release();
        shards_ = memory.release();
    }
    sharded(size_type capacity, const allocator_type& allocator)
        : sharded(capacity, 0, hasher(), key_equal(), allocator) {}
    sharded(const options& limits, const allocator_type& allocator)
        : sharded(limits, 0, hasher(), key_equal(), allocator) {}

    /// Takes everything over, the listener too. The other one can only be destroyed.
    /// Expects     no other thread uses it
    sharded(sharded&& other) noexcept(std::is_nothrow_copy_constructible_v<hasher> &&
                                      std::is_nothrow_copy_constructible_v<key_equal>)
        : allocator_(other.allocator_), hash_(other.hash_), equal_(other.equal_),
          size_(std::exchange(other.size_, 0)), shards_(std::exchange(other.shards_, nullptr)) {}
    sharded& operator=(sharded&&) = delete;

    /// Expects     no other thread uses it
    ~sharded() {
        detail::destroy(allocator_, shards_, shards_ + size_);
        detail::deallocate(allocator_, shards_, size_);
    }

    // -- look-up -------------------------------------------------------------------------------------

    /// Returns a copy of the value, or nothing if it is absent or expired. Counts, and touches the entry.
    /// Complexity  O(1), a copy of the value under the lock
    template <class K = key_type>
    [[nodiscard]] std::optional<mapped_type> get(const K& key)
        requires std::copy_constructible<mapped_type>
    {
        const auto& k = as_key(key);
        return locked(hash_of(k), [&](shard& s) { return copy_of(s.cache.get(k)); });
    }

    /// As `get`, but neither counts nor touches.
    template <class K = key_type>
    [[nodiscard]] std::optional<mapped_type> peek(const K& key) const
        requires std::copy_constructible<mapped_type>
    {
        const auto& k = as_key(key);
        const shard& s = shard_of(hash_of(k));
        const std::lock_guard lock(s.guard);
        return copy_of(s.cache.peek(k));
    }

    template <class K = key_type>
    [[nodiscard]] bool contains(const K& key) const {
        const auto& k = as_key(key);
        const shard& s = shard_of(hash_of(k));
        const std::lock_guard lock(s.guard);
        return s.cache.contains(k);
    }

    /// Calls `f(value)` under the lock, as a `get` without a copy; returns whether the key was there. `f` must
    /// not use this cache.
    template <class K = key_type, class F>
    bool visit(const K& key, F&& f) {
        const auto& k = as_key(key);
        return locked(hash_of(k), [&](shard& s) {
            mapped_type* const found = s.cache.get(k);
            if (found != nullptr) f(*found);
            return found != nullptr;
        });
    }

    // -- computing -----------------------------------------------------------------------------------

    /// Returns a copy of the value of the key. If there is none, `f(key)`, or `f()`, computes it, without a
    /// lock: other keys can be looked up and computed in the meantime, by `f` too. Who asks for the same
    /// key in the meantime waits and gets the same value, which counts as a hit.
    /// If the key is put or erased in the meantime, or the cache cleared, the value was computed from what is
    /// outdated: those who wait get it, but it is not cached, and who comes later computes anew.
    /// `with` is an entry_options, or a function that makes one from the value.
    /// Throws      what `f` throws, in every thread that waited for it; nothing is cached. cache_error, if
    ///             `f` asks for a key that it computes itself, or that waits for it in another thread
    /// Complexity  O(1), besides `f`; a miss copies the value twice if another thread waits for it
    template <class K = key_type, class F, class Options = entry_options>
    mapped_type get_or_compute(K&& key, F&& f, const Options& with = {})
        requires std::copy_constructible<mapped_type>
    {
        const auto& k = as_key(key);
        const std::uint64_t hash = hash_of(k);
        shard& s = shard_of(hash);
        std::unique_lock lock(s.guard);
        if (!s.flights.empty()) {
            if (flight* const theirs = s.flights.find(k, hash, equal_))
                return join(s, *theirs, lock);
        }
        if (std::optional<mapped_type> found = copy_of(s.cache.get(k))) {
            tell(s, lock);
            return *std::move(found);
        }
        flight mine(std::forward<K>(key), hash);
        s.flights.depart(mine);
        mapped_type value = detail::observe_exception(
            [&]() -> mapped_type {
                lock.unlock();
                mapped_type computed = compute(f, std::as_const(mine.key));
                const entry_options chosen = options_for(with, computed);
                lock.lock();
                if (mine.awaited != nullptr) mine.awaited->value.emplace(std::as_const(computed));
                if (mine.linked) s.cache.put(std::move(mine.key), std::as_const(computed), chosen);
                return computed;
            },
            [&](std::exception_ptr error) {
                if (!lock.owns_lock()) lock.lock();
                if (mine.awaited != nullptr && !mine.awaited->value)
                    mine.awaited->error = std::move(error);
                s.flights.land(mine);
            });
        s.flights.land(mine);
        tell(s, lock);
        return value;
    }

    // -- modifiers -----------------------------------------------------------------------------------

    /// Enters the value, in place of what the key had; returns false if it was refused, and then what the key
    /// had is gone nevertheless.
    template <class K = key_type, class V = mapped_type>
    bool put(K&& key, V&& value, const entry_options& with = {}) {
        const auto& k = as_key(key);
        const std::uint64_t hash = hash_of(k);
        return locked(hash, [&](shard& s) {
            outdate(s, k, hash);
            return s.cache.put(own_key(std::forward<K>(key)), std::forward<V>(value), with);
        });
    }
    template <class K = key_type, class V = mapped_type>
    bool put(K&& key, V&& value, duration ttl)
        requires expires
    {
        entry_options with;
        with.ttl = ttl;
        return put(std::forward<K>(key), std::forward<V>(value), with);
    }

    /// Removes an entry; returns whether it was there.
    template <class K = key_type>
    bool erase(const K& key) {
        const auto& k = as_key(key);
        const std::uint64_t hash = hash_of(k);
        return locked(hash, [&](shard& s) {
            outdate(s, k, hash);
            return s.cache.erase(k);
        });
    }

    /// Removes the entry, and returns its value; the listener is not told.
    template <class K = key_type>
    std::optional<mapped_type> take(const K& key) {
        const auto& k = as_key(key);
        const std::uint64_t hash = hash_of(k);
        return locked(hash, [&](shard& s) {
            outdate(s, k, hash);
            return s.cache.take(k);
        });
    }

    /// Removes the entries of which `predicate(key, value)` is true, a shard after the other. It is called under
    /// the lock and must not use the cache. What is being computed at the moment stays.
    template <class Predicate>
    friend size_type erase_if(sharded& c, Predicate predicate) {
        size_type erased = 0;
        c.each_locked([&](shard& s) { erased += erase_if(s.cache, predicate); });
        return erased;
    }

    void clear() {
        each_locked([](shard& s) {
            s.flights.detach_all();
            s.cache.clear();
        });
    }

    /// Removes what is due in any shard, and returns how many entries that were.
    size_type expire_due()
        requires expires
    {
        size_type expired = 0;
        each_locked([&](shard& s) { expired += s.cache.expire_due(); });
        return expired;
    }

    /// Calls `f(key, value)` for the entries of one shard after the other, under its lock. `f` must not use the
    /// cache.
    template <class F>
    void for_each(F f) const {
        for (size_type i = 0; i != size_; ++i) {
            const std::lock_guard lock(shards_[i].guard);
            const Cache& cache = shards_[i].cache;
            for (const auto& [key, value] : cache)
                f(key, value);
        }
    }

    // -- limits and figures --------------------------------------------------------------------------

    [[nodiscard]] size_type shards() const noexcept { return size_; }
    [[nodiscard]] size_type size() const {
        return sum([](const Cache& c) { return c.size(); });
    }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] size_type weight() const {
        return sum([](const Cache& c) { return c.weight(); });
    }

    /// The limits of all shards together. That of a shard is its part, to the entry; an entry that weighs more
    /// than its shard may hold is refused, however little the others hold.
    [[nodiscard]] size_type capacity() const {
        return sum([](const Cache& c) { return c.capacity(); });
    }
    [[nodiscard]] size_type max_weight() const {
        return sum([](const Cache& c) { return c.max_weight(); });
    }
    void set_capacity(size_type n) {
        size_type i = 0;
        each_locked([&](shard& s) { s.cache.set_capacity(part(n, i++, size_)); });
    }
    void set_max_weight(size_type w) {
        size_type i = 0;
        each_locked([&](shard& s) { s.cache.set_max_weight(part(w, i++, size_)); });
    }

    /// The sums over all shards. A call that waited for a computation and got the value counts as a hit,
    /// so that `misses` are the computations that were begun, and the look-ups in vain.
    [[nodiscard]] cache_stats stats() const {
        cache_stats all;
        for (size_type i = 0; i != size_; ++i) {
            const std::lock_guard lock(shards_[i].guard);
            all += shards_[i].cache.stats();
            all.hits += shards_[i].joined;
        }
        return all;
    }
    void reset_stats() {
        each_locked([](shard& s) {
            s.cache.reset_stats();
            s.joined = 0;
        });
    }

    /// When the next entry of any shard will be due, if one ever is.
    [[nodiscard]] std::optional<time_point> next_expiry()
        requires expires
    {
        std::optional<time_point> first;
        each_locked([&](shard& s) {
            const std::optional<time_point> here = s.cache.next_expiry();
            if (here && (!first || *here < *first)) first = here;
        });
        return first;
    }

    // -- the listener --------------------------------------------------------------------------------

    /// `listener(key, value, cause)` is told of each entry that leaves, after the lock is released, by the thread
    /// whose call made it leave; so several threads may call it at a time, and it may use the cache. If it
    /// throws, that call does, when everything else is done, and entries of which it was not told yet are
    /// left for the next call on their shard. nullptr removes it.
    template <class Listener>
    void on_evict(Listener listener)
        requires std::copy_constructible<key_type>
    {
        std::shared_ptr<audience> told;
        if constexpr (!std::is_null_pointer_v<Listener>)
            told = std::make_shared<audience_of<Listener>>(std::move(listener));
        each_locked([&](shard& s) {
            if (told == nullptr) {
                s.cache.on_evict(nullptr);
            } else {
                s.cache.on_evict(
                    [&s](const key_type& key, mapped_type& value, eviction_cause cause) {
                        s.departed.push_back(departure{key, std::move(value), cause});
                    });
            }
            s.told = told;
        });
    }

    // -- observers -----------------------------------------------------------------------------------

    [[nodiscard]] hasher hash_function() const { return hash_; }
    [[nodiscard]] key_equal key_eq() const { return equal_; }
    [[nodiscard]] allocator_type get_allocator() const noexcept {
        return allocator_type(allocator_);
    }

    /// Aborts, unless every shard is in order.
    void check_invariants() const {
        for (size_type i = 0; i != size_; ++i) {
            const std::lock_guard lock(shards_[i].guard);
            shards_[i].cache.check_invariants();
        }
    }

private:
    using flight = detail::cache_flight<key_type, mapped_type>;

    struct departure {
        key_type key;
        mapped_type value;
        eviction_cause cause;
    };
    struct audience {
        virtual ~audience() = default;
        virtual void hear(const departure&, mapped_type&) = 0;
    };
    template <class Listener>
    struct audience_of final : audience {
        Listener listener;
        explicit audience_of(Listener&& l) : listener(std::move(l)) {}
        void hear(const departure& d, mapped_type& value) override {
            listener(d.key, value, d.cause);
        }
    };

    // A cache line for each end: threads that lock neighbours do not disturb each other.
    struct alignas(64) shard {
        mutable std::mutex guard;
        detail::cache_flights<key_type, mapped_type> flights;
        std::uint64_t joined = 0; // calls that waited for another, and got a value
        Cache cache;
        deque<departure> departed; // and the listener is yet to be told
        std::shared_ptr<audience> told;

        shard(const options& limits, const hasher& hash, const key_equal& equal,
              const allocator_type& allocator)
            : cache(limits, hash, equal, allocator) {}
    };
    using shard_allocator =
        typename std::allocator_traits<allocator_type>::template rebind_alloc<shard>;

    // -- parts -----------------------------------------------------------------------------------------

    [[nodiscard]] static options with_capacity(size_type capacity) {
        options limits;
        limits.capacity = capacity;
        return limits;
    }

    [[nodiscard]] static size_type shards_for(const options& limits, size_type wanted) {
        const size_type share = wanted == 0 ? least_share : 1; // entries, at least
        const size_type most = (std::max)(size_type{1}, std::bit_floor(limits.capacity / share));
        constexpr size_type limit = size_type{1} << 16;
        return (std::min)(wanted == 0 ? default_shards : std::bit_ceil((std::min)(wanted, limit)),
                          most);
    }

    /// The i-th of n parts of a whole, which add up to it.
    [[nodiscard]] static size_type part(size_type whole, size_type i, size_type n) noexcept {
        return whole == no_limit ? no_limit : whole / n + (i < whole % n ? 1 : 0);
    }
    [[nodiscard]] static options share_of(const options& limits, size_type i, size_type n) {
        options share = limits;
        share.capacity = part(limits.capacity, i, n);
        share.max_weight = part(limits.max_weight, i, n);
        return share;
    }

    // -- keys ------------------------------------------------------------------------------------------

    template <class K>
    static constexpr bool takes_as_it_is =
        std::same_as<std::remove_cvref_t<K>, key_type> || detail::transparent<hasher, key_equal>;

    /// The key itself, or the key_type made of it.
    template <class K>
    [[nodiscard]] static decltype(auto) as_key(const K& key) {
        if constexpr (takes_as_it_is<K>) {
            return (key);
        } else {
            return key_type(key);
        }
    }
    template <class K>
    [[nodiscard]] static decltype(auto) own_key(K&& key) {
        if constexpr (takes_as_it_is<K>) {
            return std::forward<K>(key);
        } else {
            return key_type(std::forward<K>(key));
        }
    }

    template <class K>
    [[nodiscard]] std::uint64_t hash_of(const K& key) const {
        return detail::hash_of(hash_, key);
    }
    /// By the lowest bits; the index of the cache looks at the upper half.
    [[nodiscard]] shard& shard_of(std::uint64_t hash) const noexcept {
        CAIRN_EXPECTS(size_ != 0); // moved from
        return shards_[hash & (size_ - 1)];
    }

    // -- locking ---------------------------------------------------------------------------------------

    template <class F>
    decltype(auto) locked(std::uint64_t hash, F f) {
        shard& s = shard_of(hash);
        std::unique_lock lock(s.guard);
        auto result = f(s);
        tell(s, lock);
        return result;
    }
    template <class F>
    void each_locked(F f) {
        for (size_type i = 0; i != size_; ++i) {
            std::unique_lock lock(shards_[i].guard);
            f(shards_[i]);
            tell(shards_[i], lock);
        }
    }

    /// Tells the listener what has left, and releases the lock for that.
    static void tell(shard& s, std::unique_lock<std::mutex>& lock) {
        while (!s.departed.empty()) [[unlikely]] {
            departure gone = std::move(s.departed.front());
            s.departed.pop_front();
            const std::shared_ptr<audience> told = s.told;
            lock.unlock();
            if (told != nullptr) told->hear(gone, gone.value);
            lock.lock();
        }
    }

    template <class F>
    [[nodiscard]] size_type sum(F f) const {
        size_type all = 0;
        for (size_type i = 0; i != size_; ++i) {
            const std::lock_guard lock(shards_[i].guard);
            const size_type one = f(shards_[i].cache);
            all = one > no_limit - all ? no_limit : all + one;
        }
        return all;
    }

    // -- computing -----------------------------------------------------------------------------------

    template <class V>
    [[nodiscard]] static std::optional<mapped_type> copy_of(const V* value) {
        return value == nullptr ? std::nullopt : std::optional<mapped_type>(std::in_place, *value);
    }

    template <class F>
    static mapped_type compute(F& f, const key_type& key) {
        if constexpr (std::is_invocable_v<F&, const key_type&>) {
            return f(key);
        } else {
            return f();
        }
    }
    template <class Options>
    static entry_options options_for(const Options& with, const mapped_type& value) {
        if constexpr (std::is_invocable_v<const Options&, const mapped_type&>) {
            return with(value);
        } else {
            return with;
        }
    }

    /// Nobody joins the computation of this key any more, and its value will not be cached.
    template <class K>
    void outdate(shard& s, const K& key, std::uint64_t hash) const {
        if (s.flights.empty()) [[likely]]
            return;
        if (flight* const f = s.flights.find(key, hash, equal_)) s.flights.detach(*f);
    }

    /// Waits for a computation of another thread.
    mapped_type join(shard& s, flight& theirs, std::unique_lock<std::mutex>& lock) {
        using outcome = detail::cache_outcome<mapped_type>;
        const detail::cache_thread& self = detail::cache_thread::current();
        if (&theirs.thread == &self) refuse();
        if (theirs.awaited == nullptr)
            theirs.awaited = std::allocate_shared<outcome>(get_allocator());
        const std::shared_ptr<outcome> awaited = theirs.awaited;
        detail::cache_waits::edge edge{&self, &theirs.thread, awaited.get()};
        if (self.flights != 0) {
            awaited->has_edges = true;
            if (!detail::cache_waits::enter(edge)) refuse();
        }
        awaited->ready.wait(lock, [&] { return awaited->done; });
        if (awaited->value) ++s.joined;
        lock.unlock();
        if (!awaited->value) std::rethrow_exception(awaited->error);
        return *awaited->value;
    }

    [[noreturn]] static void refuse() {
        detail::raise<cache_error>("the computation of a cached value waits for its own result");
    }

    [[no_unique_address]] shard_allocator allocator_;
    [[no_unique_address]] hasher hash_;
    [[no_unique_address]] key_equal equal_;
    size_type size_; // a power of two; 0 when moved from
    shard* shards_ = nullptr;
};

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SHARDED_CACHE_HPP
