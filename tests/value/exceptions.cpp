// SPDX-License-Identifier: BSL-1.0
// Every construction, copy, move, assignment and allocation of a value fails once: nothing leaks, and what the
// handle promises holds.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/value.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

using cell = support::throwing_anything;
template <template <class, class> class Handle>
using handle = Handle<cell, support::throwing_allocator<cell>>;

/// The value, or -1.
template <class H>
int value_of(const H& h) {
    return h.valueless_after_move() ? -1 : (*h).value();
}

/// Two handles, one of them shared with a third.
template <class H>
struct world {
    H a, b, c;
    world() : a(cell(1)), b(cell(2)), c(b) {}
    [[nodiscard]] std::vector<int> values() const {
        return {value_of(a), value_of(b), value_of(c)};
    }
};

template <class H>
std::size_t fails(const std::function<void(world<H>&)>& operation, bool strong = true) {
    const std::function<world<H>()> start = [] { return world<H>(); };
    return support::for_each_failure(
        start, operation, [strong](const world<H>& before, const world<H>& after, bool threw) {
            if (threw && strong && before.values() != after.values())
                throw support::check_failed("an operation that failed changed a handle");
            if (after.c.valueless_after_move() || value_of(after.c) != 2)
                throw support::check_failed("another handle saw a change");
        });
}

template <class H>
void common() {
    using w = world<H>;
    CHECK(fails<H>([](w&) { const H made(std::in_place_type<cell>, 5); }) != 0);
    CHECK(fails<H>([](w& x) { const H copy(x.a); }) != 0);
    CHECK(fails<H>([](w& x) { x.a = x.b; }) != 0);
    CHECK(fails<H>([](w& x) { x.b = x.a; }) != 0);
}

TEST_CASE("polymorphic: strong") { common<handle<cairn::polymorphic>>(); }

TEST_CASE("indirect: strong, or as strong as the value's assignment") {
    using H = handle<cairn::indirect>;
    using w = world<H>;
    CHECK(fails<H>([](w&) { const H made(std::in_place, 5); }) == 2);
    CHECK(fails<H>([](w& x) { const H copy(x.a); }) == 2);
    CHECK(fails<H>([](w& x) { x.a = x.b; }) == 1); // nothing but the assignment
    CHECK(fails<H>(
              [](w& x) {
                  const H taken = std::move(x.a);
                  x.a = x.b;
              },
              false) == 2);
    CHECK(fails<H>([](w& x) { x.a = cell(7); }) != 0);
}

TEST_CASE("cow: strong, and copies and moves cannot fail") {
    using H = handle<cairn::cow>;
    using w = world<H>;
    CHECK(fails<H>([](w&) { const H made(std::in_place, 5); }) == 2);
    CHECK(fails<H>([](w& x) {
              const H copy(x.a);
              x.a = x.b;
              x.b = std::move(x.a);
          }) == 0);
    CHECK(fails<H>([](w& x) { static_cast<void>(x.a.write()); }) == 0);
    CHECK(fails<H>([](w& x) { static_cast<void>(x.b.write()); }) == 2);
    CHECK(fails<H>([](w& x) { x.b = cell(7); }) != 0);
    CHECK(fails<H>([](w& x) {
              x.b.update([](cell& value) {
                  value = cell(9);
                  support::fuse::tick(support::op::call); // too late: the cow keeps what it had
              });
          }) != 0);
}

} // namespace
