// SPDX-License-Identifier: BSL-1.0
// Every comparison, allocation, construction, copy and move inside of quick_heap fails once: nothing leaks,
// no element is lost, and what the reference promises holds afterwards. And comparators that contradict
// themselves.

#include <cairn/quick_heap.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/elements.hpp"
#include "support/random.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class T>
using heap_of = cairn::quick_heap<T, support::throwing_less, support::throwing_allocator<T>>;

template <class T>
int value_of(const T& x) {
    if constexpr (std::is_same_v<T, int>) {
        return x;
    } else {
        return x.value();
    }
}

/// A heap with `n` elements, in the state that pushes and some pops leave it in.
template <class Heap>
Heap made(int n, int popped = 0) {
    Heap h;
    for (int i = 0; i != n + popped; ++i)
        h.emplace(i * 7919 % 10'007);
    for (int i = 0; i != popped; ++i)
        h.pop();
    return h;
}

template <class Heap>
std::vector<int> drained(Heap& h) {
    std::vector<int> all;
    for (; !h.empty(); h.pop())
        all.push_back(value_of(h.top()));
    if (!std::is_sorted(all.begin(), all.end())) throw support::check_failed("not in order");
    return all;
}

enum promise { strong, basic };

/// A failure leaves the heap in order; and if strong, with the same elements.
/// Returns     the number of steps that can fail: none, for a pop whose successor is at hand
template <class Heap, class Operation>
std::size_t fails(int n, int popped, Operation operation, promise kept = strong) {
    Heap as_made = made<Heap>(n, popped);
    const std::vector<int> expected = drained(as_made);
    return support::for_each_failure([&] { return made<Heap>(n, popped); }, operation,
                                     [&](const Heap&, Heap& after, bool threw) {
                                         const std::size_t size = after.size();
                                         const std::vector<int> now = drained(after);
                                         if (now.size() != size)
                                             throw support::check_failed("size() is wrong");
                                         if (threw && kept == strong && now != expected)
                                             throw support::check_failed(
                                                 "an element was lost, or changed");
                                         after.emplace(4);
                                         if (after.size() != 1)
                                             throw support::check_failed("the heap cannot be used");
                                     });
}

template <class Heap>
void operations() {
    using element = typename Heap::value_type;
    // 300 elements fill what is near and make a bucket; after 63 pops of them the next one divides it.
    for (const auto& [n, popped] : {std::pair{5, 0}, {300, 62}}) {
        fails<Heap>(n, popped, [](Heap& h) { h.emplace(5000); });
        fails<Heap>(n, popped, [](Heap& h) { h.emplace(-1); });
        fails<Heap>(n, popped, [](Heap& h) { h.replace_top(element(6000)); }, basic);
    }
    std::size_t steps = 0;
    for (const int popped : {0, 62, 63, 64, 65})
        steps += fails<Heap>(300, popped, [](Heap& h) { h.pop(); });
    CHECK(steps > 200);
    fails<Heap>(256, 0, [](Heap& h) { h.emplace(20'000); });
    fails<Heap>(
        260, 60,
        [](Heap& h) {
            for (int i = 0; i != 10; ++i)
                (void)h.try_pop();
        },
        basic);
    fails<Heap>(
        30, 0, [](Heap& h) { erase_if(h, [](const element& x) { return value_of(x) % 2 == 0; }); });
    // All alike: uniform buckets.
    fails<Heap>(
        0, 0,
        [](Heap& h) {
            for (int i = 0; i != 280; ++i)
                h.emplace(7);
            for (int i = 0; i != 66; ++i)
                h.pop();
            h.emplace(9);
            h.emplace(8);
        },
        basic);
}

} // namespace

TEST_CASE("quick_heap keeps its guarantees when copies throw and moves do not", "[exceptions]") {
    using heap = heap_of<support::throwing_copy>;
    operations<heap>();
    fails<heap>(50, 0, [](heap& h) { heap copy(h); });
    fails<heap>(50, 0, [](heap& h) {
        heap other = made<heap>(10);
        h = other;
    });
}

TEST_CASE("quick_heap keeps its elements when moves throw", "[exceptions]") {
    operations<heap_of<support::throwing_move>>();
    operations<heap_of<support::throwing_move_only>>();
}

TEST_CASE("quick_heap keeps elements in records when comparisons throw", "[exceptions]") {
    operations<heap_of<int>>();
}

TEST_CASE("a merge of quick_heaps that fails loses nothing", "[exceptions]") {
    using heap = heap_of<support::throwing_copy>;
    struct two {
        heap target = made<heap>(60);
        heap source = made<heap>(40);
    };
    two sample;
    std::vector<int> all = drained(sample.target);
    for (const int each : drained(sample.source))
        all.push_back(each);
    std::sort(all.begin(), all.end());
    const auto failures = support::for_each_failure(
        [] { return two(); }, [](two& both) { both.target.merge(both.source); },
        [&](const two&, two& after, bool) {
            std::vector<int> now = drained(after.target);
            for (const int each : drained(after.source))
                now.push_back(each);
            std::sort(now.begin(), now.end());
            if (now != all) throw support::check_failed("merge lost or doubled an element");
        });
    CHECK(failures > 30);
}

// -- comparators that contradict themselves ---------------------------------------------------------------

namespace {

/// Pushes and pops; every element that goes in comes out.
template <class Heap>
void exercise(Heap& h) {
    std::uint64_t in = 0, out = 0;
    for (int i = 0; i != 3000; ++i) {
        h.emplace(i * 7919 % 5003);
        in += static_cast<std::uint64_t>(i * 7919 % 5003);
        if (i % 5 == 4) {
            out += static_cast<std::uint64_t>(h.top());
            h.pop();
        }
    }
    for (; !h.empty(); h.pop())
        out += static_cast<std::uint64_t>(h.top());
    CHECK(in == out);
}

} // namespace

// Invariants are a comparator's, so these builds check none of them.
#if CAIRN_HARDENED < 2
TEST_CASE("quick_heap survives comparators that contradict themselves", "[exceptions]") {
    support::generator random(support::seed(5));
    const auto whimsical = [&](int, int) { return random.below(2) == 0; };
    cairn::quick_heap<int, decltype(whimsical)> at_random(whimsical);
    exercise(at_random);
    const auto always = [](int, int) { return true; };
    cairn::quick_heap<int, decltype(always)> yes(always);
    exercise(yes);
    const auto circular = [](int a, int b) { return (b - a + 5003) % 3 == 1; };
    cairn::quick_heap<int, decltype(circular)> rock_paper_scissors(circular);
    exercise(rock_paper_scissors);
    const auto whimsical_texts = [&](const std::string&, const std::string&) {
        return random.below(2) == 0;
    };
    cairn::quick_heap<std::string, decltype(whimsical_texts)> texts(whimsical_texts);
    for (int i = 0; i != 2000; ++i) {
        texts.push("a text that needs memory of its own " + std::to_string(i));
        if (i % 3 == 0) texts.pop();
    }
}
#endif

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("quick_heap: what is asked of an empty one", "[exceptions]") {
    cairn::quick_heap<int> h;
    CHECK(support::traps([&] { (void)h.top(); }));
    CHECK(support::traps([&] { h.pop(); }));
    CHECK(support::traps([&] { (void)h.take_top(); }));
    CHECK(support::traps([&] { h.replace_top(1); }));
}
#endif
