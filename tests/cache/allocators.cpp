// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and keys and values
// that take an allocator get the cache's.

#include <cairn/cache.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/misuse.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory_resource>
#include <string>
#include <utility>

namespace {

template <class Policy, class Allocator>
using cache = cairn::basic_cache<int, std::string, Policy, cairn::coarse_clock, cairn::hash<int>,
                                 std::equal_to<>, Allocator>;
using entry = std::pair<const int, std::string>;

std::string text(int i) { return "a text that is too long to lie in itself " + std::to_string(i); }

/// Grows, evicts, weighs, expires, shrinks.
template <class Cache>
void exercise(Cache& c) {
    for (int i = 0; i != 100; ++i)
        c.put(i * 37 % 100, text(i));
    c.set_max_weight(50);
    for (int i = 0; i != 100; ++i)
        c.put(i, text(i), {.ttl = std::chrono::hours(i + 1), .weight = 2});
    for (int i = 0; i < 100; i += 3)
        c.erase(i);
    c.reserve(70);
    c.set_capacity(10);
    (void)c.get_or_compute(
        1000, [] { return text(1000); }, typename Cache::entry_options{.weight = 1000});
}

template <class Policy>
void every_block() {
    support::memory_ledger ledger;
    {
        using allocator = support::counting_allocator<entry>;
        using subject = cache<Policy, allocator>;
        subject a(60, allocator(ledger));
        exercise(a);
        subject b(a);
        exercise(b);
        subject c(std::move(a));
        b = c;
        support::memory_ledger elsewhere;
        {
            subject d(c, allocator(elsewhere));
            CHECK(d.size() == c.size());
            subject e(std::move(d), allocator(ledger)); // one by one
            CHECK(e.size() == c.size());
            e.check_invariants();
            exercise(e);
            subject f(7, allocator(elsewhere));
            f = std::move(e);
            f.check_invariants();
            CHECK(f.get_allocator() == allocator(elsewhere));
            CHECK_FALSE(f.empty());
            f = c;
            CHECK_FALSE(f.empty());
        }
        CHECK(elsewhere.blocks() == 0);
    }
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("cache: every block goes back to where it came from") {
    every_block<cairn::lru_policy>();
    every_block<cairn::lfu_policy>();
    every_block<cairn::s3fifo_policy>();
}

template <bool Pocca, bool Pocma, bool Pocs>
void propagation() {
    using allocator = support::tagged_allocator<entry, Pocca, Pocma, Pocs>;
    using subject = cache<cairn::s3fifo_policy, allocator>;
    subject a(10, allocator(1)), b(10, allocator(2));
    a.put(1, text(1));
    const subject copy(a);
    CHECK(copy.get_allocator().id() == 1 + allocator::selected);
    b = a;
    CHECK(b.get_allocator().id() == (Pocca ? 1 : 2));
    CHECK(b.contains(1));
    subject c(10, allocator(3));
    c = std::move(b);
    CHECK(c.get_allocator().id() == (Pocma ? (Pocca ? 1 : 2) : 3));
    CHECK(*c.peek(1) == text(1));
    if constexpr (Pocs) {
        subject d(10, allocator(4));
        swap(c, d);
        CHECK(c.get_allocator().id() == 4);
        CHECK(d.contains(1));
    }
    CHECK(support::misuses().empty());
}

TEST_CASE("cache: allocators propagate as their traits say") {
    propagation<false, false, false>();
    propagation<true, true, true>();
}

TEST_CASE("cache: keys and values get the allocator of a pmr cache") {
    std::array<std::byte, 1 << 16> bytes{};
    std::pmr::monotonic_buffer_resource memory(bytes.data(), bytes.size(),
                                               std::pmr::null_memory_resource());
    cairn::pmr::lru_cache<std::pmr::string, std::pmr::string> c(20, &memory);
    for (int i = 0; i != 50; ++i)
        c.put(std::pmr::string(text(i)), text(i).c_str());
    for (const auto& [key, value] : c) {
        CHECK(key.get_allocator().resource() == &memory);
        CHECK(value.get_allocator().resource() == &memory);
    }
    const cairn::pmr::lru_cache<std::pmr::string, std::pmr::string> copy(c);
    CHECK(copy.get_allocator().resource() == std::pmr::get_default_resource());
    CHECK(copy.begin()->value == c.begin()->value);
}

} // namespace
