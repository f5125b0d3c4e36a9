// SPDX-License-Identifier: BSL-1.0
// web/json.cpp -- JSON written by hand into a string, and read by Boost.JSON

#include "web/json.hpp"
#include "web/message.hpp"
#include "web/utf8.hpp"

// The whole of Boost.JSON, compiled here: nothing to link.
#include <boost/json/src.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace demo {

// -- writing --------------------------------------------------------------------------------------

namespace {

/// What may stand in a JSON string as it is: ASCII but for control characters, the quotation mark and the backslash.
constexpr auto is_ordinary = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x80; ++c)
        table[c] = c != '"' && c != '\\';
    return table;
}();

std::size_t ordinary_prefix(std::string_view text) noexcept {
    std::size_t n = 0;
    while (n != text.size() && is_ordinary[static_cast<unsigned char>(text[n])])
        ++n;
    return n;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        out += "\\u00";
        out += hex[static_cast<unsigned char>(c) >> 4];
        out += hex[static_cast<unsigned char>(c) & 15];
    }
}

} // namespace

void json_writer::separate() {
    if (comma_) text_ += ',';
    comma_ = true;
}

void json_writer::quote(std::string_view text) {
    text_ += '"';
    for (;;) {
        const std::size_t n = ordinary_prefix(text);
        text_.append(text, 0, n);
        if (n == text.size()) break;
        text.remove_prefix(n);
        if (static_cast<unsigned char>(text[0]) < 0x80) {
            append_escaped(text_, text[0]);
            text.remove_prefix(1);
        } else if (const std::size_t size = utf8_character(text); size != 0) {
            text_.append(text, 0, size);
            text.remove_prefix(size);
        } else {
            text_ += "\xEF\xBF\xBD"; // U+FFFD, the replacement character
            text.remove_prefix(1);
        }
    }
    text_ += '"';
}

json_writer& json_writer::begin_object() {
    separate();
    text_ += '{';
    comma_ = false;
    return *this;
}

json_writer& json_writer::end_object() {
    text_ += '}';
    comma_ = true;
    return *this;
}

json_writer& json_writer::begin_array() {
    separate();
    text_ += '[';
    comma_ = false;
    return *this;
}

json_writer& json_writer::end_array() {
    text_ += ']';
    comma_ = true;
    return *this;
}

json_writer& json_writer::key(std::string_view name) {
    separate();
    quote(name);
    text_ += ':';
    comma_ = false;
    return *this;
}

json_writer& json_writer::value(std::string_view text) {
    separate();
    quote(text);
    return *this;
}

json_writer& json_writer::value(bool yes) { return raw(yes ? "true" : "false"); }

json_writer& json_writer::value(double number) {
    return std::isfinite(number) ? digits(number) : null(); // JSON has neither infinity nor NaN
}

json_writer& json_writer::integer(std::int64_t number) { return digits(number); }
json_writer& json_writer::integer(std::uint64_t number) { return digits(number); }

template <class Number>
json_writer& json_writer::digits(Number number) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
    return raw({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
}

json_writer& json_writer::null() { return raw("null"); }

json_writer& json_writer::raw(std::string_view json) {
    separate();
    text_ += json;
    return *this;
}

std::string json_writer::take() noexcept {
    comma_ = false;
    return std::exchange(text_, {});
}

// -- reading --------------------------------------------------------------------------------------

struct json_object::value {
    boost::json::object members;
};

namespace {

boost::json::value parsed(std::string_view text) {
    boost::json::parse_options how;
    how.max_depth = 32;
    boost::system::error_code code;
    boost::json::value result = boost::json::parse({text.data(), text.size()}, code, {}, how);
    if (code) throw http_error(400, "The body is not valid JSON: " + code.message());
    return result;
}

[[noreturn]] void refuse(std::string_view name, std::string_view what) {
    std::string message = "\"";
    message.append(name).append("\" ").append(what);
    throw http_error(422, std::move(message));
}

boost::json::string_view boosted(std::string_view text) { return {text.data(), text.size()}; }

const boost::json::value& member_of(const boost::json::object& object, std::string_view name) {
    const boost::json::value* const found = object.if_contains(boosted(name));
    if (!found) refuse(name, "is missing");
    return *found;
}

} // namespace

json_object::json_object(std::string_view text) {
    boost::json::value all = parsed(text);
    if (!all.is_object()) throw http_error(422, "The body has to be a JSON object");
    value_ = std::make_unique<value>(std::move(all.get_object()));
}

json_object::~json_object() = default;
json_object::json_object(json_object&&) noexcept = default;

bool json_object::contains(std::string_view name) const {
    return value_->members.contains(boosted(name));
}

std::string json_object::text(std::string_view name) const {
    const boost::json::value& found = member_of(value_->members, name);
    if (!found.is_string()) refuse(name, "has to be a string");
    return {found.get_string().data(), found.get_string().size()};
}

std::int64_t json_object::integer(std::string_view name) const {
    const boost::json::value& found = member_of(value_->members, name);
    if (!found.is_int64()) refuse(name, "has to be an integer"); // beyond 2^63 it is something else
    return found.get_int64();
}

double json_object::number(std::string_view name) const {
    const boost::json::value& found = member_of(value_->members, name);
    const double number = found.is_number() ? found.to_number<double>() : std::nan("");
    if (!std::isfinite(number)) refuse(name, "has to be a number"); // 1e400 is not
    return number;
}

bool json_object::boolean(std::string_view name) const {
    const boost::json::value& found = member_of(value_->members, name);
    if (!found.is_bool()) refuse(name, "has to be true or false");
    return found.get_bool();
}

std::vector<std::int64_t> json_object::integers(std::string_view name) const {
    const boost::json::value& found = member_of(value_->members, name);
    constexpr auto is_integer = [](const boost::json::value& v) { return v.is_int64(); };
    if (!found.is_array() || !std::ranges::all_of(found.get_array(), is_integer))
        refuse(name, "has to be an array of integers");
    std::vector<std::int64_t> result;
    for (const boost::json::value& element : found.get_array())
        result.push_back(element.get_int64());
    return result;
}

std::string json_object::raw(std::string_view name) const {
    return boost::json::serialize(member_of(value_->members, name));
}

void json_object::only(std::initializer_list<std::string_view> names) const {
    for (const auto& member : value_->members) {
        const std::string_view name(member.key().data(), member.key().size());
        if (std::ranges::find(names, name) == names.end()) refuse(name, "is not expected here");
    }
}

bool is_json(std::string_view content_type) noexcept {
    std::string_view type = content_type.substr(0, content_type.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t'))
        type.remove_suffix(1);
    return equals_ignoring_case(type, "application/json");
}

} // namespace demo
