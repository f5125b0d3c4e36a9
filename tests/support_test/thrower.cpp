// SPDX-License-Identifier: BSL-1.0
// The thrower reaches every operation, passes standard containers, and catches broken guarantees.

#include "support/thrower.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

template <class T>
using vector = std::vector<T, support::throwing_allocator<T>>;

static_assert(std::is_nothrow_move_constructible_v<support::throwing_copy>);
static_assert(!std::is_nothrow_move_constructible_v<support::throwing_move>);
static_assert(std::is_copy_constructible_v<support::throwing_move>);
static_assert(!std::is_copy_constructible_v<support::throwing_move_only>);
static_assert(!std::is_copy_assignable_v<support::throwing_move_only>);
static_assert(std::is_nothrow_copy_constructible_v<std::allocator<int>>);

/// Runs `f` and returns what check_failed said, or nothing.
template <class Function>
std::string complaint(Function f) {
    try {
        f();
    } catch (const support::check_failed& failure) {
        return failure.what();
    }
    return "";
}

} // namespace

TEST_CASE("thrower: standard push_back is strong, and every step was reached", "[support]") {
    const auto push = [](auto& v) { v.push_back(4); };
    const std::size_t copying = support::for_each_failure(
        [] { return vector<support::throwing_copy>{1, 2, 3}; }, push, support::strong_guarantee);
    CHECK(copying == 2); // the value, the block
    const std::size_t moving = support::for_each_failure(
        [] { return vector<support::throwing_move>{1, 2, 3}; }, push, support::strong_guarantee);
    CHECK(moving == 6); // the value, the block, the new element, three copies
    CHECK(support::for_each_failure([] { return vector<support::throwing_copy>{1, 2, 3}; },
                                    [](auto& v) { v.pop_back(); },
                                    support::nothrow_guarantee) == 0);
}

TEST_CASE("thrower: standard insert is basic", "[support]") {
    const std::size_t steps = support::for_each_failure(
        [] { return vector<support::throwing_move>{1, 2, 3}; },
        [](auto& v) { v.insert(v.begin() + 1, {7, 8}); }, support::basic_guarantee);
    CHECK(steps >= 8); // two values, the block, five elements
}

TEST_CASE("thrower: a range fails at each step and each access", "[support]") {
    const support::throwing_range<int> range{7, 8};
    const auto fill = [&](auto& v) {
        for (const int element : range)
            v.push_back(element);
    };
    CHECK(support::for_each_failure([] { return std::list<int>{1}; }, fill,
                                    support::basic_guarantee) == 4);
}

TEST_CASE("thrower: hash, comparison and node allocation", "[support]") {
    using set = std::unordered_set<support::throwing_anything, support::throwing_hash,
                                   support::throwing_equal,
                                   support::throwing_allocator<support::throwing_anything>>;
    const auto check = [](const set& before, const set& after, bool threw) {
        if (threw && before.size() != after.size()) throw support::check_failed("size changed");
    };
    const std::size_t steps =
        support::for_each_failure([] { return set{1, 2, 3}; }, [](set& s) { s.emplace(4); }, check);
    CHECK(steps >= 3);
    const std::size_t allocations =
        support::for_each_failure([] { return set{1, 2, 3}; }, [](set& s) { s.emplace(4); }, check,
                                  {.set = support::op::allocate});
    CHECK(allocations >= 1);
    CHECK(allocations < steps);
}

TEST_CASE("thrower: move-only elements and functors", "[support]") {
    support::for_each_failure(
        [] {
            vector<support::throwing_move_only> v;
            v.emplace_back(1);
            v.emplace_back(2);
            return v;
        },
        [](auto& v) { v.emplace_back(3); }, support::basic_guarantee);

    const support::throwing_function odd(
        [](const auto& element) { return element.value() % 2 == 1; });
    const std::size_t calls =
        support::for_each_failure([] { return std::list<support::throwing_copy>{1, 2, 3}; },
                                  [&](auto& l) { l.remove_if(std::cref(odd)); },
                                  support::basic_guarantee, {.set = support::op::call});
    CHECK(calls == 3);
}

TEST_CASE("thrower: catches broken promises", "[support]") {
    const std::size_t live = support::live_objects();
    const auto setup = [] { return vector<support::throwing_copy>{1, 2, 3}; };
    const auto clumsy = [](auto& v) {
        v.pop_back();
        v.push_back(4);
    };
    CHECK(complaint([&] { support::for_each_failure(setup, clumsy, support::strong_guarantee); }) ==
          "the object changed although the operation threw [step 1, construction]");
    CHECK(complaint([&] {
              support::for_each_failure(setup, clumsy, support::nothrow_guarantee);
          }) == "the operation threw and must not [step 1, construction]");

    std::vector<std::unique_ptr<support::throwing_copy>> attic;
    const auto leaking = [&](auto& v) {
        attic.push_back(std::make_unique<support::throwing_copy>(9));
        v.push_back(4);
    };
    CHECK(complaint(
              [&] { support::for_each_failure(setup, leaking, support::strong_guarantee); }) != "");
    attic.clear();

    const auto endless = [](auto& v) {
        for (;;)
            v.push_back(support::throwing_copy(1));
    };
    CHECK(complaint([&] {
              support::for_each_failure(setup, endless, support::basic_guarantee, {.limit = 5});
          }) == "the operation still fails at step 6");
    CHECK(support::live_objects() == live);
}
