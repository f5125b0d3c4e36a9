// SPDX-License-Identifier: BSL-1.0
// Which iterators survive what, which arguments may be elements of the list itself, and which misuse a
// hardened build traps.

#include <cairn/sorted_list.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/elements.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using list = cairn::sorted_list<std::string>;

std::string word(int i) { return std::to_string(1000 + i) + " is too long to lie in the string"; }

list words(int n) {
    list made;
    for (int i = 0; i != n; ++i)
        made.insert(made.end(), word(i));
    return made;
}

/// The iterators and addresses of all elements, to be looked at again.
class witnesses {
public:
    explicit witnesses(const list& s) {
        for (auto at = s.begin(); at != s.end(); ++at)
            seen_.push_back({at, std::addressof(*at), *at});
    }
    [[nodiscard]] bool hold(const list& s) const {
        if (s.size() != seen_.size()) return false;
        std::size_t i = 0;
        for (auto at = s.begin(); at != s.end(); ++at, ++i) {
            const witness& each = seen_[i];
            if (each.at != at || std::addressof(*at) != each.address || *each.at != each.value)
                return false;
            if (s.index_of(each.at) != i || each.at - s.begin() != static_cast<std::ptrdiff_t>(i))
                return false;
        }
        return true;
    }

private:
    struct witness {
        list::const_iterator at;
        const std::string* address;
        std::string value;
    };
    std::vector<witness> seen_;
};

} // namespace

TEST_CASE("sorted_list: looking changes nothing", "[validity]") {
    list s = words(300);
    const witnesses before(s);
    (void)s.find("nothing");
    (void)s.count(word(7));
    (void)s.irange(word(3), word(200)).size();
    (void)s.erase("nothing");
    (void)s.extract("nothing");
    s.erase(s.begin(), s.begin());
    s.insert_range(std::vector<std::string>());
    s.join(list());
    list none;
    s.merge(none);
    erase_if(s, [](const std::string&) { return false; });
    CHECK(before.hold(s));
}

TEST_CASE("sorted_list: swap and move take the iterators along", "[validity]") {
    list s = words(300);
    const witnesses before(s);
    list moved(std::move(s));
    CHECK(before.hold(moved));
    list other = words(3);
    other.swap(moved);
    CHECK(before.hold(other));
    s = std::move(other);
    CHECK(before.hold(s));
    swap(s, moved);
    CHECK(before.hold(moved));
    list same(std::move(moved), std::allocator<std::string>());
    CHECK(before.hold(same));
}

TEST_CASE("sorted_list: a move that may throw leaves elements where they are", "[validity]") {
    cairn::sorted_list<support::loose_move> s;
    for (int i = 0; i != 300; ++i)
        s.emplace(2 * i);
    const support::loose_move* const address = std::addressof(s[150]);
    for (int i = 0; i != 300; ++i)
        s.emplace(2 * i + 1);
    s.erase(s.begin(), s.nth(100));
    CHECK(std::addressof(*s.find(support::loose_move(300))) == address);
}

TEST_CASE("sorted_list: erasure returns the next", "[validity]") {
    list s = words(500);
    for (auto at = s.begin(); at != s.end();) {
        if (*at < word(250) || (*at)[3] % 2 == 0) {
            at = s.erase(at);
        } else {
            ++at;
        }
    }
    CHECK(s.size() == 125);
    CHECK(s.front() == word(251));
    auto at = s.nth(60);
    while (at != s.end())
        at = s.erase(at);
    CHECK(s.size() == 60);
    CHECK(s.erase(s.nth(10), s.end()) == s.end());
    CHECK(s.erase(s.begin(), s.nth(3)) == s.begin());
    CHECK(s.erase(s.nth(2), s.nth(2)) == s.nth(2));
    CHECK(s.size() == 7);
}

TEST_CASE("sorted_list: insertion returns where the element is", "[validity]") {
    list s;
    for (int i = 0; i != 400; ++i) {
        const std::string key = word(i * 37 % 400);
        const auto at = s.insert(s.nth(s.size() / 2), key);
        REQUIRE(*at == key);
        REQUIRE(s.index_of(at) == s.rank(key));
    }
}

TEST_CASE("sorted_list: arguments may be elements of the same list", "[validity]") {
    for (int n = 1; n < 90; n += n < 20 ? 1 : 9) {
        list s = words(n);
        const auto size = [&s] { return static_cast<int>(s.size()); };
        s.insert(s[0] + "!");
        REQUIRE(size() == n + 1);
        const std::string last = s.back();
        s.erase(s.back());
        REQUIRE(!s.contains(last));
        (void)s.extract(s[0]);
        REQUIRE(size() == n - 1);
        if (s.empty()) continue;
        REQUIRE(s.count_between(s.front(), s.back()) == s.size());
        REQUIRE(s.find(s[s.size() / 2]) == s.nth(s.size() / 2));
        const std::string middle = s[s.size() / 2];
        list right = s.split(s[s.size() / 2]);
        REQUIRE(right.front() == middle);
        s.join(std::move(right));
        s.insert_range(s);
        s.insert(s.begin(), s.end());
        s = *&s;
        REQUIRE(std::is_sorted(s.begin(), s.end()));
    }
    list s;
    for (int i = 0; i != 60; ++i) { // every insertion moves what it is made from
        s.insert(s.empty() ? word(500) : s[s.size() / 2] + "x");
        s.insert(s.front());
        s.emplace(s.back());
        s.emplace_hint(s.begin(), s.front());
    }
    CHECK(std::is_sorted(s.begin(), s.end()));
    CHECK(s.back() >= word(500));
}

TEST_CASE("sorted_list: moved-from ones are empty and of use", "[validity]") {
    list s = words(200);
    const list to(std::move(s));
    CHECK(s.empty());
    CHECK(s.begin() == s.end());
    CHECK(s.segments().empty());
    CHECK(!s.contains(word(1)));
    s.insert("x");
    CHECK(s.size() == 1);
    CHECK(to.size() == 200);
    list left = words(100);
    list right = left.split_at(40);
    left.join(std::move(right));
    CHECK(right.empty());
    right.insert("y");
    CHECK(right.size() == 1);
}

TEST_CASE("sorted_list: default iterators are equal", "[validity]") {
    CHECK(list::iterator() == list::iterator());
    const list empty;
    CHECK(empty.begin() == empty.end());
    CHECK(empty.end() - empty.begin() == 0);
    CHECK(empty.index_of(empty.end()) == 0);
}

#if CAIRN_TESTS_CAN_TRAP

TEST_CASE("sorted_list: hardened builds trap broken preconditions", "[validity][death]") {
    list s = words(5);
    list empty;
    CHECK(support::traps([&] { (void)empty.front(); }));
    CHECK(support::traps([&] { (void)empty.back(); }));
    CHECK(support::traps([&] { (void)s[5]; }));
    CHECK(support::traps([&] { (void)s.nth(6); }));
    CHECK(support::traps([&] { (void)s.slice(3, 2); }));
    CHECK(support::traps([&] { (void)s.slice(0, 6); }));
    CHECK(support::traps([&] { s.erase_at(5); }));
    CHECK(support::traps([&] { (void)s.take_at(5); }));
    CHECK(support::traps([&] { s.erase(s.end()); }));
    CHECK(support::traps([&] { (void)s.extract(s.end()); }));
    CHECK(support::traps([&] { (void)s.split_at(6); }));
    CHECK(support::traps([&] { (void)s.irange("a", "b").front(); }));
    CHECK(support::traps([&] {
        list::node_type node;
        (void)node.value();
    }));
    CHECK(support::traps([&] {
        std::vector<std::size_t> few(1);
        s.rank_batch(std::vector<std::string>{"a", "b"}, few);
    }));
    CHECK(!support::traps([&] { (void)s.nth(5); }));
    CHECK(!support::traps([&] { (void)s.slice(5, 5); }));
    CHECK(!support::traps([&] { (void)s.split_at(5); }));
    CHECK(!support::traps([&] { s.erase(s.begin(), s.end()); }));
}

#endif
