// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as their traits say, elements that
// take an allocator get the heap's; and how often the comparator is asked.

#include <cairn/quick_heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"

#include <cstddef>
#include <functional>
#include <memory_resource>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class T, template <class> class Allocator>
using heap_with = cairn::quick_heap<T, std::less<>, Allocator<T>>;
template <bool Pocca, bool Pocma, bool Pocs>
using tagged_heap = cairn::quick_heap<std::string, std::less<>,
                                      support::tagged_allocator<std::string, Pocca, Pocma, Pocs>>;

/// Too long for the string itself, so that its memory can be seen.
std::string text(int i) { return std::to_string(i) + " is a number, said at some length"; }

template <class Heap>
void exercise(Heap& h) {
    for (int i = 0; i != 2000; ++i)
        h.emplace(i * 7 % 1999);
    for (int i = 0; i != 700; ++i)
        h.pop();
    erase_if(h, [n = 0](const auto&) mutable { return ++n % 4 == 0; });
    Heap copy(h);
    copy.merge(h);
    h = copy;
    for (int i = 0; i != 500; ++i)
        h.emplace(-i);
    h.clear();
    h.emplace(1);
}

template <class Heap>
Heap filled(int id, int n = 300) {
    Heap h{typename Heap::allocator_type(id)};
    for (int i = 0; i != n; ++i)
        h.push(text(i));
    return h;
}

} // namespace

TEST_CASE("quick_heap: blocks return with their size, and none stays", "[allocators]") {
    auto& ledger = support::memory_ledger::global();
    const std::size_t before = ledger.bytes();
    {
        heap_with<int, support::counting_allocator> words;
        CHECK(ledger.bytes() == before);
        words.push(1);
        CHECK(ledger.bytes() == before); // one element is held by the heap itself
        exercise(words);
        CHECK(ledger.bytes() == before + words.memory_bytes());
        heap_with<support::counted<>, support::counting_allocator> nodes;
        exercise(nodes);
        CHECK(ledger.bytes() == before + words.memory_bytes() + nodes.memory_bytes());
    }
    CHECK(ledger.bytes() == before);
    CHECK(support::counted<>::counts().live == 0);
    CHECK(support::take_misuses().empty());
}

TEST_CASE("quick_heap: an allocator that does the least", "[allocators]") {
    support::memory_ledger arena;
    {
        heap_with<std::string, support::minimal_allocator> h{
            support::minimal_allocator<std::string>(arena)};
        for (int i = 0; i != 1000; ++i)
            h.push(text(i));
        CHECK(h.top() == text(0));
        auto moved(std::move(h));
        moved.pop();
        CHECK(moved.size() == 999);
    }
    CHECK(arena.blocks() == 0);
    CHECK(support::take_misuses().empty());
}

TEST_CASE("quick_heap: allocators propagate as their traits say", "[allocators]") {
    {
        using heap = tagged_heap<false, false, false>;
        heap a = filled<heap>(1), b = filled<heap>(2, 10);
        b = a;
        CHECK(b.get_allocator().id() == 2);
        CHECK(b.size() == 300);
        heap c{heap::allocator_type(3)};
        c = std::move(a); // one by one
        CHECK(c.get_allocator().id() == 3);
        CHECK(c.top() == text(0));
        CHECK(c.size() == 300);
        heap d(std::move(c), heap::allocator_type(4));
        CHECK(d.get_allocator().id() == 4);
        CHECK(d.size() == 300);
        heap e(std::move(d), heap::allocator_type(4));
        CHECK(e.size() == 300);
    }
    {
        using heap = tagged_heap<true, true, true>;
        heap a = filled<heap>(1), b = filled<heap>(2, 10);
        swap(a, b);
        CHECK(a.get_allocator().id() == 2);
        CHECK(a.size() == 10);
        a = b;
        CHECK(a.get_allocator().id() == 1);
        heap c = filled<heap>(5, 3);
        c = std::move(b);
        CHECK(c.get_allocator().id() == 1);
        CHECK(c.size() == 300);
        CHECK(b.empty());
    }
    CHECK(support::take_misuses().empty());
}

TEST_CASE("quick_heap: elements are built by the allocator", "[allocators]") {
    support::construct_calls calls;
    {
        using allocator = support::constructing_allocator<int>;
        cairn::quick_heap<int, std::less<>, allocator> h{allocator(calls)};
        for (int i = 0; i != 500; ++i)
            h.push(500 - i);
        for (int i = 0; i != 100; ++i)
            h.pop();
        CHECK(h.top() == 101);
        CHECK(calls.constructed - calls.destroyed == 400);
    }
    CHECK(calls.constructed == calls.destroyed);

    support::counting_resource resource;
    cairn::pmr::quick_heap<std::pmr::string> texts(&resource);
    texts.emplace("a text that is too long to be held by the string itself");
    CHECK(texts.top().get_allocator().resource() == &resource);
}

TEST_CASE("quick_heap: how often the comparator is asked", "[allocators]") {
    std::size_t asked = 0;
    const auto less = [&asked](int a, int b) {
        ++asked;
        return a < b;
    };
    cairn::quick_heap<int, decltype(less)> h(less);
    constexpr int n = 10'000; // log2 is 13.3
    for (int i = 0; i != n; ++i)
        h.push(i * 7919 % n);
    CHECK(asked < 8u * n);
    while (!h.empty())
        h.pop();
    CHECK(asked < 30u * n);
    asked = 0;
    for (int i = 0; i != n; ++i)
        h.push(i);
    while (!h.empty())
        h.pop();
    CHECK(asked < 8u * n); // what comes in order stays in order
}
