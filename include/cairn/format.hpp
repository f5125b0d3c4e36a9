// SPDX-License-Identifier: BSL-1.0
// cairn/format.hpp -- how containers print: the way Python prints them
//
//     cairn::deque<int> d{1, 2, 3};
//     std::cout << d;                        // deque([1, 2, 3])
//     std::format("{:>20}", d);              // "    deque([1, 2, 3])"
//     cairn::repr(std::pair("a", 0.5));      // ('a', 0.5)
//
// Synopsis    repr(x)                std::string, of anything below
//             out << container       the same text, as one string: width and fill are the stream's
//             std::formatter         where the library has <format>: fill, align, width, precision
//
//             deque                  deque([1, 2])
//             bounded_deque          deque([1, 2], maxlen=3)
//             counter                Counter({'b': 2, 'a': 1}), most common first; Counter()
//             sorted_list            SortedList([1, 2])
//             sorted_set             SortedSet([1, 2])
//             sorted_map             SortedDict({'a': 1, 'b': 2})
//             sorted_multimap        SortedMultiDict([('a', 1), ('a', 2)]): Python has none, and as the
//                                    keys of a literal dict differ, it prints as the list of its items
//             map-like (dict ...)    {'a': 1, 'b': 2}, {}
//             set-like               {'a', 'b'}, set()
//             other ranges           [1, 2]
//             pair, tuple            (1, 2), (1,), ()
//             text, char             quoted and escaped as by Python's repr; see write_text
//             numbers, bool          12, 0.5, 1e+16, inf, nan, True
//             nullptr, nullopt       None; an optional prints what it holds
//             pointers               None, or the address: 0x7ffc01020304
//             any other type         by its operator<<, else by its std::formatter
//
// Elements print by the same table, to any depth. Containers of what cannot be printed have no
// operator<< and no std::formatter.
//
// Comparators do not print: they are types, where Python's key functions are arguments.
//
// Only declarations of the containers and of streams are needed here, so this header is cheap, and
// no other header of cairn knows it. fmt::formatter is left alone: fmt/ranges.h prints any range.
// Source      CPython Objects/unicodeobject.c (strings), Python/pystrtod.c (floats); sortedcontainers
//             2.4 (the names)

#ifndef CAIRN_FORMAT_HPP
#define CAIRN_FORMAT_HPP

#include <cairn/fwd.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <version>

#ifdef __cpp_lib_format
#include <format>
#endif

namespace cairn::inline CAIRN_ABI::detail {

// -- text --------------------------------------------------------------------------------------------

/// True for what Python escapes above ASCII: controls, formats, separators but for the space, private
/// use, and what is no character and never will be. Code points that Unicode has yet to assign,
/// which Python escapes as of its own version of Unicode, count as printable.
[[nodiscard]] inline bool is_escaped(std::uint32_t value) noexcept {
    struct span {
        std::uint32_t first, last;
    };
    static constexpr span spans[] = {
        {0x80, 0xa0},       {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},
        {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},
        {0x1680, 0x1680},   {0x180e, 0x180e},   {0x2000, 0x200f},   {0x2028, 0x202f},
        {0x205f, 0x206f},   {0x3000, 0x3000},   {0xd800, 0xf8ff},   {0xfdd0, 0xfdef},
        {0xfeff, 0xfeff},   {0xfff0, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
        {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0x40000, 0xe00ff},
        {0xe01f0, 0x10ffff}};
    for (const span& each : spans) {
        if (value >= each.first && value <= each.last) return true;
    }
    return (value & 0xfffe) == 0xfffe;
}

struct code_point {
    std::uint32_t value;
    unsigned size; // bytes
    bool escaped;  // not shown as it is
};

/// The code point at the beginning of a text. A byte that begins none in UTF-8 (which has no overlong
/// forms, no surrogates and nothing above 0x10ffff) is one of its own, and escaped.
/// Expects     !text.empty()
[[nodiscard]] inline code_point first_code_point(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::uint32_t lead = byte(0);
    if (lead < 0x80) return {lead, 1, lead < 0x20 || lead == 0x7f};
    const code_point alone{lead, 1, true};
    const unsigned size = lead < 0xc2 ? 1U : lead < 0xe0 ? 2U : lead < 0xf0 ? 3U : 4U;
    if (size == 1 || size > text.size()) return alone;
    std::uint32_t value = lead & (0xffU >> (size + 1));
    for (std::size_t i = 1; i != size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return alone;
        value = value << 6 | (byte(i) & 0x3fU);
    }
    constexpr std::uint32_t smallest[] = {0x80, 0x800, 0x10000}; // of two, three, four bytes
    const bool surrogate = value >= 0xd800 && value <= 0xdfff;
    if (value < smallest[size - 2] || value > 0x10ffff || surrogate) return alone;
    return {value, size, is_escaped(value)};
}

/// A backslash, and x, u or U with two, four or eight digits: the fewest that hold the value.
inline void write_escape(std::string& out, std::uint32_t value) {
    const unsigned digits = value < 0x100 ? 2U : value < 0x10000 ? 4U : 8U;
    out += '\\';
    out += digits == 2 ? 'x' : digits == 4 ? 'u' : 'U';
    for (unsigned shift = 4 * digits; shift != 0; shift -= 4)
        out += "0123456789abcdef"[(value >> (shift - 4)) & 0xf];
}

/// The text in quotes, single ones unless that spares escaping: it has a single quote and no double
/// one. Escapes the quote, the backslash and what cannot be seen; other code points stay UTF-8.
/// Python      repr(str)
inline void write_text(std::string& out, std::string_view text) {
    constexpr auto npos = std::string_view::npos;
    const char quote = text.find('\'') != npos && text.find('"') == npos ? '"' : '\'';
    out += quote;
    while (!text.empty()) {
        const char c = text.front();
        const code_point point = first_code_point(text);
        if (c == quote || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (point.escaped) {
            write_escape(out, point.value);
        } else {
            out += text.substr(0, point.size);
        }
        text.remove_prefix(point.size);
    }
    out += quote;
}

// -- numbers -----------------------------------------------------------------------------------------

template <class Integer>
void write_integer(std::string& out, Integer value, int base = 10) {
    char digits[8 * sizeof(Integer) + 1]; // enough for base 2 and a sign
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value, base);
    out.append(digits, end);
}

/// The fewest digits that are read back as the same value of this type; with an exponent if that is
/// below -4 or above 15, and with a point if not.
/// Python      repr(float)
template <class Real>
void write_real(std::string& out, Real value) {
    char buffer[64];
    const auto [end, error] =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);
    if (text.starts_with("nan")) {
        out += "nan";
        return;
    }
    if (negative) out += '-';
    const std::size_t e = text.find('e');
    if (e == std::string_view::npos) { // inf
        out += text;
        return;
    }
    int exponent = 0;
    const char* const sign = text.data() + e + 1;
    std::from_chars(*sign == '+' ? sign + 1 : sign, end, exponent);
    if (exponent < -4 || exponent >= 16) {
        out += text;
        return;
    }
    const char first = text.front();
    const std::string_view others = e > 2 ? text.substr(2, e - 2) : std::string_view();
    if (exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-exponent - 1), '0');
        out += first;
        out += others;
        return;
    }
    const auto whole =
        static_cast<std::size_t>(exponent); // digits before the point but for the first
    out += first;
    out += others.substr(0, whole);
    if (others.size() > whole) {
        out += '.';
        out += others.substr(whole);
    } else {
        out.append(whole - others.size(), '0');
        out += ".0";
    }
}

// -- what prints how ---------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_container = false; // of cairn
template <class T, class Allocator>
inline constexpr bool is_container<deque<T, Allocator>> = true;
template <class T, class Allocator>
inline constexpr bool is_container<bounded_deque<T, Allocator>> = true;
template <class Key, class Value, class Hash, class Equal, class Allocator>
inline constexpr bool is_container<dict<Key, Value, Hash, Equal, Allocator>> = true;
template <class Key, class Hash, class Equal, class Allocator>
inline constexpr bool is_container<ordered_set<Key, Hash, Equal, Allocator>> = true;
template <class Key, class Count, class Hash, class Equal, class Allocator>
inline constexpr bool is_container<counter<Key, Count, Hash, Equal, Allocator>> = true;
template <class T, class Compare, class Allocator>
inline constexpr bool is_container<sorted_list<T, Compare, Allocator>> = true;
template <class Key, class Compare, class Allocator>
inline constexpr bool is_container<sorted_set<Key, Compare, Allocator>> = true;
template <class Key, class Value, class Compare, class Allocator>
inline constexpr bool is_container<sorted_map<Key, Value, Compare, Allocator>> = true;
template <class Key, class Value, class Compare, class Allocator>
inline constexpr bool is_container<sorted_multimap<Key, Value, Compare, Allocator>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_tuple = false;
template <class First, class Second>
inline constexpr bool is_tuple<std::pair<First, Second>> = true;
template <class... Members>
inline constexpr bool is_tuple<std::tuple<Members...>> = true;

template <class T, class... Others>
concept one_of = (std::same_as<T, Others> || ...);

template <class T>
concept text_like = std::convertible_to<const T&, std::string_view> ||
                    std::convertible_to<const T&, std::u8string_view>;

template <class T>
concept streamable = requires(std::basic_ostream<char>& out, const T& value) { out << value; };

/// Not its own element, which a path is: such a range would never end.
template <class T>
concept listable = std::ranges::input_range<T> &&
                   !std::same_as<std::ranges::range_value_t<T>, std::remove_cv_t<T>>;

#ifdef __cpp_lib_format
template <class T>
concept formattable = std::semiregular<std::formatter<T, char>>;
#else
template <class T>
concept formattable = false;
#endif

enum class form : unsigned char {
    boolean,
    character,
    integer,
    real,
    nothing,
    text,
    address,
    container,
    optional,
    tuple,
    streamed,
    range,
    formatted,
    unknown
};

/// The first line of the table that fits. An operator<< of its own comes before its being a range:
/// who wrote it has said how the type prints.
template <class T>
[[nodiscard]] consteval form form_of() {
    if constexpr (std::same_as<T, bool>) {
        return form::boolean;
    } else if constexpr (one_of<T, char, char8_t>) {
        return form::character;
    } else if constexpr (one_of<T, wchar_t, char16_t, char32_t>) {
        return form::unknown;
    } else if constexpr (std::integral<T> || std::same_as<T, std::byte>) {
        return form::integer;
    } else if constexpr (std::floating_point<T>) {
        return form::real;
    } else if constexpr (one_of<T, std::nullptr_t, std::nullopt_t>) {
        return form::nothing;
    } else if constexpr (is_container<T>) {
        return form::container;
    } else if constexpr (is_optional<T>) {
        return form::optional;
    } else if constexpr (is_tuple<T>) {
        return form::tuple;
    } else if constexpr (text_like<T>) {
        return form::text;
    } else if constexpr (std::is_pointer_v<T>) {
        return form::address;
    } else if constexpr (!std::is_array_v<T> && streamable<T>) {
        return form::streamed;
    } else if constexpr (listable<T>) {
        return form::range;
    } else if constexpr (formattable<T>) {
        return form::formatted;
    } else {
        return std::is_enum_v<T> && std::convertible_to<T, int> ? form::integer : form::unknown;
    }
}

/// The elements of a range, but that of vector<bool> is bool and not its proxy.
template <class Range>
using element_of =
    std::conditional_t<std::is_arithmetic_v<std::ranges::range_value_t<Range>>,
                       std::ranges::range_value_t<Range>,
                       std::remove_reference_t<std::ranges::range_reference_t<Range>>>;

template <class T>
[[nodiscard]] consteval bool can_print() {
    using value = std::remove_cv_t<T>;
    constexpr form how = form_of<value>();
    if constexpr (how == form::optional) {
        return can_print<typename value::value_type>();
    } else if constexpr (how == form::tuple) {
        return []<std::size_t... Index>(std::index_sequence<Index...>) {
            return (can_print<std::remove_reference_t<std::tuple_element_t<Index, value>>>() &&
                    ...);
        }(std::make_index_sequence<std::tuple_size_v<value>>());
    } else if constexpr (how == form::container || how == form::range) {
        return can_print<element_of<T>>();
    } else {
        return how != form::unknown;
    }
}

template <class T>
concept printable = can_print<std::remove_reference_t<T>>();

// -- any value ---------------------------------------------------------------------------------------

template <class T>
void write(std::string& out, T& value);

/// A stream's way into a string. A template, so that <iosfwd> is enough until it is used.
template <class Char>
class string_sink : public std::basic_streambuf<Char> {
    using base = std::basic_streambuf<Char>;
    using typename base::int_type;
    using typename base::traits_type;

public:
    explicit string_sink(std::string& out) : out_(out) {}

protected:
    int_type overflow(int_type c) override {
        if (!traits_type::eq_int_type(c, traits_type::eof())) out_ += traits_type::to_char_type(c);
        return traits_type::not_eof(c);
    }

private:
    std::string& out_;
};

/// By the type's own operator<<, in the "C" locale and with no flags of another stream.
template <class T, class Char = char>
void write_streamed(std::string& out, const T& value) {
    static_assert(
        requires { sizeof(std::basic_ostream<Char>); },
        "include <ostream> to print a type by its operator<<");
    string_sink<Char> sink(out);
    std::basic_ostream<Char> stream(&sink);
    stream.imbue(decltype(stream.getloc())::classic());
    stream << value;
}

/// The elements between brackets, separated by commas; `write_one(out, element)` each.
template <class Range, class WriteOne>
void write_elements(std::string& out, Range& range, const char* open, const char* close,
                    WriteOne write_one) {
    out += open;
    bool first = true;
    for (auto&& element : range) {
        if (!first) out += ", ";
        first = false;
        write_one(out, element);
    }
    out += close;
}

template <class Range>
void write_list(std::string& out, Range& range) {
    write_elements(out, range, "[", "]", [](std::string& to, auto& element) {
        if constexpr (std::is_arithmetic_v<element_of<Range>>) {
            const element_of<Range> value = element;
            detail::write(to, value);
        } else {
            detail::write(to, element);
        }
    });
}

template <class Range>
void write_map(std::string& out, Range& range) {
    write_elements(out, range, "{", "}", [](std::string& to, auto& element) {
        detail::write(to, element.first);
        to += ": ";
        detail::write(to, element.second);
    });
}

template <class Range>
void write_range(std::string& out, Range& range) {
    if constexpr (requires { typename Range::mapped_type; }) {
        write_map(out, range);
    } else if constexpr (requires { typename Range::key_type; }) {
        if (std::ranges::begin(range) == std::ranges::end(range)) {
            out += "set()"; // {} is the empty dict
        } else {
            write_elements(out, range, "{", "}",
                           [](std::string& to, auto& element) { detail::write(to, element); });
        }
    } else {
        write_list(out, range);
    }
}

template <class T, class Allocator>
void write_container(std::string& out, const deque<T, Allocator>& d) {
    out += "deque(";
    write_list(out, d);
    out += ')';
}

template <class T, class Allocator>
void write_container(std::string& out, const bounded_deque<T, Allocator>& d) {
    out += "deque(";
    write_list(out, d);
    out += ", maxlen=";
    write_integer(out, d.maxlen());
    out += ')';
}

/// Most common first, which takes a copy of the keys; without one in order of first encounter.
template <class Key, class Count, class Hash, class Equal, class Allocator>
void write_container(std::string& out, const counter<Key, Count, Hash, Equal, Allocator>& c) {
    out += "Counter(";
    if constexpr (std::copy_constructible<Key>) {
        const auto items = c.most_common();
        if (!items.empty()) write_map(out, items);
    } else {
        if (!c.empty()) write_map(out, c);
    }
    out += ')';
}

template <class T, class Compare, class Allocator>
void write_container(std::string& out, const sorted_list<T, Compare, Allocator>& list) {
    out += "SortedList(";
    write_list(out, list);
    out += ')';
}

template <class Key, class Compare, class Allocator>
void write_container(std::string& out, const sorted_set<Key, Compare, Allocator>& set) {
    out += "SortedSet(";
    write_list(out, set);
    out += ')';
}

template <class Key, class Value, class Compare, class Allocator>
void write_container(std::string& out, const sorted_map<Key, Value, Compare, Allocator>& map) {
    out += "SortedDict(";
    write_map(out, map);
    out += ')';
}

template <class Key, class Value, class Compare, class Allocator>
void write_container(std::string& out, const sorted_multimap<Key, Value, Compare, Allocator>& map) {
    out += "SortedMultiDict(";
    write_list(out, map);
    out += ')';
}

/// dict and ordered_set are the map-like and the set-like range.
template <class Container>
void write_container(std::string& out, const Container& container) {
    write_range(out, container);
}

template <class Tuple>
void write_tuple(std::string& out, Tuple& tuple) {
    constexpr std::size_t size = std::tuple_size_v<std::remove_cv_t<Tuple>>;
    out += '(';
    [&]<std::size_t... Index>(std::index_sequence<Index...>) {
        ((out += Index == 0 ? "" : ", ", detail::write(out, std::get<Index>(tuple))), ...);
    }(std::make_index_sequence<size>());
    out += size == 1 ? ",)" : ")";
}

/// Up to the first null character of an array, and nothing of a null pointer.
template <class T>
void write_text_like(std::string& out, const T& value) {
    if constexpr (std::is_pointer_v<T>) {
        if (value == nullptr) {
            out += "None";
            return;
        }
    }
    if constexpr (std::is_array_v<T>) {
        std::size_t size = 0;
        while (size != std::extent_v<T> && value[size] != 0)
            ++size;
        write_text(out, {reinterpret_cast<const char*>(value), size});
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        write_text(out, value);
    } else {
        const std::u8string_view text = value;
        write_text(out, {reinterpret_cast<const char*>(text.data()), text.size()});
    }
}

template <class T>
void write(std::string& out, T& value) {
    using plain = std::remove_cv_t<T>;
    constexpr form how = form_of<plain>();
    if constexpr (how == form::boolean) {
        out += value ? "True" : "False";
    } else if constexpr (how == form::character) {
        const char c = static_cast<char>(value);
        write_text(out, {&c, 1});
    } else if constexpr (how == form::integer) {
        if constexpr (std::is_enum_v<plain>) {
            write_integer(out, static_cast<std::underlying_type_t<plain>>(value));
        } else {
            write_integer(out, value);
        }
    } else if constexpr (how == form::real) {
        write_real(out, value);
    } else if constexpr (how == form::nothing) {
        out += "None";
    } else if constexpr (how == form::text) {
        write_text_like(out, value);
    } else if constexpr (how == form::address) {
        if (value == nullptr) {
            out += "None";
        } else {
            out += "0x";
            write_integer(out, reinterpret_cast<std::uintptr_t>(value), 16);
        }
    } else if constexpr (how == form::container) {
        write_container(out, value);
    } else if constexpr (how == form::optional) {
        if (value.has_value()) {
            detail::write(out, *value);
        } else {
            out += "None";
        }
    } else if constexpr (how == form::tuple) {
        write_tuple(out, value);
    } else if constexpr (how == form::streamed) {
        write_streamed(out, value);
    } else if constexpr (how == form::range) {
        write_range(out, value);
#ifdef __cpp_lib_format
    } else if constexpr (how == form::formatted) {
        std::format_to(std::back_inserter(out), "{}", value);
#endif
    }
}

#ifdef __cpp_lib_format
/// Formats as the string that `repr` returns. The string's own formatter is held and not inherited
/// from: it would offer the debug format to formatters of ranges, and be quoted twice.
class repr_formatter {
public:
    constexpr auto parse(std::format_parse_context& context) { return string_.parse(context); }

    template <class Container, class Context>
    auto format(const Container& container, Context& context) const {
        std::string text;
        detail::write(text, container);
        return string_.format(text, context);
    }

private:
    std::formatter<std::string_view, char> string_;
};
#endif

} // namespace cairn::inline CAIRN_ABI::detail

namespace cairn::inline CAIRN_ABI {

/// The value as Python writes it; see the table in the head of this file. Does not depend on locales.
/// Python      repr(x)
template <class T>
    requires detail::printable<T>
[[nodiscard]] std::string repr(T&& value) {
    std::string out;
    detail::write(out, value);
    return out;
}

/// Writes repr(container) as one string: width, fill and adjustment of the stream apply to the whole.
template <class Traits, class Container>
    requires detail::is_container<Container> && detail::printable<const Container>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const Container& container) {
    std::string text;
    detail::write(text, container);
    return out << std::basic_string_view<char, Traits>(text.data(), text.size());
}

} // namespace cairn::inline CAIRN_ABI

#ifdef __cpp_lib_format
template <class T, class Allocator>
    requires cairn::detail::printable<const T>
struct std::formatter<cairn::deque<T, Allocator>, char> : cairn::detail::repr_formatter {};

template <class T, class Allocator>
    requires cairn::detail::printable<const T>
struct std::formatter<cairn::bounded_deque<T, Allocator>, char> : cairn::detail::repr_formatter {};

template <class Key, class Value, class Hash, class Equal, class Allocator>
    requires cairn::detail::printable<const Key> && cairn::detail::printable<const Value>
struct std::formatter<cairn::dict<Key, Value, Hash, Equal, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class Key, class Hash, class Equal, class Allocator>
    requires cairn::detail::printable<const Key>
struct std::formatter<cairn::ordered_set<Key, Hash, Equal, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class Key, class Count, class Hash, class Equal, class Allocator>
    requires cairn::detail::printable<const Key> && cairn::detail::printable<const Count>
struct std::formatter<cairn::counter<Key, Count, Hash, Equal, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class T, class Compare, class Allocator>
    requires cairn::detail::printable<const T>
struct std::formatter<cairn::sorted_list<T, Compare, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class Key, class Compare, class Allocator>
    requires cairn::detail::printable<const Key>
struct std::formatter<cairn::sorted_set<Key, Compare, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class Key, class Value, class Compare, class Allocator>
    requires cairn::detail::printable<const Key> && cairn::detail::printable<const Value>
struct std::formatter<cairn::sorted_map<Key, Value, Compare, Allocator>, char>
    : cairn::detail::repr_formatter {};

template <class Key, class Value, class Compare, class Allocator>
    requires cairn::detail::printable<const Key> && cairn::detail::printable<const Value>
struct std::formatter<cairn::sorted_multimap<Key, Value, Compare, Allocator>, char>
    : cairn::detail::repr_formatter {};
#endif

#endif // CAIRN_FORMAT_HPP
