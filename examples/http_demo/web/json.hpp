// SPDX-License-Identifier: BSL-1.0
// web/json.hpp -- JSON written by hand into a string, and read by Boost.JSON

#ifndef DEMO_WEB_JSON_HPP
#define DEMO_WEB_JSON_HPP

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Writes one JSON text from left to right; commas come by themselves.
///
///     json_writer out;
///     out.begin_object().member("id", 7).key("tags").begin_array().value("a").end_array().end_object();
///     out.take();   // {"id":7,"tags":["a"]}
class json_writer {
public:
    json_writer& begin_object();
    json_writer& end_object();
    json_writer& begin_array();
    json_writer& end_array();
    json_writer& key(std::string_view name);
    /// What is not UTF-8 is replaced by U+FFFD; a number that JSON lacks (infinity, NaN) is null.
    json_writer& value(std::string_view text);
    json_writer& value(const char* text) { return value(std::string_view(text)); }
    json_writer& value(bool yes);
    json_writer& value(double number);
    template <std::integral Integer>
        requires(!std::same_as<Integer, bool>)
    json_writer& value(Integer number) {
        if constexpr (std::unsigned_integral<Integer>)
            return integer(static_cast<std::uint64_t>(number));
        else
            return integer(static_cast<std::int64_t>(number));
    }
    json_writer& null();
    /// A JSON text as it is.
    json_writer& raw(std::string_view json);
    template <class Value>
    json_writer& member(std::string_view name, const Value& is) {
        return key(name).value(is);
    }
    [[nodiscard]] std::string take() noexcept;
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    json_writer& integer(std::int64_t number);
    json_writer& integer(std::uint64_t number);
    template <class Number>
    json_writer& digits(Number number);
    void quote(std::string_view text);
    void separate();
    std::string text_;
    bool comma_ = false; // the next value needs one
};

/// The object that a request's body holds.
class json_object {
public:
    /// Throws http_error: 400 if the text is no JSON, or nests deeper than 32; 422 if it is no object.
    explicit json_object(std::string_view text);
    ~json_object();
    json_object(json_object&&) noexcept;

    [[nodiscard]] bool contains(std::string_view name) const;
    /// Throws http_error 422 that names the member if it is missing or of another type.
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] double number(std::string_view name) const;
    [[nodiscard]] bool boolean(std::string_view name) const;
    /// An array of integers.
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name) const;
    /// The member as JSON text, whatever it is.
    [[nodiscard]] std::string raw(std::string_view name) const;
    /// Throws http_error 422 if there is a member that is not among these.
    void only(std::initializer_list<std::string_view> names) const;

private:
    struct value;
    std::unique_ptr<value> value_;
};

/// Content-Type is application/json, with or without parameters.
[[nodiscard]] bool is_json(std::string_view content_type) noexcept;

} // namespace demo

#endif // DEMO_WEB_JSON_HPP
