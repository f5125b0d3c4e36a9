// SPDX-License-Identifier: BSL-1.0
// JSON, written and read: RFC 8259.

#include "web/json.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "web/message.hpp"
#include "web/utf8.hpp"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

using demo::http_error;
using demo::json_object;
using demo::json_writer;

namespace {

std::string written(std::string_view text) { return json_writer().value(text).take(); }

/// The status that reading ends with; 200 if it succeeds.
template <class Read>
int status_of(std::string_view text, Read read) {
    try {
        const json_object body(text);
        read(body);
        return 200;
    } catch (const http_error& e) {
        return e.status();
    }
}
int status_of(std::string_view text) {
    return status_of(text, [](const json_object&) {});
}

std::string nested(std::size_t depth) { // with the object around it
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

} // namespace

TEST_CASE("json: commas come by themselves") {
    json_writer out;
    out.begin_object().member("id", 7).key("tags").begin_array().value("a").value("b").end_array();
    out.member("done", false).key("none").null().key("empty").begin_object().end_object();
    out.key("raw").raw("[1, 2]").key("list").begin_array().end_array().member("x", "y");
    out.end_object();
    REQUIRE(out.text() == R"({"id":7,"tags":["a","b"],"done":false,"none":null,"empty":{},)"
                          R"("raw":[1, 2],"list":[],"x":"y"})");
    REQUIRE(out.take().size() > 0);
    REQUIRE(out.begin_array().end_array().take() == "[]"); // ready for the next text
}

TEST_CASE("json: what is special in a string is escaped") {
    REQUIRE(written("") == R"("")");
    REQUIRE(written("say \"hi\"") == R"("say \"hi\"")");
    REQUIRE(written("C:\\x") == R"("C:\\x")");
    REQUIRE(written("\n\r\t") == R"("\n\r\t")");
    REQUIRE(written(std::string_view("\0\x01\x1F\x7F", 4)) == "\"\\u0000\\u0001\\u001f\x7F\"");
    REQUIRE(written("</script>\xE2\x80\xA8") == "\"</script>\xE2\x80\xA8\"");
    REQUIRE(json_writer().begin_object().member("a\"b", 1).end_object().take() == R"({"a\"b":1})");
}

TEST_CASE("json: what is not UTF-8 is replaced") {
    const std::string gone = "\xEF\xBF\xBD";
    REQUIRE(written("caf\xC3\xA9 \xF0\x9F\x98\x80") == "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
    REQUIRE(written("caf\xE9!") == "\"caf" + gone + "!\"");
    REQUIRE(written("\xC0\xAF") == "\"" + gone + gone + "\"");              // two bytes for a slash
    REQUIRE(written("\xED\xA0\x80") == "\"" + gone + gone + gone + "\"");   // half a surrogate pair
    REQUIRE(written("\xF4\x90\x80\x80").find('\xF4') == std::string::npos); // beyond U+10FFFF
    REQUIRE(written("\xE2\x82") == "\"" + gone + gone + "\"");              // cut off
}

TEST_CASE("json: UTF-8 is told from what is not") {
    REQUIRE(demo::utf8_length("") == 0u);
    REQUIRE(demo::utf8_length("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 4u);
    for (const char* bad : {"\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xED\xBF\xBF",
                            "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
        REQUIRE_FALSE(demo::utf8_length(bad));
    for (const char* good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                             "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\x7F"})
        REQUIRE(demo::utf8_length(good) == 1u);
}

TEST_CASE("json: numbers") {
    REQUIRE(json_writer().value(std::numeric_limits<std::int64_t>::min()).take() ==
            "-9223372036854775808");
    REQUIRE(json_writer().value(std::numeric_limits<std::uint64_t>::max()).take() ==
            "18446744073709551615");
    REQUIRE(json_writer().value(0.1).take() == "0.1");
    REQUIRE(json_writer().value(1e300).take() == "1e+300");
    REQUIRE(json_writer().value(std::numeric_limits<double>::infinity()).take() == "null");
    REQUIRE(json_writer().value(std::nan("")).take() == "null");
    const json_object body(R"({"a":-9223372036854775808,"b":1.5,"c":18446744073709551615,"d":2})");
    REQUIRE(body.integer("a") == std::numeric_limits<std::int64_t>::min());
    REQUIRE(body.number("b") == 1.5);
    REQUIRE(body.number("c") == 18446744073709551615.0);
    REQUIRE(body.number("d") == 2);
}

TEST_CASE("json: every text comes back as it was") {
    support::generator random(support::seed(8));
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        for (std::size_t n = random.below(std::size_t{20}); n != 0; --n) {
            constexpr std::string_view parts[] = {
                "a", "\"",  "\\", "\n", "\x01", "\xC3\xA9", "\xF0\x9F\x98\x80", "\xE2\x80\xA8",
                "/", "\x7F"};
            text += parts[random.below(std::size(parts))];
        }
        const json_object back(json_writer().begin_object().member("t", text).end_object().take());
        REQUIRE(back.text("t") == text);
    }
}

TEST_CASE("json: what is no JSON is 400, what is no object 422") {
    for (const char* bad :
         {"", "{", "{\"a\":1", "{a:1}", "{'a':1}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":NaN}",
          "{\"a\":1}x", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\xE9\"}",
          "{\"a\":\"\\ud800\"}", "nul", "{\"a\":1} // comment", "\xEF\xBB\xBF{}"}) {
        CAPTURE(bad);
        CHECK(status_of(bad) == 400);
    }
    for (const char* other : {"[]", "1", "\"a\"", "null", "true"}) {
        CAPTURE(other);
        CHECK(status_of(other) == 422);
    }
    for (const char* good : {"{}", " {\"a\" : 1 }\r\n", "{\"\":{}}"}) {
        CAPTURE(good);
        CHECK(status_of(good) == 200);
    }
}

TEST_CASE("json: nesting ends at 32") {
    REQUIRE(status_of(nested(32)) == 200);
    REQUIRE(status_of(nested(33)) == 400);
    REQUIRE(status_of(std::string(100'000, '[')) == 400);
}

TEST_CASE("json: the last of several members with one name counts, as in Python") {
    const json_object body(R"({"a":1,"b":2,"a":3})");
    REQUIRE(body.integer("a") == 3);
    REQUIRE(body.raw("b") == "2");
}

TEST_CASE("json: wrong types are 422 and named") {
    constexpr std::string_view text =
        R"({"s":"x","i":1,"d":1.5,"b":true,"n":null,"l":[1,2],"m":[1,"x"],"big":9223372036854775808,"huge":1e400})";
    const json_object body(text);
    REQUIRE(body.text("s") == "x");
    REQUIRE(body.boolean("b"));
    REQUIRE(body.integers("l") == std::vector<std::int64_t>{1, 2});
    REQUIRE(body.contains("n"));
    REQUIRE_FALSE(body.contains("x"));
    REQUIRE(body.raw("m") == R"([1,"x"])");
    body.only({"s", "i", "d", "b", "n", "l", "m", "big", "huge"});

    const auto refused = [&](auto read) { return status_of(text, read); };
    for (const char* name : {"i", "b", "n", "l", "x"})
        REQUIRE(refused([&](const json_object& o) { static_cast<void>(o.text(name)); }) == 422);
    for (const char* name : {"s", "d", "b", "n", "big", "huge", "x"})
        REQUIRE(refused([&](const json_object& o) { static_cast<void>(o.integer(name)); }) == 422);
    for (const char* name : {"s", "b", "n", "huge", "x"})
        REQUIRE(refused([&](const json_object& o) { static_cast<void>(o.number(name)); }) == 422);
    for (const char* name : {"s", "i", "n", "x"})
        REQUIRE(refused([&](const json_object& o) { static_cast<void>(o.boolean(name)); }) == 422);
    for (const char* name : {"s", "i", "m", "x"})
        REQUIRE(refused([&](const json_object& o) { static_cast<void>(o.integers(name)); }) == 422);
    REQUIRE_THROWS_WITH(body.integer("s"), "\"s\" has to be an integer");
    REQUIRE_THROWS_WITH(body.text("x"), "\"x\" is missing");
    REQUIRE_THROWS_WITH(body.only({"s"}), "\"i\" is not expected here");
}

TEST_CASE("json: content types") {
    for (const char* yes : {"application/json", "Application/JSON",
                            "application/json; charset=utf-8", "application/json ;x"})
        REQUIRE(demo::is_json(yes));
    for (const char* no : {"", "text/json", "application/jsonp", "application/json,text/plain"})
        REQUIRE_FALSE(demo::is_json(no));
}
