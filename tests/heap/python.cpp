// SPDX-License-Identifier: BSL-1.0
// A heap with two children to each element lies as the list does that CPython's heapq has worked on: after
// every operation, to the position, and among equal elements too.

#include <cairn/heap.hpp>

#include "support/catch.hpp"
#include "support/model.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace {

enum operation { heappush, heappop = 2, heapreplace, heappushpop, heapify };

struct step {
    int what; // an operation
    int value;
    int result; // -1 for None
    std::vector<int> list;
};

/// Recorded with CPython 3.11: each step is done to the list of the one before. Before heapify, every
/// element x of the list becomes (7 * x + value) % 30.
const step steps[] = {
    {0, 10, -1, {10}},
    {0, 20, -1, {10, 20}},
    {0, 20, -1, {10, 20, 20}},
    {0, 13, -1, {10, 13, 20, 20}},
    {0, 9, -1, {9, 10, 20, 20, 13}},
    {3, 8, 9, {8, 10, 20, 20, 13}},
    {5, 6, -1, {2, 7, 26, 26, 16}},
    {0, 15, -1, {2, 7, 15, 26, 16, 26}},
    {0, 25, -1, {2, 7, 15, 26, 16, 26, 25}},
    {2, 28, 2, {7, 16, 15, 26, 25, 26}},
    {3, 24, 7, {15, 16, 24, 26, 25, 26}},
    {4, 12, 12, {15, 16, 24, 26, 25, 26}},
    {4, 4, 4, {15, 16, 24, 26, 25, 26}},
    {4, 12, 12, {15, 16, 24, 26, 25, 26}},
    {4, 8, 8, {15, 16, 24, 26, 25, 26}},
    {4, 14, 14, {15, 16, 24, 26, 25, 26}},
    {3, 7, 15, {7, 16, 24, 26, 25, 26}},
    {3, 26, 7, {16, 25, 24, 26, 26, 26}},
    {3, 5, 16, {5, 25, 24, 26, 26, 26}},
    {2, 21, 5, {24, 25, 26, 26, 26}},
    {2, 0, 24, {25, 26, 26, 26}},
    {3, 5, 25, {5, 26, 26, 26}},
    {0, 26, -1, {5, 26, 26, 26, 26}},
    {2, 13, 5, {26, 26, 26, 26}},
    {0, 18, -1, {18, 26, 26, 26, 26}},
    {2, 0, 18, {26, 26, 26, 26}},
    {0, 13, -1, {13, 26, 26, 26, 26}},
    {0, 24, -1, {13, 26, 24, 26, 26, 26}},
    {5, 29, -1, {0, 1, 1, 1, 1, 17}},
    {2, 19, 0, {1, 1, 17, 1, 1}},
    {4, 13, 1, {1, 1, 17, 1, 13}},
    {0, 10, -1, {1, 1, 10, 1, 13, 17}},
    {5, 3, -1, {2, 4, 10, 10, 10, 13}},
    {3, 0, 2, {0, 4, 10, 10, 10, 13}},
    {4, 1, 0, {1, 4, 10, 10, 10, 13}},
    {0, 19, -1, {1, 4, 10, 10, 10, 13, 19}},
    {0, 4, -1, {1, 4, 10, 4, 10, 13, 19, 10}},
    {3, 13, 1, {4, 4, 10, 10, 10, 13, 19, 13}},
    {5, 3, -1, {1, 1, 4, 4, 13, 13, 16, 13}},
    {4, 11, 1, {1, 4, 4, 11, 13, 13, 16, 13}},
    {0, 7, -1, {1, 4, 4, 7, 13, 13, 16, 13, 11}},
    {2, 1, 1, {4, 4, 11, 7, 13, 13, 16, 13}},
    {3, 4, 4, {4, 4, 11, 7, 13, 13, 16, 13}},
    {2, 29, 4, {4, 7, 11, 13, 13, 13, 16}},
    {0, 2, -1, {2, 4, 11, 7, 13, 13, 16, 13}},
    {2, 19, 2, {4, 7, 11, 13, 13, 13, 16}},
    {3, 15, 4, {7, 13, 11, 13, 15, 13, 16}},
    {0, 3, -1, {3, 7, 11, 13, 15, 13, 16, 13}},
    {4, 22, 3, {7, 13, 11, 13, 15, 13, 16, 22}},
    {0, 21, -1, {7, 13, 11, 13, 15, 13, 16, 22, 21}},
    {5, 16, -1, {1, 5, 3, 13, 17, 17, 8, 20, 17}},
    {0, 10, -1, {1, 5, 3, 13, 10, 17, 8, 20, 17, 17}},
    {2, 17, 1, {3, 5, 8, 13, 10, 17, 17, 20, 17}},
    {5, 5, -1, {1, 4, 4, 6, 15, 4, 26, 25, 10}},
    {4, 1, 1, {1, 4, 4, 6, 15, 4, 26, 25, 10}},
    {0, 6, -1, {1, 4, 4, 6, 6, 4, 26, 25, 10, 15}},
    {4, 23, 1, {4, 4, 4, 6, 6, 23, 26, 25, 10, 15}},
    {4, 27, 4, {4, 4, 23, 6, 6, 27, 26, 25, 10, 15}},
    {2, 10, 4, {4, 6, 23, 6, 15, 27, 26, 25, 10}},
    {4, 27, 4, {6, 6, 23, 10, 15, 27, 26, 25, 27}},
};

using heap = cairn::heap<int, std::less<>, 2>;

int replay(heap& h, const step& each) {
    switch (each.what) {
    case heappush:
        h.push(each.value);
        return -1;
    case heappop:
        return h.take_top();
    case heapreplace:
        return h.replace_top(each.value);
    case heappushpop:
        return h.push_pop(each.value);
    default:
        std::vector<int> list = h.release();
        for (int& x : list)
            x = (7 * x + each.value) % 30;
        h = heap(std::less<>(), std::move(list));
        return -1;
    }
}

/// An element whose order says nothing of its name.
struct entry {
    int key;
    char name;
};

} // namespace

TEST_CASE("heap: lies as heapq's list does", "[python]") {
    heap h;
    for (const step& each : steps) {
        CHECK(replay(h, each) == each.result);
        CHECK(support::same_sequence(h, each.list));
    }
}

TEST_CASE("heap: equal elements leave in the order in which they leave heapq", "[python]") {
    const std::vector<entry> entries{{2, 'a'}, {1, 'b'}, {2, 'c'}, {1, 'd'}, {1, 'e'},
                                     {2, 'f'}, {1, 'g'}, {2, 'h'}, {1, 'i'}};
    const auto names = [](const auto& range) {
        std::string text;
        for (const entry& each : range)
            text += each.name;
        return text;
    };
    using by_key = cairn::by<&entry::key>;
    cairn::heap<entry, by_key, 2> pushed;
    for (const entry& each : entries)
        pushed.push(each);
    CHECK(names(pushed) == "bdgiefcha");
    CHECK(names(pushed.drain_sorted()) == "bgdeicfha");
    cairn::heap<entry, by_key, 2> made(entries.begin(), entries.end());
    CHECK(names(made) == "gecibfahd");
    CHECK(made.replace_top({1, 'x'}).name == 'g');
    CHECK(names(made) == "ebcixfahd");
    CHECK(names(made.drain_sorted()) == "ebxdicfha");
}
