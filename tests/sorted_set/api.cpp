// SPDX-License-Identifier: BSL-1.0
// Each member of sorted_set, as the reference describes it.

#include <cairn/sorted_set.hpp>

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

using set = cairn::sorted_set<int>;
using words = cairn::sorted_set<std::string>;

template <class Set>
auto contents(const Set& s) {
    return std::vector<typename Set::value_type>(s.begin(), s.end());
}

struct person {
    int age = 0;
    std::string name;
};
using by_age = cairn::sorted_set<person, cairn::by<&person::age>>;

} // namespace

// -- construction --------------------------------------------------------------------------------------

TEST_CASE("sorted_set: constructors", "[api]") {
    const set empty;
    CHECK(empty.empty());
    CHECK(empty.size() == 0);
    const set from_list{3, 1, 2, 1};
    CHECK(contents(from_list) == std::vector{1, 2, 3});
    CHECK(set(from_list.begin(), from_list.end()) == from_list);
    CHECK(set(cairn::from_range, std::vector{2, 1, 3, 1}) == from_list);
    set assigned;
    assigned = {9, 8};
    CHECK(contents(assigned) == std::vector{8, 9});
    assigned = {};
    CHECK(assigned.empty());

    const std::allocator<int> memory;
    const std::less<> less;
    const std::vector<int> v{1, 2, 3};
    using cairn::sorted_unique;
    CHECK(set(memory).empty());
    CHECK(set(less).empty());
    CHECK(set(less, memory).empty());
    CHECK(set(v.begin(), v.end(), less, memory) == from_list);
    CHECK(set(v.begin(), v.end(), memory) == from_list);
    CHECK(set(cairn::from_range, v, less, memory) == from_list);
    CHECK(set(cairn::from_range, v, memory) == from_list);
    CHECK(set({3, 2, 1, 1}, less, memory) == from_list);
    CHECK(set({3, 2, 1, 1}, memory) == from_list);
    CHECK(set(sorted_unique, v.begin(), v.end()) == from_list);
    CHECK(set(sorted_unique, v.begin(), v.end(), memory) == from_list);
    CHECK(set(sorted_unique, cairn::from_range, v, less, memory) == from_list);
    CHECK(set(sorted_unique, cairn::from_range, v, memory) == from_list);
    CHECK(set(sorted_unique, {1, 2, 3}) == from_list);
    CHECK(set(sorted_unique, {1, 2, 3}, memory) == from_list);
}

TEST_CASE("sorted_set: comparators with state are kept, copied and swapped", "[api]") {
    struct by_remainder {
        int modulus = 10;
        bool operator()(int a, int b) const { return a % modulus < b % modulus; }
    };
    using container = cairn::sorted_set<int, by_remainder>;
    container a({17, 26, 31}, by_remainder{10}), b({17, 26, 31}, by_remainder{4});
    CHECK(contents(a) == std::vector{31, 26, 17});
    CHECK(contents(b) == std::vector{17, 26, 31});
    CHECK(b.key_comp().modulus == 4);
    CHECK(b.value_comp()(4, 5));
    swap(a, b);
    CHECK(a.key_comp().modulus == 4);
    b = a;
    CHECK(b.key_comp().modulus == 4);
    container right = b.split_at(1);
    CHECK(right.key_comp().modulus == 4);
    CHECK((a | right).key_comp().modulus == 4);
    const container moved(std::move(a));
    CHECK(moved.key_comp().modulus == 4);
    a = {6, 5};
    CHECK(contents(a) == std::vector{5, 6});
}

TEST_CASE("sorted_set: a key function orders, and bare keys find", "[api]") {
    by_age people{{40, "Ann"}, {20, "Bob"}, {40, "Cid"}};
    CHECK(people.size() == 2);
    CHECK(people[1].name == "Ann"); // the first of equal age
    people.insert({30, "Dan"});
    CHECK(!people.insert({20, "Eve"}).second);
    CHECK(people.rank(30) == 1);
    CHECK(people.rank_upper(40) == 3);
    CHECK(people.count(20) == 1);
    CHECK(people.find(30)->name == "Dan");
    CHECK(people.irange(25, 40).size() == 2);
    CHECK(people.count_between(cairn::unbounded, 40, cairn::bounds::open) == 2);
    CHECK(people.contains(person{40, "anyone"}));
    CHECK(people.erase(40) == 1);
    CHECK(people.back().name == "Dan");
    const cairn::sorted_set by_length(
        {"ccc"s, "a"s, "bb"s, "x"s},
        cairn::by_key([](const std::string& s) { return s.size(); }, std::greater<>()));
    CHECK(by_length.size() == 3);
    CHECK(by_length.front() == "ccc");
}

// -- insertion -----------------------------------------------------------------------------------------

TEST_CASE("sorted_set: of equivalent keys the first stays", "[api]") {
    by_age s;
    CHECK(s.insert({1, "first"}).second);
    const auto [at, inserted] = s.emplace(person{1, "second"});
    CHECK(!inserted);
    CHECK(at->name == "first");
    CHECK(s.insert(s.end(), {1, "third"})->name == "first");
    CHECK(s.emplace_hint(s.end(), person{2, "of another age"})->age == 2);
    s.insert_range(std::vector<person>{{3, "a"}, {0, "b"}, {3, "c"}, {1, "d"}});
    std::vector<std::string> names;
    for (const person& each : s)
        names.push_back(each.name);
    CHECK(names == std::vector{"b"s, "first"s, "of another age"s, "a"s});
}

TEST_CASE("sorted_set: an argument whose key is present is left alone", "[api]") {
    cairn::sorted_set<support::move_only> s;
    s.emplace(1);
    support::move_only one(1);
    CHECK(!s.insert(std::move(one)).second);
    CHECK(one.value == 1);
    words w{"a"};
    CHECK(!w.insert(std::string_view("a")).second);
    CHECK(w.insert(std::string_view("b")).second);
    CHECK(!w.emplace("b").second);
}

TEST_CASE("sorted_set: insertion of many", "[api]") {
    set s{5};
    s.insert({9, 1, 5});
    CHECK(contents(s) == std::vector{1, 5, 9});
    const std::vector<int> v{7, 7, 0};
    s.insert(v.begin(), v.end());
    s.insert(cairn::sorted_unique, {2, 30});
    s.insert_range(cairn::sorted_unique, std::vector{30, 31});
    CHECK(contents(s) == std::vector{0, 1, 2, 5, 7, 9, 30, 31});
}

// -- removal -------------------------------------------------------------------------------------------

TEST_CASE("sorted_set: removal", "[api]") {
    set s{1, 2, 3, 4, 5, 6};
    CHECK(s.erase(2) == 1);
    CHECK(s.erase(2) == 0);
    CHECK(*s.erase(s.begin()) == 3);
    CHECK(*s.erase_at(1) == 5);
    CHECK(s.take_at(0) == 3);
    CHECK(contents(s) == std::vector{5, 6});
    s.clear();
    CHECK(s.empty());
    s = {1, 2, 3, 4, 5};
    CHECK(erase_if(s, [](int i) { return i % 2 == 0; }) == 2);
    CHECK(contents(s) == std::vector{1, 3, 5});
    words w{"a", "b"};
    CHECK(w.erase("b") == 1);
    CHECK(w.erase(std::string_view("a")) == 1);
    cairn::sorted_set<support::move_only> m;
    m.emplace(3);
    m.emplace(1);
    CHECK(m.take_at(1).value == 3);
}

TEST_CASE("sorted_set: nodes", "[api]") {
    words s{"a", "b", "c"}, other{"c"};
    auto node = s.extract("b");
    CHECK(!node.empty());
    CHECK(node.value() == "b");
    node.value() = "c";
    auto result = other.insert(std::move(node));
    CHECK(!result.inserted);
    CHECK(*result.position == "c");
    CHECK(result.node.value() == "c");
    result.node.value() = "z";
    result = other.insert(std::move(result.node));
    CHECK(result.inserted);
    CHECK(result.node.empty());
    CHECK(other.insert(words::node_type()).position == other.end());
    CHECK(s.extract("nothing").empty());
    node = s.extract(s.begin());
    CHECK(other.insert(other.end(), std::move(node)) == other.begin());
    CHECK(contents(other) == std::vector{"a"s, "c"s, "z"s});
    s.merge(other);
    CHECK(contents(other) == std::vector{"c"s});
    CHECK(contents(s) == std::vector{"a"s, "c"s, "z"s});
    cairn::sorted_set<std::string, std::greater<>> reversed{"c", "b"};
    s.merge(std::move(reversed));
    CHECK(reversed.size() == 1);
    CHECK(contents(s) == std::vector{"a"s, "b"s, "c"s, "z"s});
}

// -- look-up and positions -----------------------------------------------------------------------------

TEST_CASE("sorted_set: look-up", "[api]") {
    const set s{10, 20, 30};
    CHECK(s.find(20) == s.nth(1));
    CHECK(s.find(25) == s.end());
    CHECK(s.contains(30));
    CHECK(!s.contains(31));
    CHECK(s.count(20) == 1);
    CHECK(s.lower_bound(20) == s.nth(1));
    CHECK(s.upper_bound(20) == s.nth(2));
    CHECK(s.equal_range(20) == std::pair(s.nth(1), s.nth(2)));
    CHECK(s.rank(20) == 1);
    CHECK(s.rank_upper(20) == 2);
    CHECK(s.rank(5) == 0);
    CHECK(s.rank(99) == 3);
    CHECK(s.index_of(20) == std::optional<std::size_t>(1));
    CHECK(!s.index_of(21).has_value());
    CHECK(s.index_of(s.end()) == 3);
    CHECK(s.count_between(10, 20) == 2);
    CHECK(s.count_between(10, 20, cairn::bounds::right_open) == 1);
    CHECK(s.count_between(10, 30, cairn::bounds::open) == 1);
    CHECK(s.count_between(cairn::unbounded, cairn::unbounded) == 3);
    const words w{"apple", "pear"};
    CHECK(w.contains(std::string_view("pear")));
    CHECK(w.rank("b") == 1);
    CHECK(w.irange("a", "b").size() == 1);
}

TEST_CASE("sorted_set: numbers of other types are found as numbers", "[api]") {
    const cairn::sorted_set<unsigned> s{1, 2, 3};
    CHECK(s.contains(2));
    CHECK(s.rank(2L) == 1);
    const cairn::sorted_set<int> t{-1, 1, 2};
    CHECK(t.rank(1.5) == 2); // not converted: there is no such int
    CHECK(!t.contains(1.5));
    CHECK(t.rank(short{1}) == 1);
    const cairn::sorted_set<double> d{0.5, 1.5};
    CHECK(d.rank(1) == 1);
}

TEST_CASE("sorted_set: positions", "[api]") {
    set s{10, 20, 30, 40};
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

TEST_CASE("sorted_set: look-up of many", "[api]") {
    set s;
    for (int i = 0; i != 2000; ++i)
        s.insert(s.end(), i * 2);
    std::vector<int> keys;
    for (int i = -5; i != 500; ++i)
        keys.push_back(i * 7);
    std::vector<std::size_t> ranks(keys.size());
    std::vector<set::iterator> found(keys.size());
    s.rank_batch(keys, ranks);
    s.find_batch(keys, found);
    for (std::size_t i = 0; i != keys.size(); ++i) {
        REQUIRE(ranks[i] == s.rank(keys[i]));
        REQUIRE(found[i] == s.find(keys[i]));
    }
    std::vector<long> as_long(keys.size());
    std::as_const(s).rank_batch(keys, as_long.begin());
    CHECK(as_long.back() == static_cast<long>(ranks.back()));
    set().rank_batch(keys, ranks.data());
    CHECK(ranks.back() == 0);
    s.rank_batch(std::vector<int>(), ranks.begin());
}

// -- as a whole ----------------------------------------------------------------------------------------

TEST_CASE("sorted_set: algebra", "[api]") {
    const set a{1, 2, 3}, b{2, 3, 4};
    CHECK((a | b) == set{1, 2, 3, 4});
    CHECK((a & b) == set{2, 3});
    CHECK((a - b) == set{1});
    CHECK((a ^ b) == set{1, 4});
    set s(a);
    s |= b;
    CHECK(s == set{1, 2, 3, 4});
    s &= set{2, 4, 6};
    CHECK(s == set{2, 4});
    s ^= set{4, 5};
    CHECK(s == set{2, 5});
    s -= set{5};
    CHECK(s == set{2});
    s |= std::vector{9, 7, 9};
    CHECK(s == set{2, 7, 9});
    s -= std::vector{9, 2};
    s ^= std::vector{7, 8, 8};
    CHECK(s == set{8});
    s &= std::vector{3};
    CHECK(s.empty());

    CHECK(set{2, 3}.is_subset_of(a));
    CHECK(!b.is_subset_of(a));
    CHECK(a.is_superset_of(set{}));
    CHECK(set{}.is_subset_of(set{}));
    CHECK(set{7, 8}.is_disjoint_from(a));
    CHECK(!a.is_disjoint_from(b));
    const cairn::sorted_set<int, std::greater<>> descending{3, 2};
    CHECK(descending.is_subset_of(a));
    CHECK(a.is_superset_of(descending));
    CHECK(!a.is_disjoint_from(descending));

    const by_age x{{1, "a"}, {2, "b"}}, y{{2, "B"}, {3, "C"}};
    CHECK((x | y)[1].name == "b"); // of equivalent keys the first one's
    CHECK((x & y)[0].name == "b");
    CHECK((y & x)[0].name == "B");
}

TEST_CASE("sorted_set: algebra of sets of very different sizes", "[api]") {
    set large;
    for (int i = 0; i != 1000; ++i)
        large.insert(large.end(), 2 * i);
    const set small{-1, 10, 11, 1998, 5000};
    CHECK((large | small).size() == 1003);
    CHECK((small | large) == (large | small));
    CHECK((large & small) == set{10, 1998});
    CHECK((small & large) == set{10, 1998});
    CHECK((large - small).size() == 998);
    CHECK((small - large) == set{-1, 11, 5000});
    CHECK((large ^ small).size() == 1001);
    CHECK((small ^ large) == (large ^ small));
    CHECK(set{4, 1998}.is_subset_of(large));
    CHECK(!small.is_subset_of(large));
    CHECK(!large.is_subset_of(small));
    CHECK(large.is_superset_of(set{0}));
    CHECK(set{-3, 3}.is_disjoint_from(large));
    CHECK(large.is_disjoint_from(set{1, 3, 1999}));
}

TEST_CASE("sorted_set: split and join", "[api]") {
    set s{1, 2, 3, 4};
    set right = s.split(2);
    CHECK(s == set{1});
    CHECK(right == set{2, 3, 4});
    set tail = right.split_at(2);
    CHECK(tail == set{4});
    tail.join(std::move(s)); // what comes before is welcome as well
    CHECK(tail == set{1, 4});
    CHECK(s.empty());
    words w{"a", "m", "z"};
    CHECK(w.split("n").size() == 1);
}

TEST_CASE("sorted_set: comparison", "[api]") {
    CHECK(set{1, 2} == set{2, 1});
    CHECK(set{1, 2} != set{1, 2, 3});
    CHECK(set{1, 2} < set{1, 3});
    CHECK(set{1} < set{1, 2});
    CHECK((set{2} <=> set{1, 5}) == std::strong_ordering::greater);
    CHECK(set() <= set());
    const cairn::sorted_set<support::only_less> a{{1}}, b{{2}};
    CHECK((a <=> b) == std::weak_ordering::less);
    const cairn::sorted_set<double> x{1.0}, y{1.5};
    CHECK((x <=> y) == std::partial_ordering::less);
}

TEST_CASE("sorted_set: sizes", "[api]") {
    const set s{1, 2, 3};
    CHECK(s.size() == 3);
    CHECK(!s.empty());
    CHECK(s.max_size() == 0xffff'ffffU);
    CHECK(s.get_allocator() == std::allocator<int>());
}
