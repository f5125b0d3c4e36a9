// SPDX-License-Identifier: BSL-1.0
// Every allocation and every operation of an element fails once, in every modifier of both deques: nothing
// leaks, and the guarantee that the modifier states holds.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/iterators.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

namespace {

using support::for_each_failure;

enum class guarantee { strong, basic, nothrow };
using enum guarantee;

template <class T>
using deque = cairn::deque<T, support::throwing_allocator<T>>;
template <class T>
using bounded = cairn::bounded_deque<T, support::throwing_allocator<T>>;

/// Eight elements in a block of eight slots, around its end: the next push grows.
template <class T>
deque<T> full() {
    deque<T> d;
    d.reserve(8);
    for (int i = 0; i != 4; ++i) {
        d.emplace_back(4 + i);
        d.emplace_front(3 - i);
    }
    return d;
}
/// The same, with room for eight more.
template <class T>
deque<T> roomy() {
    deque<T> d;
    d.reserve(16);
    for (int i = 0; i != 4; ++i) {
        d.emplace_back(4 + i);
        d.emplace_front(3 - i);
    }
    return d;
}
template <class T>
bounded<T> evicting() {
    bounded<T> d(5);
    for (int i = 0; i != 7; ++i)
        d.emplace_back(i);
    return d;
}
template <class T>
bounded<T> half_full() {
    bounded<T> d(8);
    for (int i = 0; i != 2; ++i) {
        d.emplace_back(2 + i);
        d.emplace_front(1 - i);
    }
    return d;
}

/// Elements for a range, which do not fail while the range is built.
template <class T>
support::throwing_range<T> some() {
    return {T(10), T(11), T(12)};
}
template <class T>
support::throwing_range<T, std::input_iterator_tag> some_once() {
    return {T(10), T(11), T(12)};
}

/// Runs the operation on a starting state. Functions that know their types by name only make this
/// file compile in a tenth of the time.
template <class Deque>
std::size_t on(const std::function<Deque()>& start, const std::function<void(Deque&)>& operation,
               guarantee expected) {
    return for_each_failure(start, operation,
                            [expected](const Deque& before, Deque& after, bool threw) {
                                if (expected == strong)
                                    support::strong_guarantee(before, after, threw);
                                if (expected == basic)
                                    support::basic_guarantee(before, after, threw);
                                if (expected == nothrow)
                                    support::nothrow_guarantee(before, after, threw);
                            });
}
/// Runs the operation on every starting state.
template <class T>
std::size_t everywhere(const std::function<void(deque<T>&)>& operation, guarantee expected) {
    return on<deque<T>>(full<T>, operation, expected) +
           on<deque<T>>(roomy<T>, operation, expected) +
           on<deque<T>>([] { return deque<T>(); }, operation, expected);
}
template <class T>
std::size_t everywhere_bounded(const std::function<void(bounded<T>&)>& operation,
                               guarantee expected) {
    return on<bounded<T>>(evicting<T>, operation, expected) +
           on<bounded<T>>(half_full<T>, operation, expected) +
           on<bounded<T>>([] { return bounded<T>(4); }, operation, expected);
}

// -- strong --------------------------------------------------------------------------------------------

TEMPLATE_TEST_CASE("deque: strong at the ends", "", support::throwing_copy, support::throwing_move,
                   support::throwing_anything) {
    using T = TestType;
    CHECK(everywhere<T>([](auto& d) { d.emplace_back(9); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.emplace_front(9); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.push_back(T(9)); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.push_front(T(9)); }, strong) != 0);
    CHECK(on<deque<T>>(full<T>, [](auto& d) { d.push_back(d.front()); }, strong) != 0);
    CHECK(on<deque<T>>(full<T>, [](auto& d) { d.push_front(d.back()); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.insert(d.begin(), T(9)); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.insert(d.end(), T(9)); }, strong) != 0);
}

TEMPLATE_TEST_CASE("deque: strong when many are added at an end", "", support::throwing_copy,
                   support::throwing_move) {
    using T = TestType;
    CHECK(everywhere<T>([](auto& d) { d.append_range(some<T>()); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.append_range(some_once<T>()); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.prepend_range(some<T>()); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.append_range(d); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.repeat(3); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.resize(20); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.resize(20, T(9)); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { d.resize_for_overwrite(20); }, strong) != 0);
}

TEMPLATE_TEST_CASE("deque: strong when the block changes", "", support::throwing_copy,
                   support::throwing_move) {
    using T = TestType;
    CHECK(everywhere<T>([](auto& d) { d.reserve(100); }, strong) != 0);
    CHECK(on<deque<T>>(roomy<T>, [](auto& d) { d.shrink_to_fit(); }, strong) != 0);
    (void)everywhere<T>([](auto& d) { (void)d.make_contiguous(); }, strong);
    (void)everywhere<T>(
        [](auto& d) {
            if (!d.empty()) (void)d.take_back();
        },
        strong);
    (void)everywhere<T>(
        [](auto& d) {
            if (!d.empty()) (void)d.take_front();
        },
        strong);
}

TEST_CASE("deque: what never throws") {
    using T = support::throwing_move;
    const auto never = [](auto operation) { (void)everywhere<T>(operation, nothrow); };
    never([](auto& d) { d.clear(); });
    never([](auto& d) { d.pop_back_n(d.size() / 2); });
    never([](auto& d) { d.pop_front_n(d.size() / 2); });
    never([](auto& d) {
        deque<T> other(std::move(d));
        swap(d, other);
        d = std::move(other);
    });
    never([](auto& d) { d.erase(d.begin(), d.end()); });
    (void)on<deque<T>>(full<T>, [](auto& d) { d.rotate(3); }, nothrow);
    (void)on<bounded<T>>(evicting<T>, [](auto& d) { d.rotate(3); }, nothrow);
}

TEST_CASE("deque: look-up leaves everything as it is") {
    using T = support::throwing_compare;
    CHECK(everywhere<T>([](auto& d) { (void)d.contains(T(100)); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { (void)d.index_of(T(100), -3); }, strong) != 0);
    CHECK(everywhere<T>([](auto& d) { (void)d.remove(T(5)); }, strong) != 0);
    CHECK(on<deque<T>>(
              full<T>,
              [](auto& d) {
                  const bool equal = d == d;
                  const bool less = d < d;
                  (void)equal;
                  (void)less;
              },
              strong) != 0);
}

// -- basic ---------------------------------------------------------------------------------------------

TEMPLATE_TEST_CASE("deque: basic in the middle", "", support::throwing_copy, support::throwing_move,
                   support::throwing_anything) {
    using T = TestType;
    for (const std::ptrdiff_t i : {1, 3, 6}) {
        const auto at = [i](auto& d) {
            return d.begin() + std::min(i, static_cast<std::ptrdiff_t>(d.size()));
        };
        CHECK(everywhere<T>([at](auto& d) { d.insert(at(d), T(9)); }, basic) != 0);
        CHECK(everywhere<T>([at](auto& d) { d.emplace(at(d), 9); }, basic) != 0);
        CHECK(everywhere<T>([at](auto& d) { d.insert(at(d), 3, T(9)); }, basic) != 0);
        CHECK(everywhere<T>([at](auto& d) { d.insert_range(at(d), some<T>()); }, basic) != 0);
        CHECK(everywhere<T>([at](auto& d) { d.insert_range(at(d), some_once<T>()); }, basic) != 0);
        CHECK(everywhere<T>([at](auto& d) { d.insert(at(d), d.begin(), d.end()); }, basic) != 0);
        (void)everywhere<T>(
            [at](auto& d) {
                if (d.size() > 6) d.erase(at(d));
            },
            basic);
        (void)everywhere<T>([at](auto& d) { d.erase(d.begin(), at(d)); }, basic);
        (void)everywhere<T>([i](auto& d) { d.rotate(i); }, basic);
    }
}

TEMPLATE_TEST_CASE("deque: basic as a whole", "", support::throwing_copy, support::throwing_move) {
    using T = TestType;
    CHECK(everywhere<T>([](auto& d) { d.assign(12, T(9)); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d.assign_range(some<T>()); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d.assign_range(some_once<T>()); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d.prepend_range(some_once<T>()); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d = full<T>(); }, basic) != 0);
    CHECK(everywhere<T>(
              [](auto& d) {
                  const deque<T> other = full<T>();
                  d = other;
              },
              basic) != 0);
    CHECK(everywhere<T>(
              [](auto& d) {
                  const deque<T> copy(d);
                  const deque<T> more(3, T(1));
              },
              strong) != 0);
    CHECK(everywhere<T>(
              [](auto& d) {
                  erase_if(
                      d, support::throwing_function([](const T& x) { return x.value() % 3 == 0; }));
              },
              basic) != 0);
}

TEST_CASE("deque: basic for elements that only move, and may fail to") {
    using T = support::throwing_move_only;
    CHECK(everywhere<T>([](auto& d) { d.emplace_back(9); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d.emplace_front(9); }, basic) != 0);
    CHECK(everywhere<T>([](auto& d) { d.emplace(d.begin() + (d.empty() ? 0 : 3), 9); }, basic) !=
          0);
    CHECK(everywhere<T>([](auto& d) { d.reserve(100); }, basic) != 0);
    (void)everywhere<T>([](auto& d) { d.rotate(3); }, basic);
    CHECK(everywhere_bounded<T>([](auto& d) { d.emplace_back(9); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.emplace_front(9); }, basic) != 0);
}

// -- bounded -------------------------------------------------------------------------------------------

TEST_CASE("bounded_deque: strong pushes, also when they drop") {
    using T = support::throwing_copy;
    const T nine(9);
    CHECK(everywhere_bounded<T>([&](auto& d) { d.push_back(nine); }, strong) != 0);
    CHECK(everywhere_bounded<T>([&](auto& d) { d.push_front(nine); }, strong) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.emplace_back(9); }, strong) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.emplace_front(9); }, strong) != 0);
    CHECK(on<bounded<T>>(evicting<T>, [](auto& d) { d.push_back(d[2]); }, strong) != 0);
    CHECK(on<bounded<T>>(half_full<T>, [](auto& d) { d.append_range(some<T>()); }, strong) != 0);
}

TEMPLATE_TEST_CASE("bounded_deque: basic elsewhere", "", support::throwing_copy,
                   support::throwing_move, support::throwing_anything) {
    using T = TestType;
    CHECK(everywhere_bounded<T>([](auto& d) { d.push_back(T(9)); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.push_front(T(9)); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.append_range(some<T>()); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.append_range(some_once<T>()); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.prepend_range(some<T>()); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d.prepend_range(some_once<T>()); }, basic) != 0);
    (void)everywhere_bounded<T>([](auto& d) { d.append_range(d); }, basic);
    (void)everywhere_bounded<T>([](auto& d) { d.repeat(3); }, basic);
    (void)everywhere_bounded<T>([](auto& d) { d.rotate(2); }, basic);
    CHECK(everywhere_bounded<T>([](auto& d) { d.assign_range(some<T>()); }, basic) != 0);
    CHECK(everywhere_bounded<T>([](auto& d) { d = evicting<T>(); }, basic) != 0);
}

} // namespace
