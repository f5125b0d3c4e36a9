// SPDX-License-Identifier: BSL-1.0
// memoize in all its forms, and every member of what it returns.

#include <cairn/memoize.hpp>
#include <cairn/sharded_cache.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace std::string_literals;

int calls = 0;
long squared(int n) {
    ++calls;
    return static_cast<long>(n) * n;
}

TEST_CASE("memoize: a function") {
    calls = 0;
    auto f = cairn::memoize(squared);
    CHECK(f(3) == 9);
    CHECK(f(3) == 9);
    CHECK(f(-4) == 16);
    CHECK(calls == 2);
    CHECK(f.cache_info() == cairn::memo_info{1, 2, 128, 2});
    CHECK(f.wrapped()(5) == 25); // past the cache
    CHECK(f.cache_info().misses == 2);
    f.cache_clear();
    CHECK(f.cache_info() == cairn::memo_info{0, 0, 128, 0});
    CHECK(f(3) == 9);
    CHECK(calls == 4);
    STATIC_REQUIRE(std::is_same_v<decltype(f(1)), long>);
}

TEST_CASE("memoize: maxsize") {
    calls = 0;
    auto two = cairn::memoize(squared, 2);
    for (const int n : {1, 2, 1, 3, 1, 2}) // 3 displaces 2, which was used before 1
        two(n);
    CHECK(calls == 4);
    CHECK(two.cache_info() == cairn::memo_info{2, 4, 2, 2});

    auto none = cairn::memoize(squared, 0);
    CHECK(none(3) == 9);
    CHECK(none(3) == 9);
    CHECK(none.cache_info() == cairn::memo_info{0, 2, 0, 0});

    auto all = cairn::memoize(squared, cairn::unbounded);
    for (int n = 0; n != 1000; ++n)
        all(n);
    CHECK(all.cache_info() == cairn::memo_info{0, 1000, std::nullopt, 1000});
}

TEST_CASE("memoize: what it says of itself") {
    auto f = cairn::memoize(squared, cairn::unbounded);
    f(1);
    f(1);
    CHECK(f.cache_info().str() == "CacheInfo(hits=1, misses=1, maxsize=None, currsize=1)");
    std::ostringstream out;
    out << cairn::memoize(squared).cache_info();
    CHECK(out.str() == "CacheInfo(hits=0, misses=0, maxsize=128, currsize=0)");
}

TEST_CASE("memoize: a function that calls itself through the cache") {
    auto fib = cairn::memoize<std::uint64_t(int)>(
        [](auto& self, int n) -> std::uint64_t {
            return n < 2 ? static_cast<std::uint64_t>(n) : self(n - 1) + self(n - 2);
        },
        cairn::unbounded);
    CHECK(fib(90) == 2880067194370816120U);
    CHECK(fib.cache_info() == cairn::memo_info{88, 91, std::nullopt, 91});

    // nothing refers into a cache that is too small for the recursion
    auto tiny = cairn::memoize<std::string(int)>(
        [](auto& self, int n) -> std::string {
            return n == 0 ? "" : self(n - 1) + "a long element, ";
        },
        2);
    CHECK(tiny(50).size() == 50 * 16);
    CHECK(tiny.cache_info().currsize == 2);
}

TEST_CASE("memoize: a result that would be computed from itself") {
    auto endless = cairn::memoize<int(int)>([](auto& self, int n) -> int { return self(n) + 1; });
    CHECK_THROWS_AS(endless(1), cairn::cache_error);
    CHECK(endless.cache_info().currsize == 0);
    auto circle = cairn::memoize<int(int)>([](auto& self, int n) -> int { return self(1 - n); });
    CHECK_THROWS_AS(circle(1), cairn::cache_error);
}

TEST_CASE("memoize: several arguments, none, and text") {
    int made = 0;
    auto add = cairn::memoize([&](int a, const std::string& b) {
        ++made;
        return std::to_string(a) + b;
    });
    CHECK(add(1, "2") == "12");
    CHECK(add(1, "2"s) == "12");
    CHECK(add(12, "") == "12");
    CHECK(made == 2);
    STATIC_REQUIRE(std::is_same_v<decltype(add)::key_type, std::tuple<int, std::string>>);

    auto constant = cairn::memoize([&] { return ++made; });
    CHECK(constant() == 3);
    CHECK(constant() == 3);

    auto length = cairn::memoize([](std::string_view text) { return text.size(); });
    {
        std::string text = "the key outlives this text";
        CHECK(length(text) == 26);
        text.assign(text.size(), '?');
        CHECK(length(text) == 26);
    }
    CHECK(length("the key outlives this text") == 26);
    CHECK(length.cache_info() == cairn::memo_info{1, 2, 128, 2});
    STATIC_REQUIRE(std::is_same_v<decltype(length)::key_type, std::string>);
}

TEST_CASE("memoize: if f throws, nothing is remembered") {
    int attempts = 0;
    auto f = cairn::memoize([&](int n) {
        if (++attempts == 1) throw std::runtime_error("not yet");
        return n;
    });
    CHECK_THROWS_AS(f(1), std::runtime_error);
    CHECK(f.cache_info() == cairn::memo_info{0, 1, 128, 0});
    CHECK(f(1) == 1);
    CHECK(f(1) == 1);
    CHECK(attempts == 2);
}

TEST_CASE("memoize: function objects of all kinds") {
    struct scale {
        int by;
        std::unique_ptr<int> used = std::make_unique<int>(0);
        int operator()(int n) noexcept { return ++*used, by * n; }
    };
    auto twice = cairn::memoize(scale{2});
    CHECK(twice(4) == 8);
    CHECK(twice(4) == 8);
    CHECK(*twice.wrapped().used == 1);

    auto generic = cairn::memoize<double(double, int)>([](auto a, auto b) { return a * b; });
    CHECK(generic(1.5, 2) == 3.0);

    auto moved = std::move(twice);
    CHECK(moved(4) == 8);
    CHECK(moved.cache_info().hits == 2);

    auto shared =
        cairn::memoize([](int n) { return std::make_shared<const std::vector<int>>(10, n); }, 1);
    const auto seven = shared(7);
    shared(8);
    CHECK(seven->back() == 7); // evicted, and alive
}

TEST_CASE("memoize: other policies and caches") {
    calls = 0;
    auto frequent = cairn::memoize(squared, cairn::lfu_policy(), 2);
    for (const int n : {1, 1, 2, 3, 1})
        frequent(n);
    CHECK(calls == 3);
    auto queues = cairn::memoize(squared, cairn::s3fifo_policy(), 10);
    CHECK(queues(5) == 25);
    CHECK(queues.cache_info().maxsize == 10U);

    cairn::sharded<cairn::lru_cache<int, long>> for_threads(1000);
    auto concurrent = cairn::memoize(squared, std::move(for_threads));
    CHECK(concurrent(6) == 36);
    CHECK(concurrent(6) == 36);
    CHECK(concurrent.cache_info() == cairn::memo_info{1, 1, 1000, 1});
    concurrent.cache_clear();
    CHECK(concurrent.cache_info() == cairn::memo_info{0, 0, 1000, 0});

    using two = long(int, int);
    cairn::ttl_cache<cairn::memo_key_t<two>, long> expiring({.ttl = std::chrono::hours(1)});
    auto sum = cairn::memoize<two>([](int a, int b) { return long{a} + b; }, std::move(expiring));
    CHECK(sum(1, 2) == 3);
    CHECK(sum.cache().size() == 1);
    CHECK(sum.cache_info().maxsize == std::nullopt);
}

} // namespace
