// SPDX-License-Identifier: BSL-1.0
// cache/answers.hpp -- between exchanges and the cache: keys, answers to keep, and the header fields that tell

#ifndef DEMO_CACHE_ANSWERS_HPP
#define DEMO_CACHE_ANSWERS_HPP

#include "cache/response_cache.hpp"
#include "web/exchange.hpp"
#include "web/router.hpp"

#include <memory>
#include <string>

namespace demo {

/// The key of a request: path, arguments in the order of their names, and the user if the answer is for that one alone.
/// They are separated by NUL, which none of them can hold; a prefix of the path is a prefix of the key.
void write_key(std::string& key, const request& in, share with);

/// A key for people to read: `/search?q=milk`.
[[nodiscard]] std::string readable_key(std::string_view key);

/// What a handler answered, in the form in which it is kept and sent. It is fresh for 90 to 100 % of the route's time,
/// depending on the key: what was stored together is not renewed together.
[[nodiscard]] std::shared_ptr<const stored_response> stored_from(const exchange& e);

/// Success is kept, and for a second that there is nothing.
[[nodiscard]] bool is_kept(const stored_response& answer) noexcept;

/// Answers with what is kept: 304 if the client has it already.
void answer_from(exchange& e, std::shared_ptr<const stored_response> answer);

/// X-Cache, Age and Server-Timing.
void add_cache_headers(exchange& e);

} // namespace demo

#endif // DEMO_CACHE_ANSWERS_HPP
