// SPDX-License-Identifier: BSL-1.0
// The instance counter counts, and notices every abuse it promises to notice.

#include "support/instance_counter.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

using element = support::counted<struct instance_counter_tag>;

/// Room for one element in which none lives.
struct room {
    alignas(element) std::byte bytes[sizeof(element)] = {};
    element* address() { return reinterpret_cast<element*>(bytes); }
};

} // namespace

TEST_CASE("instance counter: counts each operation", "[support]") {
    element::reset();
    const auto live = element::counts().live;
    {
        element a = 1;
        element b = a;
        element c = std::move(a);
        b = c;
        c = std::move(b);
        CHECK(c == element(1));
        CHECK(c < element(2));
        CHECK(std::hash<element>{}(c) == std::hash<int>{}(1));
        CHECK(a.moved_from());
        CHECK(element::counts().live == live + 3);
    }
    const auto& counts = element::counts();
    CHECK(counts.live == live);
    CHECK(counts.constructions == 3);
    CHECK(counts.copies == 1);
    CHECK(counts.moves == 1);
    CHECK(counts.copy_assignments == 1);
    CHECK(counts.move_assignments == 1);
    CHECK(counts.comparisons == 2);
    CHECK(counts.hashes == 1);
    CHECK(counts.destructions == 5);
    CHECK(support::take_misuses().empty());
}

TEST_CASE("instance counter: correct containers pass", "[support]") {
    const auto live = support::live_objects();
    {
        std::vector<element> v{3, 1, 2};
        v.insert(v.begin(), v.back());
        std::sort(v.begin(), v.end());
        std::swap(v[0], v[0]);
        v.erase(v.begin());
        std::unordered_set<element> s(v.begin(), v.end());
        CHECK(s.contains(3));
    }
    CHECK(support::live_objects() == live);
    CHECK(support::misuses() == "");
}

TEST_CASE("instance counter: notices abuse", "[support]") {
    room here;
    room there;
    std::vector<std::string> found;

    SECTION("construction over a live object") {
        std::construct_at(here.address(), 1);
        std::construct_at(here.address(), 2);
        found = support::take_misuses();
        std::destroy_at(here.address());
    }
    SECTION("destruction twice") {
        std::construct_at(here.address(), 1);
        std::destroy_at(here.address());
        std::destroy_at(here.address());
        found = support::take_misuses();
    }
    SECTION("use after relocation by bytes") {
        std::construct_at(here.address(), 1);
        std::memcpy(there.bytes, here.bytes, sizeof(element));
        CHECK(there.address()->value() == 1);
        found = support::take_misuses();
        std::destroy_at(here.address());
    }
    SECTION("reading a moved-from object") {
        element a = 1;
        const element b = std::move(a);
        CHECK_FALSE(a == element(2));
        found = support::take_misuses();
    }
    SECTION("copying a moved-from object") {
        element a = 1;
        const element b = std::move(a);
        const element c = a;
        found = support::take_misuses();
    }
    SECTION("self-move loses the value") {
        element a = 1;
        element& alias = a;
        a = std::move(alias);
        CHECK(a.value() == 1);
        found = support::take_misuses();
    }
    CHECK(found.size() == 1);
}
