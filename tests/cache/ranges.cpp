// SPDX-License-Identifier: BSL-1.0
// Walking over caches: in which order, with what in hand, and together with the algorithms of std.

#include <cairn/cache.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Cache>
std::vector<int> keys_of(Cache& cache) {
    std::vector<int> keys;
    for (const auto& [key, value] : cache)
        keys.push_back(key);
    return keys;
}

TEST_CASE("cache: an LRU cache is walked from the most recent use") {
    cairn::lru_cache<int, std::string> c(3);
    CHECK(keys_of(c).empty());
    c.put(1, "a");
    c.put(2, "b");
    c.put(3, "c");
    CHECK(keys_of(c) == std::vector<int>{3, 2, 1});
    (void)c.get(1);
    (void)c.peek(2);
    CHECK(keys_of(c) == std::vector<int>{1, 3, 2});
    c.put(3, "d");
    CHECK(keys_of(std::as_const(c)) == std::vector<int>{3, 1, 2});
    c.erase(1);
    CHECK(keys_of(c) == std::vector<int>{3, 2});
    for (auto [key, value] : c)
        value += "!";
    CHECK(*c.peek(3) == "d!");
    CHECK(c.begin()->value == "d!");
    c.clear();
    CHECK(c.begin() == c.end());
}

TEST_CASE("cache: an S3-FIFO cache shows its small queue, then the main one") {
    cairn::s3fifo_cache<int, int> c(10);
    for (int i = 0; i != 10; ++i)
        c.put(i, i);
    CHECK(keys_of(c) == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    (void)c.get(0);
    (void)c.get(0);
    c.put(10, 10); // 0 was used twice, 1 leaves in its place
    CHECK(keys_of(c) == std::vector<int>{2, 3, 4, 5, 6, 7, 8, 9, 10, 0});
    c.put(1, 1); // a ghost that returns; 2 leaves
    CHECK(keys_of(c) == std::vector<int>{3, 4, 5, 6, 7, 8, 9, 10, 0, 1});
}

TEST_CASE("cache: an LFU cache shows each entry once") {
    cairn::lfu_cache<int, int> c(5);
    for (int i = 0; i != 20; ++i)
        c.put(i % 7, i);
    std::vector<int> keys = keys_of(c);
    CHECK(keys.size() == 5);
    std::ranges::sort(keys);
    CHECK(std::ranges::adjacent_find(keys) == keys.end());
    const auto dear = std::ranges::count_if(c, [](const auto& each) { return each.value > 16; });
    CHECK(dear == 3);
    cairn::lfu_cache<int, int>::const_iterator i = c.begin();
    CHECK((*i++).key == keys_of(c)[0]);
    CHECK(i->key == keys_of(c)[1]);
    CHECK(std::ranges::distance(c) == 5);
}

} // namespace
