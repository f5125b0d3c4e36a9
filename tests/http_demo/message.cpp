// SPDX-License-Identifier: BSL-1.0
// Requests and responses: decoding, look-up by name, and the bytes that go over the wire.

#include "web/message.hpp"
#include "support/catch.hpp"
#include "web/wire.hpp"

#include <string>

using namespace demo;

TEST_CASE("percent signs are decoded, and refused where they are no code") {
    CHECK(percent_decoded("a%20b%2Fc", false) == "a b/c");
    CHECK(percent_decoded("a+b", false) == "a+b");
    CHECK(percent_decoded("a+b%2B", true) == "a b+");
    CHECK(percent_decoded("%e4%BD%a0", false) == "\xe4\xbd\xa0");
    CHECK(percent_decoded("", false) == "");
    for (const char* bad : {"%", "%4", "%zz", "%4g", "a%", "%00"})
        CHECK(!percent_decoded(bad, false));
    CHECK(!percent_decoded(std::string_view("a\0b", 3), false));
}

TEST_CASE("arguments of a query: the first of a name counts") {
    CHECK(argument_of("a=1&b=2&a=3", "a") == "1");
    CHECK(argument_of("a=1&b=2&a=3", "b") == "2");
    CHECK(argument_of("q=x%26y&z", "q") == "x&y");
    CHECK(argument_of("q=x&z", "z") == "");
    CHECK(argument_of("%71=coded", "q") == "coded");
    CHECK(argument_of("&&=&a==b", "a") == "=b");
    CHECK(!argument_of("ab=1", "a"));
    CHECK(!argument_of("", "a"));
}

TEST_CASE("header fields are found in any case, and nobody splits a response with them") {
    header_list fields;
    fields.add("Location", "/tasks/3").add("X-Name", "a\r\nSet-Cookie: stolen=1");
    CHECK(fields.get("location") == "/tasks/3");
    CHECK(fields.get("X-NAME") == "a  Set-Cookie: stolen=1");
    CHECK(!fields.contains("Set-Cookie"));
    CHECK(!fields.contains("Loc"));
    CHECK(fields.text() == "Location: /tasks/3\r\nX-Name: a  Set-Cookie: stolen=1\r\n");
}

TEST_CASE("a header field that is taken is gone, and only that one") {
    header_list fields;
    fields.add("A", "1").add("Set-Cookie", "").add("B", "2").add("C", "3");
    CHECK(fields.take("b") == "2");
    CHECK(fields.text() == "A: 1\r\nSet-Cookie: \r\nC: 3\r\n");
    CHECK(fields.take("set-cookie").empty());
    CHECK(fields.take("missing").empty());
    CHECK(fields.take("A") == "1");
    CHECK(fields.take("C") == "3");
    CHECK(fields.text().empty());
}

TEST_CASE("cookies are found by their whole name") {
    request in;
    in.headers = {{"cookie", "xsession=no; session=abc=; other=1"}};
    CHECK(in.cookie("session") == "abc=");
    CHECK(in.cookie("other") == "1");
    CHECK(in.cookie("ession").empty());
    CHECK(in.cookie("missing").empty());
}

TEST_CASE("a part of the path that is too large for a number is not found") {
    request in;
    in.params = {{"id", "9223372036854775807"}, {"more", "9223372036854775808"}};
    CHECK(in.id() == 9223372036854775807);
    try {
        (void)in.id("more");
        FAIL("no exception");
    } catch (const http_error& wrong) {
        CHECK(wrong.status() == 404);
    }
}

namespace {

std::string bytes_of(method verb, const response& out, bool keep_alive = true) {
    std::string text;
    append_response(text, verb, out, keep_alive);
    return text;
}

} // namespace

TEST_CASE("a response on the wire") {
    response out = json("{}", 201);
    out.headers.add("Location", "/tasks/3");
    const std::string head =
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
        "Location: /tasks/3\r\n";
    CHECK(bytes_of(method::post, out) == head + "\r\n{}");
    CHECK(bytes_of(method::post, out, false) == head + "Connection: close\r\n\r\n{}");
    CHECK(bytes_of(method::head, out) == head + "\r\n");
    CHECK(bytes_of(method::del, no_content()) == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("errors are JSON, and say when to come back") {
    CHECK(error(404, "Task not found").body == R"({"error":"Task not found"})");
    const response busy = http_error(503, "Busy", std::chrono::seconds(2)).answer();
    CHECK(busy.status == 503);
    CHECK(busy.header("Retry-After") == "2");
    CHECK(busy.header("content-type") == "application/json");
}
