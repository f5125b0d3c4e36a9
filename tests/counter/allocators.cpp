// SPDX-License-Identifier: BSL-1.0
// Where counter takes its memory from, that it gives all of it back, and which allocator a counter ends up with.

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/instance_counter.hpp"

#include <cairn/counter.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <scoped_allocator>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Key>
using entry = std::pair<const Key, std::int64_t>;
template <class Key, class Allocator, class Hash = cairn::hash<Key>>
using counter = cairn::counter<Key, std::int64_t, Hash, std::equal_to<>, Allocator>;

std::string text(int i) {
    return (i % 2 == 0 ? "short " : "so long that it goes to the arena ") + std::to_string(i);
}

TEST_CASE("counter: every byte is accounted for", "[counter][allocators]") {
    support::memory_ledger ledger;
    {
        using allocator = support::counting_allocator<entry<std::string>>;
        const allocator memory(ledger);
        counter<std::string, allocator> c(memory);
        CHECK(ledger.bytes() == 0);
        for (int i = 0; i != 3000; ++i) {
            c.add(text(i));
            if (i % 3 == 0) c.erase(text(i / 2));
            REQUIRE(ledger.bytes() == c.memory_bytes());
        }
        counter<std::string, allocator> copy(c);
        CHECK(ledger.bytes() == c.memory_bytes() + copy.memory_bytes());
        CHECK(copy.memory_bytes() <= c.memory_bytes());
        copy = c;
        CHECK(ledger.bytes() == c.memory_bytes() + copy.memory_bytes());
        const std::size_t before = ledger.allocations();
        const counter<std::string, allocator> moved(std::move(copy));
        CHECK(ledger.allocations() == before);
        CHECK(copy.memory_bytes() == 0);
        for (int i = 0; i != 2990; ++i)
            c.erase(text(i));
        c.shrink_to_fit();
        CHECK(c.memory_bytes() < moved.memory_bytes() / 20);
        CHECK(ledger.bytes() == c.memory_bytes() + moved.memory_bytes());
        c.clear();
        c.shrink_to_fit();
        CHECK(c.memory_bytes() == 0);
    }
    CHECK(ledger.bytes() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("counter: an arena does not grow with what was forgotten", "[counter][allocators]") {
    support::memory_ledger ledger;
    using allocator = support::counting_allocator<entry<std::string>>;
    {
        counter<std::string, allocator> c{allocator(ledger)};
        std::size_t most = 0;
        for (int i = 0; i != 20'000; ++i) { // a window of ten keys moves along
            c.add("so long that it goes to the arena " + std::to_string(i));
            if (i >= 10) c.erase("so long that it goes to the arena " + std::to_string(i - 10));
            if (ledger.bytes() > most) most = ledger.bytes();
        }
        CHECK(c.size() == 10);
        CHECK(most < 16'000);
        const std::string huge(1 << 20, 'x');
        for (int i = 0; i != 50; ++i) {
            c.add(huge + std::to_string(i));
            c.erase(huge + std::to_string(i));
            REQUIRE(ledger.bytes() < std::size_t{3} << 20);
        }
    }
    CHECK(ledger.bytes() == 0);
}

TEST_CASE("counter: no heap before the first key", "[counter][allocators]") {
    support::memory_ledger ledger;
    using allocator = support::counting_allocator<entry<int>>;
    counter<int, allocator> c{allocator(ledger)};
    CHECK(c[3] == 0);
    CHECK(c.most_common().empty());
    c -= c;
    c.keep_positive();
    c.shrink_to_fit();
    c.clear();
    counter<int, allocator> copy(c);
    copy = c;
    CHECK(ledger.allocations() == 0);
    c.reserve(100);
    const std::size_t reserved = ledger.allocations();
    for (int i = 0; i != 100; ++i)
        c.add(i);
    CHECK(ledger.allocations() == reserved);
}

TEST_CASE("counter: the least of allocators", "[counter][allocators]") {
    support::memory_ledger ledger;
    using allocator = support::minimal_allocator<entry<std::string>>;
    {
        counter<std::string, allocator> c(cairn::from_range, std::vector{"a", "b", "a"},
                                          allocator(ledger));
        counter<std::string, allocator> d({{"a", 1}}, allocator(ledger));
        c += d;
        c.merge(std::move(d));
        CHECK(c["a"] == 4);
        counter<std::string, allocator> e(std::move(c), allocator(ledger));
        swap(d, e);
        CHECK(d.size() == 2);
    }
    CHECK(ledger.bytes() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("counter: an allocator that constructs builds and destroys every entry",
          "[counter][allocators]") {
    support::construct_calls calls;
    {
        using allocator = support::constructing_allocator<entry<int>>;
        counter<int, allocator> c{allocator(calls)};
        for (int i = 0; i != 100; ++i)
            c.add(i);
        c.erase(50);
        c.shrink_to_fit();
        const auto copy = c;
        c += copy;
    }
    CHECK(calls.constructed >= 199);
    CHECK(calls.constructed == calls.destroyed);
}

template <bool Pocca, bool Pocma, bool Pocs, class Key, class Make>
void propagation(Make make) {
    using allocator = support::tagged_allocator<entry<Key>, Pocca, Pocma, Pocs>;
    using tagged = counter<Key, allocator>;
    const auto filled = [&](int id, int n) {
        tagged c{allocator(id)};
        for (int i = 0; i != n; ++i)
            c.add(make(i), i);
        c.erase(make(n / 2));
        return c;
    };
    const auto id = [](const tagged& c) { return c.get_allocator().id(); };
    const tagged a = filled(1, 40);

    CHECK(id(tagged(a)) == 1 + allocator::selected);
    CHECK(id(tagged(a, allocator(5))) == 5);
    CHECK(tagged(a, allocator(5)) == a);

    tagged b = filled(2, 70);
    b = a; // copy
    CHECK(b == a);
    CHECK(id(b) == (Pocca ? 1 : 2));

    for (const int other : {1, 2}) { // equal allocators, then unequal ones
        tagged from = filled(other, 40);
        tagged to = filled(1, 70);
        to = std::move(from);
        CHECK(to == a);
        CHECK(from.empty());
        CHECK(id(to) == (Pocma ? other : 1));
        from.add(make(3));
        CHECK(from[make(3)] == 1);

        tagged moved(std::move(to), allocator(other));
        CHECK(moved == a);
        CHECK(to.empty());
        CHECK(id(moved) == other);
        to.add(make(4), 4);

        tagged merged = filled(2, 10);
        merged.merge(std::move(moved));
        CHECK(moved.empty());
        CHECK(merged[make(9)] == 18);
        CHECK(id(merged) == 2);

        tagged shards{allocator(1)};
        shards.merge(std::move(merged));
        CHECK(shards[make(9)] == 18);
        CHECK(id(shards) == 1);
    }

    tagged left = filled(1, 10);
    tagged right = filled(Pocs ? 2 : 1, 20);
    swap(left, right);
    CHECK(left.size() == 19);
    CHECK(right.size() == 9);
    CHECK(id(left) == (Pocs ? 2 : 1));
    left.add(make(100));
    right.add(make(100));
    left.shrink_to_fit();
    right.shrink_to_fit();
    left = {{make(1), 1}};
    CHECK(id(left) == (Pocs ? 2 : 1));
    CHECK(id(a + left) == 1 + allocator::selected);
}

template <class Key, class Make>
void propagations(Make make) {
    propagation<false, false, false, Key>(make);
    propagation<false, false, true, Key>(make);
    propagation<false, true, false, Key>(make);
    propagation<false, true, true, Key>(make);
    propagation<true, false, false, Key>(make);
    propagation<true, false, true, Key>(make);
    propagation<true, true, false, Key>(make);
    propagation<true, true, true, Key>(make);
    CHECK(support::misuses().empty());
}

TEST_CASE("counter: propagation of allocators", "[counter][allocators]") {
    const std::size_t before = support::memory_ledger::global().bytes();
    SECTION("strings in an arena") { propagations<std::string>(text); }
    SECTION("integers") {
        propagations<int>([](int i) { return i; });
    }
    SECTION("elements that are watched") {
        using key = support::counted<>;
        propagation<false, false, false, key>([](int i) { return key(i); });
        propagation<true, true, true, key>([](int i) { return key(i); });
        CHECK(support::live_objects() == 0);
    }
    CHECK(support::memory_ledger::global().bytes() == before);
}

TEST_CASE("counter: polymorphic memory", "[counter][allocators]") {
    support::counting_resource one, two;
    {
        cairn::pmr::counter<std::string> c(&one);
        for (int i = 0; i != 200; ++i)
            c.add(text(i));
        CHECK(one.ledger().bytes() == c.memory_bytes());
        cairn::pmr::counter<std::string> d(&two);
        d = std::move(c);
        CHECK(d.size() == 200);
        CHECK(d.get_allocator().resource() == &two);
        CHECK(two.ledger().bytes() == d.memory_bytes());
        const cairn::pmr::counter<std::string> copy(d); // goes to the default resource
        CHECK(copy.get_allocator().resource() == std::pmr::get_default_resource());
        CHECK(copy == d);
        std::pmr::vector<cairn::pmr::counter<std::string>> many(&one);
        many.emplace_back();
        many.push_back(copy);
        CHECK(many.back().get_allocator().resource() == &one);
        CHECK(many.back() == d);
    }
    CHECK(one.ledger().bytes() == 0);
    CHECK(two.ledger().bytes() == 0);

    // Strings of another allocator are packed alike, and others get the counter's resource.
    counter<std::pmr::string, std::pmr::polymorphic_allocator<entry<std::pmr::string>>> p(&one);
    p.add(text(1));
    p.add(std::pmr::string(text(1)));
    CHECK(p[text(1)] == 2);
    counter<std::pmr::string, std::pmr::polymorphic_allocator<entry<std::pmr::string>>,
            std::hash<std::pmr::string>>
        q(&one);
    q.add(std::pmr::string(text(1)));
    CHECK(q.begin()->first.get_allocator().resource() == &one);

    std::array<std::byte, 4096> buffer;
    std::pmr::monotonic_buffer_resource stack(buffer.data(), buffer.size(),
                                              std::pmr::null_memory_resource());
    cairn::pmr::counter<int> small(cairn::from_range, std::vector{1, 2, 1}, &stack);
    CHECK(small[1] == 2);
}

} // namespace
