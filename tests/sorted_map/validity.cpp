// SPDX-License-Identifier: BSL-1.0
// Which iterators, pointers and references survive what; and which misuse a hardened build traps.

#include <cairn/sorted_map.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using map = cairn::sorted_map<std::string, int>;

map numbers(int n) {
    map made;
    for (int i = 0; i != n; ++i)
        made.try_emplace(std::to_string(1000 + i), i);
    return made;
}

/// The iterators and addresses of every entry, to be looked at again.
class witnesses {
public:
    explicit witnesses(map& m) {
        for (auto at = m.begin(); at != m.end(); ++at)
            seen_.push_back({at, std::addressof(*at), at->first, at->second});
    }

    /// True if all can be reached as before.
    [[nodiscard]] bool hold(map& m) const {
        if (seen_.size() != m.size()) return false;
        std::size_t i = 0;
        for (const witness& each : seen_) {
            const auto found = m.find(each.key);
            if (found != each.at || std::addressof(*found) != each.address) return false;
            if (each.at->first != each.key || each.at->second != each.value) return false;
            if (m.index_of(each.at) != i++) return false;
        }
        return true;
    }

private:
    struct witness {
        map::iterator at;
        const map::value_type* address;
        std::string key;
        int value;
    };
    std::vector<witness> seen_;
};

} // namespace

TEST_CASE("look-up, and insertion of what is there, invalidate nothing", "[validity]") {
    map m = numbers(300);
    const witnesses before(m);
    (void)m.contains("nothing");
    m["1007"] = 7;
    m.insert_or_assign("1008", 8);
    m.try_emplace("1009", 0);
    m.emplace("1010", 0);
    m.insert({"1011", 0});
    m.insert(m.begin(), {"1012", 0});
    m.erase("nothing");
    m.erase(m.begin(), m.begin());
    CHECK(before.hold(m));
}

TEST_CASE("swap and move take the iterators along", "[validity]") {
    map m = numbers(300);
    const witnesses before(m);
    map moved(std::move(m));
    CHECK(before.hold(moved));
    map other;
    other.swap(moved);
    CHECK(before.hold(other));
    m = std::move(other);
    CHECK(before.hold(m));
    map with_memory(std::move(m), m.get_allocator());
    CHECK(before.hold(with_memory));
    const auto at = with_memory.find("1299");
    CHECK(std::next(at) == with_memory.end());
    CHECK(at - with_memory.begin() == 299);
}

TEST_CASE("erase returns the way to go on", "[validity]") {
    map m = numbers(1000);
    for (auto at = m.begin(); at != m.end();) {
        if (at->second % 2 == 0) {
            at = m.erase(at);
        } else {
            ++at;
        }
    }
    CHECK(m.size() == 500);
    auto at = m.begin();
    while (at != m.end())
        at = m.erase(at);
    CHECK(m.empty());
    m = numbers(100);
    at = m.end();
    while (at != m.begin())
        at = m.erase(std::prev(at));
    CHECK(m.empty());
}

TEST_CASE("arguments may be entries of the same map, also while it grows", "[validity]") {
    for (int n = 1; n < 70; ++n) {
        cairn::sorted_map<std::string, std::string> m;
        for (int i = 0; i != n; ++i)
            m.try_emplace(std::to_string(i) + " of a long kind of key",
                          std::to_string(i) + " of a long kind of value");
        const std::string first = m.front().second;
        const std::string key = m.front().first;
        m.try_emplace("copied", m.front().second);
        REQUIRE(m.at("copied") == first);
        m.insert_or_assign("copied", m.at("copied"));
        m.insert_or_assign(m.begin(), "a copy", m.at("copied"));
        REQUIRE(m.at("a copy") == first);
        m[m.front().second] = key;
        REQUIRE(m.at(first) == key);
        m.emplace(m.at("copied") + "!", m.back().second);
        m.emplace("?", m.back().second);
        m.emplace_hint(m.end(), m.back().second, m.front().first);
        m.insert(m.front());
        m.setdefault("another", m.front().first);
        const std::string lowest = m.front().first;
        m.erase(m.front().first);
        REQUIRE(!m.contains(lowest));
        (void)m.pop(m.back().first);
        (void)m.extract(m.back().first);
        const std::size_t size = m.size();
        m.insert(m.begin(), m.end());
        m.insert_range(m);
        m.update(m);
        m |= m;
        m.merge(m);
        m = *&m;
        m.swap(m);
        REQUIRE(m.size() == size);
        auto& self = m;
        m = std::move(self);
        REQUIRE(m.size() == size);
    }
    cairn::sorted_multimap<std::string, std::string> many{{"a key too long for the string", "v"}};
    for (int i = 0; i != 100; ++i) {
        many.insert(many.front());
        many.emplace(many.back().first, many.back().second);
        many.emplace_hint(many.begin(), many.nth(many.size() / 2)->first, "w");
    }
    CHECK(many.size() == 301);
    CHECK(many.count("a key too long for the string") == 301);
    many.insert(many.begin(), many.end()); // of itself
    CHECK(many.size() == 602);
    many.merge(many);
    CHECK(many.size() == 602);
    CHECK(many.erase(many.front().first) == 602);
}

TEST_CASE("moved-from containers are empty and of use", "[validity]") {
    map m = numbers(200);
    const map to(std::move(m));
    CHECK(m.empty());
    CHECK(m.begin() == m.end());
    CHECK(!m.contains("1001"));
    m["1"] = 1;
    CHECK(m.size() == 1);
    CHECK(to.size() == 200);
    map joined = numbers(5);
    m.clear();
    m.join(std::move(joined));
    CHECK(joined.empty());
    joined["x"] = 1;
    CHECK(joined.size() == 1);
}

#if CAIRN_TESTS_CAN_TRAP

TEST_CASE("hardened builds trap broken preconditions", "[validity][death]") {
    using support::traps;
    map m = numbers(100);
    map empty;
    cairn::sorted_multimap<int, int> n{{1, 1}, {2, 2}};
    CHECK(traps([&] { (void)empty.front(); }));
    CHECK(traps([&] { (void)empty.back(); }));
    CHECK(traps([&] { (void)empty.popitem(); }));
    CHECK(traps([&] { (void)m.popitem(100); }));
    CHECK(traps([&] { (void)m.popitem(-101); }));
    CHECK(traps([&] { (void)m.nth(101); }));
    CHECK(traps([&] { (void)m.slice(3, 2); }));
    CHECK(traps([&] { (void)m.slice(3, 101); }));
    CHECK(traps([&] { m.erase_at(100); }));
    CHECK(traps([&] { (void)m.take_at(100); }));
    CHECK(traps([&] { (void)m.split_at(101); }));
    CHECK(traps([&] { m.erase(m.end()); }));
    CHECK(traps([&] { (void)m.extract(m.cend()); }));
    CHECK(traps([&] { (void)m.keys()[100]; }));
    CHECK(traps([&] { (void)m.values()[100]; }));
    CHECK(traps([&] { (void)empty.keys().front(); }));
    CHECK(traps([&] { (void)n.nth(3); }));
    CHECK(traps([&] { n.erase_at(2); }));
    CHECK(traps([&] {
        map::node_type node;
        (void)node.key();
    }));
    CHECK(traps([&] {
        std::size_t ranks[2] = {};
        m.rank_batch(std::vector<std::string>(3), ranks);
    }));
    CHECK(!traps([&] { (void)m.nth(100); }));
    CHECK(!traps([&] { (void)m.slice(100, 100); }));
    CHECK(!traps([&] { (void)m.popitem(-100); }));
    CHECK(!traps([&] { (void)m.split_at(100); }));
}

TEST_CASE("hardened builds trap broken promises of order", "[validity][death]") {
    using support::traps;
    using numbered = cairn::sorted_map<int, int>;
    const std::vector<std::pair<int, int>> falling{{2, 0}, {1, 0}}, twice{{1, 0}, {1, 1}};
    CHECK(traps([&] { numbered(cairn::sorted_unique, falling.begin(), falling.end()); }));
    CHECK(traps([&] { numbered(cairn::sorted_unique, twice.begin(), twice.end()); }));
    CHECK(traps([&] {
        numbered m{{5, 5}};
        m.insert_range(cairn::sorted_unique, falling);
    }));
    CHECK(traps([&] {
        numbered m;
        m.insert_range(cairn::sorted_unique, falling);
    }));
    using many = cairn::sorted_multimap<int, int>;
    CHECK(traps([&] { many(cairn::sorted_equivalent, falling.begin(), falling.end()); }));
    CHECK(!traps([&] { many(cairn::sorted_equivalent, twice.begin(), twice.end()); }));
}

TEST_CASE("hardened builds trap keys that have no place", "[validity][death]") {
    using support::traps;
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    cairn::sorted_map<double, int> m{{1.0, 1}, {2.0, 2}};
    CHECK(traps([&] { m.try_emplace(nan, 1); }));
    CHECK(traps([&] { m[nan] = 1; }));
    CHECK(traps([&] { m.emplace(nan, 1); }));
    CHECK(traps([&] { m.insert({nan, 1}); }));
    CHECK(traps([&] { m.emplace_hint(m.end(), nan, 1); }));
    CHECK(traps([&] { cairn::sorted_multimap<float, int>{{std::nanf(""), 1}}; }));
    CHECK(!traps([&] { (void)m.contains(3.0); }));
}

#endif
