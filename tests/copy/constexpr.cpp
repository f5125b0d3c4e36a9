// SPDX-License-Identifier: BSL-1.0
// Copies of values, and replace, in constant expressions.

#include <cairn/copy.hpp>

#include "support/catch.hpp"

#include <array>
#include <optional>
#include <utility>

namespace {

struct point {
    int x = 0, y = 0;
    bool operator==(const point&) const = default;
};
struct line {
    point from, to;
    std::array<int, 2> style{};
};

class versioned {
public:
    constexpr explicit versioned(int v) : version_(v) {}
    [[nodiscard]] constexpr versioned shallow_copy() const { return versioned(version_ + 1); }
    [[nodiscard]] constexpr int version() const { return version_; }

private:
    int version_;
};

static_assert(cairn::deep_copy(7) == 7);
static_assert(cairn::deep_copy(line{{1, 2}, {3, 4}, {5, 6}}).to == point{3, 4});
static_assert(cairn::deep_copy(std::optional<point>(point{1, 2}))->y == 2);
static_assert(cairn::shallow_copy(std::pair<int, char>(1, 'a')).second == 'a');
static_assert(cairn::shallow_copy(versioned(3)).version() == 4);

static_assert(cairn::replace(point{1, 2}) == point{1, 2});
static_assert(cairn::replace(point{1, 2}, cairn::with<&point::y>(5)) == point{1, 5});
static_assert(cairn::replace(point{1, 2}, cairn::with<&point::y>('a'), cairn::with<&point::x>(9)) ==
              point{9, 'a'});
static_assert(cairn::replace<&point::x>(point{1, 2}, 3) == point{3, 2});
static_assert(cairn::replace<&line::to>(line{{1, 2}, {3, 4}}, point{5, 6}).to.x == 5);

template <class T, class V>
concept takes = requires(T x, V v) { cairn::replace(x, cairn::with<&point::x>(v)); };
static_assert(takes<point, int> && takes<point, long>);
static_assert(!takes<point, point> && !takes<line, int> && !takes<int, int>);

TEST_CASE("copy: constant evaluation and run time agree") {
    line l{{1, 2}, {3, 4}, {5, 6}};
    CHECK(cairn::deep_copy(l).from == l.from);
    CHECK(cairn::replace(l, cairn::with<&line::from>(point{8, 9})).from == point{8, 9});
    CHECK(l.from == point{1, 2});
}

} // namespace
