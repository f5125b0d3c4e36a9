// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and elements
// that take an allocator get the container's.

#include <cairn/deque.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/model.hpp"

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <new>
#include <scoped_allocator>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

/// Grows, wraps around, shrinks, inserts and erases.
template <class Deque>
void exercise(Deque& d) {
    for (int i = 0; i != 50; ++i) {
        d.emplace_back(i);
        d.emplace_front(-i);
    }
    for (int i = 0; i != 30; ++i)
        d.pop_front();
    d.emplace(d.begin() + 5, 7);
    d.emplace(d.end() - 5, 7);
    d.erase(d.begin() + 3, d.begin() + 9);
    d.rotate(11);
    d.resize(d.size() + 3);
    d.reserve(300);
    (void)d.make_contiguous();
    d.shrink_to_fit();
    (void)d.take_back();
}

template <class Bounded>
void exercise_bounded(Bounded& d) {
    for (int i = 0; i != 50; ++i) {
        d.emplace_back(i);
        d.emplace_front(-i);
    }
    d.erase(d.begin() + 1, d.begin() + 3);
    d.emplace(d.begin() + 2, 7);
    d.rotate(-3);
    (void)d.make_contiguous();
    d.repeat(3);
}

// -- blocks --------------------------------------------------------------------------------------------

TEMPLATE_TEST_CASE("deque: every block goes back as it was asked for", "", int, std::string,
                   support::counted<>, support::over_aligned) {
    using T = TestType;
    support::memory_ledger ledger;
    if constexpr (std::is_constructible_v<T, int> && !std::is_same_v<T, std::string>) {
        using deque = cairn::deque<T, support::counting_allocator<T>>;
        using bounded = cairn::bounded_deque<T, support::counting_allocator<T>>;
        deque d{support::counting_allocator<T>(ledger)};
        exercise(d);
        bounded b(13, support::counting_allocator<T>(ledger));
        exercise_bounded(b);
        const deque copy(d);
        deque moved(std::move(d));
        d = copy;
        moved = std::move(d);
        swap(moved, d);
        CHECK(ledger.bytes() != 0);
    } else {
        cairn::deque<T, support::counting_allocator<T>> d{support::counting_allocator<T>(ledger)};
        for (int i = 0; i != 100; ++i)
            d.push_back(std::to_string(i) + std::string(30, '.'));
        d.rotate(40);
        d.shrink_to_fit();
        CHECK(ledger.bytes() == 128 * sizeof(T));
    }
    CHECK(support::misuses() == "");
}

TEST_CASE("deque: an empty one owns no memory") {
    support::memory_ledger ledger;
    const support::counting_allocator<int> allocator(ledger);
    cairn::deque<int, support::counting_allocator<int>> d(allocator);
    cairn::bounded_deque<int, support::counting_allocator<int>> b(100, allocator);
    d.clear();
    d.shrink_to_fit();
    const auto copy(d);
    auto moved(std::move(d));
    CHECK(ledger.allocations() == 0);
    for (int i = 0; i != 1000; ++i)
        b.push_back(i);
    (void)b.make_contiguous();
    b.clear();
    for (int i = 0; i != 1000; ++i)
        b.push_front(i);
    CHECK(ledger.allocations() == 1); // in its life
    CHECK(ledger.bytes() == 100 * sizeof(int));
    moved.reserve(64);
    CHECK(ledger.allocations() == 2);
    for (int i = 0; i != 10'000; ++i) {
        moved.push_back(i);
        if (moved.size() == 64) moved.pop_front();
    }
    CHECK(ledger.allocations() == 2);
}

TEST_CASE("deque: the least that an allocator may offer") {
    support::memory_ledger ledger;
    const support::minimal_allocator<int> allocator(ledger);
    cairn::deque<int, support::minimal_allocator<int>> d(allocator);
    exercise(d);
    auto copy(d);
    auto moved(std::move(copy));
    CHECK(moved == d);
    const decltype(d) extended(d, allocator);
    CHECK(extended == d);
    cairn::bounded_deque<int, support::minimal_allocator<int>> b(7, allocator);
    exercise_bounded(b);
    CHECK(b.get_allocator() == allocator);
}

TEST_CASE("deque: construct and destroy are the allocator's") {
    support::construct_calls calls;
    {
        const support::constructing_allocator<int> allocator(calls);
        cairn::deque<int, support::constructing_allocator<int>> d(allocator);
        exercise(d);
        cairn::bounded_deque<int, support::constructing_allocator<int>> b(9, allocator);
        exercise_bounded(b);
        CHECK(calls.constructed - calls.destroyed == d.size() + b.size());
    }
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed > 100);
    CHECK(support::misuses() == "");
}

TEST_CASE("deque: a failed allocation changes nothing") {
    support::failure_plan plan;
    const support::failing_allocator<int> allocator(plan);
    cairn::deque<int, support::failing_allocator<int>> d({1, 2, 3, 4}, allocator);
    d.shrink_to_fit();
    const auto before = d;
    plan.remaining = 1;
    CHECK_THROWS_AS(d.push_back(5), std::bad_alloc);
    CHECK_THROWS_AS(d.push_front(5), std::bad_alloc);
    CHECK_THROWS_AS(d.insert(d.begin() + 2, 5), std::bad_alloc);
    CHECK_THROWS_AS(d.append_range(d), std::bad_alloc);
    CHECK_THROWS_AS(d.reserve(1000), std::bad_alloc);
    plan.remaining = 0;
    CHECK(d == before);
    cairn::bounded_deque<int, support::failing_allocator<int>> b(3, allocator);
    plan.remaining = 1;
    CHECK_THROWS_AS(b.push_back(5), std::bad_alloc);
    CHECK(b.empty());
    plan.remaining = 0;
    b.push_back(5);
    plan.remaining = 1;
    for (int i = 0; i != 10; ++i)
        b.push_back(i); // needs no memory
    CHECK(b.size() == 3);
    plan.remaining = 0;
}

TEST_CASE("deque: no more than the allocator's max_size()") {
    cairn::deque<int, support::limited_allocator<int, 100>> d;
    CHECK(d.max_size() == 64);
    for (int i = 0; i != 64; ++i)
        d.push_back(i);
    CHECK_THROWS_AS(d.push_back(1), std::length_error);
    CHECK_THROWS_AS(d.push_front(1), std::length_error);
    CHECK_THROWS_AS(d.insert(d.begin() + 3, 1), std::length_error);
    CHECK_THROWS_AS(d.append_range(d), std::length_error);
    CHECK_THROWS_AS(d.reserve(65), std::length_error);
    CHECK(d.size() == 64);
    using bounded = cairn::bounded_deque<int, support::limited_allocator<int, 100>>;
    bounded b(100);
    CHECK(b.maxlen() == 100);
    b.push_back(1);
    CHECK_THROWS_AS(bounded(101), std::length_error);
    CHECK(support::misuses() == "");
}

// -- propagation ---------------------------------------------------------------------------------------

template <bool Pocca, bool Pocma, bool Pocs>
void propagation() {
    using allocator = support::tagged_allocator<std::string, Pocca, Pocma, Pocs>;
    using deque = cairn::deque<std::string, allocator>;
    using bounded = cairn::bounded_deque<std::string, allocator>;
    const auto check = [](auto a, auto b, auto make) {
        using D = decltype(a);
        const D contents(a);
        CHECK(contents.get_allocator().id() == 1 + allocator::selected);
        CHECK(D(a, make(5)).get_allocator().id() == 5);
        b = a;
        CHECK(b == contents);
        CHECK(b.get_allocator().id() == (Pocca ? 1 : 2));
        D c(contents, make(3));
        b = std::move(c);
        CHECK(b == contents);
        CHECK(b.get_allocator().id() == (Pocma ? 3 : Pocca ? 1 : 2));
        CHECK(c.empty()); // NOLINT(bugprone-use-after-move): valid and empty, as documented
        D elsewhere(std::move(b), make(9));
        CHECK(elsewhere == contents);
        CHECK(elsewhere.get_allocator().id() == 9);
        CHECK(b.empty()); // NOLINT(bugprone-use-after-move)
        D same(std::move(elsewhere), make(9));
        CHECK(same == contents);
        if constexpr (Pocs) {
            swap(same, a);
            CHECK(a.get_allocator().id() == 9);
        }
        a.push_back("more");
        b.push_back("more");
        c.push_back("more");
    };
    const auto make = [](int id) { return allocator(id); };
    const std::string x(40, 'x');
    check(deque({x, "b", x}, make(1)), deque({"d"}, make(2)), make);
    check(bounded(5, {x, "b", x}, make(1)), bounded(2, {"d"}, make(2)), make);
    CHECK(support::misuses() == "");
}

TEST_CASE("deque: allocators propagate as their traits say") {
    propagation<false, false, false>();
    propagation<true, false, false>();
    propagation<false, true, false>();
    propagation<false, false, true>();
    propagation<true, true, true>();
    CHECK(support::memory_ledger::global().bytes() == 0);
}

// -- elements that take an allocator -------------------------------------------------------------------

TEST_CASE("deque: elements get the container's memory resource") {
    support::counting_resource resource;
    {
        cairn::pmr::deque<std::pmr::string> d(&resource);
        const std::string text(100, 'x');
        for (int i = 0; i != 20; ++i) {
            d.emplace_back(text);
            d.emplace_front(text.c_str());
        }
        d.insert(d.begin() + 7, 2, d.front());
        d.emplace(d.begin() + 9, text);
        d.resize(50);
        for (const std::pmr::string& s : d)
            REQUIRE(s.get_allocator().resource() == &resource);
        cairn::pmr::bounded_deque<std::pmr::string> b(3, &resource);
        for (int i = 0; i != 7; ++i)
            b.emplace_back(text);
        b.push_back(std::pmr::string(text, std::pmr::new_delete_resource()));
        for (const std::pmr::string& s : b)
            REQUIRE(s.get_allocator().resource() == &resource);
        const cairn::pmr::deque<std::pmr::string> copy(d);
        CHECK(copy.get_allocator().resource() == std::pmr::get_default_resource());
        cairn::pmr::deque<std::pmr::string> other;
        other = std::move(d);
        CHECK(other == copy);
        CHECK(other.front().get_allocator().resource() == std::pmr::get_default_resource());
    }
    CHECK(resource.ledger().bytes() == 0);
}

TEMPLATE_TEST_CASE("deque: both forms of uses-allocator construction", "",
                   support::leading_element<>, support::trailing_element<>) {
    support::counting_resource resource;
    cairn::pmr::deque<TestType> d(&resource);
    for (int i = 0; i != 9; ++i)
        d.emplace_back(i);
    d.emplace(d.begin() + 3, 30);
    d.push_front(d[4]);
    for (const TestType& x : d) {
        CHECK(x.use() != support::allocator_use::none);
        CHECK(x.get_allocator().resource() == &resource);
    }
    CHECK(d[4].value() == 30);
}

TEST_CASE("deque: scoped allocators reach the inner deques") {
    using inner = cairn::deque<int, support::counting_allocator<int>>;
    using outer =
        cairn::deque<inner, std::scoped_allocator_adaptor<support::counting_allocator<inner>>>;
    support::memory_ledger ledger;
    {
        outer d{std::scoped_allocator_adaptor<support::counting_allocator<inner>>(
            support::counting_allocator<inner>(ledger))};
        d.emplace_back(std::initializer_list<int>{1, 2, 3});
        d.emplace_back();
        d.emplace_front(5, 7);
        CHECK(&d.front().get_allocator().ledger() == &ledger);
        CHECK(d.back().empty());
        CHECK(ledger.blocks() == 3);
    }
    CHECK(ledger.blocks() == 0);
}

} // namespace
