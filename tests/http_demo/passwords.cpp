// SPDX-License-Identifier: BSL-1.0
// http_demo/passwords.cpp -- how passwords are kept, and which are refused

#include "auth/passwords.hpp"

#include "auth/secrets.hpp"
#include "http_demo/auth_support.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <time.h>

using namespace demo;
using namespace std::chrono_literals;

TEST_CASE("I13: a password is kept as an argon2id hash of 19 MiB and two passes") {
    passwords hasher(password_cost::owasp);
    const std::string kept = hasher.hash("correct horse");
    CHECK(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(kept.find("correct horse") == kept.npos);
    CHECK(hasher.matches(kept, "correct horse"));
    CHECK_FALSE(hasher.matches(kept, "correct horsf"));
}

TEST_CASE("I13: equal passwords have different hashes, and what is no hash matches nothing") {
    passwords hasher(password_cost::minimum);
    CHECK(hasher.hash("same") != hasher.hash("same"));
    CHECK_FALSE(hasher.matches("", ""));
    CHECK_FALSE(hasher.matches("same", "same"));
    CHECK_FALSE(hasher.matches("$argon2id$v=19$m=8,t=1,p=1$", "same"));
}

TEST_CASE("I13: weak passwords are refused with the reason") {
    CHECK(weakness_of("short", "ann") == "The password needs at least 10 characters");
    CHECK(weakness_of("ninechars", "ann"));
    CHECK_FALSE(weakness_of("nine chars", "ann"));
    // ten characters, not ten bytes
    CHECK(weakness_of("\xC3\xA4\xC3\xB6\xC3\xBC\xC3\x9F\xC3\xA9\xC3\xA8", "ann"));
    CHECK(weakness_of("PassWord123", "ann") ==
          "The password is one of those that everybody tries first");
    CHECK(weakness_of("qwertyuiop", "ann"));
    CHECK(weakness_of("aaaaabbbbbcccc", "ann") == "The password repeats too few characters");
    CHECK(weakness_of("I am Barbara!", "barbara") == "The password contains the name of the user");
    CHECK_FALSE(weakness_of("I am Barbara!", "al"));
    CHECK(weakness_of(std::string(10'000, 'x') + "abcdefg", "ann"));
}

TEST_CASE("I13: at most two passwords are hashed at once, however many come") {
    passwords hasher(password_cost::owasp);
    std::vector<std::thread> crowd;
    for (int i = 0; i != 5; ++i)
        crowd.emplace_back([&] {
            try {
                static_cast<void>(hasher.hash("correct horse"));
            } catch (const http_error&) { // 503, where the machine has much else to do
            }
        });
    for (std::thread& one : crowd)
        one.join();
    CHECK(hasher.gate().peak() <= passwords::at_once);
}

TEST_CASE("I13: who waits too long before the turnstile goes away") {
    turnstile gate(1);
    REQUIRE(gate.enter_within(0ms));
    CHECK_FALSE(gate.enter_within(1ms));
    gate.leave();
    CHECK(gate.enter_within(0ms));
    CHECK(gate.peak() == 1);
}

TEST_CASE("I13: the database's file holds hashes, and no password") {
    some_users with;
    with.users.add("grace", "a nanosecond is a foot");
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(with.folder.path())) {
        std::ifstream in(file.path(), std::ios::binary);
        bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    CHECK(bytes.find("$argon2id$") != bytes.npos);
    CHECK(bytes.find("a nanosecond is a foot") == bytes.npos);
}

TEST_CASE("B10: a name is taken in all its cases, and malformed ones are refused") {
    some_users with;
    const account grace = with.users.add("grace", "a nanosecond is a foot");
    CHECK(grace.name == "grace");
    CHECK(grace.created.size() == std::string("2026-01-31T12:00:00Z").size());
    CHECK(with.users.find(grace.id)->name == "grace");
    CHECK_FALSE(with.users.find(grace.id + 1));

    const auto status_of = [&](std::string_view name, std::string_view password) {
        try {
            with.users.add(name, password);
        } catch (const http_error& refused) {
            return refused.status();
        }
        return 201;
    };
    CHECK(status_of("Grace", "a nanosecond is a foot") == 409);
    CHECK(status_of("", "a nanosecond is a foot") == 422);
    CHECK(status_of("two words", "a nanosecond is a foot") == 422);
    CHECK(status_of("x' OR '1'='1", "a nanosecond is a foot") == 422);
    CHECK(status_of(std::string(33, 'a'), "a nanosecond is a foot") == 422);
    CHECK(status_of("ada", "password") == 422);
    CHECK(status_of("ada", "a nanosecond is a foot") == 201);

    with.users.add_unchecked("test", "another one"); // is there: stays as it is
    CHECK(with.users.check("test", "password"));
    CHECK(with.users.check("TEST", "password")->name == "test");
}

namespace {

double thread_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

} // namespace

TEST_CASE("B10: an unknown name takes as long as a wrong password") {
    some_users with(password_cost::owasp);
    const auto hashings_of = [&](std::string_view name) {
        const std::uint64_t before = with.users.hasher().gate().entered();
        CHECK_FALSE(with.users.check(name, "wrong"));
        return with.users.hasher().gate().entered() - before;
    };
    CHECK(hashings_of("test") == 1);
    CHECK(hashings_of("nobody") == 1);

    // Time of this thread alone, and the best of a few rounds: whatever else the machine does only adds. Where
    // they differ in truth, no number of rounds brings them together.
    const auto time_of = [&](std::string_view name) {
        const double start = thread_seconds();
        CHECK_FALSE(with.users.check(name, "wrong"));
        return thread_seconds() - start;
    };
    double known = time_of("test"), unknown = time_of("nobody"), ratio = 0;
    for (int round = 0; round != 40 && (round < 3 || ratio < 0.8 || ratio > 1.2); ++round) {
        known = std::min(known, time_of("test"));
        unknown = std::min(unknown, time_of("nobody"));
        ratio = unknown / known;
    }
    CHECK(ratio > 0.8);
    CHECK(ratio < 1.2);
}

TEST_CASE("Secrets: base64url reads what it writes, and only that") {
    CHECK(to_base64url("") == "");
    CHECK(to_base64url("\xFB\xFF") == "-_8"); // + and / in the other alphabet
    for (std::size_t size = 0; size != 40; ++size) {
        const std::string bytes(size, static_cast<char>(0xF0 + size));
        CHECK(from_base64url(to_base64url(bytes)) == bytes);
    }
    for (const char* wrong : {"-_8=", "+/8", "-_9", "a", "a b=", "-_8\n"})
        CHECK_FALSE(from_base64url(wrong));
}

TEST_CASE("Secrets: tokens are long and never the same; their digests tell nothing") {
    const std::string token = random_token();
    CHECK(token.size() == 43);
    CHECK(token != random_token());
    CHECK(digest_of(token).size() == 32);
    CHECK(digest_of(token) == digest_of(token));
    CHECK(digest_of(token) != digest_of(random_token()));
    CHECK(same_secret("abc", "abc"));
    CHECK_FALSE(same_secret("abc", "abd"));
    CHECK_FALSE(same_secret("abc", "ab"));
}
