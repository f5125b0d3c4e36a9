// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and elements that
// take an allocator get the heap's.

#include <cairn/addressable_heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/misuse.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class T, class Allocator>
using heap = cairn::addressable_heap<T, std::less<>, Allocator>;
template <class T, class Allocator>
using ids = cairn::indexed_heap<T, std::less<>, Allocator>;

template <class T>
T made(int i) {
    if constexpr (std::is_same_v<T, std::string>) {
        return std::to_string(i) + std::string(30, '.');
    } else {
        return T(i);
    }
}

/// Grows, changes, shrinks, and grows again.
template <class Heap>
void exercise(Heap& h) {
    using T = typename Heap::value_type;
    std::vector<typename Heap::handle> all;
    for (int i = 0; i != 100; ++i)
        all.push_back(h.push(made<T>(i * 37 % 100)));
    for (std::size_t i = 0; i < 100; i += 3)
        h.update(all[i], made<T>(static_cast<int>(i)));
    for (std::size_t i = 0; i != 100; i += 4)
        h.erase(all[i]);
    erase_if(h, [](const T& x) { return x < made<T>(3); });
    (void)h.take_top();
    h.pop();
    for (int i = 0; i != 40; ++i)
        h.push(made<T>(i));
    h.reserve(300);
}

template <class T>
void every_block() {
    support::memory_ledger ledger;
    const support::counting_allocator<T> allocator(ledger);
    {
        heap<T, support::counting_allocator<T>> h(allocator);
        CHECK(ledger.allocations() == 0);
        exercise(h);
        const auto copy(h);
        auto moved(std::move(h));
        h = copy;
        moved = std::move(h);
        swap(moved, h);
        ids<T, support::counting_allocator<T>> by_id(allocator);
        for (std::size_t i = 0; i != 200; ++i)
            by_id.push_or_update(i * 37 % 100, made<T>(static_cast<int>(i)));
        by_id = ids<T, support::counting_allocator<T>>(by_id);
        by_id.clear();
        CHECK(ledger.bytes() != 0);
    }
    CHECK(ledger.bytes() == 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("addressable_heap: every block goes back as it was asked for") {
    every_block<int>();
    every_block<std::string>();
}

TEST_CASE("addressable_heap: a heap that comes and goes in its size needs no memory") {
    support::memory_ledger ledger;
    heap<std::string, support::counting_allocator<std::string>> h{
        support::counting_allocator<std::string>(ledger)};
    for (int i = 0; i != 20; ++i)
        h.push("x");
    const std::size_t allocations = ledger.allocations();
    for (int i = 0; i != 1000; ++i) {
        h.pop();
        h.push("y");
    }
    h.clear();
    for (int i = 0; i != 20; ++i)
        h.push("z");
    CHECK(ledger.allocations() == allocations);
}

TEST_CASE("addressable_heap: the least that an allocator may offer") {
    support::memory_ledger ledger;
    const support::minimal_allocator<int> allocator(ledger);
    heap<int, support::minimal_allocator<int>> h(allocator);
    exercise(h);
    auto copy(h);
    const auto moved(std::move(copy));
    const decltype(h) extended(h, allocator);
    CHECK(extended.size() == moved.size());
    CHECK(extended.get_allocator() == allocator);
    extended.check_invariants();
}

TEST_CASE("addressable_heap: construct and destroy are the allocator's") {
    support::construct_calls calls;
    {
        heap<int, support::constructing_allocator<int>> h{
            support::constructing_allocator<int>(calls)};
        exercise(h);
        CHECK(calls.constructed - calls.destroyed == h.size());
        const auto copy(h);
        CHECK(calls.constructed - calls.destroyed == 2 * h.size());
    }
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed > 100);
}

TEST_CASE("addressable_heap: a failed allocation changes nothing") {
    support::failure_plan plan;
    const support::failing_allocator<int> allocator(plan);
    heap<int, support::failing_allocator<int>> h(allocator);
    for (int i = 0; i != 16; ++i)
        h.push(i);
    plan.remaining = 1;
    CHECK_THROWS_AS(h.push(5), std::bad_alloc);
    CHECK_THROWS_AS(h.reserve(1000), std::bad_alloc);
    CHECK(h.size() == 16);
    h.pop();
    h.push(-1); // room is there
    plan.remaining = 0;
    h.check_invariants();
    CHECK(h.top() == -1);
}

TEST_CASE("addressable_heap: no more than the allocator's max_size()") {
    using limited = support::limited_allocator<int, 100>;
    heap<int, limited> h;
    CHECK(h.max_size() < 100);
    while (h.size() != h.max_size())
        h.push(static_cast<int>(h.size()));
    CHECK_THROWS_AS(h.push(1), std::length_error);
    CHECK_THROWS_AS(h.push_range(std::vector<int>{1, 2}), std::length_error);
    CHECK_THROWS_AS(h.reserve(101), std::length_error);
    ids<int, limited> by_id;
    by_id.push(by_id.max_size() - 1, 1);
    CHECK_THROWS_AS(by_id.push(by_id.max_size(), 1), std::length_error);
    CHECK_THROWS_AS(by_id.reserve_ids(101), std::length_error);
    CHECK(support::misuses() == "");
}

// -- propagation ---------------------------------------------------------------------------------------

template <class T, bool Pocca, bool Pocma, bool Pocs>
void propagation() {
    using allocator = support::tagged_allocator<T, Pocca, Pocma, Pocs>;
    using H = heap<T, allocator>;
    const auto with = [](int id) { return allocator(id); };
    H a({made<T>(3), made<T>(1), made<T>(2)}, with(1));
    H b({made<T>(9)}, with(2));
    const auto top = a.top_handle();
    const auto is_a = [&](const H& h) {
        h.check_invariants();
        return h.size() == 3 && h.contains(top) && h[top] == made<T>(1);
    };
    const H contents(a);
    CHECK(contents.get_allocator().id() == 1 + allocator::selected);
    CHECK(H(a, with(5)).get_allocator().id() == 5);
    b = a;
    CHECK(is_a(b));
    CHECK(b.get_allocator().id() == (Pocca ? 1 : 2));
    H c(contents, with(3));
    b = std::move(c);
    CHECK(is_a(b));
    CHECK(b.get_allocator().id() == (Pocma ? 3 : Pocca ? 1 : 2));
    CHECK(c.empty()); // NOLINT(bugprone-use-after-move): valid and empty, as documented
    H elsewhere(std::move(b), with(9));
    CHECK(is_a(elsewhere));
    CHECK(elsewhere.get_allocator().id() == 9);
    CHECK(b.empty()); // NOLINT(bugprone-use-after-move)
    H same(std::move(elsewhere), with(9));
    CHECK(is_a(same));
    if constexpr (Pocs) {
        swap(same, a);
        CHECK(a.get_allocator().id() == 9);
        CHECK(is_a(a));
    }
    for (H* each : {&a, &b, &c, &same})
        each->push(made<T>(7));
    CHECK(support::misuses() == "");
}

TEST_CASE("addressable_heap: allocators propagate as their traits say") {
    propagation<int, false, false, false>();
    propagation<int, true, true, true>();
    propagation<std::string, false, false, false>();
    propagation<std::string, true, false, false>();
    propagation<std::string, false, true, true>();
    CHECK(support::memory_ledger::global().bytes() == 0);
}

// -- elements that take an allocator -------------------------------------------------------------------

TEST_CASE("addressable_heap: elements get the heap's memory resource") {
    support::counting_resource resource;
    {
        cairn::pmr::addressable_heap<std::pmr::string> h(&resource);
        const std::string text(100, 'x');
        for (int i = 0; i != 20; ++i)
            h.emplace(text);
        const auto of = h.push(std::pmr::string(text, std::pmr::new_delete_resource()));
        h.update(of, "y");
        for (const std::pmr::string& s : h)
            REQUIRE(s.get_allocator().resource() == &resource);
        cairn::pmr::addressable_heap<std::pmr::string> other;
        other = std::move(h);
        CHECK(other[of] == "y");
        CHECK(other[of].get_allocator().resource() == std::pmr::get_default_resource());
        cairn::pmr::indexed_heap<std::pmr::string> by_id(&resource);
        by_id.push(3, text.c_str());
        CHECK(by_id[3].get_allocator().resource() == &resource);
    }
    CHECK(resource.ledger().bytes() == 0);
}

} // namespace
