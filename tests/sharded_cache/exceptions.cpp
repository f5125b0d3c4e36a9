// SPDX-License-Identifier: BSL-1.0
// Whatever fails in a sharded cache, once each: nothing leaks, the shard stays in order and unlocked.

#include <cairn/sharded_cache.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <utility>

namespace {

using element = support::throwing_copy;
using key = support::throwing<support::op::copy | support::op::compare | support::op::hash>;
using cache = cairn::lru_cache<key, element, std::hash<key>, std::equal_to<>,
                               support::counting_allocator<std::pair<const key, element>>>;
struct subject : cairn::sharded<cache> {
    subject() : sharded(4, 2) {}
};

subject filled() { return {}; }

template <class Operation>
void survives(Operation operation) {
    const auto check = [](const subject&, subject& after, bool) {
        after.check_invariants();
        if (after.size() > after.capacity()) throw support::check_failed("above its capacity");
        after.put(key(7), element(8)); // the locks are free
        if (after.get(key(7))->value() != 8) throw support::check_failed("a put was lost");
    };
    support::for_each_failure(filled, operation, check);
}

TEST_CASE("sharded: every operation fails once") {
    survives([](subject& c) {
        for (int i = 0; i != 6; ++i)
            c.put(key(i), element(i));
        static_cast<void>(c.get(key(5)));
        static_cast<void>(c.peek(key(5)));
        static_cast<void>(c.take(key(5)));
        c.erase(key(4));
    });
    survives([](subject& c) {
        const key one(1);
        for (int i = 0; i != 2; ++i)
            c.get_or_compute(one, [](const key& k) { return element(k.value()); });
    });
    survives([](subject& c) {
        c.on_evict([](const key&, element&, cairn::eviction_cause) {
            support::fuse::tick(support::op::call);
        });
        for (int i = 0; i != 6; ++i)
            c.put(key(i), element(i));
        c.clear();
        c.on_evict(nullptr);
    });
}

} // namespace
