// SPDX-License-Identifier: BSL-1.0
// Which arguments may be elements of the heap itself, what survives what, and which misuse a hardened
// build traps.

#include <cairn/heap.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace {

std::string word(int i) { return std::to_string(1000 + i) + " is too long to lie in the string"; }

cairn::heap<std::string> words(int n) {
    cairn::heap<std::string> h;
    for (int i = 0; i != n; ++i)
        h.push(word(i));
    h.shrink_to_fit(); // the next one grows
    return h;
}

} // namespace

TEST_CASE("heap: elements of its own as arguments", "[validity]") {
    auto h = words(16);
    h.push(h.top());
    CHECK(h.size() == 17);
    h.emplace(*(h.end() - 1));
    h.replace_top(*(h.end() - 1));
    CHECK(h.top() == word(0));
    CHECK(h.push_pop(h.top()) == word(0));
    h.push(*(h.begin() + 5));
    std::size_t n = 0;
    for (auto all = h.drain_sorted(); const std::string& each : all)
        n += each.size() == word(0).size();
    CHECK(n == 19);
}

TEST_CASE("heap: swap and move take the elements along", "[validity]") {
    auto a = words(8), b = words(3);
    const std::string* const top = &a.top();
    swap(a, b);
    CHECK(&b.top() == top);
    auto c = std::move(b);
    CHECK(&c.top() == top);
    a = std::move(c);
    CHECK(&a.top() == top);
    CHECK(a.release().data() == top);
}

TEST_CASE("heap: pushes into reserved room move no block", "[validity]") {
    cairn::heap<int> h;
    h.reserve(64);
    const int* const block = h.data();
    for (int i = 0; i != 64; ++i)
        h.push(i * 5 % 64);
    for (int i = 0; i != 64; ++i)
        h.replace_top(i);
    CHECK(h.data() == block);
}

#if CAIRN_TESTS_CAN_TRAP
TEST_CASE("heap: hardened builds trap misuse", "[validity]") {
    cairn::heap<int> none;
    CHECK(support::traps([&] { (void)none.top(); }));
    CHECK(support::traps([&] { none.pop(); }));
    CHECK(support::traps([&] { (void)none.take_top(); }));
    CHECK(support::traps([&] { none.replace_top(1); }));
    CHECK(!support::traps([&] { (void)none.try_pop(); }));
    CHECK(!support::traps([&] { (void)none.push_pop(1); }));
}
#endif
