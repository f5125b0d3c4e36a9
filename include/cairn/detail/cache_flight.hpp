// SPDX-License-Identifier: BSL-1.0
// cairn/detail/cache_flight.hpp -- computations that are under way, and the threads that wait for them.
//
//     cache_thread            a thread that computes: its address is its name
//     cache_waits             who waits for whom, as far as waiting could close a circle
//     cache_outcome<V>        what a computation came to, for all who waited
//     cache_flight<K, V>      a computation under way, on the stack of its thread
//
// Shape       A flight lies on the stack of the thread that computes, linked into its shard, so that a
//             miss without company allocates nothing. The first thread that waits brings the outcome, which
//             they share; when the flight has landed, nobody looks at it any more.
//                 shard -> flight "a" -> flight "b"           locked by the mutex of the shard
//                              |
//                              +-> outcome <- waiter, waiter
// Units       one cache_waits for the whole program; its mutex is taken by threads only that wait while
//             they compute, after that of a shard, and never before it

#ifndef CAIRN_DETAIL_CACHE_FLIGHT_HPP
#define CAIRN_DETAIL_CACHE_FLIGHT_HPP

#include <cairn/detail/config.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

struct cache_thread {
    std::size_t flights = 0; // that this thread computes, one inside the other

    [[nodiscard]] static cache_thread& current() noexcept {
        thread_local cache_thread self;
        return self;
    }
};

/// The edges "this thread, which computes something, waits for that one". A thread that computes nothing
/// keeps nobody waiting, and is not in here.
class cache_waits {
public:
    struct edge {
        const cache_thread* waiter = nullptr;
        const cache_thread* computes = nullptr; // whom it waits for
        const void* outcome = nullptr;          // and what
        edge* next = nullptr;
    };

    /// Enters the edge, which stays where it is until `landed(outcome)`; returns false, without entering it, if
    /// it would close a circle: they would wait for ever.
    [[nodiscard]] static bool enter(edge& e) {
        state& s = all();
        const std::lock_guard lock(s.guard);
        for (const cache_thread* at = e.computes; at != nullptr; at = s.awaited_by(at)) {
            if (at == e.waiter) return false;
        }
        e.next = std::exchange(s.first, &e);
        return true;
    }

    /// Removes the edges of those who wait for this outcome.
    static void landed(const void* outcome) {
        state& s = all();
        const std::lock_guard lock(s.guard);
        for (edge** at = &s.first; *at != nullptr;) {
            if ((*at)->outcome == outcome) {
                *at = (*at)->next;
            } else {
                at = &(*at)->next;
            }
        }
    }

private:
    struct state {
        std::mutex guard;
        edge* first = nullptr;

        [[nodiscard]] const cache_thread* awaited_by(const cache_thread* waiter) const noexcept {
            const edge* e = first;
            while (e != nullptr && e->waiter != waiter)
                e = e->next;
            return e == nullptr ? nullptr : e->computes;
        }
    };

    [[nodiscard]] static state& all() {
        static state only;
        return only;
    }
};

/// One of `value` and `error` once it is done; neither changes from then on.
template <class Value>
struct cache_outcome {
    std::condition_variable ready; // with the mutex of the shard
    std::optional<Value> value;
    std::exception_ptr error;
    bool done = false;
    bool has_edges = false; // in cache_waits
};

/// Every member but `key` and `thread` is guarded by the mutex of the shard.
template <class Key, class Value>
struct cache_flight {
    Key key;
    std::uint64_t hash;
    cache_thread& thread;
    bool linked = false; // else its value is outdated: whoever comes now computes anew
    cache_flight* next = nullptr;
    std::shared_ptr<cache_outcome<Value>> awaited;

    template <class K>
    cache_flight(K&& k, std::uint64_t h)
        : key(std::forward<K>(k)), hash(h), thread(cache_thread::current()) {}
    cache_flight(const cache_flight&) = delete;
    cache_flight& operator=(const cache_flight&) = delete;
};

/// The flights of a shard: as many as threads compute at the moment, so a list will do.
template <class Key, class Value>
class cache_flights {
public:
    using flight = cache_flight<Key, Value>;

    [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

    template <class K, class Equal>
    [[nodiscard]] flight* find(const K& key, std::uint64_t hash, const Equal& equal) const {
        flight* f = first_;
        while (f != nullptr && !(f->hash == hash && equal(f->key, key)))
            f = f->next;
        return f;
    }

    void depart(flight& f) noexcept {
        f.next = std::exchange(first_, &f);
        f.linked = true;
        ++f.thread.flights;
    }

    /// Lets no one join the flight any more.
    void detach(flight& f) noexcept {
        if (!f.linked) return;
        flight** at = &first_;
        while (*at != &f)
            at = &(*at)->next;
        *at = f.next;
        f.linked = false;
    }
    void detach_all() noexcept {
        while (first_ != nullptr)
            detach(*first_);
    }

    /// The end of a flight, whose outcome, if someone waits for it, holds a value or an error.
    void land(flight& f) {
        detach(f);
        --f.thread.flights;
        if (f.awaited == nullptr) return;
        if (f.awaited->has_edges) cache_waits::landed(f.awaited.get());
        f.awaited->done = true;
        f.awaited->ready.notify_all();
    }

private:
    flight* first_ = nullptr;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_CACHE_FLIGHT_HPP
