// SPDX-License-Identifier: BSL-1.0
// web/message.cpp -- what a client asks, and what it is answered

#include "web/message.hpp"

#include "cache/response_cache.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <charconv>

namespace demo {

namespace {

[[nodiscard]] char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

[[nodiscard]] int digit_of(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    const char low = lower(c);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// The value of the first `Name: value` of this name among lines that end with CR LF.
[[nodiscard]] std::string_view field_of(std::string_view lines, std::string_view name) noexcept {
    while (!lines.empty()) {
        const std::size_t end = std::min(lines.find("\r\n"), lines.size());
        const std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 2, lines.size()));
        if (line.size() > name.size() && line[name.size()] == ':' &&
            equals_ignoring_case(line.substr(0, name.size()), name)) {
            std::string_view value = line.substr(name.size() + 1);
            while (value.starts_with(' '))
                value.remove_prefix(1);
            return value;
        }
    }
    return {};
}

} // namespace

std::string_view name_of(method verb) noexcept {
    switch (verb) {
    case method::get:
        return "GET";
    case method::head:
        return "HEAD";
    case method::post:
        return "POST";
    case method::put:
        return "PUT";
    case method::patch:
        return "PATCH";
    case method::del:
        return "DELETE";
    case method::options:
        return "OPTIONS";
    case method::other:
        break;
    }
    return "OTHER";
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            if (text[i] == '\0') return std::nullopt;
            out += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            const int high = digit_of(text[i + 1]);
            const int low = digit_of(text[i + 2]);
            if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::optional<std::string> argument_of(std::string_view pairs, std::string_view name) {
    while (!pairs.empty()) {
        const std::size_t end = std::min(pairs.find('&'), pairs.size());
        const std::string_view pair = pairs.substr(0, end);
        pairs.remove_prefix(std::min(end + 1, pairs.size()));
        const std::size_t equal = std::min(pair.find('='), pair.size());
        if (percent_decoded(pair.substr(0, equal), true) == name)
            return percent_decoded(pair.substr(std::min(equal + 1, pair.size())), true);
    }
    return std::nullopt;
}

// -- header fields ------------------------------------------------------------------------------------

header_list& header_list::add(std::string_view name, std::string_view value) {
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    text_.append(name).append(": ").append(value);
    std::replace_if(text_.end() - static_cast<std::ptrdiff_t>(value.size()), text_.end(),
                    is_control, ' ');
    text_.append("\r\n");
    return *this;
}

header_list& header_list::add_lines(std::string_view lines) {
    text_.append(lines);
    return *this;
}

std::string_view header_list::get(std::string_view name) const noexcept {
    return field_of(text_, name);
}

bool header_list::contains(std::string_view name) const noexcept {
    return field_of(text_, name).data() != nullptr;
}

std::string header_list::take(std::string_view name) {
    const std::string_view value = field_of(text_, name);
    if (value.data() == nullptr) return {};
    std::string out(value);
    const auto end = static_cast<std::size_t>(value.data() - text_.data()) + value.size();
    const std::size_t before = text_.rfind('\n', end - 1);
    const std::size_t start = before == text_.npos ? 0 : before + 1;
    text_.erase(start, end + 2 - start);
    return out;
}

// -- request ------------------------------------------------------------------------------------------

namespace {

template <class Same>
[[nodiscard]] std::string_view value_in(const text_pairs& pairs, std::string_view name,
                                        Same same) noexcept {
    for (const auto& [key, value] : pairs)
        if (same(key, name)) return value;
    return {};
}

} // namespace

std::string_view request::header(std::string_view name) const noexcept {
    return value_in(headers, name, equals_ignoring_case);
}

std::string_view request::param(std::string_view name) const noexcept {
    return value_in(params, name, [](std::string_view a, std::string_view b) { return a == b; });
}

std::int64_t request::id(std::string_view name) const {
    const std::string_view digits = param(name);
    std::int64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size())
        throw http_error(404, "Not found");
    return number;
}

std::optional<std::string> request::argument(std::string_view name) const {
    return argument_of(query, name);
}

std::optional<std::string> request::form(std::string_view name) const {
    return argument_of(body, name);
}

std::string_view request::cookie(std::string_view name) const noexcept {
    std::string_view all = header("Cookie");
    while (!all.empty()) {
        const std::size_t end = std::min(all.find(';'), all.size());
        std::string_view one = all.substr(0, end);
        all.remove_prefix(std::min(end + 1, all.size()));
        while (one.starts_with(' '))
            one.remove_prefix(1);
        if (one.size() > name.size() && one.starts_with(name) && one[name.size()] == '=')
            return one.substr(name.size() + 1);
    }
    return {};
}

// -- response -----------------------------------------------------------------------------------------

const std::string& response::text() const noexcept { return stored ? stored->body : body; }

std::string_view response::header(std::string_view name) const noexcept {
    if (headers.contains(name)) return headers.get(name);
    if (stored) return field_of(stored->head, name);
    return equals_ignoring_case(name, "Content-Type") ? std::string_view(content_type)
                                                      : std::string_view();
}

namespace {

[[nodiscard]] response with(int status, std::string text, std::string content_type) {
    response out;
    out.status = status;
    out.body = std::move(text);
    out.content_type = std::move(content_type);
    return out;
}

} // namespace

response json(std::string text, int status) {
    return with(status, std::move(text), "application/json");
}

response html(std::string text, int status) {
    return with(status, std::move(text), "text/html; charset=utf-8");
}

response plain(std::string text, int status) {
    return with(status, std::move(text), "text/plain; charset=utf-8");
}

response no_content() { return with(204, {}, {}); }

response error(int status, std::string_view message) {
    return json(json_writer().begin_object().member("error", message).end_object().take(), status);
}

response http_error::answer() const {
    response out = error(status_, message_);
    if (retry_after_) out.headers.add("Retry-After", std::to_string(retry_after_->count()));
    return out;
}

} // namespace demo
