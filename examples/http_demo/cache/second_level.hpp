// SPDX-License-Identifier: BSL-1.0
// cache/second_level.hpp -- a cache that several instances share, behind the one that each of them has

#ifndef DEMO_CACHE_SECOND_LEVEL_HPP
#define DEMO_CACHE_SECOND_LEVEL_HPP

#include "web/message.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// Every member may be called by several threads at once, blocks for a few milliseconds at most, and never throws:
/// a second level that is gone is a miss.
class second_level {
public:
    virtual ~second_level() = default;
    /// The answer of a key (status, body and content type), if it is there.
    [[nodiscard]] virtual std::optional<response> get(std::string_view key) noexcept = 0;
    virtual void put(std::string_view key, const response& answer, std::chrono::seconds ttl) noexcept = 0;
    /// Drops what begins with the prefix, for all instances, and has the others drop it from their first level.
    virtual void invalidate(std::string_view prefix) noexcept = 0;
};

} // namespace demo

#endif // DEMO_CACHE_SECOND_LEVEL_HPP
