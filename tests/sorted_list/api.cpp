// SPDX-License-Identifier: BSL-1.0
// Each member of sorted_list, as the reference describes it.

#include <cairn/sorted_list.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace std::string_literals;

namespace {

using list = cairn::sorted_list<int>;
using words = cairn::sorted_list<std::string>;

template <class List>
auto contents(const List& s) {
    return std::vector<typename List::value_type>(s.begin(), s.end());
}

struct person {
    int age = 0;
    std::string name;
};
using by_age = cairn::sorted_list<person, cairn::by<&person::age>>;

} // namespace

// -- construction --------------------------------------------------------------------------------------

TEST_CASE("sorted_list: constructors", "[api]") {
    const list empty;
    CHECK(empty.empty());
    CHECK(empty.size() == 0);
    const list from_list{3, 1, 2, 1};
    CHECK(contents(from_list) == std::vector{1, 1, 2, 3});
    CHECK(list(from_list.begin(), from_list.end()) == from_list);
    CHECK(list(cairn::from_range, std::vector{2, 1, 3, 1}) == from_list);
    list assigned;
    assigned = {9, 8};
    CHECK(contents(assigned) == std::vector{8, 9});
    assigned = {};
    CHECK(assigned.empty());

    const std::allocator<int> memory;
    const std::less<> less;
    const std::vector<int> v{1, 1, 2, 3};
    using cairn::sorted_equivalent;
    CHECK(list(memory).empty());
    CHECK(list(less).empty());
    CHECK(list(less, memory).empty());
    CHECK(list(v.begin(), v.end(), less, memory) == from_list);
    CHECK(list(v.begin(), v.end(), memory) == from_list);
    CHECK(list(cairn::from_range, v, less, memory) == from_list);
    CHECK(list(cairn::from_range, v, memory) == from_list);
    CHECK(list({3, 2, 1, 1}, less, memory) == from_list);
    CHECK(list({3, 2, 1, 1}, memory) == from_list);
    CHECK(list(sorted_equivalent, v.begin(), v.end()) == from_list);
    CHECK(list(sorted_equivalent, v.begin(), v.end(), memory) == from_list);
    CHECK(list(sorted_equivalent, cairn::from_range, v, less, memory) == from_list);
    CHECK(list(sorted_equivalent, cairn::from_range, v, memory) == from_list);
    CHECK(list(sorted_equivalent, {1, 1, 2, 3}) == from_list);
    CHECK(list(sorted_equivalent, {1, 1, 2, 3}, memory) == from_list);
}

TEST_CASE("sorted_list: comparators with state are kept, copied and swapped", "[api]") {
    struct by_remainder {
        int modulus = 10;
        bool operator()(int a, int b) const { return a % modulus < b % modulus; }
    };
    using container = cairn::sorted_list<int, by_remainder>;
    container a({17, 25, 31}, by_remainder{10}), b({17, 25, 31}, by_remainder{4});
    CHECK(contents(a) == std::vector{31, 25, 17});
    CHECK(contents(b) == std::vector{17, 25, 31});
    CHECK(b.key_comp().modulus == 4);
    CHECK(b.value_comp()(4, 5));
    swap(a, b);
    CHECK(a.key_comp().modulus == 4);
    b = a;
    CHECK(b.key_comp().modulus == 4);
    container right = b.split_at(1);
    CHECK(right.key_comp().modulus == 4);
    CHECK((a + right).key_comp().modulus == 4);
    const container moved(std::move(a));
    CHECK(moved.key_comp().modulus == 4);
    a = {6, 5};
    CHECK(contents(a) == std::vector{5, 6});
}

TEST_CASE("sorted_list: a key function orders, and bare keys find", "[api]") {
    by_age people{{40, "Ann"}, {20, "Bob"}, {40, "Cid"}};
    people.insert({30, "Dan"});
    people.insert({20, "Eve"});
    CHECK(people[0].name == "Bob");
    CHECK(people[1].name == "Eve"); // after the one of equal age that was there before
    CHECK(people.rank(30) == 2);
    CHECK(people.rank_upper(40) == 5);
    CHECK(people.count(20) == 2);
    CHECK(people.find(30)->name == "Dan");
    CHECK(people.irange(25, 40).size() == 3);
    CHECK(people.count_between(cairn::unbounded, 40, cairn::bounds::open) == 3);
    CHECK(people.contains(person{40, "anyone"}));
    CHECK(people.erase(40) == 2);
    CHECK(people.erase_one(20));
    CHECK(people.front().name == "Eve");
    const cairn::sorted_list by_length(
        {"ccc"s, "a"s, "bb"s},
        cairn::by_key([](const std::string& s) { return s.size(); }, std::greater<>()));
    CHECK(by_length.front() == "ccc");
}

// -- insertion -----------------------------------------------------------------------------------------

TEST_CASE("sorted_list: insertion keeps equal elements in order of arrival", "[api]") {
    by_age s;
    s.insert({1, "first"});
    s.emplace(person{1, "second"});
    const person third{1, "third"};
    CHECK(s.insert(third)->name == "third");
    s.insert(s.begin(), {1, "before all"});
    s.insert(s.nth(2), {1, "between"});
    s.insert(s.end(), {1, "after all"});
    s.insert(s.begin(), {2, "of another age"});
    std::vector<std::string> names;
    for (const person& each : s)
        names.push_back(each.name);
    CHECK(names == std::vector{"before all"s, "first"s, "between"s, "second"s, "third"s,
                               "after all"s, "of another age"s});
    s.insert_range(std::vector<person>{{1, "a"}, {0, "b"}, {1, "c"}});
    CHECK(s.front().name == "b");
    CHECK(s[7].name == "a");
    CHECK(s[8].name == "c");
    s.emplace_hint(s.end(), person{1, "d"});
    CHECK(s[9].name == "d");
}

TEST_CASE("sorted_list: insertion of many", "[api]") {
    list s{5};
    s.insert({9, 1, 5});
    CHECK(contents(s) == std::vector{1, 5, 5, 9});
    const std::vector<int> v{7, 7, 0};
    s.insert(v.begin(), v.end());
    s.insert(cairn::sorted_equivalent, {2, 2, 30});
    s.insert_range(cairn::sorted_equivalent, std::vector{30, 31});
    CHECK(contents(s) == std::vector{0, 1, 2, 2, 5, 5, 7, 7, 9, 30, 30, 31});
}

// -- removal -------------------------------------------------------------------------------------------

TEST_CASE("sorted_list: removal", "[api]") {
    list s{1, 2, 2, 2, 3, 4, 5, 6};
    CHECK(s.erase(2) == 3);
    CHECK(s.erase(2) == 0);
    CHECK(s.erase_one(3));
    CHECK(!s.erase_one(3));
    CHECK(*s.erase(s.begin()) == 4);
    CHECK(*s.erase_at(1) == 6);
    CHECK(s.take_at(0) == 4);
    CHECK(contents(s) == std::vector{6});
    s.clear();
    CHECK(s.empty());
    s = {1, 2, 3, 4, 5};
    CHECK(erase_if(s, [](int i) { return i % 2 == 0; }) == 2);
    CHECK(contents(s) == std::vector{1, 3, 5});
    words w{"a", "b", "b"};
    CHECK(w.erase("b") == 2);
    CHECK(w.erase_one(std::string_view("a")));
    cairn::sorted_list<support::move_only> m;
    m.emplace(3);
    m.emplace(1);
    CHECK(m.take_at(1).value == 3);
}

TEST_CASE("sorted_list: nodes", "[api]") {
    words s{"a", "b", "b"}, other;
    auto node = s.extract("b");
    CHECK(!node.empty());
    CHECK(node.value() == "b");
    node.value() = "z";
    CHECK(*other.insert(std::move(node)) == "z");
    CHECK(node.empty());
    CHECK(s.size() == 2);
    CHECK(other.insert(std::move(node)) == other.end());
    CHECK(s.extract("nothing").empty());
    node = s.extract(s.begin());
    CHECK(other.insert(other.end(), std::move(node)) == other.begin());
    CHECK(contents(other) == std::vector{"a"s, "z"s});
    s.merge(other);
    CHECK(other.empty());
    CHECK(contents(s) == std::vector{"a"s, "b"s, "z"s});
    cairn::sorted_list<std::string, std::greater<>> reversed{"c", "b"};
    s.merge(std::move(reversed));
    CHECK(contents(s) == std::vector{"a"s, "b"s, "b"s, "c"s, "z"s});
}

// -- look-up and positions -----------------------------------------------------------------------------

TEST_CASE("sorted_list: look-up", "[api]") {
    const list s{10, 20, 20, 30};
    CHECK(s.find(20) == s.nth(1));
    CHECK(s.find(25) == s.end());
    CHECK(s.contains(30));
    CHECK(!s.contains(31));
    CHECK(s.count(20) == 2);
    CHECK(s.lower_bound(20) == s.nth(1));
    CHECK(s.upper_bound(20) == s.nth(3));
    CHECK(s.equal_range(20) == std::pair(s.nth(1), s.nth(3)));
    CHECK(s.rank(20) == 1);
    CHECK(s.rank_upper(20) == 3);
    CHECK(s.rank(5) == 0);
    CHECK(s.rank(99) == 4);
    CHECK(s.index_of(20) == std::optional<std::size_t>(1));
    CHECK(!s.index_of(21).has_value());
    CHECK(s.index_of(s.end()) == 4);
    CHECK(s.count_between(10, 20) == 3);
    CHECK(s.count_between(10, 20, cairn::bounds::right_open) == 1);
    CHECK(s.count_between(10, 30, cairn::bounds::open) == 2);
    CHECK(s.count_between(cairn::unbounded, cairn::unbounded) == 4);
    const words w{"apple", "pear"};
    CHECK(w.contains(std::string_view("pear")));
    CHECK(w.rank("b") == 1);
    CHECK(w.irange("a", "b").size() == 1);
}

TEST_CASE("sorted_list: numbers of other types are found as numbers", "[api]") {
    const cairn::sorted_list<unsigned> s{1, 2, 3};
    CHECK(s.contains(2));
    CHECK(s.rank(2L) == 1);
    const cairn::sorted_list<int> t{-1, 1, 2};
    CHECK(t.rank(1.5) == 2); // not converted: there is no such int
    CHECK(!t.contains(1.5));
    CHECK(t.rank(short{1}) == 1);
    const cairn::sorted_list<double> d{0.5, 1.5};
    CHECK(d.rank(1) == 1);
}

TEST_CASE("sorted_list: positions", "[api]") {
    list s{10, 20, 30, 40};
    CHECK(s[0] == 10);
    CHECK(s.at(3) == 40);
    CHECK(s.front() == 10);
    CHECK(s.back() == 40);
    CHECK(*s.nth(2) == 30);
    CHECK(s.nth(4) == s.end());
    CHECK(s.slice(1, 3).size() == 2);
    CHECK(s.slice(1, 3).back() == 30);
    CHECK(*s.rbegin() == 40);
    CHECK(*(s.rend() - 1) == 10);
    CHECK(s.begin()[2] == 30);
    CHECK(*(2 + s.begin()) == 30);
}

TEST_CASE("sorted_list: look-up of many", "[api]") {
    list s;
    for (int i = 0; i != 2000; ++i)
        s.insert(s.end(), i / 2 * 3);
    std::vector<int> keys;
    for (int i = -5; i != 500; ++i)
        keys.push_back(i * 7);
    std::vector<std::size_t> ranks(keys.size());
    std::vector<list::iterator> found(keys.size());
    s.rank_batch(keys, ranks);
    s.find_batch(keys, found);
    for (std::size_t i = 0; i != keys.size(); ++i) {
        REQUIRE(ranks[i] == s.rank(keys[i]));
        REQUIRE(found[i] == s.find(keys[i]));
    }
    std::vector<long> as_long(keys.size());
    std::as_const(s).rank_batch(keys, as_long.begin());
    CHECK(as_long.back() == static_cast<long>(ranks.back()));
    list().rank_batch(keys, ranks.data());
    CHECK(ranks.back() == 0);
    s.rank_batch(std::vector<int>(), ranks.begin());
}

// -- as a whole ----------------------------------------------------------------------------------------

TEST_CASE("sorted_list: sums and products", "[api]") {
    const list a{1, 3}, b{2, 3};
    CHECK(a + b == list{1, 2, 3, 3});
    CHECK(a * 2 == list{1, 1, 3, 3});
    CHECK(3 * a == list{1, 1, 1, 3, 3, 3});
    CHECK((a * 0).empty());
    CHECK((a * -1).empty());
    list c(a);
    c += b;
    CHECK(c == list{1, 2, 3, 3});
    c *= 2;
    CHECK(c.size() == 8);
    c *= 0;
    CHECK(c.empty());
    const by_age twins{{1, "a"}, {1, "b"}};
    CHECK((twins * 2)[1].name == "b"); // a, b, a, b
    CHECK((twins * 2)[2].name == "a");
}

TEST_CASE("sorted_list: split and join", "[api]") {
    list s{1, 2, 2, 3, 4};
    list right = s.split(2);
    CHECK(s == list{1});
    CHECK(right == list{2, 2, 3, 4});
    list tail = right.split_at(3);
    CHECK(tail == list{4});
    tail.join(std::move(s)); // what comes before is welcome as well
    CHECK(tail == list{1, 4});
    CHECK(s.empty());
    words w{"a", "m", "z"};
    CHECK(w.split("n").size() == 1);
}

TEST_CASE("sorted_list: comparison", "[api]") {
    CHECK(list{1, 2} == list{2, 1});
    CHECK(list{1, 2} != list{1, 2, 2});
    CHECK(list{1, 2} < list{1, 3});
    CHECK(list{1} < list{1, 1});
    CHECK((list{2} <=> list{1, 5}) == std::strong_ordering::greater);
    CHECK(list() <= list());
    const cairn::sorted_list<support::only_less> a{{1}}, b{{2}};
    CHECK((a <=> b) == std::weak_ordering::less);
    const cairn::sorted_list<double> x{1.0}, y{1.5};
    CHECK((x <=> y) == std::partial_ordering::less);
}

TEST_CASE("sorted_list: sizes", "[api]") {
    const list s{1, 2, 3};
    CHECK(s.size() == 3);
    CHECK(!s.empty());
    CHECK(s.max_size() == 0xffff'ffffU);
    CHECK(s.get_allocator() == std::allocator<int>());
}
