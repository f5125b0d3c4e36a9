// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and elements
// that take an allocator get the container's.

#include <cairn/dict.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/misuse.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

template <class Key, class Value, template <class> class Allocator>
using dict_with = cairn::dict<Key, Value, cairn::hash<Key>, std::equal_to<>,
                              Allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, bool Pocca, bool Pocma, bool Pocs>
using tagged_dict =
    cairn::dict<Key, Value, cairn::hash<Key>, std::equal_to<>,
                support::tagged_allocator<std::pair<const Key, Value>, Pocca, Pocma, Pocs>>;

/// Grows, shrinks, loses and reorders entries.
template <class Dict>
void exercise(Dict& d) {
    for (int i = 0; i != 100; ++i)
        d.try_emplace(i, i);
    for (int i = 0; i < 100; i += 3)
        d.erase(i);
    for (int i = 200; i != 300; ++i)
        d.try_emplace(i, i);
    d.move_to_end(1);
    d.move_to_end(2, false);
    d.shrink_to_fit();
    (void)d.popitem();
    (void)d.pop(5);
    (void)d.extract(7);
    d.reserve(1000);
}

template <class Dict>
Dict filled(int id, int n = 20) {
    Dict d{typename Dict::allocator_type(id)};
    for (int i = 0; i != n; ++i)
        d.try_emplace(i, i);
    d.erase(n / 2);
    return d;
}

/// Too long for the string itself, so that its memory can be seen.
std::string text(int i) { return std::to_string(i) + " is a number, said at some length"; }

} // namespace

TEST_CASE("blocks return with their size, and none stays", "[allocators]") {
    support::memory_ledger ledger;
    {
        using container = dict_with<int, int, support::minimal_allocator>;
        container d{container::allocator_type(ledger)};
        CHECK(ledger.allocations() == 0);
        exercise(d);
        CHECK(ledger.blocks() == 2); // the entries and the index
        CHECK(ledger.bytes() == d.memory_bytes());
        container copy(d);
        container moved(std::move(d));
        CHECK(ledger.blocks() == 4);
        moved.clear();
        moved.shrink_to_fit();
        CHECK(ledger.blocks() == 2);
    }
    CHECK(ledger.blocks() == 0);
    {
        using container = dict_with<std::string, std::string, support::minimal_allocator>;
        container d{container::allocator_type(ledger)};
        for (int i = 0; i != 300; ++i)
            d.try_emplace(text(i), text(-i));
        while (d.size() > 10)
            d.erase(d.begin());
        d.shrink_to_fit();
    }
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("an empty dict owns no memory", "[allocators]") {
    support::memory_ledger ledger;
    using container = dict_with<int, int, support::minimal_allocator>;
    container a{container::allocator_type(ledger)};
    container b(a);
    container c(std::move(a));
    c = b;
    c.clear();
    c.shrink_to_fit();
    c.reserve(0);
    CHECK(!c.contains(1));
    CHECK(c.erase(1) == 0);
    CHECK(c.nth(0) == c.end());
    CHECK(ledger.allocations() == 0);
}

TEST_CASE("construct and destroy are called for every entry", "[allocators]") {
    support::construct_calls calls;
    {
        using container = dict_with<int, int, support::constructing_allocator>;
        container d{container::allocator_type(calls)};
        exercise(d);
        CHECK(calls.constructed - calls.destroyed == d.size());
    }
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed > 200);
}

TEST_CASE("copies ask which allocator to use", "[allocators]") {
    using container = tagged_dict<int, int, false, false, false>;
    const container d = filled<container>(1);
    const container copy(d);
    CHECK(copy.get_allocator().id() == 1 + container::allocator_type::selected);
    const container given(d, container::allocator_type(7));
    CHECK(given.get_allocator().id() == 7);
    CHECK(given == d);
    CHECK(support::misuses().empty());
}

TEMPLATE_TEST_CASE("assignment and swap propagate as the traits say", "[allocators]",
                   (tagged_dict<int, int, false, false, false>),
                   (tagged_dict<int, int, true, true, true>),
                   (tagged_dict<std::string, support::counted<>, false, false, false>),
                   (tagged_dict<std::string, support::counted<>, true, true, true>)) {
    using traits = std::allocator_traits<typename TestType::allocator_type>;
    const auto make = [](int id) {
        if constexpr (std::is_same_v<typename TestType::key_type, int>) {
            return filled<TestType>(id);
        } else {
            TestType d{typename TestType::allocator_type(id)};
            for (int i = 0; i != 20; ++i)
                d.try_emplace(text(i), i);
            d.erase(text(3));
            return d;
        }
    };
    const TestType expected = make(9);
    {
        TestType to = make(1);
        const TestType from = make(2);
        to = from;
        CHECK(to == expected);
        CHECK(to.get_allocator().id() ==
              (traits::propagate_on_container_copy_assignment::value ? 2 : 1));
    }
    {
        TestType to = make(1);
        TestType from = make(2);
        to = std::move(from);
        CHECK(to == expected);
        CHECK(from.empty());
        CHECK(to.get_allocator().id() ==
              (traits::propagate_on_container_move_assignment::value ? 2 : 1));
        from = make(2);
        CHECK(from == expected);
    }
    {
        TestType a = make(1);
        TestType b = make(traits::propagate_on_container_swap::value ? 2 : 1);
        b.clear();
        swap(a, b);
        CHECK(b == expected);
        CHECK(a.empty());
        CHECK(b.get_allocator().id() == 1);
    }
    {
        TestType from = make(1);
        const auto* const address = std::addressof(*from.begin());
        TestType same(std::move(from), typename TestType::allocator_type(1));
        CHECK(std::addressof(*same.begin()) == address);
        TestType other(std::move(same), typename TestType::allocator_type(2));
        CHECK(other == expected);
        CHECK(same.empty());
    }
    {
        TestType to = make(1);
        to.merge(TestType(make(1)));
        CHECK(to == expected);
    }
    CHECK(support::misuses().empty());
}

TEST_CASE("unequal memory: order and values survive the move", "[allocators]") {
    using container = tagged_dict<std::string, std::string, false, false, false>;
    container from{container::allocator_type(1)};
    for (int i = 0; i != 50; ++i)
        from.try_emplace(text(i), text(i));
    for (int i = 0; i < 50; i += 7)
        from.erase(text(i));
    from.move_to_end(text(5));
    const container expected(from);
    const container to(std::move(from), container::allocator_type(2));
    CHECK(std::equal(to.begin(), to.end(), expected.begin(), expected.end()));
}

TEST_CASE("pmr strings live in the container's resource", "[allocators]") {
    support::counting_resource resource;
    support::counting_resource elsewhere;
    {
        using container = cairn::pmr::dict<std::pmr::string, std::pmr::string>;
        container d(&resource);
        for (int i = 0; i != 40; ++i) {
            d.try_emplace(std::pmr::string(text(i)), text(i).c_str());
            d.emplace(text(i + 100).c_str(), text(i).c_str());
            d.insert({std::pmr::string(text(i + 200)), std::pmr::string("short")});
            d[std::pmr::string(text(i + 300))] = text(i);
            d.insert_or_assign(std::pmr::string(text(i + 400)), text(i).c_str());
        }
        const auto all_there = [](const container& c, const std::pmr::memory_resource* where) {
            for (const auto& [key, value] : c) {
                if (key.get_allocator().resource() != where) return false;
                if (value.get_allocator().resource() != where) return false;
            }
            return true;
        };
        CHECK(all_there(d, &resource));
        d.erase(std::pmr::string(text(3)));
        d.reserve(1000);
        CHECK(all_there(d, &resource));

        const container copy(d);
        CHECK(all_there(copy, std::pmr::get_default_resource()));
        container there(d, &elsewhere);
        CHECK(all_there(there, &elsewhere));
        container moved(std::move(there), &resource);
        CHECK(all_there(moved, &resource));
        CHECK(moved == d);
        CHECK(there.empty());
        there = std::move(moved); // keeps its resource
        CHECK(all_there(there, &elsewhere));
        CHECK(there == d);

        auto node = there.extract(std::pmr::string(text(5)));
        d.erase(node.key());
        d.insert(std::move(node));
        CHECK(all_there(d, &resource));
        CHECK(d == copy);
    }
    CHECK(resource.ledger().blocks() == 0);
    CHECK(elsewhere.ledger().blocks() == 0);

    cairn::pmr::ordered_set<std::pmr::string> s({"a", "b"}, &resource);
    s.emplace("a string that needs memory of its own");
    CHECK(s.rbegin()->get_allocator().resource() == &resource);
}

TEMPLATE_TEST_CASE("both forms of uses-allocator construction work", "[allocators]",
                   support::leading_element<>, support::trailing_element<>) {
    support::counting_resource resource;
    cairn::pmr::dict<TestType, TestType> d(&resource);
    for (int i = 0; i != 20; ++i)
        d.try_emplace(i, i);
    d.emplace(TestType(30), TestType(31));
    d.move_to_end(0);
    d.erase(3);
    d.reserve(100);
    for (const auto& [key, value] : d) {
        CHECK(key.get_allocator().resource() == &resource);
        CHECK(value.get_allocator().resource() == &resource);
    }
}

TEST_CASE("allocations that fail leave the dict as it was", "[allocators]") {
    support::failure_plan plan;
    using container = dict_with<int, int, support::failing_allocator>;
    container d{container::allocator_type(plan)};
    for (int i = 0; i != 8; ++i)
        d.try_emplace(i, i);
    d.shrink_to_fit();
    plan.remaining = 1;
    CHECK_THROWS_AS(d.reserve(1000), std::bad_alloc);
    CHECK_THROWS_AS(d.move_to_end(3, false), std::bad_alloc);
    bool thrown = false;
    for (int i = 100; i != 200 && !thrown; ++i) {
        const std::size_t size = d.size();
        try {
            d.try_emplace(i, i);
        } catch (const std::bad_alloc&) {
            thrown = true;
            CHECK(d.size() == size);
            CHECK(!d.contains(i));
        }
    }
    CHECK(thrown);
    CHECK(d.begin()->first == 0);
    plan.remaining = 0;
    d.try_emplace(300, 300);
    CHECK(d.back().first == 300);
}

TEST_CASE("max_size is the allocator's word, and keeps its holes in use", "[allocators]") {
    // 200 elements of any type: also of the index's words, of which 32 slots need fewer
    using entry = std::pair<const int, int>;
    using container = cairn::dict<int, int, cairn::hash<int>, std::equal_to<>,
                                  support::limited_allocator<entry, 200>>;
    container d;
    REQUIRE(d.max_size() <= 200);
    REQUIRE(d.max_size() >= 8);
    const int most = static_cast<int>(d.max_size());
    CHECK_THROWS_AS(d.reserve(d.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(container(d.max_size() + 1), std::length_error);
    for (int i = 0; i != most; ++i)
        d.try_emplace(i, i);
    CHECK_THROWS_AS(d.try_emplace(-1, 0), std::length_error);
    CHECK(d.size() == d.max_size());
    CHECK_THROWS_AS(d.move_to_end(3, false), std::length_error);
    for (int i = 0; i != 1000; ++i) { // with a single hole in the middle, again and again
        d.erase(d.nth(d.size() / 2));
        d.try_emplace(1000 + i, i);
    }
    CHECK(d.size() == d.max_size());
    d.erase(d.nth(2));
    CHECK(d.move_to_end(d.back().first, false));
    CHECK(d.size() == d.max_size() - 1);
    CHECK(support::misuses().empty());

    cairn::dict<int, int> large;
    CHECK(large.max_size() == std::size_t{3} << 28);
    CHECK_THROWS_AS(large.reserve(large.max_size() + 1), std::length_error);
    CHECK_THROWS_AS(large.reserve(static_cast<std::size_t>(-1)), std::length_error);
    CHECK_THROWS_AS((cairn::dict<int, int>(static_cast<std::size_t>(-1))), std::length_error);
}

TEST_CASE("over-aligned entries are aligned", "[allocators]") {
    cairn::dict<support::over_aligned, support::over_aligned> d;
    exercise(d);
    cairn::ordered_set<support::over_aligned> s;
    for (int i = 0; i != 50; ++i)
        s.insert(i);
    CHECK(s.size() == 50);
    CHECK(support::misuses().empty());
}
