// SPDX-License-Identifier: BSL-1.0
// Caches: sessions that expire, a listener that writes back what leaves, weights, and what three policies make
// of the same requests. A clock that is set by hand stands in for the real one, so that the output is
// always the same.

#include <cairn/cache.hpp>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace {

using namespace std::chrono_literals;

struct stopped_clock {
    using duration = std::chrono::milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<stopped_clock>;
    static time_point now() noexcept { return time; }
    static inline time_point time{};
};

const char* name(cairn::eviction_cause cause) {
    switch (cause) {
    case cairn::eviction_cause::replaced:
        return "replaced";
    case cairn::eviction_cause::erased:
        return "erased";
    case cairn::eviction_cause::evicted:
        return "evicted";
    case cairn::eviction_cause::expired:
        return "expired";
    }
    return "";
}

void sessions_that_expire() {
    // With a real clock: cairn::ttl_cache<int, std::string> sessions({.capacity = 3, .ttl = 30min});
    cairn::ttl_cache<int, std::string, cairn::lru_policy, stopped_clock> sessions(
        {.capacity = 3, .ttl = 30min});
    sessions.on_evict([](int id, const std::string& user, cairn::eviction_cause cause) {
        std::printf("  %d of %s is %s\n", id, user.c_str(), name(cause));
    });

    std::puts("sessions:");
    sessions.put(1, "ada");
    sessions.put(2, "grace", 5min); // this one for five minutes only
    sessions.put(3, "edsger");
    stopped_clock::time += 10min;
    std::printf("after ten minutes 1 is %s, 2 is %s\n", sessions.get(1) ? "there" : "gone",
                sessions.get(2) ? "there" : "gone");
    sessions.put(4, "barbara");
    sessions.put(5, "tony"); // there is room for three: 3 was used longest ago
    sessions.put(1, "ada");  // half an hour from now on
    stopped_clock::time += 25min;
    std::printf("%zu sessions, ", sessions.size());
    std::printf("the next one ends in %lld minutes\n",
                static_cast<long long>((*sessions.next_expiry() - stopped_clock::now()) / 1min));
    stopped_clock::time += 10min;
    std::printf("%zu expired\n", sessions.expire_due());
}

void pages_by_size() {
    cairn::lru_cache<std::string, std::string> pages({.max_weight = 100}); // bytes
    const auto render = [](const std::string& path) { return std::string(path.size() * 10, '*'); };
    const auto size = [](const std::string& page) {
        return decltype(pages)::entry_options{.weight = page.size()};
    };
    std::puts("pages:");
    for (const char* path : {"/", "/news", "/", "/about", "/archive/1998"}) {
        const std::string& page = pages.get_or_compute(path, render, size);
        std::printf("  %-14s %3zu bytes; %zu pages, %zu bytes\n", path, page.size(), pages.size(),
                    pages.weight());
    }
    std::printf("refused: %zu\n", static_cast<std::size_t>(pages.stats().rejections));
}

template <class Cache>
void hits(const char* policy) {
    Cache cache(100);
    for (int round = 0; round != 1000; ++round) {
        for (int i = 0; i != 40; ++i) // twenty pages that everybody reads,
            cache.get_or_compute(i % 20, [] { return true; });
        for (int i = 0; i != 100; ++i) // and a walk through the archive
            cache.get_or_compute(1000 + round * 100 + i, [] { return true; });
    }
    std::printf("  %-7s %4.1f %%\n", policy, 100 * cache.stats().hit_ratio());
}

} // namespace

int main() {
    sessions_that_expire();
    pages_by_size();
    std::puts("hits, where at most 28.6 % are possible:");
    hits<cairn::lru_cache<int, bool>>("lru");
    hits<cairn::lfu_cache<int, bool>>("lfu");
    hits<cairn::s3fifo_cache<int, bool>>("s3fifo");
}
