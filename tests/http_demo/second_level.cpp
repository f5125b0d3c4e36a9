// SPDX-License-Identifier: BSL-1.0
// What stands between the application and Redis: the circuit breaker, and answers as bytes. Redis itself
// is asked in redis_level.py.

#include "cache/circuit_breaker.hpp"
#include "cache/packed_response.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using demo::circuit_breaker;

namespace {

constexpr std::string_view generation = "0123456789abcdef";

/// An attempt that goes as said; whether there was one.
bool tried(circuit_breaker& breaker, bool well) {
    const auto when = breaker.attempt();
    if (when && well) breaker.succeeded(*when);
    if (when && !well) breaker.failed(*when);
    return when.has_value();
}

} // namespace

TEST_CASE("A2: a breaker opens after three failures in a row, and not before") {
    circuit_breaker breaker;
    for (int i = 0; i != 10; ++i) {
        REQUIRE(tried(breaker, false));
        REQUIRE(tried(breaker, false));
        REQUIRE(tried(breaker, true)); // begins the count anew
    }
    REQUIRE_FALSE(breaker.open());
    for (int i = 0; i != 3; ++i)
        REQUIRE(tried(breaker, false));
    REQUIRE(breaker.open());
    REQUIRE_FALSE(tried(breaker, true));
}

TEST_CASE(
    "A3: an open breaker lets one attempt through after each pause, which doubles up to 30 s") {
    circuit_breaker breaker;
    for (int i = 0; i != 3; ++i)
        REQUIRE(tried(breaker, false));
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        demo::clock::advance(pause - 1ms);
        REQUIRE_FALSE(breaker.attempt());
        demo::clock::advance(1ms);
        const auto probe = breaker.attempt();
        REQUIRE(probe);
        REQUIRE_FALSE(breaker.attempt()); // one at a time
        breaker.failed(*probe);
        REQUIRE(breaker.open());
    }
    demo::clock::advance(30s);
    REQUIRE(tried(breaker, true));
    REQUIRE_FALSE(breaker.open());
    for (int i = 0; i != 3; ++i)
        REQUIRE(tried(breaker, false));
    demo::clock::advance(1s); // and the pause is short again
    REQUIRE(tried(breaker, true));
}

TEST_CASE("A2: an attempt that began before the breaker opened has no say afterwards") {
    circuit_breaker breaker;
    const auto slow = breaker.attempt(), slower = breaker.attempt();
    REQUIRE(slow);
    REQUIRE(slower);
    for (int i = 0; i != 3; ++i)
        REQUIRE(tried(breaker, false));
    breaker.succeeded(*slow);
    REQUIRE(breaker.open());
    breaker.failed(*slower);
    demo::clock::advance(1s); // the pause is not two seconds
    const auto probe = breaker.attempt();
    REQUIRE(probe);
    breaker.failed(*slow);
    REQUIRE_FALSE(breaker.attempt());
    breaker.succeeded(*probe);
    REQUIRE_FALSE(breaker.open());
}

TEST_CASE("A2: a breaker closes when somebody has seen the server") {
    circuit_breaker breaker;
    for (int i = 0; i != 3; ++i)
        REQUIRE(tried(breaker, false));
    demo::clock::advance(1s);
    const auto probe = breaker.attempt();
    REQUIRE(probe);
    breaker.close();
    REQUIRE_FALSE(breaker.open());
    for (int i = 0; i != 3; ++i)
        breaker.failed(*probe); // it was too early
    REQUIRE_FALSE(breaker.open());
    REQUIRE(tried(breaker, true));
}

TEST_CASE("I2: an answer comes back from its bytes, and only to its own generation") {
    demo::response made = demo::json(R"({"tasks":[]})", 203);
    const std::string bytes = demo::packed(generation, made);
    const std::optional<demo::response> back = demo::unpacked(bytes, generation);
    REQUIRE(back);
    REQUIRE(back->status == 203);
    REQUIRE(back->body == made.body);
    REQUIRE(back->content_type == made.content_type);
    REQUIRE_FALSE(demo::unpacked(bytes, "0123456789abcdeF"));
    REQUIRE_FALSE(demo::unpacked(bytes, ""));

    made.body = std::string("\0\r\n\xff", 4);
    made.content_type = "";
    REQUIRE(demo::unpacked(demo::packed(generation, made), generation)->body == made.body);
}

TEST_CASE("I2: bytes that somebody else wrote are no answer") {
    const std::string good = demo::packed(generation, demo::json("{}"));
    for (std::size_t size = 0; size != good.size(); ++size) {
        const auto cut = demo::unpacked(std::string_view(good).substr(0, size), generation);
        REQUIRE((!cut || cut->body.size() < 2)); // only what the body lacks is not noticed
    }
    std::string strange = good;
    strange[16] = strange[17] = '\xff'; // a status of 65535
    REQUIRE_FALSE(demo::unpacked(strange, generation));
    strange[16] = strange[17] = '\0';
    REQUIRE_FALSE(demo::unpacked(strange, generation));
    strange = good;
    strange[18] = '\xff'; // a content type that is longer than all
    REQUIRE_FALSE(demo::unpacked(strange, generation));
}
