// SPDX-License-Identifier: BSL-1.0
// cache/packed_response.hpp -- an answer as bytes, for a cache outside of the program

#ifndef DEMO_CACHE_PACKED_RESPONSE_HPP
#define DEMO_CACHE_PACKED_RESPONSE_HPP

#include "web/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// The generation, the status, the length of the content type and itself, the body.
/// The generation has 16 bytes; a content type that has more than 255 is cut off.
[[nodiscard]] std::string packed(std::string_view generation, const response& answer);

/// The answer, if the bytes are one of this generation; whoever else may have written them.
[[nodiscard]] std::optional<response> unpacked(std::string_view bytes, std::string_view generation);

} // namespace demo

#endif // DEMO_CACHE_PACKED_RESPONSE_HPP
