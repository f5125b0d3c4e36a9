// SPDX-License-Identifier: BSL-1.0
// Each member once, and everything that a cache may be given that makes no sense: no capacity, entries that
// weigh too much, times to live that are over, clocks that stand still or go back, loaders that ask for their
// own key, listeners that throw or use the cache, keys that all collide.

#include <cairn/cache.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using cairn::eviction_cause;

struct manual_clock {
    using duration = std::chrono::milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<manual_clock>;
    static inline time_point time{};
    static time_point now() noexcept { return time; }
};

using numbers = cairn::lru_cache<int, int>;
using words = cairn::s3fifo_cache<std::string, std::string>;
using mortal = cairn::ttl_cache<int, std::string, cairn::lru_policy, manual_clock>;

/// What a listener has been told, as text.
struct diary {
    std::string text;
    auto writer() {
        return [this](const auto& key, const auto& value, eviction_cause cause) {
            static constexpr const char* names[] = {"replaced", "erased", "evicted", "expired"};
            (text += names[static_cast<int>(cause)]).append(" ");
            if constexpr (requires { value.size(); }) {
                (text += std::to_string(key)).append("=") += value;
            } else {
                (text += std::to_string(key)).append("=") += std::to_string(value);
            }
            text += "; ";
        };
    }
    std::string take() { return std::exchange(text, {}); }
};

TEST_CASE("cache: get, put and the statistics") {
    numbers c(2);
    CHECK(c.get(1) == nullptr);
    CHECK(c.put(1, 10));
    CHECK(c.put(2, 20));
    REQUIRE(c.get(1) != nullptr);
    CHECK(*c.get(1) == 10);
    CHECK(c.put(3, 30)); // 2 was used longest ago
    CHECK_FALSE(c.contains(2));
    CHECK(*c.peek(3) == 30);
    CHECK(c.put(3, 31));
    CHECK(*c.peek(3) == 31);
    *c.get(3) = 32;
    CHECK(*c.peek(3) == 32);
    const cairn::cache_stats& s = c.stats();
    CHECK(s.hits == 3);
    CHECK(s.misses == 1);
    CHECK(s.insertions == 3);
    CHECK(s.replacements == 1);
    CHECK(s.evictions == 1);
    CHECK(s.hit_ratio() == 0.75);
    cairn::cache_stats sum = s;
    sum += s;
    CHECK(sum.hits == 6);
    c.reset_stats();
    CHECK(s == cairn::cache_stats());
    CHECK(s.hit_ratio() == 0);
    c.clear();
    CHECK(c.empty());
    CHECK(c.capacity() == 2);
    CHECK(c.put(1, 1));
}

TEST_CASE("cache: erase, take, erase_if") {
    cairn::lfu_cache<int, std::unique_ptr<int>> c(10);
    for (int i = 0; i != 10; ++i)
        c.put(i, std::make_unique<int>(i));
    CHECK(c.erase(3));
    CHECK_FALSE(c.erase(3));
    const auto four = c.take(4);
    REQUIRE(four.has_value());
    CHECK(**four == 4);
    CHECK_FALSE(c.take(4).has_value());
    CHECK(erase_if(c, [](int key, const std::unique_ptr<int>&) { return key % 2 == 0; }) == 4);
    CHECK(c.size() == 4);
    c.check_invariants();
    CHECK(c.put(4, std::make_unique<int>(44)));
    CHECK(**c.get(4) == 44);
}

TEST_CASE("cache: strings are looked up by views") {
    words c(100);
    c.put("spam", "eggs");
    const std::string_view key = "spam";
    CHECK(*c.get(key) == "eggs");
    CHECK(c.contains(key));
    CHECK(*c.peek(key) == "eggs");
    CHECK(c.get_or_compute(std::string_view("ham"), [](const std::string& k) { return k + "!"; }) ==
          "ham!");
    CHECK(c.put(std::string_view("ham"), "again"));
    CHECK(c.take(key) == "eggs");
    CHECK(c.erase(std::string_view("ham")));
    CHECK(c.empty());
}

TEST_CASE("cache: capacity 0 keeps nothing, capacity 1 the latest") {
    numbers none(0);
    CHECK_FALSE(none.put(1, 1));
    CHECK(none.get(1) == nullptr);
    CHECK(none.get_or_compute(1, [] { return 5; }) == 5);
    CHECK(none.get_or_compute(1, [] { return 6; }) == 6);
    CHECK_FALSE(none.erase(1));
    CHECK(erase_if(none, [](int, int) { return true; }) == 0);
    none.clear();
    none.set_capacity(0);
    none.reserve(10);
    CHECK(none.begin() == none.end());
    CHECK(none.stats().rejections == 3);
    CHECK(none.stats().insertions == 0);

    cairn::lru_cache<int, int> lru(1);
    cairn::lfu_cache<int, int> lfu(1);
    cairn::s3fifo_cache<int, int> s3fifo(1);
    for (int i = 0; i != 100; ++i) {
        CHECK((lru.put(i, i) && lfu.put(i, i) && s3fifo.put(i, i)));
        CHECK((lru.size() == 1 && lfu.size() == 1 && s3fifo.size() == 1));
        CHECK((*lru.get(i) == i && *lfu.get(i) == i && *s3fifo.get(i) == i));
    }
}

TEST_CASE("cache: what weighs too much is refused, and the old value is outdated") {
    diary told;
    numbers c({.max_weight = 100});
    c.on_evict(told.writer());
    CHECK(c.put(1, 1, {.ttl = numbers::default_ttl, .weight = 60}));
    CHECK(c.put(2, 2, {.ttl = numbers::default_ttl, .weight = 40}));
    CHECK(c.weight() == 100);
    CHECK(c.put(3, 3, {.weight = 1}));
    CHECK(told.take() == "evicted 1=1; ");
    CHECK(c.weight() == 41);
    CHECK_FALSE(c.put(2, 22, {.weight = 101}));
    CHECK(told.take() == "replaced 2=2; ");
    CHECK_FALSE(c.contains(2));
    CHECK_FALSE(c.put(4, 4, {.weight = SIZE_MAX}));
    CHECK(c.weight() == 1);
    CHECK(c.stats().rejections == 2);
    // a value that was refused can be looked at all the same
    CHECK(c.get_or_compute(
              5, [] { return 55; },
              [](int value) {
                  return numbers::entry_options{.weight = 2U * static_cast<unsigned>(value)};
              }) == 55);
    CHECK_FALSE(c.contains(5));
    CHECK(c.put(3, 3, {.weight = 100})); // heavier than before
    CHECK(c.weight() == 100);
    CHECK(c.put(3, 3, {.weight = 0}));
    CHECK(c.weight() == 0);
    c.check_invariants();
}

TEST_CASE("cache: limits that change") {
    numbers c(10);
    for (int i = 0; i != 10; ++i)
        c.put(i, i);
    c.set_max_weight(8); // all of them weigh 1
    CHECK(c.size() == 8);
    CHECK(c.weight() == 8);
    c.set_capacity(3);
    CHECK(c.size() == 3);
    CHECK((c.contains(7) && c.contains(8) && c.contains(9)));
    c.set_capacity(numbers::no_limit);
    c.set_max_weight(numbers::no_limit);
    for (int i = 0; i != 1000; ++i)
        c.put(i, i);
    CHECK(c.size() == 1000);
    c.set_capacity(0);
    CHECK(c.empty());
    c.check_invariants();
    CHECK_THROWS_AS(numbers(numbers::no_limit).reserve(SIZE_MAX), std::length_error);
}

// -- time ------------------------------------------------------------------------------------------------

TEST_CASE("cache: entries expire") {
    manual_clock::time = {};
    diary told;
    mortal c({.capacity = 10, .ttl = 100ms});
    c.on_evict(told.writer());
    c.put(1, "a");
    c.put(2, "b", 50ms);
    c.put(3, "c", mortal::endless);
    CHECK(c.next_expiry() == manual_clock::time_point(50ms));
    manual_clock::time += 49ms;
    CHECK(c.contains(2));
    manual_clock::time += 1ms; // to the very moment
    CHECK_FALSE(c.contains(2));
    CHECK(c.peek(2) == nullptr);
    CHECK(c.size() == 3);
    CHECK(c.get(2) == nullptr); // now it leaves
    CHECK(told.take() == "expired 2=b; ");
    CHECK(c.size() == 2);
    CHECK(c.next_expiry() == manual_clock::time_point(100ms));
    c.put(1, "aa", 1000ms); // a later deadline
    CHECK(told.take() == "replaced 1=a; ");
    CHECK(c.next_expiry() == manual_clock::time_point(1050ms));
    c.put(1, "aaa", 10ms); // and an earlier one
    CHECK(c.next_expiry() == manual_clock::time_point(60ms));
    manual_clock::time += 1h;
    CHECK_FALSE(c.take(1).has_value());
    CHECK(c.expire_due() == 1);
    CHECK_FALSE(c.next_expiry().has_value());
    CHECK(c.contains(3));
    CHECK(c.stats().expirations == 2);
    c.set_ttl(5ms);
    c.put(4, "d");
    manual_clock::time += 5ms;
    c.put(5, "e"); // takes the place of what is due
    CHECK_FALSE(c.contains(4));
    CHECK(c.size() == 2);
}

TEST_CASE("cache: times to live that are none, and those beyond all time") {
    manual_clock::time = {};
    mortal c({.capacity = 10});
    CHECK(c.put(1, "a"));
    CHECK_FALSE(c.put(1, "b", 0ms));
    CHECK_FALSE(c.contains(1)); // it was outdated
    CHECK_FALSE(c.put(2, "c", -5s));
    CHECK(c.stats().rejections == 2);
    CHECK(c.get_or_compute(3, [] { return "now"; }, {.ttl = -1ms}) == "now");
    CHECK(c.empty());
    manual_clock::time += 1h;
    CHECK(c.put(4, "d", mortal::endless - 1ms)); // 1h + that overflows
    CHECK_FALSE(c.next_expiry().has_value());
    manual_clock::time = manual_clock::time_point::min();
    CHECK(c.put(5, "e", mortal::endless - 1ms));
    manual_clock::time = {};
    CHECK(c.contains(4));
    CHECK_FALSE(c.contains(5)); // a moment before the epoch
}

TEST_CASE("cache: a clock that stands still, goes back or leaps") {
    manual_clock::time = manual_clock::time_point(1h);
    mortal c({.capacity = 100, .ttl = 10ms});
    for (int i = 0; i != 1000; ++i)
        c.put(i, "x");
    CHECK(c.size() == 100);
    CHECK(c.expire_due() == 0);
    manual_clock::time -= 30min;
    CHECK(c.contains(999));
    c.put(1, "y"); // due before all others
    CHECK(c.next_expiry() == manual_clock::time_point(30min + 10ms));
    manual_clock::time += 10ms;
    CHECK(c.expire_due() == 1);
    manual_clock::time = (manual_clock::time_point::max)() - 1ms;
    CHECK(c.expire_due() == 99);
    c.check_invariants();
    CHECK(c.put(1, "z"));
}

TEST_CASE("cache: the coarse clock moves on and not back") {
    const auto first = cairn::coarse_clock::now();
    CHECK(cairn::coarse_clock::now() >= first);
    cairn::ttl_cache<int, int, cairn::s3fifo_policy> c({.capacity = 10, .ttl = 1h});
    c.put(1, 1);
    CHECK(c.get(1) != nullptr);
    CHECK(*c.next_expiry() > first);
}

// -- loaders ---------------------------------------------------------------------------------------------

TEST_CASE("cache: a loader runs once, and again if it failed") {
    numbers c(10);
    int calls = 0;
    const auto load = [&](int key) {
        if (++calls == 1) throw std::runtime_error("no");
        return key * 2;
    };
    CHECK_THROWS_AS(c.get_or_compute(4, load), std::runtime_error);
    CHECK(c.empty());
    CHECK(c.get_or_compute(4, load) == 8);
    CHECK(c.get_or_compute(4, load) == 8);
    CHECK(calls == 2);
    CHECK(c.stats().misses == 2);
    CHECK(c.stats().hits == 1);
}

TEST_CASE("cache: a loader that asks for its own key is told so") {
    numbers c(10);
    const auto own = [&] { return c.get_or_compute(1, [] { return 1; }); };
    CHECK_THROWS_AS(c.get_or_compute(1, own), cairn::cache_error);
    const auto round = [&] {
        return c.get_or_compute(2, [&] { return c.get_or_compute(1, own); });
    };
    CHECK_THROWS_WITH(c.get_or_compute(1, round),
                      "the computation of a cached value asks for its own key");
    CHECK(c.empty());
    CHECK(c.get_or_compute(1, [] { return 7; }) == 7); // forgotten
    // all other keys are welcome, and so is put
    std::uint64_t (*fibonacci)(cairn::lru_cache<int, std::uint64_t>&, int) =
        [](cairn::lru_cache<int, std::uint64_t>& cache, int n) -> std::uint64_t {
        const auto recurse = [](auto& self, auto& in, int k) -> std::uint64_t {
            if (k < 2) return static_cast<std::uint64_t>(k);
            return in.get_or_compute(k,
                                     [&] { return self(self, in, k - 1) + self(self, in, k - 2); });
        };
        return recurse(recurse, cache, n);
    };
    cairn::lru_cache<int, std::uint64_t> f(3);
    CHECK(fibonacci(f, 90) == 2880067194370816120);
    CHECK(c.get_or_compute(8, [&] {
        c.put(8, 1);
        return 2;
    }) == 2);
}

// -- listeners -------------------------------------------------------------------------------------------

TEST_CASE("cache: every departure is told of once, with its cause") {
    diary told;
    numbers c(2);
    c.on_evict(told.writer());
    c.put(1, 1);
    c.put(1, 2);
    c.put(2, 2);
    c.put(3, 3);
    c.erase(2);
    CHECK(told.take() == "replaced 1=1; evicted 1=2; erased 2=2; ");
    (void)c.take(3);
    CHECK(told.take().empty());
    c.put(4, 4);
    c.clear();
    CHECK(told.take() == "erased 4=4; ");
    c.put(6, 6);
    numbers moved(std::move(c));
    CHECK(moved.erase(6));
    CHECK(told.take() == "erased 6=6; ");
    numbers copy(moved);
    copy.put(7, 7);
    copy.clear();
    CHECK(told.take().empty());
    moved.put(8, 8);
    moved.on_evict(nullptr);
    moved.clear();
    CHECK(told.take().empty());
}

TEST_CASE("cache: a listener that throws leaves a whole cache, and nobody goes unmentioned") {
    numbers c({.max_weight = 10});
    std::vector<int> told;
    bool fails = true;
    c.on_evict([&](int key, int, eviction_cause) {
        told.push_back(key);
        if (std::exchange(fails, false)) throw std::runtime_error("no");
    });
    for (int i = 0; i != 10; ++i)
        c.put(i, i);
    CHECK_THROWS_AS(c.put(100, 100, {.weight = 4}), std::runtime_error);
    CHECK(told == std::vector<int>{0});
    CHECK(c.contains(100)); // the operation was complete
    CHECK(c.size() == 7);
    c.check_invariants();
    CHECK(c.put(5, 5)); // tells of the others
    CHECK(told == std::vector<int>{0, 1, 2, 3, 5});
    c.check_invariants();
}

TEST_CASE("cache: a listener may use the cache") {
    cairn::lru_cache<int, std::string> second(100), first(2);
    first.on_evict([&](int key, std::string& value, eviction_cause cause) {
        if (cause == eviction_cause::evicted) second.put(key, std::move(value));
        if (key == 3) first.put(30, "thirty"); // while it is told of 3
    });
    for (int i = 0; i != 10; ++i)
        first.put(i, std::to_string(i) + " and more than fits into a short string");
    CHECK(second.size() == 9);
    CHECK(*second.get(0) == "0 and more than fits into a short string");
    first.check_invariants();
    CHECK(first.size() == 2);
}

// -- load ------------------------------------------------------------------------------------------------

struct collides {
    using is_avalanching = void;
    std::uint64_t operator()(int) const noexcept { return 42; }
};

TEST_CASE("cache: a listener that removes what is being returned is told so") {
    cairn::lru_cache<int, std::string> c(2);
    c.on_evict([&](int, const std::string&, cairn::eviction_cause) { c.clear(); });
    const auto load = [] { return std::string("a text that is too long to lie in itself"); };
    (void)c.get_or_compute(1, load);
    (void)c.get_or_compute(2, load);
    CHECK_THROWS_AS(c.get_or_compute(3, load), cairn::cache_error); // one leaves, and then all do
    CHECK(c.empty());
    CHECK(c.get_or_compute(4, load) == load());

    cairn::lru_cache<int, std::string> light({.max_weight = 5});
    light.on_evict([&](int, const std::string&, cairn::eviction_cause) { light.put(2, "two"); });
    const auto meddle =
        [&] { // the value is refused, and the one that was put meanwhile is outdated
            light.put(3, "three");
            return std::string("too heavy");
        };
    CHECK_THROWS_AS(light.get_or_compute(3, meddle, {.weight = 9}), cairn::cache_error);
    CHECK(light.size() == 1);
    CHECK(light.contains(2));
}

TEST_CASE("cache: all keys collide") {
    cairn::s3fifo_cache<int, int, collides> c(50);
    for (int i = 0; i != 2000; ++i) {
        c.put(i % 70, i);
        REQUIRE(*c.peek(i % 70) == i);
    }
    CHECK(c.size() == 50);
    c.check_invariants();
}

TEST_CASE("cache: memory does not grow with the keys that pass through") {
#if defined(__OPTIMIZE__)
    constexpr std::uint64_t many = 10'000'000;
#else
    constexpr std::uint64_t many = 1'000'000;
#endif
    // at level 2 every put looks at the whole cache
    constexpr std::uint64_t n = cairn::detail::hardened >= 2 ? 3'000 : many;
    const auto pass = [](auto cache, std::uint64_t keys) {
        support::memory_ledger& ledger = support::memory_ledger::global();
        for (std::uint64_t key = 0; key != 2000; ++key)
            cache.put(key, key);
        const std::size_t bytes = ledger.bytes();
        for (std::uint64_t key = 2000; key != keys; ++key)
            cache.put(key, key);
        CHECK(ledger.bytes() == bytes);
        CHECK(cache.size() == 1000);
        CHECK(cache.stats().evictions == keys - 1000);
        cache.check_invariants();
    };
    using word = std::uint64_t;
    using allocator = support::counting_allocator<std::pair<const word, word>>;
    pass(cairn::lru_cache<word, word, cairn::hash<word>, std::equal_to<>, allocator>(1000), n);
    pass(cairn::lfu_cache<word, word, cairn::hash<word>, std::equal_to<>, allocator>(1000),
         n / 10 + 2000);
    pass(cairn::s3fifo_cache<word, word, cairn::hash<word>, std::equal_to<>, allocator>(1000), n);
}

} // namespace
