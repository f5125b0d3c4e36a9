// SPDX-License-Identifier: BSL-1.0
// The allocator doubles satisfy the requirements, keep exact books and report what is returned wrongly.

#include "support/allocators.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <memory_resource>
#include <new>
#include <scoped_allocator>
#include <stdexcept>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

template <class Allocator>
using traits = std::allocator_traits<Allocator>;

struct alignas(128) wide {
    char bytes[128];
};

using propagating = support::tagged_allocator<int, true, true, true>;
using sticky = support::tagged_allocator<int>;
using indifferent = support::tagged_allocator<int, false, false, false, true>;

static_assert(traits<propagating>::propagate_on_container_copy_assignment::value);
static_assert(traits<propagating>::propagate_on_container_move_assignment::value);
static_assert(traits<propagating>::propagate_on_container_swap::value);
static_assert(!traits<sticky>::propagate_on_container_copy_assignment::value);
static_assert(!traits<sticky>::is_always_equal::value);
static_assert(traits<indifferent>::is_always_equal::value);
static_assert(!std::is_default_constructible_v<support::minimal_allocator<int>>);
static_assert(
    std::uses_allocator_v<support::leading_element<>, std::pmr::polymorphic_allocator<int>>);
static_assert(
    std::uses_allocator_v<support::trailing_element<>, std::pmr::polymorphic_allocator<int>>);

} // namespace

TEST_CASE("ledger: books blocks and bytes", "[support]") {
    support::memory_ledger ledger;
    {
        std::vector<int, support::counting_allocator<int>> v(
            10, 1, support::counting_allocator<int>(ledger));
        CHECK(ledger.blocks() == 1);
        CHECK(ledger.bytes() == 10 * sizeof(int));
        std::list<wide, support::minimal_allocator<wide>> l{
            support::minimal_allocator<wide>(ledger)};
        l.emplace_back();
        CHECK(reinterpret_cast<std::uintptr_t>(&l.front()) % 128 == 0);
        CHECK(ledger.blocks() >= 2);
    }
    CHECK(ledger.blocks() == 0);
    CHECK(ledger.bytes() == 0);
    CHECK(ledger.allocations() == ledger.deallocations());
    CHECK(ledger.peak_bytes() > 10 * sizeof(int));
    CHECK(support::misuses() == "");
}

TEST_CASE("ledger: reports what is returned wrongly", "[support]") {
    support::memory_ledger ledger;
    support::counting_allocator<int> allocator(ledger);

    SECTION("another size") {
        allocator.deallocate(allocator.allocate(3), 4);
        CHECK(support::take_misuses().size() == 1);
    }
    SECTION("another type's alignment") {
        void* block = ledger.allocate(64, 64);
        ledger.deallocate(block, 64, 32);
        CHECK(support::take_misuses().size() == 1);
    }
    SECTION("a block from elsewhere") {
        int local = 0;
        allocator.deallocate(&local, 1);
        CHECK(support::take_misuses().size() == 1);
    }
    SECTION("an allocator that is not equal") {
        sticky one(1);
        sticky two(2);
        int* block = one.allocate(1);
        two.deallocate(block, 1);
        CHECK(support::take_misuses().size() == 1);
    }
    SECTION("always equal allocators take each other's blocks") {
        indifferent one(1);
        indifferent two(2);
        CHECK(one == two);
        two.deallocate(one.allocate(1), 1);
        CHECK(support::take_misuses().empty());
    }
    SECTION("a ledger closed too early") {
        void* block = nullptr;
        {
            support::memory_ledger arena;
            block = arena.allocate(8, 8);
        }
        CHECK(support::take_misuses().size() == 1);
        ::operator delete(block, std::align_val_t(8));
    }
    CHECK(ledger.blocks() == 0);
}

TEST_CASE("tagged allocator: propagation and selection can be told apart", "[support]") {
    std::vector<int, sticky> a({1, 2, 3}, sticky(1));
    std::vector<int, sticky> b({4}, sticky(2));
    const std::vector<int, sticky> copy = a;
    CHECK(copy.get_allocator().id() == 1 + sticky::selected);
    a = std::move(b);
    CHECK(a.get_allocator().id() == 1);

    std::vector<int, propagating> c({1, 2, 3}, propagating(1));
    std::vector<int, propagating> d({4}, propagating(2));
    swap(c, d);
    CHECK(c.get_allocator().id() == 2);
    c = d;
    CHECK(c.get_allocator().id() == 1);
    CHECK(support::misuses() == "");
}

TEST_CASE("constructing allocator: sees every element", "[support]") {
    support::construct_calls calls;
    {
        std::vector<int, support::constructing_allocator<int>> v{
            support::constructing_allocator<int>(calls)};
        v.assign(5, 1);
        v.pop_back();
        CHECK(calls.constructed == 5);
        CHECK(calls.destroyed == 1);
    }
    CHECK(calls.destroyed == 5);
}

TEST_CASE("failing and limited allocators: fail when they said", "[support]") {
    support::failure_plan plan;
    std::vector<int, support::failing_allocator<int>> v{support::failing_allocator<int>(plan)};
    v.reserve(1);
    plan.remaining = 2;
    v.reserve(10);
    CHECK_THROWS_AS(v.reserve(100), std::bad_alloc);
    CHECK(v.capacity() == 10);
    plan.remaining = 0;
    v.reserve(100);

    std::vector<int, support::limited_allocator<int, 8>> w;
    CHECK(w.max_size() == 8);
    w.resize(8);
    CHECK_THROWS_AS(w.resize(9), std::length_error);
    CHECK(support::misuses() == "");
    CHECK_THROWS_AS(w.get_allocator().allocate(9), std::bad_alloc);
    CHECK(support::take_misuses().size() == 1);
}

TEST_CASE("uses-allocator elements: know how they were built", "[support]") {
    support::counting_resource resource;
    {
        std::pmr::vector<support::leading_element<>> leading(&resource);
        leading.emplace_back(1);
        leading.reserve(10);
        CHECK(leading[0].use() == support::allocator_use::leading);
        CHECK(leading[0].get_allocator().resource() == &resource);
        CHECK(leading[0].value() == 1);

        std::pmr::vector<support::trailing_element<>> trailing(&resource);
        trailing.emplace_back(2);
        trailing.emplace_back();
        CHECK(trailing[0].use() == support::allocator_use::trailing);
        CHECK(trailing[1].get_allocator().resource() == &resource);
        CHECK(support::trailing_element<>(3).use() == support::allocator_use::none);

        using scoped_element = support::trailing_element<sticky>;
        using scoped = std::scoped_allocator_adaptor<support::tagged_allocator<scoped_element>>;
        std::vector<scoped_element, scoped> nested{
            scoped(support::tagged_allocator<scoped_element>(7))};
        nested.emplace_back(3);
        CHECK(nested[0].get_allocator().id() == 7);
        CHECK(resource.ledger().blocks() == 2);
    }
    CHECK(resource.ledger().blocks() == 0);
    CHECK(support::misuses() == "");
}
