// SPDX-License-Identifier: BSL-1.0
// Every allocation and every copy of a value fails once: what was made is destroyed, cycles included, the
// source is as it was, and so is the memo.

#include <cairn/copy.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

/// Blocks of operator new that are in use, while it is watched; and whether it may fail.
struct heap {
    inline static bool fails = false;
    inline static std::ptrdiff_t blocks = 0;
};

using element = support::throwing_copy;

} // namespace

void* operator new(std::size_t size) {
    if (heap::fails) support::fuse::tick(support::op::allocate);
    void* block = std::malloc(size == 0 ? 1 : size);
    if (block == nullptr) throw std::bad_alloc();
    ++heap::blocks;
    return block;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    try {
        return operator new(size);
    } catch (...) {
        return nullptr;
    }
}
void operator delete(void* block) noexcept {
    if (block != nullptr) --heap::blocks;
    std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { operator delete(block); }

template <>
inline constexpr bool cairn::enable_deep_by_value<element> = true;

namespace {

struct node {
    element value{};
    std::shared_ptr<node> next{};
    std::vector<std::shared_ptr<node>> many{};
    std::weak_ptr<node> back{};
    std::set<std::shared_ptr<node>> known{};
    std::map<int, std::unique_ptr<element>> owned{};
    std::unique_ptr<node> below{};
    std::shared_ptr<element> part{};
};

struct world {
    std::vector<std::shared_ptr<node>> all;

    world() = default;
    world(world&& other) noexcept : all(std::move(other.all)) {}
    world(const world&) = delete;
    world& operator=(const world&) = delete;
    ~world() { cairn::dismantle(all); }

    friend auto cairn_fields(world& x) { return std::tie(x.all); }
    [[nodiscard]] int sum() const {
        int s = static_cast<int>(all.size());
        for (const auto& n : all)
            s += n->value.value() + n->next->value.value() + static_cast<int>(n->known.size()) +
                 static_cast<int>(n->many.size()) + n->owned.at(1)->value() +
                 n->below->value.value() + n->part->value() + n->back.lock()->value.value();
        return s;
    }
};

/// A ring with chords: every node is in many cycles.
world make() {
    world w;
    for (int i = 0; i != 4; ++i) {
        w.all.push_back(std::make_shared<node>());
        w.all.back()->value = element(i);
    }
    for (std::size_t i = 0; i != 4; ++i) {
        node& n = *w.all[i];
        n.next = w.all[(i + 1) % 4];
        n.many = {w.all[i], w.all[(i + 2) % 4]};
        n.back = w.all[(i + 3) % 4];
        n.known = {w.all[i], w.all[(i + 1) % 4]};
        n.owned.emplace(1, std::make_unique<element>(5));
        n.below = std::make_unique<node>();
        n.below->next = w.all[i];
        n.part = std::shared_ptr<element>(w.all[i], &w.all[i]->value); // an alias
    }
    return w;
}

template <class Operation>
std::size_t fails(Operation operation) {
    return support::for_each_failure(make, operation, [](const world& a, const world& b, bool) {
        if (a.sum() != b.sum()) throw support::check_failed("the source changed");
    });
}

TEST_CASE("exceptions: values fail in the middle of a graph") {
    const std::size_t steps = fails([](world& w) {
        const world copy = cairn::deep_copy(w);
        if (copy.sum() != w.sum()) throw support::check_failed("not a copy");
    });
    CHECK(steps >= 12);
}

TEST_CASE("exceptions: allocations fail in the middle of a graph") {
    const std::ptrdiff_t before = heap::blocks;
    const std::size_t steps = fails([](world& w) {
        const std::ptrdiff_t blocks = heap::blocks;
        struct guard {
            guard() { heap::fails = true; }
            ~guard() { heap::fails = false; }
        };
        try {
            const world copy = [&] {
                const guard on;
                return cairn::deep_copy(w);
            }();
        } catch (const support::injected&) {
            heap::fails = false;
            if (heap::blocks > blocks + 1) // the injected error itself
                throw support::check_failed("blocks were lost: " +
                                            std::to_string(heap::blocks - blocks));
            throw;
        }
        if (heap::blocks != blocks)
            throw support::check_failed("blocks were lost: " +
                                        std::to_string(heap::blocks - blocks));
    });
    CHECK(steps >= 40);
    CHECK(heap::blocks == before);
}

TEST_CASE("exceptions: a memo is as before, and what it knows is spared") {
    const std::size_t objects = support::live_objects();
    {
        const world w = make();
        world rest;
        cairn::copy_memo memo;
        const std::shared_ptr<node> older = cairn::deep_copy(w.all[0], memo);
        rest.all.push_back(older);
        const std::size_t known = memo.size();
        world source; // a cycle of its own, and ways to what the memo knows
        for (int i = 0; i != 3; ++i)
            source.all.push_back(std::make_shared<node>());
        for (const auto& n : source.all) {
            n->many = source.all;
            n->many.push_back(w.all[1]);
        }
        for (std::size_t n = 1; n != 4; ++n) {
            support::fuse::arm(n, support::op::copy);
            CHECK_THROWS_AS(cairn::deep_copy(source, memo), support::injected);
            support::fuse::disarm();
            CHECK(memo.size() == known);
            REQUIRE(older->next != nullptr); // not taken apart with what failed
            CHECK(older->next->next->next->next == older);
        }
        const world copy = cairn::deep_copy(source, memo);
        CHECK(copy.all[0]->many.back() == older->next);
        CHECK(memo.size() == known + 3);
        memo.clear();
        for (const auto& n : source.all)
            n->many.pop_back(); // so that w is still whole when it is taken apart
    }
    CHECK(support::live_objects() == objects);
}

} // namespace
