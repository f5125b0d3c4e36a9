// SPDX-License-Identifier: BSL-1.0
// Every comparison, allocation, construction, copy and move inside of sorted_set fails once: nothing
// leaks, and what the reference promises holds afterwards. And comparators that contradict themselves.

#include <cairn/sorted_set.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/sorted_failures.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

using support::basic;
using support::contents;
using support::fails;
using support::make_sorted;
using support::strong;
using support::works;

template <class T>
using set = cairn::sorted_set<T, support::throwing_less, support::throwing_allocator<T>>;

/// What a set has beside what lists have.
template <class Set>
void set_operations() {
    using element = typename Set::value_type;
    fails<Set>("insert(present)", [](auto& s) { s.insert(element(10)); }, strong);
    fails<Set>(
        "in place, by look-ups",
        [](auto& s) {
            Set other = make_sorted<Set>(3);
            s -= other;
        },
        basic);
    fails<Set>(
        "in place, side by side",
        [](auto& s) {
            Set other = make_sorted<Set>(30);
            s &= other;
        },
        basic);
    fails<Set>(
        "relations",
        [](auto& s) {
            const Set other = make_sorted<Set>(12);
            (void)s.is_subset_of(other);
            (void)s.is_superset_of(other);
            (void)s.is_disjoint_from(other);
        },
        strong);
}
template <class Set>
void copying_set_operations() {
    for (const int others : {2, 30}) {
        const auto other = [others] { return make_sorted<Set>(others); };
        fails<Set>("|", [&](auto& s) { (void)(s | other()); }, strong);
        fails<Set>("&", [&](auto& s) { (void)(s & other()); }, strong);
        fails<Set>("-", [&](auto& s) { (void)(s - other()); }, strong);
        fails<Set>("^", [&](auto& s) { (void)(s ^ other()); }, strong);
        fails<Set>("|=", [&](auto& s) { s |= other(); }, basic);
        fails<Set>("^=", [&](auto& s) { s ^= other(); }, basic);
    }
}

} // namespace

TEST_CASE("sorted_set keeps its guarantees when copies throw and moves do not", "[exceptions]") {
    using container = set<support::padded<support::throwing_copy>>;
    support::shared_sorted_operations<container>();
    support::copying_sorted_operations<container>();
    set_operations<container>();
    copying_set_operations<container>();
}

TEST_CASE("sorted_set keeps its guarantees when copies and moves throw", "[exceptions]") {
    using container = set<support::throwing_move>;
    support::shared_sorted_operations<container>();
    support::copying_sorted_operations<container>();
    set_operations<container>();
    copying_set_operations<container>();
}

TEST_CASE("sorted_set keeps its elements when moves throw and copies are impossible",
          "[exceptions]") {
    using container = set<support::throwing_move_only>;
    support::shared_sorted_operations<container>();
    set_operations<container>();
}

// May fail where preconditions are checked: a comparison of the neighbours comes after the move then.
TEST_CASE("a merge of sets that fails loses nothing", "[exceptions]") {
    using container = set<support::padded<support::throwing_copy>>;
    struct two {
        container target = make_sorted<container>(20);
        container source = make_sorted<container>(30);
    };
    const auto failures = support::for_each_failure(
        [] { return two(); }, [](two& both) { both.target.merge(both.source); },
        [](const two& before, two& after, bool) {
            std::vector<int> all = contents(before.target), now = contents(after.target);
            for (const int each : contents(before.source))
                all.push_back(each);
            for (const int each : contents(after.source))
                now.push_back(each);
            std::sort(all.begin(), all.end());
            std::sort(now.begin(), now.end());
            if (all != now) throw support::check_failed("merge lost or doubled an element");
            works(after.target);
            works(after.source);
        });
    CHECK(failures > 30);
}

// -- arguments that are wrong -----------------------------------------------------------------------------

TEST_CASE("sorted_set: positions that do not exist", "[exceptions]") {
    const cairn::sorted_set<int> s{1, 2, 4};
    CHECK(s.at(2) == 4);
    CHECK_THROWS_AS(s.at(3), std::out_of_range);
    CHECK_THROWS_AS(s.at(static_cast<std::size_t>(-1)), std::out_of_range);
    CHECK_THROWS_AS(cairn::sorted_set<int>().at(0), std::out_of_range);
}

TEST_CASE("sorted_set: a join of sets that overlap changes neither", "[exceptions]") {
    using container = cairn::sorted_set<int>;
    container a{1, 5, 9};
    container inside{6, 7}, across{0, 20}, below{-1, 1}, above{9, 30};
    for (container* other : {&inside, &across, &below, &above}) {
        const container copy(*other);
        CHECK_THROWS_AS(a.join(std::move(*other)), std::invalid_argument);
        CHECK(a == container{1, 5, 9});
        CHECK(*other == copy);
    }
    a.join(container{10, 11});
    a.join(container{-1, 0});
    CHECK(a == container{-1, 0, 1, 5, 9, 10, 11});
    a.join(container());
    CHECK(a.size() == 7);
    container empty;
    empty.join(container{3});
    CHECK(empty == container{3});
}

TEST_CASE("sorted_set: with itself", "[exceptions]") {
    using container = cairn::sorted_set<int>;
    container a{1, 5, 9};
    const container copy(a);
    container& itself = a;
    CHECK_THROWS_AS(a.join(std::move(itself)), std::invalid_argument);
    CHECK(a == copy);
    a.merge(itself);
    CHECK(a == copy);
    a = itself;
    CHECK(a == copy);
    a = std::move(itself);
    CHECK(a == copy);
    a.swap(itself);
    CHECK(a == copy);
    a.insert_range(itself);
    CHECK(a == copy);
    a |= itself;
    CHECK(a == copy);
    a &= itself;
    CHECK(a == copy);
    CHECK((a | itself) == copy);
    CHECK((a & itself) == copy);
    CHECK((a - itself).empty());
    CHECK((a ^ itself).empty());
    CHECK(a.is_subset_of(itself));
    CHECK(a.is_superset_of(itself));
    CHECK(!a.is_disjoint_from(itself));
    a -= itself;
    CHECK(a.empty());
    a = copy;
    a ^= itself;
    CHECK(a.empty());
    a.join(std::move(itself));
    a.merge(itself);
    CHECK(a.empty());
    CHECK(a.is_subset_of(itself));
    CHECK(a.is_disjoint_from(itself));
}

TEST_CASE("sorted_set: intervals upside down are empty", "[exceptions]") {
    const cairn::sorted_set<int> s{1, 2, 3, 9};
    for (const auto ends : {cairn::bounds::closed, cairn::bounds::open, cairn::bounds::left_open,
                            cairn::bounds::right_open}) {
        CHECK(s.irange(5, 1, ends).empty());
        CHECK(s.irange(3, 2, ends).size() == 0);
        CHECK(s.irange(100, -100, ends).begin() == s.irange(100, -100, ends).end());
        CHECK(s.count_between(9, 1, ends) == 0);
    }
    CHECK(s.irange(2, 2, cairn::bounds::open).empty());
    CHECK(s.irange(2, 2).size() == 1);
    CHECK(s.irange(4, 8).empty());
}

// -- comparators that contradict themselves ---------------------------------------------------------------

TEST_CASE("sorted_set survives a comparator that answers at random", "[exceptions]") {
    for (std::uint64_t seed = 0; seed != 8; ++seed) {
        CHECK(support::survives([seed] {
            support::whims whims(seed);
            cairn::sorted_set<support::padded<int>, support::whimsical_less> s(
                support::whimsical_less{&whims});
            support::abuse(s, seed);
        }));
        CHECK(support::survives([seed] {
            support::whims whims(seed);
            cairn::sorted_set<std::string, support::whimsical_less> s(
                support::whimsical_less{&whims});
            support::abuse(s, seed);
        }));
    }
}

TEST_CASE("sorted_set survives numbers that are not", "[exceptions]") {
    CHECK(support::survives([] {
        cairn::sorted_set<double> s;
        for (int i = 0; i != 2000; ++i)
            s.insert(i % 7 == 3 ? not_a_number : std::fmod(i * 37.5, 101.0));
        while (!s.empty())
            s.erase(s.begin());
    }));
    const cairn::sorted_set<double> s{1, 2, 3};
    CHECK(s.rank(not_a_number) <= 3);
    CHECK(s.count(not_a_number) <= 3);
    CHECK(s.irange(not_a_number, not_a_number).size() <= 3);
    CHECK(s.irange(not_a_number, 2.0).size() <= 3);
}

#if CAIRN_TESTS_CAN_TRAP

TEST_CASE("hardened builds name a comparator that contradicts itself", "[exceptions][death]") {
    CHECK(support::traps([] {
        support::whims whims(1);
        cairn::sorted_set<int, support::whimsical_less> s(support::whimsical_less{&whims});
        for (int i = 0; i != 2000; ++i)
            s.insert(i * 7919 % 2003);
    }));
    CHECK(support::traps([] {
        cairn::sorted_set<int, std::less_equal<>> s;
        for (int i = 0; i != 100; ++i) // finds no key equivalent to itself
            s.insert(5);
    }));
    CHECK(support::traps([] { cairn::sorted_set<double>().insert(not_a_number); }));
    CHECK(support::traps([] {
        cairn::sorted_set<double> s{1, 2};
        s.insert(s.end(), not_a_number);
    }));
    CHECK(support::traps([] { (void)cairn::sorted_set<double>{not_a_number, 1}; }));
    CHECK(support::traps([] {
        const int unsorted[] = {1, 3, 2};
        (void)cairn::sorted_set<int>(cairn::sorted_unique, unsorted, unsorted + 3);
    }));
    CHECK(support::traps([] {
        cairn::sorted_set<int> s{4, 5, 6};
        s.insert(cairn::sorted_unique, {1, 7, 2});
    }));
    CHECK(support::traps([] {
        const int twice[] = {1, 2, 2, 3};
        (void)cairn::sorted_set<int>(cairn::sorted_unique, twice, twice + 4);
    }));
    CHECK(!support::traps([] {
        cairn::sorted_set<int> s{4, 5, 6};
        s.insert(cairn::sorted_unique, {1, 5, 8});
        s.insert(cairn::sorted_unique, {8, 9});
    }));
}

#endif
