// SPDX-License-Identifier: BSL-1.0
// Every hash, comparison, allocation, copy and move inside of counter fails once: nothing leaks, single keys
// are counted or not, and what ranges had counted stays.

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cairn/counter.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace {

using support::for_each_failure;
using support::op;

template <class Key>
using throwing_counter =
    cairn::counter<Key, std::int64_t, support::throwing_hash, support::throwing_equal,
                   support::throwing_allocator<std::pair<const Key, std::int64_t>>>;
using words =
    cairn::counter<std::string, std::int64_t, cairn::hash<std::string>, std::equal_to<>,
                   support::throwing_allocator<std::pair<const std::string, std::int64_t>>>;

template <class Counter>
using items = std::vector<std::pair<typename Counter::key_type, std::int64_t>>;

/// The i-th key: for strings, one that needs the arena.
template <class Counter>
typename Counter::key_type key(int i) {
    if constexpr (std::is_same_v<typename Counter::key_type, std::string>) {
        return (i % 4 == 0 ? "" : "a number with a long name: ") + std::to_string(i);
    } else {
        return i;
    }
}
template <class Counter>
Counter filled(int n, int holes = 0) {
    Counter c;
    for (int i = 0; i != n; ++i)
        c.add(key<Counter>(i), i % 5 - 1);
    for (int i = 1; i <= holes; ++i)
        c.erase(key<Counter>(i));
    return c;
}
template <class Counter>
bool same(const Counter& a, const Counter& b) {
    if (a.size() != b.size()) return false;
    for (auto i = a.begin(), j = b.begin(); i != a.end(); ++i, ++j)
        if (!(i->first == j->first) || i->second != j->second) return false;
    return true;
}
/// Whatever happened, every key can be found, and the counter can still count.
template <class Counter>
void works(Counter& c) {
    std::size_t steps = 0;
    for (auto i = c.begin(); i != c.end(); ++i, ++steps)
        if (c.find(i->first) != i) throw support::check_failed("a key is not found");
    if (steps != c.size()) throw support::check_failed("size() is wrong");
    for (int i = 900; i != 920; ++i)
        c.add(key<Counter>(i), 3);
    if (c.size() != steps + 20) throw support::check_failed("counting no longer works");
    c.clear();
}
constexpr auto strong = [](const auto& before, auto& after, bool threw) {
    if (threw && !same(before, after))
        throw support::check_failed("the counter changed although the operation threw");
    works(after);
};
constexpr auto basic = [](const auto&, auto& after, bool) { works(after); };

// Sizes at which the table has room, is full, grows its index, and has holes to compact.
struct shape {
    int entries;
    int holes; // erased behind the first one
};
constexpr shape shapes[] = {{0, 0}, {3, 0}, {8, 0}, {16, 0}, {16, 6}, {64, 0}, {64, 40}};

template <class Counter>
void single_keys() {
    for (const shape& of : shapes) {
        const auto setup = [&] { return filled<Counter>(of.entries, of.holes); };
        const auto last = key<Counter>(of.entries - 1);
        const auto absent = key<Counter>(777);
        const auto each = [&](auto operation) {
            return for_each_failure(setup, operation, strong);
        };
        each([&](Counter& c) { c.add(absent, 2); });
        each([&](Counter& c) { c.add(typename Counter::key_type(absent)); });
        each([&](Counter& c) { ++c.at_or_insert(last); });
        each([&](Counter& c) { (void)c[last]; });
        each([&](Counter& c) { (void)c.contains(absent); });
        each([&](Counter& c) { c.erase(last); });
        each([&](Counter& c) { (void)c.pop(last); });
        CHECK(each([&](Counter& c) { c.reserve(500); }) > 0);
        each([&](Counter& c) { c.shrink_to_fit(); });
        each([&](Counter& c) { Counter copy(c); });
        each([&](Counter& c) { c = filled<Counter>(9); });
        each([&](Counter& c) {
            const Counter other = filled<Counter>(20, 3);
            c = other;
        });
        each([&](Counter& c) { c = {{key<Counter>(1), 1}, {absent, 2}}; });
        each([&](Counter& c) { (void)c.most_common(); });
        each([&](Counter& c) { (void)c.least_common(3); });
        each([&](Counter& c) { (void)(c == Counter(c)); });
        if (of.entries > 0) {
            each([&](Counter& c) { (void)c.popitem(); });
            each([&](Counter& c) { c.erase(c.begin()); });
        }
    }
}

TEST_CASE("counter: single keys are counted or not", "[counter][exceptions]") {
    SECTION("copies may fail") { single_keys<throwing_counter<support::throwing_copy>>(); }
    SECTION("moves may fail") { single_keys<throwing_counter<support::throwing_move>>(); }
    SECTION("everything may fail") { single_keys<throwing_counter<support::throwing_anything>>(); }
    SECTION("strings in an arena") { single_keys<words>(); }
}

template <class Counter>
void whole_ranges() {
    for (const shape& of : {shape{0, 0}, shape{8, 0}, shape{20, 9}}) {
        const auto setup = [&] { return filled<Counter>(of.entries, of.holes); };
        const auto each = [&](auto operation) { return for_each_failure(setup, operation, basic); };
        std::vector<typename Counter::key_type> keys;
        for (int i = 0; i != 18; ++i)
            keys.push_back(key<Counter>(i % 5 == 0 ? 3 : i + 11));
        const Counter other(keys.begin(), keys.end());
        each([&](Counter& c) { c.update(keys); });
        each([&](Counter& c) { c.subtract(keys); });
        each([&](Counter& c) { c.update(other); });
        each([&](Counter& c) { c.subtract(other); });
        each([&](Counter& c) { c.merge(Counter(other)); });
        each([&](Counter& c) { c += other; });
        each([&](Counter& c) { c -= other; });
        each([&](Counter& c) { c &= other; });
        each([&](Counter& c) { c |= other; });
        each([&](Counter& c) { c.keep_positive(); });
        each([&](Counter& c) { erase_if(c, [](const auto& e) { return e.second > 1; }); });
        each([&](Counter& c) { c.erase(c.begin(), c.end()); });
        CHECK(each([&](Counter&) { Counter made(cairn::from_range, keys); }) > 0);
        each([&](Counter& c) { (void)(c + other); });
    }
}

TEST_CASE("counter: ranges and counters fail half-way", "[counter][exceptions]") {
    SECTION("copies may fail") { whole_ranges<throwing_counter<support::throwing_copy>>(); }
    SECTION("moves may fail") { whole_ranges<throwing_counter<support::throwing_move>>(); }
    SECTION("everything may fail") { whole_ranges<throwing_counter<support::throwing_anything>>(); }
    SECTION("strings in an arena") { whole_ranges<words>(); }
}

TEST_CASE("counter: what a range had counted before stays counted", "[counter][exceptions]") {
    using counter = throwing_counter<support::throwing_copy>;
    const std::vector<int> numbers{5, 1, 5, 2, 5, 3, 1, 5, 4, 0, 9, 8, 7, 6, 5};
    std::vector<support::throwing_copy> keys(numbers.begin(), numbers.end());
    const auto prefix = [&](const auto&, auto& after, bool threw) {
        // The contents are those of counting some of the first keys.
        for (std::size_t n = 0; n <= keys.size(); ++n) {
            counter some;
            for (std::size_t i = 0; i != n; ++i)
                some.add(keys[i]);
            if (same(some, after)) {
                if (!threw && n != keys.size()) throw support::check_failed("keys are missing");
                return;
            }
        }
        throw support::check_failed("not the counts of the first keys");
    };
    const auto setup = [] { return counter(); };
    CHECK(for_each_failure(setup, [&](counter& c) { c.update(keys); }, prefix) > keys.size());
    support::throwing_range<support::throwing_copy> range{5, 1, 5, 2, 5, 3, 1, 5,
                                                          4, 0, 9, 8, 7, 6, 5};
    CHECK(for_each_failure(setup, [&](counter& c) { c.update(range); }, prefix) > keys.size());
}

TEST_CASE("counter: memory ends while a large table counts in blocks", "[counter][exceptions]") {
    std::vector<std::string> texts;
    for (int i = 0; i != 60'000; ++i)
        texts.push_back((i % 3 == 0 ? "a number with a long name: " : "") +
                        std::to_string(i % 2 == 0 ? i : 5 * i));
    const words whole(cairn::from_range, texts);
    const auto none = [] { return words(); };
    const auto counted = [&](const auto&, auto& after, bool threw) {
        std::size_t i = 0;
        for (const auto key : whole.keys()) { // a part of all keys, the first ones first
            if (i++ == after.size()) break;
            if (after[key] < 1 || after[key] > whole[key])
                throw support::check_failed("a count is wrong");
        }
        if (threw == same(after, whole)) throw support::check_failed("all or nothing was counted");
        after.add("afterwards");
    };
    support::failure_options memory;
    memory.set = op::allocate;
    CHECK(for_each_failure(none, [&](words& c) { c.update(texts); }, counted, memory) > 20);
}

TEST_CASE("counter: memory ends while an arena is renewed", "[counter][exceptions]") {
    const auto setup = [] {
        words c;
        for (int i = 0; i != 60; ++i)
            c.add("a number with a long name: " + std::to_string(i));
        for (int i = 0; i != 59; ++i)
            c.erase("a number with a long name: " + std::to_string(i));
        return c;
    };
    CHECK(for_each_failure(setup, [](words& c) { c.add(c.begin()->first.substr(2)); }, strong) > 0);
    CHECK(for_each_failure(setup, [](words& c) { c.shrink_to_fit(); }, strong) > 0);
}

TEST_CASE("counter: sizes above max_size()", "[counter][exceptions]") {
    cairn::counter<int> c{{1, 1}};
    CHECK_THROWS_AS(c.reserve(c.max_size() + 1), std::length_error);
    CHECK(c.max_size() <= std::size_t{3} << 28);
    CHECK(c[1] == 1);
    using limited = support::limited_allocator<std::pair<const int, std::int64_t>, 40>;
    cairn::counter<int, std::int64_t, cairn::hash<int>, std::equal_to<>, limited> small;
    CHECK(small.max_size() <= 40);
    int n = 0;
    CHECK_THROWS_AS(
        [&] {
            for (;; ++n)
                small.add(n);
        }(),
        std::length_error);
    CHECK(small.size() == static_cast<std::size_t>(n));
    CHECK(small.size() == small.max_size());
    CHECK(support::take_misuses().empty());
}

} // namespace
