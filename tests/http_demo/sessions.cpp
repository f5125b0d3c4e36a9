// SPDX-License-Identifier: BSL-1.0
// http_demo/sessions.cpp -- sessions end when nobody uses them, when they are old, and when there are too many

#include "auth/sessions.hpp"

#include "support/catch.hpp"

#include <string>

using namespace demo;
using namespace std::chrono_literals;

TEST_CASE("B10: a session is found by its token, and by nothing else") {
    sessions known({});
    const std::string token = known.open(7, "test");
    const auto who = known.find(token);
    REQUIRE(who);
    CHECK(who->user == 7);
    CHECK(who->name == "test");
    CHECK(who->cookie);
    CHECK(who->csrf.size() == 43);
    CHECK(who->csrf != token);

    CHECK_FALSE(known.find(""));
    CHECK_FALSE(known.find("no such token"));
    CHECK_FALSE(known.find(token + "A"));
    CHECK_FALSE(known.find(who->csrf));

    CHECK(known.find(known.open(8, "other"))->user == 8);
    known.close(token);
    CHECK_FALSE(known.find(token));
    CHECK(known.size() == 1);
}

TEST_CASE("B10: a session lasts half an hour from its last use, and twelve hours at most") {
    sessions known({});
    const std::string token = known.open(7, "test");
    for (int i = 0; i != 24; ++i) { // each time a minute before its end
        clock::advance(29min);
        REQUIRE(known.find(token));
    }
    clock::advance(23min); // 11 h 59
    REQUIRE(known.find(token));
    clock::advance(1min);
    CHECK_FALSE(known.find(token));
    CHECK(known.size() == 0);

    const std::string unused = known.open(7, "test");
    clock::advance(30min);
    known.expire_due();
    CHECK(known.size() == 0);
    CHECK_FALSE(known.find(unused));
}

TEST_CASE("B10: of too many sessions those used longest ago end") {
    sessions known({.most = 3});
    const std::string first = known.open(1, "first"), second = known.open(2, "second");
    static_cast<void>(known.open(3, "third"));
    REQUIRE(known.find(first));
    static_cast<void>(known.open(4, "fourth"));
    CHECK(known.size() == 3);
    CHECK(known.find(first));
    CHECK_FALSE(known.find(second));
}

TEST_CASE("B10: the cookie is out of the reach of scripts and other sites") {
    CHECK(sessions::cookie("abc") == "session=abc; Path=/; HttpOnly; SameSite=Lax");
    CHECK(sessions::cookie("abc", true) == "session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
    CHECK(sessions::no_cookie() == "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}
