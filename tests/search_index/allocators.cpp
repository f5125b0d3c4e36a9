// SPDX-License-Identifier: BSL-1.0
// search_index: every block goes back to where it came from, and allocators propagate as their traits say.

#include <cairn/search_index.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/misuse.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class Key, template <class> class Allocator>
using index_with = cairn::search_index<Key, std::less<>, Allocator<Key>>;
template <class Key, bool Propagates>
using tagged_index =
    cairn::search_index<Key, std::less<>,
                        support::tagged_allocator<Key, Propagates, Propagates, Propagates>>;

/// Too long for the string itself, so that its memory can be seen.
template <class Key>
std::vector<Key> keys(int n) {
    std::vector<Key> made;
    for (int i = 0; i != n; ++i) {
        if constexpr (std::is_same_v<Key, int>) {
            made.push_back(i * 7 % n);
        } else {
            made.emplace_back((std::to_string(i) + " is a number, said at some length").c_str());
        }
    }
    return made;
}

} // namespace

TEST_CASE("search_index: blocks return with their size, and none stays", "[allocators]") {
    support::memory_ledger ledger;
    {
        using index = index_with<int, support::minimal_allocator>;
        const auto given = keys<int>(1000);
        index a(given.begin(), given.end(), index::allocator_type(ledger));
        CHECK(ledger.blocks() == 1);
        CHECK(ledger.bytes() == a.memory_bytes());
        index b(a);
        index c(std::move(a));
        CHECK(ledger.blocks() == 2);
        b = c;
        c = std::move(b);
        CHECK(c.size() == 1000);
    }
    CHECK(ledger.blocks() == 0);
    {
        using index = index_with<std::string, support::minimal_allocator>;
        const auto given = keys<std::string>(300);
        index a(given.begin(), given.end(), index::allocator_type(ledger));
        CHECK(ledger.blocks() == 2);
        CHECK(ledger.bytes() == a.memory_bytes());
        index b(a);
        a = {};
        CHECK(ledger.blocks() == 2);
    }
    CHECK(ledger.blocks() == 0);
    const index_with<int, support::minimal_allocator> none{support::minimal_allocator<int>(ledger)};
    CHECK(none.lower_bound(3) == 0);
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEMPLATE_TEST_CASE("search_index: assignment and swap propagate as the traits say", "[allocators]",
                   (tagged_index<int, false>), (tagged_index<int, true>),
                   (tagged_index<std::string, false>), (tagged_index<std::string, true>)) {
    using key = typename TestType::key_type;
    using allocator = typename TestType::allocator_type;
    constexpr bool propagates =
        std::allocator_traits<allocator>::propagate_on_container_swap::value;
    const auto given = keys<key>(40);
    const auto filled = [&](int id) {
        return TestType(given.begin(), given.end(), std::less<>(), allocator(id));
    };
    const TestType expected = filled(9);
    {
        TestType to{allocator(1)};
        const TestType from = filled(2);
        to = from;
        CHECK(to == expected);
        CHECK(to.get_allocator().id() == (propagates ? 2 : 1));
    }
    {
        TestType to = filled(1);
        TestType from = filled(2);
        to = std::move(from);
        CHECK(to == expected);
        CHECK(to.lower_bound(given[3]) == expected.lower_bound(given[3]));
        CHECK(from.empty());
        CHECK(to.get_allocator().id() == (propagates ? 2 : 1));
    }
    {
        TestType a = filled(1);
        TestType b{allocator(propagates ? 2 : 1)};
        swap(a, b);
        CHECK(b == expected);
        CHECK(a.empty());
        CHECK(b.get_allocator().id() == 1);
    }
    {
        TestType from = filled(1);
        const auto* const address = from.data();
        TestType same(std::move(from), allocator(1));
        CHECK(same.data() == address);
        TestType other(std::move(same), allocator(2));
        CHECK(other == expected);
        CHECK(same.empty());
        const TestType copy(other, allocator(3));
        CHECK(copy == expected);
        CHECK(copy.get_allocator().id() == 3);
        const TestType selected(copy);
        CHECK(selected.get_allocator().id() == 3 + allocator::selected);
    }
    CHECK(support::misuses().empty());
}

TEST_CASE("search_index: pmr strings live in the index's resource", "[allocators]") {
    support::counting_resource resource;
    {
        const auto given = keys<std::string>(50);
        using index = cairn::pmr::search_index<std::pmr::string>;
        std::vector<std::pmr::string> copies(given.begin(), given.end());
        const index a(copies.begin(), copies.end(), &resource);
        for (const std::pmr::string& each : a)
            CHECK(each.get_allocator().resource() == &resource);
        CHECK(a.contains(std::string_view(given[7])));
        const index b(cairn::sorted_equivalent, a.begin(), a.end(), &resource);
        CHECK(b == a);
    }
    CHECK(resource.ledger().blocks() == 0);
}

TEST_CASE("search_index: allocations that fail leave it as it was", "[allocators]") {
    support::failure_plan plan;
    using index = index_with<std::string, support::failing_allocator>;
    const auto given = keys<std::string>(30);
    index a(given.begin(), given.end(), index::allocator_type(plan));
    for (std::size_t at = 1; at != 3; ++at) {
        plan.remaining = at;
        CHECK_THROWS_AS(index(given.begin(), given.end(), index::allocator_type(plan)),
                        std::bad_alloc);
        plan.remaining = at;
        index b{index::allocator_type(plan)};
        CHECK_THROWS_AS(b = a, std::bad_alloc);
        CHECK(b.empty());
    }
    plan.remaining = 0;
    CHECK(a.size() == 30);
}
