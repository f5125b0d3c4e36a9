// SPDX-License-Identifier: BSL-1.0
// memoize against functools.lru_cache: the same calls, and what CPython 3.11 then said of its caches.
//
//     x = 1
//     for step in range(1, 3001):
//         x = (x * 1103515245 + 12345) % 2**31
//         r = x >> 16
//         total += f((r % span) * (r % span) // span, r % 3)       # f(a, b) = 3 * a + b
//         if step == 2000: f.cache_clear()
//         if step in (1000, 1999, 2000, 3000): print(f.cache_info())

#include <cairn/memoize.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace {

template <class Maxsize>
void replay(Maxsize maxsize, std::uint32_t span, int computed, std::uint32_t total,
            const std::vector<std::string>& said) {
    int calls = 0;
    auto f = cairn::memoize(
        [&](std::uint32_t a, std::uint32_t b) {
            ++calls;
            return 3 * a + b;
        },
        maxsize);
    std::vector<std::string> says;
    std::uint32_t x = 1, sum = 0;
    for (int step = 1; step <= 3000; ++step) {
        x = (x * 1103515245U + 12345U) % (1U << 31);
        const std::uint32_t r = x >> 16;
        sum += f((r % span) * (r % span) / span, r % 3);
        if (step == 2000) f.cache_clear();
        if (step % 1000 == 0 || step == 1999) says.push_back(f.cache_info().str());
    }
    CHECK(calls == computed);
    CHECK(sum == total);
    CHECK(says == said);
}

TEST_CASE("memoize: what functools.lru_cache does") {
    replay(cairn::unbounded, 50, 222, 144394,
           {"CacheInfo(hits=889, misses=111, maxsize=None, currsize=111)",
            "CacheInfo(hits=1888, misses=111, maxsize=None, currsize=111)",
            "CacheInfo(hits=0, misses=0, maxsize=None, currsize=0)",
            "CacheInfo(hits=889, misses=111, maxsize=None, currsize=111)"});
    replay(0U, 50, 3000, 144394,
           {"CacheInfo(hits=0, misses=1000, maxsize=0, currsize=0)",
            "CacheInfo(hits=0, misses=1999, maxsize=0, currsize=0)",
            "CacheInfo(hits=0, misses=0, maxsize=0, currsize=0)",
            "CacheInfo(hits=0, misses=1000, maxsize=0, currsize=0)"});
    replay(1U, 10, 2795, 24757,
           {"CacheInfo(hits=62, misses=938, maxsize=1, currsize=1)",
            "CacheInfo(hits=140, misses=1859, maxsize=1, currsize=1)",
            "CacheInfo(hits=0, misses=0, maxsize=1, currsize=0)",
            "CacheInfo(hits=65, misses=935, maxsize=1, currsize=1)"});
    replay(16U, 50, 2335, 144394,
           {"CacheInfo(hits=215, misses=785, maxsize=16, currsize=16)",
            "CacheInfo(hits=452, misses=1547, maxsize=16, currsize=16)",
            "CacheInfo(hits=0, misses=0, maxsize=16, currsize=0)",
            "CacheInfo(hits=213, misses=787, maxsize=16, currsize=16)"});
    replay(64U, 50, 1043, 144394,
           {"CacheInfo(hits=648, misses=352, maxsize=64, currsize=64)",
            "CacheInfo(hits=1336, misses=663, maxsize=64, currsize=64)",
            "CacheInfo(hits=0, misses=0, maxsize=64, currsize=0)",
            "CacheInfo(hits=621, misses=379, maxsize=64, currsize=64)"});
    replay(128U, 200, 1960, 587638,
           {"CacheInfo(hits=313, misses=687, maxsize=128, currsize=128)",
            "CacheInfo(hits=696, misses=1303, maxsize=128, currsize=128)",
            "CacheInfo(hits=0, misses=0, maxsize=128, currsize=0)",
            "CacheInfo(hits=344, misses=656, maxsize=128, currsize=128)"});
}

TEST_CASE("memoize: the examples of Python's documentation") {
    auto fib = cairn::memoize<int(int)>(
        [](auto& self, int n) -> int { return n < 2 ? n : self(n - 1) + self(n - 2); },
        cairn::unbounded);
    std::vector<int> first;
    for (int n = 0; n != 16; ++n)
        first.push_back(fib(n));
    CHECK(first == std::vector<int>{0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610});
    CHECK(fib.cache_info().str() == "CacheInfo(hits=28, misses=16, maxsize=None, currsize=16)");

    auto get_pep = cairn::memoize([](int number) { return std::to_string(number); }, 32);
    for (const int n : {8, 290, 308, 320, 8, 218, 320, 279, 289, 320, 9991})
        get_pep(n);
    CHECK(get_pep.cache_info().str() == "CacheInfo(hits=3, misses=8, maxsize=32, currsize=8)");
}

} // namespace
