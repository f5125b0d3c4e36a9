// SPDX-License-Identifier: BSL-1.0
// live/assets.hpp -- the files of the page, which the program carries within itself

#ifndef DEMO_LIVE_ASSETS_HPP
#define DEMO_LIVE_ASSETS_HPP

#include <optional>
#include <span>
#include <string_view>

namespace demo {

struct asset {
    std::string_view name; // of its file in live/page: "app.css"
    std::string_view type; // its Content-Type
    std::string_view text;
};

/// Every file of live/page, in the order of their names; the build writes the function's source.
[[nodiscard]] std::span<const asset> all_assets() noexcept;

[[nodiscard]] inline std::optional<asset> find_asset(std::string_view name) noexcept {
    for (const asset& each : all_assets()) {
        if (each.name == name) {
            return each;
        }
    }
    return std::nullopt;
}

} // namespace demo

#endif // DEMO_LIVE_ASSETS_HPP
