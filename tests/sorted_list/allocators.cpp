// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, elements that
// take an allocator get the list's; and how often the comparator is asked.

#include <cairn/sorted_list.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

template <class T, template <class> class Allocator>
using list_with = cairn::sorted_list<T, std::less<>, Allocator<T>>;
template <class T, bool Pocca, bool Pocma, bool Pocs>
using tagged_list =
    cairn::sorted_list<T, std::less<>, support::tagged_allocator<T, Pocca, Pocma, Pocs>>;

/// Grows to several levels, shrinks, is cut and joined.
template <class List>
void exercise(List& s) {
    for (int i = 0; i != 900; ++i)
        s.insert(i * 7 % 1000);
    for (int i = 0; i < 900; i += 3)
        s.erase(i);
    List right = s.split_at(s.size() / 3);
    s.erase(s.nth(10), s.nth(s.size() - 10));
    s.join(std::move(right));
    for (int i = 0; i != 300; ++i)
        s.emplace_hint(s.end(), 2000 + i);
    (void)s.take_at(5);
    (void)s.extract(s.nth(7));
    erase_if(s, [n = 0](const auto&) mutable { return ++n % 4 == 0; });
}

/// Too long for the string itself, so that its memory can be seen.
std::string text(int i) { return std::to_string(i) + " is a number, said at some length"; }

template <class List>
List filled(int id, int n = 200) {
    List s{typename List::allocator_type(id)};
    for (int i = 0; i != n; ++i) {
        if constexpr (std::is_same_v<typename List::value_type, std::string>) {
            s.insert(text(i));
        } else {
            s.emplace(i);
        }
    }
    return s;
}

} // namespace

TEST_CASE("sorted_list: blocks return with their size, and none stays", "[allocators]") {
    support::memory_ledger ledger;
    {
        using container = list_with<int, support::minimal_allocator>;
        container s{container::allocator_type(ledger)};
        CHECK(ledger.allocations() == 0);
        exercise(s);
        CHECK(ledger.blocks() != 0);
        const std::size_t blocks = ledger.blocks();
        container moved(std::move(s));
        CHECK(ledger.blocks() == blocks);
        container copy(moved);
        CHECK(copy == moved);
        moved.clear();
        copy.erase(copy.begin(), copy.end());
        CHECK(ledger.blocks() == 0);
    }
    {
        using container = list_with<std::string, support::minimal_allocator>;
        container s{container::allocator_type(ledger)};
        for (int i = 0; i != 700; ++i)
            s.insert(text(i * 11 % 100));
        while (s.size() > 10)
            s.erase(s.begin());
    }
    {
        using container = list_with<support::loose_move, support::minimal_allocator>;
        container s{container::allocator_type(ledger)};
        exercise(s);
        CHECK(ledger.blocks() > s.size()); // one for each element
    }
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("sorted_list: an empty one owns no memory", "[allocators]") {
    support::memory_ledger ledger;
    using container = list_with<int, support::minimal_allocator>;
    container a{container::allocator_type(ledger)};
    container b(a);
    container c(std::move(a));
    c = b;
    c.clear();
    CHECK(!c.contains(1));
    CHECK(c.erase(1) == 0);
    CHECK(c.nth(0) == c.end());
    CHECK(c.rank(3) == 0);
    CHECK(c.irange(1, 2).empty());
    CHECK(c.segments().begin() == c.segments().end());
    container d = c.split_at(0);
    c.join(std::move(d));
    c.merge(b);
    c.insert_range(std::vector<int>());
    erase_if(c, [](int) { return true; });
    CHECK(ledger.allocations() == 0);
}

TEST_CASE("sorted_list: small ones own one small block", "[allocators]") {
    support::memory_ledger ledger;
    using container = list_with<std::uint64_t, support::minimal_allocator>;
    container s{container::allocator_type(ledger)};
    s.insert(1);
    CHECK(ledger.blocks() == 1);
    CHECK(ledger.bytes() <= 8 * sizeof(std::uint64_t) + 64);
    for (std::uint64_t i = 0; i != 40; ++i)
        s.insert(i);
    CHECK(ledger.blocks() == 1);
    s.clear();
    CHECK(ledger.blocks() == 0);
    // in order of arrival, leaves are left full
    for (std::uint64_t i = 0; i != 3000; ++i)
        s.insert(s.end(), i);
    CHECK(ledger.bytes() < 3000 * sizeof(std::uint64_t) * 3 / 2);
}

TEST_CASE("sorted_list: construct and destroy are called for every element", "[allocators]") {
    support::construct_calls calls;
    {
        using container = list_with<int, support::constructing_allocator>;
        container s{container::allocator_type(calls)};
        exercise(s);
        CHECK(calls.constructed - calls.destroyed == s.size());
    }
    CHECK(calls.constructed == calls.destroyed);
    CHECK(calls.constructed >= 1200);
}

TEST_CASE("sorted_list: copies ask which allocator to use", "[allocators]") {
    using container = tagged_list<int, false, false, false>;
    const container s = filled<container>(1);
    const container copy(s);
    CHECK(copy.get_allocator().id() == 1 + container::allocator_type::selected);
    const container given(s, container::allocator_type(7));
    CHECK(given.get_allocator().id() == 7);
    CHECK(given == s);
    CHECK((s + s).get_allocator().id() == 1 + container::allocator_type::selected);
    container cut = filled<container>(3);
    CHECK(cut.split_at(4).get_allocator().id() == 3);
    CHECK(support::misuses().empty());
}

TEMPLATE_TEST_CASE("sorted_list: assignment and swap propagate as the traits say", "[allocators]",
                   (tagged_list<int, false, false, false>), (tagged_list<int, true, true, true>),
                   (tagged_list<std::string, false, false, false>),
                   (tagged_list<std::string, true, true, true>),
                   (tagged_list<support::loose_move, false, false, false>)) {
    using traits = std::allocator_traits<typename TestType::allocator_type>;
    const TestType expected = filled<TestType>(9);
    {
        TestType to = filled<TestType>(1, 30);
        const TestType from = filled<TestType>(2);
        to = from;
        CHECK(to == expected);
        CHECK(to.get_allocator().id() ==
              (traits::propagate_on_container_copy_assignment::value ? 2 : 1));
    }
    {
        TestType to = filled<TestType>(1, 30);
        TestType from = filled<TestType>(2);
        to = std::move(from);
        CHECK(to == expected);
        CHECK(from.empty());
        CHECK(to.get_allocator().id() ==
              (traits::propagate_on_container_move_assignment::value ? 2 : 1));
        from = filled<TestType>(2);
        CHECK(from == expected);
    }
    {
        TestType a = filled<TestType>(1);
        TestType b{
            typename TestType::allocator_type(traits::propagate_on_container_swap::value ? 2 : 1)};
        swap(a, b);
        CHECK(b == expected);
        CHECK(a.empty());
        CHECK(b.get_allocator().id() == 1);
    }
    {
        TestType from = filled<TestType>(1);
        const auto* const address = std::addressof(*from.begin());
        TestType same(std::move(from), typename TestType::allocator_type(1));
        CHECK(std::addressof(*same.begin()) == address);
        TestType other(std::move(same), typename TestType::allocator_type(2));
        CHECK(other == expected);
        CHECK(same.empty());
    }
    for (const bool front : {false, true}) { // join and merge between unequal allocators
        TestType whole = filled<TestType>(1);
        TestType back{typename TestType::allocator_type(2)};
        while (whole.size() > 70)
            back.insert(whole.take_at(whole.size() - 1));
        front ? back.join(std::move(whole)) : whole.join(std::move(back));
        CHECK((front ? back : whole) == expected);
        CHECK((front ? whole : back).empty());
        TestType merged{typename TestType::allocator_type(3)};
        merged.merge(front ? back : whole);
        CHECK(merged == expected);
    }
    CHECK(support::misuses().empty());
}

TEST_CASE("sorted_list: pmr strings live in the list's resource", "[allocators]") {
    support::counting_resource resource;
    support::counting_resource elsewhere;
    {
        using container = cairn::pmr::sorted_list<std::pmr::string>;
        container s(&resource);
        for (int i = 0; i != 90; ++i) {
            s.insert(std::pmr::string(text(i)));
            s.emplace(text(i + 100).c_str());
            s.emplace_hint(s.end(), text(i + 200).c_str());
        }
        s.insert_range(
            std::vector<std::pmr::string>{std::pmr::string(text(300)), std::pmr::string(text(5))});
        const auto all_there = [](const container& c, const std::pmr::memory_resource* where) {
            for (const auto& each : c)
                if (each.get_allocator().resource() != where) return false;
            return true;
        };
        CHECK(all_there(s, &resource));
        const container copy(s);
        CHECK(all_there(copy, std::pmr::get_default_resource()));
        container there(s, &elsewhere);
        CHECK(all_there(there, &elsewhere));
        container moved(std::move(there), &resource);
        CHECK(all_there(moved, &resource));
        CHECK(moved == s);
        there = std::move(moved); // keeps its resource
        CHECK(all_there(there, &elsewhere));
        CHECK(there == s);
        auto node = there.extract(std::pmr::string(text(5)));
        s.insert(std::move(node));
        CHECK(all_there(s, &resource));
        container right = s.split_at(100);
        CHECK(all_there(right, &resource));
        there.clear();
        there.join(std::move(right));
        CHECK(all_there(there, &elsewhere));
        CHECK(all_there(s * 2, std::pmr::get_default_resource()));
    }
    CHECK(resource.ledger().blocks() == 0);
    CHECK(elsewhere.ledger().blocks() == 0);
}

TEMPLATE_TEST_CASE("sorted_list: both forms of uses-allocator construction work", "[allocators]",
                   support::leading_element<>, support::trailing_element<>) {
    support::counting_resource resource;
    cairn::pmr::sorted_list<TestType> s(&resource);
    for (int i = 0; i != 200; ++i)
        s.emplace(i * 7 % 50);
    s.insert(TestType(30));
    s.erase(s.nth(20), s.nth(90));
    for (const TestType& each : s)
        CHECK(each.get_allocator().resource() == &resource);
}

TEST_CASE("sorted_list: allocations that fail leave it as it was", "[allocators]") {
    support::failure_plan plan;
    using container = list_with<std::string, support::failing_allocator>;
    container s{container::allocator_type(plan)};
    for (int i = 0; i != 500; ++i) {
        for (std::size_t at = 1; at != 4; ++at) {
            plan.remaining = at;
            const std::size_t size = s.size();
            try {
                s.insert(text(i * 37 % 500));
            } catch (const std::bad_alloc&) {
                REQUIRE(s.size() == size);
            }
        }
    }
    plan.remaining = 0;
    s.insert(text(0));
    CHECK(std::is_sorted(s.begin(), s.end()));
    plan.remaining = 1;
    CHECK_THROWS_AS(container(s), std::bad_alloc);
    CHECK_THROWS_AS(s *= 2, std::bad_alloc);
    s.erase(s.nth(3), s.nth(s.size() - 3)); // needs none
    s.clear();
}

TEST_CASE("sorted_list: over-aligned elements are aligned", "[allocators]") {
    cairn::sorted_list<support::over_aligned> s;
    exercise(s);
    CHECK(support::misuses().empty());
}

TEST_CASE("sorted_list: moves and copies are no more than needed", "[allocators]") {
    using element = support::counted<struct sorted_list_moves>;
    cairn::sorted_list<element> s;
    for (int i = 0; i != 1000; ++i)
        s.emplace(i);
    element::reset();
    auto right = s.split_at(500);
    s.join(std::move(right));
    CHECK(element::counts().copies == 0);
    CHECK(element::counts().moves < 2000); // at most two leaves at the cut, and none else
    const cairn::sorted_list<element> copy(s);
    CHECK(element::counts().copies == 1000);
    CHECK(support::misuses().empty());
}

// -- comparisons -------------------------------------------------------------------------------------------

namespace {

struct counting_less {
    std::size_t* calls;
    bool operator()(int a, int b) const { // not noexcept: checks of the order leave it alone
        ++*calls;
        return a < b;
    }
};

} // namespace

TEST_CASE("sorted_list: comparisons are counted", "[allocators][complexity]") {
    std::size_t calls = 0;
    const auto spent = [&calls] { return std::exchange(calls, 0); };
    using container = cairn::sorted_list<int, counting_less>;
    constexpr int n = 4000;
    std::vector<int> ascending, random, few;
    support::generator generator(1);
    for (int i = 0; i != n; ++i) {
        ascending.push_back(2 * i);
        few.push_back(generator.below(10));
    }
    random = ascending;
    generator.shuffle(random);

    container s(cairn::sorted_equivalent, ascending.begin(), ascending.end(),
                counting_less{&calls});
    spent();
    constexpr std::size_t descent = 2 * 12 + 10; // log2(n) < 12
    for (int i = 0; i != 200; ++i) {
        const int key = generator.below(2 * n);
        (void)s.find(key);
        REQUIRE(spent() <= descent);
        (void)s.rank(key);
        REQUIRE(spent() <= descent);
        (void)s.equal_range(key);
        REQUIRE(spent() <= 2 * descent);
        (void)s.count_between(key, key + 500);
        REQUIRE(spent() <= 2 * descent);
        (void)s.irange(key, key + 500);
        REQUIRE(spent() <= 2 * descent + 1);
    }

    // what goes by position asks nothing
    (void)s.nth(500);
    (void)(s.end() - s.begin());
    s.erase(s.nth(100), s.nth(2000));
    s.erase(s.nth(3));
    s.erase_at(7);
    (void)s.take_at(70);
    CHECK(spent() == 0);
    container right = s.split_at(1000);
    CHECK(spent() == 0);
    s.join(std::move(right));
    CHECK(spent() <= 1);
    right = s.split_at(1000);
    right.join(std::move(s));
    CHECK(spent() <= 2);

    // no order of arrival is worse than a random one
    const auto build = [&](const std::vector<int>& keys, bool backwards) {
        container made(counting_less{&calls});
        spent();
        if (backwards) {
            for (auto at = keys.rbegin(); at != keys.rend(); ++at)
                made.insert(*at);
        } else {
            for (const int key : keys)
                made.insert(key);
        }
        return spent();
    };
    const std::size_t at_random = build(random, false);
    CHECK(at_random <= n * descent);
    CHECK(build(ascending, false) <= at_random * 5 / 4);
    CHECK(build(ascending, true) <= at_random * 5 / 4);
    CHECK(build(few, false) <= at_random * 5 / 4);

    // right hints cost next to nothing, and ranges n log2(n) at most, or n where they are sorted
    container hinted(counting_less{&calls});
    for (const int key : ascending)
        hinted.insert(hinted.end(), key);
    CHECK(spent() <= 4 * n);
    const container sorted(ascending.begin(), ascending.end(), counting_less{&calls});
    CHECK(spent() <= 3 * n);
    const container shuffled(random.begin(), random.end(), counting_less{&calls});
    CHECK(spent() <= 16 * n);
}
