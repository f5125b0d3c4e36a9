// SPDX-License-Identifier: BSL-1.0
// web/message.hpp -- what a client asks, and what it is answered

#ifndef DEMO_WEB_MESSAGE_HPP
#define DEMO_WEB_MESSAGE_HPP

#include "web/clock.hpp"

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

enum class method : std::uint8_t { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view name_of(method verb) noexcept;

/// ASCII letters count as equal in either case.
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;

/// `%41+b` is `A b`. Nothing if a percent sign is not followed by two hexadecimal digits, or if the text
/// would hold a NUL. A plus sign is a space in queries and forms, and itself in paths.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// The value of a name in `a=1&b=2`, decoded: of a query, or of a form's body.
[[nodiscard]] std::optional<std::string> argument_of(std::string_view pairs, std::string_view name);

/// Header fields as they go over the wire, `Name: value` and CR LF for each: written once, sent as they are.
class header_list {
public:
    /// Control characters in a value become spaces: nobody splits a response.
    header_list& add(std::string_view name, std::string_view value);
    /// Fields of our own making, as they go over the wire.
    header_list& add_lines(std::string_view lines);
    /// The value of the first field of this name; empty if there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    [[nodiscard]] bool contains(std::string_view name) const noexcept;
    /// Removes the first field of this name, and returns its value.
    std::string take(std::string_view name);
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    void clear() noexcept { text_.clear(); }

private:
    std::string text_;
};

/// Who asks, once somebody has checked it.
struct identity {
    std::int64_t user = 0;
    std::string name;
    std::string csrf;    // the token that this session's forms have to send
    bool cookie = false; // known by a cookie, which browsers send by themselves, and not by a token
};

/// What a request spent where, for the Server-Timing header.
struct stopwatch {
    clock::duration cache{}, db{}, json{};

    /// Calls `work` and adds the time that it takes to one of them: `in.spent.measure(&stopwatch::db, work)`.
    template <class Work>
    auto measure(clock::duration stopwatch::* where, Work&& work) {
        struct lap {
            clock::duration& total;
            clock::time_point start = clock::now();
            ~lap() { total += clock::now() - start; }
        } const running{this->*where};
        return std::forward<Work>(work)();
    }
};

using text_pairs = std::vector<std::pair<std::string_view, std::string_view>>;

/// A request. Its views live until it has been answered.
struct request {
    method verb = method::get;
    std::string_view path;  // decoded, from the first slash
    std::string_view query; // behind the question mark, not decoded
    std::string_view body;
    std::string_view peer; // the address of the client
    text_pairs headers;
    text_pairs params;      // what the route captured: <int:id> is `id`
    std::string_view route; // the pattern that matched, empty if none did
    std::optional<identity> who;
    stopwatch spent;

    /// A header field, by its name in any case; empty if it is not there.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
    /// A part of the path.
    [[nodiscard]] std::string_view param(std::string_view name) const noexcept;
    /// A part of the path that the route declares as int. Throws http_error 404 if it is too large.
    [[nodiscard]] std::int64_t id(std::string_view name = "id") const;
    /// A part of the query, decoded; Flask's request.args.get(name).
    [[nodiscard]] std::optional<std::string> argument(std::string_view name) const;
    /// A field of a form (application/x-www-form-urlencoded); Flask's request.form.get(name).
    [[nodiscard]] std::optional<std::string> form(std::string_view name) const;
    [[nodiscard]] std::string_view cookie(std::string_view name) const noexcept;
};

struct stored_response; // cache/response_cache.hpp

/// An answer. A handler fills the first group; the rest says what the application is to do with it.
struct response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    header_list headers;

    /// Beginnings of the URLs whose cached answers this request has outdated: "/tasks".
    std::vector<std::string> outdated;
    /// Called on the event loop's thread before the answer leaves: what belongs to the loop (sessions,
    /// caches, statistics) may be changed here, and nowhere else.
    std::function<void(const request&, response&)> then;
    /// Set if the answer came out of the cache; status, body and content type are then there.
    std::shared_ptr<const stored_response> stored;

    /// Body and header fields, wherever they are.
    [[nodiscard]] const std::string& text() const noexcept;
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

[[nodiscard]] response json(std::string text, int status = 200);
[[nodiscard]] response html(std::string text, int status = 200);
[[nodiscard]] response plain(std::string text, int status = 200);
[[nodiscard]] response no_content();
/// {"error": message}
[[nodiscard]] response error(int status, std::string_view message);

/// What a handler throws to be answered with error(status, message).
class http_error : public std::exception {
public:
    http_error(int status, std::string message) : status_(status), message_(std::move(message)) {}
    /// With a Retry-After header, for 429, 503 and 507.
    http_error(int status, std::string message, std::chrono::seconds retry_after)
        : status_(status), message_(std::move(message)), retry_after_(retry_after) {}
    [[nodiscard]] int status() const noexcept { return status_; }
    [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }
    [[nodiscard]] response answer() const;

private:
    int status_;
    std::string message_;
    std::optional<std::chrono::seconds> retry_after_;
};

} // namespace demo

#endif // DEMO_WEB_MESSAGE_HPP
