// SPDX-License-Identifier: BSL-1.0
// cache/response_cache.hpp -- answers that are kept, by the URL that asked for them
//
// Where the containers stand:
//     cairn::basic_cache   the entries, at most so many bytes of them; the policy can change while it runs
//     its deadlines        each entry has a time to live; only those that are due are looked at
//     cairn::sorted_map    all keys in order: what a change to /tasks outdates is a range of them

#ifndef DEMO_CACHE_RESPONSE_CACHE_HPP
#define DEMO_CACHE_RESPONSE_CACHE_HPP

#include "web/clock.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// An answer, ready to be sent.
struct stored_response {
    int status = 200;
    std::string head; // status line and header fields, each with its CR LF, but not the empty line
    std::string body;
    std::string etag; // with its quotation marks
    std::string content_type;
    clock::time_point made{};
    clock::time_point fresh_until{};

    [[nodiscard]] std::size_t bytes() const noexcept {
        return sizeof(*this) + head.size() + body.size() + etag.size();
    }
};

enum class policy { off, lru, lfu, s3fifo };
[[nodiscard]] std::string_view name_of(policy which) noexcept;
[[nodiscard]] std::optional<policy> policy_named(std::string_view name) noexcept;

/// Belongs to the thread of the event loop, like everything that it holds.
class response_cache {
public:
    using value = std::shared_ptr<const stored_response>;

    struct counts {
        std::uint64_t hits = 0, misses = 0, stale = 0, coalesced = 0, stored = 0, refused = 0,
                      evicted = 0, expired = 0, invalidated = 0;
        [[nodiscard]] double hit_ratio() const noexcept; // hits, stale and coalesced among all
    };
    struct due {
        std::string key;
        clock::duration left; // until it is stale
    };

    response_cache(policy which, std::size_t max_bytes);
    ~response_cache();
    response_cache(const response_cache&) = delete;
    response_cache& operator=(const response_cache&) = delete;

    /// The answer of a key, or null; it may be stale by now. Counts a hit, a stale hit or a miss.
    /// Complexity  O(1)
    [[nodiscard]] value find(std::string_view key, clock::time_point now = clock::now());
    /// Keeps an answer until `fresh_until` and `old` have passed, unless it alone weighs more than the cache may.
    void store(std::string_view key, value answer, std::chrono::seconds old);
    /// Drops every key that begins with the prefix; returns how many.
    /// Complexity  O(log n + how many)
    std::size_t invalidate(std::string_view prefix);
    void clear();
    /// Gives back what is past its time. Complexity  O(log n) for each
    void expire_due();
    void count_coalesced() noexcept;

    /// Entries move over to the new policy; with `off` nothing is found or kept until another one is set.
    void set_policy(policy which);
    [[nodiscard]] policy current_policy() const noexcept;
    [[nodiscard]] bool enabled() const noexcept { return current_policy() != policy::off; }
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t bytes() const noexcept;
    [[nodiscard]] std::size_t max_bytes() const noexcept;
    [[nodiscard]] const counts& statistics() const noexcept;
    /// The next n entries to become stale, the first one first.
    [[nodiscard]] std::vector<due> next_due(std::size_t n) const;
    /// The keys in order are those of the cache. For tests.
    [[nodiscard]] bool in_step() const;

private:
    struct entries;
    std::unique_ptr<entries> entries_;
};

} // namespace demo

#endif // DEMO_CACHE_RESPONSE_CACHE_HPP
