// SPDX-License-Identifier: BSL-1.0
// Each member of dict and ordered_set, as the reference describes it.

#include <cairn/dict.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/instance_counter.hpp"
#include "support/misuse.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

using dict = cairn::dict<std::string, int>;
using set = cairn::ordered_set<std::string>;
using entries = std::vector<std::pair<std::string, int>>;

entries contents(const dict& d) { return {d.begin(), d.end()}; }
std::vector<std::string> contents(const set& s) { return {s.begin(), s.end()}; }

} // namespace

// -- construction --------------------------------------------------------------------------------------

TEST_CASE("dict: constructors", "[api]") {
    const dict empty;
    CHECK(empty.empty());
    CHECK(empty.capacity() == 0);
    CHECK(empty.memory_bytes() == 0);
    const dict sized(100);
    CHECK(sized.capacity() >= 100);
    const dict list{{"a", 1}, {"b", 2}, {"a", 3}};
    CHECK(contents(list) == entries{{"a", 1}, {"b", 2}});
    const dict from_iterators(list.begin(), list.end());
    CHECK(from_iterators == list);
    const dict from_range(cairn::from_range, entries{{"x", 1}});
    CHECK(from_range.at("x") == 1);
    const dict copy = list;
    CHECK(contents(copy) == contents(list));
    dict assigned;
    assigned = {{"z", 26}};
    CHECK(contents(assigned) == entries{{"z", 26}});
    assigned = {};
    CHECK(assigned.empty());

    const std::allocator<std::pair<const std::string, int>> memory;
    const cairn::hash<std::string> hash;
    const dict with_memory(memory);
    CHECK(with_memory.empty());
    CHECK(dict(5, memory).capacity() >= 5);
    CHECK(dict(5, hash, memory).capacity() >= 5);
    CHECK(dict(list.begin(), list.end(), memory) == list);
    CHECK(dict(list.begin(), list.end(), 50, memory).capacity() >= 50);
    CHECK(dict(list.begin(), list.end(), 50, hash, memory) == list);
    CHECK(dict(cairn::from_range, list, memory) == list);
    CHECK(dict(cairn::from_range, list, 50, memory) == list);
    CHECK(dict(cairn::from_range, list, 50, hash, memory) == list);
    CHECK(dict({{"a", 1}}, memory).size() == 1);
    CHECK(dict({{"a", 1}}, 50, memory).capacity() >= 50);
    CHECK(dict({{"a", 1}}, 50, hash, memory).size() == 1);
    CHECK(dict({{"a", 1}}, 50, hash, {}, memory).size() == 1);
}

TEST_CASE("ordered_set: constructors", "[api]") {
    const set list{"b", "a", "b"};
    CHECK(contents(list) == std::vector{"b"s, "a"s});
    const std::allocator<std::string> memory;
    const cairn::hash<std::string> hash;
    CHECK(set(list.begin(), list.end(), memory) == list);
    CHECK(set(list.begin(), list.end(), 50, hash, memory) == list);
    CHECK(set(cairn::from_range, list, 50, memory).capacity() >= 50);
    CHECK(set({"a", "b"}, 4, memory) == list);
    CHECK(set(7, memory).empty());
    set assigned(memory);
    assigned = {"z"};
    CHECK(contents(assigned) == std::vector{"z"s});
}

TEST_CASE("functors with state are kept, copied and swapped", "[api]") {
    struct salted {
        std::uint64_t salt = 0;
        std::uint64_t operator()(int key) const noexcept {
            return static_cast<std::uint64_t>(key) * 31 + salt;
        }
    };
    using container = cairn::dict<int, int, salted>;
    container a(10, salted{1});
    container b(10, salted{2});
    a.try_emplace(1, 1);
    b.try_emplace(2, 2);
    CHECK(a.hash_function().salt == 1);
    CHECK(container(a).hash_function().salt == 1);
    swap(a, b);
    CHECK(a.hash_function().salt == 2);
    CHECK(a.contains(2));
    b = a;
    CHECK(b.hash_function().salt == 2);
    CHECK(b.contains(2));
    CHECK(b.key_eq()(3, 3));
    const container moved(std::move(a));
    CHECK(moved.contains(2));
    const auto parity = [](int key) { return static_cast<std::size_t>(key % 2); };
    cairn::dict<int, int, decltype(parity)> by_parity(0, parity);
    for (int i = 0; i != 30; ++i)
        by_parity.try_emplace(i, i);
    CHECK(by_parity.at(29) == 29);
}

// -- look-up -------------------------------------------------------------------------------------------

TEST_CASE("dict: look-up", "[api]") {
    dict d{{"one", 1}, {"two", 2}};
    const dict& c = d;
    CHECK(d.at("one") == 1);
    CHECK(c.at("two"sv) == 2);
    CHECK_THROWS_AS(d.at("three"), std::out_of_range);
    CHECK_THROWS_AS(c.at("three"s), std::out_of_range);
    d.at("one") = 11;
    CHECK(*c.get("one") == 11);
    CHECK(c.get("three") == nullptr);
    *d.get("one"s) = 1;
    CHECK(c.get_or("one", 9) == 1);
    CHECK(c.get_or("three", 9) == 9);
    CHECK(c.get_or("three"s, {}) == 0);
    CHECK(c.contains("one"));
    CHECK(!c.contains(""));
    CHECK(c.count("two") == 1);
    CHECK(c.find("two")->second == 2);
    CHECK(c.find("three") == c.end());
    const auto [first, last] = d.equal_range("one");
    CHECK(first == d.begin());
    CHECK(last == std::next(d.begin()));
    CHECK(d.size() == 2);
}

TEST_CASE("an empty string is a key, wherever it lies", "[api]") {
    dict d;
    CHECK(!d.contains(std::string_view()));
    d[std::string_view()] = 1;
    CHECK(d.at("") == 1);
    const std::vector<char> page(8192, 'x');
    for (std::size_t i = 0; i + 20 < page.size(); i += 7) // also across the end of a page
        d.try_emplace(std::string_view(page.data() + i, i % 18), 0);
    CHECK(d.size() == 18);
    CHECK(d.contains("xxxxxxxxxxxxxxx"));
    CHECK(d.contains(std::string_view(page.data() + page.size(), 0)));
}

TEST_CASE("keys that are no strings keep their own equality", "[api]") {
    struct caseless {
        std::string_view text;
        operator std::string_view() const { return text; }
        bool operator==(const caseless& other) const {
            return text.size() == other.text.size() && (text[0] | 32) == (other.text[0] | 32);
        }
    };
    struct by_length {
        std::size_t operator()(const caseless& key) const { return key.text.size(); }
    };
    cairn::ordered_set<caseless, by_length> s;
    s.insert(caseless{"abc"});
    CHECK(s.contains(caseless{"Abc"}));

    const char text[] = "text";
    const char same[] = "text";
    cairn::dict<const char*, int> by_address{{text, 1}};
    CHECK(by_address.contains(text));
    CHECK(!by_address.contains(same));
    CHECK(!by_address.contains(nullptr));
    by_address[nullptr] = 2;
    CHECK(by_address.at(nullptr) == 2);
}

TEST_CASE("keys of many kinds are hashed", "[api]") {
    enum class colour { red, green };
    cairn::dict<colour, int> colours{{colour::red, 1}};
    CHECK(colours.contains(colour::red));
    cairn::dict<double, int> numbers{{0.0, 1}};
    CHECK(numbers.contains(-0.0));
    cairn::dict<std::pair<int, std::string>, int> pairs{{{1, "a"}, 1}};
    CHECK(pairs.contains({1, "a"}));
    CHECK(!pairs.contains({2, "a"}));
    cairn::ordered_set<std::tuple<int, char, bool>> tuples{{1, 'a', true}};
    CHECK(!tuples.contains({1, 'a', false}));
    cairn::ordered_set<std::unique_ptr<int>> pointers;
    pointers.insert(nullptr);
    CHECK(pointers.contains(nullptr));
    cairn::dict<bool, int, std::hash<bool>> with_std{{true, 1}, {false, 0}};
    CHECK(with_std.size() == 2);
    cairn::dict<std::wstring, int> wide{{L"wide", 1}};
    CHECK(wide.contains(L"wide"));
}

TEST_CASE("by position", "[api]") {
    dict d{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
    CHECK(d.nth(2)->first == "c");
    CHECK(d.nth(4) == d.end());
    d.erase("b");
    CHECK(d.nth(1)->first == "c");
    CHECK(std::as_const(d).nth(2)->first == "d");
    CHECK(d.front().first == "a");
    CHECK(d.back().first == "d");
    d.back().second = 5;
    CHECK(d.at("d") == 5);
    CHECK(d.rbegin()->first == "d");
    CHECK(std::prev(d.rend())->first == "a");
    CHECK(d.crbegin() != d.crend());
    cairn::ordered_set<int> s;
    for (int i = 0; i != 1000; ++i)
        s.insert(i);
    for (int i = 1; i < 1000; i += 2)
        s.erase(i);
    for (std::size_t i = 0; i != 500; ++i)
        REQUIRE(*s.nth(i) == static_cast<int>(2 * i));
}

// -- insertion -----------------------------------------------------------------------------------------

TEST_CASE("dict: insertion", "[api]") {
    dict d;
    CHECK(d.try_emplace("a", 1).second);
    CHECK(!d.try_emplace("a", 2).second);
    CHECK(d.try_emplace("a"sv).first->second == 1);
    CHECK(d.insert_or_assign("a", 3).first->second == 3);
    CHECK(d.insert_or_assign("b"s, 4).second);
    CHECK(d.insert({"c", 5}).second);
    CHECK(d.insert(std::pair("c", 6)).first->second == 5);
    CHECK(d.emplace("d", 7).second);
    CHECK(
        d.emplace(std::piecewise_construct, std::forward_as_tuple(3, 'e'), std::forward_as_tuple(8))
            .first->first == "eee");
    CHECK(d.setdefault("a", 9) == 3);
    CHECK(d.setdefault("f", 9) == 9);
    CHECK(++d["g"] == 1);
    CHECK(++d["g"s] == 2);
    d.insert({{"g", 0}, {"h", 10}});
    CHECK(
        contents(d) ==
        entries{{"a", 3}, {"b", 4}, {"c", 5}, {"d", 7}, {"eee", 8}, {"f", 9}, {"g", 2}, {"h", 10}});
}

TEST_CASE("hints are accepted", "[api]") {
    dict d{{"z", 0}};
    CHECK(d.insert(d.begin(), {"a", 1})->second == 1);
    CHECK(d.insert(d.end(), std::pair("b", 2))->first == "b");
    CHECK(d.emplace_hint(d.begin(), "c", 3)->first == "c");
    CHECK(d.try_emplace(d.begin(), "d", 4)->second == 4);
    CHECK(d.insert_or_assign(d.begin(), "d", 5)->second == 5);
    CHECK(contents(d) == entries{{"z", 0}, {"a", 1}, {"b", 2}, {"c", 3}, {"d", 5}});
    set s;
    CHECK(*s.insert(s.end(), "x"s) == "x");
    CHECK(*s.emplace_hint(s.begin(), "y") == "y");
}

TEST_CASE("arguments stay untouched where the key is present", "[api]") {
    cairn::dict<std::string, std::unique_ptr<int>> d;
    d["k"] = std::make_unique<int>(1);
    auto value = std::make_unique<int>(2);
    std::string key = "k";
    CHECK(!d.try_emplace(std::move(key), std::move(value)).second);
    CHECK(value != nullptr);
    CHECK(key == "k");
    CHECK(*d.setdefault("k", std::move(value)) == 1);
    CHECK(value != nullptr);
    d.insert_or_assign("k", std::move(value));
    CHECK(*d.at("k") == 2);
}

TEST_CASE("a look-up or failed insertion by a foreign key makes no key", "[api]") {
    using key = support::counted<>;
    struct hasher {
        using is_transparent = void;
        std::size_t operator()(const key& k) const { return k.hash(); }
        std::size_t operator()(long k) const { return std::hash<int>{}(static_cast<int>(k)); }
    };
    struct equal {
        using is_transparent = void;
        bool operator()(const key& a, const key& b) const { return a == b; }
        bool operator()(const key& a, long b) const { return a.value() == b; }
    };
    cairn::ordered_set<key, hasher, equal> s{1, 2, 3};
    key::reset();
    CHECK(s.contains(2L));
    CHECK(s.find(3L) != s.end());
    CHECK(s.erase(3L) == 1);
    CHECK(s.move_to_end(1L));
    CHECK(key::counts().constructions == 0);
    CHECK(support::misuses().empty());
}

// -- removal -------------------------------------------------------------------------------------------

TEST_CASE("dict: removal", "[api]") {
    dict d{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"e", 5}, {"f", 6}};
    CHECK(d.erase("b") == 1);
    CHECK(d.erase("b"s) == 0);
    CHECK(d.erase(d.find("c"))->first == "d");
    CHECK(d.pop("d").value() == 4);
    CHECK(!d.pop("d"sv));
    CHECK(d.popitem() == std::pair("f"s, 6));
    CHECK(d.popitem(false) == std::pair("a"s, 1));
    CHECK(contents(d) == entries{{"e", 5}});
    CHECK(d.erase(d.begin(), d.end()) == d.end());
    CHECK(d.empty());
    d.insert({{"a", 1}, {"b", 2}, {"c", 3}});
    CHECK(erase_if(d, [](const auto& each) { return each.second != 2; }) == 2);
    CHECK(d.size() == 1);
    d.clear();
    CHECK(d.begin() == d.end());
}

TEST_CASE("nodes", "[api]") {
    cairn::dict<std::string, std::unique_ptr<int>> d;
    d["a"] = std::make_unique<int>(1);
    d["b"] = std::make_unique<int>(2);
    auto node = d.extract("a");
    REQUIRE(node);
    CHECK(!node.empty());
    CHECK(node.key() == "a");
    CHECK(*node.mapped() == 1);
    node.key() = "b";
    auto refused = d.insert(std::move(node));
    CHECK(!refused.inserted);
    CHECK(refused.position->first == "b");
    REQUIRE(refused.node);
    refused.node.key() = "c";
    CHECK(d.insert(d.end(), std::move(refused.node))->first == "c");
    CHECK(refused.node.empty()); // NOLINT(bugprone-use-after-move): an inserted node is empty
    CHECK(*d.at("c") == 1);
    CHECK(d.extract("nothing").empty());
    auto empty = d.insert(decltype(node)());
    CHECK(!empty.inserted);
    CHECK(empty.position == d.end());
    auto stays = d.extract(d.begin());
    d["b"] = nullptr;
    CHECK(d.insert(d.begin(), std::move(stays))->first == "b");
    CHECK(*stays.mapped() == 2); // NOLINT(bugprone-use-after-move): a refused node stays full

    set s{"x", "y"};
    auto key = s.extract("x"sv);
    CHECK(key.value() == "x");
    s.insert(std::move(key));
    CHECK(contents(s) == std::vector{"y"s, "x"s});
}

TEST_CASE("merge takes what is absent", "[api]") {
    dict a{{"a", 1}, {"b", 2}};
    cairn::dict<std::string, int, std::hash<std::string>, std::equal_to<std::string>> b{
        {"b", 20}, {"c", 30}, {"d", 40}};
    a.merge(b);
    CHECK(contents(a) == entries{{"a", 1}, {"b", 2}, {"c", 30}, {"d", 40}});
    CHECK(b.size() == 1);
    CHECK(b.at("b") == 20);
    a.merge(a);
    CHECK(a.size() == 4);
    a.merge(dict{{"e", 5}});
    CHECK(a.back().first == "e");
}

// -- order ---------------------------------------------------------------------------------------------

TEST_CASE("order", "[api]") {
    dict d{{"a", 1}, {"b", 2}, {"c", 3}};
    CHECK(d.move_to_end("a"));
    CHECK(d.move_to_end("c"s, false));
    CHECK(!d.move_to_end("z"));
    CHECK(contents(d) == entries{{"c", 3}, {"b", 2}, {"a", 1}});
    d["b"] = 20; // keeps its place
    CHECK(d.nth(1)->second == 20);
    d.erase("c");
    d["c"] = 30; // comes back at the end
    CHECK(d.back().first == "c");
}

TEST_CASE("union", "[api]") {
    const dict a{{"a", 1}, {"b", 2}};
    const dict b{{"b", 20}, {"c", 30}};
    CHECK(contents(a | b) == entries{{"a", 1}, {"b", 20}, {"c", 30}});
    dict c = a;
    c |= b;
    CHECK(c == (a | b));
    c |= c;
    CHECK(c.size() == 3);
}

TEST_CASE("equality ignores order", "[api]") {
    CHECK(dict{{"a", 1}, {"b", 2}} == dict{{"b", 2}, {"a", 1}});
    CHECK(dict{{"a", 1}} != dict{{"a", 2}});
    CHECK(dict{{"a", 1}} != dict{{"b", 1}});
    CHECK(dict{} != dict{{"a", 0}});
    CHECK(set{"a", "b"} == set{"b", "a"});
    CHECK(set{"a"} != set{"b"});
}

// -- size ----------------------------------------------------------------------------------------------

TEST_CASE("size and memory", "[api]") {
    dict d;
    d.reserve(100);
    CHECK(d.capacity() >= 100);
    CHECK(d.bucket_count() > 100);
    CHECK(d.memory_bytes() >= 100 * sizeof(dict::value_type));
    d["a"] = 1;
    CHECK(d.load_factor() <= d.max_load_factor());
    d.shrink_to_fit();
    CHECK(d.capacity() < 100);
    d.rehash(50);
    CHECK(d.capacity() >= 50);
    d.clear();
    d.shrink_to_fit();
    CHECK(d.memory_bytes() == 0);
    CHECK(d.max_size() > 1000000);
    CHECK(d.load_factor() == 0.0F);
}

// -- unusual elements ----------------------------------------------------------------------------------

TEST_CASE("elements that offer little", "[api]") {
    cairn::dict<support::no_default, support::no_default> a;
    a.try_emplace(1, 2);
    CHECK(a.at(1).value == 2);
    cairn::dict<int, support::explicit_only> b;
    b.try_emplace(1, 2);
    b.emplace(2, 3);
    CHECK(b.at(2).value == 3);
    cairn::ordered_set<support::move_only> c;
    for (int i = 0; i != 40; ++i)
        c.insert(i);
    CHECK(c.popitem().value == 39);
    cairn::dict<int, support::aggregate> d;
    d.insert_or_assign(1, support::aggregate{1, "one"});
    CHECK(d.at(1).name == "one");
    cairn::dict<support::greedy, support::greedy> e;
    for (int i = 0; i != 40; ++i)
        e.try_emplace(i, i);
    e.erase(3);
    e.move_to_end(7);
    e.move_to_end(8, false);
    (void)e.popitem();
    (void)e.extract(5);
    CHECK(cairn::dict<support::greedy, support::greedy>(e).size() == e.size());
    cairn::ordered_set<support::greedy> f;
    for (int i = 0; i != 40; ++i)
        f.insert(i);
    f.erase(3);
    f.shrink_to_fit();
    CHECK(f.size() == 39);
    cairn::dict<int, support::loose_move> g;
    for (int i = 0; i != 40; ++i)
        g.try_emplace(i, i);
    CHECK(g.pop(3)->value == 3);
    CHECK(g.popitem().second.value == 39);
}

TEST_CASE("entries are built once and destroyed once", "[api]") {
    using counted = support::counted<>;
    counted::reset();
    {
        cairn::dict<counted, counted> d;
        d.reserve(100);
        for (int i = 0; i != 100; ++i)
            d.try_emplace(i, i);
        CHECK(counted::counts().copies == 0);
        CHECK(counted::counts().constructions == 200);
        CHECK(counted::counts().moves == 100); // the keys, from their arguments
        for (int i = 0; i < 100; i += 2)
            d.erase(i);
        d.shrink_to_fit();
        CHECK(counted::counts().copies == 0);
    }
    CHECK(counted::counts().live == 0);
    CHECK(support::misuses().empty());
}

// -- the hash ------------------------------------------------------------------------------------------

TEST_CASE("regular keys spread over the index", "[api][hash]") {
    // Distinct 16-bit prefixes of the upper half, out of 4096 keys: chance would leave about 3970.
    const auto prefixes = [](auto key_of) {
        std::set<std::uint64_t> seen;
        for (std::uint64_t i = 0; i != 4096; ++i)
            seen.insert(cairn::hash<std::uint64_t>{}(key_of(i)) >> 48);
        return seen.size();
    };
    CHECK(prefixes([](std::uint64_t i) { return i; }) > 3000);
    for (const unsigned shift : {1U, 4U, 12U, 16U, 32U, 48U}) {
        INFO("shift " << shift);
        CHECK(prefixes([&](std::uint64_t i) { return i << shift; }) > 3000);
    }
    CHECK(prefixes([](std::uint64_t i) { return i * 1000003; }) > 3000);
    CHECK(prefixes([](std::uint64_t i) { return ~i; }) > 3000);
    std::set<std::uint64_t> texts;
    for (int i = 0; i != 4096; ++i)
        texts.insert(cairn::hash<std::string>{}("key" + std::to_string(i)) >> 48);
    CHECK(texts.size() > 3000);
    std::set<std::uint64_t> pairs;
    for (int i = 0; i != 4096; ++i)
        pairs.insert(cairn::hash<std::pair<int, int>>{}({i / 64, i % 64}) >> 48);
    CHECK(pairs.size() > 3000);
}
