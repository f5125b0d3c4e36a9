// SPDX-License-Identifier: BSL-1.0
// Which iterators, references and string views of a counter survive what; and which misuse a hardened build traps.

#include "support/catch.hpp"
#include "support/death.hpp"

#include <cairn/counter.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

template <class Key>
Key make(int i) {
    if constexpr (std::is_same_v<Key, std::string>) {
        return (i % 2 == 0 ? "" : "so long that it goes to the arena ") + std::to_string(i);
    } else {
        return i;
    }
}
template <class Counter>
Counter numbers(int n) {
    Counter c;
    for (int i = 0; i != n; ++i)
        c.add(make<typename Counter::key_type>(i), i + 1);
    return c;
}

/// Every entry's iterator, the address of its count, and where its key's characters or the key are.
template <class Counter>
class witnesses {
public:
    explicit witnesses(Counter& c) {
        for (auto at = c.begin(); at != c.end(); ++at) {
            const auto key = typename Counter::key_type(at->first);
            seen_.push_back({at, std::addressof(c.at_or_insert(key)), place(at), key, at->second});
        }
    }
    /// True if those that are still in `c` can be reached as before.
    [[nodiscard]] bool hold(Counter& c) const {
        for (const witness& each : seen_) {
            if (!c.contains(each.key)) continue;
            if (c.find(each.key) != each.at || place(each.at) != each.place) return false;
            if (std::addressof(c.at_or_insert(each.key)) != each.count) return false;
            if (typename Counter::key_type(each.at->first) != each.key) return false;
        }
        return true;
    }

private:
    using iterator = typename Counter::iterator;
    static const void* place(iterator at) {
        if constexpr (std::is_reference_v<typename Counter::key_view>) {
            return std::addressof(at->first);
        } else {
            return at->first.data();
        }
    }
    struct witness {
        iterator at;
        const std::int64_t* count;
        const void* place;
        typename Counter::key_type key;
        std::int64_t value;
    };
    std::vector<witness> seen_;
};

using words = cairn::counter<std::string>;
using plain_words = cairn::counter<std::string, std::int64_t, std::hash<std::string>>;
using integers = cairn::counter<int>;

} // namespace

TEMPLATE_TEST_CASE("counter: counting a present key keeps everything", "[counter][validity]", words,
                   plain_words, integers) {
    using key = typename TestType::key_type;
    auto c = numbers<TestType>(60);
    const witnesses<TestType> before(c);
    const auto keys = c.keys();
    const auto elements = c.elements();
    std::vector<key> present;
    for (int round = 0; round != 3; ++round)
        for (int i = 0; i != 60; ++i)
            present.push_back(make<key>(i));
    c.update(present);
    c.subtract(present);
    c.update(TestType(c));
    c.subtract(TestType(c));
    for (int i = 0; i != 60; ++i)
        c.add(make<key>(i), i + 1);
    c += TestType(c);
    c |= TestType(c);
    c &= TestType(c);
    (void)c.most_common();
    CHECK(before.hold(c));
    CHECK(keys.begin() == c.keys().begin());
    CHECK(*elements.begin() == make<key>(0));
}

TEMPLATE_TEST_CASE("counter: erasing leaves the others where they are", "[counter][validity]",
                   words, plain_words, integers) {
    using key = typename TestType::key_type;
    auto c = numbers<TestType>(60);
    const witnesses<TestType> before(c);
    c.erase(make<key>(0));
    c.erase(make<key>(17));
    c.erase(c.find(make<key>(18)));
    c.erase(std::next(c.begin(), 20), std::next(c.begin(), 25));
    (void)c.pop(make<key>(30));
    (void)c.popitem();
    c.at_or_insert(make<key>(5)) = -1;
    c.keep_positive();
    erase_if(c, [](const auto& e) { return e.second % 3 == 0; });
    CHECK(before.hold(c));
    CHECK(c.size() < 40);
    // Erasing while iterating, as with every container whose erase returns the next.
    for (auto at = c.begin(); at != c.end();)
        at = at->second % 2 == 0 ? c.erase(at) : std::next(at);
    CHECK(before.hold(c));
    for (const std::int64_t n : c.values())
        CHECK(n % 2 == 1);
}

TEMPLATE_TEST_CASE("counter: what was reserved rebuilds nothing", "[counter][validity]", words,
                   plain_words, integers) {
    using key = typename TestType::key_type;
    auto c = numbers<TestType>(10);
    c.reserve(500);
    const witnesses<TestType> before(c);
    for (int i = 10; i != 500; ++i)
        c.add(make<key>(i));
    CHECK(before.hold(c));
}

TEMPLATE_TEST_CASE("counter: moved-from counters are empty, and work", "[counter][validity]", words,
                   plain_words, integers) {
    using key = typename TestType::key_type;
    auto c = numbers<TestType>(60);
    TestType to(std::move(c));
    CHECK(c.empty());
    CHECK(c.begin() == c.end());
    CHECK(c.memory_bytes() == 0);
    CHECK(c[make<key>(3)] == 0);
    c.add(make<key>(3));
    CHECK(c[make<key>(3)] == 1);
    c = std::move(to);
    CHECK(c.size() == 60);
    CHECK(to.empty());
    to = c;
    CHECK(to == c);
    TestType& itself = c;
    c = itself;
    c = std::move(itself);
    c.swap(itself);
    CHECK(c == to);
    c.merge(itself);
    c.merge(std::move(itself));
    CHECK(c == to);
}

TEST_CASE("counter: a part of one of its keys may be counted", "[counter][validity]") {
    for (int erased = 0; erased != 90; ++erased) { // at some number the arena is renewed
        auto c = numbers<words>(100);
        for (int i = 0; i != erased; ++i)
            c.erase(make<std::string>(i));
        const std::string_view last = c.rbegin()->first;
        const std::string part(last.substr(3));
        REQUIRE(c.add(last.substr(3)) == 1);
        REQUIRE(c[part] == 1);
        REQUIRE(std::prev(c.end())->first == part);
        REQUIRE(std::string(c.rbegin()->first) == part);
    }
    words full{{"short", 1}}; // the characters of short keys lie in the block that grows
    while (full.size() != full.capacity())
        full.add(std::to_string(full.size()));
    full.add(full.begin()->first.substr(1));
    CHECK(full["hort"] == 1);
    plain_words plain{{std::string(40, 'x'), 1}};
    while (plain.size() != plain.capacity())
        plain.add(std::to_string(plain.size()));
    plain.add(plain.begin()->first);
    CHECK(plain[std::string(40, 'x')] == 2);
    integers ints{{1, 7}};
    while (ints.size() != ints.capacity())
        ints.add(static_cast<int>(ints.size()) + 1);
    ints.add(ints.begin()->first);
    CHECK(ints[1] == 8);
}

#if CAIRN_TESTS_CAN_TRAP

TEMPLATE_TEST_CASE("counter: hardened builds trap broken preconditions",
                   "[counter][validity][death]", words, plain_words, integers) {
    using support::traps;
    auto c = numbers<TestType>(5);
    auto other = numbers<TestType>(5);
    TestType empty;
    CHECK(traps([&] { (void)empty.popitem(); }));
    CHECK(traps([&] { c.erase(c.end()); }));
    CHECK(traps([&] { c.erase(other.begin()); }));
    CHECK(traps([&] { c.erase(typename TestType::iterator()); }));
    CHECK(traps([&] { empty.erase(empty.begin()); }));
    CHECK(traps([&] {
        const auto gone = std::next(c.begin(), 2);
        c.erase(gone);
        c.erase(gone);
    }));
    CHECK(traps([&] {
        const auto stale = c.begin();
        c.reserve(1000);
        c.erase(stale);
    }));
    CHECK(!traps([&] { c.erase(c.begin(), c.end()); }));
    CHECK(!traps([&] { (void)c.popitem(); }));
}

#endif
