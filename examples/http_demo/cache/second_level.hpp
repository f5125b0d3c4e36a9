// SPDX-License-Identifier: BSL-1.0
// cache/second_level.hpp -- a cache that several instances share, behind the one that each of them has
//
// An answer that was made before a change must not be shared after it, whoever is slow. So an answer is
// put under the generation that get() found before it was made; a change begins a new generation, and
// what belongs to an older one is never found again.
//
//     auto found = shared.get(key);                             // a miss, of generation 7
//     auto made = handler(request);                             // meanwhile: invalidate() begins number 8
//     shared.put(key, made, 30s, found.generation);             // kept for number 7: nobody finds it

#ifndef DEMO_CACHE_SECOND_LEVEL_HPP
#define DEMO_CACHE_SECOND_LEVEL_HPP

#include "web/message.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// Every member but the destructor may be called by several threads at once, blocks for a few
/// milliseconds at most, and never throws: a second level that is gone is a miss.
class second_level {
public:
    struct lookup {
        std::optional<response> answer;   // status, body and content type
        std::chrono::milliseconds left{}; // for which it is still fresh
        std::string generation;           // for put(); empty if there is nothing to put to
    };
    struct counts {
        std::uint64_t hits = 0, misses = 0, stored = 0, invalidated = 0, failures = 0;
        bool open = false; // too many failures: nobody asks until a while has passed
    };

    virtual ~second_level() = default;
    /// Looks for a key: a path, with or without more behind it.
    [[nodiscard]] virtual lookup get(std::string_view key) noexcept = 0;
    /// Shares an answer that was made after get() returned the generation.
    virtual void put(std::string_view key, const response& answer, std::chrono::milliseconds ttl,
                     std::string_view generation) noexcept = 0;
    /// Drops what begins with the prefix, for all instances, and tells the other ones; when it returns,
    /// no get() finds it. Maybe more than that goes: everything with the same first part of the path
    /// (for "/tasks/1" that is "/tasks"), or everything if the prefix holds no such part.
    virtual void invalidate(std::string_view prefix) noexcept = 0;
    /// From now on `outdated` is called, on a thread of its own, with each prefix that another instance
    /// drops; with "" if something may have been missed. Nothing is called after listen(nullptr).
    virtual void listen(std::function<void(std::string_view prefix)> outdated) noexcept = 0;
    [[nodiscard]] virtual counts statistics() const noexcept = 0;
};

} // namespace demo

#endif // DEMO_CACHE_SECOND_LEVEL_HPP
