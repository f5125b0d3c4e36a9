// SPDX-License-Identifier: BSL-1.0
// Every comparison, copy, move and allocation fails once, in every modifier of both heaps: nothing leaks, no
// element and no handle is lost, the order stands, and the guarantee that the modifier states holds.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

enum class guarantee { strong, basic };
using enum guarantee;

/// An int that the heap moves itself, with comparisons that fail.
struct plain {
    int number;
    plain(int n) : number(n) {}
    [[nodiscard]] int value() const { return number; }
    friend bool operator<(const plain& a, const plain& b) {
        support::fuse::tick(support::op::compare);
        return a.number < b.number;
    }
};

using failing = support::op;
using cells = support::throwing<failing::all>;
using movable_cells =
    support::throwing<failing::construct | failing::copy | failing::copy_assign | failing::compare>;
using move_only_cells =
    support::throwing<failing::construct | failing::move | failing::compare, false>;

/// A heap beside the handles of its elements, in the order of their births.
template <class T>
struct world {
    using heap_type = cairn::addressable_heap<T, std::less<>, support::throwing_allocator<T>>;
    heap_type heap;
    std::vector<typename heap_type::handle> handles;

    /// What each handle names, -1 for nothing.
    [[nodiscard]] std::vector<int> values() const {
        std::vector<int> all;
        for (const auto of : handles)
            all.push_back(heap.contains(of) ? heap[of].value() : -1);
        return all;
    }
};

template <class T>
world<T> start() {
    world<T> w;
    for (int i = 0; i != 16; ++i) // as many as the first block holds
        w.handles.push_back(w.heap.emplace(10 * (i * 7 % 16)));
    return w;
}

/// Runs the operation, which returns how many more elements it leaves, on a heap that is full and on one
/// that is not; afterwards the heap is emptied, which shows its order.
template <class T>
std::size_t fails(const std::function<int(world<T>&)>& operation, guarantee expected) {
    int change = 0;
    const std::function<void(world<T>&)> run = [&](world<T>& w) { change = operation(w); };
    const auto check = [&](const world<T>& before, world<T>& after, bool threw) {
        after.heap.check_invariants();
        if (threw && expected == strong) {
            if (before.values() != after.values() || before.heap.size() != after.heap.size())
                throw support::check_failed("an operation that failed changed the heap");
        } else if (!threw) {
            if (static_cast<int>(after.heap.size()) !=
                static_cast<int>(before.heap.size()) + change)
                throw support::check_failed("elements were lost or doubled");
        }
        int last = -1000;
        std::size_t left = after.heap.size();
        for (; !after.heap.empty(); after.heap.pop(), --left) {
            if (after.heap.top().value() < last)
                throw support::check_failed("the heap is out of order");
            last = after.heap.top().value();
        }
        if (left != 0) throw support::check_failed("size() was wrong");
    };
    const std::function<world<T>()> full = start<T>;
    const std::function<world<T>()> with_room = [] {
        world<T> w = start<T>();
        w.heap.pop();
        return w;
    };
    return support::for_each_failure(full, run, check) +
           support::for_each_failure(with_room, run, check);
}

template <class T>
void every_modifier() {
    using w = world<T>;
    CHECK(fails<T>([](w& x) { return x.heap.emplace(35), 1; }, strong) != 0);
    CHECK(fails<T>([](w& x) { return x.heap.emplace(-5), 1; }, strong) != 0);
    CHECK(fails<T>([](w& x) { return x.heap.pop(), -1; }, strong) != 0);
    for (const std::size_t i : {1u, 2u, 8u, 15u}) {
        CHECK(fails<T>([i](w& x) { return x.heap.erase(x.handles[i]), -1; }, strong) != 0);
        CHECK(fails<T>([i](w& x) { return x.heap.update(x.handles[i], 75), 0; }, strong) != 0);
        CHECK(fails<T>([i](w& x) { return x.heap.decrease(x.handles[i], -1), 0; }, strong) != 0);
        CHECK(fails<T>([i](w& x) { return x.heap.increase(x.handles[i], 999), 0; }, strong) != 0);
    }
    CHECK(fails<T>([](w& x) { return x.heap.reserve(100), 0; }, strong) != 0);
    CHECK(fails<T>(
              [](w& x) {
                  return -static_cast<int>(erase_if(x.heap, [](const T& value) {
                      support::fuse::tick(support::op::call);
                      return value.value() % 20 == 0;
                  }));
              },
              basic) != 0);
    CHECK(fails<T>([](w& x) { return x.heap.push_range(std::vector<int>{4, 99, 50}), 3; }, basic) !=
          0);
}

TEST_CASE("addressable_heap: strong, with elements that the heap moves") {
    every_modifier<plain>();
    using w = world<plain>;
    CHECK(fails<plain>([](w& x) { return static_cast<void>(x.heap.take_top()), -1; }, strong) != 0);
    CHECK(fails<plain>([](w& x) { return static_cast<void>(x.heap.take(x.handles[8])), -1; },
                       strong) != 0);
    CHECK(fails<plain>([](w& x) { return x.heap = w::heap_type(x.heap), 0; }, strong) != 0);
}

TEST_CASE("addressable_heap: strong, with elements in cells") {
    every_modifier<cells>();
    using w = world<cells>;
    CHECK(fails<cells>([](w& x) { return static_cast<void>(x.heap.take_top()), -1; }, strong) != 0);
    CHECK(fails<cells>(
              [](w& x) {
                  const auto copy(x.heap);
                  return x.heap = copy, 0;
              },
              strong) != 0);
    using v = world<movable_cells>;
    CHECK(fails<movable_cells>([](v& x) { return static_cast<void>(x.heap.take_top()), -1; },
                               strong) != 0);
    CHECK(fails<movable_cells>(
              [](v& x) { return static_cast<void>(x.heap.take(x.handles[3])), -1; }, strong) != 0);
}

TEST_CASE("addressable_heap: elements whose moves fail and that cannot be copied stay in place") {
    using w = world<move_only_cells>;
    using T = move_only_cells;
    CHECK(fails<T>([](w& x) { return x.heap.emplace(-5), 1; }, strong) != 0);
    CHECK(fails<T>([](w& x) { return x.heap.pop(), -1; }, strong) != 0);
    CHECK(fails<T>([](w& x) { return x.heap.update(x.handles[4], 75), 0; }, strong) != 0);
}

// -- ids ---------------------------------------------------------------------------------------------

template <class T>
using ids = cairn::indexed_heap<T, std::less<>, support::throwing_allocator<T>>;

template <class T>
void every_modifier_of_ids() {
    const std::function<ids<T>()> full = [] {
        ids<T> heap;
        for (int i = 0; i != 16; ++i)
            heap.push(static_cast<std::size_t>(i), 10 * (i * 7 % 16));
        return heap;
    };
    const auto strong = [](const ids<T>& before, ids<T>& after, bool threw) {
        after.check_invariants();
        if (threw) {
            if (before.size() != after.size())
                throw support::check_failed("an id was lost or doubled");
            for (std::size_t id = 0; id != 40; ++id) {
                if (before.contains(id) != after.contains(id) ||
                    (before.contains(id) && before[id].value() != after[id].value()))
                    throw support::check_failed("an operation that failed changed a priority");
            }
        }
        int last = -1000;
        for (; !after.empty(); after.pop()) {
            if (after.top().priority.value() < last)
                throw support::check_failed("the heap is out of order");
            last = after.top().priority.value();
        }
    };
    const std::vector<std::function<void(ids<T>&)>> operations{
        [](ids<T>& heap) { heap.push(20, -1); },
        [](ids<T>& heap) { heap.push_or_update(33, 42); },
        [](ids<T>& heap) { heap.push_or_update(7, 42); },
        [](ids<T>& heap) { heap.push_or_decrease(7, -1); },
        [](ids<T>& heap) { heap.push_or_decrease(0, 3); },
        [](ids<T>& heap) { heap.update(3, 500); },
        [](ids<T>& heap) { heap.erase(2); },
        [](ids<T>& heap) { heap.pop(); },
        [](ids<T>& heap) { static_cast<void>(heap.take_top()); },
        [](ids<T>& heap) { heap.reserve_ids(100); },
    };
    for (const auto& operation : operations)
        CHECK(support::for_each_failure(full, operation, strong) != 0);
}

TEST_CASE("indexed_heap: strong") {
    every_modifier_of_ids<plain>();
    every_modifier_of_ids<cells>();
}

} // namespace
