// SPDX-License-Identifier: BSL-1.0
// http_demo/jwt.cpp -- tokens that are valid, and all the ways in which they are not

#include "auth/jwt.hpp"

#include "auth/secrets.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

using namespace demo;
using namespace std::chrono_literals;

namespace {

const std::string secret = "a secret of at least 32 characters";
std::int64_t the_time = 1'000'000;
const wall_clock stopped = [] { return the_time; };

/// A token with whatever header, signed as it should be.
std::string signed_as(const std::string& header, const std::string& payload) {
    const std::string text = to_base64url(header) + "." + to_base64url(payload);
    return text + "." + to_base64url(hmac_sha256(text, secret));
}

} // namespace

TEST_CASE("I2: the example of RFC 7515 A.1 is valid under its key") {
    const std::string key = *from_base64url("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
                                            "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    const std::string token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                              ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                              "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                              ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    REQUIRE(open_jwt(token, key));
    CHECK(*open_jwt(token, key) == "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n "
                                   "\"http://example.com/is_root\":true}");
    CHECK_FALSE(open_jwt(token, secret));
    CHECK(open_jwt(sign_jwt("{}", key), key) == "{}");
}

TEST_CASE("I2: a token names its user until it expires") {
    the_time = 1'000'000;
    const tokens api(secret, 15min, stopped);
    const std::string token = api.issue({.user = 7, .name = "test \"quoted\"", .csrf = "x"});
    const auto who = api.check(token);
    REQUIRE(who);
    CHECK(who->user == 7);
    CHECK(who->name == "test \"quoted\"");
    CHECK_FALSE(who->cookie); // so nobody asks it for a CSRF token
    CHECK(who->csrf.empty());

    the_time += 899;
    CHECK(api.check(token));
    the_time += 1;
    CHECK_FALSE(api.check(token));
    the_time = 999'999; // before it was issued
    CHECK_FALSE(api.check(token));
}

TEST_CASE("I2: a token with a byte changed anywhere is refused") {
    the_time = 1'000'000;
    const tokens api(secret, 15min, stopped);
    const std::string token = api.issue({.user = 7, .name = "test", .csrf = {}});
    for (std::size_t i = 0; i != token.size(); ++i) {
        std::string altered = token;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        CHECK_FALSE(api.check(altered));
        CHECK_FALSE(api.check(token.substr(0, i)));
    }
    CHECK_FALSE(api.check(token + "A"));
    CHECK_FALSE(api.check(token + "."));
    CHECK_FALSE(api.check(token + "." + token));
    CHECK_FALSE(tokens("another secret, as long as the one", 15min, stopped).check(token));
}

TEST_CASE("I2: tokens with another algorithm or none are refused") {
    the_time = 1'000'000;
    const tokens api(secret, 15min, stopped);
    const std::string claims = R"({"sub":"1","name":"root","exp":2000000})";
    CHECK(api.check(signed_as(R"({"alg":"HS256"})", claims)));

    const std::string unsigned_text =
        to_base64url(R"({"alg":"none"})") + "." + to_base64url(claims);
    CHECK_FALSE(api.check(unsigned_text + "."));
    CHECK_FALSE(api.check(unsigned_text));
    for (const char* header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"hs256"})", R"({"alg":"HS512"})",
          R"({"alg":"RS256"})", R"({"alg":""})", R"({"alg":256})", R"({"alg":null})", R"({})",
          R"([])", R"("HS256")", "", "HS256", R"({"alg":"HS256","crit":["exp"]})"}) {
        CAPTURE(header);
        CHECK_FALSE(api.check(signed_as(header, claims)));
    }
}

TEST_CASE("I2: claims that are missing, of another type or of another time are refused") {
    the_time = 1'000'000;
    const tokens api(secret, 15min, stopped);
    const auto good = [&](const char* claims) {
        return api.check(sign_jwt(claims, secret)).has_value();
    };
    CHECK(good(R"({"sub":"1","name":"root","exp":1000001})"));
    CHECK(good(R"({"sub":"1","name":"root","exp":1000000.5,"nbf":1000000,"iat":999999.5})"));

    for (const char* claims : {
             R"({"sub":"1","name":"root"})",                                  // for ever
             R"({"sub":"1","name":"root","exp":"2000000"})",                  // no number
             R"({"sub":"1","name":"root","exp":null})",                       //
             R"({"sub":"1","name":"root","exp":1000000})",                    // expired
             R"({"sub":"1","name":"root","exp":-1})",                         //
             R"({"sub":"1","name":"root","exp":2000000,"nbf":1000001})",      // not yet
             R"({"sub":"1","name":"root","exp":2000000,"nbf":"1"})",          //
             R"({"sub":"1","name":"root","exp":2000000,"iat":1000001})",      //
             R"({"sub":1,"name":"root","exp":2000000})",                      // of another type
             R"({"sub":"1x","name":"root","exp":2000000})",                   //
             R"({"sub":"","name":"root","exp":2000000})",                     //
             R"({"sub":"0","name":"root","exp":2000000})",                    //
             R"({"sub":"-1","name":"root","exp":2000000})",                   //
             R"({"sub":"99999999999999999999","name":"root","exp":2000000})", //
             R"({"sub":"1","exp":2000000})",                                  //
             R"({"name":"root","exp":2000000})",                              //
             R"([1])",
             R"(7)",
             R"()",
             R"({)",
             "\xFF\xFE",
         }) {
        CAPTURE(claims);
        CHECK_FALSE(good(claims));
    }
}

TEST_CASE("I2: what is no token at all is refused") {
    const tokens api(secret);
    for (const char* text : {"", ".", "..", "...", "a", "a.b", "a.b.c", "a.b.c.d", "!!!.###.$$$",
                             "eyJhbGciOiJIUzI1NiJ9..", ".eyJhbGciOiJIUzI1NiJ9."}) {
        CAPTURE(text);
        CHECK_FALSE(api.check(text));
    }
    CHECK_FALSE(api.check(std::string(1'000'000, '.')));
    CHECK_FALSE(api.check(std::string_view("a\0.b.c", 6)));
}

TEST_CASE("I13: a secret of less than 32 bytes is refused") {
    CHECK_THROWS_AS(tokens(""), std::invalid_argument);
    CHECK_THROWS_AS(tokens(std::string(31, 'x')), std::invalid_argument);
    CHECK_NOTHROW(tokens(std::string(32, 'x')));
}
