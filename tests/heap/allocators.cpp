// SPDX-License-Identifier: BSL-1.0
// Every block goes back to where it came from, allocators propagate as the container's do, and elements
// that take an allocator get the heap's.

#include <cairn/heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/misuse.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class T, class Allocator>
using heap_with = cairn::heap<T, std::less<>, 4, std::vector<T, Allocator>>;
template <bool Pocca, bool Pocma, bool Pocs>
using tagged = heap_with<std::string, support::tagged_allocator<std::string, Pocca, Pocma, Pocs>>;

std::string text(int i) { return std::to_string(i) + " is a number, said at some length"; }

template <class Heap>
Heap filled(int id) {
    Heap h{typename Heap::container_type::allocator_type(id)};
    for (int i = 0; i != 30; ++i)
        h.push(text(i));
    return h;
}

template <class Heap>
void propagates(bool on_copy, bool on_move, bool on_swap) {
    Heap a = filled<Heap>(1), b = filled<Heap>(2);
    a = b;
    CHECK(a.get_allocator().id() == (on_copy ? 2 : 1));
    CHECK(a.size() == 30);
    Heap c = filled<Heap>(3);
    c = std::move(b);
    CHECK(c.get_allocator().id() == (on_move ? 2 : 3));
    CHECK(c.size() == 30);
    CHECK(b.empty());
    b.push(text(0));
    CHECK(b.top() == text(0));
    if (on_swap) {
        Heap d = filled<Heap>(4);
        swap(c, d);
        CHECK(c.get_allocator().id() == 4);
    }
    Heap e(c);
    CHECK(e.get_allocator().id() >= 1000);
    Heap f(c, typename Heap::container_type::allocator_type(7));
    Heap g(std::move(f), typename Heap::container_type::allocator_type(8));
    CHECK(g.get_allocator().id() == 8);
    CHECK(g.size() == 30);
    CHECK(f.empty());
    g.merge(e); // of another allocator: element by element
    CHECK(g.size() == 60);
    CHECK(e.empty());
    CHECK(g.get_allocator().id() == 8);
}

} // namespace

TEST_CASE("heap: blocks return with their size, and none stays", "[allocators]") {
    support::memory_ledger ledger;
    {
        using heap = heap_with<std::string, support::minimal_allocator<std::string>>;
        heap h{support::minimal_allocator<std::string>(ledger)};
        CHECK(ledger.allocations() == 0);
        for (int i = 0; i != 500; ++i)
            h.push(text(i * 11 % 500));
        for (int i = 0; i != 100; ++i)
            h.pop();
        heap moved(std::move(h));
        heap copy(moved);
        moved.merge(copy);
        CHECK(moved.size() == 800);
        erase_if(moved, [n = 0](const std::string&) mutable { return ++n % 2 == 0; });
        CHECK(moved.drain_sorted().size() == 400);
        CHECK(ledger.blocks() == 1); // what was drained is gone, what was merged keeps its room
    }
    CHECK(ledger.blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("heap: allocators propagate as the container says", "[allocators]") {
    propagates<tagged<false, false, false>>(false, false, false);
    propagates<tagged<true, true, true>>(true, true, true);
    CHECK(support::memory_ledger::global().blocks() == 0);
    CHECK(support::misuses().empty());
}

TEST_CASE("heap: heaps with equal allocators merge into the larger one", "[allocators]") {
    using heap = heap_with<int, support::counting_allocator<int>>;
    support::memory_ledger ledger;
    heap small{support::counting_allocator<int>(ledger)},
        large{support::counting_allocator<int>(ledger)};
    small.push(5);
    for (int i = 0; i != 100; ++i)
        large.push(i);
    large.reserve(200);
    const std::size_t before = ledger.allocations();
    small.merge(large);
    CHECK(ledger.allocations() == before);
    CHECK(small.size() == 101);
}

TEST_CASE("heap: polymorphic allocators reach the elements", "[allocators]") {
    using strings = std::pmr::vector<std::pmr::string>;
    using heap = cairn::heap<std::pmr::string, std::less<>, 4, strings>;
    std::pmr::monotonic_buffer_resource buffer;
    heap h{&buffer};
    h.emplace("long enough that the string itself cannot hold it");
    CHECK(h.top().get_allocator().resource() == &buffer);
    std::pmr::vector<heap> heaps(&buffer);
    heaps.emplace_back();
    heaps.push_back(h);
    CHECK(heaps[0].get_allocator().resource() == &buffer);
    CHECK(heaps[1].top().get_allocator().resource() == &buffer);
    const heap elsewhere(h, std::pmr::new_delete_resource());
    CHECK(elsewhere.top().get_allocator().resource() == std::pmr::new_delete_resource());
}
