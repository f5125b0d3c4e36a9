// SPDX-License-Identifier: BSL-1.0
// Where the memory of a sharded cache comes from: shards, entries and shared outcomes.

#include <cairn/sharded_cache.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <memory_resource>
#include <utility>

namespace {

TEST_CASE("sharded: all memory comes from its allocator, and goes back") {
    support::counting_resource memory;
    {
        cairn::sharded<cairn::pmr::lru_cache<int, int>> c(1000, &memory);
        const std::size_t shards = memory.ledger().bytes();
        CHECK(shards >= c.shards() * 64);
        for (int i = 0; i != 2000; ++i)
            c.put(i, i);
        CHECK(memory.ledger().bytes() > shards);
        CHECK(c.get_allocator().resource() == &memory);
        const cairn::sharded<cairn::pmr::lru_cache<int, int>> d(std::move(c));
        CHECK(d.size() == d.capacity());
        CHECK(d.get_allocator().resource() == &memory);
    }
    CHECK(memory.ledger().bytes() == 0);
    CHECK(support::take_misuses().empty());
}

} // namespace
