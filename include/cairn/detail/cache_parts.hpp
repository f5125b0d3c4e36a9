// SPDX-License-Identifier: BSL-1.0
// cairn/detail/cache_parts.hpp -- what a cache consists of beside its engine.
//
//     cache_node         an entry in the slab
//     cache_deadline     when it expires, if there is a clock
//     cache_listener     who is told of entries that left: a callable of any type
//     cache_loading      the keys that are being computed

#ifndef CAIRN_DETAIL_CACHE_PARTS_HPP
#define CAIRN_DETAIL_CACHE_PARTS_HPP

#include <cairn/detail/cache_policy.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/hash.hpp>
#include <cairn/detail/hash_index.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <ctime>
#endif

namespace cairn::inline CAIRN_ABI {

/// Why an entry has left a cache.
enum class eviction_cause : unsigned char {
    replaced, // by another value for its key, or by one that was refused
    erased,   // by whom the cache belongs to
    evicted,  // for want of room
    expired,  // by the clock
};

/// What has happened to a cache.
struct cache_stats {
    std::uint64_t hits = 0;         // look-ups that found their key
    std::uint64_t misses = 0;       // look-ups that did not
    std::uint64_t insertions = 0;   // entries that came with a new key
    std::uint64_t replacements = 0; // values that another one took the place of
    std::uint64_t evictions = 0;    // entries that left for want of room
    std::uint64_t expirations = 0;  // entries that left by the clock
    std::uint64_t rejections = 0;   // values that were refused

    /// Hits per look-up; 0 if there was none.
    [[nodiscard]] double hit_ratio() const noexcept {
        const std::uint64_t all = hits + misses;
        return all == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(all);
    }
    cache_stats& operator+=(const cache_stats& other) noexcept {
        hits += other.hits;
        misses += other.misses;
        insertions += other.insertions;
        replacements += other.replacements;
        evictions += other.evictions;
        expirations += other.expirations;
        rejections += other.rejections;
        return *this;
    }
    [[nodiscard]] friend bool operator==(const cache_stats&, const cache_stats&) = default;
};

/// Thrown if the computation of a value asks the cache for the very key that it computes.
class cache_error : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

/// Entries never expire.
struct no_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<no_clock>;
};

/// A steady clock that is cheap to read: where the system has one that moves with its ticks, every 1 to
/// 4 ms, it costs a quarter of std::chrono::steady_clock, which stands in for it elsewhere.
struct coarse_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<coarse_clock>;
    static constexpr bool is_steady = true;

    [[nodiscard]] static time_point now() noexcept {
#if defined(__linux__) && defined(CLOCK_MONOTONIC_COARSE)
        std::timespec time{};
        ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
        return time_point(std::chrono::seconds(time.tv_sec) +
                          std::chrono::nanoseconds(time.tv_nsec));
#else
        return time_point(std::chrono::duration_cast<duration>(
            std::chrono::steady_clock::now().time_since_epoch()));
#endif
    }
};

} // namespace cairn::inline CAIRN_ABI

namespace cairn::inline CAIRN_ABI::detail {

// -- nodes -----------------------------------------------------------------------------------------------

/// Hashes that cost less than the memory to keep them.
template <class Hash, class Key>
inline constexpr bool cache_hash_is_cheap =
    std::is_same_v<Hash, hash<Key>> &&
    (std::is_integral_v<Key> || std::is_enum_v<Key> || std::is_pointer_v<Key>);

template <bool Kept>
struct cache_hash {
    explicit cache_hash(hash_index::word) noexcept {}
};
template <>
struct cache_hash<true> {
    hash_index::word word;
    explicit cache_hash(hash_index::word w) noexcept : word(w) {}
};

template <class Clock>
inline constexpr bool cache_expires = !std::is_same_v<Clock, no_clock>;

template <class Clock>
struct cache_deadline {
    using time_point = typename Clock::time_point;
    using duration = typename Clock::duration;
    static constexpr time_point never = (time_point::max)();

    time_point at = never;

    /// What lies beyond all time is never.
    [[nodiscard]] static time_point after(time_point now, duration ttl) noexcept {
        return ttl >= never - (now > time_point() ? now : time_point()) ? never : now + ttl;
    }
    [[nodiscard]] bool due() const { return at != never && at <= Clock::now(); }
};
template <>
struct cache_deadline<no_clock> {};

/// An entry in its place. `Kept` says that the hash is kept; key and value live apart from the rest.
template <class Key, class Value, class Clock, bool Kept>
struct cache_node {
    cache_links links;
    [[no_unique_address]] cache_hash<Kept> hash;
    [[no_unique_address]] cache_deadline<Clock> deadline;
    union {
        Key key;
    };
    union {
        Value value;
    };

    cache_node() noexcept : links{cache_links::free, cache_nowhere}, hash(0) {}
    ~cache_node() {}
};

// -- listeners -------------------------------------------------------------------------------------------

template <class Key, class Value>
class cache_listener {
public:
    cache_listener() = default;
    template <class F>
    explicit cache_listener(std::in_place_t, F&& f)
        : object_(new std::decay_t<F>(std::forward<F>(f))),
          call_([](void* object, const Key& key, Value& value, eviction_cause cause) {
              (*static_cast<std::decay_t<F>*>(object))(key, value, cause);
          }),
          drop_([](void* object) noexcept { delete static_cast<std::decay_t<F>*>(object); }) {}
    cache_listener(cache_listener&& other) noexcept { swap(other); }
    cache_listener& operator=(cache_listener&& other) noexcept {
        cache_listener taken(std::move(other));
        swap(taken);
        return *this;
    }
    ~cache_listener() {
        if (object_ != nullptr) drop_(object_);
    }
    void swap(cache_listener& other) noexcept {
        std::swap(object_, other.object_);
        std::swap(call_, other.call_);
        std::swap(drop_, other.drop_);
    }

    explicit operator bool() const noexcept { return object_ != nullptr; }
    void operator()(const Key& key, Value& value, eviction_cause cause) const {
        call_(object_, key, value, cause);
    }

private:
    void* object_ = nullptr;
    void (*call_)(void*, const Key&, Value&, eviction_cause) = nullptr;
    void (*drop_)(void*) noexcept = nullptr;
};

// -- loading ---------------------------------------------------------------------------------------------

/// A key whose value is being computed, on the stack of who computes it; chained from the latest.
template <class Key>
class cache_loading {
public:
    cache_loading(const cache_loading*& latest, const Key& key) noexcept
        : latest_(latest), before_(latest), key_(key) {
        latest_ = this;
    }
    cache_loading(const cache_loading&) = delete;
    cache_loading& operator=(const cache_loading&) = delete;
    ~cache_loading() { latest_ = before_; }

    [[nodiscard]] const cache_loading* before() const noexcept { return before_; }
    [[nodiscard]] const Key& key() const noexcept { return key_; }

private:
    const cache_loading*& latest_;
    const cache_loading* before_;
    const Key& key_;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_CACHE_PARTS_HPP
