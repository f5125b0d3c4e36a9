// SPDX-License-Identifier: BSL-1.0
// What dies and what lives: handles through every operation, moves, swaps and copies of the heap; heaps that
// take from themselves; comparators that contradict themselves.

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"
#include "support/random.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace {

using heap = cairn::addressable_heap<std::string>;

TEST_CASE("addressable_heap: a handle lives as long as its element") {
    heap h;
    const auto kept = h.push("m");
    for (int i = 0; i != 1000; ++i)
        h.push(std::to_string(i));
    CHECK(h[kept] == "m");
    for (int i = 0; i != 900; ++i)
        h.pop();
    CHECK(h[kept] == "m");
    erase_if(h, [](const std::string& s) { return s != "m"; });
    CHECK(h.size() == 1);
    CHECK(h.top_handle() == kept);
    h.update(kept, "n");
    CHECK(h[kept] == "n");
    h.pop();
    CHECK_FALSE(h.contains(kept));
    for (int i = 0; i != 1000; ++i) { // the slot is used again, the handle never
        h.push("m");
        REQUIRE_FALSE(h.contains(kept));
        h.pop();
    }
}

TEST_CASE("addressable_heap: moves and swaps take handles along") {
    heap a{"a", "b"};
    const auto of = a.top_handle();
    heap b(std::move(a));
    CHECK(b[of] == "a");
    CHECK(a.empty()); // NOLINT(bugprone-use-after-move): valid and empty, as documented
    a.push("z");
#if CAIRN_HARDENED
    CHECK_FALSE(a.contains(of)); // although it is the first one of a heap again
#endif
    heap c{"x"};
    swap(b, c);
    CHECK(c[of] == "a");
    b = std::move(c);
    CHECK(b[of] == "a");
    b = static_cast<heap&>(b);
    CHECK(b[of] == "a");
    swap(b, b);
    CHECK(b[of] == "a");
}

struct agenda { // copied member by member
    heap jobs;
    std::vector<heap::handle> handles;
};

TEST_CASE("addressable_heap: in a copy, handles mean the copies") {
    agenda first;
    for (const char* name : {"wash", "cook", "eat"})
        first.handles.push_back(first.jobs.push(name));
    agenda second = first;
    second.jobs.update(second.handles[0], "a nap");
    CHECK(first.jobs[first.handles[0]] == "wash");
    CHECK(second.jobs.top_handle() == first.handles[0]);
    first.jobs.erase(first.handles[1]);
    CHECK(second.jobs[second.handles[1]] == "cook");
    first = second;
    CHECK(first.jobs.contains(first.handles[1]));
}

TEST_CASE("addressable_heap: arguments may be elements of the heap") {
    heap h{"b", "c", "d"};
    for (int i = 0; i != 50; ++i)
        h.push(h.top());
    CHECK(h.size() == 53);
    const auto of = h.top_handle();
    h.update(of, h[of]);
    h.increase(of, *(h.end() - 1));
    h.check_invariants();
    cairn::addressable_heap<int> numbers{3, 1, 2};
    for (int i = 0; i != 50; ++i)
        numbers.push(numbers.top());
    numbers.update(numbers.top_handle(), *(numbers.end() - 1));
    numbers.check_invariants();
    cairn::indexed_heap<int> ids;
    ids.push(0, 5);
    for (std::size_t id = 1; id != 50; ++id)
        ids.push(id, ids[id - 1]);
    CHECK(ids.top().priority == 5);
}

TEST_CASE("addressable_heap: elements in cells neither move nor are assigned") {
    using counted = support::counted<heap>;
    {
        cairn::addressable_heap<counted> h;
        std::vector<cairn::heap_handle<counted>> handles;
        counted::reset();
        for (int i = 0; i != 200; ++i)
            handles.push_back(h.emplace(i * 37 % 200));
        for (const auto of : handles)
            h.update(of, 199 - h[of].value());
        h.pop();
        h.erase(h.top_handle());
        CHECK(counted::counts().moves == 0);
        CHECK(counted::counts().copies == 0);
        CHECK(counted::counts().move_assignments + counted::counts().copy_assignments == 0);
        CHECK(counted::counts().constructions == 400);
        CHECK(h.take_top().value() == 2);
        CHECK(counted::counts().moves == 1);
        CHECK(counted::counts().live == 197);
    }
    CHECK(counted::counts().live == 0);
    CHECK(support::misuses() == "");
}

TEST_CASE("addressable_heap: a comparator without sense does no damage") {
    struct moody {
        support::generator* random;
        bool operator()(int, int) const { return random->chance(50); }
    };
    support::generator random(support::seed(1));
    cairn::addressable_heap<int, moody> h(moody{&random});
    std::vector<cairn::heap_handle<int>> handles;
    for (int i = 0; i != 500; ++i)
        handles.push_back(h.push(i));
    for (int i = 0; i != 500; ++i)
        h.update(handles[static_cast<std::size_t>(i)], -i);
    for (int i = 0; i != 500; i += 2)
        h.erase(handles[static_cast<std::size_t>(i)]);
    erase_if(h, [](int x) { return x % 3 == 0; });
    for (int i = 1; i < 500; i += 2) {
        const auto of = handles[static_cast<std::size_t>(i)];
        REQUIRE(h.contains(of) == (i % 3 != 0));
        if (i % 3 != 0) REQUIRE(h[of] == -i);
    }
    std::size_t left = 0;
    for (; !h.empty(); h.pop())
        ++left;
    CHECK(left == 167);
}

} // namespace
