// SPDX-License-Identifier: BSL-1.0
// A stampede that costs one computation: ten threads ask for the same page, which takes a while to make.

#include <cairn/sharded_cache.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

// Values leave the cache as copies: a shared_ptr makes that cheap, and keeps alive what is in use.
using page = std::shared_ptr<const std::string>;
using page_cache = cairn::sharded<cairn::lru_cache<std::string, page>>;

template <class F>
void ten_threads(F f) {
    std::vector<std::thread> threads;
    for (int i = 0; i != 10; ++i)
        threads.emplace_back(f);
    for (std::thread& t : threads)
        t.join();
}

void stampede() {
    page_cache pages(10'000);
    std::atomic<int> rendered = 0;
    std::atomic<int> served = 0;
    ten_threads([&] {
        const page p = pages.get_or_compute("/", [&] {
            ++rendered;
            std::this_thread::sleep_for(50ms); // the others come, and wait
            return std::make_shared<const std::string>("welcome");
        });
        if (*p == "welcome") ++served;
    });
    const cairn::cache_stats stats = pages.stats();
    std::printf("%d threads served, %d page rendered\n", served.load(), rendered.load());
    std::printf("%d miss, %d hits\n", static_cast<int>(stats.misses), static_cast<int>(stats.hits));
}

void failure() {
    page_cache pages(10'000);
    std::atomic<int> told = 0;
    ten_threads([&] {
        try {
            pages.get_or_compute("/", []() -> page {
                std::this_thread::sleep_for(50ms);
                throw std::runtime_error("the database is down");
            });
        } catch (const std::runtime_error&) {
            ++told;
        }
    });
    std::printf("the database is down: %d threads were told, %zu pages are cached\n", told.load(),
                pages.size());
    const page p = pages.get_or_compute(
        "/", [] { return std::make_shared<const std::string>("welcome back"); });
    std::printf("the next one tries again: %s\n", p->c_str());
}

void outdated() {
    page_cache pages(10'000);
    std::atomic<bool> reading = false, changed = false;
    std::thread reader([&] {
        const page p = pages.get_or_compute("/", [&] {
            reading = true;
            while (!changed)
                std::this_thread::yield();
            return std::make_shared<const std::string>("of yesterday");
        });
        std::printf("the reader gets the page %s,\n", p->c_str());
    });
    while (!reading)
        std::this_thread::yield();
    pages.erase("/"); // someone edits the page while it is being rendered
    changed = true;
    reader.join();
    std::printf("but the cache does not keep it: %s\n", pages.contains("/") ? "True" : "False");
}

void itself() {
    cairn::sharded<cairn::lru_cache<int, int>> c(100);
    try {
        c.get_or_compute(1, [&] { return c.get_or_compute(1, [] { return 0; }) + 1; });
    } catch (const cairn::cache_error& error) {
        std::printf("refused: %s\n", error.what());
    }
}

} // namespace

int main() {
    stampede();
    failure();
    outdated();
    itself();
}
