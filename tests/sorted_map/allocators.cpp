// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, and elements
// that take an allocator get the container's.

#include <cairn/sorted_map.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class Key, class Value, template <class> class Allocator>
using map_with = cairn::sorted_map<Key, Value, std::less<>, Allocator<std::pair<const Key, Value>>>;
template <class Key, class Value, template <class> class Allocator>
using multimap_with =
    cairn::sorted_multimap<Key, Value, std::less<>, Allocator<std::pair<const Key, Value>>>;

template <class Key, class Value, bool Pocca, bool Pocma, bool Pocs>
using tagged_map =
    cairn::sorted_map<Key, Value, std::less<>,
                      support::tagged_allocator<std::pair<const Key, Value>, Pocca, Pocma, Pocs>>;
template <class Key, class Value, bool Pocca, bool Pocma, bool Pocs>
using tagged_multimap = cairn::sorted_multimap<
    Key, Value, std::less<>,
    support::tagged_allocator<std::pair<const Key, Value>, Pocca, Pocma, Pocs>>;

/// Grows, shrinks, is divided and put together.
template <class Map>
void exercise(Map& m) {
    const auto fresh = [&m] { return Map(m.get_allocator()); };
    for (int i = 0; i != 500; ++i)
        m.emplace(i * 7 % 500, i);
    for (int i = 0; i < 500; i += 3)
        m.erase(i);
    for (int i = 1000; i != 1100; ++i)
        m.emplace_hint(m.end(), i, i);
    (void)m.take_at(m.size() / 2);
    (void)m.extract(7);
    m.erase(m.nth(20), m.nth(180));
    auto right = m.split_at(m.size() / 3);
    auto middle = right.split_at(right.size() / 2);
    std::swap(middle, right);
    m.join(std::move(middle));
    right.join(std::move(m));
    m.swap(right);
    std::vector<std::pair<int, int>> many;
    for (int i = 0; i != 300; ++i)
        many.emplace_back(i * 11 % 3000, i);
    m.insert_range(many);
    auto other = fresh();
    for (int i = -20; i != 20; ++i)
        other.emplace(i, i);
    m.merge(other);
    erase_if(m, [](const auto& each) { return each.first % 5 == 0; });
}

template <class Map>
Map filled(int id, int n = 100) {
    Map m{typename Map::allocator_type(id)};
    for (int i = 0; i != n; ++i)
        m.emplace(typename Map::key_type(i), typename Map::mapped_type(i));
    return m;
}

/// Too long for the string itself, so that its memory can be seen.
std::string text(int i) { return std::to_string(i) + " is a number, said at some length"; }

} // namespace

TEST_CASE("blocks return with their size, and none stays", "[allocators]") {
    support::memory_ledger ledger;
    {
        using container = map_with<int, int, support::minimal_allocator>;
        container m{container::allocator_type(ledger)};
        CHECK(ledger.allocations() == 0);
        exercise(m);
        CHECK(ledger.blocks() > 1);
        CHECK(ledger.bytes() > m.size() * sizeof(container::value_type));
        const container copy(m);
        container moved(std::move(m));
        CHECK(copy == moved);
        moved.clear();
        const std::size_t blocks = ledger.blocks();
        CHECK(blocks != 0);
        moved = copy;
        CHECK(ledger.blocks() > blocks);
    }
    CHECK(ledger.blocks() == 0);
    {
        using container = multimap_with<int, int, support::minimal_allocator>;
        container m{container::allocator_type(ledger)};
        exercise(m);
        exercise(m);
        while (m.size() > 10)
            m.erase(m.begin());
        CHECK(ledger.blocks() <= 4);
        while (!m.empty())
            m.erase_at(m.size() - 1);
        CHECK(ledger.blocks() <= 1);
    }
    CHECK(ledger.blocks() == 0);
    {
        using container = map_with<std::string, std::string, support::minimal_allocator>;
        container m{container::allocator_type(ledger)};
        for (int i = 0; i != 300; ++i)
            m.try_emplace(text(i), text(-i));
        m.erase(m.nth(100), m.nth(250));
        (void)m.split_at(40);
    }
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("an empty map owns no memory", "[allocators]") {
    support::memory_ledger ledger;
    using container = map_with<int, int, support::minimal_allocator>;
    container a{container::allocator_type(ledger)};
    container b(a);
    container c(std::move(a));
    c = b;
    c.clear();
    c.merge(b);
    c.join(std::move(b));
    const container right = c.split_at(0);
    c.insert(right.begin(), right.end());
    CHECK(!c.contains(1));
    CHECK(c.erase(1) == 0);
    CHECK(c.nth(0) == c.end());
    CHECK(c.rank(5) == 0);
    CHECK(c.irange(1, 2).empty());
    CHECK(ledger.allocations() == 0);
}

TEST_CASE("what is swapped, moved, split or joined is not allocated anew", "[allocators]") {
    support::memory_ledger ledger;
    using container = map_with<int, int, support::minimal_allocator>;
    container m{container::allocator_type(ledger)};
    for (int i = 0; i != 5000; ++i)
        m.emplace_hint(m.end(), i, i);
    const std::size_t before = ledger.allocations();
    container other(std::move(m));
    m = std::move(other);
    other.swap(m);
    CHECK(ledger.allocations() == before);
    auto right = other.split_at(2500);
    CHECK(ledger.allocations() - before <= 4); // one leaf, and a node on each level
    const std::size_t divided = ledger.allocations();
    other.join(std::move(right));
    CHECK(ledger.allocations() - divided <= 4);
    CHECK(other.size() == 5000);
    other.erase(other.nth(10), other.nth(4990));
    CHECK(ledger.allocations() - divided <= 4); // erasure needs none
}

TEMPLATE_TEST_CASE("construct and destroy are called for every entry", "[allocators]",
                   (map_with<int, int, support::constructing_allocator>),
                   (multimap_with<int, int, support::constructing_allocator>),
                   (map_with<support::loose_move, int, support::constructing_allocator>)) {
    support::construct_calls calls;
    {
        TestType m{typename TestType::allocator_type(calls)};
        if constexpr (std::is_same_v<typename TestType::key_type, int>) {
            exercise(m);
        } else {
            for (int i = 0; i != 300; ++i)
                m.emplace(i, i);
            m.erase(m.nth(50), m.nth(120));
        }
        CHECK(calls.constructed - calls.destroyed == m.size());
        const TestType copy(m);
        CHECK(calls.constructed - calls.destroyed == 2 * m.size());
    }
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed > 200);
}

TEST_CASE("copies ask which allocator to use", "[allocators]") {
    using container = tagged_map<int, int, false, false, false>;
    const container m = filled<container>(1);
    const container copy(m);
    CHECK(copy.get_allocator().id() == 1 + container::allocator_type::selected);
    const container given(m, container::allocator_type(7));
    CHECK(given.get_allocator().id() == 7);
    CHECK(given == m);
    container divided(m, container::allocator_type(7));
    CHECK(divided.split_at(10).get_allocator().id() == 7);
    CHECK(support::misuses().empty());
}

TEMPLATE_TEST_CASE("assignment and swap propagate as the traits say", "[allocators]",
                   (tagged_map<int, int, false, false, false>),
                   (tagged_map<int, int, true, true, true>),
                   (tagged_multimap<int, support::counted<>, false, false, false>),
                   (tagged_multimap<int, support::counted<>, true, true, true>),
                   (tagged_map<int, support::loose_move, false, true, false>),
                   (tagged_map<int, support::loose_move, true, false, true>)) {
    using traits = std::allocator_traits<typename TestType::allocator_type>;
    const auto make = [](int id) { return filled<TestType>(id); };
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
    for (const int id : {1, 2}) { // equal and unequal memory
        TestType low = make(1);
        TestType high{typename TestType::allocator_type(id)};
        for (int i = 200; i != 260; ++i)
            high.emplace(i, i);
        low.join(std::move(high));
        CHECK(high.empty());
        CHECK(low.size() == 160);
        for (int i = -60; i != 0; ++i)
            high.emplace(i, i);
        low.join(std::move(high));
        CHECK(low.size() == 220);
        CHECK(low.front().first == -60);
        for (int i = 1000; i != 1010; ++i)
            high.emplace(i, i);
        low.merge(high);
        CHECK(low.size() == 230);
        CHECK(low.get_allocator().id() == 1);
        CHECK(high.get_allocator().id() == id);
    }
    CHECK(support::misuses().empty());
}

TEST_CASE("pmr strings live in the container's resource", "[allocators]") {
    support::counting_resource resource;
    support::counting_resource elsewhere;
    {
        using container = cairn::pmr::sorted_map<std::pmr::string, std::pmr::string>;
        container m(&resource);
        for (int i = 0; i != 40; ++i) {
            m.try_emplace(std::pmr::string(text(i)), text(i).c_str());
            m.emplace(text(i + 100).c_str(), text(i).c_str());
            m.insert({std::pmr::string(text(i + 200)), std::pmr::string("short")});
            m[std::pmr::string(text(i + 300))] = text(i);
            m.insert_or_assign(std::pmr::string(text(i + 400)), text(i).c_str());
            m.emplace_hint(m.end(), text(i + 500).c_str(),
                           "a value that is long enough to be seen");
        }
        const auto all_there = [](const auto& c, const std::pmr::memory_resource* where) {
            return std::all_of(c.begin(), c.end(), [&](const auto& each) {
                return each.first.get_allocator().resource() == where &&
                       each.second.get_allocator().resource() == where;
            });
        };
        std::vector<std::pair<std::pmr::string, std::pmr::string>> many;
        for (int i = 0; i != 100; ++i)
            many.emplace_back(text(i + 600), text(i));
        m.insert_range(many);
        std::reverse(many.begin(), many.end());
        m.insert_range(many);
        m.update(many);
        CHECK(all_there(m, &resource));
        m.erase(std::pmr::string(text(3)));
        CHECK(all_there(m.split_at(m.size() - 20), &resource));
        CHECK(all_there(m, &resource));

        const container copy(m);
        CHECK(all_there(copy, std::pmr::get_default_resource()));
        container there(m, &elsewhere);
        CHECK(all_there(there, &elsewhere));
        container moved(std::move(there), &resource);
        CHECK(all_there(moved, &resource));
        CHECK(moved == m);
        CHECK(there.empty());
        there = std::move(moved); // keeps its resource
        CHECK(all_there(there, &elsewhere));
        CHECK(there == m);

        auto node = there.extract(std::pmr::string(text(5)));
        m.erase(node.key());
        m.insert(std::move(node));
        CHECK(all_there(m, &resource));
        CHECK(m == copy);
        m.clear();
        m.merge(there);
        CHECK(all_there(m, &resource));
        there.join(m.split_at(100));
        CHECK(all_there(there, &elsewhere));
    }
    CHECK(resource.ledger().blocks() == 0);
    CHECK(elsewhere.ledger().blocks() == 0);

    cairn::pmr::sorted_multimap<int, std::pmr::string> n({{1, "a"}, {1, "b"}}, &resource);
    n.emplace(0, "a string that needs memory of its own");
    CHECK(n.begin()->second.get_allocator().resource() == &resource);
}

TEMPLATE_TEST_CASE("both forms of uses-allocator construction work", "[allocators]",
                   support::leading_element<>, support::trailing_element<>) {
    support::counting_resource resource;
    cairn::pmr::sorted_map<TestType, TestType> m(&resource);
    for (int i = 0; i != 60; ++i)
        m.try_emplace(i * 7 % 60, i);
    m.emplace(TestType(70), TestType(31));
    m.erase(3);
    std::vector<std::pair<TestType, TestType>> more;
    for (int i = 100; i != 120; ++i)
        more.emplace_back(TestType(220 - i), TestType(i));
    m.insert_range(more);
    for (const auto& [key, value] : m) {
        CHECK(key.get_allocator().resource() == &resource);
        CHECK(value.get_allocator().resource() == &resource);
    }
    CHECK(m.size() == 80);
}

TEST_CASE("allocations that fail leave the map as it was", "[allocators]") {
    support::failure_plan plan;
    using container = map_with<int, int, support::failing_allocator>;
    container m{container::allocator_type(plan)};
    for (int i = 0; i != 64; ++i)
        m.try_emplace(i, i);
    plan.remaining = 1;
    bool thrown = false;
    for (int i = 100; i != 300 && !thrown; ++i) {
        const std::size_t size = m.size();
        try {
            m.try_emplace(i, i);
        } catch (const std::bad_alloc&) {
            thrown = true;
            CHECK(m.size() == size);
            CHECK(!m.contains(i));
        }
    }
    CHECK(thrown);
    const std::size_t size = m.size();
    CHECK_THROWS_AS(m.split_at(5), std::bad_alloc);
    CHECK_THROWS_AS(container(m), std::bad_alloc);
    CHECK(m.size() == size);
    CHECK(m.erase(3) == 1); // which needs no memory
    m.erase(m.nth(5), m.end());
    plan.remaining = 0;
    m.try_emplace(300, 300);
    CHECK(m.back().first == 300);
}

TEST_CASE("over-aligned entries are aligned", "[allocators]") {
    cairn::sorted_map<support::over_aligned, support::over_aligned> m;
    for (int i = 0; i != 200; ++i)
        m.emplace(i * 7 % 200, i);
    m.erase(m.nth(20), m.nth(90));
    auto right = m.split_at(40);
    m.join(std::move(right));
    cairn::sorted_multimap<int, support::over_aligned> n;
    for (int i = 0; i != 200; ++i)
        n.emplace(i % 20, i);
    CHECK(n.count(5) == 10);
    CHECK(m.size() == 130);
    CHECK(support::misuses().empty());
}

TEST_CASE("max_size is the allocator's word", "[allocators]") {
    using container =
        cairn::sorted_map<int, int, std::less<>,
                          support::limited_allocator<std::pair<const int, int>, 1000>>;
    const container m;
    CHECK(m.max_size() <= 1000);
    CHECK(cairn::sorted_map<int, int>().max_size() <= std::size_t{0xffff'ffff});
    CHECK(support::misuses().empty());
}
