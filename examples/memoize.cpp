// SPDX-License-Identifier: BSL-1.0
// functools.lru_cache: cairn on the left, Python on the right.

#include <cairn/memoize.hpp>

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace {

template <class F>
void report(const char* name, const F& f) {
    std::printf("%s: %s\n", name, f.cache_info().str().c_str());
}

void fibonacci() {
    auto fib = cairn::memoize<std::uint64_t(int)>(           //  @lru_cache(maxsize=None)
        [](auto& self, int n) -> std::uint64_t {             //  def fib(n):
            if (n < 2) return static_cast<std::uint64_t>(n); //      if n < 2: return n
            return self(n - 1) + self(n - 2);                //      return fib(n-1) + fib(n-2)
        },
        cairn::unbounded);

    for (int n = 0; n != 16; ++n) //  [fib(n) for n in range(16)]
        std::printf("%llu ", static_cast<unsigned long long>(fib(n)));
    std::puts("");
    report("fib", fib); //  fib.cache_info()
    std::printf("fib(90) = %llu\n", static_cast<unsigned long long>(fib(90)));
    report("fib", fib);
    fib.cache_clear(); //  fib.cache_clear()
    report("fib", fib);
}

void proposals() {
    // A cache smaller than what is asked for: the least recently used result leaves.
    auto fetch = cairn::memoize(                 //  @lru_cache(maxsize=3)
        [](std::string_view address, int page) { //  def fetch(address, page):
            std::printf("  fetching %.*s, page %d\n", static_cast<int>(address.size()),
                        address.data(), page);
            return std::string(address) + "#" + std::to_string(page);
        },
        3);
    for (const int page : {8, 290, 308, 320, 8, 308, 320, 308})
        fetch("proposals", page);
    report("fetch", fetch);
    fetch.wrapped()("proposals", 308); //  fetch.__wrapped__("proposals", 308)
    report("fetch", fetch);

    auto popular = cairn::memoize([](int n) { return n * n; }, cairn::s3fifo_policy(), 100);
    for (int round = 0; round != 3; ++round)
        for (int n = 0; n != 90; ++n)
            popular(n);
    report("popular", popular);
}

void itself() {
    auto endless = cairn::memoize<int(int)>([](auto& self, int n) -> int { return self(n) + 1; });
    try {
        endless(1); //  RecursionError
    } catch (const cairn::cache_error& error) {
        std::printf("refused: %s\n", error.what());
    }
}

} // namespace

int main() {
    fibonacci();
    proposals();
    itself();
}
