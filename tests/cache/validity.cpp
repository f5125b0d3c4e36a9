// SPDX-License-Identifier: BSL-1.0
// What stays where it is: references through look-ups and other entries' comings and goings, arguments that
// lie in the cache itself, caches that are copied, moved and swapped in the middle of their lives.

#include <cairn/cache.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using words = cairn::s3fifo_cache<std::string, std::string>;

std::string text(std::size_t i) {
    return "a text that is too long to lie in itself " + std::to_string(i);
}

TEST_CASE("cache: nothing moves after reserve") {
    cairn::lru_cache<int, int> c(1000);
    c.reserve(1000);
    c.put(0, 7);
    int* const first = c.get(0);
    for (int i = 1; i != 1000; ++i)
        c.put(i, i);
    CHECK(c.get(0) == first);
    for (int i = 1000; i != 1999; ++i) // all others leave
        c.put(i, i);
    CHECK(c.get(0) == first);
    CHECK(*first == 7);
    c.put(0, 8); // in its place
    CHECK(c.get(0) == first);
    CHECK(*first == 8);
    c.put(5000, 1);
    (void)c.take(5000);
    CHECK(c.get_or_compute(0, [] { return 0; }) == 8);
    CHECK(c.peek(0) == first);
}

TEST_CASE("cache: arguments may lie in the cache") {
    for (const std::size_t capacity : {2U, 5U, 6U, 30U}) { // the slab grows at 5, 13 ...
        cairn::lru_cache<std::string, std::string> c(capacity);
        c.put("0", text(0));
        for (std::size_t i = 1; i != 40; ++i) {
            const std::string* const previous = c.peek(std::to_string(i - 1));
            REQUIRE(c.put(std::to_string(i), *previous));
            REQUIRE(*c.peek(std::to_string(i)) == text(0));
        }
        const auto& oldest = [&]() -> const auto& {
            auto last = c.begin();
            for (auto i = c.begin(); i != c.end(); ++i)
                last = i;
            return last->value;
        }();
        REQUIRE(c.put("new", oldest)); // which leaves at the same time
        REQUIRE(*c.peek("new") == text(0));
        REQUIRE(c.put("new", *c.peek("new")));
        REQUIRE(*c.peek("new") == text(0));
        REQUIRE(c.get_or_compute("newer", [&]() -> const std::string& { return *c.peek("new"); }) ==
                text(0));
    }
}

TEST_CASE("cache: a refused value lives until the next change") {
    words none(0);
    for (std::size_t i = 0; i != 100; ++i) {
        std::string& refused = none.get_or_compute("key", [&] { return text(i); });
        CHECK(refused == text(i));
        CHECK(none.peek("key") == nullptr);
        CHECK(refused == text(i));
    }
    words copy(none);
    CHECK(copy.empty());
    words moved(std::move(none));
    moved.set_capacity(3);
    CHECK(moved.put("key", "value"));
    moved.check_invariants();
}

TEST_CASE("cache: a value outlives its entry in a shared_ptr") {
    cairn::lru_cache<int, std::shared_ptr<std::string>> c(1);
    const std::shared_ptr<std::string> held =
        c.get_or_compute(1, [] { return std::make_shared<std::string>(text(1)); });
    c.put(2, nullptr);
    CHECK_FALSE(c.contains(1));
    CHECK(*held == text(1));
    CHECK(held.use_count() == 1);
}

/// Both have the same future.
template <class Cache>
void twins(Cache& a, Cache& b, std::uint64_t seed) {
    support::generator random(seed);
    for (int i = 0; i != 300; ++i) {
        const std::string key = std::to_string(random.below(60));
        const std::string* const in_a = a.get(key);
        const std::string* const in_b = b.get(key);
        REQUIRE((in_a == nullptr) == (in_b == nullptr));
        if (in_a != nullptr) REQUIRE(*in_a == *in_b);
        if (in_a == nullptr) REQUIRE(a.put(key, key) == b.put(key, key));
    }
    a.check_invariants();
    b.check_invariants();
    CHECK(a.stats() == b.stats());
}

template <class Cache>
void copies() {
    Cache a(30);
    for (std::size_t i = 0; i != 100; ++i)
        a.get_or_compute(std::to_string(i * i % 47), [&] { return text(i); });
    a.erase(std::to_string(4));
    a.erase(std::to_string(9));
    Cache b(a);
    twins(a, b, 1);
    Cache c(5);
    c = a;
    twins(a, c, 2);
    Cache d(std::move(c));
    CHECK(c.empty()); // NOLINT(bugprone-use-after-move): valid and empty, as documented
    CHECK(c.put("1", "one"));
    c.check_invariants();
    twins(a, d, 3);
    swap(c, d);
    CHECK(d.size() == 1);
    twins(a, c, 4);
    d = std::move(c);
    twins(a, d, 5);
    d = static_cast<Cache&>(d);
    twins(a, d, 6);
    swap(d, d);
    twins(a, d, 7);
    a.clear();
    a.reset_stats();
    d.clear();
    d.reset_stats();
    twins(a, d, 8);
}

TEST_CASE("cache: copies and moved caches go on as the original does") {
    copies<cairn::lru_cache<std::string, std::string>>();
    copies<cairn::lfu_cache<std::string, std::string>>();
    copies<words>();
}

} // namespace
