// SPDX-License-Identifier: BSL-1.0
// Entity tags and If-None-Match, as RFC 9110 has them in 8.8.3 and 13.1.2.

#include "cache/etag.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

using demo::etag_matches;
using demo::etag_of;

TEST_CASE("etag: the same for the same body, another one for another") {
    REQUIRE(etag_of("spam").size() == 34);
    REQUIRE(etag_of("spam").front() == '"');
    REQUIRE(etag_of("spam").back() == '"');
    REQUIRE(etag_of("spam") == etag_of("spam"));
    REQUIRE(etag_of("spam") != etag_of("spam "));
    REQUIRE(etag_of("") ==
            "\"cae66941d9efbd404e4d88758ea67670\""); // hashlib.blake2b(b"", digest_size=16)
    REQUIRE(etag_of(std::string_view("\0", 1)) != etag_of(""));
}

TEST_CASE("etag: what a client has already") {
    struct row {
        std::string_view sent;
        bool matches;
    };
    const row rows[] = {
        {R"("a")", true},
        {R"("b")", false},
        {R"(W/"a")", true},
        {R"("b", "a")", true},
        {R"("b","a")", true},
        {R"("b", W/"a", "c")", true},
        {"  \"b\" ,\t\"a\"  ", true},
        {R"(, ,"a",)", true},
        {R"("b,", "c,\", "a")", true}, // commas and backslashes are characters like others
        {R"("x, "a")", false},
        {"*", true},
        {" * ", true},
        {R"(*, "a")", false},
        {R"("*")", false},
        {"", false},
        {" ", false},
        {",", false},
        {"a", false},
        {R"("a)", false},
        {R"(a")", false},
        {R"(w/"a")", false}, // W is case-sensitive
        {R"(W/ "a")", false},
        {R"("b" "a")", false},
        {R"("b"; "a")", false},
        {R"("a b", "a")", false}, // a space ends what can be read
        {R"("A")", false},
        {R"("aa")", false},
    };
    for (const auto& [sent, matches] : rows) {
        CAPTURE(sent);
        REQUIRE(etag_matches(sent, R"("a")") == matches);
        REQUIRE(etag_matches(sent, R"(W/"a")") == matches);
    }
    REQUIRE_FALSE(etag_matches("*", ""));
    REQUIRE_FALSE(etag_matches("\"a\x7f\"", "\"a\x7f\""));
}
